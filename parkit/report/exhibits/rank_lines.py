"""A figure of ranks: one line a unit, its rank as a dot, and two ranges of ranks that it could have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from parkit.report import colour
from parkit.report.exhibits.common import head_block, wrapped
from parkit.report.exhibits.parts import draw_parts, figure_parts
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN: Final = 80
"""So many units of a block are drawn; the table behind the figure holds all."""

_DASH: Final = "\u2060–\u2060"


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """The columns of a figure of ranks and what its legend says of them.

    Attributes
    ----------
    wide, narrow : (str, str)
        Columns with the ends of the thin line and of the thick bar.
    words : str
        Entries ``<words>_wide``, ``<words>_narrow`` and ``<words>_dot`` (and ``<words>_middle``) explain the signs.
    middle : str
        A column marked by a short upright line; none without it.
    """

    wide: tuple[str, str]
    narrow: tuple[str, str]
    words: str
    middle: str = ""


def drawn(units: pd.DataFrame) -> pd.DataFrame:
    """Return the units that are drawn: the first of each block."""
    return units.groupby("block", sort=False).head(MOST_DRAWN).reset_index(drop=True)


def range_texts(low: "pd.Series[int]", high: "pd.Series[int]") -> "pd.Series[str]":
    """Return ranges of ranks as they are written, one number where both ends are equal; none breaks over two lines.

    >>> range_texts(pd.Series([1, 3]), pd.Series([4, 3])).str.replace(chr(0x2060), "").tolist()
    ['1–4', '3']
    """
    first, last = low.astype("string"), high.astype("string")
    return first.where(first.eq(last), first + _DASH + last)


def draw_ranks(
    exhibit_id: str, study: Study, units: pd.DataFrame, ranges: Ranges, words: tuple[str, Callable[[pd.DataFrame], str]]
) -> str:
    """Return the figure, in parts where there are many units; ``words`` are its title and what describes a part."""
    shown = drawn(units)

    def draw_part(name: str, part: pd.DataFrame) -> str:
        beside = shown.loc[shown["block"].isin(part["block"]), [*ranges.wide, *ranges.narrow]]
        worst = float(beside.to_numpy(dtype=float).max())
        size = rows_size(len(part) + part["block"].nunique(), lines=wrapped(part["name"])[1], extra=1.5)
        return draw(name, words[0], words[1](part), lambda axes: _paint(axes, study, part, ranges, worst), size=size)

    return draw_parts(exhibit_id, figure_parts(shown), draw_part)


def _paint(axes: "Axes", study: Study, shown: pd.DataFrame, ranges: Ranges, worst: float) -> None:
    """Draw the lines of all units, a heading over each block, and the signs explained below."""
    blocks = shown["block_name"].ne(shown["block_name"].shift()).cumsum()
    lines = (blocks + np.arange(len(shown))).to_numpy(dtype=float)
    ends = {name: shown[name].to_numpy(dtype=float) for name in (*ranges.wide, *ranges.narrow)}
    axes.hlines(lines, ends[ranges.wide[0]], ends[ranges.wide[1]], color=colour.MUTED, linewidth=1.6)
    axes.plot(ends[ranges.wide[0]], lines, "|", ends[ranges.wide[1]], lines, "|", color=colour.MUTED, markersize=7)
    low, high = (ends[name] for name in ranges.narrow)
    # The bar stands out a little at both ends, so that a range of one rank is a mark and not nothing.
    axes.barh(lines, high - low + 0.3, left=low - 0.15, height=0.42, color=colour.STEPS[2], clip_on=False)
    if ranges.middle:
        axes.plot(shown[ranges.middle].astype(float), lines, "|", color=colour.INK, markersize=13, markeredgewidth=1.8)
    axes.plot(shown["rank"].astype(float), lines, "o", color=colour.SERIES[0], markersize=6.5, clip_on=False)
    axes.set_yticks(lines, wrapped(shown["name"])[0])
    for name, line in zip(shown["block_name"].unique(), lines[~shown.duplicated("block_name")] - 1, strict=True):
        head_block(axes, line, name)
    _scale(axes, study, worst, lines[-1])
    _explain(axes, study, ranges)


def _scale(axes: "Axes", study: Study, worst: float, last: float) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set(xlabel=study.say("certainty.axis_rank"), ylabel="", xlim=(0.4, worst + 0.6), ylim=(last + 0.7, -0.7))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    number_ticks(axes.xaxis, study.lang)
    axes.set_xticks([tick for tick in {1.0, *axes.get_xticks()} if 1 <= tick <= worst])


def _explain(axes: "Axes", study: Study, ranges: Ranges) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def word(sign: str) -> str:
        return study.say(f"{ranges.words}_{sign}")

    dot = Line2D([], [], marker="o", linestyle="", color=colour.SERIES[0], markersize=6.5, label=word("dot"))
    bar = Patch(facecolor=colour.STEPS[2], label=word("narrow"))
    line = Line2D([], [], color=colour.MUTED, linewidth=1.6, label=word("wide"))
    signs = [dot, bar, line]
    if ranges.middle:
        mark = {"marker": "|", "markersize": 13, "markeredgewidth": 1.8}
        signs.insert(1, Line2D([], [], linestyle="", color=colour.INK, label=word("middle"), **mark))  # type: ignore[arg-type]
    axes.figure.legend(handles=signs, loc="outside lower left", ncols=1, fontsize=10)
