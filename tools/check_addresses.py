"""Check that no file of the repository names a package registry or a path of somebody's machine.

A lock or a notebook that holds either works on one machine only. Every file that git tracks or would add
is read.

Run as ``python tools/check_addresses.py [folder]``; the exit code is 1 if a line offends.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Written with brackets so that this file does not find itself.
FORBIDDEN = re.compile(
    r"pypi[.]org|files[.]pythonhosted|conda[.]anaconda|registry[.]npmjs"  # registries
    r"|(?:--index-url|--extra-index-url|--find-links|--trusted-host)[ =]"  # options that name one
    r"|file[:]//"  # a local address
    r"|(?<![\w.~*-])/(?:home|root|Users|work|opt|tmp)/[\w.-]"  # folders of a machine
    r"|\b[A-Za-z]:[\\]+Users\b"  # the same on Windows
)


def listed_files(root: Path) -> list[Path]:
    """List the files that git tracks or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    paths = [root / name for name in sorted(set(output.decode().split("\0"))) if name]
    return [path for path in paths if path.is_file()]


def offenders_in(file: Path) -> Iterator[str]:
    """Yield one line of text for each offending line of a text file; other files are passed over."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, start=1):
        found = FORBIDDEN.search(line)
        if found:
            yield f"{file}:{number}: {found.group()!r}"


def main(arguments: list[str]) -> int:
    """Print the offending lines and return the exit code."""
    files = listed_files(Path(arguments[0]) if arguments else ROOT)
    offenders = [line for file in files for line in offenders_in(file)]
    print(*offenders, f"Addresses and paths: {len(files)} files, {len(offenders)} offenders.", sep="\n")
    return 1 if offenders else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
