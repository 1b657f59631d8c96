"""A papermill engine that runs a notebook in a process of its own, forked from one with everything imported.

Every run begins with a clean state and without the seconds that imports take. Outputs are made by papermill's own
client from the messages of the cells, as they are with a stock kernel. Use it with ``papermill --engine parkit``, or
``execute_notebook(…, engine_name="parkit")`` in a loop: the first run starts the process that the others fork from.
"""

import asyncio
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, Final

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine

from parkit.pipeline.shell import Shell
from parkit.pipeline.workers import Lost, run_alone

_FIRST: Final = 0
_DIED: Final = "Kernel died"
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
            raise DeadKernelError(_DIED)
        asyncio.run(self._check_raise_for_error(cell, cell_index, reply))
        return cell

    def _hook(self, hook: Callable[..., object] | None, cell: NotebookNode, cell_index: int) -> None:
        if hook is not None:
            hook(cell=cell, cell_index=cell_index)


class HereEngine(Engine):  # type: ignore[misc]
    """Runs the cells in the process that calls it, which must be one that ends with the notebook."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ANN401
        """Run the cells of papermill's managed notebook, in place."""
        client = CellClient(
            nb_man,
            kernel_name=kernel_name,
            timeout=options.get("execution_timeout"),
            resources=options.get("resources") or {"metadata": {"path": None}},
            on_cell_start=options.get("on_cell_start"),
            record_timing=False,
        )
        return client.execute()


class ParkitEngine(Engine):  # type: ignore[misc]
    """Runs the cells in a fresh process, forked from a warm one where the system can; other languages as papermill."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ANN401
        """Run the cells of papermill's managed notebook elsewhere and take over its outputs."""
        if nb_man.nb.metadata.get("kernelspec", {}).get("language", "python") != "python":
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)
        plain = {name: options.get(name) for name in ("execution_timeout", "resources")}
        found: Any = run_alone(_run_cells, (nb_man.nb, {**plain, "here": Path.cwd()}))
        if isinstance(found, Lost):
            raise DeadKernelError(found.trace or str(found.error or _DIED))
        nb_man.nb.cells = found.cells
        return nb_man.nb


def _run_cells(task: tuple[NotebookNode, Mapping[str, Any]]) -> NotebookNode:
    """Run a notebook's cells here; an error stays in the outputs, where papermill looks for it."""
    notebook, options = task
    os.chdir(options["here"])
    manager = _Manager(notebook)
    HereEngine.execute_managed_notebook(manager, "python3", **options)
    return notebook


class _Manager:
    """As much of papermill's manager as its client needs where nothing is saved on the way."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.nb = notebook

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Do nothing when a cell begins, ends or fails; papermill's own manager in the other process does."""
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


def register() -> None:
    """Make the engines known to papermill in this process, installed or not."""
    from papermill.engines import papermill_engines

    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)  # what it has to say is in its exceptions
    papermill_engines.register("parkit", ParkitEngine)
    papermill_engines.register("parkit-here", HereEngine)
