"""Break parkit/analysis on purpose, one small change at a time, and list the changes that no test notices.

    python tools/mutants.py parkit/analysis/rank.py parkit/analysis/score.py
    SAMPLE=60 python tools/mutants.py parkit/analysis/comparable.py

Each module is held against its own tests only (`tests/analysis/test_<module>.py` and those of `ALSO`): what only a far
test would notice counts as unnoticed, and a run takes minutes in place of days. With SAMPLE, so many mutants of each
module are drawn, the same ones every time; the others stay open. The work is mutmut's; it runs in a copy of the
project, mutants/<module>, and takes up again where it was stopped. Results: mutants/<module>.txt.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "mutants"
ANALYSIS: Final = Path("parkit/analysis")
CORE: Final = (
    *("score", "rank", "bands", "ledger", "comparable", "weakness", "change", "intervals", "reconcile", "rank_bounds"),
    *("counted", "paired", "crosswalk", "polish", "target", "rank_sets", "block_ledger", "successors"),
)
ALSO: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "counted": ("ledger", "comparable"),
        "paired": ("ledger", "comparable", "block_ledger"),
        "claims": ("reconcile",),
        "reconcile": ("check_levels", "check_changes", "check_counts", "check_parts"),
        "knapsack": ("target",),
        "lineage": ("successors",),
        "links": ("crosswalk", "successors"),
        "known": ("reconcile", "check_counts"),
        "search": ("recipes",),
    }
)
STATUS: Final[Mapping[int | None, str]] = MappingProxyType({0: "survived", 5: "survived", 33: "survived", None: "open"})
TIMEOUTS: Final = frozenset({24, 36, 152, 255, -24})
SETTINGS: Final = """

[tool.mutmut]
source_paths = ["parkit"]
only_mutate = ["{module}"]
also_copy = [".gitignore"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-k", "not bundled"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
timeout_multiplier = 3
"""
SEED: Final = 20240101
RUN: Final = """
import random
import sys
from mutmut import __main__ as mutmut

every, start, (size, seed) = mutmut.collect_source_file_mutation_data, mutmut.get_mutant_runner, map(int, sys.argv[1:])


def drawn(*, mutant_names):
    mutants, files = every(mutant_names=mutant_names)
    some = random.Random(seed).sample(mutants, size) if 0 < size < len(mutants) else mutants
    return some, files


def started(*given):
    runner = start(*given)
    runner.run_clean_tests = lambda tests: 0  # they have just passed, when it was seen which test calls what
    return runner


mutmut.collect_source_file_mutation_data, mutmut.get_mutant_runner = drawn, started
mutmut._run((), 1)
"""
SHOW: Final = """
import sys
from mutmut.__main__ import find_mutant
from mutmut.mutation.diff_apply import get_diff_for_mutant

for name in sys.argv[1:]:
    print(name, get_diff_for_mutant(name, path=find_mutant(name).path), sep="\\n")
"""


def tests_of(module: str) -> list[str]:
    """Return the files with the tests of a module of analysis, by its bare name."""
    names = (module, *ALSO.get(module, ()))
    files = [f"tests/analysis/test_{name}.py" for name in names]
    return [file for file in files if (ROOT / file).is_file()]


def stage(module: str) -> Path:
    """Copy what the tests of a module need, but no data, to a folder of its own, with the settings of mutmut for it."""
    folder = FOLDER / module
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("parkit", "tests/analysis", "tests/independent", "tools"):
        shutil.rmtree(folder / name, ignore_errors=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=leave)  # keeps times, so that mutmut sees what changed
    for name in ("tests/conftest.py", ".gitignore"):
        shutil.copy2(ROOT / name, folder / name)
    settings = SETTINGS.format(module=(ANALYSIS / f"{module}.py").as_posix(), tests=json.dumps(tests_of(module)))
    (folder / "pyproject.toml").write_text(
        (ROOT / "pyproject.toml").read_text(encoding="utf-8") + settings, encoding="utf-8"
    )
    return folder


def reopen(results: Path) -> None:
    """Forget what survived an earlier run: mutmut keeps a result while the code is the same, whatever the tests."""
    if not results.is_file():
        return
    known = json.loads(results.read_text(encoding="utf-8"))
    codes = known["exit_code_by_key"]
    known["exit_code_by_key"] = {name: code if STATUS.get(code, "") == "" else None for name, code in codes.items()}
    results.write_text(json.dumps(known), encoding="utf-8")


def run(module: str, sample: int) -> Counter[str]:
    """Test the mutants of a module, or a sample (0: all); write what survived, with the change, and return counts."""
    folder = stage(module)
    reopen(folder / "mutants" / ANALYSIS / f"{module}.py.meta")
    (folder / "mutants" / "mutmut-stats.json").unlink(
        missing_ok=True
    )  # which test calls what, before the tests changed
    log = FOLDER / f"{module}.log"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(sample), str(SEED)],
            cwd=folder,
            env=os.environ | {"PARKIT_HYPOTHESIS": "mutants"},
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode:
        print(f"{module}: stopped, see {log.relative_to(ROOT)}", flush=True)
    results = json.loads((folder / "mutants" / ANALYSIS / f"{module}.py.meta").read_text(encoding="utf-8"))
    codes = results["exit_code_by_key"]
    statuses = {name: "timeout" if code in TIMEOUTS else STATUS.get(code, "killed") for name, code in codes.items()}
    listed = _changes([name for name, status in statuses.items() if status == "survived"], folder)
    (FOLDER / f"{module}.txt").write_text(listed, encoding="utf-8")
    return Counter(statuses.values())


def _changes(names: Sequence[str], folder: Path) -> str:
    """Return the names of mutants, each with the lines that it changes."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *names], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if re.match(r"parkit|[-+](?![-+]{2} )", line)) + "\n"


def main(paths: Sequence[str]) -> int:
    """Run the modules named by their paths, or the core ones; one line each."""
    modules = [Path(path).stem for path in paths] or list(CORE)
    unknown = [module for module in modules if not (ROOT / ANALYSIS / f"{module}.py").is_file()]
    if unknown:
        print(f"Not in {ANALYSIS.as_posix()}: {', '.join(unknown)}")
        return 2
    print(f"{'module':<20} mutants  killed timeout survived    open")
    sample = int(os.environ.get("SAMPLE", "0"))
    for module in modules:
        counts = run(module, sample)
        numbers = (counts.total(), *(counts[name] for name in ("killed", "timeout", "survived", "open")))
        print(f"{module:<20}" + "".join(f"{number:8d}" for number in numbers), flush=True)
    print(f"What survived, with the change: {FOLDER.name}/<module>.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
