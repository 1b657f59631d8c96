"""A scorecard that parkit wrote, filled in and sent back, reads as it was filled in, and says nothing else."""

import datetime as dt
import io
import random
import types
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook

from parkit.intake import SchemeData, read_scheme_data
from parkit.intake.headings import is_instructions, role_of
from parkit.intake.problems import describe
from parkit.intake.template import Card, make_card
from parkit.intake.template_book import COLUMNS, rule_of, write_card
from parkit.model.language import LANGS, Lang
from parkit.model.project import load_framework, load_scheme, load_units
from tests.intake.office import Answer, Sheet, Typed, accepts

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MINH_HOA = ROOT / "data" / "raw" / "minh-hoa"
PLACES = [
    (ROOT / "data" / "raw" / "ha-tinh-ddci", 2021),
    (ROOT / "data" / "raw" / "nam-dinh", 2018),
    *((MINH_HOA, year) for year in range(2016, 2026)),
]
SOURCES = """\
[[sources]]
id = "cards"
title = { vi = "Phiếu chấm điểm", en = "Scorecards" }
publisher = "Sở Nội vụ"
date = "2026"
files = []
complete = true
"""


def office(root: Path, source: Path, year: int) -> Path:
    """Make a project of one scheme and one year that has not received any file yet."""
    folder = root / "data" / "raw" / source.name
    (folder / str(year)).mkdir(parents=True)
    rules = (source / "scheme.toml").read_text(encoding="utf-8").partition("[[tables]]")[0]
    (folder / "scheme.toml").write_text(rules, encoding="utf-8")
    (folder / "SOURCES.toml").write_text(SOURCES, encoding="utf-8")
    for name in ("units.csv", f"{year}/framework.csv"):
        (folder / name).write_bytes((source / name).read_bytes())
    return folder


def cards(root: Path, code: str, year: int, units: list[str] | None = None) -> dict[str, Card]:
    """Return the cards of a year by unit; without a choice that of the first unit of each block."""
    scheme = load_scheme(root, code)
    register, framework = load_units(scheme), load_framework(scheme, year)
    firsts = {unit.block: unit.code for unit in reversed(register.in_year(year))}.values()
    wanted = firsts if units is None else units
    return {code: make_card(scheme, register.get(code), framework) for code in wanted}


def receive(root: Path, code: str, year: int, files: dict[str, bytes]) -> SchemeData:
    """Put returned files into the folder of the year and read the scheme."""
    for name, content in files.items():
        (root / "data" / "raw" / code / str(year) / f"{name}.xlsx").write_bytes(content)
    return read_scheme_data(root, code)


def steps_of(source: Path, year: int) -> dict[str, float]:
    """Return the declared steps, read without parkit."""
    table = pd.read_csv(source / str(year) / "framework.csv", dtype=str)
    declared = table.set_index("code")["step"].dropna() if "step" in table else pd.Series(dtype=str)
    return {str(code): float(step) for code, step in declared.items()}


def marker(steps: dict[str, float], seed: int, marks: tuple[str, ...] = ()) -> Answer:
    """Return how an office marks: self from 0 to the maximum by its step, appraised at most as much."""
    chance = random.Random(seed)  # noqa: S311  invented scores

    def answer(code: str, maximum: float | None) -> tuple[Typed, Typed]:
        if marks and chance.random() < 0.2:
            mark = chance.choice(marks)
            return mark, mark
        step = steps.get(code, 0.01)
        most = round((maximum or 10.0) / step)
        own = chance.randint(0, most)
        return round(own * step, 4), round(chance.randint(own - own // 3, own) * step, 4)

    return answer


def scores_of(data: SchemeData) -> dict[tuple[str, str, str], float]:
    """Return the points that were read, by unit, criterion and source."""
    rows = data.scores[data.scores["state"].eq("scored")]
    keys = zip(rows["unit"], rows["criterion"], rows["source"], strict=True)
    return dict(zip(keys, rows["points"], strict=True))


def points_of(typed: dict[str, dict[str, tuple[Typed, Typed]]]) -> dict[tuple[str, str, str], float]:
    """Return the points that were typed, by unit, criterion and source."""
    return {
        (unit, code, source): value
        for unit, answers in typed.items()
        for code, pair in answers.items()
        for source, value in zip(("self", "appraised"), pair, strict=True)
        if isinstance(value, float)
    }


def check_round_trip(root: Path, source: Path, year: int, lang: Lang) -> None:
    """Fill in one card of each block with numbers only, send it back, and compare."""
    office(root, source, year)
    sheets = {code: Sheet(write_card(card, lang)) for code, card in cards(root, source.name, year).items()}
    steps = steps_of(source, year)
    typed = {code: sheet.type_in(marker(steps, seed)) for seed, (code, sheet) in enumerate(sheets.items())}
    data = receive(root, source.name, year, {code: sheet.save() for code, sheet in sheets.items()})
    found = data.problems[data.problems["code"].ne("unit_missing")]  # the other units of the block sent nothing
    assert [describe(problem, "en") for _, problem in found.iterrows()] == []
    assert scores_of(data) == points_of(typed)
    assert len(scores_of(data)) >= 2 * 8 * len(sheets)
    assert data.cells["shape"].eq("scorecard").all()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("source", "year"), [*PLACES[:2], PLACES[4]], ids=lambda value: getattr(value, "name", value))
def test_a_filled_card_reads_back_exactly(tmp_path: Path, source: Path, year: int, lang: Lang) -> None:
    """Self and appraised scores come back as typed, without a problem, for departments and districts."""
    check_round_trip(tmp_path, source, year, lang)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("source", "year"), [*PLACES[2:4], *PLACES[5:]], ids=lambda value: getattr(value, "name", value)
)
def test_a_filled_card_of_every_framework_reads_back_exactly(
    tmp_path: Path, source: Path, year: int, lang: Lang
) -> None:
    """The same holds for every year of the constructed scheme, its communes included."""
    check_round_trip(tmp_path, source, year, lang)


@pytest.fixture
def minh_hoa(tmp_path: Path) -> Path:
    """Give the constructed scheme of 2018 before any file has come in."""
    office(tmp_path, MINH_HOA, 2018)
    return tmp_path


def sheet_of(root: Path, unit: str = "so-noi-vu", lang: Lang = "vi") -> Sheet:
    """Return the empty card of a unit of the constructed scheme in 2018."""
    return Sheet(write_card(cards(root, "minh-hoa", 2018, [unit])[unit], lang))


def told(data: SchemeData, *, apart: str = "unit_missing") -> list[tuple[str, str]]:
    """Return code and cell of the problems, but for those about units that sent nothing."""
    rows = data.problems[data.problems["code"].ne(apart)]
    return [(row["code"], f"{row['column']}{'' if pd.isna(row['row']) else row['row']}") for _, row in rows.iterrows()]


@pytest.mark.parametrize("lang", LANGS)
def test_every_mark_the_card_offers_is_understood(minh_hoa: Path, lang: Lang) -> None:
    """A mark reads as its state and is published as such, one line for each cell, and nothing else is told."""
    card = cards(minh_hoa, "minh-hoa", 2018, ["so-noi-vu"])["so-noi-vu"]
    sheet = sheet_of(minh_hoa, lang=lang)
    marks = tuple(card.marks(lang))
    typed = sheet.type_in(marker(steps_of(MINH_HOA, 2018), 1, marks))
    data = receive(minh_hoa, "minh-hoa", 2018, {"phieu": sheet.save()})
    states = {"-": "not_applicable", "x": "not_applicable", "không áp dụng": "not_applicable"}
    wanted = {
        (code, source): states.get(pair[0], "missing")
        for code, pair in typed.items()
        for source in ("self", "appraised")
        if isinstance(pair[0], str)
    }
    found = data.scores[data.scores["state"].ne("scored")].set_index(["criterion", "source"])["state"]
    assert found.to_dict() == wanted
    assert {pair[0] for pair in typed.values() if isinstance(pair[0], str)} == set(marks)
    assert scores_of(data) == points_of({"so-noi-vu": typed})
    assert sorted(code for code, _ in told(data)) == sorted(f"mark_{state}" for state in wanted.values())


@pytest.mark.parametrize("lang", LANGS)
def test_an_area_that_does_not_apply_leaves_its_sum_empty(minh_hoa: Path, lang: Lang) -> None:
    """Where a whole area is marked, the other areas and the total still add up."""
    sheet = sheet_of(minh_hoa, lang=lang)
    answer = marker(steps_of(MINH_HOA, 2018), 2)
    sheet.type_in(lambda code, maximum: ("-", "-") if code.startswith("6.") else answer(code, maximum))
    area = next(int(cell[1:]) for cell, text in sheet.texts.items() if text == "6.")
    assert sheet.value(f"D{area}") == ""
    data = receive(minh_hoa, "minh-hoa", 2018, {"phieu": sheet.save()})
    assert {code for code, _ in told(data)} == {"mark_not_applicable"}
    assert data.scores.loc[data.scores["area"].eq("6"), "state"].eq("not_applicable").all()


def test_an_untouched_card_is_one_sentence(minh_hoa: Path) -> None:
    """Whether Excel has saved it or not, an empty card says once that it is not filled in, and yields no row."""
    units = ["so-noi-vu", "so-y-te"]
    empty = {code: write_card(card, "vi") for code, card in cards(minh_hoa, "minh-hoa", 2018, units).items()}
    data = receive(minh_hoa, "minh-hoa", 2018, {"a": empty["so-noi-vu"], "b": Sheet(empty["so-y-te"]).save()})
    assert told(data) == [("not_filled", "D8"), ("not_filled", "D8")]
    assert data.scores.empty
    sentence = describe(data.problems.iloc[0], "vi", {"so-noi-vu": "Sở Nội vụ"})
    assert sentence.startswith("Phiếu của 'Sở Nội vụ' chưa có ô điểm nào được điền")


def test_an_untouched_card_beside_filled_ones_is_told_once(minh_hoa: Path) -> None:
    """The unit whose card came back empty is not reported a second time as absent."""
    filled, empty = sheet_of(minh_hoa), sheet_of(minh_hoa, "so-y-te")
    filled.type_in(marker(steps_of(MINH_HOA, 2018), 3))
    data = receive(minh_hoa, "minh-hoa", 2018, {"a": filled.save(), "b": empty.save()})
    about = data.problems[data.problems["unit"].eq("so-y-te")]
    assert about["code"].tolist() == ["not_filled"]


def test_a_card_that_awaits_its_appraisal_is_no_problem(minh_hoa: Path) -> None:
    """Self-scores alone are told only when others have been appraised, and then once."""
    answer = marker(steps_of(MINH_HOA, 2018), 4)
    early, later = sheet_of(minh_hoa), sheet_of(minh_hoa, "so-y-te")
    early.type_in(lambda code, maximum: (answer(code, maximum)[0], ""))
    later.type_in(answer)
    assert told(receive(minh_hoa, "minh-hoa", 2018, {"a": early.save()})) == []
    data = receive(minh_hoa, "minh-hoa", 2018, {"b": later.save()})
    assert told(data) == [("not_appraised", "")]
    assert data.problems.query("code == 'not_appraised'")["unit"].tolist() == ["so-noi-vu"]


def test_a_card_filled_by_a_program_that_does_not_calculate(minh_hoa: Path) -> None:
    """Scores are read, and one sentence says that the sums could not be compared."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(minh_hoa).book))
    sheet = book.worksheets[1]
    for row in sheet_of(minh_hoa).lines().values():
        sheet[f"D{row}"] = 0.5
    data = receive(minh_hoa, "minh-hoa", 2018, {"phieu": saved(book)})
    assert told(data) == [("sums_without_values", "D9")]
    assert data.scores["points"].eq(0.5).all()
    assert len(data.scores) == len(sheet_of(minh_hoa).lines())


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook as openpyxl saves it."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("typed", "code", "severity"),
    [
        (99.0, "above_maximum", "error"),
        (-1.0, "negative_score", "error"),
        ("tốt", "not_a_number", "error"),
        ("", "missing_cell", "warning"),
    ],
)
def test_what_is_pasted_past_the_validation_is_told_with_its_cell(
    minh_hoa: Path, typed: Typed, code: str, severity: str
) -> None:
    """A wrong cell stops the file or is told, at its address."""
    sheet = sheet_of(minh_hoa)
    answer = marker(steps_of(MINH_HOA, 2018), 5)
    row = sheet.lines()["3.1.1"]
    sheet.type_in(lambda line, maximum: (typed, 0.0) if line == "3.1.1" else answer(line, maximum))
    if typed == "":
        del sheet.numbers[f"E{row}"]
    data = receive(minh_hoa, "minh-hoa", 2018, {"phieu": sheet.save()})
    found = data.problems[data.problems["column"].eq("D") & data.problems["row"].eq(row)]
    assert (found["code"].tolist(), found["severity"].tolist()) == ([code], [severity])
    assert data.scores.empty == (severity == "error")


def test_rows_that_a_clerk_adds_are_skipped_or_refused(minh_hoa: Path) -> None:
    """An empty row moves nothing; a row with points of its own stops the file at its cell."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(minh_hoa).book))
    sheet = book.worksheets[1]
    for row in sheet_of(minh_hoa).lines().values():
        sheet[f"D{row}"] = 0.5
    sheet.insert_rows(15)
    blank = receive(minh_hoa, "minh-hoa", 2018, {"phieu": saved(book)})
    assert len(blank.scores) == len(sheet_of(minh_hoa).lines())
    sheet["B15"], sheet["D15"] = "Điểm thưởng", 2
    data = receive(minh_hoa, "minh-hoa", 2018, {"phieu": saved(book)})
    assert ("unknown_criterion", "B15") in told(data)
    assert data.scores.empty


def test_scores_typed_into_the_instructions_are_told(minh_hoa: Path) -> None:
    """The sheet of instructions passes in silence only as long as it holds words."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_of(minh_hoa).book))
    book.worksheets[1][f"D{sheet_of(minh_hoa).lines()['3.1.1']}"] = 0.5
    book.worksheets[0]["B7"] = 2.5
    assert "sheet_without_table" in dict(told(receive(minh_hoa, "minh-hoa", 2018, {"phieu": saved(book)})))


def test_what_the_survey_scores_is_not_asked(minh_hoa: Path) -> None:
    """No line of the survey stands in a card, and its maxima are those of what does."""
    framework = pd.read_csv(MINH_HOA / "2018" / "framework.csv", dtype=str, keep_default_na=False)
    framework = framework[~framework["max_so"].isin(["", "-"])]
    leaves = framework[~framework["code"].isin(framework["parent"])]
    sheet, asked = sheet_of(minh_hoa), leaves[leaves["source"].ne("survey")]
    assert list(sheet.lines()) == asked["code"].tolist()
    total = next(cell for cell, text in sheet.texts.items() if text == "Tổng điểm")
    assert sheet.numbers[total.replace("B", "C")] == asked["max_so"].astype(float).sum() == 70
    assert "(10 tiêu chí)" in instructions(sheet.book)


def test_a_card_lists_only_what_applies_to_its_block(free: "TinyProject") -> None:
    """A district's card leaves out what is for departments, and adds up what stays."""
    found = cards(free.root, "tinh-nho", 2018, ["so-y-te", "huyen-y-yen"])
    codes = {unit: [line.code for line in card.lines] for unit, card in found.items()}
    assert codes["so-y-te"] == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.1", "2.2"]
    assert codes["huyen-y-yen"] == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.2"]
    assert [found[unit].maximum for unit in codes] == [8.0, 6.0]


def test_an_unknown_maximum_stays_open(free: "TinyProject") -> None:
    """Where a maximum is not known, so is every sum with it, and any number from 0 on is taken."""
    free.replace("2018/framework.csv", "Publicity,,2,-,,", "Publicity,,,-,,")
    card = cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"]
    assert {line.code: line.maximum for line in card.lines}["2.1"] is None
    assert card.maximum is None
    assert rule_of("D9", maximum=None, step=None, marks=[]) == "IF(ISNUMBER(D9),AND(D9>=0),FALSE)"


def instructions(book: bytes) -> str:
    """Return the words of the first sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    return "\n".join(str(row[0].value or "") for row in sheet.iter_rows())


@pytest.mark.parametrize("lang", LANGS)
def test_words_of_a_card_are_words_the_intake_knows(free: "TinyProject", lang: Lang) -> None:
    """Each heading has its role, the total is a total, and the instructions come first, with all marks."""
    book = write_card(cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"], lang)
    sheet = Sheet(book)
    assert [role_of(sheet.texts[f"{letter}8"]) for letter in "ABCDEF"] == list(COLUMNS)
    assert role_of(sheet.texts["B17"]) == "total"
    words = instructions(book)
    assert is_instructions(words.partition("\n")[0])
    assert [line.partition(":")[0] for line in words.splitlines() if line.startswith('"')] == ['"KĐG"', '"?"']


def test_excel_takes_numbers_within_limits_and_marks_only(free: "TinyProject") -> None:
    """The rule of each input cell takes 0, steps and the maximum, and refuses what is beyond, between or unknown."""
    book = write_card(cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"], "vi")
    rules = openpyxl.load_workbook(io.BytesIO(book)).worksheets[1].data_validations.dataValidation
    by_cell = {str(rule.sqref): rule for rule in rules}
    assert list(by_cell) == ["D10:E10", "D12:E12", "D13:E13", "D15:E15", "D16:E16"]
    assert all(rule.type == "custom" and rule.showErrorMessage and rule.allowBlank for rule in rules)
    step, free_step = by_cell["D10:E10"].formula1, by_cell["D13:E13"].formula1
    taken: list[Typed] = [0.0, 0.25, 0.5, 1.0, "KĐG", "kđg", "?"]
    refused: list[Typed] = [1.25, -0.25, 0.3, 43558.0, "-", "tốt", "x", "0,5", " "]
    assert [accepts(step, value) for value in taken] == [True] * len(taken)
    assert [accepts(step, value) for value in refused] == [False] * len(refused)
    assert [accepts(free_step, value) for value in (0.3, 1.99, 2.0, 2.01)] == [True, True, True, False]
    assert "Nhập số từ 0 đến 1. Bước điểm: 0,25." in by_cell["D10:E10"].prompt


@pytest.mark.parametrize("step", [0.01, 0.05, 0.1, 0.25])
def test_every_multiple_of_a_step_is_taken(step: float) -> None:
    """Binary fractions do not make Excel refuse 0,07 where the step is 0,01."""
    rule = rule_of("D9", maximum=20, step=step, marks=["-"])
    most = round(20 / step)
    assert all(accepts(rule, round(number * step, 10)) for number in range(most + 1))
    assert not any(accepts(rule, (number + 0.4) * step) for number in range(most))


def test_no_rule_is_longer_than_excel_takes(free: "TinyProject") -> None:
    """A scheme with very many marks offers those there is room for."""
    marks = "\n".join(f'"không có điểm vì lý do số {number}" = "missing"' for number in range(20))
    free.replace("scheme.toml", "[marks]", f"[marks]\n{marks}")
    book = write_card(cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"], "vi")
    rules = openpyxl.load_workbook(io.BytesIO(book)).worksheets[1].data_validations.dataValidation
    assert max(len(rule.formula1) for rule in rules) <= 255
    assert all(len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32 for rule in rules)
    assert accepts(rules[0].formula1, "không có điểm vì lý do số 1")


def test_only_input_and_notes_are_unlocked(free: "TinyProject") -> None:
    """Both sheets are protected without a password; scores and notes of the lines are all that can be typed."""
    book = openpyxl.load_workbook(
        io.BytesIO(write_card(cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"], "vi"))
    )
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in book.worksheets)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    unlocked = [cell.coordinate for cell in cells if not cell.protection.locked]
    assert unlocked == [f"{letter}{row}" for row in (10, 12, 13, 15, 16) for letter in "DEF"]
    assert book.worksheets[1]["D9"].value == '=IF(COUNT(D10:D11)=0,"",SUM(D10:D11))'
    assert book.worksheets[1]["E17"].value == '=IF(COUNT(E9,E14)=0,"",SUM(E9,E14))'


def test_a_card_is_set_up_for_screen_and_paper(free: "TinyProject") -> None:
    """A4 across, as wide as one page, the heading repeated and frozen, unit and year in title lines."""
    book = openpyxl.load_workbook(
        io.BytesIO(write_card(cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"], "vi"))
    )
    sheet = book.worksheets[1]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "$8:$8",
        "C9",
        True,
    )
    assert (sheet["A4"].value, sheet["A6"].value) == ("PHIẾU CHẤM ĐIỂM NĂM 2018", "Đơn vị: Sở Y tế")


class Later(dt.datetime):
    """A clock that stands in the year 2040."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "Later":
        """Return the last day of 2040."""
        return cls(2040, 12, 31, tzinfo=tz)


def test_the_same_card_has_the_same_bytes(free: "TinyProject", monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the day nor the hour of writing is in the file."""
    card = cards(free.root, "tinh-nho", 2018, ["so-y-te"])["so-y-te"]
    first = write_card(card, "vi")
    clock = types.SimpleNamespace(datetime=Later, timezone=dt.timezone)
    monkeypatch.setattr("openpyxl.packaging.core.datetime", clock)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", clock)
    monkeypatch.setattr("time.time", lambda: 2_240_000_000.0)
    assert write_card(card, "vi") == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2018, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b">2018-01-01T00:00:00Z<") == 2
