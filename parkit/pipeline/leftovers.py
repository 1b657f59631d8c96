"""Passing files and folders for them, whose names say whose they are, so that those of killed runs go."""

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from parkit.model.faults import FaultError
from parkit.model.machine import machine
from parkit.model.whole import PASSING

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
    return f"{FOLDER_PREFIX}{machine()}-"


def remove_left_over() -> None:
    """Remove the folders of runs that were killed together with all their workers."""
    for folder in passing_folder().parent.glob(f"{own_prefix()}*"):
        if _is_left_over(folder.name.removeprefix(own_prefix())):
            shutil.rmtree(folder, ignore_errors=True)


def remove_passing(folder: Path) -> None:
    """Remove what killed runs of this machine left half written in a folder that no lock guards."""
    start = f".{machine()}-"
    for part in folder.glob(f"{start}*{PASSING}"):
        if _is_left_over(part.name.removeprefix(start)):
            with suppress(OSError):  # it harms nobody, and the next run tries again
                part.unlink()


def own_number() -> str:
    """Return by which the folders of this process are known where machines may share a disk."""
    return f"{machine()}-{os.getpid()}"


def left_over_folders(place: Path, start: str) -> list[Path]:
    """Return the folders in a place that begin so and end with the number of a process of this machine that is gone."""
    start = f"{start}{machine()}-"
    found = [path for path in place.iterdir() if path.name.startswith(start)] if place.is_dir() else []
    numbers = {path: path.name.removeprefix(start) for path in found if path.is_dir() and not path.is_symlink()}
    return sorted(path for path, number in numbers.items() if number.isdecimal() and _is_left_over(number))


def _is_left_over(name: str) -> bool:
    """Tell whether a name begins with the number of a process that is gone."""
    pid = name.partition("-")[0]
    return pid.isdecimal() and not is_alive(int(pid))
