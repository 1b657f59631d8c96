"""Cells run without a kernel show what they show in a stock kernel; each run begins clean and stays within time."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from papermill.iorw import load_notebook_node

from parkit.pipeline.engine import ParkitEngine, register

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="the cells use a Unix shell")]

CELLS = (
    "print('a'); print('b')\n1 + 1",
    "import os, subprocess, sys\nprint('first'); sys.stdout.flush(); os.system('echo second'); None",
    "subprocess.run(['sh', '-c', 'echo out; echo err >&2']); None",
    "!echo shell",
    "x = 5; x",
    "from IPython.display import HTML, Markdown, clear_output, display, update_display\ndisplay(HTML('<b>x</b>'))\n3",
    "display('first', display_id='k'); update_display('second', display_id='k')",
    "print('gone'); clear_output(); print('stays')",
    "print('gone'); clear_output(wait=True); display('new')",
    "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(1, 1)); axes.plot([1, 2]);",
    "await __import__('asyncio').sleep(0)\nprint('awaited')",
    "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "_, __, Out[1], In[1]",
    "x;",
    "print('to stderr', file=sys.stderr)",
    "get_ipython().__class__.__name__, __name__, os.path.basename(os.getcwd())",
    "input('?')",
    "%matplotlib inline\nplt.figure(figsize=(1, 1)); plt.plot([1]);",
    "for i in range(3): print(i, end=' ')",
    "print({'a', 'b', 'c', 'd'})",
    "print('before'); 1 / 0",
    "def f(:\n  pass",
    "raise ValueError('sentence')",
)

STUBBORN = """
while True:
    try:
        time.sleep(60)
    except Exception:
        pass
"""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Know the engine; work in a folder of its own, with what a report's cells get."""
    register()
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.chdir(tmp_path)


def notebook(*cells: str, tags: tuple[str, ...] = ()) -> NotebookNode:
    """Return a notebook of code cells that all have the same tags."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = [nbformat.v4.new_code_cell(cell, id=f"c{n}", metadata={"tags": list(tags)}) for n, cell in enumerate(cells)]
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})


def run(*cells: str, tags: tuple[str, ...] = (), **options: object) -> NotebookNode:
    """Run cells by papermill with parkit's engine."""
    done: NotebookNode = execute_notebook(
        notebook(*cells, tags=tags), None, engine_name="parkit", progress_bar=False, **options
    )
    return done


def outputs(done: NotebookNode) -> list[Any]:
    """Return what each cell shows and its number, in a form in which two kernels' answers are equal.

    Of an error that is its kind and text, since traces name passing files. A kernel sends its two streams whenever it
    gets to it, so each is taken whole.
    """
    return [(cell.source, cell.execution_count, _streams(cell), _others(cell)) for cell in done.cells]


def _streams(cell: NotebookNode) -> dict[str, str]:
    pieces = [each for each in cell.outputs if each.output_type == "stream"]
    names = sorted({each.name for each in pieces})
    return {name: "".join(each.text for each in pieces if each.name == name) for name in names}


def _others(cell: NotebookNode) -> list[Any]:
    return [
        (each.ename, each.evalue.partition(" (")[0]) if each.output_type == "error" else dict(each)
        for each in cell.outputs
        if each.output_type != "stream"
    ]


def test_every_cell_shows_what_it_shows_in_a_stock_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, results, tables, figures, updates, other programs' output, questions and errors are those of a kernel."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # a kernel that finds it leaves other programs' output alone
    stock = notebook(*CELLS)
    NotebookClient(stock, allow_errors=True, record_timing=False, resources={"metadata": {"path": "."}}).execute()
    ours = load_notebook_node(notebook(*CELLS, tags=("raises-exception",)))
    ParkitEngine.execute_notebook(ours, "python3", progress_bar=False)
    assert outputs(ours) == outputs(stock)


def test_each_run_begins_clean() -> None:
    """A name, an import and a changed folder of one run are not there in the next."""
    run("import os, json; left = 1; os.chdir('/'); json.left = 1")
    (cell,) = run("import os, json; print('left' in globals(), hasattr(json, 'left'), os.getcwd())").cells
    assert cell.outputs[0].text.strip() == f"False False {Path.cwd()}"


def test_the_first_error_ends_the_run() -> None:
    """The failing cell is named, and what comes after is not run."""
    with pytest.raises(PapermillExecutionError) as error:
        run("1", "raise KeyError('index')", "open('left', 'w')")
    assert (error.value.ename, error.value.cell_index) == ("KeyError", 1)
    assert not Path("left").exists()


@pytest.mark.parametrize("cell", ["time.sleep(60)", STUBBORN])
def test_a_cell_without_end_is_stopped(cell: str) -> None:
    """A cell that takes too long ends the run, also one that catches every exception."""
    with pytest.raises((CellTimeoutError, DeadKernelError), match="timed out"):
        run(f"import time\n{cell}", execution_timeout=1)


@pytest.mark.parametrize("cell", ["import os; os._exit(3)", "exit()"])
def test_a_cell_that_ends_its_process_is_told(cell: str) -> None:
    """The run ends with what papermill says of a dead kernel."""
    with pytest.raises(DeadKernelError):
        run(cell, "1")


def test_nothing_is_left_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No profile and no history of the shell is written."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    run("1")
    assert not [path for path in home.rglob("*") if "ipython" in path.name.lower() or "history" in path.name]


def test_the_warm_process_can_be_forked() -> None:
    """It has one thread, no messaging context, and no window system chosen."""
    code = """
import threading
import parkit.pipeline.warm
import matplotlib, zmq
backend = dict.__getitem__(matplotlib.rcParams, "backend")
assert [thread.name for thread in threading.enumerate()] == ["MainThread"], threading.enumerate()
assert zmq.Context._instance is None
assert backend in ("agg", "module://matplotlib_inline.backend_inline"), backend
print(len(open("/proc/self/status").read().partition("Threads:\\t")[2].partition("\\n")[0]))
"""
    clean = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=clean, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "1"
