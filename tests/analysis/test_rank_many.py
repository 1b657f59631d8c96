import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.rank_many import rank_rows


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-50, 50), min_size=5, max_size=5), min_size=1, max_size=6))
def test_rank_is_one_more_than_the_number_above(rows: list[list[int]]) -> None:
    """Counting the larger values of the row gives the same ranks, ties included."""
    expected = [[1 + sum(other > own for other in row) for own in row] for row in rows]
    assert rank_rows(np.array(rows) / 4).tolist() == expected


def test_binary_noise_is_a_tie() -> None:
    """0.1 + 0.2 and 0.3 are the same number, a difference of 10⁻⁸ is not."""
    assert rank_rows(np.array([[0.1 + 0.2, 0.3], [0.3, 0.3 + 1e-8]])).tolist() == [[1, 1], [2, 1]]


def test_many_units_need_a_larger_type() -> None:
    """More than 32 767 units are ranked without overflow, and the input keeps its values."""
    values = np.arange(40_000, dtype=float)[None, :]
    assert rank_rows(values)[0, [0, -1]].tolist() == [40_000, 1]
    assert values[0, 1] == 1.0
    assert rank_rows(values[:, :10]).dtype == np.int16


def test_no_value_has_no_rank() -> None:
    """NaN and numbers beyond the packing are refused, not ranked somewhere."""
    for bad in (np.nan, np.inf, 1e7):
        with pytest.raises(ValueError, match="without NaN"):
            rank_rows(np.array([[1.0, bad]]))
