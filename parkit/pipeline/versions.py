"""What must be alike on two machines for their reports to be alike: Python, parkit, and the packages parkit uses."""

import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from parkit import __version__
from parkit.model.origin import folder_hash

_PACKAGE: Final = Path(__file__).parents[1]
_ENDINGS: Final = (".py", ".toml", ".j2", ".css", ".js", ".json", ".woff2")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ROOTS: Final = ("parkit", "distributed")
_DIGITS: Final = 8


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A package that two machines do not have alike, with both versions."""

    package: str
    ours: str
    theirs: str


def versions() -> dict[str, str]:
    """Return the versions of parkit (with the start of its source's hash), Python, and all packages they use here."""
    source = folder_hash(_PACKAGE, _ENDINGS)[:_DIGITS]
    used = {name: distribution(name).version for name in sorted(_used())}
    return {**used, "parkit": f"{__version__} ({source})", "Python": platform.python_version()}


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> Difference | None:
    """Return the first package that differs, or None; one that only one system needs, such as colorama, may lack.

    >>> difference({"parkit": "1", "pandas": "3.0"}, {"parkit": "1", "pandas": "3.1"})
    Difference(package='pandas', ours='3.0', theirs='3.1')
    >>> difference({"parkit": "1"}, {"parkit": "1", "colorama": "0.4"})
    """
    common = [name for name in ("parkit", "Python", *sorted(ours)) if name in ours and name in theirs]
    return next((Difference(package=n, ours=ours[n], theirs=theirs[n]) for n in common if ours[n] != theirs[n]), None)


def _used() -> set[str]:
    """Return every package that parkit and the cluster's library need, directly or not, and that is installed."""
    found: set[str] = set()
    waiting = list(_ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in found and _is_installed(name):
            found.add(name)
            waiting += _required(name)
    return found


def _required(name: str) -> Iterator[str]:
    for line in distribution(name).requires or ():
        match = _NAME.match(line)
        if match and "extra ==" not in line:
            yield re.sub(r"[-_.]+", "-", match[0]).lower()


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
