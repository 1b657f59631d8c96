"""Which cell is the score of which unit and criterion, from which source; and those cells read into tidy rows.

A layout fills the slots. They are read at once: plain numbers within their limits as arrays, which is nearly all
of a sheet, and whatever is left one by one by the rules of ``cells``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from parkit.intake.grid import Value, column_letter
from parkit.model.columns import SCORE_COLUMNS, SOURCES, STATES

if TYPE_CHECKING:
    from parkit.intake.reader import Rules

Integers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
ABSENT: Final = -1
"""The row and column of a score that the table has no cell for."""

_TOLERANCE: Final = 1e-9
_STEP_TOLERANCE: Final = 1e-6


@dataclass
class Slots:
    """Places of scores, as five lists of equal length; units and criteria are numbers in their registers."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    criteria: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    def add(self, row: int, column: int, *, unit: int, criterion: int, source: str) -> None:
        """Add one place."""
        self.rows.append(row)
        self.columns.append(column)
        self.units.append(unit)
        self.criteria.append(criterion)
        self.sources.append(SOURCES.index(source))

    def add_row(self, row: int, columns: Sequence[int], *, unit: int, criteria: Sequence[int], source: str) -> None:
        """Add the places of one unit in one row."""
        size = len(columns)
        self.rows.extend([row] * size)
        self.columns.extend(columns)
        self.units.extend([unit] * size)
        self.criteria.extend(criteria)
        self.sources.extend([SOURCES.index(source)] * size)

    def __len__(self) -> int:
        """Return how many places there are."""
        return len(self.rows)


@dataclass(kw_only=True)
class Scores:
    """The slots of a sheet as arrays, with what was read; ``state`` is a number in STATES."""

    row: Integers
    column: Integers
    unit: Integers
    criterion: Integers
    source: Integers
    points: Floats
    state: npt.NDArray[np.uint8]
    maximum: Floats
    applies: npt.NDArray[np.bool_]
    filled: npt.NDArray[np.bool_]
    plain: npt.NDArray[np.bool_]


def read_plain(slots: Slots, cells: Sequence[Sequence[Value]], rules: "Rules") -> Scores:
    """Read the slots that hold plain numbers within their limits; ``plain`` tells which those are."""
    places = zip(slots.rows, slots.columns, strict=True)
    values = [cells[row][column] if row >= 0 else "" for row, column in places]
    numbers = _numbers(values, rules)
    unit, criterion = np.array(slots.units, dtype=np.intp), np.array(slots.criteria, dtype=np.intp)
    block = rules.unit_blocks[unit] if unit.size else unit
    maximum, applies = rules.maxima[block, criterion], rules.applies[block, criterion]
    points = np.array([value if type(value) is float else numbers.get(value, np.nan) for value in values], dtype=float)
    plain = applies & (points >= 0) & ~(points > maximum + _TOLERANCE)
    filled = ~np.isnan(points)
    others = np.flatnonzero(~filled)
    filled[others] = [values[slot] != "" for slot in others.tolist()]
    return Scores(
        row=np.array(slots.rows, dtype=np.intp),
        column=np.array(slots.columns, dtype=np.intp),
        unit=unit,
        criterion=criterion,
        source=np.array(slots.sources, dtype=np.intp),
        points=np.where(plain, points, np.nan),
        state=np.where(plain, STATES.index("scored"), STATES.index("missing")).astype(np.uint8),
        maximum=maximum,
        applies=applies,
        filled=filled,
        plain=plain,
    )


def _numbers(values: Iterable[Value], rules: "Rules") -> dict[Value, float]:
    """Return the number of each text that is one beyond doubt: digits, with the declared decimal sign at most once.

    A table of a country has millions of cells and some hundred different texts.
    """
    sign = rules.table.decimal
    plain = re.compile(rf"\d+(?:{re.escape(sign)}\d+)?", re.ASCII)
    texts = {value for value in values if type(value) is str and plain.fullmatch(value)} - rules.marks.keys()
    return {text: float(text.replace(sign, ".")) for text in texts}


def join(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several sheets as one."""
    if len(parts) == 1:
        return parts[0]
    names = [item.name for item in fields(Scores)]
    return Scores(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def off_step(scores: Scores, rules: "Rules") -> Integers:
    """Return the numbers of the slots whose points are not a whole number of the criterion's declared steps."""
    steps = rules.steps[scores.criterion]
    ratio = scores.points / steps
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(np.abs(ratio - np.round(ratio)) > _STEP_TOLERANCE)


def score_frame(scores: Scores, rules: "Rules", *, file: str, sheet: str) -> pd.DataFrame:
    """Return the slots as tidy rows, in the order of their key."""
    scores = _in_order(scores, rules)
    size = len(scores.row)
    absent = scores.row == ABSENT
    letters = [column_letter(place) for place in range(int(scores.column.max(initial=0)) + 1)]
    rows = pd.array(np.where(absent, 0, scores.row + 1), dtype="Int64")
    rows[absent] = pd.NA
    block = rules.unit_blocks[scores.unit] if size else scores.unit
    constants = {"scheme": rules.scheme.code, "file": file, "sheet": sheet}
    columns: dict[str, Any] = {name: _take([value], np.zeros(size, dtype=np.intp)) for name, value in constants.items()}
    columns |= {
        "year": np.full(size, rules.year, dtype="int64"),
        "block": _take(list(rules.scheme.blocks), block),
        "unit": _take([unit.code for unit in rules.units], scores.unit),
        "area": _take([rules.framework.area_of(leaf.code) for leaf in rules.framework.leaves()], scores.criterion),
        "criterion": _take([leaf.code for leaf in rules.framework.leaves()], scores.criterion),
        "source": _take(SOURCES, scores.source),
        "state": _take(STATES, scores.state.astype(np.intp)),
        "points": scores.points,
        "max_points": np.where(scores.applies, scores.maximum, np.nan),
        "row": rows,
        "column": _take([*letters, ""], np.where(absent, len(letters), scores.column)),
    }
    # nobody else holds these columns, so a large table need not stand in memory twice
    return pd.DataFrame({name: columns[name] for name in SCORE_COLUMNS}, copy=False)


def _in_order(scores: Scores, rules: "Rules") -> Scores:
    """Return the slots by unit, criterion and source, each by its word and not by its number."""
    units = _ranks([unit.code for unit in rules.units])[scores.unit]
    criteria = _ranks([leaf.code for leaf in rules.framework.leaves()])[scores.criterion]
    order = np.lexsort((_ranks(SOURCES)[scores.source], criteria, units))
    return Scores(**{item.name: getattr(scores, item.name)[order] for item in fields(Scores)})


def _ranks(words: Sequence[str]) -> Integers:
    return np.argsort(np.argsort(np.array(words, dtype=object), kind="stable"), kind="stable")


def _take(words: Sequence[str], places: Integers) -> "pd.Series[str]":
    """Return words by their numbers; taking from a small array is many times faster than building a large one."""
    return pd.Series(pd.array(list(words) or [""], dtype="str").take(places))
