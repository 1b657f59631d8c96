"""Who improved, who fell? Plain change between two years, unit by unit.

Only units assessed in both years are compared; the others are listed as ``new`` or ``left``. A plain change says
nothing about why: a change of the framework moves it as well as performance does.

References
----------
Spearman, C. (1904), The proof and measurement of association between two things, American Journal of Psychology
15, 72–101.
"""

from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.precision import snap
from parkit.analysis.rank import rank
from parkit.model.scheme import TieRule

STATUSES: Final = ("both", "new", "left")
KEY: Final = ("scheme", "block", "unit")


def year_on_year(
    index_frame: pd.DataFrame, *, year: int, base_year: int, ties: TieRule = "1224", decimals: int | None = None
) -> pd.DataFrame:
    """Set two years side by side.

    Parameters
    ----------
    index_frame : DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``index``, as `parkit.analysis.score.unit_index` gives them.
    year, base_year : int
        The year and the one it is compared with.
    ties, decimals
        How ranks are counted, as in `parkit.analysis.rank.rank`; each year among all units of its block.

    Returns
    -------
    DataFrame
        One row per scheme, block and unit of either year: ``index_0``, ``index_1`` and ``change`` in percentage
        points, ``rank_0``, ``rank_1`` and ``rank_change`` (places gained, so positive is better), ``status``
        "both", "new" or "left". A unit that changed its block is "left" in one and "new" in the other.

    Notes
    -----
    change = I₁ − I₀ and rank_change = rank₀ − rank₁; empty unless both years have an index.
    Indices are compared as decimals: a difference below 10⁻⁹ is binary noise and no change.

    Examples
    --------
    >>> units = pd.DataFrame({"scheme": "x", "block": "so", "year": [2022, 2024, 2022, 2024],
    ...     "unit": ["a", "a", "b", "b"], "index": [96.0, 89.0, 90.0, 91.5]})
    >>> year_on_year(units, year=2024, base_year=2022)[["unit", "change", "rank_change"]].values.tolist()
    [['a', -7.0, -1], ['b', 1.5, 1]]
    """
    before, after = (_one_year(index_frame, each, ties, decimals) for each in (base_year, year))
    both = before.merge(after, how="outer", on=list(KEY), suffixes=("_0", "_1"), indicator="status")
    statuses = {"both": "both", "left_only": "left", "right_only": "new"}
    return both.assign(
        change=snap(snap(both["index_1"]) - snap(both["index_0"])),
        rank_change=both["rank_0"] - both["rank_1"],
        status=both["status"].astype(str).map(statuses),
    )[[*KEY, "status", "index_0", "index_1", "change", "rank_0", "rank_1", "rank_change"]]


def rank_correlation(changes: pd.DataFrame) -> pd.DataFrame:
    """Measure how far the order of a block stayed the same.

    Parameters
    ----------
    changes : DataFrame
        The result of `year_on_year`.

    Returns
    -------
    DataFrame
        One row per scheme and block: ``n_units`` (with an index in both years) and ``spearman``, from −1
        (reversed) to 1 (same order), NaN for fewer than two units or a year in which all are equal.

    Notes
    -----
    Spearman's ρ: the product-moment correlation of the two years' ranks among these units, equal values sharing
    the mean of their ranks (Spearman 1904).

    Examples
    --------
    >>> changes = pd.DataFrame({"scheme": "x", "block": "so", "unit": ["a", "b", "c"],
    ...     "index_0": [90.0, 80.0, 70.0], "index_1": [85.0, 90.0, 60.0]})
    >>> rank_correlation(changes)["spearman"].tolist()
    [0.5]
    """
    known = changes[changes["index_0"].notna() & changes["index_1"].notna()]
    blocks = changes[["scheme", "block"]].drop_duplicates().reset_index(drop=True)
    pairs = {key: _spearman(group) for key, group in known.groupby(["scheme", "block"])}
    found = [pairs.get((scheme, block), (0, np.nan)) for scheme, block in blocks.itertuples(index=False)]
    return blocks.assign(n_units=[count for count, _ in found], spearman=[value for _, value in found])


def block_change(changes: pd.DataFrame) -> pd.DataFrame:
    """Summarise a block: both years' means over all units and over the units of both years.

    Parameters
    ----------
    changes : DataFrame
        The result of `year_on_year`.

    Returns
    -------
    DataFrame
        One row per scheme and block: ``mean_0``, ``mean_1`` and ``change`` (mean of ratios, all units of each
        year), ``change_common`` (units with an index in both years), ``n_both``, ``n_new``, ``n_left``,
        ``n_up``, ``n_down``. ``change`` and ``change_common`` differ when units came or went.
    """
    keys = ["scheme", "block"]
    parts = changes[keys].assign(
        mean_0=changes["index_0"],
        mean_1=changes["index_1"],
        change_common=changes["change"],
    )
    counts = changes[keys].assign(
        **{f"n_{status}": changes["status"].eq(status).astype(int) for status in STATUSES},
        n_up=changes["change"].gt(0).astype(int),
        n_down=changes["change"].lt(0).astype(int),
    )
    means = parts.groupby(keys).mean()
    frame = means.join(counts.groupby(keys).sum()).reset_index()
    frame.insert(4, "change", frame["mean_1"] - frame["mean_0"])
    return frame


def _one_year(frame: pd.DataFrame, year: int, ties: TieRule, decimals: int | None) -> pd.DataFrame:
    chosen = frame.loc[frame["year"].eq(year), [*KEY, "index"]]
    return rank(chosen, within=("scheme", "block"), ties=ties, decimals=decimals)


def _spearman(group: pd.DataFrame) -> tuple[int, float]:
    ranks = group[["index_0", "index_1"]].apply(snap).rank()
    varied = len(group) > 1 and bool((ranks.std() > 0).all())
    return len(group), float(np.corrcoef(ranks["index_0"], ranks["index_1"])[0, 1]) if varied else np.nan
