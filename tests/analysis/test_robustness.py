import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.design import Choices, make_design
from parkit.analysis.monte_carlo import criterion_weights, replay_ranks
from parkit.analysis.robustness import neighbour_robustness, pair_robustness, rank_range


def table(rows: dict[str, list[float | None]], maximum: float = 10.0) -> pd.DataFrame:
    """Write tidy scores; None does not apply."""
    return pd.DataFrame(
        [
            {
                "scheme": "x",
                "year": 2020,
                "block": "so",
                "unit": unit,
                "area": "1",
                "criterion": f"1.{k}",
                "source": "appraised",
                "state": "not_applicable" if points is None else "scored",
                "points": math.nan if points is None else float(points),
                "max_points": maximum,
            }
            for unit, row in rows.items()
            for k, points in enumerate(row)
        ]
    )


def test_pairs_by_hand() -> None:
    """Differences 4 and −2 of 10: (4 − 2)/(4 + 2) = 1/3; the pair decided most narrowly stands first."""
    found = pair_robustness(table({"b": [6, 5], "a": [2, 7], "c": [9, 9]}))
    assert found[["unit_a", "unit_b"]].to_numpy().tolist() == [["b", "a"], ["c", "a"], ["c", "b"]]
    assert found["robustness"].to_numpy() == pytest.approx([1 / 3, 1.0, 1.0])
    assert found["gap"].to_numpy() == pytest.approx([10.0, 45.0, 35.0])
    assert found["reason"].tolist() == ["", "dominated", "dominated"]
    assert found["same_criteria"].all()
    assert found[["index_a", "index_b"]].round(9).to_numpy().tolist() == [[55.0, 45.0], [90.0, 45.0], [90.0, 55.0]]


def test_pairs_are_the_same_however_many_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large block is compared in parts."""
    scores = table({"b": [6, 5], "a": [2, 7], "c": [9, 9], "d": [1, 9], "e": [5, 5]})
    whole = pair_robustness(scores)
    monkeypatch.setattr("parkit.analysis.robustness.CHUNK", 2)
    pd.testing.assert_frame_equal(pair_robustness(scores), whole)


def test_ranges_are_listed_by_unit() -> None:
    """One row per unit in the order of the codes, with its index and rank."""
    found = rank_range(table({"b": [6, 5], "a": [2, 7], "c": [9, 9]}), change=0.0)
    rows = [["a", 45.0, 3, 3, 3], ["b", 55.0, 2, 2, 2], ["c", 90.0, 1, 1, 1]]
    assert found[["unit", "index", "rank", "best_rank", "worst_rank"]].round(9).to_numpy().tolist() == rows


def test_equal_and_identical_units_say_so() -> None:
    """Equal totals are decided by any change, identical rows by none."""
    found = pair_robustness(table({"a": [6, 4], "b": [4, 6], "c": [6, 4]})).set_index(["unit_a", "unit_b"])
    assert found.loc[("a", "b"), "reason"] == "equal"
    assert found.loc[("a", "b"), "robustness"] == 0.0
    assert found.loc[("a", "c"), "reason"] == "identical"
    assert math.isnan(found.loc[("a", "c"), "robustness"])


def test_units_with_different_criteria_by_hand() -> None:
    """80 against (7 w₁ + 8.6 w₂)/(w₁ + w₂): 15.6 + 1.6 e of 20 is 80 % at e = 0.25."""
    found = pair_robustness(table({"a": [8, None], "b": [7, 8.6]})).iloc[0]
    assert found[["unit_a", "unit_b", "same_criteria", "reason"]].tolist() == ["a", "b", False, ""]
    assert found["robustness"] == pytest.approx(0.25, abs=1e-6)


def test_the_search_goes_on_where_the_worst_weights_are_no_corner() -> None:
    """Rates 0.3, 1 and none against 0, 1, 0.7: 0.85 e² + 0.14 e = 0.35, and not 5/7, where the corners tie."""
    found = pair_robustness(table({"a": [3, 10, None], "b": [0, 10, 7]})).iloc[0]
    assert found["unit_a"] == "a"
    assert found["robustness"] == pytest.approx((math.sqrt(1.2096) - 0.14) / 1.7, abs=1e-9)


def test_rule_for_absent_criteria_can_decide() -> None:
    """With 8 of 10 against 7 and 7.8: ahead when rebased, far behind when the absent criterion counts as 0."""
    scores = table({"a": [8, None], "b": [7, 7.8]})
    rebased = pair_robustness(scores).iloc[0]
    assert (rebased["unit_a"], rebased["same_criteria"], rebased["reason"]) == ("a", False, "beyond_reach")
    assert pair_robustness(scores, rule="zero").iloc[0]["unit_a"] == "b"


def test_ranges_by_hand() -> None:
    """The pair of a third: at ±30 % nothing moves, at ±40 % the two may change places, the leader never."""
    scores = table({"b": [6, 5], "a": [2, 7], "c": [9, 9]})
    calm, loose = (rank_range(scores, change=change) for change in (0.30, 0.40))
    assert calm[["best_rank", "worst_rank"]].to_numpy().tolist() == [[3, 3], [2, 2], [1, 1]]
    assert loose[["best_rank", "worst_rank"]].to_numpy().tolist() == [[2, 3], [2, 3], [1, 1]]
    assert loose["rank"].tolist() == [3, 2, 1]


cell = st.one_of(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), st.none())


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(cell, min_size=4, max_size=4), min_size=2, max_size=5), st.sampled_from([0.0, 0.1, 0.4]))
def test_no_corner_of_the_box_gives_a_rank_outside(rows: list[list[int | None]], change: float) -> None:
    """All corners of the box are tried; every rank there lies in the range, and each bound is reached by some rival."""
    rows = [row if any(value is not None for value in row) else [5, *row[1:]] for row in rows]
    scores = table({f"u{n}": row for n, row in enumerate(rows)})
    before = scores.copy()
    found = rank_range(scores, change=change)
    pd.testing.assert_frame_equal(scores, before)
    assert (found["best_rank"] <= found["rank"]).all()
    assert (found["rank"] <= found["worst_rank"]).all()
    names = sorted(set(scores["criterion"]))
    corners = pd.DataFrame(
        [[1 + change * side for side in sides] for sides in product([-1, 1], repeat=4)],
        columns=[f"weight_{name}" for name in names],
    )
    used = [f"weight_{name}" for name in criterion_weights(scores)["criterion"]]
    choices = {"aggregation": "arithmetic", "not_applicable": "rebase", "source": "counted", "power": 1.0}
    ranks = replay_ranks(scores, corners[used].assign(replication=range(16), **choices)).to_numpy()
    assert (ranks.min(axis=0) >= found["best_rank"].to_numpy()).all()
    assert (ranks.max(axis=0) <= found["worst_rank"].to_numpy()).all()


def test_two_units_reach_their_bounds() -> None:
    """For two units the range is what random weights show, no wider."""
    scores = table({"a": [6, 5, 9], "b": [2, 7, 10]})
    needed = pair_robustness(scores)["robustness"].iloc[0]
    for change, moved in ((needed * 0.95, False), (min(0.99, needed * 1.5), True)):
        design = make_design(criterion_weights(scores), Choices(spread=change), replications=4000, seed=1)
        seen = replay_ranks(scores, design)
        found = rank_range(scores, change=change)
        assert found["worst_rank"].tolist() == seen.max().tolist() == ([2, 2] if moved else [1, 2])


def test_ranges_grow_with_the_change() -> None:
    """A larger box never narrows a range, and no change leaves the rank alone, ties included."""
    rng = np.random.default_rng(2)
    rows = {f"u{n:02d}": [None if rng.random() < 0.1 else int(v) for v in rng.integers(4, 11, 12)] for n in range(20)}
    scores = table(rows)
    still = rank_range(scores, change=0.0)
    assert still["best_rank"].tolist() == still["rank"].tolist() == still["worst_rank"].tolist()
    before = still
    for change in (0.05, 0.1, 0.3):
        after = rank_range(scores, change=change)
        assert (after["best_rank"] <= before["best_rank"]).all()
        assert (after["worst_rank"] >= before["worst_rank"]).all()
        before = after


def test_impossible_changes_are_refused() -> None:
    """A weight cannot lose more than all of itself."""
    with pytest.raises(ValueError, match="change"):
        rank_range(table({"a": [1], "b": [2]}), change=1.5)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=7))
def test_neighbours_are_the_pairs_next_to_each_other(rows: list[list[int]]) -> None:
    """Every pair of neighbours is the same line as among all pairs, and their indices go down without a gap."""
    scores = pd.DataFrame(
        [
            {
                "scheme": "x",
                "year": 2020,
                "block": "so",
                "unit": f"u{unit}",
                "area": "1",
                "criterion": f"1.{place}",
                "source": "appraised",
                "state": "scored",
                "points": float(points),
                "max_points": 10.0,
            }
            for unit, row in enumerate(rows)
            for place, points in enumerate(row)
        ]
    )
    found = neighbour_robustness(scores)
    assert len(found) == len(rows) - 1
    assert (found["gap"] >= -1e-9).all()
    assert found["unit_b"].iloc[:-1].tolist() == found["unit_a"].iloc[1:].tolist()
    every = pair_robustness(scores).set_index(["unit_a", "unit_b"])
    for row in found.itertuples(index=False):
        expected = every.loc[(row.unit_a, row.unit_b)]
        assert row.robustness == pytest.approx(expected["robustness"], nan_ok=True)
        assert row.reason == expected["reason"]
