"""Can the printed change be right? Every reading's earlier value, its direction, and what is not printed."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from parkit.analysis.claims import Finding, Place
from parkit.analysis.figures import LEVEL_STATISTICS, Book, Figure, Level, levels_at
from parkit.analysis.intervals import Interval
from parkit.analysis.known import Known
from parkit.analysis.readings import INDEX_READINGS, Reading, possible_readings, previous_level

_FULL: Final = 100.0


class _Start(NamedTuple):
    """The value of this year that a reading starts from, its range if unit maxima differ, and the earlier limit."""

    quantity: str
    value: Interval
    possible: Interval
    limit: float


def change(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Test every reading of a change from every level printed at its place."""
    readings = possible_readings(figure.reading)
    if not readings:
        yield Finding(check="change", verdict="not_checkable", reason="reading_unknown", reading=figure.reading)
    levels = levels_at(book, figure.place, source=figure.kind)
    earlier = _earlier_levels(book, figure)
    for reading in readings:
        yield from (_tested(figure, reading, level, (levels, earlier)) for level in levels)
        if not levels:
            yield Finding(check="change", verdict="not_checkable", reason="level_not_printed", reading=reading)


def direction(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold "đều tăng" or "đều giảm" against the signs of the printed changes it covers."""
    changes = [item for item in book.figures if item.statistic == "change" and _covers(figure, item)]
    yield from (_signs(figure, item) for item in changes)
    if not changes:
        yield Finding(check="direction", verdict="not_checkable", reason="change_not_printed")


def absent_figures(book: Book) -> Iterator[tuple[Figure, Finding]]:
    """Name the level or the change that a place lacks, in blocks for which the announcement states changes.

    The figures are numbered on after the last printed one.
    """
    number = len(book.figures)
    with_changes = {_block(item.place) for item in book.figures if item.statistic == "change"}
    for place in book.places():
        if not place.unit and _block(place) in with_changes:
            for figure, finding in _lacking(book, place):
                yield replace(figure, number=number), finding
                number += 1


def _tested(figure: Figure, reading: Reading, level: Level, known: tuple[list[Level], list[Level]]) -> Finding:
    """Test one reading from one level, knowing all levels of this year and of the earlier one."""
    levels, earlier = known
    start = _start(reading, level, levels)
    found = Finding(check="change", verdict="consistent", reading=reading, base=level.base)
    if start is None:
        reason = "index_not_printed" if reading in INDEX_READINGS else "points_not_printed"
        return replace(found, verdict="not_checkable", reason=reason)
    implied, possible = (
        previous_level(reading, level=value, change=figure.value) for value in (start.value, start.possible)
    )
    found = replace(found, quantity=start.quantity, recomputed=implied, reference=start.limit, limit=start.limit)
    before = [item for item in earlier if item.value(start.quantity) is not None]
    if before:
        return _against_earlier(found, implied, possible, before)
    return _within_limit(found, implied, possible)


def _start(reading: Reading, level: Level, levels: list[Level]) -> _Start | None:
    if reading in INDEX_READINGS:
        return None if level.index is None else _started("index", level.index, level, levels, _FULL)
    if level.points is not None:
        limit = level.maximum.high if level.maximum else math.nan
        return _started("points", level.points, level, levels, limit)
    if reading == "relative_points" and level.index is not None:
        return _Start("share_of_maximum", level.index, level.index, _FULL)
    return None


def _started(quantity: str, value: Interval, level: Level, levels: list[Level], limit: float) -> _Start:
    return _Start(quantity, value, _possible(quantity, level, levels) or value, limit)


def _possible(quantity: str, level: Level, levels: list[Level]) -> Interval | None:
    """Return all values of a level if unit maxima differ; where the quantity itself is printed, that decides."""
    printed = any(item.value(quantity) is not None and item.derived != quantity for item in levels)
    return level.value(quantity) if printed else level.possible(quantity)


def _within_limit(found: Finding, implied: Interval, possible: Interval) -> Finding:
    """Judge an implied earlier value whose year is not printed: it cannot be below 0 or above its limit."""
    if implied.high < 0:
        if possible.high >= 0:
            return replace(found, verdict="conditional", reason="needs_smaller_maxima")
        return replace(found, verdict="impossible", reason="below_zero")
    if math.isnan(found.limit) or implied.intersects(Interval.between(0.0, found.limit)):
        return found
    if found.quantity == "index":
        return replace(found, verdict="impossible", reason="above_100_percent")
    return replace(found, verdict="conditional", reason="needs_larger_maximum", needed_maximum=implied.low)


def _against_earlier(found: Finding, implied: Interval, possible: Interval, earlier: list[Level]) -> Finding:
    """Judge an implied earlier value by those printed for its year, first as if all unit maxima were the same."""
    same = [value for value in (item.value(found.quantity) for item in earlier) if value is not None]
    wide = [value for value in (_possible(found.quantity, item, earlier) for item in earlier) if value is not None]
    found = replace(found, reference=same[0].value)
    if any(implied.intersects(value) for value in same):
        return found
    if any(possible.intersects(value) for value in wide):
        return replace(found, verdict="conditional", reason="needs_smaller_maxima")
    return replace(found, verdict="impossible", reason="differs_from_earlier")


def _earlier_levels(book: Book, figure: Figure) -> list[Level]:
    if figure.base_year is None:
        return []
    return levels_at(book, figure.place._replace(year=figure.base_year), source=figure.kind)


def _covers(figure: Figure, item: Figure) -> bool:
    """Tell whether a statement of direction is about a change; without a block it is about all of them."""
    block = figure.place.block or item.place.block
    return item.place == figure.place._replace(block=block) and item.kind == figure.kind


def _signs(figure: Figure, item: Figure) -> Finding:
    moved = item.value * math.copysign(1.0, figure.points)
    fits = moved.high > 0
    return Finding(
        check="direction",
        verdict="consistent" if fits else "impossible",
        reason="" if fits else "opposite_sign",
        base="change",
        quantity="change",
        recomputed=item.value,
        reference=figure.points,
    )


def _lacking(book: Book, place: Place) -> Iterator[tuple[Figure, Finding]]:
    level = book.at(place, *LEVEL_STATISTICS, "units_at_maximum")
    moves = book.at(place, "change")
    if level and not moves:
        reason = "change_not_printed"
        yield _absent(level[0], "change"), Finding(check="change", verdict="not_checkable", reason=reason)
    if moves and not level:
        reason = "level_not_printed"
        yield _absent(moves[0], "mean_index"), Finding(check="level", verdict="not_checkable", reason=reason)


def _absent(beside: Figure, statistic: str) -> Figure:
    return replace(beside, statistic=statistic, text="", points=math.nan, maximum=math.nan, reading="")


def _block(place: Place) -> tuple[str, int, str]:
    return place.scheme, place.year, place.block
