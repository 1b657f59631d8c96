"""Which units can have a profile: those with a score in the year, block by block in the order of the register.

Planning must stay light, so the tidy table is read as plain text where it is current; only where it is not are the
score sheets read first, once.
"""

import csv
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parkit.model.errors import ParkitError, closest, listing
from parkit.model.folders import processed_folder, raw_folder
from parkit.model.origin import origin_of
from parkit.model.project import load_scheme, load_units
from parkit.model.scheme import Scheme
from parkit.model.units import UnitRegister
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.parameters import notebook_parameters

UNIT: Final = "unit"
"""The parameter by which a notebook is known to be about one unit."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """The units of one scheme-year that have scores.

    Attributes
    ----------
    blocks : tuple of tuple of str
        Their codes, block by block.
    chosen : frozenset of str
        Those of them to be reported.
    found : frozenset of str
        The names asked for that some of them go by.
    """

    scheme: str
    year: int
    blocks: tuple[tuple[str, ...], ...]
    chosen: frozenset[str]
    found: frozenset[str]


def is_profile(notebook: Mapping[str, Any], name: str) -> bool:
    """Tell whether a notebook is about one unit: whether it declares the parameter ``unit``."""
    try:
        return any(parameter.name == UNIT for parameter in notebook_parameters(notebook, name))
    except ReportError:  # no parameters to be read; whoever plans this notebook says so
        return False


def choose_units(root: Path, places: Sequence[tuple[str, int]], names: Sequence[str]) -> tuple[Units, ...]:
    """Return the units with scores of each place, those that go by one of the names as chosen; all, if none is given.

    A scheme that cannot be read has one unit without a code: its report is planned, so that the run says what is wrong.

    Raises
    ------
    ParameterError
        No place has scores of units, or none has scores of a unit that goes by one of the names.
    """
    years = {code: [year for scheme, year in places if scheme == code] for code, _ in places}
    found = [units for code, asked in years.items() for units in _of_scheme(root, code, asked, names)]
    shown = listing(f"{code} {year}" for code, year in places)
    for name in names:
        if not any(name in units.found for units in found):
            raise ParameterError("unknown_profile", found=name, places=shown, hint=_closest(root, name, years))
    wanted = tuple(units for units in found if units.chosen)
    if not wanted:
        raise ParameterError("no_unit_scores", places=shown)
    return wanted


def neighbours(blocks: Iterable[Sequence[str]], unit: str, there: Collection[str]) -> tuple[str, str]:
    """Return the units before and after one in its block, of those that are there; empty at the ends.

    >>> neighbours([("a", "b", "c"), ("d",)], "a", {"a", "c", "d"})
    ('', 'c')
    """
    block = next(block for block in blocks if unit in block)
    place = block.index(unit)
    before = [code for code in block[:place] if code in there]
    after = [code for code in block[place + 1 :] if code in there]
    return before[-1] if before else "", after[0] if after else ""


def _of_scheme(root: Path, code: str, years: Iterable[int], names: Sequence[str]) -> list[Units]:
    try:
        scheme = load_scheme(root, code)
        register, scored = load_units(scheme), _scored(_current_table(root, code))
    except ParkitError:  # the reports planned instead fail with it
        nobody = frozenset({""})
        return [Units(scheme=code, year=year, blocks=(("",),), chosen=nobody, found=frozenset(names)) for year in years]
    return [_of_year(scheme, register, year, scored, names) for year in years]


def _of_year(
    scheme: Scheme, register: UnitRegister, year: int, scored: Collection[tuple[int, str]], names: Sequence[str]
) -> Units:
    there = [unit for unit in register if (year, unit.code) in scored]
    blocks = (tuple(unit.code for unit in there if unit.block == block) for block in scheme.blocks)
    codes = {unit.code for unit in there}
    named = {name: codes & {unit.code for unit in register.named(name, year)} for name in names}
    return Units(
        scheme=scheme.code,
        year=year,
        blocks=tuple(block for block in blocks if block),
        chosen=frozenset().union(*named.values()) if names else frozenset(codes),
        found=frozenset(name for name, units in named.items() if units),
    )


def _closest(root: Path, name: str, schemes: Iterable[str]) -> str:
    units = (unit for code in schemes for unit in load_units(load_scheme(root, code)))
    owners = {spelling: unit.code for unit in units for spelling in unit.spellings() if spelling}
    return listing(dict.fromkeys(owners[spelling] for spelling in closest(name, owners)))


def _current_table(root: Path, code: str) -> Path:
    """Return the tidy table of scores, made anew where it is not that of the files as they are."""
    folder = processed_folder(root) / code
    if _origin(folder / "datapackage.json") != origin_of(raw_folder(root) / code):
        from parkit.pipeline.inputs import read_inputs

        stopped = read_inputs(root, [code])[code].stopped
        if stopped:
            raise stopped
    return folder / "scores.csv"


def _origin(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["origin"]
    except (OSError, ValueError, KeyError):  # not there, or cut off: the table is made
        return None


def _scored(table: Path) -> frozenset[tuple[int, str]]:
    """Return year and code of every unit with a score."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        year, unit, state = (head.index(name) for name in ("year", "unit", "state"))
        return frozenset((int(row[year]), row[unit]) for row in rows if row[state] == "scored")
