"""Take the text of a CSV file apart, whichever mark Excel put between the cells.

Excel writes commas on an English computer and semicolons on a Vietnamese one, where the comma is the decimal sign.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

_DELIMITERS: Final = ("\t", ";", ",")
_SAMPLE: Final = 2**20
"""Letters that tell the delimiter of a long text: taking hundreds of megabytes apart three times is no way to."""


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
    return list(each_row(text))


def each_row(text: str) -> Iterator[list[str]]:
    """Go through the rows that ``split_rows`` returns; a fault in a long text is told only when it is reached."""
    delimiter = _likely(text[:_SAMPLE]) if len(text) > _SAMPLE else ""
    yield from _rows(text, delimiter) if delimiter else _best(text)


def _likely(sample: str) -> str:
    """Return the delimiter of a long text by its beginning, or nothing where that does not tell."""
    counts: dict[str, int] = {}
    for delimiter in _DELIMITERS:
        rows: list[list[str]] = []
        with suppress(QuoteError):  # the beginning may end within a quoted cell
            rows.extend(_rows(sample, delimiter))
        counts[delimiter] = _agreement(rows)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > 1 else ""


def _best(text: str) -> list[list[str]]:
    """Return the rows under the delimiter that gives most rows the same number of cells."""
    tables: list[list[list[str]]] = []
    faults: list[QuoteError] = []
    for delimiter in _DELIMITERS:
        try:
            tables.append(list(_rows(text, delimiter)))
        except QuoteError as error:
            faults.append(error)
    best = max(tables, key=_agreement, default=[])
    if faults and _agreement(best) == 0:
        raise max(faults, key=lambda fault: fault.line)
    return best


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            number += 1
            yield row
    except csv.Error as error:
        raise QuoteError(number + 1) from error


def _agreement(rows: list[list[str]]) -> int:
    """Return how many rows share the most common width; rows of one cell say nothing about the delimiter."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)
