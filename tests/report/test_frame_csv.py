import csv
from io import StringIO

import pandas as pd
import pytest

from parkit.model.language import Lang
from parkit.report.frame_csv import frame_csv
from parkit.report.table import Column, Linked, links


def rows(content: bytes, delimiter: str) -> list[list[str]]:
    """Read a file as Excel does: by its mark as UTF-8, cells parted at the delimiter."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    ("lang", "delimiter", "number"), [("vi", ";", "66,66666666666667"), ("en", ",", "66.66666666666667")]
)
def test_numbers_are_whole(lang: Lang, delimiter: str, number: str) -> None:
    """A number has all its digits, in the decimal sign that goes with the delimiter; nothing known is nothing."""
    frame = pd.DataFrame({"name": ["A", "B"], "index": [200 / 3, None]})
    content = frame_csv(frame, [Column("name", "Đơn vị"), Column("index", "Chỉ số", "percent", 1)], lang)
    assert rows(content, delimiter) == [["Đơn vị", "Chỉ số (%)"], ["A", number], ["B", ""]]


def test_codes_and_groups() -> None:
    """Codes of the tidy table come first; a header names its group; a section is a column."""
    frame = pd.DataFrame({"name": ["A"], "unit": ["so-a"], "year": [2018], "part": ["Khối"], "rank": [1.0]})
    content = frame_csv(
        frame, [Column("name", "Đơn vị"), Column("rank", "Hạng", "rank", group="2018")], "vi", rows_by="part"
    )
    assert rows(content, ";") == [["year", "unit", "part", "Đơn vị", "2018: Hạng"], ["2018", "so-a", "Khối", "A", "1"]]


def test_words_are_those_of_the_page() -> None:
    """A verdict is its word and a link its text; a text that begins like a formula is kept a text."""
    frame = pd.DataFrame({"v": ["consistent"], "t": ["=1+1"]}).assign(l=links([(Linked("a.csv", "sources/a.html"),)]))
    columns = [Column("v", "V", "verdict"), Column("l", "L", "links"), Column("t", "T")]
    assert rows(frame_csv(frame, columns, "en"), ",")[1] == ["consistent", "a.csv", "'=1+1"]


def test_cells_with_delimiters_and_lines_stay_whole() -> None:
    """A cell may hold the delimiter, quotes and line ends."""
    frame = pd.DataFrame({"t": ['a;"b"\nc', "d"]})
    assert rows(frame_csv(frame, [Column("t", "T;")], "vi"), ";") == [["T;"], ['a;"b"\nc'], ["d"]]
