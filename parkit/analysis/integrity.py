"""Can the scores themselves be trusted? Self against appraised, criteria at the ceiling, heaped points.

None of these proves anything by itself. A large cut says that self-assessment and appraisal read the rules
differently; a criterion where everyone has full marks adds points and no information; points heaped on halves and
wholes say that marks are given rather than measured.

References
----------
Bland, J. M. and Altman, D. G. (1986), Statistical methods for assessing agreement between two methods of clinical
measurement, The Lancet 327, 307–310. Myers, R. J. (1940), Errors and bias in the reporting of ages in census data,
Transactions of the Actuarial Society of America 41, 395–415 (preferred last digits).
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from parkit.analysis.counted import counted_points
from parkit.analysis.groups import group
from parkit.analysis.precision import SLACK
from parkit.analysis.score import AREA, BLOCK

Scale = Literal["points", "rate"]
NORMAL_95: Final = 1.96


def self_minus_appraised(
    scores: pd.DataFrame, *, by: Sequence[str] = ("unit",), scale: Scale = "points", width: float = NORMAL_95
) -> pd.DataFrame:
    """Compare what units gave themselves with what the appraisal left.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores with rows of source "self" and "appraised"; only pairs that are both scored are compared.
    by : sequence of str
        What to judge: any of "unit", "area", "criterion"; nothing for the whole block.
    scale : {"points", "rate"}
        Differences in points, or in percent of the criterion's maximum (where criteria of different size meet).
    width : float
        The limits of agreement are the bias ± so many standard deviations.

    Returns
    -------
    DataFrame
        One row per scheme, year, block and ``by``: ``n`` pairs, ``bias`` (mean of self − appraised), ``sd``,
        ``limit_low``, ``limit_high`` (NaN for fewer than two pairs), ``points_cut`` (Σ self − appraised, in points),
        ``n_lowered``, ``n_raised``.

    Notes
    -----
    With d = self − appraised: bias = d̄, limits d̄ ± width · s_d, s_d with divisor n − 1 (Bland and Altman 1986, who
    take 2 for 1.96). If differences are about normal, 95 % of them lie within the limits.

    Examples
    --------
    >>> pair = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": "a", "area": "1", "criterion": ["1.1", "1.2"] * 2,
    ...     "source": ["self"] * 2 + ["appraised"] * 2, "state": "scored", "points": [5.0, 4.0, 4.0, 4.0],
    ...     "max_points": 5.0})
    >>> self_minus_appraised(pair)[["n", "bias", "sd", "points_cut", "n_lowered"]].round(4).values.tolist()
    [[2.0, 0.5, 0.7071, 1.0, 1.0]]
    """
    pairs = _pairs(scores)
    cut = pairs["points_self"] - pairs["points_appraised"]
    pairs = pairs.assign(cut=cut, difference=cut if scale == "points" else 100.0 * cut / pairs["max_points"])
    pairs = pairs[pairs["difference"].notna()].reset_index(drop=True)
    groups = group(pairs, [*BLOCK, *by])
    sums = groups.sum(
        pd.DataFrame(
            {
                "n": 1,
                "total": pairs["difference"],
                "points_cut": pairs["cut"],
                "n_lowered": pairs["cut"].gt(SLACK).astype(int),
                "n_raised": pairs["cut"].lt(-SLACK).astype(int),
            },
            index=pairs.index,
        )
    )
    bias = sums["total"] / sums["n"]
    squares = (pairs["difference"] - bias.to_numpy()[groups.codes]) ** 2
    spread = groups.sum(pd.DataFrame({"squares": squares}))["squares"]
    sd = np.sqrt(spread / (sums["n"] - 1).where(sums["n"].gt(1)))
    frame = groups.keys.assign(n=sums["n"], bias=bias, sd=sd, limit_low=bias - width * sd, limit_high=bias + width * sd)
    return frame.assign(**{name: sums[name] for name in ("points_cut", "n_lowered", "n_raised")})


def ceiling(scores: pd.DataFrame) -> pd.DataFrame:
    """Find the criteria that no longer tell units apart.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.

    Returns
    -------
    DataFrame
        One row per scheme, year, block, area and criterion with a known maximum: ``n`` scored units,
        ``share_at_maximum``, ``share_at_zero`` (0–1), ``mean_rate`` (percent), ``tells_apart`` (not all units have
        the same rate).

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": ["a", "b"] * 2, "area": "1",
    ...     "criterion": ["1.1", "1.1", "1.2", "1.2"], "source": "appraised", "state": "scored",
    ...     "points": [2.0, 2.0, 1.0, 3.0], "max_points": [2.0, 2.0, 3.0, 3.0]})
    >>> ceiling(scores)[["criterion", "share_at_maximum", "tells_apart"]].values.tolist()
    [['1.1', 1.0, False], ['1.2', 0.5, True]]
    """
    rows = _scored(scores)
    rate = 100.0 * rows["points"] / rows["max_points"]
    groups = group(rows, [*BLOCK, "area", "criterion"])
    parts = pd.DataFrame(
        {
            "n": 1,
            "full": rows["points"].ge(rows["max_points"] - SLACK).astype(int),
            "none": rows["points"].le(SLACK).astype(int),
            "rate": rate,
        },
        index=rows.index,
    )
    sums = groups.sum(parts)
    ranges = rate.groupby(groups.codes).agg(["min", "max"]).reset_index(drop=True)
    return groups.keys.assign(
        n=sums["n"],
        share_at_maximum=sums["full"] / sums["n"],
        share_at_zero=sums["none"] / sums["n"],
        mean_rate=sums["rate"] / sums["n"],
        tells_apart=(ranges["max"] - ranges["min"]).gt(SLACK),
    )


def heaping(scores: pd.DataFrame, *, step: float, decimals: int = 2, by: Sequence[str] = ()) -> pd.DataFrame:
    """Ask whether points sit on whole steps more often than their decimals would let them.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out. Scores of 0 and full scores are left out: they are no marks
        picked between.
    step : float
        The suspected step, such as 0.5 or 1 point.
    decimals : int
        The decimals points are given with; ``step`` must be a multiple of 10^−decimals.
    by : sequence of str
        What to judge: any of "unit", "area", "criterion"; nothing for the whole block.

    Returns
    -------
    DataFrame
        One row per scheme, year, block and ``by``: ``n`` scores strictly between 0 and the maximum, ``share_on_step``
        and ``expected_share`` (0–1), ``excess``, ``z``.

    Raises
    ------
    ValueError
        ``step`` is not a multiple of 10^−decimals that is larger than it.

    Notes
    -----
    For a score between 0 and m the expected chance of sitting on a step is e = #{multiples of the step in (0, m)} /
    #{multiples of 10^−decimals in (0, m)}; z = (Σ on − Σ e) / sqrt(Σ e (1 − e)). Where the rules of a scheme only
    allow steps, all scores sit on them and it means nothing.

    Examples
    --------
    >>> scores = pd.DataFrame({
    ...     "scheme": "x", "year": 2020, "block": "so", "unit": list("abcd"), "area": "1", "criterion": "1.1",
    ...     "source": "appraised", "state": "scored", "points": [0.5, 0.5, 0.3, 1.0], "max_points": 1.0})
    >>> heaping(scores, step=0.5, decimals=1)[["n", "share_on_step", "expected_share"]].round(3).values.tolist()
    [[3.0, 0.667, 0.111]]
    """
    fine = 10.0**-decimals
    ratio = step / fine
    if ratio < 2 or abs(ratio - round(ratio)) > SLACK:
        message = f"step={step!r}: expected a multiple of {fine:g} (decimals={decimals}) larger than it"
        raise ValueError(message)
    rows = _between(scores)
    chance = _places(rows["max_points"], step) / _places(rows["max_points"], fine)
    on = _is_multiple(rows["points"], step)
    parts = {"n": 1, "on": on.astype(int), "expected": chance, "variance": chance * (1.0 - chance)}
    sums = group(rows, [*BLOCK, *by]).sum(pd.DataFrame(parts, index=rows.index))
    frame = sums[[*BLOCK, *by, "n"]].assign(
        share_on_step=sums["on"] / sums["n"], expected_share=sums["expected"] / sums["n"]
    )
    return frame.assign(
        excess=frame["share_on_step"] - frame["expected_share"],
        z=(sums["on"] - sums["expected"]) / np.sqrt(sums["variance"].where(sums["variance"].gt(0))),
    )


def last_digits(scores: pd.DataFrame, *, decimals: int = 2, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count the last digits of the points strictly between 0 and the maximum.

    Parameters
    ----------
    scores : DataFrame
        Tidy scores, leaves only, measures left out.
    decimals : int
        Which decimal is the last.
    by : sequence of str
        What to judge, as in `heaping`.

    Returns
    -------
    DataFrame
        One row per scheme, year, block, ``by`` and ``digit`` 0–9: ``n``, ``share`` and ``excess`` over 1/10.
    """
    rows = _between(scores)
    digits = np.rint(rows["points"].to_numpy(dtype=float) * 10.0**decimals).astype(np.int64) % 10
    groups = group(rows, [*BLOCK, *by])
    counts = np.bincount(groups.codes * 10 + digits, minlength=10 * len(groups.keys))
    frame = groups.keys.loc[groups.keys.index.repeat(10)].reset_index(drop=True)
    total = counts.reshape(-1, 10).sum(axis=1).repeat(10)
    share = counts / np.maximum(total, 1)
    return frame.assign(digit=np.arange(len(frame)) % 10, n=counts, share=share, excess=share - 0.1)


def _pairs(scores: pd.DataFrame) -> pd.DataFrame:
    scored = scores[scores["state"].eq("scored")]
    keys = [*AREA, "criterion"]
    given = scored.loc[scored["source"].eq("self"), [*keys, "points"]]
    left = scored.loc[scored["source"].eq("appraised"), [*keys, "points", "max_points"]]
    return given.merge(left, on=keys, suffixes=("_self", "_appraised"))


def _scored(scores: pd.DataFrame) -> pd.DataFrame:
    rows = counted_points(scores)
    return rows[rows["state"].eq("scored") & ~rows["unknown"]].reset_index(drop=True)


def _between(scores: pd.DataFrame) -> pd.DataFrame:
    rows = _scored(scores)
    inside = rows["points"].gt(SLACK) & rows["points"].lt(rows["max_points"] - SLACK)
    return rows[inside].reset_index(drop=True)


def _places(maximum: pd.Series, step: float) -> NDArray[np.float64]:
    """Count the multiples of ``step`` strictly between 0 and the maximum."""
    return np.asarray(np.ceil(maximum.to_numpy(dtype=float) / step - 1e-6) - 1.0, dtype=np.float64)


def _is_multiple(points: pd.Series, step: float) -> NDArray[np.bool_]:
    steps = points.to_numpy(dtype=float) / step
    return np.asarray(np.abs(steps - np.rint(steps)) < 1e-6, dtype=np.bool_)
