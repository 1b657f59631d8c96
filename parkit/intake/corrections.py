"""Declared corrections: what, where, from, to, why, who; each guarded by the value it expects to find.

A published figure that looks wrong is set aside or replaced only here, in the open; when the source changes,
the guard fails loudly instead of correcting a corrected value again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parkit.model.errors import closest, listing
from parkit.model.language import Text, nfc
from parkit.model.tables import Settings, read_toml

SET_ASIDE: Final = "missing"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One declared change of a cell; ``becomes`` is a number as typed in that file, or "missing"."""

    file: str
    unit: str
    criterion: str
    expect: str
    becomes: str
    why: Text
    who: str

    def reason(self) -> Text:
        """Return why the cell was changed, and by whom, for the quality report."""
        return Text(vi=f"{self.why.vi} (người khai báo: {self.who}).", en=f"{self.why.en} (declared by {self.who}).")


def read_corrections(folder: Path, files: Collection[str]) -> tuple[Correction, ...]:
    """Read ``folder/corrections.toml``; a scheme without the file has no corrections.

    ``files`` are the scheme's score sheets, such as ``2021/scores.csv``.

    Raises
    ------
    DefinitionError
        A key is missing or misspelt, or the file to correct is none of the score sheets.
    """
    path = folder / "corrections.toml"
    if not path.is_file():
        return ()
    top = read_toml(path)
    top.only("corrections")
    return tuple(_correction(row, files) for row in top.tables("corrections"))


def _correction(row: Settings, files: Collection[str]) -> Correction:
    row.only("file", "unit", "criterion", "expect", "becomes", "why", "who")
    file = row.get("file", str)
    if file not in files:
        hint = listing(closest(file, files))
        raise row.error("unknown_corrected_file", found=file, expected=listing(files), hint=hint)
    return Correction(
        file=file,
        unit=row.get("unit", str),
        criterion=row.get("criterion", str),
        expect=nfc(row.get("expect", str)),
        becomes=nfc(row.get("becomes", str)),
        why=row.text("why"),
        who=row.get("who", str),
    )
