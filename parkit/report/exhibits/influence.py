"""Does an area decide as much as its points promise? Nominal weight beside real influence on the index."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from parkit.analysis.influence import influence
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, head_block, left_out, own_column, rows_of, without_areas, wrapped
from parkit.report.exhibits.memo import once
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST: Final = 3
"""How many units a block needs before their spread says anything."""


def influence_figure(study: Study) -> Exhibit:
    """Draw for every area of each block its weight as a ring and its influence as a dot."""
    if study.depth() != "areas":
        return without_areas(study, "influence-figure")
    areas = area_influence(study)
    if areas.empty:
        return left_out(study, "influence-figure", "influence.none", "influence.too_few", fewest=FEWEST)
    title = _title(study, areas)
    listing = "; ".join(f"{row.block_name}, {row.area_name}: {row.text}" for row in rows_of(areas))
    alt = study.say("influence.alt", listing=listing)
    rows = len(areas) + areas["block"].nunique()
    size = rows_size(rows, lines=wrapped(areas["area_name"])[1], extra=1.3)
    svg = draw("influence-figure", title, alt, lambda axes: _paint(axes, study, areas), size=size)
    return Exhibit(
        id="influence-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=areas,
        columns=(
            column(study, "area_name"),
            *(own_column(study, "influence", name, "number", decimals=1) for name in ("weight", "share")),
            own_column(study, "influence", "weight_ratio", "number", decimals=2),
        ),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=(study.say("influence.note"),),
        rows_by="block_name",
    )


@once
def area_influence(study: Study) -> pd.DataFrame:
    """Return weight and influence of every area of the blocks whose units differ, in percent, in framework order."""
    found = influence(study.scores(), by=("area",), rule=study.scheme.not_applicable)
    sizes = found.groupby("block")["n"].transform("max")
    known = found[found["reason"].eq("") & sizes.ge(FEWEST)]
    lines = {area.code: place for place, area in enumerate(study.framework.areas())}
    weight, share = 100.0 * known["nominal_weight"], 100.0 * known["covariance_share"]
    rows = known.assign(
        weight=weight,
        share=share,
        area_name=known["area"].map(study.area_name),
        block_name=known["block"].map(study.block_name),
        place=known["area"].map(lines),
        text=[
            study.say("influence.pair", weight=study.number(first, 1), share=study.number(second, 1))
            for first, second in zip(weight, share, strict=True)
        ],
    )
    return study.in_block_order(rows, "place")


def _title(study: Study, areas: pd.DataFrame) -> str:
    """Return for each block the area that decides most above its weight."""
    above = areas.assign(above=areas["share"] - areas["weight"]).sort_values("above", ascending=False, kind="stable")
    most = study.in_block_order(above.groupby("block", sort=False).head(1))
    phrases = (
        study.say(
            "influence.phrase",
            block=row.block_name,
            area=row.area_name,
            weight=study.number(row.weight, 1),
            share=study.number(row.share, 1),
        )
        for row in rows_of(most)
    )
    return study.say("influence.title", year=study.year, phrases="; ".join(phrases))


def _paint(axes: "Axes", study: Study, areas: pd.DataFrame) -> None:
    placed = areas.assign(y=areas["block"].ne(areas["block"].shift()).cumsum() + np.arange(len(areas)))
    axes.axvline(0, color=colour.RULE, linewidth=1, zorder=0)
    axes.hlines(placed["y"], placed["weight"], placed["share"], color=colour.CONTEXT, linewidth=2, zorder=1)
    ring: dict[str, Any] = {"marker": "o", "linestyle": "none", "markersize": 8}
    axes.plot(
        placed["weight"],
        placed["y"],
        **ring,
        markerfacecolor=colour.PAPER,
        markeredgecolor=colour.SERIES[0],
        markeredgewidth=1.8,
        label=study.say("influence.weight"),
    )
    axes.plot(placed["share"], placed["y"], **ring, color=colour.SERIES[0], label=study.say("influence.share"))
    for row in rows_of(placed):
        axes.text(1.02, row.y, row.text, transform=axes.get_yaxis_transform(), va="center")
    for _, rows in placed.groupby("block", sort=False):
        head_block(axes, rows["y"].min() - 0.95, rows["block_name"].iloc[0])
    axes.set_yticks(placed["y"], wrapped(placed["area_name"])[0])
    axes.set(xlabel=study.say("influence.axis"), ylabel="", ylim=(placed["y"].max() + 0.7, -0.5))
    number_ticks(axes.xaxis, study.lang)
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
