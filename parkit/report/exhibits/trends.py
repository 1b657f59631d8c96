"""What changed? Units between two years, changes as printed, and the province's national standing."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkit.analysis.change import rank_correlation
from parkit.analysis.ledger import EFFECTS
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.change import pair_notes, why_without_parts
from parkit.report.exhibits.change_text import (
    block_sentences,
    lone_block_facts,
    lone_block_sentence,
    succession_sentences,
)
from parkit.report.exhibits.common import (
    column,
    cut_off_notes,
    enumerate_words,
    head_block,
    missing,
    rows_of,
    sentences,
    unit_names,
    wrapped,
)
from parkit.report.exhibits.compared import (
    Compared,
    can_compare,
    can_take_apart,
    compared,
    heading,
    shown_effects,
)
from parkit.report.exhibits.facts import with_facts
from parkit.report.exhibits.parts import draw_parts, figure_parts, share_reach
from parkit.report.exhibits.printed_change import printed_changes, printed_sentences
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size
from parkit.report.table import Column

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def trend_findings(study: Study) -> Exhibit:
    """Say who rose and fell since the earlier year and why, or what was printed about the change."""
    title = study.say("trend.title", year=study.year)
    if can_compare(study):
        pair = compared(study)
        rule = why_without_parts(study) or study.say("change.rule_note")
        notes = (*_framework_notes(pair), rule, *cut_off_notes(study), *_left_out(study))
        told = sentences(study, "trend-findings", title, _unit_sentences(pair), notes)
        return with_facts(told, study, lone_block_facts(pair))
    changes = printed_changes(study)
    if changes.empty:
        notice = missing(study, "trend-findings", "trend.no_earlier")
        return replace(notice, sentences=(*notice.sentences, *_left_out(study)))
    notes = (study.say("trend.unit_unstated"), why_without_parts(study), *_left_out(study))
    return sentences(study, "trend-findings", title, printed_sentences(study, changes), notes)


def trend_figure(study: Study) -> Exhibit:
    """Draw each unit's two indices as a line from the earlier to the later year."""
    if not can_compare(study):
        return missing(study, "trend-figure", "trend.no_earlier_units", quiet=True)
    pair = compared(study)
    changes = pair.units.query("status == 'both'")
    down = int(changes["change"].lt(0).sum())
    title = study.say("trend.figure_title", down=down, n=len(changes), base=pair.base, year=study.year)
    return Exhibit(
        id="trend-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=changes,
        columns=_change_columns(study),
        alt=_alt(study, changes),
        svg=draw_parts("trend-figure", figure_parts(changes), partial(_draw_units, study, changes, title)),
        source=study.source(pair.base, study.year),
        notes=(*_framework_notes(pair), *_pooled_notes(pair)),
        rows_by="block_name",
    )


def trend_table(study: Study) -> Exhibit:
    """List both years' index of every unit and what its change consists of, units of one year only included."""
    if not can_compare(study):
        return missing(study, "trend-table", "trend.no_earlier_units", quiet=True)
    pair = compared(study)
    lone = {block: lone_block_sentence(pair, block) for block in pair.units["block"].unique()}
    told = [block for block, sentence in lone.items() if sentence]
    units = pair.unit_effects if can_take_apart(study) else pair.units
    listed = units[~units["block"].isin(told)]
    listed = listed.assign(remark=[_remark(pair, row) for row in rows_of(listed)])
    title = "trend.table_title" if can_take_apart(study) else "trend.table_title_totals"
    return Exhibit(
        id="trend-table",
        kind="table",
        title=study.say(title, base=pair.base, year=study.year),
        lang=study.lang,
        data=listed,
        columns=(_ledger_columns if can_take_apart(study) else _totals_columns)(study, listed),
        source=study.source(pair.base, study.year),
        notes=(*(_parts_notes(pair, listed)), *(lone[block] for block in told)),
        rows_by="block_name",
    )


def _unit_sentences(pair: Compared) -> Iterator[str]:
    study, units = pair.study, pair.units
    order = {row.block: row.spearman for row in rows_of(rank_correlation(_ranked(units)))}
    for block, rows in units.groupby("block", sort=False):
        both = rows[rows["status"].eq("both")]
        if both.empty:
            without = study.say("trend.block_without_pairs", block=study.block_name(str(block)))
            yield lone_block_sentence(pair, str(block)) or without
            continue
        if block not in pair.partial:
            yield _mean_sentence(pair, rows)
        if can_take_apart(study):
            yield from block_sentences(pair, str(block))
        yield from succession_sentences(pair, str(block))
        yield _up_and_down(study, str(block), both)
        yield from _movers(study, both)
        if len(both) > 2:
            yield study.say("trend.order", spearman=study.number(order[block], 2))


def _ranked(units: pd.DataFrame) -> pd.DataFrame:
    """Leave out the pooled index of merged units: they had no rank in the earlier year."""
    ranked = units["rank_0"].notna() & units["rank_1"].notna()
    return units.assign(index_0=units["index_0"].where(ranked))


def _framework_notes(pair: Compared) -> tuple[str, ...]:
    """Return a notice where criteria or maxima of the two years differ, so far as both years list them."""
    if not (can_take_apart(pair.study) and pair.changed):
        return ()
    return (pair.study.say("trend.framework_changed", base=pair.base, year=pair.study.year),)


def _left_out(study: Study) -> tuple[str, ...]:
    """Say in one sentence which of the last parts are left out, and why."""
    lacks = {
        "printed": study.printed().query("statistic == 'change'").empty,
        "national": study.data.national.query("statistic == 'rank'").empty,
    }
    parts = [study.say(f"trend.lacks_{name}") for name, lacking in lacks.items() if lacking]
    return (study.say("trend.left_out", parts=enumerate_words(study, parts)),) if parts else ()


def _mean_sentence(pair: Compared, rows: pd.DataFrame) -> str:
    """Return both years' means; where units came, went or merged, the change of the units of both years beside them."""
    study, block = pair.study, str(rows["block"].iloc[0])
    own = (study.units(year) for year in (pair.base, study.year))
    before, after = (float(units.loc[units["block"].eq(block), "index"].mean()) for units in own)
    both = rows[rows["status"].eq("both")]
    same = len(both) == len(rows) and both[["n_0", "n_1"]].eq(1).all(axis=None)
    return study.say(
        "trend.means" if same else "trend.means_of_other_units",
        common=study.number(both["change"].mean(), sign=True),
        both=len(both),
        block=study.block_name(block),
        base=pair.base,
        year=study.year,
        before=study.number(before),
        after=study.number(after),
        change=study.number(after - before, sign=True),
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


def _listing(study: Study, changes: pd.DataFrame) -> str:
    rows = rows_of(changes[["name", "index_0", "index_1"]])
    return "; ".join(f"{name}: {study.number(before)} → {study.number(after)}" for name, before, after in rows)


def _change_columns(study: Study) -> tuple[Column, ...]:
    return (
        *_index_columns(study),
        column(study, "rank_0", "rank", label="rank_before"),
        column(study, "rank_1", "rank", label="rank_after"),
        column(study, "rank_change", "integer", sign=True),
    )


def _totals_columns(study: Study, units: pd.DataFrame) -> tuple[Column, ...]:
    return (*_change_columns(study), *_remark_column(study, units))


def _parts_notes(pair: Compared, listed: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes on the effects where some are shown, or that the rules are the same."""
    if not can_take_apart(pair.study):
        return ()
    return pair_notes(pair) if _effects(pair.study, listed) else (pair.study.say("change.all_performance"),)


def _index_columns(study: Study) -> tuple[Column, ...]:
    return (
        column(study, "name"),
        column(study, "index_0", "number", label="index_before"),
        column(study, "index_1", "number", label="index_after"),
        column(study, "change", "number", sign=True),
    )


def _ledger_columns(study: Study, units: pd.DataFrame) -> tuple[Column, ...]:
    group = study.say("change.of_which")
    parts = (replace(heading(study, name, "number", sign=True), group=group) for name in _effects(study, units))
    return (*_index_columns(study), *parts, *_remark_column(study, units))


def _effects(study: Study, units: pd.DataFrame) -> tuple[str, ...]:
    """Return the effects to show; performance alone would repeat the change."""
    effects = shown_effects(study, units, EFFECTS)
    return () if effects == ("performance",) else effects


def _remark_column(study: Study, units: pd.DataFrame) -> tuple[Column, ...]:
    return (heading(study, "remark"),) if units["remark"].ne("").any() else ()


def _remark(pair: Compared, row: Any) -> str:  # noqa: ANN401  a row of units
    """Say what a unit was merged from, or in which years it has an index."""
    if row.origin and row.status == "both":
        return str(row.origin)
    status = "neither" if row.status == "part" else row.status
    return "" if status == "both" else pair.study.say(f"trend.status_{status}", base=pair.base, year=pair.study.year)


def _labels(study: Study, changes: pd.DataFrame) -> list[str]:
    """Return the names of units, those compared with the pool of their parts marked as such."""
    return [
        study.say("change.pooled_name", name=row.name) if row.n_0 > 1 else str(row.name) for row in rows_of(changes)
    ]


def _pooled_notes(pair: Compared) -> tuple[str, ...]:
    rows = pair.units[pair.units["status"].eq("both") & pair.units["n_0"].gt(1)]
    return tuple(
        pair.study.say("change.pooled_note", name=label, origin=row.origin, base=pair.base)
        for label, row in zip(_labels(pair.study, rows), rows_of(rows), strict=True)
    )


def _alt(study: Study, changes: pd.DataFrame) -> str:
    return study.say("trend.figure_alt", base=study.earlier_year(), year=study.year, listing=_listing(study, changes))


def _draw_units(study: Study, changes: pd.DataFrame, title: str, name: str, part: pd.DataFrame) -> str:
    labels, lines = wrapped(_labels(study, part))
    size = rows_size(len(part) + part["block"].nunique(), lines=lines, extra=1.1)

    def paint(axes: "Axes") -> None:
        _paint_units(axes, study, part, labels)
        share_reach(axes, changes[["index_0", "index_1"]])

    return draw(name, title, _alt(study, part), paint, size=size)


def _paint_units(axes: "Axes", study: Study, changes: pd.DataFrame, labels: list[str]) -> None:
    """Draw one line a unit: hollow dot for the earlier year, full dot for the later one, the change at the right."""
    import seaborn as sns

    places = changes.assign(y=changes["block"].ne(changes["block"].shift()).cumsum() + pd.RangeIndex(len(changes)))
    axes.hlines(places["y"], places["index_0"], places["index_1"], color=colour.CONTEXT, linewidth=2, zorder=0.9)
    style = {"y": "y", "ax": axes, "s": 55, "legend": True}
    hollow = {"facecolor": colour.PAPER, "edgecolor": colour.SERIES[0], "linewidth": 1.5}
    sns.scatterplot(places, x="index_0", label=str(study.earlier_year()), **hollow, **style)
    sns.scatterplot(places, x="index_1", label=str(study.year), color=colour.SERIES[0], linewidth=0, **style)
    for row in rows_of(places):
        axes.text(1.02, row.y, study.number(row.change, sign=True), transform=axes.get_yaxis_transform(), va="center")
    for _, rows in places.groupby("block", sort=False):
        head_block(axes, rows["y"].min() - 0.9, rows["block_name"].iloc[0])
    axes.legend(title="", loc="lower left", bbox_to_anchor=(0, 1), ncols=2, handletextpad=0.2)
    axes.set_yticks(places["y"], labels)
    axes.set(xlabel=study.say("axis_index"), ylabel="", ylim=(places["y"].max() + 0.6, -0.6))
    number_ticks(axes.xaxis, study.lang)
