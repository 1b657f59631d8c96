"""One file of a year: opened, corrected, read by its layout, and stopped whole if anything in it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from parkit.intake.corrections import Correction, SetAside
from parkit.intake.criteria_down import read_criteria_down, read_scorecard
from parkit.intake.files import fingerprint
from parkit.intake.grid import Grid, open_book, open_grid
from parkit.intake.headings import is_instructions
from parkit.intake.layouts import read_declared
from parkit.intake.lines import finish, is_numeric
from parkit.intake.mend import Mended, mend
from parkit.intake.one_a_line import read_one_a_line
from parkit.intake.printed import PublishedRules, read_published
from parkit.intake.problems import Problem, Severity
from parkit.intake.reader import Reader, Rules
from parkit.intake.refusal import GridError
from parkit.intake.shapes import recognise
from parkit.intake.slots import Scores, join, score_frame
from parkit.intake.units_down import read_units_down
from parkit.model.framework import Framework
from parkit.model.scheme import Scheme
from parkit.model.units import UnitRegister

_COUNTS: Final = ("filled", "scores", "printed", "labels", "checks", "refused")
_READERS: Final = {
    "criteria_down": read_criteria_down,
    "scorecard": read_scorecard,
    "units_down": read_units_down,
    "long": read_one_a_line,
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one file yielded; ``group`` tells declared tables apart, recognised files share one.

    ``slots`` are the scores again, by number, for checks that go over hundreds of thousands of them.
    """

    group: int = -1
    scores: pd.DataFrame | None = None
    slots: Scores | None = None
    printed: list[dict[str, Any]] = field(default_factory=list)
    survey: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FileCare:
    """What is known of a file besides its cells: its fingerprint, that in the register, an earlier file equal to it."""

    name: str
    group: int
    fingerprint: str
    registered: str
    same_as: str


def read_score_file(rules: Rules, care: FileCare) -> Part:
    """Read one file of scores."""
    aside = [item for item in rules.corrections.lines if not item.cell]
    fresh = file_aside(rules, care.fingerprint)
    try:
        grids = open_sheets(rules, care.name)
    except GridError as error:
        return unopened(care, rules.year, error)
    problems = [_of_file(rules, care, "stale_set_aside", "error", item.expect) for item in aside if item is not fresh]
    if fresh:
        code = "same_file_twice" if care.same_as else "set_aside"
        why = fresh.reason().both()
        problems.append(_of_file(rules, care, code, "warning", care.same_as, suggestion=why))
        filled = sum(grid.count_filled() for grid in grids)
        return _part(care, "", {"filled": filled, "labels": filled}, problems=problems)
    problems += _file_problems(rules, care)
    return _read_grids(grids, rules, care, problems)


def open_sheets(rules: Rules, name: str) -> tuple[Grid, ...]:
    """Open the sheets of a score file that its table asks for: all that hold anything, or the declared one.

    Raises
    ------
    GridError
        As ``parkit.intake.grid.open_grid``.
    """
    table, path = rules.table, rules.scheme.folder / name
    if table.declared:
        return (open_grid(path, name=name, sheet=table.sheet),)
    return open_book(path, name=name, sheet=table.sheet)


def file_aside(rules: Rules, fingerprint: str) -> SetAside | None:
    """Return the declaration that leaves the whole file with this sha256 out, or None."""
    lines = rules.corrections.lines
    return next((item for item in lines if not item.cell and item.expect == fingerprint), None)


def _file_problems(rules: Rules, care: FileCare) -> list[Problem]:
    """Report a file edited after it was registered, and one that is another file under a second name."""
    problems = []
    if care.registered and care.registered != care.fingerprint:
        problems.append(_of_file(rules, care, "file_edited", "warning", care.registered))
    if care.same_as:
        problems.append(_of_file(rules, care, "same_file_twice", "error", care.same_as))
    return problems


def _of_file(
    rules: Rules,
    care: FileCare,
    code: str,
    severity: Severity,
    expected: str,
    *,
    suggestion: str = "",
) -> Problem:
    return Problem(
        severity=severity,
        code=code,
        file=care.name,
        year=rules.year,
        found=care.fingerprint,
        expected=expected,
        suggestion=suggestion,
    )


@dataclass(frozen=True, kw_only=True)
class Book:
    """The sheets of a file read to the end: their readers, layouts and scores, one each."""

    mended: tuple[Mended, ...]
    readers: tuple[Reader, ...]
    shapes: tuple[str, ...]
    scores: tuple[Scores, ...]
    whole: Scores


def read_book(grids: tuple[Grid, ...], rules: Rules) -> Book:
    """Read every sheet of a file; one without a table is told, a file without any is refused."""
    mended = tuple(mend(grid, rules) for grid in grids)
    readers = tuple(Reader(grid=item.grid, rules=rules) for item in mended)
    shapes = tuple(_read(reader) for reader in readers)
    for reader in (reader for reader, shape in zip(readers, shapes, strict=True) if not shape):
        _no_table(reader, alone=not any(shapes))
    scores = tuple(reader.read_slots() for reader in readers)
    whole = join(scores)
    for reader, sheet in zip(readers, scores, strict=True):
        finish(reader, sheet, whole)
    return Book(mended=mended, readers=readers, shapes=shapes, scores=scores, whole=whole)


def _read_grids(grids: tuple[Grid, ...], rules: Rules, care: FileCare, problems: list[Problem]) -> Part:
    """Return what the sheets of a file yielded."""
    book = read_book(grids, rules)
    frames = [
        score_frame(sheet, rules, file=care.name, sheet=reader.grid.sheet)
        for reader, sheet in zip(book.readers, book.scores, strict=True)
    ]
    found = [problem for item in book.mended for problem in item.problems]
    found += [problem for reader in book.readers for problem in reader.problems]
    used: set[Correction | SetAside] = {item for mended in book.mended for item in mended.used}
    for reader in book.readers:
        used |= {*reader.corrections_used} | reader.aside_used
    found += _stale(rules, used, care)
    counts = [reader.ledger.counts() for reader in book.readers]
    return _part(
        care,
        ", ".join(dict.fromkeys(shape for shape in book.shapes if shape)),
        {name: sum(count[name] for count in counts) for name in _COUNTS},
        scores=frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True),
        slots=book.whole,
        printed=[row for reader in book.readers for row in reader.printed],
        problems=problems + found,
    )


def finish_file(reader: Reader, care: FileCare, *, shape: str, survey: list[dict[str, Any]]) -> Part:
    """Return what a file of one sheet yielded, once its layout has been gone through."""
    scores = reader.read_slots()
    finish(reader, scores, scores)
    frame = score_frame(scores, reader.rules, file=care.name, sheet=reader.grid.sheet)
    counts = reader.ledger.counts()
    return _part(care, shape, counts, scores=frame, survey=survey, problems=reader.problems)


def _read(reader: Reader) -> str:
    """Read a sheet by its declared or recognised layout, and return that layout; nothing if there is none."""
    if reader.rules.table.declared:
        read_declared(reader)
        return reader.rules.table.layout
    shape = recognise(reader)
    if shape is None:
        return ""
    _READERS[shape.layout](reader, shape)
    return shape.layout


def _no_table(reader: Reader, *, alone: bool) -> None:
    """Tell of a sheet without a table: beside others it holds words, alone it stops the file.

    The instructions that parkit wrote itself are nothing to tell, as long as no number was typed into them.
    """
    cells = [cell for line in range(len(reader.cells)) for cell in reader.line_cells(line)]
    own = is_instructions(cells[0].text) and not any(map(is_numeric, cells))
    if alone:
        reader.report("not_recognised", expected=reader.rules.table.layout)
        reader.ledger.book("refused", slice(None), slice(None))
    else:
        if not own:
            reader.report("sheet_without_table", severity="warning")
        reader.ledger.book("labels", slice(None), slice(None))


def _stale(rules: Rules, used: set[Correction | SetAside], care: FileCare) -> list[Problem]:
    """Report corrections of a file whose cell no longer holds the value they expect, or is not there at all."""
    cells = [item for item in rules.corrections.cells if item not in used]
    lines = [item for item in rules.corrections.lines if item.cell and item not in used]
    told = [(item.unit, item.criterion or item.cell, item.expect, item.reason()) for item in cells]
    told += [("", item.cell, item.expect, item.reason()) for item in lines]
    return [
        Problem(
            severity="error",
            code="stale_correction",
            file=care.name,
            year=rules.year,
            unit=unit,
            criterion=place,
            expected=expect,
            suggestion=reason.both(),
        )
        for unit, place, expect, reason in told
    ]


def _part(care: FileCare, shape: str, counts: Mapping[str, int], **yields: Any) -> Part:  # noqa: ANN401
    """Return what a file yielded; an error stops the file, so its rows are withheld and counted as such."""
    stopped = any(problem.severity == "error" for problem in yields["problems"])
    numbers = {name: counts.get(name, 0) for name in _COUNTS}
    cells = {"file": care.name, "sha256": care.fingerprint, "shape": shape, **numbers, "stopped": stopped}
    kept = {"problems": yields["problems"]} if stopped else yields
    return Part(group=care.group, cells=cells, **kept)


def unopened(care: FileCare, year: int, error: GridError) -> Part:
    """Return what a file yields that cannot be opened: nothing but the reason."""
    problem = Problem(
        severity="error", code=error.code, file=care.name, year=year, found=error.found, expected=error.expected
    )
    return replace(_part(care, "", {}, problems=[problem]), group=-1)


def read_printed_file(scheme: Scheme, units: UnitRegister, framework: Framework, name: str) -> Part:
    """Read the printed figures of a year."""
    care = plain_care(scheme, name)
    try:
        grid = open_grid(scheme.folder / name, name=name)
    except GridError as error:
        return unopened(care, framework.year, error)
    rows, problems = read_published(grid, PublishedRules.of(scheme, units, framework))
    filled = grid.count_filled()
    wrong = {problem.row for problem in problems}
    lines = [cells for number, cells in grid.numbered() if number in wrong or None in wrong]
    refused = sum(cell != "" for cells in lines for cell in cells)
    counts = {"filled": filled, "printed": len(rows), "labels": filled - len(rows) - refused, "refused": refused}
    return _part(care, "published", counts, printed=rows, problems=problems)


def plain_care(scheme: Scheme, name: str) -> FileCare:
    """Return what is known of a file that is neither registered nor compared with others."""
    return FileCare(name=name, group=0, fingerprint=fingerprint(scheme.folder / name), registered="", same_as="")


def stop_repeats(parts: list[Part]) -> list[Part]:
    """Stop a file that scores what another file or sheet of the year has scored from the same source."""
    seen: dict[tuple[str, str, str], str] = {}
    return [_stop_repeat(part, seen, alone=len(parts) == 1) for part in parts]


def _stop_repeat(part: Part, seen: dict[tuple[str, str, str], str], *, alone: bool) -> Part:
    scores = part.scores
    if scores is None or (alone and scores["sheet"].nunique() < 2):
        return part
    places = (scores["file"] + ":" + scores["sheet"]).str.rstrip(":")
    keys = zip(scores["unit"], scores["criterion"], scores["source"], strict=True)
    first = [seen.setdefault(key, place) for key, place in zip(keys, places, strict=True)]
    clashes = scores.assign(first=first)[places.ne(pd.Series(first, index=places.index, dtype="str"))]
    if clashes.empty:
        return part
    told = [
        Problem(
            severity="error",
            code="unit_in_two_files",
            expected=str(row["first"]),
            row=None if pd.isna(row["row"]) else int(row["row"]),
            **{name: row[name] for name in ("file", "sheet", "column", "unit", "year")},
        )
        for _, row in clashes.sort_values("row", kind="stable").drop_duplicates("unit").iterrows()
    ]
    cells = part.cells | {"stopped": True}
    return replace(part, scores=None, slots=None, printed=[], problems=[*part.problems, *told], cells=cells)
