"""Where every filled cell of a sheet went, so that none is passed over: each is given one use, and only once."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from parkit.intake.grid import Value

USES: Final = ("open", "scores", "printed", "labels", "checks", "refused")
"""What a filled cell can be; none may be left open. Checks are sums and maxima that scores are compared with."""


class Ledger:
    """The uses of the cells of one sheet, by row and column from 0."""

    def __init__(self, rows: Sequence[Sequence[Value]], width: int) -> None:
        """Open the book of a sheet."""
        padded = ([*row, *[""] * (width - len(row))] for row in rows)
        self.filled: npt.NDArray[np.bool_] = np.array([[value != "" for value in row] for row in padded], dtype=bool)
        self.uses: npt.NDArray[np.uint8] = np.zeros(self.filled.shape, dtype=np.uint8)

    def book(self, use: str, row: Any, column: Any) -> None:  # noqa: ANN401  a place, a slice or arrays of places
        """Give cells a use; a cell that has one keeps it."""
        if isinstance(row, int) and isinstance(column, int):  # most calls: NumPy would take ten times as long
            self.uses[row, column] = self.uses[row, column] or USES.index(use)
            return
        here = self.uses[row, column]
        self.uses[row, column] = np.where(here == 0, USES.index(use), here)

    def is_score(self, row: int, column: int) -> bool:
        """Tell whether a cell became a score."""
        return bool(self.uses[row, column] == USES.index("scores"))

    def open_places(self) -> list[tuple[int, int]]:
        """Return the filled cells without a use."""
        return [(int(row), int(column)) for row, column in np.argwhere(self.filled & (self.uses == 0))]

    def counts(self) -> dict[str, int]:
        """Return how many filled cells there are, and how many of each use."""
        by_use = np.bincount(self.uses[self.filled], minlength=len(USES)) if self.filled.size else np.zeros(len(USES))
        return {"filled": int(self.filled.sum())} | dict(zip(USES, map(int, by_use), strict=True))
