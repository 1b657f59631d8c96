"""Check that functions and modules of parkit stay small, documented and typed.

The length of a function is its lines without its docstring and decorators. Short functions and modules
keep the code readable aloud; the limits are those of the house style.

Run as ``python tools/check_sizes.py [folder of the package]``; the exit code is 1 if a limit is passed.
"""

import ast
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

MEDIAN_LINES = 7
USUAL_LINES = 22
USUAL_SHARE = 0.9
LONGEST_LINES = 45
MODULE_LINES = 350

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


@dataclass(frozen=True, kw_only=True)
class Module:
    """One source file and its syntax tree."""

    file: Path
    source: str
    tree: ast.Module


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One row of the printed table: what was measured, its limit, and who passes it."""

    name: str
    value: float
    limit: str
    passed: bool
    offenders: list[str] = field(default_factory=list)


def read_modules(root: Path) -> list[Module]:
    """Read and parse every module under a folder."""
    texts = [(file, file.read_text(encoding="utf-8")) for file in sorted(root.rglob("*.py"))]
    return [Module(file=file, source=text, tree=ast.parse(text)) for file, text in texts]


def function_length(function: Function) -> int:
    r"""Count the lines of a function without its docstring.

    Examples
    --------
    >>> function_length(ast.parse('def one():\n    "Return one."\n    return 1').body[0])
    2
    """
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def function_lengths(modules: list[Module]) -> list[tuple[int, str]]:
    """List length and place of every function, nested ones included."""
    return [
        (function_length(node), f"{module.file}:{node.lineno}: {node.name}")
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, Function)
    ]


def public_definitions(node: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    """Yield the public classes, functions and methods, not those nested in a function."""
    for child in node.body:
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public_definitions(child)


def is_overload(definition: Definition) -> bool:
    """Tell whether a definition only adds a signature to the one that carries the docstring."""
    return any(ast.unparse(decorator).endswith("overload") for decorator in definition.decorator_list)


def is_annotated(function: Function) -> bool:
    """Tell whether every argument but self and cls, and the result, has a type."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    typed = [bool(argument.annotation) for argument in named + starred if argument.arg not in {"self", "cls"}]
    return all(typed) and function.returns is not None


def without_docstring(modules: list[Module]) -> list[str]:
    """List the public definitions and modules that lack a docstring."""
    bare = [f"{module.file}:1: module" for module in modules if not ast.get_docstring(module.tree)]
    return bare + [
        f"{module.file}:{definition.lineno}: {definition.name}"
        for module in modules
        for definition in public_definitions(module.tree)
        if not (ast.get_docstring(definition) or is_overload(definition))
    ]


def without_annotation(modules: list[Module]) -> list[str]:
    """List the public functions and methods that lack a type."""
    return [
        f"{module.file}:{definition.lineno}: {definition.name}"
        for module in modules
        for definition in public_definitions(module.tree)
        if isinstance(definition, Function) and not is_annotated(definition)
    ]


def longer_than(lengths: list[tuple[int, str]], limit: int) -> list[str]:
    """Name what has more lines than the limit, the longest first."""
    return [f"{place} ({lines} lines)" for lines, place in sorted(lengths, reverse=True) if lines > limit]


def measure_lengths(modules: list[Module]) -> list[Measure]:
    """Measure functions and modules against the limits of length."""
    functions = function_lengths(modules) or [(0, "no function")]
    files = [(len(module.source.splitlines()), str(module.file)) for module in modules] or [(0, "no module")]
    lines = sorted(length for length, _ in functions)
    middle, usual = median(lines), lines[math.ceil(USUAL_SHARE * len(lines)) - 1]
    return [
        at_most("median function", middle, MEDIAN_LINES, []),
        at_most("90 % of functions", usual, USUAL_LINES, longer_than(functions, USUAL_LINES)),
        at_most("longest function", lines[-1], LONGEST_LINES, longer_than(functions, LONGEST_LINES)),
        at_most("longest module", max(files)[0], MODULE_LINES, longer_than(files, MODULE_LINES)),
    ]


def at_most(name: str, value: float, limit: int, offenders: list[str]) -> Measure:
    """Compare a number of lines with its limit; offenders count only if it is passed."""
    passed = value <= limit
    named = [] if passed else offenders
    return Measure(name=name, value=value, limit=f"<= {limit}", passed=passed, offenders=named)


def none_of(name: str, offenders: list[str]) -> Measure:
    """Demand that a list of offenders is empty."""
    return Measure(name=name, value=len(offenders), limit="0", passed=not offenders, offenders=offenders)


def measure(root: Path) -> list[Measure]:
    """Measure a package: lengths, docstrings, annotations."""
    modules = read_modules(root)
    return [
        *measure_lengths(modules),
        none_of("public without docstring", without_docstring(modules)),
        none_of("public without types", without_annotation(modules)),
    ]


def main(arguments: list[str]) -> int:
    """Print the table and the offenders and return the exit code."""
    measures = measure(Path(arguments[0]) if arguments else Path(__file__).parents[1] / "parkit")
    for row in measures:
        print(f"{row.name:<26}{row.value:>6g}  {row.limit:<6}{'ok' if row.passed else 'TOO MUCH'}")
        print(*(f"  {offender}\n" for offender in row.offenders), sep="", end="")
    return 0 if all(row.passed for row in measures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
