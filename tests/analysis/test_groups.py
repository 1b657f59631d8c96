import numpy as np
import pandas as pd
import pytest

from parkit.analysis.groups import equal, group

FRAME = pd.DataFrame(
    {"year": [2020, 2019, 2020], "unit": ["b", "a", "b"], "points": [1.0, float("nan"), 2.0], "n": [1, 1, 1]}
)


def test_sums_skip_nan_and_keep_whole_numbers_whole() -> None:
    """A missing number adds nothing, a count stays an integer, and groups come sorted by their keys."""
    found = group(FRAME, ["year", "unit"]).sum(FRAME[["points", "n"]])
    assert found.to_numpy().tolist() == [[2019, "a", 0.0, 1], [2020, "b", 3.0, 2]]
    assert found["n"].dtype.kind == "i"


def test_pandas_grouping_agrees() -> None:
    """The sums are those of a plain group-by."""
    expected = FRAME.groupby(["year", "unit"])[["points", "n"]].sum().reset_index()
    pd.testing.assert_frame_equal(group(FRAME, ["year", "unit"]).sum(FRAME[["points", "n"]]), expected)


def test_any_spreads_a_flag_over_its_group() -> None:
    """One flagged row flags its whole group, under the frame's own row labels."""
    frame = FRAME.set_index(pd.Index([7, 8, 9]))
    found = group(frame, ["unit"]).any(pd.Series([True, False, False], index=frame.index))
    assert found.to_dict() == {7: True, 8: False, 9: True}


def test_no_rows_make_no_groups() -> None:
    """An empty frame gives an empty result with the same columns."""
    found = group(FRAME.iloc[:0], ["unit"]).sum(FRAME.iloc[:0][["points"]])
    assert found.columns.tolist() == ["unit", "points"]
    assert found.empty


def test_a_missing_key_is_a_group_of_its_own() -> None:
    """A row without a block does not fall into another block's sum."""
    frame = pd.DataFrame({"block": ["a", None, "b"], "unit": ["u1", "u2", "u1"], "points": [1.0, 2.0, 4.0]})
    assert sorted(group(frame, ["block", "unit"]).sum(frame[["points"]])["points"]) == [1.0, 2.0, 4.0]


def test_long_runs_of_texts_keep_the_missing_ones_apart() -> None:
    """In a table in order, where each text is looked at once, rows without a key are a group of their own too."""
    frame = pd.DataFrame({"block": ["a"] * 14 + [None] * 2, "points": 1.0})
    assert sorted(group(frame, ["block"]).sum(frame[["points"]])["points"]) == [2.0, 14.0]


@pytest.mark.parametrize("few", [1, 4])
def test_groups_without_a_flagged_row_add_up_to_nothing(few: int) -> None:
    """Few rows with the flag, or many: every group has a sum, and the last one's is 0."""
    found = group(pd.DataFrame({"unit": list("aaaaab")}), ["unit"])
    assert found.total(np.ones(6), np.arange(6) < few).tolist() == [few, 0.0]


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_texts_group_alike_however_they_are_kept(kind: str) -> None:
    """Plain texts, objects and categories, some of them unused, give the same sums in the same order."""
    units = pd.Series(["b", "a", "b", "d"]).astype(kind)
    if kind == "category":
        units = units.cat.add_categories(["e"])
    frame = pd.DataFrame({"year": [2020, 2020, 2019, 2020], "unit": units, "points": [1.0, 2.0, 4.0, 8.0]})
    found = group(frame, ["year", "unit"]).sum(frame[["points"]])
    assert found.to_numpy().tolist() == [[2019, "b", 4.0], [2020, "a", 2.0], [2020, "b", 1.0], [2020, "d", 8.0]]
    assert found["unit"].dtype == units.dtype


def test_numbers_far_apart_make_groups_too() -> None:
    """Keys too far apart to serve as codes are sorted and grouped all the same."""
    frame = pd.DataFrame({"key": [10**15, -(10**15), 10**15], "other": [3, 3, 3], "points": [1.0, 2.0, 4.0]})
    found = group(frame, ["key", "other"]).sum(frame[["points"]])
    assert found.to_numpy().tolist() == [[-(10.0**15), 3.0, 2.0], [10.0**15, 3.0, 5.0]]


def test_many_sparse_combinations_make_groups_too() -> None:
    """Combinations of keys far outnumber the rows, and only those that occur become groups."""
    wide = list(range(0, 600, 2))
    frame = pd.DataFrame({"first": wide, "second": wide, "third": wide, "points": 1.0})
    found = group(frame, ["first", "second", "third"])
    assert found.keys["first"].tolist() == wide
    assert found.codes.tolist() == list(range(300))


def test_narrow_whole_numbers_do_not_overflow() -> None:
    """Small integer types are told apart over their whole range."""
    frame = pd.DataFrame({"key": np.array([-128, 127, -128], dtype=np.int8), "points": [1.0, 2.0, 4.0]})
    assert group(frame, ["key"]).sum(frame[["points"]]).to_numpy().tolist() == [[-128.0, 5.0], [127.0, 2.0]]


def test_flags_are_counted() -> None:
    """A column of flags gives how often it is set, as a whole number."""
    found = group(FRAME, ["unit"]).sum(pd.DataFrame({"set": [True, True, False]}))
    assert found["set"].tolist() == [1, 1]
    assert found["set"].dtype.kind == "i"


def test_equal_flags_values_however_they_are_kept() -> None:
    """A category and a text with a gap answer alike, and a value that does not occur is nowhere."""
    for kind in ("str", "category", "object"):
        column = pd.Series(["self", None, "appraised", "self"], index=[4, 5, 6, 7]).astype(kind)
        one, none = equal(column, ["self", "survey"])
        assert one.to_dict() == {4: True, 5: False, 6: False, 7: True}
        assert not none.any()
