from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from parkit.analysis.claims import Place
from parkit.analysis.figures import Level, implied_maximum, levels_at, maximum_at, read_figures
from parkit.analysis.intervals import Interval

Writer = Callable[..., pd.DataFrame]
PLACE = Place(scheme="x", year=2018, block="so", area="", criterion="", unit="")


def bases(frame: pd.DataFrame, *, source: str = "appraised") -> list[str]:
    """Return the bases of the level at the one place."""
    return [level.base for level in levels_at(read_figures(frame), PLACE, source=source)]


def test_contradicting_levels_are_kept_apart(write_printed: Writer) -> None:
    """8,32/8,50 and 94,9 % are two levels of one place: 97.88 % of 8.32 points, and 94.9 % of 8.07 points."""
    rows = [
        {"statistic": "mean_points", "points": 8.32, "max_points": 8.5},
        {"statistic": "mean_index", "points": 94.9},
    ]
    first, second = levels_at(read_figures(write_printed(rows)), PLACE)
    assert (first.base, second.base) == ("points_and_maximum", "stated_index")
    assert [round(level.index.value, 2) for level in (first, second) if level.index] == [97.88, 94.9]
    assert [round(level.points.value, 2) for level in (first, second) if level.points] == [8.32, 8.07]


def test_points_beside_an_index_without_maximum_make_one_level(write_printed: Writer) -> None:
    """62.62 points at 89.45 %: the maximum is what they imply."""
    rows = [{"statistic": "mean_points", "points": 62.62}, {"statistic": "mean_index", "points": 89.45}]
    (level,) = levels_at(read_figures(write_printed(rows)), PLACE)
    assert level.maximum is not None
    assert (level.base, round(level.maximum.low, 3), round(level.maximum.high, 3)) == ("stated_index", 69.996, 70.015)


def test_points_alone_make_a_level_without_index(write_printed: Writer) -> None:
    """No maximum anywhere."""
    assert bases(write_printed([{"statistic": "mean_points", "points": 5.0}])) == ["points"]


def test_self_assessed_points_borrow_the_implied_maximum(write_printed: Writer) -> None:
    """The final figures imply the maximum that the self-assessed points are out of; the final level ignores them."""
    rows = [
        {"statistic": "mean_points", "points": 64.75, "source": "self"},
        {"statistic": "mean_points", "points": 62.62, "source": "appraised"},
        {"statistic": "mean_index", "points": 89.45},
    ]
    frame = write_printed(rows)
    assert bases(frame, source="self") == ["implied_maximum"]
    assert bases(frame) == ["stated_index"]
    assert bases(frame.iloc[:1], source="self") == ["points"]


def test_no_level_printed_is_no_level(write_printed: Writer) -> None:
    """A change alone gives none, and no maximum."""
    book = read_figures(write_printed([{"statistic": "change", "points": 5.0}]))
    assert levels_at(book, PLACE) == []
    assert maximum_at(book, PLACE) is None


@pytest.mark.parametrize(("points", "index", "maximum"), [(68.32, 81.33, 84.0), (61.46, 87.80, 70.0)])
def test_implied_maximum_contains_the_real_one(points: float, index: float, maximum: float) -> None:
    """68.32 points at 81.33 % are out of 84, 61.46 at 87.80 % out of 70."""
    assert implied_maximum(Interval.printed(points, 2), Interval.printed(index, 2)).contains(maximum)


def test_each_source_has_its_own_maximum(write_printed: Writer) -> None:
    """Self-assessed and final points share one, wherever it is printed; a survey is out of another number."""
    final = {"statistic": "mean_points", "points": 8.0, "max_points": 10.0, "source": "self"}
    survey = [
        {"statistic": "mean_points", "points": 3.0, "source": "survey"},
        {"statistic": "maximum", "points": 4.0, "source": "survey"},
    ]
    book = read_figures(write_printed([final, *survey]))
    found = {source: maximum_at(book, PLACE, source=source) for source in ("appraised", "self", "survey")}
    assert found == {"appraised": Interval.exact(10), "self": Interval.exact(10), "survey": Interval.exact(4)}
    (level,) = levels_at(book, PLACE, source="survey")
    assert level.index is not None
    assert level.index.value == pytest.approx(75.0)


def test_what_a_level_says_of_each_quantity() -> None:
    """Index and points by their names, nothing by another."""
    index, points = Interval.exact(80.0), Interval.exact(4.0)
    level = Level(base="points", index=index, points=points, maximum=None)
    assert [level.value(name) for name in ("index", "points", "rank")] == [index, points, None]


def test_figures_of_a_unit_are_found_before_and_after_an_edit(write_printed: Writer) -> None:
    """In every area, of one statistic and source; a figure replaced or left out is so in every way of looking."""
    fixed = {"unit": "u", "statistic": "rank", "decimals": 0}
    rows = [fixed | {"area": area, "criterion": area, "points": float(area)} for area in "123"]
    book = read_figures(write_printed([*rows, rows[0] | {"source": "self"}, rows[0] | {"unit": "v"}]))
    place = PLACE._replace(unit="u", area="2", criterion="2")
    assert [figure.points for figure in book.of_unit(place, "rank")] == [1.0, 2.0, 3.0]
    assert book.of_unit(place, "index") == []
    edited = book.edited({0: replace(book.figures[0], points=9.0), 1: None})
    assert [figure.points for figure in edited.of_unit(place, "rank")] == [9.0, 3.0]
    assert [figure.points for figure in edited.figures] == [9.0, 3.0, 1.0, 1.0]
    assert edited.at(place, "rank") == []


def test_the_row_labels_of_the_frame_do_not_matter(write_printed: Writer) -> None:
    """Figures are numbered by position."""
    frame = write_printed([{"statistic": "change", "points": 5.0}, {"statistic": "rank", "points": 1.0}])
    assert [figure.number for figure in read_figures(frame.set_axis([9, 9])).figures] == [0, 1]
