import pandas as pd
import pytest

from parkit.analysis.bands import assign_band
from parkit.model.language import Text
from parkit.model.scheme import Band


def band(block: str, label: str, at_least: float, years: tuple[int, int | None] = (2020, None)) -> Band:
    """Write one threshold."""
    return Band(
        block=block,
        year_from=years[0],
        year_to=years[1],
        label=Text(vi=f"Nhóm {label}", en=f"Group {label}"),
        at_least=at_least,
    )


NAM_DINH = [band("so", "II", 80), band("so", "I", 90), band("huyen", "I", 80), band("huyen", "II", 70)]


def placed(block: str, value: float, *, year: int = 2020, decimals: int | None = None) -> tuple[str, str]:
    """Return label and state of one value."""
    frame = pd.DataFrame({"year": [year], "block": [block], "index": [value]})
    row = assign_band(frame, NAM_DINH, decimals=decimals).iloc[0]
    return row["band_en"], row["band_state"]


@pytest.mark.parametrize(
    ("block", "value", "expected"),
    [
        ("so", 90.0, ("Group I", "in_band")),
        ("so", 89.99, ("Group II", "in_band")),
        ("so", 80.0, ("Group II", "in_band")),
        ("so", 79.99, ("", "below")),
        ("huyen", 89.99, ("Group I", "in_band")),
        ("huyen", 79.99, ("Group II", "in_band")),
        ("huyen", 69.99, ("", "below")),
        ("so", float("nan"), ("", "no_index")),
        ("xa", 90.0, ("", "no_rule")),
    ],
)
def test_thresholds_of_nam_dinh_2020(block: str, value: float, expected: tuple[str, str]) -> None:
    """Departments from 90 and 80, districts from 80 and 70; below all is no group."""
    assert placed(block, value) == expected


def test_rounding_can_decide_a_group_and_is_stated() -> None:
    """89.996 prints as 90.00: group I as printed, group II in full."""
    assert placed("so", 89.996)[0] == "Group II"
    assert placed("so", 89.996, decimals=2)[0] == "Group I"
    frame = pd.DataFrame({"year": [2020], "block": ["so"], "index": [89.996]})
    assert [assign_band(frame, NAM_DINH, decimals=digits)["band_basis"].item() for digits in (None, 2)] == [
        "full",
        "rounded",
    ]


def test_binary_noise_does_not_cost_a_group() -> None:
    """100 · 0.3 · 3 is a hair below 90 in binary and 90 in decimals."""
    value = 100 * (0.1 + 0.2) * 3 - 1e-12
    assert value < 90
    assert placed("so", value)[0] == "Group I"


def test_thresholds_hold_for_their_years_only() -> None:
    """A threshold that ends in 2020 says nothing of 2021; the position counts the thresholds of the same year."""
    bands = [band("so", "I", 90, (2019, 2020)), band("so", "II", 80, (2019, None)), band("so", "A", 85, (2021, 2021))]
    frame = pd.DataFrame({"year": [2018, 2020, 2021, 2021], "block": "so", "index": [95.0, 82.0, 95.0, 82.0]})
    found = assign_band(frame, bands)
    assert found["band_en"].tolist() == ["", "Group II", "Group A", "Group II"]
    assert found["band"].tolist() == [pd.NA, 2, 1, 2]


def test_a_group_has_its_number_and_both_labels() -> None:
    """Whatever the frame's index: 1 with both names of the highest, nothing below; numbers are whole or missing."""
    frame = pd.DataFrame({"year": 2020, "block": "so", "index": [95.0, 85.0, 20.0]}, index=[7, 5, 9])
    found = assign_band(frame, NAM_DINH)
    labels = [["Nhóm I", "Group I"], ["Nhóm II", "Group II"], ["", ""]]
    assert found[["band_vi", "band_en"]].to_numpy().tolist() == labels
    assert found["band"].tolist() == [1, 2, pd.NA]
    assert found["band"].dtype == "Int64"
    assert found["band_state"].tolist() == ["in_band", "in_band", "below"]
    assert found.index.tolist() == [7, 5, 9]


def test_without_a_threshold_there_is_no_rule() -> None:
    """A scheme that declares no groups puts no unit into one."""
    frame = pd.DataFrame({"year": [2020], "block": ["so"], "index": [95.0]})
    assert assign_band(frame, [])["band_state"].tolist() == ["no_rule"]


def test_the_input_is_not_changed() -> None:
    """The frame given in keeps its columns."""
    frame = pd.DataFrame({"year": [2020], "block": ["so"], "index": [95.0]})
    before = frame.copy(deep=True)
    assign_band(frame, NAM_DINH)
    pd.testing.assert_frame_equal(frame, before)
