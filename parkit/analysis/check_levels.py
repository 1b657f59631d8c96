"""Can the printed level be right? Points against a maximum, an index against points, a mean against units.

A block's printed maximum is the one all its units can have. Where criteria do not apply to some units, theirs is
smaller and the mean index (the mean of the units' ratios) lies above points over maximum, never below.
"""

import math
from collections.abc import Iterator
from typing import Final

from parkit.analysis.claims import Finding, Place, Verdict
from parkit.analysis.figures import (
    INDEX_STATISTICS,
    Book,
    Figure,
    Level,
    implied_maximum,
    levels_at,
    maximum_at,
)
from parkit.analysis.intervals import Interval, mean
from parkit.analysis.known import Known, unit_values

_FULL: Final = 100.0


def points_level(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold points against their maximum and give the index that follows: I = 100 · p / m."""
    for level in levels_at(book, figure.place, source=figure.kind):
        if level.base in {"points_and_maximum", "implied_maximum"} and level.maximum is not None:
            yield _below_maximum(book, figure, level, level.maximum)
    if maximum_at(book, figure.place, source=figure.kind) is None and figure.kind != "self":
        yield from _without_maximum(book, figure)


def index_level(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold a stated index against points over maximum, and a stated mean against the printed unit values."""
    if figure.value.low > _FULL:
        yield Finding(check="level", verdict="impossible", reason="above_100_percent", reference=_FULL)
        return
    found = [*_against_points(book, figure), *_against_units(book, figure, known)]
    yield from found
    if not found and not book.at(figure.place, "mean_points", source=figure.kind):
        yield Finding(check="level", verdict="not_checkable", reason="points_not_printed")


def index_maximum(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Give the maximum that an index and the points beside it imply, m = 100 · p / I, and compare it."""
    printed = maximum_at(book, figure.place, source=figure.kind)
    for points in book.at(figure.place, "mean_points", source=figure.kind):
        implied = implied_maximum(points.value, figure.value)
        if printed is None:
            yield _unknown_maximum(implied)
        else:
            fits = _fits(figure.place, lower=implied, upper=printed, reason="differs_from_maximum")
            yield _maximum_finding(fits, implied, printed.value, base="stated_index")


def stated_maximum(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold a maximum printed on its own against the denominators printed with points."""
    points = book.at(figure.place, "mean_points", source=figure.kind)
    for value in sorted({item.maximum for item in points if not math.isnan(item.maximum)}):
        same = Interval.exact(value).contains(figure.points)
        fits: _Answer = ("consistent", "") if same else ("impossible", "differs_from_maximum")
        yield _maximum_finding(fits, Interval.exact(value), figure.points, base="points_and_maximum")
    if all(math.isnan(item.maximum) for item in points):
        yield Finding(check="maximum", verdict="not_checkable", reason="nothing_to_compare")


def bounds_from_count(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Bound the mean by the units at the maximum: c of n there, so c/n · m ≤ mean ≤ m.

    The bounds hold for the mean points and, with m = 100 %, for the mean index; whichever is printed is compared,
    and of two the one that does not fit is told.
    """
    total = figure.maximum if not math.isnan(figure.maximum) else known.units_in(figure.place)
    if math.isnan(total) or figure.points > total:
        return
    whole = maximum_at(book, figure.place, source=figure.kind)
    share = figure.points / total
    found = [_bounded(book, figure, share, "points", whole.value)] if whole else []
    found.append(_bounded(book, figure, share, "index", _FULL))
    order: Final = ("impossible", "consistent", "not_checkable")
    yield min(found, key=lambda finding: order.index(finding.verdict))


_STATISTICS: Final = {"points": ("mean_points",), "index": INDEX_STATISTICS}


def _bounded(book: Book, figure: Figure, share: float, quantity: str, top: float) -> Finding:
    bounds = Interval.between(share * top, top)
    stated = [item.value for item in book.at(figure.place, *_STATISTICS[quantity], source=figure.kind)]
    verdict, reason = _inside(bounds, stated)
    return Finding(
        check="level",
        verdict=verdict,
        reason=reason,
        base="units_at_maximum",
        quantity=quantity,
        recomputed=bounds,
        reference=top,
    )


def _without_maximum(book: Book, figure: Figure) -> Iterator[Finding]:
    """Give the maximum that follows where an index stands beside the points, or say that there is none."""
    indices = book.at(figure.place, *INDEX_STATISTICS, source=figure.kind)
    for index in indices:
        yield _unknown_maximum(implied_maximum(figure.value, index.value))
    if not indices:
        yield Finding(check="level", verdict="not_checkable", reason="maximum_not_printed")


def _below_maximum(book: Book, figure: Figure, level: Level, maximum: Interval) -> Finding:
    verdict, reason = _judged_points(book, figure, level, maximum)
    return Finding(
        check="level",
        verdict=verdict,
        reason=reason,
        base=level.base,
        quantity="index",
        recomputed=level.index,
        reference=maximum.value,
    )


_Answer = tuple[Verdict, str]


def _judged_points(book: Book, figure: Figure, level: Level, maximum: Interval) -> _Answer:
    """Judge points over a maximum, and name the contradiction where an index beside them cannot be right with them."""
    if figure.value.low > maximum.high:
        # An implied maximum is smaller than the real one where the units' maxima differ.
        implied = level.base == "implied_maximum" and not figure.place.unit
        return ("conditional", "needs_smaller_maxima") if implied else ("impossible", "above_maximum")
    indices = book.at(figure.place, *INDEX_STATISTICS, source=figure.kind)
    contradicted = any(_index_answer(index, level.index)[0] == "impossible" for index in indices if level.index)
    return "consistent", "contradicts_index" if contradicted else ""


def _against_points(book: Book, figure: Figure) -> Iterator[Finding]:
    for level in levels_at(book, figure.place, source=figure.kind):
        if level.base == "points_and_maximum" and level.index is not None:
            yield _compared(figure, _index_answer(figure, level.index), level.index, base=level.base)


def _index_answer(figure: Figure, from_points: Interval) -> _Answer:
    return _fits(figure.place, lower=from_points, upper=figure.value, reason="differs_from_points")


def _against_units(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold a mean against the mean of the units' ratios or, where their points are printed, the ratio of the means."""
    if figure.place.unit:
        return
    number = known.units_in(figure.place)
    units = unit_values(book, figure.place, known, source=figure.kind)
    ratio = _ratio_of_means(book, figure, number)
    if units and len(units) == number:
        whole = mean(list(units.values()))
        reading = "mean_of_ratios" if ratio else ""
        yield _compared(figure, _same(figure, whole), whole, base="unit_values", reading=reading)
    if ratio:
        yield _compared(figure, _same(figure, ratio), ratio, base="unit_values", reading="ratio_of_means")


def _ratio_of_means(book: Book, figure: Figure, number: float) -> Interval | None:
    """Return 100 · Σp / Σm over the units, None unless all of them print points and maximum."""
    points = {item.place.unit: item for item in book.units(figure.place, "mean_points", source=figure.kind)}
    maxima = [maximum_at(book, item.place, source=figure.kind) for item in points.values()]
    known = [value for value in maxima if value is not None]
    if not points or len(known) != number:
        return None
    return 100.0 * mean([item.value for item in points.values()]) / mean(known)


def _same(figure: Figure, recomputed: Interval) -> _Answer:
    return ("consistent", "") if figure.value.intersects(recomputed) else ("impossible", "differs_from_units")


def _fits(place: Place, *, lower: Interval, upper: Interval, reason: str) -> _Answer:
    """Compare two values that are equal if all units have the same maximum, and in this order if not."""
    if lower.intersects(upper):
        return "consistent", ""
    if lower.high < upper.low and not place.unit:
        return "conditional", "needs_smaller_maxima"
    return "impossible", reason


def _compared(figure: Figure, answer: _Answer, recomputed: Interval, *, base: str, reading: str = "") -> Finding:
    return Finding(
        check="level",
        verdict=answer[0],
        reason=answer[1],
        reading=reading,
        base=base,
        quantity="index",
        recomputed=recomputed,
        reference=figure.points,
    )


def _unknown_maximum(implied: Interval) -> Finding:
    answer: _Answer = ("not_checkable", "maximum_not_printed")
    return _maximum_finding(answer, implied, math.nan, base="stated_index")


def _maximum_finding(answer: _Answer, recomputed: Interval, printed: float, *, base: str) -> Finding:
    return Finding(
        check="maximum",
        verdict=answer[0],
        reason=answer[1],
        base=base,
        quantity="maximum",
        recomputed=recomputed,
        reference=printed,
    )


def _inside(bounds: Interval, stated: list[Interval]) -> tuple[Verdict, str]:
    if not stated:
        return "not_checkable", "mean_not_printed"
    fits = all(bounds.intersects(value) for value in stated)
    return ("consistent", "") if fits else ("impossible", "outside_bounds")
