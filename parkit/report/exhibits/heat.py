"""What every unit lost in every area as a table of shades, with what is common and what is its own marked."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.analysis.score import AREA
from parkit.report import colour
from parkit.report.exhibits.common import rows_of, wrap, wrapped
from parkit.report.exhibits.systemic import common_parts, polished_parts
from parkit.report.study import Study
from parkit.report.svg import WIDTH
from parkit.report.table import DASH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIMITS: Final = (10.0, 20.0, 30.0, 50.0)
"""Where the shades change, in percent lost: the same in every report, so that reports can be laid side by side."""

_SHADES: Final = colour.STEPS
_DARK: Final = 3
"""From this shade on digits are light."""

_LONGEST: Final = 4  # letters that a cell holds in full size
_SMALL: Final = 9
_NAME: Final = 20  # letters of a unit's name in a line: with nine areas the figure is still as wide as a phone
_AREA: Final = 42
_COMMON: Final = "/common/"


def cells_of(study: Study) -> pd.DataFrame:
    """Return what every unit (in rank order) lost in every area (in the framework's order), and the text of its cell.

    ``loss`` is 100 − index. The text is a dash where the area does not apply to the unit and a question mark where its
    score is missing or its maximum unknown; ▼ marks what is weak for the unit alone. Numbers are whole percents, shades
    follow the exact loss.
    """
    order = {code: place for place, code in enumerate(study.units()["unit"])}
    lines = {area.code: place for place, area in enumerate(study.framework.areas())}
    cells = _with_parts(study).assign(block_name=lambda rows: rows["block"].map(study.block_name))
    placed = cells.assign(place=cells["unit"].map(order), line=cells["area"].map(lines), loss=100.0 - cells["index"])
    text = [_text(study, row) for row in rows_of(placed[[*AREA, "loss", "n_missing", "reason", "label"]])]
    return placed.assign(text=text).sort_values(["place", "line"], ignore_index=True)


def heat_size(cells: pd.DataFrame) -> tuple[float, float]:
    """Return the size of the figure for so many units, block headings and lines in the names of units and areas."""
    row = max(0.31, 0.04 + 0.17 * wrapped(cells["name"], _NAME)[1])
    height = 3.6 + row * (cells["unit"].nunique() + 2 * cells["block"].nunique())
    place = max(0.36, 0.17 * wrapped(cells["area_name"].unique(), _AREA)[1])
    return max(WIDTH, round(1.8 + place * cells["area"].nunique(), 2)), round(height, 2)


def paint_heat(axes: "Axes", study: Study, cells: pd.DataFrame) -> None:
    """Draw the cells with their numbers, over each block its name and what is common, and the shades explained below.

    What is weak for all carries ◆ over its column, what is a unit's own ▼ and a heavy frame.
    """
    import seaborn as sns
    from matplotlib.colors import BoundaryNorm, ListedColormap

    losses, texts, names = _grid(study, cells)
    style: dict[str, Any] = {"fmt": "", "cbar": False, "linewidths": 1.5, "linecolor": colour.PAPER}
    norm = BoundaryNorm([-0.0001, *LIMITS, 100.0001], len(_SHADES))
    sns.heatmap(
        losses,
        annot=texts,
        mask=losses.isna(),
        cmap=ListedColormap(list(_SHADES)),
        norm=norm,
        annot_kws={"size": 10, "in_layout": False},
        xticklabels=False,
        yticklabels=False,
        ax=axes,
        **style,
    )
    _write_unshaded(axes, losses, texts)
    _colour_digits(axes, losses)
    _frame_marked(axes, texts)
    _head_blocks(axes, names)
    axes.set_yticks([place + 0.5 for place, name in enumerate(names) if name[0] != "/"], _shown(names))
    _name_areas(axes, [study.area_name(area) for area in losses.columns])
    _explain_shades(axes, study)


def _with_parts(study: Study) -> pd.DataFrame:
    """Add to the level of every unit and area its parts, NaN in a block that is too small to be taken apart."""
    parts = polished_parts(study)[["unit", "area", "overall", "row_effect", "column_effect", "residual", "label"]]
    cells = study.areas().merge(parts, how="left", on=["unit", "area"])
    return cells.assign(label=cells["label"].fillna(""), points_lost=cells["max_points"] - cells["points"])


def _text(study: Study, row: Any) -> str:  # noqa: ANN401  a row of the cells
    if pd.isna(row.loss):
        return DASH if row.reason == "nothing_applicable" else "?"
    own = "▼" if row.label in ("local", "systemic_and_local") else ""
    return study.number(row.loss, 0) + ("?" if row.n_missing else "") + own


def _grid(study: Study, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return losses and texts, and the names of their rows: over each block an empty row and what is common to it."""
    areas = list(dict.fromkeys(cells.sort_values("line")["area"]))
    common = _common_rows(study, cells)
    keyed = pd.concat([cells, common], ignore_index=True)
    rows: list[str] = []
    names: list[str] = []
    for block, members in cells.groupby("block", sort=False):
        above = [_COMMON + str(block)] if common["unit"].eq(_COMMON + str(block)).any() else []
        rows += [f"/{block}", *above, *members["unit"].unique()]
        names += [f"/{members['block_name'].iloc[0]}", *(study.say("systemic.typical") for _ in above)]
        names += members.drop_duplicates("unit")["name"].tolist()
    losses = keyed.pivot_table(index="unit", columns="area", values="loss", dropna=False)
    texts = keyed.pivot_table(index="unit", columns="area", values="text", aggfunc="first")
    return losses.reindex(index=rows, columns=areas), texts.reindex(index=rows, columns=areas).fillna(""), names


def _common_rows(study: Study, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row of cells for each block that is taken apart: what is lost in each area by what is common."""
    parted = cells.dropna(subset=["residual"])
    if parted.empty:
        return cells.head(0)
    common = common_parts(parted)
    loss = 100.0 - common["typical"]
    text = [study.number(lost, 0) + ("◆" if weak else "") for lost, weak in zip(loss, common["systemic"], strict=True)]
    return common.assign(unit=_COMMON + common["block"], loss=loss.clip(0.0, 100.0), text=text)


def _write_unshaded(axes: "Axes", losses: pd.DataFrame, texts: pd.DataFrame) -> None:
    """Write the signs of cells without a level, which seaborn leaves blank."""
    for line, row in enumerate(losses.index):
        for place, area in enumerate(losses.columns):
            if pd.isna(losses.loc[row, area]) and texts.loc[row, area]:
                axes.text(place + 0.5, line + 0.5, texts.loc[row, area], ha="center", va="center", color=colour.MUTED)


def _colour_digits(axes: "Axes", losses: pd.DataFrame) -> None:
    for text in axes.texts:
        place, line = (int(part) for part in text.get_position())
        lost = float(losses.to_numpy()[line, place])
        text.set_color(colour.MUTED if math.isnan(lost) else colour.PAPER if lost >= LIMITS[_DARK - 1] else colour.INK)
        if str(losses.index[line]).startswith(_COMMON):
            text.set_fontweight("bold")
        if len(text.get_text()) > _LONGEST:
            text.set_fontsize(_SMALL)


def _frame_marked(axes: "Axes", texts: pd.DataFrame) -> None:
    from matplotlib.patches import Rectangle

    for line, row in enumerate(texts.to_numpy()):
        for place, text in enumerate(row):
            if text.endswith("▼"):
                box = Rectangle((place + 0.04, line + 0.06), 0.92, 0.88, fill=False, edgecolor=colour.INK, linewidth=2)
                axes.add_patch(box)


def _shown(names: list[str]) -> list[str]:
    return [wrap(name, _NAME) for name in names if name[0] != "/"]


def _head_blocks(axes: "Axes", names: list[str]) -> None:
    for line, name in enumerate(names):
        if name[0] == "/":
            axes.text(0, line + 0.6, name[1:], weight="bold", va="center", ha="left", in_layout=False)


def _name_areas(axes: "Axes", names: list[str]) -> None:
    axes.set_xticks([place + 0.5 for place in range(len(names))], [wrap(name, _AREA) for name in names])
    axes.grid(visible=False)
    axes.tick_params(
        axis="x", labelrotation=90, labelsize=10, top=False, bottom=False, labeltop=True, labelbottom=False
    )
    axes.tick_params(axis="y", labelrotation=0)
    axes.set(xlabel="", ylabel="")


def _explain_shades(axes: "Axes", study: Study) -> None:
    from matplotlib.patches import Patch

    ends = [(None, LIMITS[0]), *pairwise(LIMITS), (LIMITS[-1], None)]
    patches = [Patch(facecolor=shade, label=_range(study, *pair)) for shade, pair in zip(_SHADES, ends, strict=True)]
    axes.figure.legend(handles=patches, loc="outside lower left", ncols=3, columnspacing=0.9, fontsize=10)


def _range(study: Study, low: float | None, high: float | None) -> str:
    words = {"low": study.number(low or 0, 0), "high": study.number(high or 0, 0)}
    kind = "below" if low is None else "from" if high is None else "between"
    return study.say(f"weakness.legend_{kind}", **words)
