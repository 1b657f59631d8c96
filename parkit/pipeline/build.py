"""Build one report from start to end: execute, check the contract, export the page, publish."""

import time

import nbformat
from nbformat import NotebookNode

from parkit.model.errors import NotebookError, ParkitError
from parkit.pipeline.context import page_context
from parkit.pipeline.contract import check_contract
from parkit.pipeline.execute import execute
from parkit.pipeline.failures import ReportError
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.plan import DATA_QUALITY, Report
from parkit.pipeline.publish import make_manifest, publish, run_facts
from parkit.pipeline.sources import source_files, sweep_sources
from parkit.report.page import export_page


def build_report(report: Report) -> Outcome:
    """Build a report; a mistake with a sentence comes back in the outcome, a bug is raised.

    Nothing at the report's place is touched unless the new report is complete.
    """
    begin = time.perf_counter()
    try:
        _build(report, begin)
    except ParkitError as error:
        return Outcome(report=report, seconds=time.perf_counter() - begin, error=error)
    return Outcome(report=report, seconds=time.perf_counter() - begin)


def _build(report: Report, begin: float) -> None:
    notebook = execute(report)
    exhibits = check_contract(notebook)
    page = _page(notebook, report)
    beside = source_files(report) if report.notebook == DATA_QUALITY else {}
    files = {**beside, report.page: page, report.executed: nbformat.writes(notebook) + "\n"}
    facts = run_facts(time.perf_counter() - begin)
    publish({**files, report.manifest: make_manifest(report, files, exhibits=exhibits, run=facts)})
    if report.notebook == DATA_QUALITY:
        sweep_sources(report, beside)


def _page(notebook: NotebookNode, report: Report) -> str:
    try:
        return export_page(notebook, lang=report.lang, page=page_context(report))
    except NotebookError as error:
        raise ReportError("page_failed", cause=str(error)) from error
