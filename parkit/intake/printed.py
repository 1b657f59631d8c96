"""Figures as an announcement printed them: published.csv into rows that keep the wording and the decimals.

Each statistic declares how its text is written; the number of decimals says how precise the printed figure is.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, Self

from parkit.intake.grid import Grid, Value, as_text, column_letter
from parkit.intake.hints import Hints
from parkit.intake.problems import Problem
from parkit.model.columns import READINGS, SOURCES, STATISTICS
from parkit.model.errors import closest, listing
from parkit.model.framework import Framework
from parkit.model.numbers import (
    ChangeUnit,
    Decimal,
    NumberFormatError,
    parse_change,
    parse_fraction,
    parse_number,
    parse_percent,
)
from parkit.model.scheme import Scheme
from parkit.model.units import UnitRegister

COLUMNS: Final = ("block", "unit", "area", "statistic", "source", "text", "base_year", "reading", "note")
_PERCENT: Final = 100.0
_COUNT: Final = re.compile(r"\d+")
_YEAR: Final = re.compile(r"(\d{4})?", re.ASCII)
_TRAILING_UNIT: Final = re.compile(r"\s*(điểm|points)$")
_READING: Final[Mapping[ChangeUnit, str]] = {
    "percent": "ambiguous_percent",
    "points": "ambiguous_points",
    "percentage_points": "percentage_points",
    "places": "",
}


@dataclass(frozen=True)
class Figure:
    """A printed text understood: the number, its denominator (NaN if none), its decimals, the reading of a change."""

    points: float
    max_points: float = math.nan
    decimals: int = 0
    reading: str = ""


def read_figure(text: str, *, statistic: str, decimal: Decimal) -> Figure:
    """Understand a printed text by what it states.

    Raises
    ------
    NumberFormatError
        The text is not written as this statistic is.

    Examples
    --------
    >>> read_figure("12,56/13,50", statistic="mean_points", decimal=",")
    Figure(points=12.56, max_points=13.5, decimals=2, reading='')
    >>> read_figure("giảm 16%", statistic="change", decimal=",")
    Figure(points=-16.0, max_points=nan, decimals=0, reading='ambiguous_percent')
    """
    return _READERS[statistic](text, decimal)


def _score(text: str, decimal: Decimal) -> Figure:
    bare = _TRAILING_UNIT.sub("", text)
    if "/" not in bare:
        number = parse_number(bare, decimal=decimal)
        return Figure(number.value, decimals=number.decimals)
    number, whole = parse_fraction(bare, decimal=decimal)
    return Figure(number.value, whole.value, number.decimals)


def _percent(text: str, decimal: Decimal) -> Figure:
    number = parse_percent(text, decimal=decimal) if "%" in text else parse_number(text, decimal=decimal)
    return Figure(number.value, _PERCENT, number.decimals)


def _maximum(text: str, decimal: Decimal) -> Figure:
    """Read a maximum: alone, or what "3,0/3,0" and "2,8/3,0" are out of."""
    bare = _TRAILING_UNIT.sub("", text)
    number = parse_fraction(bare, decimal=decimal)[1] if "/" in bare else parse_number(bare, decimal=decimal)
    return Figure(number.value, decimals=number.decimals)


def _change(text: str, decimal: Decimal) -> Figure:
    change = parse_change(text, decimal=decimal)
    return Figure(change.value, decimals=change.decimals, reading=_READING[change.unit])


def _direction(text: str, _: Decimal) -> Figure:
    ways = {"tăng": 1.0, "giảm": -1.0}
    if text not in ways:
        raise NumberFormatError("not_a_number", text)
    return Figure(ways[text])


def _count(text: str, _: Decimal) -> Figure:
    """Read the last whole number of a phrase such as "Nhóm I: từ 90% trở lên, 12 đơn vị"."""
    numbers = _COUNT.findall(text)
    if not numbers:
        raise NumberFormatError("not_a_number", text)
    return Figure(float(numbers[-1]))


def _label(text: str, _: Decimal) -> Figure:
    if not text:
        raise NumberFormatError("not_a_number", text)
    return Figure(math.nan)


_READERS: Final[Mapping[str, Callable[[str, Decimal], Figure]]] = {
    "mean_points": _score,
    "mean_index": _percent,
    "index": _percent,
    "maximum": _maximum,
    "units_at_maximum": _score,
    "change": _change,
    "direction": _direction,
    "rank": _score,
    "band": _label,
    "band_count": _count,
    "rounds": _count,
}


def printed_row(text: str, *, statistic: str, decimal: Decimal, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a row of the printed frame, or None where the text is not written as its statistic is.

    ``fields`` gives the place and the names; absent ones are empty.
    """
    try:
        figure = read_figure(text, statistic=statistic, decimal=decimal)
    except NumberFormatError:
        return None
    empty = {"area": "", "criterion": "", "source": "", "state": "scored", "base_year": None, "note": ""}
    numbers = {"points": figure.points, "max_points": figure.max_points, "decimals": figure.decimals}
    what = {"statistic": statistic, "reading": figure.reading, "text": text}
    return empty | numbers | what | dict(fields)


@dataclass(frozen=True, kw_only=True)
class PublishedRules:
    """What is needed to understand published.csv of one year."""

    scheme: str
    year: int
    decimal: Decimal
    blocks: tuple[str, ...]
    units: UnitRegister
    framework: Framework

    @classmethod
    def of(cls, scheme: Scheme, units: UnitRegister, framework: Framework) -> Self:
        """Return the rules of a scheme for the year of a framework."""
        return cls(
            scheme=scheme.code,
            year=framework.year,
            decimal=scheme.printed_decimal,
            blocks=tuple(scheme.blocks),
            units=units,
            framework=framework,
        )

    @cached_property
    def allowed(self) -> dict[str, tuple[str, ...]]:
        """The names that each column may hold."""
        return {
            "statistic": STATISTICS,
            "block": self.blocks,
            "area": tuple(criterion.code for criterion in self.framework),
            "reading": READINGS,
            "source": SOURCES,
            "unit": tuple(unit.code for unit in self.units.in_year(self.year)),
        }

    @cached_property
    def hints(self) -> dict[str, Hints]:
        """The names of each column most like one that it may not hold, all of them where none is like it."""
        return {column: Hints(partial(_closest_or_all, names)) for column, names in self.allowed.items()}


def _closest_or_all(names: tuple[str, ...], name: str) -> Iterable[str]:
    return closest(name, names) or names


def read_published(grid: Grid, rules: PublishedRules) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Read published.csv: one printed figure a line, with its text exactly as printed."""
    header = [as_text(cell) for cell in grid.rows[0]]
    if sorted(header) != sorted(COLUMNS):
        return [], [_problem(grid, rules, "wrong_columns", found=listing(header), expected=listing(COLUMNS))]
    results = [_read_line(grid, rules, number, cells) for number, cells in _body(grid)]
    rows = [result for result in results if not isinstance(result, Problem)]
    return rows, [result for result in results if isinstance(result, Problem)]


def _body(grid: Grid) -> list[tuple[int, tuple[Value, ...]]]:
    return [(number, cells) for number, cells in grid.numbered() if number > grid.first_row and any(cells)]


def _values(header: list[str], cells: tuple[Value, ...]) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | dict(zip(header, map(as_text, cells), strict=False))


def _read_line(grid: Grid, rules: PublishedRules, number: int, cells: tuple[Value, ...]) -> dict[str, Any] | Problem:
    header = [as_text(cell) for cell in grid.rows[0]]
    if len(cells) > len(header):
        found = listing(as_text(cell) for cell in cells)
        return _problem(grid, rules, "too_many_cells", row=number, found=found, expected=str(len(header)))
    values = _values(header, cells)
    fault = _wrong_name(rules, values)
    if fault:
        column, code, expected = fault
        where = {"row": number, "column": column_letter(header.index(column))}
        return _problem(grid, rules, code, found=values[column], expected=expected, **where)
    fields = _fields(grid, rules, number, values)
    row = printed_row(values["text"], statistic=values["statistic"], decimal=rules.decimal, fields=fields)
    if row is None:
        where = {"row": number, "column": fields["column"]}
        return _problem(grid, rules, "not_as_printed", found=values["text"], expected=values["statistic"], **where)
    return row | ({"reading": values["reading"]} if values["reading"] else {})


def _wrong_name(rules: PublishedRules, values: dict[str, str]) -> tuple[str, str, str] | None:
    """Return the first column whose name does not exist, the problem it is, and the names closest to it."""
    for column, names in rules.allowed.items():
        if values[column] not in names and (values[column] or column == "statistic"):
            return column, _UNKNOWN[column], rules.hints[column].of(values[column])
    return None if _YEAR.fullmatch(values["base_year"]) else ("base_year", "bad_base_year", str(rules.year - 1))


_UNKNOWN: Final = {
    "statistic": "unknown_statistic",
    "block": "unknown_block",
    "area": "unknown_area",
    "reading": "unknown_reading",
    "source": "unknown_source",
    "unit": "unknown_unit_code",
}


def _fields(grid: Grid, rules: PublishedRules, number: int, values: dict[str, str]) -> dict[str, Any]:
    column = column_letter([as_text(cell) for cell in grid.rows[0]].index("text"))
    names = {name: values[name] for name in ("block", "unit", "area", "source", "note")}
    where = {"file": grid.file, "sheet": grid.sheet, "row": number, "column": column}
    base_year = int(values["base_year"]) if values["base_year"] else None
    what = {"scheme": rules.scheme, "year": rules.year, "criterion": values["area"], "base_year": base_year}
    return names | where | what


def _problem(grid: Grid, rules: PublishedRules, code: str, **what: Any) -> Problem:  # noqa: ANN401
    return Problem(severity="error", code=code, file=grid.file, sheet=grid.sheet, year=rules.year, **what)
