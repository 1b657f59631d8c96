import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.rank import rank
from parkit.analysis.score import unit_index
from parkit.analysis.target import band_targets, rank_targets, target_paths
from parkit.model.language import Text
from parkit.model.scheme import Band
from tests.analysis.sheets import sheet, sheets

NAN = float("nan")

# Unit a has 16 of 30 (53.33 %). Its peer b shows what is within reach: 5 − 3 in 1.1, 9 − 5 in 1.2, 10 − 8 in 2.1,
# nothing in 2.2, where a is the better one.
BLOCK = sheet(
    {
        (2020, "a"): {"1.1": (3, 5), "1.2": (5, 10), "2.1": (6, 10), "2.2": (2, 5)},
        (2020, "b"): {"1.1": (5, 5), "1.2": (9, 10), "2.1": (8.25, 10), "2.2": (1, 5)},
    }
)


def target(value: float, unit: str = "a") -> pd.DataFrame:
    """Write one target."""
    return pd.DataFrame({"scheme": "x", "year": 2020, "block": "so", "unit": [unit], "target": [value]})


def steps(frame: pd.DataFrame) -> list[list[object]]:
    """Return what is to be raised, to which level, and the index after it."""
    return frame[["criterion", "level", "index_after"]].round(2).to_numpy().tolist()


def test_one_criterion_is_enough() -> None:
    """65 % are 19.5 points, 3.5 more: only 1.2 can bring them alone, from 5 to 8.5."""
    assert steps(target_paths(BLOCK, target(65.0), step=0.5)) == [["1.2", 8.5, 65.0]]


def test_two_criteria_are_enough() -> None:
    """22.2 points are wanting 6.2: 4 in 1.2 and 2.25 in 2.1, up to the peer's 8.25, which is off the step."""
    found = target_paths(BLOCK, target(74.0), step=0.5)
    assert steps(found) == [["1.2", 9.0, 66.67], ["2.1", 8.25, 74.17]]
    assert found["gain"].tolist() == [4.0, 2.25]
    assert found[["order", "reason"]].to_numpy().tolist() == [[1, ""], [2, ""]]
    assert found["best"].tolist() == [9.0, 8.25]


def test_the_last_step_below_the_best_can_be_enough() -> None:
    """3.99 of 4 are 99.75 %: a hundredth less than the peer has."""
    scores = sheet({(2020, "a"): {"1.1": (3, 4)}, (2020, "b"): {"1.1": (4, 4)}})
    assert steps(target_paths(scores, target(99.75), step=0.01)) == [["1.1", 3.99, 99.75]]


def test_a_target_just_above_the_index_is_not_reached_yet() -> None:
    """53.5 % are 16.05 of 30 points: 16 are not enough, half a point more is."""
    found = target_paths(BLOCK, target(53.5), step=0.5)
    assert found[["gain", "index_after"]].to_numpy().tolist() == [[0.5, 55.0]]


def test_among_the_smallest_sets_the_one_with_the_fewest_points() -> None:
    """Three criteria of 4, 3 and 3 points, all lost; the peer has them all."""
    scores = sheet(
        {
            (2020, "a"): {"1.1": (0, 4), "1.2": (0, 3), "1.3": (0, 3)},
            (2020, "b"): {"1.1": (4, 4), "1.2": (3, 3), "1.3": (3, 3)},
        }
    )
    # 5 of 10 points are wanted, by a step of 3: 1.1 offers 3 or 4, the others 3. 3 + 3 = 6 is less than 4 + 3 = 7.
    few = target_paths(scores, target(50.0), step=3)
    assert few[["criterion", "gain"]].to_numpy().tolist() == [["1.1", 3.0], ["1.2", 3.0]]


@pytest.mark.parametrize(
    ("wanted", "unit", "reason", "after"),
    [
        (53.0, "a", "already_reached", 100 * 16 / 30),
        (90.0, "a", "out_of_reach", 100 * 24.25 / 30),
        (NAN, "a", "no_index", NAN),
        (50.0, "z", "no_index", NAN),
    ],
)
def test_where_there_is_no_path(wanted: float, unit: str, reason: str, after: float) -> None:
    """Reached already, out of reach (all peers' best: 24.25 of 30), no target, no such unit: one row that says so."""
    found = target_paths(BLOCK, target(wanted, unit), step=0.5)
    assert found[["reason", "order", "criterion"]].to_numpy().tolist() == [[reason, 0, ""]]
    assert found["index_after"].item() == pytest.approx(after, nan_ok=True)


def test_peers_with_another_maximum_count_by_their_rate() -> None:
    """The peer has 4 of 5: 80 % of a's 10 points are within reach."""
    scores = sheet({(2020, "a"): {"1.1": (5, 10)}, (2020, "b"): {"1.1": (4, 5)}})
    assert steps(target_paths(scores, target(75.0), step=0.5)) == [["1.1", 7.5, 75.0]]
    assert target_paths(scores, target(85.0), step=0.5)["reason"].tolist() == ["out_of_reach"]


def test_scores_with_many_decimals_never_fall_short() -> None:
    """7.3333 of 10 and a target of 80: to 8.0 by a step of 0.25, not to a rounded 7.99."""
    scores = sheet({(2020, "a"): {"1.1": (7 + 1 / 3, 10)}, (2020, "b"): {"1.1": (10, 10)}})
    found = target_paths(scores, target(80.0), step=0.25)
    assert found["level"].tolist() == [8.0]
    assert found["index_after"].item() >= 80.0


def test_every_criterion_moves_by_its_own_step() -> None:
    """70 % are 21 points, 5 more. In 1.2 whole points, in 2.1 only 8 or the peer's 8.25: 3 and 2; by halves 4 and 1.

    56 % are 16.8, 0.8 more: 1.1 by a step of 5 gives its peer's 2 and nothing less.
    """
    assert steps(target_paths(BLOCK, target(70.0), step=0.5))[0] == ["1.2", 9.0, 66.67]
    own = target_paths(BLOCK, target(70.0), step=0.5, steps={"1.2": 1.0, "2.1": 2.0})
    assert own[["criterion", "gain"]].to_numpy().tolist() == [["1.2", 3.0], ["2.1", 2.0]]
    coarse = target_paths(BLOCK, target(56.0), step=0.5, steps={"1.1": 5, "1.2": 5, "2.1": 5})
    assert coarse[["criterion", "gain"]].to_numpy().tolist() == [["1.1", 2.0]]


@pytest.mark.parametrize("step", [0.0, -1.0, 0.005])
def test_a_step_that_does_not_fit_the_decimals_is_refused(step: float) -> None:
    """Half a hundredth cannot be summed in hundredths, neither as the common step nor as that of a criterion."""
    with pytest.raises(ValueError, match="multiple"):
        target_paths(BLOCK, target(80.0), step=step)
    with pytest.raises(ValueError, match="multiple"):
        target_paths(BLOCK, target(80.0), step=0.5, steps={"1.1": step})


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(
    sheets(years=(2020,)),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.dictionaries(st.sampled_from(["1.1", "1.2", "2.1", "2.2"]), st.sampled_from([0.25, 0.4, 0.5, 0.75, 1.5])),
    st.integers(30, 100),
)
def test_whole_paths_equal_an_exhaustive_search(
    scores: pd.DataFrame, step: float, own: dict[str, float], wanted: int
) -> None:
    """For every unit: levels on the criterion's step or the peers' best, tried one by one, by the index itself."""
    index = unit_index(scores)
    targets = index[["scheme", "year", "block", "unit"]].assign(target=float(wanted))
    found = target_paths(scores, targets, step=step, steps=own)
    scored = scores[scores["state"].eq("scored")]
    best = (scored["points"] / scored["max_points"]).groupby(scored["criterion"]).max()
    for unit, rows in scored.groupby("unit"):
        maximum, needed = rows["max_points"].sum(), wanted / 100 * rows["max_points"].sum() - rows["points"].sum()
        offers = []
        for row in rows.itertuples():
            top = math.floor(best[row.criterion] * row.max_points * 100 + 1e-9) / 100
            by = own.get(row.criterion, step)
            grid = [place * by for place in range(math.ceil(top / by) + 1) if place * by <= top]
            offers.append([0.0, *(level - row.points for level in {*grid, top} if level > row.points + 1e-9)])
        choices = [
            (sum(gain > 0 for gain in each), sum(each)) for each in product(*offers) if sum(each) >= needed - 1e-9
        ]
        path = found[found["unit"].eq(unit)]
        if needed <= 1e-9:
            assert path["reason"].tolist() == ["already_reached"]
        elif not choices:
            assert path["reason"].tolist() == ["out_of_reach"]
        else:
            assert (len(path), path["gain"].sum()) == pytest.approx(
                min((count, round(total, 9)) for count, total in choices)
            )
            assert path["index_after"].iloc[-1] == pytest.approx(
                100 * (rows["points"].sum() + path["gain"].sum()) / maximum
            )


BANDS = [
    Band(block="so", year_from=2020, year_to=None, label=Text(vi=name, en=name), at_least=at_least)
    for name, at_least in (("I", 90.0), ("II", 80.0))
]


def units(*values: float) -> pd.DataFrame:
    """Write units a, b, … with their index."""
    names = [chr(ord("a") + place) for place in range(len(values))]
    return pd.DataFrame({"scheme": "x", "year": 2020, "block": "so", "unit": names, "index": values})


def test_the_next_group() -> None:
    """Below 80 the next begins at 80, from 80 on at 90, above there is none; printed with one decimal, 89.95 is 90."""
    values = units(70.0, 80.0, 89.96, 90.0, NAN)
    assert band_targets(values, BANDS)["target"].tolist() == pytest.approx([80, 90, 90, NAN, NAN], nan_ok=True)
    printed = band_targets(values, BANDS, decimals=1)["target"].tolist()
    assert printed == pytest.approx([79.95, 89.95, NAN, NAN, NAN], nan_ok=True)
    assert band_targets(values.assign(year=2019), BANDS)["target"].isna().all()


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(80, 90), min_size=1, max_size=7), st.integers(1, 4), st.sampled_from([None, 0]))
def test_a_rank_target_is_just_enough(values: list[int], wanted: int, decimals: int | None) -> None:
    """With the target a unit has the rank or a better one, by ranking anew; a hair below it has not."""
    frame = units(*(float(value) for value in values))
    for place, row in enumerate(rank_targets(frame, rank=wanted, decimals=decimals).itertuples()):
        for index, enough in ((row.target, True), (row.target - 0.01, row.target <= 0)):
            changed = frame.assign(index=np.where(frame["unit"].eq(row.unit), index, frame["index"]))
            reached = rank(changed, decimals=decimals)["rank"].iloc[place] <= wanted
            assert reached == enough or row.target <= 0


def test_a_rank_below_one_is_refused() -> None:
    """There is no rank 0."""
    with pytest.raises(ValueError, match="at least 1"):
        rank_targets(units(80.0), rank=0)


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """Scores and targets stay as they are; no targets, no rows."""
    wanted, before = target(70.0), BLOCK.copy(deep=True)
    target_paths(BLOCK, wanted, step=0.5)
    pd.testing.assert_frame_equal(BLOCK, before)
    pd.testing.assert_frame_equal(wanted, target(70.0))
    assert target_paths(BLOCK, wanted.iloc[:0], step=0.5).empty
