"""Run a notebook's cells in this process: papermill's own client makes the outputs from the messages of the cells.

So they are those of a stock kernel, whose shell runs them, cell by cell.
"""

import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from typing import Any, Final

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from parkit.pipeline.shell import Shell

_FIRST: Final = 0
DIED: Final = "Kernel died"
_TOO_LONG: Final = "Cell execution timed out"
_AGAIN: Final = 1.0  # seconds until a cell that does not heed its time limit is told again


class CellClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    """Papermill's client with the cells in this process: all but the way of a message is papermill's and nbclient's."""

    def execute(self, **_: Any) -> NotebookNode:  # noqa: ANN401  papermill's signature
        """Run all cells in the notebook's folder; the notebook gets the outputs."""
        self.reset_execution_trackers()
        with tempfile.TemporaryDirectory(prefix="shell-") as folder, chdir(self.resources["metadata"]["path"] or "."):
            sys.path.insert(_FIRST, "")  # as a kernel's: the folder of the notebook
            with Shell(folder).connected() as self.shell:
                self.papermill_execute_cells()
        done: NotebookNode = self.nb
        return done

    def execute_cell(self, cell: Any, cell_index: int, **_: Any) -> Any:  # noqa: ANN401  a cell, and the cell
        """Run one cell, with its hooks, and add its outputs to it."""
        self._hook(self.on_cell_start, cell, cell_index)
        tags = cell.metadata.get("tags", ())
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        with _time_limit(self._get_timeout(cell), cell):
            messages, reply = self.shell.run(cell.source)
        for message in messages:
            self.process_message(message, cell, cell_index)
        cell.execution_count = reply["content"]["execution_count"]
        if self.shell.ended:
            raise DeadKernelError(DIED)
        self.shell.wait_for(self._check_raise_for_error(cell, cell_index, reply))
        return cell

    def _hook(self, hook: Callable[..., object] | None, cell: NotebookNode, cell_index: int) -> None:
        if hook is not None:
            hook(cell=cell, cell_index=cell_index)


def run_elsewhere(task: tuple[NotebookNode, Mapping[str, Any]]) -> NotebookNode:
    """Run a notebook's cells here for another process; an error stays in the outputs, where papermill looks for it."""
    notebook, options = task
    os.chdir(options["here"])
    return _cells_here(notebook, **options)


def run_here(notebook: NotebookNode, **options: Any) -> NotebookNode:  # noqa: ANN401  as of papermill's engines
    """Run a notebook's cells in this process, which must be one that ends with the notebook.

    Raises
    ------
    PapermillExecutionError
        A cell failed.
    """
    from papermill.execute import raise_for_execution_errors

    done = _cells_here(notebook, **options)
    # It puts marks of its own among the cells, so that their numbers would no longer be those of the notebook.
    raise_for_execution_errors(NotebookNode({**done, "cells": [*done.cells]}), None)
    return done


def _cells_here(notebook: NotebookNode, **options: Any) -> NotebookNode:  # noqa: ANN401
    client = CellClient(
        _Manager(notebook),
        kernel_name="python3",
        timeout=options.get("execution_timeout"),
        resources=options.get("resources") or {"metadata": {"path": None}},
        on_cell_start=options.get("on_cell_start"),
        record_timing=False,
    )
    return client.execute()


class _Manager:
    """As much of papermill's manager as its client needs where nothing is saved or timed on the way."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.nb = notebook

    def cell_exception(self, cell: NotebookNode, *_: object, **__: object) -> None:
        """Mark a cell that failed, as papermill's own manager does, for those whose error has no output."""
        cell.metadata.setdefault("papermill", {})["exception"] = True

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Do nothing when a cell begins or ends; papermill's own manager in the other process does."""
        return lambda *_, **__: None


@contextmanager
def _time_limit(seconds: int | None, cell: NotebookNode) -> Iterator[None]:
    """End a block that takes too long; where the system has no timers (Windows), it may take as long as it likes."""
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    passed: list[bool] = []

    def stop(*_: object) -> None:
        passed.append(True)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if passed:
        raise CellTimeoutError.error_from_timeout_and_cell(_TOO_LONG, seconds, cell)


def quiet() -> None:
    """Let papermill say nothing by itself; what it has to say is in its exceptions."""
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
