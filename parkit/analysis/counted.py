"""What does each criterion bring into the index of a unit? Points and maximum as they count, one row a criterion.

The index is the sum of these rows; every analysis that takes the index apart starts from them, so that its parts add
up to the same index.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.groups import Groups, group
from parkit.analysis.score import AREA, UNIT, choose_source
from parkit.model.scheme import NOT_APPLICABLE_RULES, NotApplicableRule

CRITERION: Final = (*AREA, "criterion")


def counted_points(scores: pd.DataFrame, *, rule: NotApplicableRule = "rebase") -> pd.DataFrame:
    """Reduce tidy scores to what counts in the index.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    rule : {"rebase", "full_marks", "zero"}
        What a criterion that does not apply does, as in `parkit.analysis.score.unit_index`.

    Returns
    -------
    DataFrame
        One row per scheme, year, block, unit, area and criterion (an appraised and a survey score of one criterion
        are added): ``points`` and ``max_points``, both 0 where the criterion does not count; ``state`` "scored",
        "not_applicable" or "missing"; ``unknown``: it would count, but its maximum is not known.

    Raises
    ------
    ValueError
        The rule is not one of the three.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2023, "block": "so", "unit": "dan-toc", "area": ["1", "2"],
    ...     "criterion": ["1.1", "2.1"], "source": "appraised", "state": ["scored", "not_applicable"],
    ...     "points": [6.5, None], "max_points": [8.0, 2.0]})
    >>> counted_points(scores)[["criterion", "points", "max_points", "state"]].values.tolist()
    [['1.1', 6.5, 8.0, 'scored'], ['2.1', 0.0, 0.0, 'not_applicable']]
    """
    if rule not in NOT_APPLICABLE_RULES:
        message = f"rule {rule!r} is none of {NOT_APPLICABLE_RULES}"
        raise ValueError(message)
    chosen = choose_source(scores)
    sums = group(chosen, CRITERION).sum(_parts(chosen, rule))
    states = np.select([sums["scored"].gt(0), sums["missing"].gt(0)], ["scored", "missing"], "not_applicable")
    return sums[[*CRITERION, "points", "max_points"]].assign(
        state=pd.Series(states, index=sums.index, dtype="str"), unknown=sums["unknown"].gt(0)
    )


def whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Add to counted rows what their unit has in all.

    Parameters
    ----------
    rows : DataFrame
        The result of `counted_points`, all rows of each unit and year.

    Returns
    -------
    DataFrame
        The rows with ``unit_points``, ``unit_max`` (NaN where the unit has no index) and ``index`` = 100 · Σp / Σm.
    """
    units = group(rows, UNIT)
    points = spread(units, rows["points"])
    maximum = spread(units, rows["max_points"])
    known = ~units.any(rows["unknown"]).to_numpy() & (maximum > 0)
    reach = np.where(known, maximum, np.nan)
    return rows.assign(unit_points=points, unit_max=reach, index=100.0 * points / reach)


def spread(groups: Groups, values: pd.Series) -> NDArray[np.float64]:
    """Return for each row the sum of its group."""
    totals: NDArray[Any] = np.bincount(groups.codes, weights=values.to_numpy(dtype=float), minlength=len(groups.keys))
    return np.asarray(totals[groups.codes], dtype=np.float64)


def _parts(chosen: pd.DataFrame, rule: NotApplicableRule) -> pd.DataFrame:
    scored, absent, missing = (chosen["state"].eq(state) for state in ("scored", "not_applicable", "missing"))
    stays = absent & (rule != "rebase")
    maximum = chosen["max_points"].astype(float)
    fills = maximum.fillna(0.0).where(absent & (rule == "full_marks"), 0.0)  # an unknown maximum is flagged below
    return pd.DataFrame(
        {
            "points": np.where(scored, chosen["points"].astype(float), fills),
            "max_points": np.where(scored | stays, maximum, 0.0),
            "scored": scored.astype(int),
            "missing": missing.astype(int),
            "unknown": ((scored | stays | missing) & maximum.isna()).astype(int),
        },
        index=chosen.index,
    )
