"""From what an exhibit shows to where it comes from: the pages of its units and criteria, its methods, its files.

A notebook writes codes beside names and no link, since the pages that a link would lead to are made by a run and not by
papermill. When the page is made, the codes that have a page become links; where there is none, names stay names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from markupsafe import escape

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.report.places import FRAMEWORK_PAGE, PRINTED_PAGE, key, unit_page

METHODS: Final[Mapping[str, tuple[int, ...]]] = {
    "overview-findings": (1, 4),
    "block-table": (1, 4),
    "area-figure": (1, 4),
    "printed-change-figure": (10,),
    "ranking-findings": (1, 7),
    "ranking-figure": (1, 2, 7),
    "ranking-table": (1, 2, 7, 8),
    "band-table": (8,),
    "certainty-findings": (5, 23, 24),
    "certainty-figure": (23,),
    "certainty-table": (5, 23, 24),
    "survey-funnel": (5,),
    "choice-findings": (25, 26),
    "choice-figure": (25, 26),
    "choice-table": (26, 28),
    "aggregation-table": (27, 28),
    "change-areas": (12, 13),
    "change-criteria": (12, 13),
    "change-figure": (12,),
    "comparable-table": (13,),
    "index-history": (13, 14),
    "rank-change-table": (14, 16),
    "rank-history": (7, 14),
    "slope-table": (15,),
    "trend-findings": (12, 13, 14),
    "trend-figure": (1, 7, 14),
    "trend-table": (12, 13, 14),
    "weakness-findings": (17,),
    "loss-figure": (17,),
    "loss-table": (17,),
    "criterion-loss-figure": (17,),
    "unit-figure": (17, 18),
    "unit-table": (17, 18),
    "systemic-findings": (18,),
    "lasting-findings": (19,),
    "lasting-table": (19,),
    "lasting-unit-table": (19,),
    "target-findings": (20,),
    "target-table": (8, 20),
    "target-step-table": (20,),
    "integrity-findings": (21, 22),
    "integrity-table": (21, 22),
    "scoring-table": (21,),
    "self-figure": (3, 21),
    "influence-figure": (22,),
    "verdict-findings": (6, 9),
    "verdict-table": (6, 9),
    "readings-figure": (9, 10),
    "readings-table": (9, 10),
    "explanations-table": (11,),
    "totals-table": (6, 9),
    "profile-standing": (1, 5, 7, 8, 23, 24),
    "profile-area-figure": (1, 17),
    "profile-area-table": (1, 17),
    "profile-change": (12, 13, 16),
    "profile-change-table": (12,),
    "profile-loss-table": (17, 18),
    "profile-goal-table": (8, 20),
    "profile-self": (3, 21),
    "profile-history": (7, 14),
}
"""The methods of the appendix that an exhibit rests on, by number."""

_HEAD: Final = re.compile(r'<th scope="row" data-(unit|line)="([^"]*)">([^<]*)</th>')


@dataclass(frozen=True, kw_only=True)
class Origins:
    """Where the numbers of a page come from, as far as there are pages that say so.

    Attributes
    ----------
    sources : str
        Address of the folder of the source pages; empty where a site has none.
    quality : str
        Address of the data quality report.
    methods : str
        Address of the appendix of the methods; empty where a site has none.
    numbers : tuple of int
        The methods it holds.
    units, lines : frozenset of str
        Codes of the units, and of the lines of the framework, that have a place among the source pages.
    printed : bool
        There is a page of printed figures.
    """

    sources: str = ""
    quality: str = ""
    methods: str = ""
    numbers: tuple[int, ...] = ()
    units: frozenset[str] = field(default_factory=frozenset)
    lines: frozenset[str] = field(default_factory=frozenset)
    printed: bool = False

    def facts(self) -> dict[str, object]:
        """Return what the notebook knows of them, for ``known``; nothing if it knows nothing."""
        codes = {"units": sorted(self.units), "lines": sorted(self.lines)}
        return {**codes, "printed": self.printed} if any(codes.values()) else {}

    def known(self, facts: Mapping[str, Any]) -> "Origins":
        """Return them completed by what the notebook knows."""
        units, lines = frozenset(facts["units"]), frozenset(facts["lines"])
        return replace(self, units=units, lines=lines, printed=facts["printed"])

    def linked(self, exhibit: str, facts: Mapping[str, Any], lang: Lang) -> str:
        """Return an exhibit as HTML with its links; ``facts`` say which exhibit it is."""
        if facts.get("kind") not in ("figure", "table", "sentences") or not exhibit:
            return exhibit
        end = exhibit.rindex("</")
        linked = _HEAD.sub(self._head, exhibit[:end]) if self.sources else exhibit[:end]
        return f"{linked}{self._foot(str(facts['id']), lang)}{exhibit[end:]}"

    def _head(self, found: re.Match[str]) -> str:
        kind, code, text = found.groups()
        page = unit_page(code) if kind == "unit" else f"{FRAMEWORK_PAGE}#{line_id(code)}"
        if code not in (self.units if kind == "unit" else self.lines):
            return found.group()
        return f'<th scope="row"><a href="{self.sources}{page}">{text}</a></th>'

    def _foot(self, exhibit: str, lang: Lang) -> str:
        """Return the line that leads to the methods and to the data."""
        if exhibit not in METHODS:
            return ""
        found = [
            (f"{self.methods}#method-{number}", say("report.rests_on_method", lang, n=number))
            for number in METHODS[exhibit]
            if number in self.numbers
        ]
        if self.sources and self.printed:
            found.append((f"{self.sources}{PRINTED_PAGE}", say("report.rests_on_printed", lang)))
        if self.quality:
            found.append((self.quality, say("report.rests_on_data", lang)))
        links = ", ".join(f'<a href="{escape(href)}">{escape(text)}</a>' for href, text in found)
        return f'<p class="source origin">{escape(say("report.rests_on", lang))} {links}</p>\n' if found else ""


def line_id(code: str) -> str:
    """Return the id of a line on the page of the framework.

    >>> line_id("2.1.3")
    'line-2.1.3'
    """
    return f"line-{key(code)}"
