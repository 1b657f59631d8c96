"""Long exports from software: one score or one criterion a line, each year another format; and the survey tables."""

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .answers import Survey
from .book import SAID_OF, SOURCES, Book
from .scores import Key
from .sheet import Number, Place, Sheet, Value
from .tables import Line, Unit, leaves, plain

_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, kw_only=True)
class Format:
    """How an export is written."""

    encoding: str
    delimiter: str
    sign: str
    newline: str = "\r\n"


FORMATS = {
    2020: Format(encoding="utf-8-sig", delimiter=";", sign=","),
    2021: Format(encoding="utf-16", delimiter="\t", sign=","),
    2023: Format(encoding="cp1258", delimiter=",", sign=","),
    2024: Format(encoding="utf-8", delimiter=",", sign=".", newline="\n"),
    2025: Format(encoding="utf-8", delimiter=",", sign=",", newline="\n"),
}
SURVEY_FORMAT = Format(encoding="utf-8", delimiter=",", sign=".", newline="\n")

HEADINGS = {
    2020: ("Đơn vị", "Mã tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định", "Ghi chú"),
    2021: ("Năm", "Khối", "Tên đơn vị", "Mã tiêu chí", "Nguồn điểm", "Điểm tối đa", "Điểm"),
    2023: ("Don vi", "Tieu chi", "Diem toi da", "Tu cham", "Tham dinh"),
    2024: ("Unit", "Criterion", "Maximum", "Self", "Appraised", "Note"),
    2025: ("Đơn vị", "Mã tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Ghi chú"),
}
SURVEY_HEADINGS = ("Đơn vị", "Mã tiêu chí", "Số phiếu", "A", "B", "C", "D", "Điểm")
_PREAMBLE = {2021: "Xuất từ phần mềm chấm điểm CCHC ngày 20/02/2022"}


def export_sheet(books: Sequence[Book]) -> Sheet:
    """Return the lines of a year's export as a sheet of text cells."""
    year = books[0].year
    sheet = Sheet()
    if year in _PREAMBLE:
        sheet.put(1, 1, _PREAMBLE[year])
    head = sheet.last_row + 1
    for column, text in enumerate(HEADINGS[year], start=1):
        sheet.put(head, column, text)
    for book in books:
        for unit in book.units:
            _unit_lines(sheet, book, unit)
    return sheet


def _unit_lines(sheet: Sheet, book: Book, unit: Unit) -> None:
    write = _SHAPES.get(book.year, _wide_line)
    for line in book.leaves():
        write(sheet, book, unit, line)
    if book.year == 2020:
        row = sheet.last_row + 1
        cells = [_text(book.total(unit, "", source), ",") for source in SOURCES]
        _put_texts(sheet, row, [unit.vi, "Tổng điểm", "", *cells])
        for offset, source in enumerate(SOURCES):
            sheet.mark(Place(unit.code, "", SAID_OF[source]), row, 4 + offset)


def _wide_line(sheet: Sheet, book: Book, unit: Unit, line: Line) -> None:
    """Write unit, criterion, maximum, self and appraised; criteria by name in 2023, else by code."""
    sign = FORMATS[book.year].sign
    row = sheet.last_row + 1
    scores = [_score_text(book, unit, line, source) for source in SOURCES]
    name = line.vi if book.year == 2023 else line.code
    _put_texts(sheet, row, [unit.en if book.year == 2024 else unit.vi, name, _limit(line, book, sign), *scores])
    for column, what in ((1, "unit"), (2, "label"), (3, "max"), (4, "self"), (5, "appraised"), (6, "note")):
        sheet.mark(Place(unit.code, line.code, what), row, column)


def _long_line(sheet: Sheet, book: Book, unit: Unit, line: Line) -> None:
    """Write one line for each source, with the year and the block."""
    block = "Sở" if book.block == "so" else "Huyện"
    for source, name in SOURCES.items():
        row = sheet.last_row + 1
        texts = [str(book.year), block, unit.vi, line.code, name, _limit(line, book, ",")]
        _put_texts(sheet, row, [*texts, _score_text(book, unit, line, source)])
        for column, what in ((3, f"unit-{source}"), (4, f"label-{source}"), (6, f"max-{source}"), (7, source)):
            sheet.mark(Place(unit.code, line.code, what), row, column)


_SHAPES: dict[int, Callable[[Sheet, Book, Unit, Line], None]] = {2021: _long_line}


def survey_sheet(books: Sequence[Book], survey: Survey) -> Sheet:
    """Return the year's survey: number of answers, how many of each, and the points."""
    sheet = Sheet()
    _put_texts(sheet, 1, SURVEY_HEADINGS)
    for book in books:
        asked = [line for line in leaves(book.year, book.block) if line.source == "survey"]
        for unit in book.units:
            for line in asked:
                _survey_line(sheet, book, unit, line, survey)
    return sheet


def _survey_line(sheet: Sheet, book: Book, unit: Unit, line: Line, survey: Survey) -> None:
    answers = survey.get(Key(book.year, book.block, unit.code, line.code, "survey"))
    row = sheet.last_row + 1
    counts = [str(count) for count in (answers.size, *answers.counts)] if answers else [""] * 5
    points = book.cell(unit, line, "survey", plain)
    _put_texts(sheet, row, [unit.vi, line.code, *counts, points if isinstance(points, str) else ""])
    sheet.mark(Place(unit.code, line.code, "survey"), row, 8)


def _put_texts(sheet: Sheet, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        sheet.put(row, column, text)


def _score_text(book: Book, unit: Unit, line: Line, source: str) -> str:
    sign = FORMATS[book.year].sign
    value = book.cell(unit, line, source, lambda points: plain(points, sign))
    return value if isinstance(value, str) else ""


def _limit(line: Line, book: Book, sign: str) -> str:
    return _text(line.limits[book.block], sign)


def _text(points: int | None, sign: str) -> str:
    return "" if points is None else plain(points, sign)


def write_export(sheet: Sheet, form: Format) -> bytes:
    """Return the bytes of an export."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=form.delimiter, lineterminator=form.newline)
    width = max(column for _, column in sheet.cells)
    for _, cells in sheet.rows():
        writer.writerow([_plain_text(cells[column].value) if column in cells else "" for column in range(1, width + 1)])
    text = buffer.getvalue()
    return encode_1258(text) if form.encoding == "cp1258" else _encode(text, form.encoding)


def _encode(text: str, encoding: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)


def encode_1258(text: str) -> bytes:
    """Encode Vietnamese in the Windows code page 1258, which has tones as marks of their own.

    >>> encode_1258("Hòa").decode("cp1258") == "Ho\u0300a"
    True
    """
    return "".join(_split_tone(letter) for letter in text).encode("cp1258")


def _split_tone(letter: str) -> str:
    marks = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tones


def _plain_text(value: Value) -> str:
    if isinstance(value, Number):
        return plain(value.points)
    if isinstance(value, str):
        return value
    message = f"an export holds text, not {value!r}"
    raise TypeError(message)
