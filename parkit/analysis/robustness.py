"""Would another set of weights turn the order round? One number per pair, and the ranks a unit can get at all.

The weights of the criteria (their maximum points) are decided, not measured. If every weight may be up to e (0.1 is
10 %) larger or smaller, unit a stays above unit b for all such weights exactly while e < e*, the *robustness* of
the pair. A pair with a robustness of 0.02 is decided by the weights; a robustness of 1 means that a is at least as good
everywhere, or that only weights near nothing could turn the order.

Reason codes (column ``reason``)
--------------------------------
==================  =====================================================================
code                meaning
==================  =====================================================================
(empty)             the order can be turned by the weights alone, from ``robustness`` on
equal               equal indices: any change can decide
identical           the same rates everywhere: no weights can tell the two apart
dominated           a is at least as good in every criterion and both have the same ones
beyond_reach        no change up to the limit of the search turns the order
==================  =====================================================================
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.precision import SLACK
from parkit.analysis.rank_many import rank_rows
from parkit.analysis.reversal import LARGEST, smallest_change
from parkit.analysis.score_matrix import Cells, score_matrix
from parkit.model.scheme import NotApplicableRule

Floats = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]
Found = tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats, NDArray[np.bool_]]

ROBUSTNESS_REASONS: Final = ("", "equal", "identical", "dominated", "beyond_reach")
CHUNK: Final = 1 << 14
"""Pairs that are worked on at a time."""


def pair_robustness(
    scores: pd.DataFrame, *, rule: NotApplicableRule = "rebase", largest: float = LARGEST
) -> pd.DataFrame:
    """Compute for every pair of units how far the weights must move to turn their order.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of one scheme, year and block, leaves only, measures left out.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.
    largest : float
        For units with different criteria the search ends here, 0 … 1.

    Returns
    -------
    DataFrame
        One row per pair, most fragile first: ``unit_a`` (ahead, or first by code if equal), ``unit_b``,
        ``index_a``, ``index_b``, ``gap`` (index points), ``robustness`` (0 … 1, a share of each weight; NaN for
        identical units), ``same_criteria`` and ``reason``.

    Raises
    ------
    ValueError
        As `score_matrix.score_matrix`.

    Notes
    -----
    With weights w and rates r, d = r_a − r_b: e* = Σ w d / Σ w |d|, since the worst weights are w (1 − e) where a is
    better and w (1 + e) where b is. It holds for units with the same criteria. Otherwise the denominators differ and
    I_a − I_b is bounded directly, see `reversal`.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b", "b"], "area": "1",
    ...     "criterion": ["1.1", "1.2"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [4.0, 1.0, 1.0, 3.0], "max_points": 5.0})
    >>> pair_robustness(scores)[["unit_a", "unit_b", "gap", "robustness"]].values.tolist()
    [['a', 'b', 10.0, 0.2]]
    """
    matrix = score_matrix(scores)
    found = _pairs(matrix.cells(rule), matrix.maxima, _all_pairs(matrix.units), largest=largest)
    return _pair_frame(matrix.units, found).sort_values(["robustness", "unit_a", "unit_b"], ignore_index=True)


def neighbour_robustness(
    scores: pd.DataFrame, *, rule: NotApplicableRule = "rebase", largest: float = LARGEST
) -> pd.DataFrame:
    """Compute for every unit how far the weights must move to put it behind the next one.

    Parameters
    ----------
    scores, rule, largest
        As for `pair_robustness`.

    Returns
    -------
    DataFrame
        One row per pair of neighbours in the order of the index, best pair first, equal units in the order of their
        codes; the columns of `pair_robustness`.

    Raises
    ------
    ValueError
        As `score_matrix.score_matrix`.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b", "b"], "area": "1",
    ...     "criterion": ["1.1", "1.2"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [1.0, 3.0, 4.0, 1.0], "max_points": 5.0})
    >>> neighbour_robustness(scores)[["unit_a", "unit_b", "robustness"]].values.tolist()
    [['b', 'a', 0.2]]
    """
    matrix = score_matrix(scores)
    cells = matrix.cells(rule)
    index = 100.0 * cells.means(matrix.maxima[None, :])[0]
    order = np.argsort(-np.rint(index / SLACK), kind="stable")
    return _pair_frame(matrix.units, _pairs(cells, matrix.maxima, (order[:-1], order[1:]), largest=largest))


def rank_range(scores: pd.DataFrame, *, change: float, rule: NotApplicableRule = "rebase") -> pd.DataFrame:
    """Bound the ranks that a unit can get when every weight may move by a share.

    Parameters
    ----------
    scores, rule
        As for `pair_robustness`.
    change : float
        e, the share by which each weight may be larger or smaller, 0 … 0.99.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``index``, ``rank``, ``best_rank``, ``worst_rank``.

    Raises
    ------
    ValueError
        A change outside 0 … 0.99, or as `score_matrix.score_matrix`.

    Notes
    -----
    best = 1 + #{units ahead with e* > e}, worst = 1 + #{units ahead, or behind with e* < e}. Every rival is granted
    the weights that suit it best, so no weights in the box give a rank outside; one set of weights need not suit
    all rivals at once, so the extreme ranks themselves may be out of reach.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b", "b"], "area": "1",
    ...     "criterion": ["1.1", "1.2"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [4.0, 1.0, 1.0, 3.0], "max_points": 5.0})
    >>> rank_range(scores, change=0.25)[["unit", "rank", "best_rank", "worst_rank"]].values.tolist()
    [['a', 1, 1, 2], ['b', 2, 1, 2]]
    """
    if not 0.0 <= change <= LARGEST:
        message = f"change={change}: expected a share between 0 and {LARGEST}"
        raise ValueError(message)
    matrix = score_matrix(scores)
    first, second, index, needed, _ = _pairs(matrix.cells(rule), matrix.maxima, _all_pairs(matrix.units), change=change)
    size = len(index)
    ahead = index[first] - index[second] > SLACK / 2
    surely = ahead & (needed > change + SLACK)
    turned = needed < change - SLACK
    best = 1 + np.bincount(second[surely], minlength=size)
    worst = 1 + np.bincount(second[ahead | turned], minlength=size) + np.bincount(first[turned], minlength=size)
    ranks = rank_rows(index[None, :])[0].astype(np.int64)
    frame = pd.DataFrame({"unit": np.asarray(matrix.units, dtype=object), "index": index, "rank": ranks})
    return frame.assign(best_rank=best, worst_rank=worst)


def _pair_frame(names: tuple[str, ...], found: Found) -> pd.DataFrame:
    first, second, index, change, same = found
    units = np.asarray(names, dtype=object)
    gap = index[first] - index[second]
    return pd.DataFrame(
        {
            "unit_a": units[first],
            "unit_b": units[second],
            "index_a": index[first],
            "index_b": index[second],
            "gap": gap,
            "robustness": change,
            "same_criteria": same,
            "reason": _reasons(gap, change, same),
        }
    )


def _all_pairs(units: tuple[str, ...]) -> Pairs:
    first, second = np.triu_indices(len(units), k=1)
    return first, second


def _pairs(
    cells: Cells, maxima: Floats, pairs: Pairs, *, largest: float = LARGEST, change: float | None = None
) -> Found:
    """Return the two units of each pair, the index of the units, e* and whether the criteria are the same.

    With ``change``, e* is only sure to lie on the right side of it.
    """
    limit, enough = (largest, 0.0) if change is None else (min(LARGEST, change + 2 * SLACK), change - SLACK)
    limits = cells.shares * maxima
    points = limits * cells.rates
    index = 100.0 * cells.means(maxima[None, :])[0]
    first, second = pairs
    behind = index[second] - index[first] > SLACK / 2
    first, second = np.where(behind, second, first), np.where(behind, first, second)
    needed, same = np.empty(len(first)), np.empty(len(first), dtype=bool)
    for start in range(0, len(first), CHUNK):
        part = slice(start, start + CHUNK)
        one, two = first[part], second[part]
        same[part] = (limits[one] == limits[two]).all(axis=1)
        tables = np.stack([points[one], limits[one], points[two], limits[two]])
        needed[part] = smallest_change(tables, largest=limit, enough=enough)
    tied = np.abs(index[first] - index[second]) <= SLACK / 2
    needed[tied & ~np.isnan(needed)] = 0.0
    return first, second, index, needed, same


def _reasons(gap: Floats, change: Floats, same: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Say why a robustness is 0, 1 or missing."""
    cases = [np.isnan(change), gap <= SLACK / 2, same & (change >= 1.0), change >= 1.0]
    return np.select(cases, ["identical", "equal", "dominated", "beyond_reach"], "")
