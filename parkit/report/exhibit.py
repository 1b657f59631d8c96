"""What a page shows: a figure, a table, sentences, or a notice of what is missing.

An exhibit is checked when it is made, so a notebook that runs to its end has shown nothing empty. It carries
its own title, alternative text, source and data, and displays itself in JupyterLab as it does on the page.
"""

import base64
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from parkit.model.catalogue import say
from parkit.model.errors import NotebookError
from parkit.model.language import Lang, slug
from parkit.report.frame_csv import frame_csv
from parkit.report.table import NUMERIC, Column, column_texts, html_table, require_columns

__all__ = ["EXHIBIT_MIME", "Column", "Download", "Exhibit", "ExhibitKind"]

ExhibitKind = Literal["figure", "table", "sentences", "missing"]

EXHIBIT_MIME: Final = "application/vnd.parkit.exhibit+json"
SHORTEST_ALT: Final = 20
LONG_TABLE: Final = 40

_DOWNLOADS: Final[dict[ExhibitKind, str]] = {
    "figure": "report.download",
    "table": "report.download_table",
    "sentences": "report.download_numbers",
}
_LINK: Final = re.compile(r"(https?://[^\s<>\"']*[^\s<>\"'.,;:!?)])")


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file that an exhibit carries in the page: its name, what the link says, and its bytes."""

    name: str
    label: str
    content: bytes
    media_type: str = "application/zip"

    def link(self) -> str:
        """Return the link that saves the file; it needs no network."""
        address = f"data:{self.media_type};base64,{base64.b64encode(self.content).decode()}"
        name, label = html.escape(self.name, quote=True), html.escape(self.label)
        return f'<a download="{name}" href="{address}">{label}</a>'


@dataclass(frozen=True, kw_only=True, eq=False)
class Exhibit:
    """One thing shown to the reader, complete with what it takes to understand and check it.

    Attributes
    ----------
    id : str
        ASCII slug, the same in both languages; the page links to it.
    kind : {"figure", "table", "sentences", "missing"}
        What it is.
    title : str
        The finding in one sentence; for "missing", what is missing.
    lang : {"vi", "en"}
        The language of its text and numbers.
    data : DataFrame, optional
        The very frame shown; required for figures and tables, and for sentences whose numbers stand in no other
        table. It is copied.
    columns : tuple of Column
        The columns of ``data`` shown, also behind a figure.
    alt : str
        For figures: what the drawing says, in words, for those who do not see it.
    svg : str
        For figures: the drawing, or several under each other, from ``parkit.report.svg.draw``.
    sentences : tuple of str
        For "sentences", the text; for "missing", why it is missing and what would supply it.
    source, notes : str, tuple of str
        Where the data are from, and what a reader must know to read them right.
    rows_by : str
        A column of ``data`` whose values head sections of the table.
    downloads : tuple of Download
        Files that the page offers under the exhibit.
    folded : bool
        Show a table of more than ``LONG_TABLE`` rows behind a click, as the data behind a figure are.
    quiet : bool
        A notice that another one has given already: it keeps its place in the notebook and shows nothing, and a
        section of the page that holds nothing else is left out.

    Raises
    ------
    NotebookError
        The text, the alternative text, the drawing or the data are absent, empty or not a number throughout.
    """

    id: str
    kind: ExhibitKind
    title: str
    lang: Lang
    data: pd.DataFrame | None = None
    columns: tuple[Column, ...] = ()
    alt: str = ""
    svg: str = ""
    sentences: tuple[str, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    rows_by: str = ""
    downloads: tuple[Download, ...] = ()
    folded: bool = False
    quiet: bool = False

    def __post_init__(self) -> None:
        """Check that nothing is empty, and keep a copy of the data."""
        _check_text(self)
        if self.data is not None:
            object.__setattr__(self, "data", self.data.copy())
        if self.kind in ("figure", "table") or _tells_numbers(self):
            _check_data(self)
        if self.kind == "figure":
            _check_drawing(self)

    def to_html(self) -> str:
        """Return the exhibit as an HTML element with the id ``id``; nothing for a quiet one."""
        return "" if self.quiet else _BODIES[self.kind](self)

    def to_text(self) -> str:
        """Return the exhibit as plain text, tables with aligned columns; nothing for a quiet one."""
        if self.quiet:
            return ""
        table = [] if self.data is None else _plain_table(self.data, self.columns, self.lang)
        parts = [self.title, self.alt, *self.sentences, *table, *self.notes, *_plain_source(self)]
        return "\n".join(part for part in parts if part)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        rows = 0 if self.data is None else len(self.data)
        facts = {"id": self.id, "kind": self.kind, "title": self.title, "lang": self.lang, "rows": rows}
        facts |= {"told_above": True} if self.quiet else {}
        return {"text/html": self.to_html(), "text/plain": self.to_text(), EXHIBIT_MIME: facts}


def _check_text(exhibit: Exhibit) -> None:
    if not exhibit.id or exhibit.id != slug(exhibit.id):
        raise NotebookError("exhibit_id", found=exhibit.id, expected=slug(exhibit.id) or "rank-by-unit")
    if not exhibit.title.strip():
        raise NotebookError("exhibit_no_title", exhibit=exhibit.id)
    needs_sentences = exhibit.kind in ("sentences", "missing")
    if needs_sentences and not (exhibit.sentences and all(text.strip() for text in exhibit.sentences)):
        raise NotebookError("exhibit_no_text", exhibit=exhibit.id)


def _tells_numbers(exhibit: Exhibit) -> bool:
    """Tell whether these are sentences with a table of their numbers."""
    return exhibit.kind == "sentences" and exhibit.data is not None


def _check_data(exhibit: Exhibit) -> None:
    if exhibit.data is None or exhibit.data.empty or not exhibit.columns:
        raise NotebookError("exhibit_no_data", exhibit=exhibit.id)
    require_columns(exhibit.data, [column.name for column in exhibit.columns])
    numbers = [column.name for column in exhibit.columns if column.kind in NUMERIC]
    if numbers and bool(exhibit.data[numbers].isna().all(axis=None)):
        raise NotebookError("exhibit_all_missing", exhibit=exhibit.id)


def _check_drawing(exhibit: Exhibit) -> None:
    alt = exhibit.alt.strip()
    if len(alt) < SHORTEST_ALT or alt == exhibit.title.strip():
        raise NotebookError("exhibit_no_alt", exhibit=exhibit.id, least=SHORTEST_ALT)
    if "<svg" not in exhibit.svg:
        raise NotebookError("exhibit_no_drawing", exhibit=exhibit.id)


def _figure(exhibit: Exhibit) -> str:
    name = f"{exhibit.id}-title"
    scroll = f'<div class="scroll drawing" role="group" tabindex="0" aria-labelledby="{name}">'
    return "\n".join(
        [
            f'<figure class="exhibit figure" id="{exhibit.id}" aria-labelledby="{name}">',
            f'<figcaption id="{name}">{html.escape(exhibit.title)}</figcaption>',
            f"{scroll}{exhibit.svg}</div>",
            *_data_behind(exhibit, _word(exhibit, "data_behind")),
            *_footer(exhibit),
            "</figure>",
        ]
    )


def _table(exhibit: Exhibit) -> str:
    if exhibit.folded and exhibit.data is not None and len(exhibit.data) > LONG_TABLE:
        return _folded_table(exhibit, len(exhibit.data))
    parts = [_scrolled_table(exhibit, exhibit.title), *_footer(exhibit)]
    return "\n".join([f'<div class="exhibit table" id="{exhibit.id}">', *parts, "</div>"])


def _folded_table(exhibit: Exhibit, rows: int) -> str:
    name = f"{exhibit.id}-title"
    summary = html.escape(say("report.table_behind", exhibit.lang, n=rows))
    return "\n".join(
        [
            f'<div class="exhibit table" id="{exhibit.id}" role="group" aria-labelledby="{name}">',
            f'<p class="finding" id="{name}">{html.escape(exhibit.title)}</p>',
            *_data_behind(exhibit, summary),
            *_footer(exhibit),
            "</div>",
        ]
    )


def _data_behind(exhibit: Exhibit, summary: str) -> list[str]:
    """Return the table that a click opens."""
    entry = "numbers_caption" if exhibit.kind == "sentences" else "data_caption"
    caption = say(f"report.{entry}", exhibit.lang, title=exhibit.title)
    return [
        f'<details class="data"><summary>{summary}</summary>',
        _scrolled_table(exhibit, caption),
        "</details>",
    ]


def _sentences(exhibit: Exhibit) -> str:
    return _group(exhibit, "sentences", html.escape(exhibit.title))


def _missing(exhibit: Exhibit) -> str:
    lead = f"<strong>{_word(exhibit, 'missing')}</strong> {html.escape(exhibit.title)}"
    return _group(exhibit, "missing", lead)


def _group(exhibit: Exhibit, style: str, heading: str) -> str:
    texts = [html.escape(text) for text in exhibit.sentences]
    body = [f"<p>{text}</p>" for text in texts]
    if len(texts) > 2:  # three statements or more are easier to scan as a list
        body = ["<ul>", *(f"<li>{text}</li>" for text in texts), "</ul>"]
    name = f"{exhibit.id}-title"
    start = f'<div class="exhibit {style}" id="{exhibit.id}" role="group" aria-labelledby="{name}">'
    finding = f'<p class="finding" id="{name}">{heading}</p>'
    behind = _data_behind(exhibit, _word(exhibit, "data_behind_sentences")) if _tells_numbers(exhibit) else []
    return "\n".join([start, finding, *body, *behind, *_footer(exhibit), "</div>"])


_BODIES: Final[dict[ExhibitKind, Callable[[Exhibit], str]]] = {
    "figure": _figure,
    "table": _table,
    "sentences": _sentences,
    "missing": _missing,
}


def _scrolled_table(exhibit: Exhibit, caption: str) -> str:
    if exhibit.data is None:
        return ""
    table = html_table(exhibit.data, exhibit.columns, caption, exhibit.lang, rows_by=exhibit.rows_by)
    label = html.escape(caption, quote=True)
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{table}</div>'


def _footer(exhibit: Exhibit) -> list[str]:
    notes = [f'<p class="note">{_linked(note)}</p>' for note in exhibit.notes]
    downloads = [*exhibit.downloads, *_own_frame(exhibit)]
    notes += [f'<p class="note download">{download.link()}</p>' for download in downloads]
    if not exhibit.source:
        return notes
    return [*notes, f'<p class="source">{_word(exhibit, "source")} {_linked(exhibit.source)}</p>']


def _own_frame(exhibit: Exhibit) -> list[Download]:
    """Return the download of the very frame that an exhibit shows."""
    if exhibit.data is None or exhibit.kind not in _DOWNLOADS:
        return []
    content = frame_csv(exhibit.data, exhibit.columns, exhibit.lang, rows_by=exhibit.rows_by)
    label = say(_DOWNLOADS[exhibit.kind], exhibit.lang)
    return [Download(name=f"{exhibit.id}.csv", label=label, content=content, media_type="text/csv")]


def _linked(text: str) -> str:
    # re.split with one group puts the addresses at the odd places.
    pieces = [html.escape(piece) for piece in _LINK.split(text)]
    return "".join(f'<a href="{part}">{part}</a>' if place % 2 else part for place, part in enumerate(pieces))


def _word(exhibit: Exhibit, entry: str) -> str:
    return html.escape(say(f"report.{entry}", exhibit.lang))


def _plain_source(exhibit: Exhibit) -> list[str]:
    return [f"{say('report.source', exhibit.lang)} {exhibit.source}"] if exhibit.source else []


def _plain_table(data: pd.DataFrame, columns: tuple[Column, ...], lang: Lang) -> list[str]:
    texts = [[column.label, *column_texts(data, column, lang)] for column in columns]
    widths = [max(map(len, column)) for column in texts]
    right = [column.kind in NUMERIC for column in columns]
    return [
        "  ".join(
            cell.rjust(width) if at_end else cell.ljust(width)
            for cell, width, at_end in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in zip(*texts, strict=True)
    ]
