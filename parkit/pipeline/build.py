"""Build one report: make it (execute, check the contract, export the page), then put it in its place.

Making touches nothing at the report's place, so it can happen on another machine; what is made is data.
"""

import time

import nbformat
from nbformat import NotebookNode

from parkit.model.errors import NotebookError, ParkitError, listing
from parkit.pipeline.context import page_context
from parkit.pipeline.contract import check_contract, what_is_said
from parkit.pipeline.execute import execute, inject
from parkit.pipeline.failures import InputError, ReportError
from parkit.pipeline.ground import Ground, Grounds, Step
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.plan import DATA_QUALITY, Report
from parkit.pipeline.publish import make_manifest, run_facts
from parkit.pipeline.put import put_report
from parkit.pipeline.shared import data_now
from parkit.pipeline.sources import source_files
from parkit.report.page import export_page


def build_report(report: Report, step: Step = "run", ground: Ground | None = None) -> Outcome:
    """Build a report that rests on a ground; a mistake with a sentence comes back in the outcome, a bug is raised.

    With step "render" the results of the last run are set in the notebook's words of today, and nothing is run.
    Nothing at the report's place is touched unless the new report is complete.
    """
    begin = time.perf_counter()
    try:
        put_report(report, make_report(report, step, ground=ground))
    except ParkitError as error:
        return Outcome(report=report, seconds=time.perf_counter() - begin, error=error)
    return Outcome(report=report, seconds=time.perf_counter() - begin)


def make_report(report: Report, step: Step = "run", *, ground: Ground | None = None) -> dict[str, str]:
    """Make a report and return its files: their texts by their paths from the report's folder, the manifest last.

    ``ground`` is what the report rests on, taken before anything was read; it is looked up if not given.

    Raises
    ------
    ParkitError
        A cell failed, an exhibit is missing, the page cannot be made, or the data changed on the way.
    """
    begin = time.perf_counter()
    if ground is None:
        ground = Grounds().of(report)  # before anything is read: what changes from here on is seen by the next run
    notebook = _with_last_results(report) if step == "render" else execute(report)
    exhibits = check_contract(notebook)
    page = _page(notebook, report)
    beside = source_files(report) if report.notebook == DATA_QUALITY else {}
    files = {**beside, report.page: page, report.executed: nbformat.writes(notebook) + "\n"}
    _check_data(report, ground)
    facts = run_facts(time.perf_counter() - begin)
    said = what_is_said(notebook)
    manifest = make_manifest(report, files, ground=ground, exhibits=exhibits, said=said, run=facts)
    return {
        path.relative_to(report.page.parent).as_posix(): text
        for path, text in {**files, report.manifest: manifest}.items()
    }


def _with_last_results(report: Report) -> NotebookNode:
    """Return the notebook as it is now with what its cells showed when they were last run."""
    notebook = inject(nbformat.read(report.source, as_version=4), report.parameters)
    last = nbformat.read(report.executed, as_version=4)
    now, then = ([cell for cell in each.cells if cell.cell_type == "code"] for each in (notebook, last))
    for cell, ran in zip(now, then, strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return notebook


def _check_data(report: Report, ground: Ground) -> None:
    """Refuse a report whose data somebody was changing: it may show some files as they were and some as they are."""
    now = data_now(report)
    changed = sorted(name for name in {*now, *ground["data"]} if now.get(name) != ground["data"].get(name))
    if changed:
        raise InputError("data_changed", files=listing(changed))


def _page(notebook: NotebookNode, report: Report) -> str:
    try:
        return export_page(notebook, lang=report.lang, page=page_context(report))
    except NotebookError as error:
        raise ReportError("page_failed", cause=str(error)) from error
