"""The rankings say who stands where, and how sure that is."""

from collections.abc import Callable

import pytest

from parkit.report.exhibits import band_table, ranking_figure, ranking_findings, ranking_table
from parkit.report.study import Study

Open = Callable[..., Study]


pytestmark = pytest.mark.slow


def test_printed_ranks_stand_beside_recomputed_ones(bundled: Open) -> None:
    """Every recomputed rank of Hòa Bình's departments equals the printed one, in both years."""
    for year in (2022, 2024):
        rows = ranking_table(bundled("hoa-binh", year)).data.query("block == 'so'")
        assert rows["rank"].tolist() == list(range(1, 20)) == rows["printed_rank"].astype(int).tolist()


def test_leader_last_and_gap_are_said(bundled: Open) -> None:
    """The first sentence names first, last and the gap in percentage points: 93.82 − 81.09 = 12.73."""
    first = ranking_findings(bundled("hoa-binh", 2024, "en")).sentences[0]
    assert first == (
        "Departments: of 19 units with an index, the highest is Department of Home Affairs with 93.82%; the lowest is "
        "Department of Natural Resources and Environment with 81.09%. They are 12.73 percentage points apart."
    )


def test_unit_with_a_missing_score_gets_a_range_of_ranks(bundled: Open) -> None:
    """Sở Tài chính of Hà Tĩnh lacks one score: 57.20 of 80 to 67.20 of 80, so rank 2 to 6."""
    text = " ".join(ranking_findings(bundled("ha-tinh-ddci", 2021)).sentences)
    assert "Sở Tài chính thiếu điểm: chỉ số nằm giữa 71,50% và 84,00%, nên hạng có thể từ 2 đến 6." in text


def test_rank_that_a_missing_score_cannot_change_is_told_as_one(bundled: Open) -> None:
    """Thành phố Minh Họa lies between 85.38 and 85.88, the second at most at 83.43: it is first in any case."""
    text = " ".join(ranking_findings(bundled("minh-hoa", 2019)).sentences)
    assert "Thành phố Minh Họa thiếu điểm: chỉ số nằm giữa 85,38% và 85,88%, nhưng hạng vẫn là 1." in text


def test_ranks_that_a_missing_score_leaves_open_are_told(bundled: Open) -> None:
    """With Sở Tài chính between 71.50 and 84.00, Lao động can be 2nd or 3rd; elsewhere nothing is open."""
    text = " ".join(ranking_findings(bundled("ha-tinh-ddci", 2021)).sentences)
    assert "Điểm còn thiếu đó cũng để ngỏ hạng của: Sở Lao động - Thương binh và Xã hội (2–3)" in text
    assert "để ngỏ" not in " ".join(ranking_findings(bundled("hoa-binh", 2024)).sentences)


def test_bounds_are_shown_only_where_scores_are_missing(bundled: Open) -> None:
    """A ranking without missing scores has no columns of bounds."""
    names = [column.name for column in ranking_table(bundled("hoa-binh", 2024)).columns]
    assert "index_low" not in names
    assert "index_low" in [column.name for column in ranking_table(bundled("ha-tinh-ddci", 2021)).columns]


def test_unit_without_index_is_listed_unranked(bundled: Open) -> None:
    """A unit whose score the source cuts off stays in the table, without a rank, and is named in a note."""
    exhibit = ranking_table(bundled("hoa-binh", 2024))
    assert exhibit.data["name"].eq("Huyện Lạc Thủy").any()
    assert any("Huyện Lạc Thủy" in note for note in exhibit.notes)


def test_rule_of_criteria_that_do_not_apply_is_stated(bundled: Open) -> None:
    """Where a criterion does not apply to someone, the rule that may decide the ranking is stated."""
    notes = " ".join(ranking_table(bundled("ha-tinh-ddci", 2021, "en")).notes)
    assert "leaves that unit's maximum" in notes
    assert "the printed total stands in its own column" in notes


def test_groups_of_an_announcement_are_counted_as_printed(bundled: Open) -> None:
    """Nam Định 2020 printed 12 and 5 departments, 9 and 1 districts by group."""
    data = band_table(bundled("nam-dinh", 2020)).data
    assert data["count"].tolist() == [12, 5, 9, 1]


@pytest.mark.parametrize("exhibit", [ranking_findings, ranking_figure, ranking_table])
def test_without_units_there_is_a_notice(bundled: Open, exhibit: Callable[[Study], object]) -> None:
    """Block figures alone give no ranking, and the page says so."""
    assert exhibit(bundled("nam-dinh", 2018)).kind == "missing"


def test_figure_describes_every_dot(bundled: Open) -> None:
    """The alternative text names each unit with its value in the language's format."""
    alt = ranking_figure(bundled("hoa-binh", 2022)).alt
    assert "Sở Nội vụ 96,85" in alt
    assert alt.count(";") == 18
