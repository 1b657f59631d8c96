"""Can the figures be trusted? What was read, what was found wrong, and where the data come from."""

import pandas as pd

from parkit.analysis.totals import check_totals, copied_totals
from parkit.intake import SchemeData
from parkit.intake.problems import Problem, count_by_severity, describe, place, problem_frame
from parkit.model.language import LANGS, Text, format_number
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, rows_of, sentences
from parkit.report.study import Study, counting_scores


def quality_findings(study: Study) -> Exhibit:
    """Say how many cells were read, where they went, and how many problems there are."""
    cells, counts = _cells(study), count_by_severity(_problems(study))
    totals = {name: int(cells[name].sum()) for name in ("filled", "scores", "printed", "labels", "refused")}
    found = [study.say("quality.cells", files=len(cells), **totals), study.say("quality.counts", **counts)]
    if counts["error"]:
        found.append(study.say("quality.stopped"))
    return sentences(study, "quality-findings", study.say("quality.title", year=study.year), found)


def problem_table(study: Study) -> Exhibit:
    """List every problem with its place, what is wrong and what to do."""
    problems = _problems(study)
    if problems.empty:
        return missing(study, "problem-table", "quality.no_problems")
    names = study.names()
    data = problems.assign(
        place=[place(row) for _, row in problems.iterrows()],
        sentence=[describe(row, study.lang, names) for _, row in problems.iterrows()],
        unit_name=[names.get(code, "") for code in problems["unit"]],
    )
    return Exhibit(
        id="problem-table",
        kind="table",
        title=study.say("quality.problem_table", n=len(data), year=study.year),
        lang=study.lang,
        data=data.sort_values("severity", kind="stable", ignore_index=True),
        columns=(
            column(study, "severity", "verdict"),
            *(column(study, name) for name in ("place", "unit_name", "sentence")),
        ),
        source=study.source(),
        notes=(study.say("quality.address_note"),),
    )


def cell_table(study: Study) -> Exhibit:
    """Account for every filled cell of every file."""
    numbers = ("filled", "scores", "printed", "labels", "refused")
    return Exhibit(
        id="cell-table",
        kind="table",
        title=study.say("quality.cell_table"),
        lang=study.lang,
        data=_cells(study),
        columns=(column(study, "file"), *(column(study, name, "integer", label=f"cells_{name}") for name in numbers)),
        notes=(study.say("quality.cell_note"),),
    )


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


def find_problems(data: SchemeData) -> pd.DataFrame:
    """Return every problem of a scheme: those met while reading, and printed totals that their parts contradict."""
    found = [problem for year in data.years() for problem in _total_problems(data, year)]
    return pd.concat([data.problems, problem_frame(found)], ignore_index=True) if found else data.problems


def _total_problems(data: SchemeData, year: int) -> list[Problem]:
    """Report totals copied from another row, and totals that no weighting of their parts gives."""
    scores = counting_scores(data, year)
    printed = data.printed[data.printed["year"].eq(year)]
    totals = check_totals(
        scores,
        printed,
        rule=data.scheme.not_applicable,
        part_decimals=data.scheme.decimals,
        weights_known=data.scheme.weights_known,
    )
    copied = copied_totals(totals).set_index("unit")["other_unit"]
    wrong = totals[totals["verdict"].eq("impossible")]
    return [_total_problem(data, year, row._asdict(), copied.get(row.unit)) for row in rows_of(wrong)]


def _total_problem(data: SchemeData, year: int, row: dict[str, object], other: str | None) -> Problem:
    unit, printed = str(row["unit"]), data.printed
    figure = printed[printed["unit"].eq(unit) & printed["year"].eq(year) & printed["statistic"].eq("index")].iloc[0]
    vi, en = (_range(row, lang) for lang in LANGS)
    recomputed = Text(vi=vi, en=en).both()
    return Problem(
        severity="warning",
        code="copied_total" if other else "total_differs",
        file=figure["file"],
        sheet=figure["sheet"],
        row=int(figure["row"]),
        column=figure["column"],
        unit=unit,
        year=year,
        found=figure["text"],
        expected=data.units.get(other).name.both() if other else recomputed,
        suggestion=recomputed,
    )


def _range(row: dict[str, object], lang: str) -> str:
    low, high = (
        format_number(float(str(row[name])), 2, "vi" if lang == "vi" else "en")
        for name in ("recomputed_low", "recomputed_high")
    )
    return f"{low}–{high}"


def _problems(study: Study) -> pd.DataFrame:
    problems = find_problems(study.data)
    return problems[problems["year"].eq(study.year)].reset_index(drop=True)


def _cells(study: Study) -> pd.DataFrame:
    cells = study.data.cells
    return cells[cells["file"].str.startswith(f"{study.year}/")].reset_index(drop=True)
