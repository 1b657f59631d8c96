"""Which ranks can a unit truly have? Confidence sets for ranks, top groups, and units that cannot be told apart.

A survey score is an estimate, so a printed rank is one too. Unit i is surely above unit j when the gap between
their estimates passes a critical multiple of its standard error; the rank set of i runs from one more than the
number of units surely above it to n less the number surely below it. The critical value is the quantile of the
largest of all standardised gaps that pure noise would show, so that all the comparisons hold together. Step-down:
pairs found apart leave the family and the rest is tested again, until nothing more is found.

*Marginal* sets each cover the true rank of one unit with the stated probability; *simultaneous* sets cover all true
ranks at once and are what a league table needs. Estimates are taken as independent and normal, with known
standard errors.

The noise is drawn once per group (draws × units numbers, from the stored seed, with units in the order of their
codes, so that the order of the rows does not matter) and serves all steps.

References
----------
Mogstad, M., Romano, J. P., Shaikh, A. M., Wilhelm, D. (2024), Inference for Ranks with Applications to Mobility
across Neighbourhoods and Academic Achievement across Countries, Review of Economic Studies 91, 476–518,
doi:10.1093/restud/rdad006.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.pair_tests import Booleans, Family, Floats, surely_above, surely_above_and_below

SetKind = Literal["two-sided", "lower", "upper"]

BLOCK: Final = ("scheme", "year", "block")
SET_KINDS: Final = ("two-sided", "lower", "upper")


@dataclass(frozen=True, kw_only=True)
class Bootstrap:
    """How the critical values are simulated: probability of coverage, number of draws, their seed, step-down."""

    coverage: float = 0.95
    draws: int = 1000
    seed: int = 0
    step_down: bool = True

    def __post_init__(self) -> None:
        """Refuse a coverage outside 0 … 1 and fewer than one draw."""
        if not (0.0 < self.coverage < 1.0 and self.draws >= 1):
            message = f"coverage={self.coverage}, draws={self.draws}: expected 0 < coverage < 1 and draws ≥ 1"
            raise ValueError(message)


DEFAULT_BOOTSTRAP: Final = Bootstrap()


def rank_sets(
    frame: pd.DataFrame,
    by: str = "index",
    *,
    error: str = "standard_error",
    within: Sequence[str] = BLOCK,
    simultaneous: bool = True,
    kind: SetKind = "two-sided",
    bootstrap: Bootstrap = DEFAULT_BOOTSTRAP,
) -> pd.DataFrame:
    """Add the lowest and the highest rank that each unit may truly have.

    Parameters
    ----------
    frame : DataFrame
        One row per unit with ``unit``, the estimate ``by`` and its standard error, in the same unit of measure.
    by, error : str
        The two columns. A unit without an estimate gets no set and does not count; an error of 0 is a value
        known exactly.
    within : sequence of str
        The columns that make a group; none takes the whole frame.
    simultaneous : bool
        One statement about all ranks of a group (default) or one about each.
    kind : {"two-sided", "lower", "upper"}
        Bound the rank on both sides, only from below (``rank_high`` = n) or only from above (``rank_low`` = 1).
    bootstrap : Bootstrap
        Coverage, draws, seed and step-down.

    Returns
    -------
    DataFrame
        A copy with ``rank`` (1 + units with a higher estimate), ``rank_low`` and ``rank_high`` (Int64),
        ``coverage``, ``draws`` and ``seed``.

    Raises
    ------
    ValueError
        Unknown kind, or an estimate with a missing or negative standard error.

    Notes
    -----
    With gaps d_ij = x_i − x_j, s_ij = √(s_i² + s_j²) and noise z ~ N(0, diag(s²)), i is surely above j when
    d_ij > c · s_ij, c the coverage quantile of max over the family of (z_i − z_j)/s_ij. The family is all ordered
    pairs (simultaneous) or those with one unit (marginal), less the pairs already found apart.
    rank_low_i = 1 + #{j surely above i}, rank_high_i = n − #{j surely below i}.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": list("abc"), "index": [90.0, 89.5, 70.0], "standard_error": 1.0})
    >>> rank_sets(units, within=())[["rank", "rank_low", "rank_high"]].values.tolist()
    [[1, 1, 2], [2, 1, 2], [3, 3, 3]]
    """
    if kind not in SET_KINDS:
        message = f"kind={kind!r}: expected one of {SET_KINDS}"
        raise ValueError(message)
    columns = {name: np.zeros(len(frame), dtype=np.int64) for name in ("rank", "rank_low", "rank_high")}
    for rows, family in _families(frame, by, error, within, bootstrap):
        above, under = _counts(family, kind, bootstrap, simultaneous=simultaneous)
        columns["rank"][rows] = 1 + (family.gaps < 0).sum(axis=1)
        columns["rank_low"][rows] = 1 + above if kind != "upper" else 1
        columns["rank_high"][rows] = len(rows) - under if kind != "lower" else len(rows)
    known = {name: pd.array(values, dtype="Int64") for name, values in columns.items()}
    for values in known.values():
        values[frame[by].isna().to_numpy()] = pd.NA
    settings = {"coverage": bootstrap.coverage, "draws": bootstrap.draws, "seed": bootstrap.seed}
    return frame.assign(**known, **settings)


def top_set(
    frame: pd.DataFrame,
    by: str = "index",
    *,
    size: int,
    end: Literal["best", "worst"] = "best",
    error: str = "standard_error",
    within: Sequence[str] = BLOCK,
    bootstrap: Bootstrap = DEFAULT_BOOTSTRAP,
) -> pd.DataFrame:
    """Tell which units may truly be among the best (or worst) of their group.

    Parameters
    ----------
    frame, by, error, within, bootstrap
        As for `rank_sets`.
    size : int
        τ, the number of places.
    end : {"best", "worst"}
        Which end of the ranking.

    Returns
    -------
    DataFrame
        A copy with the boolean column ``in_set``; a unit without an estimate is not in it.

    Notes
    -----
    The projection set of Mogstad et al. (2024): all i whose simultaneous one-sided set reaches the places,
    rank_low_i ≤ τ (best) or rank_high_i ≥ n − τ + 1 (worst). It contains all the true τ best together with the
    stated probability, so it has at least τ members.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": list("abc"), "index": [90.0, 89.5, 70.0], "standard_error": 1.0})
    >>> top_set(units, size=1, within=())["in_set"].tolist()
    [True, True, False]
    """
    if size < 1 or end not in {"best", "worst"}:
        message = f"size={size}, end={end!r}: expected at least one place at the end best or worst"
        raise ValueError(message)
    inside = np.zeros(len(frame), dtype=bool)
    for rows, family in _families(frame, by, error, within, bootstrap):
        above = surely_above(family, bootstrap.coverage, step_down=bootstrap.step_down)
        stronger = above.sum(axis=0 if end == "best" else 1)
        inside[rows] = stronger < size
    return frame.assign(in_set=inside)


def statistical_ties(
    frame: pd.DataFrame,
    by: str = "index",
    *,
    error: str = "standard_error",
    within: Sequence[str] = BLOCK,
    bootstrap: Bootstrap = DEFAULT_BOOTSTRAP,
) -> pd.DataFrame:
    """List every pair of units and tell whether the estimates are told apart.

    Parameters
    ----------
    frame, by, error, within, bootstrap
        As for `rank_sets`.

    Returns
    -------
    DataFrame
        One row per pair: the columns of ``within``, ``unit_a`` and ``unit_b`` (a has the higher estimate, equal
        ones in the order of their codes), ``gap`` = x_a − x_b, ``gap_error``, ``statistic`` = gap / error (NaN
        when both are exact) and ``tied``: not told apart, with the stated probability of no false verdict at all.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": list("abc"), "index": [90.0, 89.5, 70.0], "standard_error": 1.0})
    >>> statistical_ties(units, within=())[["unit_a", "unit_b", "tied"]].values.tolist()
    [['a', 'b', True], ['a', 'c', False], ['b', 'c', False]]
    """
    parts = []
    for rows, family in _families(frame, by, error, within, bootstrap):
        above = surely_above(family, bootstrap.coverage, step_down=bootstrap.step_down)
        parts.append(_pairs(frame.iloc[rows], family, above, within))
    columns = [*within, "unit_a", "unit_b", "gap", "gap_error", "statistic", "tied"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _families(
    frame: pd.DataFrame, by: str, error: str, within: Sequence[str], bootstrap: Bootstrap
) -> Iterator[tuple[np.ndarray, Family]]:
    """Yield for each group the rows with an estimate, in the order of their codes, and their comparisons."""
    estimates = frame[by].to_numpy(dtype=float, na_value=np.nan)
    errors = frame[error].to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(estimates)
    if not (errors[known] >= 0).all():
        message = f"{error}: expected a standard error of at least 0 for every unit with a value of {by}"
        raise ValueError(message)
    codes = group(frame, within).codes if within else np.zeros(len(frame), dtype=np.int64)
    order = np.lexsort((frame["unit"].astype(str).to_numpy(), codes))
    order = order[known[order]]
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(rows):
            yield rows, _family(estimates[rows], errors[rows], bootstrap)


def _family(estimates: Floats, errors: Floats, bootstrap: Bootstrap) -> Family:
    noise = np.random.default_rng(bootstrap.seed).standard_normal((len(estimates), bootstrap.draws))
    return Family(estimates=estimates, errors=errors, noise=noise)


def _counts(
    family: Family, kind: SetKind, bootstrap: Bootstrap, *, simultaneous: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Count for each unit the units surely above it and surely below it."""
    if simultaneous:
        above = surely_above(family, bootstrap.coverage, step_down=bootstrap.step_down)
        return above.sum(axis=0), above.sum(axis=1)
    found = [
        surely_above_and_below(
            family,
            unit,
            bootstrap.coverage,
            sides=(kind != "upper", kind != "lower"),
            step_down=bootstrap.step_down,
        )
        for unit in range(len(family.estimates))
    ]
    counts = np.array(found, dtype=np.int64)
    return counts[:, 0], counts[:, 1]


def _pairs(rows: pd.DataFrame, family: Family, above: Booleans, within: Sequence[str]) -> pd.DataFrame:
    first, second = np.triu_indices(len(rows), k=1)
    swapped = family.gaps[first, second] < 0
    first, second = np.where(swapped, second, first), np.where(swapped, first, second)
    units = rows["unit"].to_numpy()
    gap, error = family.gaps[first, second], family.scales[first, second]
    return pd.DataFrame(
        {
            **{name: rows[name].iloc[0] for name in within},
            "unit_a": units[first],
            "unit_b": units[second],
            "gap": gap,
            "gap_error": error,
            "statistic": np.divide(gap, error, out=np.full(len(gap), np.nan), where=error > 0),
            "tied": ~above[first, second],
        }
    )
