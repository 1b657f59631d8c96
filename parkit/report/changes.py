"""What differs between two published sites: values and ranks by their tables, texts by what the exhibits say, pages.

Where a number is in a table that is published, the tables are compared and not the pages; what a page says in words is
compared exhibit by exhibit. Pages whose look alone changed are counted.
"""

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from parkit.model.language import Lang

Rows = Mapping[tuple[str, ...], Mapping[str, str]]

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("block_name", "unit_name", "unit"),
    "areas": ("block_name", "unit_name", "area_name", "unit", "area"),
    "printed": ("block_name", "unit_name", "area_name", "statistic"),
}
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "units": ("index", "rank", "band"),
    "areas": ("index",),
    "printed": ("text",),
}
_SAME: Final = 1e-9
_TABLE: Final = re.compile(r"(vi|en)/([a-z0-9-]+)/(\d{4})/downloads/[a-z0-9-]+-(units|areas|printed)\.csv")


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    """A value that differs; an empty text is one that was or is not there."""

    scheme: str
    year: int
    table: str
    about: str
    value: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """What an exhibit of a page says, before and after; ``title`` is the page's."""

    page: str
    title: str
    exhibit: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All differences of one language; ``came`` and ``gone`` map pages to titles, ``others`` counts altered pages."""

    figures: tuple[ValueChange, ...]
    texts: tuple[TextChange, ...]
    came: Mapping[str, str]
    gone: Mapping[str, str]
    others: int


@dataclass(frozen=True, kw_only=True)
class Site:
    """A published site as the comparison sees it; ``read`` gives the text of a file by its place."""

    files: Mapping[str, str]
    titles: Mapping[str, str]
    said: Mapping[str, Mapping[str, list[str]]]
    read: Callable[[str], str]


def find_changes(old: Site, new: Site, lang: Lang) -> Changes:
    """Compare what two sites hold in one language."""
    pages = [{name: title for name, title in site.titles.items() if _in_language(name, lang)} for site in (old, new)]
    texts = tuple(_text_changes(old, new, lang))
    told = {change.page for change in texts}
    altered = [name for name in pages[1] if name in pages[0] and old.files.get(name) != new.files.get(name)]
    return Changes(
        figures=tuple(_value_changes(old, new, lang)),
        texts=texts,
        came={name: title for name, title in pages[1].items() if name not in pages[0]},
        gone={name: title for name, title in pages[0].items() if name not in pages[1]},
        others=sum(name not in told for name in altered),
    )


def _in_language(name: str, lang: Lang) -> bool:
    return name.startswith("en/") == (lang == "en")


def _value_changes(old: Site, new: Site, lang: Lang) -> Iterator[ValueChange]:
    """Go through the tables of both sites, by scheme and year, and yield the values that differ."""
    before, after = _tables(old, lang), _tables(new, lang)
    for place in sorted({*before, *after}):
        scheme, year, table = place
        if place in before and place in after and old.files[before[place]] == new.files[after[place]]:
            continue
        rows = [_rows(site, found.get(place), table) for site, found in ((old, before), (new, after))]
        for about, value, texts in _differences(rows, table):
            yield ValueChange(
                scheme=scheme,
                year=int(year),
                table=table,
                about=about,
                value=value,
                before=texts[0],
                after=texts[1],
            )


def _differences(rows: list[Rows], table: str) -> Iterator[tuple[str, str, list[str]]]:
    """Go through the values that differ between the rows before and after: about whom, which, and both texts."""
    for key in dict.fromkeys([*rows[1], *rows[0]]):
        for value in VALUES[table]:
            texts = [found.get(key, {}).get(value, "") for found in rows]
            if not same(*texts):
                yield " · ".join(part for part in key[: _shown(table)] if part), value, texts


def _shown(table: str) -> int:
    """Return how many parts of a key are names; codes only tell apart."""
    return sum(name.endswith("_name") or name == "statistic" for name in KEYS[table])


def _tables(site: Site, lang: Lang) -> dict[tuple[str, str, str], str]:
    found = ((name, _TABLE.fullmatch(name)) for name in site.files)
    return {(match[2], match[3], match[4]): name for name, match in found if match and match[1] == lang}


def _rows(site: Site, name: str | None, table: str) -> Rows:
    if name is None:
        return {}
    lines = csv.DictReader(site.read(name).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines(keepends=True))
    return {tuple(line.get(part) or "" for part in KEYS[table]): line for line in lines}


def same(before: str, after: str) -> bool:
    """Tell whether two values are the same: as texts, or as numbers that only rounding of the last digit sets apart.

    >>> same("81.33333333333333", "81.33333333333334"), same("81.33", "81.34"), same("", "1")
    (True, False, False)
    """
    if before == after:
        return True
    try:
        return math.isclose(float(before), float(after), rel_tol=_SAME, abs_tol=_SAME)
    except ValueError:
        return False


def _text_changes(old: Site, new: Site, lang: Lang) -> Iterator[TextChange]:
    """Go through the pages of both sites and yield the exhibits that say something else."""
    for page in (name for name in new.said if name in old.said and _in_language(name, lang)):
        before, after = old.said[page], new.said[page]
        for exhibit in dict.fromkeys([*after, *before]):
            lines = [tuple(said.get(exhibit, ())) for said in (before, after)]
            if lines[0] != lines[1]:
                title = new.titles.get(page, page)
                yield TextChange(page=page, title=title, exhibit=exhibit, before=lines[0], after=lines[1])
