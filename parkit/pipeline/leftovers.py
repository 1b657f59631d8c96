"""Folders for passing files whose names say whose they are, so that those of killed runs are known and removed."""

import os
import secrets
import shutil
import socket
import tempfile
import zlib
from pathlib import Path
from typing import Final

from parkit.model.faults import FaultError

FOLDER_PREFIX: Final = "parkit-"


def is_alive(pid: int) -> bool:
    """Tell whether a process of this machine runs."""
    import psutil  # type: ignore[import-untyped]  # comes with ipykernel

    return bool(psutil.pid_exists(pid))


def passing_folder() -> Path:
    """Return a folder for passing files, not made yet, whose name says whose it is.

    Raises
    ------
    FaultError
        There is no place for one.
    """
    try:
        return Path(tempfile.gettempdir()) / f"{own_prefix()}{os.getpid()}-{secrets.token_hex(2)}"
    except FileNotFoundError as error:  # it tries several
        raise FaultError("no_temporary", cause=error.strerror) from error


def own_prefix() -> str:
    """Return how the folders of this machine's runs begin; machines may share the place for passing files."""
    return f"{FOLDER_PREFIX}{zlib.crc32(socket.gethostname().encode()) % 2**16:04x}-"


def remove_left_over() -> None:
    """Remove the folders of runs that were killed together with all their workers."""
    for folder in passing_folder().parent.glob(f"{own_prefix()}*"):
        pid = folder.name.removeprefix(own_prefix()).partition("-")[0]
        if pid.isdecimal() and not is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
