"""How long a run will still take, from how long its reports took last time."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.pipeline.plan import Report

_SHORT: Final = 20.0  # seconds; less is over before it is read
_STEP: Final = 10  # seconds to which less than two minutes are rounded
_MINUTE: Final = 60


@dataclass
class Progress:
    """The reports of a run, by their labels how long each took last time, and when the run began."""

    expected: Mapping[str, float]
    begun: float = field(default_factory=time.perf_counter)

    def sentence(self, done: Collection[str], lang: Lang) -> str:
        """Return how long the rest will take, as text after a report's line; nothing if that is soon."""
        seconds = seconds_left(self.expected, done, time.perf_counter() - self.begun)
        if seconds < _SHORT:
            return ""
        if seconds < 2 * _MINUTE:
            return "; " + say("cli.seconds_left", lang, n=round(seconds / _STEP) * _STEP)
        return "; " + say("cli.minutes_left", lang, n=round(seconds / _MINUTE))


def start_progress(reports: Sequence[Report]) -> Progress:
    """Begin to count the time for reports; one that was never built is taken to need what the others need."""
    known = {report.label: found for report in reports if (found := _last_seconds(report))}
    usual = sum(known.values()) / len(known) if known else 1.0
    return Progress({report.label: known.get(report.label, usual) for report in reports})


def seconds_left(expected: Mapping[str, float], done: Collection[str], passed: float) -> float:
    """Return the seconds for the rest, if it keeps the pace of what is done.

    >>> seconds_left({"a": 1.0, "b": 1.0, "c": 4.0}, ["a"], 10.0)
    50.0
    """
    so_far = sum(expected[label] for label in done)
    return passed * (sum(expected.values()) - so_far) / so_far if so_far else 0.0


def _last_seconds(report: Report) -> float:
    try:
        return float(json.loads(report.manifest.read_text(encoding="utf-8"))["run"]["seconds"])
    except (OSError, ValueError, KeyError, TypeError):  # never built, or cut off
        return 0.0
