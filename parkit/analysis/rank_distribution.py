"""How likely is each rank, and each group? Exact probabilities for independent normal scores, without simulation.

Given the score t of one unit, the number of others above it is a sum of independent yes-or-no events, so its
distribution is Poisson–binomial; integrating over t gives the distribution of the rank. Nothing is drawn at random,
so two runs agree to the last digit. The scores are treated as x_i + s_i · N(0, 1) around the printed estimate:
these are chances that the *truth* has this rank if nothing was known beforehand, not a confidence set
(`rank_sets` makes fewer assumptions).

References
----------
Hong, Y. (2013), On computing the distribution function for the Poisson binomial distribution, Computational
Statistics & Data Analysis 59, 41–51, doi:10.1016/j.csda.2012.10.006.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis import normal
from parkit.analysis.groups import group
from parkit.analysis.poisson_binomial import rank_probabilities
from parkit.model.scheme import Band

BLOCK: Final = ("scheme", "year", "block")
QUANTILES: Final = {"rank_low": 0.05, "rank_median": 0.5, "rank_high": 0.95}


def rank_distribution(
    frame: pd.DataFrame, by: str = "index", *, error: str = "standard_error", within: Sequence[str] = BLOCK
) -> pd.DataFrame:
    """Compute the probability of every rank of every unit.

    Parameters
    ----------
    frame : DataFrame
        One row per unit with ``unit``, the estimate ``by`` and its standard error in the same unit of measure.
    by, error : str
        The two columns; a unit without an estimate is left out, an error of 0 is a value known exactly.
    within : sequence of str
        The columns that make a group; none takes the whole frame.

    Returns
    -------
    DataFrame
        One row per unit and possible rank: the columns of ``within``, ``unit``, ``rank`` (1 … n) and
        ``probability``. Within a unit the probabilities add to 1; so they do within a rank unless exact values tie.

    Raises
    ------
    ValueError
        An estimate with a missing or negative standard error.

    Notes
    -----
    P(rank_i = r) = ∫ f_i(t) · PB(r − 1; {P(X_j > t)}_{j≠i}) dt, PB the Poisson–binomial distribution, by
    Gauss–Legendre quadrature on panels narrower than the scores' and the counts' spread; absolute error below
    1e-10. Equal exact values share the better rank.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["a", "b"], "index": [90.0, 90.0], "standard_error": [3.0, 4.0]})
    >>> rank_distribution(units, within=())["probability"].round(10).tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    parts = []
    for rows in _groups(frame, by, error, within):
        chances = rank_probabilities(rows[by].to_numpy(dtype=float), rows[error].to_numpy(dtype=float))
        size = len(rows)
        keys = rows[[*within, "unit"]].iloc[np.repeat(np.arange(size), size)].reset_index(drop=True)
        parts.append(keys.assign(rank=np.tile(np.arange(1, size + 1), size), probability=chances.ravel()))
    columns = [*within, "unit", "rank", "probability"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def summarise_ranks(distribution: pd.DataFrame, *, top: int = 3, within: Sequence[str] = BLOCK) -> pd.DataFrame:
    """Summarise a rank distribution by unit.

    Parameters
    ----------
    distribution : DataFrame
        The result of `rank_distribution`.
    top : int
        k of the probability to be among the best k.
    within : sequence of str
        The columns that make a group.

    Returns
    -------
    DataFrame
        One row per unit: ``rank_mean``, ``rank_low``, ``rank_median``, ``rank_high`` (smallest rank reached with
        probability 0.05, 0.5 and 0.95), ``p_top``.

    Examples
    --------
    >>> chances = pd.DataFrame({"unit": "a", "rank": [1, 2, 3], "probability": [0.6, 0.3, 0.1]})
    >>> summarise_ranks(chances, top=2, within=())[["rank_mean", "rank_low", "rank_high", "p_top"]].values.tolist()
    [[1.5, 1.0, 3.0, 0.9]]
    """
    keys = [*within, "unit"]
    ordered = distribution.sort_values([*keys, "rank"], ignore_index=True)
    units = group(ordered, keys)
    chance, rank = ordered["probability"], ordered["rank"]
    reached = chance.groupby(units.codes).cumsum()
    sums = units.sum(
        pd.DataFrame(
            {
                "rank_mean": chance * rank,
                # The slack keeps 0.04999… of a sum that is 0.05 on paper from moving a quantile by a rank.
                **{name: reached.lt(share - 1e-9) for name, share in QUANTILES.items()},
                "p_top": chance.where(rank.le(top), 0.0),
            }
        ).astype(float)
    )
    return sums.assign(**{name: sums[name].astype("int64") + 1 for name in QUANTILES}, p_top=sums["p_top"].round(15))


def band_probability(
    frame: pd.DataFrame, bands: Sequence[Band], by: str = "index", *, error: str = "standard_error"
) -> pd.DataFrame:
    """Compute the probability that each unit's true value lies in each group.

    Parameters
    ----------
    frame : DataFrame
        Columns ``year``, ``block``, ``unit`` and the two named below.
    bands : sequence of Band
        Thresholds with the block and the years they hold for.
    by, error : str
        The estimate and its standard error, in percent; a unit without an estimate is left out.

    Returns
    -------
    DataFrame
        One row per unit and group that holds for it, and one for "below every threshold": the keys of the frame
        (``scheme`` if there is one), ``band`` (1 for the highest threshold; NA for below), ``band_vi``,
        ``band_en`` and ``probability``. The probabilities of a unit add to 1. A unit for which no threshold is
        declared has no rows.

    Notes
    -----
    P(a ≤ X < b) = Φ((b − x)/s) − Φ((a − x)/s) with a the group's and b the next higher threshold; s = 0 places
    the value itself. The normal is not cut off at 0 and 100.

    Examples
    --------
    >>> from parkit.model.language import Text
    >>> bands = [Band(block="so", year_from=2020, year_to=None, label=Text(vi="Nhóm I", en="Group I"), at_least=90.0)]
    >>> units = pd.DataFrame({"year": 2020, "block": "so", "unit": ["a"], "index": [90.0], "standard_error": [1.0]})
    >>> band_probability(units, bands)[["band_en", "probability"]].values.tolist()
    [['Group I', 0.5], ['', 0.5]]
    """
    known = frame[frame[by].notna()]
    keys = [name for name in (*BLOCK, "unit") if name in frame.columns]
    parts = []
    for _, rows in known.groupby(["year", "block"], observed=True):
        year, block = int(rows["year"].iloc[0]), rows["block"].iloc[0]
        holding = [band for band in bands if band.block == block and band.holds_in(year)]
        parts.append(_bands_of(rows, holding, keys, (by, error)))
    filled = [part for part in parts if len(part)]
    columns = [*keys, "band", "band_vi", "band_en", "probability"]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _bands_of(rows: pd.DataFrame, bands: list[Band], keys: list[str], columns: tuple[str, str]) -> pd.DataFrame:
    """Return the chances of one block and year, highest group first, unit by unit."""
    if not bands:
        return pd.DataFrame()
    ordered = sorted(bands, key=lambda band: -band.at_least)
    values, errors = (rows[name].to_numpy(dtype=float)[:, None] for name in columns)
    gaps = np.array([band.at_least for band in ordered]) - values
    # A value known exactly reaches a threshold or does not; dividing by 0 would leave the equal case open.
    scaled = np.divide(gaps, errors, out=np.where(gaps > 0, np.inf, -np.inf), where=errors > 0)
    reached = np.hstack([np.zeros_like(values), normal.above(scaled), np.ones_like(values)])
    size = len(ordered) + 1
    labels = [(number, band.label.vi, band.label.en) for number, band in enumerate(ordered, start=1)]
    numbers, names_vi, names_en = zip(*labels, (pd.NA, "", ""), strict=True)
    frame = rows[keys].iloc[np.repeat(np.arange(len(rows)), size)].reset_index(drop=True)
    return frame.assign(
        band=pd.array(list(numbers) * len(rows), dtype="Int64"),
        band_vi=list(names_vi) * len(rows),
        band_en=list(names_en) * len(rows),
        probability=np.diff(reached, axis=1).ravel(),
    )


def _groups(frame: pd.DataFrame, by: str, error: str, within: Sequence[str]) -> list[pd.DataFrame]:
    """Return the rows with an estimate, group by group."""
    known = frame[frame[by].notna()]
    if not known[error].ge(0).all():
        message = f"{error}: expected a standard error of at least 0 for every unit with a value of {by}"
        raise ValueError(message)
    if not within or known.empty:
        return [known] if len(known) else []
    return [rows for _, rows in known.groupby(list(within), observed=True)]
