import pandas as pd
import pytest

from parkit.analysis import claims as claims_module
from parkit.analysis.claims import BASES, REASONS, VERDICTS, Finding, Place, claims_frame, outcomes, summary

PLACE = Place(scheme="x", year=2018, block="so", area="1", criterion="1", unit="")
FIGURE = PLACE._asdict() | {"figure": 0, "source": "", "statistic": "change", "text": "", "printed": 1.0, "decimals": 2}


def told(*findings: Finding) -> pd.Series:
    """Summarise the findings about one figure."""
    return summary(claims_frame((FIGURE, finding) for finding in findings)).iloc[0]


def change(verdict: str, reading: str, base: str = "stated_index", reason: str = "") -> Finding:
    """Write a finding about a change."""
    return Finding(check="change", verdict=verdict, reading=reading, base=base, reason=reason)


def test_the_outcome_of_each_check_is_that_of_its_best_base() -> None:
    """Bases of a change are alternatives, and so are its readings; each base of a level stands for itself."""
    levels = [Finding(check="level", verdict="consistent", base=base) for base in ("stated_index", "points")]
    found = outcomes(
        [
            change("impossible", "points"),
            change("conditional", "points", base="points"),
            change("impossible", "relative_index"),
            *levels,
            Finding(check="level", verdict="impossible", base="points"),
        ]
    )
    assert found == {
        ("change", ""): "conditional",
        ("level", "stated_index"): "consistent",
        ("level", "points"): "consistent",
    }


def test_an_impossible_figure_has_no_reasons_of_what_cannot_be_checked() -> None:
    """The maximum that is not printed says nothing where the level is already impossible."""
    level = Finding(check="level", verdict="impossible", reason="above_maximum")
    open_one = Finding(check="maximum", verdict="not_checkable", reason="maximum_not_printed")
    assert told(level, open_one)[["verdict", "reasons"]].tolist() == ["impossible", "above_maximum"]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("impossible", "consistent"), "consistent"),
        (("impossible", "conditional"), "conditional"),
        (("impossible", "not_checkable"), "not_checkable"),
        (("impossible", "impossible"), "impossible"),
        (("consistent", "not_checkable"), "consistent"),
        (("conditional", "not_checkable"), "not_checkable"),
    ],
)
def test_readings_are_alternatives(verdicts: tuple[str, str], expected: str) -> None:
    """One reading that fits is enough; one that cannot be tested leaves the question open."""
    found = told(
        *(change(verdict, reading) for verdict, reading in zip(verdicts, ("points", "relative_index"), strict=True))
    )
    assert found["verdict"] == expected


def test_the_levels_a_change_may_start_from_are_alternatives() -> None:
    """Where two levels contradict each other, a reading that fits one of them fits."""
    found = told(change("impossible", "points", "stated_index"), change("consistent", "points", "points_and_maximum"))
    assert (found["verdict"], found["readings_fit"], found["readings_impossible"]) == ("consistent", "points", "")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("consistent", "impossible"), "impossible"),
        (("consistent", "conditional"), "conditional"),
        (("consistent", "not_checkable"), "consistent"),
        (("not_checkable", "not_checkable"), "not_checkable"),
    ],
)
def test_checks_must_all_hold(verdicts: tuple[str, str], expected: str) -> None:
    """A failed check is not made good by another; one that cannot be made weighs nothing."""
    findings = [
        Finding(check=check, verdict=verdict) for check, verdict in zip(("level", "count"), verdicts, strict=True)
    ]
    assert told(*findings)["verdict"] == expected


def test_two_bases_of_a_level_must_both_hold() -> None:
    """An index that fits its points but not the mean of the units is impossible."""
    findings = [
        Finding(check="level", verdict=verdict, base=base)
        for verdict, base in (("consistent", "points"), ("impossible", "unit_values"))
    ]
    assert told(*findings)["verdict"] == "impossible"


def test_reasons_and_readings_are_listed_once_in_order() -> None:
    """Each code appears once, in the order it was found."""
    found = told(
        change("impossible", "percentage_points", "stated_index", "above_100_percent"),
        change("impossible", "percentage_points", "points_and_maximum", "above_100_percent"),
        change("impossible", "relative_points", "stated_index", "below_zero"),
    )
    assert found["reasons"] == "above_100_percent, below_zero"
    assert found["readings_impossible"] == "percentage_points, relative_points"


def test_a_rejected_alternative_gives_no_reason() -> None:
    """Beside a reading that fits, or fits under a condition, the reasons of those that do not are not told."""
    rejected = change("impossible", "percentage_points", reason="above_100_percent")
    conditional = change("conditional", "relative_points", reason="needs_larger_maximum")
    found = told(rejected, conditional)
    assert (found["verdict"], found["reasons"]) == ("conditional", "needs_larger_maximum")
    assert (found["readings_impossible"], found["readings_conditional"]) == ("percentage_points", "relative_points")
    found = told(rejected, conditional, change("consistent", "relative_index"))
    assert (found["verdict"], found["reasons"]) == ("consistent", "")


@pytest.mark.parametrize("codes", [REASONS, VERDICTS, BASES])
def test_every_code_is_explained_in_the_module(codes: tuple[str, ...]) -> None:
    """The table in the docstring names every code; codes are unique."""
    assert len(set(codes)) == len(codes)
    missing = [code for code in codes if code and code not in str(claims_module.__doc__)]
    assert missing == []
