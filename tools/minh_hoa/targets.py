"""Make the truth print what it must: the announced block means of 2018, the changes since 2017, and a few ties.

Scores move one step at a time, in an order drawn once, until a sum is exactly the wanted one; nothing is solved
by chance, and a sum that cannot be reached is an error.
"""

from collections.abc import Sequence

from .noise import uniform
from .scores import CEILING, Key, Score, Scores, limit_of
from .tables import Line, leaves, units_in

MEANS_2018 = (
    *(("so", "1", 213_52), ("huyen", "1", 112_30)),
    *(("so", "3", 141_44), ("huyen", "3", 79_00)),
    *(("so", "4", 82_79), ("huyen", "4", 33_60)),
    *(("so", "5", 156_14), ("huyen", "5", 79_49)),
    *(("so", "6", None), ("huyen", "6", None)),
    *(("so", "7", 177_36), ("huyen", "7", 92_82)),
    ("huyen", "8", 82_70),
)
"""Block, area and sum of points of 2018 in hundredths; None stands for full marks.

12,56 · 17 = 213,52; 11,23 · 10; 8,32 · 17; 7,9 · 10; 4,87 · 17; 3,36 · 10; 91,85 % and 79,49 % of 10 points;
70,73 % of 14,75 and 61,88 % of 15. Area 8 prints no level; from 82,70 a change of -5,59 % leads to whole hundredths.
"""

CHANGES_2018 = (
    *(("so", "1", 3_81), ("huyen", "1", 5_94), ("huyen", "3", -2_71), ("so", "4", -11_89), ("huyen", "4", -16_00)),
    *(("so", "5", -7_56), ("huyen", "5", -18_29), ("so", "7", 4_56), ("huyen", "7", 14_88)),
)
"""Changes of the area index 2017–2018 in hundredths of a percentage point."""

RELATIVE_2018 = (("so", "3", -7_32), ("so", "8", -11_25), ("huyen", "8", -5_59))
"""Changes of the mean points 2017–2018 in hundredths of a percent."""

AT_MAXIMUM_2018 = (("so", "2", 16), ("huyen", "2", 4))
"""How many units of a block have full marks in an area."""

TIES = (
    (2021, "so", "so-tu-phap", "so-y-te"),
    (2024, "huyen", "huyen-mo-phong", "huyen-tuong-hoa"),
    (2025, "xa", "xa-mo-phong", "xa-tuong-hoa-nam"),
)
"""Year, block and two units that end with the same total."""


def meet_targets(scores: Scores) -> None:
    """Move appraised scores until every target holds; survey points stay as they were answered."""
    for block, area, count in AT_MAXIMUM_2018:
        _fill_units(scores, block, area, count)
    for block, area, total in MEANS_2018:
        reach = area_limit(scores, 2018, block, area)
        settle(scores, _movable(scores, 2018, block, area), (total or reach) - area_sum(scores, 2018, block, area))
    for block, area, change in CHANGES_2018:
        now = round(1e4 * area_sum(scores, 2018, block, area) / area_limit(scores, 2018, block, area))
        _settle_2017(scores, block, area, round((now - change) * area_limit(scores, 2017, block, area) / 1e4))
    for block, area, change in RELATIVE_2018:
        _settle_2017(scores, block, area, round(area_sum(scores, 2018, block, area) / (1 + change / 1e4)))
    for year, block, one, other in TIES:
        gap = _unit_sum(scores, year, block, one) - _unit_sum(scores, year, block, other)
        settle(scores, _movable(scores, year, block, "", other), gap)


def area_sum(scores: Scores, year: int, block: str, area: str) -> int:
    """Return the points of all units of a block in an area."""
    return sum(score.points or 0 for key, score in scores.items() if _within(key, year, block, area))


def area_limit(scores: Scores, year: int, block: str, area: str) -> int:
    """Return what all units of a block could have in an area, over the criteria that apply to each."""
    limits = {line.code: limit_of(line, block) for line in leaves(year, block)}
    counted = (key for key, score in scores.items() if score.points is not None and _within(key, year, block, area))
    return sum(limits[key.criterion] for key in counted)


def settle(scores: Scores, cells: Sequence[tuple[Key, Line]], gap: int) -> None:
    """Move the ``cells`` by their steps until they hold ``gap`` hundredths more.

    Raises
    ------
    ValueError
        The gap cannot be closed within 0 and the maxima.
    """
    while gap:
        before = gap
        for key, line in cells:
            move = _move(scores[key], line, key.block, gap)
            scores[key] = Score((scores[key].points or 0) + move)
            gap -= move
        if gap == before:
            message = f"{cells[0][0]}: {gap} hundredths are left over"
            raise ValueError(message)


def _move(score: Score, line: Line, block: str, gap: int) -> int:
    """Return the next move of one score: its step, or a few hundredths where it has none."""
    points = score.points or 0
    room = limit_of(line, block) - points if gap > 0 else points
    size = line.step if line.step > 1 else min(abs(gap), room, 7)
    if size > min(abs(gap), room):
        return 0
    return size if gap > 0 else -size


def _movable(scores: Scores, year: int, block: str, area: str, unit: str = "") -> list[tuple[Key, Line]]:
    cells = [
        (key, line)
        for line in leaves(year, block)
        if line.source == "appraised" and area in ("", line.area) and line.item not in CEILING
        for member in units_in(year, block)
        if unit in ("", member.code)
        for key in [Key(year, block, member.code, line.code, "appraised")]
        if scores[key].points is not None
    ]
    return sorted(cells, key=lambda cell: uniform("order", cell[0]))


def _settle_2017(scores: Scores, block: str, area: str, total: int) -> None:
    settle(scores, _movable(scores, 2017, block, area), total - area_sum(scores, 2017, block, area))


def _fill_units(scores: Scores, block: str, area: str, count: int) -> None:
    """Give the best ``count`` units full marks in an area of 2018 and keep every other unit below."""
    names = [unit.code for unit in units_in(2018, block)]
    best = sorted(names, key=lambda code: -_unit_sum(scores, 2018, block, code))
    for place, code in enumerate(best):
        cells = _movable(scores, 2018, block, area, code)
        lost = sum(limit_of(line, block) - (scores[key].points or 0) for key, line in cells)
        settle(scores, cells, lost if place < count else 0 if lost else -cells[0][1].step)


def _unit_sum(scores: Scores, year: int, block: str, unit: str) -> int:
    mine = (score for key, score in scores.items() if _within(key, year, block, "") and key.unit == unit)
    return sum(score.points or 0 for score in mine)


def _within(key: Key, year: int, block: str, area: str) -> bool:
    alike = key.year == year and key.block == block and key.source != "self"
    return alike and area in ("", key.criterion.partition(".")[0])
