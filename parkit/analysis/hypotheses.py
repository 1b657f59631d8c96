"""What single cause could have put a wrong figure into print? Proposals, each a figure or two printed otherwise.

=================  ====================================================================================
hypothesis         the one thing that would have gone wrong
=================  ====================================================================================
other_reading      the change is of another quantity than its words say; no digit is wrong
other_direction    a rise was printed as a fall, or the other way round
mean_of_ratios     the total is the plain mean of the rates of its parts, not points over maximum
rounded_first      values were rounded to fewer decimals before they were added, averaged or divided
missing_as_zero    what is missing or does not apply was counted as zero
copied             the number is the one of another row or column
other_year         the number is the one of another year
swapped            two numbers stand in each other's place
transposed         two neighbouring digits are exchanged
misplaced_mark     the decimal sign is one or two places off
digit_slip         one digit is wrong
other_maximum      the maximum is the one of another area, block or year, or the count is among another number
=================  ====================================================================================

The order is that of how little they assume: first what leaves every printed digit right, then numbers that stand in
print elsewhere, then the slips by how few numbers each can reach. `parkit.analysis.recipes` has the three that are
about the calculation. A proposal is a hypothesis about what happened, never a correction.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from parkit.analysis.claims import Place
from parkit.analysis.figures import Book, Figure
from parkit.analysis.intervals import Interval
from parkit.analysis.known import Known
from parkit.analysis.misprints import (
    Written,
    digit_slips,
    misplaced_marks,
    significant_digits,
    transpositions,
)
from parkit.analysis.readings import READINGS, possible_readings

HYPOTHESES: Final = (
    "other_reading",
    "other_direction",
    "mean_of_ratios",
    "rounded_first",
    "missing_as_zero",
    "copied",
    "other_year",
    "swapped",
    "transposed",
    "misplaced_mark",
    "digit_slip",
    "other_maximum",
)
CHANGED: Final = ("points", "maximum", "reading", "nothing")
"""What of the figure would be otherwise: its number, its denominator, its words, or only how it was computed."""

NUMBERS: Final = (
    *("mean_points", "mean_index", "index", "change", "maximum", "units_at_maximum", "rank", "band_count", "rounds"),
)
_DISTINCTIVE: Final = 3
"""Digits a number must have before its return elsewhere says anything."""

_SLIPS: Final[Mapping[str, Callable[[float, int], tuple[Written, ...]]]] = MappingProxyType(
    {"transposed": transpositions, "misplaced_mark": misplaced_marks, "digit_slip": digit_slips}
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One figure printed otherwise, and what else changes with it.

    ``edits`` holds the figures as they would be, None for one whose right number is not known; ``other`` is the
    figure the number was copied from or exchanged with. ``computed`` is set where nothing is printed otherwise but
    the figure was calculated in another way, and ``explains`` are the checks that way of calculating speaks of.
    ``pool`` is how many figures a copied number was looked for in.
    """

    hypothesis: str
    changed: int
    what: str = "points"
    value: float = math.nan
    decimals: int = 0
    reading: str = ""
    other: int | None = None
    edits: Mapping[int, Figure | None] = field(default_factory=dict)
    pool: int = 0
    computed: Interval | None = None
    explains: frozenset[tuple[str, str]] = frozenset()


def proposals(book: Book, figure: Figure, known: Known) -> Iterator[Proposal]:
    """Go through every way in which one figure can be printed otherwise by a single cause."""
    if figure.statistic == "change":
        yield from other_readings(figure)
        yield other_direction(figure)
    if figure.statistic in NUMBERS:
        yield from copies(book, figure)
        yield from swaps(book, figure)
        yield from slips(figure)
    if not math.isnan(figure.maximum) and figure.statistic not in {"index", "mean_index", "change"}:
        yield from other_maxima(book, figure, known)


def slips(figure: Figure) -> Iterator[Proposal]:
    """Propose every other number that one slip turns into the printed one."""
    for name, slip in _SLIPS.items():
        for value, decimals in slip(figure.points, figure.digits):
            exact = figure.decimals if figure.decimals != figure.digits else decimals
            edited = replace(figure, points=value, decimals=exact)
            yield _proposal(name, figure, edited, value=value, decimals=decimals)


def copies(book: Book, figure: Figure) -> Iterator[Proposal]:
    """Propose that the number is another row's, column's or year's, where the very same number stands there.

    Numbers of fewer than three significant digits return by themselves and are left out, and so are places more than
    one step away: another unit in the same area, another area of the same unit, another year of the same place.
    """
    if significant_digits(figure.points, figure.digits) < _DISTINCTIVE or figure.points == figure.maximum:
        return
    near = {item.place: item for item in _one_step_away(book, figure)}
    for place, item in near.items():
        if item.points == figure.points and item.decimals == figure.decimals:
            yield Proposal(
                hypothesis="copied" if place.year == figure.place.year else "other_year",
                changed=figure.number,
                other=item.number,
                edits={figure.number: None},
                pool=len(near),
            )


def swaps(book: Book, figure: Figure) -> Iterator[Proposal]:
    """Propose that the number and one a step away stand in each other's place, for units those of the same block."""
    for item in _one_step_away(book, figure):
        in_reach = not figure.place.unit or item.place.block == figure.place.block
        if in_reach and item.points != figure.points:
            edits = {
                figure.number: replace(figure, points=item.points, decimals=item.decimals),
                item.number: replace(item, points=figure.points, decimals=figure.decimals),
            }
            yield Proposal(
                hypothesis="swapped",
                changed=figure.number,
                value=item.points,
                decimals=item.digits,
                other=item.number,
                edits=edits,
            )


def other_readings(figure: Figure) -> Iterator[Proposal]:
    """Propose the readings of a change that its words exclude."""
    for reading in READINGS:
        if reading not in possible_readings(figure.reading):
            edits = {figure.number: replace(figure, reading=reading)}
            yield Proposal(
                hypothesis="other_reading", changed=figure.number, what="reading", reading=reading, edits=edits
            )


def other_direction(figure: Figure) -> Proposal:
    """Propose a rise for a fall."""
    edited = replace(figure, points=-figure.points)
    return _proposal("other_direction", figure, edited, value=edited.points, decimals=figure.digits)


def other_maxima(book: Book, figure: Figure, known: Known) -> Iterator[Proposal]:
    """Propose another denominator: one printed a step away, the number of units, or one slip of the printed one.

    A maximum that another unit has in the same area is the rule's, and no slip in this row.
    """
    if figure.statistic == "mean_points":
        items = list(_one_step_away(book, figure))
        near, decimals = [item.maximum for item in items], _MAXIMUM_DECIMALS
        if any(_is_shared(figure, item) for item in items):
            return
    else:
        near, decimals = [known.units_in(figure.place)], 0
    found = [("other_maximum", (value, decimals)) for value in dict.fromkeys(near) if not math.isnan(value)]
    slipped = [(name, new) for name, slip in _SLIPS.items() for new in slip(figure.maximum, decimals)]
    for name, (value, digits) in [*found, *slipped]:
        if value != figure.maximum:
            edits = {item.number: _with_maximum(item, value) for item in _of_one_maximum(book, figure)}
            yield Proposal(
                hypothesis=name,
                changed=figure.number,
                what="maximum",
                value=value,
                decimals=digits,
                edits=edits,
            )


_MAXIMUM_DECIMALS: Final = 2
"""Rules give maxima in quarters of a point at the finest."""


def _of_one_maximum(book: Book, figure: Figure) -> list[Figure]:
    """Return the figure and, for points, whatever else at its place prints the same maximum."""
    if figure.statistic != "mean_points":
        return [figure]
    points = (item for item in book.at(figure.place, "mean_points") if item.maximum == figure.maximum)
    stated = (item for item in book.at(figure.place, "maximum") if item.points == figure.maximum)
    return list({item.number: item for item in (figure, *points, *stated)}.values())


def _is_shared(figure: Figure, item: Figure) -> bool:
    same_rule = (item.place.year, item.place.block) == (figure.place.year, figure.place.block)
    return same_rule and item.place.area == figure.place.area and item.maximum == figure.maximum


def _with_maximum(figure: Figure, value: float) -> Figure:
    return replace(figure, points=value) if figure.statistic == "maximum" else replace(figure, maximum=value)


def _one_step_away(book: Book, figure: Figure) -> Iterator[Figure]:
    """Go through the same statistic in another unit or block, another area, or another year, all else the same."""
    for item in book.figures:
        alike = item.statistic == figure.statistic and item.kind == figure.kind
        if alike and _steps(item.place, figure.place) == 1:
            yield item


def _steps(one: Place, other: Place) -> int:
    apart = (
        one.year != other.year,
        (one.block, one.unit) != (other.block, other.unit),
        (one.area, one.criterion) != (other.area, other.criterion),
        2 * (bool(one.unit) != bool(other.unit)),
    )
    return sum(apart)


def _proposal(hypothesis: str, figure: Figure, edited: Figure, *, value: float, decimals: int) -> Proposal:
    edits = {figure.number: edited}
    return Proposal(hypothesis=hypothesis, changed=figure.number, value=value, decimals=decimals, edits=edits)
