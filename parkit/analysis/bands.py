"""Which group is a unit in? Bands by index level; thresholds differ by block and year.

Nam Định 2020 put departments in group I from 90 and districts from 80, so a label alone says nothing across blocks.
A value below every threshold is in no group and is said to be ``below``, never given the lowest label.

States (column ``band_state``)
------------------------------
==========  ====================================================
state       meaning
==========  ====================================================
in_band     the value reaches a threshold
below       the value lies below every threshold
no_index    there is no value to place
no_rule     no threshold is declared for the block in that year
==========  ====================================================
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.precision import snap
from parkit.model.rounding import round_half_away
from parkit.model.scheme import Band

BAND_STATES: Final = ("in_band", "below", "no_index", "no_rule")


def assign_band(
    frame: pd.DataFrame, bands: Sequence[Band], *, by: str = "index", decimals: int | None = None
) -> pd.DataFrame:
    """Add the group of each unit.

    Parameters
    ----------
    frame : DataFrame
        Columns ``year``, ``block`` and ``by``.
    bands : sequence of Band
        Thresholds with the block and the years they hold for.
    by : str
        The column to place, in percent.
    decimals : int, optional
        Place the value as printed with so many decimals (half away from zero) instead of in full: 89.996 is in
        the group from 90 only as printed.

    Returns
    -------
    DataFrame
        A copy with ``band`` (1 for the highest threshold of its block and year, otherwise ``pd.NA``), its label
        ``band_vi`` and ``band_en``, ``band_state``, and ``band_basis``: "full" or "rounded".

    Examples
    --------
    >>> from parkit.model.language import Text
    >>> bands = [Band(block="so", year_from=2020, year_to=None, label=Text(vi="Nhóm I", en="Group I"), at_least=90.0)]
    >>> units = pd.DataFrame({"year": 2020, "block": "so", "unit": ["a", "b"], "index": [90.0, 89.99]})
    >>> assign_band(units, bands)[["band_vi", "band_state"]].values.tolist()
    [['Nhóm I', 'in_band'], ['', 'below']]
    """
    values = snap(frame[by] if decimals is None else round_half_away(frame[by], decimals))
    empty = frame.assign(band=pd.array([pd.NA] * len(frame), dtype="Int64"), band_vi="", band_en="")
    ruled = pd.Series(data=False, index=frame.index)
    placed = pd.Series(data=False, index=frame.index)
    for band in sorted(bands, key=lambda item: item.at_least):
        holds = _holds(frame, band)
        reached = holds & values.ge(band.at_least)
        ruled |= holds
        placed |= reached
        empty.loc[reached, ["band_vi", "band_en"]] = [band.label.vi, band.label.en]
        empty.loc[reached, "band"] = _position(band, bands, frame.loc[reached, "year"])
    states = np.select([~ruled, values.isna(), ~placed], ["no_rule", "no_index", "below"], "in_band")
    return empty.assign(band_state=states, band_basis="full" if decimals is None else "rounded")


def _holds(frame: pd.DataFrame, band: Band) -> pd.Series:
    last = np.inf if band.year_to is None else band.year_to
    return frame["block"].eq(band.block) & frame["year"].between(band.year_from, last)


def _position(band: Band, bands: Sequence[Band], years: pd.Series) -> pd.Series:
    """Return 1 + the number of higher thresholds that hold for the same block in each year."""
    higher = [other for other in bands if other.block == band.block and other.at_least > band.at_least]
    counts = {year: 1 + sum(other.holds_in(year) for other in higher) for year in years.unique()}
    return years.map(counts).astype("Int64")
