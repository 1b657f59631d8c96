import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.analysis.intervals import Interval
from parkit.analysis.readings import READINGS, possible_readings, previous_level


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ambiguous_percent", ("percentage_points", "relative_index", "relative_points")),
        ("ambiguous_points", ("points", "percentage_points")),
        ("relative_index", ("relative_index",)),
        ("", ()),
        ("bậc", ()),
    ],
)
def test_readings_to_test(printed: str, expected: tuple[str, ...]) -> None:
    """A definite wording has one reading, "%" three, "điểm" two, anything else none."""
    assert possible_readings(printed) == expected


@pytest.mark.parametrize(
    ("reading", "level", "change", "expected"),
    [
        ("percentage_points", 94.9, -7.32, 102.22),
        ("relative_index", 94.9, -7.32, 94.9 / 0.9268),
        ("relative_points", 8.32, -7.32, 8.32 / 0.9268),
        ("points", 62.62, 1.83, 60.79),
        ("percentage_points", 89.45, 1.83, 87.62),
    ],
)
def test_earlier_value_by_hand(reading: str, level: float, change: float, expected: float) -> None:
    """94.9 + 7.32; 94.9 / 0.9268 = 102.395; 8.32 / 0.9268 = 8.977; 62.62 − 1.83; 89.45 − 1.83."""
    found = previous_level(reading, level=Interval.exact(level), change=Interval.exact(change))
    assert found.value == pytest.approx(expected)


def test_a_fall_by_everything_says_nothing_of_before() -> None:
    """−100 % of any earlier value is 0, so the earlier value can be anything."""
    found = previous_level("relative_points", level=Interval.exact(0.0), change=Interval.exact(-100.0))
    assert (found.low, found.high) == (-math.inf, math.inf)


@given(st.sampled_from(READINGS), st.floats(1, 100), st.floats(-50, 50), st.integers(1, 3))
def test_the_true_earlier_value_is_never_excluded(reading: str, before: float, change: float, decimals: int) -> None:
    """Take an earlier value, apply a change, print both: the implied interval contains the earlier value."""
    relative = reading.startswith("relative")
    after = before * (1 + change / 100) if relative else before + change
    implied = previous_level(
        reading,
        level=Interval.printed(round(after, decimals), decimals),
        change=Interval.printed(round(change, decimals), decimals),
    )
    assert implied.contains(before)
