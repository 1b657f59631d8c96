"""The workbook of a scheme-year, by the rules for good spreadsheets of statistics.

A cover, notes, then one table a sheet: title in A1, headings in one row, marked as a table, nothing merged, nothing
told by colour alone, numbers in full. Source: UK Government Analysis Function, Releasing statistics in spreadsheets.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.model.spreadsheet import inert
from parkit.model.workbook import fixed_bytes
from parkit.report.downloads.tables import MISSING, NOT_APPLICABLE, DataTable, Field
from parkit.report.frame import format_date
from parkit.report.study import Study

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that a workbook cannot hold."""
_LONGEST: Final = 32_767  # letters in a cell
_WIDEST: Final = 60
_NARROWEST: Final = 8
_STYLE: Final = "TableStyleLight1"


def workbook(study: Study, tables: Sequence[DataTable]) -> bytes:
    """Return the bytes of the workbook; equal data give equal bytes."""
    from openpyxl import Workbook

    book = Workbook()
    shown = [table for table in tables if table.in_book]
    _write_cover(book.active, study, shown)
    _write_notes(book.create_sheet(study.say("download.sheet_notes")), study, shown)
    for table in shown:
        sheet = book.create_sheet(study.say(f"download.sheet_{table.name}"))
        _write_table(sheet, table.title, [study.say("download.one_table")], _as_rows(table), table.name)
    book.properties.creator = "parkit"
    book.properties.title = _clean(f"{study.scheme.name.get(study.lang)} {study.year}")
    return fixed_bytes(book, study.year)


def _write_cover(sheet: "Worksheet", study: Study, tables: Iterable[DataTable]) -> None:
    """Write what the file is, sentence by sentence in one column, with links to the sheets."""
    from openpyxl.styles import Alignment, Font

    sheet.title = study.say("download.sheet_cover")
    lines = [
        (study.scheme.name.get(study.lang), ""),
        (study.say("report.year", year=study.year), ""),
        *([(study.say("report.constructed"), "")] if study.scheme.constructed else []),
        *((text, "") for text in _facts(study)),
        (study.say("download.contents"), ""),
        *((f"{name}: {title}", name) for name, title in _contents(study, tables)),
    ]
    bold = {
        1,
        2,
        3 if study.scheme.constructed else 2,
        next(n for n, line in enumerate(lines, 1) if line[0] == study.say("download.contents")),
    }
    for row, (text, target) in enumerate(lines, start=1):
        cell = sheet.cell(row, 1)
        _put(cell, inert(text))
        cell.font = Font(bold=row in bold, size=16 if row == 1 else 11, underline="single" if target else None)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if target:
            cell.hyperlink = f"#'{target}'!A1"
    sheet.column_dimensions["A"].width = 100


def _facts(study: Study) -> list[str]:
    """Return the date of the data, the sources, what is special about numbers and signs."""
    date = study.data_date()
    dated = [f"{study.say('report.data_date')} {format_date(date, study.lang)}."] if date else []
    source = study.source()
    sourced = [f"{study.say('report.source')} {source}"] if source else []
    return [*dated, *sourced, study.say("download.made_with"), study.say("download.numbers")]


def _contents(study: Study, tables: Iterable[DataTable]) -> list[tuple[str, str]]:
    notes = (study.say("download.sheet_notes"), study.say("download.notes_title"))
    return [notes, *((study.say(f"download.sheet_{table.name}"), table.title) for table in tables)]


def _write_notes(sheet: "Worksheet", study: Study, tables: Iterable[DataTable]) -> None:
    """Write the definition and unit of every column, as a table of its own."""
    heads = [study.say(f"download.notes_{name}") for name in ("sheet", "column", "csv", "meaning", "unit")]
    rows = [
        [
            study.say(f"download.sheet_{table.name}"),
            field.heading,
            field.name if table.in_csv else "",
            field.meaning,
            field.unit,
        ]
        for table in tables
        for field in table.fields
    ]
    signs = study.say("download.signs", not_applicable=NOT_APPLICABLE, missing=MISSING)
    _write_table(
        sheet, study.say("download.notes_title"), [signs, study.say("download.one_table")], [heads, *rows], "notes"
    )


def _as_rows(table: DataTable) -> list[list[Any]]:
    """Return headings and rows; a value that is not known is an empty cell."""
    values = table.frame.astype(object).where(table.frame.notna(), None).to_numpy().tolist()
    return [_headings(table.fields), *values]


def _headings(fields: Sequence[Field]) -> list[str]:
    """Return the headings; a table of Excel takes none twice."""
    seen: dict[str, int] = {}
    headings = []
    for field in fields:
        seen[field.heading] = seen.get(field.heading, 0) + 1
        times = seen[field.heading]
        headings.append(inert(field.heading if times == 1 else f"{field.heading} ({times})"))
    return headings


def _write_table(
    sheet: "Worksheet", title: str, notes: Sequence[str], rows: Sequence[Sequence[Any]], name: str
) -> None:
    """Write a title, notes and one table, headings and first rows in sight however far one scrolls."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    _put(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for row, note in enumerate(notes, start=2):
        _put(sheet.cell(row, 1), note)
    top = len(notes) + 2
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values, start=1):
            _put(sheet.cell(row, column), value)
    for column, width in enumerate(_widths(rows), start=1):
        sheet.cell(top, column).font = Font(bold=True)
        sheet.cell(top, column).alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[get_column_letter(column)].width = width
    marked = Table(displayName=f"table_{name}", ref=f"A{top}:{get_column_letter(len(rows[0]))}{top + len(rows) - 1}")
    marked.tableStyleInfo = TableStyleInfo(name=_STYLE, showRowStripes=False)
    sheet.add_table(marked)
    sheet.freeze_panes = f"A{top + 1}"


def _put(cell: Any, value: object) -> None:  # noqa: ANN401  a cell of openpyxl
    """Write a value; text is text even if it looks like a number or a date."""
    if value is None or value is pd.NA:
        return
    cell.value = _clean(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST]


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Return the width of each column: its longest value, within limits, and room for the words of its heading."""
    columns = list(zip(*rows, strict=True))
    heads = [max(map(len, str(column[0]).split()), default=0) for column in columns]
    longest = [max((len(str(value)) for value in column[1:] if value is not None), default=0) for column in columns]
    return [min(_WIDEST, max(_NARROWEST, head + 2, body + 2)) for head, body in zip(heads, longest, strict=True)]
