"""Control limits of a survey: by hand, and fair to units that were asked other questions."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.funnel import POSITIONS, funnel, limit

WORTH = {"A": 1.0, "B": 0.0}


def survey(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    """Write answers: unit, question, number, share of A."""
    frame = pd.DataFrame(rows, columns=["unit", "criterion", "answers", "share_a"])
    return frame.assign(scheme="x", year=2020, block="so", share_b=1 - frame["share_a"])


def test_limits_by_hand() -> None:
    """Mean 60 % of 300 answers; σ² = (0.24 + 0.24 + 0.16)/3 … here all three shares: limits 60 ± 1.96 · σ/√100."""
    found = funnel(survey(("a", "1", 100, 0.4), ("b", "1", 100, 0.6), ("c", "1", 100, 0.8)), WORTH)
    sigma = 100 * math.sqrt((0.24 + 0.24 + 0.16) / 3)
    assert found["centre"].tolist() == pytest.approx([60.0] * 3)
    assert found["level"].tolist() == pytest.approx([40.0, 60.0, 80.0])
    assert found["high_95"].tolist() == pytest.approx([60 + 1.959963984540054 * sigma / 10] * 3)
    assert found["low_998"].tolist() == pytest.approx([60 - 3.090232306167813 * sigma / 10] * 3)
    assert found["position"].tolist() == ["very_low", "inside", "very_high"]


def test_between_the_limits_is_perhaps() -> None:
    """50 and 62 % around 56 of 100 answers each: ±9.7 inside; with 400 answers each ±4.86 and ±7.67 around it."""
    few = funnel(survey(("a", "1", 100, 0.50), ("b", "1", 100, 0.62)), WORTH)
    many = funnel(survey(("a", "1", 400, 0.50), ("b", "1", 400, 0.62)), WORTH)
    assert few["position"].tolist() == ["inside", "inside"]
    assert many["position"].tolist() == ["low", "high"]


def test_hard_question_asked_more_often_does_not_count_against_a_unit() -> None:
    """Both are at the block's level in both questions, whatever share of their people got the hard one."""
    found = funnel(
        survey(("a", "easy", 300, 0.9), ("a", "hard", 100, 0.3), ("b", "easy", 100, 0.9), ("b", "hard", 300, 0.3)),
        WORTH,
    )
    assert found["level"].tolist() == pytest.approx([60.0, 60.0])
    assert found["position"].tolist() == ["inside", "inside"]


def test_unknown_answers_are_left_out() -> None:
    """A question without a number of answers adds nothing."""
    whole = survey(("a", "1", 100, 0.4), ("b", "1", 100, 0.6))
    more = pd.concat([whole, survey(("a", "2", 50, 0.1)).assign(answers=None)], ignore_index=True)
    pd.testing.assert_frame_equal(funnel(more, WORTH), funnel(whole, WORTH))


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 20)), min_size=2, max_size=8))
def test_answers_balance_around_the_centre(units: list[tuple[int, int]]) -> None:
    """Weighted by answers the levels have the centre as their mean; limits nest; the position says where a level is."""
    rows = [(f"u{place}", "1", n, share / 20) for place, (n, share) in enumerate(units)]
    found = funnel(survey(*rows), WORTH)
    mean = np.average(found["level"], weights=found["n_answers"])
    assert mean == pytest.approx(found["centre"].iloc[0], abs=1e-9)
    assert (found["low_998"] <= found["low_95"]).all()
    assert (found["high_95"] <= found["high_998"]).all()
    places = found["position"].map(POSITIONS.index)
    below = (found["level"] < found["low_998"] - 1e-9).to_numpy()
    above = (found["level"] > found["high_998"] + 1e-9).to_numpy()
    assert (places[below] == 0).all()
    assert (places[above] == len(POSITIONS) - 1).all()


def test_curve_goes_through_the_limits() -> None:
    """The curve that is drawn and the limits of the table are the same numbers."""
    row = funnel(survey(("a", "1", 144, 0.5), ("b", "1", 60, 0.9)), WORTH).iloc[0]
    for level, name in ((0.95, "high_95"), (0.998, "high_998")):
        drawn = limit(np.array([144.0]), centre=row["centre"], spread=row["spread"], level=level)
        assert drawn[0] == pytest.approx(row[name])
