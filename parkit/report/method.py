"""The methods as their specifications write them down: formula, source, and a tiny table with its known answer.

A specification is one TOML file in ``tests/spec``. The tests call the function it names with its tables and hold the
result against the expected table; the appendix of the site prints the same file. So what readers see is what is tested.

Keys of a specification
-----------------------
=================  ===================================================================================================
key                meaning
=================  ===================================================================================================
number, part       its place in the list of methods and the heading it stands under (`PARTS`)
title              its name; this and the other texts as ``{ vi = "…", en = "…" }``
tells, reading     what it tells, and how its result is read
formula, where     formulas in the notation of `parkit.report.formula`, and what their letters mean; a formula without
                   words is written once for both languages
source             where it is from: literature with its year, in its own language or in both
tables             the input: ``columns`` and ``rows``, ``common`` for columns that are the same in every row
examples           ``function``, ``arguments``, ``expected`` (a table), ``origin`` (`ORIGINS`) and ``worked``, the way
                   to the answer in words
=================  ===================================================================================================

A cell that begins with "=" is arithmetic, so that an answer can be written down as it was worked out: ``"= 100*8/15"``.
"""

import ast
import math
import operator
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from parkit.model.language import Text

PARTS: Final = ("scores", "printed", "change", "weakness", "certainty")
ORIGINS: Final = ("hand", "published", "counted")
DECIMALS: Final = 2
"""Digits after the decimal sign that the page shows of numbers that do not end, if a table does not say."""

_OPERATIONS: Final = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True, kw_only=True)
class Table:
    """A tiny table: the columns shown, their rows, and what is the same in every row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    common: Mapping[str, Any] = field(default_factory=dict)
    decimals: int = DECIMALS
    where: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> pd.DataFrame:
        """Return the columns that a reader sees."""
        rows = [[worked(cell) for cell in row] for row in self.rows]
        return pd.DataFrame(rows, columns=list(self.columns))

    def frame(self) -> pd.DataFrame:
        """Return the whole table, as a function of parkit reads it."""
        return self.shown().assign(**self.common)


@dataclass(frozen=True, kw_only=True)
class Example:
    """One call of a function and the answer that is known from elsewhere."""

    function: str
    arguments: Mapping[str, Any]
    expected: Table
    origin: str
    worked: Text

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that go in."""
        return tuple(dict.fromkeys(_tables_in(self.arguments)))

    @property
    def call(self) -> str:
        """The call as Python writes it."""
        return f"{self.function}({', '.join(f'{name}={_as_python(each)}' for name, each in self.arguments.items())})"


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method, as its file describes it."""

    number: int
    part: str
    title: Text
    tells: Text
    reading: Text
    formula: Sequence[Text]
    where: Text
    source: Sequence[Text]
    tables: Mapping[str, Table]
    examples: Sequence[Example]


def read_method(path: Path) -> Method:
    """Read one specification.

    Raises
    ------
    ValueError
        The file is not TOML, or a key is missing, unknown or has a value that is not one of its choices.
    """
    try:
        return _method(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise ValueError(message) from error


def worked(cell: object) -> object:
    """Return a cell, its arithmetic done.

    >>> worked("= 100 * (12.5 / 15)"), worked("A")
    (83.33333333333334, 'A')
    """
    if isinstance(cell, str) and cell.startswith("="):
        return _value(ast.parse(cell[1:].strip(), mode="eval").body)
    return cell


def _value(node: ast.expr) -> float:
    """Work out numbers, + − · / and powers, and the root; nothing else is arithmetic here."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return float(_OPERATIONS[type(op)](_value(left), _value(right)))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return math.sqrt(_value(argument))
    message = f"{ast.unparse(node)!r} is not arithmetic"
    raise ValueError(message)


def _method(given: dict[str, Any]) -> Method:
    texts: dict[str, Any] = {name: Text(**given.pop(name)) for name in ("title", "tells", "reading", "where")}
    lists: dict[str, Any] = {name: [_text(each) for each in given.pop(name)] for name in ("formula", "source")}
    tables = {name: Table(**table) for name, table in given.pop("tables").items()}
    examples = [_example(example) for example in given.pop("examples")]
    method = Method(**texts, **lists, tables=tables, examples=examples, **given)
    _demand_choice("part", method.part, PARTS)
    return method


def _text(given: str | Mapping[str, str]) -> Text:
    """Return a text in both languages; one that is the same in both is written once."""
    return Text(vi=given, en=given) if isinstance(given, str) else Text(**given)


def _example(given: dict[str, Any]) -> Example:
    example = Example(**given | {"expected": Table(**given["expected"]), "worked": Text(**given["worked"])})
    _demand_choice("origin", example.origin, ORIGINS)
    return example


def _demand_choice(key: str, found: str, choices: Sequence[str]) -> None:
    if found not in choices:
        message = f"{key} = {found!r} is not one of: {', '.join(choices)}"
        raise ValueError(message)


def _tables_in(value: object) -> list[str]:
    """Return the tables that an argument names, however deep."""
    if isinstance(value, Mapping):
        named = [str(value["table"])] if "table" in value else []
        return [*named, *(name for each in value.values() for name in _tables_in(each))]
    return [name for each in value for name in _tables_in(each)] if isinstance(value, list) else []


def _short(path: str) -> str:
    """Return the name of a class or of its method without the modules before it."""
    *_, before, name = path.split(".")
    return f"{before}.{name}" if before[0].isupper() else name


def _as_python(value: object) -> str:
    """Write an argument as a reader would type it."""
    if isinstance(value, Mapping) and "object" in value:
        inner = ", ".join(f"{name}={_as_python(each)}" for name, each in value["arguments"].items())
        return f"{_short(value['object'])}({inner})"
    if isinstance(value, Mapping):
        column = f'["{value["column"]}"]' if "column" in value else ""
        return f"{value['table']}{column}"
    if isinstance(value, list):
        return f"[{', '.join(_as_python(each) for each in value)}]"
    return repr(value)
