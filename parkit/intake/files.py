"""Which files of a year are read as score sheets, by which table of scheme.toml; and which are the same or edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import file_digest
from pathlib import Path
from typing import Final

from parkit.intake.grid import READABLE
from parkit.model.file_names import composed, composed_names, on_disk
from parkit.model.scheme import Scheme, ScoreTable
from parkit.model.tables import read_text
from parkit.model.visible import visible_name

PUBLISHED: Final = "published.csv"
FRAMEWORK: Final = "framework.csv"
REGISTER: Final = "SHA256SUMS"
_PATTERN: Final = frozenset("*?[")


@dataclass(frozen=True, kw_only=True)
class ScoreFile:
    """A file of scores, as the scheme's folder names it, and the table it is read by."""

    name: str
    table: ScoreTable


def score_files(scheme: Scheme, year: int) -> tuple[ScoreFile, ...]:
    """Return the score sheets of a year; a file goes to the first table that names it, or whose pattern fits it.

    A table that names one file has it also when it is not there, so that its absence is told.
    """
    tables = [table for table in scheme.tables if table.holds_in(year)]
    named = [ScoreFile(name=f"{year}/{composed(table.file)}", table=table) for table in tables if not is_pattern(table)]
    taken = {file.name for file in named}
    taken |= {f"{year}/{composed(name)}" for name in (PUBLISHED, FRAMEWORK, scheme.survey.file)}
    found: list[ScoreFile] = []
    for table in (table for table in tables if is_pattern(table)):
        for file in _readable(scheme.folder / str(year)):
            name = f"{year}/{file}"
            if name not in taken and fnmatchcase(file, composed(table.file)):
                taken.add(name)
                found.append(ScoreFile(name=name, table=table))
    return (*named, *found)


def is_pattern(table: ScoreTable) -> bool:
    """Tell whether a table takes every file that fits a pattern."""
    return not table.declared and not _PATTERN.isdisjoint(table.file)


def _readable(folder: Path) -> list[str]:
    names = composed_names(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    named = [name for name in names if visible_name(name) == name]  # others are told of with the unread files
    return [name for name in named if Path(name).suffix.lower() in READABLE and not name.startswith((".", "~$"))]


def fingerprint(path: Path) -> str:
    """Return the sha256 of a file, or nothing where it cannot be read."""
    try:
        with on_disk(path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def registered(folder: Path) -> Mapping[str, str]:
    """Return the fingerprints of ``SHA256SUMS``, as `sha256sum` writes it; a scheme without the file has none."""
    path = folder / REGISTER
    if not path.is_file():
        return {}
    lines = (line.split(maxsplit=1) for line in read_text(path).splitlines())
    return {composed(parts[1].lstrip("*").strip()): parts[0].lower() for parts in lines if len(parts) == 2}


def twice(prints: Mapping[str, str]) -> dict[str, str]:
    """Return the files whose bytes are those of an earlier file, with that file."""
    first: dict[str, str] = {}
    return {name: first[code] for name, code in prints.items() if code and first.setdefault(code, name) != name}


def names_of(files: Iterable[ScoreFile]) -> list[str]:
    """Return the names of files."""
    return [file.name for file in files]
