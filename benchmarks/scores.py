"""Index, areas and ranks of large tidy tables beside bare NumPy: the columns' codes combined, bincount, argsort.

The bare side takes the codes of categories as they are, and codes texts with pandas. It adds up points and maxima of
the scored rows by unit and year and by area, divides, and sorts each year. It knows neither of the other states nor
bounds, reasons or ties, all of which parkit's result carries.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measuring import Comparison, Goal
from benchmarks.sheets import scores


def _country(_: Path) -> pd.DataFrame:
    return scores(units=3321, criteria=100, years=10, gaps=True)


def _country_as_texts(_: Path) -> pd.DataFrame:
    return scores(units=3321, criteria=100, years=10, gaps=True, kind="str")


def _many(_: Path) -> pd.DataFrame:
    return scores(units=30_000, criteria=100)


def _by_parkit(frame: pd.DataFrame) -> object:
    from parkit.analysis.rank import rank
    from parkit.analysis.score import area_index, unit_index

    return rank(unit_index(frame)), area_index(frame)


def _units_by_parkit(frame: pd.DataFrame) -> object:
    from parkit.analysis.rank import rank
    from parkit.analysis.score import unit_index

    return rank(unit_index(frame))


def _by_numpy(frame: pd.DataFrame) -> object:
    index = _bare_index(frame, ("unit",))
    return index, _ranks(index.reshape(frame["year"].nunique(), -1)), _bare_index(frame, ("unit", "area"))


def _units_by_numpy(frame: pd.DataFrame) -> object:
    return _ranks(_bare_index(frame, ("unit",)).reshape(frame["year"].nunique(), -1))


def _bare_index(frame: pd.DataFrame, keys: tuple[str, ...]) -> np.ndarray:
    years = frame["year"].to_numpy()
    codes = years - years.min()
    for key in keys:
        numbers, size = _codes(frame[key])
        codes *= size
        codes += numbers
    scored = frame["state"].to_numpy() == "scored" if frame["state"].dtype == "str" else frame["state"].cat.codes == 0
    points = np.where(scored, frame["points"].to_numpy(), 0.0)
    maximum = np.where(scored, frame["max_points"].to_numpy(), 0.0)
    return np.asarray(100.0 * np.bincount(codes, points) / np.bincount(codes, maximum))


def _codes(column: pd.Series) -> tuple[np.ndarray, int]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), len(column.cat.categories)
    numbers, names = pd.factorize(column, sort=True)
    return numbers, len(names)


def _ranks(index: np.ndarray) -> np.ndarray:
    order = np.argsort(-index, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, index.shape[1] + 1), axis=1)
    return ranks


COMPARISONS = (
    Comparison(
        work="index, areas and ranks of 3.3 million rows (3 321 units × 100 criteria × 10 years)",
        against="bare NumPy on the same columns",
        prepare=_country,
        ours=_by_parkit,
        theirs=_by_numpy,
        goals=(Goal(ratio=3), Goal(quantity="memory", ratio=3)),
    ),
    Comparison(
        work="the same with plain text columns instead of categories",
        against="bare NumPy on the same columns, coded by pandas",
        prepare=_country_as_texts,
        ours=_by_parkit,
        theirs=_by_numpy,
        goals=(Goal(ratio=3),),
        turns=3,
    ),
    Comparison(
        work="index and ranks of 30 000 units × 100 criteria",
        against="bare NumPy on the same columns",
        prepare=_many,
        ours=_units_by_parkit,
        theirs=_units_by_numpy,
        goals=(Goal(ratio=3),),
    ),
)
