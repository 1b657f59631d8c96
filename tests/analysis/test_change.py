import math
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.change import block_change, rank_correlation, year_on_year

NAN = float("nan")

# Hòa Bình, all 19 departments: decision 3349/QĐ-UBND for 2022 and 2767/QĐ-UBND for 2024.
HOA_BINH = {
    "Nội vụ": (96.85, 93.82),
    "Thông tin và Truyền thông": (95.70, 90.82),
    "Tư pháp": (95.66, 93.42),
    "Nông nghiệp": (95.28, 89.51),
    "Tài chính": (94.47, 90.91),
    "Khoa học và Công nghệ": (94.31, 89.57),
    "Khu công nghiệp": (94.30, 91.90),
    "Văn phòng": (93.52, 91.55),
    "Xây dựng": (93.24, 89.38),
    "Thanh tra": (93.16, 87.65),
    "Giáo dục": (93.13, 87.63),
    "Kế hoạch và Đầu tư": (92.51, 88.26),
    "Dân tộc": (92.03, 89.81),
    "Giao thông": (91.13, 90.05),
    "Văn hóa": (91.12, 88.37),
    "Tài nguyên": (90.21, 81.09),
    "Công Thương": (89.97, 88.56),
    "Y tế": (89.95, 88.63),
    "Lao động": (88.72, 91.26),
}


def panel(values: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Write units with an index in 2022 and 2024; NaN means the unit is not there."""
    rows = [
        {"unit": unit, "year": year, "index": index}
        for unit, pair in values.items()
        for year, index in zip((2022, 2024), pair, strict=True)
        if not math.isnan(index)
    ]
    return pd.DataFrame(rows).assign(scheme="hoa-binh", block="so")


def compared(values: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Compare 2024 with 2022."""
    return year_on_year(panel(values), year=2024, base_year=2022)


def test_hoa_binh_means_and_rank_correlation() -> None:
    """Means 92.91 and 89.59; squared rank differences add to 538, so ρ = 1 − 6 · 538 / (19 · 360) = 0.528."""
    changes = compared(HOA_BINH)
    block = block_change(changes).iloc[0]
    assert (round(block["mean_0"], 2), round(block["mean_1"], 2)) == (92.91, 89.59)
    assert block[["n_both", "n_up", "n_down"]].tolist() == [19, 1, 18]
    assert block_change(changes)[["n_both", "n_up", "n_down"]].dtypes.eq("int64").all()
    correlation = rank_correlation(changes)["spearman"].item()
    assert correlation == pytest.approx(1 - 6 * 538 / (19 * 360))
    assert round(correlation, 2) == 0.53


def test_hoa_binh_movers() -> None:
    """Labour goes from 19th to 5th, Natural Resources from 16th to last."""
    found = compared(HOA_BINH).set_index("unit")[["rank_0", "rank_1", "rank_change"]]
    assert found.loc["Lao động"].tolist() == [19, 5, 14]
    assert found.loc["Tài nguyên"].tolist() == [16, 19, -3]


def test_new_and_left_units_are_listed_and_not_compared() -> None:
    """A unit of one year only has no change, but keeps its rank among the units of its year."""
    found = compared({"a": (90.0, 80.0), "b": (95.0, NAN), "c": (NAN, 85.0)}).set_index("unit")
    assert found["status"].to_dict() == {"a": "both", "b": "left", "c": "new"}
    assert found["change"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert found.loc["a", ["rank_0", "rank_1"]].tolist() == [2, 2]


def test_means_of_all_units_and_of_common_units_differ() -> None:
    """All units: (90 + 95)/2 = 92.5 to (80 + 86)/2 = 83; the one unit of both years fell by 10."""
    found = block_change(compared({"a": (90.0, 80.0), "b": (95.0, NAN), "c": (NAN, 86.0)})).iloc[0]
    assert found[["mean_0", "mean_1", "change", "change_common"]].tolist() == pytest.approx([92.5, 83.0, -9.5, -10.0])
    assert found[["n_both", "n_new", "n_left"]].tolist() == [1, 1, 1]


def test_a_unit_that_changed_its_block_is_not_compared() -> None:
    """Blocks are compared within themselves."""
    frame = panel({"a": (90.0, 80.0)})
    frame.loc[frame["year"].eq(2024), "block"] = "huyen"
    assert year_on_year(frame, year=2024, base_year=2022)["status"].tolist() == ["new", "left"]


def test_ranks_are_those_of_each_block() -> None:
    """The only district is first among the districts, whatever the departments have."""
    frame = panel({"a": (90.0, 80.0), "b": (95.0, 70.0), "c": (60.0, 50.0)})
    frame.loc[frame["unit"].eq("c"), "block"] = "huyen"
    found = year_on_year(frame, year=2024, base_year=2022).set_index("unit")
    assert found[["rank_0", "rank_1", "rank_change"]].loc[["a", "b", "c"]].to_numpy().tolist() == [
        [2, 1, 1],
        [1, 2, -1],
        [1, 1, 0],
    ]


def test_a_year_without_units_gives_only_new_ones() -> None:
    """Nothing to compare with is not an error."""
    found = year_on_year(panel({"a": (NAN, 80.0)}), year=2024, base_year=2022)
    assert found["status"].tolist() == ["new"]
    assert math.isnan(rank_correlation(found)["spearman"].item())


@pytest.mark.parametrize("values", [{"a": (90.0, 80.0)}, {"a": (90.0, 80.0), "b": (90.0, 70.0)}])
def test_no_order_no_correlation(values: dict[str, tuple[float, float]]) -> None:
    """One unit, or a year in which all are equal, has no rank correlation."""
    assert math.isnan(rank_correlation(compared(values))["spearman"].item())


def test_ties_share_the_mean_of_their_ranks() -> None:
    """Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5/2, variances 0.75 and 1, so ρ = 0.75/sqrt(0.75) = 0.866."""
    found = compared({"a": (1.0, 1.0), "b": (1.0, 2.0), "c": (3.0, 3.0)})
    assert rank_correlation(found)["spearman"].item() == pytest.approx(math.sqrt(0.75))


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(list(permutations(range(5)))))
def test_without_ties_the_textbook_formula_holds(order: tuple[int, ...]) -> None:
    """ρ = 1 − 6 Σ d² / (n (n² − 1)) for any order of five units."""
    found = compared({str(place): (float(place), float(after)) for place, after in enumerate(order)})
    squares = sum((place - after) ** 2 for place, after in enumerate(order))
    assert rank_correlation(found)["spearman"].item() == pytest.approx(1 - 6 * squares / (5 * 24))


def test_the_input_is_not_changed() -> None:
    """Neither the panel nor the changes are touched."""
    frame = panel(HOA_BINH)
    before = frame.copy(deep=True)
    changes = year_on_year(frame, year=2024, base_year=2022)
    kept = changes.copy(deep=True)
    rank_correlation(changes)
    block_change(changes)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(changes, kept)


def test_binary_noise_is_no_change() -> None:
    """0.1 + 0.2 after 0.3 is no rise, and the two share a rank in the correlation."""
    found = compared({"a": (0.3, 0.1 + 0.2), "b": (80.0, 80.0), "c": (0.1 + 0.2, 0.2), "d": (90.0, 10.0)})
    assert found.set_index("unit").loc[["a", "b"], "change"].tolist() == [0.0, 0.0]
    assert block_change(found)[["n_up", "n_down"]].to_numpy().tolist() == [[0, 2]]
    exact = compared({"a": (0.3, 0.3), "b": (80.0, 80.0), "c": (0.3, 0.2), "d": (90.0, 10.0)})
    assert rank_correlation(found)["spearman"].tolist() == rank_correlation(exact)["spearman"].tolist()
