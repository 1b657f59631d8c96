import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.score import unit_index
from parkit.analysis.score_matrix import AreaMatrix, score_matrix


def table(rows: list[tuple[str, str, str, str, float | None, float | None]]) -> pd.DataFrame:
    """Write tidy scores: unit, criterion, source, state, points, maximum."""
    names = ["unit", "criterion", "source", "state", "points", "max_points"]
    frame = pd.DataFrame(rows, columns=names).astype({"points": float, "max_points": float})
    return frame.assign(scheme="x", year=2020, block="so", area=frame["criterion"].str[:1])


TWO = [
    ("b", "1.1", "appraised", "scored", 3.0, 4.0),
    ("b", "2.1", "appraised", "not_applicable", None, 2.0),
    ("a", "1.1", "appraised", "missing", None, 4.0),
    ("a", "2.1", "appraised", "scored", 1.0, 2.0),
]


def test_cells_by_hand() -> None:
    """Units and criteria stand in the order of their codes; rates, areas and maxima are those of the rows."""
    matrix = score_matrix(table(TWO))
    assert matrix.units == ("a", "b")
    assert matrix.criteria == ("1.1", "2.1")
    assert matrix.areas == ("1", "2")
    assert matrix.maxima.tolist() == [4.0, 2.0]
    np.testing.assert_array_equal(matrix.rates, [[np.nan, 0.5], [0.75, np.nan]])
    assert matrix.absent.tolist() == [[False, False], [False, True]]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("rebase", [0.5, 0.75]), ("full_marks", [0.5, 5 / 6]), ("zero", [0.5, 0.5])],
)
def test_rules_by_hand(rule: str, expected: list[float]) -> None:
    """3 of 4 points and 2 points that do not apply: 3/4, 5/6 or 3/6; missing points always leave the mean."""
    matrix = score_matrix(table(TWO))
    assert matrix.cells(rule).means(matrix.maxima[None, :])[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "rates", "shares"),
    [("rebase", [0.75, 0.0], [2 / 3, 0.0]), ("full_marks", [5 / 6, 0.0], [1.0, 0.0]), ("zero", [0.5, 0.0], [1.0, 0.0])],
)
def test_areas_by_hand(rule: str, rates: list[float], shares: list[float]) -> None:
    """3 of 4 points and 2 that do not apply are one area; one whose maximum nobody knows weighs nothing."""
    rows = [
        ("a", "1.1", "appraised", "scored", 3.0, 4.0),
        ("a", "1.2", "appraised", "not_applicable", None, 2.0),
        ("a", "2.1", "appraised", "missing", None, None),
    ]
    areas = AreaMatrix(matrix=score_matrix(table(rows)))
    cells = areas.cells(rule)
    assert (areas.criteria, areas.maxima.tolist()) == (("1", "2"), [6.0, 0.0])
    assert cells.rates.dtype == cells.shares.dtype == float
    assert cells.rates[0] == pytest.approx(rates)
    assert cells.shares[0] == pytest.approx(shares)


def test_without_any_weight_there_is_no_mean() -> None:
    """Weights that are all on what does not apply leave a unit without a mean, and the others theirs."""
    matrix = score_matrix(table(TWO))
    found = matrix.cells().means(np.array([[0.0, 1.0]]))
    np.testing.assert_array_equal(found, [[0.5, np.nan]])


state = st.sampled_from(["scored", "scored", "not_applicable", "missing"])
cell = st.tuples(state, st.integers(0, 8), st.sampled_from([2.0, 4.0]))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=4), st.sampled_from(["rebase", "zero"]))
def test_maxima_as_weights_give_the_index(cells: list[list[tuple[str, int, float]]], rule: str) -> None:
    """Whatever is missing, does not apply or has another maximum for some units, the mean is `unit_index`."""
    rows = [
        (f"u{n}", f"{k}.1", "appraised", state, maximum * eighths / 8 if state == "scored" else None, maximum)
        for n, row in enumerate(cells)
        for k, (state, eighths, maximum) in enumerate(row)
    ]
    frame = table(rows)
    before = frame.copy()
    matrix = score_matrix(frame)
    pd.testing.assert_frame_equal(frame, before)
    expected = unit_index(frame, rule=rule).set_index("unit")["index"]
    assert set(matrix.units) == set(frame.loc[frame["state"].eq("scored"), "unit"])
    found = 100 * matrix.cells(rule).means(matrix.maxima[None, :])[0]
    assert found == pytest.approx(expected.loc[list(matrix.units)].to_numpy())


def test_own_scores_stand_in_for_the_appraisal() -> None:
    """With the source "self" a unit's own score is taken where it gave one, the appraisal elsewhere."""
    frame = table(
        [
            ("a", "1.1", "self", "scored", 4.0, 4.0),
            ("a", "1.1", "appraised", "scored", 1.0, 4.0),
            ("a", "2.1", "appraised", "scored", 1.0, 4.0),
            ("a", "3.1", "survey", "scored", 3.0, 4.0),
            ("a", "4.1", "self", "missing", None, 4.0),
            ("a", "4.1", "appraised", "scored", 2.0, 4.0),
        ]
    )
    assert score_matrix(frame).rates.tolist() == [[0.25, 0.25, 0.75, 0.5]]
    assert score_matrix(frame, source="self").rates.tolist() == [[1.0, 0.25, 0.75, 0.5]]


def test_what_is_no_table_is_refused() -> None:
    """Two years, two rows for a cell, a score without a maximum, an unknown source or rule."""
    frame = table(TWO)
    with pytest.raises(ValueError, match="year"):
        score_matrix(pd.concat([frame, frame.assign(year=2021)]))
    with pytest.raises(ValueError, match="none"):
        score_matrix(frame.head(0))
    with pytest.raises(ValueError, match="one row per unit"):
        score_matrix(pd.concat([frame, frame.assign(source="survey")]))
    with pytest.raises(ValueError, match="maximum"):
        score_matrix(frame.assign(max_points=np.nan))
    with pytest.raises(ValueError, match="source"):
        score_matrix(frame, source="survey")
    with pytest.raises(ValueError, match="rule"):
        score_matrix(frame).cells("drop")
