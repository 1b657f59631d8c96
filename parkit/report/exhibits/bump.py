"""Ranks over the years as lines from place to place, with the breaks of the rules and the mergers marked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from parkit.report import colour
from parkit.report.exhibits.common import rows_of, wrap
from parkit.report.exhibits.course import Course
from parkit.report.svg import WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ALL_NAMED: Final = 20
"""Up to so many units every line has its name at the end; beyond, only the lines that stand out."""
_EACH_WAY: Final = 2
_MOST_TICKS: Final = 5
_LABEL: Final = 0.6
"""The height of a label, in ranks."""
_STYLES: Final = ("-", "--", "-.", ":")
"""Lines that stand out differ in kind as well as in colour."""


def bump_size(shown: Course) -> tuple[float, float]:
    """Return the size of the figure: a line of letters for each place of each block."""
    deepest = shown.ranks.groupby("block")["rank"].max()
    return WIDTH, round(float(0.4 + sum(0.36 * float(deepest[code]) + 0.95 for code in shown.blocks)), 2)


def bump_heights(shown: Course) -> list[float]:
    """Return how high each block's panel is beside the others."""
    deepest = shown.ranks.groupby("block")["rank"].max()
    return [float(deepest[code]) + 3 for code in shown.blocks]


def standing_out(ranks: pd.DataFrame) -> list[str]:
    """Return the units of one block that climbed and fell most from their first to their last year.

    >>> ranks = pd.DataFrame({"unit": ["a", "b", "c"] * 2, "year": [2023] * 3 + [2024] * 3, "rank": [1, 2, 3, 3, 2, 1]})
    >>> standing_out(ranks)
    ['c', 'a']
    """
    ordered = ranks.sort_values("year", kind="stable")
    ends = ordered.groupby("unit")["rank"].agg(["first", "last", "size"])
    last = set(ordered.loc[ordered["year"].eq(ordered["year"].max()), "unit"])
    moved = (ends["first"] - ends["last"])[ends.index.isin(last) & ends["size"].gt(1)].astype(int)
    climbs = moved[moved.gt(0)].sort_values(ascending=False, kind="stable").head(_EACH_WAY)
    drops = moved[moved.lt(0)].sort_values(kind="stable").head(_EACH_WAY)
    return [*climbs.index, *drops.index]


def paint_bump(axes: "Axes", shown: Course, block: str) -> None:
    """Draw one block: rank 1 at the top, a line a unit, its name at the end of it."""
    ranks = shown.ranks[shown.ranks["block"].eq(block)]
    out = standing_out(ranks)
    places = ranks.assign(rank=ranks["rank"].astype(float))
    table = places.pivot_table(index="unit", columns="year", values="rank").reindex(columns=list(shown.years))
    for unit, row in table.iterrows():
        axes.plot(row.index, row.to_numpy(), marker="o", markersize=4.5, **_style(out, str(unit)))
    _mergers(axes, shown, table)
    _names(axes, shown, ranks, out)
    _breaks(axes, shown, block)
    axes.set_title(shown.study.block_name(block))
    axes.set_xticks(shown.years[:: -(-len(shown.years) // _MOST_TICKS)])
    axes.set_yticks([1, *range(5, int(ranks["rank"].max()) + 1, 5)])
    axes.grid(visible=False)
    room = 1.3 * max(1, len(shown.years) - 1)
    top = -0.6 - _LABEL * max(0, len(shown.breaks[shown.breaks["block"].eq(block)]) - 1)
    axes.set(xlabel="", ylabel=shown.study.say("trend.axis_rank"))
    axes.set(xlim=(shown.years[0] - 0.3, shown.years[-1] + room), ylim=(float(ranks["rank"].max()) + 0.7, top))


def merged_pairs(shown: Course, units: Iterable[str]) -> list[tuple[int, str, str]]:
    """Return (year, part, whole) for each unit whose course goes on in another one from that year."""
    there = set(units)
    found = []
    for series, rows in shown.linked[shown.linked["kind"].ne("own")].groupby("unit"):
        last = rows.sort_values("year").iloc[-1]
        parts = [part for part in str(last["parts"]).split("; ") if part in there and part != series]
        found += [(int(last["year"]), part, str(series)) for part in parts]
    return found


def _style(out: list[str], unit: str) -> dict[str, Any]:
    if unit not in out:
        return {"color": colour.CONTEXT, "linewidth": 1, "zorder": 1}
    place = out.index(unit)
    return {"color": colour.SERIES[place], "linestyle": _STYLES[place], "linewidth": 2.4, "zorder": 3}


def _mergers(axes: "Axes", shown: Course, table: pd.DataFrame) -> None:
    """Join the parts to what they became by thin dotted lines that end in a square."""
    for year, part, whole in merged_pairs(shown, table.index) if shown.has_criteria else []:
        after = shown.years[shown.years.index(year) + 1]
        places = np.array([table[year].get(part), table[after].get(whole)], dtype=float)
        if not np.isnan(places).any():
            axes.plot([year, after], places, linestyle=":", linewidth=1.2, color=colour.INK, zorder=2)
            axes.plot([after], places[1:], "s", markersize=7, color=colour.INK, zorder=4)


def _names(axes: "Axes", shown: Course, ranks: pd.DataFrame, out: list[str]) -> None:
    """Name the lines at their ends; units that share a rank share a label."""
    last = ranks[ranks["year"].eq(shown.years[-1])].sort_values(["rank", "unit"])
    named = last if len(last) <= ALL_NAMED else last[last["unit"].isin(out)]
    for place, rows in named.groupby("rank"):
        text = f"{place} " + ", ".join(_name(shown, row) for row in rows_of(rows))
        bold = "bold" if rows["unit"].isin(out).any() else "normal"
        label = wrap(text, 28)
        axes.annotate(
            label,
            (shown.years[-1], float(str(place))),
            (9, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
            weight=bold,
        )


def _name(shown: Course, row: Any) -> str:  # noqa: ANN401  a row of ranks
    merged = shown.has_criteria and row.unit in shown.origins
    return f"{row.name} ■" if merged else str(row.name)


def _breaks(axes: "Axes", shown: Course, block: str) -> None:
    """Mark the years from which other rules hold, one label above the other."""
    for place, row in enumerate(rows_of(shown.breaks[shown.breaks["block"].eq(block)])):
        middle = (row.before + row.after) / 2
        axes.axvline(middle, color=colour.MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
        text = shown.study.say("change.break_label", year=row.after)
        axes.annotate(
            text, (middle, -0.45 - _LABEL * place), (3, 0), textcoords="offset points", fontsize=10, color=colour.MUTED
        )
