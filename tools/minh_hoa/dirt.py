"""What goes wrong: the table of dirt, its effect on the truth, and its marks in the sheets.

Some dirt takes a score away for good (KĐG, a value nobody can restore): then the truth itself says missing.
All other dirt must read as the truth, by a rule of the reader or by a declared correction.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .answers import Survey
from .export import Format
from .scores import MISSING, NOT_APPLICABLE, Key, Score, Scores
from .sheet import Address, ErrorValue, Formula, Number, Place, Sheet, Value, address_name
from .tables import YEARS, framework, hundredths, plain, read_rows, units

_STATES = {"missing": MISSING, "not_applicable": NOT_APPLICABLE}
_SOURCES = ("self", "appraised")


@dataclass(frozen=True, kw_only=True)
class Dirt:
    """One row of the table: what is wrong where, what the truth becomes, how it is corrected, what is reported."""

    kind: str
    file: str
    sheet: str
    unit: str
    criterion: str
    what: str
    write: str
    state: str
    points: str
    becomes: str
    problem: str
    severity: str
    why_vi: str
    why_en: str

    @property
    def year(self) -> int:
        """Return the year of the file."""
        return int(self.file.partition("/")[0])

    def place_in(self, sheet: Sheet) -> Place | None:
        """Return the place in a sheet; a card says its criteria once, for no unit."""
        places = (Place(self.unit, self.criterion, self.what), Place("", self.criterion, self.what))
        return next((place for place in places if place in sheet.places), None)


@dataclass(kw_only=True)
class File:
    """A file before it is written: its sheets, and the format of an export."""

    sheets: list[Sheet]
    form: Format | None = None


@dataclass(kw_only=True)
class Found:
    """Where a piece of dirt ended up."""

    dirt: Dirt
    sheet: str = ""
    address: Address | None = None
    written: str = ""
    becomes: str = ""
    source: str = field(default="")

    @property
    def cell(self) -> str:
        """Return the address as Excel shows it, nothing for dirt without a cell."""
        return address_name(self.address) if self.address else ""


def read_dirt() -> tuple[Dirt, ...]:
    """Read the table of dirt."""
    return tuple(Dirt(**row) for row in read_rows("dirt.csv"))


def soil_truth(scores: Scores, survey: Survey, table: Sequence[Dirt]) -> None:
    """Give the truth what the dirt leaves of it: missing and not applicable scores, units without any."""
    blocks = {unit.code: unit.block for unit in units()}
    for dirt in table:
        if dirt.state == "absent":
            for key in [key for key in scores if (key.year, key.unit) == (dirt.year, dirt.unit)]:
                del scores[key]
                survey.pop(key, None)
        elif dirt.state or dirt.points:
            after = _STATES[dirt.state] if dirt.state else Score(hundredths(dirt.points))
            for source in _SOURCES if dirt.what not in _SOURCES else (dirt.what,):
                scores[Key(dirt.year, blocks[dirt.unit], dirt.unit, dirt.criterion, source)] = after


def soil_files(files: Mapping[str, File], scores: Scores, table: Sequence[Dirt]) -> list[Found]:
    """Write the dirt into the sheets and return where each piece ended up."""
    found = [_soil(files.get(dirt.file), scores, dirt) for dirt in table]
    for number, piece in enumerate(found):
        action = _MOVES.get(piece.dirt.write.partition(":")[0])
        if action and piece.address:
            sheet = _sheet(files[piece.dirt.file], piece.dirt)
            action(sheet, piece, found[:number] + found[number + 1 :])
    return found


def _soil(file: File | None, scores: Scores, dirt: Dirt) -> Found:
    texts = _templates(scores, dirt)
    piece = Found(dirt=dirt, becomes=_fill(dirt.becomes, texts), source=_source(dirt))
    if file is None or dirt.what in ("", "closing", "sheet"):
        piece.sheet = dirt.sheet
        return piece
    sheet = _sheet(file, dirt)
    row, column = sheet.places[dirt.place_in(sheet) or Place()]
    old = sheet.cells.get((row, column))
    value = _value(_fill(dirt.write, texts), old.value if old else "")
    style = "date" if isinstance(value, date) else old.style if old else "plain"
    sheet.put(row, column, value, style)
    if dirt.write == "hide-row:":
        sheet.hidden_rows.add(row)
    if dirt.write == "hide-column:":
        sheet.hidden_columns.update((column, column + 1))
    piece.sheet, piece.address, piece.written = sheet.name, (row, column), shown(value)
    return piece


def _source(dirt: Dirt) -> str:
    return next((source for source in _SOURCES if source in dirt.what), "")


def _sheet(file: File, dirt: Dirt) -> Sheet:
    """Return the sheet that the dirt names, or the first that has its place.

    Raises
    ------
    LookupError
        No sheet has the place.
    """
    for sheet in file.sheets:
        if dirt.sheet in ("", sheet.name) and dirt.place_in(sheet):
            return sheet
    message = f"{dirt.file}: no cell for {dirt.kind} {dirt.unit} {dirt.criterion} {dirt.what}"
    raise LookupError(message)


def _templates(scores: Scores, dirt: Dirt) -> dict[str, str]:
    """Return what {p}, {P}, {m} and {M} stand for: points and maximum, with comma and with point."""
    if dirt.year not in YEARS or not (dirt.unit and dirt.criterion):
        return {}
    unit = next(unit for unit in units() if unit.code == dirt.unit)
    line = next(line for line in framework(dirt.year) if line.code == dirt.criterion)
    score = scores.get(Key(dirt.year, unit.block, unit.code, line.code, _source(dirt)), MISSING)
    points, limit = score.points or 0, line.limits[unit.block] or 0
    return {"{p}": plain(points, ","), "{P}": plain(points), "{m}": plain(limit, ","), "{M}": f"{limit / 100:.1f}"}


def _fill(text: str, texts: Mapping[str, str]) -> str:
    for name, value in texts.items():
        text = text.replace(name, value)
    return text


def _value(text: str, old: Value) -> Value:
    """Return the value that an instruction such as ``date:2017-04-03`` writes; plain text is itself."""
    kind, colon, rest = text.partition(":")
    return _KINDS[kind](rest, old) if colon and kind in _KINDS else text


def _formula(rest: str, _: Value) -> Value:
    text, _sign, cached = rest.rpartition("=")
    return Formula(text, hundredths(cached))


def _decomposed(rest: str, old: Value) -> Value:
    return unicodedata.normalize("NFD", rest or str(old))


def _spaced(rest: str, old: Value) -> Value:
    return (rest or str(old)).replace(" ", "\u00a0")


def _added(rest: str, old: Value) -> Value:
    more = hundredths(rest) or 0
    if isinstance(old, str):
        return plain((hundredths(old.replace(",", ".")) or 0) + more, ",")
    if isinstance(old, Number):
        return Number(old.points + more)
    message = f"nothing to add to: {old!r}"
    raise TypeError(message)


def _over(rest: str, old: Value) -> Value:
    return f"{plain(old.points, ',')}/{rest}" if isinstance(old, Number) else old


def _as_it_is(_: str, old: Value) -> Value:
    return old


_KINDS: dict[str, Callable[[str, Value], Value]] = {
    "date": lambda rest, _: date.fromisoformat(rest),
    "error": lambda rest, _: ErrorValue(rest),
    "number": lambda rest, _: Number(hundredths(rest) or 0),
    "formula": _formula,
    "nfd": _decomposed,
    "nbsp": _spaced,
    "add": _added,
    "over": _over,
    "blank": lambda _rest, _old: "",
    **dict.fromkeys(("keep", "hide-row", "hide-column", "drop", "repeat"), _as_it_is),
}


def _drop(sheet: Sheet, piece: Found, others: Sequence[Found]) -> None:
    row = piece.address[0] if piece.address else 0
    sheet.drop_row(row)
    _shift(piece, others, row + 1, -1)
    piece.address, piece.written = None, ""


def _repeat(sheet: Sheet, piece: Found, others: Sequence[Found]) -> None:
    """Copy the row; the dirt is the copy, one row below."""
    row, column = piece.address or (0, 0)
    sheet.repeat_row(row)
    _shift(piece, others, row + 1, 1)
    piece.address = (row + 1, column)


def _shift(piece: Found, others: Sequence[Found], start: int, by: int) -> None:
    for other in others:
        alike = (other.dirt.file, other.sheet) == (piece.dirt.file, piece.sheet)
        if alike and other.address and other.address[0] >= start:
            other.address = (other.address[0] + by, other.address[1])


_MOVES: dict[str, Callable[[Sheet, Found, Sequence[Found]], None]] = {"drop": _drop, "repeat": _repeat}


def shown(value: Value) -> str:
    """Return a value as a reader of the file sees it."""
    if isinstance(value, Number):
        return plain(value.points)
    if isinstance(value, Formula):
        return "" if value.cached is None else plain(value.cached)
    return value.text if isinstance(value, ErrorValue) else str(value)
