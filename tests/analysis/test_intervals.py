import math
import operator
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parkit.analysis.intervals import Interval, mean, simplest

ends = st.floats(-1000, 1000)
shares = st.floats(0, 1)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """Draw an interval with any two ends."""
    low, high = sorted((draw(ends), draw(ends)))
    return Interval.between(low, high)


def inside(interval: Interval, share: float) -> float:
    """Return a value of the interval."""
    return min(interval.high, max(interval.low, interval.low + share * (interval.high - interval.low)))


def holds(interval: Interval, value: float) -> bool:
    """Tell whether the value lies inside, up to the relative error of binary numbers."""
    slack = 1e-9 * max(1.0, abs(value))
    return interval.low - slack <= value <= interval.high + slack


def test_a_printed_number_is_half_a_unit_of_its_last_digit_either_way() -> None:
    """12,56 is 12.555 … 12.565; 16 is 15.5 … 16.5; -7,32 is -7.325 … -7.315."""
    found = [Interval.printed(*pair) for pair in ((12.56, 2), (16, 0), (-7.32, 2))]
    assert [(round(item.low, 9), round(item.high, 9)) for item in found] == [
        (12.555, 12.565),
        (15.5, 16.5),
        (-7.325, -7.315),
    ]


def test_index_of_printed_points() -> None:
    """8,32 of exactly 8.50: 8.315/8.5 = 97.82 %, 8.325/8.5 = 97.94 %."""
    index = 100 * Interval.printed(8.32, 2) / Interval.exact(8.5)
    assert (index.low, index.high) == pytest.approx((831.5 / 8.5, 832.5 / 8.5))
    assert (round(index.low, 2), round(index.high, 2)) == (97.82, 97.94)


def test_dividing_by_what_may_be_zero_says_nothing() -> None:
    """The whole line, and no value if the divisor is printed as 0."""
    found = Interval.exact(1.0) / Interval.between(-1, 1)
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert math.isnan((Interval.exact(1.0) / Interval.printed(0.0, 1)).value)


def test_the_printed_values_are_computed_beside_the_bounds() -> None:
    """8 ± 0.5 and 4 ± 0.5: 12, 4, 32, 2 and −8; 1 divided by 0.5, which may be anything from −1 to 1, is 2."""
    eight, four = Interval.printed(8, 0), Interval.printed(4, 0)
    found = [eight + four, eight - four, eight * four, eight / four, -eight]
    assert [item.value for item in found] == [12.0, 4.0, 32.0, 2.0, -8.0]
    assert (Interval.exact(1.0) / Interval(-1.0, 1.0, 0.5)).value == 2.0


def test_zero_times_anything_is_zero() -> None:
    """Also times the whole line."""
    found = Interval.exact(0.0) * Interval.between(-math.inf, math.inf)
    assert (found.low, found.high) == (0.0, 0.0)


def test_touching_intervals_meet() -> None:
    """A shared end is a shared value, binary noise or not."""
    assert Interval.between(0, 0.1 + 0.2).intersects(Interval.between(0.3, 1))
    assert not Interval.between(0, 0.29).intersects(Interval.between(0.3, 1))


def test_within_and_contains() -> None:
    """An interval lies in a wider one, not in a narrower one."""
    narrow, wide = Interval.between(1, 2), Interval.between(0, 2)
    assert narrow.within(wide)
    assert not wide.within(narrow)
    assert wide.contains(2)


def test_bounds_in_the_wrong_order_are_refused() -> None:
    """No interval runs backwards."""
    with pytest.raises(ValueError, match="lies above"):
        Interval.between(2, 1)


def test_mean_of_printed_values() -> None:
    """(90 ± 0.5 + 81 ± 0.5) / 2 = 85.5 ± 0.5."""
    found = mean([Interval.printed(90, 0), Interval.printed(81, 0)])
    assert (found.low, found.value, found.high) == pytest.approx((85.0, 85.5, 86.0))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(69.996, 70.015, 70.0), (8.757, 8.777, 8.77), (5.74, 5.76, 5.75), (0.2, 0.8, 0.5), (13.5, 13.5, 13.5)],
)
def test_simplest_value_has_the_fewest_decimals(low: float, high: float, expected: float) -> None:
    """70 among 69.996 … 70.015; where no whole number fits, one decimal, then two; binary ends do not matter."""
    assert simplest(Interval.between(low, high)) == expected


def test_an_unbounded_interval_has_no_simplest_value() -> None:
    """The whole line is refused."""
    with pytest.raises(ValueError, match="unbounded"):
        simplest(Interval.between(-math.inf, 1))


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@given(intervals(), intervals(), shares, shares)
def test_operations_contain_every_pointwise_result(
    operation: Callable[..., Interval], left: Interval, right: Interval, first: float, second: float
) -> None:
    """Whatever values hide behind two numbers, their sum, difference and product lie in the result."""
    assert holds(operation(left, right), operation(inside(left, first), inside(right, second)))


@given(intervals(), intervals(), shares, shares)
def test_division_contains_every_pointwise_quotient(
    left: Interval, right: Interval, first: float, second: float
) -> None:
    """The same for quotients; a divisor that can be 0 gives the whole line, which contains them all."""
    divisor = inside(right, second)
    assume(abs(divisor) > 1e-6)
    assert holds(left / right, inside(left, first) / divisor)


@given(ends, st.integers(0, 4))
def test_a_number_prints_inside_its_own_interval(value: float, decimals: int) -> None:
    """What rounds to a printed number lies in the interval of that number."""
    assert Interval.printed(round(value, decimals), decimals).contains(value)


@given(intervals(), intervals())
def test_meeting_is_mutual(left: Interval, right: Interval) -> None:
    """If one meets the other, the other meets the one."""
    assert left.intersects(right) == right.intersects(left)
