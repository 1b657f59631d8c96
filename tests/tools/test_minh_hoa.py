"""The constructed scheme is what its script makes, prints the announced figures, and owns up to all its dirt."""

import csv
import gzip
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tomllib import loads

import openpyxl
import pytest

from tools.minh_hoa.build import DIRT, RAW, TRUTH, make_files
from tools.minh_hoa.dirt import read_dirt
from tools.minh_hoa.published import _rounded
from tools.minh_hoa.sheet import Number, Sheet
from tools.minh_hoa.tables import framework, leaves, units, units_in
from tools.minh_hoa.xlsx import write_workbook

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COMPRESSED = (".xlsx", ".gz")
HASHED = ("SHA256SUMS", "SOURCES.toml", "corrections.toml")
"""Files that name fingerprints of compressed files; a zip of another zlib has another fingerprint."""

# fmt: off
KINDS = frozenset(
    {
        "abbreviation", "above_maximum", "appraised_without_self", "blank_cell", "column_total_differs",
        "criterion_missing", "dash_mark", "dash_variant", "date_for_fraction", "decimal_mixed", "duplicate_score",
        "edited_after", "encoding", "english_headings", "excel_error", "footnote_mark", "foreign_year",
        "formula_with_value", "formula_without_value", "hidden_column", "hidden_row", "indented_levels",
        "instructions_sheet", "letter_case", "mark_x", "maximum_differs", "merged_header", "missing_line",
        "name_in_file_name", "negative", "nfd_text", "no_break_space", "not_applicable_mark", "not_assessed",
        "off_step", "percent", "quote_variant", "same_file_twice", "same_name_new_unit", "score_of_maximum",
        "self_far_above", "several_header_rows", "several_sheets", "short_form", "stroke_letter", "sum_differs",
        "survey_row_blank", "text_number", "tone_placement", "total_differs", "twin_not_applicable", "unit_missing",
        "unit_twice", "unknown_criterion", "unknown_name", "wrong_year",
    }
)
# fmt: on


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """Every file as the script makes it now."""
    return make_files()


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    """The committed truth, a dictionary for each score."""
    with gzip.open(ROOT / TRUTH, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def dirt() -> list[dict[str, str]]:
    """The committed list of dirt."""
    with (ROOT / DIRT).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _content(name: str, body: bytes) -> dict[str, bytes]:
    """Return what a file holds; compression differs between systems, what is compressed does not."""
    if name.endswith(".gz"):
        return {name: gzip.decompress(body)}
    if not name.endswith(".xlsx"):
        return {name: body}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def test_script_makes_the_committed_files(made: dict[str, bytes]) -> None:
    """Every committed file is what the script makes, and there is no other."""
    committed = {path.relative_to(ROOT).as_posix() for path in (ROOT / RAW).rglob("*") if path.is_file()}
    assert committed | {TRUTH, DIRT} == set(made)
    compared = [name for name in made if not name.endswith(HASHED)]
    differing = [name for name in compared if _content(name, made[name]) != _content(name, (ROOT / name).read_bytes())]
    assert differing == []


def test_fingerprints_are_those_of_the_files(made: dict[str, bytes]) -> None:
    """Where compression is the same, even the files that hold fingerprints are the same byte for byte."""
    sample = next(name for name in made if name.endswith(".xlsx"))
    if made[sample] != (ROOT / sample).read_bytes():
        pytest.skip("this Python compresses differently")
    assert [name for name, body in made.items() if body != (ROOT / name).read_bytes()] == []


def test_size_stays_small(made: dict[str, bytes]) -> None:
    """The scheme stays below 250 files and 4 MB."""
    assert len(made) < 250
    assert sum(map(len, made.values())) < 4_000_000


def _points(truth: list[dict[str, str]], year: int, block: str, area: str) -> dict[str, tuple[Fraction, Fraction]]:
    """Return points and counted maximum of every unit of a block in an area, appraised and survey."""
    limits = {line.code: Fraction(line.limits[block] or 0, 100) for line in leaves(year, block)}
    sums: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
    for row in truth:
        where = (row["year"], row["block"], row["criterion"].split(".")[0])
        if where == (str(year), block, area) and row["source"] != "self" and row["state"] == "scored":
            points, limit = sums[row["unit"]]
            sums[row["unit"]] = (points + Fraction(row["points"]), limit + limits[row["criterion"]])
    return sums


def _printed(value: Fraction, decimals: int = 2) -> str:
    """Return a value as an announcement prints it, halves away from zero."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return str(number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)).replace(".", ",")


def _mean(values: Iterator[Fraction]) -> Fraction:
    found = list(values)
    return sum(found, Fraction(0)) / len(found)


def _index(truth: list[dict[str, str]], year: int, block: str, area: str) -> Fraction:
    return _mean(100 * points / limit for points, limit in _points(truth, year, block, area).values())


def _mean_points(truth: list[dict[str, str]], year: int, block: str, area: str) -> Fraction:
    return _mean(points for points, _ in _points(truth, year, block, area).values())


@pytest.mark.parametrize(
    ("block", "area", "decimals", "text"),
    [
        ("so", "1", 2, "12,56"),
        ("huyen", "1", 2, "11,23"),
        ("so", "3", 2, "8,32"),
        ("huyen", "3", 1, "7,9"),
        ("so", "4", 2, "4,87"),
        ("huyen", "4", 2, "3,36"),
    ],
)
def test_mean_points_of_2018_are_those_announced(
    truth: list[dict[str, str]], block: str, area: str, decimals: int, text: str
) -> None:
    """The block means computed from the units print as Nam Định's announcement of 2018."""
    assert _printed(_mean_points(truth, 2018, block, area), decimals) == text


@pytest.mark.parametrize(
    ("block", "area", "text"),
    [
        ("so", "5", "91,85"),
        ("huyen", "5", "79,49"),
        ("so", "6", "100,00"),
        ("huyen", "6", "100,00"),
        ("so", "7", "70,73"),
        ("huyen", "7", "61,88"),
    ],
)
def test_indices_of_2018_are_those_announced(truth: list[dict[str, str]], block: str, area: str, text: str) -> None:
    """The mean indices computed from the units print as announced."""
    assert _printed(_index(truth, 2018, block, area)) == text


@pytest.mark.parametrize(
    ("block", "limits"),
    [
        ("so", [1350, 300, 850, 575, 1000, 400, 1475, 1050, 3000]),
        ("huyen", [1250, 550, 900, 400, 1000, 400, 1500, 1000, 3000]),
    ],
)
def test_maxima_of_2018_are_those_announced(block: str, limits: list[int]) -> None:
    """Areas 1–4 have the announced maxima, 5–8 together 39.25 and 39, the survey 30 of 100."""
    assert [line.limits[block] for line in framework(2018) if line.level == "area"] == limits
    assert sum(limits) == 10000


@pytest.mark.parametrize(("block", "count", "size"), [("so", 16, 17), ("huyen", 4, 10)])
def test_units_at_the_maximum_in_2018(truth: list[dict[str, str]], block: str, count: int, size: int) -> None:
    """16 of 17 departments and 4 of 10 districts have full marks in area 2."""
    units_of_area = _points(truth, 2018, block, "2").values()
    assert (sum(points == limit for points, limit in units_of_area), len(units_of_area)) == (count, size)


@pytest.mark.parametrize(
    ("block", "area", "text"),
    [
        ("so", "1", "3,81"),
        ("huyen", "1", "5,94"),
        ("huyen", "3", "-2,71"),
        ("so", "4", "-11,89"),
        ("huyen", "4", "-16,00"),
        ("so", "5", "-7,56"),
        ("huyen", "5", "-18,29"),
        ("so", "7", "4,56"),
        ("huyen", "7", "14,88"),
    ],
)
def test_changes_of_the_index_are_those_announced(
    truth: list[dict[str, str]], block: str, area: str, text: str
) -> None:
    """Read as percentage points of the index, these announced changes follow from the units' scores."""
    assert _printed(_index(truth, 2018, block, area) - _index(truth, 2017, block, area)) == text


@pytest.mark.parametrize(
    ("block", "area", "text"), [("so", "3", "-7,32"), ("so", "8", "-11,25"), ("huyen", "8", "-5,59")]
)
def test_changes_of_the_points_are_those_announced(
    truth: list[dict[str, str]], block: str, area: str, text: str
) -> None:
    """Read as relative changes of the mean points, these announced changes follow from the units' scores."""
    change = 100 * (_mean_points(truth, 2018, block, area) / _mean_points(truth, 2017, block, area) - 1)
    assert _printed(change) == text


def test_directions_of_2018_are_those_announced(truth: list[dict[str, str]]) -> None:
    """Area 3 fell and area 7 rose in index in both blocks; area 7 rose in points, too."""
    for block in ("so", "huyen"):
        assert _index(truth, 2018, block, "3") < _index(truth, 2017, block, "3")
        assert _index(truth, 2018, block, "7") > _index(truth, 2017, block, "7")
        assert _mean_points(truth, 2018, block, "7") > _mean_points(truth, 2017, block, "7")


def test_every_score_lies_between_zero_and_its_maximum(truth: list[dict[str, str]]) -> None:
    """The truth holds no score that could not be."""
    limits = {
        (year, block, line.code): line.limits[block] or 0
        for year in range(2016, 2026)
        for block in ("so", "huyen", "xa")
        for line in leaves(year, block)
    }
    scored = [row for row in truth if row["state"] == "scored"]
    outside = [
        row
        for row in scored
        if not 0 <= Fraction(row["points"]) * 100 <= limits[int(row["year"]), row["block"], row["criterion"]]
    ]
    assert outside == []


def test_units_live_as_long_as_they_should() -> None:
    """17 departments become 12, 10 districts become 9 and then 60 communes; every successor is a unit."""
    counts = {year: [len(units_in(year, block)) for block in ("so", "huyen", "xa")] for year in (2016, 2024, 2025)}
    assert counts == {2016: [17, 10, 0], 2024: [17, 9, 0], 2025: [12, 0, 60]}
    codes = {unit.code for unit in units()}
    assert {heir for unit in units() for heir in unit.successors.split(";") if heir} <= codes


def test_no_kind_of_dirt_is_missing(dirt: list[dict[str, str]]) -> None:
    """Every kind of dirt the readers must master is in some file, and the table and the list agree."""
    assert {row["kind"] for row in dirt} >= KINDS
    assert [row["kind"] for row in dirt] == [row.kind for row in read_dirt()]


def test_sources_list_all_dirt(dirt: list[dict[str, str]]) -> None:
    """SOURCES.toml names every piece of dirt with the file and cell that holds it."""
    listed = loads((ROOT / RAW / "SOURCES.toml").read_text(encoding="utf-8"))["dirt"]
    places = [(row["kind"], row["file"], row.get("sheet", ""), row.get("cell", "")) for row in listed]
    assert places == [(row["kind"], row["file"], row["sheet"], row["cell"]) for row in dirt]


def test_dirt_stands_where_it_is_said_to(dirt: list[dict[str, str]]) -> None:
    """In every workbook the cell named in the list holds what the list says."""
    wrong = []
    named = [row for row in dirt if row["cell"] and row["file"].endswith(".xlsx")]
    books = {file: openpyxl.load_workbook(ROOT / RAW / file, data_only=True) for file in {row["file"] for row in named}}
    for row in named:
        value = books[row["file"]][row["sheet"]][row["cell"]].value
        text = "" if value is None else f"{value:.12g}" if isinstance(value, (int, float)) else str(value)
        if text.removesuffix(" 00:00:00") != row["found"]:
            wrong.append((row["file"], row["cell"], text, row["found"]))
    assert wrong == []


def test_corrections_expect_what_the_files_hold(dirt: list[dict[str, str]]) -> None:
    """Every error in the list has a correction or sets something aside; nothing else is corrected."""
    declared = loads((ROOT / RAW / "corrections.toml").read_text(encoding="utf-8"))
    errors = [row for row in dirt if row["severity"] == "error"]
    expected = [(row["file"], row["found"], row["becomes"]) for row in errors if row["becomes"] != "set_aside"]
    assert [(item["file"], item["expect"], item["becomes"]) for item in declared["corrections"]] == expected
    aside = [row["file"] for row in errors if row["becomes"] == "set_aside"]
    assert [item["file"] for item in declared["set_aside"]] == aside


def test_no_line_of_a_new_framework_is_linked_to_nothing() -> None:
    """Every code of the crosswalk exists in the framework before, and most lines have one."""
    for year in (2018, 2021):
        rows = list(csv.DictReader((ROOT / RAW / f"{year}/framework.csv").read_text(encoding="utf-8").splitlines()))
        before = {line.code for line in framework(year - 1)} | {"index"}
        linked = [row for row in rows if row["previous"]]
        assert {code for row in linked for code in row["previous"].split(";")} <= before
        assert len(linked) > 0.6 * len(rows)


def test_workbook_is_the_same_each_time() -> None:
    """Writing a sheet twice gives the same bytes, and Excel's reader finds the number."""
    sheet = Sheet(name="Bảng")
    sheet.put(2, 2, 1250)
    assert sheet.cells[2, 2].value == Number(1250)
    body = write_workbook([sheet])
    assert body == write_workbook([sheet])
    assert openpyxl.load_workbook(io.BytesIO(body))["Bảng"]["B2"].value == 12.5


def test_halves_round_away_from_zero() -> None:
    """Announced figures round as printed tables do."""
    assert [_rounded(Fraction(half, 2)) for half in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
