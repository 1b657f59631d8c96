"""The pages beside the data quality report: every score file as it was read, every unit's scores, printed figures.

From a number on a unit's page to its cell in the file's page and back, and from a problem to its cell and back. The
pages are plain HTML: they need neither script nor network, and the same data give the same bytes.
"""

from collections.abc import Iterable

from parkit.intake.sheets import SheetFile
from parkit.report.sources.file_page import Frames, file_pages
from parkit.report.sources.framework_page import framework_page
from parkit.report.sources.page import SourcePage as SourcePage
from parkit.report.sources.page import render as render
from parkit.report.sources.unit_page import printed_page, unit_pages
from parkit.report.study import Study


def source_pages(study: Study, files: Iterable[SheetFile]) -> tuple[SourcePage, ...]:
    """Return the pages of a scheme-year: files as they are read, units as registered, framework, printed figures.

    ``files`` are those of ``parkit.intake.sheets.read_sheets`` for the study's data and year.
    """
    frames = Frames.of(study)
    return (
        *(page for file in files for page in file_pages(study, file, frames)),
        *unit_pages(study, frames.scores),
        framework_page(study),
        *([printed_page(study, frames.printed)] if len(frames.printed) else []),
    )
