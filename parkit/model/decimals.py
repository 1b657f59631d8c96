"""The decimal digits of a number as a reader means them, with nothing imported that takes time.

Twelve significant digits are kept, which removes binary noise and is more than any score sheet prints.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_NOISE_DIGITS: Final = 12


def _plain(value: float) -> Decimal:
    """Return the decimal a reader means: twelve significant digits, which removes binary noise."""
    return Decimal(format(value, f".{_NOISE_DIGITS}g"))


def decimal_text(value: float, decimals: int) -> str:
    """Return ``value`` with ``decimals`` digits, half away from zero.

    >>> decimal_text(2.675, 2), decimal_text(0.1 + 0.2, 1)
    ('2.68', '0.3')
    """
    return format(_plain(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP), "f")
