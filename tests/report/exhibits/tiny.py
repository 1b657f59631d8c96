"""Tiny literal studies: a few offices, criteria and years, with a framework, a register and groups of their own."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from parkit.intake import SchemeData
from parkit.model.folders import find_root
from parkit.model.framework import Criterion, Framework
from parkit.model.language import Lang, Text
from parkit.model.options import AnalysisOptions
from parkit.model.project import load_scheme
from parkit.model.scheme import Band
from parkit.model.units import Unit, UnitRegister
from parkit.report.study import Study
from tests.analysis.sheets import Cell, sheet

Cells = Mapping[tuple[int, str], Mapping[str, Cell]]
NAMES = {1: ("area", "Lĩnh vực", "Area"), 2: ("criterion", "Tiêu chí", "Criterion"), 3: ("component", "Ý", "Part")}
EMPTY = pd.DataFrame()


def tiny(
    cells: Cells,
    *,
    given: Cells | None = None,
    groups: Mapping[str, float] | None = None,
    steps: Mapping[str, float] | None = None,
    options: AnalysisOptions | None = None,
    lang: Lang = "vi",
) -> Study:
    """Return the last year of appraised scores (and self-scores, ``given``) of units that are called by their codes."""
    scores = sheet(cells).assign(scheme="tiny")
    if given:
        scores = pd.concat([scores, sheet(given, source="self").assign(scheme="tiny")], ignore_index=True)
    years = sorted(scores["year"].unique().tolist())
    frameworks = {year: _framework(scores[scores["year"].eq(year)], year, steps or {}) for year in years}
    known = load_scheme(find_root(), "ha-tinh-ddci")
    bands = tuple(
        Band(block="so", year_from=0, year_to=None, label=Text(vi=name, en=name), at_least=least)
        for name, least in (groups or {}).items()
    )
    rules = {"bands": bands, "analysis": options or AnalysisOptions(), "weights_known": True, "first_round": None}
    data = SchemeData(
        scheme=_changed(known, code="tiny", not_applicable="rebase", decimals=2, ranks_use="full", **rules),
        units=UnitRegister(units=tuple(_unit(code) for code in sorted(scores["unit"].unique()))),
        frameworks=frameworks,
        sources=(),
        scores=scores.assign(file="", sheet="", row=1, column=""),
        printed=pd.DataFrame(columns=["year", "statistic", "unit", "points", "text"]),
        survey=EMPTY,
        problems=EMPTY,
        cells=EMPTY,
        national=EMPTY,
    )
    return Study(data=data, year=years[-1], lang=lang)


def _framework(scores: pd.DataFrame, year: int, steps: Mapping[str, float]) -> Framework:
    codes = {part for code in scores["criterion"] for part in _path(code)}
    return Framework(year=year, criteria=tuple(_line(code, steps.get(code)) for code in sorted(codes)))


def _path(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[: place + 1]) for place in range(len(parts))]


def _line(code: str, step: float | None) -> Criterion:
    level, vi, en = NAMES[len(code.split("."))]
    return Criterion(
        code=code,
        parent=code.rpartition(".")[0],
        level=level,  # type: ignore[arg-type]
        name=Text(vi=f"{vi} {code}", en=f"{en} {code}"),
        aliases=(),
        max_points={"so": None},
        applies=frozenset({"so"}),
        step=step,
    )


def _unit(code: str) -> Unit:
    name = Text(vi=f"Sở {code}", en=f"Office {code}")
    return Unit(code=code, block="so", name=name, aliases=(), valid_from=None, valid_to=None, successors=())


def _changed(known: object, **changes: object) -> object:
    from dataclasses import replace

    return replace(known, folder=Path(), **changes)  # type: ignore[type-var]
