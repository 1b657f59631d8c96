"""Is there a trend, and could a series this short show one at all? Theil–Sen slope and exact Mann–Kendall test.

An office has few years. The normal approximation to the test is wrong there, so the null distribution is counted
out, with ties as well. Even a perfect trend cannot be significant below a length: the smallest p of three years is
1/3, of four 1/12, of five 1/60; it is always reported beside p.

Reason codes (column ``reason``)
--------------------------------
=====================  =======================================================================================
code                   meaning
=====================  =======================================================================================
(empty)                the test could have been significant
one_year               fewer than two years, so there is no slope
never_significant      no order of these values has a p-value at or below the level
=====================  =======================================================================================

References
----------
Theil, H. (1950), A rank-invariant method of linear and polynomial regression analysis, Proceedings of the Royal
Netherlands Academy of Sciences 53. Sen, P. K. (1968), Estimates of the regression coefficient based on Kendall's tau,
Journal of the American Statistical Association 63, 1379–1389. Mann, H. B. (1945), Nonparametric tests against trend,
Econometrica 13, 245–259. Kendall, M. G. (1975), Rank Correlation Methods, 4th edition, Griffin. MacMahon, P. A.
(1916), Combinatory Analysis (inversions of words with repeated letters).
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.groups import Groups, group
from parkit.analysis.paired import KEY
from parkit.analysis.precision import snap

TREND_REASONS: Final = ("", "one_year", "never_significant")


def trend(
    frame: pd.DataFrame, *, value: str = "index", by: Sequence[str] = KEY, significance: float = 0.05
) -> pd.DataFrame:
    """Estimate and test the trend of every series.

    Parameters
    ----------
    frame : DataFrame
        ``year``, ``value`` and ``by``, one row per series and year; a NaN is a missing year. Add "segment" to ``by``
        where a chain of years is broken.
    value : str
        What may have a trend, such as the index in percent.
    by : sequence of str
        What makes a series.
    significance : float
        The level of the two-sided test.

    Returns
    -------
    DataFrame
        One row per series with a value: ``n``, ``first_year``, ``last_year``, ``slope`` (units of ``value`` per year),
        ``s`` (Mann–Kendall), ``p_value`` (two-sided, exact), ``smallest_p`` (of any order of these values),
        ``direction`` "up", "down" or "none" (not significant), ``reason``.

    Raises
    ------
    ValueError
        A series has two values in one year.

    Notes
    -----
    slope = median over i < j of (x_j − x_i)/(t_j − t_i), S = Σ_{i<j} sign(x_j − x_i). Values equal to nine decimals
    are ties. Under the null hypothesis every order of the n values is equally likely; with ties of sizes t₁, t₂, …
    the number of orders with i inversions is the coefficient of q^i in the q-multinomial [n; t₁, t₂, …]_q, and
    S = T − 2 i with T the number of untied pairs. So the p-value P(abs S ≥ abs s) is exact for any n and any ties,
    without a normal approximation; values are supposed independent from year to year.

    Examples
    --------
    >>> years = pd.DataFrame({"scheme": "x", "block": "so", "unit": "a", "year": [2018, 2019, 2020, 2022],
    ...     "index": [80.0, 82.0, 83.0, 87.0]})
    >>> trend(years)[["n", "slope", "s", "p_value", "reason"]].round(4).values.tolist()
    [[4, 1.7083, 6, 0.0833, 'never_significant']]
    """
    known = frame.loc[frame[value].notna(), ["year", value, *by]]
    series = group(known, by)
    years = np.unique(known["year"].to_numpy(dtype=np.int64))
    table = _table(known, value, series, years)
    sizes, patterns = _tie_patterns(table)
    concordance = _concordance(table)
    tests = [_p_values(pattern, s) for pattern, s in zip(patterns, concordance, strict=True)]
    p_value, smallest = (np.array([test[side] for test in tests], dtype=float) for side in (0, 1))
    significant = p_value <= significance
    there = ~np.isnan(table)
    return series.keys.assign(
        n=sizes,
        first_year=years[there.argmax(axis=1)] if len(table) else years,
        last_year=years[len(years) - 1 - there[:, ::-1].argmax(axis=1)] if len(table) else years,
        slope=_slopes(table, years),
        s=concordance,
        p_value=p_value,
        smallest_p=smallest,
        direction=np.select([significant & (concordance > 0), significant & (concordance < 0)], ["up", "down"], "none"),
        reason=np.select([sizes < 2, smallest > significance], ["one_year", "never_significant"], ""),
    )


def mann_kendall_p(s: int, *, ties: Sequence[int]) -> float:
    """Return the exact two-sided p-value of Mann–Kendall's S.

    Parameters
    ----------
    s : int
        Σ sign(x_j − x_i) over i < j.
    ties : sequence of int
        How many values share each distinct value; all 1 without ties. Their sum is n.

    Examples
    --------
    >>> [round(1 / mann_kendall_p(n * (n - 1) // 2, ties=[1] * n)) for n in (3, 4, 5)]
    [3, 12, 60]
    >>> mann_kendall_p(2, ties=[2, 1])
    0.6666666666666666
    """
    return _p_values(tuple(sorted(ties)), s)[0]


def _table(known: pd.DataFrame, value: str, series: Groups, years: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return series × years, NaN where a year is missing."""
    places = np.searchsorted(years, known["year"].to_numpy(dtype=np.int64))
    cells = series.codes * max(1, len(years)) + places
    if len(np.unique(cells)) < len(cells):
        message = "a series has two values in one year"
        raise ValueError(message)
    table = np.full((len(series.keys), len(years)), np.nan)
    table[series.codes, places] = snap(known[value]).to_numpy()
    return table


def _slopes(table: NDArray[np.float64], years: NDArray[np.int64]) -> NDArray[np.float64]:
    pairs = list(combinations(range(len(years)), 2))
    slopes = np.full(len(table), np.nan)
    if not pairs:
        return slopes
    steps = np.column_stack([(table[:, j] - table[:, i]) / (years[j] - years[i]) for i, j in pairs])
    some = ~np.isnan(steps).all(axis=1)
    slopes[some] = np.nanmedian(steps[some], axis=1)
    return slopes


def _concordance(table: NDArray[np.float64]) -> NDArray[np.int64]:
    total = np.zeros(len(table))
    for i, j in combinations(range(table.shape[1]), 2):
        total += np.nan_to_num(np.sign(table[:, j] - table[:, i]))
    return total.astype(np.int64)


def _tie_patterns(table: NDArray[np.float64]) -> tuple[NDArray[np.int64], list[tuple[int, ...]]]:
    """Return the number of values of each series and the sizes of its groups of equal ones."""
    ordered = np.sort(table, axis=1)
    sizes = (~np.isnan(table)).sum(axis=1)
    equal = ordered[:, 1:] == ordered[:, :-1]
    found, which = np.unique(np.column_stack([sizes, equal]), axis=0, return_inverse=True)
    patterns = [_sizes(int(row[0]), row[1:]) for row in found]
    return sizes.astype(np.int64), [patterns[place] for place in which.ravel()]


def _sizes(n: int, equal: NDArray[np.int64]) -> tuple[int, ...]:
    starts = [0, *(place + 1 for place in range(n - 1) if not equal[place]), n]
    return tuple(sorted(after - before for before, after in pairwise(starts)))


@lru_cache(maxsize=4096)
def _p_values(ties: tuple[int, ...], s: int) -> tuple[float, float]:
    """Return P(|S| ≥ |s|) and the smallest such probability."""
    orders = _orders(ties)
    untied, total = len(orders) - 1, sum(orders)
    beyond = sum(count for inversions, count in enumerate(orders) if abs(untied - 2 * inversions) >= abs(s))
    return beyond / total, (2 * orders[0] if untied else total) / total


@lru_cache(maxsize=1024)
def _orders(ties: tuple[int, ...]) -> tuple[int, ...]:
    """Count the orders of n values with groups of equal ones by their inversions: the q-multinomial coefficients."""
    counts, placed = [1], 0
    for size in ties:
        for step in range(1, size + 1):
            counts = _times_ratio(counts, placed + step, step)
        placed += size
    return tuple(counts)


def _times_ratio(counts: list[int], above: int, below: int) -> list[int]:
    """Multiply a polynomial by (1 − q^above) / (1 − q^below); the quotient is known to be a polynomial."""
    product = counts + [0] * above
    for place in range(len(product) - 1, above - 1, -1):
        product[place] -= product[place - above]
    for place in range(below, len(product)):
        product[place] += product[place - below]
    return product[: len(counts) + above - below]
