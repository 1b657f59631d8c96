"""Run one notebook: put in the parameters, execute it with papermill in a clean process, and tidy the result.

Nothing of the run itself stays in the result: no times, no paths, no version of the kernel, no random cell
id. Two runs on the same inputs give the same bytes. What the cells show is what stock ``papermill`` shows,
cell by cell.
"""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError, default_language
from parkit.pipeline.contract import cell_place, is_injected
from parkit.pipeline.failures import ReportError
from parkit.pipeline.parameters import Value, injected_source
from parkit.pipeline.plan import Report
from parkit.pipeline.workers import FOLDER_PREFIX, is_fresh, report_environment

CELL_TIMEOUT: Final = 600  # seconds; a cell of a report takes seconds, so one that needs more will not end
_INJECTED_ID: Final = "injected-parameters"
_COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")


def execute(report: Report) -> NotebookNode:
    """Run the notebook of a report and return it with its outputs, tidied.

    Raises
    ------
    ReportError
        A cell failed, ran too long or ended the kernel; the error names the cell and the cause.
    """
    source = nbformat.read(report.source, as_version=4)
    return tidy(_run(inject(source, report.parameters), report), like=source)


def inject(notebook: NotebookNode, values: Mapping[str, Value]) -> NotebookNode:
    """Return a copy with the values in a cell after the parameters cell, as papermill does, in readable letters."""
    cell = nbformat.v4.new_code_cell(injected_source(values), id=_INJECTED_ID)
    cell.metadata["tags"] = [_INJECTED_ID]
    kept = [cell for cell in notebook.cells if not is_injected(cell)]
    position = next(n for n, cell in enumerate(kept, 1) if "parameters" in cell.metadata.get("tags", ()))
    return NotebookNode({**notebook, "cells": [*kept[:position], cell, *kept[position:]]})


def tidy(executed: NotebookNode, *, like: NotebookNode) -> NotebookNode:
    """Return a run notebook without the traces of its run: papermill's notes, times, the kernel's version.

    ``like`` is the notebook before the run, whose metadata the result gets.
    """
    cells = [NotebookNode({**cell, "metadata": _lasting(cell.metadata)}) for cell in executed.cells]
    return NotebookNode({**executed, "metadata": like.metadata, "cells": cells})


def _lasting(metadata: Mapping[str, Any]) -> NotebookNode:
    passing = {"papermill", "execution"} | ({"tags"} if not metadata.get("tags") else set())
    return NotebookNode({name: value for name, value in metadata.items() if name not in passing})


def _run(notebook: NotebookNode, report: Report) -> NotebookNode:
    """Execute with papermill; the kernel, not this process, gets the notebook's folder as its working folder."""
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    begun: list[int] = []
    try:
        return _papermill(notebook, report, begun)
    except PapermillExecutionError as error:
        raise _failure(notebook, error.cell_index, _cause(error.ename, error.evalue)) from error
    except CellTimeoutError as error:
        cause = say("cli.too_long", default_language(), seconds=CELL_TIMEOUT)
        raise _failure(notebook, begun[-1], cause) from error
    except RuntimeError as error:  # jupyter_client and nbclient raise it for a kernel that does not start or dies
        if not begun:
            raise ReportError("no_kernel", cause=error) from error
        raise _failure(notebook, begun[-1], say("cli.kernel_died", default_language())) from error


def _papermill(notebook: NotebookNode, report: Report, begun: list[int]) -> NotebookNode:
    """Run the cells here, where this process is one report's own; else, or if wanted, in a stock kernel."""
    options = {
        "execution_timeout": CELL_TIMEOUT,
        "on_cell_start": lambda cell_index, **_: begun.append(cell_index),
        "resources": {"metadata": {"path": str(report.source.parent)}},
    }
    if is_fresh() and os.environ.get("PARKIT_ENGINE") != "kernel":
        from parkit.pipeline.cells import run_here

        os.environ.update(report_environment(report.root))
        return run_here(notebook, **options)
    return _in_kernel(notebook, report, options)


def _in_kernel(notebook: NotebookNode, report: Report, options: Mapping[str, object]) -> NotebookNode:
    """Call papermill without saves, times, progress bar or waiting."""
    from papermill.execute import execute_notebook

    from parkit.pipeline.cells import quiet
    from parkit.pipeline.kernel import for_run

    quiet()
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as sockets:
        executed: NotebookNode = execute_notebook(
            notebook,
            None,
            progress_bar=False,
            request_save_on_cell_execute=False,
            record_timing=False,
            shutdown_kernel="immediate",
            kernel_manager_class=for_run(report.root, Path(sockets)),
            **options,
        )
    return executed


def _failure(notebook: NotebookNode, position: int, cause: str) -> ReportError:
    return ReportError("cell_failed", **cell_place(notebook, position), cause=cause)


def _cause(name: str, text: str) -> str:
    """Return the sentence of parkit's own errors, and kind and first line of any other.

    >>> _cause("KeyError", "'index'")
    "KeyError: 'index'"
    """
    plain = _COLOR.sub("", text).strip()
    if _is_ours(name):
        return plain
    return f"{name}: {plain.splitlines()[0]}" if plain else name


def _is_ours(name: str, kind: type[ParkitError] = ParkitError) -> bool:
    return name == kind.__name__ or any(_is_ours(name, below) for below in kind.__subclasses__())
