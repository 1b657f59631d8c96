"""What a comparison is, and how one side of it is measured: seconds on the clock, of the processor, peak memory."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

Quantity = Literal["clock", "processor", "memory"]
_PR_SET_CHILD_SUBREAPER = 36
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds on the clock and of the processor, and memory in MB; a side that knows better returns its own."""

    clock: float = 0.0
    processor: float = 0.0
    memory: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The most that parkit may take: so many seconds or MB, or so many times what it stands beside."""

    quantity: Quantity = "clock"
    at_most: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Some work by parkit beside the same work by something else.

    Attributes
    ----------
    work, against : str
        What is done, and what it stands beside.
    prepare : callable
        Gets a scratch folder that all comparisons of a group share, and returns what both sides work on; not measured.
    ours, theirs : callable
        The two sides; what they return is thrown away unless it is a `Measured`.
    goals : tuple of Goal
        One line of the table each.
    turns : int
        How often each side is measured, in turns.
    warm : bool
        Each side runs once unmeasured before the first turn. Memory is always that of the first run of a process.
    """

    work: str
    against: str = "–"
    prepare: Callable[[Path], Any]
    ours: Callable[[Any], object]
    theirs: Callable[[Any], object] | None = None
    goals: tuple[Goal, ...]
    turns: int = 5
    warm: bool = True


def timed(side: Callable[[Any], object], given: object) -> Measured:
    """Run one side once and return the seconds it took."""
    clock, processor = time.perf_counter(), time.process_time()
    found = side(given)
    if isinstance(found, Measured):
        return found
    return Measured(clock=time.perf_counter() - clock, processor=time.process_time() - processor)


def peak_of(side: Callable[[Any], object], given: object) -> Measured:
    """Run one side once and return how far this process's memory rose above what it held before."""
    before = _reset_peak()
    found = side(given)
    if isinstance(found, Measured):
        return found
    return Measured(memory=_peak() - before)


def command(arguments: Sequence[str], *, root: Path) -> Measured:
    """Run a command to its end and return its seconds, the processor's with those of the processes it started.

    Memory is what the largest of these processes held.

    Raises
    ------
    RuntimeError
        The command failed.
    """
    _adopt_orphans()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PARKIT_ROOT": str(root)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as on any machine
    with TemporaryFile() as errors:
        begin = time.perf_counter()
        with subprocess.Popen(
            arguments, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=errors
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            clock = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            message = f"{' '.join(arguments)} ended with {process.returncode}\n{errors.read().decode()}"
            raise RuntimeError(message)
    left = _orphans()
    seconds = used.ru_utime + used.ru_stime + left.processor
    return Measured(clock=clock, processor=seconds, memory=max(used.ru_maxrss / 1024, left.memory))


def _adopt_orphans() -> None:
    """Make this process the parent of what a command leaves running as it ends, so that its seconds count (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _orphans() -> Measured:
    """Wait for what a command left behind, which ends by itself; return its seconds of the processor and its memory."""
    seconds = memory = 0.0
    with suppress(ChildProcessError):
        while True:
            used = os.wait4(-1, 0)[2]
            seconds += used.ru_utime + used.ru_stime
            memory = max(memory, used.ru_maxrss / 1024)
    return Measured(processor=seconds, memory=memory)


def parkit(*arguments: str) -> list[str]:
    """Return the command that the installed script ``parkit`` runs, in this Python."""
    return [sys.executable, "-c", "from parkit.cli import main; main()", *arguments]


def add(parts: Sequence[Measured]) -> Measured:
    """Add up seconds."""
    return Measured(clock=sum(part.clock for part in parts), processor=sum(part.processor for part in parts))


def times(measured: Measured, factor: float) -> Measured:
    """Scale seconds, for what was measured on a sample."""
    return Measured(clock=measured.clock * factor, processor=measured.processor * factor)


def machine() -> Mapping[str, str]:
    """Return what the figures depend on: cores, memory, load, Python and packages; not the machine's name."""
    import platform
    from importlib.metadata import version

    packages = ("numpy", "pandas", "matplotlib", "papermill", "nbconvert", "python-calamine")
    return {
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "load at the start": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def _reset_peak() -> float:
    """Return the memory held now, and let the peak begin here where the system can do that (Linux)."""
    with suppress(AttributeError, OSError):  # not everywhere; glibc gives back what is free, which would hide a part
        ctypes.CDLL(None).malloc_trim(0)
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _peak()


def _peak() -> float:
    """Return the largest resident size so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 2**20 if sys.platform == "darwin" else size / 1024
