"""Worker processes: one for each task, results as they come, a second try for the killed, no process left behind.

A worker starts clean and does one task: on Linux forked from a server that has imported the slow libraries once and
has no threads, or from a stem that was and has read what several tasks share; elsewhere as a new process. Each has a
pipe of its own, so the one task that a dying worker takes with it is known and the others go on. A worker ends by
itself when the process that started it is gone, however it went.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import util
from multiprocessing.connection import Connection, Pipe, wait
from multiprocessing.context import DefaultContext, ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from parkit.pipeline.leftovers import FOLDER_PREFIX, passing_folder, remove_left_over
from parkit.pipeline.stem import serve_many
from parkit.pipeline.task import ENVIRONMENT, GRACE, Lost, is_fresh, serve

__all__ = [
    "FOLDER_PREFIX",
    "Lost",
    "default_jobs",
    "is_fresh",
    "report_environment",
    "run_alone",
    "run_tasks",
    "warm_up",
]

_PRELOAD: Final = ["parkit.pipeline.warm"]
_BYTES_EACH: Final = 400 * 2**20  # a worker with pandas, seaborn and a scheme's data loaded
_DEEPEST: Final = 107 - len("/pymp-12345678/listener-12345678")  # how long the path of a socket may be on Linux
_LAST: Final = -101  # after multiprocessing has removed its own folder, at -100
_TRIES: Final = 2  # a worker that was killed, for want of memory or by hand, is replaced once
_placed: list[Path] = []
_changing = threading.Lock()

Context = SpawnContext | ForkServerContext | DefaultContext


@dataclass
class _Worker:
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    position: int
    tries: int

    def answer(self) -> object:
        """Return the result of the task."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(GRACE)
            return Lost()


def default_jobs() -> int:
    """Return how many workers this machine carries: its free cores, and no more than its free memory holds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _free_memory() // _BYTES_EACH))


def warm_up() -> None:
    """Let the fork server, where there is one, start its slow imports now, beside whatever comes next."""
    if _forks():
        from multiprocessing import forkserver

        multiprocessing.set_forkserver_preload(_PRELOAD)
        with _environment(ENVIRONMENT):
            _place_socket()
            forkserver.ensure_running()


def _place_socket() -> None:
    """Let multiprocessing put the fork server's socket, once, into a folder that the next run knows as left over."""
    if _placed:
        return
    folder, before = passing_folder(), tempfile.tempdir
    folder.mkdir()  # its name is drawn, and one that is there already is an error
    _placed.append(folder)
    util.Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    tempfile.tempdir = str(folder)
    try:
        util.get_temp_dir()
    finally:
        tempfile.tempdir = before


def _forks() -> bool:
    """Tell whether workers are forked: on Linux, unless PARKIT_START says "spawn" or the path of a socket gets long."""
    if not sys.platform.startswith("linux") or os.environ.get("PARKIT_START") == "spawn":
        return False
    return len(os.fsencode(passing_folder())) <= _DEEPEST


def report_environment(root: Path) -> dict[str, str]:
    """Return the variables the cells of a report get on top of those of the run.

    They are the project, so that a notebook finds it from any folder, and what makes runs alike.
    """
    return {**ENVIRONMENT, "PARKIT_ROOT": str(root)}


def run_alone(function: Callable[[Any], object], task: object) -> object:
    """Run one task in a fresh process and return its result, or ``Lost``."""
    return next(result for _, result in run_tasks(function, [task], jobs=1))


def run_tasks(
    function: Callable[[Any], object],
    tasks: Sequence[object],
    *,
    jobs: int,
    share: Callable[[Any], object] | None = None,
) -> Generator[tuple[int, object]]:
    """Run ``function`` on every task, each in a fresh process; yield position and result as each is done.

    Parameters
    ----------
    function : callable
        A function of a module; it, its task and its result travel between processes.
    tasks : sequence
        Given out in this order.
    jobs : int
        How many processes at a time.
    share : callable, optional
        A function of a module that reads into memory what a task shares with those that come next. Where processes
        can be forked it is called with a task before the task's process is.

    Yields
    ------
    int, object
        The result, or ``Lost`` if the function raised, or the process died twice. Close the iterator to stop the
        workers at once.

    Raises
    ------
    FaultError
        There is no folder for passing files.
    """
    warm_up()
    folder = passing_folder()
    remove_left_over()
    waiting = deque((position, 1) for position in range(len(tasks)))
    workers: list[_Worker] = []
    stems: list[_Worker] = []
    start = _Start(function, share if _forks() else None, folder)
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                position, tries = waiting.popleft()
                workers.append(start.worker(stems, tasks[position], position, tries))
            for worker in _answering(workers):
                result = worker.answer()
                workers.remove(worker)
                if start.share and result != Lost():
                    stems.append(worker)
                else:
                    _stop([worker], at_once=False)
                if result == Lost() and worker.tries < _TRIES:
                    waiting.appendleft((worker.position, worker.tries + 1))
                else:
                    yield worker.position, result
    finally:
        _stop(stems, at_once=False)
        _stop(workers, at_once=True)
        shutil.rmtree(folder, ignore_errors=True)


def _answering(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until some workers have answered or died, and return them."""
    ready = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


@dataclass(frozen=True)
class _Start:
    """How the processes of a run are started."""

    function: Callable[[Any], object]
    share: Callable[[Any], object] | None
    folder: Path

    def worker(self, stems: list[_Worker], task: object, position: int, tries: int) -> _Worker:
        """Give a task to a stem that waits for one, else to a new process."""
        while stems:
            stem = stems.pop()
            try:
                stem.pipe.send(task)
            except OSError:  # it was killed meanwhile
                _stop([stem], at_once=True)
            else:
                return _Worker(stem.process, stem.pipe, position, tries)
        return self._stem(task, position, tries) if self.share else self._single(task, position, tries)

    def _stem(self, task: object, position: int, tries: int) -> _Worker:
        worker = self._process(serve_many, self.function, self.share, position=position, tries=tries)
        with suppress(OSError):  # it was killed at once, which its answer will show
            worker.pipe.send(task)
        return worker

    def _single(self, task: object, position: int, tries: int) -> _Worker:
        return self._process(serve, self.function, task, position=position, tries=tries)

    def _process(self, target: Callable[..., None], *arguments: object, position: int, tries: int) -> _Worker:
        context: Any = multiprocessing.get_context("forkserver" if _forks() else "spawn")
        ours, theirs = Pipe()
        process = context.Process(target=target, args=(theirs, *arguments, dict(os.environ), self.folder))
        with _environment(ENVIRONMENT):
            process.start()
        theirs.close()
        return _Worker(process, ours, position, tries)


def _stop(workers: Sequence[_Worker], *, at_once: bool) -> None:
    """End workers, by a signal those that are busy, and any that does not listen for good."""
    for worker in workers:
        worker.pipe.close()
        if at_once:
            worker.process.terminate()
    for worker in workers:
        worker.process.join(GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the time of a block; other threads that do the same wait."""
    with _changing:
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
