"""Whoever runs a notebook gets the same results: stock papermill, a person in JupyterLab, or parkit."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from parkit.model.language import Lang
from parkit.pipeline.contract import check_contract, is_injected
from parkit.pipeline.execute import execute
from parkit.pipeline.parameters import notebook_parameters
from parkit.pipeline.plan import Report, list_notebooks, profile_notebook
from parkit.pipeline.workers import run_alone

ROOT = Path(__file__).resolve().parents[2]
PROFILE = profile_notebook(ROOT)
NOTEBOOKS = [name for name in list_notebooks(ROOT) if name != PROFILE]
PAPERMILL = Path(sys.executable).with_name("papermill")
PLACES: list[tuple[str, str, int, Lang]] = [
    ("10_overview", "hoa-binh", 2024, "en"),
    ("20_rankings", "hoa-binh", 2024, "en"),
    ("20_rankings", "minh-hoa", 2019, "vi"),
    ("30_trends", "nam-dinh", 2018, "vi"),
    ("30_trends", "minh-hoa", 2019, "vi"),
    ("40_weaknesses", "minh-hoa", 2019, "vi"),
    ("60_reconciliation", "nam-dinh", 2018, "vi"),
    ("90_data_quality", "hoa-binh", 2024, "en"),
]
"""Each notebook, on the kinds of data that take the longest way through it: criteria, totals, a printed notice."""

ELSEWHERE = ("10_overview", "60_reconciliation")
"""What finds the project from another folder is the same in all notebooks."""

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment in which nothing of parkit is set."""
    monkeypatch.delenv("PARKIT_ROOT", raising=False)
    monkeypatch.delenv("PARKIT_LANG", raising=False)
    monkeypatch.chdir(ROOT)


def results(notebook: NotebookNode) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return source and outputs of every code cell but the injected one, without the running number."""
    return [
        (
            cell.source,
            [{name: value for name, value in output.items() if name != "execution_count"} for output in cell.outputs],
        )
        for cell in notebook.cells
        if cell.cell_type == "code" and not is_injected(cell)
    ]


def papermill(notebook: str, **parameters: object) -> NotebookNode:
    """Run a notebook with papermill as it comes, in the kernel it finds."""
    run: NotebookNode = execute_notebook(f"notebooks/{notebook}.ipynb", None, parameters, progress_bar=False)
    return run


def papermill_command(notebook: str, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the papermill command in the project's folder, as a person would."""
    command = [str(PAPERMILL), f"notebooks/{notebook}.ipynb", str(output), "--no-progress-bar", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def ours(notebook: str, scheme: str, year: int, lang: Lang, unit: str = "") -> NotebookNode:
    """Run a notebook as ``parkit run`` does."""
    run = run_alone(execute, Report(root=ROOT, notebook=notebook, scheme=scheme, year=year, lang=lang, unit=unit))
    assert isinstance(run, NotebookNode), run
    return run


@pytest.mark.parametrize(("notebook", "scheme", "year", "lang"), PLACES)
def test_stock_papermill_gives_the_same_results(notebook: str, scheme: str, year: int, lang: Lang) -> None:
    """The outputs of every cell are the same, and keep the notebook's promises."""
    run = ours(notebook, scheme, year, lang)
    assert results(papermill(notebook, scheme=scheme, year=year, lang=lang)) == results(run)
    assert check_contract(run)


def test_every_notebook_is_held_against_papermill() -> None:
    """No notebook of the project is left out of the comparison."""
    assert {notebook for notebook, *_ in PLACES} == set(NOTEBOOKS)


def test_stock_papermill_gives_the_same_profile() -> None:
    """The profile of one unit is the same, whether its block is computed for it or shared with others in a run."""
    run = ours(PROFILE, "ha-tinh-ddci", 2021, "vi", "so-tai-chinh")
    assert results(papermill(PROFILE, scheme="ha-tinh-ddci", year=2021, lang="vi", unit="so-tai-chinh")) == results(run)
    assert check_contract(run)


def test_the_papermill_command_gives_the_same_results(tmp_path: Path) -> None:
    """The command of the README, with its guessed types, gives what ``parkit run`` gives."""
    out = tmp_path / "out.ipynb"
    done = papermill_command("20_rankings", out, "-p", "scheme", "hoa-binh", "-p", "year", "2024")
    assert done.returncode == 0, done.stderr
    assert results(nbformat.read(out, as_version=4)) == results(ours("20_rankings", "hoa-binh", 2024, "vi"))


@pytest.mark.parametrize("way", [("PARKIT_START", "spawn"), ("PARKIT_ENGINE", "kernel")])
def test_where_nothing_can_be_forked_the_results_are_the_same(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, str]
) -> None:
    """A process started anew, as on Windows, and a stock kernel show what a forked process shows."""
    forked = ours("10_overview", "hoa-binh", 2024, "en")
    monkeypatch.setenv(*way)
    assert ours("10_overview", "hoa-binh", 2024, "en") == forked


@pytest.mark.parametrize("start", ["", "spawn"])
def test_the_papermill_command_takes_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, start: str) -> None:
    """``papermill --engine parkit`` gives the same results, forked or not."""
    monkeypatch.setenv("PARKIT_START", start)
    out = tmp_path / "out.ipynb"
    done = papermill_command("10_overview", out, "--engine", "parkit", "-p", "scheme", "hoa-binh", "-p", "year", "2024")
    assert done.returncode == 0, done.stderr
    assert results(nbformat.read(out, as_version=4)) == results(ours("10_overview", "hoa-binh", 2024, "vi"))


@pytest.mark.parametrize("notebook", ELSEWHERE)
def test_run_all_in_any_folder_gives_the_same_results(tmp_path: Path, notebook: str) -> None:
    """A person who opens the notebook elsewhere and runs all cells gets the report of the default parameters."""
    source = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4)
    defaults: dict[str, Any] = {each.name: each.default for each in notebook_parameters(source, notebook)}
    run = NotebookClient(source, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert results(run) == results(ours(notebook, defaults["scheme"], defaults["year"], defaults["lang"]))


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"scheme": "nam-dinh", "year": 1999}, "has no year 1999. The years there are: 2018, 2020."),
        ({"scheme": "nam-din"}, "There is no scheme 'nam-din'"),
        ({"lang": "fr"}, "lang 'fr' is not one of: vi, en."),
    ],
)
def test_a_notebook_refuses_what_does_not_exist(parameters: dict[str, object], sentence: str) -> None:
    """The notebook itself checks what it is given, whoever runs it."""
    with pytest.raises(PapermillExecutionError) as error:
        papermill("20_rankings", **parameters)
    assert sentence in error.value.evalue


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("-p", "yaer", "2018"), "There is no parameter 'yaer'"),
        (("-p", "scheme", "01"), "Parameter scheme must be text, not 1."),
    ],
)
def test_the_papermill_command_refuses_wrong_parameters(
    tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    """A misspelt name, and text that papermill made a number, end the run with their sentence."""
    done = papermill_command("20_rankings", tmp_path / "out.ipynb", *options)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_exploring_runs_to_the_end(tmp_path: Path) -> None:
    """The notebook to explore in runs from any folder without error or warning."""
    path = ROOT / "notebooks" / "explore.ipynb"
    if not path.is_file():
        pytest.skip("there is no notebooks/explore.ipynb")
    run = NotebookClient(nbformat.read(path, as_version=4), resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in run.cells for output in cell.get("outputs", ())]
    assert outputs
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert os.environ.get("PARKIT_ROOT") is None
