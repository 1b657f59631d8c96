"""What can "tăng 3,81 %" mean? Every reading of a printed change, and the earlier value each one implies.

=================  ======================================================  ====================
reading            the number x is                                         earlier value
=================  ======================================================  ====================
percentage_points  a difference of two indices, in percentage points       I₀ = I₁ − x
relative_index     the index's change relative to its earlier value, in %  I₀ = I₁ / (1 + x/100)
relative_points    the points' change relative to the earlier points, %    p₀ = p₁ / (1 + x/100)
points             a difference of points                                  p₀ = p₁ − x
=================  ======================================================  ====================

An index is at most 100 whatever the rules of the earlier year were; points are at most the earlier maximum,
which an announcement rarely prints. So a reading of the index can be impossible, while a reading of the
points can at worst require that the maximum was larger then.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from parkit.analysis.intervals import Interval

Reading = Literal["percentage_points", "relative_index", "relative_points", "points"]

READINGS: Final[tuple[Reading, ...]] = ("percentage_points", "relative_index", "relative_points", "points")
INDEX_READINGS: Final[frozenset[Reading]] = frozenset({"percentage_points", "relative_index"})

_AMBIGUOUS: Final[Mapping[str, tuple[Reading, ...]]] = MappingProxyType(
    {
        "ambiguous_percent": ("percentage_points", "relative_index", "relative_points"),
        "ambiguous_points": ("points", "percentage_points"),
    }
)


def possible_readings(reading: str) -> tuple[Reading, ...]:
    """Return the readings to test for the ``reading`` of a printed change; none if it is not one of parkit's.

    >>> possible_readings("ambiguous_points"), possible_readings("points")
    (('points', 'percentage_points'), ('points',))
    """
    if reading in READINGS:
        return (reading,)
    return _AMBIGUOUS.get(reading, ())


def previous_level(reading: Reading, *, level: Interval, change: Interval) -> Interval:
    """Return the earlier value that a change implies under one reading.

    Parameters
    ----------
    reading : str
        One of `READINGS`.
    level : Interval
        This year's index in percent for a reading of the index, otherwise this year's points.
    change : Interval
        The printed change with its sign: −7.32 for "giảm 7,32 %".

    Returns
    -------
    Interval
        The earlier index or points, in the unit of ``level``.

    Notes
    -----
    Differences: I₀ = I₁ − x. Relative changes: I₀ = I₁ / (1 + x/100); a fall by 100 % says nothing of the
    earlier value and gives the whole line.

    Examples
    --------
    >>> fall, index = Interval.printed(-7.32, 2), Interval.printed(94.9, 1)
    >>> [round(previous_level(name, level=index, change=fall).low, 3) for name in READINGS[:2]]
    [102.165, 102.336]
    """
    if reading in {"percentage_points", "points"}:
        return level - change
    return level / (1.0 + change * 0.01)
