"""Find the project from anywhere, and its folders."""

import os
from pathlib import Path
from typing import Final

from parkit.model.language import LANGS, Lang

_MARK: Final = Path("data") / "raw"


def find_root(start: Path | None = None) -> Path:
    """Return the project folder: PARKIT_ROOT, else the first folder upwards that holds ``data/raw``.

    The search starts at ``start`` or the current folder, then at the folder parkit is installed from.

    Raises
    ------
    UsageError
        No folder above holds ``data/raw``.
    """
    named = os.environ.get("PARKIT_ROOT")
    starts = [Path(named)] if named else [start or Path.cwd(), Path(__file__).resolve().parents[2]]
    for begin in starts:
        for folder in (begin.resolve(), *begin.resolve().parents):
            if (folder / _MARK).is_dir():
                return folder
    from parkit.model.errors import UsageError  # here, since a run with nothing to do needs none

    raise UsageError("no_project", start=str(starts[0]))


def raw_folder(root: Path) -> Path:
    """Return the folder of files as received."""
    return root / _MARK


def processed_folder(root: Path) -> Path:
    """Return the folder of generated tidy tables."""
    return root / "data" / "processed"


def notebooks_folder(root: Path) -> Path:
    """Return the folder of notebooks."""
    return root / "notebooks"


def reports_folder(root: Path) -> Path:
    """Return the folder of the generated site."""
    return root / "reports"


def home(root: Path, lang: Lang) -> Path:
    """Return the first page of the site in a language."""
    return reports_folder(root) / ("index.html" if lang == LANGS[0] else f"{lang}/index.html")


def spec_folder(root: Path) -> Path:
    """Return the folder of the specifications; a project that only uses parkit has none."""
    return root / "tests" / "spec"


def spec_files(root: Path) -> tuple[Path, ...]:
    """Return the files of the specifications, in the order of their names."""
    return tuple(sorted(spec_folder(root).glob("*.toml")))
