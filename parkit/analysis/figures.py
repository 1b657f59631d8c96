"""The printed figures of an announcement, and what they say together about one place.

A place is a scheme, year, block, area, criterion and unit. Its level can be printed twice, as points of a
maximum and as an index, and the two may contradict each other; so a place has one `Level` for each base, never a
merged one. A self-assessed figure is held against self-assessed figures only.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from parkit.analysis.claims import Place
from parkit.analysis.intervals import Interval

INDEX_STATISTICS: Final = ("mean_index", "index")
LEVEL_STATISTICS: Final = ("mean_points", *INDEX_STATISTICS)

_NEEDED: Final = (
    *Place._fields,
    *("source", "statistic", "points", "max_points", "decimals", "reading", "base_year", "text"),
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One printed number: ``number`` is its position in the frame, ``maximum`` its printed denominator."""

    number: int
    place: Place
    source: str
    statistic: str
    points: float
    maximum: float
    decimals: int
    reading: str
    base_year: int | None
    text: str

    @property
    def value(self) -> Interval:
        """All values behind the printed digits."""
        return Interval.printed(self.points, self.decimals)

    @property
    def is_self(self) -> bool:
        """Whether the figure is self-assessed."""
        return self.source == "self"

    def subject(self) -> dict[str, object]:
        """Return the columns of a claim that identify the figure."""
        return self.place._asdict() | {
            "figure": self.number,
            "source": self.source,
            "statistic": self.statistic,
            "text": self.text,
            "printed": self.points,
            "decimals": self.decimals,
        }


@dataclass(frozen=True, kw_only=True)
class Level:
    """What one base says of a place: its index in percent, its points, and the maximum they are out of."""

    base: str
    index: Interval | None
    points: Interval | None
    maximum: Interval | None


@dataclass(frozen=True)
class Book:
    """All printed figures, found by place and statistic."""

    figures: tuple[Figure, ...]
    by_place: Mapping[tuple[Place, str], list[Figure]]
    by_block: Mapping[tuple[Place, str], list[Figure]]

    def at(self, place: Place, *statistics: str, own: bool = False) -> list[Figure]:
        """Return the figures of these statistics at a place; ``own`` asks for the self-assessed ones."""
        found = [figure for name in statistics for figure in self.by_place.get((place, name), [])]
        return [figure for figure in found if figure.is_self == own]

    def units(self, place: Place, statistic: str) -> list[Figure]:
        """Return the figures of this statistic of every single unit in the place's block."""
        found = self.by_block.get((place._replace(unit=""), statistic), [])
        return [figure for figure in found if figure.place.unit and not figure.is_self]

    def places(self) -> list[Place]:
        """Return every place, in the order of the figures."""
        return list(dict.fromkeys(figure.place for figure in self.figures))


def read_figures(printed: pd.DataFrame) -> Book:
    """Turn the printed frame into figures; its order is kept and its index is not used."""
    rows = zip(*(printed[name] for name in _NEEDED), strict=True)
    figures = tuple(_figure(number, dict(zip(_NEEDED, row, strict=True))) for number, row in enumerate(rows))
    return Book(
        figures=figures,
        by_place=_grouped((figure.place, figure) for figure in figures),
        by_block=_grouped((figure.place._replace(unit=""), figure) for figure in figures),
    )


def maximum_at(book: Book, place: Place) -> Interval | None:
    """Return the printed maximum of a place, exact, from a denominator of points or on its own."""
    stated = [figure.points for figure in book.at(place, "maximum")]
    below = [figure.maximum for own in (False, True) for figure in book.at(place, "mean_points", own=own)]
    known = [value for value in (*stated, *below) if not math.isnan(value)]
    return Interval.exact(known[0]) if known else None


def implied_maximum(points: Interval, index: Interval) -> Interval:
    """Return the maximum that points and an index imply together: m = 100 · p / I.

    >>> found = implied_maximum(Interval.printed(62.62, 2), Interval.printed(89.45, 2))
    >>> round(found.low, 3), round(found.high, 3)
    (69.996, 70.015)
    """
    return 100.0 * points / index


def levels_at(book: Book, place: Place, *, own: bool = False) -> list[Level]:
    """Return what each base says of the level at a place; empty if no level is printed.

    Notes
    -----
    ``points_and_maximum``: I = 100 · p / m. ``stated_index``: I as printed, with p = I · m / 100 where m is
    printed, or p as printed and m = 100 · p / I where it is not. ``implied_maximum``: self-assessed points over
    the maximum that the final points and index imply. ``points``: points with no maximum anywhere.
    """
    points = _first(book.at(place, "mean_points", own=own))
    index = _first(book.at(place, *INDEX_STATISTICS, own=own))
    maximum = maximum_at(book, place)
    return [*_from_points(book, place, points, maximum, index), *_from_index(points, maximum, index)]


def _from_points(
    book: Book, place: Place, points: Interval | None, maximum: Interval | None, index: Interval | None
) -> Iterator[Level]:
    if points is None:
        return
    implied = _final_maximum(book, place) if maximum is None and index is None else None
    whole = maximum or implied
    if whole is not None:
        base = "points_and_maximum" if maximum else "implied_maximum"
        yield Level(base=base, index=100.0 * points / whole, points=points, maximum=whole)
    elif index is None:
        yield Level(base="points", index=None, points=points, maximum=None)


def _from_index(points: Interval | None, maximum: Interval | None, index: Interval | None) -> Iterator[Level]:
    if index is None:
        return
    if maximum is None and points is not None:
        yield Level(base="stated_index", index=index, points=points, maximum=implied_maximum(points, index))
    else:
        scaled = None if maximum is None else index * maximum * 0.01
        yield Level(base="stated_index", index=index, points=scaled, maximum=maximum)


def _final_maximum(book: Book, place: Place) -> Interval | None:
    points = _first(book.at(place, "mean_points"))
    index = _first(book.at(place, *INDEX_STATISTICS))
    return implied_maximum(points, index) if points and index else None


def _first(figures: list[Figure]) -> Interval | None:
    return figures[0].value if figures else None


def _grouped(pairs: Iterable[tuple[Place, Figure]]) -> dict[tuple[Place, str], list[Figure]]:
    groups: dict[tuple[Place, str], list[Figure]] = defaultdict(list)
    for place, figure in pairs:
        groups[place, figure.statistic].append(figure)
    return dict(groups)


def _figure(number: int, row: dict[str, Any]) -> Figure:
    return Figure(
        number=number,
        place=_place(row),
        source=_text(row["source"]),
        statistic=_text(row["statistic"]),
        points=float("nan" if pd.isna(row["points"]) else row["points"]),
        maximum=float("nan" if pd.isna(row["max_points"]) else row["max_points"]),
        decimals=0 if pd.isna(row["decimals"]) else int(row["decimals"]),
        reading=_text(row["reading"]),
        base_year=None if pd.isna(row["base_year"]) else int(row["base_year"]),
        text=_text(row["text"]),
    )


def _place(row: dict[str, Any]) -> Place:
    names = {name: _text(row[name]) for name in Place._fields if name != "year"}
    return Place(year=int(row["year"]), **names)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
