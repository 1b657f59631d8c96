import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.analysis import normal


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0.5), (1.96, 0.9750021048517795), (-5.0, 2.866515718791939e-07), (-10.0, 7.619853024160527e-24)],
)
def test_chance_below_is_the_tabled_one_far_into_the_tail(value: float, expected: float) -> None:
    """The chance below a value is that of the tables, to twelve digits, also where it is tiny."""
    assert float(normal.below(value)) == pytest.approx(expected, rel=1e-12, abs=0.0)
    assert float(normal.above(-value)) == pytest.approx(expected, rel=1e-12, abs=0.0)


@pytest.mark.parametrize(
    ("chance", "expected"),
    [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)],
)
def test_quantiles_are_the_check_values_of_the_algorithm(chance: float, expected: float) -> None:
    """Wichura (1988) prints these three values as a check of his algorithm."""
    assert float(normal.quantile(chance)) == pytest.approx(expected, rel=1e-14, abs=0.0)


def test_small_numbers_are_reckoned_in_full() -> None:
    """Bytes do not run over and half-precise numbers lose no digit: the values are those of the tables all the same."""
    found = normal.below(np.array([-5.0], dtype=np.float32))
    assert found.dtype == float
    assert found.tolist() == pytest.approx([2.866515718791939e-07], rel=1e-12, abs=0.0)
    assert normal.above(np.array([1], dtype=np.uint8)).tolist() == pytest.approx(
        [0.15865525393145707], rel=1e-12, abs=0.0
    )
    assert normal.density(np.array([16], dtype=np.uint8)).tolist() == pytest.approx([0.0], abs=1e-50)
    found = normal.quantile(np.array([0.25], dtype=np.float32))
    assert found.dtype == float
    assert found.tolist() == pytest.approx([-0.6744897501960817], rel=1e-14, abs=0.0)


@given(st.floats(-8, 5))
def test_quantile_undoes_the_chance(value: float) -> None:
    """Going to a chance and back leads home."""
    assert float(normal.quantile(normal.below(value))) == pytest.approx(value, abs=1e-9)


def test_density_integrates_to_one_and_keeps_the_shape() -> None:
    """The density of a grid sums to 1 over its width, and a table stays a table."""
    grid = np.linspace(-10, 10, 2001)
    assert float(normal.density(grid).sum() * 0.01) == pytest.approx(1.0, abs=1e-12)
    assert normal.density(np.zeros((2, 3))).shape == (2, 3)
    assert float(normal.density(1.0)) == pytest.approx(math.exp(-0.5) / math.sqrt(2 * math.pi))
