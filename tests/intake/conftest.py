"""A scheme of two levels, without any declared table, for sheets that are recognised by their content."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

if TYPE_CHECKING:
    from tests.conftest import TinyProject

FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen,step,source
index,,index,Chỉ số CCHC,PAR index,,10,8,,
1,index,area,Chỉ đạo điều hành,Steering,,4,4,,
1.1,1,criterion,Kế hoạch CCHC,Plan,,1,1,0.25,
1.2,1,criterion,Báo cáo CCHC,Reports,,3,3,,
1.2.1,1.2,component,Đúng hạn,On time,,1,1,0.25,
1.2.2,1.2,component,Mức độ hoàn thành,Share done,,2,2,,
2,index,area,Thủ tục hành chính,Procedures,Cải cách TTHC,6,4,,
2.1,2,criterion,Công khai thủ tục,Publicity,,2,-,,
2.2,2,criterion,Mức độ hoàn thành,Share done,,2,2,,
2.3,2,criterion,Người dân đánh giá,Citizens' view,,2,2,,survey
"""
Cells = Sequence[Sequence[object]]
WriteBook = Callable[..., Path]


@pytest.fixture
def free(tiny: "TinyProject") -> "TinyProject":
    """Give the tiny scheme without tables: whatever lies in the folder of 2018 is recognised."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    tiny.write("scheme.toml", text.partition("[[tables]]")[0])
    tiny.write("2018/framework.csv", FRAMEWORK)
    (tiny.folder / "2018/scores.csv").unlink()
    return tiny


@pytest.fixture
def write_book(free: "TinyProject") -> WriteBook:
    """Write a workbook into the folder of 2018; each sheet is given by its name and its rows."""

    def write(name: str, sheets: Mapping[str, Cells]) -> Path:
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = free.folder / "2018" / name
        book.save(path)
        return path

    return write
