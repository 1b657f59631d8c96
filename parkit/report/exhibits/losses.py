"""The losses of a scheme-year as frames with names, and the bars that show them."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.analysis.weakness import BLOCK, points_lost, printed_gaps
from parkit.report import colour
from parkit.report.exhibits.common import enumerate_words, head_block, rows_of, wrapped
from parkit.report.study import Study
from parkit.report.svg import number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTER: Final = 0.032
"""The width of a letter beside a bar, as a share of the width that bars have."""

_SAME: Final = 1e-9
"""Two losses closer than this are the same loss."""


def area_losses(study: Study) -> pd.DataFrame:
    """Return points lost by block and area, largest first, for areas that apply to some unit of the block."""
    losses = points_lost(study.scores(), rule=study.scheme.not_applicable)
    counted = losses[losses[["n_scored", "n_missing", "n_unknown"]].sum(axis=1).gt(0)]
    return study.in_block_order(_named(study, counted)).assign(
        loss_share=lambda rows: 100.0 * rows["share"], loss_cumulative=lambda rows: 100.0 * rows["cumulative_share"]
    )


def worst_by_unit(study: Study) -> pd.DataFrame:
    """Return every unit in rank order with the area of its largest loss; areas that lost the same stand together."""
    losses = points_lost(study.scores(), within=(*BLOCK, "unit"), rule=study.scheme.not_applicable)
    by_unit = losses.groupby("unit", sort=False)
    largest = losses["points_lost"].ge(by_unit["points_lost"].transform("max") - _SAME) & losses["points_lost"].gt(0)
    worst = losses[largest].assign(area_name=losses["area"].map(study.area_name))
    found = worst.groupby("unit", sort=False).agg(
        area_name=("area_name", lambda names: enumerate_words(study, names)),
        points_lost=("points_lost", "first"),
        own_share=("share", "first"),
    )
    units = study.units().join(found, on="unit")
    lost = units["unit"].map(_sums(losses)).where(units["n_scored"].gt(0))  # without a score no loss is known, not 0
    return units.assign(unit_lost=lost, own_share=100.0 * units["own_share"])


def printed_areas(study: Study) -> pd.DataFrame:
    """Return the gaps of areas (not of the whole index) that printed figures give, largest first."""
    gaps = printed_gaps(study.printed())
    return study.in_block_order(_named(study, gaps[gaps["area"].ne("")]))


def printed_wholes(study: Study) -> pd.DataFrame:
    """Return the gaps of the whole index that printed figures give."""
    gaps = printed_gaps(study.printed())
    return study.in_block_order(_named(study, gaps[gaps["area"].eq("")]))


def contradicted(gaps: pd.DataFrame) -> pd.Series:
    """Tell for each row whether another base gives the same place a gap that cannot be the same number.

    >>> gaps = pd.DataFrame({"block": "so", "area": ["3", "3", "7"], "gap_low": [5.05, 2.06, 29.2],
    ...     "gap_high": [5.15, 2.18, 29.3]})
    >>> contradicted(gaps).tolist()
    [True, True, False]
    """
    places = gaps.groupby(["block", "area"], sort=False)
    return places["gap_low"].transform("max").gt(places["gap_high"].transform("min") + _SAME)


def one_gap_an_area(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return one row per block and area: the smallest and the largest gap its bases give, and what they are.

    The blocks stay in their order, the largest gap of each comes first.
    """
    ordered = gaps.assign(contradicted=contradicted(gaps)).sort_values("gap", kind="stable")
    found = ordered.groupby(["block", "area"], sort=False).agg(
        block_name=("block_name", "first"),
        area_name=("area_name", "first"),
        contradicted=("contradicted", "first"),
        small=("gap", "first"),
        large=("gap", "last"),
        base_small=("base", "first"),
        base_large=("base", "last"),
    )
    largest_first = found.reset_index().sort_values("large", ascending=False, kind="stable")
    blocks = {code: place for place, code in enumerate(gaps["block"].unique())}
    return largest_first.sort_values("block", key=lambda codes: codes.map(blocks), kind="stable", ignore_index=True)


def unknown_areas(study: Study, block: str) -> list[str]:
    """Return the codes of the areas that apply to a block but have no printed level."""
    known = set(printed_areas(study).query("block == @block")["area"])
    return [area.code for area in study.framework.areas() if block in area.applies and area.code not in known]


def gaps_with_unknown(study: Study) -> pd.DataFrame:
    """Return the gaps that printed figures give, with a row for each area of which no level is printed."""
    gaps = pd.concat([printed_areas(study), printed_wholes(study)], ignore_index=True)
    if gaps.empty:
        return gaps
    marks = contradicted(gaps).map({True: study.say("weakness.mark_contradiction"), False: ""})
    basis = [study.say(f"weakness.basis_{base}") for base in gaps["base"]]
    shown = gaps.assign(basis=basis, remark=marks)
    return study.in_block_order(pd.concat([shown, _unknown_rows(study)], ignore_index=True))


def bars_of_losses(study: Study) -> pd.DataFrame:
    """Return what `paint_bars` draws: each area's share of its block's loss."""
    losses = area_losses(study)
    text = [
        study.say("weakness.bar_loss", lost=study.number(row.points_lost), share=study.number(row.loss_share, 1))
        for row in rows_of(losses)
    ]
    return losses.assign(sure=losses["loss_share"].fillna(0.0), reach=losses["loss_share"].fillna(0.0), text=text)


def bars_of_gaps(study: Study) -> pd.DataFrame:
    """Return what `paint_bars` draws: each area's gap, from the smaller to the larger where two figures contradict."""
    gaps = one_gap_an_area(printed_areas(study))
    text = [gap_text(study, row, "weakness.bar_contradiction") for row in rows_of(gaps)]
    bars = gaps.assign(sure=gaps["small"].where(gaps["contradicted"], gaps["large"]), reach=gaps["large"], text=text)
    unknown = _unknown_rows(study).assign(sure=0.0, reach=0.0, text=study.say("weakness.bar_unknown"))
    return study.in_block_order(pd.concat([bars, unknown], ignore_index=True))


def gap_text(study: Study, row: Any, either: str = "weakness.gap_either") -> str:  # noqa: ANN401  one_gap_an_area
    """Return a gap in digits, or both where two printed figures contradict each other."""
    if not row.contradicted:
        return study.number(row.large)
    return study.say(either, small=study.number(row.small), large=study.number(row.large))


def bars_size(bars: pd.DataFrame) -> tuple[float, float]:
    """Return the size of the figure for so many bars and block headings."""
    return rows_size(len(bars) + bars["block"].nunique(), lines=wrapped(bars["area_name"])[1], extra=0.8)


def paint_bars(axes: "Axes", study: Study, bars: pd.DataFrame, axis: str) -> None:
    """Draw one bar an area under its block's name; what only one of two figures supports is hatched."""
    import seaborn as sns

    placed = bars.assign(y=bars["block"].ne(bars["block"].shift()).cumsum() + pd.RangeIndex(len(bars)))
    sns.barplot(
        placed,
        x="sure",
        y="y",
        orient="h",
        native_scale=True,
        width=0.62,
        color=colour.SERIES[0],
        saturation=1,
        ax=axes,
    )
    doubtful = placed[placed["reach"].gt(placed["sure"])]
    style: dict[str, Any] = {"facecolor": "none", "edgecolor": colour.SERIES[0], "linewidth": 1, "hatch": "////"}
    axes.barh(doubtful["y"], doubtful["reach"] - doubtful["sure"], left=doubtful["sure"], height=0.62, **style)
    for row in rows_of(placed):
        axes.annotate(row.text, (row.reach, row.y), (5, 0), textcoords="offset points", va="center", fontsize=10)
    for _, rows in placed.groupby("block", sort=False):
        head_block(axes, rows["y"].min() - 0.95, rows["block_name"].iloc[0])
    axes.set_yticks(placed["y"], wrapped(placed["area_name"])[0])
    reach = (placed["reach"] / (1 - _LETTER * placed["text"].str.len()).clip(lower=0.2)).max()
    axes.set(xlabel=axis, ylabel="", ylim=(placed["y"].max() + 0.6, -0.5), xlim=(0, reach or 1))
    number_ticks(axes.xaxis, study.lang)


def _unknown_rows(study: Study) -> pd.DataFrame:
    """Return a row without numbers for each area of which no level is printed; none if no area is printed at all."""
    blocks = printed_areas(study)["block"].unique()
    places = [(block, area) for block in blocks for area in unknown_areas(study, block)]
    rows = pd.DataFrame(places, columns=["block", "area"])
    return _named(study, rows).assign(basis=study.say("weakness.basis_none"), remark="")


def _named(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(block_name=rows["block"].map(study.block_name), area_name=rows["area"].map(study.area_name))


def _sums(losses: pd.DataFrame) -> "pd.Series[float]":
    return losses.groupby("unit")["points_lost"].sum()
