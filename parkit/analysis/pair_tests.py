"""Test all pairs of units together: which is surely above which, by the largest gap that noise would show.

The arithmetic behind `rank_sets`. The largest of all n (n − 1) standardised gaps is needed for every draw, but
not the gaps themselves: each unit's largest gap has a cheap upper bound, and only the units whose bound still
leads a draw are computed. Memory is a few times draws × units, never draws × pairs.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Family:
    """Estimates x (n), standard errors s (n) and standard normal noise e (n × draws; z = s · e)."""

    estimates: Floats
    errors: Floats
    noise: Floats

    @cached_property
    def gaps(self) -> Floats:
        """Return d_ij = x_i − x_j (n × n)."""
        return self.estimates[:, None] - self.estimates[None, :]

    @cached_property
    def scales(self) -> Floats:
        """Return s_ij = √(s_i² + s_j²) (n × n)."""
        return np.hypot(self.errors[:, None], self.errors[None, :])

    @cached_property
    def inverses(self) -> Floats:
        """Return 1/s_ij; 0 where both values are exact, so that such a pair shows no noise."""
        return np.divide(1.0, self.scales, out=np.zeros_like(self.scales), where=self.scales > 0)


def surely_above(family: Family, coverage: float, *, step_down: bool) -> Booleans:
    """Return the n × n matrix that says whether the unit of the row is surely above that of the column.

    Notes
    -----
    Reject "i is not above j" when d_ij > c · s_ij, c the coverage quantile (linear between draws) of the
    largest (z_i − z_j)/s_ij over the pairs not yet rejected; repeat while something is rejected.

    Examples
    --------
    >>> noise = np.array([[0.0, 1.0, -1.0], [0.0, 0.0, 0.0]])
    >>> family = Family(estimates=np.array([3.0, 1.0]), errors=np.array([1.0, 0.0]), noise=noise)
    >>> surely_above(family, 0.5, step_down=True).tolist()
    [[False, True], [False, False]]
    """
    size = len(family.estimates)
    active = ~np.eye(size, dtype=bool)
    found = np.zeros_like(active)
    bounds = _upper_bounds(family)
    while active.any():
        critical = np.quantile(_largest(family, active, bounds), coverage)
        new = active & (family.gaps > critical * family.scales)
        found |= new
        active &= ~new
        if not (step_down and new.any()):
            break
    return found


def surely_above_and_below(
    family: Family, unit: int, coverage: float, *, sides: tuple[bool, bool], step_down: bool
) -> tuple[int, int]:
    """Count the units surely above and surely below one unit, by the pairs of this unit alone.

    Parameters
    ----------
    family : Family
        The units.
    unit : int
        The position of the unit.
    coverage : float
        The probability of no false verdict.
    sides : (bool, bool)
        Whether to look for units above and for units below; both is the two-sided family.
    step_down : bool
        Whether to test again without the pairs found apart.
    """
    others = np.arange(len(family.estimates)) != unit
    signs = [sign for sign, wanted in zip((-1.0, 1.0), sides, strict=True) if wanted]
    noise = family.errors[others, None] * family.noise[others]
    np.subtract(family.errors[unit] * family.noise[unit], noise, out=noise)
    noise *= family.inverses[unit, others, None]
    gaps = np.concatenate([sign * family.gaps[unit, others] for sign in signs])
    scales = np.tile(family.scales[unit, others], len(signs))
    active = np.ones(len(gaps), dtype=bool)
    while active.any():
        critical = np.quantile(_largest_of_one(noise, active, signs), coverage)
        new = active & (gaps > critical * scales)
        active &= ~new
        if not (step_down and new.any()):
            break
    counts = iter((~active).reshape(len(signs), -1).sum(axis=1))
    above, below = (int(next(counts)) if wanted else 0 for wanted in sides)
    return above, below


def _largest_of_one(noise: Floats, active: Booleans, signs: list[float]) -> Floats:
    """Return the largest active gap of every draw; without the minus sign only where it is wanted."""
    largest = np.full(noise.shape[1], -np.inf)
    for sign, part in zip(signs, active.reshape(len(signs), -1), strict=True):
        if part.any():
            chosen = noise if part.all() else noise[part]
            largest = np.maximum(largest, chosen.max(axis=0) if sign > 0 else -chosen.min(axis=0))
    return largest


def _upper_bounds(family: Family) -> Floats:
    """Bound each unit's largest standardised gap, rounding upwards.

    (s_i e_i − s_j e_j)/s_ij ≤ √(max(e_i, 0)² + max(−e_j, 0)²) by the Cauchy–Schwarz inequality.
    """
    rises, deepest = np.maximum(family.noise, 0.0), np.maximum(-family.noise, 0.0).max(axis=0)
    return np.asarray(np.hypot(rises, deepest) * (1 + 1e-12), dtype=float)


def _largest(family: Family, active: Booleans, bounds: Floats) -> Floats:
    """Return the largest active gap of every draw; ``bounds`` is tightened in place and stays an upper bound."""
    best = np.full(bounds.shape[1], -np.inf)
    leaders = bounds.argmax(axis=0)
    visits = [*((unit, leaders == unit) for unit in np.unique(leaders)), *((unit, True) for unit in range(len(bounds)))]
    for unit, wanted in visits:
        draws = np.flatnonzero((bounds[unit] > best) & wanted)
        if len(draws):
            bounds[unit, draws] = _largest_of_unit(family, active[unit], unit, draws)
            best[draws] = np.maximum(best[draws], bounds[unit, draws])
    return best


def _largest_of_unit(family: Family, active: Booleans, unit: int, draws: Integers) -> Floats:
    others = np.flatnonzero(active)
    if not len(others):
        return np.full(len(draws), -np.inf)
    noise = family.errors[unit] * family.noise[unit, draws]
    noise = noise - family.errors[others, None] * family.noise[np.ix_(others, draws)]
    return np.asarray((noise * family.inverses[unit, others, None]).max(axis=0), dtype=float)
