import math

import pandas as pd
import pytest
from hypothesis import given, settings

from parkit.analysis.comparable import chain_linked, comparable_index
from parkit.analysis.ledger import index_ledger
from parkit.analysis.score import unit_index
from tests.analysis.sheets import sheet, sheets

YEARS = {"year": 2018, "base_year": 2017}

# Core 1.1: 60 and 80. It is 10 of 20 points in 2017 and 10 of 15 in 2018.
CHANGED = sheet({(2017, "a"): {"1.1": (6, 10), "1.2": (5, 10)}, (2018, "a"): {"1.1": (8, 10), "1.3": (2, 5)}})

# Step one on 1.1 (50 to 60), step two on 1.2 (70 to 77); the published index of 2018 is 80.
CHAIN = sheet(
    {
        (2016, "a"): {"1.1": (5, 10)},
        (2017, "a"): {"1.1": (6, 10), "1.2": (7, 10)},
        (2018, "a"): {"1.2": (7.7, 10), "1.3": (8.3, 10)},
    }
)


def test_the_core_and_its_coverage_by_hand() -> None:
    """10 of 20 points are half the maximum of 2017: too little by default, enough if half is declared."""
    found = comparable_index(CHANGED, **YEARS).iloc[0]
    assert found[["index_0", "core_0", "core_1", "core_change"]].tolist() == [55.0, 60.0, 80.0, 20.0]
    assert found[["coverage_0", "coverage"]].tolist() == [0.5, 0.5]
    assert found["coverage_1"] == pytest.approx(2 / 3)
    assert found[["n_core", "n_new", "n_dropped", "comparable", "reason"]].tolist() == [
        1,
        1,
        1,
        False,
        "coverage_below",
    ]
    assert comparable_index(CHANGED, **YEARS, least_coverage=0.5)["comparable"].tolist() == [True]


def test_the_crosswalk_widens_the_core() -> None:
    """Declared the same, 1.2 and 1.3 make everything comparable."""
    same = pd.DataFrame({"code_0": ["1.1", "1.2"], "code_1": ["1.1", "1.3"]})
    found = comparable_index(CHANGED, **YEARS, crosswalk=same).iloc[0]
    assert found[["coverage", "n_core", "comparable"]].tolist() == [1.0, 2, True]


def test_years_without_a_common_criterion_have_no_core() -> None:
    """Nothing in common is said, not computed."""
    scores = sheet({(2017, "a"): {"1.1": (1, 2)}, (2018, "a"): {"2.1": (1, 2)}})
    found = comparable_index(scores, **YEARS).iloc[0]
    assert found["reason"] == "no_common"
    assert math.isnan(found["core_change"])


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(sheets())
def test_the_core_is_the_index_of_the_common_criteria(scores: pd.DataFrame) -> None:
    """Dropping by hand the criteria that do not count in both years gives the same index."""
    found = comparable_index(scores, **YEARS)
    common = index_ledger(scores, **YEARS).query("kind == 'common'")[["unit", "criterion"]]
    index = unit_index(scores.merge(common, on=["unit", "criterion"])).set_index(["unit", "year"])["index"]
    for unit, core_0, core_1 in found.loc[found["n_core"].gt(0), ["unit", "core_0", "core_1"]].itertuples(index=False):
        assert (core_0, core_1) == pytest.approx((index[unit, 2017], index[unit, 2018]))


def test_a_chain_of_ratios_by_hand() -> None:
    """80 · 70/77 = 72.727 and 72.727 · 50/60 = 60.606."""
    found = chain_linked(CHAIN, least_coverage=0.5)
    assert found["linked"].tolist() == pytest.approx([80 * 70 / 77 * 50 / 60, 80 * 70 / 77, 80.0])
    assert found["segment"].tolist() == [0, 0, 0]
    assert found["reason"].tolist() == ["first_year", "", ""]


def test_a_chain_of_differences_by_hand() -> None:
    """80 − 7 = 73 and 73 − 10 = 63."""
    assert chain_linked(CHAIN, least_coverage=0.5, link="difference")["linked"].tolist() == pytest.approx([63, 73, 80])


def test_the_crosswalk_joins_the_chain() -> None:
    """Declared the same, 1.2 and 1.3 leave nothing thin: 11 of 20 points and 10 of 15 are one segment."""
    same = pd.DataFrame({"code_0": ["1.1", "1.2"], "code_1": ["1.1", "1.3"]})
    found = chain_linked(CHANGED, crosswalk=same)
    assert found["reason"].tolist() == ["first_year", ""]
    assert found["coverage"].tolist()[1] == 1.0
    assert found["linked"].tolist() == pytest.approx([55.0, 200 / 3])


def test_nothing_in_common_breaks_the_chain() -> None:
    """Without a common criterion the step is not thin, it is none."""
    scores = sheet({(2017, "a"): {"1.1": (1, 2)}, (2018, "a"): {"2.1": (1, 2)}})
    found = chain_linked(scores)
    assert found["reason"].tolist() == ["first_year", "no_common"]
    assert found["segment"].tolist() == [0, 1]


def test_a_thin_core_breaks_the_chain() -> None:
    """Half is too little by default: every year is a segment and keeps its published index."""
    found = chain_linked(CHAIN)
    assert found["segment"].tolist() == [0, 1, 2]
    assert found["linked"].tolist() == pytest.approx(found["index"].tolist())


def test_a_year_without_an_index_breaks_the_chain() -> None:
    """The unit was not there in 2017: no line over the gap."""
    scores = CHAIN[CHAIN["year"].ne(2017)]
    other = sheet({(year, "b"): {"1.1": (1, 2)} for year in (2016, 2017, 2018)})
    found = chain_linked(pd.concat([scores, other])).set_index(["unit", "year"])
    assert found.loc[("a", 2018), "reason"] == "unit_absent"
    assert found.loc["b", "segment"].tolist() == [0, 0, 0]


def test_a_core_of_zero_has_no_ratio() -> None:
    """0 to 50 cannot be a factor, but it can be a difference."""
    scores = sheet({(2017, "a"): {"1.1": (0, 2)}, (2018, "a"): {"1.1": (1, 2)}})
    assert chain_linked(scores)["reason"].tolist() == ["first_year", "zero_core"]
    assert chain_linked(scores, link="difference")["linked"].tolist() == [0.0, 50.0]


def test_an_unchanged_framework_makes_the_chain_the_index() -> None:
    """With nothing new and nothing dropped the linked series is the published one, for pooled units too."""
    scores = sheet({(2016, "a"): {"1.1": (1, 4)}, (2016, "b"): {"1.1": (2, 4)}, (2017, "c"): {"1.1": (3, 4)}})
    series = pd.DataFrame({"year": [2016, 2016, 2017], "unit": ["a", "b", "c"], "series": "c"})
    found = chain_linked(scores, series=series)
    assert found[["unit", "year"]].to_numpy().tolist() == [["c", 2016], ["c", 2017]]
    assert found["linked"].tolist() == pytest.approx([37.5, 75.0])


def test_no_scores_no_series() -> None:
    """An empty frame gives an empty series, a single year a single point."""
    assert chain_linked(CHAIN.iloc[:0]).empty
    assert chain_linked(CHAIN[CHAIN["year"].eq(2016)])["linked"].tolist() == [50.0]


def test_the_input_is_not_changed() -> None:
    """The scores stay as they are."""
    before = CHAIN.copy(deep=True)
    chain_linked(CHAIN)
    pd.testing.assert_frame_equal(CHAIN, before)
