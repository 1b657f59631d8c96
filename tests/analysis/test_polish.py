import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.polish import label_weaknesses, median_polish

NAN = float("nan")


def table(values: list[list[float]], **columns: object) -> pd.DataFrame:
    """Write units a, b, … by areas 1, 2, … into a frame."""
    rows = [
        {"unit": chr(ord("a") + row), "area": str(column + 1), "index": float(value)}
        for row, line in enumerate(values)
        for column, value in enumerate(line)
    ]
    return pd.DataFrame(rows).assign(**({"scheme": "x", "year": 2020, "block": "so"} | columns))


def effects(frame: pd.DataFrame) -> tuple[float, list[float], list[float], list[list[float]]]:
    """Return overall, row effects, column effects and the table of residuals."""
    found = median_polish(frame)
    rows, columns = (
        found.groupby(side)[f"{name}_effect"].first().tolist() for side, name in (("unit", "row"), ("area", "column"))
    )
    residuals = found.pivot_table(index="unit", columns="area", values="residual", dropna=False).to_numpy().tolist()
    return found["overall"].iloc[0], rows, columns, residuals


def test_the_published_example() -> None:
    """Deaths from sport parachuting 1973–75 by number of jumps (UREDA, p. 224; example of R's medpolish).

    By hand: row medians 14, 7, 8, 10, 0 with median 8; then column medians 0, −1, 0. The residuals add to 19.
    """
    deaths = [[14, 15, 14], [7, 4, 7], [8, 2, 10], [15, 9, 10], [0, 2, 0]]
    overall, rows, columns, residuals = effects(table(deaths))
    assert overall == 8
    assert rows == [6, -1, 0, 2, -8]
    assert columns == [0, -1, 0]
    assert residuals == [[0, 2, 0], [0, -2, 0], [0, -5, 2], [5, 0, 0], [0, 3, 0]]


def test_an_additive_table_leaves_nothing() -> None:
    """70 + (5, −5) + (10, 0, −10) is found back exactly."""
    values = [[70 + row + column for column in (10, 0, -10)] for row in (5, -5)]
    assert effects(table(values)) == (70.0, [5.0, -5.0], [10.0, 0.0, -10.0], [[0.0] * 3] * 2)


def test_missing_cells_are_left_out_of_the_medians() -> None:
    """One cell of an additive table is gone and one is spoilt: the same fit, and a residual for the spoilt one."""
    values = [[70 + row + column for column in (10, 0, -10)] for row in (5, 0, -5, 0)]
    values[0][0], values[2][2] = NAN, 5.0
    overall, rows, columns, residuals = effects(table(values))
    assert (overall, rows, columns) == (70.0, [5.0, 0.0, -5.0, 0.0], [10.0, 0.0, -10.0])
    assert residuals[2] == [0.0, 0.0, -50.0]


def test_blocks_and_years_are_polished_apart() -> None:
    """Two tables side by side get what each gets alone; a table of nothing but gaps is left out."""
    parts = [table([[90, 60], [80, 50]]), table([[10, 30]], block="huyen"), table([[NAN]], year=2021)]
    together = median_polish(pd.concat(parts, ignore_index=True))
    alone = pd.concat([median_polish(part) for part in parts[1::-1]], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)


def test_systemic_and_local_weaknesses_are_told_apart() -> None:
    """Area 3 is 20 below the others for everyone; unit c is 30 lower still there, and 15 low in area 1 alone."""
    values = [[90, 90, 70, 90, 90]] * 2 + [[75, 90, 40, 90, 90]] + [[90, 90, 70, 90, 90]]
    found = label_weaknesses(median_polish(table(values))).set_index(["unit", "area"])["label"]
    assert found["a"].tolist() == ["", "", "systemic", "", ""]
    assert found["c"].tolist() == ["local", "", "systemic_and_local", "", ""]
    strict = label_weaknesses(median_polish(table(values)), systemic_below=-25.0, local_below=-20.0)
    assert strict.set_index(["unit", "area"])["label"]["c"].tolist() == ["", "", "local", "", ""]
    some = median_polish(table(values)).query("unit == 'c'")
    assert label_weaknesses(some)["label"].tolist() == found["c"].tolist()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=5), st.permutations(range(5))
)
def test_parts_add_up_in_any_order_of_units(values: list[list[int]], order: list[int]) -> None:
    """The four parts add to the value, medians of what is left are 0, and shuffled units get the same."""
    frame = table([[float(value) for value in line] for line in values])
    found = median_polish(frame)
    total = found[["overall", "row_effect", "column_effect", "residual"]].sum(axis=1)
    assert total.tolist() == pytest.approx(found["index"].tolist())
    shuffled = frame.iloc[np.argsort([order[place % 5] for place in range(len(frame))], kind="stable")]
    pd.testing.assert_frame_equal(median_polish(shuffled), found)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=4), st.integers(1, 4))
def test_scale_and_level(values: list[list[int]], scale: int) -> None:
    """Every effect of a·x + 7 is a times as large, only the overall level moves by 7."""
    one = median_polish(table([[float(value) for value in line] for line in values]))
    other = median_polish(table([[float(scale * value + 7) for value in line] for line in values]))
    for name in ("row_effect", "column_effect", "residual"):
        assert other[name].tolist() == pytest.approx((scale * one[name]).tolist(), abs=1e-9)
    assert other["overall"].tolist() == pytest.approx((scale * one["overall"] + 7).tolist())


def test_two_values_in_a_cell_are_refused() -> None:
    """Nobody knows which one counts."""
    with pytest.raises(ValueError, match="two values"):
        median_polish(pd.concat([table([[1]]), table([[2]])]))


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The frame stays as it is; an empty one gives an empty one with the same columns."""
    frame = table([[90, 60], [80, 50]])
    before = frame.copy(deep=True)
    found = median_polish(frame)
    pd.testing.assert_frame_equal(frame, before)
    empty = median_polish(frame.iloc[:0])
    assert empty.empty
    assert empty.columns.tolist() == found.columns.tolist()
