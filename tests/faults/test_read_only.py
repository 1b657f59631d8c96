"""Folders and drives that may not be written or read: told in a sentence, and sheets as received are only ever read."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.project import Project, is_root, make_project

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")]

WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@pytest.fixture
def bound() -> tuple[str, ...]:
    """Give what starts a program for which the modes of folders hold, as for root they do not."""
    if not is_root():
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv, which would take that right away, is not here")
    return WITHOUT_RIGHTS


def test_folders_that_may_not_be_written_are_told(project: Project, bound: tuple[str, ...]) -> None:
    """First the tables, then the site: the sentence names the file and the right that is wanted, in both languages."""
    processed = project.root / "data" / "processed"
    processed.mkdir(mode=0o555)
    said = project.alone("run", "--lang", "vi", lang="vi", before=bound)
    said.sentence(6, f"Không ghi được {processed / '.lock'}: tài khoản này không có quyền ghi ở đó")
    processed.chmod(0o755)
    project.root.chmod(0o555)
    said = project.alone("run", "--lang", "en", before=bound)
    said.sentence(6, "20_rankings.html could not be written: this account may not write there")
    assert not (project.root / "reports").exists()


def test_a_sheet_that_may_not_be_read_stops_its_year_with_a_sentence(project: Project, bound: tuple[str, ...]) -> None:
    """The problem names the file, the exit code is that of wrong data; a definition that may not be read has 3."""
    project.scores.chmod(0)
    said = project.alone("check", "--lang", "vi", lang="vi", before=bound)
    said.sentence(4, "2018/scores.csv", "Không đọc được tệp")
    (project.scores.parents[1] / "units.csv").chmod(0)
    said = project.alone("check", "--lang", "en", before=bound)
    said.sentence(3, "File units.csv in folder thu could not be read: Permission denied. Close the program")


def test_sheets_are_only_read(project: Project, mount: Callable[..., Path]) -> None:
    """On a drive that can only be read, and only there, lie the sheets: every command does its work."""
    raw = project.root / "data" / "raw"
    kept = shutil.copytree(raw, project.root.parent / "goc", copy_function=shutil.copy2)
    received = project.received()
    mount("du-an/data/raw", "-o", "bind,ro", str(kept))
    with pytest.raises(OSError, match="Read-only"):
        project.score("1")
    assert project.run().code == 0
    for command in ("list", "why", "check"):
        assert project.parkit(command).code == 0
    assert {name: seen[0] for name, seen in project.received().items()} == {
        name: seen[0] for name, seen in received.items()
    }


def test_a_drive_that_can_only_be_read_keeps_its_site(mount: Callable[..., Path]) -> None:
    """The whole project on such a drive: looking works, building is told to be impossible, the site stays."""
    disk = mount("o-dia", "-t", "tmpfs", "-o", "size=6m", "tmpfs")
    project = make_project(disk / "du-an")
    assert project.run().code == 0
    project.score("70.5")
    site = project.site()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    project.run("vi").sentence(6, ".lock: ổ đĩa chỉ cho đọc")
    project.run("en").sentence(6, ".lock could not be written: the drive can only be read")
    project.parkit("why", "--lang", "vi").sentence(0, "2018/scores.csv")
    project.parkit("check").sentence(0)
    assert project.site() == site
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert project.run().code == 0
    assert b"70.5" in project.page.read_bytes()
