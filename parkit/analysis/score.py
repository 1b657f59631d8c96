"""How many of the points within reach did a unit get? The index, its bounds, and the two means of a block.

The index is points over the *applicable* maximum, because units answer for different criteria: in a real
announcement 68.32 points of 84 (81.33 %) outrank more points of 100. A score is in one of three states that
are never mixed: scored (a real 0 is a score), not applicable (leaves the maximum) and missing (unknown). A
missing score counts neither as 0 nor as full: the index is taken over the scored criteria and carries the
bounds that the missing ones allow. Penalty and bonus points stay apart: they are no criteria and must not be
among the rows. Rows of level "measure" (satisfaction, number of answers) must be left out by the caller.

Reason codes (column ``reason``)
--------------------------------
==================  =====================================================================================
code                meaning
==================  =====================================================================================
(empty)             every applicable criterion is scored
points_missing      the index is over the scored criteria only; ``index_low`` and ``index_high`` bound it
maximum_unknown     a criterion has no known maximum, so there is no index
nothing_scored      every applicable criterion is missing, so there is no index
nothing_applicable  no criterion applies, so there is no index
==================  =====================================================================================

References
----------
OECD and European Commission JRC (2008), Handbook on Constructing Composite Indicators: Methodology and User
Guide.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.groups import Groups, equal, group
from parkit.model.columns import STATES
from parkit.model.scheme import NOT_APPLICABLE_RULES, NotApplicableRule

SCORE_REASONS: Final = ("", "points_missing", "maximum_unknown", "nothing_scored", "nothing_applicable")
BLOCK: Final = ("scheme", "year", "block")
UNIT: Final = (*BLOCK, "unit")
AREA: Final = (*UNIT, "area")


def choose_source(scores: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that count: an appraised score replaces the self-score of the same criterion.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores.

    Returns
    -------
    DataFrame
        The rows that count, in their order, with the boolean column ``provisional``: a self-score stands
        because nobody appraised the criterion.

    Notes
    -----
    Survey rows are criteria of their own and always stay. A gap in an appraisal stays a gap: the self-score
    does not slip into its place. Only where nothing of a unit's year was appraised does the self-assessment
    stand.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": "noi-vu", "area": "1", "criterion": "1.1",
    ...     "source": ["self", "appraised"], "state": "scored", "points": [2.0, 1.5], "max_points": 2.0})
    >>> choose_source(scores)[["source", "points", "provisional"]].to_dict("records")
    [{'source': 'appraised', 'points': 1.5, 'provisional': False}]
    """
    appraised, self_score = equal(scores["source"], ["appraised", "self"])
    if not (appraised.any() and self_score.any()):
        return scores.assign(provisional=self_score)
    judged = group(scores, UNIT).any(appraised & scores["state"].ne("missing"))
    criteria = group(scores, (*AREA, "criterion"))
    replaced = self_score & criteria.any(appraised & judged)
    never_done = appraised & ~judged & criteria.any(self_score)
    return scores.assign(provisional=self_score)[~replaced & ~never_done]


def unit_index(scores: pd.DataFrame, *, rule: NotApplicableRule = "rebase") -> pd.DataFrame:
    """Compute the index of every unit and year over the criteria that count.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does: leave points and maximum, count full, or count nothing.

    Returns
    -------
    DataFrame
        One row per scheme, year, block and unit: ``points`` and ``max_points`` of the criteria that are
        scored (or counted by the rule), ``index`` (0–100), ``index_low``, ``index_high``, ``n_scored``,
        ``n_not_applicable``, ``n_missing``, ``provisional`` (some self-score counts) and ``reason``.

    Raises
    ------
    ValueError
        The rule is not one of the three.

    Notes
    -----
    With p points and m maxima of the counting criteria and M the maxima of the missing ones::

        index = 100 · Σp / Σm,   index_low = 100 · Σp / (Σm + M),   index_high = 100 · (Σp + M) / (Σm + M)

    Source: OECD/JRC Handbook (2008) for the additive index; the bounds are the two extreme imputations.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2023, "block": "so", "unit": "dan-toc", "area": ["1", "2"],
    ...     "criterion": ["1.1", "2.1"], "source": "appraised", "state": ["scored", "not_applicable"],
    ...     "points": [68.32, None], "max_points": [84.0, 16.0]})
    >>> unit_index(scores)["index"].round(2).tolist()
    [81.33]
    """
    return _index_by(scores, UNIT, rule)


def area_index(scores: pd.DataFrame, *, rule: NotApplicableRule = "rebase") -> pd.DataFrame:
    """Compute the index of every unit within each area; as `unit_index`, with the column ``area``."""
    return _index_by(scores, AREA, rule)


def block_mean(unit_frame: pd.DataFrame) -> pd.DataFrame:
    """Compute both means of a block; they differ as soon as the units' maxima differ, so both are named.

    Parameters
    ----------
    unit_frame : DataFrame
        The result of `unit_index` or `area_index`.

    Returns
    -------
    DataFrame
        One row per scheme, year and block (and area): ``mean_of_ratios`` and ``ratio_of_means`` (0–100),
        ``mean_points``, ``mean_max_points``, ``n_units`` (units with an index) and ``n_without_index``.

    Notes
    -----
    Over the n units with an index: mean of ratios = 1/n · Σ Iᵤ, ratio of means = 100 · Σ pᵤ / Σ mᵤ.

    Examples
    --------
    >>> units = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "b"],
    ...     "points": [50.0, 45.0], "max_points": [100.0, 50.0], "index": [50.0, 90.0]})
    >>> block_mean(units)[["mean_of_ratios", "ratio_of_means"]].round(2).to_dict("records")
    [{'mean_of_ratios': 70.0, 'ratio_of_means': 63.33}]
    """
    keys = _with_area(BLOCK, unit_frame)
    known = unit_frame["index"].notna()
    parts = unit_frame[keys].assign(
        total=unit_frame["index"],
        points=unit_frame["points"].where(known),
        max_points=unit_frame["max_points"].where(known),
        n_units=known.astype(int),
        n_without_index=(~known).astype(int),
    )
    sums = group(parts, keys).sum(parts.drop(columns=keys))
    count = sums["n_units"].where(sums["n_units"].gt(0))
    return sums[keys].assign(
        mean_of_ratios=sums["total"] / count,
        ratio_of_means=100.0 * sums["points"] / sums["max_points"].where(count.notna()),
        mean_points=sums["points"] / count,
        mean_max_points=sums["max_points"] / count,
        n_units=sums["n_units"],
        n_without_index=sums["n_without_index"],
    )


def _index_by(scores: pd.DataFrame, keys: Sequence[str], rule: NotApplicableRule) -> pd.DataFrame:
    if rule not in NOT_APPLICABLE_RULES:
        message = f"rule {rule!r} is none of {NOT_APPLICABLE_RULES}"
        raise ValueError(message)
    counted = choose_source(scores)
    return _with_index(_sums(group(counted, keys), counted, rule), list(keys))


def _sums(groups: Groups, counted: pd.DataFrame, rule: NotApplicableRule) -> pd.DataFrame:
    """Add up what the rows of each group bring into its index; no copy of a large table is made for it."""
    scored, absent, missing = (flags.to_numpy() for flags in equal(counted["state"], STATES))
    points, maximum = (counted[name].astype("float64").to_numpy() for name in ("points", "max_points"))
    if rule == "full_marks":
        points = np.where(absent, maximum, points)
    stays = scored if rule == "rebase" else scored | absent
    return groups.keys.assign(
        points=groups.total(points, stays if rule == "full_marks" else scored),
        max_points=groups.total(maximum, stays),
        open_points=groups.total(maximum, missing),
        n_scored=groups.count(scored),
        n_not_applicable=groups.count(absent),
        n_missing=groups.count(missing),
        n_unknown=groups.count((stays | missing) & np.isnan(maximum)),
        n_self=groups.count(counted["provisional"].to_numpy(dtype=bool)),
    )


def _with_index(sums: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    known = sums["n_unknown"].eq(0)
    within = sums["max_points"].where(known & sums["max_points"].gt(0))
    reach = (sums["max_points"] + sums["open_points"]).where(known)
    reach = reach.where(reach.gt(0))
    return sums[keys].assign(
        points=sums["points"],
        max_points=sums["max_points"].where(known),
        index=100.0 * sums["points"] / within,
        index_low=100.0 * sums["points"] / reach,
        index_high=100.0 * (sums["points"] + sums["open_points"]) / reach,
        n_scored=sums["n_scored"],
        n_not_applicable=sums["n_not_applicable"],
        n_missing=sums["n_missing"],
        provisional=sums["n_self"].gt(0),
        reason=_reason(sums, known, reach.notna(), within.notna()),
    )


def _reason(sums: pd.DataFrame, known: pd.Series, reachable: pd.Series, indexed: pd.Series) -> pd.Series:
    codes = np.select(
        [~known, ~reachable, ~indexed, sums["n_missing"].gt(0)],
        ["maximum_unknown", "nothing_applicable", "nothing_scored", "points_missing"],
        "",
    )
    return pd.Series(codes, index=sums.index, dtype="str")


def _with_area(keys: Sequence[str], frame: pd.DataFrame) -> list[str]:
    return [*keys, "area"] if "area" in frame.columns else list(keys)
