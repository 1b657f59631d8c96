import math
from itertools import pairwise
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.score import AREA, UNIT, area_index, block_mean, choose_source, unit_index

NAN = float("nan")
quick = settings(deadline=None, max_examples=25)


def scores(rows: list[tuple[Any, ...]], **common: object) -> pd.DataFrame:
    """Write score rows: unit, criterion, source, state, points, max_points; the area is the criterion's first digit."""
    names = ("unit", "criterion", "source", "state", "points", "max_points")
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows]).astype(
        {"points": float, "max_points": float}
    )
    frame["area"] = frame["criterion"].str[0]
    return frame.assign(**({"scheme": "x", "year": 2020, "block": "so"} | common))


def parts() -> st.SearchStrategy[list[tuple[str, float, int]]]:
    """Draw the criteria of one unit: state, share of the points reached, maximum."""
    states = st.sampled_from(["scored", "not_applicable", "missing"])
    return st.lists(st.tuples(states, st.floats(0, 1), st.integers(1, 20)), min_size=1, max_size=8)


def drawn(criteria: list[tuple[str, float, int]], unit: str = "a") -> pd.DataFrame:
    """Write drawn criteria as score rows."""
    rows = [
        (unit, f"{number}", "appraised", state, share * top if state == "scored" else NAN, top)
        for number, (state, share, top) in enumerate(criteria, start=1)
    ]
    return scores(rows)


def only(frame: pd.DataFrame, column: str) -> float:
    """Return the one value of a column."""
    return float(frame[column].item())


def test_fewer_points_of_a_smaller_maximum_make_the_higher_index() -> None:
    """68.32 points of an applicable maximum of 84 are 81.33 % and outrank 80 points of 100."""
    frame = scores(
        [
            ("dan-toc", "1.1", "appraised", "scored", 68.32, 84),
            ("dan-toc", "2.1", "appraised", "not_applicable", NAN, 16),
            ("noi-vu", "1.1", "appraised", "scored", 66, 84),
            ("noi-vu", "2.1", "appraised", "scored", 14, 16),
        ]
    )
    found = unit_index(frame).set_index("unit")["index"]
    assert round(found["dan-toc"], 2) == 81.33
    assert found["noi-vu"] == pytest.approx(80.0)


@pytest.mark.parametrize(("rule", "expected"), [("rebase", 75.0), ("full_marks", 80.0), ("zero", 60.0)])
def test_rule_for_not_applicable_criteria(rule: str, expected: float) -> None:
    """6 of 8 points and a criterion of 2 that does not apply: 6/8, (6 + 2)/10 or 6/10."""
    frame = scores([("a", "1", "appraised", "scored", 6, 8), ("a", "2", "appraised", "not_applicable", NAN, 2)])
    assert only(unit_index(frame, rule=rule), "index") == pytest.approx(expected)


def test_a_real_zero_is_a_score() -> None:
    """0 of 4 and 4 of 4 are 50 %, with nothing missing."""
    found = unit_index(scores([("a", "1", "appraised", "scored", 0, 4), ("a", "2", "appraised", "scored", 4, 4)]))
    assert only(found, "index") == pytest.approx(50.0)
    assert (only(found, "n_missing"), found["reason"].item()) == (0, "")


def test_missing_points_leave_the_index_and_widen_its_bounds() -> None:
    """6 of 8 scored and 2 missing: 75 %, at least 6/10, at most 8/10."""
    found = unit_index(scores([("a", "1", "appraised", "scored", 6, 8), ("a", "2", "appraised", "missing", NAN, 2)]))
    assert [only(found, name) for name in ("index", "index_low", "index_high")] == pytest.approx([75.0, 60.0, 80.0])
    assert (only(found, "max_points"), found["reason"].item()) == (8.0, "points_missing")


@pytest.mark.parametrize(
    ("state", "top", "reason"),
    [
        ("scored", NAN, "maximum_unknown"),
        ("missing", NAN, "maximum_unknown"),
        ("missing", 2, "nothing_scored"),
        ("not_applicable", 2, "nothing_applicable"),
        ("not_applicable", NAN, "nothing_applicable"),
    ],
)
def test_a_unit_without_an_index_says_why(state: str, top: float, reason: str) -> None:
    """A unit is never left out: it has a row, no index, and a reason."""
    points = 1.0 if state == "scored" else NAN
    found = unit_index(scores([("a", "1", "appraised", state, points, top)]))
    assert math.isnan(only(found, "index"))
    assert found["reason"].item() == reason


def test_all_missing_is_anything_from_nothing_to_full() -> None:
    """With every criterion missing there is no index, and the bounds are 0 and 100."""
    found = unit_index(scores([("a", "1", "appraised", "missing", NAN, 5)]))
    assert [only(found, "index_low"), only(found, "index_high")] == [0.0, 100.0]


def test_an_unknown_maximum_that_does_not_apply_does_no_harm() -> None:
    """Under rebase a criterion that does not apply needs no maximum; under full marks it does."""
    frame = scores([("a", "1", "appraised", "scored", 3, 4), ("a", "2", "appraised", "not_applicable", NAN, NAN)])
    assert only(unit_index(frame), "index") == pytest.approx(75.0)
    assert unit_index(frame, rule="full_marks")["reason"].item() == "maximum_unknown"


def test_appraised_replaces_self() -> None:
    """Where both exist the appraised score counts; the self-score of another criterion marks the unit provisional."""
    rows = [
        ("a", "1", "self", "scored", 4, 4),
        ("a", "1", "appraised", "scored", 3, 4),
        ("a", "2", "self", "scored", 2, 2),
    ]
    found = choose_source(scores(rows))
    assert found[["criterion", "source", "provisional"]].to_numpy().tolist() == [
        ["1", "appraised", False],
        ["2", "self", True],
    ]
    assert unit_index(scores(rows))["provisional"].item()


def test_a_gap_in_an_appraisal_stays_a_gap() -> None:
    """A self-score does not slip into the place of a missing appraisal."""
    rows = [
        ("a", "1", "self", "scored", 4, 4),
        ("a", "1", "appraised", "missing", NAN, 4),
        ("a", "2", "appraised", "scored", 2, 2),
    ]
    found = unit_index(scores(rows))
    assert [only(found, name) for name in ("n_scored", "n_missing", "points")] == [1, 1, 2.0]
    assert not found["provisional"].item()


def test_a_year_without_appraisal_stands_on_its_self_scores() -> None:
    """An appraisal column that nobody filled in leaves the self-assessment, marked provisional."""
    rows = [("a", "1", "self", "scored", 3, 4), ("a", "1", "appraised", "missing", NAN, 4)]
    found = unit_index(scores(rows))
    assert (only(found, "index"), found["provisional"].item()) == (75.0, True)


@pytest.mark.parametrize(("source", "provisional"), [("self", True), ("appraised", False), ("survey", False)])
def test_scores_of_one_source_only_are_provisional_if_they_are_self_scores(source: str, provisional: bool) -> None:  # noqa: FBT001
    """Where no criterion has two scores, a year of self-scores alone is marked, any other is not."""
    frame = scores([("a", "1", source, "scored", 3, 4), ("a", "2", source, "scored", 1, 4)])
    assert choose_source(frame)["provisional"].tolist() == [provisional] * 2
    assert unit_index(frame)["provisional"].item() is provisional


def test_criteria_are_counted_by_their_state() -> None:
    """Two scored, one not applicable and three missing criteria are told apart, as whole numbers."""
    states = ["scored", "scored", "not_applicable", "missing", "missing", "missing"]
    rows = [
        ("a", f"{place}", "appraised", state, 1 if state == "scored" else NAN, 2) for place, state in enumerate(states)
    ]
    counts = unit_index(scores(rows))[["n_scored", "n_not_applicable", "n_missing"]]
    assert counts.to_numpy().tolist() == [[2, 1, 3]]
    assert counts.dtypes.eq("int64").all()


def test_one_unit_s_appraisal_says_nothing_of_another() -> None:
    """Whether a unit was appraised is decided unit by unit."""
    rows = [
        ("a", "1", "self", "scored", 3, 4),
        ("a", "1", "appraised", "missing", NAN, 4),
        ("b", "1", "self", "scored", 4, 4),
        ("b", "1", "appraised", "scored", 1, 4),
    ]
    assert unit_index(scores(rows))["index"].tolist() == [75.0, 25.0]


def test_survey_rows_count_beside_appraised_ones() -> None:
    """A survey criterion is a criterion of its own: 7 of 10 appraised and 4 of 5 surveyed are 11/15."""
    rows = [
        ("a", "1", "self", "scored", 9, 10),
        ("a", "1", "appraised", "scored", 7, 10),
        ("a", "2", "survey", "scored", 4, 5),
    ]
    assert only(unit_index(scores(rows)), "index") == pytest.approx(1100 / 15)


def test_area_index_is_the_index_of_the_area_s_criteria() -> None:
    """Area 1 with 3/4 and 1/4 is 50 %, area 2 with 2/2 is 100 %."""
    rows = [
        ("a", "1.1", "appraised", "scored", 3, 4),
        ("a", "1.2", "appraised", "scored", 1, 4),
        ("a", "2.1", "appraised", "scored", 2, 2),
    ]
    found = area_index(scores(rows))
    assert found[["area", "index"]].to_numpy().tolist() == [["1", 50.0], ["2", 100.0]]
    assert list(found.columns[: len(AREA)]) == list(AREA)


def test_the_two_means_of_a_block_differ_with_the_maxima() -> None:
    """50/100 and 45/50: mean of ratios (50 + 90)/2 = 70, ratio of means 95/150 = 63.33."""
    rows = [
        ("a", "1", "appraised", "scored", 50, 100),
        ("b", "1", "appraised", "scored", 45, 50),
        ("c", "1", "appraised", "scored", 9, NAN),
    ]
    found = block_mean(unit_index(scores(rows)))
    assert only(found, "mean_of_ratios") == pytest.approx(70.0)
    assert only(found, "ratio_of_means") == pytest.approx(100 * 95 / 150)
    assert [only(found, name) for name in ("mean_points", "mean_max_points")] == [47.5, 75.0]
    assert [only(found, name) for name in ("n_units", "n_without_index")] == [2, 1]
    assert found[["n_units", "n_without_index"]].dtypes.eq("int64").all()


def test_block_mean_of_areas_keeps_the_areas_apart() -> None:
    """Given area rows, the means are by area."""
    rows = [
        ("a", "1", "appraised", "scored", 1, 2),
        ("b", "1", "appraised", "scored", 2, 2),
        ("a", "2", "appraised", "scored", 4, 4),
    ]
    found = block_mean(area_index(scores(rows)))
    assert found[["area", "mean_of_ratios", "n_units"]].to_numpy().tolist() == [["1", 75.0, 2], ["2", 100.0, 1]]


def test_a_block_without_any_index_has_no_mean() -> None:
    """Nothing is invented for a block in which no unit has an index."""
    found = block_mean(unit_index(scores([("a", "1", "appraised", "missing", NAN, 2)])))
    assert math.isnan(only(found, "mean_of_ratios"))
    assert math.isnan(only(found, "ratio_of_means"))


def test_an_unknown_rule_is_refused() -> None:
    """A misspelt rule is an error, not a default."""
    with pytest.raises(ValueError, match="rebased"):
        unit_index(scores([("a", "1", "appraised", "scored", 1, 2)]), rule="rebased")  # type: ignore[arg-type]


@quick
@given(parts())
def test_the_index_lies_within_its_bounds(criteria: list[tuple[str, float, int]]) -> None:
    """0 ≤ low ≤ index ≤ high ≤ 100 wherever they exist."""
    found = unit_index(drawn(criteria)).iloc[0]
    if not math.isnan(found["index"]):
        ends = [0.0, found["index_low"], found["index"], found["index_high"], 100.0]
        assert all(left <= right + 1e-9 for left, right in pairwise(ends))


@quick
@given(parts())
def test_the_index_is_the_plain_sum_over_scored_criteria(criteria: list[tuple[str, float, int]]) -> None:
    """Plain Python over the scored criteria gives the same index."""
    scored = [(share * top, top) for state, share, top in criteria if state == "scored"]
    found = only(unit_index(drawn(criteria)), "index")
    if not scored:
        assert math.isnan(found)
        return
    assert found == pytest.approx(100 * sum(point for point, _ in scored) / sum(top for _, top in scored))


@pytest.mark.slow
@quick
@given(parts(), st.randoms())
def test_the_order_of_rows_does_not_matter(criteria: list[tuple[str, float, int]], random: Random) -> None:
    """Shuffled rows give the same index to the last printed digit."""
    frame = pd.concat([drawn(criteria), drawn(criteria[::-1], "b")])
    order = random.sample(range(len(frame)), len(frame))
    left, right = unit_index(frame), unit_index(frame.iloc[order])
    pd.testing.assert_frame_equal(left, right, rtol=1e-12)


@quick
@given(parts(), st.floats(0.01, 100))
def test_rescaling_points_and_maxima_changes_nothing(criteria: list[tuple[str, float, int]], factor: float) -> None:
    """The index has no unit: points and maxima times the same factor give the same index."""
    frame = drawn(criteria)
    scaled = frame.assign(points=frame["points"] * factor, max_points=frame["max_points"] * factor)
    columns = ["index", "index_low", "index_high"]
    pd.testing.assert_frame_equal(unit_index(frame)[columns], unit_index(scaled)[columns], rtol=1e-9)


@quick
@given(parts())
def test_rebasing_is_leaving_the_criterion_out(criteria: list[tuple[str, float, int]]) -> None:
    """Not applicable under rebase gives the index of the sheet without that criterion."""
    kept = [item for item in criteria if item[0] != "not_applicable"]
    if kept:
        assert only(unit_index(drawn(criteria)), "index") == pytest.approx(
            only(unit_index(drawn(kept)), "index"), nan_ok=True
        )


@pytest.mark.slow
@quick
@given(parts())
def test_full_marks_never_give_less_than_zero_marks(criteria: list[tuple[str, float, int]]) -> None:
    """Zero ≤ rebase ≤ full marks, whenever something is scored."""
    frame = drawn(criteria)
    values = [only(unit_index(frame, rule=rule), "index") for rule in ("zero", "rebase", "full_marks")]
    if not any(math.isnan(value) for value in values):
        assert values[0] <= values[1] + 1e-9
        assert values[1] <= values[2] + 1e-9


@pytest.mark.slow
@quick
@given(parts(), parts())
def test_doubling_every_unit_keeps_both_means(
    first: list[tuple[str, float, int]], second: list[tuple[str, float, int]]
) -> None:
    """A block in which each unit appears twice under another name has the same means and twice the units."""
    frame = pd.concat([drawn(first, "a"), drawn(second, "b")])
    twice = pd.concat([frame, frame.assign(unit=frame["unit"] + "2")])
    once, double = block_mean(unit_index(frame)), block_mean(unit_index(twice))
    columns = ["mean_of_ratios", "ratio_of_means"]
    pd.testing.assert_frame_equal(once[columns], double[columns])
    assert only(double, "n_units") == 2 * only(once, "n_units")


def test_nothing_is_changed_in_place() -> None:
    """Every function leaves its input as it was."""
    frame = scores([("a", "1", "self", "scored", 3, 4), ("a", "1", "appraised", "scored", 2, 4)])
    before = frame.copy(deep=True)
    units = unit_index(frame)
    kept = units.copy(deep=True)
    area_index(frame)
    choose_source(frame)
    block_mean(units)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(units, kept)
    assert list(units.columns[: len(UNIT)]) == list(UNIT)
