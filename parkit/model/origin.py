"""What the tables of a scheme were made from: the files in its folder, and parkit's own source, by their hashes."""

import hashlib
import os
from collections.abc import Collection, Iterator
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


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path from there, and "" for one that cannot be read.

    Hidden files do not count, nor those by which Excel marks a file that is open. Links to folders are followed.
    """
    files = sorted(path for path in _files(folder) if not path.name.startswith((".", "~$")))
    return {path.relative_to(folder).as_posix(): _hash_or_nothing(path) for path in files}


def _files(folder: Path) -> Iterator[Path]:
    """Go through the files below a folder, once each, though a link may lead back up."""
    seen = set()
    for above, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(above)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        yield from (path for name in names if (path := Path(above, name)).is_file())


def _hash_or_nothing(path: Path) -> str:
    try:
        return file_hash(path)
    except OSError:  # removed in this moment, or held by another program: whoever reads it says so
        return ""


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def source_hash() -> str:
    """Return one SHA-256 of all modules and wordings of parkit: what another version may read differently."""
    return folder_hash(Path(__file__).parents[1], _SOURCES)


def folder_hash(folder: Path, endings: Collection[str]) -> str:
    """Return one SHA-256 of the names and contents of all files below a folder with one of the endings."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in endings):
        total.update(f"{path.relative_to(folder).as_posix()} {file_hash(path)}\n".encode())
    return total.hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, the same as of the file that holds it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
