"""Monte Carlo, rank sets, rank distributions and robustness, beside bare NumPy kernels of the same arithmetic."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.measuring import Comparison, Goal
from benchmarks.sheets import estimates, scores

REPLICATIONS = 10_000
DRAWS = 1_000
SPREAD = 0.25


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Scores of a block, the weights and a stored design; and the same as bare matrices."""

    frame: pd.DataFrame
    weights: pd.DataFrame
    design: pd.DataFrame
    rates: np.ndarray
    drawn: np.ndarray


def _sheet(units: int, criteria: int) -> Sheet:
    from parkit.analysis.monte_carlo import criterion_weights

    frame = scores(units=units, criteria=criteria, kind="str")
    weights = criterion_weights(frame)
    design = _design(weights)
    rates = (frame["points"] / frame["max_points"]).to_numpy().reshape(units, criteria)
    drawn = design.filter(like="weight_").to_numpy()
    return Sheet(frame=frame, weights=weights, design=design, rates=rates, drawn=drawn)


def _design(weights: pd.DataFrame) -> pd.DataFrame:
    from parkit.analysis.design import Choices, make_design

    return make_design(weights, Choices(weights="box", spread=SPREAD), replications=REPLICATIONS, seed=1)


def _replay(sheet: Sheet) -> object:
    from parkit.analysis.monte_carlo import replay_ranks

    return replay_ranks(sheet.frame, sheet.design)


def _draw_and_replay(sheet: Sheet) -> object:
    from parkit.analysis.monte_carlo import replay_ranks

    return replay_ranks(sheet.frame, _design(sheet.weights))


def _summarise(sheet: Sheet) -> object:
    from parkit.analysis.monte_carlo import monte_carlo

    return monte_carlo(sheet.frame, sheet.design)


def _kernel(sheet: Sheet) -> object:
    return _kernel_ranks(sheet.drawn @ sheet.rates.T)


def _kernel_with_draws(sheet: Sheet) -> object:
    weights = sheet.weights["weight"].to_numpy()
    drawn = weights * (1 + SPREAD * (2 * np.random.default_rng(1).random((REPLICATIONS, len(weights))) - 1))
    drawn /= drawn.sum(axis=1, keepdims=True)
    return _kernel_ranks(drawn @ sheet.rates.T)


def _kernel_ranks(values: np.ndarray) -> np.ndarray:
    order = np.argsort(-values, axis=1)
    ranks = np.empty(values.shape, dtype=np.int16)
    np.put_along_axis(ranks, order, np.arange(1, values.shape[1] + 1, dtype=np.int16)[None, :], axis=1)
    return ranks


def _rank_sets(frame: pd.DataFrame) -> object:
    from parkit.analysis.rank_sets import Bootstrap, rank_sets

    return rank_sets(frame, within=(), bootstrap=Bootstrap(draws=DRAWS))


def _rank_sets_by_numpy(frame: pd.DataFrame) -> object:
    """Take one step: the largest standardised gap of all pairs in every draw, its quantile, and the counts."""
    estimate, error = (frame[name].to_numpy() for name in ("index", "standard_error"))
    scale = np.sqrt(error[:, None] ** 2 + error**2)
    noise = np.random.default_rng(0).standard_normal((DRAWS, len(frame))) * error
    largest = [((draw[:, None] - draw) / scale).max() for draw in noise]
    above = (estimate[:, None] - estimate) / scale > np.quantile(largest, 0.95)
    return 1 + above.sum(axis=0), len(frame) - above.sum(axis=1)


def _distribution(frame: pd.DataFrame) -> object:
    from parkit.analysis.rank_distribution import rank_distribution

    return rank_distribution(frame, within=())


def _robustness(sheet: Sheet) -> object:
    from parkit.analysis.robustness import pair_robustness

    return pair_robustness(sheet.frame)


def _robustness_by_numpy(sheet: Sheet) -> object:
    weights = sheet.weights["weight"].to_numpy()
    first, second = np.triu_indices(len(sheet.rates), k=1)
    gaps = (sheet.rates[first] - sheet.rates[second]) * weights
    return np.abs(gaps.sum(axis=1)) / np.abs(gaps).sum(axis=1)


COMPARISONS = (
    Comparison(
        work="10 000 replications of 63 units × 60 criteria replayed from a design, with ranks",
        against="bare NumPy: product, argsort",
        prepare=lambda _: _sheet(63, 60),
        ours=_replay,
        theirs=_kernel,
        goals=(Goal(at_most=0.1), Goal(ratio=2)),
        turns=11,
    ),
    Comparison(
        work="the same with the draws",
        against="bare NumPy: draws, product, argsort",
        prepare=lambda _: _sheet(63, 60),
        ours=_draw_and_replay,
        theirs=_kernel_with_draws,
        goals=(Goal(at_most=0.1), Goal(ratio=2)),
        turns=11,
    ),
    Comparison(
        work="10 000 replications of 3 321 units × 8 areas, ranks and summary",
        against="bare NumPy: product, argsort",
        prepare=lambda _: _sheet(3321, 8),
        ours=_summarise,
        theirs=_kernel,
        goals=(Goal(at_most=3), Goal(quantity="memory", at_most=500)),
        turns=3,
    ),
    Comparison(
        work="simultaneous rank sets of 300 units, 1 000 draws, all steps",
        against="bare NumPy: the first step",
        prepare=lambda _: estimates(300),
        ours=_rank_sets,
        theirs=_rank_sets_by_numpy,
        goals=(Goal(at_most=1.5), Goal(quantity="memory", at_most=300)),
    ),
    Comparison(
        work="simultaneous rank sets of 1 000 units, 1 000 draws, all steps",
        prepare=lambda _: estimates(1000),
        ours=_rank_sets,
        goals=(Goal(quantity="memory", at_most=1024), Goal()),
        turns=2,
        warm=False,
    ),
    Comparison(
        work="exact rank distribution of 300 units",
        prepare=lambda _: estimates(300),
        ours=_distribution,
        goals=(Goal(at_most=1),),
    ),
    Comparison(
        work="closed-form robustness of all pairs of 300 units × 60 criteria",
        against="bare NumPy: the formula over all pairs",
        prepare=lambda _: _sheet(300, 60),
        ours=_robustness,
        theirs=_robustness_by_numpy,
        goals=(Goal(at_most=1),),
    ),
)
