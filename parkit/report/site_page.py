"""A page about all years of a scheme, or about its downloads: a lead, notes and sections in the frame of every page."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from parkit.model.language import Lang
from parkit.model.scheme import Scheme
from parkit.report.appendix import APPENDIX
from parkit.report.frame import frame_values, page_environment
from parkit.report.page import Link
from parkit.report.site_map import INDEX, in_other_language, way
from parkit.report.sources.page import Section
from parkit.report.table import Column, html_table


@dataclass(frozen=True, kw_only=True)
class SitePage:
    """What a page says.

    Attributes
    ----------
    path : str
        Its place in the reports folder.
    scheme : Scheme
        What it is about.
    title, lead : str
        Its heading, and what the reader finds on it.
    sections : tuple of Section
        In the order of the page.
    notes : tuple of str
        How to read it, under the lead.
    links : tuple of Link
        Pages beside it.
    year : int, optional
        The year it is about; none for a page about all years.
    data_date : str
        Date of the data, as in `parkit.report.page.Page`.
    has_methods : bool
        The site has an appendix of the methods.
    """

    path: str
    scheme: Scheme
    title: str
    lead: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    year: int | None = None
    data_date: str = ""
    has_methods: bool = False


def render_site_page(page: SitePage, lang: Lang) -> str:
    """Return a page as HTML."""
    place = f"{page.scheme.code}-{page.year}" if page.year else page.scheme.code
    name = page.scheme.name.get(lang)
    template = page_environment().get_template("site_page.html.j2")
    text = template.render(
        frame=frame_values(lang, page.data_date),
        page=page,
        scheme_name=name,
        home=way(page.path, INDEX[lang]),
        crumb=Link(label=f"{name} {page.year or ''}".strip(), href=way(page.path, f"{INDEX[lang]}#{place}")),
        other_language=way(page.path, in_other_language(page.path, lang)),
        constructed=page.scheme.constructed,
        methods=way(page.path, APPENDIX[lang]) if page.has_methods else "",
    )
    return text + "\n"


def page_table(
    frame: pd.DataFrame, columns: Sequence[Column], caption: str, lang: Lang, *, place: str, rows_by: str = ""
) -> Markup:
    """Return a frame as a table that scrolls within the page, under the id by which a link leads to it."""
    shown = html_table(frame, columns, caption, lang, rows_by=rows_by)
    label = html.escape(caption, quote=True)
    scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{shown}</div>'
    return Markup(f'<div class="exhibit table" id="{html.escape(place)}">{scroll}</div>')  # noqa: S704  escaped above
