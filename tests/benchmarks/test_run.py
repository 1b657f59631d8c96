"""The benchmark's table tells what was measured, and whether a goal is met."""

import time

import pytest

from benchmarks.measuring import Comparison, Goal, Measured, peak_of, timed
from benchmarks.run import as_markdown, make_line

TURNS = [
    {"ours": Measured(clock=2.0), "theirs": Measured(clock=1.0)},
    {"ours": Measured(clock=9.0), "theirs": Measured(clock=3.0)},
    {"ours": Measured(clock=4.0), "theirs": Measured(clock=4.0)},
]


def compared(goal: Goal) -> Comparison:
    """Return a comparison of nothing with nothing."""
    nothing = timed
    return Comparison(
        work="work",
        against="it",
        prepare=lambda _: None,
        ours=lambda _: nothing,
        theirs=lambda _: nothing,
        goals=(goal,),
    )


@pytest.mark.parametrize(
    ("goal", "text", "met"),
    [
        (Goal(ratio=2.0), "≤ 2 ×", True),
        (Goal(ratio=1.9), "≤ 1.9 ×", False),
        (Goal(at_most=4.0), "≤ 4 s", True),
        (Goal(at_most=3.9), "≤ 3.9 s", False),
        (Goal(), "–", None),
    ],
)
def test_a_goal_is_held_against_the_median(goal: Goal, text: str, met: bool | None) -> None:  # noqa: FBT001
    """The median of the turns' own ratios, 2, and of the seconds, 4, decide; without a goal nothing is met."""
    line = make_line("group", compared(goal), goal, TURNS)
    assert (line.ratio, line.goal, line.met) == (2.0, text, met)


def test_a_missed_goal_is_shown_as_missed() -> None:
    """The table gives median, least and most of both sides, the ratio, and says no."""
    goal = Goal(ratio=1.5)
    line = make_line("scores", compared(goal), goal, TURNS)
    found = as_markdown({"scores": {"date": "2026-01-01", "machine": {"cores": "2"}, "lines": [vars(line)]}})
    assert "| work | s | 4 (2 – 9) | it | 3 (1 – 4) | 2 | ≤ 1.5 × | no |" in found
    assert "2026-01-01; cores 2." in found


def test_seconds_and_memory_are_measured() -> None:
    """Sleeping takes time on the clock and little of the processor; what is held for a moment counts in the peak."""
    slept = timed(lambda _: time.sleep(0.05), None)
    assert 0.05 <= slept.clock < 5
    assert slept.processor < slept.clock
    assert 60 < peak_of(lambda _: len(b"1" * (64 * 2**20)), None).memory < 200
