"""Make one number of many in other ways, to see whether the order hangs on the arithmetic mean.

The official index is an arithmetic mean: a point lost anywhere can be won back anywhere else. The geometric and
the harmonic mean and the Mazziotta–Pareto index punish unbalanced results; Copeland only counts in how many
comparisons a unit wins. A cell that is missing (or does not apply) is left out and the other weights are scaled up.

Methods
-------
=========================  =========================================================================================
method                     score, with weights scaled to w, Σ w = 1
=========================  =========================================================================================
arithmetic                 Σ w x
geometric                  exp Σ w ln x; 0 as soon as one x is 0
harmonic                   1 / Σ (w / x); 0 as soon as one x is 0
power                      (Σ w x^p)^(1/p), the generalised mean; p = 0 is the geometric mean
mazziotta_pareto           M − S²/M of z = 100 + 10 (x − mean)/sd, M and S the unit's mean and deviation of z
adjusted_mazziotta_pareto  the same of z = 70 + 60 (x − low)/(high − low) with fixed goalposts, comparable over years
copeland                   units beaten less units that beat it; b is beaten where more than half the weight of the
                           criteria that both have is on a's side
outranking                 Σ over the other units of that weight, equal values counted half
=========================  =========================================================================================

References
----------
OECD and European Commission JRC (2008), Handbook on Constructing Composite Indicators, step 6.
De Muro, P., Mazziotta, M., Pareto, A. (2011), Composite Indices of Development and Poverty, Social Indicators
Research 104, 1–18, doi:10.1007/s11205-010-9727-z (sd and S with divisor n and k).
Mazziotta, M., Pareto, A. (2018), Measuring Well-Being Over Time: The Adjusted Mazziotta–Pareto Index Versus Other
Non-compensatory Indices, Social Indicators Research 136, 967–976, doi:10.1007/s11205-017-1577-5.
Copeland, A. H. (1951), A "reasonable" social welfare function, University of Michigan.
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.groups import group
from parkit.analysis.score_matrix import Cells, divide_by_weights

Floats = NDArray[np.float64]
Method = Literal[
    "arithmetic",
    "geometric",
    "harmonic",
    "power",
    "mazziotta_pareto",
    "adjusted_mazziotta_pareto",
    "copeland",
    "outranking",
]

METHODS: Final = (
    "arithmetic",
    "geometric",
    "harmonic",
    "power",
    "mazziotta_pareto",
    "adjusted_mazziotta_pareto",
    "copeland",
    "outranking",
)
MEANS: Final = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
"""The methods that are a generalised mean with a fixed exponent; their score has the unit of the values."""
BLOCK: Final = ("scheme", "year", "block")
HALF: Final = 1e-12
"""A majority smaller than this share of the weight is a draw: .333 + .167 need not be ½ in binary."""


def aggregate(
    frame: pd.DataFrame,
    method: Method = "arithmetic",
    *,
    value: str = "rate",
    weight: str = "weight",
    within: Sequence[str] = BLOCK,
    power: float = 1.0,
    goalposts: tuple[float, float] = (0.0, 1.0),
) -> pd.DataFrame:
    """Aggregate values of criteria into one score per unit.

    Parameters
    ----------
    frame : DataFrame
        One row per unit and criterion with ``unit``, ``criterion``, ``value`` and ``weight``.
    method : str
        One of the methods of this module.
    value, weight : str
        The two columns. A row whose value is NaN is left out; the weights' size does not matter.
    within : sequence of str
        The columns that make a group of units; none takes the whole frame.
    power : float
        p of the method "power".
    goalposts : (float, float)
        The values that become 70 and 130 in the adjusted Mazziotta–Pareto index.

    Returns
    -------
    DataFrame
        One row per unit: the columns of ``within``, ``unit``, ``score`` (NaN without any value) and ``n_values``.

    Raises
    ------
    ValueError
        Unknown method, a negative or missing weight, two rows for a cell, or values that the method cannot take:
        below 0 for geometric, harmonic and power.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": list("aabb"), "criterion": ["1", "2"] * 2, "rate": [0.9, 0.4, 0.6, 0.6]})
    >>> aggregate(frame.assign(weight=1.0), "geometric", within=())["score"].round(12).tolist()
    [0.6, 0.6]
    """
    if not frame[weight].ge(0).all():
        message = f"{weight}: expected weights of at least 0"
        raise ValueError(message)
    codes = group(frame, within).codes if within else np.zeros(len(frame), dtype=np.int64)
    parts = []
    for _, rows in frame.groupby(codes):
        units, cells = _of_group(rows, (value, weight), within)
        even = np.ones((1, cells.rates.shape[1]))
        scores = aggregate_cells(cells, even, method, power=power, goalposts=goalposts)
        parts.append(units.assign(score=scores[0]))
    columns = [*within, "unit", "score", "n_values"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def aggregate_cells(
    cells: Cells,
    weights: Floats,
    method: str = "arithmetic",
    *,
    power: float = 1.0,
    goalposts: tuple[float, float] = (0.0, 1.0),
) -> Floats:
    """Aggregate cells under many weight sets.

    Parameters
    ----------
    cells : Cells
        Rates and shares (n × k).
    weights : ndarray (R × k)
        Weight sets.
    method, power, goalposts
        As for `aggregate`.

    Returns
    -------
    ndarray (R × n)
        Scores; NaN where a unit has no weight left.

    Raises
    ------
    ValueError
        Unknown method, or negative values where the method cannot take them.

    Examples
    --------
    >>> cells = Cells(rates=np.array([[0.2, 0.6]]), shares=np.ones((1, 2)))
    >>> aggregate_cells(cells, np.array([[1.0, 1.0]]), "harmonic").round(12).tolist()
    [[0.3]]
    """
    if method not in METHODS:
        message = f"method={method!r}: expected one of {METHODS}"
        raise ValueError(message)
    if method in MEANS or method == "power":
        return _power_mean(cells, weights, MEANS.get(method, power))
    if method in {"copeland", "outranking"}:
        return _compared(cells, weights, method)
    scaled = _standardised(cells) if method == "mazziotta_pareto" else _between(cells, goalposts)
    means = scaled.means(weights)
    squares = Cells(rates=scaled.rates**2, shares=scaled.shares).means(weights)
    return np.asarray(means - np.maximum(squares - means**2, 0.0) / means, dtype=float)


def _power_mean(cells: Cells, weights: Floats, power: float) -> Floats:
    """Return the generalised mean; with a zero among the values and p ≤ 0 its limit, 0."""
    if power == 1.0:
        return cells.means(weights)
    counts = cells.shares > 0
    if (cells.rates[counts] < 0).any():
        message = "expected no value below 0"
        raise ValueError(message)
    zeros = counts & (cells.rates == 0)
    safe = np.where(counts & ~zeros, cells.rates, 1.0)
    changed = np.log(safe) if power == 0 else safe**power
    if power > 0:
        changed = np.where(zeros, 0.0, changed)
    means = Cells(rates=np.where(counts, changed, 0.0), shares=cells.shares).means(weights)
    result = np.exp(means) if power == 0 else means ** (1 / power)
    if power > 0 or not zeros.any():
        return np.asarray(result, dtype=float)
    struck = weights @ (zeros * cells.shares).T > 0
    return np.where(struck, 0.0, result)


def _standardised(cells: Cells) -> Cells:
    """Give every criterion mean 100 and deviation 10 over the units that have it; 100 where all are equal."""
    counts = np.where(cells.shares > 0, 1.0, 0.0)
    number = np.maximum(counts.sum(axis=0), 1.0)
    centred = (cells.rates - (cells.rates * counts).sum(axis=0) / number) * counts
    deviation = np.sqrt((centred**2).sum(axis=0) / number)
    scale = np.divide(10.0, deviation, out=np.zeros_like(deviation), where=deviation > HALF)
    return Cells(rates=100.0 + scale * centred, shares=cells.shares)


def _between(cells: Cells, goalposts: tuple[float, float]) -> Cells:
    low, high = goalposts
    return Cells(rates=70.0 + 60.0 * (cells.rates - low) / (high - low), shares=cells.shares)


def _compared(cells: Cells, weights: Floats, method: str) -> Floats:
    """Compare every unit with every other, one unit at a time (weight sets × units at once)."""
    result = np.empty((len(weights), len(cells.rates)))
    for unit, (rates, shares) in enumerate(zip(cells.rates, cells.shares, strict=True)):
        both = np.minimum(shares, cells.shares)
        both[unit] = 0.0
        lead = weights @ (both * np.sign(rates - cells.rates)).T
        lead = np.nan_to_num(divide_by_weights(lead, weights, both))
        met = weights @ both.T > 0
        won = np.sign(np.where(np.abs(lead) > HALF, lead, 0.0)) if method == "copeland" else (1 + lead) / 2 * met
        result[:, unit] = won.sum(axis=1)
    empty = weights @ cells.shares.T <= 0
    return np.where(empty, np.nan, result)


def _of_group(rows: pd.DataFrame, columns: tuple[str, str], within: Sequence[str]) -> tuple[pd.DataFrame, Cells]:
    """Lay a group out as units by criteria; the weights become shares of 1."""
    unit, units = pd.factorize(rows["unit"], sort=True)
    criterion, criteria = pd.factorize(rows["criterion"], sort=True)
    if pd.Series(unit * len(criteria) + criterion).duplicated().any():
        message = "expected one row per unit and criterion"
        raise ValueError(message)
    values, weights = (rows[name].to_numpy(dtype=float) for name in columns)
    known = ~np.isnan(values)
    rates, shares = np.zeros((2, len(units), len(criteria)))
    rates[unit[known], criterion[known]] = values[known]
    shares[unit[known], criterion[known]] = weights[known]
    keys = {name: rows[name].iloc[0] for name in within}
    frame = pd.DataFrame({**keys, "unit": np.asarray(units)})
    return frame.assign(n_values=np.bincount(unit[known], minlength=len(units))), Cells(rates=rates, shares=shares)
