"""A run on a real scheduler and real workers of this machine: same pages, nothing lost, nothing left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import parkit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]

AddNotebook = Callable[..., Path]
BIN = Path(sys.executable).parent
SLOW = "import time", "time.sleep(0.7)", 'show("finding")'
PATIENCE = 240  # seconds; a busy machine is no failure


@dataclass
class Lab:
    """A scheduler and its workers, each a process of its own, with their temporary files in a folder."""

    folder: Path
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str, until: str, path: str = "") -> None:
        """Start a dask program and wait until it says that it is ready."""
        log = self.folder / f"{name}.log"
        environment = {**os.environ, "TMPDIR": str(self.folder / "tmp"), "PYTHONPATH": path}
        with log.open("wb") as out:
            command = [BIN / "dask", *arguments, "--no-dashboard"]
            self.processes[name] = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=self.folder)
        wait_for(lambda: until in log.read_text("utf-8"))

    def start_worker(self, name: str, *options: str, path: str = "") -> None:
        """Start a worker with one thread."""
        self.start(name, "worker", self.address, "--nthreads", "1", *options, until="Registered to", path=path)

    def kill(self, name: str) -> None:
        """Kill a program at once."""
        self.processes[name].kill()
        self.processes.pop(name).wait()

    def left(self) -> list[str]:
        """Return what runs on the machines left: folders and processes of parkit."""
        folders = [path.name for path in (self.folder / "tmp").glob("parkit-*")]
        return folders + [line for line in processes() if str(self.folder) in line]


def processes() -> list[str]:
    """Return the running processes that make reports for a worker, with their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if b"bench_process" in (path / "cmdline").read_bytes():
                found.append((path / "environ").read_text("utf-8", errors="replace"))
        except OSError:
            continue
    return found


def wait_for(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a scheduler with two workers, one of them under a nanny as `dask worker` starts it by default."""
    lab = Lab(tmp_path_factory.mktemp("lab"))
    (lab.folder / "tmp").mkdir()
    try:
        lab.start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", until="Scheduler at:")
        log = (lab.folder / "scheduler.log").read_text("utf-8")
        lab.address = log.split("Scheduler at:")[1].split()[0]
        lab.start_worker("nanny")
        lab.start_worker("plain", "--no-nanny")
        yield lab
    finally:
        for name in list(lab.processes):
            lab.kill(name)


@dataclass
class Parkit:
    """A running `parkit run`."""

    process: subprocess.Popen[str]

    def line(self) -> str:
        """Return the next line it says."""
        assert self.process.stdout
        return self.process.stdout.readline().rstrip("\n")

    def end(self) -> tuple[int, list[str]]:
        """Return its exit code and the other lines; ``communicate`` would lose those that ``line`` has read ahead."""
        assert self.process.stdout
        with self.process.stdout as said:
            lines = said.read().splitlines()
        return self.process.wait(PATIENCE), lines


def start(root: Path, *options: str) -> Parkit:
    """Start `parkit run` for the Vietnamese reports, with messages in English."""
    command = [sys.executable, "-c", "from parkit.cli import main; main()", "run", "--lang", "en", *options]
    environment = {**os.environ, "PARKIT_ROOT": str(root)}
    return Parkit(
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    )


def reports(root: Path) -> dict[str, bytes]:
    """Return every file of the site; a manifest without the facts of its run, no record of when files were made."""
    found = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "reports").rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.name != "site.json"
    }
    return {name: lasting(content) if is_manifest(name) else content for name, content in found.items()}


def is_manifest(name: str) -> bool:
    """Tell whether a file holds the facts of a run."""
    return "/thu/" in name and name.endswith(".json")


def lasting(manifest: bytes) -> bytes:
    """Return a manifest without the facts of its run."""
    return json.dumps({**json.loads(manifest), "run": None}).encode()


def test_a_killed_worker_loses_nothing_and_pages_are_those_of_a_run_here(
    lab: Lab, root: Path, add_notebook: AddNotebook
) -> None:
    """One of two workers is killed at the first report; all are built, in order, equal to the byte; nothing is left."""
    for name in ("20_rankings", "90_data_quality"):
        add_notebook(name, *SLOW)
    assert start(root).end()[0] == 0
    here = reports(root)
    shutil.rmtree(root / "reports")
    running = start(root, "--cluster", lab.address)
    assert running.line() == f"Cluster at {lab.address}, workers: 2."
    assert running.line() == "Building 4 reports, 2 at a time."
    assert running.line().startswith("[1/4] en thu 2018 20_rankings … ")
    lab.kill("plain")
    code, lines = running.end()
    assert code == 0
    assert [line[:5] for line in lines[:3]] == ["[2/4]", "[3/4]", "[4/4]"]
    assert lines[-1].startswith("Built 4 of 4 reports in")
    assert len(here) > 4 * 3
    assert reports(root) == here
    wait_for(lambda: not lab.left())
    assert start(root, "--cluster", lab.address).end()[1][0].startswith("Nothing to do: all 4 reports")


def told(lines: list[str]) -> list[str]:
    """Return the lines about failures, without the time left."""
    return [line.split("; about ")[0] for line in lines if "FAILED" in line or line.startswith(" ")]


def test_failures_on_a_worker_are_told_as_here(lab: Lab, root: Path, add_notebook: AddNotebook) -> None:
    """A failing cell is named, a process that is killed costs its report only, and the worker goes on."""
    add_notebook("20_rankings", "1 / 0")
    add_notebook("30_trends", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    add_notebook("40_weaknesses", 'show("finding")')
    here = start(root, "--year", "2018").end()
    code, lines = start(root, "--force", "--year", "2018", "--cluster", lab.address).end()
    assert code == here[0] == 5
    failures = told(lines)
    assert told(here[1]) == failures
    assert "ZeroDivisionError: division by zero" in failures[1]
    assert "the process that built this report was killed" in failures[2]
    assert lines[-1].startswith("Built 1 of 3 reports")
    wait_for(lambda: not lab.left())


@pytest.mark.parametrize("moment", ["parkit-*", "parkit-*/*/notebooks"], ids=["starting", "at work"])
def test_an_interrupted_run_calls_off_its_work(lab: Lab, root: Path, add_notebook: AddNotebook, moment: str) -> None:
    """After Ctrl-C nothing of it runs on any worker, whether it had orders, whose cells take minutes, or none yet."""
    add_notebook("20_rankings", "import time", "time.sleep(500)")
    running = start(root, "--cluster", lab.address)
    running.line()
    wait_for(lambda: any((lab.folder / "tmp").glob(moment)))
    running.process.send_signal(signal.SIGINT)
    code, lines = running.end()
    assert code == 130
    assert lines[-1] == "Interrupted: 0 of 2 reports are done; the others are as they were."
    wait_for(lambda: not lab.left(), patience=40)  # an idle process would go by itself, after a minute


def test_a_worker_with_another_parkit_is_named(lab: Lab, root: Path, add_notebook: AddNotebook, tmp_path: Path) -> None:
    """Nothing is built with a worker whose source differs; one sentence says which, and the exit code is 2."""
    add_notebook("20_rankings", 'show("finding")')
    shutil.copytree(Path(parkit.__file__).parent, tmp_path / "other" / "parkit")
    (tmp_path / "other" / "parkit" / "more.py").write_text('"""Another line."""\n', encoding="utf-8")
    lab.start_worker("other", "--no-nanny", path=str(tmp_path / "other"))
    try:
        code, lines = start(root, "--cluster", lab.address).end()
    finally:
        lab.kill("other")
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith("The cluster's worker tcp://127.0.0.1:")
    assert f"has parkit {parkit.__version__} (" in lines[0]
    assert not (root / "reports").exists()
