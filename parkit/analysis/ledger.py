"""What did a change of the index consist of? A ledger by criterion that adds up without a remainder.

A change mixes two things: the unit did better or worse (performance), and it was measured by other rules
(reweighting, new and dropped criteria, criteria that did not apply or had no score in one of the years). The Bennet
form splits them symmetrically, so that it does not matter which year is called the base.

References
----------
Bennet, T. L. (1920), The theory of measurement of changes in cost of living, Journal of the Royal Statistical Society
83, 455–462. Griliches, Z. and Regev, H. (1995), Firm productivity in Israeli industry 1979–1988, Journal of
Econometrics 65, 175–203.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.paired import KEY, pair_years
from parkit.analysis.precision import SLACK
from parkit.model.scheme import NotApplicableRule

EFFECTS: Final = ("performance", "reweighting", "new", "dropped", "not_applicable", "missing")
"""Columns of the ledger; the last four are the effects of criteria that count in one year only, by the reason."""


def index_ledger(
    scores: pd.DataFrame,
    *,
    year: int,
    base_year: int,
    rule: NotApplicableRule = "rebase",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Take the change of every unit's index apart, criterion by criterion.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    year, base_year : int
        The year and the one it is compared with.
    rule, crosswalk, series
        As in `parkit.analysis.paired.pair_years`: the rule for criteria that do not apply, which criteria are the
        same in both years (by code if not given), and which units are compared as one.

    Returns
    -------
    DataFrame
        The rows of `pair_years` with one column per effect (`EFFECTS`) and their sum ``effect``, in points of the
        index (percentage points). Units without an index in one of the years are not in it.

    Raises
    ------
    ArithmeticError
        The effects of a unit do not add to its change to 1e-9; that would be a fault of parkit.

    Notes
    -----
    With v_k = m_k / Σ m, r_k = 100 · p_k / m_k, bars for means of the two years and Ī = (I₀ + I₁)/2::

        I₁ − I₀ =  Σ_common  v̄_k (r_k1 − r_k0)             performance
                 + Σ_common  (v_k1 − v_k0) (r̄_k − Ī)        reweighting
                 + Σ_new      v_k1 (r_k1 − Ī)               new
                 − Σ_dropped  v_k0 (r_k0 − Ī)               dropped

    A criterion that was not applicable (or had no score) in one year is a new or dropped one, but its effect stands
    in the column ``not_applicable`` (or ``missing``), because no rule changed. The identity holds because both years'
    weights add to 1.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": [2017, 2017, 2018, 2018], "block": "so", "unit": "a", "area": "1",
    ...     "criterion": ["1.1", "1.2", "1.1", "1.3"], "source": "appraised", "state": "scored",
    ...     "points": [6.0, 5.0, 8.0, 2.0], "max_points": [10.0, 10.0, 10.0, 10.0]})
    >>> ledger = index_ledger(scores, year=2018, base_year=2017)
    >>> ledger[["criterion", "performance", "new", "dropped", "effect"]].round(2).values.tolist()
    [['1.1', 10.0, 0.0, 0.0, 10.0], ['1.2', 0.0, 0.0, 1.25, 1.25], ['1.3', 0.0, -16.25, 0.0, -16.25]]
    """
    pairs = pair_years(scores, year=year, base_year=base_year, rule=rule, crosswalk=crosswalk, series=series)
    ledger = pairs.assign(**_effects(pairs))
    ledger = ledger.assign(effect=ledger[list(EFFECTS)].sum(axis=1))
    refuse_remainder(sum_ledger(ledger))
    return ledger


def sum_ledger(ledger: pd.DataFrame, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Add the ledger up by area, criterion or unit.

    Parameters
    ----------
    ledger : DataFrame
        The result of `index_ledger`.
    by : sequence of str
        What to keep beside the unit, such as "area" or "kind"; nothing for the whole change of the unit.

    Returns
    -------
    DataFrame
        One row per scheme, block, unit and ``by``: the effects, ``effect``, and the unit's ``index_0``, ``index_1``
        and ``change``, in percentage points.
    """
    keys = [*KEY, *by]
    sums = group(ledger, keys).sum(ledger[[*EFFECTS, "effect"]])
    indices = ledger.drop_duplicates(list(KEY))[[*KEY, "index_0", "index_1"]]
    frame = sums.merge(indices, on=list(KEY))
    return frame.assign(change=frame["index_1"] - frame["index_0"])


def refuse_remainder(sums: pd.DataFrame) -> None:
    """Raise ArithmeticError where ``effect`` is not ``change`` to 1e-9: a ledger that does not close is no ledger."""
    gap = (sums["change"] - sums["effect"]).abs()
    if gap.gt(SLACK).any():
        message = f"the ledger does not close: it leaves {gap.max():g} of a change"
        raise ArithmeticError(message)


def _effects(pairs: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the columns of effects; new and dropped are sorted by the reason why the other year lacks them."""
    common = pairs["kind"].eq("common")
    middle = (pairs["index_0"] + pairs["index_1"]) / 2.0
    mean_weight = (pairs["weight_0"] + pairs["weight_1"]) / 2.0
    mean_rate = (pairs["rate_0"] + pairs["rate_1"]) / 2.0
    performance = mean_weight * (pairs["rate_1"] - pairs["rate_0"])
    reweighting = (pairs["weight_1"] - pairs["weight_0"]) * (mean_rate - middle)
    entered = pairs["weight_1"] * (pairs["rate_1"] - middle)
    left = -pairs["weight_0"] * (pairs["rate_0"] - middle)
    one_year = pd.Series(np.where(pairs["kind"].eq("new"), entered, left), index=pairs.index)
    labels = pairs["reason"].where(pairs["reason"].ne("framework"), pairs["kind"])
    return {"performance": performance.where(common, 0.0), "reweighting": reweighting.where(common, 0.0)} | {
        label: one_year.where(labels.eq(label), 0.0) for label in EFFECTS[2:]
    }
