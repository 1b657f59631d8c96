"""Faults of the machine as sentences: a full disk, a folder that may not be written, a file that is gone or held.

The system's own words are in its own language and name no way out; these, in ``words/fault.toml``, do.
"""

import errno
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from parkit.model.catalogue import say
from parkit.model.errors import PublishError
from parkit.model.language import Lang

HELD: Final = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY})
"""What a file in use gives: the first on Windows, the last on Linux for a file on a drive shared by Windows."""
_WRITING: Final[Mapping[int | None, str]] = {
    errno.ENOSPC: "no_space",
    errno.EDQUOT: "no_space",
    errno.EROFS: "read_only",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EBUSY: "not_allowed",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ENOTDIR: "in_the_way",
    errno.EISDIR: "in_the_way",
    errno.EEXIST: "in_the_way",
}
_READING: Final[Mapping[int | None, str]] = {
    errno.ENOENT: "gone",
    errno.EACCES: "not_readable",
    errno.EPERM: "not_readable",
    errno.EBUSY: "not_readable",
}


class FaultError(PublishError):
    """A file that could not be read or written; ``code`` names its entry in ``words/fault.toml`` (exit code 6)."""

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return say(f"fault.{self.code}", lang, **self.fields)


class WriteError(FaultError):
    """A file that was made but could not be put in its place; what was there before is still there."""


def write_fault(error: OSError, file: Path) -> WriteError:
    """Return why ``file`` could not be written."""
    return WriteError(_WRITING.get(error.errno, "not_written"), file=file, cause=error.strerror or error)


def fault(error: OSError) -> FaultError | None:
    """Return the sentence of an error met anywhere else, or None if it names no file and so is rather a bug.

    >>> fault(FileNotFoundError(errno.ENOENT, "No such file", "a.csv")).text("en")
    'a.csv is no longer there, or its folder is not. Put it back and run again.'
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return write_fault(error, Path(error.filename or tempfile.gettempdir()))
    if error.filename is None:
        return None
    return FaultError(_READING.get(error.errno, "not_read"), file=error.filename, cause=error.strerror or error)
