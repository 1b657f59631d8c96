"""Does a criterion decide as much as its points promise? Nominal weight against influence on the index.

A large criterion in which all units are equal decides nothing; a small one that splits them can decide the ranking.
The covariance share takes the spread of the index apart so that the shares add to one; the correlation ratio asks
how much of the spread would be gone if the criterion were known, whether its effect is a straight line or not.

References
----------
Paruolo, P., Saisana, M. and Saltelli, A. (2013), Ratings and rankings: voodoo or science?, Journal of the Royal
Statistical Society A 176, 609–634. Shorrocks, A. F. (1982), Inequality decomposition by factor components,
Econometrica 50, 193–211 (the covariance share). Pearson, K. (1905), On the general theory of skew correlation
(the correlation ratio). Kelley, T. L. (1935), An unbiased correlation ratio measure, PNAS 21, 554–559.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.groups import Groups, group
from parkit.analysis.precision import snap
from parkit.analysis.score import BLOCK, UNIT
from parkit.model.scheme import NotApplicableRule

CLASSES: Final = 5
NOISE: Final = 1e-12


def influence(
    scores: pd.DataFrame,
    *,
    by: Sequence[str] = ("area", "criterion"),
    rule: NotApplicableRule = "rebase",
    classes: int = CLASSES,
) -> pd.DataFrame:
    """Set the weight of every criterion or area beside its influence on the index.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    by : ("area", "criterion") or ("area",)
        What the index is made of.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.
    classes : int
        The most classes that rates are put into for the correlation ratio.

    Returns
    -------
    DataFrame
        One row per scheme, year, block and ``by``: ``n`` units that have it, ``nominal_weight`` (mean share of the
        units' maxima), ``covariance_share``, ``weight_ratio`` (covariance share over nominal weight),
        ``eta_squared``, ``eta_squared_adjusted``, ``n_classes``, ``reason``: "no_variance" where all units of the
        block have the same index. Both weights and covariance shares add to 1 in every block.

    Raises
    ------
    ValueError
        Fewer than two classes.

    Notes
    -----
    With v_k the share of the unit's maximum and r_k its rate, I = Σ v_k r_k, so

        covariance share = cov(v_k r_k, I) / var(I),   Σ_k = 1.

    v_k r_k is 0 for a unit to which k does not apply. η² = var(E[I | r_k]) / var(I) over the units that have k, with
    E[I | r_k] estimated by the mean index of classes of r_k: its distinct values if there are no more than
    ``classes``, otherwise that many classes of about equal size with ties kept together (Paruolo and others fit a
    smooth curve instead). η² grows with the number of classes B by about (B − 1)/(n − 1) even without any relation;
    the adjusted ε² = 1 − (1 − η²)(n − 1)/(n − B) (Kelley 1935) does not, and may be below 0.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": list("abab"), "area": ["1", "1", "2", "2"],
    ...     "criterion": ["1.1", "1.1", "2.1", "2.1"], "source": "appraised", "state": "scored",
    ...     "points": [8.0, 8.0, 1.0, 2.0], "max_points": [8.0, 8.0, 2.0, 2.0]})
    >>> influence(scores)[["criterion", "nominal_weight", "covariance_share", "eta_squared"]].values.tolist()
    [['1.1', 0.8, 0.0, 0.0], ['2.1', 0.2, 1.0, 1.0]]
    """
    if classes < 2:
        message = f"classes={classes}: expected at least 2"
        raise ValueError(message)
    rows = _items(scores, by, rule)
    items = group(rows, [*BLOCK, *by])
    sums = items.sum(_parts(rows))
    spread = sums.groupby(list(BLOCK))["product"].transform("sum")
    varies = spread.gt(NOISE * sums["units"] / sums["n"])
    share = sums["product"] / spread.where(varies)
    weight = sums["weight"] / (sums["units"] / sums["n"])
    ratios = _correlation_ratio(rows, items, classes)
    return items.keys.assign(
        n=sums["n"],
        nominal_weight=weight,
        covariance_share=share,
        weight_ratio=share / weight,
        **{name: np.where(varies, values, np.nan) for name, values in ratios.items()},
        reason=np.where(varies, "", "no_variance"),
    )


def _items(scores: pd.DataFrame, by: Sequence[str], rule: NotApplicableRule) -> pd.DataFrame:
    """Return points, maximum and rate of every item of every unit with an index, and the index less its mean."""
    counted = whole(counted_points(scores, rule=rule))
    known = counted[counted["index"].notna() & counted["max_points"].gt(0)]
    keys = [*UNIT, *by]
    units = known.drop_duplicates(list(UNIT))[[*UNIT, "unit_max", "index"]]
    blocks = units.groupby(list(BLOCK))["index"]
    units = units.assign(deviation=units["index"] - blocks.transform("mean"), units=blocks.transform("size"))
    return group(known, keys).sum(known[["points", "max_points"]]).merge(units, on=list(UNIT))


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what every row adds; a unit without the item would add nothing, for the deviations add to 0."""
    contribution = 100.0 * rows["points"] / rows["unit_max"]
    return pd.DataFrame(
        {
            "n": 1,
            "units": rows["units"],
            "weight": rows["max_points"] / rows["unit_max"],
            "product": contribution * rows["deviation"],
        },
        index=rows.index,
    )


def _correlation_ratio(rows: pd.DataFrame, items: Groups, classes: int) -> dict[str, NDArray[np.float64]]:
    """Return η², its adjusted form, and the number of classes of every item."""
    index, size = rows["index"].to_numpy(dtype=float), len(items.keys)
    n = np.bincount(items.codes, minlength=size).astype(float)
    centred = index - (np.bincount(items.codes, weights=index, minlength=size) / n)[items.codes]
    cells = items.codes * classes + _classes(rows, items, classes)
    count = np.bincount(cells, minlength=size * classes)
    total = np.bincount(cells, weights=centred, minlength=size * classes)
    between = (total**2 / np.maximum(count, 1)).reshape(size, classes).sum(axis=1)
    whole_spread = np.bincount(items.codes, weights=centred**2, minlength=size)
    eta = np.divide(between, whole_spread, out=np.full(size, np.nan), where=whole_spread > NOISE * n)
    used = (count.reshape(size, classes) > 0).sum(axis=1).astype(float)
    shrink = np.divide(n - 1.0, n - used, out=np.full(size, np.nan), where=n > used)
    return {"eta_squared": eta, "eta_squared_adjusted": 1.0 - (1.0 - eta) * shrink, "n_classes": used}


def _classes(rows: pd.DataFrame, items: Groups, classes: int) -> NDArray[np.int64]:
    """Return the class of every rate within its item, 0 … classes − 1."""
    rate = snap(100.0 * rows["points"] / rows["max_points"]).groupby(items.codes)
    distinct = rate.rank(method="dense")
    middle = (rate.rank(method="average") - 0.5) / rate.transform("size") * classes
    few = distinct.groupby(items.codes).transform("max").le(classes)
    return np.where(few, distinct - 1, np.floor(middle)).astype(np.int64)
