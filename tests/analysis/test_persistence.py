import pandas as pd
import pytest

from parkit.analysis.persistence import Thresholds, weaknesses_over_years
from tests.analysis.sheets import Cell, sheet


def years(rates: dict[int, float | str], criterion: str = "1.1", maximum: float = 10.0) -> pd.DataFrame:
    """Write the rates of one criterion of one unit; "?" is a missing score."""
    cells: dict[tuple[int, str], dict[str, Cell]] = {
        (year, "a"): {criterion: (rate if isinstance(rate, str) else rate * maximum / 100.0, maximum)}
        for year, rate in rates.items()
    }
    return sheet(cells)


def judged(rates: dict[int, float | str], **thresholds: float) -> pd.Series:
    """Judge the last year."""
    return weaknesses_over_years(years(rates), year=max(rates), thresholds=Thresholds(**thresholds)).iloc[0]


@pytest.mark.parametrize(
    ("rates", "status", "weak_years"),
    [
        ({2018: 60, 2019: 65, 2020: 50}, "persistent", 3),
        ({2018: 60, 2019: 65, 2020: 70}, "", 0),
        ({2018: 60, 2019: 75, 2020: 50}, "new", 1),
        ({2018: 75, 2019: 65, 2020: 50}, "continuing", 2),
        ({2018: 60, 2019: 70, 2020: 50}, "new", 1),
        ({2020: 50}, "first_seen", 1),
        ({2017: 60, 2018: "?", 2019: 65, 2020: 50}, "persistent", 3),
        ({2018: "?", 2019: "?", 2020: 50}, "first_seen", 1),
    ],
)
def test_status(rates: dict[int, float | str], status: str, weak_years: int) -> None:
    """Below 70 % is weak, three scored years in a row are persistent, years without a score are passed over."""
    found = judged(rates)
    assert found[["status", "weak_years"]].tolist() == [status, weak_years]


@pytest.mark.parametrize(
    ("rates", "since"),
    [
        ({2018: 60, 2019: 75, 2020: 50}, 2020),
        ({2016: 60, 2017: 60, 2018: "?", 2019: 65, 2020: 50}, 2016),
        ({2019: 60, 2020: 75}, None),
    ],
)
def test_since_when(rates: dict[int, float | str], since: int | None) -> None:
    """The first of the weak years without a break; a year without a score is no break, and the strong have none."""
    found = judged(rates)["weak_since"]
    assert (None if pd.isna(found) else found) == since


@pytest.mark.parametrize(
    ("rates", "worsening", "fall"),
    [
        ({2018: 95, 2019: 92, 2020: 90}, True, 5.0),
        ({2018: 95, 2019: 85, 2020: 86}, False, 9.0),
        ({2017: 99, 2018: 92, 2019: 91, 2020: 90}, False, 2.0),
        ({2019: 95, 2020: 90}, True, 5.0),
        ({2018: 95, 2019: 90, 2020: 90}, True, 5.0),
    ],
)
def test_worsening(rates: dict[int, float | str], worsening: bool, fall: float) -> None:  # noqa: FBT001
    """A fall of 5 points within the last three scored years, unless the last step went up; it may still be strong."""
    found = judged(rates)
    assert found["worsening"] == worsening
    assert found["fall"] == pytest.approx(fall)


def test_thresholds_are_the_schemes() -> None:
    """Weak below 90, persistent from two years, worse by 1 point."""
    found = judged({2019: 89, 2020: 88}, weak_below=90.0, persistent_years=2, worsening_by=1.0)
    assert found[["status", "worsening"]].tolist() == ["persistent", True]
    with pytest.raises(ValueError, match="at least 2"):
        Thresholds(persistent_years=1)


def test_what_the_year_before_was() -> None:
    """Rate, points lost, and the scored year before."""
    found = judged({2018: 80, 2019: "?", 2020: 60})
    assert found[["rate", "points_lost", "previous_year", "previous_rate", "change", "n_years"]].tolist() == [
        pytest.approx(60.0),
        pytest.approx(4.0),
        2018,
        pytest.approx(80.0),
        pytest.approx(-20.0),
        2,
    ]


def test_a_renumbered_criterion_keeps_its_history() -> None:
    """1.1 is 3.7 since 2020: weak for three years, not new. Without the crosswalk nothing is known of it."""
    scores = pd.concat([years({2018: 50, 2019: 50}), years({2020: 50}, criterion="3.7", maximum=4.0)])
    step = pd.DataFrame({"year_0": [2019], "year_1": [2020], "code_0": ["1.1"], "code_1": ["3.7"]})
    found = weaknesses_over_years(scores, year=2020, crosswalk=step)
    assert found[["area", "criterion", "status"]].to_numpy().tolist() == [["3", "3.7", "persistent"]]
    assert weaknesses_over_years(scores, year=2020)["status"].tolist() == ["first_seen"]


def test_a_reused_code_is_not_the_same_criterion() -> None:
    """1.1 became 1.2 and another criterion got the code 1.1: the new 1.1 has no history."""
    scores = pd.concat([years({2019: 50}), years({2020: 50}), years({2020: 90}, criterion="1.2")])
    step = pd.DataFrame({"year_0": [2019], "year_1": [2020], "code_0": ["1.1"], "code_1": ["1.2"]})
    found = weaknesses_over_years(scores, year=2020, crosswalk=step).set_index("criterion")
    assert found["n_years"].to_dict() == {"1.1": 1, "1.2": 2}


def test_the_block_as_a_whole() -> None:
    """Units a and b together: 10 of 20 points, then 16 of 20."""
    scores = sheet(
        {
            (year, unit): {"1.1": (points, 10)}
            for year, unit, points in [(2019, "a", 4), (2019, "b", 6), (2020, "a", 7), (2020, "b", 9)]
        }
    )
    found = weaknesses_over_years(scores, year=2020, by=())
    assert found[["rate", "previous_rate"]].to_numpy().tolist() == [[80.0, 50.0]]


def test_a_merged_unit_has_the_history_of_its_pool() -> None:
    """Parts with 2 and 4 of 10 are 30 %; the merged unit with 5 of 10 has been weak before."""
    scores = sheet({(2019, "a"): {"1.1": (2, 10)}, (2019, "b"): {"1.1": (4, 10)}, (2020, "c"): {"1.1": (5, 10)}})
    series = pd.DataFrame({"year": [2019, 2019], "unit": ["a", "b"], "series": "c"})
    found = weaknesses_over_years(scores, year=2020, series=series)
    assert found[["unit", "previous_rate", "status"]].to_numpy().tolist() == [["c", 30.0, "continuing"]]


def test_later_years_and_criteria_of_earlier_ones_are_left_out() -> None:
    """The judgement of 2019 does not know 2020, and lists no criterion that 2019 does not have."""
    scores = pd.concat([years({2018: 50}, criterion="1.9"), years({2019: 50, 2020: 90})])
    found = weaknesses_over_years(scores, year=2019)
    assert found[["criterion", "rate"]].to_numpy().tolist() == [["1.1", 50.0]]


def test_exactly_at_the_threshold_is_not_weak() -> None:
    """7 of 10 is 70 %, and 0.7 in binary must not make it weak."""
    assert judged({2020: 70.0})["status"] == ""
    assert not weaknesses_over_years(years({2020: 70.0}, maximum=0.7), year=2020)["weak"].any()


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The scores stay as they are; a year without scores gives an empty frame."""
    scores = years({2019: 50, 2020: 60})
    before = scores.copy(deep=True)
    weaknesses_over_years(scores, year=2020)
    pd.testing.assert_frame_equal(scores, before)
    assert weaknesses_over_years(scores, year=2021).empty
    assert weaknesses_over_years(scores, year=2010).empty
