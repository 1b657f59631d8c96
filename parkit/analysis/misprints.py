"""What else could have stood there? The numbers that one slip of the pen or of a cell turns into a printed one.

Every function takes a number as printed, with its decimals, and returns the numbers it could have been, each with
the decimals it would be printed with, in ascending order of how far the slip reaches. The sign is kept, and so is
the printed number of digits: 94,9 can have been 04,9 as little as 094,9.
"""

import math
from itertools import pairwise
from typing import Final

Written = tuple[float, int]
"""A number and the decimals it is printed with."""

_FARTHEST: Final = 2
_DIGITS: Final = "0123456789"


def digit_slips(number: float, decimals: int) -> tuple[Written, ...]:
    """Return every number that differs in exactly one digit: 9 for each digit, 8 for a leading one.

    A leading digit does not become 0, unless it stands alone before the decimal sign.

    >>> [value for value, _ in digit_slips(7.5, 1)][:3], len(digit_slips(94.9, 1))
    ([0.5, 1.5, 2.5], 26)
    """
    text = _digits(number, decimals)
    found = (
        text[:place] + digit + text[place + 1 :]
        for place, old in enumerate(text)
        for digit in (_DIGITS if old != "." else "")
        if digit != old
    )
    return tuple(_written(item, number, decimals) for item in found if _is_plain(item))


def transpositions(number: float, decimals: int) -> tuple[Written, ...]:
    """Return every number with two neighbouring digits exchanged, across the decimal sign too.

    >>> transpositions(94.8, 1)
    ((49.8, 1), (98.4, 1))
    """
    text = _digits(number, decimals)
    places = [place for place, digit in enumerate(text) if digit != "."]
    pairs = [(left, right) for left, right in pairwise(places) if text[left] != text[right]]
    found = (_exchanged(text, left, right) for left, right in pairs)
    return tuple(_written(item, number, decimals) for item in found if _is_plain(item))


def misplaced_marks(number: float, decimals: int) -> tuple[Written, ...]:
    """Return the same digits with the decimal sign one or two places to the left or right, the nearest first.

    >>> misplaced_marks(50.0, 0)
    ((5.0, 1), (500.0, 0), (0.5, 2), (5000.0, 0))
    """
    if not number:
        return ()
    found = []
    for step in range(1, _FARTHEST + 1):
        left, right = decimals + step, decimals - step
        found += [(round(number / 10**step, left), left), (round(number * 10**step, max(right, 0)), max(right, 0))]
    return tuple(found)


def significant_digits(number: float, decimals: int) -> int:
    """Return how many digits a printed number has, without leading zeros and trailing ones.

    >>> significant_digits(68.85, 2), significant_digits(100.0, 2), significant_digits(0.05, 2)
    (4, 1, 1)
    """
    return len(_digits(number, decimals).replace(".", "").strip("0"))


def _digits(number: float, decimals: int) -> str:
    return f"{abs(number):.{decimals}f}"


def _is_plain(text: str) -> bool:
    """Tell whether a number is written without a needless leading zero."""
    whole = text.partition(".")[0]
    return whole == "0" or not whole.startswith("0")


def _exchanged(text: str, left: int, right: int) -> str:
    letters = list(text)
    letters[left], letters[right] = letters[right], letters[left]
    return "".join(letters)


def _written(text: str, number: float, decimals: int) -> Written:
    return math.copysign(float(text), number), decimals
