"""Weight beside influence: a large area in which all are equal decides nothing."""

import pytest

from parkit.report.exhibits.influence import area_influence, influence_figure
from tests.report.exhibits.tiny import tiny

# Area 1 has 8 of 10 points and is the same for all; area 2 has 2 and splits them.
pytestmark = pytest.mark.slow

CELLS = {(2020, unit): {"1.1": (8, 8), "2.1": (points, 2)} for unit, points in {"a": 0, "b": 1, "c": 2}.items()}


def test_weight_and_influence_by_hand() -> None:
    """80 % of the points decide nothing, 20 % everything; both add to 100."""
    found = area_influence(tiny(CELLS))[["area", "weight", "share"]]
    assert found.to_numpy().tolist() == [
        ["1", pytest.approx(80.0), pytest.approx(0.0)],
        ["2", pytest.approx(20.0), pytest.approx(100.0)],
    ]


def test_the_title_names_what_decides_above_its_weight() -> None:
    """Area 2 with 20 and 100 %; the drawing prints both numbers of each area and explains ring and dot."""
    figure = influence_figure(tiny(CELLS))
    assert figure.title.endswith("Khối sở – Lĩnh vực 2 (tỷ trọng 20,0%, ảnh hưởng 100,0%)")
    assert "80,0% → 0,0%" in figure.svg
    assert "tỷ trọng điểm tối đa" in figure.svg


@pytest.mark.parametrize(
    "cells",
    [
        {key: value for key, value in CELLS.items() if key[1] != "c"},
        {key: {"1.1": (8, 8), "2.1": (1, 2)} for key in CELLS},
    ],
)
def test_two_units_or_equal_ones_have_no_spread(cells: dict[tuple[int, str], dict[str, tuple[float, float]]]) -> None:
    """A notice with one sentence in place of the figure."""
    notice = influence_figure(tiny(cells))
    assert (notice.kind, len(notice.sentences)) == ("missing", 1)
