"""One parkit at a time writes in a project; a second one says who is at work, and ends.

The lock is the operating system's own on a file in data/processed, so it goes with the process that holds it, however
that ends; beside it the file holds a note of who that is. On a drive that has no such locks (some network drives) the
note itself is the lock: one of a process of this machine that has ended is no obstacle.
"""

import errno
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from parkit.model.faults import write_fault
from parkit.model.folders import processed_folder, reports_folder
from parkit.model.whole import sweep
from parkit.pipeline.failures import WordedError

_NAME: Final = ".lock"
_FAR: Final = 1 << 30  # on Windows nobody can read a locked byte, so that byte lies far behind the note
_HELD: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_TRIES: Final = 5
_PAUSE: Final = 0.1  # seconds until a note that is just being written is read again
_UNKNOWN: Final = dict.fromkeys(("command", "pid", "host", "since"), "?")

Note = Mapping[str, object]


class LockedError(WordedError):
    """Another parkit is writing in this project (exit code 7)."""

    exit_code: ClassVar[int] = 7


@contextmanager
def project_lock(root: Path, what: str) -> Iterator[None]:
    """Hold a project for the time of a block: nobody else writes in it.

    Parameters
    ----------
    root : Path
        The project folder.
    what : str
        The command, such as "parkit run", for the sentence that a second one shows.

    Raises
    ------
    LockedError
        Another process holds the project; the sentence names it, its machine, its command and since when.
    WriteError
        The file of the lock could not be made.
    """
    path = processed_folder(root) / _NAME
    cut_off = path.exists() or _note_path(path).exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _hold(path, what)
        if file is None:
            _hold_by_note(_note_path(path), what)
    except OSError as error:
        raise write_fault(error, path) from error
    try:
        if cut_off:  # whoever held it was killed, or is ending: what it was writing is worth nothing
            for folder in (reports_folder(root), processed_folder(root)):
                sweep(folder)
            from parkit.pipeline.leftovers import remove_left_over

            remove_left_over()
        yield
    finally:
        _release(path, file)


def _hold(path: Path, what: str) -> BinaryIO | None:
    """Return the lock's file, locked, or None where the drive has no locks."""
    while True:
        file = path.open("a+b")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            if error.errno in _HELD:
                raise LockedError("locked", **_read_note(path)) from error
            return None
        if _is_at(file, path):
            with suppress(OSError):  # on a full disk the lock holds without a note
                _write_note(file, what)
            return file
        file.close()  # whoever held it has just removed it


def _lock(file: BinaryIO) -> None:
    """Lock a file for as long as it is open, or raise OSError."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Tell whether an open file is still the one at its path."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    return False


def _hold_by_note(path: Path, what: str) -> None:
    """Leave a note where there is none, or one of a process that has ended; any other means that somebody is there."""
    if path.exists() and _is_left_over(_read_note(path)):
        path.unlink(missing_ok=True)
    try:
        with path.open("xb") as file:
            _write_note(file, what)
    except FileExistsError as error:
        raise LockedError("locked_by_note", file=path, **_read_note(path)) from error


def _is_left_over(note: Note) -> bool:
    from parkit.pipeline.leftovers import is_alive  # here, since it imports what a run with nothing to do can spare

    return note["host"] == platform.node() and isinstance(note["pid"], int) and not is_alive(note["pid"])


def _release(path: Path, file: BinaryIO | None) -> None:
    """Give the project back: the file goes first, since one that is closed may already be another's."""
    if file is None:
        _note_path(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        return
    with suppress(OSError):  # Windows does not remove an open file
        path.unlink()
    file.close()
    if sys.platform == "win32":
        with suppress(OSError):  # nor one that the next has opened
            path.unlink()


def _note_path(path: Path) -> Path:
    return path.with_name(f"{path.name}-note")


def _write_note(file: BinaryIO, what: str) -> None:
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    note = {"command": what, "pid": os.getpid(), "host": platform.node(), "since": since}
    file.truncate(0)
    file.seek(0)
    file.write(json.dumps(note, ensure_ascii=False).encode())
    file.flush()


def _read_note(path: Path) -> Note:
    """Return who holds the lock, with question marks for what its note does not say."""
    for _ in range(_TRIES):
        with suppress(OSError, ValueError):
            note = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(note, dict):
                return {**_UNKNOWN, **note}
        time.sleep(_PAUSE)
    return _UNKNOWN
