"""One form of every file name: composed letters (NFC), whichever form the disk it came from uses.

A Mac writes "ộ" as a letter and two marks, Windows and Linux as one letter; a name typed into scheme.toml, and a file
copied from one to the other, look the same and are not. Inside parkit names are composed; here they meet the disk.
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path


def composed(name: str) -> str:
    """Return a file name with composed letters and nothing else changed.

    >>> composed("bộ  điểm.csv") == composed(unicodedata.normalize("NFD", "bộ  điểm.csv")) == "bộ  điểm.csv"
    True
    """
    return unicodedata.normalize("NFC", name)


def composed_names(names: Iterable[str]) -> list[str]:
    """Return file names with composed letters, sorted; of two that would become one each keeps its own."""
    there = set(names)
    return sorted(name if composed(name) in there else composed(name) for name in there)


def on_disk(path: Path) -> Path:
    """Return where a file lies whose name was composed: as it is, or under the name that looks the same."""
    if path.name.isascii() or path.exists() or not path.parent.is_dir():
        return path
    alike = (other for other in path.parent.iterdir() if composed(other.name) == composed(path.name))
    return next(alike, path)
