"""A frame as an HTML table that reads well aloud, on paper and on a phone.

A caption, a scope on every header, numbers in the language's own format and aligned on the right. Everything
is escaped. A verdict is a symbol and a word, so that nothing depends on seeing its colour.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

import pandas as pd
from markupsafe import Markup

from parkit.model.catalogue import say
from parkit.model.errors import NotebookError, listing
from parkit.model.language import Lang, format_number

Kind = Literal["text", "number", "percent", "rank", "verdict", "integer", "links", "hash"]

DASH: Final = "–"
LONG_WORD: Final = 40
NUMERIC: Final = frozenset({"number", "percent", "rank", "integer"})
HEADS: Final = {"unit": ("name", "unit_name"), "line": ("line", "line_name", "code", "area_name")}
"""The columns that name a unit or a line of the framework."""

_CODES: Final = {"unit": ("unit",), "line": ("criterion", "area")}
SYMBOLS: Final = {
    "consistent": "✓",
    "conditional": "◐",
    "impossible": "✗",
    "not_checkable": "○",
    "error": "✗",
    "warning": "!",
    "rose": "▲",
    "fell": "▼",
    "unchanged": "=",
}


@dataclass(frozen=True)
class Linked:
    """A text that leads somewhere: the value of a column of kind "links" is a tuple of these.

    ``href`` may be empty; ``id`` makes the text itself a place to lead to; ``small`` is what stands beside it.
    """

    text: str
    href: str = ""
    id: str = ""
    small: str = ""


@dataclass(frozen=True)
class Column:
    """How one column of a frame is shown.

    Attributes
    ----------
    name : str
        The column in the frame.
    label : str
        Its header, in the language of the page, with the unit of measure.
    kind : {"text", "number", "percent", "rank", "verdict", "integer", "links", "hash"}
        "percent" adds the sign to a number that is out of 100; "rank" and "integer" have no decimals;
        "verdict" holds a code of ``SYMBOLS`` and shows its symbol and word; "links" holds tuples of ``Linked``;
        "hash" is text that may break anywhere, such as that of a file.
    decimals : int or str
        Digits after the decimal sign, or the column that holds them row by row (figures as printed).
    sign : bool
        Print a plus sign before positive numbers, for changes.
    group : str
        A header above this column and its neighbours of the same group.
    """

    name: str
    label: str
    kind: Kind = "text"
    decimals: int | str = 2
    sign: bool = False
    group: str = ""


def html_table(data: pd.DataFrame, columns: Sequence[Column], caption: str, lang: Lang, *, rows_by: str = "") -> str:
    """Return ``data`` as a table element.

    Parameters
    ----------
    data : DataFrame
        One row for each row of the table, in the order shown.
    columns : sequence of Column
        The columns shown. The first one of kind "text" or "links" heads its row.
    caption : str
        What the table holds.
    lang : {"vi", "en"}
        The language of numbers and verdicts.
    rows_by : str
        A column whose runs of equal values become a heading over their rows.

    Raises
    ------
    NotebookError
        A column is not in the frame, or a verdict is not one of ``SYMBOLS``.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": ["Sở Nội vụ"], "index": [94.905]})
    >>> columns = [Column("unit", "Đơn vị"), Column("index", "Chỉ số", "percent")]
    >>> print(html_table(frame, columns, "2018", "vi"))
    <table>
    <caption><span>2018</span></caption>
    <thead>
    <tr><th scope="col">Đơn vị</th><th scope="col" class="number">Chỉ số</th></tr>
    </thead>
    <tbody>
    <tr><th scope="row">Sở Nội vụ</th><td class="number">94,91%</td></tr>
    </tbody>
    </table>
    """
    require_columns(data, [*(column.name for column in columns), *([rows_by] if rows_by else [])])
    parts = [
        "<table>",
        f"<caption><span>{html.escape(caption)}</span></caption>",
        "<thead>",
        *_head(columns),
        "</thead>",
    ]
    rows = _rows(data, columns, lang)
    for heading, members in _sections(data, rows, rows_by):
        parts += ["<tbody>", *_section_heading(heading, len(columns)), *members, "</tbody>"]
    return "\n".join([*parts, "</table>"])


def require_columns(data: pd.DataFrame, names: Iterable[str]) -> None:
    """Check that every name is a column of ``data``.

    Raises
    ------
    NotebookError
        One is not; the error lists those that are.
    """
    for name in names:
        if name not in data.columns:
            raise NotebookError("exhibit_column", found=name, choices=listing(data.columns))


def column_texts(data: pd.DataFrame, column: Column, lang: Lang) -> list[str]:
    """Return the cells of one column as a reader sees them, not escaped.

    >>> changes = pd.DataFrame({"change": [1.5, None]})
    >>> column_texts(changes, Column("change", "Change", "number", 1, sign=True), "en")
    ['+1.5', '–']
    """
    values = data[column.name].tolist()
    if column.kind == "verdict":
        return [_verdict_text(value, lang) for value in values]
    if column.kind == "links":
        return [", ".join(f"{item.text} {item.small}".strip() for item in value) or DASH for value in values]
    if column.kind in ("text", "hash"):
        return [DASH if pd.isna(value) else str(value) for value in values]
    decimals = _decimals(data, column)
    end = "%" if column.kind == "percent" else ""
    return [_number_text(*pair, column, lang, end) for pair in zip(values, decimals, strict=True)]


def _decimals(data: pd.DataFrame, column: Column) -> list[int]:
    if column.kind in ("rank", "integer"):
        return [0] * len(data)
    if isinstance(column.decimals, str):
        require_columns(data, [column.decimals])
        return [0 if pd.isna(value) else int(value) for value in data[column.decimals].tolist()]
    return [column.decimals] * len(data)


def _number_text(value: float | None, decimals: int, column: Column, lang: Lang, end: str) -> str:
    return DASH if pd.isna(value) else format_number(float(value), decimals, lang, sign=column.sign) + end


def _verdict_text(code: str | float | None, lang: Lang) -> str:
    if pd.isna(code):
        return DASH
    if code not in SYMBOLS:
        raise NotebookError("exhibit_verdict", found=code, choices=listing(SYMBOLS))
    return f"{SYMBOLS[str(code)]} {say(f'report.verdict_{code}', lang)}"


def _head(columns: Sequence[Column]) -> list[str]:
    grouped = any(column.group for column in columns)
    over: list[str] = []
    under: list[str] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        labels = list(members)
        if group:
            over.append(f'<th scope="colgroup" colspan="{len(labels)}">{html.escape(group)}</th>')
        (under if group or not grouped else over).extend(
            _header(column, rows=2 if grouped and not group else 1) for column in labels
        )
    return [f"<tr>{''.join(cells)}</tr>" for cells in (over, under) if cells]


def _header(column: Column, *, rows: int) -> str:
    span = f' rowspan="{rows}"' if rows > 1 else ""
    style = ' class="number"' if column.kind in NUMERIC else ""
    return f'<th scope="col"{span}{style}>{html.escape(column.label)}</th>'


def _rows(data: pd.DataFrame, columns: Sequence[Column], lang: Lang) -> list[str]:
    heading = next((column for column in columns if column.kind in ("text", "links")), None)
    cells = [_cells(data, column, lang, heads_row=column is heading) for column in columns]
    return [f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True)]


def _cells(data: pd.DataFrame, column: Column, lang: Lang, *, heads_row: bool) -> list[str]:
    if column.kind == "links":
        texts = [str(linked_html(value)) for value in data[column.name].tolist()]
    else:
        texts = [html.escape(text) for text in column_texts(data, column, lang)]
    if column.kind == "verdict":
        codes = data[column.name].tolist()
        return [_verdict_cell(code, text) for code, text in zip(codes, texts, strict=True)]
    if heads_row:
        codes = _codes(data, column)
        return [f'<th scope="row"{code}>{text}</th>' for code, text in zip(codes, texts, strict=True)]
    if column.kind in NUMERIC:
        return [f'<td class="number">{text}</td>' for text in texts]
    return [f"<td{_breaking(column, text)}>{text}</td>" for text in texts]


def _codes(data: pd.DataFrame, column: Column) -> list[str]:
    """Return, for each row, the code of the unit or line that heads it, by which a page leads to its source."""
    for kind, names in HEADS.items():
        code = next((name for name in _CODES[kind] if name in data.columns), "")
        if code and column.name in names:
            return [f' data-{kind}="{html.escape(str(value))}"' for value in data[code].tolist()]
    return [""] * len(data)


def _breaking(column: Column, text: str) -> str:
    """Let a hash, or a word as long as one, break anywhere, so that it does not push the table off the page."""
    if column.kind == "hash":
        return ' class="hash"'
    is_long = column.kind == "text" and max(map(len, text.split()), default=0) > LONG_WORD
    return ' class="long"' if is_long else ""


def links(values: Iterable[tuple[Linked, ...]]) -> "pd.Series[Any]":
    """Return the values of a column of kind "links", for a frame whose rows are numbered from 0."""
    return pd.Series(list(values), dtype=object)


def linked_html(items: Iterable[Linked]) -> Markup:
    """Return texts with their links, escaped, with commas between them.

    >>> print(linked_html([Linked("a & b", "a.html"), Linked("c")]))
    <a href="a.html">a &amp; b</a>, c
    """
    return Markup(", ".join(map(_link, items)) or DASH)  # noqa: S704  every text is escaped in _link


def _link(item: Linked) -> str:
    """Return a text with its link, the place it is, and what stands beside it."""
    place = f' id="{html.escape(item.id)}"' if item.id else ""
    tag, href = ("a", f' href="{html.escape(item.href)}"') if item.href else ("span", "")
    text = f"<{tag}{place}{href}>{html.escape(item.text)}</{tag}>" if place or href else html.escape(item.text)
    return f"{text} <small>{html.escape(item.small)}</small>" if item.small else text


def _verdict_cell(code: object, text: str) -> str:
    symbol, _, word = text.partition(" ")
    if not word:
        return f"<td>{text}</td>"
    return f'<td class="verdict {code}"><span aria-hidden="true">{symbol}</span> {word}</td>'


def _sections(data: pd.DataFrame, rows: list[str], rows_by: str) -> Iterable[tuple[str, list[str]]]:
    if not rows_by:
        return [("", rows)]
    keyed = zip(data[rows_by].astype(str).tolist(), rows, strict=True)
    return [(key, [row for _, row in members]) for key, members in groupby(keyed, key=lambda pair: pair[0])]


def _section_heading(heading: str, width: int) -> list[str]:
    if not heading:
        return []
    return [f'<tr class="section"><th scope="rowgroup" colspan="{width}"><span>{html.escape(heading)}</span></th></tr>']
