"""Constructed score tables of any size, for the comparisons; the same seed makes the same table."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

AREAS = 8
STATES = ("scored", "not_applicable", "missing")


def scores(*, units: int, criteria: int, years: int = 1, kind: str = "category", gaps: bool = False) -> pd.DataFrame:
    """Return tidy scores: a row for each year, unit and criterion, in that order, texts as ``kind``."""
    rng = np.random.default_rng(2024)
    rows = units * criteria * years
    unit = np.tile(np.repeat(np.arange(units), criteria), years)
    criterion = np.tile(np.arange(criteria), units * years)
    edges = [criteria * number // AREAS for number in range(AREAS + 1)]
    area = np.repeat(np.arange(AREAS), [end - begin for begin, end in pairwise(edges)])
    state = rng.choice(3, rows, p=[0.95, 0.03, 0.02]) if gaps else np.zeros(rows, dtype=int)
    names = [f"{area[number] + 1}.{number + 1:03d}" for number in range(criteria)]
    one = np.zeros(rows, dtype=int)
    maximum = np.tile(rng.choice([0.5, 1.0, 2.0], criteria), units * years)
    return pd.DataFrame(
        {
            "scheme": _texts(["large"], one, kind),
            "year": np.repeat(np.arange(2016, 2016 + years), units * criteria),
            "block": _texts(["xa"], one, kind),
            "unit": _texts([f"xa-{number:05d}" for number in range(units)], unit, kind),
            "area": _texts([str(number + 1) for number in range(AREAS)], area[criterion], kind),
            "criterion": _texts(names, criterion, kind),
            "source": _texts(["appraised"], one, kind),
            "state": _texts(STATES, state, kind),
            "points": np.where(state == 0, (maximum * rng.beta(6, 2, rows)).round(2), np.nan),
            "max_points": maximum,
        }
    )


def estimates(units: int) -> pd.DataFrame:
    """Return units with an index and its standard error, spread as a league table is."""
    rng = np.random.default_rng(2024)
    names = [f"xa-{number:04d}" for number in range(units)]
    index = rng.normal(85.0, 4.0, units)
    return pd.DataFrame({"unit": names, "index": index, "standard_error": rng.uniform(0.4, 1.6, units)})


def _texts(names: Sequence[str], codes: NDArray[np.intp], kind: str) -> pd.Series:
    column = pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(names)))
    return column if kind == "category" else column.astype("str")
