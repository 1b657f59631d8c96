"""How a table of scores is laid out: units down and criteria across, or one score a line."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from parkit.intake.grid import Grid
from parkit.intake.reader import Cell, Harvest, Reader, Rules
from parkit.model.framework import Criterion
from parkit.model.language import fold
from parkit.model.units import Unit


def read_scores(grid: Grid, rules: Rules) -> Harvest:
    """Read a grid of scores by the layout its table declares.

    Returns
    -------
    Harvest
        Tidy rows, printed figures and problems; every filled cell of the grid is accounted for.
    """
    reader = Reader(grid=grid, rules=rules)
    if grid.unread:
        reader.report("sheets_not_read", severity="warning", expected=grid.sheet, suggestion=", ".join(grid.unread))
    header = reader.find_header()
    if header is None:
        reader.report("no_header", expected=rules.table.unit_column)
        reader.harvest.refused = grid.count_filled()
    else:
        _LAYOUTS[rules.table.layout](reader, header)
    return reader.harvest


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """What each column of a units-down table holds."""

    unit: str
    criteria: Mapping[str, Criterion]
    printed: Mapping[str, str]
    ignored: frozenset[str]
    headed: frozenset[str]


def _units_down(reader: Reader, header: Mapping[str, Cell]) -> None:
    columns = _columns(reader, header)
    first_row = next(iter(header.values())).row
    seen: dict[str, int] = {}
    for number, cells in reader.lines():
        if number > first_row:
            _unit_line(reader, columns, cells, seen)


def _columns(reader: Reader, header: Mapping[str, Cell]) -> _Columns:
    table = reader.rules.table
    unit = next(column for column, cell in header.items() if fold(cell.text) == fold(table.unit_column))
    declared = {fold(heading): statistic for heading, statistic in table.printed.items()}
    ignore = {fold(heading) for heading in table.ignore}
    printed = {column: declared[fold(cell.text)] for column, cell in header.items() if fold(cell.text) in declared}
    ignored = frozenset(column for column, cell in header.items() if fold(cell.text) in ignore)
    rest = {column: cell for column, cell in header.items() if column not in {unit, *printed, *ignored}}
    criteria = _criteria(reader, rest)
    return _Columns(unit=unit, criteria=criteria, printed=printed, ignored=ignored, headed=frozenset(header))


def _criteria(reader: Reader, header: Mapping[str, Cell]) -> dict[str, Criterion]:
    """Match headings to criteria; report headings nobody declared, columns given twice, criteria without one."""
    found: dict[str, Criterion] = {}
    for column, cell in header.items():
        criterion = reader.criterion_at(cell, unknown="unknown_column")
        if criterion is None:
            continue
        if criterion in found.values():
            reader.report("criterion_twice", cell, criterion=criterion.code)
        else:
            found[column] = criterion
    _report_missing(reader, {criterion.code for criterion in found.values()})
    return found


def _report_missing(reader: Reader, found: Collection[str]) -> None:
    for leaf in reader.rules.framework.leaves():
        if leaf.code not in found:
            reader.report("criterion_missing", criterion=leaf.code, expected=leaf.name.both())


def _unit_line(reader: Reader, columns: _Columns, cells: list[Cell], seen: dict[str, int]) -> None:
    name = next(cell for cell in cells if cell.column == columns.unit)
    unit = reader.unit_at(name)
    if unit is not None and unit.code in seen:
        reader.report("duplicate_unit", name, unit=unit.code, expected=str(seen[unit.code]))
        unit = None
    if unit is None:
        reader.refuse(cells)
        return
    seen[unit.code] = name.row
    reader.harvest.labels += 1
    for cell in cells:
        if cell is not name:
            _unit_cell(reader, columns, cell, unit)


def _unit_cell(reader: Reader, columns: _Columns, cell: Cell, unit: Unit) -> None:
    if cell.column in columns.criteria:
        reader.take_score(cell, unit, columns.criteria[cell.column])
    elif not cell.text:
        return
    elif cell.column in columns.printed:
        reader.take_printed(cell, unit, columns.printed[cell.column])
    elif cell.column in columns.ignored:
        reader.harvest.labels += 1
    else:
        if cell.column not in columns.headed:
            reader.report("cell_without_heading", cell, unit=unit.code)
        reader.refuse([cell])


@dataclass(frozen=True, kw_only=True)
class _LongColumns:
    """Where a one-score-a-line table holds what, and the lines already seen."""

    unit: str
    criterion: str
    points: str
    ignored: frozenset[str]
    headed: frozenset[str]
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def _long(reader: Reader, header: Mapping[str, Cell]) -> None:
    columns = _long_columns(reader, header)
    if columns is None:
        reader.harvest.refused = reader.grid.count_filled() - reader.harvest.labels
        return
    first_row = next(iter(header.values())).row
    for number, cells in reader.lines():
        if number > first_row:
            _score_line(reader, columns, {cell.column: cell for cell in cells})
    if not any(problem.severity == "error" for problem in reader.harvest.problems):
        _absent_scores(reader, columns.seen)


def _long_columns(reader: Reader, header: Mapping[str, Cell]) -> _LongColumns | None:
    """Find the three columns by their headings; report absent ones, and those that nobody declared."""
    table = reader.rules.table
    by_heading: dict[str, str] = {}
    wanted = (table.unit_column, table.criterion_column, table.points_column)
    declared = {*map(fold, wanted), *map(fold, table.ignore)}
    for column, cell in header.items():
        if fold(cell.text) not in declared or fold(cell.text) in by_heading:
            reader.report("undeclared_column", cell)
        by_heading.setdefault(fold(cell.text), column)
    absent = [heading for heading in wanted if fold(heading) not in by_heading]
    if absent:
        reader.report("no_header", expected=", ".join(absent))
        return None
    unit, criterion, points = (by_heading[fold(heading)] for heading in wanted)
    ignored = frozenset(by_heading[fold(heading)] for heading in table.ignore if fold(heading) in by_heading)
    return _LongColumns(unit=unit, criterion=criterion, points=points, ignored=ignored, headed=frozenset(header))


def _score_line(reader: Reader, columns: _LongColumns, cells: Mapping[str, Cell]) -> None:
    line = list(cells.values())
    unit = reader.unit_at(cells[columns.unit])
    criterion = reader.criterion_at(cells[columns.criterion], unknown="unknown_criterion")
    points = cells[columns.points]
    if unit is None or criterion is None:
        reader.refuse(line)
        return
    key = (unit.code, criterion.code)
    if key in columns.seen:
        first = str(columns.seen[key])
        reader.report("duplicate_score", points, unit=unit.code, criterion=criterion.code, expected=first)
        reader.refuse(line)
        return
    columns.seen[key] = points.row
    reader.take_score(points, unit, criterion)
    _label_cells(reader, columns, [cell for cell in line if cell.text and cell is not points])


def _label_cells(reader: Reader, columns: _LongColumns, cells: list[Cell]) -> None:
    """Count the names and ignored cells of a line; refuse what stands under an undeclared heading or under none."""
    for cell in cells:
        if cell.column in {columns.unit, columns.criterion, *columns.ignored}:
            reader.harvest.labels += 1
            continue
        if cell.column not in columns.headed:
            reader.report("cell_without_heading", cell)
        reader.refuse([cell])


def _absent_scores(reader: Reader, seen: Collection[tuple[str, str]]) -> None:
    """Give every unit of the table a row for every criterion; a line that is not there is a missing score."""
    criteria = {criterion for _, criterion in seen}
    _report_missing(reader, criteria)
    for code in dict.fromkeys(unit for unit, _ in seen):
        for leaf in reader.rules.framework.leaves():
            if leaf.code in criteria and (code, leaf.code) not in seen:
                reader.take_absent(reader.rules.units.get(code), leaf)


_LAYOUTS: Final[Mapping[str, Callable[[Reader, Mapping[str, Cell]], None]]] = {
    "units_down": _units_down,
    "long": _long,
}
