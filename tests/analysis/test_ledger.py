from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.block_ledger import block_ledger
from parkit.analysis.ledger import EFFECTS, index_ledger, refuse_remainder, sum_ledger
from parkit.analysis.score import unit_index
from parkit.intake import read_scheme_data
from parkit.model.project import list_schemes
from parkit.report.study import counting_scores
from tests.analysis.sheets import sheet, sheets

# 2017: 11 of 20 = 55. 2018: 14 of 20 = 70. The middle is 62.5.
CHANGED = sheet(
    {
        (2017, "a"): {"1.1": (6, 10), "1.2": (5, 10), "2.1": ("-", 5)},
        (2018, "a"): {"1.1": (8, 10), "2.1": (4, 5), "2.2": (2, 5)},
    }
)
YEARS = {"year": 2018, "base_year": 2017}


def effects(scores: pd.DataFrame, **options: object) -> pd.DataFrame:
    """Return the effects by criterion."""
    return index_ledger(scores, **YEARS, **options).set_index("criterion")[[*EFFECTS, "effect"]]


def test_every_kind_of_effect_by_hand() -> None:
    """1.1: 0.5 · 20; 1.2 left: −0.5 (50 − 62.5); 2.1 applies now: 0.25 (80 − 62.5); 2.2 is new: 0.25 (40 − 62.5)."""
    found = effects(CHANGED)
    assert found.loc["1.1", "performance"] == 10.0
    assert found.loc["1.2", "dropped"] == 6.25
    assert found.loc["2.1", "not_applicable"] == 4.375
    assert found.loc["2.2", "new"] == -5.625
    assert found["effect"].tolist() == [10.0, 6.25, 4.375, -5.625]
    assert found["effect"].sum() == 15.0


def test_reweighting_by_hand() -> None:
    """55 to 17/30: Δv = ±1/6, middle 55.8333: (60 − 55.8333)/6 + (55.8333 − 50)/6 = 1.6667, nothing performed."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10), "1.2": (5, 10)}, (2018, "a"): {"1.1": (12, 20), "1.2": (5, 10)}})
    found = effects(scores)
    assert found["performance"].tolist() == [0.0, 0.0]
    assert found["reweighting"].tolist() == pytest.approx([25 / 36, 35 / 36])


def test_a_criterion_without_a_score_in_one_year_is_labelled_missing() -> None:
    """50 on one criterion, then 75 on two: 0.5 (100 − 62.5) = 18.75 come from a score that was missing."""
    scores = sheet({(2017, "a"): {"1.1": (1, 2), "1.2": ("?", 2)}, (2018, "a"): {"1.1": (1, 2), "1.2": (2, 2)}})
    ledger = index_ledger(scores, **YEARS).set_index("criterion")
    assert ledger.loc["1.2", ["kind", "reason", "missing"]].tolist() == ["new", "missing", 18.75]


def test_the_crosswalk_matches_renumbered_criteria() -> None:
    """1.1 is 3.7 now: 60 to 80 is performance, and stands under the new area."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10)}, (2018, "a"): {"3.7": (8, 10)}})
    same = pd.DataFrame({"code_0": ["1.1"], "code_1": ["3.7"]})
    found = index_ledger(scores, **YEARS, crosswalk=same)
    assert found[["area", "criterion", "kind", "performance"]].to_numpy().tolist() == [["3", "3.7", "common", 20.0]]
    assert index_ledger(scores, **YEARS)["kind"].tolist() == ["dropped", "new"]


def test_joined_criteria_are_compared_as_their_sum() -> None:
    """2 of 4 and 4 of 6 became 8 of 10: 60 to 80."""
    scores = sheet({(2017, "a"): {"1.1": (2, 4), "1.2": (4, 6)}, (2018, "a"): {"1.3": (8, 10)}})
    joined = pd.DataFrame({"code_0": ["1.1", "1.2"], "code_1": ["1.3", "1.3"]})
    assert effects(scores, crosswalk=joined)["performance"].tolist() == [20.0]


def test_units_in_series_are_compared_with_their_pool() -> None:
    """Unit a has 6 of 10 and b 2 of 10, together 40; c has 8 of 10: 40 points of performance."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10)}, (2017, "b"): {"1.1": (2, 10)}, (2018, "c"): {"1.1": (8, 10)}})
    series = pd.DataFrame({"year": [2017, 2017], "unit": ["a", "b"], "series": ["c", "c"]})
    found = index_ledger(scores, **YEARS, series=series)
    assert found[["unit", "performance"]].to_numpy().tolist() == [["c", 40.0]]


def test_sums_by_area_add_to_the_change() -> None:
    """Area 1: 10 + 6.25, area 2: 4.375 − 5.625."""
    found = sum_ledger(index_ledger(CHANGED, **YEARS), by=["area"])
    assert found["effect"].tolist() == [16.25, -1.25]
    assert found["change"].tolist() == [15.0, 15.0]


def test_units_without_an_index_in_both_years_are_left_out() -> None:
    """Unit b is new, c has an unknown maximum in 2017: neither has a change."""
    scores = sheet(
        {
            (2018, "b"): {"1.1": (1, 2)},
            (2017, "c"): {"1.1": (1, None)},
            (2018, "c"): {"1.1": (1, 2)},
        }
    )
    assert index_ledger(pd.concat([CHANGED, scores]), **YEARS)["unit"].unique().tolist() == ["a"]
    assert index_ledger(scores, **YEARS).empty


@settings(deadline=None, max_examples=25)
@given(sheets(), st.sampled_from(["rebase", "full_marks", "zero"]))
def test_the_ledger_closes_for_any_pattern(scores: pd.DataFrame, rule: str) -> None:
    """Whatever is new, dropped, not applicable or missing: the effects add to the change of the unit's index."""
    sums = sum_ledger(index_ledger(scores, **YEARS, rule=rule)).set_index("unit")
    index = unit_index(scores, rule=rule).set_index("unit")
    change = (index["index"][index["year"].eq(2018)] - index["index"][index["year"].eq(2017)]).dropna()
    assert sorted(sums.index) == sorted(change.index)
    assert sums["effect"].to_dict() == pytest.approx(change.to_dict(), abs=1e-9)


@settings(deadline=None, max_examples=10)
@given(sheets())
def test_swapping_the_years_turns_every_effect_round(scores: pd.DataFrame) -> None:
    """The form is symmetric: what was new is dropped, and all signs change."""
    forward = index_ledger(scores, year=2018, base_year=2017).set_index(["unit", "criterion"])
    backward = index_ledger(scores, year=2017, base_year=2018).set_index(["unit", "criterion"])
    turned = backward.rename(columns={"new": "dropped", "dropped": "new"})
    for name in (*EFFECTS, "effect"):
        assert forward[name].to_dict() == pytest.approx((-turned[name]).to_dict(), abs=1e-9)


@settings(deadline=None, max_examples=10)
@given(sheets(), st.sampled_from([0.5, 2.0, 10.0]), st.randoms(use_true_random=False))
def test_scale_of_points_and_order_of_rows_do_not_matter(scores: pd.DataFrame, scale: float, random) -> None:  # noqa: ANN001
    """Doubling all points and maxima, and shuffling the rows, leave the ledger as it is."""
    order = random.sample(range(len(scores)), len(scores))
    scaled = scores.assign(points=scores["points"] * scale, max_points=scores["max_points"] * scale).iloc[order]
    one, other = (index_ledger(each, **YEARS)[["unit", "criterion", *EFFECTS]] for each in (scores, scaled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


def test_a_ledger_that_does_not_close_is_refused() -> None:
    """A remainder of 10⁻⁸ is a fault."""
    with pytest.raises(ArithmeticError, match="does not close"):
        refuse_remainder(pd.DataFrame({"change": [1.0], "effect": [1.0 + 1e-8]}))


def test_the_bundled_schemes_close(project_root: Path) -> None:
    """On every pair of years with unit scores the effects add to the change of every unit and of every block."""
    pairs = 0
    for code in list_schemes(project_root):
        data = read_scheme_data(project_root, code)
        rule = data.scheme.not_applicable
        years = [year for year in data.years() if not counting_scores(data, year).empty]
        for base_year, year in combinations(years, 2):
            scores = pd.concat([counting_scores(data, each) for each in (base_year, year)])
            sums = sum_ledger(index_ledger(scores, year=year, base_year=base_year, rule=rule))
            assert ((sums["change"] - sums["effect"]).abs() <= 1e-9).all()
            blocks = block_ledger(scores, year=year, base_year=base_year, rule=rule).groupby("block")
            change = blocks["mean_1"].first() - blocks["mean_0"].first()
            assert blocks["effect"].sum().to_dict() == pytest.approx(change.to_dict(), abs=1e-9)
            pairs += len(sums) > 0
    assert pairs


def test_the_input_is_not_changed() -> None:
    """Scores, crosswalk and series stay as they are."""
    before = CHANGED.copy(deep=True)
    index_ledger(CHANGED, **YEARS)
    pd.testing.assert_frame_equal(CHANGED, before)
