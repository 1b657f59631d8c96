import math
from collections.abc import Callable

import pandas as pd

from parkit.analysis.claims import Place
from parkit.analysis.figures import read_figures
from parkit.analysis.known import Known, read_indices, unit_values

PLACE = Place(scheme="x", year=2018, block="so", area="3", criterion="3.1", unit="")
TOTAL = PLACE._replace(area="", criterion="")
Writer = Callable[..., pd.DataFrame]


def test_units_are_looked_up_by_year_and_block() -> None:
    """The number of units belongs to a block in a year, whatever the area; unknown is NaN."""
    known = Known(units={(2018, "so"): 17})
    assert known.units_in(PLACE) == 17
    assert math.isnan(known.units_in(PLACE._replace(year=2019)))
    assert math.isnan(Known().units_in(PLACE))


def test_units_without_an_index_have_no_value() -> None:
    """A NaN is not a value; without a frame nothing is known."""
    frame = pd.DataFrame({"year": 2018, "block": "so", "unit": ["a", "b"], "index": [80.0, float("nan")]})
    assert read_indices(frame) == {(2018, "so"): {"a": 80.0}}
    assert read_indices(None) == {}


def test_a_survey_has_values_of_its_own(write_printed: Writer) -> None:
    """What people said of a unit is no index of the result."""
    rows = [{"statistic": "index", "unit": "a", "points": 70.0, "source": source} for source in ("", "survey")]
    book = read_figures(write_printed([rows[0], rows[1] | {"points": 90.0}]))
    assert unit_values(book, TOTAL, Known())["a"].value == 70.0
    assert unit_values(book, TOTAL, Known(), source="survey")["a"].value == 90.0


def test_printed_values_come_before_recomputed_ones(write_printed: Writer) -> None:
    """What is printed counts, with its rounding; the scores fill in for the total only."""
    known = Known(indices={(2018, "so"): {"a": 80.004, "b": 70.0}})
    book = read_figures(write_printed([{"statistic": "index", "unit": "a", "points": 80.0}]))
    empty = read_figures(write_printed([{"statistic": "rank", "unit": "a", "points": 1.0}]))
    assert [value.high for value in unit_values(book, TOTAL, known).values()] == [80.005]
    assert {unit: value.value for unit, value in unit_values(empty, TOTAL, known).items()} == {"a": 80.004, "b": 70.0}
    assert unit_values(empty, PLACE, known) == {}
