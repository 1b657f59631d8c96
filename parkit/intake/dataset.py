"""Everything a scheme holds, read once: scores, printed figures and problems of all its years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from parkit.intake.checks import incomplete_sources, missing_units, unread_files
from parkit.intake.corrections import Corrections, read_corrections
from parkit.intake.files import FRAMEWORK, PUBLISHED, fingerprint, names_of, registered, score_files, twice
from parkit.intake.national import read_national
from parkit.intake.parts import CELL_COLUMNS, FileCare, Part, read_printed_file, read_score_file, stop_repeats
from parkit.intake.problems import Problem, problem_frame
from parkit.intake.reader import Rules
from parkit.intake.survey import read_survey
from parkit.intake.years import cross_checks, missing_scores
from parkit.model.columns import PRINTED_COLUMNS, SCORE_COLUMNS, SCORE_KEY, SURVEY_COLUMNS
from parkit.model.framework import Framework
from parkit.model.project import list_years, load_framework, load_scheme, load_units
from parkit.model.scheme import Scheme, ScoreTable
from parkit.model.sources import Source, read_sources
from parkit.model.units import UnitRegister


@dataclass(frozen=True, kw_only=True)
class SchemeData:
    """A scheme with its rules, its frames over all years, and how many cells of each file went where.

    ``survey`` holds, for each unit and question, how many answered, the shares of the answers, and the points.
    """

    scheme: Scheme
    units: UnitRegister
    frameworks: Mapping[int, Framework]
    sources: tuple[Source, ...]
    scores: pd.DataFrame
    printed: pd.DataFrame
    survey: pd.DataFrame
    problems: pd.DataFrame
    cells: pd.DataFrame
    national: pd.DataFrame

    def years(self) -> tuple[int, ...]:
        """Return the years that have a folder."""
        return tuple(self.frameworks)


@dataclass(frozen=True, kw_only=True)
class _Declared:
    """What a scheme says about its files: where they come from, what is corrected, their fingerprints."""

    sources: tuple[Source, ...]
    corrections: Corrections
    registered: Mapping[str, str]


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
    sheets = [name for year in frameworks for name in names_of(score_files(scheme, year))]
    declared = _Declared(
        sources=read_sources(scheme.folder, scheme.blocks, sheets),
        corrections=read_corrections(scheme.folder, sheets),
        registered=registered(scheme.folder),
    )
    parts: list[Part] = []
    problems: list[Problem] = []
    for framework in frameworks.values():
        found = _read_year(scheme, units, framework, declared)
        added, told = _year_checks(framework, found, scheme, units, declared)
        parts += [*found, *added]
        problems += told
    return SchemeData(
        scheme=scheme,
        units=units,
        frameworks=frameworks,
        sources=declared.sources,
        scores=_in_order(_all_scores(part.scores for part in parts)),
        printed=_printed_frame(part.printed for part in parts),
        survey=_survey_frame(part.survey for part in parts),
        problems=problem_frame([problem for part in parts for problem in part.problems] + problems),
        cells=pd.DataFrame([part.cells for part in parts if part.cells], columns=list(CELL_COLUMNS)),
        national=read_national(scheme.folder),
    )


def _read_year(scheme: Scheme, units: UnitRegister, framework: Framework, declared: _Declared) -> list[Part]:
    """Read every file of a year: score sheets, the survey, printed figures."""
    year, folder = framework.year, scheme.folder
    files = score_files(scheme, year)
    prints = {file.name: fingerprint(folder / file.name) for file in files}
    same = twice({file.name: f"{prints[file.name]} {file.table.source}".strip() for file in files})
    blank = Rules(scheme=scheme, units=units, framework=framework, year=year, table=ScoreTable())
    parts = []
    for number, file in enumerate(files):
        rules = replace(blank, table=file.table, corrections=declared.corrections.of(file.name))
        care = FileCare(
            name=file.name,
            group=number if file.table.declared else -1,
            fingerprint=prints[file.name],
            registered=declared.registered.get(file.name, ""),
            same_as=same.get(file.name, "") if prints[file.name] else "",
        )
        parts.append(read_score_file(rules, care))
    survey = f"{year}/{scheme.survey.file}"
    if (folder / survey).is_file():
        parts.append(read_survey(blank, survey))
    if (folder / str(year) / PUBLISHED).is_file():
        parts.append(read_printed_file(scheme, units, framework, f"{year}/{PUBLISHED}"))
    return stop_repeats(parts)


def _year_checks(
    framework: Framework, parts: list[Part], scheme: Scheme, units: UnitRegister, declared: _Declared
) -> tuple[list[Part], list[Problem]]:
    """Return rows of scores that no line stands for, and the problems that only a whole year shows."""
    year = framework.year
    files = score_files(scheme, year)
    known = {name.partition("/")[2] for name in names_of(files)} | {FRAMEWORK, PUBLISHED, scheme.survey.file}
    recognised = [part for part in parts if part.group < 0]
    absent = missing_scores(recognised, units, framework)
    scores = _all_scores(part.scores for part in (*parts, absent))
    return [absent], [
        *unread_files(scheme.folder, year, known, declared.sources),
        *missing_units(year, parts, units, declared.sources),
        *incomplete_sources(year, declared.sources, scores, scheme.blocks),
        *cross_checks(scores, parts, scheme, framework),
    ]


def _all_scores(frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    """Return the rows of all files in the order of the files."""
    found = [frame for frame in frames if frame is not None and len(frame)]
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(SCORE_COLUMNS))
    return frame.astype({"year": "int64", "row": "Int64", "points": "float64", "max_points": "float64"})


def _in_order(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order of their key; those of one file are in it already."""
    if scores["file"].iloc[:1].tolist() == scores["file"].iloc[-1:].tolist() and scores["file"].nunique() < 2:
        return scores
    numbers = [pd.factorize(scores[name], sort=True)[0] for name in reversed(SCORE_KEY)]
    return scores.take(np.lexsort(numbers)).reset_index(drop=True)


def _printed_frame(rows: Iterable[list[dict[str, Any]]]) -> pd.DataFrame:
    frame = pd.DataFrame([row for part in rows for row in part], columns=list(PRINTED_COLUMNS))
    floats = {"points": "float64", "max_points": "float64"}
    return frame.astype({"year": "int64", "row": "Int64", "base_year": "Int64", "decimals": "int64"} | floats)


def _survey_frame(rows: Iterable[list[dict[str, Any]]]) -> pd.DataFrame:
    frame = pd.DataFrame([row for part in rows for row in part], columns=list(SURVEY_COLUMNS))
    shares = dict.fromkeys(("share_a", "share_b", "share_c", "share_d", "points"), "float64")
    return frame.astype({"year": "int64", "row": "Int64", "answers": "Int64"} | shares)
