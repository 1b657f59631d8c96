"""Can two years be compared at all? The index on the criteria of both years, and how much of the whole they cover.

After a change of the framework the published indices of two years answer different questions. The comparable core is
the part that both years asked; below a declared coverage nothing is compared and no line is drawn across the break.
Overlapping cores chain the years into one series.

Reason codes (column ``reason``)
--------------------------------
================  ============================================================================================
code              meaning
================  ============================================================================================
(empty)           comparable with the year before
first_year        there is no year before
unit_absent       the unit has no index in the year before
no_common         the years have no criterion in common
coverage_below    the common criteria are less than the declared share of the maximum in one of the years
zero_core         the core index is 0 in one of the years, so there is no ratio (only for chains of ratios)
================  ============================================================================================

References
----------
OECD and European Commission JRC (2008), Handbook on Constructing Composite Indicators, step 9; ILO and others (2004),
Consumer Price Index Manual: Theory and Practice, chapter 9 (chain-linked indices).
"""

from itertools import pairwise
from typing import Final, Literal

import numpy as np
import pandas as pd

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.crosswalk import criterion_keys
from parkit.analysis.groups import group
from parkit.analysis.paired import KEY, in_series, pair_years
from parkit.analysis.precision import snap
from parkit.model.scheme import NotApplicableRule

LEAST_COVERAGE: Final = 0.6
COMPARABLE_REASONS: Final = ("", "first_year", "unit_absent", "no_common", "coverage_below", "zero_core")
LinkRule = Literal["ratio", "difference"]


def comparable_index(
    scores: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    rule: NotApplicableRule = "rebase",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
    least_coverage: float = LEAST_COVERAGE,
) -> pd.DataFrame:
    """Compute the index of two years on the criteria that count in both.

    Parameters
    ----------
    scores, year, base_year, rule, crosswalk, series
        As in `parkit.analysis.paired.pair_years`.
    least_coverage : float
        The smallest share of the maximum, 0–1, that makes the years comparable.

    Returns
    -------
    DataFrame
        One row per scheme, block and unit (or series) with an index in both years: ``index_0``, ``index_1`` (as
        published), ``core_0``, ``core_1`` (on the core, 0–100), ``core_change``, ``coverage_0``, ``coverage_1``
        (share of the year's maximum, 0–1), ``coverage`` (the smaller), ``n_core``, ``n_new``, ``n_dropped``,
        ``comparable`` and ``reason``.

    Notes
    -----
    Over the criteria C that count for the unit in both years::

        core_t = 100 · Σ_C p_t / Σ_C m_t,   coverage_t = Σ_C m_t / Σ m_t

    Each year keeps its own maxima, so a core change holds reweighting within the core;
    `parkit.analysis.ledger.index_ledger` separates it.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": [2017, 2017, 2018, 2018], "block": "so", "unit": "a", "area": "1",
    ...     "criterion": ["1.1", "1.2", "1.1", "1.3"], "source": "appraised", "state": "scored",
    ...     "points": [6.0, 5.0, 8.0, 2.0], "max_points": [10.0, 10.0, 10.0, 5.0]})
    >>> found = comparable_index(scores, year=2018, base_year=2017)
    >>> found[["core_0", "core_1", "coverage_0", "comparable", "reason"]].values.tolist()
    [[60.0, 80.0, 0.5, False, 'coverage_below']]
    """
    pairs = pair_years(scores, year=year, base_year=base_year, rule=rule, crosswalk=crosswalk, series=series)
    sums = group(pairs, KEY).sum(_parts(pairs))
    indices = pairs.drop_duplicates(list(KEY))[[*KEY, "index_0", "index_1"]]
    core = {
        f"core_{side}": 100.0 * sums[f"p_{side}"] / sums[f"m_{side}"].where(sums["n_core"].gt(0)) for side in (0, 1)
    }
    coverage = sums[["coverage_0", "coverage_1"]].min(axis=1)
    below = snap(coverage).lt(least_coverage)
    reason = np.select([sums["n_core"].eq(0), below], ["no_common", "coverage_below"], "")
    return indices.merge(sums[list(KEY)], on=list(KEY)).assign(
        **core,
        core_change=core["core_1"] - core["core_0"],
        **{name: sums[name] for name in ("coverage_0", "coverage_1")},
        coverage=coverage,
        **{name: sums[name] for name in ("n_core", "n_new", "n_dropped")},
        comparable=reason == "",
        reason=reason,
    )


def chain_linked(
    scores: pd.DataFrame,
    *,
    rule: NotApplicableRule = "rebase",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
    least_coverage: float = LEAST_COVERAGE,
    link: LinkRule = "ratio",
) -> pd.DataFrame:
    """Join overlapping cores into one series that ends at the published index.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of all the years, leaves only, measures left out.
    rule, crosswalk, series
        As in `parkit.analysis.paired.pair_years`; a crosswalk names its years in ``year_0`` and ``year_1``.
        ``series`` as `parkit.analysis.successors.series_members` gives it.
    least_coverage : float
        A step whose core covers less breaks the series.
    link : {"ratio", "difference"}
        Whether a step multiplies the level by core_t / core_t−1 (the usual chain) or adds core_t − core_t−1.

    Returns
    -------
    DataFrame
        One row per scheme, block, unit (or series) and year with an index: ``index`` (as published), ``linked``,
        ``segment`` (0, 1, …: a new one after every break), ``coverage`` of the step from the year before, ``reason``
        of a break. Steps go between neighbouring years of the frame.

    Notes
    -----
    In each segment with last year T: linked_T = index_T, and backwards

        linked_t−1 = linked_t · core_t−1 / core_t      (ratio)
        linked_t−1 = linked_t − (core_t − core_t−1)    (difference)

    where both cores are of the step from t−1 to t. A linked level is not bounded by 100: it says what the published
    index would have been had the changes been those of the cores.
    """
    counted = _counted(scores, rule, series)
    years = sorted(int(year) for year in scores["year"].unique())
    levels = counted.drop_duplicates([*KEY, "year"])[[*KEY, "year", "index", "unit_max"]]
    steps = [_step(counted, pair, crosswalk) for pair in pairwise(years)]
    columns = [*KEY, "year", "core_0", "core_1", "coverage", "n_core"]
    joined = pd.concat(steps)[columns] if steps else pd.DataFrame(columns=columns)
    frame = levels.merge(joined, how="left", on=[*KEY, "year"]).sort_values([*KEY, "year"], ignore_index=True)
    reasons = _break_reasons(frame, years[0] if years else 0, least_coverage, link)
    return _linked(frame.assign(reason=reasons), link)


def _parts(pairs: pd.DataFrame) -> pd.DataFrame:
    core = pairs["kind"].eq("common")
    sides = {
        f"{short}_{side}": pairs[f"{name}_{side}"].where(core, 0.0)
        for short, name in (("p", "points"), ("m", "max_points"), ("coverage", "weight"))
        for side in (0, 1)
    }
    counts = {
        f"n_{name}": pairs["kind"].eq(kind).astype(int)
        for name, kind in (("core", "common"), ("new", "new"), ("dropped", "dropped"))
    }
    return pd.DataFrame(sides | counts)


def _counted(scores: pd.DataFrame, rule: NotApplicableRule, series: pd.DataFrame | None) -> pd.DataFrame:
    """Return what counts of every unit or series and year with an index, with its maximum and index."""
    own = whole(counted_points(scores, rule=rule))
    known = own[own["index"].notna()].drop(columns=["unit_points", "unit_max", "index"])
    return whole(in_series(known, series))


def _step(counted: pd.DataFrame, years: tuple[int, int], crosswalk: pd.DataFrame | None) -> pd.DataFrame:
    """Return the core of one step by unit, as `comparable_index` does, from rows that are counted already."""
    rows = counted[counted["year"].isin(years)]
    keyed = rows.merge(criterion_keys(rows, crosswalk=_dated(crosswalk, years)), on=["scheme", "year", "criterion"])
    sides = {year: keyed["year"].eq(year) for year in years}
    values = {
        f"{name[0]}_{side}": keyed[name].where(sides[year], 0.0)
        for side, year in enumerate(years)
        for name in ("points", "max_points")
    }
    cells = group(keyed, [*KEY, "key"]).sum(pd.DataFrame(values))
    core = cells[cells["m_0"].gt(0) & cells["m_1"].gt(0)].assign(n_core=1)
    sums = group(core, KEY).sum(core[["p_0", "m_0", "p_1", "m_1", "n_core"]])
    return _with_coverage(rows, sums, years)


def _with_coverage(rows: pd.DataFrame, sums: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """Return the units of both years with the core of each year and the smaller share of it in a year's maximum."""
    reach = rows.drop_duplicates([*KEY, "year"])[[*KEY, "year", "unit_max"]]
    before, after = (reach[reach["year"].eq(year)].drop(columns="year") for year in years)
    both = before.merge(after, on=list(KEY), suffixes=("_0", "_1")).merge(sums, how="left", on=list(KEY))
    coverage = pd.DataFrame({side: both[f"m_{side}"] / both[f"unit_max_{side}"] for side in (0, 1)})
    cores = {f"core_{side}": 100.0 * both[f"p_{side}"] / both[f"m_{side}"] for side in (0, 1)}
    least = coverage.min(axis=1).fillna(0.0)
    return both.assign(**cores, coverage=least, n_core=both["n_core"].fillna(0), year=years[1])


def _dated(crosswalk: pd.DataFrame | None, years: tuple[int, int]) -> pd.DataFrame | None:
    if crosswalk is None or "year_0" in crosswalk.columns:
        return crosswalk
    return crosswalk.assign(year_0=years[0], year_1=years[1])


def _break_reasons(frame: pd.DataFrame, first_year: int, least_coverage: float, link: LinkRule) -> pd.Series:
    zero = (frame["core_0"].eq(0) | frame["core_1"].eq(0)) & (link == "ratio")
    cases = {
        "first_year": frame["year"].eq(first_year),
        "unit_absent": frame["n_core"].isna(),
        "no_common": frame["n_core"].eq(0),
        "coverage_below": snap(frame["coverage"].astype(float)).lt(least_coverage),
        "zero_core": zero,
    }
    return pd.Series(np.select(list(cases.values()), list(cases), ""), index=frame.index, dtype="str")


def _linked(frame: pd.DataFrame, link: LinkRule) -> pd.DataFrame:
    """Chain the steps within each segment and anchor the chain in the segment's last year."""
    starts = frame["reason"].ne("")
    segment = starts.groupby([frame[name] for name in KEY]).cumsum() - 1
    before, after = frame["core_0"].astype(float), frame["core_1"].astype(float)
    chain = [*(frame[name] for name in KEY), segment]
    if link == "ratio":
        level = (after / before).where(~starts, 1.0).groupby(chain).cumprod()
        linked = level * (frame["index"] / level).groupby(chain).transform("last")
    else:
        level = (after - before).where(~starts, 0.0).groupby(chain).cumsum()
        linked = level + (frame["index"] - level).groupby(chain).transform("last")
    columns = [*KEY, "year", "index", "linked", "segment", "coverage", "reason"]
    return frame.assign(linked=linked, segment=segment.astype(int))[columns]
