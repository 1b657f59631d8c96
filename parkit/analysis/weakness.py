"""Where were the points lost? Losses by area, criterion and unit, and gaps from printed figures.

A loss is what the maximum leaves: m − p. It weighs a criterion by its points, so a small criterion that everyone
fails can matter less than a large one that most nearly fill; the gap 100 − index shows the first kind.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.figures import Level, levels_at, read_figures
from parkit.analysis.groups import group
from parkit.analysis.score import choose_source
from parkit.model.scheme import NotApplicableRule

BLOCK: Final = ("scheme", "year", "block")


def points_lost(
    scores: pd.DataFrame,
    *,
    by: Sequence[str] = ("area",),
    within: Sequence[str] = BLOCK,
    rule: NotApplicableRule = "rebase",
) -> pd.DataFrame:
    """Sum the points lost and order them, largest first.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    by : sequence of str
        What to sum over: any of "area", "criterion", "unit".
    within : sequence of str
        The whole that shares are taken of; add "unit" for the shares of each unit's own loss.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply loses: nothing, except under "zero" its whole maximum.

    Returns
    -------
    DataFrame
        One row per group: ``points``, ``max_points``, ``points_lost``, ``rate`` (100 · p / m), ``share`` of the
        whole's loss and ``cumulative_share`` in order of the loss (Pareto), 0–1, ``n_scored``, ``n_missing``
        (missing scores lose nothing here: the loss is not known) and ``n_unknown`` (scored, but the maximum is
        not known, so the loss is not either).

    Notes
    -----
    lost = Σ (m − p), share = lost / Σ lost, NaN where nothing was lost at all.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": "noi-vu", "area": ["1", "2"],
    ...     "criterion": ["1.1", "2.1"], "source": "appraised", "state": "scored",
    ...     "points": [9.0, 2.0], "max_points": [10.0, 5.0]})
    >>> points_lost(scores)[["area", "points_lost", "cumulative_share"]].values.tolist()
    [['2', 3.0, 0.75], ['1', 1.0, 1.0]]
    """
    counted = choose_source(scores)
    keys = [*within, *(name for name in by if name not in within)]
    sums = group(counted, keys).sum(_losses(counted, rule))
    order = [*within, "points_lost", *keys[len(within) :]]
    ascending = [name != "points_lost" for name in order]
    ordered = sums.sort_values(order, ascending=ascending, ignore_index=True)
    whole = ordered.groupby(list(within), observed=True)["points_lost"]
    total = whole.transform("sum")
    total = total.where(total.gt(0))
    return ordered.assign(
        rate=100.0 * ordered["points"] / ordered["max_points"].where(ordered["max_points"].gt(0)),
        share=ordered["points_lost"] / total,
        cumulative_share=whole.cumsum() / total,
    )


def printed_gaps(printed: pd.DataFrame) -> pd.DataFrame:
    """Order the areas of a block by what a printed announcement says is missing from 100 %.

    Parameters
    ----------
    printed : DataFrame
        Printed figures.

    Returns
    -------
    DataFrame
        One row per place of a block and base of its level: ``index``, ``gap`` = 100 − index with ``gap_low`` and
        ``gap_high`` from the printed decimals, ``points_lost`` where points and maximum are printed; largest gap
        first. An area whose points and stated index contradict each other has two rows; one without a level has
        none.

    Examples
    --------
    >>> printed = pd.DataFrame({
    ...     "scheme": "x", "year": 2018, "block": "so", "area": ["1", "7"], "criterion": ["1", "7"], "unit": "",
    ...     "source": "", "statistic": ["mean_points", "mean_index"], "points": [12.56, 70.73],
    ...     "max_points": [13.5, 100.0], "decimals": 2, "reading": "", "base_year": None, "text": ""})
    >>> printed_gaps(printed)[["area", "gap", "points_lost"]].round(2).values.tolist()
    [['7', 29.27, nan], ['1', 6.96, 0.94]]
    """
    book = read_figures(printed)
    places = [place for place in book.places() if not place.unit]
    records = [place._asdict() | _gap(level) for place in places for level in levels_at(book, place) if level.index]
    columns = ["scheme", "year", "block", "area", "criterion", *_GAP]
    frame = pd.DataFrame(records, columns=columns)
    order = [*BLOCK, "gap", "area", "criterion", "base"]
    return frame.sort_values(order, ascending=[name != "gap" for name in order], ignore_index=True)


_GAP: Final = ("base", "index", "gap", "gap_low", "gap_high", "points_lost")


def _losses(counted: pd.DataFrame, rule: NotApplicableRule) -> pd.DataFrame:
    """Return what each row adds to the sums of its group."""
    scored = counted["state"].eq("scored")
    fails = counted["state"].eq("not_applicable") & (rule == "zero")
    known = (scored | fails) & counted["max_points"].notna()
    points = counted["points"].where(scored, 0.0)
    return pd.DataFrame(
        {
            "points": np.where(known, points, 0.0),
            "max_points": np.where(known, counted["max_points"], 0.0),
            "points_lost": np.where(known, counted["max_points"] - points, 0.0),
            "n_scored": scored.astype(int),
            "n_missing": counted["state"].eq("missing").astype(int),
            "n_unknown": ((scored | fails) & ~known).astype(int),
        },
        index=counted.index,
    )


def _gap(level: Level) -> dict[str, object]:
    index = level.index
    if index is None:
        return {}
    gap = 100.0 + (-index)
    lost = level.maximum.value - level.points.value if level.points and level.maximum else np.nan
    printed = level.base == "points_and_maximum"
    return {
        "base": level.base,
        "index": index.value,
        "gap": gap.value,
        "gap_low": max(0.0, gap.low),
        "gap_high": gap.high,
        "points_lost": lost if printed else np.nan,
    }
