import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.model.rounding import decimal_text, round_half_away


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-2.675, 2, -2.68),
        (0.125, 2, 0.13),
        (2.5, 0, 3.0),
        (3.5, 0, 4.0),
        (-0.5, 0, -1.0),
        (97.88235294117647, 2, 97.88),
        (89.45714285714286, 2, 89.46),
        (0.1 + 0.2, 1, 0.3),
        (99.995, 2, 100.0),
        (12.0, 2, 12.0),
    ],
)
def test_halves_go_away_from_zero(value: float, decimals: int, rounded: float) -> None:
    """A number and a column of numbers are rounded as a clerk does, on the digits that are seen."""
    assert round_half_away(value, decimals) == rounded
    assert round_half_away(pd.Series([value]), decimals).tolist() == [rounded]


def test_an_unknown_number_stays_unknown() -> None:
    """NaN is neither rounded nor replaced."""
    assert math.isnan(round_half_away(math.nan, 2))
    assert round_half_away(pd.Series([math.nan, 1.25]), 1).isna().tolist() == [True, False]


def test_rounded_text_keeps_its_zeros() -> None:
    """A printed number shows all its decimals."""
    assert decimal_text(13.5, 2) == "13.50"


def test_rounding_leaves_the_column_as_it_was() -> None:
    """Rounding returns a new column."""
    column = pd.Series([1.005])
    round_half_away(column, 2)
    assert column.tolist() == [1.005]


@given(st.integers(-(10**9), 10**9), st.integers(0, 5), st.integers(0, 4))
def test_rounding_agrees_with_exact_decimals(digits: int, places: int, decimals: int) -> None:
    """A number and a column are rounded as exact decimal arithmetic rounds the shortest text of the number."""
    value = float(Decimal(digits).scaleb(-places))
    unit = Decimal(1).scaleb(-decimals)
    expected = float(Decimal(repr(value)).quantize(unit, rounding=ROUND_HALF_UP))
    assert round_half_away(value, decimals) == expected
    assert round_half_away(pd.Series([value]), decimals).tolist() == [expected]
