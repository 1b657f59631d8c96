from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from parkit.analysis.claims import BASES, CLAIM_COLUMNS, QUANTITIES, REASONS, VERDICTS
from parkit.analysis.reconcile import reconcile, summary

Register = Mapping[tuple[int, str], int]
Writer = Callable[..., pd.DataFrame]


@pytest.fixture
def claims_2018(announced_2018: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Give every claim of the announcement of 2018."""
    return reconcile(announced_2018, units=register, first_round=2013)


@pytest.fixture
def claims_2020(announced_2020: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Give every claim of 2020."""
    return reconcile(announced_2020, units=register)


def at(claims: pd.DataFrame, block: str, area: str, **conditions: str) -> pd.DataFrame:
    """Return the claims of one place that meet the conditions."""
    chosen = claims[claims["block"].eq(block) & claims["area"].eq(area)]
    for column, value in conditions.items():
        chosen = chosen[chosen[column].eq(value)]
    return chosen.reset_index(drop=True)


def verdict_of(claims: pd.DataFrame, block: str, area: str, statistic: str) -> str:
    """Return the one verdict over everything said of a figure."""
    return str(at(summary(claims), block, area, statistic=statistic)["verdict"].item())


def test_area_3_departments_stated_index_is_impossible(claims_2018: pd.DataFrame) -> None:
    """8.315/8.5 = 97.82 % to 8.325/8.5 = 97.94 %: no value printed "94,9" lies there."""
    claim = at(claims_2018, "so", "3", statistic="mean_index", check="level").iloc[0]
    assert (round(claim["recomputed_low"], 2), round(claim["recomputed_high"], 2)) == (97.82, 97.94)
    assert (claim["text"], claim["verdict"], claim["reason"]) == ("94,9%", "impossible", "differs_from_points")


def test_area_3_departments_points_and_index_need_another_maximum(claims_2018: pd.DataFrame) -> None:
    """8.32 points at 94.9 % are points of 8.315/0.9495 = 8.757 to 8.325/0.9485 = 8.777, not of 8.50."""
    claim = at(claims_2018, "so", "3", statistic="mean_index", check="maximum").iloc[0]
    assert (round(claim["recomputed_low"], 3), round(claim["recomputed_high"], 3)) == (8.757, 8.777)
    assert (claim["reference"], claim["verdict"]) == (8.5, "impossible")


@pytest.mark.parametrize(
    ("reading", "base", "low", "high"),
    [
        ("percentage_points", "stated_index", 94.85 + 7.315, 94.95 + 7.325),
        ("percentage_points", "points_and_maximum", 831.5 / 8.5 + 7.315, 832.5 / 8.5 + 7.325),
        ("relative_index", "stated_index", 94.85 / 0.92685, 94.95 / 0.92675),
        ("relative_index", "points_and_maximum", 831.5 / 8.5 / 0.92685, 832.5 / 8.5 / 0.92675),
    ],
)
def test_area_3_departments_fall_implies_more_than_everything(
    claims_2018: pd.DataFrame, reading: str, base: str, low: float, high: float
) -> None:
    """Minus 7.32 from either level and by either reading of the index starts above 100 % in 2017."""
    claim = at(claims_2018, "so", "3", check="change", reading=reading, base=base).iloc[0]
    assert (claim["recomputed_low"], claim["recomputed_high"]) == pytest.approx((low, high))
    assert low > 100
    assert (claim["verdict"], claim["reason"]) == ("impossible", "above_100_percent")


def test_area_3_departments_fall_of_the_points_needs_a_larger_maximum(claims_2018: pd.DataFrame) -> None:
    """8.315 / 0.92685 = 8.971 points in 2017 do not fit into 8.50; a maximum of 8.97 or more would do."""
    claim = at(claims_2018, "so", "3", check="change", reading="relative_points", base="points_and_maximum").iloc[0]
    assert claim["needed_maximum"] == pytest.approx(8.315 / 0.92685)
    assert (claim["verdict"], claim["reason"]) == ("conditional", "needs_larger_maximum")
    told = at(summary(claims_2018), "so", "3", statistic="change").iloc[0]
    assert (told["verdict"], told["readings_fit"], told["readings_conditional"]) == (
        "conditional",
        "",
        "relative_points",
    )
    assert told["readings_impossible"] == "percentage_points, relative_index"


def test_area_4_districts_fall_fits_every_reading(claims_2018: pd.DataFrame) -> None:
    """83.875 … 84.125 % and 15.5 … 16.5 give 99.375 … 100.625 or 83.875/0.845 … 84.125/0.835: both reach 100."""
    rows = at(claims_2018, "huyen", "4", check="change").set_index("reading")
    assert rows["verdict"].eq("consistent").all()
    points = rows.loc["percentage_points", ["recomputed_low", "recomputed_high"]].tolist()
    assert points == pytest.approx([99.375, 100.625])
    relative = rows.loc["relative_index", ["recomputed_low", "recomputed_high"]].tolist()
    assert relative == pytest.approx([83.875 / 0.845, 84.125 / 0.835])
    told = at(summary(claims_2018), "huyen", "4", statistic="change").iloc[0]
    assert told["readings_fit"] == "percentage_points, relative_index, relative_points"


def test_only_area_3_departments_do_not_fit(claims_2018: pd.DataFrame) -> None:
    """Of all figures of 2018 one is impossible and one conditional; every other change fits some reading."""
    told = summary(claims_2018)
    off = told[told["verdict"].isin(["impossible", "conditional"])]
    assert off[["block", "area", "statistic"]].to_numpy().tolist() == [["so", "3", "mean_index"], ["so", "3", "change"]]


@pytest.mark.parametrize(
    ("block", "area", "index", "points_reading", "relative_reading"),
    [
        ("so", "1", 93.04, 89.23, 89.62),
        ("huyen", "1", 89.84, 83.90, 84.80),
        ("huyen", "3", 87.78, 90.49, 90.22),
        ("so", "4", 84.70, 96.59, 96.12),
        ("huyen", "4", 84.00, 100.00, 100.00),
    ],
)
def test_recomputed_indices_and_implied_earlier_ones(
    claims_2018: pd.DataFrame, block: str, area: str, index: float, points_reading: float, relative_reading: float
) -> None:
    """By hand: 12.56/13.5, 11.23/12.5, 7.9/9, 4.87/5.75, 3.36/4; minus the change, and over 1 + change."""
    level = at(claims_2018, block, area, statistic="mean_points", check="level").iloc[0]
    assert level["recomputed"] == pytest.approx(index, abs=0.005)
    changes = at(claims_2018, block, area, check="change").set_index("reading")["recomputed"]
    assert changes["percentage_points"] == pytest.approx(points_reading, abs=0.005)
    assert changes["relative_index"] == pytest.approx(relative_reading, abs=0.005)


def test_a_stated_index_alone_is_enough_for_the_change(claims_2018: pd.DataFrame) -> None:
    """Area 5: 91.85 + 7.56 = 99.41 and 91.85/0.9244 = 99.36; the level itself has nothing to be recomputed from."""
    changes = at(claims_2018, "so", "5", check="change").set_index("reading")
    assert changes["recomputed"].round(2).tolist() == [99.41, 99.36, 99.36]
    assert changes["quantity"].tolist() == ["index", "index", "share_of_maximum"]
    assert at(claims_2018, "so", "5", check="level")["reason"].tolist() == ["points_not_printed"]


@pytest.mark.parametrize("block", ["so", "huyen"])
def test_area_6_states_no_change_and_area_8_no_level(claims_2018: pd.DataFrame, block: str) -> None:
    """What is not printed is named as a figure of its own and not checkable."""
    change = at(claims_2018, block, "6", check="change").iloc[0]
    assert (change["verdict"], change["reason"], change["text"]) == ("not_checkable", "change_not_printed", "")
    level = at(claims_2018, block, "8", check="level").iloc[0]
    assert (level["verdict"], level["reason"], level["text"]) == ("not_checkable", "level_not_printed", "")
    assert at(claims_2018, block, "8", check="change")["reason"].unique().tolist() == ["level_not_printed"]


@pytest.mark.parametrize(("block", "low", "high"), [("so", 16 / 17 * 3, 3.0), ("huyen", 4 / 10 * 5.5, 5.5)])
def test_units_at_the_maximum_bound_the_mean(claims_2018: pd.DataFrame, block: str, low: float, high: float) -> None:
    """16 of 17 at 3.0 give a mean of 2.82 at least, 4 of 10 at 5.5 one of 2.2; the counts fit the register."""
    rows = at(claims_2018, block, "2", statistic="units_at_maximum").set_index("check")
    assert rows.loc["count", ["verdict", "recomputed"]].tolist() == ["consistent", {"so": 17, "huyen": 10}[block]]
    bounds = rows.loc["level", ["recomputed_low", "recomputed_high"]].tolist()
    assert bounds == pytest.approx([low, high])
    assert rows.loc["level", "reason"] == "mean_not_printed"


@pytest.mark.parametrize("area", ["3", "7"])
@pytest.mark.parametrize("block", ["so", "huyen"])
def test_claims_of_direction_fit_the_signs(claims_2018: pd.DataFrame, block: str, area: str) -> None:
    """Both blocks fell in area 3 and rose in area 7, as the printed changes say."""
    assert at(claims_2018, block, area, check="direction")["verdict"].tolist() == ["consistent"]


def test_six_years_since_2013(claims_2018: pd.DataFrame) -> None:
    """2018 is the sixth round if 2013 was the first."""
    assert verdict_of(claims_2018, "", "", "rounds") == "consistent"


def test_every_printed_figure_has_a_claim(announced_2018: pd.DataFrame, claims_2018: pd.DataFrame) -> None:
    """No figure goes unjudged, and every code is one of the fixed ones."""
    assert set(range(len(announced_2018))) <= set(claims_2018["figure"])
    assert len(summary(claims_2018)) == claims_2018["figure"].nunique()
    for column, codes in (("reason", REASONS), ("verdict", VERDICTS), ("base", BASES), ("quantity", QUANTITIES)):
        assert set(claims_2018[column]) <= set(codes)
    assert list(claims_2018.columns) == list(CLAIM_COLUMNS)


@pytest.mark.parametrize(("block", "low", "high"), [("so", 69.996, 70.015), ("huyen", 69.990, 70.010)])
def test_points_and_index_of_2020_imply_a_maximum(
    claims_2020: pd.DataFrame, block: str, low: float, high: float
) -> None:
    """62.615/0.89455 … 62.625/0.89445 and 61.455/0.87805 … 61.465/0.87795."""
    claim = at(claims_2020, block, "", statistic="mean_index", check="maximum").iloc[0]
    assert (round(claim["recomputed_low"], 3), round(claim["recomputed_high"], 3)) == (low, high)
    assert (claim["verdict"], claim["reason"]) == ("not_checkable", "maximum_not_printed")


def test_self_assessed_points_of_2020_over_the_implied_maximum(claims_2020: pd.DataFrame) -> None:
    """64.745/70.015 … 64.755/69.996 = 92.47 … 92.51 %, held apart from the appraised points."""
    claim = at(claims_2020, "so", "", source="self", check="level").iloc[0]
    assert (round(claim["recomputed_low"], 2), round(claim["recomputed_high"], 2)) == (92.47, 92.51)
    assert (claim["base"], claim["verdict"]) == ("implied_maximum", "consistent")


@pytest.mark.parametrize(("block", "points", "index"), [("so", 60.79, 87.62), ("huyen", 56.70, 83.04)])
def test_a_change_in_points_of_2020_has_two_readings(
    claims_2020: pd.DataFrame, block: str, points: float, index: float
) -> None:
    """62.62 − 1.83 and 89.45 − 1.83, 61.46 − 4.76 and 87.80 − 4.76: both are possible."""
    rows = at(claims_2020, block, "", check="change").set_index("reading")
    assert rows["recomputed"].round(2).to_dict() == {"points": points, "percentage_points": index}
    assert rows["verdict"].eq("consistent").all()


@pytest.mark.parametrize(("block", "total"), [("so", 17), ("huyen", 10)])
def test_groups_of_2020_add_to_the_units(claims_2020: pd.DataFrame, block: str, total: int) -> None:
    """12 + 5 = 17 and 9 + 1 = 10."""
    rows = at(claims_2020, block, "", check="sum")
    assert rows["recomputed"].tolist() == [total, total]
    assert rows["verdict"].eq("consistent").all()


def test_the_order_of_the_figures_does_not_matter(announced_2018: pd.DataFrame, register: Register) -> None:
    """Turned upside down, the announcement gives the same verdicts."""
    columns = ["block", "area", "statistic", "text", "verdict"]

    def told(frame: pd.DataFrame) -> list[Any]:
        return sorted(summary(reconcile(frame, units=register, first_round=2013))[columns].to_numpy().tolist())

    assert told(announced_2018) == told(announced_2018.iloc[::-1])


def test_the_input_is_not_changed(announced_2018: pd.DataFrame) -> None:
    """The printed frame stays as it was."""
    before = announced_2018.copy(deep=True)
    reconcile(announced_2018)
    pd.testing.assert_frame_equal(announced_2018, before)


def test_nothing_printed_gives_no_claims(write_printed: Writer) -> None:
    """An empty frame gives empty claims and an empty summary with their columns."""
    empty = write_printed([{"statistic": "mean_index", "points": 1.0}]).iloc[:0]
    claims = reconcile(empty)
    assert list(claims.columns) == list(CLAIM_COLUMNS)
    assert summary(claims).empty
