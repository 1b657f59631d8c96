"""No damaged file brings a traceback or loses a cell: files are spoiled at random, and each is read or refused.

A few hundred by default; set PARKIT_MUTATIONS=10000 for the long run. `make fuzz` does the
same from other starting numbers (PARKIT_MUTATIONS_FIRST).
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import openpyxl
import pytest

from parkit.intake.problems import describe

if TYPE_CHECKING:
    from tests.conftest import TinyProject
    from tests.intake.conftest import WriteBook

HANG = 10.0
MUTATIONS = int(os.environ.get("PARKIT_MUTATIONS", "240"))
FIRST = int(os.environ.get("PARKIT_MUTATIONS_FIRST", "0"))
JUNK: tuple[object, ...] = (
    *("", "x", "-", "50", "-3", "7,5", "#N/A", "Tổng", "Sở Y tế", "1.1.1", "Điểm tối đa", "3/4", "85%", "100%/", "∞"),
    *("Đơn vị: Sở Y tế", "Tự chấm", "  ", "năm 2031", "1,2,3", "=1+1", "(1)", "Ghi chú", '"', "A" * 300, "\u0303"),
    *(5, 0.1, -1, 1e300, True),
)
CARD: list[list[object]] = [
    ["PHIẾU CHẤM ĐIỂM NĂM 2018"],
    ["Đơn vị: Sở Nội vụ"],
    ["TT", "Nội dung", "Điểm tối đa", "Điểm", None, "Ghi chú"],
    [None, None, None, "Tự chấm", "Thẩm định", None],
    ["1.1", "Kế hoạch CCHC", 1, 1, "0,75", "chậm"],
    ["1.2", "Báo cáo CCHC", 3, 2.5, 2.25, None],
    ["1.2.1", "Đúng hạn", 1, 1, 1, None],
    ["1.2.2", "Mức độ hoàn thành", 2, 1.5, "1,25/2,0", None],
    ["2.1", "Công khai thủ tục", 2, "KĐG", "KĐG", None],
    ["2.2", "Mức độ hoàn thành", 2, 1.9, 1.9, None],
    [None, "Tổng điểm", 8, 5.4, 4.9, None],
    ["Người lập biểu"],
]
BLOCK: list[list[object]] = [
    ["STT", "Tiêu chí", "Điểm tối đa", "Sở Nội vụ", "Sở Y tế", "Tổng"],
    *([f"{row[0] or ''}", row[1], row[2], row[3], row[3], None] for row in CARD[4:11]),
]
DOWN: list[list[object]] = [
    ["TT", "Tên đơn vị", "1.1", "1.2.1", "1.2.2", "2.1", "2.2", "Tổng điểm", "Xếp hạng"],
    [None, "Điểm tối đa", 1, 1, 2, 2, 2, 8, None],
    [1, "Sở Nội vụ", 1, 1, 1.5, "-", 1.9, 5.4, 2],
    [2, "Sở Y tế", 1, 0.5, 2, 1, 1, 5.5, 1],
    [None, "Tổng cộng", 2, 1.5, 3.5, 1, 2.9, 10.9, None],
]
LIST = "Đơn vị;Mã tiêu chí;Điểm tối đa;Tự chấm;Thẩm định\n" + "".join(
    f"{unit};{code};{most};{most}/2;0,5\n"
    for unit in ("Sở Nội vụ", "Sở Y tế")
    for code, most in (("1.1", 1), ("1.2.1", 1), ("1.2.2", 2), ("2.1", 2), ("2.2", 2), ("Tổng điểm", 8))
)
SURVEY = "Đơn vị,Mã tiêu chí,Số phiếu,A,B,C,D,Điểm\nSở Nội vụ,2.3,40,20,10,5,5,1.35\nSở Y tế,2.3,10,10,0,0,0,2\n"


def spoil_bytes(content: bytes, chance: random.Random) -> bytes:
    """Cut a file short, overwrite, remove or insert bytes."""
    place = chance.randrange(len(content))
    change = chance.randrange(4)
    if change == 0:
        return content[:place]
    if change == 1:
        return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
    if change == 2:
        return content[:place] + content[place + chance.randrange(1, 200) :]
    return content[:place] + chance.randbytes(chance.randrange(1, 40)) + content[place:]


def spoil_part(content: bytes, chance: random.Random) -> bytes:
    """Spoil one part inside a workbook and close the archive again."""
    spoiled = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(spoiled, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        target = chance.choice([name for name in names if name.startswith(("xl/", "content"))])
        for name in names:
            part = old.read(name)
            new.writestr(name, spoil_bytes(part, chance) if name == target else part)
    return spoiled.getvalue()


def spoil_cells(content: bytes, chance: random.Random) -> bytes:
    """Put junk into cells, swap cells, delete and insert rows and columns, as a hand in Excel would."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for _ in range(chance.randrange(1, 6)):
        row, column = chance.randrange(1, sheet.max_row + 1), chance.randrange(1, sheet.max_column + 1)
        other = sheet.cell(chance.randrange(1, sheet.max_row + 1), chance.randrange(1, sheet.max_column + 1))
        cell = sheet.cell(row, column)
        change: list[Callable[[], object]] = [
            lambda cell=cell: setattr(cell, "value", chance.choice(JUNK)),
            lambda cell=cell, other=other: (setattr(cell, "value", other.value), setattr(other, "value", None)),
            lambda row=row: sheet.delete_rows(row),
            lambda column=column: sheet.delete_cols(column),
            lambda row=row: sheet.insert_rows(row),
            lambda column=column: sheet.insert_cols(column),
        ]
        chance.choices(change, weights=[5, 2, 1, 1, 1, 1])[0]()
    spoiled = BytesIO()
    book.save(spoiled)
    return spoiled.getvalue()


def spoil_lines(content: bytes, chance: random.Random) -> bytes:
    """Put junk into the cells of a list, delete and repeat its lines, save it in another encoding."""
    lines = content.decode().splitlines()
    for _ in range(chance.randrange(1, 6)):
        number = chance.randrange(len(lines))
        if chance.random() < 0.2:
            lines.insert(number, lines[chance.randrange(len(lines))])
            continue
        cells = lines[number].split(";")
        cells[chance.randrange(len(cells))] = str(chance.choice(JUNK))
        lines[number] = ";".join(cells)
    return "\n".join(lines).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1258"]), "replace")


SPOIL = {"bytes": spoil_bytes, "part": spoil_part, "cells": spoil_cells, "lines": spoil_lines}
CASES = [
    *((name, how) for name in ("card.xlsx", "block.xlsx", "down.xlsx") for how in ("bytes", "part", "cells", "cells")),
    *((name, how) for name in ("list.csv", "survey.csv") for how in ("bytes", "lines")),
]


def check(free: "TinyProject") -> None:
    """See that the scheme reads, that every cell is counted, and that every problem is a sentence."""
    data = free.read()
    cells = data.cells
    uses = cells["scores"] + cells["printed"] + cells["labels"] + cells["checks"] + cells["refused"]
    assert uses.tolist() == cells["filled"].tolist()
    errors = data.problems.query("severity == 'error'")
    assert set(errors["file"]) == set(cells.loc[cells["stopped"], "file"])
    assert set(cells.loc[cells["refused"].gt(0), "file"]) <= set(errors["file"])
    assert not data.scores.duplicated(["year", "unit", "criterion", "source"]).any()
    assert data.scores["points"].notna().equals(data.scores["state"].eq("scored"))
    assert (data.scores["points"].isna() | data.scores["points"].le(data.scores["max_points"] + 1e-6)).all()
    for _, problem in data.problems.drop_duplicates("code").iterrows():
        assert "{" not in describe(problem, "vi") or "{" in problem["found"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "how"), sorted(set(CASES)))
def test_a_spoiled_file_is_read_or_refused(free: "TinyProject", write_book: "WriteBook", name: str, how: str) -> None:
    """Whatever happened to a file, there is no traceback, no hang, no cell passed over, no score that cannot be."""
    sheets = {"card.xlsx": CARD, "block.xlsx": BLOCK, "down.xlsx": DOWN}
    texts = {"list.csv": LIST, "survey.csv": SURVEY}
    content = write_book(name, {"A": sheets[name]}).read_bytes() if name in sheets else texts[name].encode()
    for number in range(FIRST, FIRST + MUTATIONS // len(set(CASES))):
        chance = random.Random(f"{name} {how} {number}")  # noqa: S311  a test that can be repeated
        free.write(f"2018/{name}", SPOIL[how](content, chance))
        start = time.process_time()
        try:
            check(free)
            assert time.process_time() - start < HANG, "it takes too long"
        except Exception as error:
            error.add_note(f"{name}, {how}, number {number}")
            raise


def test_a_workbook_with_a_cell_far_out_is_refused(free: "TinyProject", write_book: "WriteBook") -> None:
    """A stray cell at the far end of the sheet would make billions of empty ones; the file is refused at once."""
    path = write_book("card.xlsx", {"A": CARD})
    book = openpyxl.load_workbook(path)
    book["A"]["XFD1048576"] = "x"
    book.save(path)
    assert "1048576 × 16384" in free.problem("sheet_too_large")["found"]


def test_a_file_that_is_no_archive_gets_no_second_look(tmp_path: Path) -> None:
    """What the second look cannot open is refused as xlsx, and hides nothing as ods, which is read apart."""
    from parkit.intake.refusal import GridError
    from parkit.intake.second_look import look

    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(GridError):
        look(path)
    with pytest.raises(BadZipFile):
        ZipFile(path)
    shutil.copy(path, tmp_path / "x.ods")
    assert look(tmp_path / "x.ods") == {}
