"""What a machine needs to make the reports of a scheme, in one archive: its files, its tables, the notebooks.

A report made from the unpacked archive rests on the very bytes that were packed, whatever happens to the project
meanwhile. The tables of data/processed go along, so that no machine has to read the score sheets again.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from parkit.model.folders import notebooks_folder, processed_folder, raw_folder, spec_files
from parkit.pipeline.plan import list_notebooks


@dataclass(frozen=True)
class Parcel:
    """An archive of files of a project; its name is its hash."""

    name: str
    archive: bytes


def pack(root: Path, scheme: str) -> Parcel:
    """Pack what the reports of a scheme are made from."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in _needed(root, scheme):
            archive.write(path, path.relative_to(root).as_posix())
    content = buffer.getvalue()
    return Parcel(sha256(content).hexdigest(), content)


def unpack(parcel: Parcel, folder: Path) -> None:
    """Unpack into a folder."""
    with zipfile.ZipFile(io.BytesIO(parcel.archive)) as archive:
        archive.extractall(folder)


def _needed(root: Path, scheme: str) -> Iterator[Path]:
    for folder in (raw_folder(root) / scheme, processed_folder(root) / scheme):
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    yield from (notebooks_folder(root) / f"{name}.ipynb" for name in list_notebooks(root))
    yield from spec_files(root)
