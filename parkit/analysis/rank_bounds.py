"""Between which ranks does a unit lie when some scores are missing? The extremes that the bounds of the index allow.

One missing score leaves open not only its own unit's rank but that of every unit it could pass.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from parkit.analysis.precision import as_steps
from parkit.analysis.rank import BLOCK


def rank_bounds(frame: pd.DataFrame, *, within: Sequence[str] = BLOCK) -> pd.DataFrame:
    """Add the best and the worst rank of each unit over all values its and the others' missing scores could have.

    Parameters
    ----------
    frame : DataFrame
        ``index_low`` and ``index_high`` in percent, as `parkit.analysis.score.unit_index` gives them, and the columns
        of ``within``.
    within : sequence of str
        The columns that make a group of units ranked together.

    Returns
    -------
    DataFrame
        A copy with ``rank_best`` and ``rank_worst`` (Int64, ``pd.NA`` where a bound is not known).

    Notes
    -----
    best = 1 + #{j : lowⱼ > highᵢ} and worst = 1 + #{j ≠ i : highⱼ > lowᵢ}, equal values sharing a rank. Both extremes
    are reached: i at one end of its range and every other unit at the opposite end of its own.

    Examples
    --------
    >>> units = pd.DataFrame({"index_low": [90.0, 70.0, 75.0], "index_high": [90.0, 85.0, 75.0]})
    >>> rank_bounds(units, within=())[["rank_best", "rank_worst"]].values.tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    known = frame["index_low"].notna() & frame["index_high"].notna()
    best = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    worst = best.copy()
    rows = frame[known]
    groups = rows.groupby(list(within), observed=True) if within and len(rows) else [((), rows)]
    for _, group in groups:
        members = group.index
        low, high = as_steps(rows.loc[members, "index_low"]), as_steps(rows.loc[members, "index_high"])
        above = len(members) - np.searchsorted(np.sort(low), high, side="right")
        could = len(members) - np.searchsorted(np.sort(high), low, side="right")
        best[members] = 1 + above
        worst[members] = 1 + could - (high > low)
    return frame.assign(rank_best=best, rank_worst=worst)
