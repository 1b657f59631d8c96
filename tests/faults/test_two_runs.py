"""Two commands at once on one project: the second is told who is at work, readers go on and read what is right."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parkit.intake import read_stored
from parkit.report.problems import load_data, read_data
from tests.faults.project import NAME, Project, at_work, make_project
from tests.pipeline.conftest import make_notebook, write_notebook

pytestmark = pytest.mark.slow

WAIT = """
import time
from pathlib import Path
Path({place!r}).touch()
while Path({place!r}).exists():
    time.sleep(0.05)
show("finding")
"""
WRITE = """
import sys
from pathlib import Path
from parkit.intake import write_processed
from parkit.report.problems import read_data
root, other = Path(sys.argv[1]), Path(sys.argv[2])
both = [(read_data(place, "thu"), place) for place in (root, other)]
from parkit.model.origin import origin_of
made = [(data, origin_of(place / "data" / "raw" / "thu")) for data, place in both]
print("ready", flush=True)
while True:
    for data, origin in made:
        write_processed(root, data, origin=origin)
"""


@contextmanager
def run_that_waits(project: Project) -> Iterator["subprocess.Popen[str]"]:
    """Start a run whose notebook goes on only when told to, and let it go on in the end."""
    place = project.root / "waiting"
    write_notebook(project.root, NAME, make_notebook(WAIT.format(place=str(place))))
    environment = {**os.environ, "PARKIT_ROOT": str(project.root)}
    command = [sys.executable, "-m", "parkit.cli", "run", "--lang", "vi"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8") as first:
        while not place.exists():
            assert first.poll() is None
            time.sleep(0.05)
        try:
            yield first
        finally:
            place.unlink(missing_ok=True)
            first.communicate()


def test_the_second_run_says_who_is_at_work(project: Project) -> None:
    """It ends with 7 and touches nothing; what only reads goes on; after a kill of the first nothing is in the way."""
    with run_that_waits(project) as first:
        who = f"(process {first.pid} on {socket.gethostname()}, since "
        project.run("en").sentence(7, f"parkit run is at work in this project {who}", "Wait until it is done")
        project.run("vi").sentence(
            7, f"Lệnh parkit run đang làm việc trong dự án này (tiến trình {first.pid} trên máy "
        )
        for command in ("list", "why", "check"):
            project.parkit(command).sentence(0)
        first.send_signal(signal.SIGKILL)
        first.wait()
        (project.root / "waiting").unlink()
    write_notebook(project.root, NAME, make_notebook('show("finding")'))
    project.run("en").sentence(0, "Built 1 of 1")
    assert project.passing() == []


def test_whoever_reads_during_a_run_sees_all_old_or_all_new(tmp_path: Path) -> None:
    """While another process writes now these tables and now others, every reader gets those of the sheets there are."""
    project, other = make_project(tmp_path / "a"), make_project(tmp_path / "b")
    other.score("12.5")
    right = read_data(project.root, "thu").scores
    stored = []
    with at_work(WRITE, project.root, other.root):
        while len(stored) < 15 or (len(set(stored)) < 2 and len(stored) < 300):
            assert load_data(project.root, "thu").scores.equals(right)
            stored.append(read_stored(project.root, "thu") is not None)
    assert len(set(stored)) == 2, "the writer never came between, so nothing was tried"
