"""Where the points were lost: by area, by unit, or as far as block figures tell."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from parkit.model.folders import find_root
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits import weaknesses
from parkit.report.exhibits.losses import area_losses, one_gap_an_area, printed_areas, worst_by_unit
from parkit.report.study import Study, load_study

pytestmark = pytest.mark.slow

BUNDLED = [("nam-dinh", 2018), ("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]
MAKERS: list[tuple[Callable[[Study], Exhibit], str]] = [
    (weaknesses.weakness_findings, "weakness-findings"),
    (weaknesses.loss_figure, "loss-figure"),
    (weaknesses.loss_table, "loss-table"),
    (weaknesses.unit_figure, "unit-figure"),
    (weaknesses.unit_table, "unit-table"),
]
ENGLISH = re.compile(r"\b(the|of|points|areas?|missing|under|printed|units?|level)\b", re.IGNORECASE)


@cache
def study(scheme: str, year: int, lang: str = "vi") -> Study:
    """Return a bundled scheme-year."""
    return load_study(find_root(), scheme=scheme, year=year, lang=lang)


def told(exhibit: Exhibit) -> str:
    """Return the sentences in one text."""
    return "\n".join(exhibit.sentences)


@pytest.fixture
def small() -> Study:
    """Return two offices and two areas: a loses 3 of 10 and 1 of 5, b loses nothing and has a gap in area 2."""
    whole = study("ha-tinh-ddci", 2021)
    rows = [("a", "1", 7.0, 10.0), ("a", "2", 4.0, 5.0), ("b", "1", 10.0, 10.0), ("b", "2", None, 5.0)]
    scores = pd.DataFrame(rows, columns=["unit", "area", "points", "max_points"]).assign(
        scheme="ha-tinh-ddci", year=2021, block="so", source="survey", file="", sheet="", row=1, column=""
    )
    known = scores["points"].notna()
    scores = scores.assign(criterion=scores["area"], state=known.map({True: "scored", False: "missing"}))
    return replace(whole, data=replace(whole.data, scores=scores, printed=whole.data.printed.head(0), sources=()))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_every_year_shows_every_exhibit(scheme: str, year: int, lang: str) -> None:
    """Each exhibit of the contract is made, or says calmly what is missing, for every bundled year and language."""
    seen = study(scheme, year, lang)
    for make, name in MAKERS:
        exhibit = make(seen)
        assert exhibit.id == name
        assert exhibit.lang == lang
        assert exhibit.to_html() or exhibit.quiet


@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_vietnamese_pages_hold_no_english(scheme: str, year: int) -> None:
    """A Vietnamese exhibit has no English sentence or header."""
    for make, _ in MAKERS:
        assert ENGLISH.findall(make(study(scheme, year)).to_text()) == []


@pytest.mark.parametrize(
    ("scheme", "year", "expected"),
    [
        ("nam-dinh", 2018, ["unit-figure", "unit-table"]),
        ("nam-dinh", 2020, ["loss-figure", "unit-figure", "unit-table"]),
        ("hoa-binh", 2024, ["loss-figure", "loss-table", "unit-figure"]),
        ("ha-tinh-ddci", 2021, []),
    ],
)
def test_what_a_year_cannot_carry_is_missing(scheme: str, year: int, expected: list[str]) -> None:
    """Without unit scores there is no unit exhibit, with totals only there is no area exhibit."""
    seen = study(scheme, year)
    assert [name for make, name in MAKERS if make(seen).kind == "missing"] == expected


def test_printed_gaps_of_2018_are_named() -> None:
    """The announcement of 2018 is farthest from 100 % in area 7: 29,27 and 38,12 percentage points."""
    text = told(weaknesses.weakness_findings(study("nam-dinh", 2018)))
    assert "Khối sở: còn cách 100% xa nhất, tính bằng điểm phần trăm: Hiện đại hóa hành chính (29,27)" in text
    assert "Khối huyện: còn cách 100% xa nhất, tính bằng điểm phần trăm: Hiện đại hóa hành chính (38,12)" in text


def test_areas_under_80_percent_of_2018() -> None:
    """Under 80 % lie area 7 of both blocks and area 5 of the districts, and nothing else that is printed."""
    text = told(weaknesses.weakness_findings(study("nam-dinh", 2018, "en")))
    assert "Departments: known areas under 80%: 1 of 6, namely Modernisation of administration (70.73%)." in text
    assert "Districts: known areas under 80%: 2 of 6, namely Modernisation of administration (61.88%) and" in text
    assert "(79.49%)" in text


def test_contradicting_figures_are_both_told() -> None:
    """Area 3 of the departments is 2,12 or 5,10 percentage points short, and neither is called right."""
    text = told(weaknesses.weakness_findings(study("nam-dinh", 2018)))
    assert "còn cách 100% 2,12 điểm phần trăm, theo chỉ số đã in thì 5,10; không biết số nào đúng" in text


def test_contradiction_is_drawn_without_colour_alone() -> None:
    """The bar of the contradicting area is hatched and says so in words."""
    figure = weaknesses.loss_figure(study("nam-dinh", 2018))
    assert "2,12 hoặc 5,10 (mâu thuẫn)" in figure.svg
    assert "<pattern" in figure.svg


def test_unknown_areas_are_told_and_listed() -> None:
    """Areas 2 and 8 have no printed level: the sentence, the bars and the table all say so."""
    seen = study("nam-dinh", 2018)
    assert "không in mức đạt của Xây dựng và tổ chức thực hiện văn bản" in told(weaknesses.weakness_findings(seen))
    assert weaknesses.loss_figure(seen).svg.count("chưa biết") >= 4
    table = weaknesses.loss_table(seen).data
    assert table is not None
    assert table.loc[table["index"].isna(), "area"].tolist() == ["2", "8", "2", "8"]


def test_totals_of_2020_say_how_far_and_that_areas_are_unknown() -> None:
    """Block totals give a gap in percentage points (89,45 and 87,80 %) and no area."""
    text = told(weaknesses.weakness_findings(study("nam-dinh", 2020)))
    assert "Khối sở: bình quân còn cách 100% 10,55 điểm phần trăm." in text
    assert "Khối huyện: bình quân còn cách 100% 12,20 điểm phần trăm." in text
    assert "không biết điểm mất ở lĩnh vực nào" in text


def test_unit_totals_are_held_against_100() -> None:
    """Of unit totals the sentence names the closest, the farthest and the mean; a broken-off block has no mean."""
    text = told(weaknesses.weakness_findings(study("hoa-binh", 2024)))
    assert "gần 100% nhất là Sở Nội vụ (còn cách 6,18 điểm phần trăm)" in text
    assert "xa nhất là Sở Tài nguyên và Môi trường (còn cách 18,91 điểm phần trăm)" in text
    assert "Khối sở: bình quân các đơn vị còn cách 100% 10,41 điểm phần trăm." in text  # 100 − 89,59
    assert "Khối huyện: bình quân" not in text


def test_losses_of_areas_are_summed_and_shared(small: Study) -> None:
    """Losses 3 and 1 of 4 are shares of 75 and 25 %; the missing score loses nothing known."""
    losses = area_losses(small)
    assert losses[["area", "points_lost", "loss_share", "n_missing"]].to_numpy().tolist() == [
        ["1", 3.0, 75.0, 0],
        ["2", 1.0, 25.0, 1],
    ]


def test_missing_scores_are_told_with_their_reach(small: Study) -> None:
    """A missing score leaves a loss between 0 and its maximum, and the sentence says so."""
    text = told(weaknesses.weakness_findings(small))
    assert "mất nhiều điểm nhất ở Tính minh bạch và tiếp cận thông tin (3,00 điểm, 75,0%)" in text
    assert "còn thiếu điểm ở Chi phí thời gian (b); phần mất ở đó chưa biết, nằm giữa 0 và 5,00 điểm" in text


def test_unit_without_loss_has_no_worst_area(small: Study) -> None:
    """The unit that lost nothing names no area; the other names the area of its largest loss and its own share."""
    rows = worst_by_unit(small).set_index("unit")
    assert rows.loc["a", ["unit_lost", "points_lost", "own_share"]].tolist() == [4.0, 3.0, 75.0]
    assert pd.isna(rows.loc["b", "area_name"])


def test_worst_areas_of_equal_loss_stand_together() -> None:
    """Cẩm Xuyên lost 9 points in each of four areas: all four are named."""
    rows = worst_by_unit(study("ha-tinh-ddci", 2021)).set_index("unit")
    assert rows.loc["huyen-cam-xuyen", "points_lost"] == pytest.approx(9.0)
    assert str(rows.loc["huyen-cam-xuyen", "area_name"]).count("Tiếp cận đất đai") == 1
    assert str(rows.loc["huyen-cam-xuyen", "area_name"]).startswith("Tính minh bạch")


def test_real_losses_of_the_departments() -> None:
    """Hà Tĩnh's departments lost most in fair competition: 100 − 64,45 = 35,55 points."""
    text = told(weaknesses.weakness_findings(study("ha-tinh-ddci", 2021)))
    assert "Khối sở: mất nhiều điểm nhất ở Cạnh tranh bình đẳng (35,55 điểm, 17,4%)" in text
    assert "Khối sở: không áp dụng Tiếp cận đất đai." in text
    assert "còn thiếu điểm ở Tính năng động và hiệu lực (Sở Tài chính)" in text


def test_heatmap_marks_what_is_not_a_level() -> None:
    """Ten departments have a dash for land, one a question mark for its missing score, and both are explained."""
    figure = weaknesses.unit_figure(study("ha-tinh-ddci", 2021))
    assert figure.data is not None
    assert figure.data["text"].value_counts()[["–", "?"]].tolist() == [10, 1]
    assert any("?" in note and "–" in note for note in figure.notes)


def test_one_row_an_area_even_if_two_figures_contradict() -> None:
    """Departments and districts have six known areas each; only area 3 of the departments contradicts."""
    gaps = one_gap_an_area(printed_areas(study("nam-dinh", 2018)))
    assert gaps.groupby("block", sort=False).size().to_dict() == {"so": 6, "huyen": 6}
    assert gaps.loc[gaps["contradicted"], ["block", "area"]].to_numpy().tolist() == [["so", "3"]]


def test_without_any_level_the_findings_are_missing() -> None:
    """A year of which nothing was published gets a notice, not an empty list."""
    whole = study("nam-dinh", 2018)
    empty = replace(whole, data=replace(whole.data, printed=whole.data.printed.head(0)))
    assert weaknesses.weakness_findings(empty).kind == "missing"
    assert weaknesses.loss_table(empty).kind == "missing"
