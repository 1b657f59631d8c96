"""Why did the rank change? Own and others' performance, the new rules, or other units in the list.

A rank depends on three things that change together from year to year. Changing them one after the other gives a
different account for every order; the Shapley average over all orders depends on none and adds up.

References
----------
Shapley, L. S. (1953), A value for n-person games, in Contributions to the Theory of Games II, Princeton, 307–317.
Shorrocks, A. F. (2013), Decomposition procedures for distributional analysis: a unified framework based on the
Shapley value, Journal of Economic Inequality 11, 99–126.
"""

from itertools import product
from math import factorial
from typing import Final

import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.paired import KEY, pair_years
from parkit.analysis.rank import rank
from parkit.analysis.score import unit_index
from parkit.model.scheme import NotApplicableRule, TieRule

CAUSES: Final = ("performance", "framework", "unit_set")
State = tuple[int, int, int]
"""For each cause, whether it is as in the base year (0) or in the year (1)."""


def rank_ledger(
    scores: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    rule: NotApplicableRule = "rebase",
    ties: TieRule = "1224",
    decimals: int | None = None,
    crosswalk: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Split the change of every unit's rank by its three causes.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    year, base_year : int
        The year and the one it is compared with.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.
    ties, decimals
        How ranks are counted, as in `parkit.analysis.rank.rank`.
    crosswalk : DataFrame, optional
        As in `parkit.analysis.paired.pair_years`.

    Returns
    -------
    DataFrame
        One row per scheme, block and unit with an index in both years: ``index_0``, ``index_1``, ``rank_0``,
        ``rank_1``, ``rank_change`` (places gained, so positive is better), and the places gained by ``performance``
        (rates of the criteria of both years, the unit's own and the others'), ``framework`` (weights, new and
        dropped criteria, also those not applicable or without a score in one year) and ``unit_set`` (units that
        came or left).

    Notes
    -----
    Let R(s) be the rank when the causes in s are as in the later year and the others as in the base year. Then

        effect_i = Σ_{s without i} |s|! (2 − |s|)! / 3! · (R(s) − R(s + i)),

    the mean over the six orders; the three add to rank₀ − rank₁. In between the years a unit's index is
    Σ v_k r_k with the weights of one year and the rates of the other; a criterion of one year only has the same rate
    in both, so that its coming or going is the framework's. A unit of one year only keeps its index.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": [2023, 2023, 2024, 2024, 2024], "block": "so", "unit": ["a", "b", "a", "b", "c"],
    ...     "area": "1", "criterion": "1", "source": "appraised", "state": "scored",
    ...     "points": [9.0, 8.0, 7.0, 8.0, 9.5], "max_points": 10.0})
    >>> found = rank_ledger(scores, year=2024, base_year=2023)
    >>> found[["unit", "rank_0", "rank_1", "performance", "framework", "unit_set"]].values.tolist()
    [['a', 1, 3, -1.0, 0.0, -1.0], ['b', 2, 2, 1.0, 0.0, -1.0]]
    """
    pairs = pair_years(scores, year=year, base_year=base_year, rule=rule, crosswalk=crosswalk)
    units = _all_units(unit_index(scores, rule=rule), _mixed(pairs), year, base_year)
    ranks = {
        (performance, framework, there): _ranks(units, performance, framework, there, ties, decimals)
        for performance, framework, there in product((0, 1), repeat=3)
    }
    both = units["in_0"] & units["in_1"]
    first, last = ranks[0, 0, 0], ranks[1, 1, 1]
    effects = {cause: _shapley(ranks, place) for place, cause in enumerate(CAUSES)}
    frame = units[[*KEY]].assign(
        index_0=units["index_00"],
        index_1=units["index_11"],
        rank_0=first.astype("Int64"),
        rank_1=last.astype("Int64"),
        rank_change=(first - last).astype("Int64"),
        **effects,
    )
    return frame[both].reset_index(drop=True)


def _mixed(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the index of every unit by the rates of one year (first digit) and the weights of one (second digit)."""
    rates = [pairs["rate_0"].fillna(pairs["rate_1"]), pairs["rate_1"].fillna(pairs["rate_0"])]
    parts = {
        f"index_{rated}{weighted}": rates[rated] * pairs[f"weight_{weighted}"]
        for rated, weighted in product((0, 1), repeat=2)
    }
    return group(pairs, KEY).sum(pd.DataFrame(parts, index=pairs.index))


def _all_units(unit_frame: pd.DataFrame, mixed: pd.DataFrame, year: int, base_year: int) -> pd.DataFrame:
    """Return the units of either year, with their index in every mix of rates and weights."""
    known = unit_frame[unit_frame["index"].notna()]
    before, after = (known.loc[known["year"].eq(each), [*KEY, "index"]] for each in (base_year, year))
    both = before.merge(after, how="outer", on=list(KEY), suffixes=("_0", "_1"))
    units = both.merge(mixed, how="left", on=list(KEY))
    only = units["index_0"].fillna(units["index_1"])
    names = ["index_00", "index_01", "index_10", "index_11"]
    filled = {name: units[name].fillna(only) for name in names}
    return units.assign(**filled, in_0=units["index_0"].notna(), in_1=units["index_1"].notna())


def _ranks(
    units: pd.DataFrame, performance: int, framework: int, there: int, ties: TieRule, decimals: int | None
) -> pd.Series:
    """Return the ranks in one state; NaN for units that are not there."""
    by = f"index_{performance}{framework}"
    present = units.loc[units[f"in_{there}"], [*KEY, by]]
    ranked = rank(present, by, within=("scheme", "block"), ties=ties, decimals=decimals)["rank"]
    return ranked.astype(float).reindex(units.index)


def _shapley(ranks: dict[State, pd.Series], place: int) -> pd.Series:
    """Average what one cause gains over the states of the two others."""
    total: pd.Series = pd.Series(0.0, index=ranks[0, 0, 0].index)
    for state, before in ranks.items():
        if state[place] == 0:
            first, second, third = (1 if each == place else value for each, value in enumerate(state))
            changed = sum(state)
            orders = factorial(changed) * factorial(len(CAUSES) - 1 - changed)
            total += orders * (before - ranks[first, second, third])
    return total / factorial(len(CAUSES))
