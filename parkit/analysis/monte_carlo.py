"""How much does a rank depend on choices? Replay a design of choices and see where each unit ends up.

Every replication of a stored design (`design.make_design`) gives an index and a rank to every unit. The spread of
its ranks says how far a unit's place rests on the weights, the aggregation, the rule for criteria that do not apply or
whose scores count; it is no sampling error. Ties share the better rank.

References
----------
Saisana, M., Saltelli, A., Tarantola, S. (2005), Uncertainty and sensitivity analysis techniques as tools for the
quality assessment of composite indicators, Journal of the Royal Statistical Society A 168, 307–323,
doi:10.1111/j.1467-985X.2005.00350.x.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.aggregate import MEANS, aggregate_cells
from parkit.analysis.design import design_weights
from parkit.analysis.groups import group
from parkit.analysis.precision import SLACK
from parkit.analysis.rank_many import empty_ranks, rank_rows
from parkit.analysis.score_matrix import AreaMatrix, Cells, Floats, ScoreMatrix, SourceRule, score_matrix
from parkit.model.scheme import Band, NotApplicableRule

Rows = NDArray[np.intp]
Matrix = ScoreMatrix | AreaMatrix

CHOICE_COLUMNS: Final = ("aggregation", "not_applicable", "source", "power")
CHUNK: Final = 1 << 17
"""Index values that are worked on at a time: a megabyte stays in the processor's cache."""
QUANTILES: Final = {"rank_low": 0.05, "rank_median": 0.5, "rank_high": 0.95}


def criterion_weights(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the weights of a block as a design needs them: ``criterion``, ``area`` and ``weight``, its maximum.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of one scheme, year and block.

    Notes
    -----
    Where the units' maxima differ the largest is the weight. Criteria without a known maximum are left out.
    """
    matrix = score_matrix(scores)
    frame = pd.DataFrame({"criterion": matrix.criteria, "area": matrix.areas, "weight": matrix.maxima})
    return frame[frame["weight"].gt(0)].reset_index(drop=True)


def area_weights(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the weights of the areas of a block; as `criterion_weights`, with an area in place of each criterion.

    A design made from them chooses how areas are put together; inside an area points and maxima are added.
    """
    sums = criterion_weights(scores).groupby("area")["weight"].sum()
    return pd.DataFrame({"criterion": sums.index, "area": sums.index, "weight": sums.to_numpy()})


def replay_index(scores: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    """Compute the index of every unit in every replication; as `replay_ranks`, with the index (0–100)."""
    units, parts = _replay(scores, design)
    index = np.empty((len(design), len(units)))
    for rows, values in parts:
        index[rows] = values
    return _by_replication(index, units, design)


def replay_ranks(scores: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    """Rank every unit in every replication of a stored design.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of one scheme, year and block, leaves only, measures left out.
    design : DataFrame
        A design of criteria or of areas, fresh or read back from its file.

    Returns
    -------
    DataFrame (R × n)
        Ranks, one row per replication (index ``replication``), one column per unit in the order of the codes.
        Units that have no score at all are left out.

    Raises
    ------
    ValueError
        The scores are not of one block; the design is empty; its criteria (or areas) are not those of the scores; or
        a unit is left without any weight in some replication.

    Notes
    -----
    I_u = 100 · f(rates of u; w_k v_uk), f the aggregation of the replication, w_k its weights and v_uk the share of the
    criterion that applies to the unit. With the maxima as weights this is `score.unit_index`.

    Examples
    --------
    >>> from parkit.analysis.design import Choices, make_design
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b", "b"], "area": "1",
    ...     "criterion": ["1.1", "1.2"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [9.0, 1.0, 5.0, 4.0], "max_points": [10.0, 5.0] * 2})
    >>> choices = Choices(weights="fixed", aggregations=("geometric",))
    >>> replay_ranks(scores, make_design(criterion_weights(scores), choices, replications=1, seed=0)).values.tolist()
    [[2, 1]]
    """
    units, parts = _replay(scores, design)
    ranks = empty_ranks(len(design), len(units))
    for rows, values in parts:
        ranks[rows] = rank_rows(values)
    return _by_replication(ranks, units, design)


def monte_carlo(
    scores: pd.DataFrame,
    design: pd.DataFrame,
    *,
    rule: NotApplicableRule = "rebase",
    top: int = 3,
    bands: Sequence[Band] = (),
) -> pd.DataFrame:
    """Summarise where every unit ends up over the replications of a design.

    Parameters
    ----------
    scores, design
        As for `replay_ranks`.
    rule : {"rebase", "full_marks", "zero"}
        The rule of the announced index.
    top : int
        k of the share of replications among the best k.
    bands : sequence of Band
        Groups by index level; those of the scores' block and year are used.

    Returns
    -------
    DataFrame
        One row per unit: ``unit``, ``rank`` of the announced index, ``rank_low``, ``rank_median`` and
        ``rank_high`` (5, 50 and 95 % of the replications, linear between ranks), ``rank_best``, ``rank_worst``,
        ``p_top``, and ``p_band_1`` … for the groups, best first: the share of the replications with the index in
        the group, of those whose aggregation keeps the scale 0–100 (arithmetic, geometric, harmonic).

    Raises
    ------
    ValueError
        As `replay_ranks`.
    """
    units, parts = _replay(scores, design)
    thresholds = _thresholds(scores, bands)
    on_scale = design["aggregation"].isin(list(MEANS)).to_numpy()
    ranks = empty_ranks(len(design), len(units))
    reached = np.zeros((len(thresholds) + 1, len(units)))
    for rows, values in parts:
        ranks[rows] = rank_rows(values)
        chosen = values[on_scale[rows]]
        for number, threshold in enumerate(thresholds, start=1):
            reached[number] += (chosen >= threshold - SLACK / 2).sum(axis=0)
    summary = summarise_replications(_by_replication(ranks, units, design), top=top)
    summary.insert(1, "rank", _announced(scores, units, rule))
    shares = np.diff(reached, axis=0) / on_scale.sum() if on_scale.any() else np.full_like(reached[1:], np.nan)
    return summary.assign(**{f"p_band_{number}": share for number, share in enumerate(shares, start=1)})


def summarise_replications(ranks: pd.DataFrame, *, top: int = 3) -> pd.DataFrame:
    """Summarise the ranks of each unit over replications.

    Parameters
    ----------
    ranks : DataFrame (R × n)
        The result of `replay_ranks`.
    top : int
        k of the share of replications among the best k.

    Returns
    -------
    DataFrame
        One row per unit, in the order of the columns: ``unit``, ``rank_low``, ``rank_median``, ``rank_high``,
        ``rank_best``, ``rank_worst`` and ``p_top``.

    Examples
    --------
    >>> summarise_replications(pd.DataFrame({"a": [1, 1, 2], "b": [2, 2, 1]}), top=1).round(4).values.tolist()
    [['a', 1.0, 1.0, 1.9, 1, 2, 0.6667], ['b', 1.1, 2.0, 2.0, 1, 2, 0.3333]]
    """
    table = ranks.to_numpy()
    width = max(1, CHUNK // max(1, len(table)))
    starts = range(0, table.shape[1], width)
    parts = [_summary(table[:, start : start + width], top) for start in starts]
    summary = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    summary.insert(0, "unit", np.asarray(ranks.columns))
    return summary


def _summary(ranks: NDArray[Any], top: int) -> dict[str, NDArray[Any]]:
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    size = ordered.shape[1]
    summary: dict[str, NDArray[Any]] = {}
    for name, share in QUANTILES.items():
        place, part = divmod(share * (size - 1), 1.0)
        low, high = ordered[:, int(place)], ordered[:, min(int(place) + 1, size - 1)]
        summary[name] = low + part * (high.astype(float) - low)
    best = (ordered <= top).mean(axis=1)
    return summary | {"rank_best": ordered[:, 0], "rank_worst": ordered[:, -1], "p_top": best}


def _replay(scores: pd.DataFrame, design: pd.DataFrame) -> tuple[tuple[str, ...], Iterator[tuple[Rows, Floats]]]:
    """Return the units and, for some rows of the design at a time, their index (rows × units)."""
    if design.empty:
        message = "expected a design with at least one replication"
        raise ValueError(message)
    criteria, weights = design_weights(design)
    laid_out = {kind: score_matrix(scores, source=cast("SourceRule", kind)) for kind in design["source"].unique()}
    by_area = all(_weighted(AreaMatrix(matrix=matrix)) == set(criteria) for matrix in laid_out.values())
    kinds: dict[str, Matrix] = {kind: AreaMatrix(matrix=one) if by_area else one for kind, one in laid_out.items()}
    units = next(iter(kinds.values())).units
    for matrix in kinds.values():
        unlike = sorted(_weighted(matrix) ^ set(criteria))
        if unlike or matrix.units != units:
            message = f"expected the criteria and units of the design, found {unlike} differ"
            raise ValueError(message)
    return units, _parts(kinds, criteria, weights, design)


def _weighted(matrix: Matrix) -> set[str]:
    """Return the criteria that have a maximum, which is their weight."""
    return {name for name, size in zip(matrix.criteria, matrix.maxima, strict=True) if size > 0}


def _parts(
    kinds: dict[str, Matrix], criteria: tuple[str, ...], weights: Floats, design: pd.DataFrame
) -> Iterator[tuple[Rows, Floats]]:
    """Yield the index of the replications with the same aggregation, rule and source, chunk by chunk."""
    varied = [name for name in CHOICE_COLUMNS if design[name].ne(design[name].iloc[0]).any()]
    codes = group(design, varied).codes
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        choice = design.iloc[rows[0]]
        matrix = kinds[choice["source"]]
        cells = _in_order(matrix, criteria, choice["not_applicable"])
        step = max(1, CHUNK // max(1, len(matrix.units)))
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            chosen = weights if len(part) == len(weights) else weights[part]
            values = aggregate_cells(cells, chosen, choice["aggregation"], power=choice["power"])
            if choice["aggregation"] in MEANS:
                values *= 100.0
            yield part, values


def _in_order(matrix: Matrix, criteria: tuple[str, ...], rule: NotApplicableRule) -> Cells:
    cells = matrix.cells(rule)
    place = {name: number for number, name in enumerate(matrix.criteria)}
    order = [place[name] for name in criteria]
    return Cells(rates=cells.rates[:, order], shares=cells.shares[:, order])


def _announced(scores: pd.DataFrame, units: tuple[str, ...], rule: NotApplicableRule) -> NDArray[Any]:
    """Rank the announced index: the rows that count, the maxima as weights."""
    matrix = score_matrix(scores)
    ranks = rank_rows(100.0 * matrix.cells(rule).means(matrix.maxima[None, :]))[0]
    return np.asarray(ranks[[matrix.units.index(unit) for unit in units]])


def _thresholds(scores: pd.DataFrame, bands: Sequence[Band]) -> list[float]:
    if not bands:
        return []
    year, block = int(scores["year"].iloc[0]), scores["block"].iloc[0]
    return sorted((band.at_least for band in bands if band.block == block and band.holds_in(year)), reverse=True)


def _by_replication(table: NDArray[Any], units: tuple[str, ...], design: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(table, index=pd.Index(design["replication"], name="replication"), columns=list(units))
