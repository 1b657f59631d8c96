"""The fewest gains that add up to a need, at most one from each list: exact dynamic programming in whole numbers.

References
----------
Bellman, R. (1957), Dynamic Programming, Princeton. Martello, S. and Toth, P. (1990), Knapsack Problems, Wiley,
chapter 3 (the multiple-choice knapsack problem).
"""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Preference = Literal["criteria", "points"]


def smallest_gains(
    gains: Sequence[Sequence[int]], need: int, *, prefer: Preference = "criteria"
) -> list[tuple[int, int]]:
    """Choose at most one gain of every list so that they add to the need: fewest lists, then the smallest sum.

    Parameters
    ----------
    gains : sequence of sequence of int
        The positive gains that each criterion offers.
    need : int
        What they must add to at least; not more than the largest gains add to.
    prefer : {"criteria", "points"}
        Fewest lists and then the smallest sum, or the other way round.

    Returns
    -------
    list of (int, int)
        The position of each list that is used, and of the gain in it. Of equally good choices the one that uses the
        lists that stand first.

    Examples
    --------
    >>> smallest_gains([[2, 4], [3], [1, 2]], 5)
    [(0, 0), (1, 0)]
    """
    offers = _large_enough(gains, need) if prefer == "criteria" else [list(enumerate(each)) for each in gains]
    unit = math.gcd(*(gain for each in offers for _, gain in each))
    scaled = [[(which, gain // unit) for which, gain in each] for each in offers]
    least = -(-need // unit)
    size = least + max(gain for each in scaled for _, gain in each)
    fewest = np.full(size + 1, len(gains) + 1, dtype=np.int32)
    fewest[0] = 0
    choices = []
    for each in scaled:
        fewest, choice = _with_one_more(fewest, each)
        choices.append(choice)
    reached = fewest[least:]
    possible = reached <= len(gains)
    best = reached.argmin() if prefer == "criteria" else possible.argmax()
    return _trace(choices, [dict(each) for each in scaled], least + int(best))


def _large_enough(gains: Sequence[Sequence[int]], need: int) -> list[list[tuple[int, int]]]:
    """Keep, with their places, the gains that a smallest choice can use.

    The largest gains of k lists are the first to reach the need, so k lists are enough and no fewer; in a choice of k
    lists each must give at least what the k − 1 largest gains leave.
    """
    largest = np.sort([max(each, default=0) for each in gains])[::-1].cumsum()
    enough = int(np.searchsorted(largest, need))
    least = need - int(largest[enough - 1]) if enough else need
    return [[(which, gain) for which, gain in enumerate(each) if gain >= least] for each in gains]


def _with_one_more(
    fewest: NDArray[np.int32], gains: list[tuple[int, int]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the fewest lists for every sum when one more list may be used, and which of its gains (−1: none)."""
    found, choice = fewest.copy(), np.full(len(fewest), -1, dtype=np.int32)
    for which, gain in gains:
        candidate = fewest[: len(fewest) - gain] + 1
        better = candidate < found[gain:]
        found[gain:][better] = candidate[better]
        choice[gain:][better] = which
    return found, choice


def _trace(choices: list[NDArray[np.int32]], gains: list[dict[int, int]], total: int) -> list[tuple[int, int]]:
    path = []
    for place in range(len(choices) - 1, -1, -1):
        which = int(choices[place][total])
        if which >= 0:
            path.append((place, which))
            total -= gains[place][which]
    return path[::-1]
