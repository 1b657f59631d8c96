"""Open a CSV or Excel file as a grid of cells, each with its address as Excel shows it.

CSV cells stay text; Excel numbers arrive as numbers and are never turned into text and back. Of an xlsx file the
second look adds what the values do not tell: error values as their text, formulas never computed, hidden cells.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parkit.intake import apart
from parkit.intake.encodings import decode
from parkit.intake.second_look import NOTHING, Address, SecondLook, look
from parkit.model.delimited import QuoteError, split_rows
from parkit.model.file_names import on_disk
from parkit.model.language import nfc
from parkit.model.tables import line_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value = str | float
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
READABLE: Final = (".csv", *_WORKBOOKS)
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)


class GridError(Exception):
    """A file that cannot be opened as a table; ``code`` is the problem code it becomes."""

    def __init__(self, code: str, *, found: str = "", expected: str = "") -> None:
        """Keep the problem code, what was found and what was expected."""
        super().__init__(code)
        self.code = code
        self.found = found
        self.expected = expected


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
        As ``open_grid``, but for ``empty_file``.
    """
    path = on_disk(path)
    if not path.is_file():
        raise GridError(
            "missing_file", expected=name, found=", ".join(sorted(file.name for file in path.parent.iterdir()))
        )
    if path.suffix.lower() == ".csv":
        return (Grid(file=name, sheet="", rows=_csv_rows(path)),)
    if path.suffix.lower() in _WORKBOOKS:
        return _workbook(path, name, sheet)
    raise GridError("unknown_file_type", found=path.suffix, expected=", ".join(READABLE))


def _csv_rows(path: Path) -> tuple[tuple[Value, ...], ...]:
    try:
        rows = split_rows(decode(path.read_bytes()))
    except UnicodeDecodeError as error:
        raise GridError("not_utf8", found=str(line_of(error))) from error
    except QuoteError as error:
        raise GridError("broken_quotes", found=str(error.line)) from error
    except OSError as error:
        raise GridError("unreadable_file", found=str(error.strerror)) from error
    return tuple(tuple(nfc(cell) for cell in row) for row in rows)


def _workbook(path: Path, name: str, sheet: str) -> tuple[Grid, ...]:
    looks = look(path)
    for title, found in looks.items():
        _refuse_far(title, *found.size)
    read = _rows_apart if path.suffix.lower() in apart.SUFFIXES else _rows_here
    return tuple(_sheet(name, title, cells, looks) for title, cells in read(path, sheet).items())


def _rows_here(path: Path, sheet: str) -> dict[str, list[list[Value]]]:
    """Return the cells of each sheet wanted."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            return {title: _sheet_rows(workbook, title) for title in _wanted(sheet, workbook.sheet_names)}
    except (CalamineError, OSError) as error:
        raise GridError("unreadable_file", found=str(error)) from error


def _rows_apart(path: Path, sheet: str) -> dict[str, list[list[Value]]]:
    """Return the cells of each sheet wanted, of a format whose reader may not survive a damaged file."""
    try:
        sheets = {found["title"]: found for found in apart.read_apart(path)}
    except ValueError as error:
        raise GridError("unreadable_file", found=str(error)) from error
    rows: dict[str, list[list[Value]]] = {}
    for title in _wanted(sheet, list(sheets)):
        _refuse_far(title, sheets[title]["height"], sheets[title]["width"])
        rows[title] = [[nfc(cell) if isinstance(cell, str) else cell for cell in row] for row in sheets[title]["rows"]]
    return rows


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
    _refuse_far(title, sheet.total_height, sheet.total_width)
    return [
        [value if type(value) is float else _cell(value) for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]


def _refuse_far(title: str, height: int, width: int) -> None:
    """Refuse a sheet whose one stray cell far out would make hundreds of millions of empty ones."""
    if height * width > apart.MOST_CELLS:
        raise GridError("sheet_too_large", found=f"{title}: {height} × {width}")


def _sheet(name: str, title: str, rows: list[list[Value]], looks: Mapping[str, SecondLook]) -> Grid:
    found = looks.get(title, NOTHING)
    for (row, column), text in found.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    hidden = {(row, column) for row in found.hidden_rows for column in range(len(rows[row]) if row < len(rows) else 0)}
    hidden |= {(row, column) for column in found.hidden_columns for row in range(len(rows)) if column < len(rows[row])}
    return Grid(
        file=name,
        sheet=title,
        rows=tuple(map(tuple, rows)),
        uncomputed=found.uncomputed,
        hidden=frozenset(place for place in hidden if rows[place[0]][place[1]] != ""),
    )


def _cell(value: object) -> Value:
    """Keep numbers as numbers; everything else (dates, truth values) becomes its text for a later check."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return nfc(str(value))
