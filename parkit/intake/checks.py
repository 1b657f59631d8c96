"""What must hold over a whole table: every living unit present, every source as complete as it says.

These look at what was read, so they run after the cells; none of them changes a number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from parkit.intake.parts import Part
from parkit.intake.problems import NOTHING_FILLED, Problem
from parkit.model.file_names import composed_names
from parkit.model.language import LANGS, Text
from parkit.model.scheme import Block
from parkit.model.sources import Source
from parkit.model.units import Unit, UnitRegister
from parkit.model.visible import visible_name


def unread_files(folder: Path, year: int, known: Collection[str], sources: Iterable[Source]) -> list[Problem]:
    """Report files beside the score sheets of ``year`` that nothing reads, such as a second copy under another name.

    One whose name holds a character that no one sees may be a score sheet, so leaving it out is an error.
    """
    named = {file for source in sources for file in source.files}
    names = composed_names(path.name for path in (folder / str(year)).iterdir() if path.is_file())
    return [
        _unread(name, year, known)
        for name in names
        if not name.startswith((".", "~$")) and name not in known and f"{year}/{name}" not in named
    ]


def _unread(name: str, year: int, known: Collection[str]) -> Problem:
    file, expected = f"{year}/{visible_name(name)}", ", ".join(sorted(known))
    if visible_name(name) != name:
        return Problem(severity="error", code="strange_file_name", file=file, year=year, expected=expected)
    return Problem(severity="warning", code="file_not_read", file=file, year=year, expected=expected)


def missing_units(year: int, parts: Sequence[Part], units: UnitRegister, sources: Iterable[Source]) -> list[Problem]:
    """Report units that exist in ``year`` and have no line in the files that should list their whole block.

    A declared file may hold one block only, so a unit is looked for where its block is listed, or where no file
    lists it. Recognised files are looked at together. A unit whose own file, line or column is empty has
    been told of.
    """
    told = {problem.unit for part in parts for problem in part.problems if problem.code == "not_filled"}
    told |= {problem.unit for part in parts for problem in blank_units(part)}
    expected = {
        block for source in sources if not source.complete and source.covers(year) for block in source.units_expected
    }
    groups: dict[int, list[Part]] = {}
    for part in parts:
        if part.slots is not None and len(part.slots.unit):
            groups.setdefault(part.group, []).append(part)
    there = {group: _units_of(found, units) for group, found in groups.items()}
    listed = {unit.block for found in there.values() for unit in found}
    return [
        Problem(
            severity="warning",
            code="unit_missing",
            file=_listing(group, unit.block, units) or f"{year}",
            year=year,
            unit=unit.code,
            expected=unit.name.vi,
        )
        for number, group in groups.items()
        for unit in _absent(units.in_year(year), there[number], listed)
        if unit.block not in expected and unit.code not in told
    ]


def blank_units(part: Part) -> list[Problem]:
    """Return the problems of a file that name a unit without any score; none of a file that is stopped."""
    read = part.scores is not None
    return [problem for problem in part.problems if read and problem.code == NOTHING_FILLED and problem.unit]


def _units_of(parts: Iterable[Part], units: UnitRegister) -> set[Unit]:
    """Return the units that a group of files lists."""
    found = [part.slots.unit for part in parts if part.slots is not None]
    return {units.units[number] for number in np.unique(np.concatenate(found)).tolist()}


def _listing(group: list[Part], block: str, units: UnitRegister) -> str:
    """Return the one file of a group that lists a block, or nothing where none or several do."""
    files = [part.cells["file"] for part in group if block in {unit.block for unit in _units_of([part], units)}]
    files = files or [part.cells["file"] for part in group]
    return str(files[0]) if len(files) == 1 else ""


def _absent(living: Iterable[Unit], there: Collection[Unit], listed: Collection[str]) -> list[Unit]:
    """Return the living units that a group of files does not list, though it lists their block or no file does."""
    blocks = {unit.block for unit in there}
    return [unit for unit in living if unit not in there and (unit.block in blocks or unit.block not in listed)]


def incomplete_sources(
    year: int, sources: Iterable[Source], scores: pd.DataFrame, blocks: Mapping[str, Block]
) -> list[Problem]:
    """Report sources that do not hold all they should, such as a listing that breaks off."""
    files = {source: [file for file in source.files if file.startswith(f"{year}/")] for source in sources}
    return [
        _incomplete(found[0], year, source, scores, blocks)
        for source, found in files.items()
        if found and not source.complete
    ]


def _incomplete(file: str, year: int, source: Source, scores: pd.DataFrame, blocks: Mapping[str, Block]) -> Problem:
    listed = {
        str(block): units.nunique() for block, units in scores.loc[scores["file"] == file].groupby("block")["unit"]
    }
    return Problem(
        severity="warning",
        code="listing_incomplete" if source.units_expected and listed else "source_incomplete",
        file=file,
        year=year,
        found=_counts(listed, blocks),
        expected=_counts(source.units_expected, blocks),
        suggestion=Text(vi=_sentence(source.missing.vi), en=_sentence(source.missing.en)).both(),
    )


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _counts(by_block: Mapping[str, int], blocks: Mapping[str, Block]) -> str:
    shown = [(block.short, by_block[code]) for code, block in blocks.items() if code in by_block]
    if not shown:
        return ""
    vi, en = (", ".join(f"{short.get(lang)} {count}" for short, count in shown) for lang in LANGS)
    return Text(vi=vi, en=en).both()
