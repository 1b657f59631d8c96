"""Can the scores be trusted? Self against appraised, criteria at the ceiling, round points, and whether they agree."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from parkit.analysis.influence import influence
from parkit.analysis.integrity import ceiling, self_minus_appraised
from parkit.analysis.reliability import item_rest
from parkit.report import colour
from parkit.report.data import measures_of
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    enumerate_words,
    head_block,
    left_out,
    line_name,
    own_column,
    rows_of,
    sentences,
    without_areas,
    wrapped,
)
from parkit.report.exhibits.memo import once
from parkit.report.exhibits.scoring import ROUND_STEP, agreement, round_scores
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN: Final = 12
"""How many units of each block the figure shows; its table holds all."""

SURE: Final = 3.0
"""So many standard errors above chance count as heaped."""

ALPHA_LIMITS: Final = (0.5, 0.7)
NAMED: Final = 3


def integrity_findings(study: Study) -> Exhibit:
    """Say shortly, block by block, what speaks for and against the scores, and how to read it."""
    if study.depth() != "areas":
        return without_areas(study, "integrity-findings")
    found = [
        text
        for tell in (_self_sentences, _ceiling_sentences, _round_sentences, _agreement_sentences)
        for text in tell(study)
    ]
    notes = tuple(study.say(f"integrity.read_{name}") for name in ("self", "ceiling", "round", "agreement"))
    kept = notes if has_self(study) else notes[1:]
    return sentences(study, "integrity-findings", study.say("integrity.title", year=study.year), found, kept)


def self_figure(study: Study) -> Exhibit:
    """Draw for every unit how far its own scores lie above the appraised ones, with the limits of agreement."""
    if not has_self(study):
        known = study.depth() == "areas"
        reason = ("integrity.no_self", "integrity.no_self_why")
        return left_out(study, "self-figure", *reason) if known else without_areas(study, "self-figure")
    units = unit_biases(study)
    shown = units.groupby("block", sort=False).head(SHOWN).reset_index(drop=True)
    title = _self_title(study, units)
    listing = "; ".join(f"{row.name} {study.number(row.bias, sign=True)}" for row in rows_of(shown))
    alt = study.say("integrity.self_alt", listing=listing)
    size = rows_size(len(shown) + shown["block"].nunique(), lines=wrapped(shown["name"])[1], extra=0.9)
    svg = draw("self-figure", title, alt, lambda axes: _paint_self(axes, study, shown), size=size)
    return Exhibit(
        id="self-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=units,
        columns=_self_columns(study),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=(study.say("integrity.self_note", shown=SHOWN),),
        rows_by="block_name",
    )


def integrity_table(study: Study) -> Exhibit:
    """List every criterion with what tells whether it separates units and goes with the rest."""
    if study.depth() != "areas":
        return without_areas(study, "integrity-table")
    rows = criterion_facts(study)
    return Exhibit(
        id="integrity-table",
        kind="table",
        title=study.say("integrity.table", year=study.year),
        lang=study.lang,
        data=rows,
        columns=_fact_columns(study, rows),
        source=study.source(),
        notes=(study.say("integrity.table_note"),),
        rows_by="block_name",
        folded=True,
    )


def has_self(study: Study) -> bool:
    """Tell whether some criterion has both a self-score and an appraised one."""
    return study.depth() == "areas" and not unit_biases(study).empty


@once
def unit_biases(study: Study) -> pd.DataFrame:
    """Return self minus appraised of every unit, in percent of the criteria's maxima, the largest first."""
    found = self_minus_appraised(both_scores(study), by=("unit",), scale="rate")
    named = found.assign(
        name=found["unit"].map(study.unit_name), block_name=found["block"].map(study.block_name), down=-found["bias"]
    )
    return study.in_block_order(named, "down", "unit")


@once
def criterion_facts(study: Study) -> pd.DataFrame:
    """Return for every criterion how many are at its maximum, how it goes with the rest, and what it decides."""
    keys = ["block", "area", "criterion"]
    scores = study.scores()
    weights = influence(scores, by=("area", "criterion"), rule=study.scheme.not_applicable)
    rest = item_rest(scores)[[*keys, "item_rest"]]
    bias = self_minus_appraised(both_scores(study), by=("criterion",), scale="rate")[["block", "criterion", "bias"]]
    rows = ceiling(scores).merge(rest, how="left", on=keys).merge(bias, how="left", on=["block", "criterion"])
    rows = rows.merge(weights[[*keys, "nominal_weight", "covariance_share"]], how="left", on=keys)
    names = {code: line_name(study, code) for code in rows["criterion"].unique()}
    lines = {line.code: place for place, line in enumerate(study.framework)}
    percent = {name: 100.0 * rows[name] for name in ("share_at_maximum", "nominal_weight", "covariance_share")}
    named = rows.assign(
        block_name=rows["block"].map(study.block_name),
        line=rows["criterion"].map(names),
        place=rows["criterion"].map(lines),
        **percent,
    )
    return study.in_block_order(named, "place")


def both_scores(study: Study) -> pd.DataFrame:
    """Return the rows of the year with self-scores beside appraised ones, measures left out."""
    rows = study.data.scores[study.data.scores["year"].eq(study.year)]
    return rows[~rows["criterion"].isin(measures_of(study.data, study.year))]


def _self_sentences(study: Study) -> Iterator[str]:
    if not has_self(study):
        return
    bias = self_minus_appraised(both_scores(study), by=(), scale="rate").set_index("block")["bias"].to_dict()
    for block, rows in unit_biases(study).groupby("block", sort=False):
        most = rows.sort_values("points_cut", ascending=False, kind="stable").iloc[0]
        sums = {"n": int(rows["points_cut"].gt(0).sum()), "all": len(rows)}
        if most["points_cut"] <= 0:
            yield study.say("integrity.self_none", block=study.block_name(str(block)), **sums)
            continue
        yield study.say(
            "integrity.self",
            block=study.block_name(str(block)),
            bias=study.number(bias[block]),
            unit=most["name"],
            cut=study.number(float(most["points_cut"])),
            lowered=int(most["n_lowered"]),
            pairs=int(most["n"]),
            **sums,
        )


def _ceiling_sentences(study: Study) -> Iterator[str]:
    facts = criterion_facts(study)
    for block, rows in facts[facts["n"].gt(1)].groupby("block", sort=False):
        full = rows[rows["share_at_maximum"].ge(100.0 - 1e-9)]
        name = study.block_name(str(block))
        if full.empty:
            yield study.say("integrity.no_ceiling", block=name, all=len(rows))
            continue
        listing = enumerate_words(study, full["line"].head(NAMED))
        weight = study.number(float(full["nominal_weight"].sum()), 1)
        kind = "ceiling_some" if len(full) > NAMED else "ceiling"
        yield study.say(f"integrity.{kind}", block=name, n=len(full), all=len(rows), weight=weight, listing=listing)


def _round_sentences(study: Study) -> Iterator[str]:
    """Judge round points only where the rules allow others: not where a criterion's own step is as coarse."""
    for row in rows_of(round_scores(study)):
        kind = "round" if row.z > SURE else "not_round"
        yield study.say(
            f"integrity.{kind}",
            block=study.block_name(row.block),
            n=study.number(row.n_free, 0),
            step=study.number(ROUND_STEP, 2),
            share=study.number(row.on_step, 1),
            chance=study.number(row.by_chance, 1),
        )


def _agreement_sentences(study: Study) -> Iterator[str]:
    facts = criterion_facts(study)
    for row in rows_of(agreement(study)):
        if math.isnan(row.alpha):
            yield study.say("integrity.no_alpha", block=study.block_name(row.block))
            continue
        own = facts[facts["block"].eq(row.block) & facts["item_rest"].lt(row.limit)]
        degree = ("low", "middle", "high")[int(np.searchsorted(ALPHA_LIMITS, row.alpha, side="right"))]
        yield study.say(
            f"integrity.alpha_{degree}",
            block=study.block_name(row.block),
            alpha=study.number(row.alpha, 2),
            units=row.n_units,
            criteria=row.n_criteria,
            against=_against(study, own, row.limit),
        )


def _against(study: Study, own: pd.DataFrame, limit: float) -> str:
    if own.empty:
        return study.say("integrity.against_none")
    listing = enumerate_words(study, own["line"].head(NAMED))
    kind = "against_some" if len(own) > NAMED else "against"
    return study.say(f"integrity.{kind}", n=len(own), limit=study.number(limit, 2), listing=listing)


def _self_title(study: Study, units: pd.DataFrame) -> str:
    phrases = (
        study.say(
            "integrity.self_phrase",
            block=rows["block_name"].iloc[0],
            unit=rows["name"].iloc[0],
            bias=study.number(rows["bias"].iloc[0], sign=True),
        )
        for _, rows in units.groupby("block", sort=False)
    )
    return study.say("integrity.self_title", year=study.year, phrases="; ".join(phrases))


def _paint_self(axes: "Axes", study: Study, units: pd.DataFrame) -> None:
    """Draw a dot a unit with its limits as a thin line, under each block's name, and the line of no difference."""
    placed = units.assign(y=units["block"].ne(units["block"].shift()).cumsum() + np.arange(len(units)))
    axes.axvline(0, color=colour.INK, linewidth=1, zorder=0)
    axes.hlines(placed["y"], placed["limit_low"], placed["limit_high"], color=colour.CONTEXT, linewidth=2)
    axes.plot(placed["bias"], placed["y"], "o", color=colour.SERIES[0])
    for row in rows_of(placed):
        text = study.number(row.bias, sign=True)
        axes.text(1.02, row.y, text, transform=axes.get_yaxis_transform(), va="center")
    for _, rows in placed.groupby("block", sort=False):
        head_block(axes, rows["y"].min() - 0.95, rows["block_name"].iloc[0])
    axes.set_yticks(placed["y"], wrapped(placed["name"])[0])
    axes.set(xlabel=study.say("integrity.self_axis"), ylabel="", ylim=(placed["y"].max() + 0.7, -0.7))
    number_ticks(axes.xaxis, study.lang, sign=True)


def _self_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "name"),
        *(own_column(study, "integrity", name, "number", sign=True) for name in ("bias", "limit_low", "limit_high")),
        own_column(study, "integrity", "points_cut", "number", sign=True),
        *(own_column(study, "integrity", name, "integer") for name in ("n", "n_lowered", "n_raised")),
    )


def _fact_columns(study: Study, rows: pd.DataFrame) -> tuple[Any, ...]:
    bias = [own_column(study, "integrity", "bias", "number", sign=True)] if rows["bias"].notna().any() else []
    one = {"decimals": 1}
    return (
        own_column(study, "integrity", "line"),
        own_column(study, "integrity", "share_at_maximum", "number", **one),
        own_column(study, "integrity", "mean_rate", "number", **one),
        own_column(study, "integrity", "item_rest", "number", decimals=2, sign=True),
        own_column(study, "integrity", "nominal_weight", "number", **one),
        own_column(study, "integrity", "covariance_share", "number", sign=True, **one),
        *bias,
    )
