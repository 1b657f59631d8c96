"""The truth: what every unit scored, before anything goes wrong in the files.

A rate is the level of the area and block, the unit's own level and trend, what the unit is always good or bad at,
and the chance of the year; points are the rate on the criterion's step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .noise import normal, uniform
from .tables import YEARS, Line, Unit, framework, leaves, read_rows, units_in

CEILING = frozenset({"reports-count", "evaluation-on-time"})
_HABIT, _ITEM, _CHANCE = 0.09, 0.05, 0.08
_BLOCKS_OF_YEAR = {year: ("so", "huyen") if year < 2025 else ("so", "xa") for year in YEARS}


@dataclass(frozen=True, order=True)
class Key:
    """Whose score of which criterion, from which source."""

    year: int
    block: str
    unit: str
    criterion: str
    source: str


@dataclass(frozen=True)
class Score:
    """A score in hundredths, or why there is none (points is then None)."""

    points: int | None = None
    state: str = "scored"


NOT_APPLICABLE = Score(state="not_applicable")
MISSING = Score(state="missing")
Scores = dict[Key, Score]


def blocks_of(year: int) -> tuple[str, ...]:
    """Return the blocks that are scored in ``year``; communes take the place of districts in 2025."""
    return _BLOCKS_OF_YEAR[year]


def members() -> Iterable[tuple[int, Unit, Line]]:
    """Go through every year, unit and leaf of its framework."""
    for year in YEARS:
        for block in blocks_of(year):
            for unit in units_in(year, block):
                for line in leaves(year, block):
                    yield year, unit, line


def make_scores() -> Scores:
    """Make the appraised score of every unit, year and criterion that no survey decides."""
    scores: Scores = {}
    for year, unit, line in members():
        if line.source == "appraised":
            key = Key(year, unit.block, unit.code, line.code, "appraised")
            absent = is_absent(unit.code, line, year)
            scores[key] = NOT_APPLICABLE if absent else Score(_points(year, unit, line))
    return scores


def limit_of(line: Line, block: str) -> int:
    """Return the maximum of a leaf that applies to the block."""
    limit = line.limits[block]
    if limit is None:
        message = f"{line.code} does not apply to {block}"
        raise ValueError(message)
    return limit


def _points(year: int, unit: Unit, line: Line) -> int:
    limit = limit_of(line, unit.block)
    if line.item in CEILING:
        return limit
    rate = min(1.0, max(0.0, quality(year, unit, line)))
    return min(limit, round(rate * limit / line.step) * line.step)


def quality(year: int, unit: Unit, line: Line) -> float:
    """Return the rate a unit would reach on a criterion if points had no step; it may leave 0 … 1."""
    row = _levels()[_areas(year)[line.area]]
    since = year - YEARS[0]
    base = float(row[unit.block]) + float(row["drift"]) * since
    own = unit.level + unit.trend * since + (unit.event if year >= unit.event_year else 0.0)
    habit = _HABIT * normal("habit", unit.code, line.item) + _ITEM * normal("item", line.item)
    return base + own + habit + _CHANCE * normal("chance", unit.code, line.item, year)


@cache
def _areas(year: int) -> dict[str, str]:
    """Return the item of each area by its code."""
    return {line.code: line.item for line in framework(year) if line.level == "area"}


@cache
def _levels() -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in read_rows("areas.csv")}


@cache
def _absences() -> tuple[dict[str, str], ...]:
    return tuple(read_rows("not_applicable.csv"))


def is_absent(unit: str, line: Line, year: int) -> bool:
    """Tell whether a criterion that applies to the block does not apply to this unit."""
    rows = [row for row in _absences() if row["unit"] == unit and int(row["year_from"]) <= year <= int(row["year_to"])]
    if not rows:
        return False
    above = {other.item for other in framework(year) if f"{line.code}.".startswith(f"{other.code}.")}
    return any(row["item"] in above for row in rows)


def add_self_scores(scores: Scores) -> None:
    """Add what the units gave themselves: mostly the appraised score, often a step more, rarely less."""
    for year, unit, line in members():
        if line.source == "appraised":
            key = Key(year, unit.block, unit.code, line.code, "appraised")
            points = scores[key].points
            mine = NOT_APPLICABLE if points is None else Score(_claimed(points, year, unit, line))
            scores[Key(year, unit.block, unit.code, line.code, "self")] = mine


def _claimed(points: int, year: int, unit: Unit, line: Line) -> int:
    limit = limit_of(line, unit.block)
    chance = uniform("claim", unit.code, line.item, year)
    size = line.step if line.step > 1 else max(1, round(limit * 0.3 * uniform("size", unit.code, line.item, year)))
    steps = 2 if chance < unit.inflation / 3 and line.step > 1 else 1
    if chance < unit.inflation:
        return min(limit, points + steps * size)
    return max(0, points - size) if chance > 0.993 and line.item not in CEILING else points
