"""What is scored in one year: the tree area > criterion > component, each with its maximum per block.

A maximum that no source prints stays unknown (empty); a dash says the criterion does not apply to that block.
A measure (satisfaction, number of answers) is read along but never counts in the index. Optional columns say in
which steps a line is scored, where its points come from, and which lines of the year before it continues.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, cast

from parkit.model.columns import SOURCES
from parkit.model.errors import closest
from parkit.model.language import Text
from parkit.model.names import canonical
from parkit.model.numbers import NumberFormatError, parse_number
from parkit.model.tables import Line, read_table

Level = Literal["index", "area", "criterion", "component", "measure"]
LEVELS: Final = ("index", "area", "criterion", "component", "measure")
NOT_APPLICABLE: Final = "-"

_COLUMNS: Final = ("code", "parent", "level", "vi", "en", "aliases")
_OPTIONAL: Final = ("step", "source", "previous")


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of a framework, at any level.

    ``step`` is the step points are given in, ``source`` the one source it is scored by (empty: whichever a
    table declares), ``previous`` the lines of the framework before that it continues.
    """

    code: str
    parent: str
    level: Level
    name: Text
    aliases: tuple[str, ...]
    max_points: Mapping[str, float | None]
    applies: frozenset[str]
    step: float | None = None
    source: str = ""
    previous: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        """Return every accepted spelling: code, names and aliases."""
        return (self.code, self.name.vi, self.name.en, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class Framework:
    """The criteria of a scheme in one year, in the order of framework.csv."""

    year: int
    criteria: tuple[Criterion, ...]

    def __iter__(self) -> Iterator[Criterion]:
        """Go through the lines in order."""
        return iter(self.criteria)

    def get(self, code: str) -> Criterion:
        """Return the line with this code."""
        return self._by_code[code]

    def named(self, name: str) -> tuple[Criterion, ...]:
        """Return the lines that declare this spelling; likeness is never enough, and only one is an answer."""
        return self._by_name.get(canonical(name), ())

    def suggestions(self, name: str) -> list[str]:
        """Return the three names most like ``name``, for an error message."""
        return closest(name, (criterion.name.vi for criterion in self.criteria))

    def areas(self) -> tuple[Criterion, ...]:
        """Return the areas in order."""
        return tuple(criterion for criterion in self.criteria if criterion.level == "area")

    def leaves(self) -> tuple[Criterion, ...]:
        """Return the lines that carry a score of their own: those with nothing below them, measures included."""
        return self._leaves

    def leaves_under(self, code: str) -> tuple[Criterion, ...]:
        """Return the counting leaves below a line, itself if it is one; below the whole index stand all."""
        return self._below.get(code, ())

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the top of the tree down to a line."""
        above: list[str] = []
        while code:
            above.append(code)
            code = self._by_code[code].parent
        return tuple(reversed(above))

    def area_of(self, code: str) -> str:
        """Return the code of the area above a line; an area, a measure or the whole index is its own."""
        criterion = self.get(code)
        while criterion.level in ("criterion", "component"):
            criterion = self.get(criterion.parent)
        return criterion.code

    @cached_property
    def _by_code(self) -> dict[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Criterion, ...]]:
        found: dict[str, tuple[Criterion, ...]] = {}
        for criterion in self.criteria:
            for form in {canonical(spelling) for spelling in criterion.spellings()}:
                found[form] = (*found.get(form, ()), criterion)
        return found

    @cached_property
    def _below(self) -> dict[str, tuple[Criterion, ...]]:
        below: dict[str, tuple[Criterion, ...]] = {}
        for leaf in self._leaves:
            if leaf.level != "measure":
                for code in {"index", *self.path(leaf.code)}:
                    below[code] = (*below.get(code, ()), leaf)
        return below

    @cached_property
    def _leaves(self) -> tuple[Criterion, ...]:
        parents = {criterion.parent for criterion in self.criteria}
        return tuple(criterion for criterion in self.criteria if criterion.code not in parents)


def read_framework(path: Path, year: int, blocks: Iterable[str]) -> Framework:
    """Read framework.csv: code, parent, level, vi, en, aliases and one column ``max_<block>`` a block.

    The columns step, source and previous may be absent.

    Raises
    ------
    DefinitionError
        Unknown level, source or parent, code used twice, a maximum or step that is no positive number, parts that
        exceed the whole.
    """
    known = tuple(blocks)
    lines = read_table(path, columns=(*_COLUMNS, *(f"max_{block}" for block in known)), optional=_OPTIONAL)
    criteria = tuple(_criterion(line, known) for line in lines)
    _check_tree(lines, criteria)
    framework = Framework(year=year, criteria=criteria)
    _check_sums(lines, framework, known)
    return framework


def _criterion(line: Line, blocks: tuple[str, ...]) -> Criterion:
    cells = {block: line.cells[f"max_{block}"] for block in blocks}
    return Criterion(
        code=line.text("code"),
        parent=line.cells["parent"],
        level=cast("Level", line.one_of("level", LEVELS)),
        name=Text(vi=line.text("vi"), en=line.text("en")),
        aliases=line.items("aliases"),
        max_points={block: _maximum(line, f"max_{block}") for block in blocks},
        applies=frozenset(block for block, cell in cells.items() if cell != NOT_APPLICABLE),
        step=_maximum(line, "step"),
        source=line.one_of("source", ("", *SOURCES)),
        previous=line.items("previous"),
    )


def _maximum(line: Line, column: str) -> float | None:
    cell = line.cells[column]
    if cell in ("", NOT_APPLICABLE):
        return None
    try:
        value = parse_number(cell, decimal=".").value
    except NumberFormatError as error:
        raise line.error("bad_maximum", column=column, found=cell) from error
    if value <= 0:
        raise line.error("bad_maximum", column=column, found=cell)
    return value


def _check_tree(lines: tuple[Line, ...], criteria: tuple[Criterion, ...]) -> None:
    """Refuse a code used twice, and a parent that does not stand above its child."""
    codes: list[str] = []
    for line, criterion in zip(lines, criteria, strict=True):
        if criterion.code in codes:
            raise line.error("code_twice", found=criterion.code)
        if criterion.parent and criterion.parent not in codes:
            raise line.error("unknown_parent", found=criterion.parent, hint=", ".join(closest(criterion.parent, codes)))
        if not criterion.parent and criterion.level in ("criterion", "component"):
            raise line.error("empty_cell", column="parent")
        codes.append(criterion.code)


def _check_sums(lines: tuple[Line, ...], framework: Framework, blocks: tuple[str, ...]) -> None:
    """Refuse parts whose known maxima add to more than the whole, or to another sum where all are known."""
    for line, whole in zip(lines, framework, strict=True):
        parts = [part for part in framework if part.parent == whole.code and part.level != "measure"]
        for block in blocks:
            limit = whole.max_points[block]
            known = [part.max_points[block] for part in parts if block in part.applies]
            total = sum(value for value in known if value is not None)
            off = total - (limit or 0.0)
            if limit is not None and parts and (off > 1e-9 or (None not in known and abs(off) > 1e-9)):
                raise line.error(
                    "maxima_do_not_add",
                    whole=whole.code,
                    block=block,
                    found=f"{total:g}",
                    expected=f"{limit:g}",
                )
