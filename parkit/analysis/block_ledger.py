"""What did a change of a block's mean consist of? Units in place of criteria, then criteria within the units.

A mean moves because its units did better or worse, and because other units are in it: some came, some left, some
were merged and now have one voice in place of two. Merged and split units are compared as their pool.

References
----------
Griliches, Z. and Regev, H. (1995), Firm productivity in Israeli industry 1979–1988, Journal of Econometrics 65,
175–203.
"""

from typing import Final, Literal

import numpy as np
import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.ledger import EFFECTS, index_ledger, refuse_remainder
from parkit.analysis.paired import KEY, in_series
from parkit.analysis.score import unit_index
from parkit.model.scheme import NotApplicableRule

MeanRule = Literal["mean_of_ratios", "ratio_of_means"]
UNIT_EFFECTS: Final = ("performance", "unit_reweighting", "entry", "exit", "merger")
BLOCK_EFFECTS: Final = (*EFFECTS, *UNIT_EFFECTS[1:])
BLOCK: Final = ("scheme", "block")


def unit_ledger(
    unit_frame: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    mean: MeanRule = "mean_of_ratios",
    series: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Take the change of a block's mean apart, unit by unit.

    Parameters
    ----------
    unit_frame : DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``points``, ``max_points``, ``index``, as
        `parkit.analysis.score.unit_index` gives them; units without an index are in no mean.
    year, base_year : int
        The year and the one it is compared with.
    mean : {"mean_of_ratios", "ratio_of_means"}
        Which of the two means of a block; every unit weighs the same in the first, its maximum in the second.
    series : DataFrame, optional
        ``year``, ``unit``, ``series``: the units that are compared as one, as
        `parkit.analysis.successors.match_units` gives them.

    Returns
    -------
    DataFrame
        One row per scheme, block and unit (or series): ``kind`` "both", "entry", "exit", "merger", "split" or
        "regrouping" (several units in both years), ``n_0``, ``n_1``, the pooled ``index_0``, ``index_1``, the shares
        in the mean ``weight_0``, ``weight_1``, the effects (`UNIT_EFFECTS`), their sum ``effect``, and the block's
        ``mean_0``, ``mean_1``. Blocks without a mean in one of the years are not in it.

    Raises
    ------
    ArithmeticError
        The effects of a block do not add to the change of its mean to 1e-9.

    Notes
    -----
    With w the share in the mean, R the index of the pooled points, S the mean of the pooled units' own indices by
    their shares (S = R for a single unit), M̄ = (mean₀ + mean₁)/2, bars for means of the two years and Δ for changes::

        performance       w̄ ΔR                                   units of both years, merged ones as their pool
        unit_reweighting  Δw (R̄ − M̄)                             single units of both years
        merger            Δw (S̄ − M̄) + w̄ (ΔS − ΔR)               merged, split and regrouped units
        entry             w₁ (S₁ − M̄)        exit   −w₀ (S₀ − M̄)

    Examples
    --------
    >>> units = pd.DataFrame({"scheme": "x", "block": "so", "year": [2024, 2024, 2025], "unit": ["a", "b", "a"],
    ...     "points": [90.0, 70.0, 92.0], "max_points": 100.0, "index": [90.0, 70.0, 92.0]})
    >>> ledger = unit_ledger(units, year=2025, base_year=2024)
    >>> ledger[["unit", "performance", "unit_reweighting", "exit"]].values.tolist()
    [['a', 1.5, 2.5, 0.0], ['b', 0.0, 0.0, 8.0]]
    """
    before, after = (_members(unit_frame, each, mean, series) for each in (base_year, year))
    both = before.merge(after, how="outer", on=list(KEY), suffixes=("_0", "_1"))
    means = _means(before).merge(_means(after), on=list(BLOCK), suffixes=("_0", "_1"))
    counts = {f"{name}_{side}": 0.0 for name in ("n", "weight") for side in (0, 1)}
    rows = both.merge(means, on=list(BLOCK)).fillna(counts).astype({"n_0": int, "n_1": int})
    ledger = rows.assign(kind=_kinds(rows), **_unit_effects(rows))
    ledger = ledger.assign(effect=ledger[list(UNIT_EFFECTS)].sum(axis=1))
    refuse_remainder(_block_sums(ledger))
    values = [f"{name}_{side}" for name in ("n", "index", "weight") for side in (0, 1)]
    return ledger[[*KEY, "kind", *values, *UNIT_EFFECTS, "effect", "mean_0", "mean_1"]]


def block_ledger(
    scores: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    rule: NotApplicableRule = "rebase",
    mean: MeanRule = "mean_of_ratios",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Take the change of a block's mean apart by criterion, and by what happened to the set of its units.

    Parameters
    ----------
    scores, year, base_year, rule, crosswalk, series
        As in `parkit.analysis.ledger.index_ledger`.
    mean
        As in `unit_ledger`.

    Returns
    -------
    DataFrame
        One row per scheme, block, area and criterion, and one with area and criterion "" for the effects of the set
        of units: the columns of `BLOCK_EFFECTS`, their sum ``effect``, and the block's ``mean_0``, ``mean_1``,
        in points of the index (percentage points). Grouped by block the effects add to the change of its mean.

    Notes
    -----
    The performance of a unit in `unit_ledger` is w̄ ΔR; ΔR is the sum of the unit's effects in `index_ledger`, so
    each of these counts here with w̄, the mean of the unit's shares in the two years.
    """
    units = unit_ledger(unit_index(scores, rule=rule), year=year, base_year=base_year, mean=mean, series=series)
    ledger = index_ledger(scores, year=year, base_year=base_year, rule=rule, crosswalk=crosswalk, series=series)
    shares = units[list(KEY)].assign(share=(units["weight_0"] + units["weight_1"]) / 2.0)
    shared = ledger.merge(shares, on=list(KEY))
    parts = shared[list(EFFECTS)].mul(shared["share"], axis=0).assign(**dict.fromkeys(UNIT_EFFECTS[1:], 0.0))
    criteria = group(shared, [*BLOCK, "area", "criterion"]).sum(parts)
    sets = group(units, BLOCK).sum(units[list(UNIT_EFFECTS[1:])])
    sets = sets.assign(area="", criterion="", **dict.fromkeys(EFFECTS, 0.0))
    frame = pd.concat([criteria, sets[criteria.columns]], ignore_index=True)
    frame = frame.assign(effect=frame[list(BLOCK_EFFECTS)].sum(axis=1))
    means = units.drop_duplicates(list(BLOCK))[[*BLOCK, "mean_0", "mean_1"]]
    closed = frame.merge(means, on=list(BLOCK)).sort_values([*BLOCK, "area", "criterion"], ignore_index=True)
    refuse_remainder(_block_sums(closed))
    return closed


def _members(unit_frame: pd.DataFrame, year: int, mean: MeanRule, series: pd.DataFrame | None) -> pd.DataFrame:
    """Return the units or series of a year: pooled index, mean of the members' indices, share in the block's mean."""
    known = unit_frame[unit_frame["year"].eq(year) & unit_frame["index"].notna()]
    voices = known["max_points"].astype(float) if mean == "ratio_of_means" else pd.Series(1.0, index=known.index)
    parts = known[["points", "max_points"]].assign(voices=voices, spoken=voices * known["index"], n=1)
    rows = in_series(pd.concat([known[["scheme", "year", "block", "unit"]], parts], axis=1), series)
    sums = group(rows, KEY).sum(rows[list(parts.columns)])
    total = sums.groupby(list(BLOCK))["voices"].transform("sum")
    return sums[list(KEY)].assign(
        n=sums["n"],
        index=100.0 * sums["points"] / sums["max_points"],
        own=sums["spoken"] / sums["voices"],
        weight=sums["voices"] / total,
    )


def _means(members: pd.DataFrame) -> pd.DataFrame:
    parts = pd.DataFrame({"mean": members["weight"] * members["own"]})
    return group(members, BLOCK).sum(parts)


def _kinds(rows: pd.DataFrame) -> pd.Series:
    one, other = rows["n_0"], rows["n_1"]
    cases = [one.eq(0), other.eq(0), one.gt(other), other.gt(one), one.gt(1)]
    kinds = np.select(cases, ["entry", "exit", "merger", "split", "regrouping"], "both")
    return pd.Series(kinds, index=rows.index, dtype="str")


def _unit_effects(rows: pd.DataFrame) -> dict[str, pd.Series]:
    kinds = _kinds(rows)
    stays = ~kinds.isin(["entry", "exit"])
    pooled_units = stays & kinds.ne("both")
    middle = (rows["mean_0"] + rows["mean_1"]) / 2.0
    share, shift = (rows["weight_0"] + rows["weight_1"]) / 2.0, rows["weight_1"] - rows["weight_0"]
    pooled, own = rows["index_1"] - rows["index_0"], rows["own_1"] - rows["own_0"]
    moved = shift * ((rows["own_0"] + rows["own_1"]) / 2.0 - middle)
    return {
        "performance": (share * pooled).where(stays, 0.0),
        "unit_reweighting": moved.where(kinds.eq("both"), 0.0),
        "entry": (rows["weight_1"] * (rows["own_1"] - middle)).where(kinds.eq("entry"), 0.0),
        "exit": (-rows["weight_0"] * (rows["own_0"] - middle)).where(kinds.eq("exit"), 0.0),
        "merger": (moved + share * (own - pooled)).where(pooled_units, 0.0),
    }


def _block_sums(ledger: pd.DataFrame) -> pd.DataFrame:
    sums = group(ledger, BLOCK).sum(ledger[["effect"]])
    means = ledger.drop_duplicates(list(BLOCK))[[*BLOCK, "mean_0", "mean_1"]]
    frame = sums.merge(means, on=list(BLOCK))
    return frame.assign(change=frame["mean_1"] - frame["mean_0"])
