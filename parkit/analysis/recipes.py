"""What if every digit is right and the figure was only computed in another way? Three ways it can go wrong.

Each gives the interval that the other way of computing yields, and names the checks it speaks of: it can explain a
figure only if nothing else contradicts it.
"""

from collections.abc import Iterator
from typing import Final

from parkit.analysis.check_parts import parts_of
from parkit.analysis.figures import INDEX_STATISTICS, Book, Figure, is_total, maximum_at
from parkit.analysis.hypotheses import Proposal
from parkit.analysis.intervals import Interval, mean
from parkit.analysis.known import Known, unit_values
from parkit.model.rounding import round_half_away

_BY_PARTS: Final = frozenset({("parts", "parts")})
_BY_POINTS: Final = frozenset({("level", "points_and_maximum"), ("maximum", "stated_index")})
_BY_UNITS: Final = frozenset({("level", "unit_values")})
_LEFT_OUT: Final = 2
"""How many units without a score are tried as counted with zero."""


def recipes(book: Book, figure: Figure, known: Known) -> Iterator[Proposal]:
    """Go through every other way in which a figure can have been computed."""
    if figure.statistic in INDEX_STATISTICS:
        yield from _mean_of_ratios(book, figure)
        yield from _rounded_points(book, figure)
        yield from _rounded_units(book, figure, known)
        yield from _units_as_zero(book, figure, known)
    if figure.statistic in {"mean_points", *INDEX_STATISTICS}:
        yield from _rounded_parts(book, figure)
    yield from _parts_as_zero(book, figure)


def _mean_of_ratios(book: Book, figure: Figure) -> Iterator[Proposal]:
    """I = 1/n · Σ 100 · pₖ / mₖ instead of 100 · Σ pₖ / Σ mₖ."""
    parts = parts_of(book, figure)
    if parts:
        rates = [100.0 * part.value / maximum for part, maximum in parts]
        yield _computed("mean_of_ratios", figure, mean(rates), _BY_PARTS)


def _rounded_points(book: Book, figure: Figure) -> Iterator[Proposal]:
    """I = 100 · [p] / m with p rounded to fewer decimals first."""
    maximum = maximum_at(book, figure.place, source=figure.kind)
    if maximum is None:
        return
    for points in book.at(figure.place, "mean_points", source=figure.kind):
        for decimals in range(points.digits):
            rounded = Interval.exact(round_half_away(points.points, decimals))
            yield _computed("rounded_first", figure, 100.0 * rounded / maximum, _BY_POINTS, decimals=decimals)


def _rounded_parts(book: Book, figure: Figure) -> Iterator[Proposal]:
    parts = parts_of(book, figure)
    for decimals in range(max((part.digits for part, _ in parts), default=0)):
        total = sum(round_half_away(part.points, decimals) for part, _ in parts)
        whole = sum(maximum for _, maximum in parts)
        value = total if figure.statistic == "mean_points" else 100.0 * total / whole
        yield _computed("rounded_first", figure, Interval.exact(value), _BY_PARTS, decimals=decimals)


def _rounded_units(book: Book, figure: Figure, known: Known) -> Iterator[Proposal]:
    units = [] if figure.place.unit else list(unit_values(book, figure.place, known, source=figure.kind).values())
    for decimals in range(2) if units else ():
        rounded = [Interval.exact(round_half_away(value.value, decimals)) for value in units]
        yield _computed("rounded_first", figure, mean(rounded), _BY_UNITS, decimals=decimals)


def _units_as_zero(book: Book, figure: Figure, known: Known) -> Iterator[Proposal]:
    """I · (n − k)/n: the index is a mean over all n units, k of which have no score; the points are over the others."""
    number = known.units_in(figure.place)
    maximum = maximum_at(book, figure.place, source=figure.kind)
    points = book.at(figure.place, "mean_points", source=figure.kind)
    if figure.place.unit or maximum is None or not points or not number > _LEFT_OUT:
        return
    for missing in range(1, _LEFT_OUT + 1):
        share = (number - missing) / number
        yield _computed("missing_as_zero", figure, 100.0 * points[0].value / maximum * share, _BY_POINTS)


def _parts_as_zero(book: Book, figure: Figure) -> Iterator[Proposal]:
    """100 · Σ pₖ / (Σ mₖ + Σ m of the parts that others of the block have and this unit has not)."""
    parts = parts_of(book, figure)
    if figure.statistic != "index" or not figure.place.unit or not parts:
        return
    own = {(part.place.area, part.place.criterion) for part, _ in parts}
    others = book.units_points(figure.place, source=figure.kind)
    lacking = {(item.place.area, item.place.criterion): item.maximum for item in others if not is_total(item.place)}
    extra = sum(maximum for key, maximum in lacking.items() if key not in own)
    if extra > 0:
        total = sum((part.value for part, _ in parts), start=Interval.exact(0.0))
        whole = sum(maximum for _, maximum in parts) + extra
        yield _computed("missing_as_zero", figure, 100.0 * total / whole, _BY_PARTS)


def _computed(
    hypothesis: str,
    figure: Figure,
    value: Interval,
    explains: frozenset[tuple[str, str]],
    *,
    decimals: int | None = None,
) -> Proposal:
    """Propose a value, to be written as the figure is unless it comes from numbers with other decimals."""
    return Proposal(
        hypothesis=hypothesis,
        changed=figure.number,
        what="nothing",
        value=value.value,
        decimals=figure.digits if decimals is None else decimals,
        computed=value,
        explains=explains,
    )
