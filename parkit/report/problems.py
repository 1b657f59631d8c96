"""Every problem of a scheme: those met while reading, and printed totals that their own parts contradict.

Reading cells is intake's; whether a total follows from its parts takes the index, so it is looked at here.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from parkit.analysis.totals import check_totals, copied_totals
from parkit.intake import SchemeData, read_scheme_data, read_stored
from parkit.intake.problems import Problem, problem_frame
from parkit.model.language import Lang, Text, format_number
from parkit.report.data import counting_scores

_kept: dict[tuple[Path, str], SchemeData] = {}


def keep_data(root: Path, code: str) -> None:
    """Read a scheme, in place of the last one, for the processes that are forked from this one from now on."""
    if (root, code) not in _kept:
        _kept.clear()
        _kept[root, code] = load_data(root, code)


def load_data(root: Path, code: str) -> SchemeData:
    """Return a scheme with every problem: from its tables in data/processed where they are current, else read.

    Raises
    ------
    UsageError
        There is no such scheme.
    DefinitionError
        A file that defines the scheme is wrong; score sheets never raise.
    """
    return _kept.get((root, code)) or read_stored(root, code) or read_data(root, code)


def read_data(root: Path, code: str) -> SchemeData:
    """Read a scheme from its files, with every problem; raises as ``load_data`` does."""
    data = read_scheme_data(root, code)
    return replace(data, problems=find_problems(data))


def find_problems(data: SchemeData) -> pd.DataFrame:
    """Return every problem of a scheme: those met while reading, and printed totals that their parts contradict."""
    found = [problem for year in data.years() for problem in _total_problems(data, year)]
    return pd.concat([data.problems, problem_frame(found)], ignore_index=True) if found else data.problems


def _total_problems(data: SchemeData, year: int) -> list[Problem]:
    """Report totals copied from another row, and totals that no weighting of their parts gives."""
    printed = data.printed[data.printed["year"].eq(year)]
    if printed.empty:
        return []
    totals = check_totals(
        counting_scores(data, year),
        printed,
        rule=data.scheme.not_applicable,
        part_decimals=data.scheme.decimals,
        weights_known=data.scheme.weights_known,
    )
    suspects = copied_totals(totals)
    copied: dict[str, str] = dict(zip(suspects["unit"], suspects["other_unit"], strict=True))
    wrong = totals[totals["verdict"].eq("impossible") | totals["unit"].isin(list(copied))]
    figures = printed[printed["statistic"].eq("index")].set_index("unit")
    return [
        _total_problem(data, row, figures.loc[[str(row["unit"])]].iloc[0], copied.get(row["unit"]))
        for _, row in wrong.iterrows()
    ]


def _total_problem(data: SchemeData, row: "pd.Series[Any]", figure: "pd.Series[Any]", other: str | None) -> Problem:
    recomputed = Text(vi=_range(row, "vi"), en=_range(row, "en")).both()
    return Problem(
        severity="warning",
        code="copied_total" if other else "total_differs",
        file=figure["file"],
        sheet=figure["sheet"],
        row=int(figure["row"]),
        column=figure["column"],
        unit=str(row["unit"]),
        year=int(row["year"]),
        found=figure["text"],
        expected=data.units.get(other).name.both() if other else recomputed,
        suggestion=recomputed,
    )


def _range(row: "pd.Series[Any]", lang: Lang) -> str:
    low, high = (format_number(float(row[name]), 2, lang) for name in ("recomputed_low", "recomputed_high"))
    return f"{low}–{high}"
