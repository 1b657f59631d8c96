import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.reliability import cronbach_alpha, item_rest
from tests.analysis.sheets import sheet, sheets


def items(*columns: list[float], maximum: float = 5.0) -> pd.DataFrame:
    """Write one criterion per list, one unit per place."""
    return sheet(
        {
            (2020, f"u{unit:02}"): {f"1.{place}": (column[unit], maximum) for place, column in enumerate(columns)}
            for unit in range(len(columns[0]))
        }
    )


def alpha_in_fractions(columns: list[list[int]]) -> Fraction:
    """Compute alpha by its definition in exact fractions."""

    def variance(values: list[int]) -> Fraction:
        mean = Fraction(sum(values), len(values))
        return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)

    totals = [sum(unit) for unit in zip(*columns, strict=True)]
    k = len(columns)
    return Fraction(k, k - 1) * (1 - sum(variance(column) for column in columns) / variance(totals))


# Three questions and ten people: the example of fmsb::CronbachAlpha (Nakazawa, after Bland and Altman 1997). By hand:
# Σ x = 29, 24, 26 and Σ x² = 97, 76, 80, so the sums of squares are 12.9, 18.4 and 12.4, together 43.7. The totals
# 5 14 4 8 11 5 7 13 7 5 (Σ 79, Σ² 739) have 114.9. alpha = 3/2 (1 − 43.7/114.9) = 0.9295.
QUESTIONS = [[1, 5, 2, 3, 4, 2, 3, 4, 3, 2], [2, 4, 1, 2, 4, 1, 2, 5, 2, 1], [2, 5, 1, 3, 3, 2, 2, 4, 2, 2]]


def test_a_published_table_by_hand() -> None:
    """3/2 (1 − 43.7/114.9) = 0.9295."""
    found = cronbach_alpha(items(*QUESTIONS)).iloc[0]
    assert found[["n_units", "n_criteria"]].tolist() == [10, 3]
    assert found["alpha"] == pytest.approx(1.5 * (1 - 43.7 / 114.9))
    assert found["reason"] == ""


def test_right_or_wrong_items_are_kr20() -> None:
    """Kuder–Richardson 20 with p = 3/4, 2/4, 1/4: Σ p q = 0.625; totals 3, 2, 1, 0 have variance 1.25: 3/2 · 1/2."""
    guttman = items([1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], maximum=1.0)
    assert cronbach_alpha(guttman)["alpha"].item() == pytest.approx(0.75)


def test_copies_have_alpha_one_and_opposites_have_none() -> None:
    """The same item twice measures one thing; an item and its opposite have a total without variance."""
    same = [1.0, 2.0, 4.0]
    assert cronbach_alpha(items(same, same))["alpha"].item() == pytest.approx(1.0)
    assert cronbach_alpha(items(same, [4.0, 3.0, 1.0]))["reason"].item() == "no_variance"


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=8))
def test_alpha_equals_its_definition_in_fractions(rows: list[list[int]]) -> None:
    """Exact rational arithmetic gives the same, whenever the totals differ."""
    found = cronbach_alpha(items(*([float(row[place]) for row in rows] for place in range(3)))).iloc[0]
    if len({sum(row) for row in rows}) == 1:
        assert found["reason"] == "no_variance"
    else:
        assert found["alpha"] == pytest.approx(
            float(alpha_in_fractions([list(column) for column in zip(*rows, strict=True)]))
        )


def test_gaps_drop_criteria_or_units() -> None:
    """1.2 does not apply to one of four units: without the criterion, or without the unit."""
    full = items([1.0, 2.0, 3.0, 5.0], [1.0, 3.0, 2.0, 4.0], [2.0, 2.0, 3.0, 3.0])
    gap = full["criterion"].eq("1.1") & full["unit"].eq("u03")
    holed = full.assign(state=full["state"].mask(gap, "not_applicable"), points=full["points"].mask(gap))
    by_criteria = cronbach_alpha(holed).iloc[0]
    assert by_criteria[["n_units", "n_criteria", "n_dropped"]].tolist() == [4, 2, 1]
    assert by_criteria["alpha"] == pytest.approx(cronbach_alpha(full[full["criterion"].ne("1.1")])["alpha"].item())
    by_units = cronbach_alpha(holed, drop="units").iloc[0]
    assert by_units[["n_units", "n_criteria", "n_dropped"]].tolist() == [3, 3, 1]
    assert by_units["alpha"] == pytest.approx(cronbach_alpha(full[full["unit"].ne("u03")])["alpha"].item())


def test_too_few_is_said() -> None:
    """One criterion or one unit has no alpha; two units have no item–rest correlation."""
    assert cronbach_alpha(items([1.0, 2.0]))["reason"].item() == "too_few"
    assert cronbach_alpha(items([1.0], [2.0]))["reason"].item() == "too_few"
    assert item_rest(items([1.0, 2.0], [1.0, 3.0]))["reason"].tolist() == ["too_few", "too_few"]


def test_item_rest_by_hand() -> None:
    """1, 2, 3 against the rest 2, 6, 4: Σ xy = 2, Σ x² = 2, Σ y² = 8, so r = 2/4 = 0.5."""
    found = item_rest(items([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], [1.0, 3.0, 2.0])).set_index("criterion")
    assert found.loc["1.0", "item_rest"] == pytest.approx(0.5)


def test_an_item_without_variance_has_no_correlation() -> None:
    """Full marks for all: nothing to correlate."""
    found = item_rest(items([5.0, 5.0, 5.0], [1.0, 2.0, 4.0])).set_index("criterion")
    assert found.loc["1.0", "reason"] == "no_variance"
    assert math.isnan(found.loc["1.0", "item_rest"])


@settings(deadline=None, max_examples=10)
@given(sheets(years=(2020,), units="abcdefgh"))
def test_item_rest_equals_numpy_with_gaps(scores: pd.DataFrame) -> None:
    """Removing the criterion by hand and correlating with numpy gives the same for every criterion."""
    scored = scores[scores["state"].eq("scored")]
    for row in item_rest(scores).itertuples():
        pairs = []
        for _, unit in scored.groupby("unit"):
            item, rest = unit[unit["criterion"].eq(row.criterion)], unit[unit["criterion"].ne(row.criterion)]
            if len(item) and len(rest):
                pairs.append([part["points"].sum() / part["max_points"].sum() for part in (item, rest)])
        assert row.n == len(pairs)
        if not row.reason:
            assert row.item_rest == pytest.approx(np.corrcoef(np.array(pairs).T)[0, 1])


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The scores stay as they are; an empty frame gives empty ones."""
    scores = items(*([float(value) for value in column] for column in QUESTIONS))
    before = scores.copy(deep=True)
    for function in (item_rest, cronbach_alpha):
        function(scores)
        assert function(scores.iloc[:0]).empty
    pd.testing.assert_frame_equal(scores, before)
