"""Open a CSV or Excel file as a grid of cells, each with its address as Excel shows it.

CSV cells stay text; Excel numbers arrive as numbers and are never turned into text and back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parkit.model.delimited import QuoteError, split_rows
from parkit.model.language import nfc
from parkit.model.tables import line_of

Value = str | float
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


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

    ``unread`` names the other sheets that hold anything, where no sheet was asked for by name.
    """

    file: str
    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    first_row: int = 1
    unread: tuple[str, ...] = ()

    def numbered(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Go through the rows with their numbers as in the file."""
        return enumerate(self.rows, start=self.first_row)

    def count_filled(self) -> int:
        """Return how many cells hold anything."""
        return sum(cell != "" for row in self.rows for cell in row)


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


def as_text(value: Value) -> str:
    """Return a cell as a reader sees it; whole numbers without a decimal part.

    >>> as_text(3.0), as_text(" 3,5 ")
    ('3', '3,5')
    """
    return nfc(value) if isinstance(value, str) else f"{value:.12g}"


def open_grid(path: Path, *, name: str, sheet: str = "") -> Grid:
    """Open ``path`` as a grid; ``name`` is how problems call the file.

    Raises
    ------
    GridError
        ``missing_file``, ``empty_file``, ``not_utf8``, ``broken_quotes``, ``unknown_sheet``, ``unreadable_file`` or
        ``unknown_file_type``.
    """
    if not path.is_file():
        raise GridError(
            "missing_file", expected=name, found=", ".join(sorted(file.name for file in path.parent.iterdir()))
        )
    if path.suffix.lower() == ".csv":
        grid = Grid(file=name, sheet="", rows=_csv_rows(path))
    elif path.suffix.lower() in _WORKBOOKS:
        grid = _workbook(path, name, sheet)
    else:
        raise GridError("unknown_file_type", found=path.suffix, expected=", ".join((".csv", *_WORKBOOKS)))
    if grid.count_filled() == 0:
        raise GridError("empty_file")
    return grid


def _csv_rows(path: Path) -> tuple[tuple[Value, ...], ...]:
    try:
        rows = split_rows(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise GridError("not_utf8", found=str(line_of(error))) from error
    except QuoteError as error:
        raise GridError("broken_quotes", found=str(error.line)) from error
    except OSError as error:
        raise GridError("unreadable_file", found=str(error.strerror)) from error
    return tuple(tuple(nfc(cell) for cell in row) for row in rows)


def _workbook(path: Path, name: str, sheet: str) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            wanted = sheet or workbook.sheet_names[0]
            if wanted not in workbook.sheet_names:
                raise GridError("unknown_sheet", found=wanted, expected=", ".join(workbook.sheet_names))
            rows = workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
            others = [] if sheet else [other for other in workbook.sheet_names if other != wanted]
            unread = tuple(other for other in others if workbook.get_sheet_by_name(other).to_python())
    except (CalamineError, OSError) as error:
        raise GridError("unreadable_file", found=str(error)) from error
    cells = tuple(tuple(_cell(value) for value in row) for row in rows)
    return Grid(file=name, sheet=wanted, rows=cells, unread=unread)


def _cell(value: object) -> Value:
    """Keep numbers as numbers; everything else (dates, truth values) becomes its text for a later check."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return nfc(str(value))
