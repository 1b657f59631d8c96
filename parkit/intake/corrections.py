"""Declared corrections: what, where, from, to, why, who; each guarded by the value it expects to find.

A published figure that looks wrong is set aside or replaced only here, in the open; when the source changes,
the guard fails loudly instead of correcting a corrected value again. A score is named by unit and criterion, any
other cell (a misspelt name, a heading) by its address; ``set_aside`` leaves out a whole line, or a whole file.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parkit.intake.grid import place_of
from parkit.model.columns import SOURCES
from parkit.model.errors import closest, listing
from parkit.model.file_names import composed
from parkit.model.language import Text, nfc
from parkit.model.tables import Settings, read_toml

SET_ASIDE: Final = "missing"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One declared change of a cell; ``becomes`` is a number as typed in that file, a name, or "missing".

    A score is named by ``unit`` and ``criterion`` (and ``source``, where a file holds several), any cell by ``cell``.
    """

    file: str
    sheet: str
    cell: str
    unit: str
    criterion: str
    source: str
    expect: str
    becomes: str
    why: Text
    who: str

    def reason(self) -> Text:
        """Return why the cell was changed, and by whom, for the quality report."""
        return Text(vi=f"{self.why.vi} (người khai báo: {self.who}).", en=f"{self.why.en} (declared by {self.who}).")


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A line of a file that is left out, by a cell and its text; without a cell the whole file, by its sha256."""

    file: str
    sheet: str
    cell: str
    expect: str
    why: Text
    who: str

    def reason(self) -> Text:
        """Return why the line was left out, and by whom, for the quality report."""
        return Text(vi=f"{self.why.vi} ({self.who}).", en=f"{self.why.en} ({self.who}).")


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """Everything that is declared about the files of a scheme."""

    cells: tuple[Correction, ...] = ()
    lines: tuple[SetAside, ...] = ()

    def of(self, file: str) -> "Corrections":
        """Return what is declared about one file."""
        return Corrections(
            cells=tuple(item for item in self.cells if item.file == file),
            lines=tuple(item for item in self.lines if item.file == file),
        )


def read_corrections(folder: Path, files: Collection[str]) -> Corrections:
    """Read ``folder/corrections.toml``; a scheme without the file has no corrections.

    ``files`` are the scheme's score sheets, such as ``2021/scores.csv``.

    Raises
    ------
    DefinitionError
        A key is missing or misspelt, or the file to correct is none of the score sheets.
    """
    path = folder / "corrections.toml"
    if not path.is_file():
        return Corrections()
    top = read_toml(path)
    top.only("corrections", "set_aside")
    return Corrections(
        cells=tuple(_correction(row, files) for row in top.tables("corrections")),
        lines=tuple(_set_aside(row, files) for row in top.tables("set_aside")),
    )


def _file(row: Settings, files: Collection[str]) -> str:
    file = composed(row.get("file", str))
    if file not in files:
        hint = listing(closest(file, files))
        raise row.error("unknown_corrected_file", found=file, expected=listing(files), hint=hint)
    return file


def _cell(row: Settings, default: str | None = None) -> str:
    cell = row.get("cell", str, default)
    if cell and place_of(cell) is None:
        raise row.error("bad_address", found=cell)
    return cell


def _correction(row: Settings, files: Collection[str]) -> Correction:
    names = ("cell",) if "cell" in row.values else ("unit", "criterion", "source")
    row.only("file", "sheet", *names, "expect", "becomes", "why", "who")
    by_cell = "cell" in row.values
    return Correction(
        file=_file(row, files),
        sheet=nfc(row.get("sheet", str, "")),
        cell=_cell(row) if by_cell else "",
        unit="" if by_cell else row.get("unit", str),
        criterion="" if by_cell else row.get("criterion", str),
        source=row.choice("source", ("", *SOURCES), ""),
        expect=nfc(row.get("expect", str)),
        becomes=nfc(row.get("becomes", str)),
        why=row.text("why"),
        who=row.get("who", str),
    )


def _set_aside(row: Settings, files: Collection[str]) -> SetAside:
    row.only("file", "sheet", "cell", "expect", "why", "who")
    return SetAside(
        file=_file(row, files),
        sheet=nfc(row.get("sheet", str, "")),
        cell=_cell(row, ""),
        expect=nfc(row.get("expect", str)),
        why=row.text("why"),
        who=row.get("who", str),
    )
