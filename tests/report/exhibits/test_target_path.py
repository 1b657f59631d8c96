"""Target paths in sentences and tables: goals, points and criteria by hand."""

import re

import pytest

from parkit.model.folders import find_root
from parkit.report.exhibits.target_path import (
    target_findings,
    target_step_table,
    target_table,
    unit_goals,
    way_steps,
)
from parkit.report.study import Study, load_study
from tests.report.exhibits.tiny import tiny

# a has 7 of 13 points (53.85 %) and needs 10.4 for 80 %: 3.4 more. The peer b shows 1, 3 and 1 in reach.
pytestmark = pytest.mark.slow

CELLS = {
    (2020, "a"): {"1.1": (2, 4), "1.2": (1, 4), "1.3": (4, 5)},
    (2020, "b"): {"1.1": (3, 4), "1.2": (4, 4), "1.3": (5, 5)},
}
HALVES = {"1.1": 0.5, "1.2": 0.5, "1.3": 0.5}


def test_two_criteria_are_enough_for_the_next_group() -> None:
    """3 in 1.2 and half a point in 1.1, in a sentence that says two; the first of the top group has no goal."""
    study = tiny(CELLS, groups={"Nhóm I": 80, "Nhóm II": 0}, steps=HALVES)
    text = "\n".join(target_findings(study).sentences)
    assert "Sở a (53,85%): hai tiêu chí là đủ để lên nhóm I: 1.2 Tiêu chí 1.2 (+3,00 điểm) và 1.1" in text
    assert "1 trong 1 đơn vị chưa ở nhóm cao nhất chỉ cần tăng điểm ở không quá 3 tiêu chí" in text
    assert unit_goals(study)["unit"].tolist() == ["a"]
    assert unit_goals(study)["needed"].tolist() == pytest.approx([3.4])


def test_each_criterion_moves_by_its_declared_step() -> None:
    """Without steps 1.2 gives 3 and 1.1 the 0.4 left, in hundredths; where 1.1 moves by whole points, 2.4 and 1."""
    groups = {"Nhóm I": 80, "Nhóm II": 0}
    fine, coarse = tiny(CELLS, groups=groups), tiny(CELLS, groups=groups, steps={"1.1": 1.0, "1.3": 1.0})
    assert way_steps(fine)["gain"].tolist() == pytest.approx([3.0, 0.4])
    assert way_steps(coarse)["gain"].tolist() == pytest.approx([2.4, 1.0])


def test_without_groups_the_goal_is_the_rank_ahead() -> None:
    """The peer has 12 of 13, so a would need 5: all three criteria, one point each in 1.1 and 1.3 and three in 1.2."""
    study = tiny(CELLS, steps=HALVES, lang="en")
    text = "\n".join(target_findings(study).sentences)
    assert "three criteria are enough to reach rank 1: 1.2 Criterion 1.2 (+3.00 points)" in text
    assert "to draw level with the one ahead: 1 of 1" in text


def test_ties_aim_past_the_whole_tie() -> None:
    """Units a and b share rank 2 behind c: both aim at rank 1, none at the other."""
    cells = {(2020, unit): {"1.1": (points, 10), "1.2": (5, 10)} for unit, points in {"a": 6, "b": 6, "c": 8}.items()}
    goals = unit_goals(tiny(cells))
    assert goals[["unit", "goal", "target"]].to_numpy().tolist() == [
        ["a", "ngang hạng 1", 65.0],
        ["b", "ngang hạng 1", 65.0],
    ]


def test_out_of_reach_is_said_with_the_highest_index_in_reach() -> None:
    """The peer is no better than 60 % either: group I at 80 % is out of reach, 60 % the most."""
    cells = {(2020, "a"): {"1.1": (5, 10), "1.2": (6, 10)}, (2020, "b"): {"1.1": (6, 10), "1.2": (5, 10)}}
    study = tiny(cells, groups={"Nhóm I": 80, "Nhóm II": 0})
    assert "2 đơn vị không lên được dù đạt mức tốt nhất của khối ở mọi tiêu chí: Sở a và Sở b." in "\n".join(
        target_findings(study).sentences
    )
    table = target_table(study).data
    assert table is not None
    assert table["way"].tolist() == ["ngoài tầm: cao nhất có thể là 60,00%"] * 2
    assert target_step_table(study).quiet


def test_a_group_that_is_not_called_group_is_a_grade() -> None:
    """Tốt is a grade one is raised to, not a group."""
    study = tiny(CELLS, groups={"Tốt": 80, "Khá": 0}, steps=HALVES)
    assert unit_goals(study)["goal"].tolist() == ["loại Tốt"]


@pytest.fixture(scope="module")
def real() -> Study:
    """Return Hà Tĩnh's sixteen units with a rank ahead, scored by area."""
    return load_study(find_root(), scheme="ha-tinh-ddci", year=2021, lang="vi")


def test_gains_in_the_table_are_those_of_the_steps(real: Study) -> None:
    """Every gain that the table of units prints is a gain of that unit's steps, and the steps cover the need."""
    steps = way_steps(real)
    for row in unit_goals(real).itertuples():
        own = steps[steps["unit"].eq(row.unit)]
        assert set(re.findall(r"\((\+[\d,]+) điểm\)", str(row.way))) <= {
            real.number(gain, sign=True) for gain in own["gain"]
        }
        assert own["gain"].sum() >= row.needed - 1e-9
        assert own["index_after"].iloc[-1] >= row.target - 1e-9


def test_scores_by_area_are_called_areas(real: Study) -> None:
    """The scheme has no criteria below the areas, and the sentences do not speak of any."""
    found = target_findings(real)
    assert "lĩnh vực là đủ để lên ngang hạng" in "\n".join(found.sentences)
    assert "tiêu chí" not in "\n".join(found.sentences)
