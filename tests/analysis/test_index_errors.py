"""The survey error of an index: by hand, against the error of a single question, and what is not known."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.index_errors import answer_errors, index_errors
from parkit.analysis.survey import standard_error

WORTH = {"A": 1.0, "B": 0.5, "C": 0.0}
KEYS = {"scheme": "x", "year": 2020, "block": "so"}


def score(
    unit: str, criterion: str, source: str, points: float, maximum: float, state: str = "scored"
) -> dict[str, object]:
    """Write a row of scores."""
    row = {"unit": unit, "area": criterion[0], "criterion": criterion, "source": source, "state": state}
    return {**KEYS, **row, "points": points, "max_points": maximum}


def asked(unit: str, criterion: str, n: float | None, *shares: float) -> dict[str, object]:
    """Write a row of answers."""
    names = ("share_a", "share_b", "share_c")
    return {**KEYS, "unit": unit, "criterion": criterion, "answers": n, **dict(zip(names, shares, strict=True))}


SCORES = pd.DataFrame(
    [
        score("a", "1.1", "appraised", 50.0, 60.0),
        score("a", "2.1", "survey", 15.0, 20.0),
        score("a", "2.2", "survey", 10.0, 20.0),
        score("b", "1.1", "appraised", 40.0, 60.0),
        score("b", "2.1", "survey", math.nan, 20.0, "not_applicable"),
        score("b", "2.2", "survey", math.nan, 20.0, "not_applicable"),
    ]
)
ANSWERS = pd.DataFrame([asked("a", "2.1", 100, 0.5, 0.5, 0.0), asked("a", "2.2", 25, 0.5, 0.0, 0.5)])


def test_errors_of_questions_add_as_squares() -> None:
    """20 · √(0.0625/100) = 0.5 and 20 · √(0.25/25) = 2 points of 100: √(0.25 + 4), at most 2.5."""
    found = index_errors(SCORES, ANSWERS, WORTH).set_index("unit").loc["a"]
    assert found["standard_error"] == pytest.approx(math.sqrt(4.25))
    assert found["standard_error_most"] == pytest.approx(2.5)
    assert (found["n_questions"], found["n_answers"], found["error_reason"]) == (2, 125, "")


def test_unit_without_questions_has_no_error() -> None:
    """Nobody was asked about b: its index of 40/60 is exact and says so."""
    units = index_errors(SCORES, ANSWERS, WORTH)
    found = units.set_index("unit").loc["b"]
    assert (found["standard_error"], found["error_reason"]) == (0.0, "no_survey")
    assert units[["n_questions", "n_answers"]].map(str).to_numpy().tolist() == [["2", "125"], ["0", "0"]]
    assert found["index"] == pytest.approx(100 * 40 / 60)


def test_rule_for_what_does_not_apply_scales_the_error() -> None:
    """With 20 more points that do not apply the same 2 points of error are of 100 or of 120."""
    more = pd.concat([SCORES, pd.DataFrame([score("a", "1.2", "appraised", math.nan, 20.0, "not_applicable")])])
    errors = {
        rule: index_errors(more, ANSWERS, WORTH, rule=rule).set_index("unit").loc["a", "standard_error"]
        for rule in ("rebase", "full_marks", "zero")
    }
    assert errors["rebase"] == pytest.approx(math.sqrt(4.25))
    assert errors["zero"] == errors["full_marks"] == pytest.approx(math.sqrt(4.25) / 1.2)


@pytest.mark.parametrize(
    "answers", [ANSWERS.iloc[:1], ANSWERS.assign(answers=[100, None]), ANSWERS.assign(share_a=[0.5, None])]
)
def test_question_without_answers_leaves_the_error_unknown(answers: pd.DataFrame) -> None:
    """A question that has points and no answers gives no error of 0 but none, and says why."""
    found = index_errors(SCORES, answers, WORTH).set_index("unit").loc["a"]
    assert math.isnan(found["standard_error"])
    assert found["error_reason"] == "answers_unknown"


def test_block_without_survey_is_exact_throughout() -> None:
    """No survey row at all: every error is 0 for the reason no_survey."""
    found = index_errors(SCORES[SCORES["source"].eq("appraised")], ANSWERS.iloc[:0], WORTH)
    assert found["standard_error"].tolist() == [0.0, 0.0]
    assert set(found["error_reason"]) == {"no_survey"}


def test_people_known_shrink_the_error() -> None:
    """100 of 100 people asked: no error; 25 of 49: times √(24/48)."""
    found = index_errors(SCORES, ANSWERS.assign(population=[100, 49]), WORTH).set_index("unit").loc["a"]
    assert found["standard_error"] == pytest.approx(2 * math.sqrt(0.5))


def test_wrong_answers_are_refused() -> None:
    """An answer without a column, and fewer people than answers, are no surveys."""
    with pytest.raises(ValueError, match="share_d"):
        answer_errors(ANSWERS, {"A": 1.0, "D": 0.0})
    with pytest.raises(ValueError, match="as many people"):
        answer_errors(ANSWERS.assign(population=10), WORTH)


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(1, 30)),
        min_size=1,
        max_size=5,
    ),
    st.integers(2, 9),
)
def test_any_survey_follows_from_its_questions(questions: list[tuple[int, int, int, int, int]], factor: int) -> None:
    """The error is the root of the squares of the questions' errors; points scale out, answers shrink it."""
    scores, answers, single = [score("a", "1.1", "appraised", 10.0, 50.0)], [], []
    for number, (n, *counts, maximum) in enumerate(questions):
        shares = [count / sum(counts) for count in counts]
        scores.append(score("a", f"2.{number}", "survey", maximum / 2, float(maximum)))
        answers.append(asked("a", f"2.{number}", n, *shares))
        single.append(standard_error(list(WORTH.values()), shares, n_answers=n, max_points=maximum))
    frame, survey = pd.DataFrame(scores), pd.DataFrame(answers)
    found = index_errors(frame, survey, WORTH).iloc[0]
    whole = 50.0 + sum(question[-1] for question in questions)
    assert found["standard_error"] == pytest.approx(100 * math.hypot(*single) / whole, abs=1e-9)
    assert found["standard_error_most"] == pytest.approx(100 * sum(single) / whole, abs=1e-9)
    doubled = frame.assign(points=frame["points"] * factor, max_points=frame["max_points"] * factor)
    assert index_errors(doubled, survey, WORTH)["standard_error"].iloc[0] == pytest.approx(found["standard_error"])
    more = index_errors(frame, survey.assign(answers=survey["answers"] * factor**2), WORTH)["standard_error"].iloc[0]
    assert more * factor == pytest.approx(found["standard_error"], abs=1e-12)
