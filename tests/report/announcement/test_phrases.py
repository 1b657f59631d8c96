"""A phrase states its number with its unit, in the form of the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.report.announcement.phrases import (
    ChangeUnit,
    Voice,
    band,
    change,
    clauses,
    count,
    count_of,
    direction,
    inside,
    percent,
    points_of,
    sentence,
    series,
)

pytestmark = pytest.mark.slow

VI, EN = Voice(lang="vi"), Voice(lang="en")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (points_of(12.56, 13.5, VI), "12,56/13,50 điểm"),
        (points_of(7.9, 9, VI, decimals=1), "7,9/9,0 điểm"),
        (points_of(12.56, 13.5, EN), "12.56/13.50 points"),
        (percent(91.85, VI), "91,85%"),
        (percent(100.0, VI), "100%"),
        (percent(99.996, VI), "100,00%"),
        (count_of(4, 10, VI), "04/10 đơn vị"),
        (count_of(4, 10, EN), "4/10 units"),
        (count(1, VI), "01 đơn vị"),
        (count(1, EN), "1 unit"),
        (band("Nhóm I", 90, None, 12, VI), "Nhóm I (từ 90% trở lên): 12 đơn vị"),
        (band("Group II", 80, 90, 5, EN), "Group II (from 80% to under 90%): 5 units"),
        (band("Khá", 67.5, 80, 1, VI), "Khá (từ 67,50% đến dưới 80%): 01 đơn vị"),
        (direction(1, 2017, VI), "tăng so với năm 2017 (nguồn không nêu mức)"),
        (direction(-1, 2017, EN), "down on 2017 (the source gives no size)"),
        (series(["a", "b", "c"], VI), "a, b và c"),
        (series([], EN), ""),
        (clauses(["a, b", "", "c"]), "a, b; c"),
        (sentence("khối sở đạt 100%"), "Khối sở đạt 100%."),
        (inside("Thực hiện cơ chế một cửa"), "thực hiện cơ chế một cửa"),
        (inside("UBND tỉnh"), "UBND tỉnh"),
    ],
)
def test_a_quantity_is_told_as_an_office_prints_it(told: str, expected: str) -> None:
    """Points stand over their maximum, a level has its sign, a count its noun, a single digit its zero."""
    assert told == expected


@pytest.mark.parametrize(
    ("value", "voice", "expected"),
    [
        (3.81, VI, "tăng 3,81 điểm phần trăm so với năm 2017"),
        (-16.0, VI, "giảm 16,00 điểm phần trăm so với năm 2017"),
        (0.0, VI, "không thay đổi so với năm 2017 (0,00 điểm phần trăm)"),
        (-0.004, VI, "thay đổi dưới 0,01 điểm phần trăm so với năm 2017"),
        (-0.005, VI, "giảm 0,01 điểm phần trăm so với năm 2017"),
        (-7.32, EN, "down 7.32 percentage points on 2017"),
    ],
)
def test_a_change_has_direction_unit_and_year(value: float, voice: Voice, expected: str) -> None:
    """A change too small to print is neither a rise nor a fall."""
    assert change(value, 2017, voice) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("percent_unstated", "tăng 3,81% so với năm 2017 (nguyên văn, nguồn không nêu đơn vị)"),
        ("unstated", "tăng 3,81 điểm so với năm 2017 (nguyên văn, nguồn không nêu là điểm số hay điểm phần trăm)"),
        ("relative_index", "tăng 3,81% trị số của chỉ số so với năm 2017"),
        ("relative_points", "tăng 3,81% số điểm so với năm 2017"),
        ("points", "tăng 3,81 điểm so với năm 2017"),
    ],
)
def test_a_printed_change_says_what_its_number_counts(unit: ChangeUnit, expected: str) -> None:
    """A printed change whose unit the source leaves open says so."""
    assert change(3.81, 2017, VI, unit=unit) == expected


def test_a_change_says_what_it_rests_on() -> None:
    """A change on the common criteria, and one of totals whose criteria are not known, are labelled."""
    assert change(1.5, 2017, VI, basis="core") == "tăng 1,50 điểm phần trăm so với năm 2017, trên các tiêu chí chung"
    assert change(1.5, 2017, EN, basis="unchecked").endswith(", whatever changed in the set of criteria")


@given(st.floats(-100, 100), st.sampled_from([VI, EN]))
def test_every_change_states_its_unit(value: float, voice: Voice) -> None:
    """Whatever the number, the phrase says percentage points and the year."""
    told = change(value, 2017, voice)
    assert {"vi": "điểm phần trăm", "en": "percentage points"}[voice.lang] in told
    assert "2017" in told
