"""Texts for tables that people open in a spreadsheet: shown as they are, never computed.

A cell whose text begins like a formula is one to Excel and LibreOffice, whoever typed it: an office's remark
"=HYPERLINK(…)" must not come alive in a file that parkit hands out. An apostrophe before it keeps it a text.
"""

import re
from typing import Final

_FORMULA: Final = re.compile(r"\s*[=+\-−@＝＋－＠]|[\t\r\n]")
_NUMBER: Final = re.compile(r"[+\-−]?\d[\d.,]*(?:e[+-]?\d+)?\s?%?", re.IGNORECASE)


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers and other texts stay as they are.

    Parameters
    ----------
    text : str
        What a cell of a csv or xlsx file is to show.

    Returns
    -------
    str
        The text, behind an apostrophe if it begins like a formula, with a tab or a line end, and is not a number.

    Examples
    --------
    >>> inert("=1+1"), inert("@sum"), inert("- không chấm")
    ("'=1+1", "'@sum", "'- không chấm")
    >>> inert("-3,25"), inert("+7.5 %"), inert("Sở Nội vụ")
    ('-3,25', '+7.5 %', 'Sở Nội vụ')
    """
    is_formula = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
