"""Announcements with one error planted in them, and how often the search names it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from parkit.analysis.known import Known
from parkit.analysis.misprints import Written, digit_slips, misplaced_marks, transpositions
from parkit.analysis.reconcile import reconcile, summary
from parkit.analysis.search import best_causes, explain
from tests.analysis.announcements import YEAR, announce

Units = dict[tuple[int, str], int]

LEVELS = ("mean_points", "mean_index", "index")
SLIPS: dict[str, Callable[[float, int], tuple[Written, ...]]] = {
    "digit_slip": digit_slips,
    "transposed": transpositions,
    "misplaced_mark": misplaced_marks,
}
ERRORS = (*SLIPS, "copied", "swapped")


@dataclass(frozen=True, kw_only=True)
class Error:
    """What was planted: the row, the number it should be, and the row it was copied from or exchanged with."""

    kind: str
    printed: pd.DataFrame
    rows: tuple[int, ...]
    right: float

    def is_named_by(self, cause: pd.Series) -> bool:
        """Tell whether an explanation names the very error."""
        if cause["hypothesis"] != self.kind or cause["changed"] not in self.rows or cause["what"] != "points":
            return False
        if self.kind in SLIPS:
            return bool(abs(cause["value"] - self.right) < 1e-9)
        return self.kind != "swapped" or cause["other"] in self.rows


def plant(generator: np.random.Generator, printed: pd.DataFrame, kind: str) -> Error | None:
    """Plant one error of a kind in a figure of this year; None if it cannot be planted here."""
    rows = printed.index[printed["statistic"].isin(LEVELS) & printed["year"].eq(YEAR)]
    row = int(generator.choice(rows))
    points = printed["points"].copy()
    right = float(points[row])
    if kind in SLIPS:
        # The wrong number is one that a slip turns back into the right one.
        wrong = [value for value, places in SLIPS[kind](right, 2) if kind != "misplaced_mark" or places == 1]
        if not wrong:
            return None
        points[row] = generator.choice(wrong)
        decimals = printed["decimals"].mask(printed.index == row, 1 if kind == "misplaced_mark" else 2)
        return Error(kind=kind, printed=printed.assign(points=points, decimals=decimals), rows=(row,), right=right)
    unit, area = printed["unit"].eq(printed["unit"][row]), printed["area"].eq(printed["area"][row])
    alike = printed["statistic"].eq(printed["statistic"][row]) & printed["year"].eq(YEAR) & points.ne(right)
    near = printed.index[alike & (unit ^ area) & printed["unit"].ne("").eq(printed["unit"][row] != "")]
    if not len(near):
        return None
    other = int(generator.choice(near))
    points[row] = points[other]
    if kind == "swapped":
        points[other] = right
    rows_of_error = (row, other) if kind == "swapped" else (row,)
    return Error(kind=kind, printed=printed.assign(points=points), rows=rows_of_error, right=right)


def place_of(error: Error, units: Units) -> int | None:
    """Return the place of the true cause among all causes, 0 if it is not among them, None if nothing is impossible."""
    known = Known(units=units)
    found = explain(error.printed, known=known)
    if found.empty:
        return 0 if has_impossible(error.printed, units) else None
    named = [error.is_named_by(cause) for _, cause in best_causes(found).iterrows()]
    return named.index(True) + 1 if True in named else 0


def has_impossible(printed: pd.DataFrame, units: Units) -> bool:
    """Tell whether some figure cannot be right."""
    return bool(summary(reconcile(printed, units=units))["verdict"].eq("impossible").any())


def measure(kind: str, *, rounds: int, same_maxima: bool, seed: int = 11) -> dict[str, float]:
    """Plant one error in each of many announcements and count how it fares."""
    generator = np.random.default_rng(seed)
    places: list[int | None] = []
    while len(places) < rounds:
        printed, units = announce(generator, same_maxima=same_maxima)
        error = plant(generator, printed, kind)
        if error is not None:
            places.append(place_of(error, units))
    seen = [place for place in places if place is not None]
    count = max(len(seen), 1)
    return {
        "planted": len(places),
        "impossible": len(seen),
        "first": sum(place == 1 for place in seen) / count,
        "first_three": sum(1 <= place <= 3 for place in seen) / count,
        "named": sum(place > 0 for place in seen) / count,
    }
