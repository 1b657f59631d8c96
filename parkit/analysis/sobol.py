"""Which choice moves a unit's rank most? Sobol indices of every unit's own rank, from a stored design.

The *first-order* index of a choice is the share of the variance of a rank that would go if this choice alone were
settled; the *total* index is the share that would stay if all the others were. A total far above the first order means
that the choice works together with others. Both are estimates: a small negative first order is noise about 0.

Reason codes (column ``reason``)
--------------------------------
==================  ==================================================
code                meaning
==================  ==================================================
(empty)             both indices are estimated
never_changes       the outcome is the same in all runs, so no choice matters and there is no index
==================  ==================================================

References
----------
Saltelli, A., et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
181, 259–270, doi:10.1016/j.cpc.2009.09.018 (table 2, b and f).
Jansen, M. J. W. (1999), Analysis of variance designs for model output, Computer Physics Communications 117, 35–43,
doi:10.1016/S0010-4655(98)00154-4.
"""

from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Estimator = Literal["saltelli", "jansen"]

ESTIMATORS: Final = ("saltelli", "jansen")
SOBOL_REASONS: Final = ("", "never_changes")


def sobol_indices(
    outcomes: pd.DataFrame, design: pd.DataFrame, *, estimator: Estimator = "jansen", centred: bool = True
) -> pd.DataFrame:
    """Estimate first-order and total indices of every outcome.

    Parameters
    ----------
    outcomes : DataFrame (N · (d + 2) × n)
        One column per unit, rows in the order of the design: the result of `monte_carlo.replay_ranks`, or any
        other numbers.
    design : DataFrame
        A Sobol design: the columns ``matrix`` and ``factor``.
    estimator : {"jansen", "saltelli"}
        Of the first-order index. The total index is Jansen's in both cases.
    centred : bool
        Take the mean off before Saltelli's estimate, which steadies it.

    Returns
    -------
    DataFrame
        One row per unit and factor: ``unit``, ``factor``, ``first_order``, ``first_order_error``, ``total``,
        ``total_error``, ``variance`` of the outcome and ``reason``.

    Raises
    ------
    ValueError
        Unknown estimator, or the design has no matrices A, B and AB of one length, or not as many rows as the
        outcomes.

    Notes
    -----
    With y_A, y_B, y_i the outcomes of A, B and A with factor i from B, V the sample variance of y_A and y_B together::

        first order  Saltelli  1/N Σ y_B (y_i − y_A) / V        Jansen  1 − 1/(2N) Σ (y_B − y_i)² / V
        total                                                   Jansen      1/(2N) Σ (y_A − y_i)² / V

    The standard errors are those of the means of N independent terms, V taken as known; for a Latin hypercube they
    are on the safe side.

    Examples
    --------
    >>> design = pd.DataFrame({"matrix": ["A"] * 2 + ["B"] * 2 + ["AB"] * 2, "factor": [""] * 4 + ["w"] * 2})
    >>> found = sobol_indices(pd.DataFrame({"a": [1, 2, 2, 1, 2, 1]}), design)
    >>> found[["first_order", "total"]].values.tolist()
    [[1.0, 1.5]]
    """
    if estimator not in ESTIMATORS:
        message = f"estimator={estimator!r}: expected one of {ESTIMATORS}"
        raise ValueError(message)
    first, second, mixed = _matrices(outcomes, design)
    variance = np.vstack([first, second]).var(axis=0, ddof=1)
    constant = variance <= 0
    scale = np.where(constant, np.nan, variance)
    centre = np.vstack([first, second]).mean(axis=0) if centred else 0.0
    parts = []
    for factor, values in mixed.items():
        terms = (second - centre) * (values - first) if estimator == "saltelli" else (second - values) ** 2 / 2
        total, total_error = _mean_and_error((first - values) ** 2 / 2, scale)
        share, share_error = _mean_and_error(terms, scale)
        parts.append(
            pd.DataFrame(
                {
                    "unit": np.asarray(outcomes.columns),
                    "factor": factor,
                    "first_order": share if estimator == "saltelli" else 1.0 - share,
                    "first_order_error": share_error,
                    "total": total,
                    "total_error": total_error,
                    "variance": variance,
                    "reason": np.where(constant, "never_changes", ""),
                }
            )
        )
    stacked = pd.concat(parts, keys=range(len(parts)), names=["part", "row"]).reset_index(level="part")
    return stacked.rename_axis(None).sort_index(kind="stable").drop(columns="part").reset_index(drop=True)


def _mean_and_error(terms: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return the mean of the terms over the variance, and its standard error."""
    rows = len(terms)
    error = terms.std(axis=0, ddof=1) / np.sqrt(rows) if rows > 1 else np.full(terms.shape[1], np.nan)
    return terms.mean(axis=0) / scale, error / scale


def _matrices(outcomes: pd.DataFrame, design: pd.DataFrame) -> tuple[Floats, Floats, dict[str, Floats]]:
    """Split the outcomes into those of A, of B and of each AB."""
    if len(outcomes) != len(design) or not {"matrix", "factor"} <= set(design.columns):
        message = f"expected a Sobol design with {len(outcomes)} rows and the columns matrix and factor"
        raise ValueError(message)
    values = outcomes.to_numpy(dtype=float)
    kinds = design["matrix"].to_numpy()
    factors = design["factor"].to_numpy()
    names = list(dict.fromkeys(factors[kinds == "AB"]))
    first, second = values[kinds == "A"], values[kinds == "B"]
    mixed = {name: values[(kinds == "AB") & (factors == name)] for name in names}
    if not mixed or len({len(part) for part in (first, second, *mixed.values())}) != 1 or not len(first):
        message = "expected matrices A, B and AB of the same length"
        raise ValueError(message)
    return first, second, mixed
