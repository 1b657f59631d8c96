"""Can the printed level be right? Points against a maximum, an index against points, a mean against units."""

import math
from collections.abc import Iterator

from parkit.analysis.claims import Finding, Verdict
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

_FULL = 100.0


def points_level(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold points against their maximum and give the index that follows: I = 100 · p / m."""
    for level in levels_at(book, figure.place, own=figure.is_self):
        if level.base in {"points_and_maximum", "implied_maximum"} and level.maximum is not None:
            yield _below_maximum(figure, level, level.maximum)
    if maximum_at(book, figure.place) is None and not figure.is_self:
        yield from _without_maximum(book, figure)


def index_level(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold a stated index against points over maximum, and a stated mean against the printed unit values."""
    if figure.value.low > _FULL:
        yield Finding(check="level", verdict="impossible", reason="above_100_percent", reference=_FULL)
        return
    found = [*_against_points(book, figure), *_against_units(book, figure, known)]
    yield from found
    if not found and not book.at(figure.place, "mean_points", own=figure.is_self):
        yield Finding(check="level", verdict="not_checkable", reason="points_not_printed")


def index_maximum(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Give the maximum that an index and the points beside it imply, m = 100 · p / I, and compare it."""
    printed = maximum_at(book, figure.place)
    for points in book.at(figure.place, "mean_points", own=figure.is_self):
        implied = implied_maximum(points.value, figure.value)
        yield _maximum_finding(implied, printed.value if printed else math.nan, base="stated_index")


def stated_maximum(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold a maximum printed on its own against the denominators printed with points."""
    below = {item.maximum for item in book.at(figure.place, "mean_points") if not math.isnan(item.maximum)}
    for value in sorted(below):
        yield _maximum_finding(
            Interval.exact(value),
            figure.points,
            base="points_and_maximum",
        )
    if not below:
        yield Finding(check="maximum", verdict="not_checkable", reason="nothing_to_compare")


def bounds_from_count(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Bound the mean by the units at the maximum: c of n there, so c/n · m ≤ mean ≤ m."""
    total = figure.maximum if not math.isnan(figure.maximum) else known.units_in(figure.place)
    if math.isnan(total) or figure.points > total:
        return
    whole = maximum_at(book, figure.place)
    top = whole.value if whole else _FULL
    bounds = Interval.between(figure.points / total * top, top)
    statistics = ("mean_points",) if whole else INDEX_STATISTICS
    stated = [item.value for item in book.at(figure.place, *statistics)]
    verdict, reason = _inside(bounds, stated)
    yield Finding(
        check="level",
        verdict=verdict,
        reason=reason,
        base="units_at_maximum",
        quantity="points" if whole else "index",
        recomputed=bounds,
        reference=top,
    )


def _without_maximum(book: Book, figure: Figure) -> Iterator[Finding]:
    """Give the maximum that follows where an index stands beside the points, or say that there is none."""
    indices = book.at(figure.place, *INDEX_STATISTICS)
    for index in indices:
        yield _maximum_finding(implied_maximum(figure.value, index.value), math.nan, base="stated_index")
    if not indices:
        yield Finding(check="level", verdict="not_checkable", reason="maximum_not_printed")


def _below_maximum(figure: Figure, level: Level, maximum: Interval) -> Finding:
    fits = figure.value.low <= maximum.high
    return Finding(
        check="level",
        verdict="consistent" if fits else "impossible",
        reason="" if fits else "above_maximum",
        base=level.base,
        quantity="index",
        recomputed=level.index,
        reference=maximum.value,
    )


def _against_points(book: Book, figure: Figure) -> Iterator[Finding]:
    for level in levels_at(book, figure.place, own=figure.is_self):
        if level.base == "points_and_maximum" and level.index is not None:
            yield _compared(figure, level.index, base=level.base, reason="differs_from_points")


def _against_units(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    units = {} if figure.place.unit else unit_values(book, figure.place, known)
    if units and len(units) == known.units_in(figure.place):
        whole = mean(list(units.values()))
        yield _compared(figure, whole, base="unit_values", reason="differs_from_units")


def _compared(figure: Figure, recomputed: Interval, *, base: str, reason: str) -> Finding:
    fits = figure.value.intersects(recomputed)
    return Finding(
        check="level",
        verdict="consistent" if fits else "impossible",
        reason="" if fits else reason,
        base=base,
        quantity="index",
        recomputed=recomputed,
        reference=figure.points,
    )


def _maximum_finding(recomputed: Interval, printed: float, *, base: str) -> Finding:
    fits = recomputed.contains(printed)
    unknown = math.isnan(printed)
    reason = "maximum_not_printed" if unknown else "differs_from_maximum"
    return Finding(
        check="maximum",
        verdict="consistent" if fits else "not_checkable" if unknown else "impossible",
        reason="" if fits else reason,
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
