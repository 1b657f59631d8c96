"""Can the printed counts and ranks be right? Units, groups, rounds, and the order of the printed values."""

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from parkit.analysis.claims import Finding, Verdict
from parkit.analysis.figures import INDEX_STATISTICS, Book, Figure
from parkit.analysis.intervals import Interval
from parkit.analysis.known import Known, unit_values
from parkit.analysis.precision import SLACK
from parkit.model.scheme import TIE_RULES

_VERDICT_OF: Final[Mapping[str, Verdict]] = MappingProxyType(
    {"": "consistent", "unit_count_unknown": "not_checkable", "sum_differs": "conditional"}
)


def unit_count(_book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold "16/17 sở" against the number of units of the block."""
    units = known.units_in(figure.place)
    if figure.points > min(_or_infinite(figure.maximum), _or_infinite(units)):
        reason = "count_above_units"
    elif math.isnan(units):
        reason = "unit_count_unknown"
    else:
        reason = "" if figure.maximum == units or math.isnan(figure.maximum) else "units_differ"
    yield _counted("count", reason, units, figure.maximum)


def group_sum(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold the sum of the group counts against the number of units; groups left out make it conditional."""
    total = sum(item.points for item in book.at(figure.place, "band_count", own=figure.is_self))
    units = known.units_in(figure.place)
    units = figure.maximum if math.isnan(units) else units
    if math.isnan(units):
        reason = "unit_count_unknown"
    else:
        reason = "" if total == units else "count_above_units" if total > units else "sum_differs"
    yield _counted("sum", reason, total, units)


def rounds(_book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold "qua 6 năm" against the year of the first round: year − first + 1."""
    if known.first_round is None:
        yield Finding(check="rounds", verdict="not_checkable", reason="first_round_unknown")
        return
    expected = figure.place.year - known.first_round + 1
    fits = figure.points == expected
    yield Finding(
        check="rounds",
        verdict="consistent" if fits else "impossible",
        reason="" if fits else "rounds_differ",
        base="first_round",
        quantity="rounds",
        recomputed=Interval.exact(expected),
        reference=known.first_round,
    )


def printed_rank(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold a printed rank against the ranks that the units' values allow, under each tie rule.

    Notes
    -----
    With g values above and e equal values (itself included): "1224" gives 1 + g, "dense" 1 + the number of
    distinct values above, "consecutive" anything from 1 + g to g + e. Each unit whose value is not printed may
    stand above and adds 1 to the upper end.
    """
    values = {unit: value.value for unit, value in unit_values(book, figure.place, known).items()}
    if figure.place.unit not in values:
        yield Finding(check="rank", verdict="not_checkable", reason="index_not_printed")
        return
    unseen = _unseen(figure, known, len(values))
    for ties in TIE_RULES:
        low, high = _rank_range(values[figure.place.unit], list(values.values()), ties)
        yield _ranked(figure, ties, low, high + unseen)


def band(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Say why a printed group of one unit is not tested here."""
    own = book.at(figure.place, *INDEX_STATISTICS)
    reason = "thresholds_not_compared" if own else "index_not_printed"
    yield Finding(check="band", verdict="not_checkable", reason=reason)


def _rank_range(value: float, values: list[float], ties: str) -> tuple[int, int]:
    above = [other for other in values if other > value + SLACK]
    equal = sum(abs(other - value) <= SLACK for other in values)
    if ties == "dense":
        return 1 + len(set(above)), 1 + len(set(above))
    return 1 + len(above), len(above) + (equal if ties == "consecutive" else 1)


def _unseen(figure: Figure, known: Known, seen: int) -> int:
    """Return how many units have no printed value, by the denominator or else the register."""
    total = known.units_in(figure.place) if math.isnan(figure.maximum) else figure.maximum
    return 0 if math.isnan(total) else max(0, int(total) - seen)


def _ranked(figure: Figure, ties: str, low: int, high: int) -> Finding:
    fits = low <= figure.points <= high
    return Finding(
        check="rank",
        verdict="consistent" if fits else "impossible",
        reason="" if fits else "rank_differs",
        reading=ties,
        base="unit_values",
        quantity="rank",
        recomputed=Interval(low, high, low),
        reference=figure.points,
    )


def _counted(check: Literal["count", "sum"], reason: str, recomputed: float, reference: float) -> Finding:
    return Finding(
        check=check,
        verdict=_VERDICT_OF.get(reason, "impossible"),
        reason=reason,
        base="group_counts" if check == "sum" else "unit_count",
        quantity="units",
        recomputed=None if math.isnan(recomputed) else Interval.exact(recomputed),
        reference=reference,
    )


def _or_infinite(value: float) -> float:
    return math.inf if math.isnan(value) else value
