import pandas as pd

from parkit.analysis.groups import group

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
