"""How did each block do? Its level, its areas, and what the year's data can and cannot say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkit.analysis.score import block_mean
from parkit.analysis.weakness import printed_gaps
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    cut_off_notes,
    enumerate_words,
    incomplete_notes,
    missing,
    rows_of,
    sentences,
    unit_names,
    wrap,
    wrapped,
)
from parkit.report.exhibits.losses import unknown_areas
from parkit.report.exhibits.measures import measure_columns, measure_means, measure_sentences
from parkit.report.origins import Origins
from parkit.report.page import Page
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKERS = ("o", "D", "s", "^")


@dataclass(frozen=True, kw_only=True, eq=False)
class SetUp(Exhibit):
    """The parameter table; beside it, unseen, what the page must know of its scheme and data."""

    page: Page

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        return super()._repr_mimebundle_(**options) | self.page.facts()


def parameter_table(study: Study) -> SetUp:
    """Show which scheme, year and language the report is about."""
    scheme = study.scheme
    rows = {
        "scheme": (scheme.code, scheme.name.get(study.lang)),
        "year": (str(study.year), ""),
        "lang": (study.lang, study.say(f"overview.lang_{study.lang}")),
    }
    data = pd.DataFrame(rows.values(), columns=["value", "meaning"])
    return SetUp(
        id="parameters",
        kind="table",
        title=study.say("overview.parameters"),
        lang=study.lang,
        data=data.assign(parameter=[study.say(f"overview.parameter_{name}") for name in rows]),
        columns=(column(study, "parameter"), column(study, "value"), column(study, "meaning")),
        page=Page(
            scheme_name=scheme.name.get(study.lang),
            year=study.year,
            constructed=scheme.constructed,
            data_date=study.data_date(),
            origins=_origins(study),
        ),
    )


def _origins(study: Study) -> Origins:
    """Say which units and lines of the framework have a place among the source pages, and whether figures are printed.

    Like the pages themselves, a unit counts if any row of the year's tidy table is its own.
    """
    scores, printed = study.data.scores, study.data.printed
    units = scores.loc[scores["year"].eq(study.year), "unit"]
    return Origins(
        units=frozenset(map(str, units.unique())),
        lines=frozenset(line.code for line in study.framework),
        printed=bool(printed["year"].eq(study.year).any()),
    )


def overview_findings(study: Study) -> Exhibit:
    """Say in a few sentences how each block did."""
    teller = _printed_sentences if study.depth() == "blocks" else _unit_sentences
    title = study.say("overview.title", scheme=study.scheme.name.get(study.lang), year=study.year)
    return sentences(
        study, "overview-findings", title, teller(study), (*cut_off_notes(study), *incomplete_notes(study))
    )


def block_table(study: Study) -> Exhibit:
    """Set the blocks side by side: units, both means, best and worst, or what was printed of them."""
    printed = study.depth() == "blocks"
    rows = _printed_blocks(study) if printed else _unit_blocks(study)
    if rows.empty:
        return missing(study, "block-table", "overview.no_totals")
    kinds = _PRINTED_COLUMNS if printed else _UNIT_COLUMNS
    return Exhibit(
        id="block-table",
        kind="table",
        title=study.say("overview.block_table", year=study.year),
        lang=study.lang,
        data=rows,
        columns=(
            column(study, "block_name"),
            *(column(study, name, kind) for name, kind in kinds),  # type: ignore[arg-type]
            *(() if printed else measure_columns(study)),
        ),
        source=study.source(),
        notes=() if printed else (study.say("overview.two_means"),),
    )


def area_figure(study: Study) -> Exhibit:
    """Draw the level of each area, one marker a block, lowest area last."""
    levels = area_levels(study)
    if levels.empty:
        return missing(study, "area-figure", "no_areas")
    lowest = levels.sort_values("index", kind="stable").iloc[0]
    by_unit = study.depth() == "areas"
    title = study.say(
        "overview.lowest_area_mean" if by_unit else "overview.lowest_area", **_named(study, lowest), year=study.year
    )
    alt = study.say(
        "overview.area_alt",
        listing="; ".join(study.say("overview.area_value", **_named(study, row)) for _, row in levels.iterrows()),
    )
    size = rows_size(levels["area"].nunique(), lines=max(3, wrapped(levels["area_name"])[1]), extra=1.1)
    return Exhibit(
        id="area-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=pd.concat([levels, _unprinted_areas(study)], ignore_index=True),
        columns=(
            column(study, "area_name"),
            column(study, "block_name"),
            column(study, "index", "number"),
            column(study, "basis"),
        ),
        alt=alt,
        svg=draw("area-figure", title, alt, lambda axes: _paint_areas(axes, study, levels), size=size),
        source=study.source(),
        notes=(study.say("overview.area_mean_note" if by_unit else "overview.printed_areas"),),
    )


def area_levels(study: Study) -> pd.DataFrame:
    """Return the mean index of each area and block, recomputed from units or as printed, in the order of the figure."""
    depth = study.depth()
    levels = {"areas": _unit_areas, "totals": _no_areas, "blocks": _printed_areas}[depth](study)
    named = levels.assign(
        area_name=levels["area"].map(study.area_name), block_name=levels["block"].map(study.block_name)
    )
    order = named.groupby("area")["index"].transform("min")
    return named.assign(order=order).sort_values(
        ["order", "area", "block"], ascending=[False, True, False], ignore_index=True
    )


def _unit_areas(study: Study) -> pd.DataFrame:
    areas = study.areas().dropna(subset=["index"])
    means = areas.groupby(["block", "area"], sort=False)["index"].mean().reset_index()
    return means.assign(basis=study.say("overview.basis_units"))


def _no_areas(_: Study) -> pd.DataFrame:
    return pd.DataFrame({"block": [], "area": [], "index": [], "basis": []})


def _printed_areas(study: Study) -> pd.DataFrame:
    """Return printed levels; an area whose points and stated index differ keeps both, each with its basis."""
    gaps = printed_gaps(study.printed())
    areas = gaps[gaps["area"].ne("")]
    return areas.assign(basis=areas["base"].map(lambda base: study.say(f"overview.basis_{base}")))[
        ["block", "area", "index", "basis"]
    ]


def _unprinted_areas(study: Study) -> pd.DataFrame:
    """Return a row without a level for each area that an announcement of blocks leaves out."""
    if study.depth() != "blocks":
        return _no_areas(study)
    places = [(block, area) for block in study.scheme.blocks for area in unknown_areas(study, block)]
    rows = pd.DataFrame(places, columns=["block", "area"])
    return rows.assign(
        area_name=rows["area"].map(study.area_name),
        block_name=rows["block"].map(study.block_name),
        basis=study.say("weakness.basis_none"),
    )


def _named(study: Study, row: "pd.Series[Any]") -> dict[str, str]:
    return {"area": row["area_name"], "block": row["block_name"], "index": study.number(row["index"])}


def _paint_areas(axes: "Axes", study: Study, levels: pd.DataFrame) -> None:
    """Give each area a line and each block a marker on it, a little apart so that equal values stay visible."""
    import seaborn as sns

    areas, blocks = list(levels["area"].unique()), [b for b in study.scheme.blocks if b in set(levels["block"])]
    shift = {block: 0.26 * (place - (len(blocks) - 1) / 2) for place, block in enumerate(blocks)}
    shown = levels.assign(y=levels["area"].map(areas.index) + levels["block"].map(shift))
    names = [study.block_name(block) for block in blocks]
    axes.hlines(
        range(len(areas)), 0, 1, transform=axes.get_yaxis_transform(), color=colour.GRID, linewidth=0.8, zorder=0
    )
    sns.scatterplot(
        shown,
        x="index",
        y="y",
        hue="block_name",
        style="block_name",
        hue_order=names,
        style_order=names,
        palette=list(colour.SERIES[: len(blocks)]),
        markers=dict(zip(names, _MARKERS, strict=False)),
        s=60,
        linewidth=0,
        ax=axes,
    )
    lower = shown.sort_values("index").duplicated(["area", "block"], keep="last").reindex(shown.index)
    for value, place, left in zip(shown["index"], shown["y"], lower, strict=True):
        offset, side = (-7, "right") if left else (7, "left")
        label = axes.annotate(study.number(value), (value, place), (offset, 0), textcoords="offset points", size=10)
        label.set(ha=side, va="center")
    axes.legend(title="", loc="lower left", bbox_to_anchor=(0, 1), ncols=len(blocks), handletextpad=0.2)
    axes.set_yticks(range(len(areas)), [wrap(study.area_name(area)) for area in areas])
    axis = "overview.axis_mean_index" if study.depth() == "areas" else "axis_index"
    axes.set(xlabel=study.say(axis), ylabel="", ylim=(len(areas) - 0.4, -0.6))
    axes.margins(x=0.1)
    number_ticks(axes.xaxis, study.lang)


def _unit_sentences(study: Study) -> Iterator[str]:
    means = {row.block: row.mean_of_ratios for row in rows_of(block_mean(study.units()))}
    for block, units in study.units().groupby("block", sort=False):
        known = units.dropna(subset=["index"])
        words: dict[str, object] = {"block": study.block_name(str(block)), "n": len(known), "year": study.year}
        if known.empty:
            yield study.say("overview.block_without_index", **words)
        elif block in study.cut_off_blocks():
            yield study.say("overview.block_listed", **words, **_ends(study, known))
        else:
            yield study.say("overview.block_mean", **words, **_ends(study, known), mean=study.number(means[block]))
    yield from measure_sentences(study)


def _ends(study: Study, units: pd.DataFrame) -> dict[str, str]:
    """Return the lowest and the highest index of a block and whose they are."""
    low, high = units["index"].min(), units["index"].max()
    best, worst = (unit_names(units[units["index"].eq(value)], study) for value in (high, low))
    return {"low": study.number(low), "high": study.number(high), "best": best, "worst": worst}


def _printed_sentences(study: Study) -> Iterator[str]:
    levels = area_levels(study)
    for block in study.scheme.blocks:
        yield from _printed_block(study, block, levels[levels["block"].eq(block)])
    unstated = study.printed().query("statistic == 'change'")["reading"].str.startswith("ambiguous")
    if unstated.any():
        yield study.say("overview.unit_of_change_unstated", n=int(unstated.sum()))


def _printed_block(study: Study, block: str, levels: pd.DataFrame) -> Iterator[str]:
    totals = study.printed().query("block == @block and area == '' and statistic == 'mean_index'")
    for row in rows_of(totals):
        yield study.say("overview.printed_total", block=study.block_name(block), text=row.text)
    if levels.empty:
        return
    low, high = levels["index"].min(), levels["index"].max()
    yield study.say(
        "overview.printed_areas_of_block",
        block=study.block_name(block),
        n=levels["area"].nunique(),
        all=levels["area"].nunique() + len(unknown_areas(study, block)),
        best=_areas_at(study, levels, high),
        high=study.number(high),
        worst=_areas_at(study, levels, low),
        low=study.number(low),
    )


def _areas_at(study: Study, levels: pd.DataFrame, value: float) -> str:
    return enumerate_words(study, levels.loc[levels["index"].eq(value), "area_name"].unique())


_UNIT_COLUMNS = (
    ("n_units", "integer"),
    ("mean_of_ratios", "number"),
    ("ratio_of_means", "number"),
    ("highest", "number"),
    ("lowest", "number"),
)
_PRINTED_COLUMNS = (("statistic_name", "text"), ("text", "text"))


def _unit_blocks(study: Study) -> pd.DataFrame:
    """Return both means of the blocks whose units are all there, and the range of the listed units of every block."""
    units = study.units()
    ends = units.groupby("block")["index"].agg(highest="max", lowest="min").reset_index()
    rows = block_mean(units).merge(ends, on="block")
    cut_off = rows["block"].isin(study.cut_off_blocks())
    known = rows.assign(**{name: rows[name].mask(cut_off) for name in ("mean_of_ratios", "ratio_of_means")})
    measured = measure_means(study).pivot_table(index="block", columns="criterion", values="mean")
    ordered = study.in_block_order(known.merge(measured, how="left", on="block"))
    return ordered.assign(block_name=ordered["block"].map(study.block_name))


def _printed_blocks(study: Study) -> pd.DataFrame:
    rows = study.printed().query("block != '' and area == '' and unit == ''")
    kinds = rows["statistic"] + rows["source"].where(rows["source"].eq(""), "_" + rows["source"])
    return rows.assign(
        block_name=rows["block"].map(study.block_name),
        statistic_name=[study.say(f"statistic_{kind}") for kind in kinds],
    )
