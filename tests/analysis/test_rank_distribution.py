import numpy as np
import pandas as pd
import pytest

from parkit.analysis import normal
from parkit.analysis.rank_distribution import band_probability, rank_distribution, summarise_ranks
from parkit.model.language import Text
from parkit.model.scheme import Band


def units(numbers: list[float], errors: list[float] | float, **more: object) -> pd.DataFrame:
    """Write one unit per number."""
    names = [f"u{n}" for n in range(len(numbers))]
    return pd.DataFrame({"unit": names, "index": numbers, "standard_error": errors, **more})


def band(label: str, at_least: float) -> Band:
    """Write a group of the departments from 2020 on."""
    return Band(block="so", year_from=2020, year_to=None, label=Text(vi=label, en=label), at_least=at_least)


def test_every_unit_gets_every_rank_of_its_group() -> None:
    """Groups are apart, units without an estimate are left out, and the input stays as it was."""
    frame = pd.concat(
        [units([90.0, 80.0, np.nan], 1.0, block="so"), units([70.0], 1.0, block="huyen")], ignore_index=True
    )
    before = frame.copy()
    found = rank_distribution(frame, within=("block",))
    pd.testing.assert_frame_equal(frame, before)
    assert found.columns.tolist() == ["block", "unit", "rank", "probability"]
    assert found[["block", "unit", "rank"]].to_numpy().tolist() == [
        ["huyen", "u0", 1],
        ["so", "u0", 1],
        ["so", "u0", 2],
        ["so", "u1", 1],
        ["so", "u1", 2],
    ]
    assert found["probability"].round(9).tolist() == [1.0, 1.0, 0.0, 0.0, 1.0]


def test_row_order_does_not_matter() -> None:
    """Shuffled rows have the same chances."""
    frame = units([90.0, 88.0, 87.0, 91.0], [1.0, 2.0, 1.5, 0.0])
    found = rank_distribution(frame, within=()).set_index(["unit", "rank"])["probability"].sort_index()
    again = rank_distribution(frame.iloc[::-1], within=()).set_index(["unit", "rank"])["probability"].sort_index()
    assert again.to_numpy() == pytest.approx(found.to_numpy(), abs=1e-12)


def test_summary_by_hand() -> None:
    """Chances 0.04, 0.5, 0.41, 0.05: mean 2.47; 5 % is reached at 2, half at 2, 95 % at 3."""
    chances = pd.DataFrame({"unit": "a", "rank": [4, 3, 2, 1], "probability": [0.05, 0.41, 0.5, 0.04]})
    found = summarise_ranks(chances, top=2, within=()).iloc[0]
    assert found["rank_mean"] == pytest.approx(2.47)
    assert found[["rank_low", "rank_median", "rank_high"]].tolist() == [2, 2, 3]
    assert found["p_top"] == pytest.approx(0.54)


def test_chances_add_up_as_decimals() -> None:
    """0.6 and 0.3 are 0.9, not a hair less, wherever a chance is held against a number."""
    chances = pd.DataFrame({"unit": "a", "rank": [1, 2, 3], "probability": [0.6, 0.3, 0.1]})
    assert summarise_ranks(chances, top=2, within=())["p_top"].tolist() == [0.9]


def test_groups_share_the_probability() -> None:
    """At 89 ± 1 with thresholds 90 and 80: Φ(−1) above, the rest in the second group, nothing below."""
    frame = units([89.0], 1.0, year=2021, block="so", scheme="x")
    found = band_probability(frame, [band("II", 80.0), band("I", 90.0)])
    assert found["band_en"].tolist() == ["I", "II", ""]
    assert found["band"].tolist()[:2] == [1, 2]
    assert pd.isna(found["band"].iloc[2])
    upper = float(normal.above(1.0))
    assert found["probability"].to_numpy() == pytest.approx([upper, 1 - upper, 0.0], abs=1e-12)


def test_exact_value_on_the_threshold_is_in_the_group() -> None:
    """A value known exactly is where it is: 90 reaches 90."""
    frame = units([90.0, 89.99], 0.0, year=2021, block="so")
    assert band_probability(frame, [band("I", 90.0)])["probability"].tolist() == [1.0, 0.0, 0.0, 1.0]


def test_without_thresholds_there_are_no_groups() -> None:
    """No group is invented for another block or an earlier year."""
    frame = pd.concat([units([90.0], 1.0, year=2019, block="so"), units([90.0], 1.0, year=2021, block="huyen")])
    found = band_probability(frame, [band("I", 90.0)])
    assert found.empty
    assert "probability" in found.columns


def test_missing_error_is_refused() -> None:
    """An estimate whose error nobody knows has no distribution."""
    with pytest.raises(ValueError, match="standard error"):
        rank_distribution(units([1.0, 2.0], [1.0, np.nan]), within=())
