"""Add up rows by group, fast enough for millions: each group gets a number, and sums run over the numbers.

Grouping by several text columns costs most of its time in the text; here each column is coded once and the codes
are combined. Groups come out sorted by their keys, so a result never depends on the order of the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NARROW: Final = 1 << 16
"""Whole numbers, and combined codes, within so wide a range are taken as codes as they are."""
FEW: Final = 4
"""Rows are picked out where they are at most one in so many; else that costs more than adding zeros."""


@dataclass(frozen=True)
class Groups:
    """The group number of every row, and the keys of every group in order."""

    codes: NDArray[np.int64]
    keys: pd.DataFrame

    def any(self, flags: pd.Series) -> pd.Series:
        """Tell for each row whether the flag is set on any row of its group."""
        found = np.zeros(len(self.keys), dtype=bool)
        found[self.codes[flags.to_numpy(dtype=bool)]] = True
        return pd.Series(found[self.codes], index=flags.index)

    def sum(self, parts: pd.DataFrame) -> pd.DataFrame:
        """Add up every column of ``parts`` by group, leaving out NaN; whole numbers stay whole, flags are counted."""
        return self.keys.assign(**{str(name): self._sum(parts[name]) for name in parts.columns})

    def total(self, values: NDArray[np.floating[Any]], where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Add up by group the values of the rows with the flag, leaving out NaN; few rows are picked out first."""
        if FEW * np.count_nonzero(where) <= len(where):
            rows = np.flatnonzero(where)
            codes, weights = self.codes[rows], values[rows]
        else:
            codes, weights = self.codes, np.where(where, values, 0.0)
        totals: NDArray[Any] = np.bincount(codes, weights=weights, minlength=len(self.keys))
        if np.isnan(totals).any() and (unknown := where & np.isnan(values)).any():  # a NaN shows in the sums
            return self.total(values, where & ~unknown)
        return totals

    def count(self, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the rows with the flag by group: by the rows that are fewer, those with it or those without."""
        if 2 * np.count_nonzero(flags) <= len(flags):
            return np.bincount(self.codes[np.flatnonzero(flags)], minlength=len(self.keys))
        return np.bincount(self.codes, minlength=len(self.keys)) - self.count(~flags)

    def _sum(self, column: pd.Series) -> NDArray[Any]:
        if column.dtype == bool:
            return self.count(column.to_numpy())
        values = column.to_numpy(dtype=float)
        totals = self.total(values, np.ones(len(values), dtype=bool))
        return totals.astype(np.int64) if pd.api.types.is_integer_dtype(column.dtype) else totals


def group(frame: pd.DataFrame, keys: Sequence[str]) -> Groups:
    """Give each set of rows that agree in every key a number.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": ["b", "a", "b"], "points": [1.0, 2.0, 0.5]})
    >>> group(frame, ["unit"]).sum(frame[["points"]]).to_dict("records")
    [{'unit': 'a', 'points': 2.0}, {'unit': 'b', 'points': 1.5}]
    """
    combined, room = np.zeros(len(frame), dtype=np.int64), 1
    for key in keys:
        codes, size = _coded(frame[key])
        if size > 1:
            combined *= size
            combined += codes
            room *= size
    numbers, count = _numbered(combined, room)
    example = np.empty(count, dtype=np.int64)
    ends = np.flatnonzero(numbers[1:] != numbers[:-1])  # rows of one group mostly stand together
    example[numbers[ends]] = ends
    example[numbers[-1:]] = len(frame) - 1
    return Groups(codes=numbers, keys=frame[list(keys)].iloc[example].reset_index(drop=True))


def equal(column: pd.Series, values: Sequence[str]) -> list[pd.Series]:
    """Tell for each row whether it is the first value, the second …; the texts are looked at once for all.

    >>> [flags.tolist() for flags in equal(pd.Series(["a", "b", "a", None]), ["a", "c"])]
    [[True, False, True, False], [False, False, False, False]]
    """
    codes, names = _coded_names(column)
    places = {name: place for place, name in enumerate(names)}
    return [pd.Series(codes == places.get(value, len(names) + 1), index=column.index) for value in values]


def _coded(column: pd.Series) -> tuple[NDArray[Any], int]:
    """Return a number for each value, in the order of the values and maybe with gaps, and how many there may be."""
    if column.dtype.kind == "i" and isinstance(column.dtype, np.dtype) and len(column):
        low, high = int(column.min()), int(column.max())
        if high - low < NARROW:
            return column.to_numpy(dtype=np.int64) - low, high - low + 1
    if isinstance(column.dtype, pd.CategoricalDtype) and not column.hasnans:
        return column.cat.codes.to_numpy(), max(1, len(column.cat.categories))
    codes, names = _factorized(column, sort=True)
    return codes, max(1, len(names))


def _coded_names(column: pd.Series) -> tuple[NDArray[Any], Sequence[object]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), list(column.cat.categories)
    codes, names = _factorized(column)
    return codes, list(names)


def _factorized(column: pd.Series, *, sort: bool = False) -> tuple[NDArray[Any], pd.Index]:
    """Return numbers and names of a column's values; in a table in order only the first row of each run counts."""
    values = column.to_numpy()
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1])) if column.dtype == "str" else np.arange(0)
    if not 0 < FEW * len(starts) <= len(values):
        return pd.factorize(column, sort=sort, use_na_sentinel=False)
    codes, names = pd.factorize(column.iloc[starts], sort=sort, use_na_sentinel=False)
    return np.repeat(codes, np.diff(starts, append=len(values))), names


def _numbered(combined: NDArray[np.int64], room: int) -> tuple[NDArray[np.int64], int]:
    """Close the gaps between numbers; return the numbers and how many there are."""
    if room > max(len(combined), NARROW):
        numbers, found = pd.factorize(combined, sort=True)
        return numbers.astype(np.int64), len(found)
    present = np.zeros(room, dtype=bool)
    present[combined] = True
    if present.all():
        return combined, room
    return (np.cumsum(present) - 1)[combined], int(present.sum())
