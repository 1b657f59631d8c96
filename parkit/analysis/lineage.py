"""Who came from whom: the lives of units and their successions within a block, as a register tells them.

The functions for frames are in `parkit.analysis.successors`; this is what they ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import pandas as pd

REGISTER_COLUMNS: Final = ("code", "block", "valid_from", "valid_to", "successors")


@dataclass(frozen=True, kw_only=True)
class Life:
    """When a unit existed, and who came after it."""

    block: str
    first: date
    last: date
    successors: tuple[str, ...]

    def exists_in(self, year: int) -> bool:
        """Tell whether the unit exists at the end of the year, as `parkit.model.units.Unit.exists_in` does."""
        return self.first <= date(year, 12, 31) <= self.last


@dataclass(frozen=True)
class Lineage:
    """The lives of all units and the successions within blocks."""

    lives: Mapping[str, Life]

    @classmethod
    def read(cls, register: pd.DataFrame) -> "Lineage":
        """Read a register frame with the columns `REGISTER_COLUMNS`; codes in ``successors`` are joined by ";"."""
        rows = register[list(REGISTER_COLUMNS)].itertuples(index=False, name=None)
        return cls(
            {
                str(code): Life(
                    block=str(block), first=_day(first, date.min), last=_day(last, date.max), successors=_codes(after)
                )
                for code, block, first, last, after in rows
            }
        )

    @cached_property
    def children(self) -> dict[str, frozenset[str]]:
        """Return the successors of every unit that ended, in its own block."""
        return {
            code: frozenset(
                other for other in life.successors if other in self.lives and self.lives[other].block == life.block
            )
            if life.last < date.max
            else frozenset()
            for code, life in self.lives.items()
        }

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        """Return the units that every unit succeeded."""
        found: dict[str, set[str]] = {code: set() for code in self.lives}
        for code, followers in self.children.items():
            for follower in followers:
                found[follower].add(code)
        return {code: frozenset(parents) for code, parents in found.items()}

    def beginning(self, code: str) -> str:
        """Say how a unit began: always there, new (or its whole level), or succeeding others."""
        parents = self.parents[code]
        if parents:
            return succession(len(parents | self._absorber(code)), max(len(self.children[part]) for part in parents))
        if self.lives[code].first == date.min:
            return "always"
        block = [life for life in self.lives.values() if life.block == self.lives[code].block]
        return "new" if any(life.first == date.min for life in block) else "new_level"

    def ending(self, code: str) -> str:
        """Say how a unit ended: not at all, abolished (or its whole level), or succeeded by others."""
        followers = self.children[code]
        if followers:
            joined = max(len(self.parents[other] | self._absorber(other)) for other in followers)
            return succession(joined, len(followers))
        if self.lives[code].last == date.max:
            return ""
        return "level_abolished" if self._level_ended(self.lives[code].block) else "abolished"

    def past(self, code: str) -> frozenset[str]:
        """Return the unit and all its parts, as far back as nothing of them went elsewhere."""
        parents = self.parents[code]
        if any(self.children[part] != {code} for part in parents):
            return frozenset({code})
        return frozenset({code}).union(*(self.past(part) for part in parents))

    def future(self, code: str) -> frozenset[str]:
        """Return a split unit and what it was split into, as long as nothing else came in."""
        followers = self.children[code]
        alone = all(self.parents[other] == {code} and not self._absorber(other) for other in followers)
        return frozenset({code}).union(*(self.future(other) for other in followers if alone))

    def reaches(self, code: str, there: set[str]) -> frozenset[str]:
        """Return the units of a later year that go on what this one was; itself if it is still there."""
        if code in there:
            return frozenset({code})
        return frozenset[str]().union(*(self.reaches(other, there) for other in self.children[code]))

    def _absorber(self, code: str) -> frozenset[str]:
        """Return the unit itself if it was there before a part joined it: then it is one of the parts."""
        joined = [self.lives[part].last for part in self.parents[code]]
        return frozenset({code} if joined and self.lives[code].first <= max(joined) else ())

    def _level_ended(self, block: str) -> bool:
        units = [code for code, life in self.lives.items() if life.block == block]
        return all(self.lives[code].last < date.max for code in units)


def _day(value: object, default: date) -> date:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return default
    return pd.Timestamp(str(value)).date()


def _codes(value: object) -> tuple[str, ...]:
    parts = value.split(";") if isinstance(value, str) else value if isinstance(value, Iterable) else ()
    return tuple(str(part).strip() for part in parts if str(part).strip())


def succession(n_parts: int, n_followers: int) -> str:
    """Name what happens when so many units become so many others.

    >>> [succession(*sizes) for sizes in ((1, 1), (2, 1), (1, 2), (2, 2))]
    ['rename', 'merger', 'split', 'regrouping']
    """
    if n_parts > 1:
        return "merger" if n_followers == 1 else "regrouping"
    return "rename" if n_followers == 1 else "split"
