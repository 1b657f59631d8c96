"""Workbooks of Excel 97–2003 (xls), of Excel's binary format (xlsb) and of LibreOffice (ods) are read as xlsx is."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from parkit.intake.grid import GridError, open_book
from tests.intake.old_books import Cell, Error, Formula, ods_cell, ods_row, write_ods, write_xls, write_xlsb
from tests.intake.test_mutations import FIRST, MUTATIONS, spoil_bytes, spoil_part

if TYPE_CHECKING:
    from tests.conftest import TinyProject
    from tests.intake.conftest import WriteBook

pytestmark = pytest.mark.slow

Write = Callable[[Path, dict[str, list[list[Cell]]]], None]
SHEET = "Bảng điểm"
BLOCK: list[list[Cell]] = [
    ["BẢNG ĐIỂM NĂM 2018", None, None, None],
    ["Tiêu chí", "Điểm tối đa", "Sở Nội vụ", "Sở Y tế"],
    ["1.1", 1, 0.75, 1],
    ["1.2.1", 1, Formula(1.0), "0,5"],
    ["1.2.2", 2, 1.5, Formula("1,25/2,0")],
    ["2.1", 2, "-", 2],
    ["2.2", 2, 1.9, 0],
]
WRITERS: dict[str, Write] = {
    "xls": write_xls,
    "scattered.xls": lambda path, sheets: write_xls(path, sheets, scattered=True),
    "xlsb": write_xlsb,
    "ods": lambda path, sheets: write_ods(path, {name: _ods(rows) for name, rows in sheets.items()}),
}


def _ods(rows: list[list[Cell]]) -> str:
    values = [[cell.value if isinstance(cell, Formula) else cell for cell in row] for row in rows]
    return "".join(ods_row(*map(ods_cell, row)) for row in values)


def _plain(cell: Cell) -> Cell:
    return cell.value if isinstance(cell, Formula) else cell


@pytest.mark.parametrize("ending", WRITERS)
def test_another_format_gives_the_same_scores(free: "TinyProject", write_book: "WriteBook", ending: str) -> None:
    """Texts, whole numbers, fractions and values of formulas come out as from xlsx, and so do the scores."""
    columns = ["unit", "criterion", "state", "points", "sheet", "row", "column"]
    write_book("khoi.xlsx", {SHEET: [[_plain(cell) for cell in row] for row in BLOCK]})
    expected = free.read().scores[columns]
    assert len(expected) == 10
    (free.folder / "2018" / "khoi.xlsx").unlink()
    WRITERS[ending](free.folder / "2018" / f"khoi.{ending}", {SHEET: BLOCK, "Khác": [["ghi chú"]]})
    assert free.read().scores[columns].equals(expected)


@pytest.mark.parametrize("value", [Error("#N/A"), Formula(Error("#DIV/0!"))])
@pytest.mark.parametrize("ending", WRITERS)
def test_an_error_value_stops_the_file(free: "TinyProject", ending: str, value: Error | Formula) -> None:
    """It is told with its place and is no empty cell, whether typed or computed, in any sheet."""
    rows = [list(row) for row in BLOCK]
    rows[4][2] = value
    WRITERS[ending](free.folder / "2018" / f"khoi.{ending}", {"Khác": [["ghi chú"]], SHEET: rows})
    shown = value.text if isinstance(value, Error) else value.value.text
    assert free.told("excel_error").startswith(f"2018/khoi.{ending}:{SHEET}!C5 ")
    assert free.problem("excel_error")["found"] == shown
    assert free.read().scores.empty


def test_an_error_that_older_programs_save_as_zero_is_no_zero(tmp_path: Path) -> None:
    """A number of 0 that is shown as an error is an error; a text that looks like one stays the text it is."""
    zero = '<table:table-cell office:value-type="float" office:value="0"><text:p>{}</text:p></table:table-cell>'
    row = ods_row(zero.format("#DIV/0!"), zero.format("Err:502"), zero.format("0"), ods_cell("#1"))
    write_ods(tmp_path / "a.ods", {"A": row})
    assert open_book(tmp_path / "a.ods", name="a.ods")[0].rows == (("#DIV/0!", "#VALUE!", 0.0, "#1"),)


def test_repeated_and_merged_cells_of_ods_keep_their_places(tmp_path: Path) -> None:
    """Cells written once for several, covered cells, and the million empty rows at the end move nothing."""
    rows = [
        ods_row(ods_cell("BẢNG ĐIỂM", spanned=3), ods_cell("Ghi chú")),
        ods_row(ods_cell(None, repeated=4), repeated=2),
        ods_row(ods_cell("1.1"), ods_cell(0.75, repeated=2), ods_cell(Error("#REF!")), repeated=2),
        ods_row(ods_cell(None, repeated=16_384), repeated=1_048_000),
    ]
    write_ods(tmp_path / "a.ods", {"A": "".join(rows)})
    scores = ("1.1", 0.75, 0.75, "#REF!")
    empty = ("", "", "", "")
    assert open_book(tmp_path / "a.ods", name="a.ods")[0].rows == (
        *(("BẢNG ĐIỂM", "", "", "Ghi chú"), empty, empty),
        *(scores, scores),
    )


@pytest.mark.parametrize("ending", ["xls", "xlsb", "ods"])
@pytest.mark.parametrize("name", ["xlsx", "xls", "xlsb", "ods", "csv"])
def test_a_renamed_workbook_is_refused(tmp_path: Path, ending: str, name: str) -> None:
    """A workbook under the ending of another format is not guessed at: the reason says what to do."""
    if name == ending:
        return
    WRITERS[ending](tmp_path / f"a.{ending}", {SHEET: BLOCK})
    shutil.copy(tmp_path / f"a.{ending}", tmp_path / f"b.{name}")
    with pytest.raises(GridError) as error:
        open_book(tmp_path / f"b.{name}", name=f"b.{name}")
    assert error.value.code in ("unreadable_file", "wrong_ending")
    assert error.value.found


@pytest.mark.slow
@pytest.mark.parametrize("ending", WRITERS)
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, ending: str) -> None:
    """Cut off or with any bytes changed, a workbook of another format never ends in a traceback, nor the process."""
    whole, damaged = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    WRITERS[ending](whole, {SHEET: [*BLOCK, [Error("#N/A")]]})
    for number in range(FIRST, FIRST + MUTATIONS // 24):
        chance = random.Random(f"{ending} {number}")  # noqa: S311  a test that can be repeated
        spoil = spoil_bytes if "xls" in ending.split(".") or chance.random() < 0.3 else spoil_part
        damaged.write_bytes(spoil(whole.read_bytes(), chance))
        try:
            open_book(damaged, name=damaged.name)
        except GridError as error:
            assert error.code  # noqa: PT017  either is right, as long as it is one of the two


def test_a_file_that_ends_the_reading_process_is_refused(tmp_path: Path) -> None:
    """A cell said to stand in the last of two billion columns makes the reader of xlsb ask for more than there is."""
    write_xlsb(tmp_path / "a.xlsb", {"A": [["x"], ["y"]]})
    with ZipFile(tmp_path / "a.xlsb") as before, ZipFile(tmp_path / "b.xlsb", "w") as after:
        for name in before.namelist():
            rest = bytes(4) + "\x01\0y".encode("utf-16-le")
            after.writestr(name, before.read(name).replace(bytes(4) + rest, b"\xff\xff\xff\x7f" + rest))
    with pytest.raises(GridError) as error:
        open_book(tmp_path / "b.xlsb", name="b.xlsb")
    assert error.value.code in ("unreadable_file", "sheet_too_large")
