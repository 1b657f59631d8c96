import math
import statistics

import pandas as pd
import pytest

from parkit.analysis.integrity import ceiling, heaping, last_digits, self_minus_appraised
from tests.analysis.sheets import Cell, sheet

# Peak expiratory flow (l/min) by Wright's meter and by a mini meter, first reading of 17 people: Bland and Altman
# (1986), table. Published: mean difference −2.1, standard deviation 38.8, limits with 2 sd −79.7 and 75.5.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def both(given: dict[str, dict[str, Cell]], left: dict[str, dict[str, Cell]]) -> pd.DataFrame:
    """Write self-scores and appraised scores of 2020 by unit."""
    parts = [
        sheet({(2020, unit): cells for unit, cells in scores.items()}, source=source)
        for scores, source in ((given, "self"), (left, "appraised"))
    ]
    return pd.concat(parts, ignore_index=True)


def marks(*points: float, maximum: float = 10.0) -> pd.DataFrame:
    """Write one criterion of many units."""
    return sheet({(2020, f"u{place}"): {"1.1": (value, maximum)} for place, value in enumerate(points)})


def test_the_published_limits_of_agreement() -> None:
    """The example of the 1986 paper, to its printed digits."""
    scores = both(
        *({f"u{place}": {"1.1": (value, 1000)} for place, value in enumerate(values)} for values in (WRIGHT, MINI))
    )
    found = self_minus_appraised(scores, by=("criterion",), width=2.0).iloc[0]
    assert found["n"] == 17
    assert [round(found[name], 1) for name in ("bias", "sd")] == [-2.1, 38.8]
    assert found["limit_low"] == pytest.approx(-79.7, abs=0.1)
    assert found["limit_high"] == pytest.approx(75.5, abs=0.1)


def test_what_an_appraisal_took_off_by_hand() -> None:
    """Unit a gave itself 5 and 4, kept 4 and 4; b raised from 2 to 3. In percent of the maxima: 20 and 0, −20."""
    scores = both(
        {"a": {"1.1": (5, 5), "1.2": (4, 8)}, "b": {"1.1": (2, 5)}},
        {"a": {"1.1": (4, 5), "1.2": (4, 8)}, "b": {"1.1": (3, 5)}},
    )
    found = self_minus_appraised(scores).set_index("unit")
    assert found.loc["a", ["n", "bias", "points_cut", "n_lowered", "n_raised"]].tolist() == [2, 0.5, 1.0, 1, 0]
    assert found.loc["a", "sd"] == pytest.approx(statistics.stdev([1, 0]))
    assert found.loc["b", ["n", "bias", "n_lowered", "n_raised"]].tolist() == [1, -1.0, 0, 1]
    assert math.isnan(found.loc["b", "limit_low"])
    rates = self_minus_appraised(scores, by=(), scale="rate").iloc[0]
    assert rates["bias"] == pytest.approx(0.0)
    assert rates["sd"] == pytest.approx(20.0)


def test_only_pairs_are_compared() -> None:
    """A self-score without an appraisal, or one that is missing, has no difference."""
    scores = both({"a": {"1.1": (5, 5), "1.2": (4, 8)}}, {"a": {"1.2": ("?", 8)}})
    assert self_minus_appraised(scores).empty


def test_a_criterion_in_which_all_have_full_marks_tells_nobody_apart() -> None:
    """16 of 17 departments at 3.0 still tell one apart; 17 of 17 do not."""
    found = [ceiling(marks(*[3.0] * 16, last, maximum=3.0)).iloc[0] for last in (2.5, 3.0)]
    assert found[0][["n", "share_at_maximum", "tells_apart"]].tolist() == [17, pytest.approx(16 / 17), True]
    assert found[1][["n", "share_at_maximum", "tells_apart"]].tolist() == [17, 1.0, False]


def test_zeros_and_missing_scores_at_the_floor() -> None:
    """0 and 0 of 10 and a missing one: all scored units at zero, mean rate 0."""
    scores = pd.concat([marks(0, 0), sheet({(2020, "z"): {"1.1": ("?", 10)}})])
    found = ceiling(scores).iloc[0]
    assert found[["n", "share_at_zero", "mean_rate", "tells_apart"]].tolist() == [2, 1.0, 0.0, False]


def test_heaping_by_hand() -> None:
    """Points 0.5, 1.0, 1.5, 0.7 of 2, in tenths: 3 of 4 on halves, where 3 of 19 places are; z = (3 − 0.632)/0.729."""
    found = heaping(marks(0.5, 1.0, 1.5, 0.7, 2.0, 0.0, maximum=2.0), step=0.5, decimals=1).iloc[0]
    assert found[["n", "share_on_step"]].tolist() == [4, 0.75]
    assert found["expected_share"] == pytest.approx(3 / 19)
    assert found["z"] == pytest.approx((3 - 12 / 19) / math.sqrt(4 * 3 / 19 * 16 / 19))


def test_every_possible_mark_once_is_no_heap() -> None:
    """0.1, 0.2, …, 1.9 of 2: exactly the expected share, z = 0, and the last digits are level but for the ends."""
    every = [place / 10 for place in range(1, 20)]
    found = heaping(marks(*every, maximum=2.0), step=0.5, decimals=1).iloc[0]
    assert found["excess"] == pytest.approx(0.0)
    assert found["z"] == pytest.approx(0.0)
    digits = last_digits(marks(*every, maximum=2.0), decimals=1)
    assert digits["n"].tolist() == [1, *[2] * 9]


def test_last_digits_by_unit() -> None:
    """2.50 and 3.50 end in 0, 1.25 in 5; full marks are no digit anyone picked."""
    found = last_digits(marks(2.5, 3.5, 1.25, 10.0))
    assert found.loc[found["n"].gt(0), ["digit", "n"]].to_numpy().tolist() == [[0, 2], [5, 1]]
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["excess"].sum() == pytest.approx(0.0)


@pytest.mark.parametrize("step", [0.01, 0.015, 0.005])
def test_a_step_as_fine_as_the_decimals_is_refused(step: float) -> None:
    """Everything is a multiple of the last decimal."""
    with pytest.raises(ValueError, match="multiple"):
        heaping(marks(1.0), step=step, decimals=2)


def test_the_input_is_not_changed_and_none_is_fine() -> None:
    """The scores stay as they are; an empty frame gives empty ones."""
    scores = both({"a": {"1.1": (5, 5)}}, {"a": {"1.1": (4, 5)}})
    before = scores.copy(deep=True)
    for function in (self_minus_appraised, ceiling, last_digits):
        function(scores)
        assert function(scores.iloc[:0]).empty
    assert heaping(scores.iloc[:0], step=1.0).empty
    pd.testing.assert_frame_equal(scores, before)
