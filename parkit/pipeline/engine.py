"""A papermill engine that runs a notebook in a process of its own, forked from one with everything imported.

Every run begins with a clean state and without the seconds that imports take. Use it with ``papermill --engine
parkit``, or ``execute_notebook(…, engine_name="parkit")`` in a loop: the first run starts the process that the others
fork from. Papermill imports this module while it is itself imported, so this one must not need all of it.
"""

from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from papermill.engines import Engine, NBClientEngine

from parkit.pipeline.workers import Lost, run_alone


class ParkitEngine(Engine):  # type: ignore[misc]
    """Runs the cells in a fresh process, forked from a warm one where the system can; other languages as papermill."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ANN401
        """Run the cells of papermill's managed notebook elsewhere and take over its outputs."""
        if nb_man.nb.metadata.get("kernelspec", {}).get("language", "python") != "python":
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **options)
        from parkit.pipeline.cells import DIED, run_elsewhere

        plain = {name: options.get(name) for name in ("execution_timeout", "resources")}
        found: Any = run_alone(run_elsewhere, (nb_man.nb, {**plain, "here": Path.cwd()}))
        if isinstance(found, Lost):
            raise DeadKernelError(found.trace or str(found.error or DIED))
        nb_man.nb.cells = found.cells
        return nb_man.nb


def register() -> None:
    """Make the engine known to papermill in this process, installed or not."""
    from papermill.engines import papermill_engines

    from parkit.pipeline.cells import quiet

    quiet()
    papermill_engines.register("parkit", ParkitEngine)
