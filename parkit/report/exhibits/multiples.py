"""The index of every unit over the years, one small panel each: as published, and linked on common criteria."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.report import colour
from parkit.report.exhibits.common import rows_of, wrap
from parkit.report.exhibits.course import Course
from parkit.report.exhibits.parts import draw_parts, figure_parts
from parkit.report.svg import WIDTH, draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ACROSS: Final = 2
MOST_UNITS: Final = 18
"""So many units of a block are drawn; of more, those whose index moved most."""
_CELL: Final = 1.08
_STEP: Final = 1.56
"""How far apart panels stand across, in widths of a panel: numbers stand at both ends of each line."""
_HEADING: Final = 0.32


def drawn_units(linked: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the units that are drawn: of each block all, or the ``MOST_UNITS`` that moved most."""
    ends = linked.groupby(["block", "unit"], sort=False)["linked"].agg(["first", "last", "size"])
    several = ends[ends["size"].gt(1)]
    moved = (several["last"] - several["first"]).abs().sort_values(ascending=False, kind="stable")
    chosen = moved.groupby("block", sort=False).head(MOST_UNITS).index.get_level_values("unit")
    return linked[linked["unit"].isin(chosen)]


def draw_multiples(shown: Course, rows: pd.DataFrame, title: str) -> str:
    """Return a drawing for each block."""
    return draw_parts("index-history", figure_parts(rows, apart=True), partial(_draw, shown, title))


def multiples_alt(shown: Course, rows: pd.DataFrame) -> str:
    """Return in words what the panels of these units show."""
    listing = "; ".join(_ends(shown, rows))
    return shown.study.say("change.multiples_alt", first=shown.years[0], year=shown.study.year, listing=listing)


def _ends(shown: Course, rows: pd.DataFrame) -> Iterator[str]:
    for _, own in rows.groupby("unit", sort=False):
        first, last = own.iloc[0], own.iloc[-1]
        before, after = (shown.study.number(float(row["linked"])) for row in (first, last))
        yield f"{first['name']}: {before} ({first['year']}) → {after} ({last['year']})"


def _draw(shown: Course, title: str, name: str, rows: pd.DataFrame) -> str:
    alt = multiples_alt(shown, rows)
    return draw(name, title, alt, lambda axes: _paint(axes, shown, rows), size=_size(rows))


def _size(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the size of the figure for so many units and blocks."""
    lines = rows.drop_duplicates("unit").groupby("block").size().map(lambda n: -(-n // ACROSS)).sum()
    return WIDTH, round(float(0.7 + _CELL * lines + _HEADING * rows["block"].nunique()), 2)


def _paint(axes: "Axes", shown: Course, rows: pd.DataFrame) -> None:
    """Draw all panels on one scale for each block, three in a line, the blocks one under the other."""
    span = max(1, shown.years[-1] - shown.years[0])
    top = 0.0
    for block, members in rows.groupby("block", sort=False):
        axes.text(0, top - 0.12, members["block_name"].iloc[0], weight="bold", va="center", in_layout=False)
        top -= _HEADING
        values = members[["index", "linked"]].to_numpy(dtype=float)
        frame = {"low": float(values.min()), "high": float(values.max()), "span": span, "first": shown.years[0]}
        units = list(members.groupby("unit", sort=False))
        for place, (_, own) in enumerate(units):
            corner = (_STEP * (place % ACROSS), top - _CELL * (place // ACROSS))
            _panel(axes, shown, own, corner, frame)
            _breaks(axes, shown, str(block), corner, frame)
        top -= _CELL * -(-len(units) // ACROSS)
    _explain(axes, shown)
    axes.set_axis_off()
    axes.set(xlim=(-0.25, _STEP * ACROSS - 0.25), ylim=(top + 0.1, 0.1))


def _panel(axes: "Axes", shown: Course, own: pd.DataFrame, corner: tuple[float, float], frame: dict[str, Any]) -> None:
    """Draw one unit: published dots and thin line, the linked line in parts, pooled years hollow."""
    x = corner[0] + (own["year"] - frame["first"]) / frame["span"]
    scale = 0.56 / max(frame["high"] - frame["low"], 1e-9)
    placed = own.assign(
        x=x,
        published=corner[1] - 1.02 + scale * (own["index"] - frame["low"]),
        line=corner[1] - 1.02 + scale * (own["linked"] - frame["low"]),
    )
    axes.plot([corner[0], corner[0] + 1], [corner[1] - 1.07] * 2, color=colour.RULE, linewidth=0.8)
    for _, part in placed.groupby("segment"):
        years = part.set_index("year").reindex(range(part["year"].min(), part["year"].max() + 1))  # no line over a gap
        axes.plot(years["x"], years["published"], ":", color=colour.MUTED, linewidth=1.3)
        axes.plot(years["x"], years["line"], "-", color=colour.SERIES[0], linewidth=2)
        if len(part) == 1:
            axes.plot(part["x"], part["line"], "o", markersize=4, color=colour.SERIES[0])
        pooled = part[part["kind"].eq("pooled")]
        axes.plot(
            pooled["x"], pooled["line"], "o", markersize=4.5, markerfacecolor=colour.PAPER, color=colour.SERIES[0]
        )
    merged = " ■" if own["unit"].iloc[0] in shown.origins else ""
    axes.text(corner[0], corner[1] - 0.06, wrap(own["name"].iloc[0] + merged, 27), fontsize=10, va="top")
    _numbers(axes, shown, placed)


def _numbers(axes: "Axes", shown: Course, placed: pd.DataFrame) -> None:
    """Write the first and the last linked value at the ends of the line."""
    for place, shift, side in ((0, -5, "right"), (-1, 5, "left")):
        row = placed.iloc[place]
        style: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10, "va": "center", "ha": side}
        axes.annotate(shown.study.number(float(row["linked"]), 1), (row["x"], row["line"]), (shift, 0), **style)


def _breaks(axes: "Axes", shown: Course, block: str, corner: tuple[float, float], frame: dict[str, Any]) -> None:
    for row in rows_of(shown.breaks[shown.breaks["block"].eq(block)]):
        x = corner[0] + ((row.before + row.after) / 2 - frame["first"]) / frame["span"]
        axes.plot([x, x], [corner[1] - 1.07, corner[1] - 0.42], color=colour.MUTED, linewidth=0.8, linestyle="--")


def _explain(axes: "Axes", shown: Course) -> None:
    from matplotlib.lines import Line2D

    say, blue = shown.study.say, colour.SERIES[0]
    handles = [
        Line2D([], [], color=blue, label=say("change.legend_linked")),
        Line2D([], [], color=colour.MUTED, linestyle=":", label=say("change.legend_published")),
        Line2D([], [], color=colour.MUTED, linestyle="--", linewidth=0.8, label=say("change.legend_break")),
    ]
    if shown.origins:
        handles.append(
            Line2D([], [], color=blue, marker="o", markerfacecolor=colour.PAPER, label=say("change.legend_pooled"))
        )
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=1, fontsize=10)
