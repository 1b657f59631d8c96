"""Reading and checking a large workbook beside the bare read of its cells by python-calamine.

One workbook of 5 000 units × 100 criteria is written into the scratch folder. Peak memory stands beside the size of
the scores that come out, their texts counted anew for every row (as pandas counts) and counted once.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import Comparison, Goal, Measured

if TYPE_CHECKING:
    import pandas as pd

CODE = "large"
SCHEME = """\
code = "large"
constructed = true
name = { vi = "Bảng lớn", en = "Large table" }
province = { vi = "tỉnh Lớn", en = "Large province" }
[blocks.xa]
name = { vi = "Các xã", en = "Communes" }
short = { vi = "Khối xã", en = "Communes" }
"""
MAXIMUM = 2
UNITS, CRITERIA = 5_000, 100


def write_project(root: Path, *, units: int, criteria: int) -> None:
    """Write a project with one workbook: a line a unit, a column a criterion, scores with two decimals."""
    import numpy as np
    from openpyxl import Workbook

    folder = root / "data" / "raw" / CODE
    (folder / "2024").mkdir(parents=True)
    codes = [f"1.{number}" for number in range(1, criteria + 1)]
    names = [f"Xã số {number}" for number in range(1, units + 1)]
    tree = [f"index,,index,Chỉ số,Index,,{MAXIMUM * criteria}", f"1,index,area,Lĩnh vực,Area,,{MAXIMUM * criteria}"]
    tree += [f"{code},1,criterion,Tiêu chí {code},Criterion {code},,{MAXIMUM}" for code in codes]
    register = [f"xa-{number},xa,{name},Commune {number},,,," for number, name in enumerate(names, 1)]
    write_lines(folder / "scheme.toml", [SCHEME])
    write_lines(folder / "SOURCES.toml", ["sources = []"])
    write_lines(folder / "units.csv", ["code,block,vi,en,aliases,valid_from,valid_to,successors", *register])
    write_lines(folder / "2024" / "framework.csv", ["code,parent,level,vi,en,aliases,max_xa", *tree])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bảng điểm")
    sheet.append(["Đơn vị", *codes])
    scores = np.random.default_rng(2024).uniform(0, MAXIMUM, (units, criteria)).round(2).tolist()
    for name, row in zip(names, scores, strict=True):
        sheet.append([name, *row])
    book.save(folder / "2024" / "scores.xlsx")


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write a text file, each line ended."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_bare(root: Path) -> Sequence[Sequence[object]]:
    """Read the cells by python-calamine alone."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(root / "data" / "raw" / CODE / "2024" / "scores.xlsx")) as workbook:
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


def read_checked(root: Path) -> "pd.DataFrame":
    """Read and check the workbook as parkit does."""
    from parkit.intake import read_scheme_data

    data = read_scheme_data(root, CODE)
    assert data.problems.empty  # noqa: S101  a workbook with problems would measure something else
    return data.scores


def _project(scratch: Path) -> Path:
    import python_calamine  # noqa: F401  imported before anything is measured, as are pandas and parkit

    import parkit.intake  # noqa: F401

    root = scratch / "intake"
    if not root.exists():
        write_project(root, units=UNITS, criteria=CRITERIA)
    return root


def _size(root: Path, *, deep: bool) -> Measured:
    return Measured(memory=float(read_checked(root).memory_usage(deep=deep).sum()) / 2**20)


COMPARISONS = (
    Comparison(
        work="reading and checking a workbook of 5 000 units × 100 criteria",
        against="python-calamine alone",
        prepare=_project,
        ours=read_checked,
        theirs=read_bare,
        goals=(Goal(ratio=3),),
    ),
    Comparison(
        work="the same",
        against="the scores in memory",
        prepare=_project,
        ours=read_checked,
        theirs=lambda root: _size(root, deep=True),
        goals=(Goal(quantity="memory", ratio=4),),
    ),
    Comparison(
        work="the same",
        against="the scores in memory, each text counted once",
        prepare=_project,
        ours=read_checked,
        theirs=lambda root: _size(root, deep=False),
        goals=(Goal(quantity="memory"),),
    ),
)
