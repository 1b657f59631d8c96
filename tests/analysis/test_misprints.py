from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.analysis.misprints import digit_slips, misplaced_marks, significant_digits, transpositions

cents = st.integers(0, 9999)


def text(value: float, decimals: int) -> str:
    """Write a number as it is printed."""
    return f"{value:.{decimals}f}"


@pytest.mark.slow
@given(cents)
def test_digit_slips_are_all_numbers_of_the_same_length_that_differ_in_one_digit(number: int) -> None:
    """Brute force over every number from 0.00 to 99.99: those of equal length with exactly one digit apart."""
    printed = text(number / 100, 2)
    every = (text(other / 100, 2) for other in range(10_000))
    expected = {
        other
        for other in every
        if len(other) == len(printed) and sum(a != b for a, b in zip(other, printed, strict=True)) == 1
    }
    assert {text(value, 2) for value, _ in digit_slips(number / 100, 2)} == expected


@given(cents)
def test_transpositions_exchange_two_neighbouring_digits(number: int) -> None:
    """Brute force: the same digits, two neighbours exchanged, and no number that begins with a needless nought."""
    digits = f"{number:03d}" if number < 1000 else str(number)
    swapped = {
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(len(digits) - 1)
    }
    expected = {item for item in swapped - {digits} if not (item.startswith("0") and len(item) > 3)}
    assert {text(value, 2).replace(".", "") for value, _ in transpositions(number / 100, 2)} == expected


def test_digit_slips_of_94_9_by_hand() -> None:
    """The first digit can be 1 to 8, the second and third anything but 4 and 9: 8 + 9 + 9 numbers, 97,9 among them."""
    found = digit_slips(94.9, 1)
    assert len(found) == len(set(found)) == 26
    assert (97.9, 1) in found
    assert (4.9, 1) not in found


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (50.0, 0, [(5.0, 1), (500.0, 0), (0.5, 2), (5000.0, 0)]),
        (8.32, 2, [(0.832, 3), (83.2, 1), (0.0832, 4), (832.0, 0)]),
        (0.0, 1, []),
    ],
)
def test_misplaced_marks_by_hand(number: float, decimals: int, expected: list[tuple[float, int]]) -> None:
    """50 can have been 5,0 or 0,50; the nearest place of the sign comes first, and nought has no other."""
    assert list(misplaced_marks(number, decimals)) == expected


@given(st.integers(1, 99_999), st.integers(0, 3))
def test_misplaced_marks_keep_the_digits(number: int, decimals: int) -> None:
    """Moving the sign multiplies by a power of ten and changes no digit."""
    value = float(Decimal(number).scaleb(-decimals))
    for moved, places in misplaced_marks(value, decimals):
        assert text(moved, places).replace(".", "").strip("0") == str(number).strip("0")


def test_a_fall_stays_a_fall() -> None:
    """The sign of a change is kept in every slip."""
    slips = (*digit_slips(-7.3, 1), *transpositions(-7.3, 1), *misplaced_marks(-7.3, 1))
    assert all(value < 0 or value == 0 for value, _ in slips)
    assert (-3.7, 1) in slips


@pytest.mark.parametrize(("number", "decimals", "expected"), [(68.85, 2, 4), (100.0, 2, 1), (0.05, 2, 1), (94.9, 1, 3)])
def test_significant_digits(number: float, decimals: int, expected: int) -> None:
    """Noughts at either end say nothing."""
    assert significant_digits(number, decimals) == expected
