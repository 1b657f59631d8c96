"""The way into the site: one index page in each language, by scheme and year.

A page says in its own head what it is (scheme, title, date of the data), so the index needs nothing but the
pages that are there. Links are relative: the site works from disk, from any folder of a server, and copied.
"""

import html
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from parkit.model.language import LANGS, Lang
from parkit.model.project import reports_folder
from parkit.model.whole import write_whole
from parkit.report.appendix import APPENDIX, appendix_page, read_methods
from parkit.report.frame import format_date, frame_values, page_environment

INDEX: Final[dict[Lang, str]] = {"vi": "index.html", "en": "en/index.html"}

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
    """Write the index pages of all reports in the reports folder of a project, and return their paths.

    Where the project specifies its methods, the appendix of the methods is written too.

    Raises
    ------
    PublishError
        A page could not be written, or a specification not read.
    """
    folder = reports_folder(root)
    reports = find_reports(folder)
    methods = read_methods(root)
    paths = {folder / INDEX[lang]: index_page(reports, lang=lang, appendix=bool(methods)) for lang in LANGS}
    if methods:
        paths |= {folder / APPENDIX[lang]: appendix_page(methods, lang=lang) for lang in LANGS}
    write_whole(paths)
    return tuple(paths)


def find_reports(folder: Path) -> tuple[BuiltReport, ...]:
    """Return the pages in a reports folder, in a fixed order; what is not a page of parkit is passed over."""
    pages = [(lang, path) for lang in LANGS for path in sorted((folder / lang).glob("*/*/*.html"))]
    found = (_read(lang, path) for lang, path in pages if path.parent.name.isdigit())
    return tuple(report for report in found if report is not None)


def index_page(reports: Iterable[BuiltReport], *, lang: Lang, appendix: bool = False) -> str:
    """Return the index page of one language.

    Parameters
    ----------
    reports : iterable of BuiltReport
        The pages of the site; those in other languages are left out.
    lang : {"vi", "en"}
        The language of the page.
    appendix : bool
        The site has an appendix of the methods; without one the page says so.
    """
    shown = [report for report in reports if report.lang == lang]
    other = next(code for code in LANGS if code != lang)
    template = page_environment().get_template("site.html.j2")
    page = template.render(
        frame=frame_values(lang, ""),
        schemes=_schemes(shown, lang),
        home="",
        methods=_relative(APPENDIX[lang], lang) if appendix else "",
        constructed=False,
        other_language=_relative(INDEX[other], lang),
    )
    return page + "\n"


def _schemes(reports: Sequence[BuiltReport], lang: Lang) -> list[dict[str, object]]:
    """Group reports by scheme, real ones first, and by year, newest first."""
    ordered = sorted(reports, key=lambda report: (report.constructed, report.scheme))
    return [
        {
            "code": code,
            "name": members[0].scheme_name,
            "constructed": members[0].constructed,
            "years": _years(members, lang),
        }
        for code, group in groupby(ordered, key=lambda report: report.scheme)
        for members in [list(group)]
    ]


def _years(reports: Sequence[BuiltReport], lang: Lang) -> list[dict[str, object]]:
    ordered = sorted(reports, key=lambda report: (-report.year, report.notebook))
    return [
        {
            "year": year,
            "data_date": format_date(members[0].data_date, lang),
            "links": [{"label": each.title, "href": _relative(each.path, lang)} for each in members],
        }
        for year, group in groupby(ordered, key=lambda report: report.year)
        for members in [list(group)]
    ]


def _relative(path: str, lang: Lang) -> str:
    return posixpath.relpath(path, posixpath.dirname(INDEX[lang]) or ".")


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
