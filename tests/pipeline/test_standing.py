"""A run with nothing to do is answered by one look at the files, and any change ends that."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parkit.model.folders import processed_folder
from parkit.pipeline.plan import make_plan
from parkit.pipeline.run import run
from parkit.pipeline.standing import keep, look, standing
from tests.pipeline.conftest import write_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("standing")]

ASKED = "all in Vietnamese"
COMMAND = """
import sys
from parkit.cli import main
main({words}, standalone_mode=False)
print([name for name in sys.modules if name.startswith("parkit.pipeline")])
"""


def run_all(root: Path) -> list[str]:
    """Run the Vietnamese reports, as asked for by a choice, and return the lines said."""
    lines: list[str] = []
    assert run(make_plan(root, langs=["vi"]), lang="en", echo=lines.append, jobs=2, asked=ASKED) == 0
    return lines


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reports of a project with one notebook and two years in both languages."""
    folder = write_project(tmp_path_factory.mktemp("built"), "20_rankings")
    assert run(make_plan(folder), lang="en", echo=print, jobs=2) == 0
    return folder


@pytest.fixture
def built(root: Path, built_once: Path) -> Path:
    """Return a project with all its reports, of which a run has found that they are up to date."""
    shutil.copytree(built_once, root, dirs_exist_ok=True)
    assert run_all(root)[0].startswith("Nothing to do")
    return root


def test_a_run_is_remembered_for_its_choice(built: Path) -> None:
    """After a run that left all up to date the same choice is known to have nothing to do, another is not."""
    assert standing(built, ASKED) == 2
    assert standing(built, "all in English") == 0


@pytest.mark.parametrize(
    "place",
    [
        *("data/raw/thu/2018/scores.csv", "data/raw/thu/scheme.toml", "notebooks/20_rankings.ipynb"),
        *("reports/vi/thu/2020/20_rankings.html", "reports/vi/thu/2020/20_rankings.json", "reports/site.json"),
    ],
)
def test_any_change_ends_it(built: Path, place: str) -> None:
    """A file of any kind that is rewritten, with the same length and time, or removed, is seen."""
    path = built / place
    before = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert standing(built, ASKED) == 0
    path.unlink()
    assert standing(built, ASKED) == 0


def test_a_new_file_ends_it(built: Path) -> None:
    """A year, a sheet or a page that was not there is seen, also below a folder that is a link."""
    elsewhere = built / "elsewhere"
    (built / "data" / "raw" / "thu" / "2020").rename(elsewhere)
    (built / "data" / "raw" / "thu" / "2020").symlink_to(elsewhere)
    run_all(built)
    assert standing(built, ASKED) == 2
    (elsewhere / "more.csv").write_text("", encoding="utf-8")
    assert standing(built, ASKED) == 0


def test_what_does_not_matter_costs_one_look(built: Path) -> None:
    """After a change that changes no report, the next run finds nothing to do the usual way and remembers that."""
    (built / "notebooks" / "scribbles.txt").write_text("x", encoding="utf-8")
    assert standing(built, ASKED) == 0
    assert run_all(built)[0].startswith("Nothing to do")
    assert standing(built, ASKED) == 2


def test_a_time_to_come_is_never_trusted(built: Path) -> None:
    """While a file says that it was changed in an hour, nothing is remembered: a further change might not show."""
    later = time.time() + 3600
    os.utime(built / "data" / "raw" / "thu" / "units.csv", (later, later))
    assert look(built) == ""
    run_all(built)
    assert standing(built, ASKED) == 0


def test_whoever_is_at_work_is_not_passed_over(built: Path) -> None:
    """Where a lock lies, the usual way is taken, which tells who holds it or clears up after it."""
    (processed_folder(built) / ".lock").touch()
    assert standing(built, ASKED) == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"seen": 1}', '{"seen": "x", "choices": 3}'])
def test_a_note_that_cannot_be_read_is_none(built: Path, text: str) -> None:
    """A note that was cut off or altered counts as not there, and is written anew."""
    (processed_folder(built) / ".standing").write_text(text, encoding="utf-8")
    assert standing(built, ASKED) == 0
    run_all(built)
    assert standing(built, ASKED) == 2


def test_choices_of_an_earlier_state_are_forgotten(built: Path) -> None:
    """Two choices stand side by side; with the first change both are gone."""
    keep(built, "other", 7, look(built))
    assert (standing(built, "other"), standing(built, ASKED)) == (7, 2)
    keep(built, "other", 7, "another look")
    assert (standing(built, "other"), standing(built, ASKED)) == (0, 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [(["run"], "Nothing to do: all 4 reports are up to date."), (["why"], "4 reports: 0 run again")],
)
def test_the_commands_plan_nothing(built: Path, words: list[str], told: str) -> None:
    """The second run and the question why say the same as ever, without the modules that plan and build."""
    command = [sys.executable, "-c", COMMAND.format(words=words)]
    first = [sys.executable, "-m", "parkit.cli", "run"]
    environment = {**os.environ, "PARKIT_LANG": "en"}
    assert subprocess.run(first, cwd=built, env=environment, check=True, capture_output=True).stdout.startswith(
        b"Nothing"
    )
    done = subprocess.run(command, cwd=built, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.startswith(told)
    loaded = "['parkit.pipeline', 'parkit.pipeline.hashes', 'parkit.pipeline.standing']"
    assert sorted(done.stdout.splitlines()[-1]) == sorted(loaded)
