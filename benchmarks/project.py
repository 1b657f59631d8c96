"""A copy of the bundled project that a benchmark may build in, and a fair sample of its reports."""

import os
import shutil
import sys
from pathlib import Path

from benchmarks.measuring import ROOT, command, parkit
from parkit.pipeline.plan import Report, make_plan

SCHEMES = os.environ.get("PARKIT_BENCHMARK_SCHEMES", "").split()
"""Schemes to take instead of all bundled ones, for a first look: the whole site's loop takes a while even in part."""
SITE = f"the site of {', '.join(SCHEMES)}" if SCHEMES else "the whole bundled site"
SHARE = 10


def empty_project(scratch: Path) -> Path:
    """Return a copy of what a clone holds: data as received, notebooks, method examples; no report yet."""
    root = scratch / "project"
    if not root.exists():
        schemes = [f"data/raw/{scheme}" for scheme in SCHEMES] or ["data/raw"]
        for folder in (*schemes, "notebooks", "tests/spec"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_*"))
    return root


def built_project(scratch: Path) -> Path:
    """Return the copy with every report up to date."""
    root = empty_project(scratch)
    command(parkit("run"), root=root)
    return root


def sample(root: Path) -> list[Report]:
    """Return every tenth report, sorted by notebook, scheme, year and language, so that each kind has its share."""
    plan = sorted(make_plan(root), key=lambda report: (report.notebook, report.scheme, report.year, report.lang))
    return plan[SHARE // 2 :: SHARE]


def script(name: str) -> str:
    """Return a command installed beside this Python."""
    return str(Path(sys.executable).parent / name)
