"""The page that says what changed since the last publication."""

import html
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import groupby
from types import MappingProxyType
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
_DECIMALS: Final = (2, 4)
"""Numbers are written with so many decimals, with more where they would look the same."""
_GONE: Final = Markup("<del>{}</del>")
_NEW: Final = Markup("<ins>{}</ins>")


def changes_page(
    changes: Changes | None,
    lang: Lang,
    *,
    schemes: Mapping[str, str] = MappingProxyType({}),
    first: bool = False,
    constructed: bool = False,
) -> str:
    """Return the page in one language.

    Parameters
    ----------
    changes : Changes or None
        The differences; None where there is nothing to compare with.
    lang : {"vi", "en"}
        The language.
    schemes : mapping
        The names of the schemes, by their codes.
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
            sections=list(_sections(changes, lang, schemes)) if changes else [],
            home=way(CHANGES[lang], INDEX[lang]),
            other_language=way(CHANGES[lang], CHANGES[other]),
            constructed=constructed,
        )
    )
    return page + "\n"


def _sections(changes: Changes, lang: Lang, schemes: Mapping[str, str]) -> Iterator[Section]:
    """Yield values, texts, pages and the rest, each where there is something to tell."""
    if changes.figures:
        heading = say("changes.values", lang, n=len(changes.figures))
        yield Section(id="values", heading=heading, body=_values(changes.figures, lang, schemes))
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


def _values(values: tuple[ValueChange, ...], lang: Lang, schemes: Mapping[str, str]) -> Markup:
    """Return a table of values for each scheme-year, indices and ranks first."""
    tables = []
    for (scheme, year), members in groupby(values, key=lambda each: (each.scheme, each.year)):
        found = sorted(members, key=lambda each: ("units", "areas", "printed").index(each.table))
        rows = [
            (each.about, say(f"download.column_{each.value}", lang), *_shown(each.before, each.after, lang))
            for each in found
        ]
        frame = pd.DataFrame(rows, columns=["about", "value", "before", "after"])
        columns = [Column(name, say(f"changes.column_{name}", lang)) for name in frame.columns]
        caption = say("changes.caption", lang, scheme=schemes.get(scheme, scheme), year=year, n=len(found))
        table = html_table(frame.head(MOST), columns, caption, lang)
        label = html.escape(caption, quote=True)
        scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{table}</div>'
        tables.append(f'<div class="exhibit table">{scroll}</div>')
        if len(found) > MOST:
            tables.append(f"<p>{escape(say('changes.more', lang, n=len(found) - MOST))}</p>")
    return Markup("\n".join(tables))  # noqa: S704  html_table escapes


def _shown(before: str, after: str, lang: Lang) -> tuple[str, str]:
    """Return both values as readers of the language write them, told apart; what is not there as a dash.

    >>> _shown("68.9", "69.4556", "vi"), _shown("2", "1", "vi"), _shown("68.901", "68.902", "en"), _shown("", "A", "vi")
    (('68,90', '69,46'), ('2', '1'), ('68.9010', '68.9020'), ('–', 'A'))
    """
    numbers = [_number(text) for text in (before, after)]
    whole = all(number is None or number.is_integer() for number in numbers)
    for decimals in (0,) if whole else _DECIMALS:
        pair = [
            (text or "–") if number is None else format_number(number, decimals, lang)
            for text, number in zip((before, after), numbers, strict=True)
        ]
        if pair[0] != pair[1]:
            break
    return pair[0], pair[1]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _texts(texts: tuple[TextChange, ...], lang: Lang) -> Markup:
    """Return for each page what its exhibits said and say, the words that differ marked."""
    parts = []
    for page, members in groupby(texts, key=lambda each: each.page):
        changes = list(members)
        parts.append(Markup("<h3>{}</h3>").format(_link(page, changes[0].title, lang)))
        for change in changes:
            old, new = _only(change.before, change.after), _only(change.after, change.before)
            for name, marked in zip(("before", "after"), _marked(old, new), strict=True):
                said = marked or Markup("<em>{}</em>").format(say(f"changes.nothing_{name}", lang))
                word = say(f"changes.column_{name}", lang)
                parts.append(Markup('<p class="{}"><strong>{}:</strong> {}</p>').format(name, word, said))
    return Markup("\n").join(parts)


def _marked(before: list[str], after: list[str]) -> tuple[Markup, Markup]:
    """Return two texts with the words that only one of them has marked as deleted and as inserted.

    >>> _marked(["Cao nhất: Sở B"], ["Cao nhất: Sở A"])[1]
    Markup('Cao nhất: Sở <ins>A</ins>')
    """
    old, new = (" \n ".join(lines).split(" ") for lines in (before, after))
    texts: tuple[list[Markup], list[Markup]] = ([], [])
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for mark, words, text in ((_GONE, old[i1:i2], texts[0]), (_NEW, new[j1:j2], texts[1])):
            joined = escape(" ".join(words))
            if joined:
                text.append(mark.format(joined) if kind != "equal" and before and after else joined)
    return Markup(" ").join(texts[0]), Markup(" ").join(texts[1])


def _only(lines: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [line for line in lines if line not in others]


def _pages(pages: Mapping[str, str], lang: Lang, *, linked: bool) -> Markup:
    items = [_link(path, title, lang) if linked else escape(title) for path, title in pages.items()]
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in items))


def _link(path: str, text: str, lang: Lang) -> Markup:
    return Markup('<a href="{}">{}</a>').format(way(CHANGES[lang], path), text)
