"""Survey results: one line for each unit and question, with the number of answers A to D and the points they earned.

The points become tidy rows of the source "survey"; how many answered, and what, is kept beside them for the margins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from parkit.intake.grid import open_grid
from parkit.intake.headings import role_of
from parkit.intake.lines import name_criterion, read_label
from parkit.intake.parts import Part, finish_file, plain_care, unopened
from parkit.intake.reader import Cell, Reader, Rules
from parkit.intake.refusal import GridError
from parkit.intake.shapes import Column
from parkit.model.framework import Criterion
from parkit.model.numbers import NumberFormatError, parse_number
from parkit.model.scheme import ANSWERS
from parkit.model.units import Unit

_ROLES: Final = ("unit", "criterion", "answers", "points")
_HALF: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class _Pass:
    """The columns by role, with A to D as they are; and what was found."""

    columns: Mapping[str, Column]
    rows: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def read_survey(rules: Rules, name: str) -> Part:
    """Read the survey file of a year."""
    care = plain_care(rules.scheme, name)
    try:
        reader = Reader(grid=open_grid(rules.scheme.folder / name, name=name), rules=rules)
    except GridError as error:
        return unopened(care, rules.year, error)
    return finish_file(reader, care, shape="survey", survey=read_answers(reader))


def read_answers(reader: Reader) -> list[dict[str, Any]]:
    """Go through the lines of a survey file and return the rows of the survey frame."""
    header, columns = _header(reader)
    run = _Pass(columns=columns)
    absent = [role for role in _ROLES if role not in columns]
    if absent:
        reader.report("no_header", expected=", ".join(absent))
        reader.ledger.book("refused", slice(None), slice(None))
    else:
        reader.label_above(header + 1)
        for line in reader.lines(header + 1):
            _line(reader, run, line)
    return run.rows


def _header(reader: Reader) -> tuple[int, dict[str, Column]]:
    """Return the heading line, the first that names units and points, and its columns."""
    for line in range(len(reader.cells)):
        cells = reader.line_cells(line)
        roles = {cell.text if cell.text in ANSWERS else role_of(cell.text): cell for cell in cells}
        if {"unit", "points"} <= set(roles) or {"unit", "survey"} <= set(roles):
            named = {"points" if role == "survey" else role: cell for role, cell in roles.items()}
            return line, {role: Column(place=cell.place, role=role, heading=cell) for role, cell in named.items()}
    return 0, {}


def _line(reader: Reader, run: _Pass, line: int) -> None:
    unit = reader.unit_at(reader.cell(line, run.columns["unit"].place))
    criterion = _criterion(reader, run, line)
    key = (unit.code if unit else "", criterion.code if criterion else "")
    points = reader.cell(line, run.columns["points"].place)
    if unit and criterion and key in run.seen:
        first = str(run.seen[key] + 1)
        reader.report("duplicate_score", points, unit=key[0], criterion=key[1], expected=first)
    if not unit or not criterion or key in run.seen:
        reader.refuse(*reader.line_cells(line))
        return
    run.seen[key] = line
    for role in ("unit", "criterion", "number", "note", "block", "year"):
        if role in run.columns:
            reader.ledger.book("labels", line, run.columns[role].place)
    reader.take_score(points, unit, criterion, "survey")
    run.rows.append(_answers(reader, run, line, unit, criterion))


def _criterion(reader: Reader, run: _Pass, line: int) -> Criterion | None:
    """Return the question a line is about, or report that there is no such scored criterion."""
    label = read_label(reader, [run.columns["criterion"]], line)
    found = name_criterion(label, ()) if label else None
    if found is None or found.code not in reader.rules.leaf_numbers:
        return reader.criterion_at(reader.cell(line, run.columns["criterion"].place), unknown="unknown_criterion")
    return found


def _answers(reader: Reader, run: _Pass, line: int, unit: Unit, criterion: Criterion) -> dict[str, Any]:
    """Return the row of the survey frame, and check the points against the answers."""
    total = _number(reader, run, line, "answers")
    counts = {answer: _number(reader, run, line, answer) for answer in ANSWERS if answer in run.columns}
    known = [count for count in counts.values() if count is not None]
    shares = {answer: count / sum(known) for answer, count in counts.items() if count is not None and sum(known) > 0}
    points = reader.cell(line, run.columns["points"].place)
    if len(shares) == len(ANSWERS):
        _check(reader, points, unit, criterion, shares)
    if total is not None and len(known) == len(ANSWERS) and sum(known) not in (total, 1.0, 100.0):
        cell = reader.cell(line, run.columns["answers"].place)
        shown = f"{sum(known):g}"
        reader.report(
            "answers_differ", cell, severity="warning", unit=unit.code, criterion=criterion.code, expected=shown
        )
    return {
        "scheme": reader.rules.scheme.code,
        "year": reader.rules.year,
        "block": unit.block,
        "unit": unit.code,
        "criterion": criterion.code,
        "answers": None if total is None else round(total),
        **{f"share_{answer.lower()}": shares.get(answer) for answer in ANSWERS},
        "points": _value(reader, points),
        "file": reader.grid.file,
        "sheet": reader.grid.sheet,
        "row": line + 1,
    }


def _number(reader: Reader, run: _Pass, line: int, role: str) -> float | None:
    """Return a count of answers; one that is none is told."""
    cell = reader.cell(line, run.columns[role].place)
    reader.ledger.book("checks", line, cell.place)
    value = _value(reader, cell)
    if cell.text and (value is None or value < 0):
        reader.report("not_a_number", cell, expected="12")
        return None
    return value


def _value(reader: Reader, cell: Cell) -> float | None:
    try:
        return (
            cell.value
            if isinstance(cell.value, float)
            else parse_number(cell.text, decimal=reader.rules.table.decimal).value
        )
    except NumberFormatError:
        return None


def _check(reader: Reader, points: Cell, unit: Unit, criterion: Criterion, shares: Mapping[str, float]) -> None:
    """Report points that the answers, by their declared worth, do not earn."""
    worth, maximum = reader.rules.scheme.survey.worth, criterion.max_points.get(unit.block)
    value = _value(reader, points)
    if not worth or maximum is None or value is None:
        return
    earned = maximum * sum(worth[answer] * share for answer, share in shares.items())
    if abs(earned - value) > _HALF * 10**-reader.rules.scheme.decimals + 1e-6:
        shown = f"{earned:.4g}".replace(".", reader.rules.table.decimal)
        reader.report(
            "survey_points_differ",
            points,
            severity="warning",
            unit=unit.code,
            criterion=criterion.code,
            expected=shown,
        )
