"""The same reports on two workers of a dask cluster on this machine, beside two processes without one."""

import atexit
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import ROOT, Comparison, Goal, parkit
from benchmarks.project import empty_project, script

REPORTS = ("--force", "--lang", "vi", "--scheme", "hoa-binh", "--scheme", "nam-dinh")
WORKERS = 2
PATIENCE = 120  # seconds for a dask program to say that it is ready


@dataclass(frozen=True)
class Lab:
    """A project, and the address of a scheduler with its workers."""

    root: Path
    address: str


def _lab(scratch: Path) -> Lab:
    """Start a scheduler and its workers, which end with this process."""
    logs = Path(tempfile.mkdtemp(dir=scratch))
    said = _start(logs / "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", until="Scheduler at:")
    address = said.split("Scheduler at:")[1].split()[0]
    for number in range(WORKERS):
        _start(logs / f"worker-{number}", "worker", address, "--nthreads", "1", until="Registered to")
    return Lab(empty_project(scratch), address)


def _start(log: Path, *arguments: str, until: str) -> str:
    """Start a dask program and return what it has said when it is ready."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [script("dask"), *arguments, "--no-dashboard"],
            stdout=out,
            stderr=out,
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    atexit.register(process.terminate)
    for _ in range(PATIENCE * 10):
        if until in log.read_text(encoding="utf-8"):
            return log.read_text(encoding="utf-8")
        time.sleep(0.1)
    message = f"dask {arguments[0]} did not start; see {log}"
    raise RuntimeError(message)


def _run(root: Path, *options: str) -> None:
    """Run the command; not by `command`, which would wait for the workers as for orphans."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PARKIT_ROOT": str(root)}
    subprocess.run(parkit("run", *REPORTS, *options), cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)


COMPARISONS = (
    Comparison(
        work="24 reports (`hoa-binh`, `nam-dinh`), two dask workers on this machine",
        against="two processes without a cluster",
        prepare=_lab,
        ours=lambda lab: _run(lab.root, "--cluster", lab.address),
        theirs=lambda lab: _run(lab.root, "--jobs", "2"),
        goals=(Goal(ratio=1.25),),
        turns=5,
    ),
)
