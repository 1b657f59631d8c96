import pandas as pd
import pytest

from parkit.analysis.crosswalk import criterion_keys
from parkit.analysis.links import components

STEPS = ["year_0", "year_1", "code_0", "code_1"]


def codes(**years: str) -> pd.DataFrame:
    """Write the codes of each year: y2017="1.1 1.2"."""
    rows = [(int(year[1:]), code) for year, listed in years.items() for code in listed.split()]
    return pd.DataFrame(rows, columns=["year", "criterion"]).assign(scheme="x")


def steps(*rows: tuple[int, int, str, str]) -> pd.DataFrame:
    """Write a crosswalk."""
    return pd.DataFrame(rows, columns=STEPS)


def keys(frame: pd.DataFrame, crosswalk: pd.DataFrame | None = None) -> dict[tuple[int, str], str]:
    """Return the key by year and code."""
    found = criterion_keys(frame, crosswalk=crosswalk)
    return {(year, code): key for year, code, key in found[["year", "criterion", "key"]].itertuples(index=False)}


def test_without_a_crosswalk_the_code_is_the_criterion() -> None:
    """The same code in neighbouring years is the same criterion."""
    assert set(keys(codes(y2017="1.1 1.2", y2018="1.1 1.3")).values()) == {"1.1", "1.2", "1.3"}


def test_a_code_that_was_away_for_a_year_is_another_criterion() -> None:
    """1.1 of 2017 and 1.1 of 2019 are not joined over a year that has no 1.1; the later one keeps the name."""
    found = keys(codes(y2017="1.1", y2018="1.2", y2019="1.1 1.2"))
    assert (found[2017, "1.1"], found[2019, "1.1"]) == ("1.1@2017", "1.1")


def test_a_declared_step_alone_counts() -> None:
    """Renumbered: 1.1 became 1.2 and 1.2 was dropped, although 2018 has a 1.2."""
    found = keys(codes(y2017="1.1 1.2", y2018="1.2"), steps((2017, 2018, "1.1", "1.2")))
    assert found == {(2017, "1.1"): "1.2", (2017, "1.2"): "1.2@2017", (2018, "1.2"): "1.2"}


def test_split_and_joined_criteria_are_compared_as_their_sum() -> None:
    """1 became 1a and 1b; 2 and 3 became 23: each has one key."""
    crosswalk = steps(
        (2017, 2018, "1", "1a"), (2017, 2018, "1", "1b"), (2017, 2018, "2", "23"), (2017, 2018, "3", "23")
    )
    found = keys(codes(y2017="1 2 3", y2018="1a 1b 23"), crosswalk)
    assert found[2017, "1"] == found[2018, "1a"] == found[2018, "1b"] == "1a+1b"
    assert found[2017, "2"] == found[2017, "3"] == found[2018, "23"] == "23"


def test_steps_are_followed_through_years_without_data() -> None:
    """Data of 2016 and 2018, a framework change in 2018 declared against 2017: 2016 goes to 2017 by code."""
    found = keys(codes(y2016="1.1", y2018="7.1"), steps((2017, 2018, "1.1", "7.1")))
    assert found == {(2016, "1.1"): "7.1", (2018, "7.1"): "7.1"}


def test_steps_outside_the_years_are_ignored() -> None:
    """A later renumbering does not concern earlier years."""
    assert keys(codes(y2016="1", y2017="1"), steps((2017, 2018, "1", "9"))) == {(2016, "1"): "1", (2017, "1"): "1"}


@pytest.mark.parametrize("step", [(2016, 2018), (2015, 2018)])
def test_a_step_that_skips_a_year_is_refused(step: tuple[int, int]) -> None:
    """From 2016 to 2018 nobody knows what 2017 was."""
    with pytest.raises(ValueError, match="skips"):
        keys(codes(y2016="1", y2017="1", y2018="1"), steps((*step, "1", "1")))


def test_schemes_do_not_mix() -> None:
    """The same code in two schemes gets a key in each."""
    two = pd.concat([codes(y2017="1"), codes(y2018="1").assign(scheme="z")])
    assert criterion_keys(two)["key"].tolist() == ["1", "1"]


def test_components_are_named_by_their_first_node() -> None:
    """a–b and b–c are one component, d alone another."""
    found = components([(1, "d")], [((2, "b"), (3, "c")), ((1, "a"), (2, "b"))])
    assert found == {(1, "d"): (1, "d"), (1, "a"): (1, "a"), (2, "b"): (1, "a"), (3, "c"): (1, "a")}


def test_the_input_is_not_changed() -> None:
    """Neither the codes nor the crosswalk are touched."""
    frame, crosswalk = codes(y2017="1", y2018="2"), steps((2017, 2018, "1", "2"))
    before = frame.copy(deep=True), crosswalk.copy(deep=True)
    criterion_keys(frame, crosswalk=crosswalk)
    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(crosswalk, before[1])
