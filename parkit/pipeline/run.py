"""Build all reports of a plan in parallel, say how each went in the plan's order, and make the index pages."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkit.model.catalogue import say
from parkit.model.folders import home
from parkit.model.language import Lang, format_number
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.ground import Ground, Grounds, Step
from parkit.pipeline.hashes import Hashes
from parkit.pipeline.index import make_site, site_stands
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.plan import Report
from parkit.pipeline.progress import start_progress
from parkit.pipeline.shared import share_data
from parkit.pipeline.standing import keep, look

if TYPE_CHECKING:
    from parkit.pipeline.cluster import Cluster
    from parkit.pipeline.inputs import Inputs

INTERRUPTED: Final = 130  # what shells expect after Ctrl-C
Echo = Callable[[str], object]
Task = tuple[Report, Step, Ground]
Builder = Callable[[Sequence[Task]], Generator[tuple[int, object]]]
"""Builds tasks and yields position and outcome, or ``Lost``, as they come."""


def run(
    plan: Sequence[Report],
    *,
    lang: Lang,
    echo: Echo,
    jobs: int | None = None,
    force: bool = False,
    cluster: str = "",
    asked: str = "",
) -> int:
    """Build the reports of a plan that are not up to date, and the index pages; return the exit code.

    A report that fails does not stop the others. Ctrl-C stops the workers at once; every report is then
    either the new one, complete, or what it was.

    Parameters
    ----------
    plan : sequence of Report
        From ``make_plan``; not empty.
    lang : {"vi", "en"}
        The language of the messages.
    echo : callable
        Called with each line to show.
    jobs : int, optional
        How many reports at a time; as many as the machine carries if not given.
    force : bool
        Build every report, up to date or not.
    cluster : str
        The address of a dask scheduler whose workers run the notebooks; this machine does if not given.
    asked : str
        The choice of reports in a text; if given, it is written down that all of them are up to date, once they are.

    Returns
    -------
    int
        0 if all reports are built, 130 after Ctrl-C, otherwise the highest exit code among the causes.

    Raises
    ------
    ParameterError
        Both ``jobs`` and ``cluster`` are given.
    """
    if cluster and jobs:
        raise ParameterError("jobs_with_cluster")
    begin = time.perf_counter()
    seen = look(plan[0].root)
    hashes = Hashes(plan[0].root)
    grounds = Grounds(hashes.of)
    steps = all_steps(plan) if force else needed_steps(plan, grounds)
    if not steps and site_stands(plan, grounds):
        hashes.save()
        _keep(plan, asked, seen)
        echo(say("cli.up_to_date", lang, total=len(plan), index=home(plan[0].root, plan[0].lang)))
        return 0
    from parkit.pipeline.workers import default_jobs  # here, since a run with nothing to do needs no workers

    with _machines(cluster, lang=lang, echo=echo) as machines:
        at_a_time = max(1, min(machines.threads if machines else jobs or default_jobs(), len(steps)))
        planned = "cli.planned_rest" if len(steps) < len(plan) else "cli.planned"
        if steps:
            echo(say(planned, lang, total=len(steps), jobs=at_a_time, current=len(plan) - len(steps)))
        build = machines.build if machines else None
        results = build_all(steps, lang=lang, echo=echo, jobs=at_a_time, grounds=grounds, build=build)
        outcomes, interrupted = _tell(results, list(steps), lang=lang, echo=echo)
    if interrupted:
        return INTERRUPTED
    say_failures(outcomes, lang=lang, echo=echo)
    index = make_site(plan, grounds, lang=lang, echo=echo, jobs=jobs or default_jobs(), force=force)
    _remember(plan, hashes, asked)
    took = format_number(time.perf_counter() - begin, 0, lang)
    built = _count(outcomes)
    ending = "cli.ending" if built or not steps else "cli.ending_without"
    echo(say(ending, lang, built=built, total=len(steps), seconds=took, index=home(plan[0].root, plan[0].lang)))
    return max([index, *(outcome.exit_code for outcome in outcomes)])


def _tell(
    results: Generator[tuple[int, Outcome]], todo: Sequence[Report], *, lang: Lang, echo: Echo
) -> tuple[list[Outcome], bool]:
    """Say how each report went; return the outcomes, and whether Ctrl-C ended it before the last."""
    outcomes: list[Outcome] = []
    total = len(todo)
    progress = start_progress(todo)
    try:
        with closing(results):
            for outcome in in_order(results):
                outcomes.append(outcome)
                left = progress.sentence([each.report.label for each in outcomes], lang)
                echo(f"[{len(outcomes):>{len(str(total))}}/{total}] {outcome.line(lang)}{left}")
    except KeyboardInterrupt:
        echo(say("cli.interrupted", lang, built=_count(outcomes), total=total))
        return outcomes, True
    return outcomes, False


@contextmanager
def _machines(address: str, *, lang: Lang, echo: Echo) -> "Iterator[Cluster | None]":
    """Connect to a cluster, if there is an address of one."""
    if not address:
        yield None
        return
    from parkit.pipeline.cluster import connected

    with connected(address) as machines:
        echo(say("cli.cluster_found", lang, address=address, n=machines.workers))
        yield machines


def _remember(plan: Sequence[Report], hashes: Hashes, asked: str) -> None:
    """Hash what was made, so that the next run need not, and if all is up to date write that down."""
    root = plan[0].root
    seen = look(root)
    grounds = Grounds(hashes.of)
    stands = not needed_steps(plan, grounds) and site_stands(plan, grounds)
    hashes.save()
    if stands:
        _keep(plan, asked, seen)


def _keep(plan: Sequence[Report], asked: str, seen: str) -> None:
    if asked and seen:
        keep(plan[0].root, asked, len(plan), seen)


def all_steps(plan: Iterable[Report]) -> dict[Report, Step]:
    """Return every report, to be run."""
    return dict.fromkeys(plan, "run")


def needed_steps(plan: Iterable[Report], grounds: Grounds) -> dict[Report, Step]:
    """Return the reports that are not up to date, in the plan's order, and what each needs."""
    needs = {report: grounds.need(report).step for report in plan}
    return {report: step for report, step in needs.items() if step != "none"}


def build_all(
    steps: Mapping[Report, Step],
    *,
    lang: Lang,
    echo: Echo,
    jobs: int,
    grounds: Grounds | None = None,
    build: Builder | None = None,
) -> Generator[tuple[int, Outcome]]:
    """Read the data, then build every report whose data allow it; yield position and outcome as they come.

    They are built by ``build``, or here, ``jobs`` at a time.
    """
    if not steps:
        return
    from parkit.pipeline.inputs import obstacle, read_inputs
    from parkit.pipeline.workers import run_tasks, warm_up

    plan = list(steps)
    if not build:
        warm_up()
    grounds = grounds or Grounds()
    inputs = read_inputs(plan[0].root, dict.fromkeys(report.scheme for report in plan))
    obstacles = [obstacle(report, inputs) for report in plan]
    for sentence in dict.fromkeys(error.text(lang) for error in obstacles if error):
        echo(sentence)
    for position, error in enumerate(obstacles):
        if error:
            yield position, Outcome(report=plan[position], error=error, begun=False)
    positions = [position for position, error in enumerate(obstacles) if not error]
    tasks = [_task(plan[position], steps, inputs, grounds) for position in positions]
    work = build(tasks) if build else run_tasks(build_in_worker, tasks, jobs=jobs, share=share_data)
    with closing(work) as results:
        for number, result in results:
            yield positions[number], _outcome(tasks[number][0], result)


def _task(report: Report, steps: Mapping[Report, Step], inputs: "Mapping[str, Inputs]", grounds: Grounds) -> Task:
    return _alone(report, inputs), steps[report], grounds.of(report)


def build_in_worker(task: Task) -> Outcome:
    """Build a report; what that needs is imported in the worker, so that the planning process stays light."""
    from parkit.pipeline.build import build_report

    return build_report(*task)


def in_order(results: Iterable[tuple[int, Outcome]]) -> Iterator[Outcome]:
    """Yield outcomes by position, each as soon as all before it are there.

    >>> list(in_order([(1, "b"), (0, "a")]))
    ['a', 'b']
    """
    early: dict[int, Outcome] = {}
    due = 0
    for position, outcome in results:
        early[position] = outcome
        while due in early:
            yield early.pop(due)
            due += 1


def _alone(report: Report, inputs: "Mapping[str, Inputs]") -> Report:
    """Return the report without links to reports beside it that the data do not allow."""
    from parkit.pipeline.inputs import obstacle

    allowed = (name for name in report.siblings if not obstacle(replace(report, notebook=name), inputs))
    return replace(report, siblings=tuple(allowed))


def _outcome(report: Report, result: object) -> Outcome:
    if isinstance(result, Outcome):
        return result
    from parkit.pipeline.workers import Lost

    if isinstance(result, Lost) and (result.trace or result.error):
        return Outcome(report=report, trace=result.trace, error=result.error)
    return Outcome(report=report, error=ReportError("worker_lost", report=report.label))


def _count(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.built for outcome in outcomes)


def say_failures(outcomes: Sequence[Outcome], *, lang: Lang, echo: Echo) -> None:
    """Name the reports that failed once more, at the end, after the traces of bugs."""
    failed = [outcome for outcome in outcomes if outcome.begun and not outcome.built]
    for trace in dict.fromkeys(outcome.trace for outcome in failed if outcome.trace):
        echo(trace)
    if failed:
        echo(say("cli.failed", lang, reports="; ".join(outcome.report.label for outcome in failed)))
