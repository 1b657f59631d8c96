"""Write the tidy tables of a scheme to data/processed, the same bytes for the same input.

CSV with UTF-8, line feeds and full precision, beside a datapackage.json that says what each column holds.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from parkit.intake.cells import MARKS, RULES
from parkit.intake.dataset import SchemeData
from parkit.intake.frames import FRAMES
from parkit.model.catalogue import say
from parkit.model.columns import SCORE_KEY
from parkit.model.folders import processed_folder
from parkit.model.origin import Origin, origin_of
from parkit.model.whole import write_whole


def write_processed(root: Path, data: SchemeData, *, origin: Origin | None = None) -> Path:
    """Write scores, printed, survey, problems and cells (.csv) and datapackage.json; return their folder.

    A file is replaced whole or not at all; unchanged content leaves the file untouched. ``origin`` is what the data
    were made from, taken before anything was read; it is looked up if not given. The description of the tables comes
    last: until then a reader sees that they are not those that it describes.

    Raises
    ------
    WriteError
        A file could not be written or replaced.
    """
    folder = processed_folder(root) / data.scheme.code
    frames: dict[str, pd.DataFrame] = {name: getattr(data, name) for name in FRAMES}
    texts = {name: frame.to_csv(index=False, lineterminator="\n").encode() for name, frame in frames.items()}
    package = {**_datapackage(data, frames, texts), "origin": origin or origin_of(data.scheme.folder)}
    files = {folder / f"{name}.csv": text for name, text in texts.items()}
    files[folder / "datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    write_whole({path: content for path, content in files.items() if not _holds(path, content)})
    return folder


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _datapackage(data: SchemeData, frames: dict[str, pd.DataFrame], texts: dict[str, bytes]) -> dict[str, Any]:
    """Return a Frictionless data package (version 2) that describes every column."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": data.scheme.code,
        "title": data.scheme.name.en,
        "description": say("data.package", "en", name=data.scheme.name.vi),
        "sources": [{"title": source.title.en, "path": source.url} for source in data.sources if source.url],
        "cellRules": _cell_rules(),
        "marks": {**MARKS, **data.scheme.marks},
        "resources": [_resource(name, frame, texts[name]) for name, frame in frames.items()],
    }


def _cell_rules() -> list[dict[str, str]]:
    """Return how each form of a score cell is read, in the order in which the forms are tried."""
    forms = [("blank", "", "missing_cell"), ("mark", "; ".join(MARKS), "mark_missing, mark_not_applicable")]
    rules = [*forms, *((rule.name, rule.example, rule.code) for rule in RULES)]
    return [
        {"name": name, "example": example, "reading": say(f"cell.{name}", "en"), "problem": code}
        for name, example, code in rules
    ]


def _resource(name: str, frame: pd.DataFrame, content: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(str(column), frame[column]) for column in frame.columns]}
    if name == "scores":
        schema["primaryKey"] = list(SCORE_KEY)
    return {
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": schema,
    }


def _field(name: str, column: "pd.Series[Any]") -> dict[str, str]:
    kinds = {"f": "number", "i": "integer", "b": "boolean"}
    kind = "integer" if str(column.dtype) == "Int64" else kinds.get(column.dtype.kind, "string")
    return {"name": name, "type": kind, "description": say(f"data.{name}", "en")}
