"""Do figures that say the same thing agree? One printed twice, and a total beside the parts it is made of.

The parts of a total are known to be all of them only where their maxima add up to that of the total, which is 100
for an index printed without one.
"""

from collections.abc import Iterator
from typing import Final

from parkit.analysis.claims import Finding, Verdict
from parkit.analysis.figures import Book, Figure, is_total, maximum_at
from parkit.analysis.intervals import Interval
from parkit.analysis.known import Known

_FULL: Final = 100.0
_QUANTITIES: Final = {"mean_points": "points", "maximum": "maximum", "rank": "rank"}


def repeats(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold a figure against the same figure printed elsewhere; two that differ cannot both be right."""
    others = book.at(figure.place, figure.statistic, source=figure.kind)
    for other in (item for item in others if item.number != figure.number):
        fits = other.value.intersects(figure.value)
        yield Finding(
            check="repeat",
            verdict="consistent" if fits else "impossible",
            reason="" if fits else "differs_from_repeat",
            base="repeat",
            quantity=_QUANTITIES.get(figure.statistic, "index"),
            recomputed=other.value,
            reference=figure.points,
        )


def sum_of_parts(book: Book, figure: Figure, _known: Known) -> Iterator[Finding]:
    """Hold a total against the sum of its parts: p = Σ pₖ, I = 100 · Σ pₖ / Σ mₖ.

    Notes
    -----
    For one unit both are exact. In a block whose units have different maxima a mean of parts is over fewer units than
    the mean of totals, which then lies below the sum; a mean index can lie on either side.
    """
    parts = parts_of(book, figure)
    if not parts:
        return
    total = sum((part.value for part, _ in parts), start=Interval.exact(0.0))
    is_points = figure.statistic == "mean_points"
    whole = sum(maximum for _, maximum in parts)
    recomputed = total if is_points else 100.0 * total / whole
    verdict, reason = _answer(figure, recomputed, is_points=is_points)
    yield Finding(
        check="parts",
        verdict=verdict,
        reason=reason,
        base="parts",
        quantity="points" if is_points else "index",
        recomputed=recomputed,
        reference=figure.points,
    )


def parts_of(book: Book, figure: Figure) -> list[tuple[Figure, float]]:
    """Return the points that a total is made of, each with its maximum; empty unless they are known to be all."""
    if not is_total(figure.place):
        return []
    found = [(part, maximum_at(book, part.place, source=figure.kind)) for part in _leaves(book, figure)]
    known = [(part, maximum.value) for part, maximum in found if maximum is not None]
    whole = maximum_at(book, figure.place, source=figure.kind)
    expected = whole.value if whole else _FULL
    complete = len(known) == len(found) and Interval.exact(expected).contains(sum(maximum for _, maximum in known))
    return known if complete else []


def _leaves(book: Book, figure: Figure) -> list[Figure]:
    """Return the points of each part, the first where they are printed twice; an area gives way to its criteria."""
    found = book.of_unit(figure.place, "mean_points", source=figure.kind)
    parts = {part.place: part for part in reversed(found) if not is_total(part.place)}
    divided = {place.area for place in parts if place.criterion != place.area}
    return [part for place, part in parts.items() if place.criterion != place.area or place.area not in divided]


def _answer(figure: Figure, recomputed: Interval, *, is_points: bool) -> tuple[Verdict, str]:
    if figure.value.intersects(recomputed):
        return "consistent", ""
    if figure.place.unit or (is_points and figure.value.low > recomputed.high):
        return "impossible", "differs_from_parts"
    return "conditional", "needs_smaller_maxima"
