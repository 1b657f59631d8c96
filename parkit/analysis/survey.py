"""How sure is a score that comes from a survey? The standard error of its points.

An answer is worth a share of the question's points (Yên Bái counts A–D as 100, 60, 20 and 0 %), so a criterion's
score is a mean over the answers and has the sampling error of a mean.

References
----------
Cochran, W. G. (1977), Sampling Techniques, 3rd edition, Wiley, chapter 2.
"""

from collections.abc import Sequence

import numpy as np


def standard_error(
    worth: Sequence[float],
    shares: Sequence[float],
    *,
    n_answers: int,
    max_points: float,
    population: int | None = None,
) -> float:
    """Return the standard error of a survey criterion's points under simple random sampling.

    Parameters
    ----------
    worth : sequence of float
        a_c, the share of the points that answer c earns, 0 … 1.
    shares : sequence of float
        q_c, the share of the answers that are c; they add to 1.
    n_answers : int
        n, the number of answers.
    max_points : float
        m, the criterion's points.
    population : int, optional
        N, the number of people the sample was drawn from, when it is known.

    Returns
    -------
    float
        In points.

    Raises
    ------
    ValueError
        No answers, shares that do not add to 1, lists of different length, or more answers than people.

    Notes
    -----
    se = m · sqrt(Σ a_c² q_c − (Σ a_c q_c)²) / sqrt(n), times sqrt((N − n) / (N − 1)) when N is known: the
    variance with divisor N goes with this finite-population factor (Cochran 1977). It covers sampling only, not
    who refuses to answer.

    Examples
    --------
    >>> round(standard_error([1.0, 0.6, 0.2, 0.0], [0.4, 0.3, 0.2, 0.1], n_answers=100, max_points=10.0), 4)
    0.3628
    """
    a, q = np.asarray(worth, dtype=float), np.asarray(shares, dtype=float)
    if a.shape != q.shape or not np.isclose(q.sum(), 1.0):
        message = f"expected one share per answer, adding to 1: {shares!r} for {worth!r}"
        raise ValueError(message)
    if n_answers < 1 or (population is not None and population < n_answers):
        message = f"n_answers={n_answers}, population={population}: expected 1 ≤ n_answers ≤ population"
        raise ValueError(message)
    variance = max(0.0, float((a * a * q).sum() - (a * q).sum() ** 2))
    return float(max_points * np.sqrt(variance / n_answers * _finite_population(n_answers, population)))


def _finite_population(n_answers: int, population: int | None) -> float:
    if population is None:
        return 1.0
    return (population - n_answers) / max(1, population - 1)
