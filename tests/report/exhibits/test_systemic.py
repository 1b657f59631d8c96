"""What is weak for everyone and what for one: sentences and heatmap of a table taken apart by hand."""

import re

import pytest

from parkit.model.folders import find_root
from parkit.model.options import AnalysisOptions
from parkit.report.exhibits.systemic import common_parts, own_weaknesses, polished_parts, systemic_findings
from parkit.report.exhibits.weaknesses import unit_figure
from parkit.report.study import Study, load_study
from tests.report.exhibits.tiny import tiny

# Everyone has 80, 85 and 60 % in areas 1, 2 and 3, but d has 50 % in area 1.
pytestmark = pytest.mark.slow

CELLS = {(2020, unit): {"1.1": (5 if unit == "d" else 8, 10), "2.1": (17, 20), "3.1": (6, 10)} for unit in "abcde"}


@pytest.fixture
def study() -> Study:
    """Return five offices with one systemic and one local weakness."""
    return tiny(CELLS)


def test_common_and_own_parts_by_hand(study: Study) -> None:
    """Overall 80; area 3 lies 20 below it for all five; d lies another 30 below in area 1."""
    parts = polished_parts(study)
    common = common_parts(parts)[["area", "effect", "typical", "n_lower", "n", "systemic"]]
    assert common.to_numpy().tolist()[0] == ["3", -20.0, 60.0, 5, 5, True]
    assert common["systemic"].tolist() == [True, False, False]
    assert own_weaknesses(parts)[["unit", "area", "residual"]].to_numpy().tolist() == [["d", "1", -30.0]]


def test_sentences_hold_the_numbers_of_the_parts(study: Study) -> None:
    """The systemic area with its distance and level, and the one unit that is weak on its own."""
    text = "\n".join(systemic_findings(study).sentences)
    assert "Lĩnh vực 3 yếu chung" in text
    assert "thấp hơn mức chung của khối 20,00 điểm phần trăm (còn 60,00%); 5 trong 5 đơn vị" in text
    assert "yếu riêng 1 trường hợp, thấp hơn mức dự kiến từ 10 điểm phần trăm trở lên, ở 1 đơn vị: Sở d ở" in text
    assert "Lĩnh vực 1 (30,00)." in text


def test_the_heatmap_marks_both_in_signs_and_words(study: Study) -> None:
    """◆ over the systemic area, ▼ in the cell that is a unit's own, and the alternative text names them."""
    figure = unit_figure(study)
    assert "50▼" in figure.svg
    assert "40◆" in figure.svg
    assert figure.svg.count("▼<") == 1
    assert "Yếu chung (◆): Khối sở, Lĩnh vực 3. Yếu riêng (▼): Sở d, Lĩnh vực 1." in figure.alt


def test_the_table_behind_adds_up(study: Study) -> None:
    """Overall, unit's, area's and own part add to what is left of 100 % after the loss, in every cell."""
    data = unit_figure(study).data
    assert data is not None
    parts = data[["overall", "row_effect", "column_effect", "residual"]].sum(axis=1)
    assert (parts + data["loss"]).tolist() == pytest.approx([100.0] * len(data))
    assert data["points_lost"].sum() == pytest.approx(5 * (2 + 3 + 4) + 3)


def test_thresholds_are_the_schemes() -> None:
    """With thresholds of 25 and 35 points nothing is weak, and the sentences say what comes closest."""
    study = tiny(CELLS, options=AnalysisOptions(systemic_below=-25.0, local_below=-35.0), lang="en")
    text = "\n".join(systemic_findings(study).sentences)
    assert "by 25 percentage points or more; the lowest is Area 3 (20.00 percentage points)." in text
    assert "no unit is weak on its own in an area by 35 percentage points or more" in text


def test_two_units_are_too_few() -> None:
    """What two units have in common says nothing of a block: one notice, and a heatmap without marks."""
    study = tiny({key: value for key, value in CELLS.items() if key[1] in "ad"})
    notice = systemic_findings(study)
    assert (notice.kind, notice.sentences) == (
        "missing",
        ("Cần ít nhất 3 đơn vị và 3 lĩnh vực có điểm trong một khối.",),
    )
    assert not re.search("▼<|◆<", unit_figure(study).svg)


@pytest.mark.parametrize(("scheme", "year"), [("hoa-binh", 2024), ("nam-dinh", 2018)])
def test_without_areas_one_notice_stands_for_all(scheme: str, year: int) -> None:
    """Totals or blocks only: one sentence why; the heatmap's place is quiet."""
    study = load_study(find_root(), scheme=scheme, year=year, lang="vi")
    assert len(systemic_findings(study).sentences) == 1
    assert not systemic_findings(study).quiet
    assert unit_figure(study).quiet
