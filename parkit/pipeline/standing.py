"""Whether anything changed since all reports were up to date: a look at every file, and none is opened.

A run that leaves everything up to date writes down one hash of what the file system says of all files that count (as
`parkit.pipeline.hashes` keeps of each), and for which choice of reports that held. As long as a later look gives the
same hash, the same choice has nothing to do, and nothing needs to be planned to know that. Any difference, be it in a
file that does not matter, only means that the usual way is taken. The note lies in data/processed.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from parkit.model.folders import notebooks_folder, processed_folder, raw_folder, reports_folder, spec_folder
from parkit.model.origin import names_below
from parkit.pipeline.hashes import Stamp, stamp_of, wait_until_settled

_NOTE: Final = ".standing"
_LOCKS: Final = ".lock*"
_SOURCE: Final = Path(__file__).parents[1]


def standing(root: Path, asked: str) -> int:
    """Return how many reports a choice has, all up to date; 0 if something changed or nothing is known of it.

    Parameters
    ----------
    root : Path
        The project folder.
    asked : str
        The choice of reports as it was asked for, the same as that given to ``keep``.
    """
    folder = processed_folder(root)
    if any(folder.glob(_LOCKS)):  # somebody is at work, or was killed
        return 0
    seen, choices = _read(folder / _NOTE)
    total = choices.get(asked, 0)
    return total if total and seen == look(root) else 0


def keep(root: Path, asked: str, total: int, seen: str) -> None:
    """Write down that a choice of reports was up to date, by a look that was taken before that was found out."""
    from parkit.model.faults import WriteError  # here, since a run with nothing to do writes nothing
    from parkit.model.whole import write_whole

    note = processed_folder(root) / _NOTE
    before, choices = _read(note)
    if before == seen and choices.get(asked) == total:
        return
    kept = {**(choices if before == seen else {}), asked: total}
    try:
        write_whole({note: json.dumps({"seen": seen, "choices": kept}, indent=1) + "\n"})
    except WriteError:  # a full disk or a read-only folder costs the time, nothing else
        return


def look(root: Path) -> str:
    """Return one hash of name, size, times and number of every file that counts, after a write that is just done.

    It is empty where a file carries a time so near, or to come, that a further write might not change it.
    """
    stamps = dict(_stamps(root))
    if not all(map(wait_until_settled, stamps.values())):
        return ""
    total = hashlib.sha256(sys.version.encode())
    for name, stamp in sorted(stamps.items()):
        total.update(f"{name} {stamp}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _stamps(root: Path) -> Iterator[tuple[str, Stamp]]:
    """Yield every file of the project and of parkit's source; hidden ones are not parkit's, or its own notes."""
    folders = (raw_folder(root), processed_folder(root), notebooks_folder(root), reports_folder(root))
    for folder in (*folders, spec_folder(root), _SOURCE):
        for name in names_below(folder):
            if not name.rpartition("/")[2].startswith(".") and "__pycache__" not in name:
                place = f"{folder}{os.sep}{name}"
                yield place, stamp_of(place)
    lock = root / "requirements.lock"
    if lock.is_file():
        yield str(lock), stamp_of(str(lock))


def _read(note: Path) -> tuple[str, dict[str, int]]:
    """Return the look that was written down and the choices that were up to date then; nothing if there is none."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return str(found["seen"]), dict(found["choices"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", {}
