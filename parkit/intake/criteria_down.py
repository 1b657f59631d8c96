"""Sheets with the criteria down: a scorecard of one unit, or a block workbook with the units across."""

from dataclasses import dataclass, field, replace
from typing import Final

from parkit.intake.headings import role_of, unit_line
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
from parkit.intake.problems import NOTHING_FILLED
from parkit.intake.reader import Reader
from parkit.intake.shapes import Column, Shape
from parkit.intake.sums import INDEX, Kind, Sum
from parkit.model.errors import listing
from parkit.model.framework import Criterion
from parkit.model.language import slug
from parkit.model.units import Unit

_PRINTED: Final = {"rank": "rank", "band": "band"}


@dataclass(kw_only=True)
class _Pass:
    """One pass over a sheet: its columns, the leaves found with their lines, and the lines just passed."""

    shape: Shape
    scores: tuple[Column, ...]
    units: tuple[Unit, ...]
    leaves: dict[str, int] = field(default_factory=dict)
    context: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[Column, ...]:
        """The columns whose numbers make a line one that must be named."""
        return *self.scores, *self.shape.of("maximum")


def read_criteria_down(reader: Reader, shape: Shape) -> None:
    """Read a block workbook: every unit has a column, or one for each source."""
    begin(reader, shape)
    report_unknown_columns(reader, shape, "unknown_unit")
    _read(reader, shape, _distinct(reader, shape))


def read_scorecard(reader: Reader, shape: Shape) -> None:
    """Read the scorecard of one unit, named in a title line, by the sheet or by the file."""
    begin(reader, shape)
    report_unknown_columns(reader, shape, "undeclared_column")
    unit = card_unit(reader, shape)
    if unit is None:
        reader.ledger.book("refused", slice(shape.body, None), slice(None))
        return
    named = tuple(replace(column, unit=unit) if column.role == "score" else column for column in shape.columns)
    _read(reader, replace(shape, columns=named), _distinct(reader, replace(shape, columns=named)))


def card_unit(reader: Reader, shape: Shape) -> Unit | None:
    """Return the unit of a scorecard, or report that it is named nowhere, or by two names.

    A line "Đơn vị: …" decides; without one a title that is nothing but a unit's name, the sheet and the file count.
    """
    titles = [cell for line in range(shape.header) for cell in reader.line_cells(line)]
    for place, cell in enumerate(titles):
        named = unit_line(cell.text)
        if named == "" and place + 1 < len(titles) and titles[place + 1].line == cell.line:
            return reader.unit_at(titles[place + 1])
        if named:
            return reader.unit_at(replace(cell, value=named))
    units, year = reader.rules.units, reader.rules.year
    texts = [*(cell.text for cell in titles), reader.grid.sheet]
    found = {unit.code for text in texts for unit in units.named(text, year)} or _in_file_name(reader)
    if len(found) != 1:
        reader.report("card_without_unit", suggestion=listing(sorted(found)))
        return None
    return units.get(found.pop())


def _in_file_name(reader: Reader) -> set[str]:
    """Return the unit whose code or name stands in the file's name, word for word; the longest such name wins."""
    stem = f"-{slug(reader.grid.file.rpartition('/')[2].rpartition('.')[0])}-"
    lengths: dict[str, int] = {}
    for unit in reader.rules.units.in_year(reader.rules.year):
        forms = {unit.code, *(slug(spelling) for spelling in unit.spellings())}
        lengths[unit.code] = max((len(form) for form in forms if form and f"-{form}-" in stem), default=0)
    longest = max(lengths.values(), default=0)
    return {code for code, length in lengths.items() if length == longest > 0}


def _distinct(reader: Reader, shape: Shape) -> tuple[Column, ...]:
    """Return the score columns; one that repeats a unit and source is told and kept out."""
    seen: dict[tuple[str, str], Column] = {}
    for column in shape.of("score"):
        key = (column.unit.code if column.unit else "", column.source)
        if key in seen:
            where = seen[key].heading.column
            reader.report("column_twice", column.heading, unit=key[0], expected=where)
            reader.ledger.book("refused", slice(shape.body, None), column.place)
        else:
            seen[key] = column
    return tuple(seen.values())


def _read(reader: Reader, shape: Shape, scores: tuple[Column, ...]) -> None:
    units = tuple({column.unit.code: column.unit for column in scores if column.unit}.values())
    run = _Pass(shape=shape, scores=scores, units=units)
    for line in reader.lines(shape.body):
        _line(reader, run, line)
    _take_leaves(reader, run)


def _line(reader: Reader, run: _Pass, line: int) -> None:
    """Read one line: a criterion, a total, a printed figure, or words around the table."""
    label = read_label(reader, run.shape.of("number", "criterion"), line)
    criterion = name_criterion(label, run.context) if label else None
    role = role_of(label.name) if label and not label.candidates else ""
    numbers = holds_numbers(reader, run.numbers, line)
    if label and criterion:
        _criterion_line(reader, run, line, label, criterion)
    elif role == "total":
        _sum_line(reader, run, line, INDEX)
    elif role in _PRINTED:
        _printed_line(reader, run, line, _PRINTED[role])
    elif not numbers:
        reader.label(*reader.line_cells(line))
    else:
        _refuse_line(reader, run, line, label)


def _refuse_line(reader: Reader, run: _Pass, line: int, label: Label | None) -> None:
    if label:
        report_label(reader, label)
    else:
        first = next(cell for column in run.numbers if (cell := reader.cell(line, column.place)).text)
        reader.report("no_criterion_name", first)
    reader.refuse(*reader.line_cells(line))


def _criterion_line(reader: Reader, run: _Pass, line: int, label: Label, criterion: Criterion) -> None:
    run.context = reader.rules.framework.path(criterion.code)
    if criterion.code in run.leaves:
        reader.report("line_twice", label.cell, criterion=criterion.code, expected=str(run.leaves[criterion.code] + 1))
        reader.refuse(*reader.line_cells(line))
        return
    _words(reader, run, line)
    _maxima(reader, run, line, criterion)
    if label.maximum:
        check_maximum(reader, label.cell, label.maximum, criterion, run.units)
    if criterion.code in reader.rules.leaf_numbers:
        run.leaves[criterion.code] = line
        _column_sums(reader, run, line, criterion.code)
    else:
        _sum_line(reader, run, line, criterion.code)


def _words(reader: Reader, run: _Pass, line: int) -> None:
    """Count names, numbers and notes of a line as labels."""
    roles = ("number", "criterion", "note", "ignored", "unit", "block", "source", "year", "answers")
    reader.label(*(reader.cell(line, column.place) for column in run.shape.of(*roles)))


def _maxima(reader: Reader, run: _Pass, line: int, criterion: Criterion) -> None:
    for column in run.shape.of("maximum"):
        cell = reader.cell(line, column.place)
        reader.ledger.book("checks", line, column.place)
        check_maximum(reader, cell, cell.text, criterion, run.units)


def _sum_line(reader: Reader, run: _Pass, line: int, code: str) -> None:
    """Take a line of sums: each is checked against the parts of its unit."""
    _words(reader, run, line)
    if code == INDEX:
        for column in run.shape.of("maximum"):
            reader.ledger.book("checks", line, column.place)
    for column in run.scores:
        cell = reader.cell(line, column.place)
        if column.unit and (cell.text or (line, column.place) in reader.grid.uncomputed):
            reader.sums.append(Sum(cell=cell, kind="parts", code=code, source=column.source, unit=column.unit.code))
    _column_sums(reader, run, line, code)


def _column_sums(reader: Reader, run: _Pass, line: int, code: str) -> None:
    """Take the sum or mean of a line over all its units."""
    for column in run.shape.of("total", "mean"):
        cell = reader.cell(line, column.place)
        if cell.text:
            kind: Kind = "units" if column.role == "total" else "mean"
            reader.sums.append(Sum(cell=cell, kind=kind, code=code, source=column.source))


def _printed_line(reader: Reader, run: _Pass, line: int, statistic: str) -> None:
    _words(reader, run, line)
    for column in run.scores:
        cell = reader.cell(line, column.place)
        if column.unit and cell.text:
            reader.take_printed(cell, column.unit, statistic)


def _take_leaves(reader: Reader, run: _Pass) -> None:
    """Take the score of every criterion found, column by column; a column without any is told and left."""
    lines = run.leaves.values()
    filled = [column for column in run.scores if any(_has_content(reader, line, column.place) for line in lines)]
    for column in filled:
        for code, line in run.leaves.items():
            _take_leaf(reader, column, reader.rules.framework.get(code), line)
    _tell_empty(reader, run, filled)


def _tell_empty(reader: Reader, run: _Pass, filled: list[Column]) -> None:
    """Tell of columns without a score; formulas in them that were never computed have nothing to add up.

    A card that nobody filled in is told once, and one that only awaits its appraisal is as it should be.
    """
    empty = [column for column in run.scores if column not in filled]
    places = {column.place for column in empty}
    reader.sums[:] = [item for item in reader.sums if item.cell.text or item.cell.place not in places]
    if run.shape.layout == "scorecard" and not filled and empty:
        unit = empty[0].unit.code if empty[0].unit else ""
        reader.report("not_filled", empty[0].heading, severity="warning", unit=unit)
        return
    for column in empty:
        waiting = run.shape.layout == "scorecard" and column.source == "appraised"
        if not waiting:
            unit = column.unit.code if column.unit else ""
            reader.report(NOTHING_FILLED, column.heading, severity="warning", unit=unit, expected=column.source)


def _has_content(reader: Reader, line: int, place: int) -> bool:
    return reader.cells[line][place] != "" or (line, place) in reader.grid.uncomputed


def _take_leaf(reader: Reader, column: Column, leaf: Criterion, line: int) -> None:
    """Take one score; a survey criterion is blank in a sheet unless its points are printed there."""
    cell = reader.cell(line, column.place)
    if not column.unit:
        return
    if leaf.source != "survey" or column.source == "survey":
        reader.take_score(cell, column.unit, leaf, column.source)
    elif cell.text and column.source == "self":
        reader.report("survey_not_self_scored", cell, unit=column.unit.code, criterion=leaf.code)
        reader.refuse(cell)
    elif cell.text:
        reader.take_score(cell, column.unit, leaf, "survey")
