"""The score files of a year once more, cell by cell: what stood there, and what became of it.

The tidy table says for every number where it comes from; this says for every cell where it went. Files are read
again by the very code that reads them for the table, so the two cannot tell different stories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from parkit.intake.corrections import Correction, Corrections, SetAside, read_corrections
from parkit.intake.dataset import SchemeData
from parkit.intake.files import PUBLISHED, ScoreFile, names_of, score_files
from parkit.intake.grid import Grid, Value, open_grid, place_of
from parkit.intake.ledger import USES
from parkit.intake.mend import Mended
from parkit.intake.parts import file_aside, finish_file, open_sheets, plain_care, read_book
from parkit.intake.printed import PublishedRules, read_published
from parkit.intake.reader import Reader, Rules
from parkit.intake.refusal import GridError
from parkit.intake.second_look import Address
from parkit.intake.survey import read_answers
from parkit.model.file_names import composed, on_disk
from parkit.model.project import years_in
from parkit.model.scheme import ScoreTable


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet as it was received; rows and columns are counted from 0.

    Attributes
    ----------
    title : str
        Name of the sheet; a CSV file has none.
    rows : tuple of tuples
        The cells, every row of the same width.
    uses : array of shape (rows, columns)
        What became of each cell, as a place in ``parkit.intake.ledger.USES``; 0 where it is empty.
    corrected : mapping of an address to a Correction
        The cells that were read as another value than they hold.
    aside : mapping of a row to a SetAside
        The lines that were left out.
    hidden : set of addresses
        Filled cells that Excel does not show.
    """

    title: str
    rows: tuple[tuple[Value, ...], ...]
    uses: npt.NDArray[np.uint8]
    corrected: Mapping[Address, Correction] = field(default_factory=dict)
    aside: Mapping[int, SetAside] = field(default_factory=dict)
    hidden: frozenset[Address] = frozenset()


@dataclass(frozen=True, kw_only=True)
class SheetFile:
    """The sheets of one file, none if it cannot be opened; ``aside`` declares the whole file left out."""

    name: str
    sheets: tuple[Sheet, ...] = ()
    aside: SetAside | None = None


def read_sheets(data: SchemeData, year: int) -> tuple[SheetFile, ...]:
    """Return the files of a year that ``data.cells`` accounts for, in its order, with the use of every cell.

    Raises
    ------
    DefinitionError
        corrections.toml was changed after the scheme was read, and is wrong now.
    """
    scheme = data.scheme
    everywhere = [name for known in years_in(scheme.folder) for name in names_of(score_files(scheme, known))]
    corrections = read_corrections(scheme.folder, everywhere)
    files = [_score_file(_rules(data, year, file, corrections), file.name) for file in score_files(scheme, year)]
    survey, published = f"{year}/{composed(scheme.survey.file)}", f"{year}/{PUBLISHED}"
    if on_disk(scheme.folder / survey).is_file():
        files.append(_survey_file(_rules(data, year, None, Corrections()), survey))
    if (scheme.folder / published).is_file():
        files.append(_published_file(data, year, published))
    return tuple(files)


def _rules(data: SchemeData, year: int, file: ScoreFile | None, corrections: Corrections) -> Rules:
    return Rules(
        scheme=data.scheme,
        year=year,
        table=file.table if file else ScoreTable(),
        units=data.units,
        framework=data.frameworks[year],
        corrections=corrections.of(file.name) if file else corrections,
    )


def _score_file(rules: Rules, name: str) -> SheetFile:
    aside = file_aside(rules, plain_care(rules.scheme, name).fingerprint)
    try:
        grids = open_sheets(rules, name)
    except GridError:
        return SheetFile(name=name)
    if aside:
        return SheetFile(name=name, sheets=tuple(_all_labels(grid) for grid in grids), aside=aside)
    book = read_book(grids, rules)
    pairs = zip(grids, book.mended, book.readers, strict=True)
    return SheetFile(name=name, sheets=tuple(_sheet(grid, reader, mended) for grid, mended, reader in pairs))


def _survey_file(rules: Rules, name: str) -> SheetFile:
    try:
        grid = open_grid(rules.scheme.folder / name, name=name)
    except GridError:
        return SheetFile(name=name)
    reader = Reader(grid=grid, rules=rules)
    finish_file(reader, plain_care(rules.scheme, name), shape="survey", survey=read_answers(reader))
    return SheetFile(name=name, sheets=(_sheet(grid, reader),))


def _published_file(data: SchemeData, year: int, name: str) -> SheetFile:
    """Return the file of printed figures: each right line yields one, a wrong line is refused whole."""
    try:
        grid = open_grid(data.scheme.folder / name, name=name)
    except GridError:
        return SheetFile(name=name)
    sheet = _all_labels(grid)
    rows, problems = read_published(grid, PublishedRules.of(data.scheme, data.units, data.frameworks[year]))
    for problem in problems:
        lines = slice(None) if problem.row is None else problem.row - grid.first_row
        sheet.uses[lines] = np.where(sheet.uses[lines] > 0, USES.index("refused"), 0)
    for row in rows:
        place = place_of(f"{row['column']}{row['row']}")
        if place:
            sheet.uses[place] = USES.index("printed")
    return SheetFile(name=name, sheets=(sheet,))


def _all_labels(grid: Grid) -> Sheet:
    """Return a sheet of which nothing is data."""
    rows = _even(grid.rows)
    filled = np.array([[value != "" for value in row] for row in rows], dtype=bool)
    return Sheet(title=grid.sheet, rows=rows, uses=np.where(filled, USES.index("labels"), 0).astype(np.uint8))


def _sheet(grid: Grid, reader: Reader, mended: Mended | None = None) -> Sheet:
    return Sheet(
        title=grid.sheet,
        rows=_even(grid.rows),
        uses=np.where(reader.ledger.filled, reader.ledger.uses, 0).astype(np.uint8),
        corrected=_corrected(reader, mended.used if mended else ()),
        aside={place[0]: item for item in reader.aside_used if (place := place_of(item.cell))},
        hidden=grid.hidden,
    )


def _corrected(reader: Reader, by_address: Iterable[Correction]) -> dict[Address, Correction]:
    """Return the corrected cells; a score that the table has no cell for is corrected nowhere in the sheet."""
    named = {place: item for item in by_address if (place := place_of(item.cell))}
    scored = {place: item for item, places in reader.corrections_used.items() for place in places if place[0] >= 0}
    return named | scored


def _even(rows: tuple[tuple[Value, ...], ...]) -> tuple[tuple[Value, ...], ...]:
    width = max((len(row) for row in rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)
