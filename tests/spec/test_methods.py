"""Every method of the appendix, held against its worked example: what readers see is what is tested."""

import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from parkit.model.folders import spec_files
from parkit.model.language import LANGS, Text
from parkit.report.formula import mathml
from parkit.report.method import Example, Method, Table, read_method, worked

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
METHODS = {path.stem: read_method(path) for path in spec_files(ROOT)}
EXAMPLES = [(name, place) for name, method in METHODS.items() for place in range(len(method.examples))]
NUMBERS = range(1, 29)
WITHOUT: dict[int, str] = {}
"""Methods without a specification, and why."""


def named(path: str) -> Any:  # noqa: ANN401
    """Return the function, class or method of a class that a dotted name stands for."""
    parts = path.split(".")
    first = next((place for place, part in enumerate(parts) if part[0].isupper()), len(parts) - 1)
    found: Any = import_module(".".join(parts[:first]))
    for part in parts[first:]:
        found = getattr(found, part)
    return found


def argument(given: object, tables: Mapping[str, Table]) -> Any:  # noqa: ANN401
    """Turn an argument of a specification into what the function takes."""
    if not isinstance(given, Mapping):
        return given
    if "object" in given:
        return built(given["object"], given["arguments"], tables)
    frame = tables[given["table"]].frame() if "table" in given else pd.DataFrame()
    if "each" in given:
        return [built(given["each"], row, tables) for row in frame.to_dict("records")]
    if "column" in given:
        return (frame.set_index(given["index"]) if "index" in given else frame)[given["column"]]
    return frame if "table" in given else Text(**given)


def built(path: str, given: Mapping[Any, object], tables: Mapping[str, Table]) -> Any:  # noqa: ANN401
    """Call a class with arguments of a specification."""
    return named(path)(**{name: argument(value, tables) for name, value in given.items()})


def as_frame(result: object, columns: list[str]) -> pd.DataFrame:
    """Write any result as a table: a frame as it is, a number or an object as one row."""
    if isinstance(result, pd.DataFrame):
        return result
    if isinstance(result, pd.Series):
        return result.to_frame(columns[0])
    return pd.DataFrame([asdict(result) if is_dataclass(result) else {columns[0]: result}])  # type: ignore[arg-type]


def answer(method: Method, example: Example) -> list[list[Any]]:
    """Call the function of an example and return the cells that are expected, in the order of the result."""
    arguments = {name: argument(given, method.tables) for name, given in example.arguments.items()}
    found = as_frame(named(example.function)(**arguments), list(example.expected.columns))
    for column, value in example.expected.where.items():
        found = found[found[column].eq(value)]
    return found[list(example.expected.columns)].astype(object).to_numpy().tolist()


def same(found: object, expected: object) -> bool:
    """Compare a cell: numbers to 10⁻¹⁰, empty with empty, anything else exactly."""
    if isinstance(expected, str | bool):
        return bool(found == expected)
    if pd.isna(expected):
        return bool(pd.isna(found))
    return math.isclose(float(found), float(expected), rel_tol=1e-10, abs_tol=1e-10)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "place"), EXAMPLES)
def test_the_function_gives_the_worked_answer(name: str, place: int) -> None:
    """Each function gives the table that was worked out by hand, counted out or published."""
    method = METHODS[name]
    example = method.examples[place]
    expected = [[worked(cell) for cell in row] for row in example.expected.rows]
    found = answer(method, example)
    assert len(found) == len(expected), found
    for found_row, expected_row in zip(found, expected, strict=True):
        assert all(map(same, found_row, expected_row)), f"{found_row} is not {expected_row}"


@pytest.mark.parametrize("name", METHODS)
def test_input_tables_are_left_as_they_were(name: str) -> None:
    """No function changes the table it is given."""
    method = METHODS[name]
    for example in method.examples:
        arguments = {key: argument(given, method.tables) for key, given in example.arguments.items()}
        before = {key: value.copy() for key, value in arguments.items() if isinstance(value, pd.DataFrame)}
        named(example.function)(**arguments)
        for key, frame in before.items():
            pd.testing.assert_frame_equal(arguments[key], frame)


def test_every_method_is_specified() -> None:
    """Each method of the list has a specification, or a reason why it has none, and no two share a number."""
    numbers = [method.number for method in METHODS.values()]
    assert sorted([*numbers, *WITHOUT]) == list(NUMBERS)


@pytest.mark.parametrize("name", METHODS)
def test_specifications_are_complete(name: str) -> None:
    """Each has a question, a reading, formulas that can be drawn, a dated source and an answer in both languages."""
    method = METHODS[name]
    texts = [method.title, method.tells, method.reading, method.where, *(each.worked for each in method.examples)]
    assert all(text.vi.strip() and text.en.strip() and text.vi != text.en for text in texts)
    assert all(mathml(formula.get(lang)) for formula in method.formula for lang in LANGS)
    assert method.formula
    assert method.examples
    assert method.source
    assert name == f"{method.number:02d}_{name.partition('_')[2]}"
    used = {table for example in method.examples for table in example.tables}
    assert used == set(method.tables), "a table that no example uses"
