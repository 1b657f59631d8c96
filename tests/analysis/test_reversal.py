from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parkit.analysis.reversal import smallest_change

Floats = np.ndarray


def lead(pair: Floats, weights: Floats) -> Floats:
    """Return I_a − I_b for rows of weights."""
    points_a, maxima_a, points_b, maxima_b = pair
    return weights @ points_a / (weights @ maxima_a) - weights @ points_b / (weights @ maxima_b)


def least_lead(pair: Floats, change: float, rng: np.random.Generator) -> float:
    """Search the box for the smallest lead: every corner, and from some points along each edge in turn."""
    size = pair.shape[1]
    corners = 1 + change * np.array(list(product([-1.0, 1.0], repeat=size)))
    least = lead(pair, corners).min()
    steps = np.linspace(1 - change, 1 + change, 41)
    for weights in corners[rng.permutation(len(corners))[:6]]:
        place = weights.copy()
        for k in [*range(size), *range(size), *range(size)]:
            tries = np.repeat(place[None, :], len(steps), axis=0)
            tries[:, k] = steps
            place = tries[lead(pair, tries).argmin()]
        least = min(least, lead(pair, place[None, :])[0])
    return float(least)


rates = st.integers(0, 10).map(lambda number: number / 10)
criterion = st.tuples(st.integers(1, 4), st.booleans(), st.booleans(), rates, rates)


def pair_of(criteria: list[tuple[int, bool, bool, float, float]]) -> Floats:
    """Write points and maxima of both units, the better one first."""
    weights = np.array([item[0] for item in criteria], dtype=float)
    have = np.array([[item[1], item[2]] for item in criteria]).T * weights
    points = have * np.array([[item[3], item[4]] for item in criteria]).T
    assume((have.sum(axis=1) > 0).all())
    index = points.sum(axis=1) / have.sum(axis=1)
    first = int(index[1] > index[0])
    assume(abs(index[0] - index[1]) > 1e-6)
    return np.stack([points[first], have[first], points[1 - first], have[1 - first]])


@settings(deadline=None, max_examples=100)
@given(st.lists(criterion.map(lambda item: (item[0], True, True, *item[3:])), min_size=2, max_size=6))
def test_closed_form_is_that_of_all_corners(criteria: list[tuple[int, bool, bool, float, float]]) -> None:
    """With the same criteria, no corner of a smaller box turns the order and one of a slightly larger box does."""
    pair = pair_of(criteria)
    found = float(smallest_change(pair[:, None])[0])
    corners = np.array(list(product([-1.0, 1.0], repeat=len(criteria))))
    assert lead(pair, 1 + 0.999 * found * corners).min() > -1e-12
    if found < 0.99:
        assert lead(pair, 1 + (found + 0.002) * corners).min() < 0


@settings(deadline=None, max_examples=60)
@given(st.lists(criterion, min_size=2, max_size=5), st.integers(0, 1000))
def test_search_holds_against_corners_and_the_inside(
    criteria: list[tuple[int, bool, bool, float, float]], seed: int
) -> None:
    """With different criteria nothing in a smaller box turns the order, and something in a larger box does."""
    pair = pair_of(criteria)
    rng = np.random.default_rng(seed)
    found = float(smallest_change(pair[:, None])[0])
    assert 0.0 < found <= 1.0
    assert least_lead(pair, min(0.985, found * 0.999), rng) > -1e-9
    if found < 0.97:
        assert least_lead(pair, found + 0.01, rng) < 1e-9


def test_by_hand_with_different_criteria() -> None:
    """80 % of one criterion against 100 % of it and 40 % of another: 0.8 · 2 = 1 (1 + e) + 0.4 (1 − e) at e = 1/3."""
    pair = np.array([[0.8, 0.0], [1.0, 0.0], [1.0, 0.4], [1.0, 1.0]])
    assert float(smallest_change(pair[:, None])[0]) == pytest.approx(1 / 3, abs=1e-9)


def test_worst_weights_need_not_be_a_corner() -> None:
    """Rates 0.3, 1 and none against 0, 1, 0.7: inside the box the order turns at 0.565, at its corners only at 5/7.

    The tie is 0.3 x² + x (0.3 y − 0.4 z) + 0.3 y z = 0; at y = 1 − e, z = 1 + e it is least at x = (0.1 + 0.7 e)/0.6,
    where x² = y z: 0.85 e² + 0.14 e − 0.35 = 0.
    """
    pair = np.array([[0.3, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.7], [1.0, 1.0, 1.0]])
    found = float(smallest_change(pair[:, None])[0])
    assert found == pytest.approx((np.sqrt(1.2096) - 0.14) / 1.7, abs=1e-9)
    corners = np.array(list(product([-1.0, 1.0], repeat=3)))
    assert lead(pair, 1 + 0.714 * corners).min() > 0 > lead(pair, 1 + 0.715 * corners).min()


def test_equal_identical_and_dominated_pairs() -> None:
    """Equal indices need no change, identical units have no answer, a unit ahead everywhere is never caught."""
    full = [5.0, 5.0]
    pairs = np.array(
        [[[2.0, 3.0], full, [3.0, 2.0], full], [[2.0, 3.0], full, [2.0, 3.0], full], [full, full, [1, 5.0], full]]
    )
    found = smallest_change(np.transpose(pairs, (1, 0, 2)))
    assert found[0] == 0.0
    assert np.isnan(found[1])
    assert found[2] == 1.0


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(st.lists(criterion, min_size=2, max_size=5), st.sampled_from([0.05, 0.2, 0.5]))
def test_limits_only_end_the_search(criteria: list[tuple[int, bool, bool, float, float]], limit: float) -> None:
    """Looking no further than a limit, or no closer than is enough, never puts a pair on the wrong side."""
    pair = pair_of(criteria)[:, None]
    exact = float(smallest_change(pair)[0])
    limited = float(smallest_change(pair, largest=limit)[0])
    assert limited == pytest.approx(exact, abs=1e-8) if exact < limit - 1e-8 else limited >= limit - 1e-8
    enough = float(smallest_change(pair, enough=limit)[0])
    assert (enough < limit) == (exact < limit)
