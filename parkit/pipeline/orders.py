"""A report ordered from another machine, and the answer: plain data, without a path that only one system has."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from parkit.model.errors import ParkitError
from parkit.pipeline.ground import Ground
from parkit.pipeline.plan import Report
from parkit.pipeline.task import Lost


@dataclass(frozen=True, kw_only=True)
class Order:
    """A report to be made elsewhere.

    Attributes
    ----------
    root : str
        The project folder of the one who orders; messages name it instead of the folder on the other machine.
    about : mapping
        The report's other fields.
    ground : mapping
        What the report rests on; the data that were sent with it have to agree.
    """

    root: str
    about: Mapping[str, Any]
    ground: Ground

    def report(self, root: Path) -> Report:
        """Return the report in a project folder there."""
        return Report(root=root, **self.about)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The files of a report as `put_report` takes them, or why there are none.

    That is an error with a sentence, the trace of a bug, or neither if the process was killed (``lost``).
    """

    files: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    error: ParkitError | None = None
    trace: str = ""
    lost: bool = False


def order_for(report: Report, ground: Ground) -> Order:
    """Return the order for a report."""
    about = {each.name: getattr(report, each.name) for each in fields(report) if each.name != "root"}
    return Order(root=str(report.root), about=about, ground=ground)


def fulfil(task: tuple[Order, Path]) -> Answer:
    """Make the ordered report in a project folder here; what that needs is imported in the process that does it."""
    from parkit.pipeline.build import make_report

    order, root = task
    report = order.report(root)
    begin = time.perf_counter()
    try:
        files = make_report(report, ground=order.ground)
    except ParkitError as error:
        return Answer(error=_travelling(error, order, root), seconds=time.perf_counter() - begin)
    return Answer(files=files, seconds=time.perf_counter() - begin)


def share_for(task: tuple[Order, Path]) -> None:
    """Read what the ordered report shares with others of its scheme, before the process that makes it is forked."""
    from parkit.pipeline.shared import share_data

    order, root = task
    share_data((order.report(root), "run", order.ground))


def answer_of(found: object, task: tuple[Order, Path]) -> Answer:
    """Return the answer to an order, also where the process that was to give it could not."""
    if isinstance(found, Answer):
        return found
    if isinstance(found, Lost) and found.error:
        return Answer(error=_travelling(found.error, *task))
    return Answer(lost=True, trace=found.trace if isinstance(found, Lost) else "")


def _travelling(error: ParkitError, order: Order, root: Path) -> ParkitError:
    """Return the error with the folder of the one who ordered, and with texts for paths."""
    texts = {
        name: str(value).replace(str(root), order.root)
        for name, value in error.fields.items()
        if isinstance(value, str | Path | Exception)
    }
    return type(error)(error.code, **{**error.fields, **texts})
