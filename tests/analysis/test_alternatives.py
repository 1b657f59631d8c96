"""Areas put together in other ways, against plain Python; and designs of areas."""

import math
from statistics import geometric_mean, harmonic_mean

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.alternatives import COMPARED, alternative_ranks, shift_of_alternatives
from parkit.analysis.design import Choices, make_design, make_sobol_design
from parkit.analysis.monte_carlo import area_weights, criterion_weights, replay_index, replay_ranks
from parkit.analysis.score import unit_index

Rule = str


def scores(rows: dict[str, list[float | None]], areas: str = "1122") -> pd.DataFrame:
    """Write tidy scores with maxima of 10; None does not apply."""
    return pd.DataFrame(
        [
            {
                "scheme": "x",
                "year": 2020,
                "block": "so",
                "unit": unit,
                "area": areas[place],
                "criterion": f"{areas[place]}.{place}",
                "source": "appraised",
                "max_points": 10.0,
                "state": "not_applicable" if points is None else "scored",
                "points": math.nan if points is None else points,
            }
            for unit, row in rows.items()
            for place, points in enumerate(row)
        ]
    )


ROWS: dict[str, list[float | None]] = {"a": [10, 8, 3, 3], "b": [6, 6, 6, 5], "c": [9, 1, None, 7]}


@pytest.mark.parametrize("rule", ["rebase", "full_marks", "zero"])
def test_arithmetic_mean_of_areas_is_the_index(rule: Rule) -> None:
    """With the areas' maxima as weights the index of every unit comes out, under every rule."""
    table = scores(ROWS)
    fixed = Choices(weights="fixed", rules=(rule,))
    found = replay_index(table, make_design(area_weights(table), fixed, replications=1, seed=0)).iloc[0]
    expected = unit_index(table, rule=rule).set_index("unit")["index"]  # type: ignore[arg-type]
    assert found.tolist() == pytest.approx(expected.loc[found.index].tolist(), abs=1e-10)


def test_other_means_of_areas_by_plain_python() -> None:
    """a: areas 0.9 and 0.3; b: 0.6 and 0.55; equal weights: a leads by the sum, b by the other two means.

    Standardised over two units they are 110, 90 and 90, 110, which Mazziotta–Pareto takes as equal.
    """
    table = scores({name: ROWS[name] for name in "ab"})
    fixed = Choices(weights="fixed")
    design = make_design(area_weights(table), fixed, replications=2, seed=0).assign(
        aggregation=["geometric", "harmonic"]
    )
    found = replay_index(table, design).to_numpy()
    assert found[0].tolist() == pytest.approx([100 * geometric_mean([0.9, 0.3]), 100 * geometric_mean([0.6, 0.55])])
    assert found[1].tolist() == pytest.approx([100 * harmonic_mean([0.9, 0.3]), 100 * harmonic_mean([0.6, 0.55])])
    ranks = alternative_ranks(table)
    assert ranks["a"].tolist() == [1, 2, 2, 1, 1]
    assert ranks["b"].tolist() == [2, 1, 1, 1, 1]
    assert ranks.index.tolist() == list(COMPARED)


def test_copeland_draw_shares_the_rank() -> None:
    """Each wins one of two equal areas: nobody beats anybody, both are first."""
    assert alternative_ranks(scores({"a": [9, 9, 1, 1], "b": [5, 5, 5, 5]})).loc["copeland"].tolist() == [1, 1]


def test_shift_by_hand() -> None:
    """Ranks 1 2 3 against 3 2 1: mean shift (2 + 0 + 2)/3, the farthest is a with two places."""
    ranks = pd.DataFrame({"a": [1, 3], "b": [2, 2], "c": [3, 1]}, index=["arithmetic", "copeland"])
    found = shift_of_alternatives(ranks)
    assert found["method"].tolist() == ["arithmetic", "copeland"]
    row = found.iloc[1]
    assert row["rank_shift"] == pytest.approx(4 / 3)
    assert (row["largest_shift"], row["unit"]) == (2, "a")


def test_design_of_criteria_still_replays_criteria() -> None:
    """A geometric mean over criteria is not one over areas: a design says by its columns which is meant."""
    table = scores({"a": [10, 5, 8, 8], "b": [7, 7, 7, 7]})
    designs = [
        make_design(weights(table), Choices(weights="fixed", aggregations=("geometric",)), replications=1, seed=0)
        for weights in (criterion_weights, area_weights)
    ]
    by_criterion, by_area = (replay_index(table, design)["a"].iloc[0] for design in designs)
    assert by_criterion == pytest.approx(100 * geometric_mean([1.0, 0.5, 0.8, 0.8]))
    assert by_area == pytest.approx(100 * geometric_mean([0.75, 0.8]))


def test_weights_together_are_one_factor() -> None:
    """All weights change at once in the rows of the factor weights, and only there; 2 + 2 matrices of N rows."""
    table = scores(ROWS)
    choices = Choices(by_area=True, aggregations=("arithmetic", "geometric"))
    design = make_sobol_design(area_weights(table), choices, base=8, seed=3, together=True)
    assert design["factor"].unique().tolist() == ["", "aggregation", "weights"]
    assert len(design) == 8 * 4
    first, second = (design[design["matrix"].eq(name)].reset_index(drop=True) for name in "AB")
    mixed = {name: rows.reset_index(drop=True) for name, rows in design.groupby("factor") if name}
    names = ["weight_1", "weight_2"]
    pd.testing.assert_frame_equal(mixed["weights"][names], second[names])
    assert mixed["weights"]["aggregation"].tolist() == first["aggregation"].tolist()
    pd.testing.assert_frame_equal(mixed["aggregation"][names], first[names])
    assert mixed["aggregation"]["aggregation"].tolist() == second["aggregation"].tolist()


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(st.lists(st.integers(1, 10), min_size=4, max_size=4), min_size=2, max_size=6), st.randoms())
def test_order_of_the_rows_does_not_matter(rows: list[list[int]], random: "object") -> None:
    """The same scores in another order give the same ranks; every method ranks somebody first."""
    table = scores({f"u{place}": [float(value) for value in row] for place, row in enumerate(rows)})
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = alternative_ranks(table)
    pd.testing.assert_frame_equal(alternative_ranks(table.iloc[order]), found)
    assert found.min(axis=1).tolist() == [1] * len(COMPARED)
    design = make_design(area_weights(table), Choices(weights="fixed"), replications=1, seed=0)
    assert replay_ranks(table, design).iloc[0].tolist() == found.loc["arithmetic"].tolist()
