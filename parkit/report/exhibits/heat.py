"""The level of every unit in every area as a table of shades, darker where it is lower."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.analysis.score import AREA
from parkit.report import colour
from parkit.report.exhibits.common import rows_of, wrap
from parkit.report.study import Study
from parkit.report.table import DASH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIMITS: Final = (50.0, 70.0, 80.0, 90.0)
"""Where the shades change, in percent: the same in every report, so that reports can be laid side by side."""

_SHADES: Final = tuple(reversed(colour.STEPS))
_DARK: Final = 2
"""So many of the shades, the lowest levels, are dark enough to need light digits."""


def cells_of(study: Study) -> pd.DataFrame:
    """Return the level of every unit (in rank order) and area (in the framework's order), and the text of its cell.

    The text is a dash where the area does not apply to the unit and a question mark where its score is missing
    or its maximum unknown.
    """
    order = {code: place for place, code in enumerate(study.units()["unit"])}
    lines = {area.code: place for place, area in enumerate(study.framework.areas())}
    cells = study.areas().assign(block_name=lambda rows: rows["block"].map(study.block_name))
    placed = cells.assign(place=cells["unit"].map(order), line=cells["area"].map(lines))
    text = [_text(study, row) for row in rows_of(placed[[*AREA, "index", "n_missing", "reason"]])]
    return placed.assign(text=text).sort_values(["place", "line"], ignore_index=True)


def heat_size(cells: pd.DataFrame) -> tuple[float, float]:
    """Return the size of the figure for so many units and block headings."""
    return 7.6, round(3.1 + 0.31 * (cells["unit"].nunique() + cells["block"].nunique()), 2)


def paint_heat(axes: "Axes", study: Study, cells: pd.DataFrame) -> None:
    """Draw the cells with their numbers, a heading over each block, and the shades explained below."""
    import seaborn as sns
    from matplotlib.colors import BoundaryNorm, ListedColormap

    levels, texts, names = _grid(cells)
    style: dict[str, Any] = {"fmt": "", "cbar": False, "linewidths": 1.5, "linecolor": colour.PAPER}
    norm = BoundaryNorm([0.0, *LIMITS, 100.0001], len(_SHADES))
    sns.heatmap(
        levels,
        annot=texts,
        mask=levels.isna(),
        cmap=ListedColormap(list(_SHADES)),
        norm=norm,
        annot_kws={"size": 9.5},
        ax=axes,
        **style,
    )
    _write_unshaded(axes, levels, texts)
    _colour_digits(axes, levels)
    _head_blocks(axes, cells)
    axes.set_yticks([place + 0.5 for place, name in enumerate(names) if name], [name for name in names if name])
    _name_areas(axes, [study.area_name(area) for area in levels.columns])
    _explain_shades(axes, study)


def _text(study: Study, row: Any) -> str:  # noqa: ANN401  a row of the cells
    if pd.isna(row.index):
        return DASH if row.reason == "nothing_applicable" else "?"
    return study.number(row.index, 1) + ("?" if row.n_missing else "")


def _grid(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return levels and texts with one row a unit and an empty row over each block, and the names of the rows."""
    keyed = cells.assign(key=cells["unit"])
    areas = list(dict.fromkeys(cells.sort_values("line")["area"]))
    rows: list[str] = []
    names: list[str] = []
    for block, members in keyed.groupby("block", sort=False):
        rows += [f"/{block}", *members["unit"].unique()]
        names += ["", *members.drop_duplicates("unit")["name"]]
    levels = keyed.pivot_table(index="key", columns="area", values="index", dropna=False)
    texts = keyed.pivot_table(index="key", columns="area", values="text", aggfunc="first")
    return levels.reindex(index=rows, columns=areas), texts.reindex(index=rows, columns=areas).fillna(""), names


def _write_unshaded(axes: "Axes", levels: pd.DataFrame, texts: pd.DataFrame) -> None:
    """Write the signs of cells without a level, which seaborn leaves blank."""
    for line, row in enumerate(levels.index):
        for place, area in enumerate(levels.columns):
            if pd.isna(levels.loc[row, area]) and texts.loc[row, area]:
                axes.text(place + 0.5, line + 0.5, texts.loc[row, area], ha="center", va="center", color=colour.MUTED)


def _colour_digits(axes: "Axes", levels: pd.DataFrame) -> None:
    for text in axes.texts:
        place, line = (int(part) for part in text.get_position())
        level = float(levels.to_numpy()[line, place])
        text.set_color(colour.MUTED if math.isnan(level) else colour.PAPER if level < LIMITS[_DARK - 1] else colour.INK)


def _head_blocks(axes: "Axes", cells: pd.DataFrame) -> None:
    line = 0
    for _, rows in cells.groupby("block", sort=False):
        axes.text(0, line + 0.6, rows["block_name"].iloc[0], weight="bold", va="center", ha="left", in_layout=False)
        line += 1 + rows["unit"].nunique()


def _name_areas(axes: "Axes", names: list[str]) -> None:
    axes.set_xticks([place + 0.5 for place in range(len(names))], [wrap(name, 36) for name in names])
    axes.grid(visible=False)
    axes.tick_params(
        axis="x", labelrotation=90, labelsize=9.5, top=False, bottom=False, labeltop=True, labelbottom=False
    )
    axes.tick_params(axis="y", labelrotation=0)
    axes.set(xlabel="", ylabel="")


def _explain_shades(axes: "Axes", study: Study) -> None:
    from matplotlib.patches import Patch

    ends = [(None, LIMITS[0]), *pairwise(LIMITS), (LIMITS[-1], None)]
    patches = [Patch(facecolor=shade, label=_range(study, *pair)) for shade, pair in zip(_SHADES, ends, strict=True)]
    axes.legend(
        handles=patches,
        loc="upper right",
        bbox_to_anchor=(1, -0.005),
        ncols=len(patches),
        columnspacing=0.9,
        fontsize=9.5,
    )


def _range(study: Study, low: float | None, high: float | None) -> str:
    words = {"low": study.number(low or 0, 0), "high": study.number(high or 0, 0)}
    kind = "below" if low is None else "from" if high is None else "between"
    return study.say(f"weakness.legend_{kind}", **words)
