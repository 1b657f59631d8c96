"""The pages beside the data quality report, which lead from every number to the cell it was read from."""

from dataclasses import replace
from pathlib import Path

from parkit.intake.sheets import read_sheets
from parkit.pipeline.context import page_context
from parkit.pipeline.plan import Report
from parkit.report.page import Link, Page
from parkit.report.places import FOLDER
from parkit.report.sources import render, source_pages
from parkit.report.study import load_study


def source_files(report: Report) -> dict[Path, str]:
    """Return every page beside a data quality report, by its path.

    Raises
    ------
    ParkitError
        The scheme cannot be read.
    """
    study = load_study(report.root, scheme=report.scheme, year=report.year, lang=report.lang)
    around = replace(source_context(report), data_date=study.data_date())
    return {
        report.page.parent / FOLDER / page.name: render(page, around=_of(around, page.name), lang=report.lang)
        for page in source_pages(study, read_sheets(study.data, report.year))
    }


def source_context(report: Report) -> Page:
    """Return the frame of the pages beside a report: one folder further down, and the report on the way there."""
    page = page_context(report)
    title = next(link.label for link in page.siblings if link.here)
    way = (*(replace(link, href=f"../{link.href}") for link in page.breadcrumbs), Link(label=title, href=_up(report)))
    other = page.other_language.removesuffix(f"{report.notebook}.html")
    methods = f"../{page.methods}" if page.methods else ""
    more = tuple(replace(link, href=f"../{link.href}") for link in page.more)
    other_language = f"../{other}{FOLDER}/"
    return replace(page, breadcrumbs=way, siblings=(), other_language=other_language, methods=methods, more=more)


def _up(report: Report) -> str:
    return f"../{report.notebook}.html"


def _of(around: Page, name: str) -> Page:
    return replace(around, other_language=f"{around.other_language}{name}")
