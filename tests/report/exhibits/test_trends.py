"""The trends compare only what can be compared, and quote what was printed."""

from collections.abc import Callable

import pytest

from parkit.report.exhibits import (
    national_figure,
    printed_change_figure,
    trend_figure,
    trend_findings,
    trend_table,
)
from parkit.report.study import Study

Open = Callable[..., Study]


pytestmark = pytest.mark.slow


def test_hoa_binh_between_its_two_years(bundled: Open) -> None:
    """Means 92.91 and 89.59, 18 of 19 down, Labour from 19th to 5th, Spearman 0.53."""
    text = " ".join(trend_findings(bundled("hoa-binh", 2024)).sentences)
    assert "từ 92,91% (2022) đến 89,59% (2024), thay đổi −3,32 điểm phần trăm" in text
    assert "trong 19 đơn vị có chỉ số cả hai năm, 1 tăng, 18 giảm, 0 không đổi" in text
    assert "Lên hạng nhiều nhất (14 bậc): Sở Lao động - Thương binh và Xã hội (19→5)." in text
    assert "Spearman giữa hai năm là 0,53" in text


def test_block_without_pairs_is_not_compared(bundled: Open) -> None:
    """Districts listed with a score in one year only are said not to be comparable."""
    assert "Districts: no unit has an index in both years." in trend_findings(bundled("hoa-binh", 2024, "en")).sentences


def test_units_of_one_year_are_listed(bundled: Open) -> None:
    """Nobody is dropped: a unit of one year only stays in the table with its status."""
    data = trend_table(bundled("hoa-binh", 2024)).data
    assert set(data["status"]) == {"both", "new", "neither"}


def test_figure_counts_the_falls(bundled: Open) -> None:
    """The title of the figure is its finding."""
    title = trend_figure(bundled("hoa-binh", 2024, "en")).title
    assert title == "18 of 19 units fell between 2022 and 2024"


def test_printed_changes_keep_their_words(bundled: Open) -> None:
    """The twelve changes of the 2018 announcement are drawn with their printed words."""
    data = printed_change_figure(bundled("nam-dinh", 2018)).data
    assert data["text"].tolist() == [
        *("tăng 3,81%", "tăng 5,94%", "giảm 2,71%", "giảm 7,32%", "giảm 11,89%", "giảm 16%"),
        *("giảm 7,56%", "giảm 18,29%", "tăng 4,56%", "tăng 14,88%", "giảm 11,25%", "giảm 5,59%"),
    ]


def test_printed_changes_are_readable_in_english(bundled: Open) -> None:
    """English sentences give sign and unit instead of Vietnamese words."""
    departments = trend_findings(bundled("nam-dinh", 2018, "en")).sentences[0]
    assert "Reform of administrative procedures −7.32%" in departments
    assert "giảm" not in departments


def test_unstated_unit_of_change_is_noted(bundled: Open) -> None:
    """Printed changes come with the note that their unit is not stated."""
    assert "không nói rõ cách tính" in trend_findings(bundled("nam-dinh", 2020)).notes[0]


def test_national_standing(bundled: Open) -> None:
    """Nam Định went from rank 47 (2020, derived) to rank 29 of 63 (2023) in the national index."""
    title = national_figure(bundled("nam-dinh", 2018, "en")).title
    assert title == "Nam Định province ranks 29 of 63 in the PAR INDEX 2023, after rank 47 in 2020"


@pytest.mark.parametrize("exhibit", [trend_findings, trend_figure, trend_table, printed_change_figure, national_figure])
def test_one_year_alone_says_so(bundled: Open, exhibit: Callable[[Study], object]) -> None:
    """A scheme with one year and no printed change gets notices, not failures."""
    assert exhibit(bundled("ha-tinh-ddci", 2021)).kind == "missing"
