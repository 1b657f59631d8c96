"""Two years of every unit side by side, criterion by criterion: the ground on which years are compared.

Only units with an index in both years can be compared. Criteria meet through the crosswalk, or by code; units by
code, or in series (a merged unit and its parts).
"""

from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.crosswalk import criterion_keys
from parkit.analysis.groups import group
from parkit.model.scheme import NotApplicableRule

KEY: Final = ("scheme", "block", "unit")
ABSENCES: Final = ("framework", "not_applicable", "missing")
"""Why a criterion counts in one year only: it is not in the other's framework, did not apply, or has no score."""


def pair_years(
    scores: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    rule: NotApplicableRule = "rebase",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Set the criteria of two years side by side.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    year, base_year : int
        The year and the one it is compared with.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.
    crosswalk : DataFrame, optional
        ``code_0``, ``code_1`` (with ``year_0``, ``year_1`` if it holds several steps), as in
        `parkit.analysis.crosswalk.criterion_keys`.
    series : DataFrame, optional
        ``year``, ``unit``, ``series``: the units that are compared as one, their points pooled, as
        `parkit.analysis.successors.match_units` gives them; units it does not list stand for themselves.

    Returns
    -------
    DataFrame
        One row per scheme, block, unit (or series) and criterion that counts in at least one of the years, only for
        units with an index in both (of units compared as one, those that have one): ``area``, ``criterion`` (its
        key), ``kind`` "common", "new" or "dropped", ``reason`` (one of `ABSENCES`, empty for common ones), and for
        each year, with suffix _0 and _1: ``points``, ``max_points``, ``rate`` (100 · p / m, NaN where it does not
        count), ``weight`` (share of the unit's maximum, 0 where it does not count), ``index``.

    Notes
    -----
    A dropped criterion stands under its old area, every other one under the area of ``year``.
    """
    keyed = _keyed(scores, (base_year, year), rule, crosswalk, series)
    before, after = (_one_year(keyed, each) for each in (base_year, year))
    units = (
        before[[*KEY, "index"]]
        .drop_duplicates(list(KEY))
        .merge(after[[*KEY, "index"]].drop_duplicates(list(KEY)), on=list(KEY), suffixes=("_0", "_1"))
    )
    both = before.drop(columns="index").merge(
        after.drop(columns="index"), how="outer", on=[*KEY, "criterion"], suffixes=("_0", "_1")
    )
    return _described(both.merge(units, on=list(KEY)))


def in_series(rows: pd.DataFrame, series: pd.DataFrame | None) -> pd.DataFrame:
    """Put rows of a ``year`` and ``unit`` under their series; a unit that is in several counts in each."""
    if series is None:
        return rows
    named = rows.merge(series[["year", "unit", "series"]], how="left", on=["year", "unit"])
    return named.assign(unit=named["series"].where(named["series"].notna(), named["unit"])).drop(columns="series")


def _keyed(
    scores: pd.DataFrame,
    years: tuple[int, int],
    rule: NotApplicableRule,
    crosswalk: pd.DataFrame | None,
    series: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return what counts of the units with an index, under the key of its criterion and the code of its series."""
    own = whole(counted_points(scores[scores["year"].isin(years)], rule=rule))
    counted = in_series(own[own["index"].notna()].drop(columns=["unit_points", "unit_max", "index"]), series)
    if crosswalk is not None and "year_0" not in crosswalk.columns:
        crosswalk = crosswalk.assign(year_0=years[0], year_1=years[1])
    keys = criterion_keys(counted, crosswalk=crosswalk)
    return counted.merge(keys, on=["scheme", "year", "criterion"])


def _one_year(keyed: pd.DataFrame, year: int) -> pd.DataFrame:
    """Add up what shares a key, and describe it."""
    known = whole(keyed[keyed["year"].eq(year)])
    sums = group(known, [*KEY, "key"]).sum(_parts(known))
    firsts = known.drop_duplicates([*KEY, "key"])[[*KEY, "key", "area", "unit_max", "index"]]
    frame = firsts.merge(sums, on=[*KEY, "key"])
    counts = frame["max_points"].gt(0)
    return frame.assign(
        rate=100.0 * frame["points"] / frame["max_points"].where(counts),
        weight=frame["max_points"] / frame["unit_max"],
        state=np.select([counts, frame["n_missing"].gt(0)], ["counted", "missing"], "not_applicable"),
    ).rename(columns={"key": "criterion"})[[*KEY, "area", "criterion", *_VALUES, "state", "index"]]


_VALUES: Final = ("points", "max_points", "rate", "weight")


def _parts(known: pd.DataFrame) -> pd.DataFrame:
    return known[["points", "max_points"]].assign(n_missing=known["state"].eq("missing").astype(int))


def _described(both: pd.DataFrame) -> pd.DataFrame:
    """Say of each criterion in which of the years it counts, and why not in the other."""
    zero = {f"{name}_{side}": 0.0 for name in ("points", "max_points", "weight") for side in (0, 1)}
    filled = both.fillna(zero | {"state_0": "framework", "state_1": "framework"})
    counts = [filled[f"state_{side}"].eq("counted") for side in (0, 1)]
    kind = np.select([counts[0] & counts[1], counts[1], counts[0]], ["common", "new", "dropped"], "none")
    reason = np.select([kind == "new", kind == "dropped"], [filled["state_0"], filled["state_1"]], "")
    area = filled["area_1"].where(counts[1], filled["area_0"])
    described: pd.DataFrame = filled.assign(kind=kind, reason=reason, area=area).loc[kind != "none"]
    values = [f"{name}_{side}" for name in (*_VALUES, "index") for side in (0, 1)]
    order = [*KEY, "area", "criterion"]
    return described[[*order, "kind", "reason", *values]].sort_values(order, ignore_index=True)
