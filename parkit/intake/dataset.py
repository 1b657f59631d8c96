"""Everything a scheme holds, read once: scores, printed figures and problems of all its years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from parkit.intake.checks import incomplete_sources, missing_units, stale_corrections, unread_files
from parkit.intake.corrections import Correction, read_corrections
from parkit.intake.grid import GridError, open_grid
from parkit.intake.layouts import read_scores
from parkit.intake.national import read_national
from parkit.intake.printed import PublishedRules, read_published
from parkit.intake.problems import Problem, problem_frame
from parkit.intake.reader import Harvest, Rules
from parkit.model.columns import PRINTED_COLUMNS, SCORE_COLUMNS, SCORE_KEY
from parkit.model.framework import Framework
from parkit.model.project import list_years, load_framework, load_scheme, load_units
from parkit.model.scheme import Scheme
from parkit.model.sources import Source, read_sources
from parkit.model.units import UnitRegister

PUBLISHED: Final = "published.csv"
_CELL_COLUMNS: Final = ("file", "filled", "scores", "printed", "labels", "refused", "stopped")


@dataclass(frozen=True, kw_only=True)
class SchemeData:
    """A scheme with its rules, its frames over all years, and how many cells of each file went where."""

    scheme: Scheme
    units: UnitRegister
    frameworks: Mapping[int, Framework]
    sources: tuple[Source, ...]
    scores: pd.DataFrame
    printed: pd.DataFrame
    problems: pd.DataFrame
    cells: pd.DataFrame
    national: pd.DataFrame

    def years(self) -> tuple[int, ...]:
        """Return the years that have a folder."""
        return tuple(self.frameworks)


@dataclass(frozen=True, kw_only=True)
class _Declared:
    """What a scheme says about its files: where they come from and what is corrected."""

    sources: tuple[Source, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one file yielded."""

    scores: list[dict[str, Any]]
    printed: list[dict[str, Any]]
    problems: list[Problem]
    cells: dict[str, Any]


def read_scheme_data(root: Path, code: str) -> SchemeData:
    """Read all years of a scheme; problems are collected, a file with an error yields no rows.

    Raises
    ------
    UsageError
        There is no such scheme.
    DefinitionError
        A file that defines the scheme is wrong; score sheets never raise.
    """
    scheme = load_scheme(root, code)
    units = load_units(scheme)
    frameworks = {year: load_framework(scheme, year) for year in list_years(root, code)}
    sheets = [f"{year}/{table.file}" for year in frameworks for table in scheme.tables]
    declared = _Declared(
        sources=read_sources(scheme.folder, scheme.blocks, sheets),
        corrections=read_corrections(scheme.folder, sheets),
    )
    parts: list[_Part] = []
    problems: list[Problem] = []
    for framework in frameworks.values():
        found = _read_year(scheme, units, framework, declared.corrections)
        parts += found
        problems += _year_problems(framework.year, found, scheme, units, declared)
    return SchemeData(
        scheme=scheme,
        units=units,
        frameworks=frameworks,
        sources=declared.sources,
        scores=_score_frame(part.scores for part in parts),
        printed=_printed_frame(part.printed for part in parts),
        problems=problem_frame([problem for part in parts for problem in part.problems] + problems),
        cells=pd.DataFrame([part.cells for part in parts], columns=list(_CELL_COLUMNS)),
        national=read_national(scheme.folder),
    )


def _read_year(
    scheme: Scheme, units: UnitRegister, framework: Framework, corrections: tuple[Correction, ...]
) -> list[_Part]:
    year = framework.year
    parts = [
        _read_table(
            Rules(
                scheme=scheme,
                year=year,
                table=table,
                units=units,
                framework=framework,
                corrections=corrections,
            )
        )
        for table in scheme.tables
    ]
    if (scheme.folder / str(year) / PUBLISHED).is_file():
        parts.append(_read_published(scheme, units, framework))
    seen: dict[tuple[str, str, str], str] = {}
    return [_stop_repeats(part, seen) for part in parts]


def _stop_repeats(part: _Part, seen: dict[tuple[str, str, str], str]) -> _Part:
    """Stop a file that scores what another file of the year has scored from the same source."""
    clashes: dict[str, Problem] = {}
    for row in part.scores:
        place = f"{row['file']}:{row['sheet']}".rstrip(":")
        first = seen.setdefault((row["unit"], row["criterion"], row["source"]), place)
        if first != place:
            where = {name: row[name] for name in ("file", "sheet", "row", "column", "unit", "year")}
            clashes.setdefault(
                row["unit"], Problem(severity="error", code="unit_in_two_files", expected=first, **where)
            )
    if not clashes:
        return part
    cells = part.cells | {"stopped": True}
    return replace(part, scores=[], printed=[], problems=[*part.problems, *clashes.values()], cells=cells)


def _read_table(rules: Rules) -> _Part:
    name = f"{rules.year}/{rules.table.file}"
    try:
        grid = open_grid(rules.scheme.folder / name, name=name, sheet=rules.table.sheet)
    except GridError as error:
        return _unopened(name, rules.year, error)
    harvest = read_scores(grid, rules)
    stale = stale_corrections(name, rules.year, rules.corrections, harvest.corrections_used)
    return _part(name, grid.count_filled(), harvest, harvest.problems + stale)


def _part(name: str, filled: int, harvest: Harvest, problems: list[Problem]) -> _Part:
    """Return what a file yielded; an error stops the file, so its rows are withheld and counted as such."""
    stopped = any(problem.severity == "error" for problem in problems)
    scored = sum(row["cell_filled"] for row in harvest.scores)
    counts = {
        "scores": scored,
        "printed": len(harvest.printed),
        "labels": harvest.labels,
        "refused": harvest.refused,
    }
    return _Part(
        scores=[] if stopped else harvest.scores,
        printed=[] if stopped else harvest.printed,
        problems=problems,
        cells={"file": name, "filled": filled, **counts, "stopped": stopped},
    )


def _read_published(scheme: Scheme, units: UnitRegister, framework: Framework) -> _Part:
    name = f"{framework.year}/{PUBLISHED}"
    try:
        grid = open_grid(scheme.folder / name, name=name)
    except GridError as error:
        return _unopened(name, framework.year, error)
    rows, problems = read_published(
        grid,
        PublishedRules(
            scheme=scheme.code,
            year=framework.year,
            decimal=scheme.printed_decimal,
            blocks=tuple(scheme.blocks),
            units=units,
            framework=framework,
        ),
    )
    filled = grid.count_filled()
    wrong = {problem.row for problem in problems}
    lines = [cells for number, cells in grid.numbered() if number in wrong or None in wrong]
    refused = sum(cell != "" for cells in lines for cell in cells)
    harvest = Harvest(printed=rows, labels=filled - len(rows) - refused, refused=refused)
    return _part(name, filled, harvest, problems)


def _unopened(name: str, year: int, error: GridError) -> _Part:
    problem = Problem(
        severity="error", code=error.code, file=name, year=year, found=error.found, expected=error.expected
    )
    counts = {"filled": 0, "scores": 0, "printed": 0, "labels": 0, "refused": 0, "stopped": True}
    return _Part(scores=[], printed=[], problems=[problem], cells={"file": name, **counts})


def _year_problems(
    year: int, parts: list[_Part], scheme: Scheme, units: UnitRegister, declared: _Declared
) -> list[Problem]:
    scores = _score_frame(part.scores for part in parts)
    known = {table.file for table in scheme.tables} | {"framework.csv", PUBLISHED}
    return [
        *unread_files(scheme.folder, year, known, declared.sources),
        *missing_units(year, scores, units, declared.sources),
        *incomplete_sources(year, declared.sources, scores, scheme.blocks),
    ]


def _score_frame(rows: Iterable[list[dict[str, Any]]]) -> pd.DataFrame:
    frame = pd.DataFrame([row for part in rows for row in part], columns=list(SCORE_COLUMNS))
    typed = frame.astype({"year": "int64", "row": "Int64", "points": "float64", "max_points": "float64"})
    return typed.sort_values(list(SCORE_KEY), kind="stable", ignore_index=True)


def _printed_frame(rows: Iterable[list[dict[str, Any]]]) -> pd.DataFrame:
    frame = pd.DataFrame([row for part in rows for row in part], columns=list(PRINTED_COLUMNS))
    floats = {"points": "float64", "max_points": "float64"}
    return frame.astype({"year": "int64", "row": "Int64", "base_year": "Int64", "decimals": "int64"} | floats)
