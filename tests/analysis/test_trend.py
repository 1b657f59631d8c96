import math
from itertools import combinations, permutations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.trend import mann_kendall_p, trend

NAN = float("nan")

# Upper-tail probabilities P(S ≥ s) of the Mann–Kendall statistic as tabled: Kendall (1975), table 1; Gilbert (1987),
# Statistical Methods for Environmental Pollution Monitoring, table A18.
TABLED = {
    4: {0: 0.625, 2: 0.375, 4: 0.167, 6: 0.042},
    5: {0: 0.592, 2: 0.408, 4: 0.242, 6: 0.117, 8: 0.042, 10: 0.0083},
    8: {2: 0.452, 4: 0.360, 6: 0.274, 8: 0.199, 10: 0.138, 12: 0.089, 14: 0.054, 16: 0.031, 18: 0.016, 20: 0.0071},
}


def line(values: list[float], first_year: int = 2016) -> pd.DataFrame:
    """Write one unit's index year by year; NaN is a missing year."""
    years = range(first_year, first_year + len(values))
    return pd.DataFrame({"year": years, "index": values}).assign(scheme="x", block="so", unit="a")


def brute_force(values: list[float]) -> tuple[int, float]:
    """Return S and its two-sided p over all orders of the values."""

    def s(order: tuple[float, ...]) -> int:
        return sum((after > before) - (after < before) for before, after in combinations(order, 2))

    observed = s(tuple(values))
    orders = [abs(s(order)) >= abs(observed) for order in permutations(values)]
    return observed, sum(orders) / len(orders)


@pytest.mark.parametrize(("n", "s"), [(n, s) for n, row in TABLED.items() for s in row if s])
def test_tabled_probabilities(n: int, s: int) -> None:
    """Half the two-sided p is the tabled tail, to the digits of the table."""
    tabled = TABLED[n][s]
    digits = 4 if tabled < 0.01 else 3
    assert round(mann_kendall_p(s, ties=[1] * n) / 2, digits) == tabled


@pytest.mark.parametrize(("n", "smallest"), [(3, 1 / 3), (4, 1 / 12), (5, 1 / 60)])
def test_short_series_cannot_be_significant(n: int, smallest: float) -> None:
    """A perfect rise over 3, 4 and 5 years has p = 1/3, 1/12 and 1/60."""
    found = trend(line([80.0 + year for year in range(n)])).iloc[0]
    assert found[["p_value", "smallest_p"]].tolist() == pytest.approx([smallest, smallest])
    assert found["direction"] == ("up" if n == 5 else "none")
    assert found["reason"] == ("" if n == 5 else "never_significant")


def test_a_fall_is_told_from_a_rise() -> None:
    """Five years down are as rare as five years up, and S is −10."""
    found = trend(line([84.0, 83.0, 82.0, 81.0, 80.0])).iloc[0]
    assert found[["s", "direction"]].tolist() == [-10, "down"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=6))
def test_exact_p_with_any_ties_equals_all_orders(values: list[int]) -> None:
    """Counting out every order of the values, ties and all, gives the same S and p."""
    found = trend(line([float(value) for value in values])).iloc[0]
    s, p = brute_force([float(value) for value in values])
    assert found["s"] == s
    assert found["p_value"] == pytest.approx(p)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=12))
def test_the_p_of_nothing_is_one_and_smaller_further_out(ties: list[int]) -> None:
    """P(|S| ≥ 0) = 1 and it falls with s, for any ties."""
    chances = [mann_kendall_p(s, ties=ties) for s in range(sum(ties) * (sum(ties) - 1) // 2 + 1)]
    assert chances[0] == 1.0
    assert chances == sorted(chances, reverse=True)


def test_theil_sen_by_hand() -> None:
    """1, 2, 4, 3: slopes 1, 1.5, 2/3, 2, 0.5, −1; sorted −1, 0.5, 2/3, 1, 1.5, 2; median (2/3 + 1)/2 = 5/6."""
    assert trend(line([1.0, 2.0, 4.0, 3.0]))["slope"].item() == pytest.approx(5 / 6)


def test_one_wild_year_does_not_turn_the_slope() -> None:
    """80, 81, 20, 83, 84: the ten slopes 1, −30, 1, 1, −61, 1, 1, 63, 32, 1 have median 1."""
    assert trend(line([80.0, 81.0, 20.0, 83.0, 84.0]))["slope"].item() == pytest.approx(1.0)


def test_missing_years_count_as_time() -> None:
    """80 in 2016 and 86 in 2019, nothing between: 2 points a year."""
    found = trend(line([80.0, NAN, NAN, 86.0])).iloc[0]
    assert found[["n", "first_year", "last_year", "slope"]].tolist() == [2, 2016, 2019, 2.0]


def test_binary_noise_is_a_tie() -> None:
    """0.1 + 0.2 and 0.3 are equal, so nothing rose."""
    found = trend(line([0.1 + 0.2, 0.3, 0.3])).iloc[0]
    assert found[["s", "p_value", "smallest_p"]].tolist() == [0, 1.0, 1.0]


def test_a_single_year_has_no_slope() -> None:
    """And it says so."""
    found = trend(line([80.0])).iloc[0]
    assert math.isnan(found["slope"])
    assert found["reason"] == "one_year"


def test_series_do_not_mix() -> None:
    """Units of different lengths and ties side by side get what each gets alone."""
    lines = [line([1.0, 2.0, 3.0, 5.0, 8.0]), line([5.0, 5.0, 4.0]), line([NAN, 2.0, 2.0, 1.0], first_year=2018)]
    together = trend(pd.concat([each.assign(unit=str(place)) for place, each in enumerate(lines)]))
    alone = pd.concat([trend(each).assign(unit=str(place)) for place, each in enumerate(lines)], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone[together.columns])


def test_two_values_in_a_year_are_refused() -> None:
    """Nobody knows which one is the year's."""
    with pytest.raises(ValueError, match="two values"):
        trend(pd.concat([line([1.0]), line([2.0])]))


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=9), st.integers(1, 5), st.integers(-9, 9))
def test_scale_and_level_move_only_the_slope(values: list[int], scale: int, level: int) -> None:
    """The slope of a·x + b is a times the slope; S and p stay."""
    one = trend(line([float(value) for value in values])).iloc[0]
    other = trend(line([float(scale * value + level) for value in values])).iloc[0]
    assert other["slope"] == pytest.approx(scale * one["slope"])
    assert other[["s", "p_value"]].tolist() == one[["s", "p_value"]].tolist()


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The frame stays as it is; an empty one gives an empty one."""
    frame = line([1.0, 2.0])
    before = frame.copy(deep=True)
    trend(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert trend(frame.iloc[:0]).empty
