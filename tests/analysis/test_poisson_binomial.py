from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis import normal
from parkit.analysis.poisson_binomial import poisson_binomial, rank_probabilities


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_counts_are_those_of_all_outcomes(chances: list[float]) -> None:
    """Adding up all yes-and-no patterns gives the same distribution."""
    expected = np.zeros(len(chances) + 1)
    for pattern in product([0, 1], repeat=len(chances)):
        expected[sum(pattern)] += np.prod([p if hit else 1 - p for p, hit in zip(chances, pattern, strict=True)])
    assert poisson_binomial(np.array([chances]))[0] == pytest.approx(expected, abs=1e-12)


def test_two_units_are_one_normal_difference() -> None:
    """P(rank 1) of the first of two is Φ(gap / √(s₁² + s₂²))."""
    found = rank_probabilities(np.array([1.0, 0.0]), np.array([3.0, 4.0]))
    expected = float(normal.below(0.2))
    assert found == pytest.approx(np.array([[expected, 1 - expected], [1 - expected, expected]]), abs=1e-12)


def test_three_units_of_one_mean_follow_the_arcsine_law() -> None:
    """P(best) = 1/4 + arcsin(ρ)/2π with ρ = s₁²/√((s₁² + s₂²)(s₁² + s₃²)) (Sheppard)."""
    errors = np.array([1.0, 2.0, 0.5])
    found = rank_probabilities(np.zeros(3), errors)
    for unit in range(3):
        own, (one, two) = errors[unit] ** 2, np.delete(errors, unit) ** 2
        rho = own / np.sqrt((own + one) * (own + two))
        assert found[unit, 0] == pytest.approx(0.25 + np.arcsin(rho) / (2 * np.pi), abs=1e-10)


@pytest.mark.parametrize("size", [1, 2, 7, 120])
def test_equal_units_have_equal_chances(size: int) -> None:
    """With nothing to tell them apart every rank has the chance 1/n."""
    found = rank_probabilities(np.full(size, 80.0), np.full(size, 0.7))
    assert found == pytest.approx(np.full((size, size), 1 / size), abs=1e-10)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(2, 25), st.floats(0, 1))
def test_expected_rank_is_the_sum_of_pairs(seed: int, size: int, exact: float) -> None:
    """E(rank) = 1 + Σ P(X_j > X_i), known without any integral, whatever the mixture of errors, exact ones too."""
    rng = np.random.default_rng(seed)
    estimates = rng.normal(80, 5, size)
    errors = np.where(rng.random(size) < 0.3 * exact, 0.0, 10 ** rng.uniform(-2, 1, size))
    found = rank_probabilities(estimates, errors)
    scale = np.hypot(errors[:, None], errors)
    gap = estimates[:, None] - estimates
    beaten = normal.above(np.divide(gap, scale, out=np.where(gap > 0, np.inf, -np.inf), where=scale > 0))
    expected = 1 + (beaten * ~np.eye(size, dtype=bool)).sum(axis=1)
    assert found @ np.arange(1, size + 1) == pytest.approx(expected, abs=1e-9)
    assert found.sum(axis=1) == pytest.approx(np.ones(size), abs=1e-10)
    assert found.sum(axis=0) == pytest.approx(np.ones(size), abs=1e-10)
    assert (found >= 0).all()


def test_exact_values_rank_as_they_are() -> None:
    """Without errors the ranks are certain, and equal values share the better one."""
    found = rank_probabilities(np.array([5.0, 5.0, 1.0]), np.zeros(3))
    assert found.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]


def test_far_apart_units_are_certain() -> None:
    """A million standard errors between two units cost nothing and leave no doubt."""
    assert rank_probabilities(np.array([0.0, 1e6]), np.ones(2)) == pytest.approx(np.array([[0, 1], [1, 0]]), abs=1e-12)
