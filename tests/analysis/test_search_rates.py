"""How often the search stays silent where all is right, and names the true cause where one thing is wrong.

Measured over 60 errors of each kind (`measure` with seed 90210, which played no part in choosing the order of the
hypotheses) in announcements of 6 to 12 units, as shares of those that make a figure impossible: two thirds of the
digit slips, three quarters of the exchanged digits and copied numbers, nearly all of the others. The true cause, down
to the number, is first (among the first three):

==================  =================  ===============================
error               same maxima        areas that do not apply to some
==================  =================  ===============================
digit slip          67 % (82 %)        44 % (64 %)
exchanged digits    88 % (98 %)        83 % (98 %)
decimal sign        98 % (100 %)       98 % (100 %)
copied number       90 % (100 %)       85 % (96 %)
exchanged numbers   46 % (100 %)       44 % (100 %)
==================  =================  ===============================

Where only bounds or ranks hold a figure, many slips fit a digit slip; of two equal numbers either can be the copy; and
two units whose indices are exchanged can as well have their ranks exchanged.

In 600 announcements without an error, 25 191 figures, none was impossible and nothing was explained.
"""

import numpy as np
import pytest

from parkit.analysis.known import Known
from parkit.analysis.search import explain
from tests.analysis.announcements import announce
from tests.analysis.planted import ERRORS, measure

pytestmark = pytest.mark.slow

ROUNDS = 12
FIRST = {"digit_slip": 7, "transposed": 7, "misplaced_mark": 12, "copied": 8, "swapped": 5}
"""Of 12 errors of each kind, how many were named first."""


@pytest.mark.parametrize("same_maxima", [True, False])
def test_true_announcements_are_left_alone(*, same_maxima: bool) -> None:
    """Nothing is explained in 40 announcements printed rounded from true scores."""
    generator = np.random.default_rng(20261101)
    for _ in range(40):
        printed, units = announce(generator, same_maxima=same_maxima)
        assert explain(printed, known=Known(units=units)).empty


@pytest.mark.parametrize("kind", ERRORS)
def test_the_true_cause_is_named(kind: str) -> None:
    """Every error that makes a figure impossible is among the first three causes, and as many are first as measured."""
    found = measure(kind, rounds=ROUNDS, same_maxima=True)
    assert found["impossible"] >= 8
    assert found["first_three"] == 1.0
    assert found["first"] * found["impossible"] >= FIRST[kind] - 0.5
