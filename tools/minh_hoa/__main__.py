"""Write the scheme's files below a folder: ``python -m tools.minh_hoa [DEST]``, by default the project folder."""

import sys
from pathlib import Path

from .build import make_files


def main(arguments: list[str]) -> int:
    """Write every file and say how many and how large."""
    destination = Path(arguments[0]) if arguments else Path(__file__).parents[2]
    files = make_files()
    for name, body in files.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    size = sum(len(body) for body in files.values())
    print(f"Wrote {len(files)} files, {size / 1e6:.2f} MB, to {destination}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
