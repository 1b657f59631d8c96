"""What the tables of a scheme were made from: the files in its folder, and parkit's own source, by their hashes."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

_SOURCES: Final = (".py", ".toml")


class Origin(TypedDict):
    """The SHA-256 of every file of a scheme, and one of parkit's source."""

    files: dict[str, str]
    parkit: str


def origin_of(folder: Path) -> Origin:
    """Return what tables made now from a scheme's folder are made from."""
    return Origin(files=file_hashes(folder), parkit=source_hash())


def file_hash(path: Path | str) -> str:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:  # noqa: PTH123  for thousands of files, and a Path takes longer than the call
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hashes(folder: Path, hash_of: Callable[[Path | str], str] = file_hash) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path from there, and "" for one that cannot be read.

    Hidden files do not count, nor those by which Excel marks a file that is open. Links to folders are followed.
    """
    names = sorted(name for name in names_below(folder) if not name.rpartition("/")[2].startswith((".", "~$")))
    return {name: _hash_or_nothing(f"{folder}{os.sep}{name}", hash_of) for name in names}


def names_below(folder: Path) -> Iterator[str]:
    """Yield the path from a folder, with slashes, of every file below it, once each, though a link may lead back up."""
    top = len(os.fspath(folder)) + 1
    seen = set()
    for above, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(above)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        inner = above[top:].replace(os.sep, "/")
        yield from (f"{inner}/{name}" if inner else name for name in names if os.path.isfile(f"{above}{os.sep}{name}"))  # noqa: PTH113  for thousands of files, and a Path takes longer


def _hash_or_nothing(path: str, hash_of: Callable[[Path | str], str]) -> str:
    try:
        return hash_of(path)
    except OSError:  # removed in this moment, or held by another program: whoever reads it says so
        return ""


@cache
def source_hash() -> str:
    """Return one SHA-256 of all modules and wordings of parkit: what another version may read differently."""
    return folder_hash(Path(__file__).parents[1], _SOURCES)


def folder_hash(folder: Path, endings: Collection[str]) -> str:
    """Return one SHA-256 of the names and contents of all files below a folder with one of the endings."""
    total = hashlib.sha256()
    for name in sorted(name for name in names_below(folder) if name.endswith(tuple(endings))):
        total.update(f"{name} {file_hash(f'{folder}{os.sep}{name}')}\n".encode())
    return total.hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, the same as of the file that holds it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
