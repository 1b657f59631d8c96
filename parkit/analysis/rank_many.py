"""Rank thousands of score tables at once: the fast arithmetic behind Monte Carlo and Sobol runs.

Values are compared in whole steps of 10⁻⁹ like everywhere in parkit, and a step and its unit are packed into one
whole number, so that one plain sort orders a replication and carries the units along.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parkit.analysis.precision import SLACK

Floats = NDArray[np.float64]
Ranks = NDArray[np.int16] | NDArray[np.int32]

SMALL: Final = 32_767
BLOCK: Final = 1 << 14
"""Values that are ranked together: the buffers stay in the processor's cache."""
LARGEST: Final = 1e6
"""Values beyond this do not fit beside the unit number; an index is at most 100."""


def rank_rows(values: Floats) -> Ranks:
    """Rank every row, 1 for the highest value, equal values sharing the better rank ("1224").

    Parameters
    ----------
    values : ndarray (R × n)
        One row per replication, no NaN, within ±10⁶.

    Returns
    -------
    ndarray (R × n)
        int16 up to 32 767 columns, otherwise int32.

    Raises
    ------
    ValueError
        A value is NaN or too large.

    Examples
    --------
    >>> rank_rows(np.array([[80.0, 90.0, 90.0, 70.0], [1.0, 2.0, 3.0, 4.0]])).tolist()
    [[3, 1, 1, 4], [4, 3, 2, 1]]
    """
    rows, size = values.shape
    if not (values.max(initial=0.0) < LARGEST and values.min(initial=0.0) > -LARGEST):
        message = f"expected values without NaN within ±{LARGEST:g}"
        raise ValueError(message)
    ranks = empty_ranks(rows, size)
    step = max(1, BLOCK // max(1, size))
    # Two buffers serve all blocks: asking the system for fresh memory each time would cost more than the sorting.
    steps, packed = np.empty((step, size)), np.empty((2, step, size), dtype=np.int64)
    for start in range(0, rows, step):
        block = values[start : start + step]
        _rank_block(block, ranks[start : start + step], steps[: len(block)], packed[:, : len(block)])
    return ranks


def _rank_block(values: Floats, ranks: Ranks, steps: Floats, buffers: NDArray[np.int64]) -> None:
    """Rank some rows into ``ranks``, which must be contiguous."""
    rows, size = values.shape
    packed, places = buffers
    bits = int(size).bit_length()
    np.multiply(values, -1.0 / SLACK, out=steps)
    np.copyto(packed, np.rint(steps, out=steps), casting="unsafe")
    packed <<= bits
    packed |= np.arange(size)
    packed.sort(axis=1)
    np.bitwise_and(packed, (1 << bits) - 1, out=places)
    places += np.arange(rows)[:, None] * size
    packed >>= bits
    ranks.reshape(-1)[places.reshape(-1)] = _places(packed, ranks.dtype).reshape(-1)


def empty_ranks(rows: int, size: int) -> Ranks:
    """Return room for ranks (rows × size) in the smallest type that holds them."""
    return np.empty((rows, size), dtype=np.int16) if size <= SMALL else np.empty((rows, size), dtype=np.int32)


def _places(ordered: NDArray[np.int64], kind: np.dtype[Any]) -> NDArray[Any]:
    """Give sorted rows their places; equal neighbours keep the number of the first."""
    places = np.broadcast_to(np.arange(1, ordered.shape[1] + 1, dtype=kind), ordered.shape)
    same = ordered[:, 1:] == ordered[:, :-1]
    if not same.any():
        return places
    starts = places.copy()
    starts[:, 1:][same] = 0
    return np.maximum.accumulate(starts, axis=1)
