"""The addresses of the site's own pages, seen from the reports folder, and the way from one page to another."""

import posixpath
from typing import Final

from parkit.model.language import LANGS, Lang
from parkit.report.places import FOLDER, FRAMEWORK_PAGE

INDEX: Final[dict[Lang, str]] = {"vi": "index.html", "en": "en/index.html"}
SEARCH: Final[dict[Lang, str]] = {"vi": "search.html", "en": "en/search.html"}
CHANGES: Final[dict[Lang, str]] = {"vi": "changes.html", "en": "en/changes.html"}
UNITS: Final = "units.html"
YEARS: Final = "years.html"
DOWNLOADS: Final = "downloads"
PROFILES: Final = "units"
"""The folder of unit profiles beside the reports of a year."""


def scheme_path(lang: Lang, scheme: str, name: str) -> str:
    """Return the place of a page about all years of a scheme.

    >>> scheme_path("vi", "hoa-binh", UNITS)
    'vi/hoa-binh/units.html'
    """
    return f"{lang}/{scheme}/{name}"


def downloads_path(lang: Lang, scheme: str, year: int, name: str = "index.html") -> str:
    """Return the place of a file of the downloads of a year.

    >>> downloads_path("en", "hoa-binh", 2024)
    'en/hoa-binh/2024/downloads/index.html'
    """
    return f"{lang}/{scheme}/{year}/{DOWNLOADS}/{name}"


def framework_path(lang: Lang, scheme: str, year: int) -> str:
    """Return the place of the page with the framework of a year.

    >>> framework_path("vi", "hoa-binh", 2024)
    'vi/hoa-binh/2024/sources/framework.html'
    """
    return f"{lang}/{scheme}/{year}/{FOLDER}/{FRAMEWORK_PAGE}"


def in_other_language(path: str, lang: Lang) -> str:
    """Return the place of the same page in the other language; pages below a scheme's folder only.

    >>> in_other_language("vi/hoa-binh/units.html", "vi")
    'en/hoa-binh/units.html'
    """
    other = next(code for code in LANGS if code != lang)
    return f"{other}/{path.removeprefix(f'{lang}/')}"


def way(start: str, to: str) -> str:
    """Return the address of one page as a link on another.

    >>> way("vi/hoa-binh/units.html", "index.html"), way("en/index.html", "en/hoa-binh/units.html")
    ('../../index.html', 'hoa-binh/units.html')
    """
    path, mark, place = to.partition("#")
    return posixpath.relpath(path, posixpath.dirname(start) or ".") + mark + place
