"""The bundled real schemes hold what their sources print, and their known faults are named."""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from parkit.intake import SchemeData, read_scheme_data
from parkit.intake.problems import describe
from parkit.model.folders import raw_folder
from parkit.model.project import list_schemes

Shared = Callable[[str], Path]

# Every figure of the announcement of 2018 as printed, in its order: block, area, statistic, text.
ANNOUNCED = [
    ("so", "1", "mean_points", "12,56/13,50"),
    ("so", "1", "change", "tăng 3,81%"),
    ("huyen", "1", "mean_points", "11,23/12,50"),
    ("huyen", "1", "change", "tăng 5,94%"),
    ("so", "2", "units_at_maximum", "16/17"),
    ("so", "2", "maximum", "3,0/3,0"),
    ("huyen", "2", "units_at_maximum", "04/10"),
    ("huyen", "2", "maximum", "5,5/5,5"),
    ("so", "3", "mean_points", "8,32/8,50"),
    ("huyen", "3", "mean_points", "7,9/9,0"),
    ("huyen", "3", "change", "giảm 2,71%"),
    ("so", "3", "mean_index", "94,9%"),
    ("so", "3", "change", "giảm 7,32%"),
    ("so", "3", "direction", "giảm"),
    ("huyen", "3", "direction", "giảm"),
    ("so", "4", "mean_points", "4,87/5,75"),
    ("so", "4", "change", "giảm 11,89%"),
    ("huyen", "4", "mean_points", "3,36/4.0"),
    ("huyen", "4", "change", "giảm 16%"),
    ("so", "5", "mean_index", "91,85%"),
    ("so", "5", "change", "giảm 7,56%"),
    ("huyen", "5", "mean_index", "79,49%"),
    ("huyen", "5", "change", "giảm 18,29%"),
    ("so", "6", "mean_index", "100%"),
    ("huyen", "6", "mean_index", "100%"),
    ("so", "7", "direction", "tăng"),
    ("huyen", "7", "direction", "tăng"),
    ("so", "7", "mean_index", "70,73%"),
    ("so", "7", "change", "tăng 4,56%"),
    ("huyen", "7", "mean_index", "61,88%"),
    ("huyen", "7", "change", "tăng 14,88%"),
    ("so", "8", "change", "giảm 11,25%"),
    ("huyen", "8", "change", "giảm 5,59%"),
]


@pytest.fixture(scope="module")
def bundled(project_root: Path) -> dict[str, SchemeData]:
    """Read the three real schemes once."""
    return {code: read_scheme_data(project_root, code) for code in ("nam-dinh", "hoa-binh", "ha-tinh-ddci")}


def facts(path: Path) -> list[dict[str, str]]:
    """Read a table of facts with their sources."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_announcement_of_2018_is_complete_as_printed(bundled: dict[str, SchemeData]) -> None:
    """All 33 figures of the announcement, and the six years it speaks of, are there with their exact wording."""
    printed = bundled["nam-dinh"].printed.query("year == 2018")
    found = list(printed[["block", "area", "statistic", "text"]].itertuples(index=False, name=None))
    assert Counter(found) == Counter([*ANNOUNCED, ("", "", "rounds", "6 năm")])
    assert printed.loc[printed["statistic"].isin(["change", "direction"]), "base_year"].eq(2017).all()


def test_the_announcement_holds_exactly_these_numbers(bundled: dict[str, SchemeData], shared: Shared) -> None:
    """Each number in the eight items of the announcement's text is a printed figure, and the other way round."""
    text = shared("seed/announcement-2018.vi.txt").read_text(encoding="utf-8")
    items = text[text.index("(1) Về") : text.index("Theo Thông báo, qua")]
    items = re.sub(r"\(\d\) |năm 201[78]|cả 2 khối", "", items)
    number = r"\d+(?:[.,]\d+)?"
    in_text = Counter(re.findall(rf"{number}/{number}|{number}%", items))
    assert sum(Counter(re.findall(r"\d+", items)).values()) == sum(
        len(re.findall(r"\d+", key)) * n for key, n in in_text.items()
    )
    printed = bundled["nam-dinh"].printed.query("year == 2018 and statistic not in ['rounds', 'direction']")
    in_table = Counter(text.removeprefix("tăng ").removeprefix("giảm ") for text in printed["text"])
    assert in_table - in_text == Counter({"100%": 1})  # the text says 100 % once for both blocks
    assert not in_text - in_table
    assert "qua 6 năm thực hiện" in text


def test_nam_dinh_holds_the_known_facts(bundled: dict[str, SchemeData], shared: Shared) -> None:
    """Every printed wording collected for the two blocks stands in the table of its year and block."""
    rows = [row for row in facts(shared("data/nam_dinh_subprovincial.csv")) if row["block"] in {"sở", "huyện"}]
    printed = bundled["nam-dinh"].printed
    texts = printed.groupby(["year", "block"])["text"].agg(" | ".join)
    blocks = {"sở": "so", "huyện": "huyen"}
    assert len(rows) > 35
    for row in rows:
        first = re.split(r" sở| đơn vị \(", row["value_text"])[0]
        assert first in texts[(int(row["year"]), blocks[row["block"]])], row["value_text"]
    assert not (printed.loc[printed["points"].isna(), "statistic"] != "band").any()


def test_the_national_standing_holds_the_known_facts(bundled: dict[str, SchemeData], shared: Shared) -> None:
    """National ranks and indices of Nam Định are those collected, with the same wording."""
    rows = [row for row in facts(shared("data/nam_dinh_subprovincial.csv")) if row["block"] == "tỉnh"]
    expected = {
        (
            int(row["year"]),
            row["area"].removesuffix(" (national)"),
            row["measure"],
            float(row["value"]),
            row["value_text"],
        )
        for row in rows
    }
    columns = ["year", "measure", "statistic", "value", "text"]
    assert set(bundled["nam-dinh"].national[columns].itertuples(index=False, name=None)) == expected


def test_the_framework_of_nam_dinh_is_that_of_the_announcement(bundled: dict[str, SchemeData]) -> None:
    """Eight areas with the maxima that were printed; unknown ones are unknown."""
    framework = bundled["nam-dinh"].frameworks[2018]
    maxima = [(area.max_points["so"], area.max_points["huyen"]) for area in framework.areas()]
    assert maxima == [(13.5, 12.5), (3.0, 5.5), (8.5, 9.0), (5.75, 4.0), *[(None, None)] * 4]
    assert framework.get("3").name.vi == "Cải cách thủ tục hành chính"


def test_nam_dinh_has_the_units_it_counts(bundled: dict[str, SchemeData]) -> None:
    """17 departments and 10 districts lived in 2018 and 2020, as the announcements count them."""
    units = bundled["nam-dinh"].units
    counts = {(year, block): len(units.in_year(year, block)) for year in (2018, 2020) for block in ("so", "huyen")}
    assert counts == {(2018, "so"): 17, (2018, "huyen"): 10, (2020, "so"): 17, (2020, "huyen"): 10}
    assert len(units.in_year(2024, "huyen")) == 9


@pytest.mark.parametrize(("year", "mean"), [(2022, 92.91), (2024, 89.59)])
def test_hoa_binh_gives_its_printed_mean(bundled: dict[str, SchemeData], year: int, mean: float) -> None:
    """The mean of the 19 departments is 92.91 in 2022 and 89.59 in 2024."""
    scores = bundled["hoa-binh"].scores.query("block == 'so' and criterion == 'index'")
    scores = scores[scores["year"].eq(year)]
    assert len(scores) == 19
    assert round(scores["points"].mean(), 2) == mean


def test_hoa_binh_holds_the_known_facts(bundled: dict[str, SchemeData], shared: Shared) -> None:
    """Index, satisfaction and rank of every unit are those collected, and there is nothing besides."""
    data = bundled["hoa-binh"]
    expected = {}
    for row in facts(shared("data/hoa_binh_units_2022_2024.csv")):
        if row["level"] == "unit" and row["value"]:
            measure = "sipas" if "SIPAS" in row["area"] and row["measure"] == "index" else row["measure"]
            expected[(int(row["year"]), row["unit"], measure)] = float(row["value"])
    named = {(unit.code, name) for unit in data.units for name in unit.spellings()}
    codes = {name: code for code, name in named}
    scored = data.scores.dropna(subset=["points"])
    found = {(row.year, row.unit, row.criterion): row.points for row in scored.itertuples()}
    found |= {(row.year, row.unit, row.statistic): row.points for row in data.printed.itertuples()}
    assert {(year, codes[unit], measure): value for (year, unit, measure), value in expected.items()} == found


def test_ha_tinh_holds_the_known_facts(bundled: dict[str, SchemeData], shared: Shared, project_root: Path) -> None:
    """Each published cell of the DDCI table stands in the raw table, wrong ones included."""
    with (raw_folder(project_root) / "ha-tinh-ddci/2021/scores.csv").open(encoding="utf-8", newline="") as file:
        table = {row["Đơn vị"]: row for row in csv.DictReader(file)}
    rows = facts(shared("data/ddci_ha_tinh_2021.csv"))
    headings = {"survey_responses": "Số phiếu", "index": "Tổng điểm", "grade": "Xếp loại"}
    for row in rows:
        cell = table[row["unit"]][headings.get(row["measure"], row["area"])]
        assert cell == (row["value_text"] or row["value"])
    assert len(rows) == len(table) * 12 == 17 * 12
    assert bundled["ha-tinh-ddci"].cells["filled"].tolist() == [18 * 13]


def test_ha_tinh_faults_are_named(bundled: dict[str, SchemeData]) -> None:
    """The impossible 50, the ten dashes and the listing that breaks off are each a problem, and nothing else is."""
    data = bundled["ha-tinh-ddci"]
    counts = data.problems["code"].value_counts().to_dict()
    assert counts == {"mark_not_applicable": 10, "above_maximum": 1, "listing_incomplete": 1}
    assert set(data.problems["severity"]) == {"warning"}
    impossible = data.problems.set_index("code").loc["above_maximum"]
    assert impossible[["unit", "criterion", "found", "expected"]].tolist() == ["so-tai-chinh", "9", "50", "0–10"]
    score = data.scores.query("unit == 'so-tai-chinh' and criterion == '9'").iloc[0]
    assert (score["state"], pd.isna(score["points"])) == ("missing", True)
    dashes = data.scores.query("criterion == '8' and block == 'so'")
    assert dashes["state"].tolist() == ["not_applicable"] * 10


def test_ha_tinh_says_where_its_listing_breaks_off(bundled: dict[str, SchemeData]) -> None:
    """The sentence counts 7 districts of 13, in both languages."""
    problems = bundled["ha-tinh-ddci"].problems
    (problem,) = (row for _, row in problems.iterrows() if row["code"] == "listing_incomplete")
    assert "Khối huyện 7; theo nguồn phải có: Khối huyện 13. Danh sách đứt đoạn" in describe(problem, "vi")
    assert "Districts 7; in the whole listing: Districts 13. The listing breaks off" in describe(problem, "en")


def test_the_copied_total_of_ha_tinh_stays_visible(bundled: dict[str, SchemeData]) -> None:
    """The total 68.85 that two units print stands in the printed figures for the reports to question."""
    totals = bundled["ha-tinh-ddci"].printed.query("statistic == 'index' and points == 68.85")
    assert sorted(totals["unit"]) == ["huyen-vu-quang", "so-tai-chinh"]


def test_every_received_file_names_its_source(project_root: Path) -> None:
    """Each table of scores or printed figures is named by SOURCES.toml, with publisher, date and what is missing."""
    for code in list_schemes(project_root):
        folder = raw_folder(project_root) / code
        sources = tomllib.loads((folder / "SOURCES.toml").read_text(encoding="utf-8"))["sources"]
        named = {file for source in sources for file in source["files"]}
        made = {"units.csv", "framework.csv", "scheme.toml", "SOURCES.toml", "SHA256SUMS", "corrections.toml"}
        received = {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in made
        }
        assert received <= named, code
        for source in sources:
            assert source["publisher"]
            assert re.fullmatch(r"20\d\d(-\d\d-\d\d)?", source["date"])
            assert source["complete"] or source["missing"]["vi"]


def test_bundled_data_have_no_error(bundled: dict[str, SchemeData]) -> None:
    """What comes with parkit has warnings that are published, and no error."""
    for data in bundled.values():
        assert not data.problems["severity"].eq("error").any()
