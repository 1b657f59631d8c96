"""Worker processes: one for each task, results as they come, a second try for the killed, no process left behind.

A worker starts clean and does one task: on Linux forked from a server that has imported the slow libraries once and
has no threads, elsewhere as a new process. Each has a pipe of its own, so the one task that a dying worker takes with
it is known and the others go on. A worker ends by itself when the process that started it is gone, however it went.
"""

import multiprocessing
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
import zlib
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

from parkit.model.faults import FaultError, fault
from parkit.pipeline.lock import is_alive

FOLDER_PREFIX: Final = "parkit-"
_PRELOAD: Final = ["parkit.pipeline.warm"]
_BYTES_EACH: Final = 400 * 2**20  # a worker with pandas, seaborn and a scheme's data loaded
_GRACE: Final = 5.0  # seconds for a worker to end
_CLEARINGS: Final = 3
_PAUSE: Final = 0.2  # seconds between them
_DEEPEST: Final = 107 - len("/pymp-12345678/listener-12345678")  # how long the path of a socket may be on Linux
_LAST: Final = -101  # after multiprocessing has removed its own folder, at -100
_TRIES: Final = 2  # a worker that was killed, for want of memory or by hand, is replaced once
_ENVIRONMENT: Final = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
"""One thread each for linear algebra, since workers run side by side; a fixed order of sets; figures as in a kernel."""

_fresh: list[bool] = []
_placed: list[Path] = []
_changing = threading.Lock()

Context = SpawnContext | ForkServerContext | DefaultContext


@dataclass(frozen=True)
class Lost:
    """What comes back for a task without a result: a fault, the trace of a bug, or nothing if the worker was killed."""

    trace: str = ""
    error: FaultError | None = None


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
            self.process.join(_GRACE)
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
        with _environment(_ENVIRONMENT):
            _place_socket()
            forkserver.ensure_running()


def _place_socket() -> None:
    """Let multiprocessing put the fork server's socket, once, into a folder that the next run knows as left over."""
    if _placed:
        return
    folder, before = _passing_folder(), tempfile.tempdir
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
    return len(os.fsencode(_passing_folder())) <= _DEEPEST


def is_fresh() -> bool:
    """Tell whether this process was started for one task and has a clean state."""
    return bool(_fresh)


def report_environment(root: Path) -> dict[str, str]:
    """Return the variables the cells of a report get on top of those of the run.

    They are the project, so that a notebook finds it from any folder, and what makes runs alike.
    """
    return {**_ENVIRONMENT, "PARKIT_ROOT": str(root)}


def run_alone(function: Callable[[Any], object], task: object) -> object:
    """Run one task in a fresh process and return its result, or ``Lost``."""
    return next(result for _, result in run_tasks(function, [task], jobs=1))


def run_tasks(
    function: Callable[[Any], object], tasks: Sequence[object], *, jobs: int
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
    folder = _passing_folder()
    _remove_left_over(folder.parent)
    waiting = deque((position, 1) for position in range(len(tasks)))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                position, tries = waiting.popleft()
                workers.append(_start(function, tasks[position], position, tries, folder))
            for worker in _answering(workers):
                result = worker.answer()
                workers.remove(worker)
                _stop([worker], at_once=False)
                if result == Lost() and worker.tries < _TRIES:
                    waiting.appendleft((worker.position, worker.tries + 1))
                else:
                    yield worker.position, result
    finally:
        _stop(workers, at_once=True)
        shutil.rmtree(folder, ignore_errors=True)


def _passing_folder() -> Path:
    """Return a folder for passing files, not made yet, whose name says whose it is."""
    try:
        return Path(tempfile.gettempdir()) / f"{_own_prefix()}{os.getpid()}-{secrets.token_hex(2)}"
    except FileNotFoundError as error:  # it tries several
        raise FaultError("no_temporary", cause=error.strerror) from error


def _own_prefix() -> str:
    """Return how the folders of this machine's runs begin; machines may share the place for passing files."""
    return f"{FOLDER_PREFIX}{zlib.crc32(socket.gethostname().encode()) % 2**16:04x}-"


def _remove_left_over(where: Path) -> None:
    """Remove the folders of runs that were killed together with all their workers."""
    for folder in where.glob(f"{_own_prefix()}*"):
        pid = folder.name.removeprefix(_own_prefix()).partition("-")[0]
        if pid.isdecimal() and not is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _answering(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until some workers have answered or died, and return them."""
    ready = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


def _start(function: Callable[[Any], object], task: object, position: int, tries: int, folder: Path) -> _Worker:
    context: Any = multiprocessing.get_context("forkserver" if _forks() else "spawn")
    ours, theirs = Pipe()
    arguments = (theirs, function, task, dict(os.environ), folder)
    process = context.Process(target=_serve, args=arguments)
    with _environment(_ENVIRONMENT):
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
        worker.process.join(_GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _serve(
    pipe: "Connection[Any, Any]",
    function: Callable[[Any], object],
    task: object,
    variables: Mapping[str, str],
    folder: Path,
) -> None:
    """Do one task. Ctrl-C is for the process that started us; it ends us in its own way.

    The workers, not that process, make the folder for passing files: a folder without a worker would have nobody to
    remove it, should that process be killed.
    """
    _fresh.append(True)
    os.environ.update({**variables, **_ENVIRONMENT})
    tempfile.tempdir = str(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    watch = threading.Thread(target=_leave_with_parent, args=(folder,), daemon=True)
    try:
        watch.start()
        with suppress(EOFError, OSError):
            pipe.send(_attempt(function, task, folder))
        if _is_orphan():
            watch.join()  # its signal comes now, and must not come while we clear up
    finally:
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
        time.sleep(_GRACE)
    _clear(folder)
    os._exit(1)


def _clear(folder: Path) -> None:
    """Remove the run's folders; more than once, since another worker may just be putting something into one."""
    for _ in range(_CLEARINGS):
        for each in folder.parent.glob(f"{folder.name.rpartition('-')[0]}-*"):
            shutil.rmtree(each, ignore_errors=True)
        time.sleep(_PAUSE)


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
