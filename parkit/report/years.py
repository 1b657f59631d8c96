"""The years of a scheme set side by side: which criteria and which units of one year are those of another."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import pandas as pd

from parkit.analysis.crosswalk import CROSSWALK_COLUMNS
from parkit.analysis.successors import register_frame
from parkit.intake import SchemeData
from parkit.report.data import counting_scores


def scores_of_years(data: SchemeData, years: Iterable[int]) -> pd.DataFrame:
    """Return the rows that count in the index, of several years."""
    return pd.concat([counting_scores(data, year) for year in years], ignore_index=True)


def scored_years(data: SchemeData, *, until: int) -> tuple[int, ...]:
    """Return the years up to one that have scores of units."""
    scored = data.scores[data.scores["state"].eq("scored") & data.scores["year"].le(until)]
    return tuple(sorted(scored["year"].unique().tolist()))


def crosswalk(data: SchemeData) -> pd.DataFrame | None:
    """Return which lines of a framework continue which of the framework before it, where framework.csv declares it.

    A framework without a filled column ``previous`` goes by code: it is not in the table, nor is the first one. None if
    no framework of the scheme declares it.

    Returns
    -------
    DataFrame
        ``year_0``, ``year_1``, ``code_0``, ``code_1``, as `parkit.analysis.crosswalk.criterion_keys` takes them.
    """
    frameworks = list(data.frameworks.items())
    rows = [
        (before, year, old, line.code)
        for (before, _), (year, framework) in pairwise(frameworks)
        for line in framework
        for old in line.previous
    ]
    return pd.DataFrame(rows, columns=list(CROSSWALK_COLUMNS)) if rows else None


def rules_changed(data: SchemeData, block: str, before: int, after: int) -> bool:
    """Tell whether the counting criteria of a block, or their maxima, are not the same in two years."""
    return _counting(data, block, before) != _counting(data, block, after)


def register(data: SchemeData) -> pd.DataFrame:
    """Return the units of a scheme with their lives and successors, as `parkit.analysis.successors` takes them."""
    return register_frame(data.units)


def register_until(data: SchemeData, year: int) -> pd.DataFrame:
    """Return the register as it was at the end of a year: nobody has ended yet who ends later."""
    known = register(data)
    end = date(year, 12, 31)
    later = known["valid_to"].map(lambda day: day is not None and day > end)
    begun = known["valid_from"].map(lambda day: day is None or day <= end)
    open_ended = known.assign(
        valid_to=known["valid_to"].where(~later, None), successors=known["successors"].where(~later, "")
    )
    return open_ended[begun].reset_index(drop=True)


def _counting(data: SchemeData, block: str, year: int) -> set[tuple[str, float | None]]:
    leaves = data.frameworks[year].leaves_under("index")
    return {(line.code, line.max_points.get(block)) for line in leaves if block in line.applies}
