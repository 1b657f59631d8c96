"""Is a low rate the unit's own, or low for everyone? Median polish of the table of units by areas.

The rate of a unit in an area is taken apart into what is common to all, what is the unit's, what is the area's, and
what is left. An area that is low for everyone is a systemic weakness; a low rest is local, the unit's own in that
area. Medians keep one disastrous score from spoiling the whole row and column.

References
----------
Tukey, J. W. (1977), Exploratory Data Analysis, Addison-Wesley, chapter 11. Mosteller, F. and Tukey, J. W. (1977),
Data Analysis and Regression, chapter 9.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.score import BLOCK

LABELS: Final = ("", "systemic", "local", "systemic_and_local")


def median_polish(
    frame: pd.DataFrame,
    *,
    value: str = "index",
    rows: str = "unit",
    columns: str = "area",
    within: Sequence[str] = BLOCK,
    most_sweeps: int = 100,
) -> pd.DataFrame:
    """Fit value = overall + row + column + residual by medians, within each block and year.

    Parameters
    ----------
    frame : DataFrame
        One row per cell, such as `parkit.analysis.score.area_index` gives them; a NaN or absent cell is missing.
    value : str
        What is fitted, in percent.
    rows, columns : str
        The two sides of the table; rows are swept first.
    within : sequence of str
        What makes a table.
    most_sweeps : int
        Where to stop if the sum of absolute residuals still falls.

    Returns
    -------
    DataFrame
        One row per cell with a value: ``within``, rows, columns, ``value``, ``overall``, ``row_effect``,
        ``column_effect``, ``residual``; the four add to ``value``. All in the unit of ``value``.

    Raises
    ------
    ValueError
        A cell has two values.

    Notes
    -----
    In turn, subtract from every row its median and add it to the row's effect, then the same for columns; after each
    the median of the effects goes to ``overall``. It stops when a sweep lowers the sum of absolute residuals by less
    than a billionth of it (R's ``medpolish`` stops at 1 %). Missing cells are left out of the medians. The fit is
    one of several with small residuals and may change if rows and columns are swapped.

    Examples
    --------
    >>> table = pd.DataFrame({"scheme": "x", "year": 2020, "block": "so", "unit": list("aabb"), "area": list("1212"),
    ...     "index": [90.0, 60.0, 80.0, 50.0]})
    >>> median_polish(table)[["overall", "row_effect", "column_effect", "residual"]].values.tolist()[0]
    [70.0, 5.0, 15.0, 0.0]
    """
    keys = [*within, rows, columns]
    known = frame.loc[frame[value].notna(), [*keys, value]].sort_values(keys, ignore_index=True)
    if known.duplicated(keys).any():
        message = f"a cell of {rows} × {columns} has two values"
        raise ValueError(message)
    tables = known.groupby(list(within), sort=False) if within else [("", known)]
    parts = [_polished(part, value, rows, columns, most_sweeps) for _, part in tables]
    empty = known.assign(**dict.fromkeys(("overall", "row_effect", "column_effect", "residual"), 0.0))
    return pd.concat(parts, ignore_index=True) if parts else empty


def label_weaknesses(
    polished: pd.DataFrame, *, systemic_below: float = -10.0, local_below: float = -10.0
) -> pd.DataFrame:
    """Say of every cell whether it is weak for everyone, for the unit alone, or both.

    Parameters
    ----------
    polished : DataFrame
        The result of `median_polish`.
    systemic_below, local_below : float
        Declared thresholds in the unit of the value: an area is a systemic weakness if its effect is at or below
        the first, a cell a local one if its residual is at or below the second.

    Returns
    -------
    DataFrame
        A copy with ``label``, one of `LABELS`.
    """
    systemic = polished["column_effect"].le(systemic_below)
    local = polished["residual"].le(local_below)
    labels = np.select([systemic & local, systemic, local], ["systemic_and_local", "systemic", "local"], "")
    return polished.assign(label=pd.Series(labels, index=polished.index, dtype="str"))


def _polished(part: pd.DataFrame, value: str, rows: str, columns: str, most_sweeps: int) -> pd.DataFrame:
    row, names = pd.factorize(part[rows])
    column, titles = pd.factorize(part[columns])
    table = np.full((len(names), len(titles)), np.nan)
    table[row, column] = part[value].to_numpy(dtype=float)
    overall, row_effect, column_effect = _sweep(table, most_sweeps)
    return part.assign(
        overall=overall,
        row_effect=row_effect[row],
        column_effect=column_effect[column],
        residual=table[row, column],
    )


def _sweep(table: NDArray[np.float64], most_sweeps: int) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Polish a table in place until it leaves the residuals; every row and column has a value."""
    overall, row_effect, column_effect = 0.0, np.zeros(table.shape[0]), np.zeros(table.shape[1])
    before = np.inf
    for _ in range(most_sweeps):
        row_effect += _take_median(table, axis=1)
        overall += _centre(column_effect)
        column_effect += _take_median(table, axis=0)
        overall += _centre(row_effect)
        size = float(np.nansum(np.abs(table)))
        if before - size <= 1e-9 * size:
            break
        before = size
    return overall, row_effect, column_effect


def _take_median(table: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    medians: NDArray[np.float64] = np.nanmedian(table, axis=axis)
    table -= np.expand_dims(medians, axis)
    return medians


def _centre(effects: NDArray[np.float64]) -> float:
    middle = float(np.median(effects))
    effects -= middle
    return middle
