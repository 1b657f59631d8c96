from collections.abc import Callable
from typing import Any

from parkit.report.site_page import render_site_page
from parkit.report.year_page import years_page
from parkit.report.year_pairs import neighbours, year_pair
from tests.conftest import FRAMEWORK, SCORES, TinyProject
from tests.report.two_years import study

Reader = Callable[[str], Any]


def test_change_under_the_same_rules(two_years: TinyProject) -> None:
    """11,5 of 15 became 13,5 of 15: the index rose by 13,33 points and the unit from rank 2 to 1."""
    pair = year_pair(study(two_years), 2018, 2019)
    row = pair.units[pair.units["unit"].eq("so-noi-vu")].iloc[0]
    assert pair.changed == ()
    assert round(row["change"], 4) == 13.3333
    assert (row["rank_0"], row["rank_1"], row["rank_change"]) == (2, 1, 1)
    assert row["basis"] == "toàn bộ chỉ số"


def test_block_figures(two_years: TinyProject) -> None:
    """The mean of 11,5/15 and 13,25/15 became that of 13,5/15 and 13,25/15."""
    blocks = year_pair(study(two_years), 2018, 2019).blocks
    row = blocks[blocks["block_name"].eq("Khối sở")].iloc[0]
    assert [round(row[name], 4) for name in ("mean_0", "mean_1", "change")] == [82.5, 89.1667, 6.6667]
    assert (row["n_0"], row["n_1"], row["n_both"]) == (2, 2, 2)


def test_other_rules_are_compared_on_what_both_years_ask(two_years: TinyProject) -> None:
    """With a new maximum for area 2 of departments nothing but the common criteria is compared, and no ranks."""
    two_years.replace(
        "2019/framework.csv",
        "2,index,area,Cải cách thể chế,Institutions,,5,-",
        "3,index,area,Cải cách thể chế,Institutions,,5,-",
    )
    pair = year_pair(study(two_years), 2018, 2019)
    row = pair.units[pair.units["unit"].eq("so-noi-vu")].iloc[0]
    assert pair.changed == ("Khối sở",)
    assert round(row["change"], 4) == 15.0  # area 1 alone: 7,5 of 10 became 9 of 10
    assert row["basis"] == "tiêu chí chung, 67% điểm tối đa"
    assert pair.units[pair.units["block"].eq("so")]["rank_change"].isna().all()
    assert pair.units[pair.units["block"].eq("huyen")]["basis"].tolist() == ["toàn bộ chỉ số"]


def test_too_little_in_common_is_not_compared(two_years: TinyProject) -> None:
    """Below the least coverage there is no change at all, and the page says why."""
    two_years.write("2019/framework.csv", FRAMEWORK.replace("1,index,area", "9,index,area"))
    seen = study(two_years, "en")
    pair = year_pair(seen, 2018, 2019)
    departments = pair.units[pair.units["block"].eq("so")]
    assert departments["change"].isna().all()
    assert set(departments["basis"]) == {"not comparable: too few common criteria"}
    assert "not comparable: too few common criteria" in render_site_page(years_page(seen, has_methods=False), "en")


def test_years_without_scores_of_units_are_passed_over(two_years: TinyProject) -> None:
    """Pairs are of neighbouring years that have scores, newest first."""
    two_years.write("2021/framework.csv", FRAMEWORK)
    two_years.write("2021/scores.csv", SCORES)
    assert neighbours(study(two_years)) == ((2019, 2021), (2018, 2019))


def test_one_year_has_nothing_beside_it(tiny: TinyProject, read_html: Reader) -> None:
    """A scheme of one year says that there is nothing to compare."""
    read = read_html(render_site_page(years_page(study(tiny, "en"), has_methods=False), "en"))
    assert [text for text in read.words("p") if "nothing to compare" in text]
    assert "table" not in [tag for tag, _ in read.tags]
