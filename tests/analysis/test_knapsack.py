"""The fewest gains that reach a need, against every choice there is."""

import math
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.knapsack import smallest_gains


def test_fewest_criteria_or_fewest_points() -> None:
    """4 are wanted of 5, 2 and 2: one list that gives 5, or two that give 4."""
    assert smallest_gains([[5], [2], [2]], 4) == [(0, 0)]
    assert smallest_gains([[5], [2], [2]], 4, prefer="points") == [(1, 0), (2, 0)]


def test_gains_too_small_for_a_smallest_choice_change_nothing() -> None:
    """7 are wanted of 5, 3 and 1: 5 and 3 or more are needed of two lists, the 1 and the 2 are no help."""
    assert smallest_gains([[2, 5], [1, 3], [1]], 7) == [(0, 1), (1, 1)]


def exhaustive(gains: list[list[int]], need: int, prefer: str) -> tuple[int, int]:
    """Try every choice of at most one gain of every list; return the best (count, sum) or (sum, count)."""
    choices = [
        (sum(gain > 0 for gain in chosen), sum(chosen))
        for chosen in product(*([0, *each] for each in gains))
        if sum(chosen) >= need
    ]
    return min(choices) if prefer == "criteria" else min((total, count) for count, total in choices)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True), min_size=1, max_size=5),
    st.floats(0.01, 1.0),
    st.sampled_from(["criteria", "points"]),
)
def test_the_program_equals_an_exhaustive_search(gains: list[list[int]], share: float, prefer: str) -> None:
    """No choice has fewer criteria, or as many and fewer points; and the other way round."""
    need = math.ceil(share * sum(max(each) for each in gains))
    chosen = smallest_gains(gains, need, prefer=prefer)
    total = sum(gains[place][which] for place, which in chosen)
    found = (len(chosen), total) if prefer == "criteria" else (total, len(chosen))
    assert found == exhaustive(gains, need, prefer)
    assert len({place for place, _ in chosen}) == len(chosen)
