"""Who stands where: the ranking of the units of each block, its figure and its groups."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parkit.analysis.score import block_mean
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    MOST_NAMED,
    column,
    cut_off_notes,
    enumerate_words,
    head_block,
    incomplete_notes,
    missing,
    rows_of,
    sentences,
    unit_names,
    wrapped,
)
from parkit.report.exhibits.parts import draw_parts, figure_parts, share_reach
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def ranking_findings(study: Study) -> Exhibit:
    """Say who leads, who is last, how far apart they are and who shares a rank."""
    if study.depth() == "blocks":
        return missing(study, "ranking-findings", "no_units")
    units = study.units()
    if units["index"].isna().all():
        return missing(study, "ranking-findings", "no_index")
    found = [text for _, block in units.groupby("block", sort=False) for text in _block_sentences(study, block)]
    return sentences(
        study,
        "ranking-findings",
        study.say("ranking.title", year=study.year),
        found,
        (*cut_off_notes(study), *_rule_notes(study)),
    )


def ranking_figure(study: Study) -> Exhibit:
    """Draw every unit's index as a dot, best first, with the bounds that missing scores leave."""
    if study.depth() == "blocks":
        return missing(study, "ranking-figure", "no_units", brief=True)
    units = _with_ranks(study.units()).dropna(subset=["index"])
    if units.empty:
        return missing(study, "ranking-figure", "no_index", brief=True)
    title = _spread_title(study, units)
    return Exhibit(
        id="ranking-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=units,
        columns=_columns(study, units),
        alt=_alt(study, units),
        svg=draw_parts("ranking-figure", figure_parts(units), partial(_draw, study, units, title)),
        source=study.source(),
        notes=incomplete_notes(study),
        rows_by="block_name",
    )


def ranking_table(study: Study) -> Exhibit:
    """List every unit with rank, index, bounds, group and what the source printed of it."""
    if study.depth() == "blocks":
        return missing(study, "ranking-table", "no_units", brief=True)
    units = with_printed(study, _with_ranks(study.units()))
    if units["index"].isna().all():
        return missing(study, "ranking-table", "no_index", brief=True)
    return Exhibit(
        id="ranking-table",
        kind="table",
        title=study.say("ranking.table_title", year=study.year),
        lang=study.lang,
        data=units,
        columns=(*_columns(study, units), *_printed_columns(study, units)),
        source=study.source(),
        notes=(*_rule_notes(study), *_unranked_notes(study, units)),
        rows_by="block_name",
    )


def band_table(study: Study) -> Exhibit:
    """Count the units of each group, from the scores or as the announcement printed the counts."""
    counts = _printed_counts(study) if study.depth() == "blocks" else _unit_counts(study)
    if counts.empty:
        return missing(study, "band-table", "ranking.no_bands")
    return Exhibit(
        id="band-table",
        kind="table",
        title=study.say("ranking.band_title", year=study.year),
        lang=study.lang,
        data=counts,
        columns=(column(study, "label"), column(study, "count", "integer")),
        source=study.source(),
        rows_by="block_name",
    )


def _block_sentences(study: Study, block: pd.DataFrame) -> Iterator[str]:
    ranked = block.dropna(subset=["rank"])
    name = block["block_name"].iloc[0]
    if len(ranked) < 2:
        yield study.say("ranking.block_not_ranked", block=name, n=len(ranked))
        return
    yield _first_and_last(study, name, ranked)
    for place, tied in ranked.groupby("rank"):
        if len(tied) > 1:
            value = study.number(tied["index"].iloc[0])
            yield study.say("ranking.tied", rank=place, units=unit_names(tied, study), index=value)
    yield from _uncertain(study, ranked)


def _first_and_last(study: Study, name: str, ranked: pd.DataFrame) -> str:
    """Return the first and, where the whole block is listed, the last and how far apart they are."""
    first, last = ranked[ranked["rank"].eq(1)], ranked[ranked["rank"].eq(ranked["rank"].max())]
    high, low = first["index"].iloc[0], last["index"].iloc[0]
    known = "first_of_listed" if ranked["block"].iloc[0] in study.cut_off_blocks() else "first_and_last"
    return study.say(
        f"ranking.{known}",
        block=name,
        first=unit_names(first, study),
        high=study.number(high),
        last=unit_names(last, study),
        low=study.number(low),
        gap=study.number(high - low),
        n=len(ranked),
    )


def _uncertain(study: Study, ranked: pd.DataFrame) -> Iterator[str]:
    """Say what missing scores leave open, for their own units and for those they could pass."""
    for row in rows_of(ranked[ranked["n_missing"].gt(0)]):
        ends = {"low": study.number(row.index_low), "high": study.number(row.index_high)}
        key = "uncertain_settled" if row.rank_best == row.rank_worst else "uncertain"
        yield study.say(f"ranking.{key}", unit=row.name, best=row.rank_best, worst=row.rank_worst, **ends)
    others = ranked[ranked["n_missing"].eq(0) & ranked["rank_best"].ne(ranked["rank_worst"])]
    if len(others) > MOST_NAMED and ranked["n_missing"].any():
        yield study.say("ranking.others_uncertain_many", n=len(others))
    elif len(others) and ranked["n_missing"].any():
        named = enumerate_words(
            study, (f"{row.name} ({_ranks(row.rank_best, row.rank_worst)})" for row in rows_of(others))
        )
        yield study.say("ranking.others_uncertain", units=named)


def _ranks(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}–{worst}"


def _spread_title(study: Study, units: pd.DataFrame) -> str:
    """Return the finding of the figure: the leader of each block."""
    compared = units[units.groupby("block")["unit"].transform("size").gt(1)]
    leaders = (units if compared.empty else compared).query("rank == 1")
    phrases = [
        study.say(
            "ranking.leader", block=block, units=unit_names(rows, study), index=study.number(rows["index"].iloc[0])
        )
        for block, rows in leaders.groupby("block_name", sort=False)
    ]
    return study.say("ranking.leaders", phrases="; ".join(phrases), year=study.year)


def _listing(study: Study, units: pd.DataFrame) -> str:
    rows = zip(units["name"], units["index"], strict=True)
    return "; ".join(f"{name} {study.number(index)}" for name, index in rows)


def _alt(study: Study, units: pd.DataFrame) -> str:
    return study.say("ranking.alt", n=len(units), listing=_listing(study, units))


def _draw(study: Study, units: pd.DataFrame, title: str, name: str, part: pd.DataFrame) -> str:
    lines = wrapped(part["name"])[1]
    size = rows_size(len(part) + part["block"].nunique(), lines=lines, extra=0.9)
    return draw(name, title, _alt(study, part), lambda axes: _paint(axes, study, units, part), size=size)


def _paint(axes: "Axes", study: Study, units: pd.DataFrame, part: pd.DataFrame) -> None:
    """Place a heading over each block, one dot a unit, and its value in a column at the right."""
    import seaborn as sns

    placed = _placed(part)
    axes.hlines(placed["y"], placed["index_low"], placed["index_high"], color=colour.CONTEXT, linewidth=3, zorder=0.9)
    sns.scatterplot(placed, x="index", y="y", ax=axes, color=colour.SERIES[0], s=60, linewidth=0, legend=False)
    for place, value in zip(placed["y"], placed["index"], strict=True):
        axes.text(1.02, place, study.number(value), transform=axes.get_yaxis_transform(), va="center")
    means = block_mean(units).set_index("block")["mean_of_ratios"]
    for block, rows in placed.groupby("block", sort=False):
        _paint_block(axes, study, rows, None if block in study.cut_off_blocks() else float(means[block]))
    share_reach(axes, units[["index_low", "index_high"]])
    axes.set_yticks(placed["y"], wrapped(placed["name"])[0])
    axes.set(xlabel=study.say("axis_index"), ylabel="", ylim=(placed["y"].max() + 0.7, -0.7))
    number_ticks(axes.xaxis, study.lang)


def _placed(units: pd.DataFrame) -> pd.DataFrame:
    """Give each unit its line in the figure, with a line for the heading of each block."""
    blocks = units["block_name"].ne(units["block_name"].shift()).cumsum()
    return units.assign(y=blocks + np.arange(len(units)))


def _paint_block(axes: "Axes", study: Study, rows: pd.DataFrame, mean: float | None) -> None:
    """Head a block with its name and, where its listing is whole, draw and name its mean."""
    heading = rows["block_name"].iloc[0]
    if mean is not None:
        low, high = rows["y"].min() - 0.5, rows["y"].max() + 0.5
        axes.vlines(mean, low, high, color=colour.SERIES[3], linestyle="--", linewidth=1.5, zorder=0)
        heading = study.say("ranking.block_with_mean", block=heading, mean=study.number(mean))
    head_block(axes, rows["y"].min() - 1, heading)


def _columns(study: Study, units: pd.DataFrame) -> tuple[Any, ...]:
    bounded = bool(units["index"].notna().mul(units["n_missing"]).gt(0).any())
    bounds = [column(study, name, "number") for name in ("index_low", "index_high")] if bounded else []
    bounds += [column(study, "possible_ranks")] if bounded else []
    bands = [column(study, "band_label", label="band")] if _has_bands(study) else []
    return (column(study, "rank", "rank"), column(study, "name"), column(study, "index", "number"), *bounds, *bands)


def _has_bands(study: Study) -> bool:
    return any(study.scheme.bands_in(study.year, block) for block in study.scheme.blocks)


def _with_ranks(units: pd.DataFrame) -> pd.DataFrame:
    """Add the ranks each unit could have, in words."""
    best, worst = units["rank_best"].astype("string"), units["rank_worst"].astype("string")
    return units.assign(possible_ranks=best.where(best.eq(worst), best + "–" + worst))


def with_printed(study: Study, units: pd.DataFrame) -> pd.DataFrame:
    """Add what the source printed of each unit: index, rank, group."""
    printed = study.printed()
    for statistic, value in (("index", "points"), ("rank", "points"), ("band", "text")):
        found = printed[printed["statistic"].eq(statistic) & printed["unit"].ne("")].set_index("unit")[value]
        units = units.assign(**{f"printed_{statistic}": units["unit"].map(found)})
    return units


def _printed_columns(study: Study, units: pd.DataFrame) -> tuple[Any, ...]:
    kinds = {"printed_index": "number", "printed_rank": "rank", "printed_band": "text"}
    return tuple(column(study, name, kind) for name, kind in kinds.items() if units[name].notna().any())  # type: ignore[arg-type]


def _rule_notes(study: Study) -> tuple[str, ...]:
    """State the rules that decide a ranking: ties, precision, criteria that do not apply."""
    scheme = study.scheme
    notes = [
        study.say(f"ranking.ties_{scheme.ties}"),
        study.say(f"ranking.ranks_use_{scheme.ranks_use}", decimals=scheme.decimals),
    ]
    if study.scores()["state"].eq("not_applicable").any():
        notes.append(study.say(f"ranking.rule_{scheme.not_applicable}"))
    if not study.scheme.weights_known:
        notes.append(study.say("ranking.recomputed_index"))
    return tuple(notes)


def _unranked_notes(study: Study, units: pd.DataFrame) -> tuple[str, ...]:
    without = units[units["index"].isna()]
    return (study.say("ranking.unranked", units=unit_names(without, study)),) if len(without) else ()


def _unit_counts(study: Study) -> pd.DataFrame:
    """Count the units by group; a year without declared thresholds uses what the source printed, if anything."""
    column_name = "band_label" if _has_bands(study) else "printed_band"
    units = with_printed(study, study.units()).dropna(subset=[column_name])
    value = units["index"].where(units["printed_index"].isna(), units["printed_index"])
    level = value.groupby(units[column_name]).transform("mean")
    ordered = study.in_block_order(units.assign(level=-level), "level")
    counts = ordered.groupby(["block_name", column_name], sort=False).size().reset_index(name="count")
    return counts.rename(columns={column_name: "label"})


def _printed_counts(study: Study) -> pd.DataFrame:
    rows = study.printed().query("statistic == 'band_count'")
    label = rows["text"].str.rsplit(",", n=1).str[0]
    return rows.assign(block_name=rows["block"].map(study.block_name), label=label, count=rows["points"])
