"""The distribution of ranks of independent normal scores: the integral behind `rank_distribution`.

At each node t the number of scores above t has a Poisson–binomial distribution over all n units, built once by
convolution. The distribution without unit i follows by taking its own event out again (dividing the generating
function by 1 − p + p·x), forwards where p ≤ ½ and backwards where p > ½, so that rounding errors never grow. Units
that are certain to be above or below all nodes at hand only shift the count.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parkit.analysis import normal

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REACH: Final = 8.5
"""Standard errors on each side that are integrated; what lies beyond has a probability of 2·10⁻¹⁷."""
NODES: Final = 10
"""Gauss–Legendre nodes per panel, exact for polynomials up to degree 19."""
PANEL: Final = 2.0
"""Width of a panel in multiples of the spread of the number of scores above t, at most one standard error."""
CERTAIN: Final = float(normal.above(REACH))
"""A chance this close to 0 or 1 is taken as certain."""
CHUNK: Final = 12
"""Panels that are worked on together."""


def poisson_binomial(chances: Floats) -> Floats:
    """Return the distribution of the number of successes, for every row of chances.

    Parameters
    ----------
    chances : ndarray (m × n)
        Probabilities of n independent events.

    Returns
    -------
    ndarray (m × (n + 1))
        Probabilities of 0 … n successes.

    Examples
    --------
    >>> poisson_binomial(np.array([[0.5, 0.5, 0.0]])).tolist()
    [[0.25, 0.5, 0.25, 0.0]]
    """
    size = chances.shape[1]
    columns = np.zeros((size + 1, len(chances)))
    columns[0] = 1.0
    for count, chance in enumerate(chances.T, start=1):
        columns[1 : count + 1] = columns[1 : count + 1] * (1 - chance) + columns[:count] * chance
        columns[0] *= 1 - chance
    return np.ascontiguousarray(columns.T)


def rank_probabilities(estimates: Floats, errors: Floats) -> Floats:
    """Return P(rank_i = r) for independent scores x_i + s_i · N(0, 1).

    Parameters
    ----------
    estimates, errors : ndarray (n)
        x and s ≥ 0; equal exact values share the better rank.

    Returns
    -------
    ndarray (n × n)
        Row i, column r − 1.

    Examples
    --------
    >>> rank_probabilities(np.array([1.0, 0.0]), np.array([0.0, 0.0])).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    size = len(estimates)
    result = np.zeros((size, size))
    spread = errors > 0
    for places, lengths in _quadrature(estimates, errors):
        scaled = (places[:, None] - estimates) / np.where(spread, errors, np.inf)
        weights = lengths[:, None] * normal.density(scaled) / np.where(spread, errors, 1.0)
        _add(result, places, np.where(spread & (np.abs(scaled) <= REACH), weights, 0.0), estimates, errors)
    for unit in np.flatnonzero(~spread):
        _add(result, estimates[[unit]], np.eye(size)[[unit]], estimates, errors)
    return np.maximum(result, 0.0)


def _add(result: Floats, places: Floats, weights: Floats, estimates: Floats, errors: Floats) -> None:
    """Add the nodes' share of the integral (places, places × units) to ``result`` in place."""
    chances = _chances_above(places, estimates, errors)
    surely_above = (chances >= 1 - CERTAIN).all(axis=0) & (weights == 0).all(axis=0)
    surely_below = (chances <= CERTAIN).all(axis=0) & (weights == 0).all(axis=0)
    first = int(surely_above.sum())
    open_units = np.flatnonzero(~(surely_above | surely_below))
    counts = poisson_binomial(chances[:, open_units])
    node, column = np.nonzero(weights[:, open_units])
    weight, own = weights[node, open_units[column]], chances[node, open_units[column]]
    backwards = own > 0.5
    # Taking out an event of chance p > ½ from the count of successes is taking out 1 − p from that of failures.
    own = np.where(backwards, 1 - own, own)
    for turned in (False, True):
        chosen = backwards == turned
        table = counts[:, ::-1] if turned else counts
        found = _without_own(table.T, own[chosen], node[chosen], column[chosen], weight[chosen])
        result[open_units, first : first + len(open_units)] += found[:, ::-1] if turned else found


def _without_own(table: Floats, own: Floats, node: Integers, unit: Integers, weight: Floats) -> Floats:
    """Integrate the counts without each unit's own event: q_r = (c_r − p q_{r−1}) / (1 − p)."""
    size = len(table) - 1
    result = np.zeros((size, size))
    ratio, scale = own / (1 - own), 1 / (1 - own)
    before = np.zeros(len(own))
    for number in range(size):
        before = table[number, node] * scale - ratio * before
        result[:, number] = np.bincount(unit, weights=weight * before, minlength=size)
    return result


def _chances_above(places: Floats, estimates: Floats, errors: Floats) -> Floats:
    """Return P(X_j > t) for places × units; an exact value is above t or not."""
    gaps = places[:, None] - estimates
    scaled = np.divide(gaps, errors, out=np.where(gaps < 0, -np.inf, np.inf), where=errors > 0)
    return normal.above(scaled)


def _quadrature(estimates: Floats, errors: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Yield Gauss–Legendre nodes on the score axis and their lengths, some panels at a time."""
    panels = _panels(estimates, errors)
    points, weights = np.polynomial.legendre.leggauss(NODES)
    for start in range(0, len(panels), CHUNK):
        edges = panels[start : start + CHUNK]
        half = np.diff(edges, axis=1) / 2
        yield (edges.mean(axis=1)[:, None] + half * points).ravel(), (half * weights).ravel()


def _panels(estimates: Floats, errors: Floats) -> Floats:
    """Cut what the scores can reach into panels (m × 2), narrow where many scores or precise ones lie."""
    spread = errors > 0
    low, high = (estimates + side * REACH * errors for side in (-1, 1))
    panels: list[tuple[float, float]] = []
    place, last = low[spread].min(initial=np.inf), high[spread].max(initial=-np.inf)
    while place < last:
        present = spread & (low <= place) & (high > place)
        end = place + _width(place, estimates[present], errors[present]) if present.any() else np.inf
        # An exact value is a jump, and a precise score needs panels of its own from where it begins.
        starts = low[(low > place) & (errors < end - place)]
        end = min(end, float(starts.min(initial=np.inf)))
        if present.any():
            panels.append((place, end))
        place = end
    return np.array(panels).reshape(-1, 2)


def _width(place: float, estimates: Floats, errors: Floats) -> float:
    """Return the width over which neither a score's density nor the count of scores above changes much."""
    scaled = (place - estimates) / errors
    density = float((normal.density(scaled) / errors).sum())
    chance = normal.above(scaled)
    spread = float(np.sqrt((chance * (1 - chance)).sum() + 0.25))
    return min(float(errors.min()), PANEL * spread / max(density, 1e-300))
