"""Where the figures come from: SOURCES.toml names each source, its date, what it holds and what it does not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parkit.model.codes import is_web_address, stays_inside
from parkit.model.file_names import composed, on_disk
from parkit.model.language import Text
from parkit.model.tables import Settings, read_toml


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """A publication that a raw file was made from."""

    id: str
    title: Text
    publisher: str
    date: str
    url: str
    files: tuple[str, ...]
    complete: bool
    missing: Text
    units_expected: Mapping[str, int]
    note: Text

    def covers(self, year: int) -> bool:
        """Tell whether one of its files lies in the folder of ``year`` or serves all years."""
        return any(file.startswith(f"{year}/") or "/" not in file for file in self.files)


_EMPTY = Text(vi="", en="")
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def read_sources(folder: Path, blocks: Iterable[str], sheets: Iterable[str] = ()) -> tuple[Source, ...]:
    """Read ``folder/SOURCES.toml``; ``blocks`` are those of the scheme.

    A missing file is told here, except for the score ``sheets``: their absence stops one year and not the scheme.

    Raises
    ------
    DefinitionError
        A key or block is missing or misspelt, or a named file does not exist.
    """
    top = read_toml(folder / "SOURCES.toml")
    top.only("sources", "dirt")  # a constructed scheme lists its own faults there, for its readers
    known, apart = tuple(blocks), frozenset(sheets)
    return tuple(_source(row, folder, known, apart) for row in top.tables("sources"))


def _source(row: Settings, folder: Path, blocks: tuple[str, ...], sheets: frozenset[str]) -> Source:
    row.only("id", "title", "publisher", "date", "url", "files", "complete", "missing", "units_expected", "note")
    files = tuple(composed(str(name)) for name in row.get("files", list))
    for name in files:
        if not stays_inside(name):
            raise row.error("file_outside", key="files", found=name)
        if name not in sheets and not on_disk(folder / name).is_file():
            raise row.error("source_file_missing", found=name)
    expected = row.table("units_expected")
    expected.only(*blocks)
    return Source(
        id=row.get("id", str),
        title=row.text("title"),
        publisher=row.get("publisher", str),
        date=_date(row),
        url=_url(row),
        files=files,
        complete=row.get("complete", bool),
        missing=row.text("missing") if "missing" in row.values else _EMPTY,
        units_expected={block: expected.get(block, int) for block in expected.values},
        note=row.text("note") if "note" in row.values else _EMPTY,
    )


def _date(row: Settings) -> str:
    """Return the date of a publication, as much of YYYY-MM-DD as is known."""
    date = row.get("date", str)
    if not _DATE.fullmatch(date):
        raise row.error("bad_key_date", found=date)
    return date


def _url(row: Settings) -> str:
    """Return the address of a publication; pages lead there, so it is one of the web and nothing that runs."""
    url = row.get("url", str, "")
    if url and not is_web_address(url):
        raise row.error("bad_url", found=url)
    return url
