"""What only a whole year of sheets shows, and what a sheet says besides its scores."""

from hashlib import sha256
from typing import TYPE_CHECKING

import openpyxl
import pytest

from parkit.intake.problems import describe

if TYPE_CHECKING:
    from tests.conftest import TinyProject
    from tests.intake.conftest import WriteBook

HEAD: list[object] = ["Nội dung", "Điểm tối đa", "Tự chấm", "Thẩm định"]
ROWS: list[list[object]] = [
    ["1.1", 1, 1, 0.75],
    ["1.2", 3, 2.5, 2.5],
    ["1.2.1", 1, 1, 1],
    ["1.2.2", 2, 1.5, 1.5],
    ["2.1", 2, 1, 1],
    ["2.2", 2, 1.9, 1.9],
    ["Tổng điểm", 8, 6.4, 6.15],
]


def card(unit: str, changes: dict[tuple[int, int], object] | None = None) -> dict[str, list[list[object]]]:
    """Return a card; changes are given by row and column of ROWS."""
    rows = [list(row) for row in ROWS]
    for (row, column), value in (changes or {}).items():
        rows[row][column] = value
    return {"Phiếu": [["PHIẾU CHẤM ĐIỂM NĂM 2018"], [f"Đơn vị: {unit}"], list(HEAD), *rows]}


def told(free: "TinyProject", code: str, severity: str = "warning") -> str:
    """Return the place and the English sentence of the only problem with a code."""
    return free.told(code, severity=severity)


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({(1, 3): 2.75}, "sum_differs", "!D5 The sum 2.75 printed for criterion '1.2' ('so-noi-vu') is not that of"),
        ({(6, 2): 6.9}, "total_differs", "!C10 The printed total 6.9 of 'so-noi-vu' cannot come from its own parts"),
        ({(2, 1): 1.5}, "maximum_differs", "!B6 The sheet prints the maximum '1.5', framework.csv has 1 for"),
        ({(2, 3): 0.6, (1, 3): 2.1, (6, 3): 5.75}, "off_step", "!D6 Score 0.6 is no multiple of the step 0.25 of"),
        ({(2, 2): None}, "appraised_without_self", "!C6 Criterion '1.2.1' of 'so-noi-vu' was appraised (1) without"),
        ({(3, 3): "75%"}, "percent_of_maximum", "!D7 '75%' is a rate; it is read as 1,5 points"),
        ({(3, 3): "1,5 (2)"}, "footnote_mark", "!D7 '1,5 (2)' carries a footnote mark; it is read as 1,5."),
        ({(3, 3): "1,5 điểm"}, "unit_word", "!D7 '1,5 điểm' carries a word; it is read as 1,5."),
    ],
)
def test_a_doubt_is_published(
    free: "TinyProject",
    write_book: "WriteBook",
    changes: dict[tuple[int, int], object],
    code: str,
    sentence: str,
) -> None:
    """What makes no number wrong is a warning with its place; the scores stay."""
    write_book("phieu.xlsx", card("Sở Nội vụ", changes))
    assert told(free, code).startswith(f"2018/phieu.xlsx:Phiếu{sentence}")
    assert len(free.read().scores) == 10


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({(3, 3): "1,5/3"}, "fraction_of_other", "!D7 '1,5/3' is over something else than the criterion's maximum (2)"),
        ({(3, 3): "2018-04-03"}, "date_in_score", "!D7 The cell holds the date 2018-04-03: Excel may have turned"),
        ({(3, 0): "1.2.1"}, "line_twice", "!A7 Line '1.2.1' repeats criterion '1.2.1' of row 6."),
        ({(3, 0): "Mức độ xong"}, "unknown_criterion", "!A7 There is no criterion 'Mức độ xong' in 2018. Closest: "),
        ({(3, 0): "Mức độ hoàn thành", (2, 0): "x"}, "unknown_criterion", "!A6 There is no criterion 'x' in 2018."),
        ({(3, 0): None}, "no_criterion_name", "!C7 The line has points but names no criterion."),
        (
            dict.fromkeys([(3, 0), (3, 2), (3, 3)]),
            "no_criterion_name",
            "!B7 The line has points but names no criterion.",
        ),
    ],
)
def test_what_makes_a_number_wrong_stops_its_file(
    free: "TinyProject",
    write_book: "WriteBook",
    changes: dict[tuple[int, int], object],
    code: str,
    sentence: str,
) -> None:
    """An error names the cell and what to do, and the file yields no row."""
    write_book("phieu.xlsx", card("Sở Nội vụ", changes))
    assert told(free, code, "error").startswith(f"2018/phieu.xlsx:Phiếu{sentence}")
    assert free.read().scores.empty


def test_a_line_that_is_not_there_is_a_missing_score(free: "TinyProject", write_book: "WriteBook") -> None:
    """A criterion without a line is missing for both sources, told once; a survey criterion need not be there."""
    book = card("Sở Nội vụ")
    del book["Phiếu"][7]
    write_book("phieu.xlsx", book)
    problem = free.problem("score_missing", "warning")
    assert (problem["unit"], problem["criterion"]) == ("so-noi-vu", "2.1")
    assert free.read().scores.query("criterion == '2.1'")["state"].tolist() == ["missing", "missing"]


def test_a_card_sent_before_the_appraisal_is_whole(free: "TinyProject", write_book: "WriteBook") -> None:
    """It has self-scores only and no row of missing appraisals; once others are appraised, that is told."""
    write_book("a.xlsx", card("Sở Nội vụ", {(row, 3): None for row in range(7)}))
    assert {"nothing_filled", "not_appraised"}.isdisjoint(free.read().problems["code"])
    assert free.read().scores["source"].unique().tolist() == ["self"]
    write_book("b.xlsx", card("Sở Y tế"))
    assert told(free, "not_appraised").startswith(
        "2018/a.xlsx:Phiếu 'so-noi-vu' has self-scores but no appraised score, while others have been appraised."
    )


def test_a_column_without_a_score_is_not_read(free: "TinyProject", write_book: "WriteBook") -> None:
    """A card without self-scores says so, and a card without any score says so once."""
    write_book("a.xlsx", card("Sở Nội vụ", {(row, 2): None for row in range(7)}))
    write_book("b.xlsx", card("Sở Y tế", {(row, column): None for row in range(7) for column in (2, 3)}))
    assert "No score is filled in for 'Tự chấm'" in told(free, "nothing_filled")
    assert "The scorecard of 'so-y-te' is not filled in" in told(free, "not_filled")
    assert free.read().scores["source"].unique().tolist() == ["appraised"]


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ([["Tỉnh, thành phố", "1.1", "2.2"], ["Sở Nội vụ", 1, 2], ["Sở Y tế", None, None]], "A3"),
        ([["Tiêu chí", "Sở Nội vụ", "Sở Y tế"], ["1.1", 1, None], ["2.2", 2, None]], "C1"),
    ],
)
def test_a_unit_without_any_score_is_missing_and_not_left_out(
    free: "TinyProject", write_book: "WriteBook", sheet: list[list[object]], place: str
) -> None:
    """Its line or column is told once, it has a missing row for every criterion, and nobody says it has no line."""
    write_book("khoi.xlsx", {"Bảng": sheet})
    assert told(free, "nothing_filled").startswith(f"2018/khoi.xlsx:Bảng!{place} No score is filled in for 'Sở Y tế'")
    data = free.read()
    rows = data.scores.query("unit == 'so-y-te'")
    assert dict(zip(rows["criterion"], rows["state"], strict=True)) == dict.fromkeys(
        ("1.1", "1.2.1", "1.2.2", "2.1", "2.2"), "missing"
    )
    assert (rows["column"] + rows["row"].astype("str")).unique().tolist() == [place]
    assert not data.problems.query("unit == 'so-y-te'")["code"].eq("unit_missing").any()


def test_a_year_before_its_first_score_has_no_rows(free: "TinyProject", write_book: "WriteBook") -> None:
    """A sheet sent out blank is told unit by unit and yields nothing."""
    write_book("khoi.xlsx", {"Bảng": [["Đơn vị", "1.1", "2.2"], ["Sở Nội vụ", None, None], ["Sở Y tế", None, None]]})
    data = free.read()
    assert data.scores.empty
    assert data.problems["code"].tolist() == ["nothing_filled", "nothing_filled"]


def test_a_self_score_far_above_is_told(free: "TinyProject", write_book: "WriteBook") -> None:
    """The share of the maximum that a self-score may exceed the appraised one by is declared, and only then used."""
    write_book("phieu.xlsx", card("Sở Nội vụ", {(0, 3): 0}))
    assert "self_above_appraised" not in set(free.read().problems["code"])
    text = (free.folder / "scheme.toml").read_text(encoding="utf-8")
    free.write("scheme.toml", text + "\n[checks]\nself_above_appraised = 0.5\n")
    assert "!C4 The self-score 1 of 'so-noi-vu', criterion '1.1', exceeds the appraised 0" in told(
        free, "self_above_appraised"
    )


def test_what_applies_to_all_but_one_is_told(free: "TinyProject", write_book: "WriteBook") -> None:
    """An area marked for one unit alone is one problem, told at the area."""
    text = (free.folder / "units.csv").read_text(encoding="utf-8")
    free.write("units.csv", text + "so-xay-dung,so,Sở Xây dựng,Department of Construction,,,,\n")
    write_book("a.xlsx", card("Sở Nội vụ"))
    write_book("b.xlsx", card("Sở Y tế", {(0, 2): 0.5}))
    marks = {(row, column): "-" for row in (4, 5) for column in (2, 3)}
    write_book("c.xlsx", card("Sở Xây dựng", marks))
    problem = free.problem("twin_not_applicable", "warning")
    assert (problem["unit"], problem["criterion"], problem["file"]) == ("so-xay-dung", "2", "2018/c.xlsx")


def test_the_same_card_for_two_units_is_told(free: "TinyProject", write_book: "WriteBook") -> None:
    """Two files with the same bytes: the second is stopped; the same numbers under another name are a warning."""
    book = {"Phiếu": [list(HEAD), *ROWS]}
    first = write_book("so-noi-vu.xlsx", book)
    free.write("2018/so-y-te.xlsx", first.read_bytes())
    assert "2018/so-y-te.xlsx This file is the same as 2018/so-noi-vu.xlsx" in told(free, "same_file_twice", "error")
    write_book("so-y-te.xlsx", card("Sở Y tế"))
    assert "All scores of 'so-y-te' are those of 'so-noi-vu'" in told(free, "same_content")


def test_a_file_edited_after_it_was_registered_is_told(free: "TinyProject", write_book: "WriteBook") -> None:
    """SHA256SUMS, as sha256sum writes it, registers files; another content is a warning with the new hash."""
    path = write_book("phieu.xlsx", card("Sở Nội vụ"))
    code = sha256(path.read_bytes()).hexdigest()
    free.write("SHA256SUMS", f"{code}  2018/phieu.xlsx\n")
    assert "file_edited" not in set(free.read().problems["code"])
    free.write("SHA256SUMS", f"{'0' * 64}  2018/phieu.xlsx\n")
    assert code in told(free, "file_edited")


def test_a_title_of_another_year_stops_the_file(free: "TinyProject", write_book: "WriteBook") -> None:
    """Last year's form is told; the date of signing is no year of the title, and a correction of the cell mends it."""
    book = card("Sở Nội vụ")
    book["Phiếu"][0] = ["PHIẾU NĂM 2017 (Quyết định ngày 02 tháng 01 năm 2018)"]
    book["Phiếu"].insert(1, ["ngày 15 tháng 3 năm 2019"])
    write_book("phieu.xlsx", book)
    assert "wrong_year" not in set(free.read().problems["code"])
    book["Phiếu"][0] = ["PHIẾU NĂM 2017"]
    write_book("phieu.xlsx", book)
    assert "'PHIẾU NĂM 2017' speaks of another year than that of the folder (2018)" in told(free, "wrong_year", "error")
    lines = 'cell = "A1"\nexpect = "PHIẾU NĂM 2017"\nbecomes = "PHIẾU NĂM 2018"\nwho = "Lan"\n'
    why = 'why = { vi = "Mẫu cũ", en = "Old form" }\n'
    free.write("corrections.toml", f'[[corrections]]\nfile = "2018/phieu.xlsx"\nsheet = "Phiếu"\n{lines}{why}')
    assert "Old form (declared by Lan)" in told(free, "corrected")
    assert len(free.read().scores) == 10


def test_a_repeated_line_can_be_set_aside(free: "TinyProject", write_book: "WriteBook") -> None:
    """A line copied twice stops its file until one is declared to be left out, guarded by what its cell holds."""
    book = card("Sở Nội vụ")
    book["Phiếu"].insert(5, list(ROWS[2]))
    book["Phiếu"][5][3] = 0.5
    write_book("phieu.xlsx", book)
    assert free.problem("line_twice")["row"] == 7
    entry = '[[set_aside]]\nfile = "2018/phieu.xlsx"\ncell = "A6"\nexpect = "1.2.1"\nwho = "Lan"\n'
    free.write("corrections.toml", entry + 'why = { vi = "Chép hai lần", en = "Copied twice" }\n')
    assert "!A6 Left out as corrections.toml declares ('1.2.1'). Copied twice (Lan)." in told(free, "set_aside")
    assert free.read().scores.query("criterion == '1.2.1' and source == 'appraised'")["points"].tolist() == [1.0]
    free.replace("corrections.toml", '"1.2.1"', '"1.2.2"')
    assert free.problem("stale_correction")["expected"] == "1.2.2"


def test_a_whole_file_can_be_set_aside(free: "TinyProject", write_book: "WriteBook") -> None:
    """A card sent by mistake is left out by its hash, and its cells are counted."""
    path = write_book("so-y-te.xlsx", card("Sở Y tế"))
    entry = f'[[set_aside]]\nfile = "2018/so-y-te.xlsx"\nexpect = "{sha256(path.read_bytes()).hexdigest()}"\n'
    free.write("corrections.toml", entry + 'who = "Lan"\nwhy = { vi = "Gửi nhầm", en = "Sent by mistake" }\n')
    data = free.read()
    assert data.scores.empty
    assert data.problems["code"].tolist() == ["set_aside"]
    assert data.cells[["filled", "labels"]].to_numpy().tolist() == [[34, 34]]
    free.write("2018/so-y-te.xlsx", path.read_bytes() + b" ")
    assert free.problem("stale_set_aside")["severity"] == "error"


def test_hidden_errors_and_formulas_are_seen(free: "TinyProject", write_book: "WriteBook") -> None:
    """An error value stops the file, so does a formula never computed, hidden scores are told."""
    path = write_book("phieu.xlsx", card("Sở Nội vụ", {(2, 2): "#N/A", (3, 3): "=1+0.5"}))
    book = openpyxl.load_workbook(path)
    book["Phiếu"].row_dimensions[8].hidden = True
    book["Phiếu"].column_dimensions["C"].hidden = True
    book.save(path)
    assert told(free, "excel_error", "error").startswith(
        "2018/phieu.xlsx:Phiếu!C6 The cell holds the Excel error #N/A in place of a number."
    )
    formula = told(free, "formula_without_value", "error")
    assert "!D7 The cell holds a formula, but the file does not keep its value" in formula
    assert "6 scores stand in hidden rows or columns (C4–C9)" in told(free, "hidden_cells")


def test_a_sum_that_cannot_be_checked_is_told(free: "TinyProject", write_book: "WriteBook") -> None:
    """An error or a formula without a value in a line of sums leaves the scores as they are."""
    write_book("phieu.xlsx", card("Sở Nội vụ", {(1, 3): "#REF!", (6, 3): "=1+1"}))
    data = free.read()
    found = data.problems[data.problems["code"].isin(["excel_error", "formula_without_value"])]
    assert (found["column"] + found["row"].astype(str)).tolist() == ["D5", "D10"]
    assert set(found["severity"]) == {"warning"}
    assert len(data.scores) == 10


def test_sums_that_were_never_computed_are_told_together(free: "TinyProject", write_book: "WriteBook") -> None:
    """A program that does not calculate leaves all sums without a value, and that is one sentence."""
    write_book("phieu.xlsx", card("Sở Nội vụ", {(1, 2): "=1+1", (1, 3): "=1+1", (6, 3): "=1+1"}))
    assert told(free, "sums_without_values").startswith("2018/phieu.xlsx:Phiếu!C5 3 sums are formulas whose value")
    assert len(free.read().scores) == 10


def test_every_sentence_has_its_fields(free: "TinyProject", write_book: "WriteBook") -> None:
    """No sentence, in either language, leaves a place open."""
    write_book("a.xlsx", card("Sở Nội vụ", {(0, 3): "x", (2, 2): "5%", (3, 3): "1/7", (4, 2): -1, (6, 2): 99}))
    write_book("b.xlsx", {"Phiếu": [["x"], *ROWS]})
    problems = free.read().problems
    assert len(problems) > 6
    for _, problem in problems.iterrows():
        for lang in ("vi", "en"):
            assert "{" not in describe(problem, lang)
