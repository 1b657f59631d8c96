"""The hand-written tables behind the scheme: wordings, frameworks, units, levels; points are whole hundredths.

Whole hundredths keep every sum exact, so that a block mean can be made to print exactly as wanted.
"""

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"
YEARS = tuple(range(2016, 2026))
BLOCKS = ("so", "huyen", "xa")
FRAMEWORKS = (2016, 2018, 2021)
COMMUNES_FROM = 2025
NEVER = 9999
_PARTS = ("", "Đông", "Tây", "Nam", "Bắc", "Trung", "Thượng")
_LEVELS = ("area", "criterion", "component")


def read_rows(name: str) -> list[dict[str, str]]:
    """Read one of the tables as dictionaries by heading."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hundredths(text: str) -> int | None:
    """Return points as whole hundredths; nothing and a dash are no number.

    >>> hundredths("13.5"), hundredths("-")
    (1350, None)
    """
    return None if text in ("", "-") else round(float(text) * 100)


def plain(points: int, sign: str = ".") -> str:
    """Write hundredths as people type points, without needless zeros.

    >>> plain(1350), plain(-25, ","), plain(200)
    ('13.5', '-0,25', '2')
    """
    digits = f"{abs(points) // 100}.{abs(points) % 100:02d}".rstrip("0").rstrip(".")
    return ("-" if points < 0 else "") + digits.replace(".", sign)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a framework; ``limits`` holds the maximum of each block, None where it does not apply."""

    code: str
    item: str
    vi: str
    en: str
    aliases: str
    limits: dict[str, int | None]
    step: int
    source: str
    was: str

    @property
    def parent(self) -> str:
        """Return the code of the line above, or ``index``."""
        return self.code.rpartition(".")[0] or "index"

    @property
    def area(self) -> str:
        """Return the code of the area the line belongs to."""
        return self.code.partition(".")[0]

    @property
    def level(self) -> str:
        """Return area, criterion or component, by the depth of the code."""
        return _LEVELS[self.code.count(".")]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An invented office: its register line, how good it is and how it develops."""

    code: str
    block: str
    vi: str
    en: str
    aliases: str
    valid_from: str
    valid_to: str
    successors: str
    level: float
    trend: float
    inflation: float
    event_year: int
    event: float

    def lives_in(self, year: int) -> bool:
        """Tell whether the unit is scored for ``year``: it exists at the end of it."""
        return self.valid_from <= f"{year}-12-31" and (self.valid_to or str(NEVER)) >= f"{year}-12-31"


def framework_year(year: int) -> int:
    """Return the first year of the framework in force.

    >>> framework_year(2020)
    2018
    """
    return max(first for first in FRAMEWORKS if first <= year)


@cache
def framework(year: int) -> tuple[Line, ...]:
    """Return the lines of the framework in force in ``year``, with the sums of the lines above the leaves."""
    first = framework_year(year)
    words = {row["item"]: row for row in read_rows("items.csv")}
    rows = read_rows(f"framework-{first}.csv")
    return tuple(_line(row, words[row["item"]], rows) for row in rows)


def _line(row: dict[str, str], words: dict[str, str], rows: list[dict[str, str]]) -> Line:
    below = [other for other in rows if other["code"].startswith(row["code"] + ".") and other["source"]]
    limits = {block: _limit(row, below, f"max_{block}") for block in BLOCKS}
    return Line(
        code=row["code"],
        item=row["item"],
        vi=words["vi"],
        en=words["en"],
        aliases=words["aliases"],
        limits=limits,
        step=hundredths(row["step"]) or 1,
        source=row["source"],
        was=row["was"],
    )


def _limit(row: dict[str, str], below: list[dict[str, str]], column: str) -> int | None:
    if not below:
        return hundredths(row[column])
    total = sum(hundredths(leaf[column]) or 0 for leaf in below)
    declared = hundredths(row[column])
    if declared is not None and declared != total:
        message = f"{row['code']} {row['item']}: parts add to {total}, not {declared}"
        raise ValueError(message)
    return total or None


def leaves(year: int, block: str) -> tuple[Line, ...]:
    """Return the lines that carry points in a block."""
    return tuple(line for line in framework(year) if line.source and line.limits[block] is not None)


@cache
def units() -> tuple[Unit, ...]:
    """Return every unit there ever was: departments, districts, and the communes that follow them."""
    named = [_unit(row) for row in read_rows("units.csv")]
    heirs = {unit.code: _communes_of(unit) for unit in named if unit.valid_to == "2025-06-30"}
    heirs["tp-minh-hoa"] = _communes_of(_by_code(named, "huyen-vi-du"))[:5] + heirs["tp-minh-hoa"]
    followed = [_with_heirs(unit, heirs.get(unit.code, ())) for unit in named]
    return (*followed, *(commune for communes in heirs.values() for commune in communes))


def units_in(year: int, block: str) -> tuple[Unit, ...]:
    """Return the units of a block that are scored for ``year``."""
    return tuple(unit for unit in units() if unit.block == block and unit.lives_in(year))


def _by_code(named: list[Unit], code: str) -> Unit:
    return next(unit for unit in named if unit.code == code)


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        code=row["code"],
        block=row["block"],
        vi=row["vi"],
        en=row["en"],
        aliases=row["aliases"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        successors=row["successors"],
        level=float(row["level"]),
        trend=float(row["trend"]),
        inflation=float(row["inflation"]),
        event_year=int(row["event_year"] or NEVER),
        event=float(row["event"] or 0),
    )


def _with_heirs(unit: Unit, heirs: tuple[Unit, ...]) -> Unit:
    return replace(unit, successors=";".join(heir.code for heir in heirs)) if heirs else unit


def _communes_of(district: Unit) -> tuple[Unit, ...]:
    """Split a district into communes (a city and what joined it into wards) that keep its name and a direction."""
    city = district.code in ("tp-minh-hoa", "huyen-vi-du")
    parts = _PARTS if district.code == "tp-minh-hoa" else _PARTS[:6]
    return tuple(_commune(district, part, "phuong" if city else "xa") for part in parts)


_SLUGS = {"Đông": "-dong", "Tây": "-tay", "Nam": "-nam", "Bắc": "-bac", "Trung": "-trung", "Thượng": "-thuong", "": ""}


def _commune(district: Unit, part: str, kind: str) -> Unit:
    base = district.vi.removeprefix("Thành phố ").removeprefix("Huyện ")
    name = f"{base} {part}".strip()
    title, english, short = ("Phường", "ward", "P.") if kind == "phuong" else ("Xã", "commune", "X.")
    return Unit(
        code=f"{kind}-{district.code.removeprefix('tp-').removeprefix('huyen-')}{_SLUGS[part]}",
        block="xa",
        vi=f"{title} {name}",
        en=f"{name} {english}",
        aliases=f"UBND {title.lower()} {name};{short} {name}",
        valid_from=f"{COMMUNES_FROM}-07-01",
        valid_to="",
        successors="",
        level=district.level / 2,
        trend=0.0,
        inflation=0.2,
        event_year=NEVER,
        event=0.0,
    )
