"""Would other choices change the ranks? Weights, simulation, Sobol shares and aggregations, computed once a study."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.alternatives import COMPARED, alternative_ranks, shift_of_alternatives
from parkit.analysis.monte_carlo import replay_ranks, summarise_replications
from parkit.analysis.robustness import neighbour_robustness, rank_range
from parkit.analysis.sobol import sobol_indices
from parkit.report.exhibits.choice_design import block_scores, choice_design, choice_sobol_design
from parkit.report.study import Study

FACTORS: Final = ("weights", "aggregation", "not_applicable", "source")
LEAST_CRITERIA: Final = 2
UNSURE: Final = 20.0
"""A share with a larger standard error, in percentage points, is none: the rank hardly ever changes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternatives:
    """What other choices would give.

    Attributes
    ----------
    units : DataFrame
        The rows of `Study.units` with ``best_rank`` and ``worst_rank`` over the box of weights; ``hold``, by how many
        percent the weights may be off before the next unit catches up, and ``hold_reason``; ``choice_low``,
        ``choice_median``, ``choice_high`` (5, 50 and 95 % of the replications, whole ranks outwards) and ``choice_top``
        in percent; ``share_<factor>`` in percent, ``decisive``, the factor with the largest one, and ``share_error``,
        the largest standard error of them; ``by_<method>``, the rank under each aggregation.
    pairs : DataFrame
        Neighbours with ``block``, as `neighbour_robustness`.
    shifts : DataFrame
        One row per block and method, as `shift_of_alternatives`.
    designs : dict
        The replications of every block.
    """

    units: pd.DataFrame
    pairs: pd.DataFrame
    shifts: pd.DataFrame
    designs: dict[str, pd.DataFrame]


@lru_cache(maxsize=8)
def alternatives(study: Study) -> Alternatives:
    """Return what other choices would give in a study's year; no frame of it may be changed."""
    blocks = {block: block_scores(study, block) for block in carrying_blocks(study)}
    designs = {block: choice_design(study, block) for block in blocks}
    parts = [_block(study, block, scores, designs[block]) for block, scores in blocks.items()]
    units, pairs, shifts = (
        (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
        if parts
        else (pd.DataFrame(),) * 3
    )
    return Alternatives(units=units, pairs=pairs, shifts=shifts, designs=designs)


def carrying_blocks(study: Study) -> list[str]:
    """Return the blocks whose units are scored by several criteria with known maxima."""
    if study.depth() != "areas":
        return []
    units = study.units()
    scored = study.scores().query("state == 'scored'")
    counts = scored.groupby("block")["criterion"].nunique().to_dict()
    return [
        str(block)
        for block, rows in units.groupby("block", sort=False)
        if counts.get(block, 0) >= LEAST_CRITERIA
        and rows["index"].notna().sum() > 1
        and not rows["reason"].eq("maximum_unknown").any()
    ]


def _block(study: Study, block: str, scores: pd.DataFrame, design: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    rule, options = study.scheme.not_applicable, study.scheme.analysis
    pairs = neighbour_robustness(scores, rule=rule)
    ranks = replay_ranks(scores, design)
    compared = alternative_ranks(scores, rule=rule)
    units = study.units().query("block == @block and index.notna()").set_index("unit")
    found: list[pd.DataFrame | pd.Series] = [
        rank_range(scores, change=options.weight_change, rule=rule).set_index("unit")[["best_rank", "worst_rank"]],
        _holds(pairs),
        _replicated(ranks, options.top),
        _shares(study, block, scores),
        compared.T.add_prefix("by_"),
    ]
    joined = units.join(found).rename_axis("unit").reset_index()
    return joined, pairs.assign(block=block), shift_of_alternatives(compared).assign(block=block)


def _holds(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for every unit but the last what it takes to put it behind the next."""
    open_ended = pairs["reason"].isin(["identical", "dominated", "beyond_reach"])
    hold = (100.0 * pairs["robustness"]).mask(open_ended)
    return pd.DataFrame({"hold": hold.to_numpy(), "hold_reason": pairs["reason"].to_numpy()}, index=pairs["unit_a"])


def _replicated(ranks: pd.DataFrame, top: int) -> pd.DataFrame:
    summary = summarise_replications(ranks, top=top).set_index("unit")
    return pd.DataFrame(
        {
            "choice_low": np.floor(summary["rank_low"]).astype("int64"),
            "choice_median": summary["rank_median"],
            "choice_high": np.ceil(summary["rank_high"]).astype("int64"),
            "choice_top": 100.0 * summary["p_top"],
        }
    )


def _shares(study: Study, block: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the total Sobol index of every choice, in percent, where the rank changes often enough to estimate it.

    An estimate above 100 is noise and is cut.
    """
    design = choice_sobol_design(study, block)
    found = sobol_indices(replay_ranks(scores, design), design)
    totals = found.pivot_table(index="unit", columns="factor", values="total", dropna=False)
    errors = 100.0 * found.groupby("unit")["total_error"].max()
    sure = errors.le(UNSURE)
    shares = 100.0 * totals.reindex(columns=list(FACTORS)).clip(0.0, 1.0)[sure].reindex(totals.index)
    decisive = shares.dropna(how="all").idxmax(axis=1).reindex(shares.index)
    return shares.add_prefix("share_").assign(decisive=decisive, share_error=errors.where(sure))


def methods() -> tuple[str, ...]:
    """Return the aggregations that are compared, the announced one first."""
    return COMPARED
