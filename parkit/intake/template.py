"""What the scorecard of one unit asks for: the lines of the year's framework that apply to its block.

A line the survey scores is not asked from anybody, and with it goes every criterion that consists of such lines
only. The maxima of what stays are those of its own lines, so a card's sums and maxima speak of the same points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parkit.intake.cells import MARKS
from parkit.intake.shapes import split_label
from parkit.model.framework import Criterion, Framework
from parkit.model.language import Lang, Text
from parkit.model.names import canonical
from parkit.model.scheme import Scheme
from parkit.model.units import Unit

ASKED: Final = ("area", "criterion", "component")
"""The levels a scorecard lists, from the top down."""

_SPOKEN: Final[Mapping[str, tuple[Lang, ...]]] = {
    **dict.fromkeys(("KĐG", "không đánh giá", "không áp dụng"), ("vi",)),
    **dict.fromkeys(("N/A", "not applicable", "not assessed"), ("en",)),
}
"""The common marks that belong to one language; any other is offered in both."""


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """One line of a scorecard; ``parts`` are the numbers of the lines its points are the sum of, none for a score."""

    code: str
    number: str
    name: Text
    level: str
    maximum: float | None
    step: float | None
    parts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """The scorecard of a unit: its lines from top to bottom, those the total adds up, and the survey's left out."""

    scheme: Scheme
    unit: Unit
    year: int
    lines: tuple[CardLine, ...]
    tops: tuple[int, ...]
    maximum: float | None
    surveyed: int

    def marks(self, lang: Lang) -> dict[str, str]:
        """Return the marks a card offers and the state each stands for: those declared, or else the common ones."""
        common = {mark: state for mark, state in MARKS.items() if lang in _SPOKEN.get(mark, (lang,))}
        kept: dict[str, tuple[str, str]] = {}
        for mark, state in (self.scheme.marks or common).items():
            kept.setdefault(canonical(mark), (mark, state))
        return dict(kept.values())


def make_card(scheme: Scheme, unit: Unit, framework: Framework) -> Card:
    """Return the scorecard of a unit; without a line where the framework has nothing the unit could score.

    The maximum of a sum is that of its lines, or the framework's where one of them is unknown and none is surveyed.
    """
    leaves = tuple(leaf for leaf in framework.leaves_under("index") if unit.block in leaf.applies)
    scored = {leaf.code: leaf for leaf in leaves if leaf.source != "survey" and leaf.level in ASKED}
    above = {code for leaf in scored for code in framework.path(leaf)}
    kept = [line for line in framework if line.level in ASKED and line.code in above]
    numbers = {line.code: number for number, line in enumerate(kept)}
    parts: dict[str, list[int]] = {line.code: [] for line in kept}
    for line in kept:
        parts.setdefault(line.parent, []).append(numbers[line.code])
    limits = {line.code: _maximum(framework, line, unit.block, scored) for line in kept}
    tops = tuple(number for line, number in zip(kept, numbers.values(), strict=True) if line.parent not in numbers)
    return Card(
        scheme=scheme,
        unit=unit,
        year=framework.year,
        lines=tuple(_line(line, parts[line.code], limits[line.code]) for line in kept),
        tops=tops,
        maximum=_sum([limits[kept[top].code] for top in tops]),
        surveyed=sum(leaf.source == "survey" for leaf in leaves),
    )


def _line(line: Criterion, parts: Sequence[int], maximum: float | None) -> CardLine:
    return CardLine(
        code=line.code,
        number=f"{line.code}." if split_label(line.code)[0] == line.code else "",
        name=line.name,
        level=line.level,
        maximum=maximum,
        step=line.step,
        parts=tuple(parts),
    )


def _maximum(framework: Framework, line: Criterion, block: str, scored: Mapping[str, Criterion]) -> float | None:
    below = [leaf for leaf in framework.leaves_under(line.code) if block in leaf.applies]
    total = _sum([leaf.max_points[block] for leaf in below if leaf.code in scored])
    whole = all(leaf.code in scored for leaf in below)
    return line.max_points[block] if total is None and whole else total


def _sum(limits: Sequence[float | None]) -> float | None:
    """Return the sum of maxima, unknown if one of them is; noise beyond nine decimals is dropped."""
    known = [limit for limit in limits if limit is not None]
    return round(sum(known), 9) if len(known) == len(limits) else None
