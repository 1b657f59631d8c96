"""Tasks forked from a stem: what is shared is read once, every task begins clean, and nobody outlives the run."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from parkit.pipeline import workers
from parkit.pipeline.workers import Lost, run_tasks
from tests.pipeline.processes import is_alive, started, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are forked on Linux only"),
]

PARENT = """
import sys
from parkit.pipeline import workers
sys.path.insert(0, {folder!r})
from tasks import share, sleep

if __name__ == "__main__":
    workers._PRELOAD[:] = []
    for _ in workers.run_tasks(sleep, [60, 60], jobs=2, share=share):
        pass
"""
TASKS = """
import os, time
from pathlib import Path

def share(_):
    Path(__file__).with_name(f"started-{os.getpid()}").touch()

def sleep(seconds):
    Path(__file__).with_name(f"started-{os.getpid()}").touch()
    time.sleep(seconds)
"""

shared: list[str] = []


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not import the slow libraries for tasks that do not need them."""
    monkeypatch.setattr(workers, "_PRELOAD", [])


def read(task: str) -> None:
    """Read what tasks share: here, note for which of them it was asked."""
    if task == "unreadable":
        raise FileNotFoundError(task)
    shared.append(task)


def look(task: str) -> tuple[tuple[str, ...], int]:
    """Return what is shared and the stem's number, then spoil what is shared."""
    seen = tuple(shared)
    shared.append(f"{task}, spoilt")
    return seen, os.getppid()


def act(order: str) -> str:
    """Do as told: end the process or its stem, raise, or answer."""
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "fell":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    if order == "raise":
        raise ZeroDivisionError(order)
    return order


def fell_once(mark: Path) -> str:
    """End the stem the first time, answer the second time."""
    if mark.exists():
        return "survived"
    mark.touch()
    return act("fell")


def test_what_is_shared_stays_and_what_a_task_does_to_it_does_not() -> None:
    """The tasks of one stem see what was read for those before them, and nothing that these did."""
    results = dict(run_tasks(look, ["a", "b", "c"], jobs=1, share=read))
    assert [seen for seen, _ in results.values()] == [("a",), ("a", "b"), ("a", "b", "c")]  # type: ignore[misc, attr-defined]
    assert len({stem for _, stem in results.values()}) == 1  # type: ignore[misc, attr-defined]


def test_a_task_is_done_though_nothing_can_be_shared() -> None:
    """What cannot be read beforehand is the task's own affair."""
    assert dict(run_tasks(act, ["unreadable", "b"], jobs=1, share=read)) == {0: "unreadable", 1: "b"}


def test_a_killed_task_costs_itself_only() -> None:
    """Killed twice it is lost; a bug comes back with its trace; the others are done."""
    results = dict(run_tasks(act, ["a", "die", "raise", "b"], jobs=2, share=read))
    assert "ZeroDivisionError: raise" in results.pop(2).trace  # type: ignore[attr-defined]
    assert results == {0: "a", 1: Lost(), 3: "b"}


def test_a_killed_stem_takes_its_task_along_which_is_done_again(tmp_path: Path) -> None:
    """The task that lost its stem ends at once, though it would have slept for a minute, and gets another one."""
    begin = time.monotonic()
    assert dict(run_tasks(fell_once, [tmp_path / "been"], jobs=1, share=read)) == {0: "survived"}
    assert time.monotonic() - begin < 30


def test_closing_stops_the_tasks_at_once() -> None:
    """Whoever stops asking for results has no worker left."""
    begin = time.monotonic()
    with closing(run_tasks(time.sleep, [0, 60, 60], jobs=2, share=id)) as results:
        next(results)
    assert time.monotonic() - begin < 30


def test_where_nothing_can_be_forked_every_task_reads_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same results come from processes started anew."""
    monkeypatch.setenv("PARKIT_START", "spawn")
    assert dict(run_tasks(act, ["a", "b"], jobs=2, share=read)) == {0: "a", 1: "b"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stems_and_tasks_end_with_the_process_that_started_them(tmp_path: Path, how: signal.Signals) -> None:
    """However the run is ended, no process stays and no folder for passing files."""
    (tmp_path / "tasks.py").write_text(TASKS, encoding="utf-8")
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folder=str(tmp_path)), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="s-") as passing:  # a short path: it has room for sockets
        parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "TMPDIR": passing})
        wait_until(lambda: len(started(tmp_path)) == 4, seconds=30)  # two stems and two tasks
        parent.send_signal(how)
        parent.wait(20)
        wait_until(lambda: not any(is_alive(pid) for pid in started(tmp_path)), seconds=30)
        wait_until(lambda: not list(Path(passing).iterdir()), seconds=30)
