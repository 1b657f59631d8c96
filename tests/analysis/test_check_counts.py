from collections.abc import Callable
from functools import partial

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.reconcile import reconcile, summary
from tests.analysis.conftest import printed_frame

Writer = Callable[..., pd.DataFrame]
NAN = float("nan")


def only(claims: pd.DataFrame, check: str) -> tuple[str, str]:
    """Return verdict and reason of the one claim of a check."""
    row = claims[claims["check"].eq(check)].iloc[0]
    return row["verdict"], row["reason"]


@pytest.mark.parametrize(
    ("count", "of", "units", "expected"),
    [
        (16, 17, 17, ("consistent", "")),
        (16, NAN, 17, ("consistent", "")),
        (16, 17, 18, ("conditional", "units_left_out")),
        (10, 16, 17, ("conditional", "units_left_out")),
        (16, 18, 17, ("impossible", "units_differ")),
        (18, 17, 17, ("impossible", "count_above_units")),
        (18, 17, None, ("impossible", "count_above_units")),
        (16, 17, None, ("not_checkable", "unit_count_unknown")),
    ],
)
def test_units_counted_against_the_register(
    write_printed: Writer, count: int, of: float, units: int | None, expected: tuple[str, str]
) -> None:
    """16/17 fits 17 units, fits 18 only if one was not assessed, and neither 16/18 nor 18/17 fits 17."""
    frame = write_printed([{"statistic": "units_at_maximum", "points": count, "max_points": of, "decimals": 0}])
    register = {} if units is None else {(2018, "so"): units}
    assert only(reconcile(frame, units=register), "count") == expected


@pytest.mark.parametrize(
    ("counts", "units", "expected"),
    [
        ((12, 5), 17, ("consistent", "")),
        ((12, 6), 17, ("impossible", "count_above_units")),
        ((12,), 17, ("conditional", "sum_differs")),
        ((12, 5), None, ("not_checkable", "unit_count_unknown")),
    ],
)
def test_groups_add_to_the_units(
    write_printed: Writer, counts: tuple[int, ...], units: int | None, expected: tuple[str, str]
) -> None:
    """12 + 5 = 17; too many is impossible, too few is possible if a group was left out."""
    frame = write_printed([{"statistic": "band_count", "points": count, "decimals": 0} for count in counts])
    register = {} if units is None else {(2018, "so"): units}
    assert only(reconcile(frame, units=register), "sum") == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (2013, ("consistent", "")),
        (2014, ("impossible", "rounds_differ")),
        (None, ("not_checkable", "first_round_unknown")),
    ],
)
def test_rounds(write_printed: Writer, first: int | None, expected: tuple[str, str]) -> None:
    """2013, 2014, …, 2018 are six rounds."""
    frame = write_printed([{"statistic": "rounds", "points": 6, "decimals": 0}])
    assert only(reconcile(frame, first_round=first), "rounds") == expected


def ranking(write_printed: Writer, rows: list[tuple[str, float, int]], of: float = NAN) -> pd.DataFrame:
    """Write units with a printed index and a printed rank."""
    indices = [{"statistic": "index", "unit": unit, "points": value} for unit, value, _ in rows]
    ranks = [
        {"statistic": "rank", "unit": unit, "points": place, "max_points": of, "decimals": 0} for unit, _, place in rows
    ]
    return write_printed([*indices, *ranks])


def fitting(frame: pd.DataFrame, **known: object) -> list[str]:
    """Return the tie rules that fit each printed rank."""
    told = summary(reconcile(frame, **known))
    return told.loc[told["statistic"].eq("rank"), "readings_fit"].tolist()


def test_ranks_of_printed_values_tell_the_tie_rule(write_printed: Writer) -> None:
    """90.02 twice at 2 and 3, then 4: only numbering on fits the third line; 2, 2, 4 is "1224", 2, 2, 3 is dense."""
    rows = [("a", 91.0, 1), ("b", 90.02, 2), ("c", 90.02, 3), ("d", 85.0, 4)]
    numbered_on = fitting(ranking(write_printed, rows), rank_decimals=2)
    assert numbered_on == ["1224, dense, consecutive", "1224, dense, consecutive", "consecutive", "1224, consecutive"]
    dense = fitting(
        ranking(write_printed, [("a", 91.0, 1), ("b", 90.02, 2), ("c", 90.02, 2), ("d", 85.0, 3)]), rank_decimals=2
    )
    assert dense[-1] == "dense"


def test_values_that_print_the_same_can_be_in_any_order(write_printed: Writer) -> None:
    """Behind 90.02 three times may stand 90.024, 90.021 and 90.021: 1, 2, 2 and then 3 or 4 by unrounded values."""
    rows = [("a", 90.02, 1), ("b", 90.02, 2), ("c", 90.02, 2), ("d", 89.0, 3)]
    assert fitting(ranking(write_printed, rows)) == ["1224, dense, consecutive"] * 3 + ["dense"]
    fourth = fitting(ranking(write_printed, [*rows[:3], ("d", 89.0, 4)]))
    assert fourth[3] == "1224, dense, consecutive"
    assert fitting(ranking(write_printed, [("a", 90.03, 2), ("b", 90.02, 1)])) == ["", ""]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=5), st.integers(0, 3))
def test_ranks_of_unrounded_values_never_contradict_the_printed_ones(steps: list[int], shift: int) -> None:
    """Values a quarter of a digit apart, ranked by any rule and printed rounded to whole digits, all fit."""
    exact = [80.0 + (4 * step + (shift * place) % 4) / 4 - 0.5 for place, step in enumerate(steps)]
    ranks = {
        "1224": [1 + sum(other > value for other in exact) for value in exact],
        "dense": [1 + len({other for other in exact if other > value}) for value in exact],
        "consecutive": [
            1 + sum((-other, at) < (-value, place) for at, other in enumerate(exact))
            for place, value in enumerate(exact)
        ],
    }
    printed = [float(80 + step) for step in steps]
    for rule, places in ranks.items():
        rows = [(f"u{at}", value, place) for at, (value, place) in enumerate(zip(printed, places, strict=True))]
        fits = fitting(ranking(partial(printed_frame, decimals=0), rows))
        assert all(rule in names for names in fits)


def test_a_scheme_that_ranks_printed_values_shares_a_rank(write_printed: Writer) -> None:
    """90.024 and 90.021 both print 90.02: rank 1 twice is right by printed values, not by the full ones."""
    rows = [{"statistic": "rank", "unit": unit, "points": 1, "decimals": 0} for unit in ("a", "b")]
    frame = pd.DataFrame({"year": 2018, "block": "so", "unit": ["a", "b", "c"], "index": [90.024, 90.021, 80.0]})
    by_printed = summary(reconcile(write_printed(rows), unit_frame=frame, rank_decimals=2))
    assert by_printed["verdict"].tolist() == ["consistent", "consistent"]
    assert summary(reconcile(write_printed(rows), unit_frame=frame))["verdict"].tolist() == ["consistent", "impossible"]


def test_the_rule_of_the_scheme_is_tested_first(write_printed: Writer) -> None:
    """The claims of a rank come in the order of the scheme's rule, then the others."""
    claims = reconcile(ranking(write_printed, [("a", 90.0, 1)]), ties="dense")
    assert claims.loc[claims["check"].eq("rank"), "reading"].tolist() == ["dense", "1224", "consecutive"]


def test_a_rank_that_the_values_do_not_give_is_impossible(write_printed: Writer) -> None:
    """The higher value cannot be second of two."""
    told = summary(reconcile(ranking(write_printed, [("a", 91.0, 2), ("b", 90.0, 1)])))
    assert (
        told.loc[told["statistic"].eq("rank"), ["verdict", "reasons"]].to_numpy().tolist()
        == [["impossible", "rank_differs"]] * 2
    )


def test_units_not_listed_may_stand_above(write_printed: Writer) -> None:
    """Two of four units are listed: the second can be anything from 2 to 4, the first not 4."""
    assert fitting(ranking(write_printed, [("a", 91.0, 1), ("b", 90.0, 4)], of=4)) == ["1224, dense, consecutive"] * 2
    assert fitting(ranking(write_printed, [("a", 91.0, 4), ("b", 90.0, 2)], of=4))[0] == ""
    assert fitting(ranking(write_printed, [("a", 91.0, 1), ("b", 90.0, 4)]), units={(2018, "so"): 4})[1] != ""


def test_recomputed_indices_serve_where_none_is_printed(write_printed: Writer) -> None:
    """Only ranks are printed; the indices of the scores say that the first two are in the wrong order."""
    rows = [
        {"statistic": "rank", "unit": unit, "points": place, "decimals": 0}
        for unit, place in (("a", 1), ("b", 2), ("c", 3))
    ]
    frame = pd.DataFrame({"year": 2018, "block": "so", "unit": ["a", "b", "c"], "index": [80.0, 90.0, 70.0]})
    told = summary(reconcile(write_printed(rows), unit_frame=frame))
    assert told["verdict"].tolist() == ["impossible", "impossible", "consistent"]


def test_a_rank_without_an_index_cannot_be_checked(write_printed: Writer) -> None:
    """The page broke off after the name."""
    frame = write_printed([{"statistic": "rank", "unit": "a", "points": 6, "decimals": 0}])
    assert only(reconcile(frame), "rank") == ("not_checkable", "index_not_printed")


def test_a_printed_group_of_one_unit_is_left_to_the_bands(write_printed: Writer) -> None:
    """With an index beside it the thresholds decide elsewhere; without one nothing can."""
    group = {"statistic": "band", "unit": "y-yen", "points": NAN, "decimals": 0}
    index = {"statistic": "index", "unit": "y-yen", "points": 79.0}
    assert only(reconcile(write_printed([group])), "band") == ("not_checkable", "index_not_printed")
    assert only(reconcile(write_printed([group, index])), "band") == ("not_checkable", "thresholds_not_compared")


TOLD = ["base", "quantity", "recomputed", "reference"]


def test_a_count_names_what_it_was_held_against(write_printed: Writer) -> None:
    """16 of 17 units by the register, 12 in groups, and six rounds since 2013."""
    rows = [
        {"statistic": "units_at_maximum", "points": 16, "max_points": 17, "decimals": 0},
        {"statistic": "band_count", "points": 12, "decimals": 0},
        {"statistic": "rounds", "points": 6, "decimals": 0},
    ]
    claims = reconcile(write_printed(rows), units={(2018, "so"): 17}, first_round=2013).set_index("check")
    assert claims.loc[["rounds"], TOLD].to_numpy().tolist() == [["first_round", "rounds", 6.0, 2013.0]]
    assert claims.loc[["sum"], TOLD].to_numpy().tolist() == [["group_counts", "units", 12.0, 17.0]]
    counts = claims.loc[["count"]].set_index("statistic").loc["units_at_maximum", TOLD]
    assert counts.tolist() == ["unit_count", "units", 17.0, 17.0]


def test_a_rank_names_the_ranks_that_are_possible(write_printed: Writer) -> None:
    """Two values that print the same are first or second, in the order "1224"."""
    claims = reconcile(ranking(write_printed, [("a", 90.0, 1), ("b", 90.0, 1)]))
    ranks = claims[claims["check"].eq("rank") & claims["reading"].eq("1224")]
    bounds = ["base", "quantity", "recomputed_low", "recomputed", "recomputed_high", "reference"]
    assert ranks[bounds].to_numpy().tolist() == [["unit_values", "rank", 1.0, 1.0, 2.0, 1.0]] * 2
