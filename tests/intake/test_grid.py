from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from parkit.intake.grid import Grid, GridError, as_text, column_letter, open_grid
from parkit.model.delimited import QuoteError, split_rows

ROWS = [["Đơn vị", "Điểm"], ["Sở Nội vụ", 7.5]]
WriteBook = Callable[..., Path]


@pytest.fixture
def write_book(tmp_path: Path) -> WriteBook:
    """Write a workbook; each keyword is a sheet."""

    def write(name: str = "scores.xlsx", **sheets: Sequence[Sequence[object]]) -> Path:
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def csv_grid(folder: Path, text: str | bytes) -> Grid:
    """Write and open a CSV file."""
    path = folder / "scores.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_grid(path, name="2018/scores.csv")


def fault(path: Path, sheet: str = "") -> GridError:
    """Return why a file cannot be opened."""
    with pytest.raises(GridError) as caught:
        open_grid(path, name="2018/" + path.name, sheet=sheet)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị,Điểm\nSở Nội vụ,7.5\n",
        "Đơn vị;Điểm\nSở Nội vụ;7.5\n",
        "Đơn vị\tĐiểm\nSở Nội vụ\t7.5\n",
        "\ufeffĐơn vị;Điểm\r\nSở Nội vụ;7.5\r\n",
        '"Đơn vị","Điểm"\n"Sở Nội vụ","7.5"',
        "Đơn vị,Điểm\n Sở\u00a0Nội  vụ ,7.5\n",
    ],
)
def test_a_csv_file_opens_however_it_was_saved(tmp_path: Path, text: str) -> None:
    """Commas, semicolons, tabs, quotes, a byte order mark and Windows line ends give the same cells."""
    assert csv_grid(tmp_path, text).rows == (("Đơn vị", "Điểm"), ("Sở Nội vụ", "7.5"))


def test_decimal_commas_do_not_split_a_semicolon_file() -> None:
    """In a file from a Vietnamese Excel every line may hold as many commas as semicolons."""
    text = "Đơn vị;Chỉ đạo, điều hành;Thể chế\nSở Văn hóa, Thể thao;7,5;4,0\nSở Y tế;8,5;5,0\n"
    assert split_rows(text)[1] == ["Sở Văn hóa, Thể thao", "7,5", "4,0"]


def test_title_lines_do_not_decide_the_delimiter() -> None:
    """Titles above the table may hold any number of commas."""
    text = "Bảng điểm, năm 2018, khối sở\n\nĐơn vị;Điểm\nSở Nội vụ;7\nSở Y tế;8\n"
    assert split_rows(text) == [
        ["Bảng điểm, năm 2018, khối sở"],
        [],
        ["Đơn vị", "Điểm"],
        ["Sở Nội vụ", "7"],
        ["Sở Y tế", "8"],
    ]


def test_rows_are_numbered_as_excel_numbers_them(tmp_path: Path) -> None:
    """Blank lines count, and a cell with a line break is one row."""
    grid = csv_grid(tmp_path, 'A,B\n\n"x\ny",1\nz,2\n')
    assert [(number, row) for number, row in grid.numbered() if any(row)] == [
        (1, ("A", "B")),
        (3, ("x y", "1")),
        (4, ("z", "2")),
    ]


@pytest.mark.parametrize(("text", "line"), [('A,B\nx,1\n"y,2\nz,3\n', 3), ('A,B\n"x"y,1\n', 2)])
def test_a_quotation_mark_that_does_not_pair_is_found(tmp_path: Path, text: str, line: int) -> None:
    """A cell that never closes, or goes on after closing, is told with its row and swallows nothing."""
    with pytest.raises(QuoteError) as caught:
        split_rows(text)
    assert caught.value.line == line
    with pytest.raises(GridError) as refused:
        csv_grid(tmp_path, text)
    assert (refused.value.code, refused.value.found) == ("broken_quotes", str(line))


def test_excel_numbers_stay_numbers_and_texts_stay_texts(write_book: WriteBook) -> None:
    """A number of a workbook is not turned into text, a text number not into a number, a date into neither."""
    path = write_book(A=[["x", 7.5, 8, "8,25", None, datetime(2018, 5, 7), True]])  # noqa: DTZ001  Excel knows no zones
    assert open_grid(path, name="x").rows == (("x", 7.5, 8.0, "8,25", "", "2018-05-07", "True"),)


def test_cells_keep_their_excel_addresses(write_book: WriteBook) -> None:
    """Empty rows and columns before the table do not move it."""
    grid = open_grid(write_book(A=[[], [None, "Đơn vị"], [None, "Sở Nội vụ"]]), name="x")
    assert grid.rows[1][1] == "Đơn vị"
    assert grid.count_filled() == 2


def test_the_sheet_asked_for_is_read(write_book: WriteBook) -> None:
    """With a sheet's name that sheet is read; without one the first, and the others are named if they hold anything."""
    path = write_book(one=ROWS, two=[["z"]], three=[])
    asked, first = open_grid(path, name="x", sheet="two"), open_grid(path, name="x")
    assert (asked.sheet, asked.rows, asked.unread) == ("two", (("z",),), ())
    assert (first.sheet, first.unread) == ("one", ("two",))


def test_an_unknown_sheet_lists_those_there_are(write_book: WriteBook) -> None:
    """A misspelt sheet is told with the sheets of the file."""
    error = fault(write_book(one=ROWS, two=ROWS), sheet="tow")
    assert (error.code, error.found, error.expected) == ("unknown_sheet", "tow", "one, two")


def test_a_missing_file_lists_what_is_there(tmp_path: Path) -> None:
    """A file under another name is seen at once."""
    (tmp_path / "Scores (2).xlsx").touch()
    error = fault(tmp_path / "scores.csv")
    assert (error.code, error.expected, error.found) == ("missing_file", "2018/scores.csv", "Scores (2).xlsx")


@pytest.mark.parametrize("text", [b"", b"\n \n;;\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_filled_cell_is_empty(tmp_path: Path, text: bytes) -> None:
    """Blank lines and bare delimiters are nothing."""
    with pytest.raises(GridError) as caught:
        csv_grid(tmp_path, text)
    assert caught.value.code == "empty_file"


def test_an_empty_workbook_is_empty(write_book: WriteBook) -> None:
    """A workbook whose sheet holds nothing is as empty as an empty file."""
    assert fault(write_book(A=[])).code == "empty_file"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258", "latin-1"])
def test_a_file_in_an_old_encoding_is_told_by_its_line(tmp_path: Path, encoding: str) -> None:
    """Text that is not UTF-8 is refused with the first line that shows it, never read as garbage."""
    with pytest.raises(GridError) as caught:
        csv_grid(tmp_path, "Sở".encode() + b"\n" + "à é".encode(encoding))
    assert (caught.value.code, caught.value.found) == ("not_utf8", "2")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scores.xlsx", b"<html><table></table></html>"),
        ("scores.xls", b"<html><table></table></html>"),
        ("scores.xlsx", b"Don vi;Diem\n"),
        ("scores.xlsx", b"PK\x03\x04 cut off"),
        ("scores.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("scores.xls", b""),
        ("scores.ods", b"x"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_unreadable(tmp_path: Path, name: str, content: bytes) -> None:
    """A web page, a text, a damaged or an old workbook under a new name is refused with a reason."""
    (tmp_path / name).write_bytes(content)
    error = fault(tmp_path / name)
    wanted = "empty_file" if not content else "unreadable_file" if content.startswith(b"PK") else "wrong_ending"
    assert error.code == wanted
    assert error.found or not content


def test_other_kinds_of_files_are_not_opened(tmp_path: Path) -> None:
    """A file of another type is refused with the types that are read."""
    (tmp_path / "scores.pdf").write_bytes(b"%PDF")
    error = fault(tmp_path / "scores.pdf")
    assert (error.code, error.found) == ("unknown_file_type", ".pdf")
    assert ".xlsx" in error.expected


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(position: int, letter: str) -> None:
    """The 27th column is AA."""
    assert column_letter(position) == letter


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (7.25, "7.25"), (0.1 + 0.2, "0.3"), (" 3,5 ", "3,5"), ("", "")]
)
def test_a_cell_is_shown_as_the_reader_sees_it(value: str | float, text: str) -> None:
    """Whole numbers have no decimal part and binary noise is not shown."""
    assert as_text(value) == text
