"""What a check may use besides the printed figures: units in the register, their indices, the first round."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from parkit.analysis.claims import Place
from parkit.analysis.figures import FINAL, Book
from parkit.analysis.intervals import Interval
from parkit.model.scheme import TieRule

UnitIndices = Mapping[tuple[int, str], Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Known:
    """Facts from the scheme's register, definition and scores, for one scheme.

    ``ties`` is its tie rule; ``rank_decimals`` are the decimals its ranks are counted by, None for all of them.
    """

    units: Mapping[tuple[int, str], int] = field(default_factory=dict)
    first_round: int | None = None
    indices: UnitIndices = field(default_factory=dict)
    ties: TieRule = "1224"
    rank_decimals: int | None = None

    def units_in(self, place: Place) -> float:
        """Return the number of units of the place's block in its year, NaN if it is not known."""
        return float(self.units.get((place.year, place.block), math.nan))


def read_indices(unit_frame: pd.DataFrame | None) -> UnitIndices:
    """Return the index of every unit that has one, by year and block.

    >>> frame = pd.DataFrame({"year": [2024], "block": ["so"], "unit": ["noi-vu"], "index": [93.82]})
    >>> read_indices(frame)
    {(2024, 'so'): {'noi-vu': 93.82}}
    """
    if unit_frame is None:
        return {}
    known = unit_frame[unit_frame["index"].notna()]
    found: dict[tuple[int, str], dict[str, float]] = {}
    for year, block, unit, index in known[["year", "block", "unit", "index"]].itertuples(index=False):
        found.setdefault((int(year), block), {})[unit] = float(index)
    return found


def unit_values(book: Book, place: Place, known: Known, *, source: str = FINAL) -> dict[str, Interval]:
    """Return the index of every unit of the place's block: as printed there, or else from the scores (total only)."""
    printed = {figure.place.unit: figure.value for figure in book.units(place, "index", source=source)}
    if printed or place.area or source != FINAL:
        return printed
    indices = known.indices.get((place.year, place.block), {})
    return {unit: Interval.exact(value) for unit, value in indices.items()}
