"""The announcement of a tiny scheme, its numbers by hand, and what it leaves out when data are missing or differ."""

from typing import TYPE_CHECKING

import pytest

from parkit.report.announcement import make_notice, notice_text
from parkit.report.announcement.changes import Change, change_of
from parkit.report.announcement.facts import AreaFact
from parkit.report.announcement.phrases import Voice
from parkit.report.announcement.results import area_clause
from tests.report.announcement.conftest import BEFORE, FRAMEWORK, Open

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

FACT = {"area": "1", "block": "so", "units": 17, "members": 17, "at_maximum": 0}


def text(study: Open, lang: str = "vi") -> str:
    """Return the announcement as text."""
    return notice_text(make_notice(study(lang)))


def test_the_areas_come_in_order_with_their_blocks(study: Open) -> None:
    """Means, index, change and units at the maximum of each block: (7,5 + 8,25)/2 of 10, and so on."""
    assert (
        "(1) Về cải cách thủ tục: khối sở đạt bình quân 7,88/10,00 điểm, chỉ số trung bình 78,75% (tăng 3,75 điểm phần "
        "trăm so với năm 2017); khối huyện đạt bình quân 9,00/10,00 điểm, chỉ số trung bình 90,00% (giảm 5,00 điểm "
        "phần trăm so với năm 2017).\n\n"
        "(2) Về cải cách thể chế: khối sở đạt bình quân 4,50/5,00 điểm, chỉ số trung bình 90,00% (giảm 5,00 điểm phần "
        "trăm so với năm 2017), có 01/02 đơn vị đạt điểm tối đa.\n"
    ) in text(study)


def test_the_whole_index_and_the_order_of_the_units_follow(study: Open) -> None:
    """The mean of 11,5/15 and 13,25/15 is 82,5 %; in 2017 it was 81,67 %."""
    told = text(study, "en")
    assert "Departments: 2 units assessed, mean index (mean of the units' indices) 82.50% (up 0.83 percentage" in told
    assert "In order: 1. Department of Health (88.33%); 2. Department of Home Affairs (76.67%)." in told


def test_the_largest_losses_are_the_shortcomings(study: Open) -> None:
    """Departments lost 4,25 points in area 1 and 1 in area 2; the area that fell is told with its change."""
    assert (
        "Khối sở: lĩnh vực có chỉ số trung bình thấp nhất là cải cách thủ tục (78,75%). Các lĩnh vực có chỉ số giảm: "
        "cải cách thể chế (giảm 5,00 điểm phần trăm so với năm 2017). Các lĩnh vực mất nhiều điểm nhất, kèm tỷ trọng "
        "trong tổng số điểm mất của khối: cải cách thủ tục (mất 4,25 điểm, chiếm 81,0%); cải cách thể chế (mất 1,00 "
        "điểm, chiếm 19,0%)."
    ) in text(study)


def test_a_block_with_a_score_missing_has_no_mean_and_no_ranks(two_years: "TinyProject", study: Open) -> None:
    """The area of the missing score has no mean of the block, nor has the whole; the other area has."""
    two_years.replace("2018/scores.csv", "8,25;5", "?;5")
    told = text(study)
    assert "khối sở chưa có đủ điểm của mọi đơn vị nên không nêu mức bình quân; khối huyện đạt" in told
    assert "Khối sở: số liệu chưa đầy đủ (01 đơn vị có đủ điểm) nên không nêu chỉ số trung bình của khối" in told
    assert "khối sở đạt bình quân 4,50/5,00 điểm" in told
    assert "hạng 1 Sở" not in told
    assert "hạng 1 Huyện Ý Yên (90,00%)" in told


def test_an_area_of_which_not_every_level_is_known_has_no_lowest(two_years: "TinyProject", study: Open) -> None:
    """The lowest of the known areas need not be the lowest."""
    two_years.replace("2018/scores.csv", "8,25;5", "?;5")
    assert "Khối sở: các lĩnh vực có chỉ số giảm: cải cách thể chế" in text(study)


@pytest.mark.slow
def test_another_maximum_labels_the_change(two_years: "TinyProject", study: Open) -> None:
    """Where the criteria are not the same in both years, the change is of the common ones and says so."""
    changed = FRAMEWORK.replace(",15,10", ",25,10").replace("Cải cách TTHC,10,10", "Cải cách TTHC,20,10")
    two_years.write("2017/framework.csv", changed)
    found = change_of(study(), "so", "1")
    assert (found.basis, round(found.value, 9)) == ("core", 78.75 - (35 + 40) / 2)
    assert change_of(study(), "huyen", "1").basis == "same"
    assert "(tăng 41,25 điểm phần trăm so với năm 2017, trên các tiêu chí chung)" in text(study)
    assert "Bộ tiêu chí năm 2018 không như năm 2017." in text(study)


def test_an_area_of_another_name_is_not_compared(two_years: "TinyProject", study: Open) -> None:
    """Without a declared continuation a code that meant something else is another area."""
    two_years.write("2017/framework.csv", FRAMEWORK.replace("Cải cách thể chế,Institutions", "Tài chính công,Finance"))
    two_years.write("2017/scores.csv", BEFORE.replace("Cải cách thể chế", "Tài chính công"))
    assert change_of(study(), "so", "2") == Change(base=2017, reason="no_area")
    told = text(study)
    assert "vì bộ tiêu chí năm 2017 không có lĩnh vực nào tương ứng trọn vẹn: cải cách thể chế (khối sở)." in told


def test_criteria_with_too_little_in_common_are_not_compared(two_years: "TinyProject", study: Open) -> None:
    """A third of the maximum in common is under the least coverage of 60 %."""
    two_years.write("2017/framework.csv", FRAMEWORK.replace("1,index", "7,index"))
    assert change_of(study(), "so") == Change(base=2017, reason="coverage")


def test_other_units_are_not_compared(two_years: "TinyProject", study: Open) -> None:
    """A block that had other units the year before has no change; the other block has."""
    two_years.write("2017/scores.csv", BEFORE.replace("Sở Y tế;8;5\n", ""))
    assert change_of(study(), "so", "1").reason == "other_units"
    assert change_of(study(), "huyen", "1").reason == ""
    assert "vì các đơn vị được đánh giá không như nhau giữa năm này và năm 2017: cải cách thủ tục (khối sở)" in text(
        study
    )


def test_scores_missing_the_year_before_are_not_compared(two_years: "TinyProject", study: Open) -> None:
    """A mean over what happens to be there is no mean to compare with."""
    two_years.write("2017/scores.csv", BEFORE.replace("Sở Y tế;8;5", "Sở Y tế;?;5"))
    assert change_of(study(), "so", "1").reason == "incomplete"
    assert change_of(study(), "so", "2").value == pytest.approx(-5.0)


def test_a_first_year_says_that_it_has_nothing_to_compare_with(tiny: "TinyProject", study: Open) -> None:
    """One sentence stands for all the changes that are left out."""
    (tiny.folder / "2017" / "scores.csv").unlink()
    (tiny.folder / "2017" / "framework.csv").unlink()
    (tiny.folder / "2017").rmdir()
    told = text(study)
    assert told.count("Không nêu mức tăng, giảm, vì không có điểm của từng đơn vị ở năm trước đó.") == 1


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (
            AreaFact(**FACT, index=100.0, points=None, maximum=None, change=Change(reason="no_base")),
            "khối sở đạt chỉ số trung bình 100%",
        ),
        (
            AreaFact(
                **FACT | {"units": 16, "at_maximum": 1},
                index=86.982,
                points=9.1331,
                maximum=10.5,
                change=Change(value=-1, base=2017),
            ),
            (
                "khối sở đạt bình quân 9,13/10,50 điểm, chỉ số trung bình 86,98% (giảm 1,00 điểm phần trăm so với năm "
                "2017), có 01/16 đơn vị đạt điểm tối đa (bình quân của 16/17 đơn vị được đánh giá ở lĩnh vực này)"
            ),
        ),
        (
            AreaFact(**FACT, index=None, points=None, maximum=None, change=Change(value=2, base=2017)),
            "khối sở chưa có đủ điểm của mọi đơn vị nên không nêu mức bình quân",
        ),
    ],
)
def test_a_clause_says_only_what_is_known(fact: AreaFact, expected: str) -> None:
    """Points stand only over one maximum, units to which the area does not apply are told, no mean brings no change."""
    assert area_clause(fact, "Khối sở", Voice(lang="vi")) == expected
