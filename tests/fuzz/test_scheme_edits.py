"""Whatever is done to a scheme, the invariants of the methods hold: random edits, in memory and through real files.

`make fuzz` sets PARKIT_FUZZ_EXAMPLES and a seed; by default a few schemes are edited.
"""

import os
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from parkit.analysis.rank import rank
from parkit.analysis.score import unit_index
from parkit.intake import read_scheme_data
from parkit.model.scheme import NOT_APPLICABLE_RULES, NotApplicableRule
from parkit.report.data import counting_scores
from tests.fuzz.invariants import all_years_hold, one_year_holds
from tests.fuzz.model import Model
from tests.independent.byhand import Scheme, read_csv

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("PARKIT_FUZZ_EXAMPLES", "4"))
MOST_YEARS = 3
PLACES = st.integers(0, 30)


class SchemeEdits(RuleBasedStateMachine):
    """Edit a scheme at random, look at it now and then, and at the end as a whole."""

    @initialize(seed=st.integers(0, 2**31), what=st.sampled_from(NOT_APPLICABLE_RULES))
    def begin(self, seed: int, what: NotApplicableRule) -> None:
        """Start from a small scheme, and a rule for what does not apply."""
        self.model, self.rule = Model(seed), what

    @precondition(lambda self: len(self.model.years) < MOST_YEARS)
    @rule()
    def next_year(self) -> None:
        """Let a year pass."""
        self.model.next_year()

    @rule(change=st.sampled_from(("add", "drop", "rename", "split", "join", "maximum", "applies")), place=PLACES)
    def edit_criteria(self, change: str, place: int) -> None:
        """Change the framework of the latest year."""
        self.model.edit_lines(change, place)

    @rule(change=st.sampled_from(("found", "close", "rename", "merge", "merge", "split")), place=PLACES)
    def edit_units(self, change: str, place: int) -> None:
        """Change the units of the latest year."""
        self.model.edit_offices(change, place)

    @rule()
    def look(self) -> None:
        """Check the latest year."""
        one_year_holds(self.model, self.rule)

    def teardown(self) -> None:
        """Check all years."""
        if hasattr(self, "model"):
            one_year_holds(self.model, self.rule)
            all_years_hold(self.model, self.rule)


class SchemeFiles(SchemeEdits):
    """The same edits, and in the end the scheme goes through files: what is written is what is read."""

    look = None  # type: ignore[assignment]  # the other machine looks

    def teardown(self) -> None:
        """Write, read back, and compare with the model and with the second computation."""
        if hasattr(self, "model"):
            with tempfile.TemporaryDirectory() as folder:
                through_files(self.model, Path(folder))


def through_files(model: Model, root: Path) -> None:
    """Write a scheme, read it, and see that no row was lost or invented, and that the indices are those by hand."""
    model.write(root)
    data = read_scheme_data(root, "tinh-thu")
    assert not data.problems["severity"].eq("error").any(), data.problems.to_string()
    names = ["year", "unit", "criterion", "source", "state", "points", "max_points"]
    found = data.scores[names].sort_values(names[:4], ignore_index=True)
    given = model.frame()[names].sort_values(names[:4], ignore_index=True)
    # A unit that gave some self-scores and not others: the blank cells are rows too, and each is a problem.
    blank = found["source"].eq("self") & found["state"].ne("scored")
    pd.testing.assert_frame_equal(found[~blank].reset_index(drop=True), given, check_dtype=False)
    cells = data.cells
    uses = cells["scores"] + cells["printed"] + cells["labels"] + cells["checks"] + cells["refused"]
    assert uses.tolist() == cells["filled"].tolist()
    processed = root / "scores.csv"
    data.scores.to_csv(processed, index=False)
    hand = Scheme(root / "data" / "raw" / "tinh-thu", read_csv(processed))
    for year in model.years:
        units = rank(unit_index(counting_scores(data, year)))
        keys = list(zip(units["block"], units["unit"], strict=True))
        wanted = {key: index.value for key, index in hand.index(year).items()}
        assert set(keys) == set(wanted)
        for key, value in zip(keys, units["index"], strict=True):
            exact = wanted[key]
            assert pd.isna(value) if exact is None else abs(value - float(exact)) < 1e-9
        ranks = {key: int(place) for key, place in zip(keys, units["rank"], strict=True) if not pd.isna(place)}
        assert ranks == hand.ranks(year)


@pytest.mark.parametrize(("machine", "times"), [(SchemeEdits, 1), (SchemeFiles, 2)])
def test_every_edited_scheme_keeps_the_invariants(machine: type[SchemeEdits], times: int) -> None:
    """No sequence of edits breaks a sum, a bound, a rank or a ledger, or loses a row."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES * times,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
