"""Measure reading and checking a large workbook: time beside the bare read of its cells, and peak memory.

One workbook of 5 000 units × 100 criteria is written into a temporary folder. Each run reads it in a process of its
own, alternately by python-calamine alone and by parkit with all its checks, so that a busy minute hits both. Peak
memory is the process's largest resident size less that after the imports, beside the size of the scores: deep, which
counts a text anew for every row, and with every text counted once, which is nearer to what the frame takes.

Run as ``python benchmarks/intake.py [--runs 5] [--units 5000] [--criteria 100]``. Goals: at most 3 × the time of the
bare read, and at most 4 × the memory of the scores.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

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
READS = ("bare", "parkit")


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
    _write(folder / "scheme.toml", [SCHEME])
    _write(folder / "SOURCES.toml", ["sources = []"])
    _write(folder / "units.csv", ["code,block,vi,en,aliases,valid_from,valid_to,successors", *register])
    _write(folder / "2024" / "framework.csv", ["code,parent,level,vi,en,aliases,max_xa", *tree])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bảng điểm")
    sheet.append(["Đơn vị", *codes])
    scores = np.random.default_rng(2024).uniform(0, MAXIMUM, (units, criteria)).round(2).tolist()
    for name, row in zip(names, scores, strict=True):
        sheet.append([name, *row])
    book.save(folder / "2024" / "scores.xlsx")


def _write(path: Path, lines: Sequence[str]) -> None:
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


def measure(name: str, root: Path) -> dict[str, float]:
    """Read once in this process: seconds on the clock and of the processor, peak memory, size of the scores."""
    import python_calamine  # noqa: F401  imported before the clock starts, as are pandas and parkit

    import parkit.intake  # noqa: F401

    before, clock, processor = peak(), time.perf_counter(), time.process_time()
    read = read_bare(root) if name == "bare" else read_checked(root)
    found = {"clock": time.perf_counter() - clock, "processor": time.process_time() - processor}
    found["peak"] = peak() - before
    for kind in ("deep", "flat"):
        found[kind] = 0 if isinstance(read, list) else float(read.memory_usage(deep=kind == "deep").sum())
    return found


def peak() -> int:
    """Return the largest resident size of this process so far, in bytes."""
    import resource  # not on Windows

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes if sys.platform == "darwin" else kilobytes * 1024


def run_apart(name: str, root: Path) -> dict[str, float]:
    """Measure one read in a process of its own."""
    command = [sys.executable, __file__, "--read", name, "--root", str(root)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Write the workbook, read it in turns and print the comparison."""
    options = arguments()
    if options.read:
        print(json.dumps(measure(options.read, options.root)))
        return
    with tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder), units=options.units, criteria=options.criteria)
        runs = [{name: run_apart(name, Path(folder)) for name in READS} for _ in range(options.runs)]
    print(f"workbook of {options.units} units × {options.criteria} criteria, {options.runs} runs in turns")
    report(runs)


def report(runs: Sequence[Mapping[str, Mapping[str, float]]]) -> None:
    """Print median, least and most of what was measured, and the two comparisons."""
    for name in READS:
        for kind in ("clock", "processor"):
            line(f"{name}, seconds by the {kind}", [run[name][kind] for run in runs])
    for kind in ("clock", "processor"):
        line(f"time by the {kind} / bare read (goal 3)", [run["parkit"][kind] / run["bare"][kind] for run in runs])
    line("peak memory, MB", [run["parkit"]["peak"] / 2**20 for run in runs])
    for kind, meaning in (("deep", "deep"), ("flat", "its texts counted once")):
        line(f"scores in memory, {meaning}, MB", [run["parkit"][kind] / 2**20 for run in runs])
        line(f"peak / scores, {meaning} (goal 4)", [run["parkit"]["peak"] / run["parkit"][kind] for run in runs])


def line(name: str, values: Sequence[float]) -> None:
    """Print one row of the result."""
    print(f"{name:<46} {median(values):8.2f}  ({min(values):.2f}–{max(values):.2f})")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--criteria", type=int, default=100)
    parser.add_argument("--read", choices=READS, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
