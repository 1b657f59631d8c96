"""The time left follows from how long reports took last time and from the pace of this run."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from parkit.pipeline import progress
from parkit.pipeline.plan import Report
from parkit.pipeline.progress import Progress, seconds_left, start_progress

MakeReport = Callable[..., Report]


def test_the_rest_is_measured_by_last_time() -> None:
    """After a report that usually takes a tenth of the run, nine times as long is left; at the end nothing."""
    expected = {"short": 2.0, "long": 18.0}
    assert seconds_left(expected, ["short"], 3.0) == pytest.approx(27.0)
    assert seconds_left(expected, ["short", "long"], 30.0) == 0
    assert seconds_left(expected, [], 5.0) == 0


def test_a_report_never_built_counts_as_the_others(make_report: MakeReport) -> None:
    """Its manifest is missing or cut off: the mean of the known ones stands in, and one second without any."""
    reports = [make_report("10_a"), make_report("20_b"), replace(make_report("30_c"), lang="en")]
    assert set(start_progress(reports).expected.values()) == {1.0}
    reports[0].manifest.parent.mkdir(parents=True)
    reports[0].manifest.write_text(json.dumps({"run": {"seconds": 4.0}}), encoding="utf-8")
    reports[1].manifest.write_text('{"run": {"seco', encoding="utf-8")
    assert start_progress(reports).expected == {report.label: 4.0 for report in reports}


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [(9, ""), (43, "; about 40 seconds left"), (290, "; about 5 minutes left")],
)
def test_it_is_said_roughly(monkeypatch: pytest.MonkeyPatch, seconds: int, sentence: str) -> None:
    """Nobody is told seconds of a long run, or anything of one that is soon over."""
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(seconds))
    assert Progress({"a": 1.0, "b": 1.0}, begun=0.0).sentence(["a"], "en") == sentence
