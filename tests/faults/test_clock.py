"""A clock that goes back: nothing depends on which time is later."""

import os
import time
from pathlib import Path

import pytest

from tests.faults.project import Project, files

pytestmark = pytest.mark.slow

TOMORROW = time.time() + 10 * 365 * 86_400
LONG_AGO = 86_400.0


def date(folder: Path, moment: float) -> None:
    """Give every file below a folder a time."""
    for path in files(folder):
        os.utime(path, (moment, moment))


def test_times_of_files_do_not_matter(project: Project) -> None:
    """Sheets from the future, a site from long ago: nothing is to be done; a changed sheet of long ago is noticed."""
    assert project.run().code == 0
    site = project.site()
    date(project.root / "data" / "raw", TOMORROW)
    date(project.root / "notebooks", TOMORROW)
    date(project.root / "reports", LONG_AGO)
    project.run("en").sentence(0, "Building 1 reports")  # the English one, which was not there
    project.run("vi").sentence(0, "Không có gì thay đổi")
    assert {name: project.site()[name] for name in site if name.startswith("vi")}.items() <= site.items()
    project.score("55.5")
    date(project.root / "data" / "raw", LONG_AGO)
    date(project.root / "reports", TOMORROW)
    assert project.run().code == 0
    assert b"55.5" in project.page.read_bytes()


def test_a_clock_that_goes_back_during_a_run_changes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock is an hour earlier than the one before, and the site is the same."""
    assert project.run().code == 0
    site = project.site()
    now = [time.time()]

    def earlier() -> float:
        now[0] -= 3600
        return now[0]

    monkeypatch.setattr(time, "time", earlier)
    project.score("55.5")
    assert project.run().code == 0
    project.score("90.5")
    assert project.run().code == 0
    assert project.site() == site
