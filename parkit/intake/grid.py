"""Open a CSV or Excel file as a grid of cells, each with its address as Excel shows it.

CSV cells stay text; Excel numbers arrive as numbers and are never turned into text and back. Of an xlsx file the
second look adds what the values do not tell: error values as their text, formulas never computed, hidden cells.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parkit.intake import apart
from parkit.intake.archive import check_archive
from parkit.intake.kinds import check_kind
from parkit.intake.limits import (
    LONGEST_CELL,
    MIB,
    MOST_CELLS,
    MOST_LETTERS,
    MOST_SHEETS,
    READING_MEMORY,
    READING_SECONDS,
)
from parkit.intake.lists import list_rows
from parkit.intake.refusal import GridError
from parkit.intake.second_look import NOTHING, Address, SecondLook, look
from parkit.intake.texts import cell_text
from parkit.model.file_names import on_disk
from parkit.model.language import nfc
from parkit.model.visible import visible_name

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value = str | float
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
READABLE: Final = (".csv", *_WORKBOOKS)
_NOT_FOUND: Final = "a sheet is not where the workbook says"
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of one sheet; ``first_row`` is the file's number of the first row.

    ``unread`` names the other sheets that hold anything, where no sheet was asked for by name; ``uncomputed``
    are the cells of formulas without a value, ``hidden`` the filled cells in hidden rows and columns.
    """

    file: str
    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    first_row: int = 1
    unread: tuple[str, ...] = ()
    uncomputed: frozenset[Address] = frozenset()
    hidden: frozenset[Address] = frozenset()

    def numbered(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Go through the rows with their numbers as in the file."""
        return enumerate(self.rows, start=self.first_row)

    def count_filled(self) -> int:
        """Return how many cells hold anything."""
        return sum(len(row) - row.count("") for row in self.rows)


def column_letter(position: int) -> str:
    """Return Excel's name of a column counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of(address: str) -> Address | None:
    """Return row and column, counted from 0, of an address as Excel shows it; None if it is none.

    >>> place_of("B20"), place_of("20B")
    ((19, 1), None)
    """
    found = _PLACE.fullmatch(address)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def as_text(value: Value) -> str:
    """Return a cell as a reader sees it; whole numbers without a decimal part.

    >>> as_text(3.0), as_text(" 3,5 ")
    ('3', '3,5')
    """
    return nfc(value) if isinstance(value, str) else f"{value:.12g}"


def open_grid(path: Path, *, name: str, sheet: str = "") -> Grid:
    """Open one sheet of ``path`` as a grid: that named, else the first; ``name`` is how problems call the file.

    Raises
    ------
    GridError
        ``missing_file``, ``empty_file``, ``not_utf8``, ``broken_quotes``, ``unknown_sheet``, ``unreadable_file``,
        ``sheet_too_large`` or ``unknown_file_type``.
    """
    grids = open_grids(path, name=name, sheet=sheet)
    unread = () if sheet else tuple(grid.sheet for grid in grids[1:] if grid.count_filled())
    if grids[0].count_filled() == 0:
        raise GridError("empty_file")
    return replace(grids[0], unread=unread)


def open_book(path: Path, *, name: str, sheet: str = "") -> tuple[Grid, ...]:
    """Open every sheet that holds anything, or the one named.

    Raises
    ------
    GridError
        As ``open_grid``.
    """
    grids = tuple(grid for grid in open_grids(path, name=name, sheet=sheet) if grid.count_filled())
    if not grids:
        raise GridError("empty_file")
    return grids


def open_grids(path: Path, *, name: str, sheet: str) -> tuple[Grid, ...]:
    """Open all sheets of a file, empty ones included, or the one named; a CSV file is one sheet without a name.

    Raises
    ------
    GridError
        As ``open_grid``, but for ``empty_file`` where the sheet alone is empty.
    """
    path = on_disk(path)
    if not path.is_file():
        raise GridError(
            "missing_file",
            expected=name,
            found=", ".join(sorted(visible_name(file.name) for file in path.parent.iterdir())),
        )
    if path.suffix.lower() not in READABLE:
        raise GridError("unknown_file_type", found=path.suffix, expected=", ".join(READABLE))
    check_kind(path)
    if path.suffix.lower() == ".csv":
        return (Grid(file=name, sheet="", rows=check_cells(list_rows(path))),)
    return _workbook(path, name, sheet)


def _workbook(path: Path, name: str, sheet: str) -> tuple[Grid, ...]:
    if path.suffix.lower() != ".xls":
        check_archive(path)
    looks = look(path)
    _check_size([(title, *found.size) for title, found in looks.items()])
    if sum(found.letters for found in looks.values()) > MOST_LETTERS:
        raise GridError("text_too_large", expected=f"{MOST_LETTERS // MIB}")
    read = _rows_apart if path.suffix.lower() in apart.SUFFIXES else partial(_rows_here, looks=looks)
    return tuple(_sheet(name, title, cells, looks) for title, cells in read(path, sheet).items())


def _rows_here(path: Path, sheet: str, *, looks: Mapping[str, SecondLook]) -> dict[str, list[list[Value]]]:
    """Return the cells of each sheet wanted, of those only that the second look has seen."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            unseen = [info.name for info in workbook.sheets_metadata if info.name not in looks]
            if any(info.typ == SheetTypeEnum.WorkSheet for info in workbook.sheets_metadata if info.name in unseen):
                raise GridError("unreadable_file", found=_NOT_FOUND)
            return {title: _sheet_rows(workbook, title) for title in _wanted(sheet, workbook.sheet_names)}
    except (CalamineError, OSError) as error:
        raise GridError("unreadable_file", found=str(error)) from error


def _rows_apart(path: Path, sheet: str) -> dict[str, list[list[Value]]]:
    """Return the cells of each sheet wanted, of a format whose reader may not survive a damaged file."""
    limits = apart.Limits(cells=MOST_CELLS, letters=MOST_LETTERS, memory=READING_MEMORY, seconds=READING_SECONDS)
    try:
        sheets = {found["title"]: found for found in apart.read_apart(path, limits)}
    except ValueError as error:
        raise _refusal(str(error)) from error
    _check_size([(title, found["height"], found["width"]) for title, found in sheets.items()])
    return {
        title: [[cell_text(cell) if isinstance(cell, str) else cell for cell in row] for row in sheets[title]["rows"]]
        for title in _wanted(sheet, list(sheets))
    }


def _refusal(cause: str) -> GridError:
    """Return the refusal for what the other process says, in its own words or the reader's."""
    if cause == apart.TOO_MUCH_TEXT:
        return GridError("text_too_large", expected=f"{MOST_LETTERS // MIB}")
    if "assword" in cause:
        return GridError("file_with_password")
    return GridError("unreadable_file", found=cause)


def _wanted(sheet: str, there: list[str]) -> list[str]:
    if sheet and sheet not in there:
        raise GridError("unknown_sheet", found=sheet, expected=", ".join(there))
    return [sheet] if sheet else there


def _sheet_rows(workbook: "CalamineWorkbook", title: str) -> list[list[Value]]:
    """Return the cells of a sheet."""
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(title)
    except CalamineError:
        return []  # a chart sheet has no cells
    _check_size([(title, sheet.total_height, sheet.total_width)])
    return [
        [value if type(value) is float else _cell(value) for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]


def check_cells(rows: tuple[tuple[Value, ...], ...]) -> tuple[tuple[Value, ...], ...]:
    """Return the rows as they are, unless a cell holds more than a cell can."""
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if type(cell) is str and len(cell) > LONGEST_CELL:
                found = f"{column_letter(place)}{line + 1}"
                raise GridError("cell_too_long", found=found, expected=f"{LONGEST_CELL}")
    return rows


def _check_size(sheets: Sequence[tuple[str, int, int]]) -> None:
    """Refuse sheets whose one stray cell far out would make hundreds of millions of empty ones."""
    if len(sheets) > MOST_SHEETS:
        raise GridError("too_many_sheets", found=f"{len(sheets)}", expected=f"{MOST_SHEETS}")
    cells = 0
    for title, height, width in sheets:
        cells += height * width
        if cells > MOST_CELLS:
            raise GridError("sheet_too_large", found=f"{cell_text(title)}: {height} × {width}")


def _sheet(name: str, title: str, rows: list[list[Value]], looks: Mapping[str, SecondLook]) -> Grid:
    found = looks.get(title, NOTHING)
    for (row, column), text in found.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    hidden = {(row, column) for row in found.hidden_rows for column in range(len(rows[row]) if row < len(rows) else 0)}
    hidden |= {(row, column) for column in found.hidden_columns for row in range(len(rows)) if column < len(rows[row])}
    if found.is_hidden:
        hidden = {(row, column) for row, cells in enumerate(rows) for column in range(len(cells))}
    return Grid(
        file=name,
        sheet=cell_text(title),
        rows=check_cells(tuple(map(tuple, rows))),
        uncomputed=found.uncomputed,
        hidden=frozenset(place for place in hidden if rows[place[0]][place[1]] != ""),
    )


def _cell(value: object) -> Value:
    """Keep numbers as numbers; everything else (dates, truth values) becomes its text for a later check."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return cell_text(str(value))
