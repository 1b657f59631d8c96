"""What a process does that was started for one task: the task, and to leave nothing behind, however the run ends."""

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from parkit.model.faults import FaultError, fault

GRACE: Final = 5.0  # seconds for a process to end
_CLEARINGS: Final = 3
_PAUSE: Final = 0.2  # seconds between them
ENVIRONMENT: Final = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""One thread each for linear algebra, since workers run side by side; a fixed order of sets; figures as in a kernel."""

_fresh: list[bool] = []


@dataclass(frozen=True)
class Lost:
    """What comes back for a task without a result: a fault, the trace of a bug, or nothing if the worker was killed."""

    trace: str = ""
    error: FaultError | None = None


def is_fresh() -> bool:
    """Tell whether this process was started for one task and has a clean state."""
    return bool(_fresh)


def serve(
    pipe: "Connection[Any, Any]",
    function: Callable[[Any], object],
    task: object,
    variables: Mapping[str, str],
    folder: Path,
) -> None:
    """Do one task and answer.

    The workers, not the process that started us, make the folder for passing files: a folder without a worker would
    have nobody to remove it, should that process be killed.
    """
    _fresh.append(True)
    settle(variables, folder)
    watch = threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True)
    try:
        watch.start()
        with suppress(EOFError, OSError):
            pipe.send(_attempt(function, task, folder))
        if _is_orphan():
            watch.join()  # its signal comes now, and must not come while we clear up
    finally:
        clear_if_orphan(folder)


def settle(variables: Mapping[str, str], folder: Path) -> None:
    """Take over a run's variables and folder. Ctrl-C is for the process that started us; it ends us in its own way."""
    os.environ.update({**variables, **ENVIRONMENT})
    tempfile.tempdir = str(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def clear_if_orphan(folder: Path) -> None:
    """Remove the run's folder if the process that started us is gone and cannot."""
    if _is_orphan():
        _clear(folder)


def _attempt(function: Callable[[Any], object], task: object, folder: Path) -> object:
    try:
        folder.mkdir(exist_ok=True)
        return function(task)
    except Exception as error:  # noqa: BLE001  a bug costs this task only; its trace is shown at the end
        told = fault(error) if isinstance(error, OSError) else None
        return Lost(error=told) if told else Lost(traceback.format_exc())


def _is_orphan() -> bool:
    parent = multiprocessing.parent_process()
    return parent is not None and not parent.is_alive()


def _leave_with_parent(folder: Path) -> None:
    """Wait for the end of the process that started us, and end too: in good order if the main thread listens."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    if sys.platform != "win32":  # there the signal would end us before anything is cleared up
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
    _clear(folder)
    os._exit(1)


def _clear(folder: Path) -> None:
    """Remove the run's folders; more than once, since another worker may just be putting something into one."""
    for _ in range(_CLEARINGS):
        for each in folder.parent.glob(f"{folder.name.rpartition('-')[0]}-*"):
            shutil.rmtree(each, ignore_errors=True)
        time.sleep(_PAUSE)
