"""How a table whose headings are declared is laid out: units down and criteria across, or one score a line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from parkit.intake.reader import Cell, Reader
from parkit.intake.slots import ABSENT
from parkit.model.framework import Criterion
from parkit.model.language import fold
from parkit.model.units import Unit

Header = Mapping[int, Cell]


def read_declared(reader: Reader) -> None:
    """Read a grid of scores by the layout and the headings its table declares."""
    if reader.grid.unread:
        reader.report(
            "sheets_not_read", severity="warning", expected=reader.grid.sheet, suggestion=", ".join(reader.grid.unread)
        )
    header = find_header(reader)
    if header is None:
        reader.report("no_header", expected=reader.rules.table.unit_column)
        reader.ledger.book("refused", slice(None), slice(None))
    elif reader.rules.table.layout == "units_down":
        _units_down(reader, header)
    else:
        _long(reader, header)


def find_header(reader: Reader) -> Header | None:
    """Return the headings by place of the line that heads the unit column; it and all above are labels."""
    wanted = fold(reader.rules.table.unit_column)
    for line in range(len(reader.cells)):
        cells = reader.line_cells(line)
        if any(fold(cell.text) == wanted for cell in cells):
            reader.label_above(line + 1)
            return {cell.place: cell for cell in cells}
    return None


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """What each column of a units-down table holds, and the lines of the units already read."""

    unit: int
    criteria: Mapping[int, Criterion]
    printed: Mapping[int, str]
    ignored: frozenset[int]
    headed: frozenset[int]
    seen: dict[str, int] = field(default_factory=dict)


def _units_down(reader: Reader, header: Header) -> None:
    columns = _columns(reader, header)
    places = tuple(columns.criteria)
    leaves = tuple(reader.rules.leaf_numbers[criterion.code] for criterion in columns.criteria.values())
    beside = [place for place in range(reader.width) if place not in columns.criteria and place != columns.unit]
    for line in reader.lines(_below(header)):
        unit = _unit_of(reader, columns, line)
        if unit is None:
            reader.ledger.book("refused", line, slice(None))
            continue
        number = reader.rules.unit_numbers[unit.code]
        reader.slots.add_row(line, places, unit=number, criteria=leaves, source=reader.rules.table.source)
        reader.ledger.book("labels", line, columns.unit)
        for place in beside:
            if reader.cells[line][place] != "":
                _beside(reader, columns, reader.cell(line, place), unit)


def _below(header: Header) -> int:
    return next(iter(header.values())).line + 1


def _columns(reader: Reader, header: Header) -> _Columns:
    table = reader.rules.table
    unit = next(place for place, cell in header.items() if fold(cell.text) == fold(table.unit_column))
    declared = {fold(heading): statistic for heading, statistic in table.printed.items()}
    ignore = {fold(heading) for heading in table.ignore}
    printed = {place: declared[fold(cell.text)] for place, cell in header.items() if fold(cell.text) in declared}
    ignored = frozenset(place for place, cell in header.items() if fold(cell.text) in ignore)
    rest = {place: cell for place, cell in header.items() if place not in {unit, *printed, *ignored}}
    criteria = _criteria(reader, rest)
    return _Columns(unit=unit, criteria=criteria, printed=printed, ignored=ignored, headed=frozenset(header))


def _criteria(reader: Reader, header: Header) -> dict[int, Criterion]:
    """Match headings to criteria; report headings nobody declared, columns given twice, criteria without one."""
    found: dict[int, Criterion] = {}
    for place, cell in header.items():
        criterion = reader.criterion_at(cell, unknown="unknown_column")
        if criterion is None:
            continue
        if criterion in found.values():
            reader.report("criterion_twice", cell, criterion=criterion.code)
        else:
            found[place] = criterion
    _report_missing(reader, {criterion.code for criterion in found.values()})
    return found


def _report_missing(reader: Reader, found: Collection[str]) -> None:
    for leaf in reader.rules.framework.leaves():
        if leaf.code not in found and leaf.source in ("", reader.rules.table.source):
            reader.report("criterion_missing", criterion=leaf.code, expected=leaf.name.both())


def _unit_of(reader: Reader, columns: _Columns, line: int) -> Unit | None:
    name = reader.cell(line, columns.unit)
    unit = reader.unit_at(name)
    if unit is not None and unit.code in columns.seen:
        reader.report("duplicate_unit", name, unit=unit.code, expected=str(columns.seen[unit.code]))
        return None
    if unit is not None:
        columns.seen[unit.code] = name.row
    return unit


def _beside(reader: Reader, columns: _Columns, cell: Cell, unit: Unit) -> None:
    """Take a cell beside the scores: a printed figure, a remark, or one that nobody declared."""
    if cell.place in columns.printed:
        reader.take_printed(cell, unit, columns.printed[cell.place])
    elif cell.place in columns.ignored:
        reader.label(cell)
    else:
        if cell.place not in columns.headed:
            reader.report("cell_without_heading", cell, unit=unit.code)
        reader.refuse(cell)


@dataclass(frozen=True, kw_only=True)
class _LongColumns:
    """Where a one-score-a-line table holds what, and the lines already seen."""

    unit: int
    criterion: int
    points: int
    ignored: frozenset[int]
    headed: frozenset[int]
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def _long(reader: Reader, header: Header) -> None:
    columns = _long_columns(reader, header)
    if columns is None:
        reader.ledger.book("refused", slice(None), slice(None))
        return
    for line in reader.lines(_below(header)):
        _score_line(reader, columns, line)
    if not any(problem.severity == "error" for problem in reader.problems):
        _absent_scores(reader, columns.seen)


def _long_columns(reader: Reader, header: Header) -> _LongColumns | None:
    """Find the three columns by their headings; report absent ones, and those that nobody declared."""
    table = reader.rules.table
    by_heading: dict[str, int] = {}
    wanted = (table.unit_column, table.criterion_column, table.points_column)
    declared = {*map(fold, wanted), *map(fold, table.ignore)}
    for place, cell in header.items():
        if fold(cell.text) not in declared or fold(cell.text) in by_heading:
            reader.report("undeclared_column", cell)
        by_heading.setdefault(fold(cell.text), place)
    absent = [heading for heading in wanted if fold(heading) not in by_heading]
    if absent:
        reader.report("no_header", expected=", ".join(absent))
        return None
    unit, criterion, points = (by_heading[fold(heading)] for heading in wanted)
    ignored = frozenset(by_heading[fold(heading)] for heading in table.ignore if fold(heading) in by_heading)
    return _LongColumns(unit=unit, criterion=criterion, points=points, ignored=ignored, headed=frozenset(header))


def _score_line(reader: Reader, columns: _LongColumns, line: int) -> None:
    unit = reader.unit_at(reader.cell(line, columns.unit))
    criterion = reader.criterion_at(reader.cell(line, columns.criterion), unknown="unknown_criterion")
    points = reader.cell(line, columns.points)
    key = (unit.code if unit else "", criterion.code if criterion else "")
    if unit and criterion and key in columns.seen:
        first = str(columns.seen[key])
        reader.report("duplicate_score", points, unit=unit.code, criterion=criterion.code, expected=first)
    if not unit or not criterion or key in columns.seen:
        reader.ledger.book("refused", line, slice(None))
        return
    columns.seen[key] = points.row
    reader.take_score(points, unit, criterion, reader.rules.table.source)
    _label_cells(reader, columns, [cell for cell in reader.line_cells(line) if cell.place != points.place])


def _label_cells(reader: Reader, columns: _LongColumns, cells: list[Cell]) -> None:
    """Count the names and ignored cells of a line; refuse what stands under an undeclared heading or under none."""
    for cell in cells:
        if cell.place in {columns.unit, columns.criterion, *columns.ignored}:
            reader.label(cell)
            continue
        if cell.place not in columns.headed:
            reader.report("cell_without_heading", cell)
        reader.refuse(cell)


def _absent_scores(reader: Reader, seen: Collection[tuple[str, str]]) -> None:
    """Give every unit of the table a row for every criterion; a line that is not there is a missing score."""
    criteria = {criterion for _, criterion in seen}
    _report_missing(reader, criteria)
    for code in dict.fromkeys(unit for unit, _ in seen):
        for leaf in reader.rules.framework.leaves():
            if leaf.code in criteria and (code, leaf.code) not in seen:
                absent = Cell("", ABSENT, ABSENT)
                reader.take_score(absent, reader.rules.units.get(code), leaf, reader.rules.table.source)
