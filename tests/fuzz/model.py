"""A scheme small enough to reason about: units that come, go and merge, criteria that change, scores of every state."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

BLOCKS = ("so", "huyen")
AREAS = ("1", "2", "3")
FIRST_YEAR = 2020

SCHEME = """\
code = "tinh-thu"
constructed = true
name = { vi = "Chỉ số thử", en = "Test index" }
province = { vi = "tỉnh Thử", en = "Test province" }
[blocks.so]
name = { vi = "Các sở", en = "Departments" }
short = { vi = "Khối sở", en = "Departments" }
[blocks.huyen]
name = { vi = "Các huyện", en = "Districts" }
short = { vi = "Khối huyện", en = "Districts" }
[marks]
"x" = "not_applicable"
"KĐG" = "missing"
"""
SOURCES = """\
[[sources]]
id = "table"
title = { vi = "Bảng điểm", en = "Score table" }
publisher = "UBND tỉnh Thử"
date = "2024"
files = []
complete = true
"""


@dataclass(frozen=True)
class Line:
    """A criterion: its maximum in each block that it applies to, and the codes it continues."""

    code: str
    area: str
    maxima: dict[str, float]
    previous: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mark:
    """A score: its state, the points, and the unit's own opinion of them (None: it gave none)."""

    state: str
    points: float | None = None
    own: float | None = None


@dataclass
class Office:
    """A unit: its block, its life, and who came after it."""

    code: str
    block: str
    first: int | None = None
    last: int | None = None
    heirs: tuple[str, ...] = ()


@dataclass
class Model:
    """The scheme over its years; edits act on the latest one."""

    seed: int
    lines: dict[int, list[Line]] = field(default_factory=dict)
    scores: dict[int, dict[tuple[str, str], Mark]] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with two areas, four criteria and five units, all scored."""
        self.chance = random.Random(self.seed)  # noqa: S311  a test that can be repeated
        self.names = (f"{number}" for number in range(1, 10_000))
        self.lines[FIRST_YEAR] = [self._line(area) for area in ("1", "1", "2", "2")]
        for block in ("so", "so", "so", "huyen", "huyen"):
            self._found(block, None)
        self.scores[FIRST_YEAR] = {}
        self.fill()

    @property
    def year(self) -> int:
        """The latest year."""
        return max(self.lines)

    @property
    def years(self) -> list[int]:
        """All years."""
        return sorted(self.lines)

    def alive(self, year: int) -> list[Office]:
        """Return the units of a year."""
        return [
            office
            for office in self.offices.values()
            if (office.first or 0) <= year and (office.last is None or year <= office.last)
        ]

    def _line(self, area: str, previous: frozenset[str] = frozenset(), maxima: dict[str, float] | None = None) -> Line:
        most = maxima or {block: self.chance.choice((0.5, 1.0, 2.0, 3.5)) for block in self._blocks()}
        return Line(code=f"{area}.{next(self.names)}", area=area, maxima=most, previous=previous)

    def _blocks(self) -> tuple[str, ...]:
        return self.chance.choice((BLOCKS, BLOCKS, BLOCKS, ("so",), ("huyen",)))

    def _found(self, block: str, first: int | None) -> Office:
        code = f"{block}-u{next(self.names)}"
        self.offices[code] = Office(code=code, block=block, first=first)
        return self.offices[code]

    def _mark(self, most: float) -> Mark:
        state = self.chance.choices(("scored", "not_applicable", "missing"), weights=(8, 1, 1))[0]
        points, own = (self.chance.randint(0, round(4 * most)) / 4 for _ in range(2))
        own_score = own if state == "scored" and self.chance.random() < 0.4 else None
        return Mark(state=state, points=points if state == "scored" else None, own=own_score)

    def fill(self) -> None:
        """Score what has no score yet, and forget the scores of what is gone."""
        wanted = {
            (office.code, line.code): line.maxima[office.block]
            for office in self.alive(self.year)
            for line in self.lines[self.year]
            if office.block in line.maxima
        }
        old = self.scores[self.year]
        self.scores[self.year] = {
            key: old[key] if key in old and (old[key].points or 0) <= most else self._mark(most)
            for key, most in wanted.items()
        }

    def next_year(self) -> None:
        """Go on with the same criteria and units, all scored anew."""
        self.lines[self.year + 1] = [replace(line, previous=frozenset({line.code})) for line in self.lines[self.year]]
        self.scores[self.year] = {}
        self.fill()

    def edit_lines(self, change: str, place: int) -> None:
        """Add, drop, rename, split or join criteria, change a maximum, or to whom one applies."""
        lines = self.lines[self.year]
        place %= len(lines)
        line = lines[place]
        parts = {block: most / 2 for block, most in line.maxima.items()}
        new = {
            "add": lambda: [*lines, self._line(self.chance.choice(AREAS))],
            "drop": lambda: lines[:place] + lines[place + 1 :] if len(lines) > 1 else lines,
            "rename": lambda: self._swap(place, [self._line(line.area, line.previous, line.maxima)]),
            "split": lambda: self._swap(place, [self._line(line.area, line.previous, parts) for _ in range(2)]),
            "join": lambda: self._join(place),
            "maximum": lambda: self._swap(place, [replace(line, maxima={b: m + 0.5 for b, m in line.maxima.items()})]),
            "applies": lambda: self._swap(place, [replace(line, maxima=dict.fromkeys(self._blocks(), 2.0))]),
        }
        self.lines[self.year] = new[change]()
        self.fill()

    def _swap(self, place: int, new: list[Line]) -> list[Line]:
        lines = self.lines[self.year]
        return lines[:place] + new + lines[place + 1 :]

    def _join(self, place: int) -> list[Line]:
        lines = self.lines[self.year]
        line, other = lines[place], lines[place - 1]
        if line is other:
            return lines
        maxima = {block: line.maxima.get(block, 0) + other.maxima.get(block, 0) for block in BLOCKS}
        joined = self._line(line.area, line.previous | other.previous, {b: m for b, m in maxima.items() if m})
        return [each for each in lines if each not in (line, other)] + [joined]

    def edit_offices(self, change: str, place: int) -> None:
        """Found, close, rename, merge or split units at the turn of the year; in the first year only found them."""
        everyone = [office for office in self.alive(self.year) if office.first != self.year or change == "found"]
        if not everyone:
            return
        office = everyone[place % len(everyone)]
        same = [other for other in everyone if other.block == office.block and other is not office]
        if change == "found":
            self._found(office.block, None if self.year == FIRST_YEAR else self.year)
        elif self.year > FIRST_YEAR and (change != "merge" or same):
            ended = [office, *(same[:1] if change == "merge" else ())]
            heirs = {"close": 0, "rename": 1, "merge": 1, "split": 2}[change]
            codes = tuple(self._found(office.block, self.year).code for _ in range(heirs))
            for each in ended:
                each.last, each.heirs = self.year - 1, codes
        self.fill()

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Return every score as a tidy row."""
        for year, scores in self.scores.items():
            lines = {line.code: line for line in self.lines[year]}
            for (unit, code), mark in scores.items():
                block = self.offices[unit].block
                place = ("tinh-thu", year, block, unit, lines[code].area, code)
                most = lines[code].maxima[block]
                if mark.own is not None:
                    yield *place, "self", "scored", mark.own, most
                yield *place, "appraised", mark.state, mark.points, most

    def frame(self) -> pd.DataFrame:
        """Return the tidy scores of all years."""
        names = ["scheme", "year", "block", "unit", "area", "criterion", "source", "state", "points", "max_points"]
        return pd.DataFrame(list(self.rows()), columns=names).astype({"points": float, "max_points": float})

    def register(self) -> pd.DataFrame:
        """Return the units as the analysis takes them."""
        rows = [
            (
                office.code,
                office.block,
                None if office.first is None else date(office.first, 1, 1),
                None if office.last is None else date(office.last, 12, 31),
                ";".join(office.heirs),
            )
            for office in self.offices.values()
        ]
        return pd.DataFrame(rows, columns=["code", "block", "valid_from", "valid_to", "successors"], dtype=object)

    def crosswalk(self) -> pd.DataFrame | None:
        """Return which criterion continues which, from year to year; a step without any goes by code."""
        rows = [
            (year - 1, year, old, line.code)
            for year in self.years[1:]
            for line in self.lines[year]
            for old in sorted(line.previous)
        ]
        return pd.DataFrame(rows, columns=["year_0", "year_1", "code_0", "code_1"]) if rows else None

    def write(self, root: Path) -> None:
        """Write the scheme as an office would hold it: definitions, and one list of scores a year."""
        folder = root / "data" / "raw" / "tinh-thu"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "scheme.toml").write_text(SCHEME, encoding="utf-8")
        (folder / "SOURCES.toml").write_text(SOURCES, encoding="utf-8")
        (folder / "units.csv").write_text("\n".join(self._unit_lines()) + "\n", encoding="utf-8")
        for year in self.years:
            (folder / str(year)).mkdir(exist_ok=True)
            (folder / f"{year}/framework.csv").write_text("\n".join(self._framework(year)) + "\n", encoding="utf-8")
            (folder / f"{year}/diem.csv").write_text("\n".join(self._sheet(year)) + "\n", encoding="utf-8")

    def _unit_lines(self) -> Iterator[str]:
        yield "code,block,vi,en,aliases,valid_from,valid_to,successors"
        for office in self.offices.values():
            first = "" if office.first is None else f"{office.first}-01-01"
            last = "" if office.last is None else f"{office.last}-12-31"
            name = office.code.upper()
            yield f"{office.code},{office.block},Đơn vị {name},Unit {name},,{first},{last},{';'.join(office.heirs)}"

    def _framework(self, year: int) -> Iterator[str]:
        lines = self.lines[year]
        yield "code,parent,level,vi,en,aliases,max_so,max_huyen,previous"
        yield f"index,,index,Chỉ số,Index,,{_maxima(lines)},"
        for area in sorted({line.area for line in lines}):
            own = [line for line in lines if line.area == area]
            yield f"{area},index,area,Lĩnh vực {area},Area {area},,{_maxima(own)},"
            for line in own:
                previous = ";".join(sorted(line.previous))
                name = line.code.replace(".", " số ")
                yield f"{line.code},{area},criterion,Tiêu chí {name},Criterion {name},,{_maxima([line])},{previous}"

    def _sheet(self, year: int) -> Iterator[str]:
        yield "Đơn vị;Mã tiêu chí;Điểm tối đa;Tự chấm;Thẩm định"
        lines = {line.code: line for line in self.lines[year]}
        for (unit, code), mark in self.scores[year].items():
            most = lines[code].maxima[self.offices[unit].block]
            shown = {"scored": _number(mark.points), "not_applicable": "x", "missing": "KĐG"}[mark.state]
            yield f"Đơn vị {unit.upper()};{code};{_number(most)};{_number(mark.own)};{shown}"


def _maxima(lines: list[Line]) -> str:
    sums = [sum(line.maxima.get(block, 0) for line in lines) for block in BLOCKS]
    return ",".join(f"{most:g}" if most else "-" for most in sums)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")
