"""Is a unit weak where all are, or on its own? Levels by area taken apart by median polish."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from parkit.analysis.polish import label_weaknesses, median_polish
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import enumerate_words, left_out, rows_of, sentences
from parkit.report.exhibits.memo import once
from parkit.report.study import Study

FEWEST: Final = 3
"""How many units and areas a block needs before what is common to them says anything."""

NAMED: Final = 6
"""How many units a sentence names; the figure marks all."""


def systemic_findings(study: Study) -> Exhibit:
    """Say which areas are weak for a whole block, and which units are weak on their own."""
    if study.depth() != "areas":
        return left_out(study, "systemic-findings", "weakness.left_out", f"weakness.only_{study.depth()}")
    parts = polished_parts(study)
    if parts.empty:
        return left_out(study, "systemic-findings", "systemic.none", "systemic.too_few", fewest=FEWEST)
    found = [
        text
        for block, rows in parts.groupby("block", sort=False)
        for text in (*_common(study, str(block), rows), _own(study, str(block), rows))
    ]
    title = study.say("systemic.title", year=study.year)
    return sentences(study, "systemic-findings", title, found, (study.say("systemic.note"),))


@once
def polished_parts(study: Study) -> pd.DataFrame:
    """Take the level of every unit and area apart, in blocks that have enough of both.

    Returns
    -------
    DataFrame
        ``block``, ``unit``, ``area``, ``index``, ``overall``, ``row_effect`` (the unit's), ``column_effect`` (the
        area's), ``residual`` (the unit's own in that area), ``label``; the four parts add to the index.
    """
    options, areas = study.scheme.analysis, study.areas()
    known = areas[areas["index"].notna()]
    sizes = known.groupby("block")[["unit", "area"]].nunique().min(axis=1)
    enough = known[known["block"].map(sizes).ge(FEWEST)]
    labelled = label_weaknesses(
        median_polish(enough), systemic_below=options.systemic_below, local_below=options.local_below
    )
    return study.in_block_order(labelled)


def common_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """Return for each block and area what is common to its units, lowest first within the block.

    ``effect`` is how far the area lies from the block's other areas (percentage points), ``typical`` the level that
    leaves, ``n_lower`` of ``n`` units lie lower here than they do in general, ``systemic`` that the block as a whole is
    weak.
    """
    lower = (parts["column_effect"] + parts["residual"]).lt(0)
    marked = parts.assign(lower=lower, systemic=parts["label"].isin(["systemic", "systemic_and_local"]))
    found = marked.groupby(["block", "area"], sort=False).agg(
        effect=("column_effect", "first"),
        overall=("overall", "first"),
        n_lower=("lower", "sum"),
        n=("lower", "size"),
        systemic=("systemic", "first"),
    )
    rows = found.reset_index().assign(typical=lambda frame: frame["overall"] + frame["effect"])
    order = {block: place for place, block in enumerate(parts["block"].unique())}
    return rows.sort_values(
        ["block", "effect"], key=lambda values: values.map(order) if values.name == "block" else values
    ).reset_index(drop=True)


def own_weaknesses(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the cells in which a unit is weak on its own, the farthest below first within the block."""
    local = parts[parts["label"].isin(["local", "systemic_and_local"])].sort_values("residual", kind="stable")
    order = {block: place for place, block in enumerate(parts["block"].unique())}
    return local.sort_values("block", key=lambda codes: codes.map(order), kind="stable", ignore_index=True)


def _common(study: Study, block: str, parts: pd.DataFrame) -> Iterator[str]:
    areas = common_parts(parts)
    weak = areas[areas["systemic"]]
    name = study.block_name(block)
    for row in rows_of(weak):
        words = {"below": study.number(-row.effect), "typical": study.number(row.typical)}
        area = study.area_name(row.area)
        yield study.say("systemic.common", block=name, area=area, n=row.n_lower, all=row.n, **words)
    if weak.empty:
        lowest = areas.iloc[0]
        words = {"area": study.area_name(lowest["area"]), "below": study.number(-lowest["effect"])}
        limit = study.number(-study.scheme.analysis.systemic_below, 0)
        yield study.say("systemic.no_common", block=name, limit=limit, **words)


def _own(study: Study, block: str, parts: pd.DataFrame) -> str:
    own, name = own_weaknesses(parts), study.block_name(block)
    limit = study.number(-study.scheme.analysis.local_below, 0)
    if own.empty:
        return study.say("systemic.no_own", block=name, limit=limit)
    listing = enumerate_words(
        study,
        (
            study.say(
                "systemic.own_in",
                unit=study.unit_name(row.unit),
                area=study.area_name(row.area),
                below=study.number(-row.residual),
            )
            for row in rows_of(own.head(NAMED))
        ),
    )
    kind = "own_some" if len(own) > NAMED else "own"
    units = own["unit"].nunique()
    return study.say(f"systemic.{kind}", block=name, limit=limit, n=len(own), units=units, listing=listing)
