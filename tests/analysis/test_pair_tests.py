import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.pair_tests import Family, surely_above, surely_above_and_below


def family(seed: int, size: int, draws: int = 60) -> Family:
    """Draw estimates, errors (some of them 0) and noise."""
    rng = np.random.default_rng(seed)
    errors = np.where(rng.random(size) < 0.2, 0.0, rng.uniform(0.1, 3.0, size))
    return Family(estimates=rng.normal(0, 4, size), errors=errors, noise=rng.standard_normal((size, draws)))


def by_the_book(item: Family, coverage: float, pairs: set[tuple[int, int]], *, step_down: bool) -> set[tuple[int, int]]:
    """Test a family of ordered pairs literally: all gaps of all draws, one step after the other."""
    found: set[tuple[int, int]] = set()
    while pairs:
        shown = []
        for draw in (item.errors[:, None] * item.noise).T:
            gaps = [
                (draw[i] - draw[j]) / scale if (scale := np.hypot(item.errors[i], item.errors[j])) else 0.0
                for i, j in pairs
            ]
            shown.append(max(gaps))
        critical = np.quantile(shown, coverage)
        new = {
            (i, j)
            for i, j in pairs
            if item.estimates[i] - item.estimates[j] > critical * np.hypot(item.errors[i], item.errors[j])
        }
        found |= new
        pairs = pairs - new
        if not new or not step_down:
            break
    return found


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([0.5, 0.9]), st.booleans())
def test_all_pairs_as_by_the_book(seed: int, size: int, coverage: float, step_down: bool) -> None:  # noqa: FBT001
    """The bounds that save the work change nothing: the verdicts are those of the plain procedure."""
    item = family(seed, size)
    pairs = {(i, j) for i in range(size) for j in range(size) if i != j}
    expected = by_the_book(item, coverage, pairs, step_down=step_down)
    found = surely_above(item, coverage, step_down=step_down)
    assert {(int(i), int(j)) for i, j in zip(*np.nonzero(found), strict=True)} == expected


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 6), st.sampled_from([(True, True), (True, False), (False, True)]))
def test_pairs_of_one_unit_as_by_the_book(seed: int, size: int, sides: tuple[bool, bool]) -> None:
    """One unit's counts are those of the plain procedure over its own pairs, for every kind of set."""
    item, unit = family(seed, size), 0
    above = {(other, unit) for other in range(1, size)} if sides[0] else set()
    below = {(unit, other) for other in range(1, size)} if sides[1] else set()
    expected = by_the_book(item, 0.9, above | below, step_down=True)
    found = surely_above_and_below(item, unit, 0.9, sides=sides, step_down=True)
    assert found == (len(expected & above), len(expected & below))


def test_exact_values_need_no_noise() -> None:
    """Without any error every gap is real, and equal values stay equal."""
    item = Family(estimates=np.array([2.0, 1.0, 1.0]), errors=np.zeros(3), noise=np.ones((3, 4)))
    expected = [[False, True, True], [False, False, False], [False, False, False]]
    assert surely_above(item, 0.95, step_down=True).tolist() == expected


@pytest.mark.parametrize("size", [40, 80])
def test_memory_stays_with_the_units(size: int) -> None:
    """Bounds are as large as the noise; the gaps of all pairs are never held for all draws."""
    import tracemalloc

    item = family(1, size, draws=500)
    tracemalloc.start()
    surely_above(item, 0.95, step_down=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * item.noise.nbytes
