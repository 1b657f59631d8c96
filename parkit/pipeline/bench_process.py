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
from pathlib import Path
from typing import IO, Final

from parkit.pipeline.orders import Answer, Order, fulfil
from parkit.pipeline.parcel import Parcel, unpack
from parkit.pipeline.workers import FOLDER_PREFIX, Lost, run_alone, warm_up

_PAUSE: Final = 0.1  # seconds until processes that are to end are told again


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which then closes our input
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a program prints must not come between the answers
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as folder:
        warm_up()
        serve(sys.stdin.buffer, answers, Path(folder))


def serve(requests: IO[bytes], answers: IO[bytes], folder: Path) -> None:
    """Unpack each parcel and fulfil each order, as many at a time as are asked for; stop when there is no more."""
    writing = threading.Lock()
    threads: list[threading.Thread] = []

    def work(number: int, order: Order, project: Path) -> None:
        found = run_alone(fulfil, (order, project))
        answer = Answer(trace=found.trace, lost=True) if isinstance(found, Lost) else found
        with writing:
            pickle.dump((number, answer), answers)
            answers.flush()

    while True:
        try:
            request = pickle.load(requests)  # noqa: S301  from the worker, over a pipe that only it holds
        except EOFError:
            break
        if isinstance(request, Parcel):
            unpack(request, folder / request.name)
            continue
        number, order, name = request
        threads.append(threading.Thread(target=work, args=(number, order, folder / name), daemon=True))
        threads[-1].start()
    _stop(threads)


def _stop(threads: list[threading.Thread]) -> None:
    """End the processes of the orders that nobody waits for, and those that would replace them."""
    while any(thread.is_alive() for thread in threads):
        for process in multiprocessing.active_children():
            process.kill()  # a cell could catch anything less
        for thread in threads:
            thread.join(_PAUSE)


if __name__ == "__main__":
    main()
