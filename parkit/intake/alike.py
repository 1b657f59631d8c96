"""Lines of a long table like one understood before: the same unit, the same criterion, only the points are others.

A country's export has hundreds of thousands of lines and some thousand different names. The first line with a name is
read by the rules; where that gave scores and no problem, the next ones with the same words are taken as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from parkit.intake.grid import Value
from parkit.intake.reader import Reader
from parkit.intake.shapes import Shape
from parkit.model.columns import SOURCES

Key = tuple[str, str, str]
Words = tuple[Value, ...]

LABELS: Final = ("number", "unit", "criterion", "note", "ignored", "block", "year", "source", "answers")
CHECKS: Final = ("maximum", "total", "mean")


@dataclass(frozen=True, kw_only=True)
class Alike:
    """What the lines so far taught: which unit some words name, and which score some others.

    Attributes
    ----------
    seen : dict
        The line, counted from 0, in which each unit, criterion and source was scored, by whichever way it was read.
    """

    reader: Reader
    shape: Shape
    seen: dict[Key, int]
    _units: dict[Words, int] = field(default_factory=dict)
    _scores: dict[tuple[int, Words], tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    _taken: list[int] = field(default_factory=list)

    def take(self, line: int) -> bool:
        """Take a line whose words are all known, and tell whether that was so."""
        row = self.reader.cells[line]
        unit = self._units.get(_words(row, self._naming))
        known = None if unit is None else self._scores.get((self._blocks[unit], _words(row, self._deciding)))
        if unit is None or known is None:
            return False
        criterion, sources = known
        keys = [(self._unit_codes[unit], self._leaf_codes[criterion], source) for source in sources]
        if any(key in self.seen for key in keys):
            return False
        self.seen.update(dict.fromkeys(keys, line))
        for place, source in zip(self._scored, sources, strict=True):
            self.reader.slots.add(line, place, unit=unit, criterion=criterion, source=source)
        self._taken.append(line)
        return True

    def learn(self, line: int, before: tuple[int, int, int]) -> None:
        """Remember a line that was just read by the rules, if it gave its scores and nothing to tell."""
        slots, size = self.reader.slots, len(self.shape.of("score"))
        if self.counts() != (before[0] + size, before[1], before[2]) or not size:
            return
        unit, criterion = slots.units[-1], slots.criteria[-1]
        if self.reader.rules.framework.leaves()[criterion].source == "survey":
            return  # a blank cell means something else there
        row = self.reader.cells[line]
        self._units[_words(row, self._naming)] = unit
        sources = tuple(SOURCES[source] for source in slots.sources[-size:])
        self._scores[self._blocks[unit], _words(row, self._deciding)] = criterion, sources

    def counts(self) -> tuple[int, int, int]:
        """Return how many scores, sums and problems the sheet has yielded so far."""
        return len(self.reader.slots), len(self.reader.sums), len(self.reader.problems)

    def book(self) -> None:
        """Give the words of all lines taken their use."""
        lines = np.array(self._taken, dtype=np.intp)
        for use, roles in (("labels", LABELS), ("checks", CHECKS)):
            for column in self.shape.of(*roles):
                self.reader.ledger.book(use, lines, column.place)

    @cached_property
    def _naming(self) -> tuple[int, ...]:
        return self._places("unit")

    @cached_property
    def _deciding(self) -> tuple[int, ...]:
        return self._places("number", "criterion", "source", "year", "maximum")

    @cached_property
    def _scored(self) -> tuple[int, ...]:
        return self._places("score")

    @cached_property
    def _blocks(self) -> list[int]:
        return [int(block) for block in self.reader.rules.unit_blocks]

    @cached_property
    def _unit_codes(self) -> list[str]:
        return [unit.code for unit in self.reader.rules.units]

    @cached_property
    def _leaf_codes(self) -> list[str]:
        return [leaf.code for leaf in self.reader.rules.framework.leaves()]

    def _places(self, *roles: str) -> tuple[int, ...]:
        return tuple(column.place for column in self.shape.of(*roles))


def _words(row: Sequence[Value], places: tuple[int, ...]) -> Words:
    return tuple([row[place] for place in places])
