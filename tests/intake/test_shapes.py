"""The three shapes of score sheets as offices fill them in, each read by its content alone."""

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from parkit.intake.shapes import split_label

if TYPE_CHECKING:
    from tests.conftest import TinyProject
    from tests.intake.conftest import WriteBook

HEAD: list[list[object]] = [
    ["UBND TỈNH NHỎ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["PHIẾU CHẤM ĐIỂM CHỈ SỐ CCHC NĂM 2018"],
    ["Đơn vị: Sở NV"],
    [],
]
TABLE: list[list[object]] = [
    ["TT", "Nội dung", "Điểm chuẩn", "Điểm đánh giá", None, "Ghi chú"],
    [None, None, None, "Tự chấm", "Thẩm định", None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["I", "Chỉ đạo điều hành", 4, 3.5, 3, None],
    ["1.1", "Kế hoạch CCHC", 1, 1, "0,75", "nộp chậm"],
    ["1.2", "Báo cáo CCHC", 3, 2.5, 2.25, None],
    ["1.2.1", "Đúng hạn", 1, 1, 1, None],
    ["1.2.2", "Mức độ hoàn thành", 2, 1.5, "1,25/2,0", None],
    ["II", "Cải cách TTHC", 6, 3.4, 3.4, None],
    ["2.1", "Công khai thủ tục", 2, "KĐG", "KĐG", None],
    ["2.2", "Mức độ hoàn thành", 2, 3.4 - 1.5, 1.9, None],
    ["2.3", "Người dân đánh giá", 2, None, None, "điều tra"],
    [None, "Tổng điểm", 10, 5.4, 4.9, None],
    ["Ghi chú: điểm điều tra tính riêng"],
    [],
    [None, None, None, None, "GIÁM ĐỐC"],
]
CARD = {"Phiếu": [*HEAD, *TABLE]}
READ = {
    ("1.1", "self"): 1.0,
    ("1.1", "appraised"): 0.75,
    ("1.2.1", "self"): 1.0,
    ("1.2.1", "appraised"): 1.0,
    ("1.2.2", "self"): 1.5,
    ("1.2.2", "appraised"): 1.25,
    ("2.2", "self"): 1.9,
    ("2.2", "appraised"): 1.9,
}


def points(free: "TinyProject", unit: str = "so-noi-vu") -> dict[tuple[str, str], float]:
    """Return the scored points of a unit by criterion and source."""
    scores = free.read().scores
    scores = scores[scores["unit"].eq(unit) & scores["state"].eq("scored")]
    keys = zip(scores["criterion"], scores["source"], strict=True)
    return dict(zip(keys, scores["points"].round(9).tolist(), strict=True))


def shapes(free: "TinyProject") -> list[str]:
    """Return how the files were read."""
    return free.read().cells["shape"].tolist()


def test_a_scorecard_is_read(free: "TinyProject", write_book: "WriteBook") -> None:
    """Title, two heading lines, column numbers, sums, notes and signature stand around the scores of one unit."""
    write_book("phieu.xlsx", CARD)
    assert points(free) == READ
    data = free.read()
    assert shapes(free) == ["scorecard"]
    row = data.scores.set_index(["criterion", "source"]).loc[("1.2.2", "appraised")]
    assert row[["file", "sheet", "row", "column"]].tolist() == ["2018/phieu.xlsx", "Phiếu", 12, "E"]
    assert data.scores.query("criterion == '2.1'")["state"].tolist() == ["not_applicable"] * 2
    counts = data.cells.iloc[0]
    assert counts[["scores", "checks", "refused"]].tolist() == [10, 18, 0]


def test_the_same_name_in_two_areas_is_told_apart_by_its_place(free: "TinyProject", write_book: "WriteBook") -> None:
    """Without numbers, a criterion whose name stands twice in the framework is that below the area just passed."""
    table = [[None, *row[1:]] for row in TABLE]
    write_book("phieu.xlsx", {"Phiếu": [*HEAD, *table]})
    assert points(free) == READ


def test_headings_without_diacritics_and_names_with_numbers(free: "TinyProject", write_book: "WriteBook") -> None:
    """One column of indented "1.2.1. name" labels, and headings typed without diacritics or in English, will do."""
    rows = [[f"    {row[0]}. {row[1]}", *row[2:]] for row in TABLE[3:12]]
    for heads in (["Noi dung", "DIEM TOI DA", "Tu cham", "Tham dinh"], ["Content", "Maximum", "Self", "Appraised"]):
        write_book("phieu.xlsx", {"Phiếu": [*HEAD, [*heads, "Note"], *rows]})
        assert points(free) == READ


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (["SỞ NỘI VỤ"], "phieu.xlsx"),
        (["Cơ quan:", "Sở Nội vụ"], "phieu.xlsx"),
        ([None, "Đơn vị: SỞ NỘI VỤ ……"], "phieu.xlsx"),
        (["Phiếu chấm"], "phieu-so-noi-vu-2018.xlsx"),
        (["Phiếu chấm"], "Sở Nội vụ.xlsx"),
    ],
)
def test_the_unit_of_a_scorecard_is_found(
    free: "TinyProject", write_book: "WriteBook", title: list[object], name: str
) -> None:
    """The unit is named in a title line, or else by the file."""
    write_book(name, {"Phiếu": [title, *TABLE]})
    assert points(free) == READ


def test_a_scorecard_of_nobody_is_refused(free: "TinyProject", write_book: "WriteBook") -> None:
    """A card without a unit yields nothing, and says what to write where."""
    write_book("phieu.xlsx", {"Phiếu": [["Phiếu chấm"], *TABLE]})
    assert "Write a line 'Đơn vị: …' above the table" in free.told("card_without_unit")
    assert free.read().scores.empty


def test_a_scorecard_may_go_over_several_sheets(free: "TinyProject", write_book: "WriteBook") -> None:
    """The total on the last sheet is that of all sheets, and a sheet of instructions is told."""
    first, second = [*TABLE[:2], *TABLE[3:8]], [*TABLE[:2], *TABLE[8:]]
    sheets = {"Hướng dẫn": [["Ghi điểm theo bước"]], "Phần I": [*HEAD, *first], "Phần II": [*HEAD, *second]}
    write_book("phieu.xlsx", sheets)
    assert points(free) == READ
    assert "total_differs" not in set(free.read().problems["code"])
    assert free.problem("sheet_without_table", "warning")["sheet"] == "Hướng dẫn"


ACROSS: list[list[object]] = [
    ["BẢNG TỔNG HỢP ĐIỂM NĂM 2018"],
    ["STT", "Lĩnh vực/Tiêu chí", "Điểm tối đa", "Sở Nội vụ", None, "SỞ Y TẾ", None],
    [None, None, None, "Tự chấm", "Thẩm định", "Tự chấm", "Thẩm định"],
    ["1.1", "Kế hoạch CCHC", 1, 1, 0.75, 1, 1],
    ["1.2.1", "Đúng hạn", 1, 1, 1, 1, 0.5],
    ["1.2.2", "Mức độ hoàn thành", 2, 1.5, 1.25, 2, 2],
    ["2.1", "Công khai thủ tục", 2, "-", "-", 1, 1],
    ["2.2", "Mức độ hoàn thành", 2, 1.9, 1.9, 1, 1],
    ["Tổng cộng", None, 8, 5.4, 4.9, 6, 5.5],
]


def test_a_block_workbook_with_units_across_is_read(free: "TinyProject", write_book: "WriteBook") -> None:
    """Every unit has a column for each source below its merged name."""
    write_book("khoi-so.xlsx", {"Điểm": ACROSS})
    assert (shapes(free), points(free)) == (["criteria_down"], READ)
    assert points(free, "so-y-te")[("1.2.1", "appraised")] == 0.5
    assert not free.read().problems["code"].isin(["total_differs", "sum_differs"]).any()


def test_a_block_workbook_with_a_sheet_for_each_source_is_read(free: "TinyProject", write_book: "WriteBook") -> None:
    """Where a sheet speaks of one source, its name or title says which."""
    plain = [["Tiêu chí", "Sở Nội vụ"]]
    own = [*plain, *([row[1], row[3]] for row in ACROSS[3:6])]
    checked = [["KẾT QUẢ THẨM ĐỊNH"], *plain, *([row[1], row[4]] for row in ACROSS[3:6])]
    write_book("khoi-so.xlsx", {"Tự chấm": own, "Bảng 2": checked})
    assert points(free) == {key: value for key, value in READ.items() if key[0].startswith("1")}


def test_a_block_workbook_with_units_down_is_read(free: "TinyProject", write_book: "WriteBook") -> None:
    """Criteria stand across in several merged heading lines, with maxima, sums of areas, of units and of columns."""
    rows = [
        ["TT", "Tên đơn vị", "1. Chỉ đạo điều hành (4 điểm)", None, None, None, "2. Thủ tục hành chính", None, "Tổng"],
        [None, None, "1.1. Kế hoạch CCHC", "1.2. Báo cáo CCHC", None, "Tổng", "2.1", "2.2"],
        [None, None, None, "1.2.1. Đúng hạn", "1.2.2. Mức độ hoàn thành"],
        [None, "Điểm tối đa", 1, 1, 2, 4, 2, 2, 8],
        [1, "Sở Nội vụ", 0.75, 1, "1,25", 3, "-", 1.9, 4.9],
        [2, "Sở Y tế", 1, 0.5, 2, 3.5, 1, 1, 5.5],
        [None, "Tổng cộng", 1.75, 1.5, 3.25, 6.5, 1, 2.9, 10.4],
        ["Người lập biểu"],
    ]
    write_book("khoi-so.xlsx", {"Điểm": rows})
    assert shapes(free) == ["units_down"]
    assert points(free) == {key: value for key, value in READ.items() if key[1] == "appraised"}
    codes = set(free.read().problems["code"])
    assert codes == {"mark_not_applicable", "unit_missing"}


LONG = """\
Don vi;Ma tieu chi;Nguon;Diem toi da;Diem
Sở Nội vụ;1.1;Tự chấm;1;1
Sở Nội vụ;1.1;Thẩm định;1;0,75
Sở Nội vụ;1.2.1;Tự chấm;1;1
Sở Nội vụ;1.2.1.;Thẩm định;1;1
Sở Nội vụ;1.2.2;Tự chấm;2;1,5
Sở Nội vụ;1.2.2;Thẩm định;2;1,25
Sở Nội vụ;2.1;Tự chấm;2;KĐG
Sở Nội vụ;2.1;Thẩm định;2;KĐG
Sở Nội vụ;2.2;Tự chấm;2;1,9
Sở Nội vụ;2.2;Thẩm định;2;1.9
Sở Nội vụ;Tổng điểm;Tự chấm;;5,4
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_list_is_read_in_any_encoding(free: "TinyProject", encoding: str, mark: str) -> None:
    """A list exported by software gives the same scores in every encoding that Windows programs write."""
    text = LONG.replace(";", mark)
    if encoding == "cp1258":
        text = _apart(text)
    free.write("2018/xuat.csv", text.encode(encoding))
    assert (shapes(free), points(free)) == (["long"], READ)


def _apart(text: str) -> str:
    """Write tones apart from their letters, as code page 1258 has them."""
    pairs = {"ở": "ơ\u0309", "ộ": "ô\u0323", "ụ": "u\u0323", "ự": "ư\u0323", "ấ": "â\u0301", "ẩ": "â\u0309"}
    pairs |= {"ị": "i\u0323", "ổ": "ô\u0309", "ể": "ê\u0309"}
    for whole, parts in pairs.items():
        text = text.replace(whole, parts)
    return text


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def test_a_workbook_of_libreoffice_is_read(free: "TinyProject") -> None:
    """The same card saved as ods gives the same scores."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    rows = [f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in [*HEAD, *TABLE]]
    sheet = f'<table:table table:name="Phiếu">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with ZipFile(free.folder / "2018" / "phieu.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    assert (shapes(free), points(free)) == (["scorecard"], READ)


def test_the_layout_may_be_declared(free: "TinyProject", write_book: "WriteBook") -> None:
    """A table that declares another layout than the file has refuses it, and years limit where a table holds."""
    text = (free.folder / "scheme.toml").read_text(encoding="utf-8")
    write_book("phieu.xlsx", CARD)
    free.write("scheme.toml", f'{text}\n[[tables]]\nfiles = "*.xlsx"\nlayout = "long"\n')
    assert free.problem("not_recognised")["file"] == "2018/phieu.xlsx"
    free.write("scheme.toml", f'{text}\n[[tables]]\nfiles = "*.xlsx"\nyears = [2018]\nlayout = "scorecard"\n')
    assert points(free) == READ
    free.write("scheme.toml", f'{text}\n[[tables]]\nfiles = "*.xlsx"\nyears = [2019]\n')
    assert free.problem("file_not_read", "warning")["file"] == "2018/phieu.xlsx"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("    1.2.1. Đúng hạn", ("1.2.1", "Đúng hạn", "")),
        ("1.2 Báo cáo", ("1.2", "Báo cáo", "")),
        ("I. Chỉ đạo (4 điểm)", ("I", "Chỉ đạo", "4")),
        ("II", ("II", "", "")),
        ("1.2.", ("1.2", "", "")),
        ("Xây dựng thể chế", ("", "Xây dựng thể chế", "")),
        ("100% hồ sơ", ("", "100% hồ sơ", "")),
    ],
)
def test_a_label_is_taken_apart(text: str, parts: tuple[str, str, str]) -> None:
    """The number, the name and the maximum in brackets are told apart; a word is no Roman number."""
    assert split_label(text) == parts
