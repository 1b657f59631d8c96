"""How often the search stays silent where all is right, and names the true cause where one thing is wrong.

Measured over 100 errors of each kind in announcements of 6 to 12 units, as shares of those that make a figure
impossible. Where all units have the same maxima the true cause, down to the number, is named first (among the first
three) for digit slips in 71 % (83 %), exchanged digits 89 % (100 %), misplaced decimal signs 100 % (100 %), copied
numbers 85 % (98 %) and exchanged numbers 39 % (100 %); where some areas do not apply to some units in 61 % (79 %),
83 % (97 %), 97 % (100 %), 88 % (92 %) and 41 % (100 %). What comes first instead mostly says the same: of two equal
numbers either can be the copy, and two units whose indices are exchanged have their ranks exchanged.

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
