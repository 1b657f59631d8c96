from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.rank import rank

quick = settings(deadline=None, max_examples=40)
# Multiples of a quarter are exact in binary, so plain Python comparisons are a fair judge.
values = st.lists(st.integers(0, 20).map(lambda number: number / 4), min_size=1, max_size=12)


def units(numbers: list[Any], **more: object) -> pd.DataFrame:
    """Write one unit per number."""
    return pd.DataFrame({"unit": [f"u{place:02d}" for place in range(len(numbers))], "index": numbers, **more})


def ranks(frame: pd.DataFrame, **options: object) -> list[Any]:
    """Rank the whole frame and return the ranks."""
    return rank(frame, within=(), **options)["rank"].tolist()


def test_printed_ties_are_numbered_on_where_the_scheme_does_so() -> None:
    """Thanh Hóa 2024: 90.02 stands at 2 and at 3, 85.02 at 13 and at 14; the unit code decides among equals."""
    frame = units([90.02, 91.3, 90.02])
    assert ranks(frame, ties="consecutive") == [2, 1, 3]
    assert ranks(frame) == [2, 1, 2]


def test_consecutive_follows_the_value_in_full_before_the_code() -> None:
    """Equal as printed, the larger value in full comes first whatever its code."""
    assert ranks(units([90.018, 90.022]), ties="consecutive", decimals=2) == [2, 1]


@pytest.mark.parametrize(
    ("ties", "expected"), [("1224", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("consecutive", [1, 2, 3, 4])]
)
def test_tie_rules(ties: str, expected: list[int]) -> None:
    """One first, two equal seconds, one last under each rule."""
    assert ranks(units([9.0, 8.0, 8.0, 7.0]), ties=ties) == expected


def test_rounding_makes_ties_half_away_from_zero() -> None:
    """90.005 prints as 90.01, so at two decimals it ties with 90.01; in full it does not."""
    frame = units([90.005, 90.01])
    assert ranks(frame, decimals=2) == [1, 1]
    assert ranks(frame) == [2, 1]


def test_binary_noise_is_no_difference() -> None:
    """0.1 + 0.2 and 0.3 share a rank."""
    assert ranks(units([0.1 + 0.2, 0.3])) == [1, 1]


def test_a_difference_of_exactly_the_tolerance_is_a_tie() -> None:
    """90.01 and 90.02 tie at a tolerance of 0.01, as decimals say and binary would not."""
    assert ranks(units([90.01, 90.02]), tolerance=0.01) == [1, 1]
    assert ranks(units([90.0, 90.02]), tolerance=0.01) == [2, 1]


def test_equal_within_a_tolerance_is_not_transitive() -> None:
    """90.00 ties with 90.01 and 90.01 with 90.02, but 90.00 is third: 1 + one value above by more than 0.01."""
    assert ranks(units([90.0, 90.01, 90.02]), tolerance=0.01) == [2, 1, 1]


def test_a_missing_index_has_no_rank_and_pushes_nobody_down() -> None:
    """NaN gets pd.NA."""
    found = rank(units([5.0, float("nan"), 4.0]), within=())["rank"]
    assert found.dtype == "Int64"
    assert found.tolist() == [1, pd.NA, 2]


def test_each_block_is_ranked_on_its_own() -> None:
    """Groups do not see each other."""
    frame = units([5.0, 9.0, 4.0, 8.0], scheme="x", year=2020, block=["so", "huyen", "so", "huyen"])
    assert rank(frame)["rank"].tolist() == [1, 1, 2, 2]


def test_an_empty_frame_is_ranked_without_fuss() -> None:
    """No rows, no ranks."""
    assert rank(units([]).astype({"index": float}), within=())["rank"].tolist() == []


@pytest.mark.parametrize("options", [{"ties": "1334"}, {"tolerance": -0.1}])
def test_unknown_rules_are_refused(options: dict[str, Any]) -> None:
    """A misspelt rule or a negative tolerance is an error."""
    with pytest.raises(ValueError, match="ties="):
        rank(units([1.0]), within=(), **options)


@quick
@given(values, st.integers(0, 8).map(lambda number: number / 4))
def test_standard_ranks_count_the_values_above(numbers: list[float], tolerance: float) -> None:
    """1 + #{x_j > x_i + ε}, counted one by one."""
    expected = [1 + sum(other > number + tolerance for other in numbers) for number in numbers]
    assert ranks(units(numbers), tolerance=tolerance) == expected


@quick
@given(values)
def test_dense_ranks_count_the_distinct_values_above(numbers: list[float]) -> None:
    """1 + the number of different larger values."""
    expected = [1 + len({other for other in numbers if other > number}) for number in numbers]
    assert ranks(units(numbers), ties="dense") == expected


@quick
@given(values)
def test_consecutive_ranks_are_one_to_n_in_a_stable_order(numbers: list[float]) -> None:
    """Sorting by value then code in plain Python gives the same numbers."""
    order = sorted(range(len(numbers)), key=lambda place: (-numbers[place], place))
    assert ranks(units(numbers), ties="consecutive") == [order.index(place) + 1 for place in range(len(numbers))]


@quick
@given(values, st.sampled_from(["1224", "dense", "consecutive"]), st.randoms())
def test_the_order_of_rows_does_not_matter(numbers: list[float], ties: str, random: Random) -> None:
    """A shuffled frame gives every unit the same rank."""
    frame = units(numbers)
    order = random.sample(range(len(frame)), len(frame))
    straight = rank(frame, within=(), ties=ties)
    shuffled = rank(frame.iloc[order], within=(), ties=ties)
    pd.testing.assert_frame_equal(straight, shuffled.sort_index())


@quick
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5)), min_size=1, max_size=12),
    st.sampled_from(["1224", "dense", "consecutive"]),
)
def test_groups_together_equal_groups_apart(rows: list[tuple[str, int]], ties: str) -> None:
    """Ranking two groups in one call is ranking each alone."""
    frame = units([float(number) for _, number in rows], group=[name for name, _ in rows])
    apart = pd.concat([rank(part, within=(), ties=ties) for _, part in frame.groupby("group")]).sort_index()
    pd.testing.assert_frame_equal(rank(frame, within=("group",), ties=ties), apart)


def test_the_input_is_not_changed() -> None:
    """The frame given in has no new column."""
    frame = units([1.0, 2.0])
    rank(frame, within=())
    assert list(frame.columns) == ["unit", "index"]
