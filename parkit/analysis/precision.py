"""Compare numbers as decimals: binary noise must not decide a tie or a threshold.

12.1 + 3.2 and 3.2 + 12.1 can differ in the sixteenth digit, and 100 · 22.5 / 25 can fall a hair below 90.
No published index has more than a few decimals, so nine are kept and everything beyond is noise.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NOISE_DECIMALS: Final = 9
SLACK: Final = 10.0**-NOISE_DECIMALS
"""Two numbers closer than this are the same number."""


def snap(values: pd.Series) -> pd.Series:
    """Round to nine decimals, far beyond anything printed; NaN stays NaN.

    >>> bool(snap(pd.Series([0.1 + 0.2])).eq(0.3).all())
    True
    """
    return values.astype(float).round(NOISE_DECIMALS)


def as_steps(values: pd.Series) -> NDArray[np.int64]:
    """Return whole multiples of 10⁻⁹, so that comparisons and sums of tolerances are exact; no NaN allowed.

    >>> as_steps(pd.Series([0.1 + 0.2])).tolist()
    [300000000]
    """
    steps: NDArray[Any] = np.rint(values.to_numpy(dtype=float) / SLACK)
    return steps.astype(np.int64)


def as_step(value: float) -> int:
    """Return one number as a whole multiple of 10⁻⁹, as `as_steps` does for many.

    >>> as_step(0.1 + 0.2)
    300000000
    """
    return round(value / SLACK)
