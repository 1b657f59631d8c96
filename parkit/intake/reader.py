"""Take the cells of one score table: each ends as a score, a printed figure, a label, or a problem.

The layouts (units down, one score a line) decide which cell belongs to which unit and criterion;
what a cell then means is decided here, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parkit.intake.cells import CellReading, read_cell
from parkit.intake.corrections import SET_ASIDE, Correction
from parkit.intake.grid import Grid, Value, as_text, column_letter
from parkit.intake.printed import printed_row
from parkit.intake.problems import Problem, Severity
from parkit.model.errors import listing
from parkit.model.framework import Criterion, Framework
from parkit.model.language import fold
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
    corrections: tuple[Correction, ...] = ()


@dataclass(kw_only=True)
class Harvest:
    """What a table yielded; filled cells = scored cells + printed + labels + refused."""

    scores: list[dict[str, Any]] = field(default_factory=list)
    printed: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    labels: int = 0
    refused: int = 0
    corrections_used: set[Correction] = field(default_factory=set)

    def count_cells(self) -> int:
        """Return how many filled cells are accounted for."""
        filled = sum(bool(row["cell_filled"]) for row in self.scores)
        return filled + len(self.printed) + self.labels + self.refused


@dataclass(frozen=True)
class Cell:
    """A cell and its address."""

    value: Value
    row: int
    column: str

    @property
    def text(self) -> str:
        """Return the cell as a reader sees it."""
        return as_text(self.value)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A grid, the rules to read it by, and what it has yielded so far."""

    grid: Grid
    rules: Rules
    harvest: Harvest = field(default_factory=Harvest)

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Go through the lines that hold anything, as addressed cells; a short line is filled up with empty ones."""
        width = max(len(row) for row in self.grid.rows)
        for number, row in self.grid.numbered():
            if any(cell != "" for cell in row):
                values = (*row, *("" for _ in range(width - len(row))))
                yield number, [Cell(value, number, column_letter(place)) for place, value in enumerate(values)]

    def find_header(self) -> dict[str, Cell] | None:
        """Return the headings by column of the line that heads the unit column; it and all above are labels."""
        wanted = fold(self.rules.table.unit_column)
        labels = 0
        for _, cells in self.lines():
            labels += count_filled(cells)
            if any(fold(cell.text) == wanted for cell in cells):
                self.harvest.labels += labels
                return {cell.column: cell for cell in cells if cell.text}
        return None

    def unit_at(self, name: Cell) -> Unit | None:
        """Return the unit a cell names in the table's year, or report why it is none."""
        year = self.rules.year
        unit = self.rules.units.find(name.text, year) if name.text else None
        if unit is None:
            hint = listing(self.rules.units.suggestions(name.text, year))
            self.report("unknown_unit" if name.text else "no_unit_name", name, suggestion=hint)
        return unit

    def criterion_at(self, name: Cell, *, unknown: str) -> Criterion | None:
        """Return the criterion a cell names, or report why it carries no score; ``unknown`` is one such code."""
        framework = self.rules.framework
        named = framework.named(name.text)
        if not named:
            self.report(unknown, name, suggestion=listing(framework.suggestions(name.text)))
        elif len(named) > 1:
            self.report("criterion_not_unique", name, suggestion=listing(item.code for item in named))
        elif named[0] not in framework.leaves():
            self.report("criterion_has_parts", name, criterion=named[0].code)
        else:
            return named[0]
        return None

    def refuse(self, cells: list[Cell]) -> None:
        """Count cells that a reported problem keeps out."""
        self.harvest.refused += count_filled(cells)

    def take_score(self, cell: Cell, unit: Unit, criterion: Criterion) -> None:
        """Turn a score cell into one tidy row, through a declared correction where there is one."""
        correction = self._correction(cell, unit, criterion)
        reading = self._read(cell.value, unit, criterion)
        if correction is not None:
            self.harvest.corrections_used.add(correction)
            reading = self._corrected(reading, correction, unit, criterion)
        if reading.code:
            why = correction.reason().both() if correction else ""
            names = {
                "unit": unit.code,
                "criterion": criterion.code,
                "expected": reading.expected,
                "suggestion": why,
            }
            self.report(reading.code, cell, severity=reading.severity, **names)
        self.harvest.scores.append(self._score_row(cell, unit, criterion, reading))

    def take_absent(self, unit: Unit, criterion: Criterion) -> None:
        """Add the row of a score that the table has no cell for, so that it is not taken as not applicable."""
        reading = self._read("", unit, criterion)
        if reading.state == "missing":
            self.report("score_missing", severity="warning", unit=unit.code, criterion=criterion.code)
        self.harvest.scores.append(self._score_row(Cell("", 0, ""), unit, criterion, reading) | {"row": None})

    def take_printed(self, cell: Cell, unit: Unit, statistic: str) -> None:
        """Turn a cell that prints a figure of the unit (total, rank, band) into a printed row."""
        base = {
            "scheme": self.rules.scheme.code,
            "year": self.rules.year,
            "block": unit.block,
            "unit": unit.code,
        }
        where = {"file": self.grid.file, "sheet": self.grid.sheet, "row": cell.row, "column": cell.column}
        decimal = "." if isinstance(cell.value, float) else self.rules.table.decimal
        row = printed_row(cell.text, statistic=statistic, decimal=decimal, fields=base | where)
        if row is None:
            self.report("not_a_number", cell, unit=unit.code, expected=f"7{self.rules.table.decimal}5")
            self.refuse([cell])
        else:
            self.harvest.printed.append(row)

    def report(self, code: str, cell: Cell | None = None, *, severity: Severity = "error", **more: str) -> None:
        """Add a problem, with the place of ``cell`` where it concerns one."""
        self.harvest.problems.append(
            Problem(
                severity=severity,
                code=code,
                year=self.rules.year,
                file=self.grid.file,
                sheet=self.grid.sheet,
                row=cell.row if cell else None,
                column=cell.column if cell else "",
                found=cell.text if cell else "",
                unit=more.get("unit", ""),
                criterion=more.get("criterion", ""),
                expected=more.get("expected", ""),
                suggestion=more.get("suggestion", ""),
            )
        )

    def _read(self, value: Value, unit: Unit, criterion: Criterion) -> CellReading:
        marks, decimal = self.rules.scheme.marks, self.rules.table.decimal
        if unit.block in criterion.applies:
            return read_cell(value, decimal=decimal, marks=marks, maximum=criterion.max_points[unit.block])
        text = as_text(value)
        if text == "" or marks.get(text) == "not_applicable":
            return CellReading("not_applicable")
        return CellReading("not_applicable", code="scored_but_not_applicable", severity="error")

    def _correction(self, cell: Cell, unit: Unit, criterion: Criterion) -> Correction | None:
        """Return the correction declared for this cell, if the cell still holds the value it expects."""
        key = (self.grid.file, unit.code, criterion.code, cell.text)
        declared = self.rules.corrections
        return next((item for item in declared if (item.file, item.unit, item.criterion, item.expect) == key), None)

    def _corrected(self, before: CellReading, correction: Correction, unit: Unit, criterion: Criterion) -> CellReading:
        """Return the reading after a correction: a published warning under the name of the fault it mends."""
        code = before.code or "corrected"
        if correction.becomes == SET_ASIDE:
            return CellReading("missing", code=code, expected=before.expected)
        after = self._read(correction.becomes, unit, criterion)
        if after.severity == "error":
            expected = f"{correction.becomes} → {after.expected}"
            return CellReading("missing", code="bad_correction", severity="error", expected=expected)
        return CellReading(after.state, after.points, code=code, expected=before.expected)

    def _score_row(self, cell: Cell, unit: Unit, criterion: Criterion, reading: CellReading) -> dict[str, Any]:
        return {
            "scheme": self.rules.scheme.code,
            "year": self.rules.year,
            "block": unit.block,
            "unit": unit.code,
            "area": self.rules.framework.area_of(criterion.code),
            "criterion": criterion.code,
            "source": self.rules.table.source,
            "state": reading.state,
            "points": reading.points,
            "max_points": criterion.max_points[unit.block],
            "file": self.grid.file,
            "sheet": self.grid.sheet,
            "row": cell.row,
            "column": cell.column,
            "cell_filled": cell.text != "",
        }


def count_filled(cells: list[Cell]) -> int:
    """Return how many cells hold anything."""
    return sum(cell.text != "" for cell in cells)
