import math
from dataclasses import replace

import pandas as pd
import pytest

from parkit.analysis import hypotheses
from parkit.analysis.figures import Book, read_figures
from parkit.analysis.hypotheses import (
    HYPOTHESES,
    copies,
    other_direction,
    other_maxima,
    other_readings,
    proposals,
    slips,
    swaps,
)
from parkit.analysis.known import Known

NAN = float("nan")


def book(*rows: tuple[int, str, str, str, str, float, float, int]) -> Book:
    """Read figures: year, block, unit, area, statistic, number, maximum, decimals."""
    names = ["year", "block", "unit", "area", "statistic", "points", "max_points", "decimals"]
    frame = pd.DataFrame(rows, columns=names)
    fixed = {"scheme": "x", "source": "", "reading": "ambiguous_percent", "base_year": None, "text": ""}
    return read_figures(frame.assign(criterion=frame["area"], **fixed))


TOTALS = book(
    (2021, "so", "tai-chinh", "", "index", 68.85, 100.0, 2),
    (2021, "so", "y-te", "", "index", 62.08, 100.0, 2),
    (2021, "huyen", "vu-quang", "", "index", 68.85, 100.0, 2),
    (2020, "so", "tai-chinh", "", "index", 68.85, 100.0, 2),
    (2020, "so", "y-te", "", "index", 68.85, 100.0, 2),
    (2021, "so", "tai-chinh", "1", "index", 68.85, 100.0, 2),
    (2021, "so", "", "", "index", 68.85, 100.0, 2),
)


def test_a_copy_stands_one_step_away() -> None:
    """Another unit, another year or another area of the same unit can be the source; two steps or a mean cannot."""
    found = [(item.hypothesis, item.other) for item in copies(TOTALS, TOTALS.figures[0])]
    assert found == [("copied", 2), ("other_year", 3), ("copied", 5)]


def test_a_copied_number_is_taken_out_and_nothing_put_in_its_place() -> None:
    """The right number of a copied figure is not known."""
    assert all(item.edits == {0: None} and math.isnan(item.value) for item in copies(TOTALS, TOTALS.figures[0]))


@pytest.mark.parametrize(("number", "decimals"), [(100.0, 2), (85.0, 0), (0.5, 1)])
def test_numbers_that_return_by_themselves_are_no_copies(number: float, decimals: int) -> None:
    """100, 85 and 0,5 stand in many places; that two of them are equal says nothing."""
    same = book(*((2021, "so", unit, "", "index", number, 200.0, decimals) for unit in ("a", "b")))
    assert list(copies(same, same.figures[0])) == []


def test_a_swap_exchanges_numbers_and_decimals_but_no_maxima() -> None:
    """Points of two areas in each other's place keep the denominators printed beside them."""
    areas = book(
        (2018, "so", "", "1", "mean_points", 12.56, 13.5, 2), (2018, "so", "", "2", "mean_points", 2.8, 3.0, 1)
    )
    (proposal,) = swaps(areas, areas.figures[0])
    first, second = proposal.edits[0], proposal.edits[1]
    assert first is not None
    assert second is not None
    assert (proposal.changed, proposal.other) == (0, 1)
    assert (first.points, first.decimals, first.maximum) == (2.8, 1, 13.5)
    assert (second.points, second.decimals, second.maximum) == (12.56, 2, 3.0)


def test_slips_are_named_by_their_kind() -> None:
    """8,32 has 8 + 9 + 9 other digits, two pairs of neighbours and four other places of the sign."""
    area = book((2018, "so", "", "3", "mean_points", 8.32, 8.5, 2))
    kinds = pd.Series([item.hypothesis for item in slips(area.figures[0])]).value_counts()
    assert kinds.to_dict() == {"digit_slip": 27, "misplaced_mark": 4, "transposed": 2}


def test_an_exact_figure_slips_in_the_digits_it_takes_to_write_it() -> None:
    """A score held with twelve decimals is 3,36 to whoever typed it."""
    area = book((2018, "so", "u", "3", "mean_points", 3.36, 4.0, 12))
    found = [item for item in slips(area.figures[0]) if item.hypothesis == "digit_slip"]
    assert len(found) == 27
    assert all(item.decimals == 2 and item.edits[0].decimals == 12 for item in found if item.edits[0])


def test_a_change_can_be_read_and_signed_otherwise() -> None:
    """A change in % excludes points only; a fall of 7,32 can have been a rise."""
    change = book((2018, "so", "", "3", "change", -7.32, NAN, 2)).figures[0]
    assert [item.reading for item in other_readings(change)] == ["points"]
    assert other_direction(change).value == 7.32
    assert other_direction(change).edits == {0: replace(change, points=7.32)}


def test_other_maxima_come_from_print_first() -> None:
    """The maximum of another area is proposed before any slip in the own one, and changes all that print it."""
    places = book(
        (2018, "so", "", "3", "mean_points", 8.32, 8.5, 2),
        (2018, "so", "", "3", "maximum", 8.5, NAN, 1),
        (2018, "so", "", "1", "mean_points", 12.56, 13.5, 2),
    )
    first = next(other_maxima(places, places.figures[0], Known()))
    assert (first.hypothesis, first.what, first.value) == ("other_maximum", "maximum", 13.5)
    changed = {number: (item.points, item.maximum) for number, item in first.edits.items() if item}
    assert changed[0] == (8.32, 13.5)
    assert changed[1][0] == 13.5


def test_a_maximum_that_other_units_have_is_the_rules() -> None:
    """Ten points are the scale of the column, so the 10 under a score of 50 did not slip."""
    column = book(
        *((2021, "so", unit, "9", "mean_points", points, 10.0, 2) for unit, points in (("a", 50.0), ("b", 6.0)))
    )
    assert list(other_maxima(column, column.figures[0], Known())) == []


def test_a_count_can_be_among_the_number_of_units() -> None:
    """16/71 departments, of which there are 17: the register's number is proposed, and 17 by exchange of digits too."""
    count = book((2018, "so", "", "2", "units_at_maximum", 16.0, 71.0, 0))
    found = list(other_maxima(count, count.figures[0], Known(units={(2018, "so"): 17})))
    assert [(item.hypothesis, item.value) for item in found[:2]] == [("other_maximum", 17.0), ("transposed", 17.0)]
    assert [(item.changed, item.what, item.decimals) for item in found[:2]] == [(0, "maximum", 0)] * 2


@pytest.mark.parametrize(
    ("statistic", "number", "maximum", "expected"),
    [
        ("index", 87.65, 100.0, {"swapped", "digit_slip", "misplaced_mark", "transposed"}),
        ("mean_points", 8.32, NAN, {"swapped", "digit_slip", "misplaced_mark", "transposed"}),
        ("change", -7.32, NAN, {"other_reading", "other_direction"}),
    ],
)
def test_only_what_fits_the_statistic_is_proposed(
    statistic: str, number: float, maximum: float, expected: set[str]
) -> None:
    """An index is out of 100 and has no other maximum, nor has a number without one; a change has other words."""
    areas = book(*((2018, "so", "", area, statistic, number + step, maximum, 2) for area, step in (("1", 0), ("2", 1))))
    assert {item.hypothesis for item in proposals(areas, areas.figures[0], Known())} >= expected
    assert "other_maximum" not in {item.hypothesis for item in proposals(areas, areas.figures[0], Known())}


def test_the_register_is_asked_for_other_maxima() -> None:
    """16/71 departments, of which there are 17."""
    count = book((2018, "so", "", "2", "units_at_maximum", 16.0, 71.0, 0))
    found = proposals(count, count.figures[0], Known(units={(2018, "so"): 17}))
    assert [item.value for item in found if item.hypothesis == "other_maximum"] == [17.0]


def test_every_hypothesis_is_explained_in_the_module() -> None:
    """The table of the module names each hypothesis, in the order in which explanations are ranked."""
    text = hypotheses.__doc__ or ""
    places = [text.index(f"\n{name} ") for name in HYPOTHESES]
    assert places == sorted(places)
