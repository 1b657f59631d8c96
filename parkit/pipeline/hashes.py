"""Hashes of a project's files, remembered: only a file that may have changed since is read again.

What the file system says of a file (size, times of change, number) stands for its content, as in git's index. A file
that was written so shortly before that another write could carry the same time is never remembered. The memory lies
in data/processed; without it, or if it cannot be read, every file is hashed again.
"""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from parkit.model.folders import processed_folder
from parkit.model.origin import file_hash, text_hash

_MEMORY: Final = ".hashes"
_FORM: Final = "hashes 1"
_TICK: Final = 20_000_000  # nanoseconds within which two writes may carry the same time
_COARSE_TICK: Final = 2_000_000_000  # the same on file systems that keep whole seconds or hundredths
_MILLISECOND: Final = 1_000_000

Stamp = list[int]


@dataclass
class Hashes:
    """The SHA-256 of files of one project; what is hashed is remembered once it is saved."""

    root: Path
    _known: dict[str, list[Any]] = field(init=False)
    _learned: bool = False

    def __post_init__(self) -> None:
        """Read what earlier runs remembered."""
        self._known = _read(self._memory)

    def of(self, path: Path | str) -> str:
        """Return the SHA-256 of a file; an ``OSError`` if there is none."""
        place = os.fspath(path)
        stamp = stamp_of(place)
        name = place.removeprefix(self._prefix)
        known = self._known.get(name)
        if known is not None and known[:-1] == stamp:
            return str(known[-1])
        settled = wait_until_settled(stamp)
        found = file_hash(path)
        if settled:
            self._known[name] = [*stamp, found]
            self._learned = True
        return found

    def save(self) -> None:
        """Keep what was hashed for the next run; if that cannot be written, the next run hashes again."""
        if not (self._learned and self._memory.parent.is_dir()):
            return
        from parkit.model.faults import WriteError  # here, since a run with nothing to do saves nothing
        from parkit.model.whole import write_whole

        kept = {name: known for name, known in self._known.items() if (self.root / name).is_file()}
        body = json.dumps(kept, separators=(",", ":"))
        try:
            write_whole({self._memory: f"{_seal(body)}\n{body}"})
        except WriteError:  # a full disk or a read-only folder costs the time, nothing else
            return
        self._learned = False

    @property
    def _memory(self) -> Path:
        return processed_folder(self.root) / _MEMORY

    @property
    def _prefix(self) -> str:
        return f"{self.root}{os.sep}"


def _read(memory: Path) -> dict[str, list[Any]]:
    """Return what is remembered; nothing if that is absent, cut off or altered."""
    try:
        seal, _, body = memory.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return {}
    found: dict[str, list[Any]] = json.loads(body) if seal == _seal(body) else {}
    return found


def _seal(body: str) -> str:
    return text_hash(f"{_FORM} {body}")


def stamp_of(place: str) -> Stamp:
    """Return what the file system says of a file: its size, when content and entry changed, and its number."""
    found = os.stat(place)  # noqa: PTH116  for thousands of files, and a Path takes longer than the call
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def wait_until_settled(stamp: Stamp) -> bool:
    """Tell whether a write from now on would change the stamp, after waiting out the tick of the last one."""
    changed = max(stamp[1:3])
    age = time.time_ns() - changed
    fine = changed % _MILLISECOND != 0
    if fine and 0 <= age <= _TICK:
        time.sleep((_TICK - age) / 1e9)
        return True
    return age > (_TICK if fine else _COARSE_TICK)
