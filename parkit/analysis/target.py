"""Which few criteria would bring a unit to the next group, a rank or an index? Exact, in the points that exist.

A score moves in steps, and not every point is within reach: a criterion counts only up to what some unit of the same
block has reached. Within these limits the smallest set of criteria is found exactly, and among the smallest sets the
one that needs the fewest points.

Reason codes (column ``reason``)
--------------------------------
================  ============================================================================================
code              meaning
================  ============================================================================================
(empty)           the criteria listed reach the target
already_reached   the index is at the target or above
out_of_reach      even with the best of its block in every criterion the unit stays below
no_index          the unit has no index that year, or no target
================  ============================================================================================
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.groups import group
from parkit.analysis.knapsack import Preference, smallest_gains
from parkit.analysis.precision import SLACK
from parkit.analysis.score import BLOCK, UNIT
from parkit.model.rounding import round_half_away
from parkit.model.scheme import Band, NotApplicableRule

TARGET_REASONS: Final = ("", "already_reached", "out_of_reach", "no_index")


def target_paths(
    scores: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    step: float,
    steps: Mapping[str, float] = MappingProxyType({}),
    decimals: int = 2,
    rule: NotApplicableRule = "rebase",
    prefer: Preference = "criteria",
) -> pd.DataFrame:
    """Find for every unit the smallest set of criteria that reaches its target.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out, of all units of the blocks: they are the peers.
    targets : DataFrame
        ``scheme``, ``year``, ``block``, ``unit`` and ``target``, the index to reach in percent; see `band_targets`
        and `rank_targets`.
    step : float
        The scheme's point step: a score that moves goes to a multiple of it, or to the best score of a peer.
    steps : mapping of str to float
        The steps of single criteria by code, where they differ from ``step``.
    decimals : int
        The decimals of points in which sums are formed; every step must be a multiple of 10^−decimals. A score with
        more decimals counts rounded down unless it is raised, so that the path never falls short.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does; it can never be raised.
    prefer : {"criteria", "points"}
        Fewest criteria and then fewest points, or the other way round.

    Returns
    -------
    DataFrame
        One row per unit and criterion to raise, largest gain first: ``target``, ``index``, ``reason``, ``order``
        (1, 2, …), ``area``, ``criterion``, ``points``, ``max_points``, ``best`` (points at the best rate of the
        block), ``level`` (points to reach), ``gain`` (points) and ``index_after`` this and the rows before. Where no
        path is needed or possible one row with ``order`` 0 and the reason; out of reach, its ``index_after`` is the
        highest index within reach.

    Raises
    ------
    ValueError
        A step is not a positive multiple of 10^−decimals.

    Notes
    -----
    Minimise (#{k : g_k > 0}, Σ g_k) subject to Σ g_k ≥ target/100 · Σ m − Σ p, where p_k + g_k is p_k, a multiple of
    k's step, or m_k · max over the block of p/m, and at most the last of these. With f_k(s) the fewest of the first k
    criteria that gain exactly s: f_k(s) = min(f_{k−1}(s), 1 + min over g of f_{k−1}(s − g)). Sums above the need plus
    the largest gain need no looking at: leaving out a criterion would do. Time is criteria × levels × sums.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": list("aaabbb"), "area": "1",
    ...     "criterion": ["1.1", "1.2", "1.3"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [2.0, 1.0, 4.0, 3.0, 4.0, 5.0], "max_points": [4.0, 4.0, 5.0] * 2})
    >>> targets = pd.DataFrame({"scheme": "x", "year": 2020, "block": "so", "unit": ["a"], "target": [80.0]})
    >>> target_paths(scores, targets, step=0.5)[["criterion", "level", "gain", "index_after"]].round(2).values.tolist()
    [['1.2', 4.0, 3.0, 76.92], ['1.1', 2.5, 0.5, 80.77]]
    """
    grid = _Grid.read(step, steps, decimals)
    rows = _within_reach(scores, rule)
    units = dict(list(rows.groupby(list(UNIT))))
    found = [
        {**key, **path}
        for key in targets[[*UNIT, "target"]].to_dict("records")
        for path in _path(units.get(tuple(key[name] for name in UNIT)), float(key["target"]), grid, prefer)
    ]
    return pd.DataFrame(found, columns=[*UNIT, "target", *_COLUMNS])


def band_targets(unit_frame: pd.DataFrame, bands: Sequence[Band], *, decimals: int | None = None) -> pd.DataFrame:
    """Return for every unit the index at which the next group begins.

    Parameters
    ----------
    unit_frame : DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``index``.
    bands : sequence of Band
        Thresholds with the block and the years they hold for.
    decimals : int, optional
        Groups go by the index printed with so many decimals, so half a last digit less is enough.

    Returns
    -------
    DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``index``, ``target``; NaN for those in the highest group.
    """
    slack = _half_digit(decimals)
    target = pd.Series(np.inf, index=unit_frame.index)
    for band in bands:
        begins = band.at_least - slack
        last = np.inf if band.year_to is None else band.year_to
        holds = unit_frame["block"].eq(band.block) & unit_frame["year"].between(band.year_from, last)
        target = target.mask(holds & unit_frame["index"].lt(begins - SLACK) & target.gt(begins), begins)
    return unit_frame[[*UNIT, "index"]].assign(target=target.where(np.isfinite(target)))


def rank_targets(unit_frame: pd.DataFrame, *, rank: int, decimals: int | None = None) -> pd.DataFrame:
    """Return for every unit the index at which it would have a rank, or share it, if the others stay.

    Parameters
    ----------
    unit_frame : DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``index``.
    rank : int
        The rank to reach, by the rule "1224".
    decimals : int, optional
        Ranks go by the index printed with so many decimals, so half a last digit less is enough.

    Returns
    -------
    DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``index``, ``target``: the rank-th highest index of the other units,
        0 if there are not so many.

    Raises
    ------
    ValueError
        ``rank`` is less than 1.
    """
    if rank < 1:
        message = f"rank={rank}: expected at least 1"
        raise ValueError(message)
    known = unit_frame.loc[unit_frame["index"].notna(), [*UNIT, "index"]].reset_index(drop=True)
    ordered = known.sort_values([*BLOCK, "index", "unit"], ascending=[True, True, True, False, True])
    place = ordered.groupby(list(BLOCK)).cumcount() + 1
    others = [
        ordered.assign(target=ordered["index"])[place.eq(each)].set_index(list(BLOCK))["target"]
        for each in (rank, rank + 1)
    ]
    keys = pd.MultiIndex.from_frame(known[list(BLOCK)])
    at, below = (other.reindex(keys).to_numpy(dtype=float) for other in others)
    among = place.reindex(known.index).le(rank)
    limit = pd.Series(np.where(among, below, at), index=known.index)
    return known.assign(target=(_printed(limit, decimals) - _half_digit(decimals)).fillna(0.0))


_COLUMNS: Final = (
    *("index", "reason", "order", "area", "criterion", "points", "max_points", "best", "level", "gain"),
    "index_after",
)


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Points as whole numbers: the size of one, and the steps in them."""

    unit: float
    step: int
    steps: Mapping[str, int]

    @classmethod
    def read(cls, step: float, steps: Mapping[str, float], decimals: int) -> "_Grid":
        unit = 10.0**-decimals
        for each in (step, *steps.values()):
            if each <= 0 or abs(each / unit - round(each / unit)) > SLACK:
                message = f"step={each!r}: expected a positive multiple of {unit:g} (decimals={decimals})"
                raise ValueError(message)
        own = {criterion: round(each / unit) for criterion, each in steps.items()}
        return cls(unit=unit, step=round(step / unit), steps=own)

    def levels(self, criterion: str, points: float, best: float) -> list[float]:
        """Return the points above ``points`` that a criterion can move to, at most ``best``."""
        step, top = self.steps.get(criterion, self.step), self.down(best)
        first = (self.down(points) // step + 1) * step
        reachable = sorted({*range(first, top + 1, step), top})
        return [level * self.unit for level in reachable if level * self.unit > points + SLACK]

    def down(self, points: float) -> int:
        """Return points as a whole number, rounded down."""
        return math.floor(points / self.unit + SLACK)

    def up(self, points: float) -> int:
        """Return points as a whole number, rounded up."""
        return math.ceil(points / self.unit - SLACK)


def _printed(values: pd.Series, decimals: int | None) -> pd.Series:
    return values if decimals is None else round_half_away(values, decimals)


def _half_digit(decimals: int | None) -> float:
    return 0.0 if decimals is None else 0.5 * 10.0**-decimals


def _within_reach(scores: pd.DataFrame, rule: NotApplicableRule) -> pd.DataFrame:
    """Return the criteria of every unit with what the best of its block would get in them."""
    rows = whole(counted_points(scores, rule=rule))
    counts = rows[rows["index"].notna() & rows["max_points"].gt(0)].reset_index(drop=True)
    rate = (counts["points"] / counts["max_points"]).where(counts["state"].eq("scored"))
    codes = group(counts, [*BLOCK, "criterion"]).codes
    best = rate.groupby(codes).transform("max") * counts["max_points"]
    return counts.assign(best=best.where(rate.notna(), counts["points"]))


def _path(rows: pd.DataFrame | None, target: float, grid: _Grid, prefer: Preference) -> list[dict[str, Any]]:
    if rows is None or math.isnan(target):
        return [_no_path("no_index", math.nan, math.nan)]
    index, points, maximum = (float(rows[name].iloc[0]) for name in ("index", "unit_points", "unit_max"))
    if target / 100.0 * maximum - points <= SLACK:
        return [_no_path("already_reached", index, index)]
    records = [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]
    records.sort(key=lambda row: (row["points"] - row["best"], row["area"], row["criterion"]))
    levels = [grid.levels(row["criterion"], row["points"], row["best"]) for row in records]
    held = [grid.down(row["points"]) for row in records]
    gains = [[grid.down(level) - own for level in each] for own, each in zip(held, levels, strict=True)]
    need = max(1, grid.up(target / 100.0 * maximum) - sum(held))
    if sum(max(each, default=0) for each in gains) < need:
        highest = sum(max(each) - row["points"] for row, each in zip(records, levels, strict=True) if each)
        return [_no_path("out_of_reach", index, 100.0 * (points + highest) / maximum)]
    chosen = smallest_gains(gains, need, prefer=prefer)
    raised = [(records[place], levels[place][which]) for place, which in chosen]
    return _listed(raised, index, points, maximum)


def _listed(
    raised: list[tuple[dict[str, Any], float]], index: float, points: float, maximum: float
) -> list[dict[str, Any]]:
    """Describe a path, the largest gain first."""
    ordered = sorted(raised, key=lambda pair: (pair[0]["points"] - pair[1], pair[0]["area"], pair[0]["criterion"]))
    after = points + np.cumsum([level - row["points"] for row, level in ordered])
    kept = ("area", "criterion", "points", "max_points", "best")
    return [
        {"index": index, "reason": "", "order": place + 1}
        | {name: row[name] for name in kept}
        | {"level": level, "gain": level - row["points"], "index_after": 100.0 * float(after[place]) / maximum}
        for place, (row, level) in enumerate(ordered)
    ]


def _no_path(reason: str, index: float, index_after: float) -> dict[str, Any]:
    empty = dict.fromkeys(("points", "max_points", "best", "level", "gain"), math.nan)
    texts = {"area": "", "criterion": ""}
    return {"index": index, "reason": reason, "order": 0} | texts | empty | {"index_after": index_after}
