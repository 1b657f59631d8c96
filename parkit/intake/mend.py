"""Apply the corrections that name a cell by its address, before anything is read from the sheet."""

from dataclasses import dataclass, field, replace

from parkit.intake.corrections import Correction
from parkit.intake.grid import Grid, as_text, place_of
from parkit.intake.problems import Problem
from parkit.intake.reader import Rules


@dataclass(kw_only=True)
class Mended:
    """A sheet after its corrections, the problems that publish them, and which were used."""

    grid: Grid
    problems: list[Problem] = field(default_factory=list)
    used: set[Correction] = field(default_factory=set)


def mend(grid: Grid, rules: Rules) -> Mended:
    """Replace each cell that a correction names and that still holds the value it expects."""
    mended = Mended(grid=grid)
    for item in rules.corrections.cells:
        place = place_of(item.cell) if item.sheet in ("", grid.sheet) else None
        if place is None or place[0] >= len(grid.rows) or place[1] >= len(grid.rows[place[0]]):
            continue
        row, column = place
        if as_text(mended.grid.rows[row][column]) == item.expect:
            mended.grid = _with(mended.grid, row, column, item.becomes)
            mended.used.add(item)
            mended.problems.append(_told(item, grid, rules.year, row))
    return mended


def _with(grid: Grid, row: int, column: int, text: str) -> Grid:
    cells = grid.rows[row]
    changed = (*cells[:column], text, *cells[column + 1 :])
    return replace(grid, rows=(*grid.rows[:row], changed, *grid.rows[row + 1 :]))


def _told(item: Correction, grid: Grid, year: int, row: int) -> Problem:
    return Problem(
        severity="warning",
        code="corrected",
        file=grid.file,
        sheet=grid.sheet,
        row=row + 1,
        column=item.cell.rstrip("0123456789"),
        year=year,
        found=item.expect,
        expected=item.becomes,
        suggestion=item.reason().both(),
    )
