"""Tiny score sheets for tests of whole years: who, when, which criterion, how many points of how many."""

from collections.abc import Mapping

import pandas as pd
from hypothesis import strategies as st

Cell = tuple[float | str, float | None]
"""Points (or "-" for not applicable, "?" for missing) and the maximum."""

STATES = {"-": "not_applicable", "?": "missing"}


def sheet(cells: Mapping[tuple[int, str], Mapping[str, Cell]], **columns: object) -> pd.DataFrame:
    """Write appraised scores from (year, unit) and criterion; the area is what stands before the point."""
    rows = [
        {
            "year": year,
            "unit": unit,
            "area": criterion.split(".")[0],
            "criterion": criterion,
            "state": STATES.get(str(points), "scored"),
            "points": float("nan") if str(points) in STATES else float(points),
            "max_points": float("nan") if maximum is None else float(maximum),
        }
        for (year, unit), scored in cells.items()
        for criterion, (points, maximum) in scored.items()
    ]
    names = ["year", "unit", "area", "criterion", "state", "points", "max_points"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(**({"scheme": "x", "block": "so", "source": "appraised"} | columns))


@st.composite
def sheets(draw: st.DrawFn, *, years: tuple[int, ...] = (2017, 2018), units: str = "abcdef") -> pd.DataFrame:
    """Draw years of units with any pattern of absent, not applicable, missing and scored criteria in quarter points."""
    maxima = st.integers(1, 8)
    cells: dict[tuple[int, str], dict[str, Cell]] = {}
    for year in years:
        for unit in units:
            scored: dict[str, Cell] = {}
            for criterion in ("1.1", "1.2", "2.1", "2.2"):
                state = draw(st.sampled_from(["scored", "scored", "scored", "-", "?", "absent"]))
                maximum = draw(maxima) / 2
                if state != "absent":
                    points = draw(st.integers(0, int(4 * maximum))) / 4
                    scored[criterion] = (points if state == "scored" else state, maximum)
            cells[year, unit] = scored
    return sheet(cells)
