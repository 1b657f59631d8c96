"""Run tasks that come one after the other, each in a fresh process, from a stem that keeps what they share.

It does what ``run_tasks`` does for tasks that are all known at the start.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from parkit.pipeline.leftovers import passing_folder
from parkit.pipeline.task import Lost
from parkit.pipeline.workers import _TRIES, _forks, _Start, _stop, _Worker, warm_up


def run_stream(
    function: Callable[[Any], object], tasks: Iterable[object], *, share: Callable[[Any], object]
) -> Iterator[object]:
    """Yield the result of each task, or ``Lost``, before the next one is asked for."""
    warm_up()
    folder = passing_folder()
    start = _Start(function, share if _forks() else None, folder)
    stems: list[_Worker] = []
    try:
        for task in tasks:
            yield _result(start, stems, task)
    finally:
        _stop(stems, at_once=False)
        shutil.rmtree(folder, ignore_errors=True)


def _result(start: _Start, stems: list[_Worker], task: object) -> object:
    """Return the result of a task, of its second try if its process was killed in the first."""
    result: object = Lost()
    for tries in range(_TRIES):
        worker = start.worker(stems, task, 0, tries)
        result = worker.answer()
        if result != Lost():
            _keep(start, stems, worker)
            break
        _stop([worker], at_once=False)
    return result


def _keep(start: _Start, stems: list[_Worker], worker: _Worker) -> None:
    if start.share:
        stems.append(worker)
    else:
        _stop([worker], at_once=False)
