"""How far do ranks move when a choice is made differently? The average shift against a reference ranking.

References
----------
Saisana, M., Saltelli, A., Tarantola, S. (2005), Uncertainty and sensitivity analysis techniques as tools for the
quality assessment of composite indicators, Journal of the Royal Statistical Society A 168, 307–323,
doi:10.1111/j.1467-985X.2005.00350.x.
"""

import numpy as np
import pandas as pd


def average_rank_shift(ranks: pd.DataFrame, reference: pd.Series) -> pd.Series:
    """Compute the average shift of the ranks in each replication.

    Parameters
    ----------
    ranks : DataFrame (R × n)
        One row per replication, one column per unit.
    reference : Series (n)
        The reference rank by unit, in any order.

    Returns
    -------
    Series (R)
        ``rank_shift``, in places, with the index of ``ranks``.

    Raises
    ------
    ValueError
        The units of the two differ.

    Notes
    -----
    R = 1/n · Σ_u |rank_ref(u) − rank(u)|. It is 0 for the reference itself and at most n/2 (n²/2/n with the order
    turned round, n even).

    Examples
    --------
    >>> ranks = pd.DataFrame({"a": [1, 3], "b": [2, 2], "c": [3, 1]})
    >>> average_rank_shift(ranks, pd.Series({"a": 1, "b": 2, "c": 3})).round(4).tolist()
    [0.0, 1.3333]
    """
    if sorted(ranks.columns) != sorted(reference.index):
        message = f"expected the same units, found {list(ranks.columns)} and {list(reference.index)}"
        raise ValueError(message)
    expected = reference.loc[list(ranks.columns)].to_numpy(dtype=float)
    shift = np.abs(ranks.to_numpy(dtype=float) - expected).mean(axis=1)
    return pd.Series(shift, index=ranks.index, name="rank_shift")
