"""Read the cells of an xls, xlsb or ods file in a process of its own.

The reader of these formats trusts the sizes that a file states about itself, so a damaged one can make it ask for
hundreds of gigabytes, and that ends the whole process without an exception. This file is also the script that the
other process runs; it imports nothing of parkit, so that it starts at once, and is told its limits.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SUFFIXES: Final = (".xls", ".xlsb", ".ods")
TOO_MUCH_TEXT: Final = "too much text"
_DAMAGED: Final = "its structure is damaged"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many cells and letters all sheets may have together, how many bytes the process, how long it may take."""

    cells: int
    letters: int
    memory: int
    seconds: int


class Sheet(TypedDict):
    """A sheet as it comes out of the other process; one with too many cells comes without them."""

    title: str
    height: int
    width: int
    rows: list[list[str | float]]


def read_apart(path: Path, limits: Limits) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, cells as numbers or as text.

    Raises
    ------
    ValueError
        The file cannot be read; the message says why.
    """
    told = (limits.cells, limits.letters, limits.memory)
    command = [sys.executable, "-P", __file__, str(path.resolve()), *map(str, told)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limits.seconds, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise ValueError(_DAMAGED) from error
    found = json.loads(done.stdout)
    if isinstance(found, str):
        raise ValueError(found)  # noqa: TRY004  the other process sends its reason as text
    return tuple(found)


def _sheets(path: str, most_cells: int, most_letters: int) -> list[Sheet] | str:
    """Return the sheets of a workbook, or why it cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            found: list[Sheet] = []
            for title in workbook.sheet_names:
                found.append(_sheet(workbook, title, most_cells))
                most_cells -= found[-1]["height"] * found[-1]["width"]
                most_letters -= sum(len(cell) for row in found[-1]["rows"] for cell in row if isinstance(cell, str))
                if most_letters < 0:
                    return TOO_MUCH_TEXT
            return found
    except (CalamineError, OSError) as error:
        return str(error)


def _sheet(workbook: "CalamineWorkbook", title: str, most_cells: int) -> Sheet:
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(title)
    except CalamineError:
        return {"title": title, "height": 0, "width": 0, "rows": []}  # a chart sheet has no cells
    height, width = sheet.total_height, sheet.total_width
    cells = sheet.to_python(skip_empty_area=False) if height * width <= most_cells else []
    return {"title": title, "height": height, "width": width, "rows": [[*map(_cell, row)] for row in cells]}


def _cell(value: object) -> str | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return str(value)


def _limit_memory(most: int) -> None:
    """Let this process ask for no more than a large workbook takes, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    _limit_memory(int(sys.argv[4]))
    json.dump(_sheets(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
