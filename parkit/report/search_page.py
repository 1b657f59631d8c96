"""The search of the site: one page that lists everything there is to find, and a script that narrows the list.

The list is the index: it is in the page once, readable without script, and the script matches it without accents.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError
from parkit.model.folders import raw_folder
from parkit.model.language import LANGS, Lang, sort_key
from parkit.model.project import list_years, load_framework, load_scheme, load_units
from parkit.report.appendix import APPENDIX
from parkit.report.frame import frame_values, page_environment, search_script
from parkit.report.method import Method
from parkit.report.origins import line_id
from parkit.report.site_map import INDEX, SEARCH, UNITS, YEARS, downloads_path, framework_path, scheme_path, way

Kind = Literal["unit", "report", "data", "criterion", "method", "exhibit"]
KINDS: Final[tuple[Kind, ...]] = ("unit", "report", "data", "method", "criterion", "exhibit")
"""In the order of the page: what few look for by name comes last."""
_WORDS: Final = ("title", "lead", "label", "count", "one", "none")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to find: what it is, its text, where it belongs (scheme, years), and the page it leads to."""

    kind: Kind
    text: str
    where: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A report of the site, as the search needs it: its address, title, place, and what its exhibits say."""

    path: str
    scheme: str
    scheme_name: str
    year: int
    title: str
    said: Mapping[str, Sequence[str]]


def search_page(entries: Iterable[Entry], *, lang: Lang, has_methods: bool) -> str:
    """Return the search page of one language."""
    other = next(code for code in LANGS if code != lang)
    page = (
        page_environment()
        .get_template("search.html.j2")
        .render(
            frame=frame_values(lang, ""),
            search=search_script(),
            words={name: say(f"search.{name}", lang, n="{n}", text="{text}") for name in _WORDS},
            home=way(SEARCH[lang], INDEX[lang]),
            other_language=way(SEARCH[lang], SEARCH[other]),
            methods=way(SEARCH[lang], APPENDIX[lang]) if has_methods else "",
            groups=[
                {
                    "kind": kind,
                    "title": say(f"search.kind_{kind}", lang),
                    "entries": [(entry.text, entry.where, way(SEARCH[lang], entry.path)) for entry in members],
                }
                for kind, members in groupby(sorted(entries, key=_place), lambda each: each.kind)
            ],
        )
    )
    return page + "\n"


def _place(entry: Entry) -> int:
    return KINDS.index(entry.kind)


def search_entries(
    root: Path, reports: Sequence[Found], methods: Iterable[Method], there: frozenset[str], lang: Lang
) -> Iterator[Entry]:
    """Go through everything a reader may look for, in one language.

    Parameters
    ----------
    root : Path
        The project folder, whose registers and frameworks name units and criteria.
    reports : sequence of Found
        The reports of the site in the language.
    methods : iterable of Method
        Those of the appendix.
    there : frozenset of str
        The other pages of the site; only these are linked to.
    lang : {"vi", "en"}
        The language.
    """
    for report in reports:
        where = f"{report.scheme_name} · {report.year}"
        yield Entry(kind="report", text=report.title, where=where, path=report.path)
        for name, lines in report.said.items():
            if name != "parameters" and lines:
                place = f"{report.path}#{name}"
                yield Entry(kind="exhibit", text=lines[0], where=f"{report.title} · {where}", path=place)
    names = {report.scheme: report.scheme_name for report in reports}
    for scheme, name in names.items():
        years = sorted({report.year for report in reports if report.scheme == scheme}, reverse=True)
        yield from _data_pages(scheme, name, years, there, lang)
        with suppress(ParkitError):  # a definition that cannot be read: the run has said so, its reports are found
            yield from _units(root, scheme, name, there, lang)
            yield from _criteria(root, scheme, name, there, lang)
    for method in methods:
        path = f"{APPENDIX[lang]}#method-{method.number}"
        yield Entry(kind="method", text=method.title.get(lang), where=say("search.appendix", lang), path=path)


def said_in(manifest: Path) -> Mapping[str, Sequence[str]]:
    """Return what the exhibits of a report say, from its manifest; nothing if that is not there or cut off."""
    try:
        facts: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    said = facts.get("said", {})
    return said if isinstance(said, dict) else {}


def _data_pages(scheme: str, name: str, years: Iterable[int], there: frozenset[str], lang: Lang) -> Iterator[Entry]:
    pages = {
        scheme_path(lang, scheme, UNITS): ("site.units_title", name),
        scheme_path(lang, scheme, YEARS): ("site.years_title", name),
    }
    pages |= {downloads_path(lang, scheme, year): ("download.title", f"{name} · {year}") for year in years}
    for path, (title, where) in pages.items():
        if path in there:
            yield Entry(kind="data", text=say(title, lang), where=where, path=path)


def _units(root: Path, scheme: str, name: str, there: frozenset[str], lang: Lang) -> Iterator[Entry]:
    """Go through the units in the order of a dictionary; two of one name are told apart by their years."""
    path = scheme_path(lang, scheme, UNITS)
    if path not in there:
        return
    for unit in sorted(load_units(load_scheme(root, scheme)), key=lambda each: sort_key(each.name.get(lang))):
        ends = {"site.life_from": unit.valid_from, "site.life_until": unit.valid_to}
        life = [say(entry, lang, date=day.year) for entry, day in ends.items() if day]
        where = " · ".join([name, *life])
        also = f" ({', '.join(unit.aliases)})" if unit.aliases else ""
        yield Entry(kind="unit", text=f"{unit.name.get(lang)}{also}", where=where, path=f"{path}#{unit.code}")


def _criteria(root: Path, scheme: str, name: str, there: frozenset[str], lang: Lang) -> Iterator[Entry]:
    """Go through the criteria of all years, each wording once, leading to its line in the last framework with it."""
    definition = load_scheme(root, scheme)
    years: dict[tuple[str, str], list[int]] = {}
    for year in list_years(root, scheme):
        if (raw_folder(root) / scheme / str(year) / "framework.csv").is_file():
            for line in load_framework(definition, year):
                years.setdefault((line.code, line.name.get(lang)), []).append(year)
    for (code, words), own in years.items():
        path = next((path for year in reversed(own) if (path := framework_path(lang, scheme, year)) in there), "")
        if path and code != "index":
            span = str(own[0]) if len(own) == 1 else f"{own[0]}–{own[-1]}"
            place = f"{path}#{line_id(code)}"
            yield Entry(kind="criterion", text=f"{code} {words}", where=f"{name} · {span}", path=place)
