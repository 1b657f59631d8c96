"""A page beside the data quality report: facts at the top, then sections, in the frame of every page."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.report.frame import frame_values, page_environment, sheet_style
from parkit.report.page import Page
from parkit.report.table import Column, Kind, Linked, html_table, linked_html


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page under a heading of its own."""

    id: str
    heading: str
    body: Markup


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """What one page says: its file name, its title, facts as name and value, and its sections."""

    name: str
    title: str
    facts: tuple[tuple[str, Markup], ...]
    sections: tuple[Section, ...]


def render(page: SourcePage, *, around: Page, lang: Lang) -> str:
    """Return a page as HTML; ``around`` gives the way to it and the same page in the other language."""
    template = page_environment().get_template("source.html.j2")
    text = template.render(
        frame=frame_values(lang, around.data_date),
        source=page,
        page=around,
        home=around.breadcrumbs[0].href,
        other_language=around.other_language,
        constructed=around.constructed,
        methods=around.methods,
        more=around.more,
        sheet_style=sheet_style(),
    )
    return text + "\n"


def fact(lang: Lang, name: str, *values: Linked | str) -> tuple[str, Markup]:
    """Return a fact with its name from ``words/sources.toml``; texts are escaped."""
    texts = [value if isinstance(value, Linked) else Linked(value) for value in values]
    return say(f"sources.fact_{name}", lang), linked_html(texts)


def table(
    frame: pd.DataFrame, kinds: Sequence[tuple[str, Kind]], caption: str, lang: Lang, *, rows_by: str = ""
) -> Markup:
    """Return a frame as a table that scrolls; headers are the entries ``column_<name>`` of ``words/sources.toml``."""
    columns = [Column(name, say(f"sources.column_{name}", lang), kind) for name, kind in kinds]
    title = html.escape(caption, quote=True)
    shown = html_table(frame, columns, caption, lang, rows_by=rows_by)
    scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{title}">{shown}</div>'
    return Markup(f'<div class="exhibit table">{scroll}</div>')  # noqa: S704  the table escapes
