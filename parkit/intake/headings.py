"""The words by which a score sheet is recognised: its headings, its total rows, its title lines, its sources.

Words are compared without diacritics, case, punctuation and what stands in brackets, so "Điểm tối đa (70)" and
"DIEM TOI DA" are the same heading. A heading that is not in the table is unknown; nothing matches by likeness.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from parkit.model.catalogue import say
from parkit.model.language import LANGS, nfc, slug

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("STT", "TT", "Số TT", "Số thứ tự", "No", "No.", "#", "Mục", "Ký hiệu"),
    "criterion": (
        *("Nội dung", "Nội dung tiêu chí", "Nội dung đánh giá", "Tiêu chí", "Tên tiêu chí", "Mã tiêu chí", "Mã"),
        *("Tiêu chí thành phần", "Lĩnh vực/Tiêu chí", "Lĩnh vực, tiêu chí", "Tiêu chí, tiêu chí thành phần"),
        *("Lĩnh vực, tiêu chí, tiêu chí thành phần", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Tiêu chí đánh giá"),
        *("Tiêu chí/Tiêu chí thành phần", "Nội dung, tiêu chí", "Nội dung công việc", "Chỉ tiêu", "Lĩnh vực"),
        *("Criterion", "Criteria", "Content", "Indicator", "Criterion code", "Code", "Item", "Component"),
    ),
    "maximum": (
        *("Điểm tối đa", "Điểm chuẩn", "Thang điểm", "Điểm thang", "Tối đa", "Điểm tối đa/chuẩn", "Điểm quy định"),
        *("Maximum", "Max", "Maximum points", "Maximum score", "Max points", "Max score", "Out of"),
    ),
    "self": (
        *("Tự chấm", "Điểm tự chấm", "Tự đánh giá", "Điểm tự đánh giá", "Đơn vị tự chấm", "Đơn vị tự đánh giá"),
        *(
            "Điểm đơn vị tự chấm",
            "Điểm đơn vị tự đánh giá",
            "Kết quả tự chấm",
            "Kết quả tự đánh giá",
            "Cơ quan tự chấm",
        ),
        *("Self", "Self score", "Self-score", "Self assessment", "Self-assessed", "Self points"),
    ),
    "appraised": (
        *("Thẩm định", "Điểm thẩm định", "Kết quả thẩm định", "Hội đồng thẩm định", "Điểm Hội đồng thẩm định"),
        *("Tổ thẩm định", "Điểm thẩm định lần 2", "Điểm đạt được sau thẩm định", "Sở Nội vụ thẩm định", "TĐ"),
        *("Appraised", "Appraisal", "Appraised score", "Appraised points", "Verified", "Verified score"),
    ),
    "survey": (
        *("Điều tra xã hội học", "Điều tra XHH", "Điểm điều tra xã hội học", "Điểm điều tra XHH", "Khảo sát"),
        *("Điểm khảo sát", "Survey", "Survey score", "Survey points"),
    ),
    "points": ("Điểm", "Điểm số", "Điểm đạt", "Điểm đạt được", "Số điểm", "Score", "Points"),
    "source": ("Nguồn điểm", "Nguồn", "Loại điểm", "Source", "Score source"),
    "unit": (
        *("Đơn vị", "Tên đơn vị", "Cơ quan", "Tên cơ quan", "Cơ quan, đơn vị", "Tên cơ quan, đơn vị", "Mã đơn vị"),
        *("Cơ quan/đơn vị", "Sở, ban, ngành", "Các sở, ban, ngành", "Huyện, thành phố", "Tên sở, ban, ngành"),
        *("UBND huyện, thành phố", "Địa phương", "Xã, phường", "Đơn vị được đánh giá", "Tỉnh", "Tỉnh, thành phố"),
        *("Unit", "Unit name", "Unit code", "Agency", "Office", "Department", "District", "Name of unit", "Province"),
    ),
    "block": ("Khối", "Nhóm đơn vị", "Block", "Group"),
    "year": ("Năm", "Năm đánh giá", "Year"),
    "note": (
        *("Ghi chú", "Nhận xét", "Giải trình", "Ý kiến", "Lý do", "Minh chứng", "Tài liệu kiểm chứng", "Tài liệu"),
        *("Tài liệu minh chứng", "Ghi chú của đơn vị", "Ý kiến thẩm định", "Ý kiến của Hội đồng", "Đường dẫn"),
        *("Note", "Notes", "Remark", "Remarks", "Comment", "Comments", "Evidence", "Reason", "Link"),
    ),
    "total": (
        *("Tổng", "Tổng điểm", "Tổng cộng", "Tổng số", "Tổng số điểm", "Cộng", "Tổng cộng điểm", "Tổng điểm đạt được"),
        *("Total", "Sum", "Total points", "Total score", "Grand total"),
    ),
    "mean": ("Trung bình", "Bình quân", "Điểm trung bình", "Điểm bình quân", "Average", "Mean"),
    "rank": ("Xếp hạng", "Thứ hạng", "Hạng", "Xếp thứ", "Rank"),
    "band": ("Xếp loại", "Loại", "Nhóm", "Band", "Grade", "Class"),
    "answers": ("Số phiếu", "Số phiếu khảo sát", "Tổng số phiếu", "Answers", "n"),
}
"""Role of a column or row, and the words that give it."""

_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_UNIT_LINE: Final = re.compile(
    r"(?:tên )?(?:đơn vị|cơ quan|cơ quan, đơn vị|đơn vị được đánh giá|unit|agency|office)\s*[:：]\s*(.*)", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )\b(?:năm|year)\s+(20\d\d)\b", re.IGNORECASE)
_DATE: Final = re.compile(r"ngày|date|quyết định|decision|công văn", re.IGNORECASE)
_COLUMN_NUMBER: Final = re.compile(r"\(?(\d{1,3}|[A-Za-z])\)?(\s*=.*)?")
_SOURCES: Final = ("self", "appraised", "survey")


def _form(text: str) -> str:
    return slug(_BRACKETS.sub("", text) or text)


_ROLES: Final = {_form(word): role for role, words in HEADINGS.items() for word in words}
_SOURCE_FORMS: Final = {form: role for form, role in _ROLES.items() if role in _SOURCES and len(form) > len("self-")}


@lru_cache(maxsize=10_000)
def role_of(text: str) -> str:
    """Return the role a heading gives its column or row, or nothing.

    >>> role_of("ĐIỂM TỐI ĐA (70)"), role_of("Diem tu cham"), role_of("Sở Nội vụ")
    ('maximum', 'self', '')
    """
    return _ROLES.get(_form(text), "") if text else ""


def source_in(texts: Iterable[str]) -> str:
    """Return the one score source that titles speak of, or nothing where they speak of none or of several.

    >>> source_in(["KẾT QUẢ TỰ CHẤM CHỈ SỐ CCHC", "Khối sở"])
    'self'
    """
    found = {role for text in texts for form, role in _SOURCE_FORMS.items() if f"-{form}-" in f"-{slug(text)}-"}
    return found.pop() if len(found) == 1 else ""


def unit_line(text: str) -> str | None:
    """Return what a title line names as its unit, such as "Đơn vị: Sở Nội vụ"; None for any other line."""
    found = _UNIT_LINE.fullmatch(nfc(text))
    return found[1].strip(" .…_") if found else None


def is_instructions(text: str) -> bool:
    """Tell whether a text is the title of the sheet of instructions in parkit's own workbooks."""
    return slug(text) in {slug(say("template.instructions_title", lang)) for lang in LANGS}


def years_in(texts: Iterable[str]) -> set[int]:
    """Return the years that titles are about; the year of a date or a decision is another matter.

    >>> years_in(["PHIẾU CHẤM ĐIỂM NĂM 2018", "Minh Họa, ngày 15 tháng 3 năm 2019"])
    {2018}
    """
    return {int(year) for text in texts if not _DATE.search(text) for year in _YEAR.findall(text)}


def is_column_number(text: str) -> bool:
    """Tell whether a cell may belong to the row that numbers the columns: "(1)", "2", "A", "(5)=(3)+(4)"."""
    return _COLUMN_NUMBER.fullmatch(text) is not None
