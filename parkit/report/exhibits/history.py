"""Ranks and indices over all years on common ground, and whether a trend can be told from chance."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from parkit.analysis.rank_ledger import CAUSES
from parkit.analysis.trend import mann_kendall_p
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.bump import (
    ALL_NAMED,
    bump_heights,
    bump_size,
    merged_pairs,
    paint_bump,
    standing_out,
)
from parkit.report.exhibits.common import column, cut_off_notes, enumerate_words, missing, rows_of
from parkit.report.exhibits.compared import Compared, can_take_apart, compared, heading
from parkit.report.exhibits.course import LEAST_YEARS, Course, course, has_course, has_links
from parkit.report.exhibits.multiples import MOST_UNITS, draw_multiples, drawn_units, multiples_alt
from parkit.report.study import Study
from parkit.report.svg import draw
from parkit.report.table import Column


def rank_change_table(study: Study) -> Exhibit:
    """List what moved each unit's rank: performance, the rules, or other units in the list."""
    if not can_take_apart(study) or compared(study).ranks.empty:
        return missing(study, "rank-change-table", "change.no_parts", quiet=True)
    pair = compared(study)
    ranks = pair.ranks
    moved = int(ranks["rank_change"].ne(0).sum())
    words = {"moved": moved, "n": len(ranks), "base": pair.base, "year": study.year}
    by_rules = int(ranks["framework"].abs().ge(0.5).sum())
    title = study.say("change.ranks_title" if pair.changed else "change.ranks_title_same", rules=by_rules, **words)
    return Exhibit(
        id="rank-change-table",
        kind="table",
        title=title,
        lang=study.lang,
        data=ranks,
        columns=(
            column(study, "name"),
            column(study, "rank_0", "rank", label="rank_before"),
            column(study, "rank_1", "rank", label="rank_after"),
            column(study, "rank_change", "integer", sign=True),
            *(_places(pair, cause) for cause in CAUSES if ranks[cause].abs().ge(0.05).any()),
        ),
        source=study.source(pair.base, study.year),
        notes=(study.say("change.ranks_note"), *_cut_off_notes(study, pair.blocks)),
        rows_by="block_name",
    )


def rank_history(study: Study) -> Exhibit:
    """Draw the ranks of every unit over all years as lines, the breaks of the rules and the mergers marked."""
    if not has_course(study):
        return missing(study, "rank-history", "change.no_course", quiet=True)
    shown = course(study)
    ranks = study.in_block_order(shown.ranks, "unit", "year")
    title = study.say("change.bump_title", first=shown.years[0], year=study.year)
    alt = study.say("change.bump_alt", first=shown.years[0], year=study.year, listing="; ".join(_runs(shown)))
    notes = tuple(_bump_notes(shown))  # before the figure, which shows the mergers that are found out for them
    return Exhibit(
        id="rank-history",
        kind="figure",
        title=title,
        lang=study.lang,
        data=ranks.assign(year=ranks["year"].astype(str), block_name=ranks["block"].map(study.block_name)),
        columns=(column(study, "name"), column(study, "year"), *_index_and_rank(study)),
        alt=alt,
        svg=draw(
            "rank-history",
            title,
            alt,
            lambda *panels: _paint_bumps(panels, shown),
            size=bump_size(shown),
            panels=(len(shown.blocks), 1),
            heights=bump_heights(shown),
        ),
        source=shown.source(),
        notes=notes,
        rows_by="block_name",
    )


def index_history(study: Study) -> Exhibit:
    """Draw the index of every unit over all years, as published and linked on the criteria the years share."""
    if not has_links(study):
        return missing(study, "index-history", "change.no_links", quiet=True)
    shown = course(study)
    rows = drawn_units(shown.linked)
    words = {"first": shown.years[0], "year": study.year}
    title = study.say("change.multiples_title", **words)
    linked = shown.linked.assign(
        year=shown.linked["year"].astype(str), parts=[_parts(study, row) for row in rows_of(shown.linked)]
    )
    return Exhibit(
        id="index-history",
        kind="figure",
        title=title,
        lang=study.lang,
        data=linked.assign(coverage=100.0 * linked["coverage"]),
        columns=(
            column(study, "name"),
            column(study, "year"),
            column(study, "index", "number"),
            heading(study, "linked", "number"),
            heading(study, "coverage", "number"),
            heading(study, "parts"),
        ),
        alt=multiples_alt(shown, rows),
        svg=draw_multiples(shown, rows, title),
        source=shown.source(),
        notes=tuple(_link_notes(shown, rows)),
        rows_by="block_name",
    )


def comparable_table(study: Study) -> Exhibit:
    """List how far the rules before and after each of their changes can be compared."""
    if not has_links(study) or course(study).breaks.empty:
        return missing(study, "comparable-table", "change.no_breaks", quiet=not _rules_stayed(study))
    shown = course(study)
    rows = _coverage_rows(shown)
    least = study.number(100.0 * study.scheme.analysis.least_coverage, 0)
    return Exhibit(
        id="comparable-table",
        kind="table",
        title=study.say(
            "change.comparable_title", n=rows["step"].nunique(), steps=enumerate_words(study, _steps(rows))
        ),
        lang=study.lang,
        data=rows,
        columns=(
            heading(study, "step"),
            *(heading(study, f"n_{name}", "integer") for name in ("core", "new", "dropped")),
            heading(study, "coverage_text"),
            heading(study, "comparable_text"),
            heading(study, "published_change", "number", sign=True),
            heading(study, "core_change", "number", sign=True),
        ),
        source=shown.source(),
        notes=(study.say("change.comparable_note", least=least), *_below_notes(shown)),
        rows_by="block_name",
    )


def slope_table(study: Study) -> Exhibit:
    """List slope and exact test of every unit with three comparable years or more."""
    if not has_links(study):
        return missing(study, "slope-table", "change.no_links", quiet=True)
    shown = course(study)
    if shown.slopes.empty:
        return missing(study, "slope-table", "change.no_slopes", least=LEAST_YEARS)
    slopes = shown.slopes
    up, down = int(slopes["direction"].eq("up").sum()), int(slopes["direction"].eq("down").sum())
    return Exhibit(
        id="slope-table",
        kind="table",
        title=study.say("change.slopes_title", n=len(slopes), up=up, down=down),
        lang=study.lang,
        data=slopes.assign(
            span=[f"{row.first_year}–{row.last_year}" for row in rows_of(slopes)],
            verdict_text=[_verdict(study, row) for row in rows_of(slopes)],
        ),
        columns=(
            column(study, "name"),
            heading(study, "span"),
            heading(study, "n", "integer"),
            heading(study, "slope", "number", sign=True),
            Column("p_value", study.say("change.column_p_value"), "number", 3),
            heading(study, "verdict_text"),
        ),
        source=shown.source(),
        notes=tuple(_test_notes(shown)),
        rows_by="block_name",
    )


def _places(pair: Compared, cause: str) -> Column:
    """Return the column of a cause; under the same rules only criteria without a score move the weights."""
    name = "gaps" if cause == "framework" and not pair.changed else cause
    label = pair.study.say(f"change.column_rank_{name}")
    return Column(cause, label, "number", 1, sign=True, group=pair.study.say("change.of_which_places"))


def _index_and_rank(study: Study) -> tuple[Column, ...]:
    return column(study, "index", "number"), column(study, "rank", "rank")


def _paint_bumps(panels: tuple[Any, ...], shown: Course) -> None:
    for axes, block in zip(panels, shown.blocks, strict=True):
        paint_bump(axes, shown, block)


def _runs(shown: Course) -> Iterator[str]:
    """Return "Department: 3 → 1 → 2" for every unit."""
    for name, rows in shown.ranks.sort_values("year").groupby("unit")[["name", "year", "rank"]]:
        years = f"{rows['year'].iloc[0]}–{rows['year'].iloc[-1]}" if name else ""
        yield f"{rows['name'].iloc[0]} ({years}): " + " → ".join(str(rank) for rank in rows["rank"])


def _bump_notes(shown: Course) -> Iterator[str]:
    study = shown.study
    yield study.say("change.bump_note")
    now = shown.ranks.loc[shown.ranks["year"].eq(study.year), "block"].value_counts()
    large = [code for code in shown.blocks if now[code] > ALL_NAMED]
    for code in large:
        out = standing_out(shown.ranks[shown.ranks["block"].eq(code)])
        names = enumerate_words(study, (study.unit_name(unit) for unit in out))
        yield study.say("change.bump_some", block=study.block_name(code), units=names)
    if shown.has_criteria and merged_pairs(shown, shown.ranks["unit"].unique()):
        yield study.say("change.bump_merged", listing=_origins(shown))
    yield from _cut_off_notes(study, shown.blocks)
    yield from _lone_blocks(shown)


def _cut_off_notes(study: Study, blocks: tuple[str, ...]) -> Iterator[str]:
    """Return the notes on blocks that are not whole, of those shown."""
    notes = zip(study.cut_off(), cut_off_notes(study), strict=True)
    return (note for code, note in notes if code in blocks)


def _link_notes(shown: Course, rows: pd.DataFrame) -> Iterator[str]:
    study = shown.study
    yield study.say("change.multiples_note", year=study.year)
    if shown.origins:
        yield study.say("change.multiples_merged", listing=_origins(shown))
    yield from _unlinked_notes(shown)
    if rows["unit"].nunique() < shown.linked["unit"].nunique():
        yield study.say("change.multiples_some", n=MOST_UNITS)


def _origins(shown: Course) -> str:
    return "; ".join(f"{shown.study.unit_name(code)} {origin}" for code, origin in shown.origins.items())


def _lone_blocks(shown: Course) -> Iterator[str]:
    """Say of each block of the year that has no earlier one that its course starts here."""
    study = shown.study
    units = study.units().dropna(subset=["index"])
    for code in study.scheme.blocks:
        if code not in shown.blocks and units["block"].eq(code).any():
            before = study.data.units.in_year(study.year - 1, code)
            key = "change.course_lone" if before else "change.course_starts"
            yield study.say(key, block=study.block_name(code), year=study.year)


def _unlinked_notes(shown: Course) -> Iterator[str]:
    """Name the steps over which no line is drawn, by reason."""
    broken = shown.linked[shown.linked["segment"].gt(0) & shown.linked["reason"].ne("")]
    least = shown.study.number(100.0 * shown.study.scheme.analysis.least_coverage, 0)
    for reason, rows in broken.groupby("reason"):
        units = enumerate_words(shown.study, (f"{row.name} ({row.year})" for row in rows_of(rows)))
        yield shown.study.say(f"change.unlinked_{reason}", units=units, least=least)


def _parts(study: Study, row: Any) -> str:  # noqa: ANN401  a row of linked
    if row.kind == "own":
        return ""
    names = enumerate_words(study, (study.unit_name(code) for code in row.parts.split("; ")))
    return study.say(f"change.parts_{row.kind}", units=names)


def _rules_stayed(study: Study) -> bool:
    return has_links(study) and course(study).breaks.empty


def _coverage_rows(shown: Course) -> pd.DataFrame:
    """Return one row a block and break: criteria, coverage from the lowest to the highest unit, both changes."""
    study = shown.study
    found = shown.comparable.assign(published_change=lambda rows: rows["index_1"] - rows["index_0"])
    groups = found.groupby(["block", "before", "after"])
    frame = groups.agg(
        n_core=("n_core", "max"),
        n_new=("n_new", "max"),
        n_dropped=("n_dropped", "max"),
        lowest=("coverage", "min"),
        highest=("coverage", "max"),
        there=("comparable", "sum"),
        units=("unit", "size"),
    ).reset_index()
    changes = found[found["comparable"]].groupby(["block", "before", "after"])[["published_change", "core_change"]]
    frame = frame.join(changes.mean(), on=["block", "before", "after"])
    frame = frame.assign(
        step=[f"{row.before}–{row.after}" for row in rows_of(frame)],
        coverage_text=[_range(study, row.lowest, row.highest) for row in rows_of(frame)],
        comparable_text=[f"{int(row.there)}/{row.units}" for row in rows_of(frame)],
        block_name=frame["block"].map(study.block_name),
    )
    return study.in_block_order(frame, "after")


def _range(study: Study, low: float, high: float) -> str:
    ends = [study.number(100.0 * value, 1) for value in (low, high)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}%"


def _steps(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["step"]))


def _below_notes(shown: Course) -> Iterator[str]:
    study = shown.study
    below = shown.comparable[~shown.comparable["comparable"]]
    for after, rows in below.groupby("after"):
        units = enumerate_words(
            study,
            (f"{study.unit_name(row.unit)} ({study.number(100.0 * row.coverage, 1)}%)" for row in rows_of(rows)),
        )
        yield study.say("change.below", before=rows["before"].iloc[0], after=after, units=units)


def _verdict(study: Study, row: Any) -> str:  # noqa: ANN401  a row of slopes
    return study.say("change.trend_never" if row.reason == "never_significant" else f"change.trend_{row.direction}")


def _test_notes(shown: Course) -> Iterator[str]:
    """Say what n years can show at best, and how many units would show a trend by chance alone."""
    study, slopes = shown.study, shown.slopes
    level = study.number(100.0 * shown.significance, 0)
    yield study.say("change.slopes_note", level=level)
    for n in sorted(slopes["n"].unique()):
        least = mann_kendall_p(n * (n - 1) // 2, ties=[1] * int(n))
        if least > shown.significance:
            yield study.say("change.too_short", n=n, p=study.number(least, 3), level=level)
    able = int(slopes["reason"].eq("").sum())
    if able > 1:
        yield study.say("change.by_chance", n=able, level=level, chance=study.number(able * shown.significance, 1))
