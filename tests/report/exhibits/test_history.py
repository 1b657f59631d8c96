"""Courses over all years: links only on common ground, merged units as the pool of their parts, honest tests."""

from collections.abc import Callable

import pandas as pd
import pytest

from parkit.report.exhibits import (
    comparable_table,
    index_history,
    rank_change_table,
    rank_history,
    slope_table,
)
from parkit.report.exhibits.bump import merged_pairs, standing_out
from parkit.report.exhibits.course import course
from parkit.report.exhibits.multiples import MOST_UNITS, drawn_units
from parkit.report.study import Study
from tests.conftest import TinyProject

Open = Callable[..., Study]


pytestmark = pytest.mark.slow


def linked(study: Study, unit: str) -> dict[int, float]:
    """Return the linked index of a unit by year."""
    rows = course(study).linked
    rows = rows[rows["unit"].eq(unit)]
    return dict(zip(rows["year"], rows["linked"].round(4), strict=True))


def test_the_chain_goes_back_by_the_common_criteria(small: Open) -> None:
    """Health: 100 of area 1 in 2019 after 80 in 2018, and 75 before as in 2018: 80, 80 · 0.8 = 64, 64."""
    assert linked(small(2019), "b") == {2017: 64.0, 2018: 64.0, 2019: 80.0}


def test_a_merged_unit_goes_on_from_the_pool_of_its_parts(small: Open) -> None:
    """77.5 after 72.5; then 24 of 30 to 27 of 30: 72.5 · 8/9; then 28 of 40 to 31 of 40: · 28/31."""
    study = small(2020)
    assert linked(study, "d") == {2017: 58.2079, 2018: 64.4444, 2019: 72.5, 2020: 77.5}
    kinds = course(study).linked.query("unit == 'd'")["kind"].tolist()
    assert kinds == ["pooled", "pooled", "pooled", "own"]
    assert course(study).origins == {"d": "gộp từ Sở Nội vụ (cũ) và Sở Y tế"}
    assert "điểm gộp của Sở Nội vụ và Sở Y tế" in index_history(study).data["parts"].tolist()


def test_before_the_merger_the_parts_have_their_own_course(small: Open) -> None:
    """Seen from 2019 nobody has merged yet."""
    assert sorted(course(small(2019)).linked["unit"].unique()) == ["a", "b", "c"]


def test_the_bump_chart_joins_the_parts_to_the_whole(small: Open) -> None:
    """Both parts lead from 2019 to the merged department, which is named in the notes."""
    study = small(2020)
    assert merged_pairs(course(study), ["a", "b", "c", "d"]) == [(2019, "a", "d"), (2019, "b", "d")]
    assert any("gộp từ Sở Nội vụ (cũ) và Sở Y tế" in note for note in rank_history(study).notes)


def test_no_line_is_drawn_below_the_declared_coverage(four_years: TinyProject) -> None:
    """With 80 % asked for, the 75 % that the rules share start a new segment, and the page says so."""
    four_years.replace("scheme.toml", "[blocks.so]", "[analysis]\nleast_coverage = 0.8\n\n[blocks.so]")
    study = Study(data=four_years.read(), year=2019, lang="en")
    assert course(study).linked.groupby("unit")["segment"].max().tolist() == [1, 1, 1]
    assert any("No line across the change of rules" in note and "80%" in note for note in index_history(study).notes)
    assert comparable_table(study).data["comparable_text"].tolist() == ["0/3"]
    assert slope_table(study).kind == "missing"


def test_coverage_of_a_change_of_rules(small: Open) -> None:
    """One common criterion of 15 of 20 points, one new, one dropped; on the common one only b moved, by 20."""
    row = comparable_table(small(2019)).data.iloc[0]
    assert row[["step", "n_core", "n_new", "n_dropped"]].tolist() == ["2018–2019", 1, 1, 1]
    assert (row["coverage_text"], row["comparable_text"]) == ("75,0%", "3/3")
    assert (row["published_change"], row["core_change"]) == pytest.approx((-5.0, 20 / 3))


def test_the_same_rules_need_no_core(small: Open) -> None:
    """Up to 2018 the rules are the same, which is said; with one year nothing is."""
    assert "không đổi" in comparable_table(small(2018)).title
    assert comparable_table(small(2017)).quiet


def test_slopes_by_hand_and_what_three_years_can_show(small: Open) -> None:
    """A: 52.8125, 65, 65: slopes 12.1875, 6.09375, 0; three years reach p = 1/3 at best, and that is said."""
    table = slope_table(small(2019))
    row = table.data.set_index("unit").loc["a"]
    assert (row["n"], row["slope"], row["span"]) == (3, 6.09375, "2017–2019")
    assert set(table.data["direction"]) == {"none"}
    assert "Với 3 năm, giá trị p nhỏ nhất có thể là 0,333, nên không xu hướng nào có thể đạt mức 5%." in table.notes


def test_two_years_have_no_slope(small: Open) -> None:
    """Fewer than three comparable years are said to be too few."""
    assert "3 năm liên tục" in slope_table(small(2018)).sentences[0]


def test_why_ranks_changed(bundled: Open) -> None:
    """The places of the three causes add to the change for every unit, and the title counts the moves."""
    table = rank_change_table(bundled("minh-hoa", 2018))
    causes = table.data[["performance", "framework", "unit_set"]].sum(axis=1)
    assert (causes - table.data["rank_change"].astype(float)).abs().max() < 1e-9
    moved, rules = table.data["rank_change"].ne(0).sum(), table.data["framework"].abs().ge(0.5).sum()
    assert table.title.startswith(f"{moved} trong {len(table.data)} đơn vị đổi hạng")
    assert f"làm {rules} đơn vị" in table.title


def test_ranks_of_all_years_are_those_of_each_year(bundled: Open) -> None:
    """The bump chart holds the ranks that the ranking report of each year gives."""
    data = rank_history(bundled("minh-hoa", 2018)).data
    for year in (2016, 2018):
        units = bundled("minh-hoa", year).units().set_index("unit")["rank"]
        shown = data[data["year"].eq(str(year))].set_index("unit")["rank"]
        assert shown.to_dict() == units.loc[shown.index].to_dict()


def test_a_new_level_starts_a_new_series(bundled: Open) -> None:
    """Communes of 2025 have no course and no pooled past; districts are not drawn any more."""
    study = bundled("minh-hoa", 2025)
    assert set(rank_history(study).data["block"]) == {"so"}
    assert any("Khối xã: bắt đầu chuỗi mới từ năm 2025" in note for note in rank_history(study).notes)


def test_units_not_listed_before_are_no_new_level(bundled: Open) -> None:
    """Hòa Bình's districts existed in 2022, they were only not published."""
    notes = rank_history(bundled("hoa-binh", 2024)).notes
    assert any("chỉ có chỉ số của năm 2024" in note for note in notes)


def test_a_year_without_an_index_is_a_gap(bundled: Open) -> None:
    """The district without an index in 2019 starts a new segment in 2020 and is named."""
    study = bundled("minh-hoa", 2020)
    rows = course(study).linked
    absent = rows[rows["reason"].eq("unit_absent") & rows["segment"].gt(0)]
    assert absent["year"].tolist() == [2020]
    assert any(
        absent["name"].iloc[0] in note and "năm trước không có chỉ số" in note for note in index_history(study).notes
    )


def test_many_units_are_drawn_by_the_size_of_their_move() -> None:
    """Of twenty units the eighteen that moved most are drawn; one year alone is no course."""
    rows = [("so", f"u{place:02d}", year, place * (year - 2023)) for place in range(20) for year in (2023, 2024)]
    frame = pd.DataFrame([*rows, ("so", "lone", 2024, 99.0)], columns=["block", "unit", "year", "linked"])
    drawn = set(drawn_units(frame)["unit"])
    assert (len(drawn), "u00" in drawn, "u19" in drawn, "lone" in drawn) == (MOST_UNITS, False, True, False)


def test_units_that_are_gone_do_not_stand_out() -> None:
    """Only units with a rank in the last year are highlighted."""
    ranks = pd.DataFrame(
        {"unit": ["a", "b", "a", "b", "a"], "year": [2022, 2022, 2023, 2023, 2024], "rank": [2, 5, 1, 1, 1]}
    )
    assert standing_out(ranks) == ["a"]


@pytest.mark.parametrize("exhibit", [rank_history, index_history, slope_table, rank_change_table])
@pytest.mark.parametrize("place", [("nam-dinh", 2018), ("ha-tinh-ddci", 2021)])
def test_no_course_is_told_above(bundled: Open, exhibit: Callable, place: tuple[str, int]) -> None:
    """Schemes without several years of units leave the courses out without a notice of their own."""
    made = exhibit(bundled(*place))
    assert (made.kind, made.quiet) == ("missing", True)
