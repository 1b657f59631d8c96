"""Which choices could have been made differently? A table of replications, one set of choices in each row.

The announced ranking rests on choices: the weights (maximum points), how criteria are added up, what happens to
criteria that do not apply, whose scores count. A design writes down, for every replication, every choice in full,
so that the ranks can be replayed from the stored table alone, whatever becomes of the random generator.

Columns of a design
-------------------
======================  ==============================================================================================
column                  meaning
======================  ==============================================================================================
replication             0, 1, …; kept by every table made from the design
seed                    the seed that the design was drawn with
aggregation, power      a method of `aggregate`, and the exponent of "power"
not_applicable          the rule for criteria that do not apply: rebase, full_marks or zero
source                  counted (appraised replaces self) or self
weight_<criterion>      the weights of the replication, one column per criterion; their size does not matter
matrix, factor          only in Sobol designs: A, B or AB, and the factor taken from B
======================  ==============================================================================================

Random numbers come from NumPy's PCG64 with the stored seed; Sobol designs are Latin hypercubes of 2 × factors columns
(every column is spread evenly over its N strata), not a Sobol sequence.

References
----------
Saltelli, A., et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
181, 259–270, doi:10.1016/j.cpc.2009.09.018.
McKay, M. D., Beckman, R. J., Conover, W. J. (1979), A comparison of three methods for selecting values of input
variables, Technometrics 21, 239–245, doi:10.2307/1268522.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.aggregate import METHODS
from parkit.analysis.score_matrix import SOURCE_RULES
from parkit.model.scheme import NOT_APPLICABLE_RULES

Floats = NDArray[np.float64]
WeightRule = Literal["fixed", "box", "dirichlet"]

WEIGHT_RULES: Final = ("fixed", "box", "dirichlet")
WEIGHT: Final = "weight_"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may vary, and how.

    Attributes
    ----------
    weights : {"fixed", "box", "dirichlet"}
        Keep the weights; multiply each by 1 ± ``spread``, evenly; or draw their shares from a Dirichlet
        distribution.
    spread : float
        e of the box, 0 … 1.
    concentration : float, optional
        Sum of the Dirichlet parameters, shared out in proportion to the weights (the larger, the closer to them);
        None draws all weight sets with equal chance, whatever the weights are.
    by_area : bool
        One multiplier for all criteria of an area instead of one for each criterion.
    aggregations, rules, sources : sequence of str
        The alternatives, each with equal chance.
    power : float
        The exponent of the aggregation "power".
    """

    weights: WeightRule = "box"
    spread: float = 0.25
    concentration: float | None = None
    by_area: bool = False
    aggregations: Sequence[str] = ("arithmetic",)
    rules: Sequence[str] = ("rebase",)
    sources: Sequence[str] = ("counted",)
    power: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what does not exist."""
        known = {
            "weights": ((self.weights,), WEIGHT_RULES),
            "aggregations": (self.aggregations, METHODS),
            "rules": (self.rules, NOT_APPLICABLE_RULES),
            "sources": (self.sources, SOURCE_RULES),
        }
        for name, (given, allowed) in known.items():
            if not given or not set(given) <= set(allowed):
                message = f"{name}={given!r}: expected some of {allowed}"
                raise ValueError(message)
        if not 0.0 <= self.spread <= 1.0 or (self.concentration is not None and self.concentration <= 0):
            message = f"spread={self.spread}, concentration={self.concentration}: expected 0 ≤ spread ≤ 1, positive sum"
            raise ValueError(message)


def make_design(weights: pd.DataFrame, choices: Choices, *, replications: int, seed: int) -> pd.DataFrame:
    """Draw a design for Monte Carlo.

    Parameters
    ----------
    weights : DataFrame
        One row per criterion: ``criterion``, ``weight`` (its maximum points) and, for ``by_area``, ``area``.
    choices : Choices
        What varies.
    replications : int
        R, the number of rows.
    seed : int
        The seed of the random generator.

    Returns
    -------
    DataFrame
        R rows with the columns listed above; the weights of a row add to 1.

    Raises
    ------
    ValueError
        No criteria, a repeated one, or a weight that is not above 0.

    Notes
    -----
    Box: w_k · (1 + e · U(−1, 1)). Dirichlet: independent gamma variables with shapes α_k, over their sum.

    Examples
    --------
    >>> weights = pd.DataFrame({"criterion": ["1.1", "1.2"], "weight": [3.0, 1.0]})
    >>> design = make_design(weights, Choices(weights="fixed"), replications=2, seed=1)
    >>> design[["replication", "weight_1.1", "weight_1.2"]].values.tolist()
    [[0.0, 0.75, 0.25], [1.0, 0.75, 0.25]]
    """
    _demand_weights(weights)
    rng = np.random.default_rng(seed)
    groups, _ = _weight_groups(weights, choices)
    uniforms = rng.random((replications, len(_options(choices)) + int(groups.max()) + 1))
    if choices.weights == "dirichlet" and choices.concentration is not None:
        shares = _group_weights(weights, groups)
        gammas = rng.standard_gamma(choices.concentration * shares, (replications, len(shares)))
        return _design(weights, choices, uniforms, seed, multipliers=gammas / shares)
    return _design(weights, choices, uniforms, seed)


def make_sobol_design(
    weights: pd.DataFrame, choices: Choices, *, base: int, seed: int, together: bool = False
) -> pd.DataFrame:
    """Draw a design for Sobol indices: matrices A and B, and A with one factor after the other taken from B.

    Parameters
    ----------
    weights, choices, seed
        As for `make_design`; a Dirichlet distribution only without ``concentration``.
    base : int
        N, the rows of A.
    together : bool
        Take all multipliers of the weights as one factor, "weights".

    Returns
    -------
    DataFrame
        N · (d + 2) rows with the columns listed above. The factors are those choices that have more than one
        alternative ("aggregation", "not_applicable", "source") and the multipliers of the weights
        ("weight_<criterion>" or "area_<area>", or all of them as "weights").

    Raises
    ------
    ValueError
        As `make_design`; a ``concentration``; or nothing varies.

    Examples
    --------
    >>> weights = pd.DataFrame({"criterion": ["1.1", "1.2"], "weight": [3.0, 1.0]})
    >>> design = make_sobol_design(weights, Choices(), base=4, seed=1)
    >>> len(design), design["factor"].unique().tolist()
    (16, ['', 'weight_1.1', 'weight_1.2'])
    """
    _demand_weights(weights)
    if choices.concentration is not None:
        message = "concentration: expected None, since a Sobol design needs one independent number per weight"
        raise ValueError(message)
    options, (groups, multipliers) = _options(choices), _weight_groups(weights, choices)
    varied = [name for name, values in options.items() if len(values) > 1]
    moved = multipliers if choices.weights != "fixed" else []
    columns = [*(list(options).index(name) for name in varied), *(len(options) + place for place in range(len(moved)))]
    if not columns:
        message = "expected at least one choice with an alternative"
        raise ValueError(message)
    cube = latin_hypercube(base, 2 * len(columns), seed=seed)
    first, second = cube[:, : len(columns)], cube[:, len(columns) :]
    names = [*varied, *(["weights"] * len(moved) if together else moved)]
    factors = list(dict.fromkeys(names))
    mixed = [np.where(np.asarray(names) == factor, second, first) for factor in factors]
    stacked = np.vstack([first, second, *mixed])
    uniforms = np.full((len(stacked), len(options) + int(groups.max()) + 1), 0.5)
    uniforms[:, columns] = stacked
    design = _design(weights, choices, uniforms, seed)
    design.insert(1, "matrix", np.repeat(["A", "B", *(["AB"] * len(factors))], base))
    design.insert(2, "factor", np.repeat(["", "", *factors], base))
    return design


def latin_hypercube(rows: int, columns: int, *, seed: int) -> Floats:
    """Draw points in the unit cube with exactly one point in each of the N strata of every column.

    >>> sorted((latin_hypercube(4, 2, seed=0)[:, 0] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    rng = np.random.default_rng(seed)
    strata = rng.permuted(np.tile(np.arange(rows)[:, None], columns), axis=0)
    return np.asarray((strata + rng.random((rows, columns))) / rows, dtype=float)


def design_weights(design: pd.DataFrame) -> tuple[tuple[str, ...], Floats]:
    """Return the criteria of a design and its weights (replications × criteria)."""
    names = [name for name in design.columns if str(name).startswith(WEIGHT)]
    return tuple(name.removeprefix(WEIGHT) for name in names), design[names].to_numpy(dtype=float)


def _design(
    weights: pd.DataFrame, choices: Choices, uniforms: Floats, seed: int, *, multipliers: Floats | None = None
) -> pd.DataFrame:
    """Turn numbers between 0 and 1 (rows × options and weight groups) into choices."""
    options = _options(choices)
    groups, _ = _weight_groups(weights, choices)
    if multipliers is None:
        multipliers = _multipliers(uniforms[:, len(options) :], _group_weights(weights, groups), choices)
    moved = weights["weight"].to_numpy(dtype=float) * multipliers[:, groups]
    moved /= moved.sum(axis=1, keepdims=True)
    picked = {
        name: np.asarray(values)[np.minimum((uniforms[:, place] * len(values)).astype(int), len(values) - 1)]
        for place, (name, values) in enumerate(options.items())
    }
    head = pd.DataFrame({"replication": np.arange(len(uniforms)), "seed": seed, **picked, "power": choices.power})
    names = [f"{WEIGHT}{criterion}" for criterion in weights["criterion"]]
    return pd.concat([head, pd.DataFrame(moved, columns=names)], axis=1)


def _multipliers(uniforms: Floats, shares: Floats, choices: Choices) -> Floats:
    if choices.weights == "box":
        return 1.0 + choices.spread * (2.0 * uniforms - 1.0)
    if choices.weights == "dirichlet":
        # Exponential variables over their sum are evenly spread over all shares that add to 1.
        return np.asarray(-np.log1p(-uniforms) / shares, dtype=float)
    return np.ones_like(uniforms)


def _options(choices: Choices) -> dict[str, Sequence[str]]:
    return {"aggregation": choices.aggregations, "not_applicable": choices.rules, "source": choices.sources}


def _weight_groups(weights: pd.DataFrame, choices: Choices) -> tuple[NDArray[np.intp], list[str]]:
    """Give weights that move together one number, and name the groups."""
    column, prefix = ("area", "area_") if choices.by_area else ("criterion", WEIGHT)
    codes, names = pd.factorize(weights[column])
    return codes, [f"{prefix}{name}" for name in names]


def _group_weights(weights: pd.DataFrame, groups: NDArray[np.intp]) -> Floats:
    totals = np.bincount(groups, weights=weights["weight"].to_numpy(dtype=float))
    return np.asarray(totals / totals.sum(), dtype=float)


def _demand_weights(weights: pd.DataFrame) -> None:
    if weights.empty or weights["criterion"].duplicated().any() or not weights["weight"].gt(0).all():
        message = "expected each criterion once, with a weight above 0"
        raise ValueError(message)
