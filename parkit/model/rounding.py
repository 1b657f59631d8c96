"""Round as printed tables do: half away from zero, on the decimal digits people see.

2.675 is stored in binary a little below 2.675, so ``round`` prints 2.67 where every clerk writes 2.68.
Here the decimal text of the number is rounded instead.
"""

from typing import overload

import numpy as np
import pandas as pd

from parkit.model.decimals import decimal_text


@overload
def round_half_away(value: float, decimals: int) -> float: ...
@overload
def round_half_away(value: pd.Series, decimals: int) -> pd.Series: ...
def round_half_away(value: float | pd.Series, decimals: int) -> float | pd.Series:
    """Round half away from zero on decimal, not binary, digits.

    Parameters
    ----------
    value : float or pandas.Series of float
        NaN stays NaN.
    decimals : int
        Digits after the decimal sign.

    Notes
    -----
    Binary noise is removed first by taking twelve significant digits; then exact decimals are rounded, one number
    like a whole series.

    Examples
    --------
    >>> round_half_away(2.675, 2), round_half_away(-0.125, 2)
    (2.68, -0.13)
    >>> round_half_away(pd.Series([2.675, 1.005]), 2).tolist()
    [2.68, 1.01]
    """
    if not isinstance(value, pd.Series):
        return value if np.isnan(value) else float(decimal_text(value, decimals))
    rounded = [round_half_away(float(number), decimals) for number in value]
    return pd.Series(rounded, index=value.index, name=value.name, dtype="float64")
