"""A figure in parts, one under the other: each fits a printed page in letters that can be read."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES: Final = 32
"""So many units have room in a drawing of a line each."""


def figure_parts(rows: pd.DataFrame, *, apart: bool = False) -> list[pd.DataFrame]:
    """Divide the rows of a figure: all together while they have room, else by block, and large blocks evenly.

    Parameters
    ----------
    rows : DataFrame
        Columns ``block`` and ``unit``; the rows of a unit stay together.
    apart : bool
        Give each block a drawing of its own, also where there is room.

    Examples
    --------
    >>> rows = pd.DataFrame({"block": ["so"] * 3 + ["huyen"] * 33, "unit": range(36)})
    >>> [len(part) for part in figure_parts(rows)], [len(part) for part in figure_parts(rows.head(4))]
    ([3, 17, 16], [4])
    """
    if not apart and rows["unit"].nunique() <= MOST_LINES:
        return [rows]
    blocks = (members for _, members in rows.groupby("block", sort=False))
    return [part for members in blocks for part in _evenly(members)]


def _evenly(members: pd.DataFrame) -> Iterator[pd.DataFrame]:
    units = members["unit"].unique()
    for some in np.array_split(units, -(-len(units) // MOST_LINES)):
        yield members[members["unit"].isin(some)].reset_index(drop=True)


def draw_parts(exhibit_id: str, parts: Iterable[pd.DataFrame], drawn: Callable[[str, pd.DataFrame], str]) -> str:
    """Return the drawings of all parts, each with ids of its own."""
    return "\n".join(drawn(f"{exhibit_id}-{place}" if place else exhibit_id, part) for place, part in enumerate(parts))


def share_reach(axes: "Axes", values: pd.DataFrame) -> None:
    """Let the axis along the bottom reach as far as in the drawings of the other parts."""
    ends = values.to_numpy(dtype=float)
    axes.update_datalim([(np.nanmin(ends), 0.0), (np.nanmax(ends), 0.0)])
    axes.autoscale_view(scaley=False)
