"""A country's communes over ten years: 3 321 units, 100 criteria, a long export a year, through check, run and report.

Memory is that of the largest process. The export is read a year at a time, and stored tables in pieces.
"""

import shutil
from pathlib import Path

from benchmarks.intake import CODE, MAXIMUM, SCHEME, write_lines
from benchmarks.measuring import ROOT, Comparison, Goal, Measured, command, parkit

UNITS, CRITERIA, AREAS = 3_321, 100, 8
YEARS = range(2016, 2026)
LIMIT = 4 * 1024  # MB


def write_country(root: Path) -> None:
    """Write a project with one score a line: unit, criterion, points with a decimal comma."""
    import numpy as np

    folder = root / "data" / "raw" / CODE
    folder.mkdir(parents=True)
    names = [f"Xã số {number}" for number in range(1, UNITS + 1)]
    register = [f"xa-{number},xa,{name},Commune {number},,,," for number, name in enumerate(names, 1)]
    write_lines(folder / "scheme.toml", [SCHEME])
    write_lines(folder / "SOURCES.toml", ["sources = []"])
    write_lines(folder / "units.csv", ["code,block,vi,en,aliases,valid_from,valid_to,successors", *register])
    codes = [f"{number % AREAS + 1}.{number // AREAS + 1}" for number in range(CRITERIA)]
    chance = np.random.default_rng(2024)
    for year in YEARS:
        (folder / str(year)).mkdir()
        write_lines(folder / str(year) / "framework.csv", _framework(codes))
        points = chance.uniform(0, MAXIMUM, (UNITS, CRITERIA)).round(2).astype(str).tolist()
        lines = [
            f"{name};{code};{point.replace('.', ',')}"
            for name, row in zip(names, points, strict=True)
            for code, point in zip(codes, row, strict=True)
        ]
        write_lines(folder / str(year) / "scores.csv", ["Đơn vị;Tiêu chí;Điểm thẩm định", *lines])


def _framework(codes: list[str]) -> list[str]:
    """Return the lines of a framework: each area before its criteria."""
    lines = ["code,parent,level,vi,en,aliases,max_xa", f"index,,index,Chỉ số,Index,,{MAXIMUM * len(codes)}"]
    for area in range(1, AREAS + 1):
        mine = [code for code in codes if code.startswith(f"{area}.")]
        lines.append(f"{area},index,area,Lĩnh vực {area},Area {area},,{MAXIMUM * len(mine)}")
        lines += [f"{code},{area},criterion,Tiêu chí {code},Criterion {code},,{MAXIMUM}" for code in mine]
    return lines


def _project(scratch: Path) -> Path:
    root = scratch / "country"
    if not root.exists():
        write_country(root)
        (root / "notebooks").mkdir()
        shutil.copy(ROOT / "notebooks" / "10_overview.ipynb", root / "notebooks")
    return root


def _check(root: Path) -> Measured:
    return command(parkit("check"), root=root)


def _report(root: Path) -> Measured:
    """Read everything, write the tables and build one report."""
    shutil.rmtree(root / "data" / "processed", ignore_errors=True)
    return command(parkit("run", "--notebook", "10_overview", "--year", str(YEARS[-1]), "--lang", "vi"), root=root)


GOALS = (Goal(quantity="memory", at_most=LIMIT),)
COMPARISONS = (
    Comparison(
        work="3.3 million scores in ten csv files checked",
        prepare=_project,
        ours=_check,
        goals=GOALS,
        turns=1,
        warm=False,
    ),
    Comparison(
        work="the same read, stored and one overview built",
        prepare=_project,
        ours=_report,
        goals=GOALS,
        turns=1,
        warm=False,
    ),
)
