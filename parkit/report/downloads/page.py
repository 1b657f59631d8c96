"""The page that lists the files of a scheme-year."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
from markupsafe import Markup

from parkit.report.downloads.files import Download
from parkit.report.scheme_links import scheme_links
from parkit.report.site_map import downloads_path
from parkit.report.site_page import SitePage, page_table
from parkit.report.sources.page import Section
from parkit.report.study import Study
from parkit.report.table import Column, Linked, links

_KILO: Final = 1000


def downloads_page(study: Study, files: Sequence[Download], *, errors: int = 0, has_methods: bool) -> SitePage:
    """Return the page of the downloads; data with errors are not handed out, and the page says so."""
    path = downloads_path(study.lang, study.scheme.code, study.year)
    body = _table(study, files) if files else Markup("<p>{}</p>").format(study.say("download.none", errors=errors))
    return SitePage(
        path=path,
        scheme=study.scheme,
        title=study.say("download.title"),
        lead=study.say("download.lead"),
        notes=(study.say("download.csv_note"),) if files else (),
        links=scheme_links(study.scheme.code, study.lang, path),
        sections=(Section(id="files", heading=study.say("download.files"), body=body),),
        year=study.year,
        data_date=study.data_date(),
        has_methods=has_methods,
    )


def _table(study: Study, files: Sequence[Download]) -> Markup:
    frame = pd.DataFrame(
        {
            "file": links((Linked(file.name, file.name, small=_size(study, file)),) for file in files),
            "title": [file.title for file in files],
            "rows": pd.array([file.rows for file in files], dtype="Int64"),
        }
    )
    columns = [
        Column("file", study.say("download.listed_file"), "links"),
        Column("title", study.say("download.listed_title")),
        Column("rows", study.say("download.listed_rows"), "integer"),
    ]
    return page_table(
        frame, columns, study.say("download.caption", year=study.year), study.lang, place="download-files"
    )


def _size(study: Study, file: Download) -> str:
    """Return the size of a file in thousands of bytes, at least 1."""
    return f"{study.number(max(1.0, len(file.content) / _KILO), 0)} kB"
