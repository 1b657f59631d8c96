"""The addresses of where numbers come from: a page for each score file and each unit, an id for each cell.

They are made from names alone, so that a notebook can link to pages that are written after it has run. Every
address is plain ASCII and of bounded length; a name that loses letters on the way gets some digits of its hash,
which keep it unique.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from parkit.model.language import slug

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"

FOLDER: Final = "sources"
LINES: Final = 2000
"""The most lines of a sheet that one page shows; a longer file goes on in a further page."""

PRINTED_PAGE: Final = "printed.html"
FRAMEWORK_PAGE: Final = "framework.html"
_DIGITS: Final = 6
_MOST: Final = 100  # characters of a name; file systems take 255, endings included


@cache
def key(name: str) -> str:
    """Return a name as part of an address.

    >>> key("khoi-so"), key("Tự chấm"), key("2.1.3")
    ('khoi-so', 'tu-cham-c2b2a6', '2.1.3')
    """
    plain = slug(name)[:_MOST]
    if name in (plain, plain.replace("-", ".")):
        return name
    return "-".join([*([plain] if plain else []), sha256(name.encode()).hexdigest()[:_DIGITS]])


def source_href(name: str) -> str:
    """Return the address of a source page from the data quality report."""
    return f"{FOLDER}/{name}"


def file_page(file: str, row: int | None = None) -> str:
    """Return the name of the page that shows a row, counted from 1, of a file such as ``2018/khoi-so.xlsx``.

    >>> file_page("2018/khoi-so.xlsx"), file_page("2021/diem.csv", 2001)
    ('khoi-so.xlsx.html', 'diem.csv-2.html')
    """
    stem, _, ending = file.rpartition("/")[2].rpartition(".")
    number = 1 if row is None else (row - 1) // LINES + 1
    return f"{key(stem)}.{key(ending)}{f'-{number}' if number > 1 else ''}.html"


def sheet_id(sheet: str) -> str:
    """Return the id of a sheet on its page; a CSV file has one sheet without a name."""
    return f"{key(sheet)}-top" if sheet else "top"


def cell_id(sheet: str, row: int | None, column: str) -> str:
    """Return the id of a cell, of a row if there is no column, of the whole sheet if there is no row.

    >>> cell_id("Tự chấm", 12, "D"), cell_id("", 12, "D"), cell_id("", 12, ""), cell_id("", None, "D")
    ('tu-cham-c2b2a6-D12', 'D12', 'r12', 'top')
    """
    if row is None:
        return sheet_id(sheet)
    return f"{key(sheet)}-{column or 'r'}{row}" if sheet else f"{column or 'r'}{row}"


def place_href(found: Row) -> str:
    """Return the address of the cell that a row of scores, printed figures or problems names, among the source pages.

    >>> place_href({"file": "2021/diem.csv", "sheet": "", "row": 12, "column": "D"})
    'diem.csv.html#D12'
    """
    import pandas as pd  # here, since whoever plans a run needs addresses and no frames

    row: int | None = None if bool(pd.isna(found["row"])) else int(found["row"])
    page = file_page(found["file"], row)
    if row is None and not found["sheet"]:
        return page
    return f"{page}#{cell_id(found['sheet'], row, found['column'])}"


def printed_id(number: int) -> str:
    """Return the id of a printed figure of the year, counted from 1, on the page of printed figures."""
    return f"n{number}"


def unit_page(unit: str) -> str:
    """Return the name of the page with every score of a unit."""
    return f"unit-{key(unit)}.html"


def score_id(criterion: str, source: str) -> str:
    """Return the id of a score on the page of its unit.

    >>> score_id("2.1.3", "self")
    '2.1.3-self'
    """
    return f"{key(criterion)}-{source}"


def score_href(found: Row) -> str:
    """Return the address of a row of the tidy table, from among the source pages."""
    return f"{unit_page(found['unit'])}#{score_id(found['criterion'], found['source'])}"
