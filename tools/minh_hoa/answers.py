"""The surveys: how many people answered A, B, C or D about a unit, and the points that follow.

An answer is worth all of the points, three fifths, one fifth or nothing (A–D).
"""

from dataclasses import dataclass

from .noise import uniform
from .scores import NOT_APPLICABLE, Key, Score, Scores, is_absent, limit_of, members, quality
from .tables import Line, Unit

WORTH = (5, 3, 1, 0)
"""Fifths of the points that the answers A, B, C and D are worth."""

_CITIZENS = {"so": (150, 150), "huyen": (200, 200), "xa": (60, 60)}


@dataclass(frozen=True)
class Answers:
    """The number of answers of each kind."""

    counts: tuple[int, int, int, int]

    @property
    def size(self) -> int:
        """Return the number of people who answered."""
        return sum(self.counts)

    def points(self, limit: int) -> int:
        """Return the points in hundredths, halves rounded up.

        >>> Answers((40, 30, 20, 10)).points(1000)
        620
        """
        worth = sum(value * count for value, count in zip(WORTH, self.counts, strict=True))
        return (2 * limit * worth + 5 * self.size) // (10 * self.size)


Survey = dict[Key, Answers]


def make_survey(scores: Scores) -> Survey:
    """Ask about every survey criterion; the points go into ``scores``."""
    survey: Survey = {}
    for year, unit, line in members():
        if line.source != "survey":
            continue
        key = Key(year, unit.block, unit.code, line.code, "survey")
        if is_absent(unit.code, line, year):
            scores[key] = NOT_APPLICABLE
        else:
            survey[key] = _ask(year, unit, line)
            scores[key] = Score(survey[key].points(limit_of(line, unit.block)))
    return survey


def _ask(year: int, unit: Unit, line: Line) -> Answers:
    low, width = _sample(unit, line)
    size = low + int(width * uniform("sample", unit.code, line.item, year))
    rate = 0.8 * min(0.97, max(0.3, quality(year, unit, line))) + 0.15
    return Answers(_apportion(_shares(rate), size))


def _sample(unit: Unit, line: Line) -> tuple[int, int]:
    if "deputies" in line.item:
        return 40, 20
    if any(word in line.item for word in ("leaders", "coordination", "documents", "finance")):
        return 22, 12
    return _CITIZENS[unit.block]


def _shares(rate: float) -> tuple[float, float, float, float]:
    """Return shares of A–D that are worth ``rate``, as far as shares can."""
    short = 1.0 - rate
    worst, poor = 0.15 * short, 0.35 * short
    rest = 1.0 - worst - poor
    best = min(rest, max(0.0, (rate - 0.2 * poor - 0.6 * rest) / 0.4))
    return best, rest - best, poor, worst


def _apportion(shares: tuple[float, float, float, float], size: int) -> tuple[int, int, int, int]:
    """Share out whole people by largest remainder."""
    exact = [share * size for share in shares]
    counts = [int(value) for value in exact]
    order = sorted(range(4), key=lambda place: counts[place] - exact[place])
    for place in order[: size - sum(counts)]:
        counts[place] += 1
    return counts[0], counts[1], counts[2], counts[3]
