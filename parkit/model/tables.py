"""Read the small files that define a scheme (CSV and TOML), with errors that name file, line and what was expected."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from parkit.model.codes import stays_inside
from parkit.model.delimited import QuoteError, split_rows
from parkit.model.errors import DefinitionError, closest, listing
from parkit.model.language import Text, nfc
from parkit.model.visible import strange_character, strange_place

Value = TypeVar("Value")

_WRITTEN: Final = {str: '"…"', int: "2018", float: "90.5", bool: "true, false", dict: "{ … }", list: "[ … ]"}
"""How a value of each type is written in TOML; a reader who never programs knows it by its looks."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a definition table: its cells by column, and where it stands."""

    file: Path
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not self.cells[column]:
            raise self.error("empty_cell", column=column)
        return self.cells[column]

    def one_of(self, column: str, choices: Iterable[str]) -> str:
        """Return a cell that must be one of ``choices``."""
        allowed = tuple(choices)
        value = self.cells[column]
        if value not in allowed:
            raise self.error("cell_not_allowed", column=column, found=value, expected=listing(allowed))
        return value

    def items(self, column: str) -> tuple[str, ...]:
        """Return a cell that holds a list separated by semicolons."""
        return tuple(item for item in (nfc(part) for part in self.cells[column].split(";")) if item)

    def error(self, code: str, **fields: object) -> DefinitionError:
        """Return an error that names this file and line."""
        return DefinitionError(code, **place(self.file), line=self.number, **fields)


def place(path: Path) -> dict[str, str]:
    """Return the file's name and its folder below data/raw, as error messages show them.

    >>> place(Path("data/raw/nam-dinh/2018/framework.csv"))
    {'file': 'framework.csv', 'folder': 'nam-dinh/2018'}
    """
    above = path.parent
    return {"file": path.name, "folder": f"{above.parent.name}/{above.name}" if above.name.isdecimal() else above.name}


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    DefinitionError
        The file is missing, cannot be read, is not UTF-8, or holds a character that no one sees.
    """
    if not path.is_file():
        raise DefinitionError("missing_file", **place(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError("not_utf8", **place(path), line=line_of(error)) from error
    except OSError as error:
        raise DefinitionError("unreadable", **place(path), cause=error.strerror) from error
    found = strange_character(text)
    if found:
        line = text.count("\n", 0, strange_place(text)) + 1
        raise DefinitionError("strange_character", **place(path), line=line, found=found)
    return text


def line_of(error: UnicodeDecodeError) -> int:
    """Return the number of the line with the first byte that is not UTF-8."""
    return error.object.count(b"\n", 0, error.start) + 1


def read_table(path: Path, *, columns: Iterable[str], optional: Iterable[str] = ()) -> tuple[Line, ...]:
    """Read a CSV definition table whose header must hold exactly the ``columns`` (``optional`` ones may be absent).

    Raises
    ------
    DefinitionError
        Missing, empty or undecodable file, unknown or missing column, a line with too many cells, a stray quote.
    """
    required, extra = tuple(columns), tuple(optional)
    rows = list(_numbered_rows(path))
    if not rows:
        raise DefinitionError("empty_file", **place(path), expected=listing(required))
    header = [nfc(cell) for cell in rows[0][1]]
    _check_header(path, header, required, extra)
    return tuple(_line(path, number, header, cells, extra) for number, cells in rows[1:])


def _numbered_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        rows = split_rows(read_text(path))
    except QuoteError as error:
        raise DefinitionError("broken_quotes", **place(path), line=error.line) from error
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _check_header(path: Path, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    allowed = required + optional
    unknown = [name for name in header if name not in allowed]
    missing = [name for name in required if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    if not (unknown or missing or twice):
        return
    wrong = {"found": listing(header), "expected": listing(allowed), "hint": listing(unknown + missing or twice)}
    raise DefinitionError("wrong_columns", **place(path), **wrong)


def _line(path: Path, number: int, header: list[str], cells: list[str], optional: tuple[str, ...]) -> Line:
    if len(cells) != len(header):
        counts = {"found": len(cells), "expected": len(header)}
        raise DefinitionError("wrong_cell_count", **place(path), line=number, **counts)
    by_column = dict.fromkeys(optional, "") | {name: nfc(cell) for name, cell in zip(header, cells, strict=True)}
    return Line(file=path, number=number, cells=by_column)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One table of a TOML file: typed reads, and no key that nobody reads."""

    file: Path
    where: str
    values: Mapping[str, Any]

    def get(self, key: str, kind: type[Value], default: Value | None = None) -> Value:
        """Return a value of the wanted type, or the default where one is given."""
        value: Any = self.values.get(key, default)
        if value is None:
            raise self.error("missing_key", key=key)
        if kind is float and type(value) is int:
            value = float(value)  # TOML writes 90 for 90.0
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.error("wrong_key_type", key=key, found=value, expected=_WRITTEN[kind])
        return value

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return a text that must be one of ``choices``."""
        allowed = tuple(choices)
        value = self.get(key, str, default)
        if value not in allowed:
            hint = listing(closest(value, allowed))
            raise self.error("key_not_allowed", key=key, found=value, expected=listing(allowed), hint=hint)
        return value

    def file_name(self, key: str, default: str | None = None) -> str:
        """Return the name of a file, or a pattern of names, that cannot lead out of the folder it is looked up in."""
        name = self.get(key, str, default)
        if not stays_inside(name):
            raise self.error("file_outside", key=key, found=name)
        return name

    def text(self, key: str) -> Text:
        """Return a wording in both languages."""
        both = self.table(key)
        return Text(vi=nfc(both.get("vi", str)), en=nfc(both.get("en", str)))

    def table(self, key: str) -> "Settings":
        """Return a sub-table; an absent one is empty."""
        return Settings(file=self.file, where=f"{self.where}.{key}".lstrip("."), values=self.get(key, dict, {}))

    def tables(self, key: str) -> tuple["Settings", ...]:
        """Return an array of tables."""
        rows = self.get(key, list, [])
        where = f"{self.where}.{key}".lstrip(".")
        for row in rows:
            if not isinstance(row, dict):
                raise self.error("wrong_key_type", key=key, found=row, expected=f"[[{where}]]")
        return tuple(
            Settings(file=self.file, where=f"{where}[{number}]", values=row) for number, row in enumerate(rows, start=1)
        )

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads: a misspelt rule must not be ignored."""
        for key in self.values:
            if key not in known:
                hint = listing(closest(key, known))
                raise self.error("unknown_key", key=key, expected=listing(known), hint=hint)

    def error(self, code: str, **fields: object) -> DefinitionError:
        """Return an error that names this file and table."""
        where = self.where or self.file.name
        return DefinitionError(code, **place(self.file), where=where, **fields)


def read_toml(path: Path) -> Settings:
    """Read a TOML definition file.

    Raises
    ------
    DefinitionError
        Missing, not UTF-8, not TOML (with line and column of the fault), or with a character that no one sees.
    """
    try:
        values = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError("not_toml", **place(path), cause=str(error)) from error
    found = strange_character("".join(_texts(values)))  # TOML can write one as an escape
    if found:
        raise DefinitionError("strange_escape", **place(path), found=found)
    return Settings(file=path, where="", values=values)


def _texts(value: object) -> Iterator[str]:
    """Go through every text of a TOML file, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
