"""Units by criteria: the scores of one block and year as arrays, for everything that changes weights or rules.

A *rate* is points over maximum, 0 … 1. A *share* is the part of the criterion's weight that the unit answers for:
normally 1, and 0 where the criterion does not apply or the points are missing. A weighted sum of rates over the
weighted sum of shares, with the maxima as weights, is the index of `score.unit_index`.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.score import choose_source
from parkit.model.scheme import NOT_APPLICABLE_RULES, NotApplicableRule

Floats = NDArray[np.float64]
SourceRule = Literal["counted", "self"]

BLOCK: Final = ("scheme", "year", "block")
SOURCE_RULES: Final = ("counted", "self")


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Rates (n × k, 0 where nothing counts) and shares of the weight (n × k)."""

    rates: Floats
    shares: Floats

    def means(self, weights: Floats) -> Floats:
        """Return the weighted arithmetic means, weight sets × units; NaN where no weight is left.

        Parameters
        ----------
        weights : ndarray (R × k)
            Weight sets; their size does not matter.

        Notes
        -----
        Σ w_k v_uk r_uk / Σ w_k v_uk, v the shares.

        Examples
        --------
        >>> cells = Cells(rates=np.array([[0.5, 0.0], [1.0, 0.0]]), shares=np.array([[1.0, 0.0], [1.0, 1.0]]))
        >>> cells.means(np.array([[3.0, 1.0]])).tolist()
        [[0.5, 0.75]]
        """
        return divide_by_weights(weights @ (self.rates * self.shares).T, weights, self.shares)


@dataclass(frozen=True, kw_only=True)
class ScoreMatrix:
    """Scores of one block and year: n units by k criteria, both in the order of their codes.

    ``rates`` is NaN unless scored; ``sizes`` is the unit's own maximum over ``maxima``, the criterion's largest;
    ``absent`` marks what does not apply and ``missing`` what is unknown (also a row that is not there).
    """

    units: tuple[str, ...]
    criteria: tuple[str, ...]
    areas: tuple[str, ...]
    rates: Floats
    sizes: Floats
    maxima: Floats
    absent: NDArray[np.bool_]

    def cells(self, rule: NotApplicableRule = "rebase") -> Cells:
        """Apply the rule for criteria that do not apply; missing points leave the mean under every rule.

        Raises
        ------
        ValueError
            The rule is not one of the three.
        """
        if rule not in NOT_APPLICABLE_RULES:
            message = f"rule={rule!r}: expected one of {NOT_APPLICABLE_RULES}"
            raise ValueError(message)
        scored = ~np.isnan(self.rates)
        counted = scored if rule == "rebase" else scored | self.absent
        filler = 1.0 if rule == "full_marks" else 0.0
        rates = np.where(scored, self.rates, np.where(counted, filler, 0.0))
        return Cells(rates=rates, shares=np.where(counted, self.sizes, 0.0))


@dataclass(frozen=True, kw_only=True)
class AreaMatrix:
    """The same scores with areas in place of criteria, for choices about how areas are put together.

    Inside an area points and maxima are added, as in the index: with the areas' maxima as weights the arithmetic mean
    is the index again, under every rule for criteria that do not apply.
    """

    matrix: ScoreMatrix

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units."""
        return self.matrix.units

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the areas, in the order of their codes."""
        return tuple(sorted(set(self.matrix.areas)))

    @property
    def maxima(self) -> Floats:
        """Return the sum of the criteria's maxima of each area."""
        return np.asarray(self.matrix.maxima @ self._members(), dtype=float)

    def cells(self, rule: NotApplicableRule = "rebase") -> Cells:
        """Apply the rule inside every area; an area of which a part counts has a part of its weight.

        Examples
        --------
        >>> matrix = ScoreMatrix(
        ...     units=("a",), criteria=("1.1", "1.2"), areas=("1", "1"), rates=np.array([[0.5, np.nan]]),
        ...     sizes=np.ones((1, 2)), maxima=np.array([3.0, 1.0]), absent=np.array([[False, True]]))
        >>> areas = AreaMatrix(matrix=matrix)
        >>> areas.cells("full_marks").rates.tolist(), areas.cells().shares.tolist()
        ([[0.625]], [[0.75]])
        """
        cells, members = self.matrix.cells(rule), self._members()
        counted = cells.shares * self.matrix.maxima
        points, limits = (counted * cells.rates) @ members, counted @ members
        rates = np.divide(points, limits, out=np.zeros_like(points), where=limits > 0)
        maxima = self.maxima
        return Cells(rates=rates, shares=limits / np.where(maxima > 0, maxima, 1.0))

    def _members(self) -> Floats:
        """Return criteria by areas, 1 where the criterion is in the area."""
        areas = np.asarray(self.matrix.areas)
        return np.asarray(areas[:, None] == np.asarray(self.criteria)[None, :], dtype=float)


def divide_by_weights(sums: Floats, weights: Floats, shares: Floats) -> Floats:
    """Return sums (R × n) over the weight in force Σ w_k v_uk; NaN where it is 0."""
    if (shares == 1.0).all():
        total: Floats = weights.sum(axis=1)[:, None]
    else:
        total = weights @ shares.T
    if (total > 0).all():
        return np.asarray(np.divide(sums, total, out=sums), dtype=float)
    return np.asarray(np.divide(sums, total, out=np.full(sums.shape, np.nan), where=total > 0), dtype=float)


def score_matrix(scores: pd.DataFrame, *, source: SourceRule = "counted") -> ScoreMatrix:
    """Lay out the scores of one block and year as units by criteria.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of one scheme, year and block, leaves only, measures left out.
    source : {"counted", "self"}
        The rows that count (`choose_source`), or the units' own scores wherever they gave one.

    Returns
    -------
    ScoreMatrix
        Units without a single score are left out.

    Raises
    ------
    ValueError
        More than one scheme, year and block; two rows for one unit and criterion; a scored criterion without a
        maximum; an unknown source.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b"], "area": ["1", "2", "1"],
    ...     "criterion": ["1.1", "2.1", "1.1"], "source": "appraised", "state": "scored",
    ...     "points": [9.0, 2.0, 5.0], "max_points": [10.0, 5.0, 10.0]})
    >>> matrix = score_matrix(scores)
    >>> matrix.criteria, matrix.maxima.tolist(), matrix.rates.tolist()
    (('1.1', '2.1'), [10.0, 5.0], [[0.9, 0.4], [0.5, nan]])
    """
    if source not in SOURCE_RULES:
        message = f"source={source!r}: expected one of {SOURCE_RULES}"
        raise ValueError(message)
    rows = choose_source(scores) if source == "counted" else _own_scores(scores)
    unit, units = pd.factorize(rows["unit"], sort=True)
    criterion, criteria = pd.factorize(rows["criterion"], sort=True)
    _demand_one_table(rows, unit * len(criteria) + criterion)
    shape = (len(units), len(criteria))
    scored = rows["state"].eq("scored").to_numpy()
    maximum = _placed(shape, unit, criterion, rows["max_points"].to_numpy(dtype=float))
    points = _placed(shape, unit, criterion, np.where(scored, rows["points"].to_numpy(dtype=float), np.nan))
    first = np.empty(len(criteria), dtype=np.int64)
    first[criterion[::-1]] = np.arange(len(rows))[::-1]
    maxima = np.fmax.reduce(maximum, axis=0, initial=0.0)
    _demand_maxima(np.asarray(criteria), ~np.isnan(points) & ~(maximum > 0))
    kept = ~np.isnan(points).all(axis=1)
    absent = np.zeros(shape, dtype=bool)
    absent[unit, criterion] = rows["state"].eq("not_applicable").to_numpy()
    return ScoreMatrix(
        units=tuple(np.asarray(units)[kept]),
        criteria=tuple(criteria),
        areas=tuple(rows["area"].iloc[first]),
        rates=(points / maximum)[kept],
        sizes=np.where(np.isnan(maximum), 1.0, maximum / np.where(maxima > 0, maxima, 1.0))[kept],
        maxima=maxima,
        absent=absent[kept],
    )


def _placed(shape: tuple[int, int], unit: NDArray[np.intp], criterion: NDArray[np.intp], values: Floats) -> Floats:
    table = np.full(shape, np.nan)
    table[unit, criterion] = values
    return table


def _own_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Drop the appraised rows of what a unit scored itself."""
    own = scores["source"].eq("self") & scores["state"].ne("missing")
    keys = pd.MultiIndex.from_frame(scores[[*BLOCK, "unit", "criterion"]])
    judged = scores["source"].eq("appraised")
    repeated = keys.isin(keys[own])
    empty = scores["source"].eq("self") & ~own & keys.isin(keys[judged])
    return scores[~(judged & repeated) & ~empty]


def _demand_one_table(rows: pd.DataFrame, cells: NDArray[np.intp]) -> None:
    mixed = [name for name in BLOCK if rows.empty or rows[name].ne(rows[name].iloc[0]).any()]
    if mixed:
        message = f"expected the scores of one scheme, year and block, found none or several values of {mixed}"
        raise ValueError(message)
    doubled = rows[pd.Series(cells, index=rows.index).duplicated()]
    if len(doubled):
        message = (
            f"expected one row per unit and criterion, found more for {doubled.iloc[0][['unit', 'criterion']].tolist()}"
        )
        raise ValueError(message)


def _demand_maxima(criteria: NDArray[np.object_], unknown: NDArray[np.bool_]) -> None:
    if unknown.any():
        message = (
            f"expected a maximum above 0 for every scored criterion, found none for {criteria[unknown.any(axis=0)]}"
        )
        raise ValueError(message)
