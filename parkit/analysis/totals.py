"""Hold the printed totals of units against their own rows, and find totals copied from another row.

A scheme whose maxima are the law has one right total. A scheme that does not publish its weights has many possible
ones: then a total that differs from the plain index needs other weights, and only a total outside the range of the
unit's own component rates is impossible under every weighting.

Reason codes (column ``reason``), besides those of `parkit.analysis.score`
--------------------------------------------------------------------------
=======================  =====================================================================================
code                     meaning
=======================  =====================================================================================
differs_from_parts       the printed total is not the index of its parts
needs_other_weights      it is not, but weights that are not published could explain it
outside_every_weighting  it lies outside the range of its parts, so no weighting explains it
=======================  =====================================================================================
"""

from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.precision import SLACK, snap
from parkit.analysis.score import UNIT, choose_source, unit_index
from parkit.model.rounding import round_half_away
from parkit.model.scheme import NotApplicableRule

TOTAL_REASONS: Final = ("", "differs_from_parts", "needs_other_weights", "outside_every_weighting")
TOTAL_COLUMNS: Final = (
    *(*UNIT, "source", "printed", "decimals", "recomputed", "recomputed_low", "recomputed_high", "deviation"),
    *("part_low", "part_high", "n_missing", "verdict", "reason"),
)


def check_totals(
    scores: pd.DataFrame,
    printed: pd.DataFrame,
    *,
    rule: NotApplicableRule = "rebase",
    part_decimals: int | None = None,
    weights_known: bool = True,
) -> pd.DataFrame:
    """Hold each unit's printed total index against the index of its parts.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    printed : DataFrame
        Printed figures; rows with statistic "index", a unit and no area are used. One that names a score source
        the unit's parts do not have is left out: a self-assessed total does not follow from appraised parts.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.
    part_decimals : int, optional
        Decimals the parts are printed with, when they are rounded; exact without it.
    weights_known : bool
        Whether the maxima are the weights the total was computed with.

    Returns
    -------
    DataFrame
        One row per printed total: ``printed``, ``recomputed`` with ``recomputed_low`` and ``recomputed_high``
        (rounding of the parts, missing parts from none to full), ``deviation`` = printed − recomputed in
        percentage points, recomputed rounded to the printed decimals, ``part_low`` and ``part_high`` (the range of
        the parts' own rates, in percent), ``n_missing``, ``verdict`` and ``reason``.

    Notes
    -----
    With h = ½·10⁻ᵈ for parts of d decimals, the recomputed index is I ± 100 · n·h / Σm; the printed total is
    ± ½ of its last decimal. A weighted mean with weights ≥ 0 lies between its smallest and largest part.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2021, "block": "so", "unit": "tai-chinh", "area": ["1", "2"],
    ...     "criterion": ["1", "2"], "source": "survey", "state": "scored",
    ...     "points": [9.2, 7.5], "max_points": 10.0})
    >>> printed = pd.DataFrame({
    ...     "scheme": "x", "year": 2021, "block": "so", "unit": "tai-chinh", "area": "", "criterion": "",
    ...     "statistic": "index", "points": [68.85], "decimals": 2})
    >>> check_totals(scores, printed)[["recomputed", "verdict", "reason"]].values.tolist()
    [[83.5, 'impossible', 'outside_every_weighting']]
    """
    units = unit_index(scores, rule=rule)
    rows = _stated_totals(printed, scores).merge(units, how="left", on=list(UNIT))
    rows = rows.merge(_part_range(scores, rule, part_decimals), how="left", on=list(UNIT))
    spread = 100.0 * _half_width(part_decimals) * rows["n_scored"] / rows["max_points"]
    found = rows.assign(
        recomputed=rows["index"],
        recomputed_low=(rows["index_low"] - spread).clip(lower=0.0),
        recomputed_high=(rows["index_high"] + spread).clip(upper=100.0),
        deviation=snap(rows["printed"] - _as_printed(rows["index"], rows["decimals"])),
    )
    return _judged(found, weights_known=weights_known)


def copied_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Find totals that look copied: equal to another unit's, though the parts differ and do not give it.

    Parameters
    ----------
    totals : DataFrame
        The result of `check_totals`.

    Returns
    -------
    DataFrame
        One row per suspected total: ``scheme``, ``year``, ``block``, ``unit``, ``printed``, its own
        ``recomputed`` and ``deviation``, and the unit it equals: ``other_block``, ``other_unit``,
        ``other_deviation``. Of a pair the one that deviates more from its parts is the suspect.

    Notes
    -----
    A pair is listed when both print the same number, their recomputed indices differ by more than the rounding
    explains (the recomputed intervals do not meet), and the suspect does not follow from its row. This is a
    sign, not a proof.
    """
    names = ["block", "unit", "printed", "recomputed", "recomputed_low", "recomputed_high", "deviation", "verdict"]
    rows = totals.loc[totals["recomputed"].notna(), ["scheme", "year", *names]]
    pairs = rows.merge(rows, on=["scheme", "year", "printed"], suffixes=("", "_other"))
    apart = pairs["recomputed_low"].gt(pairs["recomputed_high_other"] + SLACK) | pairs["recomputed_high"].lt(
        pairs["recomputed_low_other"] - SLACK
    )
    worse = pairs["deviation"].abs().gt(pairs["deviation_other"].abs() + SLACK)
    found = pairs[apart & worse & pairs["verdict"].ne("consistent")].reset_index(drop=True)
    renamed = found.rename(columns={f"{name}_other": f"other_{name}" for name in ("block", "unit", "deviation")})
    return renamed[[*_SUSPECT, "other_block", "other_unit", "other_deviation"]]


_SUSPECT: Final = ("scheme", "year", "block", "unit", "printed", "recomputed", "deviation")


def _stated_totals(printed: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the printed totals that name no score source, or the one the unit's parts have, once each."""
    totals = printed["statistic"].eq("index") & printed["unit"].ne("") & printed["area"].isin(["", "index"])
    named = printed if "source" in printed else printed.assign(source="")
    stated = named.loc[totals, [*UNIT, "source", "points", "decimals"]].drop_duplicates()
    counted = choose_source(scores)
    sources = set(zip(*(counted[key] for key in (*UNIT, "source")), strict=True))
    kept = [
        not source or (*unit, source) in sources
        for *unit, source in stated[[*UNIT, "source"]].itertuples(index=False, name=None)
    ]
    known = pd.Series(kept, index=stated.index, dtype=bool)
    return stated[known].rename(columns={"points": "printed"}).reset_index(drop=True)


def _as_printed(values: pd.Series, decimals: pd.Series) -> pd.Series:
    rounded = [round_half_away(float(value), int(places)) for value, places in zip(values, decimals, strict=True)]
    return pd.Series(rounded, index=values.index, dtype=float)


def _part_range(scores: pd.DataFrame, rule: NotApplicableRule, part_decimals: int | None) -> pd.DataFrame:
    """Return the smallest and largest rate among the parts of each unit; a missing part can be anything."""
    counted = choose_source(scores)
    missing, absent = counted["state"].eq("missing"), counted["state"].eq("not_applicable")
    fixed = {"rebase": np.nan, "full_marks": 100.0, "zero": 0.0}[rule]
    rate = (100.0 * counted["points"] / counted["max_points"]).mask(absent, fixed)
    half = (100.0 * _half_width(part_decimals) / counted["max_points"]).mask(absent, 0.0)
    ends = pd.DataFrame({"part_low": (rate - half).mask(missing, 0.0), "part_high": (rate + half).mask(missing, 100.0)})
    grouped = ends.groupby([counted[key] for key in UNIT], observed=True)
    return grouped.agg({"part_low": "min", "part_high": "max"}).reset_index()


def _judged(found: pd.DataFrame, *, weights_known: bool) -> pd.DataFrame:
    half = 0.5 * 10.0 ** -found["decimals"].astype(float)
    low, high = found["printed"] - half - SLACK, found["printed"] + half + SLACK
    follows = high.ge(found["recomputed_low"]) & low.le(found["recomputed_high"])
    possible = high.ge(found["part_low"]) & low.le(found["part_high"])
    unknown = found["recomputed"].isna()
    weak = ("impossible", "differs_from_parts") if weights_known else ("conditional", "needs_other_weights")
    cases = [unknown, follows, ~possible]
    verdict = np.select(cases, ["not_checkable", "consistent", "impossible"], weak[0])
    unscored = found["reason"].where(found["reason"].notna(), "nothing_scored")
    reason = np.select(cases, [unscored, "", "outside_every_weighting"], weak[1])
    return found.assign(verdict=verdict, reason=reason)[list(TOTAL_COLUMNS)]


def _half_width(decimals: int | None) -> float:
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals
