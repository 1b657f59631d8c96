"""The way into the site: one index page in each language, by scheme and year.

A page says in its own head what it is (scheme, title, date of the data), so the index needs nothing but the
pages that are there. Links are relative: the site works from disk, from any folder of a server, and copied.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from parkit.model.catalogue import say
from parkit.model.folders import reports_folder
from parkit.model.language import LANGS, Lang
from parkit.model.whole import write_whole
from parkit.report.appendix import APPENDIX, appendix_page, read_methods
from parkit.report.changes_page import changes_page
from parkit.report.frame import format_date, frame_values, page_environment, search_script
from parkit.report.search_page import Found, said_in, search_entries, search_page
from parkit.report.site_map import (
    CHANGES,
    INDEX,
    SEARCH,
    UNITS,
    YEARS,
    downloads_path,
    framework_path,
    scheme_path,
    way,
)

__all__ = ["INDEX", "BuiltReport", "build_index", "find_reports", "index_page"]

_HEAD_BYTES: Final = 8192
_FACT: Final = re.compile(r'<meta name="parkit-([a-z-]+)" content="([^"]*)">')


@dataclass(frozen=True, kw_only=True)
class BuiltReport:
    """One page of the site, in one language.

    Attributes
    ----------
    lang, scheme, year, notebook : Lang, str, int, str
        Where it lies: ``<lang>/<scheme>/<year>/<notebook>.html``.
    title : str
        Its heading.
    scheme_name : str
        Name of the scheme in the language of the page.
    data_date : str
        Date of the data, as in ``Page``.
    constructed : bool
        Its data are made up.
    """

    lang: Lang
    scheme: str
    year: int
    notebook: str
    title: str
    scheme_name: str
    data_date: str = ""
    constructed: bool = False

    @property
    def path(self) -> str:
        """The page's place in the reports folder."""
        return f"{self.lang}/{self.scheme}/{self.year}/{self.notebook}.html"


def build_index(root: Path) -> tuple[Path, ...]:
    """Write the index and search pages of all reports in the reports folder of a project, and return their paths.

    Where the project specifies its methods, the appendix of the methods is written too.

    Raises
    ------
    PublishError
        A page could not be written, or a specification not read.
    """
    folder = reports_folder(root)
    reports = find_reports(folder)
    methods = read_methods(root)
    there = frozenset(_site_pages(folder, reports))
    texts: dict[Path, str] = {}
    for lang in LANGS:
        found = [_found(report, folder) for report in reports if report.lang == lang]
        entries = search_entries(root, found, methods, there, lang)
        texts[folder / INDEX[lang]] = index_page(reports, lang=lang, appendix=bool(methods), there=there)
        texts[folder / CHANGES[lang]] = changes_page(None, lang)
        texts[folder / SEARCH[lang]] = search_page(entries, lang=lang, has_methods=bool(methods))
        if methods:
            texts[folder / APPENDIX[lang]] = appendix_page(methods, lang=lang)
    write_whole(texts)
    return tuple(texts)


def find_reports(folder: Path) -> tuple[BuiltReport, ...]:
    """Return the pages in a reports folder, in a fixed order; what is not a page of parkit is passed over."""
    pages = [(lang, path) for lang in LANGS for path in sorted((folder / lang).glob("*/*/*.html"))]
    found = (_read(lang, path) for lang, path in pages if path.parent.name.isdigit())
    return tuple(report for report in found if report is not None)


def _site_pages(folder: Path, reports: Iterable[BuiltReport]) -> Iterator[str]:
    """Go through the pages beside the reports that are there."""
    for lang, scheme, year in dict.fromkeys((each.lang, each.scheme, each.year) for each in reports):
        own = (downloads_path(lang, scheme, year), framework_path(lang, scheme, year))
        beside = (*own, *(scheme_path(lang, scheme, name) for name in (UNITS, YEARS)))
        yield from (path for path in beside if (folder / path).is_file())


def index_page(
    reports: Iterable[BuiltReport], *, lang: Lang, appendix: bool = False, there: Collection[str] = ()
) -> str:
    """Return the index page of one language.

    Parameters
    ----------
    reports : iterable of BuiltReport
        The pages of the site; those in other languages are left out.
    lang : {"vi", "en"}
        The language of the page.
    appendix : bool
        The site has an appendix of the methods; without one the page says so.
    there : collection of str
        The pages beside the reports: of units, of years and of downloads. Only these are linked to.
    """
    shown = [report for report in reports if report.lang == lang]
    other = next(code for code in LANGS if code != lang)
    template = page_environment().get_template("site.html.j2")
    page = template.render(
        frame=frame_values(lang, ""),
        schemes=_schemes(shown, lang, there),
        home="",
        search=search_script(),
        search_words={name: say(f"search.{name}", lang) for name in ("label", "button", "all")},
        search_page=way(INDEX[lang], SEARCH[lang]),
        changes={"href": way(INDEX[lang], CHANGES[lang]), "label": say("changes.title", lang)},
        methods=way(INDEX[lang], APPENDIX[lang]) if appendix else "",
        constructed=False,
        other_language=way(INDEX[lang], INDEX[other]),
    )
    return page + "\n"


def _schemes(reports: Sequence[BuiltReport], lang: Lang, there: Collection[str]) -> list[dict[str, object]]:
    """Group reports by scheme, real ones first, and by year, newest first."""
    ordered = sorted(reports, key=lambda report: (report.constructed, report.scheme))
    return [
        {
            "code": code,
            "name": members[0].scheme_name,
            "constructed": members[0].constructed,
            "links": _links(
                lang,
                {f"site.{name.partition('.')[0]}_title": scheme_path(lang, code, name) for name in (UNITS, YEARS)},
                there,
            ),
            "years": _years(members, lang, there),
        }
        for code, group in groupby(ordered, key=lambda report: report.scheme)
        for members in [list(group)]
    ]


def _found(report: BuiltReport, folder: Path) -> Found:
    """Return a report as the search needs it."""
    return Found(
        path=report.path,
        scheme=report.scheme,
        scheme_name=report.scheme_name,
        year=report.year,
        title=report.title,
        said=said_in((folder / report.path).with_suffix(".json")),
    )


def _links(lang: Lang, pages: Mapping[str, str], there: Collection[str]) -> list[dict[str, str]]:
    """Return links to those of the pages, by the entry of their title, that are there."""
    return [
        {"label": say(title, lang), "href": way(INDEX[lang], path)} for title, path in pages.items() if path in there
    ]


def _years(reports: Sequence[BuiltReport], lang: Lang, there: Collection[str]) -> list[dict[str, object]]:
    ordered = sorted(reports, key=lambda report: (-report.year, report.notebook))
    return [
        {
            "year": year,
            "data_date": format_date(members[0].data_date, lang),
            "links": [
                *({"label": each.title, "href": way(INDEX[lang], each.path)} for each in members),
                *_links(lang, {"download.title": downloads_path(lang, members[0].scheme, year)}, there),
            ],
        }
        for year, group in groupby(ordered, key=lambda report: report.year)
        for members in [list(group)]
    ]


def _read(lang: Lang, path: Path) -> BuiltReport | None:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", errors="ignore")
    facts = {name: html.unescape(value) for name, value in _FACT.findall(head)}
    if not facts.get("title"):
        return None
    return BuiltReport(
        lang=lang,
        scheme=path.parent.parent.name,
        year=int(path.parent.name),
        notebook=path.stem,
        title=facts["title"],
        scheme_name=facts.get("scheme") or path.parent.parent.name,
        data_date=facts.get("data-date", ""),
        constructed=facts.get("constructed") == "yes",
    )
