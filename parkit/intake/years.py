"""What only a whole year shows: scores that no sheet has a line for, and scores that do not go together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from parkit.intake.checks import blank_units
from parkit.intake.parts import Part
from parkit.intake.problems import Problem
from parkit.intake.slots import join
from parkit.model.columns import SOURCES, STATES
from parkit.model.framework import Criterion, Framework
from parkit.model.scheme import Scheme
from parkit.model.units import UnitRegister

Row = dict[str, Any]

_LEAST_TWINS = 2
_ALIKE = 10


def missing_scores(parts: Sequence[Part], units: UnitRegister, framework: Framework) -> Part:
    """Give every unit of the recognised sheets a row for every criterion that applies; an absent one is missing.

    A unit that is named without a single score has such rows too, so that no one is left out unseen. The survey and
    measures are another matter: a sheet need not list them.
    """
    slots = [part.slots for part in parts if part.slots is not None]
    if not slots:
        return Part()
    whole, leaves = join(slots), framework.leaves()
    there = np.zeros((len(units.units), len(SOURCES), len(leaves)), dtype=bool)
    there[whole.unit, whole.source, whole.criterion] = True
    there[:, SOURCES.index("survey"), :] = False
    blocks = list(dict.fromkeys(unit.block for unit in units))
    listed = np.array([[_listed(leaf) and block in leaf.applies for leaf in leaves] for block in blocks], dtype=bool)
    wanted = listed[[blocks.index(unit.block) for unit in units]]
    used: npt.NDArray[np.bool_] = np.max(there, axis=2, initial=False)
    absent = wanted[:, None, :] & used[:, :, None] & ~there
    blank = _blanks(parts, {units.units[unit].code for unit in np.unique(whole.unit).tolist()})
    near = _firsts(parts) if absent.any() or blank else {}
    rows = [
        _absent_row(near[units.units[unit].code, SOURCES[source]], leaves[leaf], framework)
        for unit, source, leaf in np.argwhere(absent).tolist()
    ]
    told = {(row["unit"], row["criterion"]): row for row in rows}
    rows += _blank_rows(blank, near, units, framework)
    return Part(
        scores=pd.DataFrame(rows) if rows else None,
        problems=[_problem("score_missing", row, framework.year) for row in told.values()],
    )


def _listed(leaf: Criterion) -> bool:
    """Tell whether a score sheet must list a criterion."""
    return leaf.source != "survey" and leaf.level != "measure"


def _firsts(parts: Sequence[Part]) -> dict[tuple[str, str], Row]:
    """Return the first row of every unit and source."""
    rows = [part.scores.drop_duplicates(["unit", "source"]) for part in parts if part.scores is not None]
    return {(row["unit"], row["source"]): row for row in _rows(pd.concat(rows, ignore_index=True))}


def _absent_row(row: Row, leaf: Criterion, framework: Framework) -> Row:
    """Return the tidy row of a score that no line stands for, in the place of the unit's other scores."""
    return row | {
        "area": framework.area_of(leaf.code),
        "criterion": leaf.code,
        "state": "missing",
        "points": np.nan,
        "max_points": leaf.max_points[row["block"]],
        "row": pd.NA,
        "column": "",
    }


def _blanks(parts: Sequence[Part], scored: Collection[str]) -> list[Problem]:
    """Return where units are named that have no score in any sheet, once for each source."""
    found = [problem for part in parts for problem in blank_units(part) if problem.unit not in scored]
    return list({(problem.unit, problem.expected): problem for problem in found}.values())


def _blank_rows(
    blanks: Iterable[Problem], near: Mapping[tuple[str, str], Row], units: UnitRegister, framework: Framework
) -> list[Row]:
    """Return the tidy rows of units without any score, in the place of the cell that names the unit.

    A year in which no unit has a score yet has no rows.
    """
    rows: list[Row] = []
    if not near:
        return rows
    for blank in blanks:
        unit = units.get(blank.unit)
        names = {"block": unit.block, "unit": unit.code, "source": blank.expected}
        here = {"file": blank.file, "sheet": blank.sheet, "row": blank.row, "column": blank.column}
        like = next(iter(near.values())) | names
        leaves = [leaf for leaf in framework.leaves() if _listed(leaf) and unit.block in leaf.applies]
        rows += [_absent_row(like, leaf, framework) | here for leaf in leaves]
    return rows


def cross_checks(scores: pd.DataFrame, parts: Sequence[Part], scheme: Scheme, framework: Framework) -> list[Problem]:
    """Return the problems of the ``scores`` of a year, all that its ``parts`` hold, that do not go together."""
    year, slots = framework.year, [part.slots for part in parts if part.slots is not None]
    sources = {SOURCES[number] for item in slots for number in np.unique(item.source)}
    pairs = _pairs(scores) if {"self", "appraised"} <= sources else pd.DataFrame()
    marked = any((item.state == STATES.index("not_applicable")).any() for item in slots)
    cards = [part.scores for part in parts if part.scores is not None and part.cells["shape"] == "scorecard"]
    return [
        *_appraised_alone(pairs, year),
        *(() if pairs.empty else _not_appraised(scores, year)),
        *_self_above(pairs, year, scheme.self_above_appraised),
        *(_twins(scores, year, framework) if marked else ()),
        *(_same_content(pd.concat(cards, ignore_index=True), year) if len(cards) > 1 else ()),
    ]


def _pairs(scores: pd.DataFrame) -> pd.DataFrame:
    """Return self and appraised scores of one unit and criterion side by side."""
    one, other = (scores[scores["source"].eq(source)] for source in ("self", "appraised"))
    return one.merge(other, on=["unit", "criterion"], suffixes=("", "_appraised"))


def _appraised_alone(pairs: pd.DataFrame, year: int) -> list[Problem]:
    """Report criteria that were appraised though the unit's own score is missing."""
    if pairs.empty:
        return []
    alone = pairs[pairs["state"].eq("missing") & pairs["state_appraised"].eq("scored")]
    return [
        _problem("appraised_without_self", row, year, expected=f"{row['points_appraised']:g}") for row in _rows(alone)
    ]


def _not_appraised(scores: pd.DataFrame, year: int) -> list[Problem]:
    """Report units that scored themselves and have no appraised score, in a year in which others have."""
    scored = scores[scores["state"].eq("scored")]
    appraised = scored.loc[scored["source"].eq("appraised"), "unit"].unique()
    waiting = scored[scored["source"].eq("self") & ~scored["unit"].isin(appraised)].drop_duplicates("unit")
    whole = {"row": pd.NA, "column": "", "criterion": ""}
    return [_problem("not_appraised", row | whole, year) for row in _rows(waiting)]


def _self_above(pairs: pd.DataFrame, year: int, limit: float | None) -> list[Problem]:
    """Report self-scores that exceed the appraised one by more than a share of the maximum."""
    if pairs.empty or limit is None:
        return []
    excess = (pairs["points"] - pairs["points_appraised"]) / pairs["max_points"]
    return [
        _problem("self_above_appraised", row, year, found=f"{row['points']:g}", expected=f"{row['points_appraised']:g}")
        for row in _rows(pairs[excess > limit + 1e-9])
    ]


def _twins(scores: pd.DataFrame, year: int, framework: Framework) -> list[Problem]:
    """Report what one unit alone marks as not applicable while all others of its block are scored.

    Where everything below a criterion or an area is marked so, that is one problem and not one for each part.
    """
    applies = {f"{leaf.code} {block}" for leaf in framework.leaves() for block in leaf.applies}
    counted = (scores["criterion"] + " " + scores["block"]).isin(applies)
    rows = scores[counted & scores["source"].ne("survey")]
    keys = ["criterion", "block", "source"]
    marked = rows["state"].eq("not_applicable").groupby([rows[key] for key in keys]).transform("sum")
    scored = rows["state"].eq("scored").groupby([rows[key] for key in keys]).transform("sum")
    alone = rows[rows["state"].eq("not_applicable") & marked.eq(1) & scored.ge(_LEAST_TWINS)]
    found: dict[tuple[str, str], Problem] = {}
    for unit, mine in alone.groupby("unit", sort=False):
        codes = set(mine["criterion"])
        for row in _rows(mine):
            code = _topmost(str(row["criterion"]), codes, framework, str(row["block"]))
            found.setdefault((str(unit), code), _problem("twin_not_applicable", row | {"criterion": code}, year))
    return list(found.values())


def _topmost(code: str, marked: set[str], framework: Framework, block: str) -> str:
    """Return the highest line above a criterion of which every applicable part is marked."""
    for line in framework.path(code):
        parts = [leaf for leaf in framework.leaves_under(line) if block in leaf.applies and leaf.source != "survey"]
        if line != "index" and all(leaf.code in marked for leaf in parts):
            return line
    return code


def _same_content(scores: pd.DataFrame, year: int) -> list[Problem]:
    """Report scorecards of two units whose numbers are all the same, though the files are not."""
    cards = scores[scores["state"].eq("scored") & scores["source"].ne("survey")]
    first: dict[tuple[object, ...], str] = {}
    told = []
    for (_, unit), rows in cards.groupby(["file", "unit"], sort=True):
        if len(rows) < _ALIKE or rows["points"].eq(rows["max_points"]).all():
            continue
        ordered = rows.sort_values(["criterion", "source"])
        key = tuple(zip(ordered["criterion"], ordered["source"], ordered["points"], strict=True))
        other = first.setdefault(key, str(unit))
        if other != unit:
            row = _rows(ordered.head(1))[0] | {"row": pd.NA, "column": "", "criterion": ""}
            told.append(_problem("same_content", row, year, expected=other))
    return told


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _problem(code: str, row: Row, year: int, *, found: str = "", expected: str = "") -> Problem:
    return Problem(
        severity="warning",
        code=code,
        file=str(row["file"]),
        sheet=str(row["sheet"]),
        row=int(row["row"]) if isinstance(row["row"], (int, np.integer)) else None,
        column=str(row["column"]),
        unit=str(row["unit"]),
        criterion=str(row["criterion"]),
        year=year,
        found=found,
        expected=expected,
    )
