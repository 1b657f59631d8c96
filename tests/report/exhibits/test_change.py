"""Changes are taken apart by cause without a remainder, and the sentences say what the frames hold."""

import re
from collections.abc import Callable
from itertools import pairwise

import pandas as pd
import pytest

from parkit.report import exhibits
from parkit.report.exhibits import change_areas, change_criteria, change_figure, trend_findings, trend_table
from parkit.report.exhibits.change import area_effects, criterion_effects
from parkit.report.exhibits.compared import compared
from parkit.report.exhibits.waterfall import waterfall_steps
from parkit.report.study import Study
from tests.conftest import TinyProject
from tests.report.exhibits.test_all import ENGLISH, VIETNAMESE, own_words

Open = Callable[..., Study]

# 2018 to 2019, weights 3/4 and 1/4. a: new 1/4 (20 − 72.5), dropped −1/4 (80 − 72.5); b: performance 3/4 · 20,
# new 1/4 (20 − 77.5), dropped −1/4 (60 − 77.5); c: new 1/4 (20 − 67.5), dropped −1/4 (40 − 67.5).
pytestmark = pytest.mark.slow

UNITS = {
    "a": (0.0, -13.125, -1.875, -15.0),
    "b": (15.0, -14.375, 4.375, 5.0),
    "c": (0.0, -11.875, 6.875, -5.0),
}


def test_every_unit_by_hand(small: Open) -> None:
    """Performance, new and dropped criteria of each unit, and their sum, are those computed by hand."""
    rows = compared(small(2019)).unit_effects.set_index("unit")
    found = rows[["performance", "new", "dropped", "change"]].round(9)
    assert {str(unit): tuple(row) for unit, row in zip(found.index, found.to_numpy().tolist(), strict=True)} == UNITS
    assert rows[["reweighting", "not_applicable", "missing"]].eq(0).all(axis=None)


def test_the_block_is_the_mean_of_its_units(small: Open) -> None:
    """75 to 70: +5 from performance, −13.125 from the new criterion, +3.125 from the dropped one: −10 from rules."""
    row = compared(small(2019)).block_sums.iloc[0]
    assert row[["mean_0", "mean_1", "performance", "new", "dropped", "rules", "change"]].round(9).tolist() == [
        *(75.0, 70.0, 5.0, -13.125, 3.125, -10.0, -5.0)
    ]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "vi",
            (
                "Khối sở: bộ tiêu chí mới làm giảm 10,00 điểm phần trăm (tiêu chí mới −13,13; tiêu chí bị bãi bỏ "
                "+3,13), kết quả thực hiện làm tăng 5,00; cộng cả các phần khác thì bình quân giảm 5,00."
            ),
        ),
        (
            "en",
            (
                "Departments: the new rules lowered the mean by 10.00 percentage points (new criteria −13.13; dropped "
                "criteria +3.13), performance raised the mean by 5.00; with all other parts that is a fall of 5.00."
            ),
        ),
    ],
)
def test_rules_beyond_the_change_stand_beside_performance(small: Open, lang: str, sentence: str) -> None:
    """Rules that lowered the mean by more than its whole fall are no part of it."""
    assert sentence in trend_findings(small(2019, lang)).sentences


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "vi",
            (
                "Trong mức giảm 15,00 điểm phần trăm của khối sở, 10,00 là do bộ tiêu chí mới (tiêu chí mới −11,88; "
                "tiêu chí bị bãi bỏ +1,88); kết quả thực hiện làm giảm 5,00."
            ),
        ),
        (
            "en",
            (
                "Of the departments' fall of 15.00 percentage points, 10.00 come from the new rules (new criteria "
                "−11.88; dropped criteria +1.88); performance lowered the mean by 5.00."
            ),
        ),
    ],
)
def test_the_part_of_the_rules_in_a_fall(four_years: TinyProject, lang: str, sentence: str) -> None:
    """With b at 12 and c at 9 points of area 1 the mean falls from 75 to 60: −10 from the rules, −5 from c."""
    four_years.write(
        "2019/scores.csv", "Đơn vị;Thủ tục;Số hóa\nSở Nội vụ;12;1\nSở Y tế;12;1\nSở Xây dựng;9;1\n".encode()
    )
    study = Study(data=four_years.read(), year=2019, lang=lang)
    assert sentence in trend_findings(study).sentences


def test_the_waterfall_starts_where_the_bar_above_ended(small: Open) -> None:
    """75, +5 to 80, −13.125 to 66.875, +3.125 to 70: levels at the ends, effects between them."""
    steps = waterfall_steps(compared(small(2019)))
    assert steps["step"].tolist() == ["start", "performance", "new", "dropped", "end"]
    assert steps["value"].round(9).tolist() == [75.0, 5.0, -13.125, 3.125, 70.0]
    assert steps["after"].round(9).tolist() == [75.0, 80.0, 66.875, 70.0, 70.0]
    assert steps.loc[1:3, "low"].round(9).tolist() == [75.0, 66.875, 66.875]
    assert steps.loc[1:3, "high"].round(9).tolist() == [80.0, 80.0, 70.0]


def test_areas_add_to_the_change(small: Open) -> None:
    """A dropped area keeps its old name, and the last row of the block is the sum of the others."""
    rows = area_effects(compared(small(2019))).set_index("area_name")["effect"].round(9)
    assert rows.to_dict() == {"Số hóa": -13.125, "Thủ tục": 5.0, "Thể chế": 3.125, "Cộng": -5.0}


def test_criteria_come_by_the_size_of_their_effect(small: Open) -> None:
    """The new criterion moved the mean most; one criterion can be asked for."""
    pair = compared(small(2019))
    found = criterion_effects(pair)
    assert found[["code", "cause"]].to_numpy().tolist() == [
        *(["3", "Tiêu chí mới"], ["1", "Kết quả thực hiện"], ["2", "Tiêu chí bị bãi bỏ"])
    ]
    assert criterion_effects(pair, 1)["code"].tolist() == ["3"]


def test_a_merged_unit_is_compared_with_its_pool(small: Open) -> None:
    """D has 77.5, a and b together had 29 of 40: 72.5; it is marked, and has no earlier rank."""
    rows = compared(small(2020)).units.set_index("unit")
    assert rows.loc["d", ["n_0", "index_0", "index_1", "change"]].tolist() == [2, 72.5, 77.5, 5.0]
    assert pd.isna(rows.loc["d", "rank_0"])
    assert trend_table(small(2020)).data.set_index("unit").loc["d", "remark"] == "gộp từ Sở Nội vụ (cũ) và Sở Y tế"


def test_what_the_merger_did_to_the_mean(small: Open) -> None:
    """70 to 71.25: 7/12 · 5 from performance, 1/6 (65 − 70.625) and −1/6 (75 − 70.625) from the set of units."""
    row = compared(small(2020)).block_sums.iloc[0]
    expected = [35 / 12, -0.9375, -4.375 / 6, 1.25]
    assert row[["performance", "unit_reweighting", "merger", "change"]].tolist() == pytest.approx(expected, abs=1e-12)
    text = trend_findings(small(2020)).sentences
    assert (
        "Khối sở: bộ tiêu chí không đổi; thay đổi +1,25 điểm phần trăm gồm +2,92 do kết quả thực hiện, −1,67 do đơn vị "
        "vào, ra, sáp nhập." in text
    )


def test_a_block_with_a_unit_missing_counts_the_units_of_both_years(four_years: TinyProject) -> None:
    """Without b in 2019 the means are those of a and c, 75 to 65, and the block is named so."""
    four_years.write("2019/scores.csv", "Đơn vị;Thủ tục;Số hóa\nSở Nội vụ;12;1\nSở Xây dựng;12;1\n".encode())
    study = Study(data=four_years.read(), year=2019, lang="vi")
    row = compared(study).block_sums.iloc[0]
    assert row[["mean_0", "mean_1"]].round(9).tolist() == [75.0, 65.0]
    assert row["block_name"] == "Khối sở (2 đơn vị có cả hai năm)"
    assert any("không phải bình quân của cả khối" in note for note in change_figure(study).notes)


def test_two_areas_that_became_one_stand_under_it(bundled: Open) -> None:
    """The one-stop mechanism of 2020 went into administrative procedures; the survey has no area of its own in 2021."""
    rows = area_effects(compared(bundled("minh-hoa", 2021)))
    names = rows.loc[rows["block"].eq("so"), "area_name"].tolist()
    assert "Cải cách thủ tục hành chính" in names
    assert "Thực hiện cơ chế một cửa, một cửa liên thông" not in names


@pytest.mark.parametrize("year", [2018, 2021, 2025])
def test_numbers_in_sentences_are_those_of_the_frames(bundled: Open, year: int) -> None:
    """Each block's sentence quotes change, performance and rules of its row, rounded."""
    study = bundled("minh-hoa", year)
    text = " ".join(trend_findings(study).sentences)
    for row in compared(study).block_sums.itertuples():
        quoted = [row.change, row.performance] + ([row.rules] if row.block in compared(study).changed else [])
        assert all(study.number(abs(value)) in text for value in quoted)


@pytest.mark.parametrize("year", [2018, 2019, 2021, 2024, 2025])
def test_tables_close_to_nine_decimals(bundled: Open, year: int) -> None:
    """The waterfall ends at the mean, and the areas of a block and its last row are the same sum."""
    pair = compared(bundled("minh-hoa", year))
    for _, steps in waterfall_steps(pair).groupby("block"):
        for above, below in pairwise(steps.itertuples()):
            assert min(abs(below.low - above.after), abs(below.high - above.after)) < 0.05
    rows = area_effects(pair)
    for _, areas in rows.groupby("block"):
        last = areas[areas["area"].eq("+")]["effect"].sum()
        change = pair.block_sums.set_index("block").loc[areas["block"].iloc[0], "change"]
        assert last == pytest.approx(change, abs=1e-9)


def test_figure_names_the_causes(small: Open) -> None:
    """The title gives each block's change and its parts; the description both means."""
    figure = change_figure(small(2019, "en"))
    assert figure.title == (
        "Change 2018–2019 (percentage points) – Departments −5.00: performance +5.00, new rules −10.00"
    )
    assert "from 75.00 to 70.00" in figure.alt


@pytest.mark.parametrize("exhibit", [change_figure, change_areas, change_criteria])
@pytest.mark.parametrize("place", [("hoa-binh", 2024), ("nam-dinh", 2018), ("ha-tinh-ddci", 2021)])
def test_what_cannot_be_taken_apart_is_told_once(bundled: Open, exhibit: Callable, place: tuple[str, int]) -> None:
    """Totals, block means and single years leave the parts out; the findings above say why in one sentence."""
    made = exhibit(bundled(*place))
    assert (made.kind, made.quiet) == ("missing", True)
    above = trend_findings(bundled(*place))
    assert sum(bool(re.search("nên không có phần", text)) for text in (*above.sentences, *above.notes)) == 1


MAKERS = (
    *(trend_findings, change_figure, change_areas, change_criteria, trend_table),
    *(exhibits.rank_change_table, exhibits.comparable_table, exhibits.rank_history, exhibits.index_history),
    exhibits.slope_table,
)


@pytest.mark.parametrize(("lang", "foreign"), [("vi", ENGLISH), ("en", VIETNAMESE)])
@pytest.mark.parametrize("year", [2018, 2019, 2025])
def test_words_are_of_one_language(bundled: Open, year: int, lang: str, foreign: re.Pattern[str]) -> None:
    """Titles, sentences, notes and headers of full score sheets hold no words of the other language."""
    for exhibit in (make(bundled("minh-hoa", year, lang)) for make in MAKERS):
        for text in own_words(exhibit):
            assert not foreign.search(text), f"{exhibit.id}: {text}"
