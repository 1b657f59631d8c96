"""Which weaknesses last, which are new, which get worse? The same criteria over the years, for blocks and for units."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from parkit.analysis.persistence import Thresholds, weaknesses_over_years
from parkit.analysis.successors import series_members
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    enumerate_words,
    left_out,
    line_name,
    own_column,
    rows_of,
    sentences,
    silent,
    without_areas,
)
from parkit.report.exhibits.memo import once
from parkit.report.study import Study
from parkit.report.years import crosswalk, register, scored_years

NAMED: Final = 5
ORDER: Final = ("persistent", "continuing", "new", "first_seen", "worsening")
"""The sections of the tables; the last one holds what gets worse without being weak yet."""


def lasting_findings(study: Study) -> Exhibit:
    """Count and name, block by block, the weaknesses that last, are new or get worse."""
    notice = _without_years(study)
    if notice is not None:
        return notice
    blocks, units = block_history(study), unit_history(study)
    found = [
        text
        for block, rows in blocks.groupby("block", sort=False)
        for text in (*_of_block(study, str(block), rows), *_of_units(study, units[units["block"].eq(block)]))
    ]
    title = study.say("lasting.title", year=study.year)
    return sentences(study, "lasting-findings", title, found, (_thresholds_note(study), *_comparable(study, blocks)))


def lasting_table(study: Study) -> Exhibit:
    """List the weaknesses of each block as a whole under what they are: lasting, new, getting worse."""
    notice = _without_years(study)
    if notice is not None:
        return silent(notice, "lasting-table")
    rows = _sections(study, block_history(study))
    if rows.empty:
        return left_out(study, "lasting-table", "lasting.nothing", "lasting.nothing_why")
    return _listed(study, "lasting-table", "lasting.table", rows)


def lasting_unit_table(study: Study) -> Exhibit:
    """List every unit's own weaknesses that last, are new or get worse while weak."""
    notice = _without_years(study)
    if notice is not None:
        return silent(notice, "lasting-unit-table")
    history = unit_history(study)
    rows = _sections(study, history[history["weak"] & history["status"].ne("first_seen")])
    if rows.empty:
        return left_out(study, "lasting-unit-table", "lasting.no_units", "lasting.no_units_why")
    names = own_column(study, "lasting", "unit_name")
    return _listed(study, "lasting-unit-table", "lasting.unit_table", rows, names)


@once
def block_history(study: Study) -> pd.DataFrame:
    """Return every criterion of each block as a whole with its past, as `weaknesses_over_years` gives it."""
    return _history(study, by=())


@once
def unit_history(study: Study) -> pd.DataFrame:
    """Return every criterion of each unit of the year with its past; a merged unit has that of its pooled parts."""
    history = _history(study, by=("unit",))
    known = history[history["unit"].isin(study.units()["unit"])]
    return known.assign(unit_name=known["unit"].map(study.unit_name))


def years_with_criteria(study: Study) -> tuple[int, ...]:
    """Return the years up to the study's own whose scores go below the whole index."""
    return tuple(year for year in scored_years(study.data, until=study.year) if study.depth(year) == "areas")


def _history(study: Study, *, by: Sequence[str]) -> pd.DataFrame:
    options, years = study.scheme.analysis, years_with_criteria(study)
    found = weaknesses_over_years(
        pd.concat([study.scores(year) for year in years], ignore_index=True),
        year=study.year,
        by=by,
        rule=study.scheme.not_applicable,
        crosswalk=crosswalk(study.data),
        series=series_members(register(study.data), years=years) if by else None,
        thresholds=Thresholds(
            weak_below=options.weak_below,
            persistent_years=options.persistent_years,
            worsening_by=options.worsening_by,
        ),
    )
    return study.in_block_order(found.assign(block_name=found["block"].map(study.block_name)))


def _without_years(study: Study) -> Exhibit | None:
    if study.depth() != "areas":
        return without_areas(study, "lasting-findings")
    if len(years_with_criteria(study)) < 2:
        return left_out(study, "lasting-findings", "lasting.none", "lasting.one_year")
    return None


def _of_block(study: Study, block: str, rows: pd.DataFrame) -> Iterator[str]:
    """Tell of a block as a whole what lasts by name, and count the rest."""
    name, weak = study.block_name(block), rows[rows["weak"]]
    limit = study.number(study.scheme.analysis.weak_below, 0)
    if rows["n_years"].le(1).all():
        yield study.say("lasting.first_year", block=name, n=len(weak), limit=limit)
        return
    lasting = weak[weak["status"].eq("persistent")].sort_values("points_lost", ascending=False, kind="stable")
    if lasting.empty:
        yield study.say("lasting.block_none", block=name, years=study.scheme.analysis.persistent_years)
    else:
        kind = "block_lasting_some" if len(lasting) > NAMED else "block_lasting"
        listing = enumerate_words(study, (_named(study, row) for row in rows_of(lasting.head(NAMED))))
        years = study.scheme.analysis.persistent_years
        yield study.say(f"lasting.{kind}", block=name, n=len(lasting), years=years, listing=listing)
    counts = {status: int(weak["status"].eq(status).sum()) for status in ("continuing", "new", "first_seen")}
    others = [study.say(f"lasting.count_{status}", n=count) for status, count in counts.items() if count]
    if rows["worsening"].any():
        mild = int((rows["worsening"] & ~rows["weak"]).sum())
        others.append(study.say("lasting.count_worsening", n=int(rows["worsening"].sum()), mild=mild))
    if others:
        yield study.say("lasting.block_others", block=name, listing=enumerate_words(study, others))


def _of_units(study: Study, rows: pd.DataFrame) -> Iterator[str]:
    """Count the weaknesses of the units one by one, and name the unit with most lasting ones."""
    weak = rows[rows["weak"]]
    lasting, new = (weak[weak["status"].eq(status)] for status in ("persistent", "new"))
    if rows["n_years"].le(1).all() or (lasting.empty and new.empty):
        return
    name = rows["block_name"].iloc[0]
    words = {"n": len(lasting), "units": lasting["unit"].nunique(), "new": len(new), "new_units": new["unit"].nunique()}
    if lasting.empty:
        yield study.say("lasting.units_new", block=name, new=words["new"], new_units=words["new_units"])
        return
    counts = lasting["unit_name"].value_counts()
    most = enumerate_words(study, sorted(counts[counts.eq(counts.max())].index)[:NAMED])
    yield study.say("lasting.units", block=name, most=most, most_n=int(counts.max()), **words)


def _named(study: Study, row: Any) -> str:  # noqa: ANN401  a row of block_history
    level = study.number(row.rate, 1)
    return study.say("lasting.named", line=line_name(study, row.criterion), level=level, since=row.weak_since)


def _sections(study: Study, history: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are weak or get worse, under block and status, the largest loss first."""
    shown = history[history["weak"] | history["worsening"]]
    section = shown["status"].where(shown["weak"], "worsening")
    names = {key: line_name(study, key) for key in shown["criterion"].unique()}
    rows = shown.assign(
        section=section,
        place=section.map({status: place for place, status in enumerate(ORDER)}),
        line=shown["criterion"].map(names),
        direction=shown["worsening"].map({True: study.say("lasting.worse"), False: ""}),
        loss=-shown["points_lost"],
    )
    heads = {status: study.say(f"lasting.status_{status}") for status in ORDER}
    rows = rows.assign(heading=rows["block_name"] + " – " + rows["section"].map(heads))
    return study.in_block_order(rows, "place", "loss", "criterion")


def _listed(study: Study, name: str, title: str, rows: pd.DataFrame, *first: Any) -> Exhibit:  # noqa: ANN401
    return Exhibit(
        id=name,
        kind="table",
        title=study.say(title, year=study.year),
        lang=study.lang,
        data=rows,
        columns=(*first, *_columns(study)),
        source=study.source(*years_with_criteria(study)[-2:]),
        rows_by="heading",
        folded=True,
    )


def _columns(study: Study) -> tuple[Any, ...]:
    return (
        own_column(study, "lasting", "line"),
        own_column(study, "lasting", "rate", "number", decimals=1),
        own_column(study, "lasting", "previous_rate", "number", decimals=1),
        own_column(study, "lasting", "change", "number", decimals=1, sign=True),
        own_column(study, "lasting", "weak_since"),
        column(study, "points_lost", "number"),
        own_column(study, "lasting", "direction"),
    )


def _thresholds_note(study: Study) -> str:
    options = study.scheme.analysis
    return study.say(
        "lasting.thresholds",
        weak=study.number(options.weak_below, 0),
        years=options.persistent_years,
        by=study.number(options.worsening_by, 0),
    )


def _comparable(study: Study, history: pd.DataFrame) -> Iterator[str]:
    """Say of how many criteria an earlier year is known."""
    for _, rows in history.groupby("block", sort=False):
        known = int(rows["n_years"].gt(1).sum())
        yield study.say("lasting.comparable", block=rows["block_name"].iloc[0], n=known, all=len(rows))
