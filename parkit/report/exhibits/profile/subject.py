"""The unit that a profile is about, among the units of its block."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from parkit.model.errors import UsageError, listing
from parkit.model.units import UnitRegister
from parkit.report.exhibits.common import lower_first
from parkit.report.exhibits.profile.peers import Peers, peers_of
from parkit.report.study import Study


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """One unit as seen from one year.

    Attributes
    ----------
    peers : Peers
        The units of its block, itself included.
    unit : str
        The code of the unit.
    """

    peers: Peers
    unit: str

    @property
    def study(self) -> Study:
        """The scheme-year with the units of the block."""
        return self.peers.study

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.study.unit_name(self.unit)

    @cached_property
    def row(self) -> Any:  # noqa: ANN401  a row of Study.units
        """The unit's index, rank and group, as `Study.units` gives them; None where it has no index."""
        return next(self.of(self.peers.ranked).itertuples(index=False), None)

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the unit."""
        return frame[frame["unit"].eq(self.unit)].reset_index(drop=True)

    def say(self, key: str, **values: object) -> str:
        """Return a wording of ``words/profile.toml`` that may name the unit, its block and the year."""
        study = self.study
        block = lower_first(study.block_name(self.peers.block))
        return study.say(f"profile.{key}", **{"unit": self.name, "block": block, "year": study.year, **values})


def check_unit(register: UnitRegister, scheme: str, year: int, unit: str) -> None:
    """Refuse a code that no unit of a year has.

    Raises
    ------
    UsageError
        The error names the closest and says where the codes stand.
    """
    if unit not in {known.code for known in register.in_year(year)}:
        hint = listing(register.suggested_codes(unit, year))
        file = f"data/raw/{scheme}/units.csv"
        raise UsageError("unknown_unit", scheme=scheme, found=unit, year=year, hint=hint, file=file)


def unit_profile(study: Study, unit: str) -> Profile:
    """Return the profile of a unit by its code.

    Raises
    ------
    UsageError
        The year has no such unit; the error names the closest and says where the codes stand.
    """
    register = study.data.units
    check_unit(register, study.scheme.code, study.year, unit)
    return Profile(peers=peers_of(study, register.get(unit).block), unit=unit)
