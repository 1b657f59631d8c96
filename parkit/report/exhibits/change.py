"""Why did the index change? Each block's change from cause to cause, by area and by criterion."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from parkit.analysis.ledger import EFFECTS
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.change_text import effects_in_words, value
from parkit.report.exhibits.common import missing, rows_of
from parkit.report.exhibits.compared import (
    UNIT_SET,
    Compared,
    can_compare,
    can_take_apart,
    compared,
    heading,
    shown_effects,
)
from parkit.report.exhibits.waterfall import STEPS, paint_waterfall, waterfall_size, waterfall_steps
from parkit.report.study import Study
from parkit.report.svg import draw

MOST_CRITERIA: Final = 8
"""So many criteria of each block are listed, those with the largest effects."""

_TOGETHER: Final = ("performance", "rules", "gaps", "unit_set")


def change_figure(study: Study) -> Exhibit:
    """Draw each block's mean from the earlier year through every cause to the year."""
    if not can_take_apart(study):
        return without_parts(study, "change-figure")
    pair = compared(study)
    steps = waterfall_steps(pair)
    years = {"base": pair.base, "year": study.year}
    phrases = "; ".join(_phrases(pair, "change.figure_block", _TOGETHER))
    title = study.say("change.figure_title", **years, blocks=phrases)
    alt = study.say("change.figure_alt", **years, listing=". ".join(_phrases(pair, "change.figure_alt_block")))
    return Exhibit(
        id="change-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=steps,
        columns=(heading(study, "label"), heading(study, "text", label="value")),
        alt=alt,
        svg=draw(
            "change-figure",
            title,
            alt,
            lambda *panels: _paint(panels, pair, steps),
            size=waterfall_size(steps),
            panels=(len(pair.blocks), 1),
            heights=[float(steps["block"].eq(block).sum()) for block in pair.blocks],
        ),
        source=study.source(pair.base, study.year),
        notes=pair_notes(pair),
        rows_by="block_name",
    )


def change_areas(study: Study) -> Exhibit:
    """List the effects on each block's mean by area, with the units' coming and going, and their sum."""
    if not can_take_apart(study):
        return without_parts(study, "change-areas")
    pair = compared(study)
    rows = area_effects(pair)
    effects = shown_effects(study, rows, (*EFFECTS, "unit_set"))
    return Exhibit(
        id="change-areas",
        kind="table",
        title=study.say("change.areas_title", base=pair.base, year=study.year),
        lang=study.lang,
        data=rows,
        columns=(
            heading(study, "area_name", label="area"),
            *(heading(study, name, "number", sign=True) for name in effects),
            heading(study, "effect", "number", sign=True),
        ),
        source=study.source(pair.base, study.year),
        notes=(*([study.say("change.areas_note")] if pair.changed else []), *pair_notes(pair)),
        rows_by="block_name",
    )


def change_criteria(study: Study) -> Exhibit:
    """List the criteria that moved each block's mean most."""
    if not can_take_apart(study):
        return without_parts(study, "change-criteria")
    pair = compared(study)
    listed = pair.block_rows[pair.block_rows["criterion"].ne("")]
    return Exhibit(
        id="change-criteria",
        kind="table",
        title=study.say("change.criteria_title", base=pair.base, year=study.year),
        lang=study.lang,
        data=criterion_effects(pair),
        columns=(
            heading(study, "code"),
            heading(study, "line_name", label="criterion"),
            heading(study, "effect", "number", sign=True),
            heading(study, "cause"),
            heading(study, "area_name", label="area"),
        ),
        source=study.source(pair.base, study.year),
        notes=(
            study.say(
                "change.criteria_note",
                n=MOST_CRITERIA,
                all=listed["criterion"].nunique(),
                base=pair.base,
                year=study.year,
            ),
        ),
        rows_by="block_name",
    )


def area_effects(pair: Compared) -> pd.DataFrame:
    """Return the effects on each block's mean by area, largest first, then of the set of units, then their sum."""
    rows = pair.block_rows.assign(unit_set=pair.block_rows[list(UNIT_SET)].sum(axis=1))
    names = [*EFFECTS, "unit_set", "effect"]
    sums = rows.groupby(["block", "area"])[names].sum().reset_index()
    whole = sums.groupby("block")[names].sum().reset_index().assign(area="+")
    sets = sums["area"].eq("")
    kept = sums[~sets | sums["unit_set"].abs().ge(0.5 * 10.0**-pair.study.scheme.decimals)]
    frame = pd.concat([kept, whole], ignore_index=True)
    place = frame["area"].map({"": 1, "+": 2}).fillna(0)
    named = frame.assign(place=place, size=-frame["effect"].abs(), area_name=_area_names(pair, frame["area"]))
    ordered = pair.study.in_block_order(named, "place", "size", "area")
    return ordered.assign(block_name=ordered["block"].map(pair.block_name))


def criterion_effects(pair: Compared, most: int = MOST_CRITERIA) -> pd.DataFrame:
    """Return the ``most`` criteria of each block with the largest effects, and the part of it that is largest."""
    rows = pair.block_rows[pair.block_rows["criterion"].ne("")]
    ordered = pair.study.in_block_order(rows.assign(size=-rows["effect"].abs()), "size", "criterion")
    top = ordered.groupby("block", sort=False).head(most).reset_index(drop=True)
    causes = top[list(EFFECTS)].abs().idxmax(axis=1)
    return top.assign(
        code=top["criterion"].str.partition("@")[0],
        line_name=top["criterion"].map(pair.line_name),
        area_name=top["area"].map(pair.line_name),
        cause=[pair.study.say(f"change.effect_{cause}") for cause in causes],
        block_name=top["block"].map(pair.block_name),
    )


def pair_notes(pair: Compared) -> tuple[str, ...]:
    """Return what a reader of a ledger must know: rounding, and blocks compared over some units only."""
    study = pair.study
    rounding = study.say("change.rounding", step=study.number(10.0**-study.scheme.decimals))
    partial = (study.block_name(code) for code in pair.blocks if code in pair.partial)
    return (rounding, *(study.say("change.partial", block=name) for name in partial))


def without_parts(study: Study, exhibit_id: str) -> Exhibit:
    """Return the notice that a change cannot be taken apart; the findings above say why."""
    return missing(study, exhibit_id, "change.no_parts", quiet=True)


def why_without_parts(study: Study) -> str:
    """Say in one sentence what the report leaves out, and why; empty where it leaves out nothing."""
    if can_take_apart(study):
        return ""
    if can_compare(study):
        return study.say("change.totals_note")
    return study.say("change.no_parts_blocks" if study.depth() == "blocks" else "change.no_parts_one_year")


def _paint(panels: tuple[Any, ...], pair: Compared, steps: pd.DataFrame) -> None:
    for axes, block in zip(panels, pair.blocks, strict=True):
        paint_waterfall(axes, pair, steps[steps["block"].eq(block)], last=block == pair.blocks[-1])


def _phrases(pair: Compared, key: str, names: tuple[str, ...] = STEPS) -> Iterator[str]:
    """Return one phrase a block: its change and the parts that are not 0."""
    study = pair.study
    for row in rows_of(pair.block_sums):
        yield study.say(
            key,
            block=row.block_name,
            change=value(study, row.change),
            before=study.number(row.mean_0),
            after=study.number(row.mean_1),
            parts=", ".join(effects_in_words(study, row, names)),
        )


def _area_names(pair: Compared, areas: "pd.Series[str]") -> list[str]:
    words = {"": pair.study.say("change.effect_unit_set"), "+": pair.study.say("change.effect_sum")}
    return [words.get(area) or pair.line_name(area) for area in areas]
