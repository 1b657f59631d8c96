"""What a block of many units, unscored units and a changed framework do to the words of a report."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from parkit.model.language import Lang
from parkit.report.exhibits import (
    overview_findings,
    ranking_figure,
    ranking_findings,
    totals_table,
    trend_figure,
    trend_findings,
    unit_figure,
    unit_table,
    weakness_findings,
)
from parkit.report.study import Study, load_study

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

HEAD = "Đơn vị;Cải cách thủ tục;Cải cách thể chế\n"
PARTS = """\
code,parent,level,vi,en,aliases,max_so,max_huyen
index,,index,Chỉ số,Index,,15,-
1,index,area,Cải cách thủ tục,Procedures,,10,-
1.1,1,criterion,Công khai,Publicity,,4,-
1.2,1,criterion,Đúng hạn,On time,,6,-
2,index,area,Cải cách thể chế,Institutions,,5,-
"""
OpenBlock = Callable[..., Study]


@pytest.fixture
def open_block(tiny: "TinyProject") -> OpenBlock:
    """Return a function that opens the tiny scheme with many departments, their lines of scores as given."""
    tiny.replace("scheme.toml", 'printed = { "Tổng điểm" = "index", "Xếp hạng" = "rank" }\n', "")

    def open_study(changed: dict[int, str], lang: Lang = "en", n: int = 13) -> Study:
        numbers = range(1, n + 1)
        units = "".join(f"so-{number:02},so,Sở {number:02},Department {number:02},,,,\n" for number in numbers)
        tiny.write("units.csv", "code,block,vi,en,aliases,valid_from,valid_to,successors\n" + units)
        lines = [f"Sở {number:02};{changed.get(number, '5;3')}\n" for number in numbers]
        tiny.write("2018/scores.csv", HEAD + "".join(lines))
        return load_study(tiny.root, scheme="tinh-nho", year=2018, lang=lang)

    return open_study


def test_a_figure_of_many_units_comes_in_parts_on_one_scale(open_block: OpenBlock) -> None:
    """33 units have two drawings, each with the units of its half, ids of its own and numbers along the same axis."""
    svg = ranking_figure(open_block({1: "10;5", 33: "0;1"}, n=33)).svg
    first, second = svg.split("</svg>\n")
    named = [[f"Department {number:02}<" in part for number in range(1, 34)] for part in (first, second)]
    assert named == [[True] * 17 + [False] * 16, [False] * 17 + [True] * 16]
    assert 'aria-labelledby="ranking-figure-drawing' in first
    assert 'aria-labelledby="ranking-figure-1-drawing' in second
    for part in (first, second):
        assert all(f">{number}</text>" in part for number in (20, 40, 60, 80, 100))


def test_many_open_ranks_are_counted_and_not_listed(open_block: OpenBlock) -> None:
    """One missing score leaves open the ranks of the twelve others: their number is said, not their names."""
    study = open_block({1: "5;"})
    assert ranking_findings(study).sentences[-1].startswith("That missing score also leaves open the rank of 12 other")


def test_an_index_over_a_part_of_the_criteria_says_so(open_block: OpenBlock) -> None:
    """Wherever the leader may be a unit with missing scores, a note names it; without missing scores there is none."""
    note = "Departments: the index of Department 01 is over the criteria that have a score."
    for exhibit in (overview_findings, ranking_figure):
        assert note in exhibit(open_block({1: "10;"})).notes
        assert not any("have a score" in text for text in exhibit(open_block({})).notes)


def test_a_unit_with_several_missing_scores_is_named_once(tiny: "TinyProject", open_block: OpenBlock) -> None:
    """An area whose two criteria lack scores names each unit once."""
    tiny.write("2018/framework.csv", PARTS)
    open_block({})
    lines = [f"Sở {number:02};{';' if number == 3 else '2;2'};3\n" for number in range(1, 14)]
    tiny.write("2018/scores.csv", "Đơn vị;1.1;1.2;Cải cách thể chế\n" + "".join(lines))
    study = load_study(tiny.root, scheme="tinh-nho", year=2018, lang="en")
    said = " ".join(weakness_findings(study).sentences)
    assert "scores are missing in Procedures (Department 03);" in said


def test_units_without_any_score_are_told_apart(open_block: OpenBlock) -> None:
    """They are named in a sentence of their own, and what they lost is not known, in the table and the figure."""
    study = open_block({4: ";", 5: ";"})
    said = weakness_findings(study).sentences
    assert said[-1].startswith("Departments: there is no score at all for Department 04 and Department 05, so where")
    assert not any("scores are missing" in text for text in said)
    cells = unit_figure(study).data
    assert cells.loc[cells["unit"].eq("so-04"), "loss"].isna().all()
    assert cells.loc[cells["unit"].eq("so-06"), "loss"].notna().all()
    assert unit_table(study).data.set_index("unit").loc["so-04", ["unit_lost", "points_lost"]].isna().all()


def test_without_any_printed_figure_that_is_the_reason_given(open_block: OpenBlock) -> None:
    """Nobody is told that only block figures were printed where nothing was printed at all."""
    assert totals_table(open_block({})).title == "There are no printed figures for 2018 to check"


@pytest.mark.parametrize(("maximum", "changed"), [("5", False), ("8", True)])
def test_a_changed_framework_is_said(
    tiny: "TinyProject", open_block: OpenBlock, maximum: str, *, changed: bool
) -> None:
    """Where maxima differ the change is said to come partly from the framework; where they do not, it is not."""
    open_block({})
    for name in ("framework.csv", "scores.csv"):
        tiny.write(f"2019/{name}", (tiny.folder / "2018" / name).read_bytes())
    tiny.replace("2019/framework.csv", "Institutions,,5,-", f"Institutions,,{maximum},-")
    tiny.replace("2019/framework.csv", ",,15,10", f",,{10 + int(maximum)},10")
    study = load_study(tiny.root, scheme="tinh-nho", year=2019, lang="en")
    for exhibit in (trend_findings, trend_figure):
        assert any("frameworks of 2018 and 2019 differ" in note for note in exhibit(study).notes) == changed
