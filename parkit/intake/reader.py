"""Take the cells of one sheet: each ends as a score, a printed figure, a label, a check, or is refused by a problem.

The layouts decide which cell belongs to which unit and criterion; what a cell then means is decided here, once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from parkit.intake.cells import CellReading, marks_of, read_cell
from parkit.intake.corrections import SET_ASIDE, Correction, Corrections, SetAside
from parkit.intake.grid import Grid, Value, as_text, column_letter, place_of
from parkit.intake.hints import Hints
from parkit.intake.ledger import Ledger
from parkit.intake.printed import printed_row
from parkit.intake.problems import Problem, Severity
from parkit.intake.second_look import Address
from parkit.intake.slots import ABSENT, Scores, Slots, off_step, read_plain
from parkit.intake.sums import Sum
from parkit.model.columns import SOURCES, STATES
from parkit.model.errors import listing
from parkit.model.framework import Criterion, Framework
from parkit.model.scheme import Scheme, ScoreTable
from parkit.model.units import Unit, UnitRegister


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is needed to understand a score table of one year."""

    scheme: Scheme
    year: int
    table: ScoreTable
    units: UnitRegister
    framework: Framework
    corrections: Corrections = field(default_factory=Corrections)

    @cached_property
    def unit_numbers(self) -> dict[str, int]:
        """The number of each unit in the register, by code."""
        return {unit.code: number for number, unit in enumerate(self.units)}

    @cached_property
    def leaf_numbers(self) -> dict[str, int]:
        """The number of each scored criterion, by code."""
        return {leaf.code: number for number, leaf in enumerate(self.framework.leaves())}

    @cached_property
    def unit_blocks(self) -> npt.NDArray[np.intp]:
        """The number of each unit's block."""
        blocks = list(self.scheme.blocks)
        return np.array([blocks.index(unit.block) for unit in self.units], dtype=np.intp)

    @cached_property
    def maxima(self) -> npt.NDArray[np.float64]:
        """The maximum of each scored criterion in each block, not a number where it is unknown."""
        rows = [[leaf.max_points[block] for leaf in self.framework.leaves()] for block in self.scheme.blocks]
        return np.array(rows, dtype=float)

    @cached_property
    def applies(self) -> npt.NDArray[np.bool_]:
        """Whether each scored criterion applies to each block."""
        leaves = self.framework.leaves()
        return np.array([[block in leaf.applies for leaf in leaves] for block in self.scheme.blocks], dtype=bool)

    @cached_property
    def steps(self) -> npt.NDArray[np.float64]:
        """The step of each scored criterion, not a number where none is declared."""
        return np.array([leaf.step or np.nan for leaf in self.framework.leaves()], dtype=float)

    @cached_property
    def unit_hints(self) -> Hints:
        """The units most like a name that is none of the year."""
        return Hints(lambda name: self.units.suggestions(name, self.year))

    @cached_property
    def criterion_hints(self) -> Hints:
        """The criteria most like a name that is none of the year."""
        return Hints(self.framework.suggestions)

    @cached_property
    def marks(self) -> dict[str, str]:
        """What marks mean, by canonical form."""
        return marks_of(self.scheme.marks)


@dataclass(frozen=True)
class Cell:
    """A cell and its place, counted from 0."""

    value: Value
    line: int
    place: int

    @property
    def text(self) -> str:
        """Return the cell as a reader sees it."""
        return as_text(self.value)

    @property
    def row(self) -> int:
        """Return the row as Excel counts."""
        return self.line + 1

    @property
    def column(self) -> str:
        """Return the column as Excel names it."""
        return column_letter(self.place)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One sheet, the rules to read it by, and what it has yielded so far."""

    grid: Grid
    rules: Rules
    slots: Slots = field(default_factory=Slots)
    sums: list[Sum] = field(default_factory=list)
    printed: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    corrections_used: dict[Correction, list[Address]] = field(default_factory=dict)
    aside_used: set[SetAside] = field(default_factory=set)

    @cached_property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row) for row in self.grid.rows), default=0)

    @cached_property
    def cells(self) -> tuple[Sequence[Value], ...]:
        """The rows, all of the same width."""
        width = self.width
        return tuple(row if len(row) == width else (*row, *[""] * (width - len(row))) for row in self.grid.rows)

    @cached_property
    def ledger(self) -> Ledger:
        """Where every cell went."""
        return Ledger(self.grid.rows, self.width)

    def cell(self, line: int, place: int) -> Cell:
        """Return a cell with its place."""
        return Cell(self.cells[line][place], line, place)

    def line_cells(self, line: int) -> list[Cell]:
        """Return the filled cells of a line."""
        return [Cell(value, line, place) for place, value in enumerate(self.cells[line]) if value != ""]

    def lines(self, start: int = 0) -> Iterator[int]:
        """Go through the lines from ``start`` on that hold anything; one that is set aside is told and skipped."""
        aside = self._set_aside
        for line in range(start, len(self.cells)):
            if not any(value != "" for value in self.cells[line]):
                continue
            if line in aside:
                self._leave_out(line, aside[line])
            else:
                yield line

    def label(self, *cells: Cell) -> None:
        """Count cells as headings, names, notes."""
        for cell in cells:
            self.ledger.book("labels", cell.line, cell.place)

    def label_above(self, line: int) -> None:
        """Count everything above a line as title and headings."""
        self.ledger.book("labels", slice(0, line), slice(None))

    def refuse(self, *cells: Cell) -> None:
        """Count cells that a reported problem keeps out."""
        for cell in cells:
            self.ledger.book("refused", cell.line, cell.place)

    def unit_at(self, name: Cell) -> Unit | None:
        """Return the unit a cell names in the table's year, or report why it is none."""
        units, year = self.rules.units, self.rules.year
        named = units.named(name.text, year) if name.text else ()
        if len(named) == 1:
            return named[0]
        if named:
            self.report("unit_not_unique", name, suggestion=listing(unit.code for unit in named))
        else:
            code = "unknown_unit" if name.text else "no_unit_name"
            self.report(code, name, suggestion=self.rules.unit_hints.of(name.text))
        return None

    def criterion_at(self, name: Cell, *, unknown: str) -> Criterion | None:
        """Return the criterion a cell names, or report why it carries no score; ``unknown`` is one such code."""
        framework = self.rules.framework
        named = framework.named(name.text)
        if not named:
            self.report(unknown, name, suggestion=self.rules.criterion_hints.of(name.text))
        elif len(named) > 1:
            self.report("criterion_not_unique", name, suggestion=listing(item.code for item in named))
        elif named[0].code not in self.rules.leaf_numbers:
            self.report("criterion_has_parts", name, criterion=named[0].code)
        else:
            return named[0]
        return None

    def take_score(self, cell: Cell, unit: Unit, criterion: Criterion, source: str) -> None:
        """Take a cell as the score of a unit."""
        numbers = {"unit": self.rules.unit_numbers[unit.code], "criterion": self.rules.leaf_numbers[criterion.code]}
        self.slots.add(cell.line, cell.place, source=source, **numbers)

    def take_printed(self, cell: Cell, unit: Unit, statistic: str) -> None:
        """Turn a cell that prints a figure of the unit (total, rank, band) into a printed row."""
        base = {"scheme": self.rules.scheme.code, "year": self.rules.year, "block": unit.block, "unit": unit.code}
        where = {"file": self.grid.file, "sheet": self.grid.sheet, "row": cell.row, "column": cell.column}
        decimal = "." if isinstance(cell.value, float) else self.rules.table.decimal
        row = printed_row(cell.text, statistic=statistic, decimal=decimal, fields=base | where)
        if row is None:
            self.report("not_a_number", cell, unit=unit.code, expected=f"7{self.rules.table.decimal}5")
            self.refuse(cell)
        else:
            self.printed.append(row)
            self.ledger.book("printed", cell.line, cell.place)

    def report(self, code: str, cell: Cell | None = None, *, severity: Severity = "error", **more: str) -> None:
        """Add a problem, with the place of ``cell`` where it concerns one."""
        self.problems.append(
            Problem(
                severity=severity,
                code=code,
                year=self.rules.year,
                file=self.grid.file,
                sheet=self.grid.sheet,
                row=cell.row if cell else None,
                column=cell.column if cell else "",
                found=more.get("found", cell.text if cell else ""),
                unit=more.get("unit", ""),
                criterion=more.get("criterion", ""),
                expected=more.get("expected", ""),
                suggestion=more.get("suggestion", ""),
            )
        )

    def read_slots(self) -> Scores:
        """Read every slot: plain numbers together, everything else and every corrected cell by itself."""
        scores = read_plain(self.slots, self.cells, self.rules)
        there = scores.row != ABSENT
        self.ledger.book("scores", scores.row[there], scores.column[there])
        corrected = dict(self._corrected_slots(scores))
        for slot in sorted({*np.flatnonzero(~scores.plain).tolist(), *corrected}):
            self._read_slot(scores, slot, corrected.get(slot))
        for slot in off_step(scores, self.rules).tolist():
            criterion = self.rules.framework.leaves()[scores.criterion[slot]]
            step = f"{criterion.step:g}".replace(".", self.rules.table.decimal)
            self._report_slot("off_step", scores, slot, severity="warning", expected=step)
        return scores

    @cached_property
    def _set_aside(self) -> dict[int, SetAside]:
        """The lines declared to be left out, if the cell that names them still holds what is expected."""
        found = {}
        for item in self.rules.corrections.lines:
            place = place_of(item.cell) if item.sheet in ("", self.grid.sheet) else None
            inside = place is not None and place[0] < len(self.cells) and place[1] < self.width
            if place and inside and self.cell(*place).text == item.expect:
                found[place[0]] = item
        return found

    def _leave_out(self, line: int, item: SetAside) -> None:
        self.aside_used.add(item)
        place = place_of(item.cell)
        cell = self.cell(*place) if place else None
        self.report("set_aside", cell, severity="warning", suggestion=item.reason().both())
        self.label(*self.line_cells(line))

    def _corrected_slots(self, scores: Scores) -> Iterable[tuple[int, Correction]]:
        """Find the slots that a correction is declared for, if the cell still holds the value it expects."""
        for item in self.rules.corrections.cells:
            unit, leaf = self.rules.unit_numbers.get(item.unit), self.rules.leaf_numbers.get(item.criterion)
            if item.cell or item.sheet not in ("", self.grid.sheet) or unit is None or leaf is None:
                continue
            for slot in np.flatnonzero((scores.unit == unit) & (scores.criterion == leaf)).tolist():
                if (
                    item.source in ("", SOURCES[scores.source[slot]])
                    and self._slot_cell(scores, slot).text == item.expect
                ):
                    yield slot, item

    def _slot_cell(self, scores: Scores, slot: int) -> Cell:
        row, column = int(scores.row[slot]), int(scores.column[slot])
        return Cell("", ABSENT, ABSENT) if row == ABSENT else self.cell(row, column)

    def _read_slot(self, scores: Scores, slot: int, correction: Correction | None) -> None:
        """Read one cell by the rules, through a declared correction where there is one."""
        cell = self._slot_cell(scores, slot)
        reading = self._reading(cell.value, scores, slot)
        if not cell.text and (cell.line, cell.place) in self.grid.uncomputed:
            reading = CellReading(reading.state, code="formula_without_value", severity="error")
        if correction is not None:
            self.corrections_used.setdefault(correction, []).append((cell.line, cell.place))
            reading = self._mended(reading, correction, scores, slot)
        scores.state[slot] = STATES.index(reading.state)
        scores.points[slot] = reading.points
        code = "score_missing" if cell.line == ABSENT and reading.code == "missing_cell" else reading.code
        if code:
            why = correction.reason().both() if correction else ""
            self._report_slot(code, scores, slot, severity=reading.severity, expected=reading.expected, suggestion=why)

    def _reading(self, value: Value, scores: Scores, slot: int) -> CellReading:
        maximum = float(scores.maximum[slot])
        known = None if np.isnan(maximum) else maximum
        if scores.applies[slot]:
            return read_cell(value, decimal=self.rules.table.decimal, marks=self.rules.marks, maximum=known)
        reading = read_cell(value, decimal=self.rules.table.decimal, marks=self.rules.marks, maximum=None)
        if reading.code in ("missing_cell", "mark_not_applicable"):
            return CellReading("not_applicable")
        return CellReading("not_applicable", code="scored_but_not_applicable", severity="error")

    def _mended(self, before: CellReading, correction: Correction, scores: Scores, slot: int) -> CellReading:
        """Return the reading after a correction: a published warning under the name of the fault it mends."""
        code = before.code or "corrected"
        if correction.becomes == SET_ASIDE:
            return CellReading("missing", code=code, expected=before.expected)
        after = self._reading(correction.becomes, scores, slot)
        if after.severity == "error":
            expected = f"{correction.becomes} → {after.expected}"
            return CellReading("missing", code="bad_correction", severity="error", expected=expected)
        return CellReading(after.state, after.points, code=code, expected=before.expected)

    def _report_slot(self, code: str, scores: Scores, slot: int, *, severity: Severity, **more: str) -> None:
        cell = self._slot_cell(scores, slot)
        unit = self.rules.units.units[scores.unit[slot]].code
        criterion = self.rules.framework.leaves()[scores.criterion[slot]].code
        where = None if cell.line == ABSENT else cell
        self.report(code, where, severity=severity, unit=unit, criterion=criterion, **more)
