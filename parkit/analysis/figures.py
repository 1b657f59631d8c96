"""The printed figures of an announcement, and what they say together about one place.

A place is a scheme, year, block, area, criterion and unit. Its level can be printed twice, as points of a
maximum and as an index, and the two may contradict each other; so a place has one `Level` for each base, never a
merged one, and two for a level that is printed with two numbers. A figure is held against figures of its own score
source only: a self-assessed or a surveyed one never lends its points, index or maximum to the final ones. A figure
without a source is a final one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from parkit.analysis.claims import Place
from parkit.analysis.intervals import Interval
from parkit.analysis.precision import SLACK

INDEX_STATISTICS: Final = ("mean_index", "index")
LEVEL_STATISTICS: Final = ("mean_points", *INDEX_STATISTICS)
FINAL: Final = "appraised"
"""The source of a figure that names none."""

_FULL: Final = 100.0
TOTAL: Final = ("", "index")
_WRITTEN: Final = 6
"""Nothing is printed with more decimals; a figure that has more is exact."""

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
    def digits(self) -> int:
        """The decimals to write the number with: those printed, or as many as it takes where it is exact."""
        if self.decimals <= _WRITTEN:
            return self.decimals
        return next(places for places in range(_WRITTEN + 1) if places == _WRITTEN or self._ends_at(places))

    def _ends_at(self, places: int) -> bool:
        return math.isclose(round(self.points, places), self.points, rel_tol=0.0, abs_tol=SLACK)

    @property
    def kind(self) -> str:
        """The score source, which is the final one where none is named."""
        return self.source or FINAL

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
    """What one base says of a place: its index in percent, its points, and the maximum they are out of.

    ``derived`` names the one of the two, "index" or "points", that is computed from the other and of a block. It is
    exact only if all units have the same maximum.
    """

    base: str
    index: Interval | None
    points: Interval | None
    maximum: Interval | None
    derived: str = ""

    def value(self, quantity: str) -> Interval | None:
        """Return the "index" or the "points"; None if it is not known or the quantity is another."""
        return {"index": self.index, "points": self.points}.get(quantity)

    def possible(self, quantity: str) -> Interval | None:
        """Return all values of the quantity if some units are out of less than the maximum.

        Notes
        -----
        With unit maxima mᵤ ≤ m the mean of the ratios pᵤ/mᵤ is p̄/m or more, and at most 1; so points give a lower
        bound of the index, and an index gives an upper bound of the points.
        """
        value = self.value(quantity)
        if value is None or self.derived != quantity:
            return value
        if quantity == "index":
            return Interval.between(value.low, max(_FULL, value.high))
        return Interval.between(min(0.0, value.low), value.high)


_Shelf = Mapping[tuple[Place, str], list[Figure]]


@dataclass(frozen=True)
class Book:
    """All printed figures, found by place and statistic, by the block of the place, and by unit over all areas."""

    figures: tuple[Figure, ...]
    by_place: _Shelf
    by_block: _Shelf
    by_unit: _Shelf

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> "Book":
        """Return the figures as a book; their numbers are those of their order."""
        kept = tuple(figures)
        shelves = (_grouped((key(figure.place), figure) for figure in kept) for key in _KEYS)
        return cls(kept, *shelves)

    def edited(self, changes: Mapping[int, Figure | None]) -> "Book":
        """Return a book with some figures, by number, replaced by others of the same place, or left out."""
        kept = (changes.get(figure.number, figure) for figure in self.figures)
        shelves = []
        for key, shelf in zip(_KEYS, (self.by_place, self.by_block, self.by_unit), strict=True):
            touched = {(key(self.figures[number].place), self.figures[number].statistic) for number in changes}
            new = {name: [changes.get(item.number, item) for item in shelf[name]] for name in touched}
            shelves.append({**shelf, **{name: [item for item in items if item] for name, items in new.items()}})
        return Book(tuple(figure for figure in kept if figure), *shelves)

    def at(self, place: Place, *statistics: str, source: str = FINAL) -> list[Figure]:
        """Return the figures of these statistics and this score source at a place."""
        found = [figure for name in statistics for figure in self.by_place.get((place, name), [])]
        return [figure for figure in found if figure.kind == source]

    def units(self, place: Place, statistic: str, *, source: str = FINAL) -> list[Figure]:
        """Return the figures of this statistic and score source of every single unit in the place's block."""
        found = self.by_block.get((_block_key(place), statistic), [])
        return [figure for figure in found if figure.place.unit and figure.kind == source]

    def of_unit(self, place: Place, statistic: str, *, source: str = FINAL) -> list[Figure]:
        """Return the figures of this statistic and score source in every area of the place's unit, or block."""
        return [figure for figure in self.by_unit.get((_unit_key(place), statistic), []) if figure.kind == source]

    def units_points(self, place: Place, *, source: str = FINAL) -> list[Figure]:
        """Return the points of every unit of the place's block, in every area."""
        found = (item for item in self.figures if item.statistic == "mean_points" and item.kind == source)
        return [item for item in found if item.place.unit and _area_less(item.place) == _area_less(place)]

    def places(self) -> list[Place]:
        """Return every place, in the order of the figures."""
        return list(dict.fromkeys(figure.place for figure in self.figures))


def read_figures(printed: pd.DataFrame) -> Book:
    """Turn the printed frame into figures; its order is kept and its index is not used."""
    rows = zip(*(printed[name] for name in _NEEDED), strict=True)
    return Book.of(_figure(number, dict(zip(_NEEDED, row, strict=True))) for number, row in enumerate(rows))


def maximum_at(book: Book, place: Place, *, source: str = FINAL) -> Interval | None:
    """Return the printed maximum of a place, exact, from a denominator of points or on its own.

    Self-assessed and appraised points are out of the same maximum; a survey has its own.
    """
    sources = (source,) if source == "survey" else (FINAL, "self")
    stated = [figure.points for each in sources for figure in book.at(place, "maximum", source=each)]
    below = [figure.maximum for each in sources for figure in book.at(place, "mean_points", source=each)]
    known = [value for value in (*stated, *below) if not math.isnan(value)]
    return Interval.exact(known[0]) if known else None


def implied_maximum(points: Interval, index: Interval) -> Interval:
    """Return the maximum that points and an index imply together: m = 100 · p / I.

    >>> found = implied_maximum(Interval.printed(62.62, 2), Interval.printed(89.45, 2))
    >>> round(found.low, 3), round(found.high, 3)
    (69.996, 70.015)
    """
    return 100.0 * points / index


def levels_at(book: Book, place: Place, *, source: str = FINAL) -> list[Level]:
    """Return what each base says of the level at a place; empty if no level is printed.

    Notes
    -----
    ``points_and_maximum``: I = 100 · p / m. ``stated_index``: I as printed, with p = I · m / 100 where m is
    printed, or p as printed and m = 100 · p / I where it is not. ``implied_maximum``: self-assessed points over
    the maximum that the final points and index imply. ``points``: points with no maximum anywhere.
    """
    points = [figure.value for figure in book.at(place, "mean_points", source=source)]
    indices = [figure.value for figure in book.at(place, *INDEX_STATISTICS, source=source)]
    maximum = maximum_at(book, place, source=source)
    implied = _final_maximum(book, place) if source == "self" and maximum is None and not indices else None
    by_points = (_from_points(value, maximum, implied, next(iter(indices), None)) for value in points)
    by_index = (_from_index(next(iter(points), None), maximum, value) for value in indices)
    levels = [level for group in (*by_points, *by_index) for level in group]
    return [replace(level, derived="") for level in levels] if place.unit else levels


def _from_points(
    points: Interval, maximum: Interval | None, implied: Interval | None, index: Interval | None
) -> Iterator[Level]:
    whole = maximum or implied
    if whole is not None:
        base = "points_and_maximum" if maximum else "implied_maximum"
        yield Level(base=base, index=100.0 * points / whole, points=points, maximum=whole, derived="index")
    elif index is None:
        yield Level(base="points", index=None, points=points, maximum=None)


def _from_index(points: Interval | None, maximum: Interval | None, index: Interval) -> Iterator[Level]:
    if maximum is None and points is not None:
        yield Level(base="stated_index", index=index, points=points, maximum=implied_maximum(points, index))
    else:
        scaled = None if maximum is None else index * maximum * 0.01
        yield Level(base="stated_index", index=index, points=scaled, maximum=maximum, derived="points")


def _final_maximum(book: Book, place: Place) -> Interval | None:
    points = _first(book.at(place, "mean_points"))
    index = _first(book.at(place, *INDEX_STATISTICS))
    return implied_maximum(points, index) if points and index else None


def _first(figures: list[Figure]) -> Interval | None:
    return figures[0].value if figures else None


def is_total(place: Place) -> bool:
    """Tell whether a place is the whole index and no area of it."""
    return place.area in TOTAL


def _unit_key(place: Place) -> Place:
    return place._replace(area="", criterion="")


def _block_key(place: Place) -> Place:
    return place._replace(unit="")


def _area_less(place: Place) -> Place:
    return _block_key(_unit_key(place))


def _own_key(place: Place) -> Place:
    return place


_KEYS: Final = (_own_key, _block_key, _unit_key)


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
