"""Take the text of a CSV file apart, whichever mark Excel put between the cells.

Excel writes commas on an English computer and semicolons on a Vietnamese one, where the comma is the decimal sign.
"""

import csv
import io
from collections import Counter
from typing import Final

_DELIMITERS: Final = ("\t", ";", ",")


class QuoteError(ValueError):
    """A quotation mark that does not pair; ``line`` is the row it stands in."""

    def __init__(self, line: int) -> None:
        """Keep the number of the row."""
        super().__init__(f"unpaired quotation mark in row {line}")
        self.line = line


def split_rows(text: str) -> list[list[str]]:
    r"""Return the rows of a CSV text, blank ones included, so that their positions are Excel's row numbers.

    The delimiter is the tab, semicolon or comma under which most rows have the same number of cells.

    Raises
    ------
    QuoteError
        A quoted cell does not end, or goes on after its closing mark.

    Examples
    --------
    >>> split_rows("Đơn vị;Điểm\nSở Nội vụ;7,5\n")
    [['Đơn vị', 'Điểm'], ['Sở Nội vụ', '7,5']]
    """
    tables: list[list[list[str]]] = []
    faults: list[QuoteError] = []
    for delimiter in _DELIMITERS:
        try:
            tables.append(_rows(text, delimiter))
        except QuoteError as error:
            faults.append(error)
    best = max(tables, key=_agreement, default=[])
    if faults and _agreement(best) == 0:
        raise max(faults, key=lambda fault: fault.line)
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            rows.append(row)  # noqa: PERF402  the rows read before a fault say where it is
    except csv.Error as error:
        raise QuoteError(len(rows) + 1) from error
    return rows


def _agreement(rows: list[list[str]]) -> int:
    """Return how many rows share the most common width; rows of one cell say nothing about the delimiter."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)
