"""Texts for spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.model.spreadsheet import inert

FORMULAS = ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "−1+1", "=", "-"]
PLAIN = ["", "Sở Nội vụ", "12,56/13,50", "-3,25", "−3.25", "+7.5 %", "1e-05", "-1e-05", "'=1", "a=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_becomes_a_text(text: str) -> None:
    """A spreadsheet shows the text behind an apostrophe and computes nothing."""
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_and_other_texts_stay(text: str) -> None:
    """A negative number, a percentage and a name are not touched."""
    assert inert(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_changed(number: float) -> None:
    """Whatever number Python prints stays a number."""
    assert inert(str(number)) == str(number)


@given(st.text())
def test_nothing_stays_a_formula_and_nothing_is_lost(text: str) -> None:
    """Doing it twice is doing it once, and the text is still there whole."""
    assert inert(inert(text)) == inert(text)
    assert inert(text).endswith(text)
