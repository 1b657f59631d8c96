"""What tests of processes look for: those that began, whether one still runs, and waiting until something holds."""

import time
from collections.abc import Callable
from pathlib import Path


def started(folder: Path) -> list[int]:
    """Return the process ids of the stems and tasks that began."""
    return [int(path.name.removeprefix("started-")) for path in folder.glob("started-*")]


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Wait for a condition to hold."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
