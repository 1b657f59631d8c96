import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.influence import influence
from parkit.analysis.score import unit_index
from tests.analysis.sheets import sheet, sheets


def units(*rows: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Write units in 2020."""
    return sheet({(2020, f"u{place:02}"): row for place, row in enumerate(rows)})


# 1.1 (of 60): 30, 30, 60, 60; 2.1 (of 40): 10, 30, 10, 30. Index 40, 60, 70, 90, mean 65; the deviations −25, −5, 5, 25
# have Σ² = 1300. Σ c·d: 1.1: 30 (−30) + 60 · 30 = 900; 2.1: 10 (−20) + 30 · 20 = 400.
HAND = units(
    {"1.1": (30, 60), "2.1": (10, 40)},
    {"1.1": (30, 60), "2.1": (30, 40)},
    {"1.1": (60, 60), "2.1": (10, 40)},
    {"1.1": (60, 60), "2.1": (30, 40)},
)


def test_covariance_shares_by_hand() -> None:
    """900/1300 and 400/1300, against weights of 0.6 and 0.4."""
    found = influence(HAND)
    assert found["nominal_weight"].tolist() == pytest.approx([0.6, 0.4])
    assert found["covariance_share"].tolist() == pytest.approx([9 / 13, 4 / 13])
    assert found["weight_ratio"].tolist() == pytest.approx([15 / 13, 10 / 13])


def test_correlation_ratios_by_hand() -> None:
    """Classes of 1.1 have the means 50 and 80: 4 · 15² / 1300; of 2.1 55 and 75: 4 · 10² / 1300; adjusted by 3/2."""
    found = influence(HAND)
    assert found["eta_squared"].tolist() == pytest.approx([900 / 1300, 400 / 1300])
    assert found["eta_squared_adjusted"].tolist() == pytest.approx([1 - (4 / 13) * 1.5, 1 - (9 / 13) * 1.5])
    assert found["n_classes"].tolist() == [2, 2]


def test_a_curve_is_seen_where_the_covariance_is_none() -> None:
    """1.1 takes 0, 1, 2 and the index goes up and down with it: η² is large although a straight line sees little."""
    rows = [{"1.1": (value, 2), "2.1": (50 - 20 * abs(value - 1) - value, 98)} for value in (0, 1, 2) for _ in range(4)]
    found = influence(units(*rows)).set_index("criterion").loc["1.1"]
    assert found["eta_squared"] == pytest.approx(1.0)
    assert abs(found["covariance_share"]) < 0.01


def test_many_values_are_put_into_classes_of_equal_size() -> None:
    """Ten values in five classes of two: the means of neighbours, by hand with numpy."""
    points = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    other = [5, 1, 4, 2, 8, 3, 9, 0, 7, 6]
    scores = units(*({"1.1": (one, 10), "2.1": (two, 10)} for one, two in zip(points, other, strict=True)))
    index = np.add(points, other) * 5.0
    means = index.reshape(5, 2).mean(axis=1)
    expected = 2 * ((means - index.mean()) ** 2).sum() / ((index - index.mean()) ** 2).sum()
    found = influence(scores).set_index("criterion").loc["1.1"]
    assert found["n_classes"] == 5
    assert found["eta_squared"] == pytest.approx(expected)


def test_a_block_without_spread_says_so() -> None:
    """All at 50: no share of nothing, and no division by rounding noise."""
    found = influence(units({"1.1": (1, 2), "1.2": (0.1, 0.2)}, {"1.1": (0.1, 0.2), "1.2": (1, 2)}))
    assert found["reason"].tolist() == ["no_variance"] * 2
    assert found[["covariance_share", "eta_squared"]].isna().all(axis=None)


def test_areas_are_the_sums_of_their_criteria() -> None:
    """Weights and covariance shares of areas are those of their criteria added."""
    scores = units(
        {"1.1": (1, 4), "1.2": (3, 4), "2.1": (2, 8)},
        {"1.1": (4, 4), "1.2": (2, 4), "2.1": (5, 8)},
        {"1.1": (2, 4), "1.2": (2, 4), "2.1": (7, 8)},
    )
    areas = influence(scores, by=("area",)).set_index("area")
    sums = influence(scores).groupby("area")[["nominal_weight", "covariance_share"]].sum()
    for name in ("nominal_weight", "covariance_share"):
        assert areas[name].to_dict() == pytest.approx(sums[name].to_dict())


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(sheets(years=(2020,), units="abcdefgh"), st.randoms(use_true_random=False))
def test_shares_add_to_one_with_any_gaps(scores: pd.DataFrame, random) -> None:  # noqa: ANN001
    """Shares and weights add to 1, shares equal numpy's covariances, η² is in 0 … 1, the order does not matter."""
    found = influence(scores)
    index = unit_index(scores).set_index("unit")["index"].dropna()
    if len(index) == 0 or index.round(9).nunique() < 2:
        assert not found["reason"].eq("").any()
        return
    assert found["covariance_share"].sum() == pytest.approx(1.0)
    assert found["nominal_weight"].sum() == pytest.approx(1.0)
    assert found["eta_squared"].dropna().between(-1e-12, 1 + 1e-12).all()
    scored = scores[scores["state"].eq("scored")]
    whole = scored.groupby("unit")["max_points"].sum()
    for row in found.itertuples():
        points = scored[scored["criterion"].eq(row.criterion)].set_index("unit")["points"]
        part = (100 * points / whole).reindex(index.index).fillna(0.0)
        assert row.covariance_share == pytest.approx(np.cov(part, index)[0, 1] / index.var())
    order = random.sample(range(len(scores)), len(scores))
    pd.testing.assert_frame_equal(influence(scores.iloc[order]), found)


def test_fewer_than_two_classes_are_refused() -> None:
    """One class explains nothing."""
    with pytest.raises(ValueError, match="classes=1"):
        influence(HAND, classes=1)


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The scores stay as they are; an empty frame gives an empty one."""
    before = HAND.copy(deep=True)
    influence(HAND)
    pd.testing.assert_frame_equal(HAND, before)
    assert influence(HAND.iloc[:0]).empty
