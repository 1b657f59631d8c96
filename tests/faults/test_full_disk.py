"""A disk that is full, at every step of a run: one sentence, the last good site whole, and the next run finishes."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.project import NAME, Project, make_project

pytestmark = pytest.mark.slow

BLOCK = 4096
LOCK = 1  # block that the note in the lock takes; on a disk without one the lock holds without a note


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk up to some blocks; return the file that does."""
    ballast = disk / "ballast"
    ballast.touch()
    state = os.statvfs(disk)
    ballast.write_bytes(b"\0" * ((state.f_bavail - leave) * state.f_frsize))
    assert os.statvfs(disk).f_bavail == leave
    return ballast


def blocks(*paths: Path) -> int:
    """Return how many blocks files take."""
    return sum(-(-path.stat().st_size // BLOCK) for path in paths)


@pytest.fixture
def full(mount: Callable[..., Path]) -> Project:
    """Give a project on a small disk of its own, built, and with a new score to be published."""
    project = make_project(mount("o-dia", "-t", "tmpfs", "-o", "size=6m", "tmpfs") / "dự án")
    assert project.run().code == 0
    project.score("70.5")
    return project


def pages(project: Project) -> list[Path]:
    """Return the files of the report before its manifest."""
    return [project.page, project.page.with_suffix(".ipynb")]


STEPS = {
    "at the start": (lambda _: 0, f"processed{os.sep}thu{os.sep}scores.csv"),
    "while tables are written": (lambda _: LOCK + 1, f"processed{os.sep}thu{os.sep}cells.csv"),
    "while a page is written": (lambda project: LOCK + blocks(project.page) - 1, f"{NAME}.html"),
    "while the manifest is written": (lambda project: LOCK + blocks(*pages(project)), f"{NAME}.json"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_is_told_and_costs_nothing(full: Project, step: str) -> None:
    """The file is named; report and sheets are as before, all else is whole, old or new; then all is made good."""
    room, file = STEPS[step]
    site, received = full.site(), full.received()
    ballast = fill(full.root.parent, room(full))
    said = full.run("vi")
    said.sentence(6, f"{file}: ổ đĩa đã đầy. Hãy giải phóng dung lượng rồi chạy lại")
    left = full.site()
    assert full.passing() == []
    ballast.unlink()
    assert full.run().code == 0
    done = full.site()
    report = {f"vi/thu/2018/{NAME}.{ending}" for ending in ("html", "ipynb", "json")}
    assert {name: left[name] for name in report} == {name: site[name] for name in report}
    assert [name for name in left if left[name] not in (site.get(name), done.get(name)) and name != "site.json"] == []
    assert b"70.5" in full.page.read_bytes()
    assert full.received() == received
    assert full.passing() == []


def test_nowhere_to_put_passing_files_is_told(
    project: Project, mount: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder for passing files can only be read, the sentence names it; no trace of the worker is shown."""
    place = mount("tam", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    project.run("en").sentence(6, str(place), "could not be read: Read-only file system")
    assert not project.page.exists()
