"""Check that imports inside parkit go one way.

model ← intake, analysis ← report ← pipeline ← cli. A part may import itself and what stands before it;
analysis and intake do not know each other, and analysis knows no files. Reading the syntax tree (and not
importing) also finds imports inside functions.

Run as ``python tools/check_imports.py [folder of the package]``; the exit code is 1 if an import offends.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "parkit"
MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "model": frozenset(),
    "intake": frozenset({"model"}),
    "analysis": frozenset({"model"}),
    "report": frozenset({"model", "intake", "analysis"}),
    "pipeline": frozenset({"model", "intake", "analysis", "report"}),
    "cli": frozenset({"model", "intake", "analysis", "report", "pipeline"}),
}
FRONT = {"__init__", "__main__"}
"""The front of the package may import every part; no part may import from it, its version excepted."""
FILE_MODULES = {"csv", "glob", "io", "os", "pathlib", "shutil", "tempfile"}
"""What analysis, which turns frames into frames, has no use for."""


def imported_names(node: ast.AST, *, package: tuple[str, ...]) -> Iterator[str]:
    """Yield the absolute dotted names that an import statement in `package` brings in.

    Examples
    --------
    >>> list(imported_names(ast.parse("from ..report import page").body[0], package=("parkit", "model")))
    ['parkit.report.page']
    """
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else ()
        base = (*above, *(node.module or "").split(".")) if node.module else above
        yield from (".".join((*base, alias.name)) for alias in node.names)


def objection(part: str, name: str) -> str | None:
    """Say why a module of `part` may not import `name`, or return None."""
    top, _, rest = name.partition(".")
    if part == "analysis" and top in FILE_MODULES:
        return "analysis knows no files"
    target = rest.partition(".")[0]
    if top != PACKAGE or part in FRONT or target in {part, "__version__"} | MAY_IMPORT[part]:
        return None
    allowed = ", ".join(sorted(MAY_IMPORT[part])) or "itself"
    return f"{part} may only import {allowed}, and of {PACKAGE} itself only __version__"


def offenders_in(file: Path, *, root: Path) -> Iterator[str]:
    """Yield one line of text for each offending import of a module."""
    inside = file.relative_to(root).with_suffix("").parts
    if inside[0] not in FRONT | MAY_IMPORT.keys():
        yield f"{file}:1: {inside[0]} has no place in the direction of imports"
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for name in imported_names(node, package=(PACKAGE, *inside[:-1])):
            reason = objection(inside[0], name)
            if reason:
                yield f"{file}:{getattr(node, 'lineno', 1)}: imports {name}: {reason}"


def main(arguments: list[str]) -> int:
    """Print the offending imports and return the exit code."""
    root = Path(arguments[0]) if arguments else Path(__file__).parents[1] / PACKAGE
    files = sorted(root.rglob("*.py"))
    offenders = [line for file in files for line in offenders_in(file, root=root)]
    print(*offenders, f"Direction of imports: {len(files)} modules, {len(offenders)} offenders.", sep="\n")
    return 1 if offenders else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
