"""How sure is an index of which a part comes from surveys? The standard error of every unit's index.

Only the survey criteria are estimates; the appraised points count as known. The errors of the questions are added as
independent (root of the sum of squares). Where the same people answered several questions their errors go together,
and the standard error can be up to the plain sum, which stands beside it. Neither covers who refused to answer.

Reason codes (column ``error_reason``)
--------------------------------------
==================  ==================================================================================
code                meaning
==================  ==================================================================================
(empty)             the error of every survey criterion of the unit is known
no_survey           no survey criterion counts for the unit: the error is 0
answers_unknown     a survey criterion has points but its answers are not known: no error
no_index            the unit has no index
==================  ==================================================================================

References
----------
Cochran, W. G. (1977), Sampling Techniques, 3rd edition, Wiley, chapter 2.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.score import UNIT, choose_source, unit_index
from parkit.model.scheme import NotApplicableRule

ERROR_REASONS: Final = ("", "no_survey", "answers_unknown", "no_index")
QUESTION: Final = ("scheme", "year", "unit", "criterion")


def answer_errors(answers: pd.DataFrame, worth: Mapping[str, float]) -> pd.DataFrame:
    """Add the mean worth of the answers to every question, and how sure it is.

    Parameters
    ----------
    answers : DataFrame
        One row per unit and question: ``answers`` (n, the number of answers), one column ``share_<answer>`` in lower
        case for each answer, and ``population`` (N) where it is known.
    worth : mapping
        The share of the points that each answer earns, 0 … 1.

    Returns
    -------
    DataFrame
        A copy with ``mean_worth`` and ``worth_variance`` (of one answer), 0 … 1, and ``worth_error``, the standard
        error of the mean; NaN where shares or number are unknown.

    Raises
    ------
    ValueError
        An answer has no column, or there are fewer people than answers.

    Notes
    -----
    mean = Σ a_c q_c, variance = Σ a_c² q_c − mean², error = √(variance / n), times √((N − n) / (N − 1)) if N is known.

    Examples
    --------
    >>> answers = pd.DataFrame({"answers": [100], "share_a": [0.4], "share_b": [0.6]})
    >>> answer_errors(answers, {"A": 1.0, "B": 0.5})[["mean_worth", "worth_error"]].round(4).values.tolist()
    [[0.7, 0.0245]]
    """
    columns = {answer: f"share_{answer.lower()}" for answer in worth}
    if not worth or not set(columns.values()) <= set(answers.columns):
        message = f"expected the columns {sorted(columns.values())}, found {sorted(map(str, answers.columns))}"
        raise ValueError(message)
    shares = answers[list(columns.values())].to_numpy(dtype=float)
    values = np.array([worth[answer] for answer in columns])
    mean = shares @ values
    variance = np.maximum(shares @ values**2 - mean**2, 0.0)
    size = answers["answers"].to_numpy(dtype=float, na_value=np.nan)
    size = np.where(size >= 1, size, np.nan)
    error = np.sqrt(variance / size * _finite_population(answers, size))
    return answers.assign(mean_worth=mean, worth_variance=variance, worth_error=error)


def index_errors(
    scores: pd.DataFrame, answers: pd.DataFrame, worth: Mapping[str, float], *, rule: NotApplicableRule = "rebase"
) -> pd.DataFrame:
    """Compute the standard error that the surveys leave in the index of every unit.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    answers : DataFrame
        As `answer_errors` takes them, with ``scheme``, ``year``, ``unit`` and ``criterion``.
    worth : mapping
        The share of the points that each answer earns.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.

    Returns
    -------
    DataFrame
        One row per scheme, year, block and unit: ``index`` (0–100), ``standard_error`` and ``standard_error_most`` in
        points of the index, ``n_questions`` and ``n_answers`` of the survey criteria that count, ``error_reason``.

    Raises
    ------
    ValueError
        As `answer_errors`; a question is there twice for a unit.

    Notes
    -----
    With m_k the points of question k, s_k the standard error of its mean worth and M the unit's maximum::

        standard error = 100 · √(Σ (m_k s_k)²) / M      if the answers to different questions are independent
        at most          100 · Σ m_k s_k / M            if they all go together

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": "a", "area": "1", "criterion": ["1.1", "1.2"],
    ...     "source": ["appraised", "survey"], "state": "scored", "points": [80.0, 14.0], "max_points": [80.0, 20.0]})
    >>> answers = pd.DataFrame({"scheme": ["x"], "year": 2020, "unit": "a", "criterion": "1.2", "answers": 100,
    ...     "share_a": 0.4, "share_b": 0.6})
    >>> found = index_errors(scores, answers, {"A": 1.0, "B": 0.5})
    >>> found[["index", "standard_error"]].round(4).values.tolist()
    [[94.0, 0.4899]]
    """
    units = unit_index(scores, rule=rule)
    asked = choose_source(scores).query("source == 'survey' and state == 'scored'")
    known = answer_errors(answers, worth)[[*QUESTION, "answers", "worth_error"]]
    asked = asked.merge(known, on=list(QUESTION), how="left", validate="one_to_one")
    error = asked["worth_error"] * asked["max_points"]
    parts = asked[list(UNIT)].assign(
        squares=error**2,
        most=error,
        n_questions=1.0,
        n_answers=asked["answers"].astype(float),
        n_unknown=error.isna().astype(float),
    )
    sums = units[list(UNIT)].merge(_sums(parts), on=list(UNIT), how="left")
    return _errors(units, sums)


def _sums(parts: pd.DataFrame) -> pd.DataFrame:
    """Add up what each unit's questions give; a question without a known error counts as unknown."""
    return group(parts, UNIT).sum(parts.drop(columns=list(UNIT)).astype(float))


def _errors(units: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    asked = sums["n_questions"].notna()
    unknown = sums["n_unknown"].gt(0)
    scale = (100.0 / units["max_points"]).where(units["index"].notna() & ~unknown)
    none = units["index"].isna()
    return units[[*UNIT, "index"]].assign(
        # A unit that no question asked about has no sampling error.
        standard_error=scale * np.sqrt(sums["squares"].where(asked, 0.0)),
        standard_error_most=scale * sums["most"].where(asked, 0.0),
        n_questions=sums["n_questions"].where(asked, 0.0).astype("int64"),
        n_answers=sums["n_answers"].where(asked, 0.0).astype("Int64"),
        error_reason=np.select([none, unknown, ~asked], ["no_index", "answers_unknown", "no_survey"], ""),
    )


def _finite_population(answers: pd.DataFrame, size: np.ndarray) -> np.ndarray:
    """Return the factor of the variance; 1 where the population is not known."""
    if "population" not in answers.columns:
        return np.ones(len(answers))
    people = answers["population"].to_numpy(dtype=float, na_value=np.nan)
    if (people < size).any():
        message = "population: expected at least as many people as answers"
        raise ValueError(message)
    return np.where(np.isnan(people), 1.0, (people - size) / np.maximum(people - 1.0, 1.0))
