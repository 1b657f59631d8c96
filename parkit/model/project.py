"""Find the project and its folders from anywhere, and the schemes and years it holds."""

import os
from pathlib import Path
from typing import Final

from parkit.model.codes import CODE, YEAR
from parkit.model.errors import UsageError, closest, listing
from parkit.model.framework import Framework, read_framework
from parkit.model.scheme import Scheme, read_scheme
from parkit.model.units import UnitRegister, read_units

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


def spec_folder(root: Path) -> Path:
    """Return the folder of the specifications; a project that only uses parkit has none."""
    return root / "tests" / "spec"


def spec_files(root: Path) -> tuple[Path, ...]:
    """Return the files of the specifications, in the order of their names."""
    return tuple(sorted(spec_folder(root).glob("*.toml")))


def list_schemes(root: Path) -> tuple[str, ...]:
    """Return the codes of all schemes, sorted."""
    found = (path.parent.name for path in raw_folder(root).glob("*/scheme.toml"))
    return tuple(sorted(code for code in found if CODE.fullmatch(code)))


def list_misnamed(root: Path) -> tuple[str, ...]:
    """Return the names of the folders that define a scheme and are no code, sorted: no scheme is read from them."""
    found = (path.parent.name for path in raw_folder(root).glob("*/scheme.toml"))
    return tuple(sorted(name for name in found if not CODE.fullmatch(name)))


def list_years(root: Path, scheme: str) -> tuple[int, ...]:
    """Return the years of a scheme that have a folder, sorted."""
    return years_in(raw_folder(root) / scheme)


def years_in(folder: Path) -> tuple[int, ...]:
    """Return the years that have a folder in that of a scheme, sorted."""
    names = (path.name for path in folder.iterdir() if path.is_dir())
    return tuple(sorted(int(name) for name in names if YEAR.fullmatch(name)))


def load_scheme(root: Path, code: str) -> Scheme:
    """Read the rules of one scheme.

    Raises
    ------
    UsageError
        There is no such scheme, or the text cannot be the code of one; the error lists those there are.
    """
    schemes = list_schemes(root)
    if not CODE.fullmatch(code):
        hint = listing(closest(code, schemes))
        raise UsageError("bad_scheme_code", found=code, choices=listing(schemes), hint=hint)
    if code not in schemes:
        raise UsageError("unknown_scheme", found=code, choices=listing(schemes), hint=listing(closest(code, schemes)))
    return read_scheme(raw_folder(root) / code)


def load_units(scheme: Scheme) -> UnitRegister:
    """Read the unit register of a scheme."""
    return read_units(scheme.folder / "units.csv", scheme.blocks)


def load_framework(scheme: Scheme, year: int) -> Framework:
    """Read the criteria of a scheme in one year."""
    return read_framework(scheme.folder / str(year) / "framework.csv", year, scheme.blocks)


def check_year(root: Path, scheme: str, year: int) -> None:
    """Refuse a year without a folder.

    Raises
    ------
    UsageError
        The error lists the years there are.
    """
    years = list_years(root, scheme)
    if year not in years:
        raise UsageError("unknown_year", scheme=scheme, found=year, choices=listing(years))
