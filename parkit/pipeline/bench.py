"""What runs inside a cluster's worker: it hands orders to a process beside it, one for each run, and ends that again.

Nothing heavy is imported here. A process that has had nothing to do for a while is ended too: the run that used it
may have been killed.
"""

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from itertools import count
from typing import IO, Any, Final

from parkit.pipeline.orders import Answer, Order
from parkit.pipeline.parcel import Parcel
from parkit.pipeline.versions import versions

_IDLE: Final = 60.0  # seconds
_GRACE: Final = 60.0  # seconds for a process to end, which on a busy machine may not even have begun

_benches: dict[str, "Bench"] = {}
_ended: set[str] = set()
_opening = threading.Lock()


class BenchLostError(RuntimeError):
    """The process that made a report ended before it answered; the order can be given again."""


class Bench:
    """A process that makes reports, and the orders it has not answered yet."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Start the process with some environment variables more."""
        command = [sys.executable, "-m", "parkit.pipeline.bench_process"]
        environment = {**os.environ, **variables}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603
        self.sent: set[str] = set()
        self.waiting: dict[int, Future[Answer]] = {}
        self.numbers = count()
        self.lock = threading.Lock()
        self.timer = threading.Timer(_IDLE, self.close)
        threading.Thread(target=self._listen, daemon=True).start()
        self._rest()

    def ask(self, order: Order, parcel: Parcel) -> "Future[Answer]":
        """Send an order, the parcel before it if the process does not have it yet."""
        answer: Future[Answer] = Future()
        with self.lock:
            self.timer.cancel()
            number = next(self.numbers)
            self.waiting[number] = answer
            try:
                if parcel.name not in self.sent:
                    self._send(parcel)
                    self.sent.add(parcel.name)
                self._send((number, order, parcel.name))
            except (OSError, ValueError):  # it is gone, or is just being ended and its input closed
                self.waiting.pop(number)
                answer.set_exception(BenchLostError())
        return answer

    def close(self) -> None:
        """End the process, which clears up, and wait for it."""
        self.timer.cancel()
        with suppress(OSError):
            _pipe(self.process.stdin).close()
        try:
            self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def ended(self) -> bool:
        """Tell whether the process takes no orders any more."""
        return _pipe(self.process.stdin).closed or self.process.poll() is not None

    def _send(self, request: object) -> None:
        pickle.dump(request, _pipe(self.process.stdin))
        _pipe(self.process.stdin).flush()

    def _rest(self) -> None:
        """Let the process end after a while without orders."""
        self.timer = threading.Timer(_IDLE, self.close)
        self.timer.daemon = True
        self.timer.start()

    def _listen(self) -> None:
        """Pass on the answers; when the process ends, tell those who still wait."""
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                number, answer = pickle.load(_pipe(self.process.stdout))  # noqa: S301  from the process we started
                with self.lock:
                    self.waiting.pop(number).set_result(answer)
                    if not self.waiting:
                        self._rest()
        self.process.wait()
        with self.lock:
            for asked in self.waiting.values():
                asked.set_exception(BenchLostError())
            self.waiting.clear()


def make(run: str, order: Order, parcel: Parcel, variables: Mapping[str, str]) -> Answer:
    """Make a report for a run (in a thread of the cluster's worker)."""
    return _bench(run, variables).ask(order, parcel).result()


def begin(run: str, variables: Mapping[str, str]) -> None:
    """Start the process of a run, whose imports take seconds, before there is an order for it."""
    _bench(run, variables)


def _bench(run: str, variables: Mapping[str, str]) -> Bench:
    with _opening:
        if run in _ended:  # an order that was on its way here when the run was called off
            raise BenchLostError
        if run not in _benches or _benches[run].ended():
            _benches[run] = Bench(variables)
        return _benches[run]


async def end(run: str) -> None:
    """End the process of a run, if there is one."""
    with _opening:
        _ended.add(run)
        bench = _benches.pop(run, None)
    if bench:
        await asyncio.to_thread(bench.close)


async def describe() -> dict[str, str]:
    """Return the versions on this machine."""
    return await asyncio.to_thread(versions)


def hold(parcel: Parcel) -> Parcel:
    """Return the parcel: as a task's result the cluster carries it to each worker that needs it, once."""
    return parcel


def _pipe(pipe: IO[bytes] | None) -> Any:  # noqa: ANN401  there is one: it was asked for
    return pipe
