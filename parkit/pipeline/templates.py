"""Write the scorecards of a year, one workbook for each unit, all of them or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from parkit.intake.files import is_pattern
from parkit.intake.template import Card, make_card
from parkit.intake.template_book import write_card
from parkit.model.catalogue import say
from parkit.model.errors import UsageError, listing
from parkit.model.language import Lang
from parkit.model.project import check_year, list_years, load_framework, load_scheme, load_units
from parkit.model.scheme import Scheme
from parkit.model.units import Unit, UnitRegister
from parkit.model.whole import write_whole
from parkit.pipeline.leftovers import remove_passing

Echo = Callable[[str], object]
_SHOWN: Final = 10


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which workbooks to write and where; no unit means all, no folder ``templates/<scheme>/<year>``."""

    scheme: str
    year: int
    units: Sequence[str] = ()
    langs: Sequence[Lang] = ("vi",)
    out: str | None = None
    force: bool = False


def write_templates(root: Path, order: Order, *, lang: Lang, echo: Echo) -> tuple[Path, ...]:
    """Write the workbooks, say how many and where, and return their paths.

    Raises
    ------
    UsageError
        The scheme, the year or a unit does not exist, there is nothing to score, or a file would be overwritten.
    DefinitionError
        A file that defines the scheme is wrong.
    WriteError
        A file could not be written; none is then left half written.
    """
    scheme = load_scheme(root, order.scheme)
    check_year(root, order.scheme, order.year)
    cards = _cards(root, scheme, order)
    folder = Path(order.out) if order.out else root / "templates" / order.scheme / str(order.year)
    named = {folder / _name(card, own): (card, own) for card in cards for own in order.langs}
    if not order.force:
        _refuse_overwriting(folder, named)
    remove_passing(folder)
    write_whole({path: write_card(card, own) for path, (card, own) in named.items()})
    echo(say("template.written", lang, count=len(named), folder=_shown(folder, root)))
    if not _is_read(scheme, order.year, next(iter(named)).name):
        echo(say("template.table_needed", lang, year=order.year))
    return tuple(named)


def _cards(root: Path, scheme: Scheme, order: Order) -> tuple[Card, ...]:
    """Return the cards of the units asked for; of all units, those that have something to score."""
    framework = load_framework(scheme, order.year)
    units = _choose(scheme, load_units(scheme), order)
    cards = tuple(make_card(scheme, unit, framework) for unit in units)
    empty = next((card.unit.code for card in cards if not card.lines), "")
    if empty and (order.units or not any(card.lines for card in cards)):
        years = listing(list_years(root, scheme.code))
        raise UsageError("no_criteria", scheme=scheme.code, year=order.year, unit=empty, choices=years)
    return tuple(card for card in cards if card.lines)


def _choose(scheme: Scheme, register: UnitRegister, order: Order) -> tuple[Unit, ...]:
    """Return the units asked for, in the order of the register, or all of the year."""
    living = register.in_year(order.year)
    if not living:
        raise UsageError("no_units", scheme=scheme.code, year=order.year)
    wanted = {_find(scheme, register, name, order.year) for name in order.units}
    return tuple(unit for unit in living if unit in (wanted or living))


def _find(scheme: Scheme, register: UnitRegister, name: str, year: int) -> Unit:
    unit = register.find(name, year)
    if unit is None:
        hint = listing(register.suggested_codes(name, year))
        file = f"data/raw/{scheme.code}/units.csv"
        raise UsageError("unknown_unit", scheme=scheme.code, found=name, year=year, hint=hint, file=file)
    return unit


def _name(card: Card, lang: Lang) -> str:
    return f"{card.unit.code}-{card.year}{'' if lang == 'vi' else f'-{lang}'}.xlsx"


def _refuse_overwriting(folder: Path, paths: Iterable[Path]) -> None:
    there = [path.name for path in paths if path.exists()]
    if there:
        more = f" (+{len(there) - _SHOWN})" if len(there) > _SHOWN else ""
        raise UsageError("would_overwrite", count=len(there), folder=folder, files=listing(there[:_SHOWN]) + more)


def _shown(folder: Path, root: Path) -> str:
    """Return a folder as the reader calls it: within the project from its root on."""
    inside = folder.is_absolute() and folder.is_relative_to(root)
    return (folder.relative_to(root) if inside else folder).as_posix()


def _is_read(scheme: Scheme, year: int, name: str) -> bool:
    """Tell whether a scorecard of this name would be read in the folder of the year."""
    tables = [table for table in scheme.tables if table.holds_in(year) and table.layout in ("", "scorecard")]
    return any(is_pattern(table) and fnmatchcase(name, table.file) for table in tables)
