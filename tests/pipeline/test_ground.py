"""A run builds what changed and nothing else, and says why."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parkit.pipeline.ground import Grounds
from parkit.pipeline.plan import make_plan
from parkit.pipeline.run import run
from parkit.pipeline.why import explain
from tests.pipeline.conftest import write_project

AddNotebook = Callable[..., Path]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("ground")]


def run_all(root: Path, *, force: bool = False) -> list[str]:
    """Run the Vietnamese reports and return the lines said."""
    lines: list[str] = []
    assert run(make_plan(root, langs=["vi"]), lang="en", echo=lines.append, jobs=2, force=force) == 0
    return lines


def why(root: Path) -> list[str]:
    """Return what is said of each report."""
    lines: list[str] = []
    assert explain(make_plan(root, langs=["vi"]), lang="en", echo=lines.append) == 0
    return lines


def touched(root: Path) -> dict[str, int]:
    """Return when each file of the site and of the tables was last written."""
    folders = (root / "reports", root / "data" / "processed")
    return {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the four Vietnamese reports of two notebooks."""
    folder = write_project(tmp_path_factory.mktemp("built"), "20_rankings", "30_trends")
    run_all(folder)
    return folder


@pytest.fixture
def built(root: Path, built_once: Path) -> Path:
    """Return the tiny project with two notebooks and their four Vietnamese reports."""
    shutil.copytree(built_once, root, dirs_exist_ok=True)
    run_all(root)  # builds nothing, and remembers the hashes of the copies
    return root


def test_with_nothing_changed_no_file_is_touched(built: Path) -> None:
    """The second run says so and writes nothing; --force builds all of them again."""
    before = touched(built)
    assert run_all(built) == [f"Nothing to do: all 4 reports are up to date. Open: {built / 'reports' / 'index.html'}"]
    assert touched(built) == before
    assert why(built) == ["4 reports: 0 run again, 0 only set anew, 4 up to date."]
    assert run_all(built, force=True)[0] == "Building 4 reports, 2 at a time."


def test_a_run_with_nothing_to_do_imports_nothing_heavy() -> None:
    """Whoever only looks whether something changed loads neither pandas nor the libraries of notebooks and workers."""
    heavy = (
        "pandas",
        "numpy",
        "matplotlib",
        "nbformat",
        "nbconvert",
        "papermill",
        "IPython",
        "multiprocessing",
        "jinja2",
    )
    code = f"import sys, parkit.pipeline.run, parkit.pipeline.why; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_score_sheet_runs_the_reports_that_read_it(built: Path) -> None:
    """A sheet of 2020 changes the reports of 2020 and none of 2018; the file is named."""
    sheet = built / "data" / "raw" / "thu" / "2020" / "scores.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("90.5", "91.5"), encoding="utf-8")
    assert why(built) == [
        "vi thu 2020 20_rankings: runs again, the data changed: 2020/scores.csv",
        "vi thu 2020 30_trends: runs again, the data changed: 2020/scores.csv",
        "4 reports: 2 run again, 0 only set anew, 2 up to date.",
    ]
    assert [line.split(" … ")[0] for line in run_all(built)[1:3]] == [
        "[1/2] vi thu 2020 20_rankings",
        "[2/2] vi thu 2020 30_trends",
    ]
    sheet = built / "data" / "raw" / "thu" / "2018" / "scores.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("90.5", "91.5"), encoding="utf-8")
    assert why(built)[-1] == "4 reports: 4 run again, 0 only set anew, 0 up to date."


def test_changed_code_runs_one_notebook(built: Path, add_notebook: AddNotebook) -> None:
    """Only the reports of the notebook whose code changed run again."""
    add_notebook("30_trends", 'show("finding")', "1 + 1")
    assert why(built)[:2] == [
        f"vi thu {year} 30_trends: runs again, the notebook's code changed" for year in (2018, 2020)
    ]


def test_changed_words_set_the_page_anew_without_running(built: Path) -> None:
    """The page has the new words and the old results, though the code would now fail; the neighbours get the title."""
    path = built / "notebooks" / "20_rankings.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "# Tên mới"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    ran = built / "reports" / "vi" / "thu" / "2018" / "20_rankings.ipynb"
    results = [cell["outputs"] for cell in json.loads(ran.read_text(encoding="utf-8"))["cells"] if "outputs" in cell]
    assert why(built)[0] == "vi thu 2018 20_rankings: is only set anew, the notebook's text changed"
    assert why(built)[1] == "vi thu 2018 30_trends: is only set anew, the page's frame or the reports beside it changed"
    run_all(built)
    assert "Tên mới" in ran.with_suffix(".html").read_text(encoding="utf-8")
    assert "Tên mới" in ran.with_name("30_trends.html").read_text(encoding="utf-8")
    again = [cell["outputs"] for cell in json.loads(ran.read_text(encoding="utf-8"))["cells"] if "outputs" in cell]
    assert again == results
    assert why(built)[-1].endswith("4 up to date.")


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("20_rankings.html", "is only set anew"),
        ("20_rankings.ipynb", "runs again"),
        ("20_rankings.json", "runs again"),
    ],
)
@pytest.mark.parametrize("deleted", [True, False])
def test_a_lost_or_altered_output_is_made_again_alone(built: Path, name: str, step: str, *, deleted: bool) -> None:
    """A page that is gone or altered comes back, byte for byte, and no other file is touched but the index."""
    path = built / "reports" / "vi" / "thu" / "2018" / name
    content, before = path.read_bytes(), touched(built)
    path.unlink() if deleted else path.write_bytes(content[:-9])
    first, last = why(built)
    assert first.startswith(f"vi thu 2018 20_rankings: {step}, ")
    assert last.endswith("3 up to date.")
    run_all(built)
    assert name.endswith(".json") or path.read_bytes() == content
    changed = {Path(name).name for name, when in touched(built).items() if before.get(name) != when}
    assert {each for each in changed if each.startswith("30")} == set()


def test_a_lost_index_is_made_again(built: Path) -> None:
    """The index pages come back without any report being built."""
    index = built / "reports" / "index.html"
    content = index.read_bytes()
    index.unlink()
    (line,) = run_all(built)
    assert line.startswith("Built 0 of 0 reports")
    assert index.read_bytes() == content


def test_a_report_rests_on_no_later_year(built: Path) -> None:
    """The ground of 2018 holds the scheme's own files and those of 2018."""
    report = make_plan(built, years=[2018])[0]
    assert set(Grounds().of(report)["data"]) == {
        *("scheme.toml", "units.csv", "SOURCES.toml"),
        *("2018/framework.csv", "2018/scores.csv"),
    }
