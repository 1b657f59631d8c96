"""What the sentence of a problem looks like to readers of each language."""

import pytest

from parkit.intake.problems import Problem, describe, problem_frame


@pytest.mark.parametrize(("found", "lang", "told"), [("0.6", "vi", "Điểm 0,6 "), ("0,6", "en", "Score 0.6 ")])
def test_points_are_told_with_the_decimal_sign_of_the_reader(found: str, lang: str, told: str) -> None:
    """A score is a number to its reader, whatever sign the file uses."""
    problem = Problem(severity="warning", code="off_step", file="2019/a.csv", year=2019, found=found, expected="0.25")
    assert describe(problem_frame([problem]).iloc[0], lang).startswith(told)  # type: ignore[arg-type]


def test_text_of_a_cell_is_quoted_as_it_stands() -> None:
    """Where the text itself is in doubt, the sentence shows it unchanged."""
    problem = Problem(severity="error", code="not_a_number", file="2019/a.csv", year=2019, found="1.5", expected="0,25")
    assert "'1.5'" in describe(problem_frame([problem]).iloc[0], "vi")
