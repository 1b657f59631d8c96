from collections.abc import Callable

import pandas as pd
import pytest

from parkit.analysis.reconcile import reconcile, summary

Writer = Callable[..., pd.DataFrame]


def judged(frame: pd.DataFrame, statistic: str, check: str = "level", **known: object) -> list[tuple[str, str]]:
    """Return verdict and reason of every claim of a statistic."""
    claims = reconcile(frame, **known)
    chosen = claims[claims["statistic"].eq(statistic) & claims["check"].eq(check)]
    return list(zip(chosen["verdict"], chosen["reason"], strict=True))


@pytest.mark.parametrize(
    ("points", "expected"),
    [(8.5, ("consistent", "")), (8.51, ("impossible", "above_maximum"))],
)
def test_points_cannot_exceed_their_maximum(write_printed: Writer, points: float, expected: tuple[str, str]) -> None:
    """The printed 8,51 is at least 8.505 and cannot be out of 8.50."""
    frame = write_printed([{"statistic": "mean_points", "points": points, "max_points": 8.5, "decimals": 2}])
    assert judged(frame, "mean_points") == [expected]


def test_points_alone_cannot_be_checked(write_printed: Writer) -> None:
    """Neither maximum nor index: nothing follows."""
    frame = write_printed([{"statistic": "mean_points", "points": 8.32}])
    assert judged(frame, "mean_points") == [("not_checkable", "maximum_not_printed")]


def test_a_maximum_printed_apart_serves_as_denominator(write_printed: Writer) -> None:
    """8.32 and a maximum of 8.50 printed elsewhere give the same check as 8,32/8,50."""
    rows = [
        {"statistic": "mean_points", "points": 8.32},
        {"statistic": "maximum", "points": 8.5},
        {"statistic": "mean_index", "points": 97.9, "decimals": 1},
    ]
    frame = write_printed(rows)
    assert judged(frame, "mean_index") == [("consistent", "")]
    assert judged(frame, "mean_index", "maximum") == [("consistent", "")]
    assert judged(frame, "maximum", "maximum") == [("not_checkable", "nothing_to_compare")]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (94.9, ("impossible", "differs_from_points")),
        (97.9, ("consistent", "")),
        (99.0, ("conditional", "needs_smaller_maxima")),
    ],
)
def test_an_index_can_lie_above_points_over_the_largest_maximum(
    write_printed: Writer, index: float, expected: tuple[str, str]
) -> None:
    """Units out of less than 8.50 raise the mean of the ratios above 97.88 %; nothing lowers it below."""
    rows = [
        {"statistic": "mean_points", "points": 8.32, "max_points": 8.5},
        {"statistic": "mean_index", "points": index, "decimals": 1},
    ]
    frame = write_printed(rows)
    assert judged(frame, "mean_index") == [expected]
    contradiction = "contradicts_index" if expected[0] == "impossible" else ""
    assert judged(frame, "mean_points") == [("consistent", contradiction)]


def test_a_single_unit_has_one_maximum(write_printed: Writer) -> None:
    """A unit's own points over its own maximum are its index, above and below."""
    rows = [
        {"statistic": "mean_points", "points": 8.32, "max_points": 8.5, "unit": "a"},
        {"statistic": "index", "points": 99.0, "unit": "a"},
    ]
    assert judged(write_printed(rows), "index") == [("impossible", "differs_from_points")]


@pytest.mark.parametrize(("mean", "verdict"), [(85.0, "consistent"), (84.0, "consistent"), (83.0, "impossible")])
def test_a_mean_may_be_the_ratio_of_the_means(write_printed: Writer, mean: float, verdict: str) -> None:
    """90/100 and 40/50: the mean of the ratios is 85 %, the ratio of the means 130/150 = 86.67 %."""
    rows = [{"statistic": "mean_index", "points": mean + (2.67 if mean == 84.0 else 0.0)}]
    for unit, points, maximum in (("a", 90.0, 100.0), ("b", 40.0, 50.0)):
        rows.append({"statistic": "mean_points", "unit": unit, "points": points, "max_points": maximum})
        rows.append({"statistic": "index", "unit": unit, "points": 100.0 * points / maximum})
    claims = summary(reconcile(write_printed(rows), units={(2018, "so"): 2}))
    assert claims.loc[0, "verdict"] == verdict


def test_a_survey_lends_nothing_to_appraised_figures(write_printed: Writer) -> None:
    """Points of 60/70 and, from a survey, 20/30 at one place have maxima of their own."""
    rows = [
        {"statistic": "mean_points", "points": 60.0, "max_points": 70.0, "source": "appraised"},
        {"statistic": "mean_points", "points": 20.0, "max_points": 30.0, "source": "survey"},
        {"statistic": "mean_index", "points": 85.71},
    ]
    claims = reconcile(write_printed(rows))
    assert claims["verdict"].eq("consistent").all()
    levels = claims.query("statistic == 'mean_points' and check == 'level'")
    assert levels["recomputed"].round(2).tolist() == [85.71, 66.67]


@pytest.mark.parametrize(("stated", "verdict"), [(8.5, "consistent"), (9.0, "impossible")])
def test_two_printed_maxima_must_agree(write_printed: Writer, stated: float, verdict: str) -> None:
    """A maximum on its own is held against the denominator of the points."""
    rows = [{"statistic": "maximum", "points": stated}, {"statistic": "mean_points", "points": 8.0, "max_points": 8.5}]
    assert judged(write_printed(rows), "maximum", "maximum")[0][0] == verdict


def test_an_index_above_100_is_impossible(write_printed: Writer) -> None:
    """100.01 at two decimals is at least 100.005."""
    frame = write_printed([{"statistic": "mean_index", "points": 100.01}])
    assert judged(frame, "mean_index") == [("impossible", "above_100_percent")]


@pytest.mark.parametrize(
    ("mean", "expected"),
    [(85.3, ("consistent", "")), (85.4, ("consistent", "")), (85.5, ("impossible", "differs_from_units"))],
)
def test_a_block_mean_is_held_against_its_units(write_printed: Writer, mean: float, expected: tuple[str, str]) -> None:
    """80.1 and 90.5 (± 0.05) have the mean 85.25 … 85.35: "85,4" starts at 85.35 and touches it, "85,5" does not."""
    rows = [
        {"statistic": "mean_index", "points": mean, "decimals": 1},
        {"statistic": "index", "unit": "a", "points": 80.1, "decimals": 1},
        {"statistic": "index", "unit": "b", "points": 90.5, "decimals": 1},
    ]
    assert judged(write_printed(rows), "mean_index", units={(2018, "so"): 2}) == [expected]


def test_a_block_mean_is_held_against_recomputed_indices(write_printed: Writer) -> None:
    """12.56/13.5 and 8.1/13.5 average to 76.52 %: the printed 76.52 fits, and no index of a unit is printed."""
    units = pd.DataFrame({"year": 2018, "block": "so", "unit": ["a", "b"], "index": [12.56 / 0.135, 8.1 / 0.135]})
    frame = write_printed([{"statistic": "mean_index", "points": 76.52}])
    assert judged(frame, "mean_index", units={(2018, "so"): 2}, unit_frame=units) == [("consistent", "")]


@pytest.mark.parametrize("units", [{}, {(2018, "so"): 3}])
def test_an_incomplete_list_of_units_proves_nothing(write_printed: Writer, units: dict[tuple[int, str], int]) -> None:
    """With a unit missing or their number unknown, the mean of the listed ones is not the block's."""
    rows = [
        {"statistic": "mean_index", "points": 85.0},
        {"statistic": "index", "unit": "a", "points": 80.0},
        {"statistic": "index", "unit": "b", "points": 80.0},
    ]
    assert judged(write_printed(rows), "mean_index", units=units) == [("not_checkable", "points_not_printed")]


@pytest.mark.parametrize(("mean", "expected"), [(2.82, ("consistent", "")), (2.81, ("impossible", "outside_bounds"))])
def test_a_printed_mean_must_lie_within_the_bounds(
    write_printed: Writer, mean: float, expected: tuple[str, str]
) -> None:
    """16 of 17 at 3.0 give 2.8235 at least: "2,82" can be 2.825, "2,81" is at most 2.815."""
    rows = [
        {"statistic": "units_at_maximum", "points": 16, "max_points": 17, "decimals": 0},
        {"statistic": "mean_points", "points": mean, "max_points": 3.0},
    ]
    assert judged(write_printed(rows), "units_at_maximum") == [expected]


def test_without_a_maximum_the_bounds_are_of_the_index(write_printed: Writer) -> None:
    """4 of 10 units at an unknown maximum: the mean index is 40 % at least."""
    rows = [
        {"statistic": "units_at_maximum", "points": 4, "max_points": 10, "decimals": 0},
        {"statistic": "mean_index", "points": 39.0},
    ]
    frame = write_printed(rows)
    assert judged(frame, "units_at_maximum") == [("impossible", "outside_bounds")]
    claims = reconcile(frame)
    assert claims.loc[claims["base"].eq("units_at_maximum"), "recomputed_low"].tolist() == [40.0]


@pytest.mark.parametrize(("index", "expected"), [(95.0, ("consistent", "")), (50.0, ("impossible", "outside_bounds"))])
def test_the_bounds_hold_for_the_index_too(write_printed: Writer, index: float, expected: tuple[str, str]) -> None:
    """16 of 17 units at 3.0 leave a mean index of 94.12 % at least, whether or not the maximum is printed."""
    rows = [
        {"statistic": "units_at_maximum", "points": 16, "max_points": 17, "decimals": 0},
        {"statistic": "maximum", "points": 3.0, "decimals": 1},
        {"statistic": "mean_index", "points": index},
    ]
    assert judged(write_printed(rows), "units_at_maximum") == [expected]
    with_points = [*rows, {"statistic": "mean_points", "points": 2.9}]
    assert judged(write_printed(with_points), "units_at_maximum") == [expected]


def test_bounds_need_the_number_of_units(write_printed: Writer) -> None:
    """The text "16 sở" without a total gives bounds only with the register's number."""
    frame = write_printed([{"statistic": "units_at_maximum", "points": 16, "decimals": 0}])
    assert judged(frame, "units_at_maximum") == []
    assert judged(frame, "units_at_maximum", units={(2018, "so"): 17}) == [("not_checkable", "mean_not_printed")]


TOLD = ["statistic", "check", "base", "quantity", "reading", "verdict", "reason"]


def test_each_claim_names_its_base_quantity_and_reference(write_printed: Writer) -> None:
    """8,32/8,50 beside 94,9%: 97.88 % from the points, and a maximum of 8.77 from the index, against 8.50."""
    rows = [
        {"statistic": "mean_points", "points": 8.32, "max_points": 8.5},
        {"statistic": "mean_index", "points": 94.9, "decimals": 1},
    ]
    claims = reconcile(write_printed(rows))
    assert claims[TOLD].to_numpy().tolist() == [
        ["mean_points", "level", "points_and_maximum", "index", "", "consistent", "contradicts_index"],
        ["mean_index", "level", "points_and_maximum", "index", "", "impossible", "differs_from_points"],
        ["mean_index", "maximum", "stated_index", "maximum", "", "impossible", "differs_from_maximum"],
    ]
    assert claims["recomputed"].round(2).tolist() == [97.88, 97.88, 8.77]
    assert claims["reference"].tolist() == [8.5, 94.9, 8.5]


def test_means_of_units_name_their_reading(write_printed: Writer) -> None:
    """80/100 and 40/50: both means are 80 %, the one of the ratios and the ratio 120/150 of the means."""
    rows = [{"statistic": "mean_index", "points": 80.0}]
    for unit, points, maximum in (("a", 80.0, 100.0), ("b", 40.0, 50.0)):
        rows.append({"statistic": "mean_points", "unit": unit, "points": points, "max_points": maximum})
        rows.append({"statistic": "index", "unit": unit, "points": 80.0})
    claims = reconcile(write_printed(rows), units={(2018, "so"): 2})
    claims = claims[claims["statistic"].eq("mean_index")]
    assert claims[TOLD[1:]].to_numpy().tolist() == [
        ["level", "unit_values", "index", "mean_of_ratios", "consistent", ""],
        ["level", "unit_values", "index", "ratio_of_means", "consistent", ""],
    ]
    assert claims["recomputed"].tolist() == pytest.approx([80.0, 80.0])
    assert claims["reference"].tolist() == [80.0, 80.0]


def test_self_assessed_points_lean_on_the_final_maximum(write_printed: Writer) -> None:
    """62,62 points and 89,45% mean 70.01 points at most: 65 are 92.85 %, 71 are too many if all units have the same."""
    final = [{"statistic": "mean_points", "points": 62.62}, {"statistic": "mean_index", "points": 89.45}]
    for points, expected in ((65.0, ["consistent", ""]), (71.0, ["conditional", "needs_smaller_maxima"])):
        own = {"statistic": "mean_points", "points": points, "source": "self"}
        claims = reconcile(write_printed([*final, own])).query("source == 'self'")
        assert claims[TOLD].to_numpy().tolist() == [["mean_points", "level", "implied_maximum", "index", "", *expected]]
        assert claims["recomputed"].tolist() == pytest.approx([100 * points / (100 * 62.62 / 89.45)])
        assert claims["reference"].tolist() == pytest.approx([100 * 62.62 / 89.45])


def test_self_assessed_points_alone_are_not_asked_for_a_maximum(write_printed: Writer) -> None:
    """What offices claimed for themselves is printed beside the result, which has the maximum."""
    frame = write_printed([{"statistic": "mean_points", "points": 65.0, "source": "self"}])
    assert judged(frame, "mean_points") == []
