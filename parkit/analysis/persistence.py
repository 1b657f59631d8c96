"""Which weaknesses last, which are new, which get worse? Rates of the same criterion over the years.

A criterion is followed under its key through the crosswalk, so only the same question is compared with itself; its
rate p/m does not depend on how its maximum changed. Years without a score are passed over.

Status codes (column ``status``)
--------------------------------
==========  ==================================================================================================
code        meaning
==========  ==================================================================================================
(empty)     not weak
first_seen  weak, and no earlier year asked the same
new         weak, and not in the scored year before
continuing  weak, and in the scored year before, but not yet as long as the declared number of years
persistent  weak in at least the declared number of scored years without a break
==========  ==================================================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.counted import counted_points
from parkit.analysis.crosswalk import criterion_keys
from parkit.analysis.groups import group
from parkit.analysis.paired import in_series
from parkit.analysis.precision import SLACK
from parkit.model.scheme import NotApplicableRule

STATUSES: Final = ("", "first_seen", "new", "continuing", "persistent")


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What a scheme calls weak, lasting and worse.

    Parameters
    ----------
    weak_below : float
        A criterion is weak below this rate, in percent.
    persistent_years : int
        From so many scored years in a row a weakness is persistent; at least 2.
    worsening_by : float
        A fall by at least so much within the last ``persistent_years`` scored years, in percentage points, is a
        worsening, unless the last step went up.
    """

    weak_below: float = 70.0
    persistent_years: int = 3
    worsening_by: float = 5.0

    def __post_init__(self) -> None:
        """Raise ValueError if one year alone would be persistent."""
        if self.persistent_years < 2:
            message = f"persistent_years={self.persistent_years}: expected at least 2"
            raise ValueError(message)


DEFAULT: Final = Thresholds()


def weaknesses_over_years(
    scores: pd.DataFrame,
    *,
    year: int,
    by: Sequence[str] = ("unit",),
    rule: NotApplicableRule = "rebase",
    crosswalk: pd.DataFrame | None = None,
    series: pd.DataFrame | None = None,
    thresholds: Thresholds = DEFAULT,
) -> pd.DataFrame:
    """Follow every criterion of a year back in time.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of the year and earlier ones, leaves only, measures left out; later years are ignored.
    year : int
        The year whose weaknesses are judged.
    by : ("unit",) or ()
        Each unit's own criteria, or those of the block as a whole (Σ p / Σ m over its units).
    rule, crosswalk, series
        As in `parkit.analysis.paired.pair_years`; the crosswalk names its years, ``series`` is that of
        `parkit.analysis.successors.series_members`.
    thresholds : Thresholds
        What the scheme calls weak, lasting and worse.

    Returns
    -------
    DataFrame
        One row per scheme, block (and unit), area and criterion that counts in ``year``: ``rate``, ``points_lost``
        (m − p), ``previous_year`` and ``previous_rate`` of the scored year before, ``change`` since then, ``n_years``
        scored, ``weak_years`` (in a row up to now), ``weak_since`` (the first of them), ``fall`` (since the start of
        the window), ``weak``, ``worsening`` (which need not be weak yet), ``status``. Rates in percent, changes in
        percentage points.

    Raises
    ------
    ValueError
        The crosswalk skips a year.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": [2018, 2019, 2020], "block": "so", "unit": "a", "area": "1", "criterion": "1.1",
    ...     "source": "appraised", "state": "scored", "points": [6.5, 6.0, 5.0], "max_points": 10.0})
    >>> found = weaknesses_over_years(scores, year=2020)
    >>> found[["rate", "change", "weak_years", "status", "worsening"]].values.tolist()
    [[50.0, -10.0, 3, 'persistent', True]]
    """
    rates = _rates(scores[scores["year"].le(year)], by, rule, crosswalk, series)
    keys = ["scheme", "block", *by, "criterion"]
    now = rates[rates["year"].eq(year)].reset_index(drop=True)
    years = np.sort(rates["year"].unique())
    table = _table(now, rates, keys, years)
    frame = now.drop(columns=["year", "points", "max_points"]).assign(
        points_lost=now["max_points"] - now["points"], **_history(table, years, thresholds)
    )
    fell = frame["fall"].ge(thresholds.worsening_by - SLACK) & frame["change"].le(SLACK)
    return frame.assign(worsening=fell, status=_status(frame, thresholds)).sort_values(
        ["scheme", "block", *by, "area", "criterion"], ignore_index=True
    )


def _rates(
    scores: pd.DataFrame,
    by: Sequence[str],
    rule: NotApplicableRule,
    crosswalk: pd.DataFrame | None,
    series: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return points, maximum and rate of every criterion under its key, in the years in which it counts."""
    counted = counted_points(scores, rule=rule)
    counts = counted[counted["max_points"].gt(0) & ~counted["unknown"]]
    rows = in_series(counts, series)
    keyed = rows.merge(criterion_keys(rows, crosswalk=crosswalk), on=["scheme", "year", "criterion"])
    keyed = keyed.drop(columns="criterion").rename(columns={"key": "criterion"})
    keys = ["scheme", "block", *by, "criterion", "year"]
    sums = group(keyed, keys).sum(keyed[["points", "max_points"]])
    areas = keyed.drop_duplicates(keys)[[*keys, "area"]]
    return sums.merge(areas, on=keys).assign(rate=100.0 * sums["points"] / sums["max_points"])


def _table(now: pd.DataFrame, rates: pd.DataFrame, keys: list[str], years: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return criteria of the year × years, NaN where a criterion has no rate."""
    rows = rates.merge(now[keys].assign(place=np.arange(len(now))), on=keys)
    table = np.full((len(now), len(years)), np.nan)
    table[rows["place"], np.searchsorted(years, rows["year"])] = rows["rate"]
    return table


def _history(
    table: NDArray[np.float64], years: NDArray[np.int64], thresholds: Thresholds
) -> dict[str, NDArray[np.generic] | pd.Series]:
    """Walk back from the last year, passing over years without a rate."""
    size, limit = len(table), thresholds.weak_below - SLACK
    seen, weak_years, unbroken = np.zeros(size, dtype=int), np.zeros(size, dtype=int), np.ones(size, dtype=bool)
    previous, start, when, since = (np.full(size, np.nan) for _ in range(4))
    for place in range(len(years) - 1, -1, -1):
        rate = table[:, place]
        there = ~np.isnan(rate)
        seen += there
        weak = rate < limit
        unbroken &= weak | ~there
        weak_years += unbroken & there
        since = np.where(unbroken & there, years[place], since)
        second = there & (seen == 2)
        previous, when = np.where(second, rate, previous), np.where(second, years[place], when)
        start = np.where(there & (seen <= thresholds.persistent_years), rate, start)
    last = table[:, -1] if len(years) else np.zeros(0)
    return {
        "previous_year": pd.array(when, dtype="Float64").astype("Int64"),
        "previous_rate": previous,
        "change": last - previous,
        "n_years": seen,
        "weak_years": weak_years,
        "weak_since": pd.array(since, dtype="Float64").astype("Int64"),
        "fall": np.where(seen > 1, start - last, np.nan),
        "weak": last < limit,
    }


def _status(frame: pd.DataFrame, thresholds: Thresholds) -> pd.Series:
    cases = [
        ~frame["weak"],
        frame["n_years"].eq(1),
        frame["previous_rate"].ge(thresholds.weak_below - SLACK),
        frame["weak_years"].lt(thresholds.persistent_years),
    ]
    codes = np.select(cases, ["", "first_seen", "new", "continuing"], "persistent")
    return pd.Series(codes, index=frame.index, dtype="str")
