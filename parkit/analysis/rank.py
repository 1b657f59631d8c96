"""Who comes first? Ranks by the index, never by points, with the tie rule and the precision stated.

Offices print ranks by different rules: "1224" gives equal values one rank and leaves a gap, "dense" leaves
no gap, and "consecutive" numbers equal printed values on (Thanh Hóa 2024: 90.02 at 2 and at 3), here by the
value in full and then by unit code, so that the result never depends on the order of the rows.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.precision import SLACK, as_steps
from parkit.model.rounding import round_half_away
from parkit.model.scheme import TIE_RULES, TieRule

BLOCK: Final = ("scheme", "year", "block")


def rank(
    frame: pd.DataFrame,
    by: str = "index",
    *,
    within: Sequence[str] = BLOCK,
    ties: TieRule = "1224",
    tolerance: float = 0.0,
    decimals: int | None = None,
) -> pd.DataFrame:
    """Add the column ``rank``, 1 for the highest value.

    Parameters
    ----------
    frame : DataFrame
        One row per unit, with a column ``unit`` when ``ties`` is "consecutive".
    by : str
        The column to rank by; a NaN gets no rank (``pd.NA``) and does not push others down.
    within : sequence of str
        The columns that make a group; none ranks the whole frame.
    ties : {"1224", "dense", "consecutive"}
        How equal values are numbered.
    tolerance : float
        Values that differ by at most this much count as equal, in the unit of ``by``.
    decimals : int, optional
        Rank the values as printed with so many decimals (half away from zero) instead of in full.

    Returns
    -------
    DataFrame
        A copy with ``rank`` of type Int64.

    Raises
    ------
    ValueError
        Unknown tie rule or negative tolerance.

    Notes
    -----
    "1224": rankᵢ = 1 + #{j : xⱼ > xᵢ + ε}, ε the tolerance. "dense" numbers the distinct "1224" ranks
    without gaps; "consecutive" counts 1 … n by value in full, then by unit code. With ε > 0 "equal" is not
    transitive: of 90.00, 90.01 and 90.02 at ε = 0.01 the first two are equal and so are the last two, not all
    three.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["a", "b", "c", "d"], "index": [90.02, 90.02, 91.5, 85.0]})
    >>> [rank(units, within=(), ties=ties)["rank"].tolist() for ties in ("1224", "dense", "consecutive")]
    [[2, 2, 1, 4], [2, 2, 1, 3], [2, 3, 1, 4]]
    """
    if ties not in TIE_RULES or tolerance < 0:
        message = f"ties={ties!r}, tolerance={tolerance!r}: expected one of {TIE_RULES} and no negative tolerance"
        raise ValueError(message)
    ranked = frame[by].notna().to_numpy()
    known = frame[ranked]
    ranks = pd.array([pd.NA] * len(frame), dtype="Int64")
    if len(known):
        groups = _groups(known, within)
        printed = known[by] if decimals is None else round_half_away(known[by], decimals)
        ranks[ranked] = _numbers(known, by, groups, printed, ties, tolerance)
    return frame.assign(rank=ranks)


def _numbers(
    known: pd.DataFrame,
    by: str,
    groups: NDArray[np.int64],
    printed: pd.Series,
    ties: TieRule,
    tolerance: float,
) -> NDArray[np.int64]:
    if ties == "consecutive":
        return _consecutive(groups, as_steps(known[by]), known["unit"].astype(str).to_numpy())
    standard = _standard(groups, as_steps(printed), round(tolerance / SLACK))
    return standard if ties == "1224" else _dense(groups, standard)


def _groups(frame: pd.DataFrame, within: Sequence[str]) -> NDArray[np.int64]:
    if not within:
        return np.zeros(len(frame), dtype=np.int64)
    return np.asarray(frame.groupby(list(within), observed=True).ngroup(), dtype=np.int64)


def _standard(groups: NDArray[np.int64], steps: NDArray[np.int64], tolerance: int) -> NDArray[np.int64]:
    """Count, for each value, the values of its group above it by more than the tolerance; add one."""
    levels, codes = np.unique(np.concatenate([steps, steps + tolerance]), return_inverse=True)
    own, reach = codes[: len(steps)], codes[len(steps) :]
    place = groups * len(levels)
    order = np.sort(place + own)
    last = np.searchsorted(order, place + len(levels) - 1, side="right")
    return np.asarray(1 + last - np.searchsorted(order, place + reach, side="right"), dtype=np.int64)


def _dense(groups: NDArray[np.int64], standard: NDArray[np.int64]) -> NDArray[np.int64]:
    ranks: Any = pd.Series(standard).groupby(groups).rank(method="dense")
    return np.asarray(ranks, dtype=np.int64)


def _consecutive(groups: NDArray[np.int64], steps: NDArray[np.int64], units: NDArray[Any]) -> NDArray[np.int64]:
    order = np.lexsort((units, -steps, groups))
    sizes = np.bincount(groups)
    starts = np.repeat(np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    ranks = np.empty(len(steps), dtype=np.int64)
    ranks[order] = np.arange(len(steps)) - starts + 1
    return ranks
