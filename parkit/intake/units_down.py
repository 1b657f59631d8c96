"""Sheets with the units down and the criteria across."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parkit.intake.headings import role_of
from parkit.intake.lines import begin, check_maximum, holds_numbers, report_unknown_columns
from parkit.intake.problems import NOTHING_FILLED
from parkit.intake.reader import Cell, Reader
from parkit.intake.shapes import Column, Shape
from parkit.intake.sums import INDEX, Kind, Sum
from parkit.model.units import Unit

_WORDS: Final = ("number", "unit", "note", "ignored", "block", "year", "source", "answers", "criterion")
_KINDS: Final[Mapping[str, Kind]] = {"total": "units", "mean": "mean"}


@dataclass(frozen=True, kw_only=True)
class _Pass:
    """The columns of a sheet by what they hold, and the units already read with their lines."""

    shape: Shape
    leaves: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    survey: tuple[Column, ...]
    sums: tuple[Column, ...]
    printed: tuple[Column, ...]
    seen: dict[str, int] = field(default_factory=dict)
    remarks: list[int] = field(default_factory=list)


def read_units_down(reader: Reader, shape: Shape) -> None:
    """Read a sheet in which every unit has a line and every criterion a column."""
    begin(reader, shape)
    report_unknown_columns(reader, shape, "unknown_column")
    run = _columns(reader, shape)
    before = len(reader.problems)
    for line in reader.lines(shape.body):
        _line(reader, run, line)
    nothing = not run.seen and len(reader.problems) == before
    for line in run.remarks:
        _remark(reader, run, line, nothing=nothing)


def _remark(reader: Reader, run: _Pass, line: int, *, nothing: bool) -> None:
    """Count a line of words as a remark; in a sheet that names not one unit, what stands in their column is none."""
    names = _names(reader, run, line)
    if nothing and names:
        _refuse_line(reader, line, names)
    else:
        reader.label(*reader.line_cells(line))


def _names(reader: Reader, run: _Pass, line: int) -> list[Cell]:
    return [cell for column in run.shape.of("unit") if (cell := reader.cell(line, column.place)).text]


def _columns(reader: Reader, shape: Shape) -> _Pass:
    numbers = reader.rules.leaf_numbers
    scores = _distinct(reader, shape)
    leaves = [column for column in scores if column.criterion and column.criterion.code in numbers]
    plain = [column for column in leaves if column.criterion and column.criterion.source != "survey"]
    by_source: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    for column in plain:
        places, criteria = by_source.get(column.source, ((), ()))
        number = numbers[column.criterion.code] if column.criterion else 0
        by_source[column.source] = ((*places, column.place), (*criteria, number))
    return _Pass(
        shape=shape,
        leaves=by_source,
        survey=tuple(column for column in leaves if column not in plain),
        sums=(*(column for column in scores if column not in leaves), *shape.of("total")),
        printed=shape.of("rank", "band", "printed"),
    )


def _distinct(reader: Reader, shape: Shape) -> tuple[Column, ...]:
    """Return the score columns; one that repeats a criterion and source is told and kept out."""
    seen: dict[tuple[str, str], Column] = {}
    for column in shape.of("score"):
        key = (column.criterion.code if column.criterion else "", column.source)
        if key in seen:
            reader.report("criterion_twice", column.heading, criterion=key[0])
            reader.ledger.book("refused", slice(shape.body, None), column.place)
        else:
            seen[key] = column
    return tuple(seen.values())


def _line(reader: Reader, run: _Pass, line: int) -> None:
    """Read one line: a unit, the maxima, a sum over the units, or words around the table."""
    names = _names(reader, run, line)
    unit = _unit(reader, names)
    role = "" if unit else role_of(names[0].text) if names else _role_at_left(reader, run, line)
    if unit:
        _unit_line(reader, run, line, unit, names[0])
    elif role == "maximum":
        _maxima(reader, run, line)
    elif role in _KINDS:
        _sum_line(reader, run, line, _KINDS[role])
    elif not holds_numbers(reader, (*run.shape.of("score", "total"), *run.printed), line):
        run.remarks.append(line)
    else:
        _refuse_line(reader, line, names)


def _role_at_left(reader: Reader, run: _Pass, line: int) -> str:
    """Return the role of a line whose word, such as a merged "Tổng cộng", stands left of the units."""
    first = min(column.place for column in run.shape.of("unit"))
    words = [role_of(reader.cell(line, place).text) for place in range(first)]
    return next((role for role in words if role), "")


def _unit(reader: Reader, names: Sequence[Cell]) -> Unit | None:
    """Return the unit that the cells of a line name, if they all name the same."""
    found = {unit.code: unit for cell in names for unit in reader.rules.units.named(cell.text, reader.rules.year)}
    return next(iter(found.values())) if len(found) == 1 else None


def _refuse_line(reader: Reader, line: int, names: Sequence[Cell]) -> None:
    cells = reader.line_cells(line)
    if not names or reader.unit_at(names[0]) is not None:
        reader.report("no_unit_name", cells[0]) if not names else reader.report("unit_not_unique", names[0])
    reader.refuse(*cells)


def _unit_line(reader: Reader, run: _Pass, line: int, unit: Unit, name: Cell) -> None:
    if unit.code in run.seen:
        reader.report("duplicate_unit", name, unit=unit.code, expected=str(run.seen[unit.code] + 1))
        reader.refuse(*reader.line_cells(line))
        return
    run.seen[unit.code] = line
    _words(reader, run, line)
    _take_scores(reader, run, line, unit, name)
    for column in run.survey:
        cell = reader.cell(line, column.place)
        if cell.text and column.criterion:
            reader.take_score(cell, unit, column.criterion, "survey")
    for column in run.sums:
        cell = reader.cell(line, column.place)
        if cell.text or (line, column.place) in reader.grid.uncomputed:
            code = column.criterion.code if column.criterion else INDEX
            reader.sums.append(Sum(cell=cell, kind="parts", code=code, source=column.source, unit=unit.code))
    for column in run.printed:
        cell = reader.cell(line, column.place)
        if cell.text:
            reader.take_printed(cell, unit, column.statistic or column.role)


def _take_scores(reader: Reader, run: _Pass, line: int, unit: Unit, name: Cell) -> None:
    """Take the scores of a unit from each source; a unit without any is told and left."""
    row, number = reader.cells[line], reader.rules.unit_numbers[unit.code]
    for source, (places, criteria) in run.leaves.items():
        if any(row[place] != "" for place in places):
            reader.slots.add_row(line, places, unit=number, criteria=criteria, source=source)
        else:
            reader.report(NOTHING_FILLED, name, severity="warning", unit=unit.code, expected=source)


def _words(reader: Reader, run: _Pass, line: int) -> None:
    for column in run.shape.of(*_WORDS):
        reader.ledger.book("labels", line, column.place)


def _maxima(reader: Reader, run: _Pass, line: int) -> None:
    """Compare a line of maxima with the framework."""
    _words(reader, run, line)
    reader.label(*(cell for cell in reader.line_cells(line) if not cell.text[:1].isdigit()))
    units = reader.rules.units.in_year(reader.rules.year)
    for column in (*run.shape.of("score"), *run.shape.of("total")):
        cell = reader.cell(line, column.place)
        reader.ledger.book("checks", line, column.place)
        if column.criterion:
            check_maximum(reader, cell, cell.text, column.criterion, units)


def _sum_line(reader: Reader, run: _Pass, line: int, kind: Kind) -> None:
    """Take a line of sums or means over the units."""
    _words(reader, run, line)
    scored = (*run.shape.of("score"), *run.shape.of("total"))
    for column in scored:
        cell = reader.cell(line, column.place)
        if cell.text or (line, column.place) in reader.grid.uncomputed:
            code = column.criterion.code if column.criterion else INDEX
            reader.sums.append(Sum(cell=cell, kind=kind, code=code, source=column.source))
    places = {column.place for column in scored}
    for cell in reader.line_cells(line):
        if cell.place not in places:
            reader.ledger.book("checks" if cell.text[:1].isdigit() else "labels", line, cell.place)
