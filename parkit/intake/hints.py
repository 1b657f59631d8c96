"""The names most like one that nobody knows, told for the first such names of a file only.

Each is compared with every known name, a seventh of a second for a country's communes: a file with the names of another
year, or of another country, would take an hour.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from parkit.intake.limits import MOST_COMPARED
from parkit.model.catalogue import say
from parkit.model.errors import listing
from parkit.model.language import Text


@dataclass(frozen=True)
class Hints:
    """What was told of the unknown names of a file so far; ``find`` compares one with those that are known."""

    find: Callable[[str], Iterable[str]]
    _told: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return the names most like ``name``; from ``MOST_COMPARED`` names on, which number it has."""
        if name not in self._told:
            number = len(self._told) + 1
            self._told[name] = listing(self.find(name)) if number <= MOST_COMPARED else _passed_over(number)
        return self._told[name]


def _passed_over(number: int) -> str:
    fields = {"expected": MOST_COMPARED, "found": number}
    return Text(vi=say("problem.not_compared", "vi", **fields), en=say("problem.not_compared", "en", **fields)).both()
