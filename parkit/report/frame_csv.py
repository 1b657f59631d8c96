"""The frame behind an exhibit as a csv file that Excel opens with a double click.

Numbers are whole, not rounded for the eye. Excel on a computer set to Vietnamese writes 1,5 and parts cells at the
semicolon; set to English it writes 1.5 and parts cells at the comma. The file follows the language of its page. Opened
under the other setting, each line stays in one cell, which is seen at once; a comma for a point within one cell would
make thousands of units, and nobody would see. The mark at the start of the file tells Excel that it is UTF-8.
"""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any, Final

import pandas as pd

from parkit.model.language import Lang
from parkit.model.spreadsheet import inert
from parkit.report.table import NUMERIC, Column, column_texts

MARK: Final = "\ufeff"
KEYS: Final = ("year", "block", "unit", "area", "criterion")
"""Codes that lead from a row to the tidy table; they stand first, under the names they have there."""

_DELIMITER: Final[dict[Lang, str]] = {"vi": ";", "en": ","}


def frame_csv(data: pd.DataFrame, columns: Sequence[Column], lang: Lang, *, rows_by: str = "") -> bytes:
    r"""Return a frame as the content of a csv file: codes, then the columns shown, under the headers of the page.

    >>> frame = pd.DataFrame({"unit": ["so-y-te"], "name": ["Sở Y tế"], "index": [94.906]})
    >>> columns = [Column("name", "Đơn vị"), Column("index", "Chỉ số", "percent")]
    >>> frame_csv(frame, columns, "vi").decode()
    '\ufeffunit;Đơn vị;Chỉ số (%)\r\nso-y-te;Sở Y tế;94,906\r\n'
    """
    shown = {column.name for column in columns}
    names = dict.fromkeys((*KEYS, *([rows_by] if rows_by else [])))
    keys = [name for name in names if name in data.columns and name not in shown]
    table = [[name, *_texts(data, Column(name, name), lang)] for name in keys]
    table += [[_header(column), *_texts(data, column, lang)] for column in columns]
    sheet = StringIO()
    csv.writer(sheet, delimiter=_DELIMITER[lang]).writerows(zip(*table, strict=True))
    return (MARK + sheet.getvalue()).encode()


def _header(column: Column) -> str:
    """Return the header of a column with its group and its unit."""
    label = f"{column.group}: {column.label}" if column.group else column.label
    return inert(f"{label} (%)" if column.kind == "percent" and "%" not in label else label)


def _texts(data: pd.DataFrame, column: Column, lang: Lang) -> list[str]:
    values = data[column.name].tolist()
    if column.kind in NUMERIC:
        return [_number(value, lang) for value in values]
    if column.kind in ("verdict", "links"):
        texts = column_texts(data, column, lang)
        return [inert(text.partition(" ")[2] or text if column.kind == "verdict" else text) for text in texts]
    return ["" if pd.isna(value) else inert(str(value)) for value in values]


def _number(value: Any, lang: Lang) -> str:  # noqa: ANN401  a number or nothing
    if pd.isna(value):
        return ""
    text = str(int(value)) if float(value).is_integer() else repr(float(value))
    return text.replace(".", ",") if lang == "vi" else text
