"""Run the comparisons, the two sides in turns, and write reports/benchmark.md and reports/benchmark.json.

Every comparison runs in a process of its own, which takes the sides in turns (ours, theirs, ours, theirs, …), so that
a busy minute hits both; the ratio of a line is the median of the ratios of its turns. Memory is measured in a fresh
process for each side and turn. Seconds and MB are given as median (least – most). A group that runs again replaces
its lines; the others stay as they were.

Run as ``python -m benchmarks.run [group …]``, or ``make benchmark GROUP=intake``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import ROOT, Comparison, Goal, Measured, machine, peak_of, timed

GROUPS = ("intake", "scores", "country", "certainty", "site", "command", "page", "cluster")
RESULT = ROOT / "reports" / "benchmark.json"
MEMORY_TURNS = 3
UNITS = {"clock": "s", "processor": "s of the processor", "memory": "MB"}
HEAD = ("work", "measured", "parkit", "against", "takes", "ratio", "goal", "met?")

Turn = Mapping[str, Measured]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: the turns of each side, the ratio, the goal and whether it is met."""

    group: str
    work: str
    quantity: str
    against: str
    ours: list[float]
    theirs: list[float]
    ratio: float | None
    goal: str
    met: bool | None


def main() -> None:
    """Run groups, or, as a process of its own, one comparison."""
    options = _arguments()
    if options.alone:
        print(json.dumps(_alone(options)))
        return
    unknown = set(options.groups) - set(GROUPS)
    if unknown:
        sys.exit(f"There is no group {', '.join(sorted(unknown))}. The groups: {', '.join(GROUPS)}.")
    with tempfile.TemporaryDirectory(prefix="parkit-benchmark-") as scratch:
        for group in options.groups or GROUPS:
            here = machine()
            lines = [asdict(line) for line in run_group(group, Path(scratch))]
            keep(group, {"date": datetime.now(tz=UTC).date().isoformat(), "machine": here, "lines": lines})
    print(f"Wrote {RESULT} and {RESULT.with_suffix('.md')}.")


def keep(group: str, found: Mapping[str, Any]) -> None:
    """Put what a group found in the place of what it found before, and write both files."""
    kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    kept[group] = found
    RESULT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    RESULT.with_suffix(".md").write_text(as_markdown(kept), encoding="utf-8")


def run_group(group: str, scratch: Path) -> Iterator[Line]:
    """Run the comparisons of a group and yield their lines, shown as they come."""
    for number, comparison in enumerate(comparisons(group)):
        turns = {kind: _turns(group, number, kind, comparison, scratch) for kind in _kinds(comparison)}
        for goal in comparison.goals:
            line = make_line(group, comparison, goal, turns["memory" if goal.quantity == "memory" else "time"])
            print(" | ".join(_row(line)), flush=True)
            yield line


def comparisons(group: str) -> Sequence[Comparison]:
    """Return the comparisons of a group."""
    found: Sequence[Comparison] = import_module(f"benchmarks.{group}").COMPARISONS
    return found


def make_line(group: str, comparison: Comparison, goal: Goal, turns: Sequence[Turn]) -> Line:
    """Summarise the turns for one goal."""
    ours, theirs = (
        [getattr(turn[side], goal.quantity) for turn in turns if side in turn] for side in ("ours", "theirs")
    )
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True)) if theirs else None
    return Line(
        group=group,
        work=comparison.work,
        quantity=UNITS[goal.quantity],
        against=comparison.against,
        ours=ours,
        theirs=theirs,
        ratio=ratio,
        goal=_goal_text(goal),
        met=_met(goal, median(ours), ratio),
    )


def _met(goal: Goal, value: float, ratio: float | None) -> bool | None:
    if goal.ratio is not None and ratio is not None:
        return ratio <= goal.ratio
    return None if goal.at_most is None else value <= goal.at_most


def _goal_text(goal: Goal) -> str:
    if goal.ratio is not None:
        return f"≤ {goal.ratio:g} ×"
    return "–" if goal.at_most is None else f"≤ {goal.at_most:g} {UNITS[goal.quantity][:2].strip()}"


def _kinds(comparison: Comparison) -> list[str]:
    quantities = {"memory" if goal.quantity == "memory" else "time" for goal in comparison.goals}
    return sorted(quantities)


def _turns(group: str, number: int, kind: str, comparison: Comparison, scratch: Path) -> list[Turn]:
    """Measure in processes of their own: all turns of time in one, each turn and side of memory in a fresh one."""
    sides = ["ours", "theirs"] if comparison.theirs else ["ours"]
    command = [sys.executable, "-m", "benchmarks.run", group, "--alone", kind, "--number", str(number)]
    command += ["--scratch", str(scratch), "--sides"]
    if kind == "time":
        return [_as_turn(turn) for turn in _ask([*command, *sides])]
    count = min(comparison.turns, MEMORY_TURNS)
    return [_as_turn({side: _ask([*command, side])[0][side] for side in sides}) for _ in range(count)]


def _ask(command: Sequence[str]) -> list[dict[str, dict[str, float]]]:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: list[dict[str, dict[str, float]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _as_turn(turn: Mapping[str, Mapping[str, float]]) -> Turn:
    return {side: Measured(**values) for side, values in turn.items()}


def _alone(options: argparse.Namespace) -> list[dict[str, dict[str, float]]]:
    """Measure one comparison in this process."""
    comparison = comparisons(options.groups[0])[options.number]
    given = comparison.prepare(options.scratch)
    sides = {"ours": comparison.ours, "theirs": comparison.theirs}
    chosen = {name: side for name, side in sides.items() if side and name in options.sides}
    if options.alone == "memory":
        return [{name: asdict(peak_of(side, given)) for name, side in chosen.items()}]
    if comparison.warm:
        for side in chosen.values():
            side(given)
    turns = range(comparison.turns)
    return [{name: asdict(timed(side, given)) for name, side in chosen.items()} for _ in turns]


def as_markdown(kept: Mapping[str, Any]) -> str:
    """Return the table of each group under the machine it ran on."""
    parts = ["# Benchmark\n\nEach line: median (least – most) of the turns; ratio: the median of the turns' ratios.\n"]
    for group in (group for group in GROUPS if group in kept):
        found = kept[group]
        where = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
        rows = [HEAD, ["---"] * len(HEAD), *(_row(Line(**line)) for line in found["lines"])]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        parts.append(f"\n## {group}\n\n{found['date']}; {where}.\n\n{table}\n")
    return "".join(parts)


def _row(line: Line) -> list[str]:
    ratio = "–" if line.ratio is None else f"{line.ratio:.3g}"
    met = {True: "yes", False: "no", None: "–"}[line.met]
    return [line.work, line.quantity, _spread(line.ours), line.against, _spread(line.theirs), ratio, line.goal, met]


def _spread(values: Sequence[float]) -> str:
    """Return median, least and most.

    >>> _spread([3.0, 1.0, 2.0]), _spread([0.01234]), _spread([])
    ('2 (1 – 3)', '0.0123', '–')
    """
    if not values:
        return "–"
    middle = _number(median(values))
    return middle if len(values) == 1 else f"{middle} ({_number(min(values))} – {_number(max(values))})"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(GROUPS))
    parser.add_argument("--alone", choices=("time", "memory"), help=argparse.SUPPRESS)
    parser.add_argument("--number", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--sides", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
