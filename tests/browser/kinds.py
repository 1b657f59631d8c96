"""Every kind of page the site has: its name, and the addresses of its pages. A new kind is one more line.

The addresses are regular expressions; ``{year}`` is the folder of a scheme's year below that of the language.
"""

import re
from pathlib import Path
from typing import Final

from parkit.model.language import LANGS, Lang

KINDS: Final[dict[str, str]] = {
    "index": r"index\.html",
    "methods": r"methods\.html",
    "search": r"search\.html",
    "changes": r"changes\.html",
    "units": r"[a-z-]+/units\.html",
    "years": r"[a-z-]+/years\.html",
    "downloads": r"{year}/downloads/index\.html",
    "overview": r"{year}/10_overview\.html",
    "rankings": r"{year}/20_rankings\.html",
    "trends": r"{year}/30_trends\.html",
    "weaknesses": r"{year}/40_weaknesses\.html",
    "reconciliation": r"{year}/60_reconciliation\.html",
    "data quality": r"{year}/90_data_quality\.html",
    "unit profile": r"{year}/units/[a-z0-9-]+\.html",
    "source file": r"{year}/sources/[a-z-]+\.(csv|xlsx)(-\d+)?\.html",
    "unit scores": r"{year}/sources/unit-[a-z0-9-]+\.html",
    "framework": r"{year}/sources/framework\.html",
    "printed figures": r"{year}/sources/printed\.html",
    "announcement": r"{year}/announcement\.html",
}


def pages(site: Path, kind: str, lang: Lang) -> list[Path]:
    """Return the pages of a kind in a language, in the order of their names."""
    pattern = re.compile(KINDS[kind].format(year=r"[a-z-]+/\d{4}"))
    return [path for path in sorted(site.rglob("*.html")) if pattern.fullmatch(_address(site, path, lang))]


def _address(site: Path, path: Path, lang: Lang) -> str:
    """Return a page's address below the folder of its language; the start pages of the first language lie above it."""
    address = path.relative_to(site).as_posix()
    if address.startswith(f"{lang}/"):
        return address.removeprefix(f"{lang}/")
    return address if lang == LANGS[0] and "/" not in address else ""
