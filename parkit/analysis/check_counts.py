"""Can the printed counts and ranks be right? Units, groups, rounds, and the order of the printed values."""

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from parkit.analysis.claims import Finding, Verdict
from parkit.analysis.figures import INDEX_STATISTICS, Book, Figure
from parkit.analysis.intervals import Interval
from parkit.analysis.known import Known, unit_values
from parkit.analysis.precision import as_step
from parkit.model.rounding import round_half_away
from parkit.model.scheme import TIE_RULES

_Ends = tuple[int, int]

_VERDICT_OF: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        "": "consistent",
        "unit_count_unknown": "not_checkable",
        "sum_differs": "conditional",
        "units_left_out": "conditional",
    }
)


def unit_count(_book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold "16/17 sở" against the number of units of the block.

    Counted among fewer than there are, some units were not assessed or the area does not apply to them; counted
    among more, the figure cannot be right.
    """
    units = known.units_in(figure.place)
    if figure.points > min(_or_infinite(figure.maximum), _or_infinite(units)):
        reason = "count_above_units"
    elif math.isnan(units):
        reason = "unit_count_unknown"
    else:
        among = units if math.isnan(figure.maximum) else figure.maximum
        reason = "" if among == units else "units_left_out" if among < units else "units_differ"
    yield _counted("count", reason, units, figure.maximum)


def group_sum(book: Book, figure: Figure, known: Known) -> Iterator[Finding]:
    """Hold the sum of the group counts against the number of units; groups left out make it conditional."""
    total = sum(item.points for item in book.at(figure.place, "band_count", source=figure.kind))
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
    A printed value stands for all values behind its digits, so two that print the same can be in either order; a
    scheme that ranks rounded values has exact ones. With s values surely above, p possibly above and e equal ones
    (itself included): "1224" gives 1 + s to 1 + p, "consecutive" up to p + e, "dense" 1 + the number of distinct
    values above: at least as many as it takes to have one in every interval surely above. Each unit whose value is
    not printed may stand above and adds 1 to the upper end.
    """
    values = unit_values(book, figure.place, known, source=figure.kind)
    if figure.place.unit not in values:
        yield Finding(check="rank", verdict="not_checkable", reason="index_not_printed")
        return
    unseen = _unseen(figure, known, len(values))
    ends = _ends(values, known.rank_decimals)
    own = ends.pop(figure.place.unit)
    for ties in sorted(TIE_RULES, key=lambda rule: rule != known.ties):
        low, high = _rank_range(own, list(ends.values()), ties)
        yield _ranked(figure, ties, low, high + unseen)


def band(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Say why a printed group of one unit is not tested here."""
    own = book.at(figure.place, *INDEX_STATISTICS, source=figure.kind)
    reason = "thresholds_not_compared" if own else "index_not_printed"
    yield Finding(check="band", verdict="not_checkable", reason=reason)


def _ends(values: Mapping[str, Interval], decimals: int | None) -> dict[str, _Ends]:
    """Return the ends of every value in whole steps of 10⁻⁹, both the same where rounded values are ranked."""
    if decimals is not None:
        values = {unit: Interval.exact(round_half_away(value.value, decimals)) for unit, value in values.items()}
    return {unit: (as_step(value.low), as_step(value.high)) for unit, value in values.items()}


def _rank_range(own: _Ends, others: list[_Ends], ties: str) -> tuple[int, int]:
    low, high = own
    surely = [other for other in others if other[0] >= high and other[1] > low]
    possibly = [other for other in others if other[1] > low]
    if ties == "dense":
        known = {other for other in possibly if other[0] == other[1]}
        return 1 + _fewest_values(surely), 1 + len(known) + sum(a < b for a, b in possibly)
    equal = sum(other == own and low == high for other in others) if ties == "consecutive" else 0
    return 1 + len(surely), 1 + len(possibly) + equal


def _fewest_values(intervals: list[_Ends]) -> int:
    """Return how many values it takes to have one in each interval; ends that only touch do not share one."""
    count, last = 0, -math.inf
    for low, high in sorted(intervals, key=lambda ends: ends[1]):
        if low >= last and (low, high) != (last, last):
            count, last = count + 1, high
    return count


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
