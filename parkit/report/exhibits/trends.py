"""What changed? Units between two years, changes as printed, and the province's national standing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkit.analysis.change import block_change, rank_correlation, year_on_year
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    cut_off_notes,
    enumerate_words,
    missing,
    rows_of,
    sentences,
    unit_names,
    wrap,
    wrapped,
)
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def trend_findings(study: Study) -> Exhibit:
    """Say who rose and fell since the earlier year, or what was printed about the change."""
    title = study.say("trend.title", year=study.year)
    if study.earlier_year() is not None and study.depth() != "blocks":
        notes = (*(framework_notes(study) or (study.say("trend.plain_change"),)), *cut_off_notes(study))
        return sentences(study, "trend-findings", title, _unit_sentences(study), notes)
    changes = printed_changes(study)
    if changes.empty:
        return missing(study, "trend-findings", "trend.no_earlier")
    return sentences(
        study, "trend-findings", title, _printed_sentences(study, changes), (study.say("trend.unit_unstated"),)
    )


def trend_figure(study: Study) -> Exhibit:
    """Draw each unit's two indices as a line from the earlier to the later year."""
    if study.earlier_year() is None or study.depth() == "blocks":
        return missing(study, "trend-figure", "trend.no_earlier_units")
    changes = unit_changes(study).query("status == 'both'").dropna(subset=["change"])
    down = int(changes["change"].lt(0).sum())
    title = study.say("trend.figure_title", down=down, n=len(changes), base=study.earlier_year(), year=study.year)
    alt = study.say("trend.figure_alt", base=study.earlier_year(), year=study.year, listing=_listing(study, changes))
    svg = draw(
        "trend-figure",
        title,
        alt,
        lambda axes: _paint_units(axes, study, changes),
        size=rows_size(len(changes), lines=wrapped(changes["name"])[1], extra=1.1),
    )
    return Exhibit(
        id="trend-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=changes,
        columns=_change_columns(study),
        alt=alt,
        svg=svg,
        source=_both_sources(study),
        notes=framework_notes(study),
        rows_by="block_name",
    )


def trend_table(study: Study) -> Exhibit:
    """List both years' index and rank of every unit, units of one year only included."""
    if study.earlier_year() is None or study.depth() == "blocks":
        return missing(study, "trend-table", "trend.no_earlier_units", brief=True)
    changes = unit_changes(study)
    return Exhibit(
        id="trend-table",
        kind="table",
        title=study.say("trend.table_title", base=study.earlier_year(), year=study.year),
        lang=study.lang,
        data=changes,
        columns=(*_change_columns(study), column(study, "status_name")),
        source=_both_sources(study),
        notes=framework_notes(study),
        rows_by="block_name",
    )


def printed_change_figure(study: Study) -> Exhibit:
    """Draw the changes as an announcement printed them, rises to the right, falls to the left."""
    changes = printed_changes(study)
    if changes.empty:
        return missing(study, "printed-change-figure", "trend.no_printed")
    title = study.say("trend.printed_title", base=_base_year(study, changes))
    alt = study.say("trend.printed_alt", listing="; ".join(f"{row.place}: {row.text}" for row in rows_of(changes)))
    size = rows_size(len(changes), lines=2, extra=0.8)
    return Exhibit(
        id="printed-change-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=changes,
        columns=(
            column(study, "area_name"),
            column(study, "block_name"),
            column(study, "text"),
            column(study, "reading_name"),
        ),
        alt=alt,
        svg=draw("printed-change-figure", title, alt, lambda axes: _paint_printed(axes, study, changes), size=size),
        source=study.source(),
        notes=(study.say("trend.unit_unstated"),),
    )


def unit_changes(study: Study) -> pd.DataFrame:
    """Return the two years of every unit side by side, with names, in the later year's rank order."""
    base = study.earlier_year()
    if base is None:
        message = "unit_changes needs an earlier year; ask study.earlier_year() first"
        raise ValueError(message)
    index = pd.concat([study.units(base), study.units()], ignore_index=True)
    decimals = study.scheme.decimals if study.scheme.ranks_use == "printed" else None
    changes = year_on_year(index, year=study.year, base_year=base, ties=study.scheme.ties, decimals=decimals)
    named = changes.assign(
        name=changes["unit"].map(study.unit_name),
        block_name=changes["block"].map(study.block_name),
        status_name=[study.say(f"trend.status_{status}", base=base, year=study.year) for status in _presence(changes)],
    )
    return study.in_block_order(named, "rank_1", "unit")


def _presence(changes: pd.DataFrame) -> Iterator[str]:
    """Say in which of the two years each unit has an index."""
    for row in rows_of(changes):
        before, after = pd.notna(row.index_0), pd.notna(row.index_1)
        yield {(True, True): "both", (True, False): "left", (False, True): "new"}.get((before, after), "neither")


def framework_notes(study: Study) -> tuple[str, ...]:
    """Return a warning where the criteria or maxima of the two years differ, so far as both years list them."""
    base = study.earlier_year()
    if base is None or {study.depth(base), study.depth()} != {"areas"} or _maxima(study, base) == _maxima(study):
        return ()
    return (study.say("trend.framework_changed", base=base, year=study.year),)


def _maxima(study: Study, year: int | None = None) -> dict[tuple[str, str], float | None]:
    leaves = study.data.frameworks[year or study.year].leaves_under("index")
    return {(leaf.code, block): leaf.max_points[block] for leaf in leaves for block in leaf.applies}


def printed_changes(study: Study) -> pd.DataFrame:
    """Return the printed changes of the year with names, in the order printed."""
    rows = study.printed().query("statistic == 'change'")
    named = rows.assign(
        area_name=rows["area"].map(study.area_name),
        block_name=rows["block"].map(study.block_name),
        reading_name=[study.say(f"trend.reading_{reading}") for reading in rows["reading"]],
    )
    return named.assign(place=named["area_name"] + " – " + named["block_name"]).reset_index(drop=True)


def _unit_sentences(study: Study) -> Iterator[str]:
    changes = unit_changes(study)
    means = {row.block: row for row in rows_of(block_change(changes))}
    order = {row.block: row.spearman for row in rows_of(rank_correlation(changes))}
    whole = set(study.scheme.blocks) - set(study.cut_off_blocks()) - set(study.cut_off_blocks(study.earlier_year()))
    for block, rows in changes.groupby("block", sort=False):
        both = rows.dropna(subset=["change"])
        if both.empty:
            yield study.say("trend.block_without_pairs", block=study.block_name(str(block)))
            continue
        if block in whole:
            yield _mean_sentence(study, means[block])
        yield _up_and_down(study, str(block), both)
        yield from _movers(study, both)
        if len(both) > 2:
            yield study.say("trend.order", spearman=study.number(order[block], 2))


def _mean_sentence(study: Study, mean: Any) -> str:  # noqa: ANN401  a row of block_change
    """Return both years' means; where units came or went, the change of the units of both years beside them."""
    return study.say(
        "trend.means_of_other_units" if mean.n_new + mean.n_left else "trend.means",
        common=study.number(mean.change_common, sign=True),
        both=mean.n_both,
        block=study.block_name(mean.block),
        base=study.earlier_year(),
        year=study.year,
        before=study.number(mean.mean_0),
        after=study.number(mean.mean_1),
        change=study.number(mean.change, sign=True),
    )


def _up_and_down(study: Study, block: str, both: pd.DataFrame) -> str:
    up, down = int(both["change"].gt(0).sum()), int(both["change"].lt(0).sum())
    return study.say(
        "trend.up_and_down", block=study.block_name(block), n=len(both), up=up, down=down, same=len(both) - up - down
    )


def _movers(study: Study, both: pd.DataFrame) -> Iterator[str]:
    """Name the largest fall and rise of the index and the largest moves in rank, all units that share one."""
    for key, change in (("fall", both["change"].min()), ("rise", both["change"].max())):
        if (change < 0) == (key == "fall") and change != 0:
            named = unit_names(both[both["change"].eq(change)], study)
            yield study.say(f"trend.largest_{key}", units=named, change=study.number(change, sign=True))
    moved = both.dropna(subset=["rank_change"])
    for key, places in (("climb", moved["rank_change"].max()), ("drop", moved["rank_change"].min())):
        if (places > 0) == (key == "climb") and places != 0:
            rows = moved[moved["rank_change"].eq(places)]
            named = enumerate_words(study, (f"{row.name} ({row.rank_0}→{row.rank_1})" for row in rows_of(rows)))
            yield study.say(f"trend.{key}", units=named, places=abs(int(places)))


def _printed_sentences(study: Study, changes: pd.DataFrame) -> Iterator[str]:
    for block, rows in changes.groupby("block_name", sort=False):
        parts = [
            study.say("trend.printed_part", area=row.area_name, change=_as_printed(study, row)) for row in rows_of(rows)
        ]
        yield study.say("trend.printed_block", block=block, base=_base_year(study, rows), parts="; ".join(parts))


def _base_year(study: Study, changes: pd.DataFrame) -> int:
    """Return the year that printed changes are measured from, the year before where none is printed."""
    stated = changes["base_year"].dropna()
    return int(stated.iloc[0]) if len(stated) else study.year - 1


def _as_printed(study: Study, row: Any) -> str:  # noqa: ANN401  a row of printed_changes
    """Return a printed change with its sign and the unit its wording names, in the reader's number format."""
    unit = "points" if row.reading in ("ambiguous_points", "points") else "percent"
    value = study.number(row.points, row.decimals, sign=True)
    return study.say(f"trend.change_{unit}", value=value)


def _listing(study: Study, changes: pd.DataFrame) -> str:
    rows = rows_of(changes[["name", "index_0", "index_1"]])
    return "; ".join(f"{name}: {study.number(before)} → {study.number(after)}" for name, before, after in rows)


def _change_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "name"),
        column(study, "index_0", "number", label="index_before"),
        column(study, "index_1", "number", label="index_after"),
        column(study, "change", "number", sign=True),
        column(study, "rank_0", "rank", label="rank_before"),
        column(study, "rank_1", "rank", label="rank_after"),
        column(study, "rank_change", "integer", sign=True),
    )


def _paint_units(axes: "Axes", study: Study, changes: pd.DataFrame) -> None:
    """Draw one line a unit: hollow dot for the earlier year, full dot for the later one, the change at the right."""
    import seaborn as sns

    places = changes.assign(y=range(len(changes)))
    axes.hlines(places["y"], places["index_0"], places["index_1"], color=colour.CONTEXT, linewidth=2)
    style = {"y": "y", "ax": axes, "s": 55, "legend": True}
    sns.scatterplot(
        places,
        x="index_0",
        label=str(study.earlier_year()),
        facecolor=colour.PAPER,
        edgecolor=colour.SERIES[0],
        linewidth=1.5,
        **style,
    )
    sns.scatterplot(places, x="index_1", label=str(study.year), color=colour.SERIES[0], linewidth=0, **style)
    for row in rows_of(places):
        axes.text(1.02, row.y, study.number(row.change, sign=True), transform=axes.get_yaxis_transform(), va="center")
    axes.legend(title="", loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handletextpad=0.2)
    axes.set_yticks(places["y"], wrapped(places["name"])[0])
    axes.set(xlabel=study.say("axis_index"), ylabel="", ylim=(len(places) - 0.4, -0.6))
    number_ticks(axes.xaxis, study.lang)


def _paint_printed(axes: "Axes", study: Study, changes: pd.DataFrame) -> None:
    """Draw rises to the right and falls to the left, with the printed words in a column at the right."""
    import seaborn as sns

    shown = changes.assign(label=[wrap(place, 44) for place in changes["place"]])
    tones = [colour.GOOD if value > 0 else colour.BAD for value in shown["points"]]
    sns.barplot(shown, x="points", y="label", hue="label", palette=tones, saturation=1, legend=False, ax=axes)
    for place, text in enumerate(shown["text"]):
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center")
    axes.axvline(0, color=colour.MUTED, linewidth=1)
    axes.set(xlabel=study.say("trend.axis_printed"), ylabel="")
    number_ticks(axes.xaxis, study.lang, sign=True)


def _both_sources(study: Study) -> str:
    return study.source(*(year for year in (study.earlier_year(), study.year) if year is not None))
