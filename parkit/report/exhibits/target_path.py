"""The few criteria that would bring a unit to the next group, or level with the unit ahead of it."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from parkit.analysis.target import band_targets, rank_targets, target_paths
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    enumerate_words,
    left_out,
    line_name,
    lower_first,
    own_column,
    rows_of,
    sentences,
    silent,
    without_areas,
)
from parkit.report.exhibits.memo import once
from parkit.report.study import Study

NAMED: Final = 3
"""How many units a sentence names, and how many criteria the table of units."""

IN_WORDS: Final = 4
"""Up to this a number of criteria is written as a word."""


def target_findings(study: Study) -> Exhibit:
    """Say for how many units a few criteria are enough, and name the shortest ways."""
    notice = _without_paths(study)
    if notice is not None:
        return notice
    found = [
        text
        for block, rows in unit_goals(study).groupby("block", sort=False)
        for text in _of_block(study, str(block), rows)
    ]
    title = study.say(f"target.title_{_lines(study)}", year=study.year)
    return sentences(study, "target-findings", title, found, _notes(study))


def target_table(study: Study) -> Exhibit:
    """List for every unit its goal, the points it lacks, and the criteria that would bring them."""
    notice = _without_paths(study)
    if notice is not None:
        return silent(notice, "target-table")
    goals = unit_goals(study)
    return Exhibit(
        id="target-table",
        kind="table",
        title=study.say("target.table", year=study.year),
        lang=study.lang,
        data=goals,
        columns=(
            column(study, "name"),
            column(study, "index", "number"),
            own_column(study, "target", "goal"),
            own_column(study, "target", "needed", "number"),
            own_column(study, "target", "n_lines", "integer"),
            own_column(study, "target", "way"),
        ),
        source=study.source(),
        rows_by="block_name",
        folded=True,
    )


def target_step_table(study: Study) -> Exhibit:
    """List every step of every unit's way: points now, the best of the block, points to reach."""
    notice = _without_paths(study)
    if notice is not None:
        return silent(notice, "target-step-table")
    steps = way_steps(study).query("order > 0")
    if steps.empty:
        return silent(left_out(study, "target-step-table", "target.none", "target.no_way"), "target-step-table")
    return Exhibit(
        id="target-step-table",
        kind="table",
        title=study.say("target.step_table", year=study.year),
        lang=study.lang,
        data=steps,
        columns=(
            own_column(study, "target", "line"),
            *(own_column(study, "target", name, "number") for name in ("points", "level")),
            own_column(study, "target", "gain", "number", sign=True),
            *(own_column(study, "target", name, "number") for name in ("best", "max_points", "index_after")),
        ),
        source=study.source(),
        rows_by="heading",
        folded=True,
    )


@once
def way_steps(study: Study) -> pd.DataFrame:
    """Return the smallest set of criteria of every unit, a row a step, with names; order 0 where there is none."""
    goals = _goals(study)
    steps = {line.code: line.step for line in study.framework.leaves() if line.step}
    found = target_paths(
        study.scores(),
        goals,
        step=study.scheme.analysis.step,
        steps=steps,
        decimals=max(study.scheme.decimals, 2),
        rule=study.scheme.not_applicable,
    )
    names = {code: line_name(study, code) if code else "" for code in found["criterion"].unique()}
    heads = {row.unit: _heading(study, row) for row in rows_of(goals)}
    return found.assign(line=found["criterion"].map(names), heading=found["unit"].map(heads))


@once
def unit_goals(study: Study) -> pd.DataFrame:
    """Return every unit with a goal, in rank order: the points it lacks, and which criteria bring them (``way``)."""
    units = {str(unit): rows for unit, rows in way_steps(study).groupby("unit", sort=False)}
    goals = _goals(study)
    ways = [units[unit] for unit in goals["unit"]]
    reason = pd.Series([rows["reason"].iloc[0] for rows in ways], index=goals.index, dtype="str")
    counts = pd.Series([rows["order"].max() for rows in ways], index=goals.index, dtype=float)
    way = [_way(study, rows) for rows in ways]
    return goals.assign(reason=reason, n_lines=counts.where(reason.eq("")), way=way)


@once
def _goals(study: Study) -> pd.DataFrame:
    """Give every unit the next group as its goal, those in the highest or without groups the rank ahead."""
    units = study.units()
    decimals = study.scheme.decimals if study.scheme.ranks_use == "printed" else None
    known = units[units["index"].notna()].reset_index(drop=True)
    band = band_targets(known, study.scheme.bands, decimals=decimals)["target"]
    target = band.where(band.notna(), _ranks_ahead(known[band.isna()], known, decimals))
    goal = [_goal(study, known, *pair) for pair in zip(rows_of(known), band, strict=True)]
    goals = known.assign(target=target, goal=goal, by_band=band.notna())
    goals = goals.assign(needed=goals["target"] / 100.0 * goals["max_points"] - goals["points"])
    return goals.loc[goals["target"].notna(), list(_GOAL)].reset_index(drop=True)


_GOAL: Final = (
    *("scheme", "year", "block", "unit", "block_name", "name", "rank", "index", "target", "goal", "by_band", "needed"),
)


def _ranks_ahead(asked: pd.DataFrame, units: pd.DataFrame, decimals: int | None) -> "pd.Series[float]":
    """Return the index at which a unit would share the rank of the one ahead; NaN for the first."""
    ahead = units.groupby("block")["rank"].rank(method="min").sub(1).reindex(asked.index).astype(int)
    found = pd.Series(float("nan"), index=asked.index)
    for place in sorted(set(ahead) - {0}):
        limits = rank_targets(units, rank=place, decimals=decimals).set_index("unit")["target"]
        found = found.mask(ahead.eq(place), asked["unit"].map(limits))
    return found


def _goal(study: Study, units: pd.DataFrame, row: Any, begins: float) -> str:  # noqa: ANN401  a row of units
    if pd.isna(begins):
        better = units.loc[units["block"].eq(row.block) & units["rank"].lt(row.rank), "rank"]
        return study.say("target.goal_rank", rank=int(better.max())) if len(better) else ""
    above = [band for band in study.scheme.bands_in(study.year, row.block) if band.at_least > row.index]
    label = above[-1].label.get(study.lang)
    # Where groups are called groups, the word must not stand twice.
    if label.casefold().startswith(study.say("target.group")):
        return lower_first(label) if study.lang == "vi" else label
    return study.say("target.goal_band", band=label)


def _heading(study: Study, row: Any) -> str:  # noqa: ANN401  a row of the goals
    words = {"unit": row.name, "index": study.number(row.index), "goal": row.goal, "needed": study.number(row.needed)}
    return study.say("target.heading", **words)


def _without_paths(study: Study) -> Exhibit | None:
    if study.depth() != "areas":
        return without_areas(study, "target-findings")
    if _goals(study).empty:
        return left_out(study, "target-findings", "target.none", "target.no_way")
    return None


def _of_block(study: Study, block: str, goals: pd.DataFrame) -> Iterator[str]:
    name = study.block_name(block)
    ahead = "rank" if study.scheme.bands_in(study.year, block) else "next"
    for kind, chosen in (("band", goals["by_band"]), (ahead, ~goals["by_band"])):
        if chosen.any():
            few = int(goals.loc[chosen, "n_lines"].le(NAMED).sum())
            lines = study.say(f"target.some_{_lines(study)}")
            yield study.say(f"target.count_{kind}", block=name, n=int(chosen.sum()), few=few, limit=NAMED, lines=lines)
    aimed = goals[goals["by_band"]] if goals["by_band"].any() else goals
    ordered = aimed[aimed["n_lines"].notna()].sort_values(["n_lines", "needed"], kind="stable")
    few_lines = ordered[ordered["n_lines"].le(IN_WORDS)]
    for row in rows_of(few_lines.head(NAMED) if len(few_lines) else ordered.head(1)):
        yield _enough(study, row)
    yield from _out_of_reach(study, name, goals[goals["reason"].eq("out_of_reach")])


def number_of_lines(study: Study, number: int) -> str:
    """Return "two criteria": small numbers in words."""
    count = study.say(f"target.number_{number}") if number <= IN_WORDS else str(number)
    return study.say(f"target.{'one' if number == 1 else 'many'}_{_lines(study)}", n=count)


def _enough(study: Study, row: Any) -> str:  # noqa: ANN401  a row of unit_goals
    number = int(row.n_lines)
    lines = number_of_lines(study, number)
    kind = "one" if number == 1 else "many"
    words = {"unit": row.name, "index": study.number(row.index), "goal": row.goal, "lines": lines}
    return study.say(f"target.enough_{kind}" if number <= IN_WORDS else "target.nearest", listing=row.way, **words)


def _out_of_reach(study: Study, block: str, rows: pd.DataFrame) -> Iterator[str]:
    if len(rows):
        listing = enumerate_words(study, rows["name"].head(NAMED))
        kind = "out_of_reach_some" if len(rows) > NAMED else "out_of_reach"
        yield study.say(f"target.{kind}", block=block, n=len(rows), listing=listing)


def _way(study: Study, steps: pd.DataFrame) -> str:
    """Return the criteria of a unit's way, the largest gains first, with the points each must bring."""
    reason = steps["reason"].iloc[0]
    if reason:
        return study.say(f"target.reason_{reason}", highest=study.number(steps["index_after"].iloc[0]))
    parts = [
        study.say("target.step", line=step.line, gain=study.number(step.gain, sign=True))
        for step in rows_of(steps[["line", "gain"]].head(NAMED))
    ]
    more = len(steps) - len(parts)
    return study.say("target.more", listing="; ".join(parts), n=more) if more else enumerate_words(study, parts)


def _lines(study: Study) -> str:
    """Tell whether the smallest things scored are areas or criteria."""
    rows = study.scores()
    return "areas" if rows["criterion"].eq(rows["area"]).all() else "criteria"


def _notes(study: Study) -> tuple[str, ...]:
    step = study.number(study.scheme.analysis.step, 2)
    unknown = () if study.scheme.weights_known else (study.say("target.weights_unknown"),)
    return (study.say("target.note", step=step), *unknown)
