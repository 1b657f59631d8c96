"""Read a scheme's tables back from data/processed, where they were made from these very files by this very parkit.

Reading hundreds of score sheets takes seconds, and every notebook opens its scheme; the tables take tenths.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pandas as pd

from parkit.intake.dataset import SchemeData, scheme_data
from parkit.intake.definitions import read_definitions
from parkit.intake.frames import FRAMES, typed_frame
from parkit.model.columns import TYPES
from parkit.model.folders import processed_folder, raw_folder
from parkit.model.origin import origin_of

PIECE: Final = 200_000
"""Rows whose texts are in memory at once, on the way to numbers and shared words."""


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
    frames: dict[str, pd.DataFrame] = {}
    for name in FRAMES:
        frame = _read(folder / f"{name}.csv", name, tables[name]["hash"])
        if frame is None:
            return None
        frames[name] = frame
    return scheme_data(read_definitions(root, code), **frames)


def _package(path: Path) -> dict[str, Any]:
    """Return the description of the tables, or nothing where there is none that can be read."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # absent, or cut off by whatever broke it: the scheme is read anew
        return {}
    return package if isinstance(package, dict) and "origin" in package else {}


def _read(path: Path, name: str, made: str) -> pd.DataFrame | None:
    """Return a table if it is the one that was made, or None; a run may just be putting others in their places.

    What is looked at and what is read is one open file, which stays as it is when another takes its place.
    """
    try:
        with path.open("rb") as file:
            if made != f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}":
                return None
            file.seek(0)
            pieces = pd.read_csv(file, dtype=str, keep_default_na=False, chunksize=PIECE)
            return pd.concat([_typed(texts, name) for texts in pieces], ignore_index=True)
    except OSError:  # absent, or not to be read: the scheme is read anew
        return None


def _typed(texts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with its types; text stays as it is written, "NA" and "01" too."""
    types = TYPES[name]
    numbers = {column: texts[column].mask(texts[column].eq("")) for column, kind in types.items() if kind != "bool"}
    flags = {column: texts[column].eq("True") for column, kind in types.items() if kind == "bool"}
    return typed_frame(name, texts.assign(**numbers, **flags))
