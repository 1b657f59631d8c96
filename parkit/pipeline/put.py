"""Put a report that was made, here or on another machine, in its place."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from parkit.model.whole import write_whole
from parkit.pipeline.plan import DATA_QUALITY, Report
from parkit.report.places import FOLDER


def put_report(report: Report, files: Mapping[str, str]) -> None:
    """Put a complete report in its place: its files by their paths from its folder, the manifest last.

    Raises
    ------
    WriteError
        A file could not be written or replaced; the error names it.
    """
    placed = {report.page.parent / name: text for name, text in files.items()}
    write_whole(placed, seal=report.manifest)
    if report.notebook == DATA_QUALITY:
        sweep_sources(report, placed)


def sweep_sources(report: Report, kept: Collection[Path]) -> None:
    """Remove the pages of files and units that are no longer there."""
    for path in (report.page.parent / FOLDER).glob("*.html"):
        if path not in kept:
            with suppress(OSError):  # a viewer may hold it; nothing links to it any more
                path.unlink()
