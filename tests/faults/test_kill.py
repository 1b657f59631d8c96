"""kill -9 at any moment of a run: nothing half written, no process, no folder left; the next run finishes the job.

Half of the moments are drawn over the time that a run takes, half over its changes of the disk (files opened for
writing, renamed, removed, folders made), just before one of them, wherever in the run's processes it happens. In one
of four only the run's own process is killed and its workers are left to notice. PARKIT_KILLS=200 tries more of them.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from parkit.pipeline.workers import warm_up
from tests.faults.project import Project, files, make_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes left behind in /proc"),
]

KILLS = int(os.environ.get("PARKIT_KILLS", "12"))
SEED = 20251128
NOTEBOOKS = ("20_rankings", "90_data_quality")
SCORES = ("90.5", "70.5")
HOOK = """
import os, signal, sys

PLACES, COUNT = os.environ["KILL_PLACES"].split(os.pathsep), os.environ["KILL_COUNT"]
CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
busy = []

def before(event, words):
    if event not in CHANGES or busy or not str(words[0]).startswith(tuple(PLACES)):
        return
    if event == "open" and not words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return
    busy.append(event)
    counter = os.open(COUNT, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(counter, b".")
    count = os.fstat(counter).st_size
    os.close(counter)
    busy.clear()
    if count == int(os.environ["KILL_AT"]):
        os.killpg(0, signal.SIGKILL)

sys.addaudithook(before)
"""


@dataclass(frozen=True)
class Moment:
    """When to kill: after some seconds, or before some change of the disk; and whether only the run's own process."""

    seconds: float = 0.0
    change: int = 0
    alone: bool = False


@dataclass(frozen=True)
class Runs:
    """A way to run parkit on a project in a group of processes of its own, with a folder for passing files."""

    project: Project
    folder: Path
    passing: Path

    @property
    def counter(self) -> Path:
        """The file that grows by a byte with every change of the disk, and marks the run's processes."""
        return self.folder / "changes"

    def start(self, change: int = 0) -> "subprocess.Popen[bytes]":
        """Start a run that is killed before a change of the disk, or not."""
        self.counter.unlink(missing_ok=True)
        (self.folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        environment = {
            **os.environ,
            "PARKIT_ROOT": str(self.project.root),
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.passing),
            "KILL_PLACES": os.pathsep.join([str(self.project.root), str(self.passing)]),
            "KILL_COUNT": str(self.counter),
            "KILL_AT": str(change),
        }
        command = [sys.executable, "-m", "parkit.cli", "run", "--lang", "vi", "--jobs", "2"]
        with (self.folder / "said").open("wb") as said:
            return subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)

    def measured(self) -> tuple[float, int]:
        """Run to the end with scores that were not built last; return the seconds and the changes of the disk."""
        self.project.score(SCORES[0])
        begin = time.monotonic()
        assert self.start().wait(120) == 0, (self.folder / "said").read_text("utf-8")
        took = time.monotonic() - begin
        self.project.score(SCORES[1])
        assert self.project.run().code == 0
        return took, self.counter.stat().st_size

    def killed(self, moment: Moment) -> int:
        """Start a run and kill it; return how it ended."""
        run = self.start(moment.change)
        if moment.change == 0:
            time.sleep(moment.seconds)
            (os.kill if moment.alone else os.killpg)(run.pid, signal.SIGKILL)
        code = run.wait(120)
        end = time.monotonic() + 30
        while self.processes():
            assert time.monotonic() < end, "a process was left behind"
            time.sleep(0.05)
        return code

    def processes(self) -> list[str]:
        """Return the processes of the last run that are still there."""
        mark = f"KILL_COUNT={self.counter}".encode()
        return [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if mark in content(path)]

    def left(self) -> list[str]:
        """Return what is in the folder for passing files and is neither this process's own nor Python's trial."""
        names = (path for path in self.passing.iterdir() if f"-{os.getpid()}-" not in path.name)
        return [path.name for path in names if not is_trial(path)]


def is_trial(path: Path) -> bool:
    """Tell whether a file is the one of 8 letters, holding "blat", with which Python tries the folder first."""
    return path.is_file() and len(path.name) == 8 and path.read_bytes() in (b"", b"blat")


def content(path: Path) -> bytes:
    """Return the bytes of a file, nothing if it has just gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    """Give a project with two reports, never built, and a folder for passing files whose path has room for sockets."""
    warm_up()  # before: what the workers of this process need lies elsewhere
    with tempfile.TemporaryDirectory(prefix="k-") as passing:
        monkeypatch.setattr(tempfile, "tempdir", passing)
        yield Runs(make_project(tmp_path / "du-an", notebooks=NOTEBOOKS), tmp_path, Path(passing))


def check_whole(project: Project, calm: dict[str, dict[str, bytes]]) -> None:
    """Hold that every file is that of an undisturbed run, with old scores or new, and as its manifest says."""
    for name, found in project.site().items():
        if not Path(name).name.startswith(".") and name != "site.json":  # that says what was made of which
            assert found in [site.get(name) for site in calm.values()], f"{name} is of no undisturbed run"
    for manifest in (project.root / "reports").rglob("[0-9]*.json"):
        for name, made in json.loads(manifest.read_bytes())["outputs"].items():
            assert sha256((manifest.parent / name).read_bytes()).hexdigest() == made, (
                f"{name} is not that of its manifest"
            )


def by_time(seconds: float, _: int) -> list[Moment]:
    """Return moments over the time that a run takes, the same at every try."""
    draw = random.Random(SEED)  # noqa: S311  moments, no secrets
    return [Moment(seconds=draw.uniform(0, seconds), alone=number % 2 == 1) for number in range(KILLS // 2)]


def by_change(_: float, changes: int) -> list[Moment]:
    """Return moments over the changes of the disk that a run makes, the same at every try."""
    draw = random.Random(SEED)  # noqa: S311
    return [Moment(change=draw.randint(1, changes)) for _ in range(KILLS - KILLS // 2)]


@pytest.mark.parametrize("drawn", [by_time, by_change])
def test_a_kill_at_any_moment_costs_no_more_than_the_run(
    runs: Runs, drawn: Callable[[float, int], list[Moment]]
) -> None:
    """After each kill all is whole, old or new; the next run makes the site of an undisturbed one, to the byte."""
    project, calm = runs.project, {}
    for first in SCORES:
        project.score(first)
        assert project.run().code == 0
        calm[first] = project.site()
    tables = files(project.root / "data" / "processed")
    moments = drawn(*runs.measured())
    killed = 0
    for number, moment in enumerate(moments):
        first = SCORES[number % 2]
        project.score(first)
        received = project.received()
        killed += runs.killed(moment) == -signal.SIGKILL
        check_whole(project, calm)
        assert project.run().code == 0
        assert project.site() == calm[first], moment
        assert project.passing() == [], moment
        assert runs.left() == [], moment
        assert files(project.root / "data" / "processed") == tables, moment
        assert project.received() == received
    assert killed > len(moments) // 2, "most runs had ended before they were to be killed"
