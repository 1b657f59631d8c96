"""The files handed out for a scheme-year: names, csv, and the description of all of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from parkit.report.downloads.book import workbook
from parkit.report.downloads.tables import DataTable, data_tables
from parkit.report.study import Study

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel on a Vietnamese Windows reads UTF-8 as its own code page and spoils every accent."""
PACKAGE: Final = "datapackage.json"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file: its name, what it holds, its rows where it is a table, its bytes."""

    name: str
    title: str
    rows: int | None
    content: bytes
    media_type: str
    table: DataTable | None = None


def download_files(study: Study) -> tuple[Download, ...]:
    """Return the workbook, a csv file for each table, and datapackage.json; equal data give equal bytes."""
    tables = data_tables(study)
    stem = study.file_stem()
    book = Download(
        name=f"{stem}.xlsx",
        title=study.say("download.book_title"),
        rows=None,
        content=workbook(study, tables),
        media_type=_XLSX,
    )
    files = (book, *(_csv(stem, table) for table in tables if table.in_csv))
    package = Download(
        name=PACKAGE,
        title=study.say("download.package_title"),
        rows=None,
        content=_package(study, files),
        media_type="application/json",
    )
    return (*files, package)


def _csv(stem: str, table: DataTable) -> Download:
    renamed = table.frame.set_axis([field.name for field in table.fields], axis="columns")
    text = BOM + renamed.to_csv(index=False, lineterminator="\r\n")
    return Download(
        name=f"{stem}-{table.name}.csv",
        title=table.title,
        rows=len(table.frame),
        content=text.encode("utf-8"),
        media_type="text/csv",
        table=table,
    )


def _package(study: Study, files: Sequence[Download]) -> bytes:
    """Return a Frictionless data package (version 2) that describes every file and column."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": study.file_stem(),
        "title": f"{study.scheme.name.get(study.lang)} {study.year}",
        "description": study.say("download.package_description"),
        "constructed": study.scheme.constructed,
        **({"notice": study.say("report.constructed")} if study.scheme.constructed else {}),
        "sources": [
            {"title": source.title.get(study.lang), **({"path": source.url} if source.url else {})}
            for source in study.data.sources
            if any(file.startswith(f"{study.year}/") for file in source.files)
        ],
        "resources": [_resource(file) for file in files],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _resource(file: Download) -> Mapping[str, Any]:
    ending = file.name.rpartition(".")[2]
    described: dict[str, Any] = {
        "name": file.name.removesuffix(f".{ending}"),
        "title": file.title,
        "path": file.name,
        "format": ending,
        "mediatype": file.media_type,
        "bytes": len(file.content),
        "hash": f"sha256:{sha256(file.content).hexdigest()}",
    }
    if file.table is None:
        return described
    fields = [
        {"name": field.name, "title": field.heading, "type": field.type, "description": field.meaning}
        for field in file.table.fields
    ]
    return {**described, "encoding": "utf-8", "dialect": {"delimiter": ","}, "schema": {"fields": fields}}
