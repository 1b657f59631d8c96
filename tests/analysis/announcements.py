"""Announcements made up from the true scores of units and printed rounded, and slips of one digit in them."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.model.rounding import round_half_away

YEAR, AREAS = 2018, 4
UNITS_OF_YEAR = (YEAR, "so"), (YEAR - 1, "so")

Scores = NDArray[np.float64]


@dataclass
class Writer:
    """Writes printed rows of one announcement."""

    generator: np.random.Generator
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, statistic: str, points: float, *, decimals: int = 2, **more: object) -> None:
        """Add a figure as it is printed: rounded half away from zero."""
        empty = {"year": YEAR, "unit": "", "area": "", "max_points": math.nan, "reading": "", "base_year": None}
        printed = round_half_away(float(points), decimals)
        self.rows.append(empty | {"statistic": statistic, "points": printed, "decimals": decimals} | more)

    def frame(self) -> pd.DataFrame:
        """Return the printed frame."""
        frame = pd.DataFrame(self.rows).assign(scheme="x", block="so", source="", text="")
        return frame.assign(criterion=frame["area"], base_year=frame["base_year"].astype("Int64"))


@dataclass(frozen=True)
class Truth:
    """Points of the units by year and area, the maxima, and which area applies to which unit."""

    points: dict[int, Scores]
    maxima: Scores
    applies: NDArray[np.bool_]

    def of_area(self, year: int, area: int) -> tuple[float, float]:
        """Return mean points and mean index of an area."""
        points = self.points[year][self.applies[:, area], area]
        return float(points.mean()), float((100 * points / self.maxima[area]).mean())

    def indices(self, year: int) -> Scores:
        """Return the index of every unit over what applies to it."""
        points = (self.points[year] * self.applies).sum(axis=1)
        return 100 * points / (self.maxima * self.applies).sum(axis=1)


def true_scores(generator: np.random.Generator, *, same_maxima: bool) -> Truth:
    """Draw 6 to 12 units, a fifth of their scores at the maximum."""
    units = int(generator.integers(6, 13))
    maxima = generator.choice(np.arange(2, 15.25, 0.25), AREAS)
    points = {}
    for year, level in ((YEAR, 0.85), (YEAR - 1, 0.8)):
        rates = np.clip(generator.normal(level, 0.1, (units, AREAS)), 0, 1)
        rates[generator.random((units, AREAS)) < 0.2] = 1.0
        points[year] = np.minimum(np.round(rates * maxima / 0.05) * 0.05, maxima)
    applies = np.ones((units, AREAS), bool)
    if not same_maxima:
        applies = generator.random((units, AREAS)) > 0.1
        applies[:, 0] = applies[0, :] = True
    return Truth(points, maxima, applies)


def announce(generator: np.random.Generator, *, same_maxima: bool) -> tuple[pd.DataFrame, dict[tuple[int, str], int]]:
    """Print what an announcement of two years can print, and count the units."""
    truth = true_scores(generator, same_maxima=same_maxima)
    writer = Writer(generator)
    for year in truth.points:
        for area in range(AREAS):
            _print_area(writer, truth, year, area)
        _print_total(writer, truth, year, same_maxima=same_maxima)
    for area in range(AREAS):
        _print_change(writer, truth, area)
    _print_ranks(writer, truth)
    return writer.frame(), dict.fromkeys(UNITS_OF_YEAR, len(truth.applies))


def _print_area(writer: Writer, truth: Truth, year: int, area: int) -> None:
    points, index = truth.of_area(year, area)
    kind = writer.generator.integers(0, 4)
    place, maximum = {"year": year, "area": str(area)}, float(truth.maxima[area])
    if kind != 1:
        writer.add("mean_points", points, max_points=math.nan if kind == 3 else maximum, **place)
    if kind in {1, 2}:
        writer.add("mean_index", index, **place)
    if kind == 3:
        writer.add("maximum", maximum, **place)
    applies = truth.applies[:, area]
    if writer.generator.random() < 0.4:
        full = int(np.isclose(truth.points[year][applies, area], maximum).sum())
        writer.add("units_at_maximum", full, decimals=0, max_points=int(applies.sum()), **place)


def _print_total(writer: Writer, truth: Truth, year: int, *, same_maxima: bool) -> None:
    maximum = float(truth.maxima.sum())
    points = (truth.points[year] * truth.applies).sum(axis=1).mean()
    writer.add("mean_points", points, year=year, max_points=maximum if same_maxima else math.nan)
    writer.add("mean_index", truth.indices(year).mean(), year=year)


def _print_change(writer: Writer, truth: Truth, area: int) -> None:
    """Print the change in one of the four readings, in words that leave the reading open."""
    (points, index), (before, index_before) = (truth.of_area(year, area) for year in (YEAR, YEAR - 1))
    changes = {
        "points": points - before,
        "percentage_points": index - index_before,
        "relative_points": 100 * (points / before - 1),
        "relative_index": 100 * (index / index_before - 1),
    }
    name = str(writer.generator.choice(list(changes)))
    reading = "ambiguous_points" if name == "points" else "ambiguous_percent"
    writer.add("change", changes[name], reading=reading, base_year=YEAR - 1, area=str(area))


def _print_ranks(writer: Writer, truth: Truth) -> None:
    indices = np.round(truth.indices(YEAR), 9)
    in_order = np.argsort(np.argsort(-indices, kind="stable"), kind="stable") + 1
    ranks = {
        "1224": [1 + (indices > index).sum() for index in indices],
        "dense": [1 + len(set(indices[indices > index])) for index in indices],
        "consecutive": list(in_order),
    }[str(writer.generator.choice(["1224", "dense", "consecutive"]))]
    for number, (index, rank) in enumerate(zip(indices, ranks, strict=True)):
        writer.add("index", index, unit=f"u{number}", max_points=100.0)
        writer.add("rank", int(rank), decimals=0, unit=f"u{number}", max_points=len(indices))


def slip(generator: np.random.Generator, printed: pd.DataFrame, statistic: str) -> pd.DataFrame:
    """Return the announcement with one digit of one figure of this statistic replaced by another."""
    row = generator.choice(printed.index[printed["statistic"].eq(statistic) & printed["year"].eq(YEAR)])
    number = float(str(printed.loc[row, "points"]))
    digits = list(f"{abs(number):.{int(printed.loc[row, 'decimals'])}f}")
    place = generator.choice([place for place, digit in enumerate(digits) if digit != "."])
    digits[place] = str(generator.choice([digit for digit in "0123456789" if digit != digits[place]]))
    changed = printed.copy()
    changed.loc[row, "points"] = math.copysign(float("".join(digits)), number)
    return changed
