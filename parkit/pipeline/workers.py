"""Worker processes: hand out tasks, take back results, survive a worker's death, leave no process behind.

Workers start clean (never forked from a process with threads): on Linux from a fork server that has imported
the slow libraries once, elsewhere as new processes. Each has a pipe of its own, so the one task a dying
worker takes with it is known and the others go on. A worker ends by itself when the process that started it
is gone, however it went, and its kernel with it.
"""

import multiprocessing
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import DefaultContext, ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from parkit.pipeline.kernel_process import FOLDER_PREFIX

_PRELOAD: Final = ["papermill.execute", "parkit.pipeline.build", "parkit.pipeline.kernel", "parkit.report.exporter"]
_BYTES_EACH: Final = 500 * 2**20  # a worker and the kernel it runs, with pandas and seaborn loaded
_GRACE: Final = 5.0  # seconds for a worker to stop its kernel
_CLEARINGS: Final = 3
_PAUSE: Final = 0.2  # seconds between them
_IDLE: Final = -1
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

Context = SpawnContext | ForkServerContext | DefaultContext


@dataclass(frozen=True)
class Lost:
    """What comes back for a task without a result: the trace of a bug, or nothing if the worker was killed."""

    trace: str = ""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    position: int = _IDLE

    def take(self, position: int, task: object) -> None:
        """Begin a task. A worker that is already dead shows it when its answer is awaited."""
        self.position = position
        with suppress(OSError):
            self.pipe.send(task)

    def answer(self) -> tuple[int, object]:
        """Return the finished task's position and result."""
        position, self.position = self.position, _IDLE
        try:
            return position, self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(_GRACE)
            return position, Lost()


def default_jobs() -> int:
    """Return how many workers this machine carries: its free cores, and no more than its free memory holds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _free_memory() // _BYTES_EACH))


def warm_up() -> None:
    """Let the fork server, where there is one, start its slow imports now, beside whatever comes next."""
    if sys.platform.startswith("linux"):
        from multiprocessing import forkserver

        multiprocessing.set_forkserver_preload(_PRELOAD)
        with _environment(_ONE_THREAD):  # no threads in a process that is going to be forked
            forkserver.ensure_running()


def run_tasks(
    function: Callable[[Any], object], tasks: Sequence[object], *, jobs: int
) -> Generator[tuple[int, object]]:
    """Run ``function`` on every task in worker processes; yield position and result as each is done.

    Parameters
    ----------
    function : callable
        A function of a module; it, its task and its result travel between processes.
    tasks : sequence
        Given out in this order.
    jobs : int
        How many workers at most.

    Yields
    ------
    int, object
        The result, or ``Lost`` if the worker died or the function raised. Close the iterator to stop the
        workers at once.
    """
    warm_up()
    folder = Path(tempfile.gettempdir()) / f"{FOLDER_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    waiting = deque(enumerate(tasks))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_start(function, folder))
                workers[-1].take(*waiting.popleft())
            for worker in _answering(workers):
                yield worker.answer()
                _next(worker, workers, waiting)
    finally:
        _stop(workers)
        shutil.rmtree(folder, ignore_errors=True)


def _next(worker: _Worker, workers: list[_Worker], waiting: "deque[tuple[int, object]]") -> None:
    """Give a worker its next task, or let it go if there is none or it is dead."""
    if waiting and worker.process.is_alive():
        worker.take(*waiting.popleft())
    else:
        workers.remove(worker)
        _stop([worker])


def _answering(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until some workers have answered or died, and return them."""
    ready = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


def _start(function: Callable[[Any], object], folder: Path) -> _Worker:
    context: Any = multiprocessing.get_context("forkserver" if sys.platform.startswith("linux") else "spawn")
    ours, theirs = Pipe()
    process = context.Process(target=_serve, args=(theirs, function, dict(os.environ), folder), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _stop(workers: Sequence[_Worker]) -> None:
    """End workers: idle ones by closing their pipe, busy ones by a signal, and any that does not listen for good."""
    for worker in workers:
        worker.pipe.close()
        if worker.position != _IDLE:
            worker.process.terminate()
    for worker in workers:
        worker.process.join(_GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _serve(
    pipe: "Connection[Any, Any]", function: Callable[[Any], object], variables: Mapping[str, str], folder: Path
) -> None:
    """Work until the pipe closes. Ctrl-C is for the process that started us; it ends us in its own way.

    The workers, not that process, make the folder for passing files: a folder without a worker would have nobody to
    remove it, should that process be killed.
    """
    os.environ.update(variables)
    tempfile.tempdir = str(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    watch = threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True)
    try:
        folder.mkdir(exist_ok=True)
        watch.start()
        with suppress(EOFError, OSError):
            while True:
                pipe.send(_attempt(function, pipe.recv()))
        if _is_orphan():
            watch.join()  # its signal comes now, and must not come while we clear up
    finally:
        if _is_orphan():
            _clear(folder)


def _attempt(function: Callable[[Any], object], task: object) -> object:
    try:
        return function(task)
    except Exception:  # noqa: BLE001  a bug costs this task only; its trace is shown at the end
        return Lost(traceback.format_exc())


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
        time.sleep(_GRACE)
    _clear(folder)
    os._exit(1)


def _clear(folder: Path) -> None:
    """Remove the run's folder; more than once, since another worker may just be putting something into it."""
    for _ in range(_CLEARINGS):
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(_PAUSE)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the time of a block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({} if value is None else {name: value})


def _free_memory() -> int:
    """Return the bytes programs can still get; where the system does not say, as good as unlimited."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        return int(line.split()[1]) * 1024
    return sys.maxsize
