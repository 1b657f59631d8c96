"""Which few criteria make most of the loss: components summed into their criterion, largest first."""

import pandas as pd
import pytest

from parkit.model.folders import find_root
from parkit.report.exhibits.criteria import (
    criterion_loss_figure,
    criterion_losses,
    criterion_sentences,
    few_for_most,
)
from parkit.report.study import load_study
from tests.report.exhibits.tiny import tiny

# a and b lose 4 in 2.1, 2 + 1 in the components of 1.1, 1 in 1.2: 8 in all.
pytestmark = pytest.mark.slow

CELLS = {
    (2020, "a"): {"1.1.1": (2, 4), "1.1.2": (4, 4), "1.2": (5, 6), "2.1": (4, 6)},
    (2020, "b"): {"1.1.1": (4, 4), "1.1.2": (3, 4), "1.2": (6, 6), "2.1": (4, 6)},
}


def test_components_are_summed_into_their_criterion() -> None:
    """2.1 lost 4 of 8, 1.1 lost 2 + 1, 1.2 lost 1: shares 50, 37.5 and 12.5 %."""
    found = criterion_losses(tiny(CELLS))[["criterion", "points_lost", "loss_share", "loss_cumulative"]]
    assert found.to_numpy().tolist() == [["2.1", 4.0, 50.0, 50.0], ["1.1", 3.0, 37.5, 87.5], ["1.2", 1.0, 12.5, 100.0]]


def test_the_sentence_counts_and_names_them() -> None:
    """Two of three criteria make 80 % (87.5), and the largest stand in order with points and shares."""
    text = " ".join(criterion_sentences(tiny(CELLS), "so"))
    assert "2 trong 3 tiêu chí chiếm 80% điểm mất" in text
    assert "2.1 Tiêu chí 2.1 (4,00 điểm, 50,0%), 1.1 Tiêu chí 1.1 (3,00 điểm, 37,5%) và 1.2" in text


@pytest.mark.parametrize(("cumulative", "few"), [([80.0, 100.0], 1), ([79.9, 80.1, 100.0], 2), ([100.0], 1)])
def test_exactly_eighty_percent_is_enough(cumulative: list[float], few: int) -> None:
    """The criterion that reaches 80 % is the last one counted."""
    assert few_for_most(pd.DataFrame({"loss_cumulative": cumulative})) == few


def test_the_figure_shows_loss_and_running_sum() -> None:
    """Each bar says its share and what the criteria up to it make together."""
    figure = criterion_loss_figure(tiny(CELLS, lang="en"))
    assert "37.5% · together 87.5%" in figure.svg
    assert figure.title == "Criteria that make 80% of the points lost in 2020: Departments 2 of 3"


def test_a_block_without_loss_says_nothing() -> None:
    """Where nothing was lost there is nothing to rank."""
    assert not list(criterion_sentences(tiny({(2020, "a"): {"1.1": (3, 3)}}), "so"))


@pytest.mark.parametrize(
    ("scheme", "year", "quiet"),
    [("ha-tinh-ddci", 2021, False), ("nam-dinh", 2018, False), ("nam-dinh", 2020, True), ("hoa-binh", 2024, True)],
)
def test_without_criteria_one_notice_says_why(scheme: str, year: int, quiet: bool) -> None:  # noqa: FBT001
    """Areas only: a sentence why; where the areas are missing too, the notice above has said it."""
    notice = criterion_loss_figure(load_study(find_root(), scheme=scheme, year=year, lang="vi"))
    assert (notice.kind, notice.quiet, len(notice.sentences)) == ("missing", quiet, 1)
