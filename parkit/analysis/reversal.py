"""How far must the weights move before one unit falls behind another? The arithmetic behind `robustness`.

Every criterion k has a multiplier t_k between 1 − e and 1 + e; with points p and maxima m of units a and b, unit a
has index Σ t p_a / Σ t m_a. The smallest e at which b can catch up is e*.

*Same criteria* (m_a = m_b): the denominators are equal and e* = Σ (p_a − p_b) / Σ |p_a − p_b|, in closed form.

*Different criteria*: both denominators move. For a level λ let α_k = p_ak − λ m_ak and β_k = p_bk − λ m_bk. That some t
of the box has I_a(t) ≤ λ ≤ I_b(t) is a linear condition, and by duality the smallest such e is
e(λ) = max over s ≥ 0 of R(s, λ) = Σ (α − s β) / Σ |α − s β|, whose maximum lies at s = 0, at s = ∞ or where one term
vanishes: one sort finds it. Then e* = min over λ of e(λ). For fixed s, R is quasi-concave in λ, so between two
levels it is at least its smaller end value; intervals that cannot hold the minimum are dropped and the others are
halved until the bounds meet (branch and bound). The answer is exact to 10⁻¹⁰, also where the worst weights are no
corner of the box, which can happen here.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

LARGEST: Final = 0.99
TOLERANCE: Final = 1e-10
"""Where the search stops; the closed form needs none."""
STEPS: Final = 5
ROUNDS: Final = 60
PAIRS: Final = 4096
"""Pairs that are searched together."""


def smallest_change(pairs: Floats, *, largest: float = LARGEST, enough: float = 0.0) -> Floats:
    """Return e* of every pair, with unit a the one that is ahead.

    Parameters
    ----------
    pairs : ndarray (4 × P × K)
        Points and maxima of unit a, points and maxima of unit b; 0 where a criterion does not count.
    largest : float
        For different criteria nothing beyond this change is looked for.
    enough : float
        For different criteria the search for a smaller change ends below this one.

    Returns
    -------
    ndarray (P)
        0 for equal indices; 1 if no change below ``largest`` (same criteria: below 1) lets b catch up; NaN if the
        two have the same points and maxima everywhere.

    Examples
    --------
    >>> same = np.array([[[4.0, 1.0]], [[5.0, 5.0]], [[1.0, 3.0]], [[5.0, 5.0]]])
    >>> smallest_change(same).tolist()
    [0.2]
    """
    points_a, maxima_a, points_b, maxima_b = pairs
    lead = points_a - points_b
    spread = np.abs(lead).sum(axis=1)
    found = np.divide(lead.sum(axis=1), spread, out=np.full(len(spread), np.nan), where=spread > 0)
    different = np.flatnonzero((maxima_a != maxima_b).any(axis=1))
    for start in range(0, len(different), PAIRS):
        chosen = different[start : start + PAIRS]
        found[chosen] = _search(pairs[:, chosen], largest, enough)
    return np.asarray(np.maximum(found, 0.0), dtype=float)


@dataclass
class _Intervals:
    """Intervals of the level λ that may hold the minimum, with a good s (as a pair u, v) for both ends."""

    pair: Integers
    low: Floats
    high: Floats
    price_low: Floats
    price_high: Floats

    def taken(self, keep: Booleans) -> "_Intervals":
        """Keep some intervals."""
        return _Intervals(
            pair=self.pair[keep],
            low=self.low[keep],
            high=self.high[keep],
            price_low=self.price_low[:, keep],
            price_high=self.price_high[:, keep],
        )

    def halved(self, keep: Booleans, middle: Floats, price: Floats) -> "_Intervals":
        """Keep some intervals and cut them at ``middle``."""
        kept, cut, inner = self.taken(keep), middle[keep], price[:, keep]
        return _Intervals(
            pair=np.tile(kept.pair, 2),
            low=np.concatenate([kept.low, cut]),
            high=np.concatenate([cut, kept.high]),
            price_low=np.hstack([kept.price_low, inner]),
            price_high=np.hstack([inner, kept.price_high]),
        )


@dataclass
class _Best:
    """The smallest change found for each pair, with its level λ and its s (as a pair u, v)."""

    change: Floats
    level: Floats
    price: Floats

    def improve(self, pair: Integers, change: Floats, level: Floats, price: Floats) -> None:
        """Take over what is smaller."""
        order = np.argsort(-change, kind="stable")
        order = order[change[order] < self.change[pair[order]]]
        # Of several candidates for one pair the last, which is the smallest, stays.
        self.change[pair[order]] = change[order]
        self.level[pair[order]] = level[order]
        self.price[:, pair[order]] = price[:, order]


def _search(pairs: Floats, largest: float, enough: float) -> Floats:
    """Return e* of pairs with different criteria, 1 beyond the largest change."""
    best = _first_guess(pairs, largest)
    intervals = _whole_range(pairs)
    intervals = intervals.taken(best.change >= enough)
    middle = np.clip(best.level[intervals.pair], intervals.low, intervals.high)
    for _ in range(ROUNDS):
        change, price = _at_level(*_gaps(pairs, intervals.pair, middle))
        best.improve(intervals.pair, change, middle, price)
        best.improve(intervals.pair, *_corner(pairs, intervals.pair, middle, price))
        bound = _lower_bound(pairs, intervals, [price, best.price[:, intervals.pair]])
        change = best.change[intervals.pair]
        intervals = intervals.halved((bound < change - TOLERANCE) & (change >= enough), middle, price)
        if not len(intervals.pair):
            break
        middle = (intervals.low + intervals.high) / 2
    ties = pairs[0].sum(axis=1) * pairs[3].sum(axis=1) <= pairs[2].sum(axis=1) * pairs[1].sum(axis=1)
    return np.where(ties, 0.0, np.where(best.change < largest, best.change, 1.0))


def _whole_range(pairs: Floats) -> _Intervals:
    """Start from the smallest to the largest rate of the two units; s = ∞ bounds below it, s = 0 above."""
    points, maxima = pairs[[0, 2]], pairs[[1, 3]]
    rates = points / np.where(maxima > 0, maxima, np.nan)
    size = points.shape[1]
    ends = np.repeat(np.array([[[0.0], [1.0]], [[1.0], [0.0]]]), size, axis=2)
    return _Intervals(
        pair=np.arange(size),
        low=np.nanmin(rates, axis=(0, 2)),
        high=np.nanmax(rates, axis=(0, 2)),
        price_low=ends[0],
        price_high=ends[1],
    )


def _first_guess(pairs: Floats, largest: float) -> _Best:
    """Follow the signs from corner to corner; a good start makes the search short."""
    sums = pairs.sum(axis=2)
    rows = np.arange(pairs.shape[1])
    level = (sums[0] / sums[1] + sums[2] / sums[3]) / 2
    price = np.stack([np.ones_like(level), sums[1] / sums[3]])
    best = _Best(change=np.full(len(rows), largest), level=level.copy(), price=price.copy())
    for _ in range(STEPS):
        change, level, price = _corner(pairs, rows, level, price)
        best.improve(rows, change, level, price)
    return best


def _gaps(pairs: Floats, rows: Integers, level: Floats) -> tuple[Floats, Floats]:
    """Return α = p_a − λ m_a and β = p_b − λ m_b."""
    chosen = pairs[:, rows]
    return chosen[0] - level[:, None] * chosen[1], chosen[2] - level[:, None] * chosen[3]


def _ratio(terms: Floats) -> Floats:
    """Return Σ c / Σ |c|; 1 where there is nothing to trade."""
    spread = np.abs(terms).sum(axis=1)
    return np.asarray(np.divide(terms.sum(axis=1), spread, out=np.ones(len(terms)), where=spread > 0), dtype=float)


def _mixed(alpha: Floats, beta: Floats, price: Floats) -> Floats:
    return np.asarray(price[0][:, None] * alpha - price[1][:, None] * beta)


def _at_level(alpha: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """Return e(λ) = max over s of R(s, λ), and the s where it is reached as a pair (u, v), s = v/u."""
    places = np.divide(alpha, beta, out=np.full(alpha.shape, np.inf), where=beta != 0)
    places = np.where(places > 0, places, np.inf)
    order = np.argsort(places, axis=1)
    alpha, beta, places = (np.take_along_axis(table, order, axis=1) for table in (alpha, beta, places))
    flips = np.isfinite(places)
    signs = np.where(alpha != 0, np.sign(alpha), -np.sign(beta))
    steps = np.where(flips, places, 0.0)
    turned = np.where(flips, signs, 0.0)
    spread = (signs * alpha).sum(axis=1, keepdims=True) - 2 * np.cumsum(turned * alpha, axis=1)
    spread -= steps * ((signs * beta).sum(axis=1, keepdims=True) - 2 * np.cumsum(turned * beta, axis=1))
    lead = alpha.sum(axis=1, keepdims=True) - steps * beta.sum(axis=1, keepdims=True)
    ratios = np.divide(lead, spread, out=np.full(lead.shape, -np.inf), where=flips & (spread > 0))
    place = ratios.argmax(axis=1)[:, None]
    inner = np.take_along_axis(ratios, place, axis=1)[:, 0]
    step = np.take_along_axis(steps, place, axis=1)[:, 0]
    values = np.stack([inner, _ratio(alpha), _ratio(-beta)])
    ones, zeros = np.ones(len(step)), np.zeros(len(step))
    which = values.argmax(axis=0)
    price = np.choose(which, [[ones, step], [ones, zeros], [zeros, ones]])
    return np.maximum(values.max(axis=0), 0.0), price


def _lower_bound(pairs: Floats, intervals: _Intervals, prices: list[Floats]) -> Floats:
    """Bound e(λ) from below over each interval: the better of several s, each by its worse end."""
    bound = np.zeros(len(intervals.pair))
    low = _gaps(pairs, intervals.pair, intervals.low)
    high = _gaps(pairs, intervals.pair, intervals.high)
    for price in (intervals.price_low, intervals.price_high, *prices):
        ends = np.minimum(_ratio(_mixed(*low, price)), _ratio(_mixed(*high, price)))
        bound = np.maximum(bound, ends)
    return bound


def _corner(pairs: Floats, rows: Integers, level: Floats, price: Floats) -> tuple[Floats, Floats, Floats]:
    """Move all weights by the signs of u α − v β until the units tie; return change, level and (1, M_a / M_b)."""
    signs = np.sign(_mixed(*_gaps(pairs, rows, level), price))
    sums, moves = pairs[:, rows].sum(axis=2), (pairs[:, rows] * signs).sum(axis=2)
    change = _tie(sums, moves)
    points_a, maxima_a, points_b, maxima_b = sums - np.minimum(change, LARGEST) * moves
    level = (points_a / maxima_a + points_b / maxima_b) / 2
    return change, level, np.stack([np.ones_like(level), maxima_a / maxima_b])


def _tie(sums: Floats, moves: Floats) -> Floats:
    """Return the smallest e in (0, 1] with equal indices, where each sum is sums − e · moves; ∞ without one.

    p_a m_b − p_b m_a is a quadratic A e² + B e + C, solved without cancellation.
    """
    constant = sums[0] * sums[3] - sums[2] * sums[1]
    linear = sums[2] * moves[1] + moves[2] * sums[1] - sums[0] * moves[3] - moves[0] * sums[3]
    square = moves[0] * moves[3] - moves[2] * moves[1]
    inside = linear**2 - 4 * square * constant
    half = -(linear + np.where(linear >= 0, 1.0, -1.0) * np.sqrt(np.maximum(inside, 0.0))) / 2
    first = np.divide(half, square, out=np.full(half.shape, np.inf), where=square != 0)
    second = np.divide(constant, half, out=np.full(half.shape, np.inf), where=half != 0)
    roots = np.stack([first, second])
    return np.asarray(np.where((roots > 0) & (roots <= 1) & (inside >= 0), roots, np.inf).min(axis=0))
