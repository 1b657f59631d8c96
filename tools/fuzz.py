"""Edit schemes and spoil workbooks at random for so many minutes, each round from a new seed that is printed.

python tools/fuzz.py 10          ten minutes
python tools/fuzz.py 10 4711     the same rounds again, beginning with the seed 4711
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
EXAMPLES: Final = 20
MUTATIONS: Final = 480
OTHERS: Final = MUTATIONS // 24 * 4
"""Workbooks of the four other formats: fewer, since each is opened in a process of its own."""
TESTS: Final = (
    "tests/fuzz/test_scheme_edits.py",
    "tests/intake/test_mutations.py::test_a_spoiled_file_is_read_or_refused",
    "tests/intake/test_old_books.py::test_a_damaged_workbook_is_read_or_refused",
)


def play(seed: int) -> int:
    """Run one round of all tests; the exit code of pytest."""
    settings = {
        "PARKIT_FUZZ_EXAMPLES": str(EXAMPLES),
        "PARKIT_MUTATIONS": str(MUTATIONS),
        "PARKIT_MUTATIONS_FIRST": str(seed),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "-x"]
    seeded = [*command, f"--hypothesis-seed={seed}", *TESTS]
    return subprocess.run(seeded, cwd=ROOT, env=os.environ | settings, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    """Play rounds until the minutes are over; stop at the first failure and say how to repeat it."""
    end = time.monotonic() + 60 * float(arguments[0] if arguments else 10)
    seed = int(arguments[1]) if len(arguments) > 1 else secrets.randbelow(2**31)
    rounds = 0
    while time.monotonic() < end:
        print(f"Round {rounds + 1}, seed {seed}", flush=True)
        if code := play(seed):
            print(f"Failed. To repeat it: python tools/fuzz.py 0.01 {seed}")
            return code
        rounds, seed = rounds + 1, seed + 1
    schemes, files = rounds * EXAMPLES * 3, rounds * (MUTATIONS + OTHERS)
    print(f"{rounds} rounds passed: {schemes} schemes edited, {files} files spoiled.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
