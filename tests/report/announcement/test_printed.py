"""Years of which only block figures were published are told as printed."""

from functools import cache
from pathlib import Path

import pytest

from parkit.model.language import Lang
from parkit.report.announcement import make_notice, notice_text
from parkit.report.study import load_study

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


@cache
def told(scheme: str, year: int, lang: Lang = "vi") -> str:
    """Return the announcement of a bundled scheme-year."""
    return notice_text(make_notice(load_study(ROOT, scheme=scheme, year=year, lang=lang)))


@pytest.mark.parametrize(
    "part",
    [
        "Các con số dưới đây ghi theo số liệu đã in",
        "khối sở đạt bình quân 12,56/13,50 điểm, tăng 3,81% so với năm 2017 (nguyên văn, nguồn không nêu đơn vị);",
        "khối huyện đạt bình quân 7,9/9,0 điểm, giảm 2,71% so với năm 2017",
        "khối huyện có 04/10 đơn vị đạt điểm tối đa (5,5/5,5 điểm).",
        "khối sở đạt bình quân 8,32/8,50 điểm, chỉ số trung bình 94,9%, giảm 7,32% so với năm 2017",
        "tương ứng với chỉ số 97,88%, khác chỉ số đã in là 94,9%; hai số liệu này không thể cùng đúng.",
        "khối huyện đạt bình quân 3,36/4,00 điểm, giảm 16% so với năm 2017",
        "(6) Về đổi mới cơ chế tài chính",
        "khối huyện đạt chỉ số trung bình 100%.",
        "(8) Về thực hiện cơ chế một cửa, một cửa liên thông: khối sở giảm 11,25% so với năm 2017",
        "Đến năm 2018, việc xác định chỉ số đã qua 6 năm thực hiện.",
        "Nguồn không công bố chỉ số chung, điểm và thứ hạng của từng đơn vị.",
        "Khối sở: các lĩnh vực có mức đạt thấp nhất là hiện đại hóa hành chính (70,73%);",
    ],
)
def test_the_figures_of_2018_are_told_as_printed(part: str) -> None:
    """Each figure keeps its decimals, a change of unknown unit says so, and two figures at odds are pointed out."""
    assert part in told("nam-dinh", 2018)


def test_a_contradicted_area_is_not_among_the_lowest() -> None:
    """The procedures area of departments has two levels that cannot both be right, so neither is compared."""
    shortcomings = told("nam-dinh", 2018).partition("III.")[2]
    assert "cải cách thủ tục hành chính" not in shortcomings


@pytest.mark.parametrize(
    "part",
    [
        "The source published no figures by area.",
        "departments gave themselves a mean of 64.75 points, were appraised at a mean of 62.62 points",
        "up 1.83 points on 2019 (as printed, the source does not say whether points of the score or percentage points)",
        "Departments by group: Group I (90% and above): 12 units; Group II (from 80% to under 90%): 5 units.",
        "Group II (from 70% to under 80%): 1 unit; Ý Yên district is in Group II.",
        "Areas and criteria with large losses cannot be named",
    ],
)
def test_totals_and_groups_of_2020_are_told_in_english(part: str) -> None:
    """A year without areas tells its totals and groups, each block by its own thresholds."""
    assert part in told("nam-dinh", 2020, "en")


def test_totals_of_units_are_compared_with_the_year_named_and_labelled() -> None:
    """Hòa Bình's departments fell from 92,91 to 89,59 by two years' totals; five districts of ten have no mean."""
    text = told("hoa-binh", 2024)
    assert "đạt 89,59% (giảm 3,32 điểm phần trăm so với năm 2022, chưa xét thay đổi của bộ tiêu chí)." in text
    assert "Không nêu kết quả theo lĩnh vực" in text
    assert "Khối huyện: số liệu chưa đầy đủ (05 đơn vị có đủ điểm) nên không nêu chỉ số trung bình của khối" in text


def test_a_listing_that_breaks_off_has_no_means() -> None:
    """Neither block of a cut-off listing has a mean by area or overall."""
    text = told("ha-tinh-ddci", 2021)
    assert "đạt bình quân" not in text
    assert "chỉ số trung bình (bình quân cộng" not in text
    assert text.count("nên không nêu kết quả bình quân theo lĩnh vực.") == 2
