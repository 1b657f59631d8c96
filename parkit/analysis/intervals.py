"""Which values can hide behind a printed number? Interval arithmetic on printed figures.

"12,56" stands for anything from 12.555 to 12.565. Carrying both ends through a calculation tells whether two
printed figures can both be right, without any assumption about what was rounded away. A printed maximum is a
rule, not a measurement, and is exact.

Ends are compared with a slack of 10⁻⁹, far below any printed digit, in place of outward rounding.

References
----------
Moore, R. E. (1966), Interval Analysis, Prentice-Hall.
"""

import math
from dataclasses import dataclass
from itertools import count
from typing import Self

from parkit.analysis.precision import SLACK


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval and, inside it, the value calculated from the digits as printed.

    Notes
    -----
    ``[a, b] ∘ [c, d] = {x ∘ y : x ∈ [a, b], y ∈ [c, d]}`` for +, −, ×, ÷ (Moore 1966). A divisor that can be
    0 gives the whole line: nothing can be said.

    Examples
    --------
    >>> index = 100 * Interval.printed(8.32, 2) / Interval.exact(8.5)
    >>> round(index.low, 2), round(index.value, 2), round(index.high, 2)
    (97.82, 97.88, 97.94)
    """

    low: float
    high: float
    value: float

    @classmethod
    def printed(cls, value: float, decimals: int) -> Self:
        """Return all values that print as ``value`` with ``decimals`` digits: x ± ½ · 10⁻ᵈ."""
        half = 0.5 * 10.0**-decimals
        return cls(value - half, value + half, value)

    @classmethod
    def exact(cls, value: float) -> Self:
        """Return the interval of one value."""
        return cls(value, value, value)

    @classmethod
    def between(cls, low: float, high: float) -> Self:
        """Return the interval of two bounds, which favours no value inside: ``value`` is NaN.

        Raises
        ------
        ValueError
            The bounds are in the wrong order.
        """
        if low > high:
            message = f"the lower bound {low} lies above the upper bound {high}"
            raise ValueError(message)
        return cls(low, high, math.nan)

    def __add__(self, other: Self | float) -> "Interval":
        right = _interval(other)
        return Interval(self.low + right.low, self.high + right.high, self.value + right.value)

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, -self.value)

    def __sub__(self, other: Self | float) -> "Interval":
        return self + (-_interval(other))

    def __mul__(self, other: Self | float) -> "Interval":
        right = _interval(other)
        ends = [_product(a, b) for a in (self.low, self.high) for b in (right.low, right.high)]
        return Interval(min(ends), max(ends), _product(self.value, right.value))

    def __truediv__(self, other: Self | float) -> "Interval":
        right = _interval(other)
        if right.low <= 0 <= right.high:
            return Interval(-math.inf, math.inf, self.value / right.value if right.value else math.nan)
        inverse = Interval(1.0 / right.high, 1.0 / right.low, 1.0 / right.value)
        return self * inverse

    __radd__ = __add__
    __rmul__ = __mul__

    def intersects(self, other: "Interval") -> bool:
        """Tell whether some value lies in both.

        >>> Interval.printed(94.9, 1).intersects(Interval.between(97.82, 97.95))
        False
        """
        return self.low <= other.high + SLACK and other.low <= self.high + SLACK

    def contains(self, value: float) -> bool:
        """Tell whether ``value`` lies inside or on an end."""
        return self.low - SLACK <= value <= self.high + SLACK

    def within(self, other: "Interval") -> bool:
        """Tell whether the whole interval lies in ``other``."""
        return other.contains(self.low) and other.contains(self.high)


def mean(intervals: list[Interval]) -> Interval:
    """Return the interval of the plain mean.

    >>> mean([Interval.printed(90.0, 0), Interval.printed(80.0, 0)])
    Interval(low=84.5, high=85.5, value=85.0)
    """
    return sum(intervals, start=Interval.exact(0.0)) * (1.0 / len(intervals))


def simplest(interval: Interval) -> float:
    """Return the value with the fewest decimals inside, the one nearest the middle if there are several.

    A rule writes a maximum with few decimals, so this is the natural guess at a maximum that was not printed.

    >>> simplest(100 * Interval.printed(62.62, 2) / Interval.printed(89.45, 2))
    70.0

    Raises
    ------
    ValueError
        The interval is unbounded.
    """
    if math.isinf(interval.low) or math.isinf(interval.high):
        message = "an unbounded interval has no simplest value"
        raise ValueError(message)
    middle = interval.low + (interval.high - interval.low) / 2
    candidates = (round(middle, decimals) for decimals in count())
    return next(value for value in candidates if interval.contains(value))


def _interval(number: Interval | float) -> Interval:
    return number if isinstance(number, Interval) else Interval.exact(float(number))


def _product(left: float, right: float) -> float:
    """Multiply with 0 · ∞ = 0: an end that is exactly 0 stays 0 whatever it is multiplied with."""
    return 0.0 if 0.0 in (left, right) else left * right
