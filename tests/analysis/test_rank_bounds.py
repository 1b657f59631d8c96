"""Best and worst ranks over what missing scores leave open."""

from itertools import product

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from parkit.analysis.rank_bounds import rank_bounds

RANGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=5)


@given(RANGES)
def test_bounds_are_those_of_every_combination_of_ends(ranges: list[tuple[int, int]]) -> None:
    """Best and worst rank equal the extremes over all combinations of lowest and highest values."""
    ends = [(low, low + width) for low, width in ranges]
    frame = pd.DataFrame(ends, columns=["index_low", "index_high"]).astype(float)
    found = rank_bounds(frame, within=())
    ranks = [[1 + sum(other > own for other in case) for own in case] for case in product(*ends)]
    assert found["rank_best"].tolist() == [min(column) for column in zip(*ranks, strict=True)]
    assert found["rank_worst"].tolist() == [max(column) for column in zip(*ranks, strict=True)]


def test_unknown_bounds_have_no_rank() -> None:
    """A unit without bounds, or with one of them only, gets none, and does not count against the others."""
    ends = {"index_low": [90.0, None, 95.0, None], "index_high": [90.0, None, None, 99.0]}
    found = rank_bounds(pd.DataFrame({"block": "so", **ends}), within=("block",))
    for name in ("rank_best", "rank_worst"):
        assert found[name].tolist() == [1, pd.NA, pd.NA, pd.NA]
        assert found[name].dtype == "Int64"


def test_blocks_are_apart_and_input_stays() -> None:
    """Units are bounded within their block, and the frame given is not changed."""
    frame = pd.DataFrame({"block": ["a", "b"], "index_low": [50.0, 90.0], "index_high": [50.0, 90.0]})
    before = frame.copy()
    assert rank_bounds(frame, within=("block",))["rank_worst"].tolist() == [1, 1]
    pd.testing.assert_frame_equal(frame, before)
