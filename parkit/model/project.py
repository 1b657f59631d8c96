"""The schemes and years that a project holds."""

from pathlib import Path

from parkit.model.codes import CODE, YEAR
from parkit.model.errors import UsageError, closest, listing
from parkit.model.folders import raw_folder
from parkit.model.framework import Framework, read_framework
from parkit.model.scheme import Scheme, read_scheme
from parkit.model.units import UnitRegister, read_units


def list_schemes(root: Path) -> tuple[str, ...]:
    """Return the codes of all schemes, sorted."""
    return tuple(name for name in _defined(root) if CODE.fullmatch(name))


def list_misnamed(root: Path) -> tuple[str, ...]:
    """Return the names of the folders that define a scheme and are no code, sorted: no scheme is read from them."""
    return tuple(name for name in _defined(root) if not CODE.fullmatch(name))


def _defined(root: Path) -> list[str]:
    """Return the names of all folders with a scheme.toml, sorted."""
    return sorted(path.parent.name for path in raw_folder(root).glob("*/scheme.toml"))


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
