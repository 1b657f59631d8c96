"""What an office sends when something went wrong: each fault gets a sentence with its place, never a traceback."""

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest

from parkit.intake.problems import describe

MEND = "Compare with the original and mend the cell, or declare a correction in corrections.toml."

if TYPE_CHECKING:
    from tests.conftest import TinyProject


@pytest.mark.parametrize(
    ("old", "new", "code", "sentence"),
    [
        (
            "8,25",
            "10,25",
            "above_maximum",
            "!B3 Score 10.25 exceeds its maximum; it must lie within 0–10. " + MEND,
        ),
        (
            "8,25",
            "-1",
            "negative_score",
            "!B3 Score -1 is below 0; it must lie within 0–10. " + MEND,
        ),
        (
            "8,25",
            "tốt",
            "not_a_number",
            (
                "!B3 'tốt' is not a number. Write it like 7,5; leave the cell empty if there is no score; "
                "declare a sign in [marks] of scheme.toml."
            ),
        ),
        (
            "8,25",
            "8.250",
            "ambiguous_number",
            "!B3 '8.250' can be read in two ways (thousands or decimals). Write it like 7,5.",
        ),
        (
            "Sở Y tế",
            "Sở Nội vụ",
            "duplicate_unit",
            "!A3 Unit 'Sở Nội vụ' already stands in row 2. Keep one line.",
        ),
        (
            "Sở Y tế",
            "Sở Ytế",
            "unknown_unit",
            (
                "!A3 There is no unit 'Sở Ytế' in 2018. Closest: Sở Y tế, Sở Nội vụ. Correct the name, or add "
                "this spelling to the aliases in units.csv; remove the line if it is a total or a signature."
            ),
        ),
        (
            "Sở Y tế",
            "",
            "no_unit_name",
            ("!A3 The line has no unit name. Fill it in, or remove the line if it is a total, a note or a signature."),
        ),
        (
            "Đơn vị",
            "Tên đơn vị",
            "no_header",
            " No heading line with the column: Đơn vị. Correct the heading, or declare it in scheme.toml.",
        ),
        (
            "9;",
            "9;3",
            "scored_but_not_applicable",
            (
                "!C4 Value '3' stands for criterion '2', which does not apply to the block of unit "
                "'huyen-y-yen'. Check framework.csv or clear the cell."
            ),
        ),
        (
            "9;",
            "9;;4",
            "cell_without_heading",
            "!D4 Cell '4' stands under no heading. Give the column a heading or clear the cell.",
        ),
        (
            "Cải cách thể chế",
            "Cải cách TTHC",
            "criterion_twice",
            "!C1 Column 'Cải cách TTHC' repeats criterion '1' of an earlier column. Keep one of them.",
        ),
        (
            "Cải cách thể chế",
            "Thể chế",
            "unknown_column",
            (
                "!C1 Column 'Thể chế' is no criterion of 2018. Closest: Cải cách thể chế. "
                "Correct the heading, or declare the column in scheme.toml (printed or ignore)."
            ),
        ),
        (
            "Cải cách thể chế",
            "Chỉ số",
            "criterion_has_parts",
            (
                "!C1 'Chỉ số' is the sum of its parts in framework.csv; only the parts are scored, or points "
                "would count twice. Declare the column as ignore in scheme.toml, or remove the line."
            ),
        ),
        (
            "Cải cách thể chế",
            "Ghi chú",
            "criterion_missing",
            (
                " There is no column or line for criterion '2' (Institutions). "
                "Add it, or correct its name to that in framework.csv."
            ),
        ),
        (
            "Sở Nội vụ",
            '"Sở Nội vụ',
            "broken_quotes",
            (
                " In row 2 a quotation mark does not close, or text follows the closing one. "
                "Correct it, or open the file in Excel and save it as 'CSV UTF-8'."
            ),
        ),
    ],
)
def test_a_fault_of_a_cell_is_told_with_its_address(
    tiny: "TinyProject", old: str, new: str, code: str, sentence: str
) -> None:
    """A fault in a score sheet is one sentence that names the cell, what is wrong, what was expected and what to do."""
    tiny.replace("2018/scores.csv", old, new)
    assert tiny.told(code) == f"2018/scores.csv{sentence}"
    assert tiny.read().scores.empty


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", "empty_file", "2018/scores.csv Tệp không có ô nào có nội dung. Hãy kiểm tra đã lưu đúng tệp chưa."),
        (
            b"\xd0\xd2;\xc0\n",
            "not_utf8",
            "2018/scores.csv Chữ ở dòng 1 không ở dạng UTF-8. Hãy mở tệp bằng Excel và lưu lại với kiểu 'CSV UTF-8'.",
        ),
        (
            None,
            "missing_file",
            (
                "2018/scores.csv Không có tệp 2018/scores.csv. Trong thư mục của năm chỉ có: framework.csv. "
                "Hãy đặt tệp vào đó, hoặc sửa tên tệp cho đúng."
            ),
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tiny: "TinyProject", content: bytes | None, code: str, told: str) -> None:
    """An empty, a missing and a badly encoded file get a sentence that says what to do."""
    if content is None:
        (tiny.folder / "2018/scores.csv").unlink()
    else:
        tiny.write("2018/scores.csv", content)
    assert tiny.told(code, "vi") == told
    assert tiny.read().scores.empty


def test_a_workbook_in_disguise_is_told(tiny: "TinyProject") -> None:
    """A web page saved as .xls gets a sentence that says what it is and what to do."""
    tiny.replace("scheme.toml", "scores.csv", "scores.xls")
    tiny.write("2018/scores.xls", "<html></html>")
    assert "The name ends in '.xls', but the file is a web page (HTML). Open it in Excel" in tiny.told("wrong_ending")
    assert "Tên tệp kết thúc bằng '.xls' nhưng nội dung là trang web (HTML)." in tiny.told("wrong_ending", "vi")


def test_a_second_copy_beside_the_table_is_told(tiny: "TinyProject") -> None:
    """A file that nobody reads is a warning, while lock files of Excel and declared documents are not."""
    for name in ("scores (2).csv", "~$scores.xlsx", ".DS_Store", "announcement.pdf"):
        tiny.write(f"2018/{name}", "x")
    tiny.replace("SOURCES.toml", "files = []", 'files = ["2018/announcement.pdf"]')
    problem = tiny.problem("file_not_read", "warning")
    assert problem["file"] == "2018/scores (2).csv"
    assert "framework.csv, published.csv, scores.csv" in describe(problem, "vi")


def test_a_unit_without_a_line_is_told(tiny: "TinyProject") -> None:
    """A living unit that the table leaves out is a warning that names it, and the others stay."""
    tiny.replace("2018/scores.csv", "Sở Y tế;8,25;5\n", "")
    assert "'Sở Y tế'" in tiny.told("unit_missing", "vi", "warning")
    assert tiny.read().scores["unit"].unique().tolist() == ["huyen-y-yen", "so-noi-vu"]


def test_an_empty_cell_is_not_a_zero(tiny: "TinyProject") -> None:
    """A score that is not there is missing, with a warning, also where the line simply ends early."""
    tiny.replace("2018/scores.csv", "Sở Y tế;8,25;5", "Sở Y tế;8,25")
    assert tiny.told("missing_cell", severity="warning").startswith("2018/scores.csv!C3 Empty cell")
    scores = tiny.read().scores.set_index(["unit", "criterion"])
    assert scores.loc[("so-y-te", "2"), "state"] == "missing"


def test_a_line_of_one_cell_below_the_table_is_told(tiny: "TinyProject") -> None:
    """A signature in the first column of a table whose names stand in the second is a sentence too."""
    text = (tiny.folder / "2018/scores.csv").read_text(encoding="utf-8")
    numbered = "".join(f"{number};{line}\n" for number, line in enumerate(text.splitlines()))
    tiny.write("2018/scores.csv", numbered.replace("0;", "Ghi chú;", 1) + "Người lập biểu\n")
    assert tiny.told("no_unit_name").startswith("2018/scores.csv!B5 ")


def test_all_faults_of_a_file_are_told_at_once(tiny: "TinyProject") -> None:
    """A clerk sees every fault of a file in one run, in the order of the file."""
    tiny.write(
        "2018/scores.csv",
        "Đơn vị;Cải cách thủ tục;Cải cách thể chế\nSở Nội vụ;75;x\nSở Y-tế;8;5\nHuyện Ý Yên;-9;\n",
    )
    errors = tiny.read().problems.query("severity == 'error'")
    assert errors["code"].tolist() == ["above_maximum", "not_a_number", "unknown_unit", "negative_score"]
    assert [f"{column}{row}" for column, row in zip(errors["column"], errors["row"], strict=True)] == [
        "B2",
        "C2",
        "A3",
        "B4",
    ]


def test_an_error_stops_its_file_and_no_other(tiny: "TinyProject") -> None:
    """The year with a wrong cell yields no row; the other year is whole."""
    tiny.write("2019/framework.csv", (tiny.folder / "2018/framework.csv").read_bytes())
    tiny.write("2019/scores.csv", (tiny.folder / "2018/scores.csv").read_bytes())
    tiny.replace("2019/scores.csv", "8,25", "x")
    data = tiny.read()
    assert data.scores["year"].unique().tolist() == [2018]
    assert data.cells.set_index("file")["stopped"].to_dict() == {"2018/scores.csv": False, "2019/scores.csv": True}


def test_names_in_any_letter_form_match(tiny: "TinyProject") -> None:
    """Names and headings typed on a Mac, in capitals or with odd spaces are the declared ones."""
    text = (tiny.folder / "2018/scores.csv").read_text(encoding="utf-8")
    odd = unicodedata.normalize("NFD", text).replace("Huye\u0323\u0302n ", "HUYE\u0323\u0302N\u00a0 ")
    assert odd != unicodedata.normalize("NFD", text)
    tiny.write("2018/scores.csv", odd)
    data = tiny.read()
    assert data.problems.empty
    assert data.scores["unit"].unique().tolist() == ["huyen-y-yen", "so-noi-vu", "so-y-te"]


@pytest.mark.parametrize("name", ["Sở Noi vụ", "Sở Nội vụ.", "Nội vụ", "Sở Nội-vụ", "Sở  Nội vụ tỉnh", "so noi vu"])
def test_nothing_matches_by_likeness(tiny: "TinyProject", name: str) -> None:
    """A spelling that nobody declared is never taken for the unit it resembles."""
    tiny.replace("2018/scores.csv", "Sở Nội vụ", name)
    assert "so-noi-vu" not in set(tiny.read().scores["unit"])
    assert "Sở Nội vụ" in tiny.problem("unknown_unit")["suggestion"]


def test_a_declared_alias_matches(tiny: "TinyProject") -> None:
    """A spelling listed in units.csv or framework.csv is the unit or criterion it is listed for."""
    tiny.replace("2018/scores.csv", "Sở Nội vụ", "sở nv")
    tiny.replace("2018/scores.csv", "Cải cách thủ tục", "Cải cách TTHC")
    assert tiny.read().problems.empty


def test_every_sentence_is_complete(tiny: "TinyProject") -> None:
    """No sentence, in either language, leaves a place open or mixes the languages."""
    tiny.write("2018/scores.csv", "Đơn vị;Chỉ số;x;Ghi chú\nSở X;1;2;3\n;5;6;\nSở Y tế;1;1;z;5\n")
    tiny.write("2018/extra.csv", "x")
    problems = tiny.read().problems
    assert len(problems) > 5
    for _, problem in problems.iterrows():
        for lang in ("vi", "en"):
            sentence = describe(problem, lang)
            assert sentence.endswith(".")
            assert not re.search(r"[{}‖]|<NA>|nan|: \.|  ", sentence)
