"""A process from which those of many tasks are forked, one after the other, with what these tasks share in memory.

Each task still begins clean: whatever it does to what is shared, it does to a copy of its own. A stem has no threads
and does nothing but read what is shared. Task and stem end with each other; both end with the run (Linux).
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from parkit.pipeline.task import clear_if_orphan, serve, settle

_END_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux's prctl
_GRACE: Final = 2.0  # seconds for a task to end that is told to
_PAUSE: Final = 0.02


def serve_many(
    pipe: "Connection[Any, Any]",
    function: Callable[[Any], object],
    share: Callable[[Any], object],
    variables: Mapping[str, str],
    folder: Path,
) -> None:
    """Fork a process for every task that comes, after ``share`` has read what it shares with the next ones.

    The task's process answers. If it dies, this one ends too, so that whoever waits for the answer sees it at once.
    """
    settle(variables, folder)
    running: list[int] = []
    try:
        while True:
            try:
                task = pipe.recv()
            except (EOFError, OSError):  # the run is over, or gone
                break
            _share(share, task)
            running.append(_fork(pipe, function, task, variables, folder))
            if os.waitpid(running[-1], 0)[1]:
                break
            running.clear()
    finally:
        for process in running:
            _end(process)
        clear_if_orphan(folder)


def _share(share: Callable[[Any], object], task: object) -> None:
    """Read what a task shares; what goes wrong with that goes wrong in the task again, which tells it."""
    with suppress(Exception):
        share(task)
    gc.collect()
    gc.freeze()  # so that a collection in a task does not copy what is shared


def _fork(
    pipe: "Connection[Any, Any]",
    function: Callable[[Any], object],
    task: object,
    variables: Mapping[str, str],
    folder: Path,
) -> int:
    """Start the process of a task, which answers itself, and return its number."""
    import ctypes  # here, since a run with nothing to do imports this module too

    stem = os.getpid()
    process = os.fork()
    if process:
        return process
    failed = 1
    try:
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGTERM, 0, 0, 0)
        if os.getppid() == stem:
            serve(pipe, function, task, variables, folder)
            failed = 0
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(failed)


def _end(process: int) -> None:
    """End a task's process: in good order if it listens, else for good."""
    end = time.monotonic() + _GRACE
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, signal.SIGTERM)
        while not os.waitpid(process, os.WNOHANG)[0]:
            if time.monotonic() > end:
                os.kill(process, signal.SIGKILL)
            time.sleep(_PAUSE)
