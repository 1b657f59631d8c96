"""Read a scheme's tables back from data/processed, where they were made from these very files by this very parkit.

Reading hundreds of score sheets takes seconds, and every notebook opens its scheme; the tables take tenths.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from parkit.intake.dataset import SchemeData, scheme_data
from parkit.intake.definitions import read_definitions
from parkit.intake.frames import FRAMES, typed_frame
from parkit.model.columns import TYPES
from parkit.model.origin import file_hash, origin_of
from parkit.model.project import processed_folder, raw_folder


def read_stored(root: Path, code: str) -> SchemeData | None:
    """Return what ``write_processed`` wrote of a scheme, equal to reading it again, or None where it must be read.

    It must be read if it was not written before, if a file of the scheme or parkit itself has changed since, or
    if a table is not the one that was written.

    Raises
    ------
    UsageError
        There is no such scheme.
    DefinitionError
        A file that defines the scheme is wrong.
    """
    folder = processed_folder(root) / code
    package = _package(folder / "datapackage.json")
    tables = {table["name"]: table for table in package.get("resources", ())}
    if set(tables) != set(FRAMES) or package["origin"] != origin_of(raw_folder(root) / code):
        return None
    if not all(_is_whole(folder, table) for table in tables.values()):
        return None
    frames = {name: _read(folder / f"{name}.csv", name) for name in FRAMES}
    return scheme_data(read_definitions(root, code), **frames)


def _package(path: Path) -> dict[str, Any]:
    """Return the description of the tables, or nothing where there is none that can be read."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # absent, or cut off by whatever broke it: the scheme is read anew
        return {}
    return package if isinstance(package, dict) and "origin" in package else {}


def _is_whole(folder: Path, table: dict[str, str]) -> bool:
    path = folder / table["path"]
    return path.is_file() and table["hash"] == f"sha256:{file_hash(path)}"


def _read(path: Path, name: str) -> pd.DataFrame:
    """Return a table with its types; text stays as it is written, "NA" and "01" too."""
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)
    types = TYPES[name]
    numbers = {column: texts[column].mask(texts[column].eq("")) for column, kind in types.items() if kind != "bool"}
    flags = {column: texts[column].eq("True") for column, kind in types.items() if kind == "bool"}
    return typed_frame(name, texts.assign(**numbers, **flags))
