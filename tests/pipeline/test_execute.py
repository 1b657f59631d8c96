import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from parkit.pipeline.execute import execute, inject, tidy
from parkit.pipeline.failures import ReportError
from parkit.pipeline.plan import Report

AddNotebook = Callable[..., Path]
MakeReport = Callable[..., Report]

LOOK_AROUND = "import os, sys; print(os.getcwd(), sys.executable, os.environ['PARKIT_ROOT'], year, sep='|')"


@pytest.fixture
def execute_cells(add_notebook: AddNotebook, make_report: MakeReport) -> Callable[..., Any]:
    """Return a function that runs a notebook of the given code cells in a real kernel."""

    def run(*sources: str, **changes: object) -> nbformat.NotebookNode:
        add_notebook("20_rankings", *sources)
        return execute(make_report("20_rankings", **changes))

    return run


def printed(notebook: nbformat.NotebookNode) -> str:
    """Return what the last cell printed."""
    return str(notebook.cells[-1].outputs[0].text).strip()


@pytest.mark.slow
def test_the_kernel_is_this_python_in_the_notebooks_folder(
    root: Path, execute_cells: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A missing or wrong kernelspec of the user does not matter, and this process does not change its folder."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "nothing"))
    wrong = tmp_path / "nothing" / "kernels" / "python3"
    wrong.mkdir(parents=True)
    (wrong / "kernel.json").write_text('{"argv": ["/no/such/python"], "display_name": "x", "language": "python"}')
    before = Path.cwd()
    folder, python, project, year = printed(execute_cells(LOOK_AROUND, year=2020)).split("|")
    assert Path(folder).samefile(root / "notebooks")
    assert python == sys.executable
    assert Path(project).samefile(root)
    assert year == "2020"
    assert Path.cwd() == before


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(execute_cells: Callable[..., Any]) -> None:
    """No time, path or random id of a run stays in the executed notebook."""
    sources = ("print({'a', 'b', 'c', 'd'})", 'show("finding")')
    first, second = (nbformat.writes(execute_cells(*sources)) for _ in range(2))
    assert first == second
    assert "papermill" not in first
    assert "iopub" not in first


@pytest.mark.slow
@pytest.mark.parametrize("longest", [0, 80])
def test_the_kernel_says_nothing_about_itself(
    execute_cells: Callable[..., Any],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    longest: int,
) -> None:
    """Neither the report nor the terminal shows messages of the machinery, by local sockets and by ports."""
    monkeypatch.setattr("parkit.pipeline.kernel._LONGEST_SOCKET_PATH", longest)
    notebook = execute_cells('print("x")')
    assert [output.name for output in notebook.cells[-1].outputs] == ["stdout"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('# look up\ntable = {}\ntable["index"]', "FAILED in cell 3: table = {}\n    KeyError: 'index'"),
        ("raise ValueError", "FAILED in cell 3: raise ValueError\n    ValueError"),
        (
            """from parkit.model.errors import UsageError
raise UsageError("unknown_choice", what="lang", found="fr", choices="vi, en")""",
            "FAILED in cell 3: from parkit.model.errors import UsageError\n    lang 'fr' is not one of: vi, en.",
        ),
        (
            "import os\nos._exit(1)",
            "FAILED in cell 3: import os\n    The notebook's kernel died, perhaps for lack of memory.",
        ),
    ],
)
def test_a_failing_cell_is_told_in_two_lines(execute_cells: Callable[..., Any], source: str, sentence: str) -> None:
    """Cell number and first line, then the cause; parkit's own errors show their sentence."""
    with pytest.raises(ReportError) as error:
        execute_cells(source, 'show("finding")')
    assert str(error.value).startswith(sentence)
    assert error.value.exit_code == 5


@pytest.mark.slow
def test_a_cell_without_end_is_stopped(execute_cells: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that takes too long fails with a sentence."""
    monkeypatch.setattr("parkit.pipeline.execute.CELL_TIMEOUT", 1)
    with pytest.raises(ReportError, match="ran for more than 1 seconds"):
        execute_cells("import time\ntime.sleep(60)")


@pytest.mark.slow
def test_a_kernel_that_cannot_start_is_told(execute_cells: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a working kernel there is a sentence, not a trace of thirty lines."""
    monkeypatch.setattr("parkit.pipeline.kernel.make_ipkernel_cmd", lambda _: ["false"])
    with pytest.raises(ReportError, match="kernel could not be started"):
        execute_cells("1")


def code(source: str, **metadata: object) -> nbformat.NotebookNode:
    """Return a code cell."""
    cell: nbformat.NotebookNode = nbformat.v4.new_code_cell(source, metadata=metadata)
    return cell


def test_parameters_come_right_after_their_cell_and_replace_earlier_ones() -> None:
    """An injected cell of an earlier run is replaced; its id is fixed and the source is untouched."""
    cells = [code("year: int = 1", tags=["parameters"]), code("old", tags=["injected-parameters"]), code("year")]
    source = nbformat.v4.new_notebook(cells=cells)
    injected = inject(source, {"year": 2018})
    assert [cell.source for cell in injected.cells] == ["year: int = 1", "# Parameters\nyear = 2018", "year"]
    assert injected.cells[1].id == "injected-parameters"
    assert [cell.source for cell in source.cells] == ["year: int = 1", "old", "year"]


def test_tidying_removes_traces_of_the_run_only() -> None:
    """Tags that mean something and all outputs stay."""
    like = nbformat.v4.new_notebook(metadata={"parkit": {"exhibits": ["ranks"]}})
    run = nbformat.v4.new_notebook(
        cells=[
            code("1", tags=[], papermill={"duration": 1.0}, execution={"iopub.status.idle": "now"}),
            code("2", tags=["lang-vi"], papermill={}),
        ],
        metadata={"papermill": {"version": "2"}, "language_info": {"name": "python", "version": "3.11.7"}},
    )
    tidied = tidy(run, like=like)
    assert tidied.metadata == like.metadata
    assert [cell.metadata for cell in tidied.cells] == [{}, {"tags": ["lang-vi"]}]
    assert [cell.source for cell in tidied.cells] == ["1", "2"]
