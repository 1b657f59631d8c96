"""Whether the site's own pages stand as they were made: the index in both languages, and the methods."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from parkit.model.origin import file_hash, source_hash, text_hash
from parkit.model.project import reports_folder, spec_files

_RECORD: Final = "site.json"


def record_index(root: Path, made: Iterable[Path]) -> None:
    """Write down what the site's own pages are and what they were made from.

    Raises
    ------
    WriteError
        The record could not be written.
    """
    from parkit.model.whole import write_whole  # here, since a run with nothing to do writes nothing

    folder = reports_folder(root)
    pages = {path.relative_to(folder).as_posix(): file_hash(path) for path in made}
    record = {"ground": _ground(root), "outputs": pages}
    write_whole({folder / _RECORD: json.dumps(record, indent=1) + "\n"})


def index_stands(root: Path, hash_of: Callable[[Path | str], str] = file_hash) -> bool:
    """Tell whether every page of the record is there as it was made, and would be made the same again."""
    folder = reports_folder(root)
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or cut off: the pages are made
        return False
    whole = all(
        (folder / name).is_file() and hash_of(folder / name) == made for name, made in record["outputs"].items()
    )
    return whole and bool(record["ground"] == _ground(root))


def _ground(root: Path) -> str:
    """Return the hash of what the pages rest on besides the reports: parkit and the specified methods."""
    return text_hash(" ".join([source_hash(), *(file_hash(path) for path in spec_files(root))]))
