"""Do the criteria measure one thing? Item–rest correlation and Cronbach's alpha of a block.

An index adds what its criteria say. Where a criterion goes against the rest, adding it blurs the ranking; alpha says
how far the criteria go together. A low alpha is no fault of the scores: it says that the index is a sum of different
things.

Reason codes (column ``reason``)
--------------------------------
=============  ===============================================================================================
code           meaning
=============  ===============================================================================================
(empty)        computed
too_few        fewer than three units (alpha: two units or two criteria)
no_variance    all units have the same value
=============  ===============================================================================================

References
----------
Cronbach, L. J. (1951), Coefficient alpha and the internal structure of tests, Psychometrika 16, 297–334. Nunnally,
J. C. and Bernstein, I. H. (1994), Psychometric Theory, 3rd edition (corrected item–total correlation).
"""

from typing import Final, Literal

import numpy as np
import pandas as pd

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.groups import group
from parkit.analysis.score import BLOCK

RELIABILITY_REASONS: Final = ("", "too_few", "no_variance")
NOISE: Final = 1e-12


def item_rest(scores: pd.DataFrame) -> pd.DataFrame:
    """Correlate every criterion with the index of all the others.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.

    Returns
    -------
    DataFrame
        One row per scheme, year, block, area and criterion: ``n`` units that have it and something besides,
        ``item_rest`` (−1 … 1) and ``reason``.

    Notes
    -----
    The product-moment correlation over units of r_k = p_k / m_k with (Σ p − p_k) / (Σ m − m_k), each over the
    unit's applicable maximum. With the same maxima for all units it is the corrected item–total correlation.
    """
    rows = whole(counted_points(scores))
    rest = rows["unit_max"] - rows["max_points"]
    kept = rows[rows["max_points"].gt(0) & rest.gt(0)].reset_index(drop=True)
    item = kept["points"] / kept["max_points"]
    others = (kept["unit_points"] - kept["points"]) / (kept["unit_max"] - kept["max_points"])
    groups = group(kept, [*BLOCK, "area", "criterion"])
    n = groups.sum(pd.DataFrame({"n": 1}, index=kept.index))["n"]
    x, y = (values - values.groupby(groups.codes).transform("mean") for values in (item, others))
    sums = groups.sum(pd.DataFrame({"xy": x * y, "xx": x * x, "yy": y * y}))
    varies = sums[["xx", "yy"]].gt(NOISE * n, axis=0).all(axis=1)
    known = varies & n.ge(3)
    correlation: pd.Series = sums["xy"] / np.sqrt((sums["xx"] * sums["yy"]).where(known))
    reason = np.select([n.lt(3), ~varies], ["too_few", "no_variance"], "")
    return groups.keys.assign(n=n, item_rest=correlation.clip(-1.0, 1.0), reason=reason)


def cronbach_alpha(scores: pd.DataFrame, *, drop: Literal["criteria", "units"] = "criteria") -> pd.DataFrame:
    """Compute Cronbach's alpha of every block and year.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    drop : {"criteria", "units"}
        Alpha needs a full table: leave out the criteria that some unit has no score in, or those units.

    Returns
    -------
    DataFrame
        One row per scheme, year and block: ``n_units``, ``n_criteria`` that were used, ``n_dropped`` (of ``drop``),
        ``alpha`` and ``reason``.

    Notes
    -----
    alpha = k/(k − 1) · (1 − Σ s²_k / s²_total) over k criteria, in points as they enter the total. It is at most 1,
    can be negative, and grows with the number of criteria; for right-or-wrong items it is KR-20.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": list("abcabc"), "area": "1",
    ...     "criterion": ["1.1"] * 3 + ["1.2"] * 3, "source": "appraised", "state": "scored",
    ...     "points": [1.0, 2.0, 3.0, 1.0, 3.0, 2.0], "max_points": 3.0})
    >>> cronbach_alpha(scores)["alpha"].round(4).tolist()
    [0.6667]
    """
    rows = counted_points(scores)
    kept = rows[rows["state"].eq("scored")]
    found = [dict(zip(BLOCK, key, strict=True)) | _alpha(part, drop) for key, part in kept.groupby(list(BLOCK))]
    return pd.DataFrame(found, columns=[*BLOCK, "n_units", "n_criteria", "n_dropped", "alpha", "reason"])


def _alpha(part: pd.DataFrame, drop: str) -> dict[str, object]:
    table = part.pivot_table(index="unit", columns=["area", "criterion"], values="points", aggfunc="sum")
    full = table.dropna(axis="columns" if drop == "criteria" else "index")
    units, items = full.shape
    dropped = table.shape[1] - items if drop == "criteria" else table.shape[0] - units
    known = {"n_units": units, "n_criteria": items, "n_dropped": dropped}
    if units < 2 or items < 2:
        return known | {"alpha": np.nan, "reason": "too_few"}
    total = float(full.sum(axis=1).var(ddof=1))
    if total <= NOISE:
        return known | {"alpha": np.nan, "reason": "no_variance"}
    within = float(full.var(ddof=1).sum())
    return known | {"alpha": items / (items - 1) * (1.0 - within / total), "reason": ""}
