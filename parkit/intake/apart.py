"""Read the cells of an xls or xlsb file in a process of its own.

The reader of these formats trusts the sizes that a file states about itself, so a damaged one can make it ask for
hundreds of gigabytes, and that ends the whole process without an exception. This file is also the script that the
other process runs; it imports nothing of parkit, so that it starts at once.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SUFFIXES: Final = (".xls", ".xlsb")
MOST_CELLS: Final = 40_000_000
_MOST_MEMORY: Final = 8 * 2**30
_MOST_SECONDS: Final = 300
_DAMAGED: Final = "its structure is damaged"


class Sheet(TypedDict):
    """A sheet as it comes out of the other process; one with too many cells comes without them."""

    title: str
    height: int
    width: int
    rows: list[list[str | float]]


def read_apart(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, cells as numbers or as text.

    Raises
    ------
    ValueError
        The file cannot be read; the message says why.
    """
    command = [sys.executable, "-P", __file__, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_MOST_SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise ValueError(_DAMAGED) from error
    found = json.loads(done.stdout)
    if isinstance(found, str):
        raise ValueError(found)  # noqa: TRY004  the other process sends its reason as text
    return tuple(found)


def _sheets(path: str) -> list[Sheet] | str:
    """Return the sheets of a workbook, or why it cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return [_sheet(workbook, title) for title in workbook.sheet_names]
    except (CalamineError, OSError) as error:
        return str(error)


def _sheet(workbook: "CalamineWorkbook", title: str) -> Sheet:
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(title)
    except CalamineError:
        return {"title": title, "height": 0, "width": 0, "rows": []}  # a chart sheet has no cells
    height, width = sheet.total_height, sheet.total_width
    cells = sheet.to_python(skip_empty_area=False) if height * width <= MOST_CELLS else []
    return {"title": title, "height": height, "width": width, "rows": [[*map(_cell, row)] for row in cells]}


def _cell(value: object) -> str | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return str(value)


def _limit_memory() -> None:
    """Let this process ask for no more than a large workbook takes, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    _limit_memory()
    json.dump(_sheets(sys.argv[1]), sys.stdout)
