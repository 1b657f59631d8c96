"""What would the ranking be if areas were put together in another way? The alternatives side by side.

One choice differs at a time; weights, rule and scores stay those of the announced index.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from parkit.analysis.design import Choices, make_design
from parkit.analysis.monte_carlo import area_weights, replay_ranks
from parkit.analysis.rank_shift import average_rank_shift
from parkit.model.scheme import NotApplicableRule

REFERENCE: Final = "arithmetic"
COMPARED: Final = (REFERENCE, "geometric", "harmonic", "mazziotta_pareto", "copeland")


def alternative_ranks(
    scores: pd.DataFrame, *, methods: Sequence[str] = COMPARED, rule: NotApplicableRule = "rebase"
) -> pd.DataFrame:
    """Rank the units of a block by several aggregations of their areas.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores of one scheme, year and block, leaves only, measures left out.
    methods : sequence of str
        Methods of `aggregate`.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does.

    Returns
    -------
    DataFrame (methods × n)
        Ranks, one row per method, one column per unit in the order of the codes; equal values share the better rank.

    Raises
    ------
    ValueError
        As `monte_carlo.replay_ranks`.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "a", "b", "b"], "area": ["1", "2"] * 2,
    ...     "criterion": ["1.1", "2.1"] * 2, "source": "appraised", "state": "scored",
    ...     "points": [9.0, 4.0, 6.0, 6.0], "max_points": 10.0})
    >>> alternative_ranks(scores, methods=("arithmetic", "harmonic")).to_dict("index")
    {'arithmetic': {'a': 1, 'b': 2}, 'harmonic': {'a': 2, 'b': 1}}
    """
    fixed = Choices(weights="fixed", rules=(rule,))
    design = make_design(area_weights(scores), fixed, replications=len(methods), seed=0)
    ranks = replay_ranks(scores, design.assign(aggregation=list(methods)))
    return ranks.set_axis(pd.Index(list(methods), name="method"), axis=0)


def shift_of_alternatives(ranks: pd.DataFrame, *, reference: str = REFERENCE) -> pd.DataFrame:
    """Measure how far every alternative moves the units.

    Parameters
    ----------
    ranks : DataFrame (methods × n)
        The result of `alternative_ranks`.
    reference : str
        The row that the others are measured against.

    Returns
    -------
    DataFrame
        One row per method: ``method``, ``rank_shift`` (R, the mean shift in places), ``largest_shift`` and ``unit``,
        the first unit by code that moves so far.

    Examples
    --------
    >>> ranks = pd.DataFrame({"a": [1, 2], "b": [2, 1]}, index=["arithmetic", "harmonic"])
    >>> shift_of_alternatives(ranks).values.tolist()
    [['arithmetic', 0.0, 0, 'a'], ['harmonic', 1.0, 1, 'a']]
    """
    announced = ranks.T[reference]
    moved = ranks.astype("int64").sub(announced.astype("int64"), axis=1).abs()
    return pd.DataFrame(
        {
            "method": list(ranks.index),
            "rank_shift": average_rank_shift(ranks, announced).to_numpy(),
            "largest_shift": moved.max(axis=1).to_numpy(),
            "unit": moved.idxmax(axis=1).to_numpy(),
        }
    )
