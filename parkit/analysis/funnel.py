"""Which unit's survey result lies further from its block's than chance in the choice of people explains? A funnel.

The mean worth of the answers is set against their number, between limits that narrow as the number grows. A unit
outside the outer limits truly differs; between inner limits and centre nothing can be said. A unit is compared as if
it had been asked the block's questions at the block's level (indirect standardisation): a hard question that was put to
many of its people does not count against it.

Positions (column ``position``)
-------------------------------
==========  =====================================================
code        meaning
==========  =====================================================
very_low    below the outer limit
low         between the lower limits
inside      between the inner limits
high        between the upper limits
very_high   above the outer limit
==========  =====================================================

References
----------
Spiegelhalter, D. J. (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
1185–1202, doi:10.1002/sim.1970.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis import normal
from parkit.analysis.groups import group
from parkit.analysis.index_errors import answer_errors

BLOCK: Final = ("scheme", "year", "block")
LEVELS: Final = (0.95, 0.998)
POSITIONS: Final = ("very_low", "low", "inside", "high", "very_high")


def funnel(answers: pd.DataFrame, worth: Mapping[str, float]) -> pd.DataFrame:
    """Place every unit of a block between the control limits of its surveys.

    Parameters
    ----------
    answers : DataFrame
        One row per unit and question, as `index_errors.answer_errors` takes them, with ``scheme``, ``year``, ``block``,
        ``unit`` and ``criterion``. Rows without a number or without shares are left out.
    worth : mapping
        The share of the points that each answer earns.

    Returns
    -------
    DataFrame
        One row per unit: ``n_answers`` (over all questions), ``level`` (mean worth in percent, as if asked the block's
        questions), ``centre`` and ``spread`` of the block (mean, and standard deviation of one answer, in percent),
        ``low_95``, ``high_95``, ``low_998``, ``high_998`` and ``position``.

    Raises
    ------
    ValueError
        As `index_errors.answer_errors`.

    Notes
    -----
    Over the questions k of unit u with n_uk answers, N_u = Σ n_uk, and w̄_k, σ̄²_k the block's mean and mean variance of
    one answer, both weighted by the answers::

        centre = Σ n_uk w_uk / Σ n_uk over the block
        level_u = centre + Σ_k n_uk (w_uk − w̄_k) / N_u
        limits = centre ± z · σ / √N_u,   σ² = Σ n_uk σ̄²_k / Σ n_uk over the block

    Every answer counts as drawn by itself; where the same people answered several questions the limits are too narrow.

    Examples
    --------
    >>> answers = pd.DataFrame({"scheme": "x", "year": 2020, "block": "so", "unit": ["a", "b"], "criterion": "9.1",
    ...     "answers": [100, 100], "share_a": [0.5, 0.7], "share_b": [0.5, 0.3]})
    >>> found = funnel(answers, {"A": 1.0, "B": 0.0})
    >>> found[["level", "centre", "low_95", "position"]].round(2).values.tolist()
    [[50.0, 60.0, 50.6, 'low'], [70.0, 60.0, 50.6, 'high']]
    """
    rows = answer_errors(answers, worth).dropna(subset=["answers", "mean_worth"])
    rows = rows[rows["answers"].gt(0)]
    size = rows["answers"].astype(float)
    questions = group(rows, [*BLOCK, "criterion"])
    means = _weighted(questions.codes, size, rows[["mean_worth", "worth_variance"]])
    parts = rows[[*BLOCK, "unit"]].assign(
        n_answers=size,
        total=size * rows["mean_worth"],
        excess=size * (rows["mean_worth"] - means["mean_worth"]),
        variance=size * means["worth_variance"],
    )
    units = group(parts, [*BLOCK, "unit"]).sum(parts.drop(columns=[*BLOCK, "unit"]))
    return _with_limits(units)


def limit(number: np.ndarray | pd.Series, *, centre: float, spread: float, level: float) -> np.ndarray:
    """Return the upper control limit at each number of answers; the lower one lies as far below the centre.

    >>> limit(np.array([100.0]), centre=60.0, spread=50.0, level=0.95).round(2).tolist()
    [69.8]
    """
    z = float(normal.quantile(0.5 + level / 2))
    return np.asarray(centre + z * spread / np.sqrt(np.asarray(number, dtype=float)), dtype=float)


def _weighted(codes: np.ndarray, size: pd.Series, values: pd.DataFrame) -> pd.DataFrame:
    """Return, row by row, the mean of the values over the rows with the same code, weighted by size."""
    total = np.bincount(codes, weights=size)
    return pd.DataFrame(
        {name: (np.bincount(codes, weights=size * values[name]) / total)[codes] for name in values.columns},
        index=values.index,
    )


def _with_limits(units: pd.DataFrame) -> pd.DataFrame:
    blocks = units.groupby(list(BLOCK))
    total = blocks["n_answers"].transform("sum")
    centre = 100.0 * blocks["total"].transform("sum") / total
    spread = 100.0 * np.sqrt(blocks["variance"].transform("sum") / total)
    level = centre + 100.0 * units["excess"] / units["n_answers"]
    inner, outer = (float(normal.quantile(0.5 + share / 2)) * spread / np.sqrt(units["n_answers"]) for share in LEVELS)
    gap = level - centre
    places = [gap < -outer, gap < -inner, gap > outer, gap > inner]
    return units[[*BLOCK, "unit"]].assign(
        n_answers=units["n_answers"].astype("int64"),
        level=level,
        centre=centre,
        spread=spread,
        low_95=centre - inner,
        high_95=centre + inner,
        low_998=centre - outer,
        high_998=centre + outer,
        position=np.select(places, ["very_low", "low", "very_high", "high"], "inside"),
    )
