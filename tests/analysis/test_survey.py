import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.survey import standard_error


def test_yes_no_question_is_the_textbook_proportion() -> None:
    """Half of 100 people say yes: sqrt(0.5 · 0.5 / 100) = 0.05 of the points."""
    assert standard_error([1, 0], [0.5, 0.5], n_answers=100, max_points=2) == pytest.approx(0.1)


def test_four_answers_by_hand() -> None:
    """Worth 1, 0.6, 0.2, 0 at 40, 30, 20, 10 %: mean 0.62, mean square 0.516, variance 0.1316; 10 · 0.36277 / 10."""
    found = standard_error([1, 0.6, 0.2, 0], [0.4, 0.3, 0.2, 0.1], n_answers=100, max_points=10)
    assert found == pytest.approx(math.sqrt(0.1316))


def test_asking_everyone_leaves_no_sampling_error() -> None:
    """The factor sqrt((N − n)/(N − 1)) is 0 for n = N, and sqrt(50/99) for half of 100."""
    shares = {"worth": [1, 0], "shares": [0.5, 0.5], "n_answers": 50, "max_points": 1}
    assert standard_error(**shares, population=50) == 0.0
    assert standard_error(**shares, population=100) == pytest.approx(math.sqrt(0.25 / 50 * 50 / 99))
    assert standard_error([1, 0], [1, 0], n_answers=1, max_points=1, population=1) == 0.0


def test_unanimous_answers_have_no_error() -> None:
    """All answers alike: variance 0, never the root of a negative rounding error."""
    assert standard_error([0.7, 0.1], [1.0, 0.0], n_answers=3, max_points=1) == 0.0


@pytest.mark.parametrize(
    "options",
    [
        {"shares": [0.5, 0.4]},
        {"shares": [1.0]},
        {"n_answers": 0},
        {"population": 99},
    ],
)
def test_impossible_samples_are_refused(options: dict[str, object]) -> None:
    """Shares that do not add up, lists that do not match, no answers, more answers than people."""
    valid = {"worth": [1, 0], "shares": [0.5, 0.5], "n_answers": 100, "max_points": 1.0}
    with pytest.raises(ValueError, match="expected"):
        standard_error(**(valid | options))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=30))
def test_counted_answers_give_the_same_error(answers: list[int]) -> None:
    """Worth of each single answer, in plain Python: sqrt of the mean squared deviation over n."""
    worth = [answer / 4 for answer in answers]
    mean = sum(worth) / len(worth)
    expected = math.sqrt(sum((value - mean) ** 2 for value in worth)) / len(worth)
    shares = [answers.count(kind) / len(answers) for kind in range(5)]
    found = standard_error([kind / 4 for kind in range(5)], shares, n_answers=len(answers), max_points=1)
    assert found == pytest.approx(expected, abs=1e-7)
