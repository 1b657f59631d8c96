"""What the recognised layouts share: labels of lines, maxima beside the scores, titles, and what is left at the end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parkit.intake.headings import years_in
from parkit.intake.reader import Cell, Reader
from parkit.intake.shapes import Column, Shape, candidates_for, pick_candidate, split_label
from parkit.intake.slots import Scores
from parkit.intake.sums import check_sums
from parkit.model.errors import listing
from parkit.model.framework import Criterion
from parkit.model.numbers import NumberFormatError, parse_number
from parkit.model.units import Unit

_NUMERIC: Final = re.compile(r"[+\-−]?\d[\d.,/ ]*%?")
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Label:
    """What names a line: the cell, its number, its name, the maximum in its brackets, and the lines it may mean."""

    cell: Cell
    number: str
    name: str
    maximum: str
    candidates: tuple[Criterion, ...]


def read_label(reader: Reader, columns: Sequence[Column], line: int) -> Label | None:
    """Return what the label columns of a line say, or None where they are empty."""
    cells = [cell for column in columns if (cell := reader.cell(line, column.place)).text]
    if not cells:
        return None
    number, maximum, named = "", "", cells[0]
    name = ""
    for cell in cells:
        code, words, limit = split_label(cell.text)
        number, maximum = code or number, limit or maximum
        if words:
            name, named = words, cell
    candidates = candidates_for(reader, number, name, whole=named.text if name else "")
    return Label(cell=named, number=number, name=name, maximum=maximum, candidates=candidates)


def name_criterion(label: Label, context: Sequence[str]) -> Criterion | None:
    """Return the one line of the framework a label names, by the lines just passed where several share the name."""
    return pick_candidate(label.candidates, label.number, context)


def report_label(reader: Reader, label: Label, *, code: str = "unknown_criterion") -> None:
    """Report a label that names no line of the framework, or several."""
    if len(label.candidates) > 1:
        codes = listing(item.code for item in label.candidates)
        reader.report("criterion_not_unique", label.cell, suggestion=codes)
    else:
        reader.report(code, label.cell, suggestion=reader.rules.criterion_hints.of(label.name or label.number))


def is_numeric(cell: Cell) -> bool:
    """Tell whether a cell holds something like a number."""
    return isinstance(cell.value, float) or _NUMERIC.fullmatch(cell.text) is not None


def holds_numbers(reader: Reader, columns: Sequence[Column], line: int) -> bool:
    """Tell whether any of the columns holds something like a number in a line."""
    return any(is_numeric(reader.cell(line, column.place)) for column in columns)


def check_maximum(reader: Reader, cell: Cell, text: str, criterion: Criterion, units: Sequence[Unit]) -> None:
    """Report a printed maximum that is none the framework gives the criterion in any block of the sheet."""
    wanted = sorted({limit for unit in units for limit in limits_of(reader, criterion, unit.block)})
    if not text or not wanted or text in reader.rules.marks:
        return
    try:
        found = (
            cell.value
            if isinstance(cell.value, float)
            else parse_number(text, decimal=reader.rules.table.decimal).value
        )
    except NumberFormatError:
        found = -1.0
    if not any(abs(found - limit) < _TOLERANCE for limit in wanted):
        shown = listing(f"{limit:g}".replace(".", reader.rules.table.decimal) for limit in wanted)
        reader.report("maximum_differs", cell, severity="warning", criterion=criterion.code, expected=shown, found=text)


def limits_of(reader: Reader, criterion: Criterion, block: str) -> set[float]:
    """Return the maxima a sheet may print for a line: its own, and for a sum also that without the survey."""
    own = criterion.max_points[block]
    parts = [leaf for leaf in reader.rules.framework.leaves_under(criterion.code) if block in leaf.applies]
    if criterion.code in reader.rules.leaf_numbers or not parts:
        return set() if own is None else {own}
    sums = [parts, [leaf for leaf in parts if leaf.source != "survey"]]
    known = [[leaf.max_points[block] for leaf in some] for some in sums if some]
    totals = {round(sum(limit for limit in some if limit is not None), 9) for some in known if None not in some}
    return totals | (set() if own is None else {own})


def begin(reader: Reader, shape: Shape) -> None:
    """Count title and headings as labels; report a title that speaks of another year."""
    reader.label_above(shape.body)
    year = reader.rules.year
    titles = [cell for line in range(shape.header) for cell in reader.line_cells(line)]
    named = years_in(cell.text for cell in titles)
    if named and year not in named:
        guilty = next(cell for cell in titles if years_in([cell.text]))
        reader.report("wrong_year", guilty, expected=str(year))


def report_unknown_columns(reader: Reader, shape: Shape, code: str) -> None:
    """Report headings nobody knows above cells that hold something, and keep these cells out."""
    for column in shape.of(""):
        below = [reader.cell(line, column.place) for line in range(shape.body, len(reader.cells))]
        if any(is_numeric(cell) for cell in below):
            closest = _closest(reader, column, code)
            reader.report(code, column.heading, suggestion=closest)
            reader.refuse(*(cell for cell in below if cell.text))


def _closest(reader: Reader, column: Column, code: str) -> str:
    text = column.heading.text
    if code == "unknown_unit":
        return reader.rules.unit_hints.of(text)
    return reader.rules.criterion_hints.of(split_label(text)[1] or text)


def finish(reader: Reader, sheet: Scores, file: Scores) -> None:
    """Check the sums of a sheet whose scores are read, and report every filled cell that nothing has a use for."""
    check_sums(reader, sheet, file)
    for line, place in reader.ledger.open_places():
        cell = reader.cell(line, place)
        reader.report("cell_without_heading", cell)
        reader.refuse(cell)
    _report_hidden(reader)
    reader.problems.sort(key=lambda problem: (problem.row or 0, len(problem.column), problem.column))


def _report_hidden(reader: Reader) -> None:
    """Say which scores stand in hidden rows or columns: they are read, and nobody sees them."""
    scores = sorted(place for place in reader.grid.hidden if reader.ledger.is_score(*place))
    if scores:
        shown = [reader.cell(*place) for place in scores]
        found = f"{shown[0].column}{shown[0].row}–{shown[-1].column}{shown[-1].row}"
        reader.report("hidden_cells", shown[0], severity="warning", found=found, expected=str(len(shown)))
