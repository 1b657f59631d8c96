"""Send reports to the workers of a dask scheduler, and put those that come back in their place here.

What a scheme's reports are made from goes along as one parcel, which the cluster carries to each worker once. A
worker that is lost costs nothing but time: the scheduler gives its reports to another one. Notebooks run there;
reports that are only set anew are set here, from the results that lie here.
"""

import logging
import os
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError, default_language
from parkit.pipeline import bench
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.ground import Ground, Step
from parkit.pipeline.orders import Answer, order_for
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.parcel import pack
from parkit.pipeline.plan import Report
from parkit.pipeline.scheduler import check_scheduler
from parkit.pipeline.shared import share_data
from parkit.pipeline.versions import difference, versions
from parkit.pipeline.workers import Lost, default_jobs, run_tasks

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER: Final = 20.0  # seconds for all workers to answer a question
_LOOK: Final = 2.0  # seconds between looks at whether the cluster is still there
_WITHOUT: Final = 60.0  # seconds to wait for a worker when there is none
_RETRIES: Final = 2
_LOGGERS: Final = ("distributed", "distributed.client", "distributed.comm", "distributed.core", "tornado.application")

Task = tuple[Report, Step, Ground]
Found = TypeVar("Found")


@dataclass
class Cluster:
    """A cluster that was found to have what it needs.

    Attributes
    ----------
    workers, threads : int
        How many workers there are, and how many reports they take at a time.
    """

    client: "Client"
    address: str
    workers: int
    threads: int
    run: str = field(default_factory=lambda: secrets.token_hex(8))

    def build(self, tasks: Sequence[Task]) -> Generator[tuple[int, object]]:
        """Build reports; yield position and outcome, or ``Lost``, as they come. Closing it calls off the others."""
        futures = self._send({number: task for number, task in enumerate(tasks) if task[1] == "run"})
        try:
            yield from _build_here({number: task for number, task in enumerate(tasks) if task[1] != "run"})
            for number, future in self._arriving(futures):
                yield number, self._outcome(tasks[number][0], future)
        finally:
            self._aside(lambda: self.client.cancel(list(futures), force=True))

    def _send(self, tasks: Mapping[int, Task]) -> dict["Future[Any]", int]:
        """Order the reports, in their order; each waits for the parcel of its scheme."""
        places = dict.fromkeys((report.root, report.scheme) for report, *_ in tasks.values())
        parcels = {place: self.client.submit(bench.hold, pack(*place), pure=False) for place in places}
        return {
            self.client.submit(
                bench.make,
                self.run,
                order_for(report, ground),
                parcels[report.root, report.scheme],
                _variables(),
                pure=False,
                retries=_RETRIES,
                priority=-number,
            ): number
            for number, (report, _, ground) in tasks.items()
        }

    def _arriving(self, futures: Mapping["Future[Any]", int]) -> Iterator[tuple[int, "Future[Any] | ParkitError"]]:
        """Yield the futures as they are done; an error for each that cannot be any more."""
        done: SimpleQueue[Future[Any]] = SimpleQueue()
        for future in futures:
            future.add_done_callback(done.put)
        open_ones = dict(futures)
        seen = time.monotonic()
        while open_ones:
            try:
                future = done.get(timeout=_LOOK)
            except Empty:
                seen, error = self._look(seen)
                if error:
                    yield from ((number, error) for number in open_ones.values())
                    return
            else:
                yield open_ones.pop(future), future

    def _look(self, seen: float) -> tuple[float, ParkitError | None]:
        """Return when a worker was last seen, and why there is nothing to wait for any more."""
        now = time.monotonic()
        try:
            workers = within(_ANSWER, lambda: _workers(self.client)) if self.client.status == "running" else None
        except (OSError, TimeoutError):
            workers = None
        if workers is None:
            return seen, ReportError("cluster_gone", address=self.address)
        if workers:
            return now, None
        return seen, ReportError("cluster_left") if now - seen > _WITHOUT else None

    def _outcome(self, report: Report, found: "Future[Any] | ParkitError") -> Outcome | Lost:
        from parkit.pipeline.put import put_report

        answer = found if isinstance(found, ParkitError) else self._answer(found)
        if isinstance(answer, ParkitError):
            return Outcome(report=report, error=answer)
        if answer.lost:
            return Lost(answer.trace)
        try:
            if not answer.error:
                put_report(report, answer.files)
        except ParkitError as error:
            return Outcome(report=report, seconds=answer.seconds, error=error)
        return Outcome(report=report, seconds=answer.seconds, error=answer.error)

    def _answer(self, future: "Future[Any]") -> Answer | ParkitError:
        """Return what a worker answered, or why it could not."""
        from distributed import KilledWorker

        if future.status == "finished":
            answer: Answer = future.result()
            future.release()
            return answer
        if future.status in ("cancelled", "lost"):
            return ReportError("cluster_gone", address=self.address)
        if isinstance(future.exception(), KilledWorker | bench.BenchLostError):
            return ReportError("cluster_worker_lost")
        return Answer(lost=True, trace=str(future.exception()))

    def end(self) -> None:
        """End the processes beside the workers; they call off what they have not done."""
        self._aside(lambda: self.client.run(bench.end, self.run, on_error="ignore"))

    def _aside(self, function: Callable[[], object]) -> None:
        """Tell the cluster something, but do not wait long for one that is gone."""
        if self.client.status == "running":
            thread = Thread(target=function, daemon=True)
            thread.start()
            thread.join(_ANSWER)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to a scheduler whose workers have the same parkit and packages as this machine.

    Raises
    ------
    ParameterError
        There is no such scheduler, it has no worker, or a worker differs; the error names it.
    """
    client = _connect(address)
    try:
        workers = within(_ANSWER, lambda: _workers(client))
        if not workers:
            raise ParameterError("cluster_empty", address=address)
        _check_versions(client)
        cluster = Cluster(client, address, len(workers), sum(worker["nthreads"] for worker in workers.values()))
        try:
            within(_ANSWER, lambda: client.run(bench.begin, cluster.run, _variables(), on_error="ignore"))
            yield cluster
        finally:  # also where Ctrl-C comes before anything was ordered
            cluster.end()
    finally:
        client.close(timeout=_LOOK)


def _connect(address: str) -> "Client":
    try:
        import distributed
    except ImportError as error:
        raise ParameterError("cluster_not_installed") from error
    check_scheduler(address)
    for name in _LOGGERS:  # what happens is told in sentences
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return within(_ANSWER, lambda: distributed.Client(address, set_as_default=False, timeout=_ANSWER / 2))
    except (OSError, TimeoutError, ValueError) as error:
        raise ParameterError("cluster_silent", address=address, cause=error) from error


def _workers(client: "Client") -> dict[str, Any]:
    found: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return found


def _check_versions(client: "Client") -> None:
    ours = versions()
    answers: dict[str, Any] = within(_ANSWER, lambda: client.run(bench.describe, on_error="return"))
    for worker, theirs in sorted(answers.items()):
        if isinstance(theirs, BaseException):
            raise ParameterError("cluster_bare", worker=worker, cause=theirs)
        found = difference(ours, theirs)
        if found:
            package, mine, other = found.package, found.ours, found.theirs
            raise ParameterError("cluster_differs", worker=worker, package=package, ours=mine, theirs=other)


def within(seconds: float, function: Callable[[], Found]) -> Found:
    """Return what a function returns or raises; a TimeoutError if it does not in time.

    >>> within(1.0, lambda: 2)
    2
    """
    found: list[Found] = []
    raised: list[Exception] = []

    def call() -> None:
        try:
            found.append(function())
        except Exception as error:  # noqa: BLE001  raised again below
            raised.append(error)

    thread = Thread(target=call, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not found:
        raise TimeoutError(say("cli.cluster_no_answer", default_language(), seconds=round(seconds)))
    return found[0]


def _build_here(tasks: Mapping[int, Task]) -> Iterator[tuple[int, object]]:
    from parkit.pipeline.run import build_in_worker

    numbers = list(tasks)
    if tasks:
        for place, outcome in run_tasks(build_in_worker, list(tasks.values()), jobs=default_jobs(), share=share_data):
            yield numbers[place], outcome


def _variables() -> dict[str, str]:
    """Return the variables of this run that a worker's processes need: the language of messages, the way to run."""
    return {name: os.environ[name] for name in ("PARKIT_LANG", "PARKIT_ENGINE") if name in os.environ}
