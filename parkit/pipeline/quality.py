"""Write the data quality reports that ``parkit check --html`` asks for, and say where each is."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.pipeline.ground import Grounds
from parkit.pipeline.index import make_site
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.plan import Report
from parkit.pipeline.run import INTERRUPTED, all_steps, build_all, in_order, say_failures
from parkit.pipeline.workers import default_jobs

Echo = Callable[[str], object]


def build_quality(plan: Sequence[Report], *, lang: Lang, echo: Echo) -> int:
    """Build the reports of a plan and the index pages, say where each page is, and return the exit code.

    A page links only to those reports of its year that are already there, since nothing else is built here.
    """
    reports = [_beside_what_is_there(report) for report in plan]
    outcomes: list[Outcome] = []
    try:
        with closing(
            build_all(all_steps(reports), lang=lang, echo=echo, jobs=min(default_jobs(), len(plan)))
        ) as results:
            for outcome in in_order(results):
                outcomes.append(outcome)
                echo(_line(outcome, lang))
    except KeyboardInterrupt:
        echo(say("cli.interrupted", lang, built=sum(outcome.built for outcome in outcomes), total=len(plan)))
        return INTERRUPTED
    say_failures(outcomes, lang=lang, echo=echo)
    index = make_site(plan, Grounds(), lang=lang, echo=echo, jobs=default_jobs())
    return max([index, *(outcome.exit_code for outcome in outcomes)])


def _beside_what_is_there(report: Report) -> Report:
    there = (
        name for name in report.siblings if name == report.notebook or replace(report, notebook=name).page.is_file()
    )
    return replace(report, siblings=tuple(there))


def _line(outcome: Outcome, lang: Lang) -> str:
    if not outcome.built:
        return outcome.line(lang)
    return say("cli.quality_page", lang, page=shown_path(outcome.report.page))


def shown_path(path: Path) -> Path:
    """Return a path as seen from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
