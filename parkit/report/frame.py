"""What every page of the site is framed in: its words, its style and its script, all inside the page."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from parkit.model.catalogue import entries
from parkit.model.language import LANGS, Lang
from parkit.report import colour
from parkit.report.svg import FONT

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE_FOLDER: Final = Path(__file__).parent / "template"
FONTS: Final = {"figure.woff": 400, "figure-bold.woff": 700}

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def frame_values(lang: Lang, data_date: str) -> dict[str, object]:
    """Return what the layout refers to by name: words, date of the data, style, script."""
    other = next(code for code in LANGS if code != lang)
    return {
        "lang": lang,
        "other": other,
        "words": {entry: texts[lang] for entry, texts in entries("report").items()},
        "other_words": {entry: texts[other] for entry, texts in entries("report").items()},
        "data_date": format_date(data_date, lang),
        "style": style_sheet(),
        "fonts": font_sheet(),
        "script": _own_script("page.js").text,
        "script_hash": _own_script("page.js").hash,
    }


@cache
def page_environment() -> "Environment":
    """Return the templates of the pages that are no notebooks; what they fill in is escaped."""
    from jinja2 import Environment, FileSystemLoader

    loader = FileSystemLoader(TEMPLATE_FOLDER)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def format_date(date: str, lang: Lang) -> str:
    """Print a date of the form YYYY-MM-DD, YYYY-MM or YYYY as readers of ``lang`` write it.

    >>> format_date("2019-05-31", "vi"), format_date("2019-05-31", "en"), format_date("2021", "en")
    ('31/5/2019', '31 May 2019', '2021')
    """
    year, *rest = date.split("-")
    if lang == "vi" or not rest:
        return "/".join([*(str(int(number)) for number in reversed(rest)), year])
    month, *days = rest
    return " ".join([*(str(int(day)) for day in days), _MONTHS[int(month) - 1], year])


@cache
def sheet_style() -> Markup:
    """Return the rules that only the pages of source files need."""
    return Markup(_asset("sheet.css"))  # noqa: S704  parkit's own file


@cache
def style_sheet() -> Markup:
    """Return the page's style: the colours of both themes and the rules."""
    sheet = _asset("style.css").replace("/*light*/", colour.css_variables(colour.LIGHT))
    return Markup(sheet.replace("/*dark*/", colour.css_variables(colour.DARK)))  # noqa: S704  parkit's own file


@cache
def font_sheet() -> Markup:
    """Return the style that brings the font of the figures, for pages that have figures.

    The files are DejaVu Sans as matplotlib ships it, cut down with fontTools to the letters of Vietnamese and
    English and the signs of the figures; they keep its licence.
    """
    return Markup("\n").join(_font_face(name, weight) for name, weight in FONTS.items())


def _font_face(name: str, weight: int) -> Markup:
    font = base64.b64encode((TEMPLATE_FOLDER / name).read_bytes()).decode()
    source = f'src:url(data:font/woff;base64,{font}) format("woff")'
    return Markup(f'@font-face{{font-family:"{FONT}";font-weight:{weight};{source}}}')  # noqa: S704  own file


@dataclass(frozen=True)
class Script:
    """A script of parkit's own, and the hash by which the page's security policy knows it."""

    text: Markup
    hash: str


@cache
def search_script() -> Script:
    """Return the script that only the search and the start page have."""
    return _own_script("search.js")


@cache
def _own_script(name: str) -> Script:
    text = Markup(_asset(name))  # noqa: S704  parkit's own file
    return Script(text, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())


def _asset(name: str) -> str:
    return (TEMPLATE_FOLDER / name).read_text(encoding="utf-8").strip()
