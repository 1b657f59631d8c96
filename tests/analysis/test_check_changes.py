from collections.abc import Callable

import pandas as pd
import pytest

from parkit.analysis.reconcile import reconcile, summary

Writer = Callable[..., pd.DataFrame]


def change(points: float, reading: str = "ambiguous_percent", **more: object) -> dict[str, object]:
    """Write a printed change against 2017."""
    return {"statistic": "change", "points": points, "reading": reading, "base_year": 2017} | more


def of_change(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of the changes, by reading."""
    claims = reconcile(frame)
    return claims[claims["check"].eq("change") & claims["text"].ne("absent")].set_index("reading")


@pytest.mark.parametrize(
    ("after", "before", "printed", "fit"),
    [
        (88.33, 86.62, 1.71, {"percentage_points"}),
        (88.33, 86.62, 1.97, {"relative_index"}),
        (88.51, 87.72, 1.58, set()),
    ],
)
def test_an_earlier_level_in_print_decides_the_reading(
    write_printed: Writer, after: float, before: float, printed: float, fit: set[str]
) -> None:
    """88.33 after 86.62 is 1.71 points or 1.97 % more; 1.58 fits no reading of 88.51 after 87.72."""
    rows = [
        {"statistic": "mean_index", "points": before, "year": 2017},
        {"statistic": "mean_index", "points": after},
        change(printed),
    ]
    found = of_change(write_printed(rows))
    index = found[found["quantity"].eq("index")]
    assert set(index.index[index["verdict"].eq("consistent")]) == fit
    assert set(index.loc[~index["verdict"].eq("consistent"), "reason"]) <= {"differs_from_earlier"}


def test_the_maximum_stays_beside_the_earlier_value(write_printed: Writer) -> None:
    """60.79/70 in 2019 and 62.62/70 after a rise of 1.83 points: held against 60.79, with 70 as the limit."""
    rows = [
        {"statistic": "mean_points", "points": 60.79, "max_points": 70.0, "year": 2017},
        {"statistic": "mean_points", "points": 62.62, "max_points": 70.0},
        change(1.83, "ambiguous_points"),
    ]
    found = of_change(write_printed(rows)).loc["points"]
    assert found[["verdict", "reference", "limit"]].tolist() == ["consistent", 60.79, 70.0]
    assert round(100 * found["recomputed"] / found["limit"], 2) == 86.84


def test_points_only_bound_the_index_a_change_starts_from(write_printed: Writer) -> None:
    """8/10 may be more than 80 % where units are out of less: 88 % minus 5 fits 83 % then, and 72 % never."""
    rows = [{"statistic": "mean_points", "points": 8.0, "max_points": 10.0}, change(5.0, "percentage_points")]
    earlier = {"statistic": "mean_index", "year": 2017}
    upper = of_change(write_printed([*rows, earlier | {"points": 83.0}]))
    assert upper.loc["percentage_points", ["verdict", "reason"]].tolist() == ["conditional", "needs_smaller_maxima"]
    lower = of_change(write_printed([*rows, earlier | {"points": 72.0}]))
    assert lower.loc["percentage_points", ["verdict", "reason"]].tolist() == ["impossible", "differs_from_earlier"]
    stated = of_change(write_printed([*rows, {"statistic": "mean_index", "points": 80.0}, earlier | {"points": 83.0}]))
    assert stated["verdict"].eq("impossible").all()


def test_a_rise_above_the_level_itself_is_impossible(write_printed: Writer) -> None:
    """Up 14.88 points to 10 % would start below 0."""
    found = of_change(write_printed([{"statistic": "mean_index", "points": 10.0}, change(14.88)]))
    assert found.loc["percentage_points", ["verdict", "reason"]].tolist() == ["impossible", "below_zero"]
    assert found.loc["relative_index", "verdict"] == "consistent"


def test_points_without_a_maximum_bound_the_earlier_points_only_from_below(write_printed: Writer) -> None:
    """With no maximum and no index, a change of the points fits and one of the index cannot be tested."""
    found = of_change(write_printed([{"statistic": "mean_points", "points": 5.0}, change(-50.0)]))
    assert found.loc["relative_points", ["verdict", "quantity"]].tolist() == ["consistent", "points"]
    assert found.loc["relative_index", ["verdict", "reason"]].tolist() == ["not_checkable", "index_not_printed"]


def test_a_change_of_points_needs_points(write_printed: Writer) -> None:
    """A change "tăng 1,83 điểm" beside an index alone is testable in index points only."""
    found = of_change(write_printed([{"statistic": "mean_index", "points": 89.45}, change(1.83, "ambiguous_points")]))
    assert found["verdict"].to_dict() == {"points": "not_checkable", "percentage_points": "consistent"}
    assert found.loc["points", "reason"] == "points_not_printed"


def test_a_wording_that_is_no_change_of_a_level_is_not_tested(write_printed: Writer) -> None:
    """The wording "tăng 7 bậc" is a change of places."""
    found = of_change(write_printed([{"statistic": "mean_index", "points": 89.45}, change(7, "")]))
    assert found["reason"].tolist() == ["reading_unknown"]


def test_a_definite_wording_has_no_second_reading(write_printed: Writer) -> None:
    """The wording "giảm 5 điểm %" from 97 % is a difference of indices, impossible, and nothing can save it."""
    frame = write_printed([{"statistic": "mean_index", "points": 97.0}, change(-5.0, "percentage_points")])
    told = summary(reconcile(frame)).set_index("statistic")
    assert told.loc["change", ["verdict", "readings_impossible"]].tolist() == ["impossible", "percentage_points"]


def test_self_assessed_figures_keep_to_themselves(write_printed: Writer) -> None:
    """A change of the appraised index is not tested on self-assessed points."""
    rows = [
        {"statistic": "mean_points", "points": 65.0, "max_points": 70, "source": "self"},
        change(-20.0, source="appraised"),
    ]
    assert of_change(write_printed(rows))["reason"].unique().tolist() == ["level_not_printed"]


@pytest.mark.parametrize(("sign", "verdict"), [(-1, "consistent"), (1, "impossible")])
def test_a_direction_must_agree_with_the_sign(write_printed: Writer, sign: int, verdict: str) -> None:
    """A fall stated once for all blocks is held against the change of each."""
    rows = [
        {"statistic": "direction", "points": sign, "block": "", "area": "3"},
        change(-2.71, block="so", area="3"),
        change(-7.32, block="huyen", area="3"),
        change(5.0, block="so", area="4"),
    ]
    claims = reconcile(write_printed(rows))
    assert claims.loc[claims["check"].eq("direction"), "verdict"].tolist() == [verdict, verdict]


def test_a_direction_without_a_change_cannot_be_checked(write_printed: Writer) -> None:
    """No change printed, no sign."""
    claims = reconcile(write_printed([{"statistic": "direction", "points": 1}]))
    assert claims["reason"].tolist() == ["change_not_printed"]


def test_a_change_of_zero_has_both_directions_within_rounding(write_printed: Writer) -> None:
    """The printed "0,0" can hide a small rise."""
    claims = reconcile(write_printed([{"statistic": "direction", "points": 1}, change(0.0, decimals=1)]))
    assert claims.loc[claims["check"].eq("direction"), "verdict"].tolist() == ["consistent"]


def test_blocks_without_any_change_are_not_asked_for_one(write_printed: Writer) -> None:
    """An announcement that states no changes lacks none; nor does a block of which it states none."""
    rows = [
        {"statistic": "mean_index", "points": 80.0},
        change(1.0),
        {"statistic": "mean_index", "points": 80.0, "block": "tinh"},
    ]
    told = summary(reconcile(write_printed(rows)))
    assert "change_not_printed" not in set(told["reasons"])


def test_absent_figures_are_numbered_after_the_printed_ones(write_printed: Writer) -> None:
    """Two printed figures, then the two that are not there."""
    rows = [{"statistic": "mean_index", "points": 80.0, "area": "6"}, change(1.0, area="8")]
    told = summary(reconcile(write_printed(rows)))
    assert told[["figure", "area", "statistic"]].to_numpy().tolist() == [
        [0, "6", "mean_index"],
        [1, "8", "change"],
        [2, "6", "change"],
        [3, "8", "mean_index"],
    ]
    assert told["printed"].isna().tolist() == [False, False, True, True]


TOLD = ["check", "reading", "base", "quantity", "verdict", "reason"]


def test_a_change_names_the_level_it_was_tested_from(write_printed: Writer) -> None:
    """95 % after a fall of 8 points was 103 %: above what there is."""
    frame = write_printed([{"statistic": "mean_index", "points": 95.0}, change(-8.0, "percentage_points")])
    claims = reconcile(frame).query("statistic == 'change'")
    expected = ["change", "percentage_points", "stated_index", "index", "impossible", "above_100_percent"]
    assert claims[TOLD].to_numpy().tolist() == [expected]
    assert claims[["recomputed", "reference", "limit"]].to_numpy().tolist() == [[103.0, 100.0, 100.0]]


def test_a_direction_names_the_change_it_was_held_against(write_printed: Writer) -> None:
    """A rise that is said, a rise of 2,71 and a fall of 7,32 that are printed."""
    rows = [{"statistic": "direction", "points": 1, "block": ""}, change(2.71), change(-7.32, block="huyen")]
    claims = reconcile(write_printed(rows)).query("check == 'direction'")
    assert claims[TOLD].to_numpy().tolist() == [
        ["direction", "", "change", "change", "consistent", ""],
        ["direction", "", "change", "change", "impossible", "opposite_sign"],
    ]
    assert claims[["recomputed", "reference"]].to_numpy().tolist() == [[2.71, 1.0], [-7.32, 1.0]]


def test_what_is_absent_cannot_be_checked(write_printed: Writer) -> None:
    """The level and the change that are not printed are claims without text, number or reading."""
    rows = [{"statistic": "mean_index", "points": 80.0, "area": "6"}, change(1.0, area="8")]
    claims = reconcile(write_printed(rows)).query("figure > 1")
    assert claims[["statistic", *TOLD]].to_numpy().tolist() == [
        ["change", "change", "", "", "", "not_checkable", "change_not_printed"],
        ["mean_index", "level", "", "", "", "not_checkable", "level_not_printed"],
    ]
    assert claims["text"].tolist() == ["", ""]
