from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from parkit.model.columns import PRINTED_COLUMNS, PROBLEM_COLUMNS, SCORE_COLUMNS

if TYPE_CHECKING:
    from tests.conftest import TinyProject

POINTS = [
    ("huyen-y-yen", "1", "scored", 9.0),
    ("huyen-y-yen", "2", "not_applicable", None),
    ("so-noi-vu", "1", "scored", 7.5),
    ("so-noi-vu", "2", "scored", 4.0),
    ("so-y-te", "1", "scored", 8.25),
    ("so-y-te", "2", "scored", 5.0),
]


def points(tiny: "TinyProject") -> list[tuple[str, str, str, float | None]]:
    """Return the scores as unit, criterion, state and points."""
    scores = tiny.read().scores
    values = scores["points"].astype(object).where(scores["points"].notna(), None)
    return list(zip(scores["unit"], scores["criterion"], scores["state"], values, strict=True))


def write_book(tiny: "TinyProject", *sheets: tuple[str, list[list[object]]]) -> None:
    """Replace the tiny scheme's table by a workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tiny.folder / "2018" / "scores.xlsx")
    (tiny.folder / "2018" / "scores.csv").unlink()
    tiny.replace("scheme.toml", "scores.csv", "scores.xlsx")


HEAD: list[object] = ["Đơn vị", "Cải cách thủ tục", "Cải cách thể chế"]
BODY: list[list[object]] = [["Sở Nội vụ", 7.5, 4], ["Sở Y tế", "8,25", 5], ["Huyện Ý Yên", 9, None]]


def test_a_table_becomes_one_row_a_unit_and_criterion(tiny: "TinyProject") -> None:
    """Units down and criteria across give one row each, with maximum, source and the cell it came from."""
    data = tiny.read()
    assert points(tiny) == POINTS
    assert tuple(data.scores.columns) == SCORE_COLUMNS
    row = data.scores.set_index(["unit", "criterion"]).loc[("so-y-te", "1")]
    assert row[["scheme", "year", "block", "area", "source"]].tolist() == ["tinh-nho", 2018, "so", "1", "appraised"]
    assert row[["max_points", "file", "sheet", "row", "column"]].tolist() == [10.0, "2018/scores.csv", "", 3, "B"]
    assert data.problems.empty
    assert tuple(data.problems.columns) == PROBLEM_COLUMNS
    assert tuple(data.printed.columns) == PRINTED_COLUMNS


@pytest.mark.parametrize("mark", [",", "\t"])
def test_the_delimiter_of_a_csv_file_does_not_matter(tiny: "TinyProject", mark: str) -> None:
    """Commas with quoted numbers and tabs give the scores that semicolons give."""
    text = (tiny.folder / "2018/scores.csv").read_text(encoding="utf-8")
    quoted = text.replace("7,5", '"7,5"').replace("8,25", '"8,25"')
    tiny.write("2018/scores.csv", quoted.replace(";", mark))
    assert points(tiny) == POINTS


def test_a_long_table_gives_the_same_rows(tiny_long: "TinyProject") -> None:
    """One score a line gives the rows of the table with criteria across, codes and names alike."""
    assert points(tiny_long) == POINTS
    assert tiny_long.read().problems.empty


def test_a_workbook_gives_the_same_rows(tiny: "TinyProject") -> None:
    """Numbers, text numbers, and title lines above the heading are read, with the sheet's addresses."""
    write_book(tiny, ("Khối sở", [["BẢNG ĐIỂM NĂM 2018"], [], HEAD, *BODY]))
    assert points(tiny) == POINTS
    row = tiny.read().scores.set_index(["unit", "criterion"]).loc[("so-y-te", "1")]
    assert row[["file", "sheet", "row", "column"]].tolist() == ["2018/scores.xlsx", "Khối sở", 5, "B"]


def test_other_sheets_are_told(tiny: "TinyProject") -> None:
    """Of a workbook with several sheets the first is read and the rest named, unless the scheme names one."""
    write_book(tiny, ("A", [HEAD, *BODY]), ("B", [HEAD, ["Sở Y tế", 1, 1]]))
    assert "Only sheet 'A' is read. Not read: B." in tiny.told("sheets_not_read", severity="warning")
    tiny.replace("scheme.toml", 'unit = "Đơn vị"', 'unit = "Đơn vị"\nsheet = "B"')
    assert tiny.read().scores["points"].tolist() == [1.0, 1.0]
    tiny.replace("scheme.toml", 'sheet = "B"', 'sheet = "C"')
    assert "'C'. The file's sheets: A, B." in tiny.told("unknown_sheet")


def test_printed_columns_are_kept_apart(tiny: "TinyProject") -> None:
    """A total and a rank in the table are printed figures with their decimals, not scores; a remark is a label."""
    lines = [
        "Xếp hạng;Đơn vị;Cải cách thủ tục;Cải cách thể chế;Tổng điểm;Ghi chú",
        "1;Sở Y tế;8,25;5;88,30;",
        "2;Sở Nội vụ;7,5;4;76,7;nộp chậm",
        ";Huyện Ý Yên;9;;90;",
    ]
    tiny.write("2018/scores.csv", "\n".join(lines))
    data = tiny.read()
    assert points(tiny) == POINTS
    shown = data.printed[["unit", "statistic", "points", "decimals", "text"]].to_numpy().tolist()
    assert shown == [
        ["so-y-te", "rank", 1.0, 0, "1"],
        ["so-y-te", "index", 88.3, 2, "88,30"],
        ["so-noi-vu", "rank", 2.0, 0, "2"],
        ["so-noi-vu", "index", 76.7, 1, "76,7"],
        ["huyen-y-yen", "index", 90.0, 0, "90"],
    ]


def test_a_printed_excel_number_is_never_ambiguous(tiny: "TinyProject") -> None:
    """A total of 89.455 in a workbook is a number, though as text it could be read in two ways."""
    write_book(tiny, ("A", [[*HEAD, "Tổng điểm"], *([*row, 89.455] for row in BODY)]))
    data = tiny.read()
    assert data.problems.empty
    assert data.printed["points"].tolist() == [89.455] * 3


def test_a_printed_cell_that_is_no_number_is_told(tiny: "TinyProject") -> None:
    """A word in the column of totals is an error with its place."""
    tiny.write(
        "2018/scores.csv",
        "Đơn vị;Cải cách thủ tục;Cải cách thể chế;Tổng điểm\nSở Nội vụ;7,5;4;cao\nSở Y tế;8;5;\nHuyện Ý Yên;9;;\n",
    )
    assert tiny.told("not_a_number").startswith("2018/scores.csv!D2 'cao' is not a number.")


@pytest.mark.parametrize(
    ("old", "new", "code", "sentence"),
    [
        (
            "Sở Y tế;Cải cách thủ tục;8,25;",
            "Sở Nội vụ;1;8,25;",
            "duplicate_score",
            "!C4 Criterion '1' of unit 'so-noi-vu' already has a score in row 2. Keep one line.",
        ),
        (
            "Sở Y tế;Cải cách thủ tục;8,25;",
            "Sở Y tế;Cải cách thủ tuc;8,25;",
            "unknown_criterion",
            (
                "!B4 There is no criterion 'Cải cách thủ tuc' in 2018. Closest: Cải cách thủ tục, "
                "Cải cách thể chế. Correct the name, or add this spelling to the aliases in framework.csv."
            ),
        ),
        (
            "Sở Y tế;Cải cách thủ tục;8,25;",
            "Sở Y tế;index;13,25;",
            "criterion_has_parts",
            (
                "!B4 'index' is the sum of its parts in framework.csv; only the parts are scored, or points "
                "would count twice. Declare the column as ignore in scheme.toml, or remove the line."
            ),
        ),
        (
            ";Ghi chú",
            ";Điểm tự chấm",
            "undeclared_column",
            (
                "!D1 Column 'Điểm tự chấm' is repeated or not declared, so its use is unknown. "
                "Remove it, or declare it in scheme.toml (ignore)."
            ),
        ),
        (
            ";Ghi chú",
            ";Điểm",
            "undeclared_column",
            (
                "!D1 Column 'Điểm' is repeated or not declared, so its use is unknown. "
                "Remove it, or declare it in scheme.toml (ignore)."
            ),
        ),
        (
            ";Điểm;",
            ";Số điểm;",
            "no_header",
            " No heading line with the column: Điểm. Correct the heading, or declare it in scheme.toml.",
        ),
        (
            "Sở Nội vụ;2;4;chậm",
            "Sở Nội vụ;2;4;chậm;3",
            "cell_without_heading",
            "!E3 Cell '3' stands under no heading. Give the column a heading or clear the cell.",
        ),
    ],
)
def test_a_fault_of_a_long_table_is_told(
    tiny_long: "TinyProject", old: str, new: str, code: str, sentence: str
) -> None:
    """A fault in a table of one score a line is told with its cell, and the file yields no row."""
    tiny_long.replace("2018/scores.csv", old, new)
    assert tiny_long.told(code) == f"2018/scores.csv{sentence}"
    assert tiny_long.read().scores.empty


def test_a_line_that_is_not_there_is_a_missing_score(tiny_long: "TinyProject") -> None:
    """In a long table an absent line is unknown, not "does not apply", so the index cannot rise by it."""
    tiny_long.replace("2018/scores.csv", "Sở Y tế;Cải cách thể chế;5;\n", "")
    sentence = (
        "Không có dòng nào cho tiêu chí '2' của đơn vị 'so-y-te': chưa biết điểm (không phải 0). Hãy thêm dòng này."
    )
    assert tiny_long.told("score_missing", "vi", "warning") == f"2018/scores.csv {sentence}"
    assert [row for row in points(tiny_long) if row[0] == "so-y-te"] == [POINTS[4], ("so-y-te", "2", "missing", None)]


def test_a_criterion_without_a_line_is_told(tiny_long: "TinyProject") -> None:
    """A criterion that no unit of a long table has a line for is an error."""
    for line in ("Sở Nội vụ;2;4;chậm\n", "Sở Y tế;Cải cách thể chế;5;\n"):
        tiny_long.replace("2018/scores.csv", line, "")
    assert "criterion '2' (Institutions)" in tiny_long.told("criterion_missing")


def test_a_name_of_two_criteria_needs_its_code(tiny_long: "TinyProject") -> None:
    """Where two criteria share a name, neither is taken by it; their codes are told."""
    tiny_long.replace("2018/framework.csv", "Cải cách thể chế", "Cải cách thủ tục")
    tiny_long.replace("2018/scores.csv", "Cải cách thể chế", "2")
    sentence = tiny_long.told("criterion_not_unique")
    assert sentence == (
        "2018/scores.csv!B4 Several criteria are named 'Cải cách thủ tục': 1, 2. "
        "Write one of these codes in place of the name."
    )


def two_tables(tiny: "TinyProject", source: str) -> None:
    """Give the tiny scheme a second table, of the source named."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    table = text.partition("[[tables]]")[2].replace("scores.csv", "second.csv")
    tiny.write("scheme.toml", f'{text}\n[[tables]]{table}source = "{source}"\n')


def test_each_block_may_have_its_own_file(tiny: "TinyProject") -> None:
    """Departments in one file and districts in another are complete together."""
    two_tables(tiny, "appraised")
    tiny.replace("2018/scores.csv", "Huyện Ý Yên;9;\n", "")
    tiny.write("2018/second.csv", "Đơn vị;Cải cách thủ tục;Cải cách thể chế\nHuyện Ý Yên;9;\n")
    assert points(tiny) == POINTS
    assert tiny.read().problems.empty


def test_a_unit_scored_in_two_files_is_told(tiny: "TinyProject") -> None:
    """The same source may score a unit once a year: the second file is stopped and names the first."""
    two_tables(tiny, "appraised")
    tiny.write(
        "2018/second.csv", "Đơn vị;Cải cách thủ tục;Cải cách thể chế\nSở Y tế;9;5\nSở Nội vụ;1;1\nHuyện Ý Yên;9;\n"
    )
    data = tiny.read()
    errors = data.problems.query("severity == 'error'")
    assert errors["code"].tolist() == ["unit_in_two_files"] * 3
    assert errors.iloc[0][["file", "row", "unit", "expected"]].tolist() == [
        "2018/second.csv",
        2,
        "so-y-te",
        "2018/scores.csv",
    ]
    assert points(tiny) == POINTS


def test_two_sources_may_score_the_same_unit(tiny: "TinyProject") -> None:
    """Self scores stand beside appraised ones, and the key of the table stays unique."""
    two_tables(tiny, "self")
    tiny.write("2018/second.csv", (tiny.folder / "2018/scores.csv").read_bytes())
    scores = tiny.read().scores
    assert scores["source"].value_counts().to_dict() == {"appraised": 6, "self": 6}
    assert not scores.duplicated(["scheme", "year", "unit", "criterion", "source"]).any()
