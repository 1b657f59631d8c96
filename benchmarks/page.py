"""One report: its export beside nbconvert's stock template, and its figures."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measuring import Comparison, Goal, Measured, command, parkit
from benchmarks.site import run_cells, warm_project
from parkit.pipeline.plan import Report, make_plan


def _large_year(scratch: Path) -> tuple[Report, ...]:
    """Return the reports of a year with full score sheets, built."""
    root = warm_project(scratch)
    command(parkit("run", "--scheme", "minh-hoa", "--year", "2024", "--lang", "vi"), root=root)
    return make_plan(root, schemes=("minh-hoa",), years=(2024,), langs=("vi",))


def _largest(scratch: Path) -> tuple[Any, Report]:
    """Return the report of the year with most to show, executed."""
    import nbformat

    report = max(_large_year(scratch), key=lambda report: report.executed.stat().st_size)
    return nbformat.read(report.executed, as_version=4), report


def _by_parkit(given: tuple[Any, Report]) -> object:
    from parkit.pipeline.context import page_context
    from parkit.report.page import export_page

    notebook, report = given
    return export_page(notebook, lang=report.lang, page=page_context(report))


def _by_nbconvert(given: tuple[Any, Report]) -> object:
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="lab").from_notebook_node(given[0])


def _most_figures(reports: tuple[Report, ...]) -> Measured:
    """Run each report of a year and return the time of the figures of the page that takes longest for them."""
    return max((_figures(report) for report in reports), key=lambda measured: measured.clock)


def _figures(report: Report) -> Measured:
    with _watched_drawing() as seconds:
        run_cells(report)
    return Measured(clock=sum(seconds))


@contextmanager
def _watched_drawing() -> Iterator[list[float]]:
    """Collect the seconds of every figure drawn, from empty axes to finished SVG."""
    seconds: list[float] = []
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("parkit.report.exhibits.") and hasattr(module, "draw"):
                stack.enter_context(patch.object(module, "draw", _watched(module.draw, seconds)))
        yield seconds


def _watched(draw: Callable[..., str], seconds: list[float]) -> Callable[..., str]:
    def watched(*given: Any, **more: Any) -> str:  # noqa: ANN401
        begin = time.perf_counter()
        drawn = draw(*given, **more)
        seconds.append(time.perf_counter() - begin)
        return drawn

    return watched


COMPARISONS = (
    Comparison(
        work="exporting the largest executed notebook of a year",
        against="nbconvert's HTMLExporter, template lab, in process",
        prepare=_largest,
        ours=_by_parkit,
        theirs=_by_nbconvert,
        goals=(Goal(ratio=0.1), Goal(at_most=0.3)),
    ),
    Comparison(
        work="all figures of a page, the page of a year that takes longest",
        prepare=_large_year,
        ours=_most_figures,
        goals=(Goal(at_most=1),),
        turns=3,
    ),
)
