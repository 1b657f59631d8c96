"""Scorecards: one workbook for each unit, as the office sent them in 2019 and in 2022."""

from .book import SAID_OF, SOURCES, Book, put_closing
from .sheet import Place, Sheet
from .tables import Line, Unit

ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII")
NAMELESS = frozenset({"so-tu-phap", "huyen-bang-bieu", "so-y-te"})
"""Units whose card of 2022 names them nowhere but in the name of the file."""

_FIRST_PART = 4


def card_2019(book: Book, unit: Unit) -> list[Sheet]:
    """One sheet: STT, content, maximum, self and appraised under one merged heading, remarks."""
    sheet = Sheet(name="Phiếu chấm điểm", widths={1: 8, 2: 60, 6: 30})
    _state_lines(sheet, 6)
    _line(sheet, 4, f"PHIẾU CHẤM ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {book.year}", 6, "title")
    _line(sheet, 5, f"Đơn vị: {unit.vi}", 6, "label", unit.code)
    for column, text in ((1, "STT"), (2, "Nội dung tiêu chí"), (3, "Điểm tối đa"), (6, "Ghi chú")):
        sheet.put(7, column, text, "head")
        sheet.merge(7, column, 8, column)
    sheet.put(7, 4, "Điểm đánh giá", "head")
    sheet.merge(7, 4, 7, 5)
    sheet.put(8, 4, "Tự chấm", "head")
    sheet.put(8, 5, "Thẩm định", "head")
    for row, line in enumerate(book.lines(), start=9):
        number = ROMAN[int(line.code)] if line.level == "area" else line.code
        sheet.put(row, 1, number)
        sheet.put(row, 2, line.vi, "bold" if line.level == "area" else "plain")
        _numbers(sheet, book, unit, line, row)
    _total(sheet, book, unit, "Tổng điểm")
    put_closing(sheet, 6, ["(1) Điểm điều tra xã hội học do Tổ công tác tổng hợp."], book.year)
    return [sheet]


def card_2022(book: Book, unit: Unit) -> list[Sheet]:
    """Two sheets: areas 1–4 and 5–7, numbered "1.2." inside the content, levels by indent, the total on the second."""
    return [_part(book, unit, part) for part in (1, 2)]


def _part(book: Book, unit: Unit, part: int) -> Sheet:
    sheet = Sheet(name="Phần I" if part == 1 else "Phần II", widths={1: 70, 5: 24, 6: 24})
    _state_lines(sheet, 6)
    _line(sheet, 4, f"PHIẾU CHẤM ĐIỂM CHỈ SỐ CCHC NĂM {book.year}", 6, "title")
    if unit.code not in NAMELESS:
        _line(sheet, 5, unit.vi.upper(), 6, "label", unit.code)
    heads = ("Tiêu chí, tiêu chí thành phần", "Điểm chuẩn", "Đơn vị tự đánh giá")
    for column, text in enumerate((*heads, "Kết quả thẩm định", "Tài liệu kiểm chứng", "Nhận xét"), start=1):
        sheet.put(7, column, text, "head")
    lines = [line for line in book.lines(survey=True) if (int(line.area) <= _FIRST_PART) == (part == 1)]
    for row, line in enumerate(lines, start=8):
        sheet.put(row, 1, f"{'  ' * line.code.count('.')}{line.code}. {line.vi}")
        _numbers(sheet, book, unit, line, row, shift=-1)
        if line.source == "survey":
            sheet.put(row, 6, "Điều tra XHH")
    if part == len(("I", "II")):
        _total(sheet, book, unit, "Tổng cộng", shift=-1)
        put_closing(sheet, 6, ["Ghi chú: tiêu chí điều tra XHH không tự chấm."], book.year)
    return sheet


def _numbers(sheet: Sheet, book: Book, unit: Unit, line: Line, row: int, *, shift: int = 0) -> None:
    sheet.mark(Place("", line.code, "label"), row, 2 + shift)
    sheet.put(row, 3 + shift, line.limits[book.block])
    sheet.mark(Place("", line.code, "max"), row, 3 + shift)
    for offset, source in enumerate(SOURCES):
        value = book.cell(unit, line, source) if line.source else book.sum_cell(unit, line.code, source)
        sheet.put(row, 4 + shift + offset, value, "plain" if line.source else "bold")
        sheet.mark(Place(unit.code, line.code, source if line.source else SAID_OF[source]), row, 4 + shift + offset)
    sheet.mark(Place(unit.code, line.code, "note"), row, 6)


def _total(sheet: Sheet, book: Book, unit: Unit, text: str, *, shift: int = 0) -> None:
    row = sheet.last_row + 1
    sheet.put(row, 2 + shift, text, "bold")
    lines = book.leaves()
    sheet.put(row, 3 + shift, sum(line.limits[book.block] or 0 for line in lines), "bold")
    for offset, source in enumerate(SOURCES):
        sheet.put(row, 4 + shift + offset, book.total(unit, "", source), "bold")
        sheet.mark(Place(unit.code, "", SAID_OF[source]), row, 4 + shift + offset)


def _state_lines(sheet: Sheet, width: int) -> None:
    for row, left, right in (
        (1, "UBND TỈNH MINH HỌA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (2, "BIỂU MẪU CCHC", "Độc lập - Tự do - Hạnh phúc"),
    ):
        sheet.put(row, 1, left, "title")
        sheet.merge(row, 1, row, 2)
        sheet.put(row, 3, right, "title")
        sheet.merge(row, 3, row, width)


def _line(sheet: Sheet, row: int, text: str, width: int, what: str, unit: str = "") -> None:
    sheet.put(row, 1, text, "title")
    sheet.merge(row, 1, row, width)
    sheet.mark(Place(unit, "", what), row, 1)


def file_stem(unit: Unit, year: int) -> str:
    """Return the name a card was sent under: the unit's code, with words around it in 2022.

    >>> from .tables import units
    >>> file_stem(units()[1], 2022)
    'phieu-cham-diem-so-noi-vu-2022'
    """
    return unit.code if year == 2019 else f"phieu-cham-diem-{unit.code}-{year}"
