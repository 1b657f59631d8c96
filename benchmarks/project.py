"""A copy of the bundled project that a benchmark may build in, and a fair sample of its reports."""

import shutil
import sys
from pathlib import Path

from benchmarks.measuring import ROOT, command, parkit
from parkit.pipeline.plan import Report, make_plan

SAMPLE = 18


def empty_project(scratch: Path) -> Path:
    """Return a copy of what a clone holds: data as received, notebooks, method examples; no report yet."""
    root = scratch / "project"
    if not root.exists():
        for folder in ("data/raw", "notebooks", "tests/spec"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_*"))
    return root


def built_project(scratch: Path) -> Path:
    """Return the copy with every report up to date."""
    root = empty_project(scratch)
    command(parkit("run"), root=root)
    return root


def sample(root: Path) -> list[Report]:
    """Return every tenth of all reports, or so, sorted by notebook, scheme, year and language: each in its share."""
    plan = sorted(make_plan(root), key=lambda report: (report.notebook, report.scheme, report.year, report.lang))
    step = len(plan) / SAMPLE
    return [plan[int((number + 0.5) * step)] for number in range(SAMPLE)]


def script(name: str) -> str:
    """Return a command installed beside this Python."""
    return str(Path(sys.executable).parent / name)
