"""The page that says what changed since the last publication."""

import html
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

import pandas as pd
from markupsafe import Markup, escape

from parkit.model.catalogue import say
from parkit.model.language import LANGS, Lang, format_number
from parkit.report.changes import Changes, TextChange, ValueChange
from parkit.report.frame import frame_values, page_environment
from parkit.report.site_map import CHANGES, INDEX, way
from parkit.report.sources.page import Section
from parkit.report.table import Column, html_table

MOST: Final = 500
"""So many values of a scheme-year are listed; of more the page gives the number."""
_DECIMALS: Final = 4


def changes_page(changes: Changes | None, lang: Lang, *, first: bool = False, constructed: bool = False) -> str:
    """Return the page in one language.

    Parameters
    ----------
    changes : Changes or None
        The differences; None where there is nothing to compare with.
    lang : {"vi", "en"}
        The language.
    first : bool
        This is the first publication; without it and without changes the site was not published yet.
    constructed : bool
        Some values are of constructed data: the page says so.
    """
    lead = "changes.lead" if changes else "changes.first" if first else "changes.unpublished"
    other = next(code for code in LANGS if code != lang)
    page = (
        page_environment()
        .get_template("changes.html.j2")
        .render(
            frame=frame_values(lang, ""),
            title=say("changes.title", lang),
            lead=say(lead, lang),
            sections=list(_sections(changes, lang)) if changes else [],
            home=way(CHANGES[lang], INDEX[lang]),
            other_language=way(CHANGES[lang], CHANGES[other]),
            constructed=constructed,
        )
    )
    return page + "\n"


def _sections(changes: Changes, lang: Lang) -> Iterator[Section]:
    """Yield values, texts, pages and the rest, each where there is something to tell."""
    if changes.figures:
        heading = say("changes.values", lang, n=len(changes.figures))
        yield Section(id="values", heading=heading, body=_values(changes.figures, lang))
    if changes.texts:
        heading = say("changes.texts", lang, n=len(changes.texts))
        yield Section(id="texts", heading=heading, body=_texts(changes.texts, lang))
    for name, pages in (("came", changes.came), ("gone", changes.gone)):
        if pages:
            heading = say(f"changes.{name}", lang, n=len(pages))
            yield Section(id=name, heading=heading, body=_pages(pages, lang, linked=name == "came"))
    if changes.others:
        body = Markup("<p>{}</p>").format(say("changes.others_note", lang))
        yield Section(id="others", heading=say("changes.others", lang, n=changes.others), body=body)


def _values(values: tuple[ValueChange, ...], lang: Lang) -> Markup:
    """Return a table of values for each scheme-year, indices and ranks first."""
    tables = []
    for (scheme, year), members in groupby(values, key=lambda each: (each.scheme, each.year)):
        found = sorted(members, key=lambda each: ("units", "areas", "printed").index(each.table))
        frame = pd.DataFrame(
            {
                "about": [each.about for each in found],
                "value": [say(f"download.column_{each.value}", lang) for each in found],
                "before": [_shown(each.before, lang) for each in found],
                "after": [_shown(each.after, lang) for each in found],
            }
        )
        columns = [Column(name, say(f"changes.column_{name}", lang)) for name in frame.columns]
        caption = say("changes.caption", lang, scheme=scheme, year=year, n=len(found))
        table = html_table(frame.head(MOST), columns, caption, lang)
        label = html.escape(caption, quote=True)
        scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{table}</div>'
        tables.append(f'<div class="exhibit table">{scroll}</div>')
        if len(found) > MOST:
            tables.append(f"<p>{escape(say('changes.more', lang, n=len(found) - MOST))}</p>")
    return Markup("\n".join(tables))  # noqa: S704  html_table escapes


def _shown(text: str, lang: Lang) -> str:
    """Return a value as readers of the language write it; what is not there as a dash."""
    try:
        number = float(text)
    except ValueError:
        return text or "–"
    digits = f"{number:.{_DECIMALS}f}".rstrip("0").partition(".")[2]
    return format_number(number, len(digits), lang)


def _texts(texts: tuple[TextChange, ...], lang: Lang) -> Markup:
    """Return for each page what its exhibits said and say."""
    parts = []
    for page, members in groupby(texts, key=lambda each: each.page):
        parts.append(Markup("<h3>{}</h3>").format(_link(page, page, lang)))
        for change in members:
            for name, lines in (
                ("before", _only(change.before, change.after)),
                ("after", _only(change.after, change.before)),
            ):
                word = say(f"changes.column_{name}", lang)
                text = " ".join(lines) or "–"
                parts.append(Markup('<p class="{}"><strong>{}:</strong> {}</p>').format(name, word, text))
    return Markup("\n").join(parts)


def _only(lines: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [line for line in lines if line not in others]


def _pages(pages: Mapping[str, str], lang: Lang, *, linked: bool) -> Markup:
    items = [_link(path, title, lang) if linked else escape(title) for path, title in pages.items()]
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def _link(path: str, text: str, lang: Lang) -> Markup:
    return Markup('<a href="{}">{}</a>').format(way(CHANGES[lang], path), text)
