"""The unit's year beside the earlier one: its index in both, and what the change consists of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd

from parkit.analysis.ledger import EFFECTS
from parkit.report.exhibits.common import enumerate_words, rows_of
from parkit.report.exhibits.compared import Compared
from parkit.report.exhibits.profile.subject import Profile

WITHIN: Final = 0.5
"""Half a unit of the last printed digit: an effect smaller than this prints as 0."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """A unit, or the units that are compared as one with it, in the study's year and an earlier one."""

    profile: Profile
    compared: Compared

    @cached_property
    def row(self) -> Any:  # noqa: ANN401  a row of Compared.units
        """Both indices and how they came about; None where the register does not have the unit's series."""
        units = self.compared.units
        mine = self.compared.series.query("unit == @code and year == @year", local_dict=self._place)["series"]
        return next(rows_of(units[units["unit"].isin(mine)]), None)

    @property
    def is_whole(self) -> bool:
        """Tell whether there is an index of both years."""
        return self.row is not None and self.row.status == "both"

    @property
    def has_parts(self) -> bool:
        """Tell whether the change can be taken apart: areas are known in both years."""
        study = self.compared.study
        depths = {study.depth(self.compared.base), study.depth()}
        return self.is_whole and depths == {"areas"}

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Return the unit's ledger by criterion."""
        ledger = self.compared.ledger
        return ledger[ledger["unit"].eq(self.row.unit)] if self.row is not None else ledger.head(0)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Return the effects by area, the largest first, and their sum (area "+")."""
        names = [*EFFECTS, "effect"]
        sums = self.ledger.groupby("area", sort=False)[names].sum().reset_index()
        ordered = sums.assign(size=-sums["effect"].abs()).sort_values(["size", "area"], kind="stable")
        whole = ordered[names].sum().to_frame().T.assign(area="+")
        return pd.concat([ordered, whole], ignore_index=True)

    @cached_property
    def effects(self) -> "pd.Series[Any]":
        """Return the effects on the unit's index."""
        return self.areas.iloc[-1]

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the effects that are not 0 in some area when printed; performance always is."""
        least = WITHIN * 10.0**-self.profile.study.scheme.decimals
        return tuple(name for name in EFFECTS if name == "performance" or self.areas[name].abs().max() >= least)

    @property
    def together(self) -> str:
        """Return the other units of the year that are compared as one with it, in one phrase."""
        codes = [code for code in str(self.row.parts_1).split("; ") if code != self.profile.unit] if self.row else []
        return enumerate_words(self.profile.study, (self.profile.study.unit_name(code) for code in codes))

    def rank(self, year: int) -> int | None:
        """Return the rank in a year of the one unit that stands for the series in both years, or None."""
        if self.row is None or self.row.n_0 != 1 or self.row.n_1 != 1:
            return None
        code = self.row.parts_0 if year == self.compared.base else self.row.parts_1
        units = self.profile.study.units(year)
        found = units.loc[units["unit"].eq(code), "rank"].dropna()
        return int(found.iloc[0]) if len(found) else None

    @property
    def _place(self) -> dict[str, object]:
        return {"code": self.profile.unit, "year": self.profile.study.year}


def pair_of(profile: Profile) -> Pair | None:
    """Return the unit beside the latest earlier year with scores of units; None where there is no such year."""
    compared = profile.peers.pair if profile.row is not None else None
    return None if compared is None else Pair(profile=profile, compared=compared)
