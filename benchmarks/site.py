"""The whole bundled site beside a loop of commands, and its cost beside that of the cells alone.

The loop of ``papermill`` and ``jupyter nbconvert``, one after the other, takes an hour for the whole site. It runs
over every tenth report, notebooks and schemes in their shares; its time for the site is the sample's time a report
times the number of reports. The cells alone run over the same sample in one warm process.
"""

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import Comparison, Goal, Measured, add, command, parkit, timed, times
from benchmarks.project import SITE, empty_project, sample, script
from parkit.pipeline.plan import Report, make_plan


def _from_nothing(root: Path) -> Measured:
    """Build the whole site, once for both comparisons and for the groups that need it built."""
    kept = root.with_name("whole-site.json")
    if not kept.exists():
        for folder in (root / "reports", root / "data" / "processed"):
            shutil.rmtree(folder, ignore_errors=True)
        kept.write_text(json.dumps(asdict(command(parkit("run", "--force"), root=root))), encoding="utf-8")
    return Measured(**json.loads(kept.read_text(encoding="utf-8")))


def _loop(root: Path) -> Measured:
    """Run the sample's commands and scale to the whole site."""
    folder = root.with_name("loop")
    folder.mkdir(exist_ok=True)
    return _for_site(add([_by_commands(report, folder / "report.ipynb") for report in sample(root)]), root)


def _by_commands(report: Report, out: Path) -> Measured:
    given = [word for name, value in report.parameters.items() for word in ("-p", name, str(value))]
    executed = command([script("papermill"), str(report.source), str(out), *given], root=report.root)
    convert = [script("jupyter"), "nbconvert", "--to", "html", "--template", "parkit", str(out)]
    return add([executed, command(convert, root=report.root)])


def _for_site(sampled: Measured, root: Path) -> Measured:
    return times(sampled, len(make_plan(root)) / len(sample(root)))


def warm_project(scratch: Path) -> Path:
    """Return the project, in a process that has everything imported."""
    root = empty_project(scratch)
    os.environ["PARKIT_ROOT"] = str(root)
    import parkit.pipeline.warm  # noqa: F401

    return root


def _cells_alone(root: Path) -> Measured:
    return add([timed(run_cells, report) for report in sample(root)])


def run_cells(report: Report) -> None:
    """Run a notebook's code cells in this process, in one namespace, rendering each result as a notebook would."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from parkit.pipeline.plan import read_notebook

    shell: Any = InteractiveShell.instance()  # it has no types
    shell.reset(new_session=True)
    for cell in read_notebook(report.source)["cells"]:
        if cell["cell_type"] == "code":
            with capture_output():
                shell.run_cell("".join(cell["source"])).raise_error()
            if "parameters" in cell["metadata"].get("tags", ()):
                shell.push(dict(report.parameters))


COMPARISONS = (
    Comparison(
        work=f"{SITE} from nothing, `parkit run --force`",
        against="loop of `papermill` and `jupyter nbconvert` (sample, scaled)",
        prepare=empty_project,
        ours=_from_nothing,
        theirs=_loop,
        goals=(Goal(ratio=0.1), Goal(quantity="processor")),
        turns=1,
        warm=False,
    ),
    Comparison(
        work=f"{SITE} from nothing, `parkit run --force`",
        against="its cells alone in one warm process (sample, scaled)",
        prepare=warm_project,
        ours=_from_nothing,
        theirs=lambda root: _for_site(_cells_alone(root), root),
        goals=(Goal(quantity="processor", ratio=1.15),),
        turns=1,
        warm=False,
    ),
)
