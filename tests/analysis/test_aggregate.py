import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.aggregate import METHODS, aggregate

NAN = float("nan")


def values(rows: dict[str, list[float]], weights: list[float] | None = None) -> pd.DataFrame:
    """Write a list of values per unit, one for each criterion."""
    size = len(next(iter(rows.values())))
    shares = weights or [1.0] * size
    return pd.DataFrame(
        [
            {"unit": unit, "criterion": f"c{k}", "rate": value, "weight": shares[k]}
            for unit, row in rows.items()
            for k, value in enumerate(row)
        ]
    )


def scores(
    rows: dict[str, list[float]], method: str, weights: list[float] | None = None, **options: object
) -> list[float]:
    """Aggregate a single group."""
    return aggregate(values(rows, weights), method, within=(), **options)["score"].tolist()


def test_balance_counts_in_the_geometric_mean_of_the_handbook() -> None:
    """The Handbook's two countries, 21, 1, 1, 1 and 6, 6, 6, 6: alike when added up, 2.14 against 6 when multiplied."""
    countries = {"a": [21.0, 1.0, 1.0, 1.0], "b": [6.0] * 4}
    assert scores(countries, "arithmetic") == pytest.approx([6.0, 6.0])
    assert scores(countries, "geometric") == pytest.approx([2.14, 6.0], abs=0.005)
    better = {"a": [21.0, 2.0, 1.0, 1.0], "b": [6.0, 7.0, 6.0, 6.0]}
    assert scores(better, "geometric") == pytest.approx([2.54, 6.23], abs=0.01)


def test_human_development_index_of_norway() -> None:
    """Life expectancy 82.4, 18.1 and 12.9 years of schooling, income 66 494: printed as 0.957 (2020 report)."""
    health, income = (82.4 - 20) / 65, math.log(664.94) / math.log(750)
    education = (1.0 + 12.9 / 15) / 2
    assert scores({"no": [health, education, income]}, "geometric")[0] == pytest.approx(0.957, abs=0.0005)


def test_means_by_hand_with_weights_and_a_gap() -> None:
    """2 at weight 3 and 8 at weight 1, a third value missing: 3.5, 2^1.5, 32/13, √19."""
    row, weights = {"a": [2.0, 8.0, NAN]}, [3.0, 1.0, 4.0]
    assert scores(row, "arithmetic", weights) == pytest.approx([3.5])
    assert scores(row, "geometric", weights) == pytest.approx([2**1.5])
    assert scores(row, "harmonic", weights) == pytest.approx([32 / 13])
    assert scores(row, "power", weights, power=2.0) == pytest.approx([math.sqrt(19)])


def test_zero_strikes_out_means_that_do_not_compensate() -> None:
    """One zero makes the geometric, harmonic and negative power means 0; positive powers only lose its part."""
    row = {"a": [0.0, 4.0]}
    assert [scores(row, method)[0] for method in ("geometric", "harmonic")] == [0.0, 0.0]
    assert scores(row, "power", power=-2.0) == [0.0]
    assert scores(row, "power", power=0.5) == pytest.approx([1.0])


def test_mazziotta_pareto_by_hand() -> None:
    """Mirror images have z 110 and 90: mean 100, deviation 10, so 100 − 10²/100 = 99; a level unit loses nothing."""
    rows = {"a": [0.9, 0.1], "b": [0.1, 0.9]}
    assert scores(rows, "mazziotta_pareto") == pytest.approx([99.0, 99.0])
    assert scores({"a": [0.9, 0.9], "b": [0.1, 0.1]}, "mazziotta_pareto") == pytest.approx([110.0, 90.0])
    assert scores({"a": [0.5, 0.2], "b": [0.5, 0.2]}, "mazziotta_pareto") == pytest.approx([100.0, 100.0])


def test_adjusted_mazziotta_pareto_by_hand() -> None:
    """Goalposts 0 and 1 become 70 and 130: rates 1 and 0 have mean 100, deviation 30 and 100 − 900/100 = 91."""
    assert scores({"a": [1.0, 0.0]}, "adjusted_mazziotta_pareto") == pytest.approx([91.0])
    found = scores({"a": [10.0, 20.0]}, "adjusted_mazziotta_pareto", goalposts=(10.0, 20.0))
    assert found == pytest.approx([91.0])


def test_copeland_by_hand() -> None:
    """Three countries and five criteria (larger is better) with weights .165, .165, .333, .165, .165.

    a beats b where the weights are .333 + .165 + .165 = .663 of .993, c beats a and b likewise: c, a, b.
    """
    rows = {"a": [25, -0.15, -0.4, -9.2, -40], "b": [45, -0.10, -0.7, -13.2, -52], "c": [20, -0.08, -0.35, -5.3, -80]}
    weights = [0.165, 0.165, 0.333, 0.165, 0.165]
    assert scores(rows, "copeland", weights) == [0.0, -2.0, 2.0]
    ahead, behind = 0.663 / 0.993, 0.33 / 0.993
    assert scores(rows, "outranking", weights) == pytest.approx([ahead + behind, 2 * behind, 2 * ahead])


def test_draws_and_gaps_in_comparisons() -> None:
    """Equal weight on both sides is a draw; a pair without a common criterion is not compared."""
    assert scores({"a": [1.0, 0.0], "b": [0.0, 1.0]}, "copeland", [0.5, 0.5]) == [0.0, 0.0]
    assert scores({"a": [1.0, 0.0], "b": [0.0, 1.0]}, "outranking") == [0.5, 0.5]
    assert scores({"a": [1.0, NAN], "b": [NAN, 1.0]}, "outranking") == [0.0, 0.0]
    assert scores({"a": [1.0, 3.0], "b": [2.0, NAN]}, "copeland") == [-1.0, 1.0]


def test_unit_without_values_has_no_score() -> None:
    """Nothing known, nothing aggregated; the number of values is told."""
    found = aggregate(values({"a": [NAN, NAN], "b": [0.5, NAN]}), within=())
    assert found["n_values"].tolist() == [0, 1]
    assert math.isnan(found["score"][0])
    for method in METHODS:
        assert math.isnan(scores({"a": [NAN, NAN], "b": [0.5, 0.6]}, method)[0])


rates = st.lists(st.integers(1, 20).map(lambda number: number / 20), min_size=4, max_size=4)


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.lists(rates, min_size=2, max_size=5), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_means_are_ordered_bounded_and_blind_to_the_scale_of_weights(
    table: list[list[float]], weights: list[int]
) -> None:
    """Harmonic ≤ geometric ≤ arithmetic, all within the values; tenfold weights change nothing."""
    rows = {f"u{n}": row for n, row in enumerate(table)}
    shares = [float(weight) for weight in weights]
    low, middle, high = (np.array(scores(rows, name, shares)) for name in ("harmonic", "geometric", "arithmetic"))
    smallest, largest = np.min(table, axis=1), np.max(table, axis=1)
    assert (smallest - 1e-12 <= low).all()
    assert (low <= middle + 1e-12).all()
    assert (middle <= high + 1e-12).all()
    assert (high <= largest + 1e-12).all()
    for method in METHODS:
        scaled = scores(rows, method, [10 * share for share in shares])
        assert scaled == pytest.approx(scores(rows, method, shares))


@settings(deadline=None, max_examples=30)
@given(st.lists(rates, min_size=2, max_size=4), st.sampled_from(METHODS))
def test_order_of_rows_does_not_matter_and_input_stays(table: list[list[float]], method: str) -> None:
    """Shuffled rows give the same scores, and the frame handed over is not touched."""
    frame = values({f"u{n}": row for n, row in enumerate(table)})
    before = frame.copy()
    found = aggregate(frame, method, within=())
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(aggregate(frame.iloc[::-1], method, within=()), found)


def test_copeland_scores_add_to_nothing() -> None:
    """Every win is a loss of another unit."""
    rng = np.random.default_rng(1)
    rows = {f"u{n}": list(rng.random(5)) for n in range(7)}
    assert sum(scores(rows, "copeland")) == 0.0
    assert sum(scores(rows, "outranking")) == pytest.approx(21.0)


def test_groups_are_compared_within_themselves() -> None:
    """Two blocks are two tables."""
    frame = values({"a": [0.9, 0.1], "b": [0.1, 0.9]})
    both = pd.concat([frame.assign(block="so"), frame.assign(block="huyen", rate=1.0)])
    found = aggregate(both, "mazziotta_pareto", within=("block",))
    assert found["block"].tolist() == ["huyen", "huyen", "so", "so"]
    assert found["score"].tolist() == pytest.approx([100.0, 100.0, 99.0, 99.0])


def test_what_cannot_be_aggregated_is_refused() -> None:
    """Unknown method, negative weight, negative value, two rows for a cell."""
    frame = values({"a": [-1.0, 2.0]})
    with pytest.raises(ValueError, match="method"):
        aggregate(frame, "median", within=())
    with pytest.raises(ValueError, match="below 0"):
        aggregate(frame, "geometric", within=())
    with pytest.raises(ValueError, match="weights"):
        aggregate(frame.assign(weight=-1.0), within=())
    with pytest.raises(ValueError, match="one row"):
        aggregate(pd.concat([frame, frame]), within=())
