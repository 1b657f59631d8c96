import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.analysis.rank_shift import average_rank_shift


def test_shift_by_hand() -> None:
    """Two of four change places: (1 + 1)/4; the order turned round: (3 + 1 + 1 + 3)/4."""
    ranks = pd.DataFrame([[2, 1, 3, 4], [4, 3, 2, 1]], columns=list("abcd"), index=["swapped", "turned"])
    reference = pd.Series({"d": 4, "c": 3, "b": 2, "a": 1})
    expected = pd.Series([0.5, 2.0], index=ranks.index, name="rank_shift")
    pd.testing.assert_series_equal(average_rank_shift(ranks, reference), expected)


@given(st.permutations(range(1, 8)))
def test_shift_is_bounded(order: list[int]) -> None:
    """No order is further away than n/2 on average, and only the reference itself is at 0."""
    reference = pd.Series({f"u{n}": n for n in range(1, 8)})
    ranks = pd.DataFrame([order], columns=list(reference.index))
    shift = average_rank_shift(ranks, reference).iloc[0]
    assert 0 <= shift <= 7 / 2
    assert (shift == 0) == (order == list(range(1, 8)))


def test_other_units_are_refused() -> None:
    """A reference of other units is no reference."""
    with pytest.raises(ValueError, match="same units"):
        average_rank_shift(pd.DataFrame({"a": [1]}), pd.Series({"b": 1}))
