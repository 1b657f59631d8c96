"""kill -9 of `parkit publish`: readers keep a whole site, and the next publication finishes the job and sweeps up."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from parkit.model.machine import machine
from tests.faults.project import Project, at_work, files, make_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kill_publish")]

HOOK = """
import os, signal, sys

EVENT, LEFT = os.environ["KILL_EVENT"], [int(os.environ["KILL_AT"])]

def before(event, words):
    if event == EVENT and str(words[0]).startswith(os.environ["KILL_PLACE"]):
        LEFT[0] -= 1
        if LEFT[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(before)
"""
MOMENTS = {
    "at the third file": ("open", 3),
    "before the swap": ("os.rename", 1),
    "when the oldest site is aside": ("os.rename", 2),
    "when there is no site": ("os.rename", 3),
    "after the swap": ("shutil.rmtree", 3),
}
WORKING = "import os, sys, time; os.mkdir(sys.argv[1] + str(os.getpid())); print('ready', flush=True); time.sleep(60)"


@dataclass(frozen=True)
class Web:
    """A project with a new site, and a place with the two publications before it."""

    project: Project
    site: Path
    oldest: dict[str, bytes]
    old: dict[str, bytes]

    def publish(self, *words: str) -> None:
        """Publish, or put back, undisturbed."""
        self.project.parkit("publish", str(self.site), *words).sentence(0)

    def killed(self, folder: Path, event: str, number: int, *words: str) -> None:
        """Publish in a process that is killed just before an event at the place, counted from 1."""
        (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        hook = {"KILL_EVENT": event, "KILL_AT": str(number), "KILL_PLACE": str(self.site.parent)}
        named = {"PYTHONPATH": str(folder), "PARKIT_ROOT": str(self.project.root)}
        command = [sys.executable, "-m", "parkit.cli", "publish", str(self.site), *words]
        done = subprocess.run(command, env=os.environ | hook | named, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr

    def beside(self) -> set[str]:
        """Return the names of what is at the place."""
        return {path.name for path in self.site.parent.iterdir()}

    @property
    def previous(self) -> Path:
        """The publication before."""
        return self.site.with_name(f"{self.site.name}.previous")


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files(folder)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """Publish two sites and build a third one, once."""
    folder = tmp_path_factory.mktemp("published")
    project, site = make_project(folder / "du-an"), folder / "web" / "Chỉ số"
    found = []
    for first in ("90.5", "70.5", "60.5"):
        project.score(first)
        project.parkit("run", "--jobs", "1").sentence(0)
        if first != "60.5":
            project.parkit("publish", str(site)).sentence(0)
            found.append(content(site))
    return Web(project, site, *found)


@pytest.fixture
def web(published: Web, tmp_path: Path) -> Web:
    """Give a copy of the place."""
    shutil.copytree(published.site.parent, tmp_path / "web")
    return Web(published.project, tmp_path / "web" / published.site.name, published.oldest, published.old)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_publication_is_finished_by_the_next(web: Web, tmp_path: Path, moment: str) -> None:
    """The site or the one before is whole at once; the next publication gives both and leaves nothing else."""
    web.killed(tmp_path, *MOMENTS[moment])
    assert len(web.beside()) > 2, "nothing was left to sweep"
    whole = content(web.site if web.site.exists() else web.previous)
    assert whole == web.old or (moment == "after the swap" and web.old == content(web.previous))
    web.publish()
    assert web.beside() == {web.site.name, web.previous.name}
    assert content(web.previous) == web.old
    assert b"60.5" in web.site.joinpath("en/thu/2018/downloads/thu-2018-units.csv").read_bytes()


@pytest.mark.parametrize("number", [2, 3])
def test_a_killed_return_loses_no_publication(web: Web, tmp_path: Path, number: int) -> None:
    """Whenever --back is killed, the next command finds both publications again, in one order or the other."""
    web.killed(tmp_path, "os.rename", number, "--back")
    web.publish("--back")
    assert web.beside() == {web.site.name, web.previous.name}
    assert [content(web.site), content(web.previous)] in ([web.old, web.oldest], [web.oldest, web.old])


def test_only_what_killed_publications_left_is_swept(web: Web, tmp_path: Path) -> None:
    """The folder of a publisher at work, of another machine and of another site stay, and so does what is like one."""
    web.killed(tmp_path, "os.rename", 1)
    (gone,) = web.beside() - {web.site.name, web.previous.name}
    number = gone.rpartition("-")[2]
    start = gone.removesuffix(number)
    stay = {
        f".other.new-{machine()}-{number}",
        f".{web.site.name}.new-other-{number}",
        f"{start}x",
        f"{gone}-x",
        f"x{gone}",
    }
    for name in stay:
        (web.site.parent / name).mkdir()
    with at_work(WORKING, web.site.parent / start):
        before = web.beside() - {gone}
        web.publish()
        assert len(before) == 8
        assert web.beside() == before
    assert gone not in web.beside()
    web.publish()
    assert web.beside() == {*stay, web.site.name, web.previous.name}
