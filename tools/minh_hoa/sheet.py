"""A sheet as a grid of cells that remembers which cell says what, so that dirt finds its place by meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Style = Literal["plain", "bold", "title", "head", "date", "indent1", "indent2", "centre"]


@dataclass(frozen=True)
class Number:
    """A number as Excel stores it, in hundredths."""

    points: int


@dataclass(frozen=True)
class Formula:
    """A formula and the value Excel last computed, in hundredths; None if it was never computed."""

    text: str
    cached: int | None


@dataclass(frozen=True)
class ErrorValue:
    """An Excel error such as ``#N/A``."""

    text: str


Value = str | Number | Formula | ErrorValue | date


@dataclass(frozen=True)
class Cell:
    """A value and how it looks."""

    value: Value
    style: Style = "plain"


@dataclass(frozen=True)
class Place:
    """What a cell says: a score of a unit, or one of the words around it.

    ``what`` is a score source, or label, max, note, title, total-self, total-appraised.
    """

    unit: str = ""
    criterion: str = ""
    what: str = ""


Address = tuple[int, int]


@dataclass
class Sheet:
    """Cells by row and column (from 1), merged ranges, what is hidden, and what each place means."""

    name: str = ""
    cells: dict[Address, Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, int] = field(default_factory=dict)
    places: dict[Place, Address] = field(default_factory=dict)
    last_row: int = 0

    def put(self, row: int, column: int, value: Value | int | None, style: Style = "plain") -> None:
        """Set a cell; a whole number is points in hundredths, nothing leaves the cell empty."""
        if value is None or value == "":
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = Cell(Number(value) if isinstance(value, int) else value, style)
            self.last_row = max(self.last_row, row)

    def mark(self, place: Place, row: int, column: int) -> None:
        """Remember what a cell says."""
        self.places[place] = (row, column)

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Merge a range of more than one cell."""
        if (row, column) != (last_row, last_column):
            self.merges.append((row, column, last_row, last_column))

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Go through the filled rows, each with its cells by column, in order."""
        by_row: dict[int, dict[int, Cell]] = {}
        for row, column in sorted(self.cells):
            by_row.setdefault(row, {})[column] = self.cells[row, column]
        yield from by_row.items()

    def drop_row(self, row: int) -> None:
        """Take a row out and move up what stands below."""
        for address in [address for address in self.cells if address[0] == row]:
            del self.cells[address]
        self.places = {place: address for place, address in self.places.items() if address[0] != row}
        self._move_rows(row + 1, -1)

    def repeat_row(self, row: int) -> None:
        """Copy a row below itself and move down what stands there."""
        self._move_rows(row + 1, 1)
        for (number, column), cell in list(self.cells.items()):
            if number == row:
                self.cells[row + 1, column] = cell

    def _move_rows(self, start: int, by: int) -> None:
        def moved(number: int) -> int:
            return number + by if number >= start else number

        self.cells = {(moved(row), column): cell for (row, column), cell in self.cells.items()}
        self.places = {place: (moved(row), column) for place, (row, column) in self.places.items()}
        self.merges = [(moved(row), left, moved(last), right) for row, left, last, right in self.merges]
        self.hidden_rows = {moved(row) for row in self.hidden_rows}
        self.last_row += by


def letter(column: int) -> str:
    """Return Excel's name of a column counted from 1.

    >>> letter(1), letter(27)
    ('A', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address_name(address: Address) -> str:
    """Return an address as Excel shows it.

    >>> address_name((12, 3))
    'C12'
    """
    return f"{letter(address[1])}{address[0]}"
