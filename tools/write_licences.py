"""Write docs/licences.md: the licence of every package in requirements.lock, as its own metadata states it.

Run as ``make licences`` after the lock has changed. What cannot be installed on this machine keeps the licence of
`ELSEWHERE`, which was looked up by hand.
"""

import re
from collections.abc import Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "requirements.lock"
PAGE: Final = ROOT / "docs" / "licences.md"

ALLOWED: Final = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU"),
        *("HPND", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
    }
)
"""Licences that let anyone use the package, change it and pass it on; MPL-2.0 binds changes to its own files only."""

ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aiohappyeyeballs": "PSF-2.0",  # License
        "aiohttp": "Apache-2.0 AND MIT",  # License-Expression; MIT is llhttp inside
        "aiosignal": "Apache-2.0",  # License, classifier
        "appnope": "BSD-2-Clause",  # License-Expression
        "axe-playwright-python": "MIT AND MPL-2.0",  # licenses/LICENSE; MPL is axe.min.js inside, by its first lines
        "colorama": "BSD-3-Clause",  # licenses/LICENSE.txt; the classifier says BSD
        "frozenlist": "Apache-2.0",  # License
        "multidict": "Apache-2.0",  # License-Expression
        "propcache": "Apache-2.0",  # License
        "pywinpty": "MIT",  # licenses/LICENSE.txt, classifier
        "pyyaml-ft": "MIT",  # License, classifier
        "yarl": "Apache-2.0",  # License
    }
)
"""Each as the metadata or the licence file of the locked wheel says, in the file whose hash is in the lock."""
_FAMILIES: Final = (
    (r"apache", "Apache-2.0"),
    (r"mozilla|mpl", "MPL-2.0"),
    (r"isc\b", "ISC"),
    (r"python software foundation|psf", "PSF-2.0"),
    (r"bsd[- ]3", "BSD-3-Clause"),
    (r"bsd[- ]2", "BSD-2-Clause"),
    (r"bsd", "BSD"),
    (r"mit\b", "MIT"),
)
_NAMED: Final = re.compile(r"[A-Za-z0-9.-]+")
HEADING: Final = """\
# Licences of what parkit is built on

Written by `make licences` from the metadata of the packages in `requirements.lock`. Each may be used, changed and
passed on; a test holds this list in step with the lock and every licence to the list of allowed ones in
`tools/write_licences.py`. parkit itself is under the MIT licence.

| package | version | licence |
| --- | --- | --- |
"""


def locked() -> dict[str, str]:
    """Return name and version of every package of the lock."""
    text = LOCK.read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, flags=re.MULTILINE))


def licence(name: str) -> str:
    """Return the licence of a package as an SPDX expression: as stated, or by what its metadata say in words."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return "not known"
    return _first(facts, "License-Expression") or _in_words(facts)


def _first(facts: PackageMetadata, field: str) -> str:
    return next(iter(facts.get_all(field) or ()), "")


def _in_words(facts: PackageMetadata) -> str:
    """Read the licence out of the first line of the free text, else out of the classifiers."""
    classifiers = [text for text in facts.get_all("Classifier") or [] if text.startswith("License ::")]
    free = _first(facts, "License")
    named = free if set(free.split(" AND ")) <= ALLOWED else ""
    texts = [*classifiers, free.partition("\n")[0]]
    found = [family for text in texts for pattern, family in _FAMILIES if re.search(pattern, text, re.IGNORECASE)]
    return named or next(iter(found), "not known")


def not_allowed(expression: str) -> set[str]:
    """Return the parts of a licence expression that are not allowed; of plain alternatives one allowed is enough.

    >>> sorted(not_allowed("MIT AND GPL-3.0-only")), not_allowed("MIT OR GPL-3.0-only")
    (['GPL-3.0-only'], set())
    """
    words = set(_NAMED.findall(expression)) - {"AND", "OR", "WITH"}
    refused = words - ALLOWED
    return set() if " OR " in expression and " AND " not in expression and refused < words else refused


def render() -> str:
    """Return the page."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in sorted(locked().items())]
    return HEADING + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
    print(f"Wrote {PAGE.relative_to(ROOT)}")
