"""Block workbooks: one file for all units of a block, in the three ways an office built them over the years."""

from .book import BLOCK_TITLES, SAID_OF, SOURCES, Book, put_closing, put_heading
from .sheet import Formula, Place, Sheet, Style, Value, letter
from .tables import Line, Unit, plain

_SURVEY_NOTE = "Ghi chú: điểm điều tra xã hội học được tổng hợp riêng, không ghi trong bảng này."


def paired_sheet(book: Book) -> list[Sheet]:
    """Criteria down, units across, self and appraised side by side under each unit; sums are formulas."""
    sheet = Sheet(name="Bảng điểm", widths={1: 8, 2: 60})
    width = 3 + 2 * len(book.units)
    title = f"BẢNG TỔNG HỢP ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {book.year}"
    put_heading(sheet, width, title, BLOCK_TITLES[book.block])
    _paired_head(sheet, book)
    lines = book.lines(survey=True)
    rows = {line.code: 9 + place for place, line in enumerate(lines)}
    for line in lines:
        _line_words(sheet, line, rows[line.code], book.block)
    end = 9 + len(lines)
    sheet.put(end, 2, "Tổng điểm", "bold")
    sheet.put(end, 3, 100_00, "bold")
    for place, unit in enumerate(book.units):
        for offset, source in enumerate(SOURCES):
            _paired_column(sheet, book, unit, source, (4 + 2 * place + offset, rows, end))
    put_closing(sheet, width, [_SURVEY_NOTE], book.year)
    return [sheet]


def _paired_head(sheet: Sheet, book: Book) -> None:
    for column, text in enumerate(("STT", "Lĩnh vực/Tiêu chí", "Điểm tối đa"), start=1):
        sheet.put(7, column, text, "head")
        sheet.merge(7, column, 8, column)
    for place, unit in enumerate(book.units):
        column = 4 + 2 * place
        sheet.put(7, column, unit.vi, "head")
        sheet.merge(7, column, 7, column + 1)
        sheet.mark(Place(unit.code, "", "label"), 7, column)
        for offset, name in enumerate(SOURCES.values()):
            sheet.put(8, column + offset, name, "head")


def _line_words(sheet: Sheet, line: Line, row: int, block: str) -> None:
    style: Style = "bold" if line.level == "area" else "plain"
    sheet.put(row, 1, line.code, style)
    sheet.put(row, 2, line.vi, style)
    sheet.put(row, 3, line.limits[block], style)
    sheet.mark(Place("", line.code, "label"), row, 2)
    sheet.mark(Place("", line.code, "max"), row, 3)


def _paired_column(sheet: Sheet, book: Book, unit: Unit, source: str, where: tuple[int, dict[str, int], int]) -> None:
    column, rows, end = where
    for line in book.lines(survey=True):
        row = rows[line.code]
        if line.source:
            sheet.put(row, column, book.cell(unit, line, source))
            sheet.mark(Place(unit.code, line.code, source), row, column)
        else:
            parts = [rows[code] for code in rows if code.rpartition(".")[0] == line.code]
            _sum(sheet, book, unit, (row, column, parts), (line.code, source))
    areas = [row for code, row in rows.items() if "." not in code]
    _sum(sheet, book, unit, (end, column, areas), ("", source))


def _sum(sheet: Sheet, book: Book, unit: Unit, where: tuple[int, int, list[int]], what: tuple[str, str]) -> None:
    row, column, parts = where
    above, source = what
    value = book.sum_cell(unit, above, source)
    if isinstance(value, int):
        text = f"SUM({','.join(f'{letter(column)}{part}' for part in parts)})"
        sheet.put(row, column, Formula(text, value), "bold")
    else:
        sheet.put(row, column, value)
    sheet.mark(Place(unit.code, above, SAID_OF[source]), row, column)


def units_down_sheets(book: Book) -> list[Sheet]:
    """Units down, criteria across under four header rows; one sheet for each source."""
    return [_units_down(book, source, name) for source, name in SOURCES.items()]


def _units_down(book: Book, source: str, name: str) -> Sheet:
    sheet = Sheet(name=name, widths={1: 5, 2: 34})
    width = 3 + len(book.leaves())
    title = f"KẾT QUẢ {name.upper()} CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {book.year}"
    put_heading(sheet, width, title, BLOCK_TITLES[book.block])
    _across(sheet, book)
    for place, unit in enumerate(book.units):
        row = 11 + place
        sheet.put(row, 1, str(place + 1))
        sheet.put(row, 2, unit.vi)
        sheet.mark(Place(unit.code, "", "label"), row, 2)
        for offset, line in enumerate(book.leaves()):
            sheet.put(row, 3 + offset, book.cell(unit, line, source))
            sheet.mark(Place(unit.code, line.code, source), row, 3 + offset)
        sheet.put(row, width, book.total(unit, "", source), "bold")
        sheet.mark(Place(unit.code, "", SAID_OF[source]), row, width)
    _totals_below(sheet, book, source)
    put_closing(sheet, width, [_SURVEY_NOTE], book.year)
    return sheet


def _across(sheet: Sheet, book: Book) -> None:
    """Write area, criterion, component and maximum in rows 7 to 10, merged as far as they reach."""
    for column, text in ((1, "TT"), (2, "Tên cơ quan, đơn vị"), (3 + len(book.leaves()), "Tổng cộng")):
        sheet.put(7, column, text, "head")
        sheet.merge(7, column, 9, column)
    sheet.put(10, 2, "Điểm tối đa", "head")
    for line in book.lines():
        below = [place for place, leaf in enumerate(book.leaves()) if f"{leaf.code}.".startswith(f"{line.code}.")]
        row = 7 + line.code.count(".")
        sheet.put(row, 3 + below[0], f"{line.code}. {line.vi}", "head")
        sheet.merge(row, 3 + below[0], 9 if line.source else row, 3 + below[-1])
        sheet.mark(Place("", line.code, "label"), row, 3 + below[0])
        if line.source:
            sheet.put(10, 3 + below[0], line.limits[book.block], "head")
            sheet.mark(Place("", line.code, "max"), 10, 3 + below[0])
    sheet.put(10, 3 + len(book.leaves()), sum(line.limits[book.block] or 0 for line in book.leaves()), "head")


def _totals_below(sheet: Sheet, book: Book, source: str) -> None:
    row = 11 + len(book.units)
    sheet.put(row, 2, "Tổng cộng", "bold")
    for offset, line in enumerate(book.leaves()):
        scores = [book.score(unit, line, source) for unit in book.units]
        sheet.put(row, 3 + offset, sum(score.points or 0 for score in scores if score is not None), "bold")
        sheet.mark(Place("", line.code, SAID_OF[source]), row, 3 + offset)


def indented_sheets(book: Book) -> list[Sheet]:
    """Criteria down, levels by indent, units across in one header row; one sheet for each source, and instructions."""
    return [_instructions(), *(_indented(book, source, name) for source, name in SOURCES.items())]


def _instructions() -> Sheet:
    sheet = Sheet(name="Hướng dẫn", widths={1: 90})
    for row, text in enumerate(
        (
            "HƯỚNG DẪN GHI BIỂU",
            "1. Mỗi cột là một cơ quan, đơn vị; mỗi dòng là một tiêu chí.",
            "2. Điểm ghi theo bước đã quy định, không vượt quá điểm tối đa.",
            "3. Tiêu chí không áp dụng ghi dấu gạch ngang (-).",
        ),
        start=1,
    ):
        sheet.put(row, 1, text)
    return sheet


def _indented(book: Book, source: str, name: str) -> Sheet:
    sheet = Sheet(name=name, widths={1: 70})
    width = 2 + len(book.units)
    title = f"ĐIỂM {name.upper()} CHỈ SỐ CCHC NĂM {book.year}"
    put_heading(sheet, width, title, BLOCK_TITLES[book.block])
    sheet.put(7, 1, "Nội dung tiêu chí", "head")
    sheet.put(7, 2, "Điểm chuẩn", "head")
    for place, unit in enumerate(book.units):
        sheet.put(7, 3 + place, unit.vi, "head")
        sheet.mark(Place(unit.code, "", "label"), 7, 3 + place)
    for row, line in enumerate(book.lines(everything=True), start=8):
        _indented_row(sheet, book, line, row, source)
    end = sheet.last_row + 1
    sheet.put(end, 1, "Tổng cộng", "bold")
    sheet.put(end, 2, sum(line.limits[book.block] or 0 for line in book.leaves()), "bold")
    for place, unit in enumerate(book.units):
        sheet.put(end, 3 + place, book.total(unit, "", source), "bold")
        sheet.mark(Place(unit.code, "", SAID_OF[source]), end, 3 + place)
    put_closing(sheet, width, [_SURVEY_NOTE], book.year)
    return sheet


def _indented_row(sheet: Sheet, book: Book, line: Line, row: int, source: str) -> None:
    limit = line.limits[book.block]
    bracket = f" ({plain(limit, ',')} điểm)" if line.level == "area" and limit else ""
    sheet.put(row, 1, f"{'    ' * line.code.count('.')}{line.code}. {line.vi}{bracket}", "plain")
    sheet.put(row, 2, "-" if limit is None else limit)
    sheet.mark(Place("", line.code, "label"), row, 1)
    sheet.mark(Place("", line.code, "max"), row, 2)
    for place, unit in enumerate(book.units):
        value: Value | int = "-"
        if limit is not None:
            value = book.cell(unit, line, source) if line.source else book.sum_cell(unit, line.code, source)
        sheet.put(row, 3 + place, value, "plain" if line.source else "bold")
        sheet.mark(Place(unit.code, line.code, source if line.source else SAID_OF[source]), row, 3 + place)
