"""Files that appear whole or not at all: the one way in which parkit writes.

Every file is written under a passing name in its own folder and then renamed. Nothing waits for the disk itself
(fsync): what is written here can be made again, and whether it is as it was made is seen by its hash at the next run.
Only ``publish`` waits.
"""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

from parkit.model.faults import HELD, WriteError, write_fault
from parkit.model.machine import machine

PASSING: Final = ".part"
_TRIES: Final = 5
_PAUSE: Final = 0.2  # seconds between tries
_numbers: Final = count()


def write_whole(files: Mapping[Path, str] | Mapping[Path, bytes], *, seal: Path | None = None) -> None:
    """Write all files, then put each in its place in the given order; on failure nothing passing is left.

    Parameters
    ----------
    files : mapping
        What to write, by its place.
    seal : Path, optional
        The file, last of all, that vouches for the others: the old one is taken away before the first of them is
        replaced, so that at no moment it stands beside others than those it describes.

    Raises
    ------
    WriteError
        A file could not be written or replaced; the error names it.
    """
    passing = {path: _passing(path) for path in files}
    try:
        for path, content in files.items():
            _write(passing[path], content, path)
        _put(passing, seal)
    finally:
        for part in passing.values():
            with suppress(OSError):
                part.unlink()


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written."""
    for part in folder.rglob(f".*{PASSING}"):
        with suppress(OSError):  # a process that is just ending may have removed it
            part.unlink()


def _put(passing: Mapping[Path, Path], seal: Path | None) -> None:
    """Put files in their places; a seal comes back if not even the first of them could be replaced."""
    old = seal if seal and seal.is_file() else None
    aside = _passing(old or Path())
    try:
        if old:
            _rename(old, aside, old)
        for path, part in passing.items():
            _rename(part, path, path)
    except WriteError:
        if old and next(iter(passing.values())).exists():
            with suppress(OSError):  # what hindered the files may hinder this too; the next run makes it anew
                aside.replace(old)
        raise
    finally:
        with suppress(OSError):
            aside.unlink()


def _passing(path: Path) -> Path:
    """Return a name that no other file has, short even where that of the file is as long as names may be."""
    return path.parent / f".{machine()}-{os.getpid()}-{next(_numbers)}{PASSING}"


def _write(part: Path, content: str | bytes, path: Path) -> None:
    """Write what will be ``path`` under its passing name."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise write_fault(error, path) from error


def _rename(source: Path, target: Path, file: Path) -> None:
    """Rename ``source`` to ``target`` for the sake of ``file``; a program that holds it may hinder that."""
    for attempt in range(_TRIES):
        try:
            source.replace(target)
        except OSError as error:
            if error.errno not in HELD:
                raise write_fault(error, file) from error
            if attempt == _TRIES - 1:
                raise WriteError("not_replaced", file=file, cause=error.strerror) from error
            time.sleep(_PAUSE)
        else:
            return
