"""The losses in sentences; every number comes from the frames that the figures and tables show."""

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from parkit.analysis.score import block_mean
from parkit.report.exhibits.common import enumerate_words, rows_of, unit_names
from parkit.report.exhibits.criteria import criterion_sentences
from parkit.report.exhibits.losses import (
    area_losses,
    gap_text,
    one_gap_an_area,
    printed_areas,
    printed_wholes,
    unknown_areas,
)
from parkit.report.study import Study

NAMED: Final = 3
"""How many areas a sentence names."""

LOW: Final = 80.0
"""An area under this level, in percent, counts as low: the upper end of the lowest group of the national index."""


def area_sentences(study: Study) -> Iterator[str]:
    """Tell, block by block, what cost most points, what lies low and what is not known."""
    for block, losses in area_losses(study).groupby("block", sort=False):
        name = study.block_name(str(block))
        yield _most_lost(study, name, losses)
        yield from criterion_sentences(study, str(block))
        levels = losses.dropna(subset=["rate"]).sort_values("rate", kind="stable")
        yield _below(study, name, [(row.area_name, row.rate) for row in rows_of(levels)], basis="_of_sums")
        yield from _unknown_losses(study, name, study.scores().query("block == @block"))


def total_sentences(study: Study) -> Iterator[str]:
    """Tell how far the units are from 100 %, and that the areas are not known."""
    units = study.units().assign(gap=lambda rows: 100.0 - rows["index"])
    means = block_mean(units).set_index("block")["mean_of_ratios"]
    for block, rows in units.groupby("block", sort=False):
        known = rows.dropna(subset=["index"]).sort_values("gap", kind="stable")
        yield _closest_and_farthest(study, study.block_name(str(block)), known)
        if len(known) > 1 and block not in study.cut_off_blocks():
            gap = study.number(100.0 - float(means[block]))
            yield study.say("weakness.totals_mean", block=study.block_name(str(block)), gap=gap)
    yield study.say("no_areas_why")


def printed_sentences(study: Study) -> Iterator[str]:
    """Tell, block by block, which printed levels lie farthest from 100 %, which contradict, which are not printed."""
    areas = printed_areas(study)
    for row in rows_of(printed_wholes(study)):
        yield study.say("weakness.whole_gap", block=row.block_name, gap=study.number(row.gap))
    for block, gaps in one_gap_an_area(areas).groupby("block", sort=False):
        yield from _printed_block(study, str(block), gaps)
    if areas.empty and not printed_wholes(study).empty:
        yield study.say("no_areas_why")


def _most_lost(study: Study, block: str, losses: pd.DataFrame) -> str:
    worst = losses[losses["points_lost"].gt(0)].head(NAMED)
    if worst.empty:
        return study.say("weakness.nothing_lost", block=block)
    listing = (
        study.say(
            "weakness.lost_in",
            area=row.area_name,
            lost=study.number(row.points_lost),
            share=study.number(row.loss_share, 1),
        )
        for row in rows_of(worst)
    )
    return study.say(
        "weakness.most_lost",
        block=block,
        listing=enumerate_words(study, listing),
        n=len(worst),
        share=study.number(float(worst["loss_share"].sum()), 1),
        total=study.number(float(losses["points_lost"].sum())),
    )


def _below(study: Study, block: str, levels: list[tuple[str, float]], *, basis: str = "") -> str:
    """Name the areas under the limit, or the lowest of them; ``levels`` come lowest first."""
    low = [pair for pair in levels if pair[1] < LOW]
    kind = "below_none" if not low else f"below{basis}" if len(low) <= NAMED else f"below_lowest{basis}"
    listing = (study.say("weakness.area_level", area=name, level=study.number(level)) for name, level in low[:NAMED])
    limit = study.number(LOW, 0)
    words = enumerate_words(study, listing)
    return study.say(f"weakness.{kind}", block=block, n=len(low), all=len(levels), limit=limit, listing=words)


def _unknown_losses(study: Study, block: str, scores: pd.DataFrame) -> Iterator[str]:
    open_rows = scores[scores["state"].eq("missing")]
    some = open_rows["unit"].isin(scores.loc[scores["state"].eq("scored"), "unit"])
    if some.any():
        missing = open_rows[some]
        most = study.number(float(missing["max_points"].sum(skipna=False)))
        yield study.say("weakness.unknown_loss", block=block, listing=_areas_with_units(study, missing), most=most)
    if not some.all():
        units = enumerate_words(study, map(study.unit_name, open_rows.loc[~some, "unit"].unique()))
        yield study.say("weakness.no_score", block=block, units=units)
    unknown = scores[scores["state"].eq("scored") & scores["max_points"].isna()]
    if len(unknown):
        yield study.say("weakness.unknown_maximum", block=block, listing=_area_names(study, unknown["area"].unique()))
    applies = scores.groupby("area", sort=False)["state"].agg(lambda states: not states.eq("not_applicable").all())
    if not applies.all():
        yield study.say("weakness.not_applicable", block=block, listing=_area_names(study, applies[~applies].index))


def _areas_with_units(study: Study, rows: pd.DataFrame) -> str:
    named = rows.assign(name=rows["unit"].map(study.unit_name)).drop_duplicates(["area", "unit"])
    listing = (
        study.say("weakness.area_unit", area=study.area_name(str(area)), units=unit_names(members, study))
        for area, members in named.groupby("area", sort=False)
    )
    return enumerate_words(study, listing)


def _area_names(study: Study, codes: Iterable[str]) -> str:
    return enumerate_words(study, [study.area_name(code) for code in codes])


def _closest_and_farthest(study: Study, block: str, known: pd.DataFrame) -> str:
    if len(known) < 2:
        kind = "totals_one" if len(known) else "totals_none"
        low = study.number(float(known["gap"].sum()))
        return study.say(f"weakness.{kind}", block=block, units=unit_names(known, study), low=low)
    low, high = known["gap"].iloc[0], known["gap"].iloc[-1]
    return study.say(
        "weakness.totals",
        block=block,
        n=len(known),
        closest=unit_names(known[known["gap"].eq(low)], study),
        low=study.number(low),
        farthest=unit_names(known[known["gap"].eq(high)], study),
        high=study.number(high),
    )


def _printed_block(study: Study, block: str, gaps: pd.DataFrame) -> Iterator[str]:
    name = study.block_name(block)
    listing = (
        study.say("weakness.gap_in", area=row.area_name, gap=gap_text(study, row)) for row in rows_of(gaps.head(NAMED))
    )
    yield study.say("weakness.largest_gaps", block=name, listing=enumerate_words(study, listing))
    yield _below(study, name, [(row.area_name, 100.0 - row.large) for row in rows_of(gaps)])
    for row in rows_of(gaps[gaps["contradicted"]]):
        bases = {
            f"basis_{end}": study.say(f"weakness.basis_{getattr(row, f'base_{end}')}") for end in ("small", "large")
        }
        ends = {"small": study.number(row.small), "large": study.number(row.large)}
        yield study.say("weakness.contradiction", block=name, area=row.area_name, **bases, **ends)
    unknown = unknown_areas(study, block)
    if unknown:
        yield study.say("weakness.unknown_areas", block=name, listing=_area_names(study, unknown))
