"""Recognise by its content how a sheet is laid out: where its headings are and what each column holds.

A heading line holds a word for the criteria or for the units; below it further heading lines may follow, as long as
that word's own column stays empty (merged cells). Every column is then known by its stack of headings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from parkit.intake.headings import is_column_number, role_of, source_in
from parkit.intake.reader import Cell, Reader
from parkit.model.columns import SOURCES
from parkit.model.framework import Criterion
from parkit.model.language import fold, nfc
from parkit.model.units import Unit

SEARCHED: Final = 60
"""How many lines from the top may hold the headings."""

_POINTS: Final = (*SOURCES, "points")
_CODE: Final = r"\d{1,2}(?:\.\d{1,2})*"
_NUMBERED: Final = re.compile(rf"(?P<code>{_CODE}|[IVX]{{1,5}}(?=\W)|[A-H](?=\W))(?:[.):]+\s*|\s+-?\s*)(?P<name>\S.*)")
_NUMBER: Final = re.compile(rf"({_CODE}|[IVX]{{1,5}}|[A-H])[.)]?")
_BRACKETS: Final = re.compile(r"\s*\((?:tối đa:?\s*)?(?P<number>\d[\d.,]*)\s*(?:điểm|đ|points?)?\)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column holds: its role, and the unit, criterion, source and maximum its headings name."""

    place: int
    role: str
    heading: Cell
    source: str = ""
    unit: Unit | None = None
    criterion: Criterion | None = None
    statistic: str = ""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A recognised layout; ``body`` is the first line below the headings, counted from 0."""

    layout: str
    header: int
    body: int
    columns: tuple[Column, ...] = field(default=())

    def of(self, *roles: str) -> tuple[Column, ...]:
        """Return the columns of some roles."""
        return tuple(column for role in roles for column in self._by_role.get(role, ()))

    @cached_property
    def _by_role(self) -> dict[str, tuple[Column, ...]]:
        roles = dict.fromkeys(column.role for column in self.columns)
        return {role: tuple(column for column in self.columns if column.role == role) for role in roles}


def recognise(reader: Reader) -> Shape | None:
    """Return the layout of a sheet, or None where no line heads a table of scores."""
    wanted = reader.rules.table.layout
    for line in range(min(SEARCHED, len(reader.cells))):
        roles = {cell.place: role_of(cell.text) for cell in reader.line_cells(line)}
        anchors = [place for place, role in roles.items() if role in ("criterion", "unit")]
        if anchors:
            shape = _shape(reader, line, anchors)
            if shape is not None and wanted in ("", shape.layout):
                return shape
    return None


def _shape(reader: Reader, header: int, anchors: Sequence[int]) -> Shape | None:
    body = header + 1
    while body < len(reader.cells) and _is_heading_line(reader, header, body, anchors):
        body += 1
    title_source = source_in(
        [reader.grid.sheet, *(cell.text for line in range(header) for cell in reader.line_cells(line))]
    )
    stacks = _stacks(reader, header, body)
    columns = [_column(reader, stack, title_source) for stack in stacks.values()]
    layout = _layout(columns)
    if layout is None:
        return None
    kept = tuple(_as_layout(column, layout) for column in columns)
    return Shape(layout=layout, header=header, body=body, columns=kept)


def _is_heading_line(reader: Reader, header: int, line: int, anchors: Sequence[int]) -> bool:
    """Tell whether a line still belongs to the headings: nothing under the anchors, and words or codes elsewhere."""
    cells = reader.line_cells(line)
    if _numbers_columns(cells):
        return True
    if not cells or line - header > 4 or any(reader.cells[line][place] != "" for place in anchors):
        return False
    leaves = reader.rules.leaf_numbers
    above = _stacks(reader, header, line)
    for cell in cells:
        named = any(_criterion(reader, upper.text) in leaves for upper in above.get(cell.place, ()))
        if isinstance(cell.value, float) and (named or not reader.rules.framework.named(cell.text)):
            return False
    return True


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a line numbers the columns: at least three short numbers or letters, all different."""
    texts = [cell.text for cell in cells]
    if len(texts) < 3 or len(set(texts)) < len(texts) or not all(map(is_column_number, texts)):
        return False
    digits = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return len(digits) > 1 and digits == list(range(digits[0], digits[0] + len(digits))) and cells[0].place < 2


def _stacks(reader: Reader, header: int, body: int) -> dict[int, tuple[Cell, ...]]:
    """Return the headings of each column from top to bottom; a heading reaches over empty cells to its right.

    It reaches only where a lower line has a heading of its own, as under merged cells.
    """
    lines = [line for line in range(header, body) if not _numbers_columns(reader.line_cells(line))]
    stacks: dict[int, tuple[Cell, ...]] = {}
    for place in range(reader.width):
        own = [line for line in lines if reader.cells[line][place] != ""]
        if own:
            upper = [_reaching(reader, line, place) for line in lines if line < own[-1]]
            stacks[place] = (*(cell for cell in upper if cell is not None), reader.cell(own[-1], place))
    return stacks


def _reaching(reader: Reader, line: int, place: int) -> Cell | None:
    for left in range(place, -1, -1):
        if reader.cells[line][left] != "":
            return reader.cell(line, left)
    return None


def _column(reader: Reader, stack: tuple[Cell, ...], title_source: str) -> Column:
    """Say what a column holds, from its lowest heading upwards."""
    table = reader.rules.table
    lowest = stack[-1]
    roles = [role_of(cell.text) for cell in stack]
    source = next((role for role in reversed(roles) if role in SOURCES), "") or title_source or table.source
    unit = next((unit for cell in reversed(stack) if (unit := _unit(reader, cell.text))), None)
    criterion = next((line for cell in reversed(stack) if (line := _line(reader, cell.text))), None)
    column = Column(place=lowest.place, role="", heading=lowest, source=source, unit=unit, criterion=criterion)
    if fold(lowest.text) in {fold(heading) for heading in table.ignore}:
        return replace(column, role="ignored")
    declared = {fold(heading): statistic for heading, statistic in table.printed.items()}
    if fold(lowest.text) in declared:
        return replace(column, role="printed", statistic=declared[fold(lowest.text)])
    role = next((role for role in reversed(roles) if role), "")
    if _line(reader, lowest.text) or _unit(reader, lowest.text):
        role = ""
    return replace(column, role=role)


def _layout(columns: Sequence[Column]) -> str | None:
    """Return the layout its columns make, or None where they make none."""
    roles = {column.role for column in columns}
    has_points = any(role in _POINTS for role in roles)
    if "criterion" in roles and any(column.unit and column.role in ("", *_POINTS) for column in columns):
        return "criteria_down"
    if {"unit", "criterion"} <= roles and has_points:
        return "long"
    if "unit" in roles and any(column.criterion and column.role in ("", *_POINTS) for column in columns):
        return "units_down"
    if "criterion" in roles and any(column.role in _POINTS and not column.unit for column in columns):
        return "scorecard"
    return None


def _as_layout(column: Column, layout: str) -> Column:
    """Give the score columns of a layout their common role."""
    scored = column.role in ("", *_POINTS)
    if layout in ("scorecard", "long"):
        return replace(column, role="score", source=_own_source(column)) if column.role in _POINTS else column
    named = column.unit if layout == "criteria_down" else column.criterion
    return replace(column, role="score") if scored and named else column


def _own_source(column: Column) -> str:
    return column.role if column.role in SOURCES else column.source


def split_label(text: str) -> tuple[str, str, str]:
    """Take a label apart: its number, its name, the maximum it states in brackets; each may be empty.

    >>> split_label("    1.2. Chế độ báo cáo (1,5 điểm)")
    ('1.2', 'Chế độ báo cáo', '1,5')
    >>> split_label("1.2."), split_label("Kế hoạch")
    (('1.2', '', ''), ('', 'Kế hoạch', ''))
    """
    clean = nfc(text)
    bracket = _BRACKETS.search(clean)
    rest, maximum = (clean[: bracket.start()], bracket["number"]) if bracket else (clean, "")
    if _NUMBER.fullmatch(rest):
        return rest.rstrip(".)"), "", maximum
    found = _NUMBERED.fullmatch(rest)
    return (found["code"], found["name"], maximum) if found else ("", rest, maximum)


def _unit(reader: Reader, text: str) -> Unit | None:
    return reader.rules.units.find(text, reader.rules.year)


def _line(reader: Reader, text: str) -> Criterion | None:
    """Return the line of the framework that a heading names, by its words or by its number."""
    return match_criterion(reader, *split_label(text)[:2], whole=text)


def _criterion(reader: Reader, text: str) -> str:
    found = _line(reader, text)
    return found.code if found else ""


def match_criterion(
    reader: Reader, number: str, name: str, *, whole: str = "", context: Sequence[str] = ()
) -> Criterion | None:
    """Return the one line of the framework with this name; number and context tell lines of one name apart."""
    candidates = candidates_for(reader, number, name, whole=whole)
    return pick_candidate(candidates, number, context)


def candidates_for(reader: Reader, number: str, name: str, *, whole: str = "") -> tuple[Criterion, ...]:
    """Return the lines that declare a name, or where there is no name the line with the number."""
    framework = reader.rules.framework
    if whole and framework.named(whole):
        return framework.named(whole)
    return framework.named(name or number)


def pick_candidate(candidates: Sequence[Criterion], number: str, context: Sequence[str]) -> Criterion | None:
    """Return the only candidate, or the only one with the number, or the only one below the lines just passed."""
    for rest in (
        candidates,
        [line for line in candidates if line.code == number],
        [line for line in candidates if line.parent in context[-1:]],
        [line for line in candidates if line.parent in context],
    ):
        if len(rest) == 1:
            return rest[0]
    return None
