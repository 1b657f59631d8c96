"""The announcements: of 2018 as Nam Định printed it, of 2019 and 2020 computed from the invented scores."""

from collections.abc import Iterator
from fractions import Fraction

from .scores import Score, Scores, blocks_of
from .tables import framework, leaves, plain, read_rows, units_in

COLUMNS = ("block", "unit", "area", "statistic", "source", "text", "base_year", "reading", "note")
YEARS = (2018, 2019, 2020)
_CUTS = {"so": (90, 80, 70), "huyen": (80, 70, 60)}
Row = dict[str, str]


def published_rows(scores: Scores, year: int) -> list[Row]:
    """Return the printed figures of a year."""
    if year == YEARS[0]:
        return read_rows("published-2018.csv")
    return [row for block in blocks_of(year) for row in _block_rows(scores, year, block)]


def _block_rows(scores: Scores, year: int, block: str) -> Iterator[Row]:
    for line in framework(year):
        limit = line.limits[block]
        if line.level == "area" and limit is not None:
            points = [points for points, limit in _totals(scores, year, block, line.code).values() if limit]
            mean = _rounded(Fraction(sum(points), len(points)))
            yield _row(block, "mean_points", f"{_fixed(mean)}/{_fixed(limit)}", area=line.code)
    index = block_index(scores, year, block)
    yield _row(block, "mean_index", f"{_fixed(_rounded(index))}%")
    gap = _rounded(index - block_index(scores, year - 1, block))
    change = f"{'tăng' if gap > 0 else 'giảm'} {_fixed(abs(gap))} điểm %"
    yield _row(block, "change", change, base_year=str(year - 1))
    yield from _bands(scores, year, block)


def _bands(scores: Scores, year: int, block: str) -> Iterator[Row]:
    indices = unit_indices(scores, year, block).values()
    upper = None
    for name, cut in zip(("I", "II", "III"), _CUTS[block], strict=True):
        count = sum(cut * 100 <= index and (upper is None or index < upper * 100) for index in indices)
        reach = f"từ {cut}% trở lên" if upper is None else f"{cut}% đến dưới {upper}%"
        yield _row(block, "band_count", f"Nhóm {name}: {reach}, {count:02d} đơn vị")
        upper = cut


def _row(block: str, statistic: str, text: str, *, area: str = "", base_year: str = "") -> Row:
    values = {"block": block, "area": area, "statistic": statistic, "text": text, "base_year": base_year}
    return dict.fromkeys(COLUMNS, "") | values | {"note": "số liệu minh họa"}


def unit_indices(scores: Scores, year: int, block: str) -> dict[str, Fraction]:
    """Return the index of every unit in hundredths of a percent: points over what was scored, survey included."""
    totals = _totals(scores, year, block, "")
    return {unit: Fraction(10000 * points, limit) for unit, (points, limit) in totals.items() if limit}


def block_index(scores: Scores, year: int, block: str) -> Fraction:
    """Return the plain mean of the units' indices, in hundredths of a percent."""
    indices = unit_indices(scores, year, block)
    return sum(indices.values(), Fraction(0)) / len(indices)


def _totals(scores: Scores, year: int, block: str, area: str) -> dict[str, tuple[int, int]]:
    """Return points and counted maximum of each unit."""
    by_place: dict[tuple[str, str], Score] = {
        (key.unit, key.criterion): score
        for key, score in scores.items()
        if key.year == year and key.block == block and key.source != "self"
    }
    result = {}
    for unit in units_in(year, block):
        counted = [
            (points, line.limits[block] or 0)
            for line in leaves(year, block)
            if area in ("", line.area)
            for points in [by_place.get((unit.code, line.code), Score()).points]
            if points is not None
        ]
        result[unit.code] = (sum(points for points, _ in counted), sum(limit for _, limit in counted))
    return result


def _rounded(value: Fraction) -> int:
    """Round half away from zero to whole hundredths.

    >>> _rounded(Fraction(-5, 2)), _rounded(Fraction(1, 3))
    (-3, 0)
    """
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def _fixed(points: int) -> str:
    """Write hundredths with two decimals and a comma.

    >>> _fixed(1350)
    '13,50'
    """
    return f"{points / 100:.2f}".replace(".", ",") if points % 100 else f"{plain(points)},00"
