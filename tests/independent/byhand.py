"""The whole computation a second time, in plain Python and exact fractions, from METHODS and not from parkit.

Reads the tidy rows of data/processed and the files of a scheme by itself. Nothing of parkit is imported here.
"""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

Row = dict[str, str]
Key = tuple[str, ...]


def read_csv(path: Path) -> list[Row]:
    """Return the rows of a csv file, every cell as text; a byte order mark is passed over."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def half_away(value: Fraction, decimals: int) -> Fraction:
    """Round as a clerk does: 2.675 to 2.68, −0.125 to −0.13."""
    step = Fraction(1, 10**decimals)
    whole = (abs(value) / step + Fraction(1, 2)) // 1
    return (1 if value >= 0 else -1) * whole * step


@dataclass
class Score:
    """What one unit brings for one criterion: points and maximum as they count, and the state."""

    area: str
    criterion: str
    points: Fraction
    maximum: Fraction
    open_points: Fraction
    state: str
    unknown: bool


@dataclass
class Index:
    """Points over the applicable maximum, with the bounds that missing scores leave."""

    points: Fraction
    maximum: Fraction
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None


def index_of(scores: Iterable[Score]) -> Index:
    """Add up: 100 · Σp / Σm over what counts; missing points all 0, or all full, for the bounds."""
    listed = list(scores)
    points = sum((score.points for score in listed), Fraction(0))
    maximum = sum((score.maximum for score in listed), Fraction(0))
    left = sum((score.open_points for score in listed), Fraction(0))
    if any(score.unknown for score in listed):
        return Index(points, maximum, None, None, None)
    reach = maximum + left
    return Index(
        points,
        maximum,
        100 * points / maximum if maximum else None,
        100 * points / reach if reach else None,
        100 * (points + left) / reach if reach else None,
    )


class Scheme:
    """A scheme as its files tell it: rules, criteria, units, scores."""

    def __init__(self, folder: Path, rows: list[Row], rule: str = "") -> None:
        """Read the definitions in ``folder``; ``rows`` are the tidy scores, ``rule`` is used in place of the own."""
        self.folder = folder
        self.rules: dict[str, Any] = tomllib.loads((folder / "scheme.toml").read_text(encoding="utf-8"))
        self.rule = rule or self.rules.get("not_applicable", "rebase")
        self.decimals = self.rules.get("decimals", 2)
        self.lines = {int(path.parent.name): read_csv(path) for path in sorted(folder.glob("[0-9]*/framework.csv"))}
        self.register = {row["code"]: row for row in read_csv(folder / "units.csv")}
        self.rows = rows

    @cached_property
    def years(self) -> list[int]:
        """Return the years in which some score was given."""
        return sorted({int(row["year"]) for row in self.rows if row["state"] == "scored"})

    @cached_property
    def scores(self) -> dict[int, dict[Key, list[Score]]]:
        """Return what counts, by year and by block and unit."""
        return {year: self._scores_of(year) for year in self.lines}

    def _scores_of(self, year: int) -> dict[Key, list[Score]]:
        measures = {line["code"] for line in self.lines[year] if line["level"] == "measure"}
        by_unit: dict[Key, list[Row]] = defaultdict(list)
        for row in self.rows:
            if int(row["year"]) == year:
                by_unit[row["block"], row["unit"]].append(row)
        return {
            unit: scores
            for unit, rows in by_unit.items()
            if (scores := [self._score(row) for row in chosen(rows) if row["criterion"] not in measures])
        }

    def _score(self, row: Row) -> Score:
        maximum = Fraction(row["max_points"]) if row["max_points"] else None
        full = maximum or Fraction(0)
        state, zero = row["state"], Fraction(0)
        counts = state == "scored" or (state == "not_applicable" and self.rule != "rebase")
        points = Fraction(row["points"]) if state == "scored" else zero
        if state == "not_applicable" and self.rule == "full_marks":
            points = full
        return Score(
            area=row["area"],
            criterion=row["criterion"],
            points=points,
            maximum=full if counts else zero,
            open_points=full if state == "missing" else zero,
            state=state,
            unknown=maximum is None and (counts or state == "missing"),
        )

    def index(self, year: int) -> dict[Key, Index]:
        """Return the index of every block and unit."""
        return {unit: index_of(scores) for unit, scores in self.scores[year].items()}

    def areas(self, year: int) -> dict[Key, Index]:
        """Return the index of every block, unit and area."""
        parts: dict[Key, list[Score]] = defaultdict(list)
        for unit, scores in self.scores[year].items():
            for score in scores:
                parts[*unit, score.area].append(score)
        return {place: index_of(scores) for place, scores in parts.items()}

    def means(self, year: int) -> dict[str, tuple[Fraction, Fraction]]:
        """Return the mean of the indices and the index of the sums, by block."""
        found: dict[str, list[Index]] = defaultdict(list)
        for (block, _), index in self.index(year).items():
            if index.value is not None:
                found[block].append(index)
        return {
            block: (
                sum(index.value or 0 for index in each) / Fraction(len(each)),
                100 * sum(index.points for index in each) / sum(index.maximum for index in each),
            )
            for block, each in found.items()
        }

    def ranks(self, year: int) -> dict[Key, int]:
        """Return 1 + how many of the block have more, by the declared precision and tie rule."""
        decimals = self.decimals if self.rules.get("ranks_use", "full") == "printed" else 9
        values = {
            unit: half_away(index.value, decimals)
            for unit, index in self.index(year).items()
            if index.value is not None
        }
        return {
            unit: 1 + sum(x > own and other[0] == unit[0] for other, x in values.items())
            for unit, own in values.items()
        }

    def rank_bounds(self, year: int) -> dict[Key, tuple[int, int]]:
        """Return the best and worst rank that the missing scores of all units allow."""
        ends = {
            unit: (half_away(index.low, 9), half_away(index.high, 9))
            for unit, index in self.index(year).items()
            if index.low is not None and index.high is not None
        }
        return {
            unit: (
                1 + sum(other[0] == unit[0] and at_least > high for other, (at_least, _) in ends.items()),
                1
                + sum(other[0] == unit[0] and other != unit and at_most > low for other, (_, at_most) in ends.items()),
            )
            for unit, (low, high) in ends.items()
        }

    def bands(self, year: int) -> dict[Key, str]:
        """Return the label of the highest threshold that a unit reaches; empty below all."""
        printed = self.rules.get("ranks_use", "full") == "printed"
        found = {}
        for (block, unit), index in self.index(year).items():
            value = None if index.value is None else half_away(index.value, self.decimals if printed else 9)
            reached = [
                (band["at_least"], band["vi"])
                for band in self.rules.get("bands", [])
                if band["block"] == block
                and band["from"] <= year <= band.get("to", 9999)
                and value is not None
                and value >= Fraction(str(band["at_least"]))
            ]
            found[block, unit] = max(reached, default=(0, ""))[1]
        return found

    def lost(self, year: int) -> dict[Key, Fraction]:
        """Return Σ (m − p) of scored criteria by block and area; under "zero" what does not apply is lost too."""
        sums: dict[Key, Fraction] = defaultdict(Fraction)
        for (block, _), scores in self.scores[year].items():
            for score in scores:
                gone = score.maximum - score.points if not score.unknown else Fraction(0)
                sums[block, score.area] += 0 if score.state == "not_applicable" and self.rule != "zero" else gone
        return sums

    def series(self, base: int, year: int) -> dict[tuple[int, str], str]:
        """Return the code under which each unit of two years is compared: parts that became one stand together."""
        alive = {each: {code for code in self.register if self._lives(code, each)} for each in (base, year)}
        groups = Groups()
        for each, codes in alive.items():
            for code in codes:
                groups.add((each, code))
        for old in alive[base]:
            for new in self._heirs(old, alive[year]):
                groups.join((base, old), (year, new))
        names = {}
        for members in groups.all():
            before = sorted(code for each, code in members if each == base)
            after = sorted(code for each, code in members if each == year)
            split = len(before) == 1 and len(after) > 1
            name = before[0] if split or not after else "+".join(after)
            names |= dict.fromkeys(members, name)
        return names

    def _lives(self, code: str, year: int) -> bool:
        row, end = self.register[code], date(year, 12, 31).isoformat()
        return (row["valid_from"] or "0000") <= end <= (row["valid_to"] or "9999")

    def _heirs(self, code: str, there: set[str]) -> set[str]:
        if code in there:
            return {code}
        row = self.register[code]
        heirs = [other.strip() for other in row["successors"].split(";") if other.strip()] if row["valid_to"] else []
        own = [other for other in heirs if self.register[other]["block"] == row["block"]]
        return set().union(*(self._heirs(other, there) for other in own))

    def _pairs(self, after: int, codes: set[str]) -> set[tuple[str, str]]:
        """Return which code of a framework continues as which of the next one."""
        declared = {
            (old.strip(), line["code"])
            for line in self.lines[after]
            for old in line.get("previous", "").split(";")
            if old.strip()
        }
        return declared or {(code, code) for code in codes}

    def criteria(self, base: int, year: int) -> dict[tuple[int, str], int]:
        """Return a number for each criterion of two years: those with the same number are the same, or its parts."""
        used = {
            each: {score.criterion for scores in self.scores[each].values() for score in scores}
            for each in (base, year)
        }
        groups = Groups()
        for each, codes in used.items():
            for code in codes:
                groups.add((each, code))
        timeline = [each for each in sorted(self.lines) if base <= each <= year]
        there = used[base]
        for before, after in pairwise(timeline):
            pairs = {(old, new) for old, new in self._pairs(after, there) if old in there}
            there = {new for _, new in pairs} if after != year else used[year]
            for old, new in pairs:
                if new in there:
                    groups.join((before, old), (after, new))
        return {node: number for number, members in enumerate(groups.all()) for node in members}

    def cells(self, base: int, year: int) -> dict[Key, dict[int, list["Cell"]]]:
        """Return, for each block and series with an index in both years, its criteria in both years."""
        names, keys = self.series(base, year), self.criteria(base, year)
        found: dict[Key, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(lambda: [Cell(), Cell()]))
        sides: dict[Key, set[int]] = defaultdict(set)
        for side, each in enumerate((base, year)):
            for (block, unit), scores in self.scores[each].items():
                if index_of(scores).value is None:
                    continue
                place = (block, names.get((each, unit), unit))
                sides[place].add(side)
                for score in together(scores):
                    found[place][keys[each, score.criterion]][side].add(score)
        return {place: cells for place, cells in found.items() if sides[place] == {0, 1}}

    def ledger(self, base: int, year: int) -> dict[Key, "Ledger"]:
        """Take the change of each index apart by the formula of Bennet."""
        return {place: Ledger(list(cells.values())) for place, cells in self.cells(base, year).items()}

    def unit_effects(self, base: int, year: int) -> dict[str, dict[str, Fraction]]:
        """Take the change of each block's mean of indices apart by its units: Griliches and Regev."""
        names = self.series(base, year)
        members: dict[Key, tuple[list[Index], list[Index]]] = defaultdict(lambda: ([], []))
        for side, each in enumerate((base, year)):
            for (block, unit), index in self.index(each).items():
                if index.value is not None:
                    members[block, names.get((each, unit), unit)][side].append(index)
        found = {}
        for block in {place[0] for place in members}:
            own = {place: pair for place, pair in members.items() if place[0] == block}
            sizes = [sum(len(pair[side]) for pair in own.values()) for side in (0, 1)]
            if all(sizes):
                found[block] = block_effects(list(own.values()), sizes)
        return found

    def polish(self, year: int) -> dict[str, tuple[float, dict[Key, float]]]:
        """Fit value = overall + unit + area + rest by medians; return the overall and the rests, by block."""
        tables: dict[str, dict[Key, float]] = defaultdict(dict)
        for (block, unit, area), index in self.areas(year).items():
            if index.value is not None:
                tables[block][unit, area] = float(index.value)
        return {block: medians(table) for block, table in tables.items()}


def chosen(rows: list[Row]) -> list[Row]:
    """Keep what counts of a unit's year: an appraisal replaces the self-score, unless nothing was appraised."""
    judged = any(row["source"] == "appraised" and row["state"] != "missing" for row in rows)
    sources: dict[Key, set[str]] = defaultdict(set)
    for row in rows:
        sources[row["area"], row["criterion"]].add(row["source"])

    def counts(row: Row) -> bool:
        both = {"self", "appraised"} <= sources[row["area"], row["criterion"]]
        return not both or row["source"] == "survey" or row["source"] == ("appraised" if judged else "self")

    return [row for row in rows if counts(row)]


def together(scores: Iterable[Score]) -> list[Score]:
    """Add an appraised and a survey score of one criterion; it is missing only if neither is there."""
    parts: dict[Key, list[Score]] = defaultdict(list)
    for score in scores:
        parts[score.area, score.criterion].append(score)
    return [
        Score(
            area=area,
            criterion=criterion,
            points=sum((score.points for score in each), Fraction(0)),
            maximum=sum((score.maximum for score in each), Fraction(0)),
            open_points=sum((score.open_points for score in each), Fraction(0)),
            state=next(
                (state for state in ("scored", "missing") if any(score.state == state for score in each)),
                "not_applicable",
            ),
            unknown=any(score.unknown for score in each),
        )
        for (area, criterion), each in parts.items()
    ]


class Cell:
    """One criterion in one year: points and maximum, and what is known where it does not count."""

    def __init__(self) -> None:
        """Start with a criterion that the framework does not have."""
        self.points = self.maximum = Fraction(0)
        self.states: set[str] = set()

    def add(self, score: Score) -> None:
        """Add the score of one criterion of one unit."""
        self.points += score.points
        self.maximum += score.maximum
        self.states.add(score.state)

    @property
    def why_not(self) -> str:
        """Say why the criterion does not count: a gap, not applicable, or not in the framework."""
        if not self.states:
            return "framework"
        return "missing" if "missing" in self.states else "not_applicable"


class Ledger:
    """The change of one index, by the parts of METHODS 12, and its comparable core."""

    def __init__(self, cells: list[list[Cell]]) -> None:
        """Compute from the criteria of both years."""
        wholes = [sum((pair[side].maximum for pair in cells), Fraction(0)) for side in (0, 1)]
        points = [sum((pair[side].points for pair in cells), Fraction(0)) for side in (0, 1)]
        self.index = [100 * points[side] / wholes[side] for side in (0, 1)]
        middle = sum(self.index) / 2
        self.effects: dict[str, Fraction] = dict.fromkeys(
            ("performance", "reweighting", "new", "dropped", "not_applicable", "missing"), Fraction(0)
        )
        core = [Fraction(0)] * 4
        for pair in cells:
            counts = [cell.maximum > 0 for cell in pair]
            share = [pair[side].maximum / wholes[side] for side in (0, 1)]
            rate = [100 * cell.points / cell.maximum if cell.maximum else Fraction(0) for cell in pair]
            if all(counts):
                self.effects["performance"] += sum(share) / 2 * (rate[1] - rate[0])
                self.effects["reweighting"] += (share[1] - share[0]) * (sum(rate) / 2 - middle)
                core = [
                    core[0] + pair[0].points,
                    core[1] + pair[0].maximum,
                    core[2] + pair[1].points,
                    core[3] + pair[1].maximum,
                ]
            elif counts[1]:
                why = pair[0].why_not
                self.effects["new" if why == "framework" else why] += share[1] * (rate[1] - middle)
            elif counts[0]:
                why = pair[1].why_not
                self.effects["dropped" if why == "framework" else why] -= share[0] * (rate[0] - middle)
        self.core = [100 * core[0] / core[1], 100 * core[2] / core[3]] if core[1] else None
        self.coverage = [core[1] / wholes[0], core[3] / wholes[1]]


def block_effects(pairs: list[tuple[list[Index], list[Index]]], sizes: list[int]) -> dict[str, Fraction]:
    """Return the effects of units on the mean of their indices; units compared as one by their pooled points."""
    means = [
        sum((index.value or Fraction(0) for pair in pairs for index in pair[side]), Fraction(0)) / sizes[side]
        for side in (0, 1)
    ]
    middle = sum(means) / 2
    effects = dict.fromkeys(("performance", "unit_reweighting", "entry", "exit", "merger"), Fraction(0))
    for pair in pairs:
        share = [Fraction(len(pair[side]), sizes[side]) for side in (0, 1)]
        own = [
            sum((index.value or Fraction(0) for index in each), Fraction(0)) / len(each) if each else Fraction(0)
            for each in pair
        ]
        pooled = [
            100 * sum(index.points for index in each) / sum(index.maximum for index in each) if each else Fraction(0)
            for each in pair
        ]
        if not pair[0]:
            effects["entry"] += share[1] * (own[1] - middle)
        elif not pair[1]:
            effects["exit"] -= share[0] * (own[0] - middle)
        else:
            moved = (share[1] - share[0]) * (sum(own) / 2 - middle)
            effects["performance"] += sum(share) / 2 * (pooled[1] - pooled[0])
            single = len(pair[0]) == len(pair[1]) == 1
            rest = sum(share) / 2 * ((own[1] - own[0]) - (pooled[1] - pooled[0]))
            effects["unit_reweighting" if single else "merger"] += moved if single else moved + rest
    return effects | {"change": means[1] - means[0]}


def medians(table: Mapping[Key, float]) -> tuple[float, dict[Key, float]]:
    """Polish: take the medians of rows, then of columns, in turn, until nothing moves; rows are units."""
    rest = dict(table)
    overall = 0.0
    effects: list[dict[str, float]] = [defaultdict(float), defaultdict(float)]
    before = float("inf")
    for _ in range(100):
        for side in (0, 1):
            for name in sorted({place[side] for place in rest}):
                line = [place for place in rest if place[side] == name]
                middle = median(rest[place] for place in line)
                effects[side][name] += middle
                rest |= {place: rest[place] - middle for place in line}
            other = effects[1 - side]
            shift = median(other.values()) if other else 0.0
            overall += shift
            effects[1 - side] = defaultdict(float, {name: value - shift for name, value in other.items()})
        size = sum(map(abs, rest.values()))
        if before - size <= 1e-9 * size:
            break
        before = size
    return overall, rest


class Groups:
    """Things that belong together once some of them are joined."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.of: dict[tuple[int, str], set[tuple[int, str]]] = {}

    def add(self, node: tuple[int, str]) -> None:
        """Add a thing that stands alone until it is joined."""
        self.of.setdefault(node, {node})

    def join(self, one: tuple[int, str], other: tuple[int, str]) -> None:
        """Put two things and all that belong to them together."""
        self.add(one)
        self.add(other)
        both = self.of[one] | self.of[other]
        self.of |= dict.fromkeys(both, both)

    def all(self) -> list[list[tuple[int, str]]]:
        """Return every group once."""
        return [sorted(group) for group in {id(group): group for group in self.of.values()}.values()]
