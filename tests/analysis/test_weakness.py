from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.weakness import points_lost, printed_gaps

NAN = float("nan")


def scores(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Write appraised scores: unit, area, state, points, maximum."""
    frame = pd.DataFrame(rows, columns=["unit", "area", "state", "points", "max_points"]).astype({"points": float})
    frame["criterion"] = [f"{area}.{place}" for place, area in enumerate(frame["area"])]
    return frame.assign(scheme="x", year=2020, block="so", source="appraised")


BLOCK = scores(
    [
        ("a", "1", "scored", 9, 10),
        ("b", "1", "scored", 10, 10),
        ("a", "2", "scored", 2, 5),
        ("b", "2", "scored", 5, 5),
        ("a", "3", "not_applicable", NAN, 4),
        ("b", "3", "missing", NAN, 4),
    ]
)


def test_losses_by_area_largest_first() -> None:
    """Area 2 lost 3 of 10, area 1 lost 1 of 20, area 3 nothing known: shares 3/4, 1/4, 0."""
    found = points_lost(BLOCK)
    assert found[["area", "points_lost", "share", "cumulative_share"]].to_numpy().tolist() == [
        ["2", 3.0, 0.75, 0.75],
        ["1", 1.0, 0.25, 1.0],
        ["3", 0.0, 0.0, 1.0],
    ]
    assert found.set_index("area")["rate"].to_dict() == pytest.approx({"2": 70.0, "1": 95.0, "3": NAN}, nan_ok=True)
    assert found.set_index("area").loc["3", ["n_scored", "n_missing"]].tolist() == [0, 1]


def test_zero_marks_make_a_criterion_that_does_not_apply_a_loss() -> None:
    """Under the rule zero, area 3 costs unit a its 4 points; under full marks nothing."""
    lost = {
        rule: points_lost(BLOCK, rule=rule).set_index("area").loc["3", "points_lost"] for rule in ("zero", "full_marks")
    }
    assert lost == {"zero": 4.0, "full_marks": 0.0}


def test_losses_of_a_unit_are_shares_of_its_own_total() -> None:
    """Unit a lost 3 + 1: 3/4 in area 2; unit b lost nothing, so it has no shares."""
    found = points_lost(BLOCK, by=("unit", "area"), within=("scheme", "year", "block", "unit"))
    shares = found.set_index(["unit", "area"])["share"]
    assert shares["a", "2"] == 0.75
    assert shares["b"].isna().all()


def test_losses_by_criterion_keep_the_area() -> None:
    """Any mix of area, criterion and unit can be asked for."""
    found = points_lost(BLOCK, by=("area", "criterion"))
    assert found.loc[0, ["area", "criterion", "points_lost"]].tolist() == ["2", "2.2", 3.0]


def test_an_unknown_maximum_is_counted_not_guessed() -> None:
    """Scored 3 of an unknown maximum: no loss is known, and the row says so."""
    found = points_lost(scores([("a", "1", "scored", 3, NAN), ("a", "2", "scored", 1, 2)])).set_index("area")
    assert found.loc["1", ["points", "points_lost", "n_unknown"]].tolist() == [0.0, 0.0, 1]
    assert found[["points", "max_points", "points_lost"]].dtypes.eq("float64").all()


def test_small_losses_have_shares_too() -> None:
    """A quarter of a point and three quarters are 25 % and 75 % of one point."""
    found = points_lost(scores([("a", "1", "scored", 1.75, 2), ("a", "2", "scored", 1.25, 2)])).set_index("area")
    assert found["share"].to_dict() == {"2": 0.75, "1": 0.25}


def test_appraised_scores_lose_the_points() -> None:
    """A self-score that was replaced loses nothing."""
    both = pd.concat([BLOCK, BLOCK.assign(source="self", points=BLOCK["max_points"])])
    pd.testing.assert_frame_equal(points_lost(both), points_lost(BLOCK))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123"), st.integers(0, 4)), min_size=1, max_size=12))
def test_losses_add_up_to_what_the_maxima_leave(rows: list[tuple[str, str, int]]) -> None:
    """Plain Python: the losses of all areas sum to Σ m − Σ p, shares to 1, and the last cumulative share is 1."""
    found = points_lost(scores([(unit, area, "scored", points, 4) for unit, area, points in rows]))
    total = sum(4 - points for _, _, points in rows)
    assert found["points_lost"].sum() == pytest.approx(total)
    assert found["points_lost"].is_monotonic_decreasing
    if total:
        assert found["share"].sum() == pytest.approx(1.0)
        assert found["cumulative_share"].iloc[-1] == pytest.approx(1.0)


def test_gaps_of_the_announcement_of_2018(announced_2018: pd.DataFrame) -> None:
    """Departments lack 29.27 in area 7, 15.30 (0.88 of 5.75 points) in area 4; area 3 has two answers."""
    found = printed_gaps(announced_2018)
    so = found[found["block"].eq("so")]
    assert so["area"].tolist() == ["7", "4", "5", "1", "3", "3", "6"]
    assert so["gap"].round(2).tolist() == [29.27, 15.30, 8.15, 6.96, 5.1, 2.12, 0.0]
    assert so.loc[so["area"].eq("3"), "base"].tolist() == ["stated_index", "points_and_maximum"]
    assert so["points_lost"].round(2).tolist() == pytest.approx([NAN, 0.88, NAN, 0.94, NAN, 0.18, NAN], nan_ok=True)


def test_gaps_carry_the_rounding(announced_2018: pd.DataFrame) -> None:
    """District area 4: 3.355 … 3.365 of 4 leave 15.875 … 16.125; 100 % leaves 0 … 0.5, never less than 0."""
    found = printed_gaps(announced_2018)
    districts = found[found["block"].eq("huyen")].set_index("area")
    assert districts.loc["4", ["gap_low", "gap_high"]].tolist() == pytest.approx([15.875, 16.125])
    assert districts.loc["6", ["gap_low", "gap_high"]].tolist() == [0.0, 0.5]


def test_without_a_level_there_is_no_gap(announced_2018: pd.DataFrame) -> None:
    """An announcement of directions only has no gaps, and the columns of the table all the same."""
    found = printed_gaps(announced_2018[announced_2018["statistic"].eq("direction")])
    assert found.empty
    assert found.columns.tolist() == printed_gaps(announced_2018).columns.tolist()


def test_the_input_is_not_changed(announced_2018: pd.DataFrame) -> None:
    """Scores and printed figures stay as they were."""
    before = BLOCK.copy(deep=True), announced_2018.copy(deep=True)
    points_lost(BLOCK)
    printed_gaps(announced_2018)
    pd.testing.assert_frame_equal(BLOCK, before[0])
    pd.testing.assert_frame_equal(announced_2018, before[1])
