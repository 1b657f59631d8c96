"""Who is scored: every unit of a scheme with its code, names, block, life span and successors.

A department that keeps its name after a merger is a new unit with a new code; series join by code and successor,
never by name alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from parkit.model.codes import CODE
from parkit.model.errors import closest
from parkit.model.language import Text
from parkit.model.names import canonical
from parkit.model.tables import Line, read_table

_COLUMNS: Final = ("code", "block", "vi", "en", "aliases", "valid_from", "valid_to", "successors")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An office that is scored."""

    code: str
    block: str
    name: Text
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]

    def exists_in(self, year: int) -> bool:
        """Tell whether the unit exists at the end of ``year``, when a year's scores are settled."""
        end = date(year, 12, 31)
        return (self.valid_from is None or self.valid_from <= end) and (self.valid_to is None or self.valid_to >= end)

    def spellings(self) -> tuple[str, ...]:
        """Return every accepted spelling: code, names and aliases."""
        return (self.code, self.name.vi, self.name.en, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class UnitRegister:
    """The units of a scheme."""

    units: tuple[Unit, ...]

    def __iter__(self) -> Iterator[Unit]:
        """Go through the units in the order of units.csv."""
        return iter(self.units)

    def get(self, code: str) -> Unit:
        """Return the unit with this code."""
        return self._by_code[code]

    def named(self, name: str, year: int) -> tuple[Unit, ...]:
        """Return the units of ``year`` that declare this spelling; only one is an answer."""
        return tuple(unit for unit in self._by_name.get(canonical(name), ()) if unit.exists_in(year))

    def find(self, name: str, year: int) -> Unit | None:
        """Return the one unit of ``year`` that declares this spelling; likeness is never enough."""
        matches = self.named(name, year)
        return matches[0] if len(matches) == 1 else None

    def in_year(self, year: int, block: str | None = None) -> tuple[Unit, ...]:
        """Return the units that exist at the end of ``year``, of one block or all."""
        return tuple(unit for unit in self.units if unit.exists_in(year) and block in (None, unit.block))

    def suggestions(self, name: str, year: int) -> list[str]:
        """Return the three names of ``year`` most like ``name``, for an error message."""
        return closest(name, (unit.name.vi for unit in self.in_year(year)))

    def suggested_codes(self, name: str, year: int) -> list[str]:
        """Return the codes of the units of ``year`` that have a spelling most like ``name``, for an error message."""
        owners = {spelling: unit.code for unit in self.in_year(year) for spelling in unit.spellings() if spelling}
        return list(dict.fromkeys(owners[spelling] for spelling in closest(name, owners)))

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Unit, ...]]:
        found: dict[str, tuple[Unit, ...]] = {}
        for unit in self.units:
            for form in {canonical(spelling) for spelling in unit.spellings()}:
                found[form] = (*found.get(form, ()), unit)
        return found


def read_units(path: Path, blocks: Iterable[str]) -> UnitRegister:
    """Read units.csv.

    Raises
    ------
    DefinitionError
        Unknown block or successor, malformed code or date, code used twice, spelling shared by two living units.
    """
    known = tuple(blocks)
    lines = read_table(path, columns=_COLUMNS)
    units = tuple(_unit(line, known) for line in lines)
    _check_register(lines, units)
    return UnitRegister(units=units)


def _unit(line: Line, blocks: tuple[str, ...]) -> Unit:
    code = line.text("code")
    if not CODE.fullmatch(code):
        raise line.error("bad_code", found=code)
    first, last = _date(line, "valid_from"), _date(line, "valid_to")
    if first and last and last < first:
        raise line.error("dates_reversed", found=str(last), first=str(first))
    return Unit(
        code=code,
        block=line.one_of("block", blocks),
        name=Text(vi=line.text("vi"), en=line.text("en")),
        aliases=line.items("aliases"),
        valid_from=first,
        valid_to=last,
        successors=line.items("successors"),
    )


def _date(line: Line, column: str) -> date | None:
    if not line.cells[column]:
        return None
    try:
        return date.fromisoformat(line.cells[column])
    except ValueError as error:
        raise line.error("bad_date", column=column, found=line.cells[column]) from error


def _check_register(lines: tuple[Line, ...], units: tuple[Unit, ...]) -> None:
    codes: set[str] = set()
    for line, unit in zip(lines, units, strict=True):
        if unit.code in codes:
            raise line.error("code_twice", found=unit.code)
        codes.add(unit.code)
    for line, unit in zip(lines, units, strict=True):
        for successor in unit.successors:
            if successor not in codes:
                raise line.error("unknown_successor", found=successor, hint=", ".join(closest(successor, codes)))
    _check_spellings(lines, units)


def _check_spellings(lines: tuple[Line, ...], units: tuple[Unit, ...]) -> None:
    """Refuse a spelling that two units with overlapping lives declare: it could not tell them apart."""
    owners: dict[str, list[Unit]] = {}
    for line, unit in zip(lines, units, strict=True):
        for form in sorted({canonical(spelling) for spelling in unit.spellings()}):
            for other in owners.setdefault(form, []):
                if _lives_overlap(unit, other):
                    raise line.error("spelling_shared", found=form, other=other.code)
            owners[form].append(unit)


def _lives_overlap(one: Unit, other: Unit) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    return starts <= min(one.valid_to or date.max, other.valid_to or date.max)
