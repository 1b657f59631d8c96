"""A profile's sentences: mergers, missing scores, self-scores that stand, years without areas, odd names."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from parkit.model.errors import UsageError
from parkit.model.units import UnitRegister
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits import profile as shows
from parkit.report.exhibits.profile.peers import peers_of
from parkit.report.exhibits.profile.subject import Profile, unit_profile
from parkit.report.study import Study
from tests.report.exhibits.tiny import tiny

Open = Callable[..., Study]
MAKERS = [maker for maker in vars(shows).values() if callable(maker)]

pytestmark = pytest.mark.slow


def of(study: Study, unit: str) -> Profile:
    """Return the profile of a unit of the tiny schemes, all of whose units are departments."""
    return Profile(peers=peers_of(study, "so"), unit=unit)


def text(exhibit: Exhibit) -> str:
    """Return title, sentences and notes of an exhibit."""
    return "\n".join((exhibit.title, *exhibit.sentences, *exhibit.notes))


def test_standing_names_index_rank_and_distance(small: Open) -> None:
    """2019: Health 80, Home Affairs and Construction 65 each: second, shared, at the median, 15 behind."""
    told = text(shows.standing_findings(of(small(2019), "c")))
    assert "Sở Xây dựng năm 2019: chỉ số 65,00%, đứng thứ 2 trong 3 đơn vị của khối sở" in told
    assert "Cùng hạng với Sở Nội vụ." in told
    assert "Đúng bằng trung vị của khối (65,00%)." in told
    assert "Kém đơn vị dẫn đầu 15,00 điểm phần trăm: Sở Y tế (80,00%)." in told
    assert "không có số phiếu và câu trả lời khảo sát" in told


def test_the_numbers_of_the_standing_are_there_as_data(small: Open) -> None:
    """2019: Construction 65 and rank 2 of 3; the median 65, the first 80 and rank 1 stand in no other table."""
    found = shows.standing_findings(of(small(2019), "c")).data
    assert found is not None
    assert found.set_index("fact")["fact_value"].to_dict() == {
        "Chỉ số (%)": 65,
        "Hạng": 2,
        "Số đơn vị của khối được xếp hạng": 3,
        "Hạng liền trên": 1,
        "Trung vị của khối (%)": 65,
        "Chênh lệch với trung vị (điểm phần trăm)": 0,
        "Chỉ số của đơn vị dẫn đầu (%)": 80,
        "Chênh lệch với đơn vị dẫn đầu (điểm phần trăm)": -15,
    }


def test_losses_and_steps_that_are_not_listed_are_summed_in_a_last_row() -> None:
    """Ten criteria lose 1 to 10 points, 55 in all: eight are listed, the other two make 3 points or 5.5 %.

    Level with b, who has all 110 points, the unit is after ten steps: eight of 52 points, and two of 3.
    """
    scores = {f"1.{k}": (11 - k, 11) for k in range(1, 11)}
    study = tiny({(2020, "a"): scores, (2020, "b"): dict.fromkeys(scores, (11, 11))})
    losses, goal = shows.loss_table(of(study, "a")), shows.goal_table(of(study, "a"))
    assert losses.data is not None
    assert goal.data is not None
    assert losses.title.startswith("Mất 55,00 điểm")
    assert losses.data["points_lost"].tolist() == [10, 9, 8, 7, 6, 5, 4, 3, 3]
    assert losses.data["line"].iloc[-1] == goal.data["line"].iloc[-1] == "2 tiêu chí khác"
    assert round(losses.data["loss_share"].iloc[-1], 1) == 5.5
    assert goal.data["gain"].round(9).tolist() == [10, 9, 8, 7, 6, 5, 4, 3, 3]
    assert goal.data["index_after"].iloc[-1] == 100


def test_a_merged_unit_is_compared_with_the_pool_of_its_parts(small: Open) -> None:
    """Home Affairs (d) of 2020 has 77.5 after 72.5 of both parts; it had no rank; hollow dots go back to 2017."""
    profile = of(small(2020), "d")
    told = text(shows.change_findings(profile))
    assert "tăng 5,00 điểm phần trăm so với năm 2019" in told
    assert "Chỉ số từ 72,50% (năm 2019) đến 77,50% (năm 2020), thay đổi +5,00." in told
    assert "Đơn vị gộp từ Sở Nội vụ (cũ) và Sở Y tế; chỉ số năm 2019 là của điểm gộp các đơn vị đó." in told
    assert "Toàn bộ thay đổi là do kết quả thực hiện" in told
    course = shows.history_figure(profile)
    assert "Chấm rỗng (2017–2019) là điểm gộp của Sở Nội vụ (cũ) và Sở Y tế" in text(course)
    assert "từ 58,21% (năm 2017) đến 77,50% (năm 2020)" in course.title


def test_new_rules_are_named_as_a_cause_and_marked(small: Open) -> None:
    """Construction 2019: 70 to 65; area 2 (2 of 5) went and area 3 (1 of 5) came, area 1 stayed at 12 of 15."""
    profile = of(small(2019), "c")
    told = text(shows.change_findings(profile))
    assert "giảm 5,00 điểm phần trăm so với năm 2018, nhiều nhất do" in told
    assert "tiêu chí mới" in told
    assert "tiêu chí bị bãi bỏ" in told
    assert "hạng từ 3 đến 2" in told
    assert "Vạch đứt: từ năm 2019 áp dụng bộ tiêu chí mới." in text(shows.history_figure(profile))


def test_missing_scores_leave_the_rank_open() -> None:
    """Office a lacks half its points: 8 of 10 known, 40 to 90 %; b, complete at 60 %, may be passed or not."""
    study = tiny({(2020, "a"): {"1.1": (8, 10), "2.1": ("?", 10)}, (2020, "b"): {"1.1": (6, 10), "2.1": (6, 10)}})
    told, other = (text(shows.standing_findings(of(study, unit))) for unit in "ab")
    assert "Sở a thiếu điểm: chỉ số nằm giữa" in told
    assert "hạng có thể từ 1 đến 2" in told
    assert "Đơn vị khác trong khối còn thiếu điểm, nên hạng của Sở b có thể từ 1 đến 2." in other


def test_self_scores_that_stand_are_called_provisional() -> None:
    """Office b has only self-scores: its index is provisional; a, which is appraised, is compared with its own."""
    appraised = {(2020, "a"): {"1.1": (7, 10), "2.1": (9, 10)}}
    given = {(2020, unit): {"1.1": (8, 10), "2.1": (9, 10)} for unit in "ab"}
    study = tiny(appraised, given=given)
    assert "điểm tự chấm, chưa được thẩm định, nên chỉ số và thứ hạng là tạm tính" in text(
        shows.standing_findings(of(study, "b"))
    )
    told = text(shows.self_findings(of(study, "a")))
    assert "Tự chấm cao hơn thẩm định 1,00 điểm" in told
    assert "Trong 2 tiêu chí có cả hai loại điểm, thẩm định hạ 1 và nâng 0." in told
    assert "Không có đồng thời điểm tự chấm và điểm thẩm định" in text(shows.self_findings(of(study, "b")))


def test_the_goal_lists_the_fewest_criteria() -> None:
    """Office b (70 %) needs one point of ten for the group from 75 %: one criterion, from 5 to 6."""
    cells = {(2020, "a"): {"1.1": (9, 10), "2.1": (9, 10)}, (2020, "b"): {"1.1": (5, 10), "2.1": (9, 10)}}
    study = tiny(cells, groups={"Khá": 75.0})
    goal = shows.goal_table(of(study, "b"))
    assert goal.title == "Cần thêm 1,00 điểm, ở ít nhất một tiêu chí, để lên loại Khá"
    assert goal.data is not None
    assert goal.data[["level", "gain"]].to_numpy().tolist() == [[6.0, 1.0]]
    assert "đã ở nhóm cao nhất và đứng đầu khối" in text(shows.goal_table(of(study, "a")))


def test_a_year_of_totals_says_once_what_it_lacks(bundled: Open) -> None:
    """Hòa Bình has totals: one notice stands for areas, losses, goal and self-scores; the rest is there."""
    profile = unit_profile(bundled("hoa-binh", 2024, "en"), "so-y-te")
    kinds = {maker.__name__: maker(profile) for maker in MAKERS}
    loud = [name for name, exhibit in kinds.items() if exhibit.kind == "missing" and not exhibit.quiet]
    assert loud == ["area_figure"]
    assert "totals of units only" in text(kinds["area_figure"])
    assert kinds["history_figure"].kind == "figure"


def test_a_year_of_blocks_and_a_unit_without_scores_have_one_sentence(bundled: Open, small: Open) -> None:
    """Where nothing of the unit is known a single notice says so, and every promised exhibit is in its place."""
    study = bundled("nam-dinh", 2018, "en")
    block = next(iter(study.scheme.blocks))
    unit = next(unit.code for unit in study.data.units if unit.block == block)
    nobody = small(2019)
    scores = nobody.data.scores
    without = replace(nobody, data=replace(nobody.data, scores=scores[scores["unit"].ne("c")]))
    for profile, reason in (
        (Profile(peers=peers_of(study, block), unit=unit), "figures of whole blocks only"),
        (of(without, "c"), "Không có điểm nào của đơn vị"),
    ):
        made = [maker(profile) for maker in MAKERS if maker is not shows.parameter_table]
        loud = [exhibit for exhibit in made if not exhibit.quiet]
        assert [exhibit.id for exhibit in loud] == ["profile-standing"]
        assert reason in text(loud[0])


def test_odd_names_reach_the_page_as_text(small: Open) -> None:
    """A unit called after a tag and quotes stays a name in every title, table and drawing."""
    study, odd = small(2020), "Sở <b>\"Y & 'tế'</b> Ea H’Mơ"
    named = [replace(unit, name=replace(unit.name, vi=odd)) if unit.code == "d" else unit for unit in study.data.units]
    profile = of(replace(study, data=replace(study.data, units=UnitRegister(units=tuple(named)))), "d")
    pages = [maker(profile).to_html() for maker in MAKERS]
    assert not [page for page in pages if "<b>" in page]
    assert sum("&lt;b&gt;" in page for page in pages) >= 5


def test_an_unknown_unit_is_an_error_with_the_closest(bundled: Open) -> None:
    """A misspelt code, and a unit that has ended, name the closest codes and the file that lists them."""
    with pytest.raises(UsageError, match=r"no unit 'so-y-t' in 2024.*Closest: so-y-te.*data/raw/hoa-binh/units\.csv"):
        unit_profile(bundled("hoa-binh", 2024), "so-y-t")
