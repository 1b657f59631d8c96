"""Can the figures be trusted? What was read, what was found wrong, and where the data come from."""

import pandas as pd

from parkit.intake.problems import count_by_severity, describe, place
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, sentences
from parkit.report.study import Study


def quality_findings(study: Study) -> Exhibit:
    """Say how many cells were read, where they went, and how many problems there are."""
    cells, counts = _cells(study), count_by_severity(_problems(study))
    totals = {name: int(cells[name].sum()) for name in ("filled", "scores", "printed", "labels", "checks", "refused")}
    found = [study.say("quality.cells", files=len(cells), **totals), study.say("quality.counts", **counts)]
    if counts["error"]:
        found.append(study.say("quality.stopped"))
    return sentences(study, "quality-findings", study.say("quality.title", year=study.year), found)


def problem_table(study: Study) -> Exhibit:
    """List every problem with its place, what is wrong and what to do."""
    problems = _problems(study)
    if problems.empty:
        return missing(study, "problem-table", "quality.no_problems")
    data = _grouped(study, problems)
    return Exhibit(
        id="problem-table",
        kind="table",
        title=study.say("quality.problem_table", n=len(problems), year=study.year),
        lang=study.lang,
        data=data,
        columns=(
            column(study, "severity", "verdict"),
            *(column(study, name) for name in ("place", "unit_name", "sentence")),
        ),
        source=study.source(),
        notes=(study.say("quality.address_note"),),
    )


def _grouped(study: Study, problems: pd.DataFrame) -> pd.DataFrame:
    """Put problems with the same sentence in one row, all their cells named; errors first, then the rarest."""
    names = study.names()
    told = problems.assign(
        place=[place(row) for _, row in problems.iterrows()],
        sentence=[describe(row, study.lang, names) for _, row in problems.iterrows()],
        unit_name=[names.get(code, "") for code in problems["unit"]],
    )
    joined = {"place": ("place", _places), "unit_name": ("unit_name", _listed), "cells": ("place", "size")}
    grouped = told.groupby(["severity", "code", "file", "sentence"], sort=False).agg(**joined).reset_index()
    return grouped.sort_values(["severity", "cells"], kind="stable", ignore_index=True)


def _places(places: "pd.Series[str]") -> str:
    """Join places of one file, which is named once: ``2021/scores.csv!J9, J10``."""
    first, *others = places
    return ", ".join([first, *(other.partition("!")[2] or other for other in others)])


def _listed(names: "pd.Series[str]") -> str:
    return ", ".join(name for name in dict.fromkeys(names) if name)


def cell_table(study: Study) -> Exhibit:
    """Account for every filled cell of every file, and say as which layout it was read."""
    numbers = ("filled", "scores", "printed", "labels", "checks", "refused")
    return Exhibit(
        id="cell-table",
        kind="table",
        title=study.say("quality.cell_table"),
        lang=study.lang,
        data=_cells(study).assign(shape=lambda cells: cells["shape"].map(lambda shape: _shape(study, shape))),
        columns=(
            column(study, "file"),
            column(study, "shape", label="cells_shape"),
            *(column(study, name, "integer", label=f"cells_{name}") for name in numbers),
        ),
        notes=(study.say("quality.cell_note"),),
    )


def _shape(study: Study, shape: str) -> str:
    """Return how a file was read, in words; its sheets may differ."""
    return ", ".join(study.say(f"quality.shape_{name}") for name in (shape.split(", ") if shape else ["none"]))


def source_table(study: Study) -> Exhibit:
    """Name each source, its date, and what it does not hold."""
    sources = [source for source in study.data.sources if source.covers(study.year)]
    words = {True: study.say("yes"), False: study.say("no")}
    rows = [
        {
            "title": source.title.get(study.lang),
            "publisher": source.publisher,
            "date": source.date,
            "complete": words[source.complete],
            "lacks": source.missing.get(study.lang),
            "note": source.note.get(study.lang),
            "url": source.url,
        }
        for source in sources
    ]
    return Exhibit(
        id="source-table",
        kind="table",
        title=study.say("quality.source_table"),
        lang=study.lang,
        data=pd.DataFrame(rows),
        columns=tuple(column(study, name, label=f"source_{name}") for name in rows[0]),
    )


def _problems(study: Study) -> pd.DataFrame:
    problems = study.data.problems
    return problems[problems["year"].eq(study.year)].reset_index(drop=True)


def _cells(study: Study) -> pd.DataFrame:
    cells = study.data.cells
    return cells[cells["file"].str.startswith(f"{study.year}/")].reset_index(drop=True)
