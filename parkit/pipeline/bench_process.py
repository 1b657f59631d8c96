"""The process beside a cluster's worker that makes reports, each in a fresh process of its own.

It is no child of the worker by multiprocessing, whose children may have none themselves, and it has none of the
worker's threads, so that it can fork. It keeps the projects it is sent in a temporary folder, and ends, with
everything it started, when its input ends: whoever held the other side is then gone, in whatever way.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Final

from parkit.pipeline.leftovers import own_prefix
from parkit.pipeline.orders import Order, answer_of, fulfil, share_for
from parkit.pipeline.parcel import Parcel, unpack
from parkit.pipeline.stream import run_stream
from parkit.pipeline.workers import warm_up

_PAUSE: Final = 0.1  # seconds between looks at what still runs
_GRACE: Final = 5.0  # seconds for a process to end that was told to

Work = tuple[int, Order, Path]


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which then closes our input
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a program prints must not come between the answers
    prefix = f"{own_prefix()}{os.getpid()}-"  # by which another run knows that it is left over, should we be killed
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        warm_up()
        Bench(sys.stdin.buffer, answers, Path(folder)).serve()


class Bench:
    """Makes reports in as many lanes as orders come at a time; each lane makes one after the other."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes], folder: Path) -> None:
        """Read requests and write answers, and keep projects in a folder."""
        self.requests = requests
        self.answers = answers
        self.folder = folder
        self.work: SimpleQueue[Work | None] = SimpleQueue()
        self.lanes: list[threading.Thread] = []
        self.open = 0
        self.lock = threading.Lock()

    def serve(self) -> None:
        """Unpack each parcel and fulfil each order; stop everything when the input ends."""
        while True:
            try:
                request = pickle.load(self.requests)  # noqa: S301  from the worker, over a pipe that only it holds
            except EOFError:
                break
            if isinstance(request, Parcel):
                unpack(request, self.folder / request.name)
            else:
                number, order, name = request
                self._take((number, order, self.folder / name))
        self._stop()

    def _take(self, work: Work) -> None:
        with self.lock:
            self.open += 1
            if self.open > len(self.lanes):
                self.lanes.append(threading.Thread(target=self._lane, daemon=True))
                self.lanes[-1].start()
        self.work.put(work)

    def _lane(self) -> None:
        """Fulfil orders until there are no more."""
        now: list[Work] = []

        def tasks() -> Iterator[tuple[Order, Path]]:
            for number, order, project in iter(self.work.get, None):
                now[:] = [(number, order, project)]
                yield order, project

        for found in run_stream(fulfil, tasks(), share=share_for):
            number, order, project = now[0]
            with self.lock:
                self.open -= 1
                pickle.dump((number, answer_of(found, (order, project))), self.answers)
                self.answers.flush()

    def _stop(self) -> None:
        """End the lanes, and the processes of orders that nobody waits for any more."""
        while not self.work.empty():
            self.work.get()
        for _ in self.lanes:
            self.work.put(None)
        told: dict[int | None, float] = {}
        while any(lane.is_alive() for lane in self.lanes):
            for process in multiprocessing.active_children():
                if process.pid not in told:
                    process.terminate()
                elif time.monotonic() > told[process.pid] + _GRACE:
                    process.kill()
                told.setdefault(process.pid, time.monotonic())
            time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
