"""Look at a workbook's archive before anything unpacks it: whether it is as large as it says, and small enough.

A workbook is a zip file, and a zip file can state any size. So what is packed tightly is unpacked once, piece by
piece and without keeping it, and counted; only then do the readers get it.
"""

import mmap
import re
import zipfile
import zlib
from copy import copy
from pathlib import Path
from typing import Final

from parkit.intake.limits import LITTLE_PACKED, MIB, MOST_PARTS, MOST_UNPACKED
from parkit.intake.refusal import GridError

_ENTRY: Final = re.compile(rb"PK\x01\x02")
_PIECE: Final = MIB
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED: Final = "the archive is damaged"
_FAULTS: Final = (OSError, ValueError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


def check_archive(path: Path) -> None:
    """Refuse an archive that unpacks to more than a workbook may hold, or that is not what it states.

    Raises
    ------
    GridError
        ``unpacks_too_large``, ``file_with_password`` or ``unreadable_file``.
    """
    try:
        _check_count(path)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_list(parts, path.stat().st_size)
            for part in parts:
                if part.compress_size > LITTLE_PACKED:
                    _count(archive, part)
    except _FAULTS as error:
        raise GridError("unreadable_file", found=str(error) or _DAMAGED) from error


def _check_count(path: Path) -> None:
    """Refuse an archive with more entries than a workbook has, before they are listed."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        entries = sum(1 for _ in _ENTRY.finditer(content))
    if entries > MOST_PARTS:
        raise GridError("unpacks_too_large", found=f"{entries}", expected=f"{MOST_PARTS}")


def _check_list(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Check what the list of an archive states: no password, no part twice or inside another, not too much in all."""
    if any(part.flag_bits & 1 for part in parts):
        raise GridError("file_with_password")
    names = {part.filename.lower() for part in parts}
    overlapping = sum(part.compress_size for part in parts) > size
    if len(names) < len(parts) or overlapping or any(part.compress_type not in _METHODS for part in parts):
        raise GridError("unreadable_file", found=_DAMAGED)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise GridError("unpacks_too_large", found=f"{unpacked // MIB} MiB", expected=f"{MOST_UNPACKED // MIB} MiB")


def _count(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part without keeping it: it must be as long as it states, to the byte."""
    open_ended = copy(part)
    open_ended.file_size = part.file_size + 1  # or reading would stop at the stated size, whatever follows
    with archive.open(open_ended) as content:
        found = 0
        while piece := content.read(_PIECE):
            found += len(piece)
    if found != part.file_size:
        raise GridError("unreadable_file", found=_DAMAGED)
