import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.intake.cells import CellReading, read_cell

MARKS = {"-": "not_applicable", "?": "missing"}


def read(value: str | float, maximum: float | None = 10.0) -> CellReading:
    """Read a cell of a table with the decimal comma."""
    return read_cell(value, decimal=",", marks=MARKS, maximum=maximum)


@pytest.mark.parametrize(
    ("value", "points"),
    [("7,5", 7.5), (7.5, 7.5), ("10", 10.0), ("10,00", 10.0), ("0", 0.0), (0.0, 0.0), (10 + 1e-12, 10 + 1e-12)],
)
def test_a_score_within_its_limits_is_taken(value: str | float, points: float) -> None:
    """Scores from zero to the maximum are scores; a real 0 is one of them, and binary noise exceeds nothing."""
    assert read(value) == CellReading("scored", points)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("10,01", "above_maximum", "0–10"),
        (50.0, "above_maximum", "0–10"),
        ("-0,5", "negative_score", "0–10"),
        (-1.0, "negative_score", "0–10"),
        ("tốt", "not_a_number", "7,5"),
        ("9.125", "ambiguous_number", "7,5"),
    ],
)
def test_a_wrong_score_is_an_error_and_no_score(value: str | float, code: str, expected: str) -> None:
    """A score outside its limits, a word, and a number with two readings stop the file and leave the score unknown."""
    reading = read(value)
    assert (reading.state, reading.code, reading.severity, reading.expected) == ("missing", code, "error", expected)
    assert math.isnan(reading.points)


def test_limits_are_shown_as_the_table_writes_them() -> None:
    """The limit of 13.5 reads 13,5 in a table with decimal commas, and has no upper end if no maximum is known."""
    assert read("14", maximum=13.5).expected == "0–13,5"
    assert read("-1", maximum=None).expected == "≥ 0"
    assert read("99", maximum=None) == CellReading("scored", 99.0)


@pytest.mark.parametrize(
    ("value", "state", "code"),
    [("", "missing", "missing_cell"), ("-", "not_applicable", "mark_not_applicable"), ("?", "missing", "mark_missing")],
)
def test_the_three_states_are_never_mixed(value: str, state: str, code: str) -> None:
    """An empty cell is unknown, a declared mark means what is declared, and each is told as a warning."""
    reading = read(value)
    assert (reading.state, reading.code, reading.severity) == (state, code, "warning")
    assert math.isnan(reading.points)


@given(st.one_of(st.text(max_size=8), st.floats(allow_infinity=False, allow_nan=True)))
def test_only_scores_have_points(value: str | float) -> None:
    """Whatever a cell holds, it has points within the limits or a problem that says why not."""
    reading = read(value)
    if reading.state == "scored":
        assert 0 <= reading.points <= 10 + 1e-9
        assert reading.code == ""
    else:
        assert math.isnan(reading.points)
        assert reading.code
