"""Every filled cell of a file ends as a score, a printed figure, a label, or is refused by a problem that is told."""

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parkit.intake import SchemeData, read_scheme_data
from parkit.model.project import list_schemes

if TYPE_CHECKING:
    from tests.conftest import TinyProject

HEADINGS = [
    "Đơn vị",
    "Cải cách thủ tục",
    "Cải cách thể chế",
    "Chỉ số",
    "Tổng điểm",
    "Ghi chú",
    "Tiêu chí",
    "Điểm",
    "x",
    "",
]
CELLS = [
    "Sở Nội vụ",
    "Sở Y tế",
    "Huyện Ý Yên",
    "Sở X",
    "1",
    "2",
    "index",
    "7,5",
    "50",
    "-1",
    "9.125",
    "KĐG",
    "?",
    "ghi",
    "",
    "",
]
LINES = st.lists(st.lists(st.sampled_from(CELLS), max_size=6), max_size=5)
FREE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_cells(cells: pd.DataFrame) -> None:
    """See that the counts of every file add up to its filled cells."""
    parts = cells["scores"] + cells["printed"] + cells["labels"] + cells["checks"] + cells["refused"]
    assert parts.tolist() == cells["filled"].tolist()


def check_data(data: SchemeData) -> None:
    """See that nothing is lost, doubled or explained by nothing."""
    check_cells(data.cells)
    errors = data.problems.query("severity == 'error'")
    assert set(errors["file"]) == set(data.cells.loc[data.cells["stopped"], "file"])
    assert set(data.cells.loc[data.cells["refused"].gt(0), "file"]) <= set(errors["file"])
    assert not data.scores.duplicated(["scheme", "year", "unit", "criterion", "source"]).any()
    assert data.scores["points"].notna().equals(data.scores["state"].eq("scored"))
    assert data.scores["points"].dropna().between(0, math.inf).all()


@pytest.mark.slow
@given(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=6), LINES, st.booleans())
@FREE
def test_any_table_is_accounted_for_cell_by_cell(
    tiny: "TinyProject",
    tiny_long_rules: str,
    headings: list[str],
    lines: list[list[str]],
    long: bool,  # noqa: FBT001
) -> None:
    """Whatever stands in a table of either layout, all filled cells are counted and every refusal is told."""
    with tempfile.TemporaryDirectory() as folder:
        copy = type(tiny)(Path(folder))
        for path in tiny.folder.rglob("*.*"):
            copy.write(path.relative_to(tiny.folder).as_posix(), path.read_bytes())
        if long:
            copy.write("scheme.toml", tiny_long_rules)
        copy.write("2018/scores.csv", "\n".join(";".join(line) for line in [["Bảng"], headings, *lines]))
        check_data(copy.read())


@pytest.mark.slow
@given(LINES)
@FREE
def test_any_published_table_is_accounted_for(tiny: "TinyProject", lines: list[list[str]]) -> None:
    """The same holds for a table of printed figures."""
    head = "block;unit;area;statistic;source;text;base_year;reading;note"
    rows = ["so;;1;mean_points;;" + ";".join([*line, "", "", "", ""][:4]) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        copy = type(tiny)(Path(folder))
        for path in tiny.folder.rglob("*.*"):
            copy.write(path.relative_to(tiny.folder).as_posix(), path.read_bytes())
        copy.write("2018/published.csv", "\n".join([head, *rows]))
        check_data(copy.read())


@pytest.fixture
def tiny_long_rules(tiny: "TinyProject") -> str:
    """Give the tiny scheme's rules for one score a line."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    return text.partition("[[tables]]")[0] + (
        '[[tables]]\nfile = "scores.csv"\nlayout = "long"\ndecimal = ","\nunit = "Đơn vị"\ncriterion = "Tiêu chí"\n'
        'points = "Điểm"\nignore = ["Ghi chú"]\n'
    )


@pytest.mark.slow
def test_every_bundled_file_is_accounted_for(project_root: Path) -> None:
    """In the schemes that come with parkit every filled cell has its place and no file is stopped."""
    for code in list_schemes(project_root):
        data = read_scheme_data(project_root, code)
        check_data(data)
        assert not data.cells["stopped"].any()
        assert data.cells["filled"].gt(0).all()


def test_the_cells_of_ha_tinh_are_counted_by_hand(project_root: Path) -> None:
    """17 units × 10 scored columns, 17 × 2 printed columns, 17 names and 13 headings make 234 filled cells."""
    cells = read_scheme_data(project_root, "ha-tinh-ddci").cells
    assert cells.drop(columns=["file", "sha256", "shape", "stopped"]).to_numpy().tolist() == [[234, 170, 34, 30, 0, 0]]


ALONE = {
    "one score a line": "Đơn vị;Tiêu chí;Điểm\nSở Lạ;1.1;\n",
    "a word for a score": "Đơn vị;Tiêu chí;Điểm\nSở Lạ;Kế hoạch CCHC;chưa có\n",
    "units down": "Đơn vị;Kế hoạch CCHC;Đúng hạn;Công khai thủ tục\nSở Lạ;;;\n",
}


@pytest.mark.parametrize("text", ALONE.values(), ids=ALONE)
def test_a_lonely_line_of_an_unknown_unit_is_told(free: "TinyProject", text: str) -> None:
    """A table whose only line names no known unit and holds no number is a problem, not a remark."""
    free.write("2018/scores.csv", text)
    data = free.read()
    assert data.problems["code"].tolist() == ["unknown_unit"]
    filled = sum(bool(cell) for cell in text.splitlines()[1].split(";"))
    assert data.cells["refused"].tolist() == [filled]


def test_a_signature_below_the_units_is_a_remark(free: "TinyProject") -> None:
    """Words in the column of units that stand below lines of units and beside no criterion are no unit."""
    free.write("2018/a.csv", "Đơn vị;Kế hoạch CCHC;Đúng hạn;Công khai thủ tục\nSở Nội vụ;1;1;1\nNgười lập biểu;;;\n")
    free.write("2018/b.csv", "Đơn vị;Tiêu chí;Điểm\nSở Y tế;Kế hoạch CCHC;1\nNgười lập biểu;;\n")
    data = free.read()
    assert set(data.problems["code"]) == {"score_missing", "unit_missing"}
    assert data.cells["refused"].tolist() == [0, 0]
