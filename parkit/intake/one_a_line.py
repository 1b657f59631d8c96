"""Tables with one score a line, or one criterion of one unit a line with a column for each source."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parkit.intake.alike import CHECKS, LABELS, Alike
from parkit.intake.headings import role_of
from parkit.intake.lines import (
    Label,
    begin,
    check_maximum,
    holds_numbers,
    name_criterion,
    read_label,
    report_label,
    report_unknown_columns,
)
from parkit.intake.reader import Cell, Reader
from parkit.intake.shapes import Column, Shape
from parkit.intake.sums import INDEX, Sum
from parkit.model.columns import SOURCES
from parkit.model.framework import Criterion
from parkit.model.units import Unit


@dataclass(frozen=True, kw_only=True)
class _Pass:
    """The shape of the table, and where each score already stands."""

    shape: Shape
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)


def read_one_a_line(reader: Reader, shape: Shape) -> None:
    """Read a table in which every line names a unit and a criterion."""
    begin(reader, shape)
    report_unknown_columns(reader, shape, "undeclared_column")
    run = _Pass(shape=shape)
    alike = Alike(reader=reader, shape=shape, seen=run.seen)
    for line in reader.lines(shape.body):
        if not alike.take(line):
            before = alike.counts()
            _line(reader, run, line)
            alike.learn(line, before)
    alike.book()


def _line(reader: Reader, run: _Pass, line: int) -> None:
    """Read one line; one that names no unit and has no number is a remark, unless it has a name beside a criterion."""
    shape = run.shape
    names = [cell for column in shape.of("unit") if (cell := reader.cell(line, column.place)).text]
    found = {unit.code: unit for cell in names for unit in reader.rules.units.named(cell.text, reader.rules.year)}
    known = found or (names and _names_criterion(reader, run, line))
    if not known and not holds_numbers(reader, shape.of("score", "maximum"), line):
        reader.label(*reader.line_cells(line))
        return
    unit = next(iter(found.values())) if len(found) == 1 else _no_unit(reader, line, names)
    if unit is None or not _same_year(reader, run, line):
        reader.refuse(*reader.line_cells(line))
        return
    _unit_line(reader, run, line, unit)


def _no_unit(reader: Reader, line: int, names: Sequence[Cell]) -> Unit | None:
    """Report a line that names no unit, or several."""
    if not names:
        reader.report("no_unit_name", reader.line_cells(line)[0])
    elif reader.unit_at(names[0]) is not None:
        reader.report("unit_not_unique", names[0])
    return None


def _same_year(reader: Reader, run: _Pass, line: int) -> bool:
    for column in run.shape.of("year"):
        cell = reader.cell(line, column.place)
        if cell.text and cell.text != str(reader.rules.year):
            reader.report("wrong_year", cell, expected=str(reader.rules.year))
            return False
    return True


def _unit_line(reader: Reader, run: _Pass, line: int, unit: Unit) -> None:
    label = read_label(reader, run.shape.of("number", "criterion"), line)
    criterion = name_criterion(label, ()) if label else None
    sources = [(column, _source(reader, run, line, column)) for column in run.shape.of("score")]
    total = label is not None and not label.candidates and role_of(label.name) == "total"
    if (criterion is None and not total) or any(source is None for _, source in sources):
        if criterion is None and not total:
            _report_criterion(reader, line, label)
        reader.refuse(*reader.line_cells(line))
        return
    _words(reader, run, line, criterion, unit)
    for column, source in sources:
        _take(reader, run, reader.cell(line, column.place), unit, criterion, source or "")


def _names_criterion(reader: Reader, run: _Pass, line: int) -> bool:
    label = read_label(reader, run.shape.of("number", "criterion"), line)
    return label is not None and name_criterion(label, ()) is not None


def _report_criterion(reader: Reader, line: int, label: Label | None) -> None:
    if label:
        report_label(reader, label)
    else:
        reader.report("no_criterion_name", reader.line_cells(line)[0])


def _source(reader: Reader, run: _Pass, line: int, column: Column) -> str | None:
    """Return the source of a score: its column's, or that named in the line; None where the name is unknown."""
    for named in run.shape.of("source"):
        cell = reader.cell(line, named.place)
        role = cell.text if cell.text in SOURCES else role_of(cell.text)
        if cell.text and role not in SOURCES:
            reader.report("unknown_source", cell, expected=", ".join(SOURCES))
            return None
        return role or column.source
    return column.source


def _words(reader: Reader, run: _Pass, line: int, criterion: Criterion | None, unit: Unit) -> None:
    """Count the names of a line as labels, and compare its maximum with the framework."""
    for column in run.shape.of(*LABELS):
        reader.ledger.book("labels", line, column.place)
    for column in run.shape.of(*CHECKS):
        reader.ledger.book("checks", line, column.place)
    for column in run.shape.of("maximum"):
        cell = reader.cell(line, column.place)
        if criterion:
            check_maximum(reader, cell, cell.text, criterion, (unit,))


def _take(reader: Reader, run: _Pass, cell: Cell, unit: Unit, criterion: Criterion | None, source: str) -> None:
    """Take one score, or a sum where the line names a criterion with parts or the total."""
    if criterion is None or criterion.code not in reader.rules.leaf_numbers:
        code = criterion.code if criterion else INDEX
        if cell.text:
            reader.sums.append(Sum(cell=cell, kind="parts", code=code, source=source, unit=unit.code))
        return
    if criterion.source == "survey" and not cell.text:
        return
    key = (unit.code, criterion.code, "survey" if criterion.source == "survey" else source)
    if key in run.seen:
        first = str(run.seen[key] + 1)
        reader.report("duplicate_score", cell, unit=unit.code, criterion=criterion.code, expected=first)
        reader.refuse(cell)
        return
    run.seen[key] = cell.line
    reader.take_score(cell, unit, criterion, key[2])
