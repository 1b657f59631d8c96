"""Worker processes: order, death, bugs, and nothing left behind."""

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
from parkit.pipeline.leftovers import own_prefix
from parkit.pipeline.workers import Lost, default_jobs, run_tasks
from tests.pipeline.processes import is_alive, started, wait_until

pytestmark = pytest.mark.slow

PARENT = """
import os, sys, time
from parkit.pipeline import workers
sys.path.insert(0, {folder!r})
from tasks import sleep

if __name__ == "__main__":
    workers._PRELOAD[:] = []
    for _ in workers.run_tasks(sleep, [60, 60], jobs=2):
        pass
"""
TASKS = """
import os, time
from pathlib import Path

def sleep(seconds):
    Path(__file__).with_name(f"started-{os.getpid()}").touch()
    time.sleep(seconds)
"""


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not import the slow libraries for tasks that do not need them."""
    monkeypatch.setattr(workers, "_PRELOAD", [])


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number


def act(order: str) -> str:
    """Do as told: end the process, raise, or answer."""
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "raise":
        raise ZeroDivisionError(order)
    return order


def die_once(mark: Path) -> str:
    """End the process the first time, answer the second time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "survived"


def count_calls(_: None, calls: list[int] = []) -> int:  # noqa: B006  kept on purpose, to see whether it is kept
    """Return how often this process was called."""
    calls.append(1)
    return len(calls)


@pytest.mark.slow
def test_every_task_gets_its_result() -> None:
    """Each task is done once, by as many workers as there are."""
    assert dict(run_tasks(double, [1, 2, 3, 4, 5], jobs=2)) == {0: 2, 1: 4, 2: 6, 3: 8, 4: 10}


def test_no_task_needs_no_worker() -> None:
    """An empty list ends at once."""
    assert list(run_tasks(double, [], jobs=2)) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_worker_costs_its_task_only() -> None:
    """A task whose worker is killed twice comes back as lost; the others are done."""
    results = dict(run_tasks(act, ["a", "die", "b", "die", "c"], jobs=1))
    assert results == {0: "a", 1: Lost(), 2: "b", 3: Lost(), 4: "c"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_worker_is_replaced_once(tmp_path: Path) -> None:
    """A task whose worker is killed gets a second worker, and its result."""
    assert dict(run_tasks(die_once, [tmp_path / "been"], jobs=1)) == {0: "survived"}


def test_every_task_has_a_process_of_its_own() -> None:
    """Nothing that one task leaves behind is there for the next."""
    assert dict(run_tasks(count_calls, [None] * 3, jobs=1)) == {0: 1, 1: 1, 2: 1}


def test_workers_need_not_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Started anew, as on Windows, they do the same work."""
    monkeypatch.setenv("PARKIT_START", "spawn")
    assert dict(run_tasks(double, [1, 2], jobs=2)) == {0: 2, 1: 4}


def test_a_bug_comes_back_with_its_trace() -> None:
    """An exception that is no sentence comes back as a trace, and the worker goes on."""
    results = dict(run_tasks(act, ["raise", "a"], jobs=1))
    assert isinstance(results[0], Lost)
    assert "ZeroDivisionError: raise" in results[0].trace
    assert results[1] == "a"


def test_closing_stops_the_workers_at_once() -> None:
    """Whoever stops asking for results has no worker left, though it would have slept for a minute."""
    begin = time.monotonic()
    with closing(run_tasks(time.sleep, [0, 60, 60], jobs=2)) as results:
        next(results)
    assert time.monotonic() - begin < 20


def test_jobs_are_at_least_one_and_at_most_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little memory means fewer workers, but never none."""
    assert 1 <= default_jobs() <= (os.cpu_count() or 1)
    monkeypatch.setattr(workers, "_free_memory", lambda: 0)
    assert default_jobs() == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes differently")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, how: signal.Signals) -> None:
    """However the run is ended, no worker stays and no folder for its sockets."""
    (tmp_path / "tasks.py").write_text(TASKS, encoding="utf-8")
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folder=str(tmp_path)), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="w-") as passing:  # a short path: it has room for sockets
        parent = subprocess.Popen([sys.executable, str(script)], env={**os.environ, "TMPDIR": passing})
        wait_until(lambda: len(started(tmp_path)) == 2)
        parent.send_signal(how)
        parent.wait(20)
        wait_until(lambda: not any(is_alive(pid) for pid in started(tmp_path)))
        wait_until(lambda: not list(Path(passing).iterdir()))


@pytest.mark.slow
def test_what_a_run_killed_with_all_its_workers_left_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder goes; that of a process that runs, that of another machine and what is none of ours stay."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    workers.warm_up()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    prefix = own_prefix()
    stay = {f"{prefix}{os.getpid()}-abcd", f"parkit-other-{dead.pid}-abcd", "parkit-notes"}
    for name in {f"{prefix}{dead.pid}-abcd", *stay}:
        (tmp_path / name).mkdir()
    assert dict(run_tasks(double, [1], jobs=1)) == {0: 2}
    assert {path.name for path in tmp_path.iterdir()} == stay


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks")
def test_a_deep_folder_for_passing_files_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the path of a socket would be too long, workers are not forked, and do the same work."""
    (tmp_path / ("deep" * 20)).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("deep" * 20)))
    assert not workers._forks()
    assert dict(run_tasks(double, [1, 2], jobs=2)) == {0: 2, 1: 4}
