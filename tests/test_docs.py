"""The page about definition files names every key that parkit reads, and the files of it are read as it says."""

import re
from dataclasses import fields
from pathlib import Path

from parkit.model.options import AnalysisOptions

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "scheme.md").read_text(encoding="utf-8")
READERS = ("scheme.py", "framework.py", "sources.py", "units.py")


def named() -> set[str]:
    """Return every word the page sets as code."""
    return set(re.findall(r"[\w]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))


def test_every_option_of_the_analyses_is_documented_with_its_default() -> None:
    """Each field of the options stands in the table with the default that the code has."""
    rows = dict(re.findall(r"^\| `([^|]+)` \| [^|]+ \| ([-\d., ]+) \|$", PAGE, flags=re.MULTILINE))
    found = {
        name: float(value)
        for names, values in rows.items()
        for name, value in zip(names.split("`, `"), values.split(", "), strict=True)
    }
    expected = {field.name: float(field.default) for field in fields(AnalysisOptions)}  # type: ignore[arg-type]
    assert {name: found[name] for name in expected} == expected


def test_every_key_of_a_definition_file_is_documented() -> None:
    """Each key that the readers accept is named on the page."""
    accepted = set()
    for name in READERS:
        code = (ROOT / "parkit" / "model" / name).read_text(encoding="utf-8")
        for call in re.findall(r"\.only\((.*?)\)\n", code, flags=re.DOTALL):
            accepted |= set(re.findall(r'"(\w+)"', call))
    assert {"blocks", "at_least", "units_expected"} <= accepted
    assert accepted - {"dirt"} <= named()
