"""Trust in the scores: self against appraised, ceilings, round points and agreement, by hand."""

import pytest

from parkit.model.folders import find_root
from parkit.report.exhibits.integrity import (
    criterion_facts,
    integrity_findings,
    integrity_table,
    self_figure,
    unit_biases,
)
from parkit.report.study import Study, load_study
from tests.report.exhibits.tiny import tiny

pytestmark = pytest.mark.slow

CELLS = {(2020, "a"): {"1.1": (4, 5), "1.2": (4, 4)}, (2020, "b"): {"1.1": (5, 5), "1.2": (4, 4)}}
GIVEN = {(2020, "a"): {"1.1": (5, 5), "1.2": (4, 4)}, (2020, "b"): {"1.1": (5, 5), "1.2": (4, 4)}}


@pytest.fixture
def study() -> Study:
    """Return two offices; a gave itself one point more than was left, 1.2 is full for both."""
    return tiny(CELLS, given=GIVEN)


def test_self_against_appraised_by_hand(study: Study) -> None:
    """Unit a lies 20 and 0 % above: 10 on average, limits 10 ± 1.96 · 14.142; b not at all."""
    found = unit_biases(study)[["unit", "bias", "limit_low", "limit_high", "points_cut", "n_lowered"]]
    assert found.to_numpy().tolist() == [
        ["a", 10.0, pytest.approx(-17.718, abs=1e-3), pytest.approx(37.718, abs=1e-3), 1.0, 1],
        ["b", 0.0, 0.0, 0.0, 0.0, 0],
    ]


def test_the_sentence_says_who_and_by_how_much(study: Study) -> None:
    """One of two above, by 5 % of the maximum over all four pairs; most a, one point, one of two criteria."""
    text = "\n".join(integrity_findings(study).sentences)
    assert "1 trong 2 đơn vị tự chấm cao hơn thẩm định, bình quân mỗi tiêu chí cao hơn 5,00% điểm tối đa" in text
    assert "chênh nhiều nhất là Sở a (1,00 điểm, 1 trong 2 tiêu chí bị chấm thấp xuống)" in text


def test_a_criterion_where_all_are_full_is_named_with_its_weight(study: Study) -> None:
    """1.2 has 4 of 9 points: 44.4 %. Two units are too few for alpha."""
    text = "\n".join(integrity_findings(study).sentences)
    assert "ở 1 trong 2 tiêu chí, mọi đơn vị đều đạt điểm tối đa (chiếm 44,4% tổng điểm): 1.2 Tiêu chí 1.2." in text
    assert "quá ít đơn vị" in text


def test_the_table_of_criteria(study: Study) -> None:
    """1.1: half the units full, 10 % above on average, and it alone makes the spread; 1.2 makes none."""
    facts = criterion_facts(study)[["criterion", "share_at_maximum", "bias", "nominal_weight", "covariance_share"]]
    assert facts.to_numpy().tolist() == [
        ["1.1", 50.0, 10.0, pytest.approx(500 / 9), pytest.approx(100.0)],
        ["1.2", 100.0, 0.0, pytest.approx(400 / 9), pytest.approx(0.0)],
    ]
    assert integrity_table(study).folded


def test_round_points_only_where_the_rules_allow_others() -> None:
    """Thirty-two scores of 1.5 of 2 heap; where the declared step is 0.5 nothing is said of them."""
    cells = {(2020, f"u{place}"): {"1.1": (1.5, 2), "1.2": (place / 100, 2)} for place in range(1, 41)}
    free = "\n".join(integrity_findings(tiny(cells)).sentences)
    bound = "\n".join(integrity_findings(tiny(cells, steps={"1.1": 0.5})).sentences)
    # 40 scores of 1.1 and 0.25 of 1.2 sit on quarters: 41 of 80; by chance 7 of 199 places.
    assert "điểm dồn vào bội số của 0,25: 51,3% trong 80 điểm số không quy định bước" in free
    assert "chỉ khoảng 3,5%" in free
    assert "điểm không dồn vào bội số của 0,25: 2,5% trong 40 điểm số" in bound


def test_agreement_in_words() -> None:
    """Criteria that rise together have alpha 1; 1.3, which falls as they rise, goes against the rest."""
    cells = {
        (2020, f"u{place}"): {"1.1": (place, 9), "1.2": (place, 9), "1.3": (9 - place, 9), "1.4": (place, 9)}
        for place in range(1, 9)
    }
    text = "\n".join(integrity_findings(tiny(cells, lang="en")).sentences)
    # k = 4, Σs² = 4·6, total = 2·place + 9: s² = 4·6, so alpha = 4/3 · (1 − 24/24) = 0.
    assert "the criteria hardly go together (Cronbach's alpha 0.00, units 8, criteria 4)" in text
    assert "clearly against the rest (correlation below −0.70): 1, namely 1.3 Criterion 1.3." in text


def test_without_self_scores_there_is_a_sentence_why() -> None:
    """Appraised scores only: no figure, one sentence, and no reading of self-scores among the notes."""
    study = tiny(CELLS)
    notice = self_figure(study)
    assert (notice.kind, notice.quiet, len(notice.sentences)) == ("missing", False, 1)
    assert not any("Tự chấm" in note for note in integrity_findings(study).notes)


def test_the_figure_shows_dots_and_limits(study: Study) -> None:
    """The title names the farthest, the drawing prints every mean with its sign, the table holds the limits."""
    figure = self_figure(study)
    assert figure.title.endswith("Khối sở – Sở a (+10,00)")
    assert "+10,00" in figure.svg
    assert {"limit_low", "limit_high"} <= {column.name for column in figure.columns}


@pytest.mark.parametrize(("scheme", "year"), [("hoa-binh", 2024), ("nam-dinh", 2018)])
def test_without_areas_all_places_are_quiet(scheme: str, year: int) -> None:
    """Totals or blocks only: the notice further up has said why."""
    study = load_study(find_root(), scheme=scheme, year=year, lang="vi")
    assert all(make(study).quiet for make in (integrity_findings, self_figure, integrity_table))
