"""Which few criteria make most of a block's loss? The Pareto order of the lines below the areas."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from parkit.analysis.weakness import points_lost
from parkit.model.framework import Framework
from parkit.report.exhibit import Column, Exhibit
from parkit.report.exhibits.common import (
    column,
    enumerate_words,
    left_out,
    line_name,
    own_column,
    rows_of,
    silent,
)
from parkit.report.exhibits.losses import bars_size, paint_bars, printed_areas
from parkit.report.exhibits.memo import once
from parkit.report.study import Study
from parkit.report.svg import draw

MOST: Final = 80.0
"""The share of the loss, in percent, that "most of it" means."""

SHOWN: Final = 8
"""How many criteria of each block the figure shows; its table holds all."""

NAMED: Final = 3
_SAME: Final = 1e-9


def criterion_loss_figure(study: Study) -> Exhibit:
    """Draw the criteria that cost each block most, with what they make together."""
    notice = _without_criteria(study)
    if notice is not None:
        return notice
    losses = criterion_losses(study)
    bars = _bars(study, losses)
    phrases = "; ".join(
        study.say("criteria.few", block=block, n=few_for_most(rows), all=len(rows))
        for block, rows in losses.groupby("block_name", sort=False)
    )
    title = study.say("criteria.title", year=study.year, most=study.number(MOST, 0), phrases=phrases)
    listing = "; ".join(f"{row.block_name}, {row.area_name}: {row.text}" for row in rows_of(bars))
    alt = study.say("criteria.alt", listing=listing)
    axis, size = study.say("weakness.axis_share"), bars_size(bars)
    svg = draw("criterion-loss-figure", title, alt, lambda axes: paint_bars(axes, study, bars, axis), size=size)
    return Exhibit(
        id="criterion-loss-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=losses,
        columns=_columns(study),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=(study.say("criteria.note", shown=SHOWN),),
        rows_by="block_name",
    )


def criterion_sentences(study: Study, block: str) -> Iterator[str]:
    """Tell how few criteria of a block make most of its loss, and which cost most."""
    if not has_criteria(study):
        return
    losses = criterion_losses(study).query("block == @block")
    worst = losses[losses["points_lost"].gt(0)].head(NAMED)
    if worst.empty:
        return
    listing = (
        study.say(
            "weakness.lost_in", area=row.line, lost=study.number(row.points_lost), share=study.number(row.loss_share, 1)
        )
        for row in rows_of(worst)
    )
    yield study.say(
        "criteria.sentence",
        block=study.block_name(block),
        n=few_for_most(losses),
        all=len(losses),
        most=study.number(MOST, 0),
        listing=enumerate_words(study, listing),
    )


@once
def criterion_losses(study: Study) -> pd.DataFrame:
    """Return points lost by block and criterion, components summed into theirs, largest first.

    ``line`` is code and name; ``loss_share`` and ``loss_cumulative`` are of the block's loss, in percent.
    """
    lines = criterion_lines(study.framework)
    rows = study.scores().assign(area=lambda scores: scores["criterion"].map(lines))
    losses = points_lost(rows, rule=study.scheme.not_applicable).rename(columns={"area": "criterion"})
    known = losses[losses[["n_scored", "n_missing", "n_unknown"]].sum(axis=1).gt(0)]
    names = {code: line_name(study, code) for code in known["criterion"].unique()}
    areas = {code: study.area_name(study.framework.area_of(code)) for code in names}
    return study.in_block_order(
        known.assign(
            line=known["criterion"].map(names),
            area_name=known["criterion"].map(areas),
            block_name=known["block"].map(study.block_name),
            loss_share=100.0 * known["share"],
            loss_cumulative=100.0 * known["cumulative_share"],
        )
    )


def criterion_lines(framework: Framework) -> dict[str, str]:
    """Return for every leaf the criterion it is part of: itself, or the one its components make up."""
    return {
        leaf.code: next((code for code in framework.path(leaf.code) if framework.get(code).level == "criterion"), "")
        or framework.area_of(leaf.code)
        for leaf in framework.leaves()
    }


def has_criteria(study: Study) -> bool:
    """Tell whether scores are given below the areas."""
    rows = study.scores()
    return study.depth() == "areas" and bool(rows["criterion"].ne(rows["area"]).any())


def few_for_most(losses: pd.DataFrame) -> int:
    """Count the first rows, largest first, that make most of the loss.

    >>> few_for_most(pd.DataFrame({"loss_cumulative": [50.0, 80.0, 95.0, 100.0]}))
    2
    """
    return int(losses["loss_cumulative"].shift(fill_value=0.0).lt(MOST - _SAME).sum())


def _without_criteria(study: Study) -> Exhibit | None:
    """Return the notice for a year without criteria; it is silent where the areas above were missing already."""
    if has_criteria(study):
        return None
    notice = left_out(study, "criterion-loss-figure", "criteria.none", f"criteria.only_{study.depth()}")
    no_areas = study.depth() == "totals" or (study.depth() == "blocks" and printed_areas(study).empty)
    return silent(notice, notice.id) if no_areas else notice


def _bars(study: Study, losses: pd.DataFrame) -> pd.DataFrame:
    """Return what `paint_bars` draws: the share of the first criteria of each block."""
    first = losses.groupby("block", sort=False).head(SHOWN)
    first = first[first["points_lost"].gt(0)].reset_index(drop=True)
    text = [
        study.say("criteria.bar", share=study.number(own, 1), together=study.number(together, 1))
        for own, together in zip(first["loss_share"], first["loss_cumulative"], strict=True)
    ]
    return first.assign(area_name=first["line"], sure=first["loss_share"], reach=first["loss_share"], text=text)


def _columns(study: Study) -> tuple[Column, ...]:
    return (
        own_column(study, "criteria", "line"),
        column(study, "area_name"),
        column(study, "points_lost", "number"),
        column(study, "loss_share", "number", decimals=1),
        column(study, "loss_cumulative", "number", decimals=1),
        column(study, "rate", "number", label="block_level"),
    )
