import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.counted import counted_points, whole
from parkit.analysis.score import unit_index
from tests.analysis.sheets import sheet, sheets


@settings(deadline=None, max_examples=12)
@given(sheets(), st.sampled_from(["rebase", "full_marks", "zero"]))
def test_the_parts_make_the_index(scores: pd.DataFrame, rule: str) -> None:
    """Σ p / Σ m of the counted rows is the index of every unit under every rule."""
    found = whole(counted_points(scores, rule=rule)).drop_duplicates(["year", "unit"])
    expected = unit_index(scores, rule=rule)
    assert found["index"].tolist() == pytest.approx(expected["index"].tolist(), nan_ok=True)


@pytest.mark.parametrize(("rule", "counts"), [("rebase", (0, 0)), ("full_marks", (4, 4)), ("zero", (0, 4))])
def test_what_does_not_apply_counts_by_the_rule(rule: str, counts: tuple[int, int]) -> None:
    """Of 4 points that do not apply: none, all, or none of four."""
    rows = counted_points(sheet({(2018, "a"): {"1.1": ("-", 4)}}), rule=rule)
    assert rows[["points", "max_points"]].to_numpy().tolist() == [list(counts)]


def test_an_appraised_and_a_survey_part_are_added() -> None:
    """3 of 5 appraised and 1 of 2 by survey are 4 of 7 of one criterion."""
    two = pd.concat([sheet({(2018, "a"): {"1.1": (3, 5)}}), sheet({(2018, "a"): {"1.1": (1, 2)}}, source="survey")])
    assert counted_points(two)[["points", "max_points"]].to_numpy().tolist() == [[4.0, 7.0]]


def test_an_unknown_maximum_leaves_no_index() -> None:
    """The row says so, and the unit has no index."""
    rows = whole(counted_points(sheet({(2018, "a"): {"1.1": (3, None), "1.2": (1, 2)}})))
    assert rows["unknown"].tolist() == [True, False]
    assert rows["index"].isna().all()


def test_an_unknown_rule_is_refused() -> None:
    """A misspelt rule must not count as one of the three."""
    with pytest.raises(ValueError, match="rebased"):
        counted_points(sheet({(2018, "a"): {"1.1": (3, 5)}}), rule="rebased")
