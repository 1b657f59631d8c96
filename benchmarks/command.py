"""Commands as a person types them, with Python's start, beside ``python -c pass``."""

import sys
from pathlib import Path

from benchmarks.measuring import ROOT, Comparison, Goal, Measured, command, parkit
from benchmarks.project import SITE, built_project


def _here(_: Path) -> Path:
    return ROOT


def _nothing(root: Path) -> Measured:
    return command([sys.executable, "-c", "pass"], root=root)


COMPARISONS = (
    Comparison(
        work="`parkit --help`",
        against="`python -c pass`",
        prepare=_here,
        ours=lambda root: command(parkit("--help"), root=root),
        theirs=_nothing,
        goals=(Goal(at_most=0.15),),
        turns=15,
    ),
    Comparison(
        work=f"`parkit why`, {SITE}, every report up to date",
        against="`python -c pass`",
        prepare=built_project,
        ours=lambda root: command(parkit("why"), root=root),
        theirs=_nothing,
        goals=(Goal(at_most=0.25),),
        turns=15,
    ),
    Comparison(
        work=f"`parkit run`, {SITE}, every report up to date",
        against="`python -c pass`",
        prepare=built_project,
        ours=lambda root: command(parkit("run"), root=root),
        theirs=_nothing,
        goals=(Goal(at_most=0.25),),
        turns=15,
    ),
)
