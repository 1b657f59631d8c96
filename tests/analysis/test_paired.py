import pandas as pd
from hypothesis import given, settings

from parkit.analysis.paired import ABSENCES, pair_years
from tests.analysis.sheets import sheet, sheets

YEARS = {"year": 2018, "base_year": 2017}


@settings(deadline=None, max_examples=10)
@given(sheets())
def test_weights_add_to_one_in_both_years(scores: pd.DataFrame) -> None:
    """The shares of a unit's maximum add to 1, so that nothing of a change can be lost."""
    sums = pair_years(scores, **YEARS).groupby("unit")[["weight_0", "weight_1"]].sum()
    assert ((sums - 1.0).abs() < 1e-12).all(axis=None)


def test_why_a_criterion_counts_in_one_year_only() -> None:
    """Not in the framework, not applicable, and without a score are three different reasons."""
    scores = sheet(
        {
            (2017, "a"): {"1.1": (1, 2), "1.2": ("-", 2), "1.3": ("?", 2)},
            (2018, "a"): {"1.1": (1, 2), "1.2": (1, 2), "1.3": (1, 2), "1.4": (1, 2)},
        }
    )
    found = pair_years(scores, **YEARS)
    assert found["reason"].tolist() == ["", "not_applicable", "missing", "framework"]
    assert set(found["reason"]) - {""} == set(ABSENCES)


def test_a_criterion_that_never_counts_is_not_listed() -> None:
    """Not applicable in both years: nothing to compare."""
    scores = sheet({(year, "a"): {"1.1": (1, 2), "1.2": ("-", 2)} for year in (2017, 2018)})
    assert pair_years(scores, **YEARS)["criterion"].tolist() == ["1.1"]


def test_a_part_without_an_index_is_not_in_the_pool() -> None:
    """The pool of a and b is a alone when b's maximum is unknown."""
    scores = sheet({(2017, "a"): {"1.1": (1, 2)}, (2017, "b"): {"1.1": (1, None)}, (2018, "c"): {"1.1": (2, 2)}})
    series = pd.DataFrame({"year": [2017, 2017], "unit": ["a", "b"], "series": "c"})
    assert pair_years(scores, **YEARS, series=series)[["points_0", "max_points_0"]].to_numpy().tolist() == [[1.0, 2.0]]
