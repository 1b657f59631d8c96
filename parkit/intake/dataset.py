"""Everything a scheme holds, read once: scores, printed figures and problems of all its years."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from parkit.intake.checks import incomplete_sources, missing_units, unread_files
from parkit.intake.definitions import Definitions, read_definitions
from parkit.intake.files import FRAMEWORK, PUBLISHED, fingerprint, names_of, score_files, twice
from parkit.intake.frames import typed_frame
from parkit.intake.parts import FileCare, Part, read_printed_file, read_score_file, stop_repeats
from parkit.intake.problems import Problem, problem_frame
from parkit.intake.reader import Rules
from parkit.intake.survey import read_survey
from parkit.intake.years import cross_checks, missing_scores
from parkit.model.columns import SCORE_KEY
from parkit.model.file_names import composed, on_disk
from parkit.model.framework import Framework
from parkit.model.scheme import Scheme, ScoreTable
from parkit.model.sources import Source
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

    def until(self, year: int) -> "SchemeData":
        """Return what was known when a year was assessed: nothing of later years; problems of no year stay."""
        frames = {name: getattr(self, name) for name in ("scores", "printed", "survey")}
        folders = self.cells["file"].str.partition("/")[0].astype("int64") if len(self.cells) else self.cells["file"]
        return replace(
            self,
            frameworks={each: framework for each, framework in self.frameworks.items() if each <= year},
            problems=self.problems[~self.problems["year"].gt(year).fillna(value=False)].reset_index(drop=True),
            cells=self.cells[folders.le(year)].reset_index(drop=True) if len(self.cells) else self.cells,
            **{name: frame[frame["year"].le(year)].reset_index(drop=True) for name, frame in frames.items()},
        )


def read_scheme_data(root: Path, code: str) -> SchemeData:
    """Read all years of a scheme; problems are collected, a file with an error yields no rows.

    Raises
    ------
    UsageError
        There is no such scheme.
    DefinitionError
        A file that defines the scheme is wrong; score sheets never raise.
    """
    known = read_definitions(root, code)
    parts: list[Part] = []
    problems: list[Problem] = []
    for framework in known.frameworks.values():
        found = _read_year(known, framework)
        added, told = _year_checks(known, framework, found)
        parts += [*found, *added]
        problems += told
    return scheme_data(
        known,
        scores=_in_order(_all_scores(part.scores for part in parts)),
        printed=typed_frame("printed", [row for part in parts for row in part.printed]),
        survey=typed_frame("survey", [row for part in parts for row in part.survey]),
        problems=problem_frame([problem for part in parts for problem in part.problems] + problems),
        cells=typed_frame("cells", [part.cells for part in parts if part.cells]),
    )


def scheme_data(known: Definitions, **frames: pd.DataFrame) -> SchemeData:
    """Return a scheme's data from its definitions and its frames."""
    return SchemeData(
        scheme=known.scheme,
        units=known.units,
        frameworks=known.frameworks,
        sources=known.sources,
        national=known.national,
        **frames,
    )


def _read_year(known: Definitions, framework: Framework) -> list[Part]:
    """Read every file of a year: score sheets, the survey, printed figures."""
    scheme, units, year, folder = known.scheme, known.units, framework.year, known.scheme.folder
    files = score_files(scheme, year)
    prints = {file.name: fingerprint(folder / file.name) for file in files}
    same = twice({file.name: f"{prints[file.name]} {file.table.source}".strip() for file in files})
    blank = Rules(scheme=scheme, units=units, framework=framework, year=year, table=ScoreTable())
    parts = []
    for number, file in enumerate(files):
        rules = replace(blank, table=file.table, corrections=known.corrections.of(file.name))
        care = FileCare(
            name=file.name,
            group=number if file.table.declared else -1,
            fingerprint=prints[file.name],
            registered=known.registered.get(file.name, ""),
            same_as=same.get(file.name, "") if prints[file.name] else "",
        )
        parts.append(read_score_file(rules, care))
    survey = f"{year}/{composed(scheme.survey.file)}"
    if on_disk(folder / survey).is_file():
        parts.append(read_survey(blank, survey))
    if (folder / str(year) / PUBLISHED).is_file():
        parts.append(read_printed_file(scheme, units, framework, f"{year}/{PUBLISHED}"))
    return stop_repeats(parts)


def _year_checks(known: Definitions, framework: Framework, parts: list[Part]) -> tuple[list[Part], list[Problem]]:
    """Return rows of scores that no line stands for, and the problems that only a whole year shows."""
    scheme, units, sources = known.scheme, known.units, known.sources
    year = framework.year
    files = score_files(scheme, year)
    expected = {name.partition("/")[2] for name in names_of(files)} | {
        FRAMEWORK,
        PUBLISHED,
        composed(scheme.survey.file),
    }
    recognised = [part for part in parts if part.group < 0]
    absent = missing_scores(recognised, units, framework)
    scores = _all_scores(part.scores for part in (*parts, absent))
    return [absent], [
        *unread_files(scheme.folder, year, expected, sources),
        *missing_units(year, parts, units, sources),
        *incomplete_sources(year, sources, scores, scheme.blocks),
        *cross_checks(scores, parts, scheme, framework),
    ]


def _all_scores(frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame:
    """Return the rows of all files in the order of the files."""
    found = [frame for frame in frames if frame is not None and len(frame)]
    return typed_frame("scores", pd.concat(found, ignore_index=True) if found else [])


def _in_order(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order of their key; those of one file are in it already."""
    if scores["file"].iloc[:1].tolist() == scores["file"].iloc[-1:].tolist() and scores["file"].nunique() < 2:
        return scores
    numbers = [pd.factorize(scores[name], sort=True)[0] for name in reversed(SCORE_KEY)]
    return scores.take(np.lexsort(numbers)).reset_index(drop=True)
