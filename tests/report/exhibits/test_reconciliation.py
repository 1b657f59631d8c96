"""Do the published figures fit together: verdicts, readings, totals, and the words they are told in."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from parkit.analysis.claims import BASES, QUANTITIES, REASONS
from parkit.analysis.totals import TOTAL_REASONS
from parkit.model.catalogue import has
from parkit.model.columns import STATISTICS
from parkit.model.folders import find_root
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits import reconciliation
from parkit.report.exhibits.verdicts import judge, unit_counts
from parkit.report.study import Study, load_study

pytestmark = pytest.mark.slow

BUNDLED = [("nam-dinh", 2018), ("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]
MAKERS: list[tuple[Callable[[Study], Exhibit], str]] = [
    (reconciliation.verdict_findings, "verdict-findings"),
    (reconciliation.verdict_table, "verdict-table"),
    (reconciliation.readings_figure, "readings-figure"),
    (reconciliation.readings_table, "readings-table"),
    (reconciliation.totals_table, "totals-table"),
]
ENGLISH = re.compile(r"\b(the|of|points|areas?|missing|under|printed|units?|rank|reading)\b", re.IGNORECASE)


@cache
def study(scheme: str, year: int, lang: str = "vi") -> Study:
    """Return a bundled scheme-year."""
    return load_study(find_root(), scheme=scheme, year=year, lang=lang)


def told(exhibit: Exhibit) -> str:
    """Return the sentences in one text."""
    return "\n".join(exhibit.sentences)


def shown(exhibit: Exhibit) -> pd.DataFrame:
    """Return the rows of a table or figure."""
    assert exhibit.data is not None
    return exhibit.data


def reprinted(seen: Study, printed: pd.DataFrame) -> Study:
    """Return the study with other printed figures."""
    return replace(seen, data=replace(seen.data, printed=printed))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_every_year_shows_every_exhibit(scheme: str, year: int, lang: str) -> None:
    """Each exhibit of the contract is made, or says calmly what is missing, for every bundled year and language."""
    seen = study(scheme, year, lang)
    for make, name in MAKERS:
        exhibit = make(seen)
        assert exhibit.id == name
        assert exhibit.lang == lang
        assert exhibit.to_html()


@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_vietnamese_pages_hold_no_english(scheme: str, year: int) -> None:
    """A Vietnamese exhibit has no English sentence or header."""
    for make, _ in MAKERS:
        assert ENGLISH.findall(make(study(scheme, year)).to_text()) == []


@pytest.mark.parametrize(
    ("scheme", "year", "expected"),
    [
        ("nam-dinh", 2018, ["totals-table"]),
        ("nam-dinh", 2020, ["totals-table"]),
        ("hoa-binh", 2022, ["readings-figure", "readings-table"]),
        ("ha-tinh-ddci", 2021, ["readings-figure", "readings-table"]),
    ],
)
def test_what_a_year_cannot_carry_is_missing(scheme: str, year: int, expected: list[str]) -> None:
    """Without printed changes there are no readings, without printed unit figures no unit table."""
    seen = study(scheme, year)
    assert [name for make, name in MAKERS if make(seen).kind == "missing"] == expected


def test_nothing_printed_is_said() -> None:
    """A year without a printed figure has nothing to check, in all five exhibits."""
    seen = study("nam-dinh", 2018)
    empty = reprinted(seen, seen.data.printed.head(0))
    assert [make(empty).kind for make, _ in MAKERS] == ["missing"] * 5


@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_every_printed_figure_has_its_row_and_verdict(scheme: str, year: int) -> None:
    """The table holds every printed text verbatim, in the number it is printed, each with a verdict."""
    seen = study(scheme, year)
    rows = shown(reconciliation.verdict_table(seen))
    printed = rows[rows["is_printed"]]
    assert sorted(printed["as_printed"]) == sorted(seen.printed()["text"])
    assert set(printed["verdict"]) <= {"consistent", "conditional", "impossible", "not_checkable"}


@pytest.mark.parametrize(("scheme", "year"), BUNDLED)
def test_what_is_not_checked_says_why(scheme: str, year: int) -> None:
    """Every row that is not simply consistent gives its reason in words."""
    rows = shown(reconciliation.verdict_table(study(scheme, year)))
    assert rows.loc[rows["verdict"].ne("consistent"), "reason"].str.len().gt(10).all()


def test_the_impossible_index_of_2018() -> None:
    """94,9 % and 8,32/8,50, which is 97,82–97,94 %, exclude each other; neither is called the wrong one."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert (
        "Lĩnh vực 3 (Cải cách thủ tục hành chính), khối sở: 94,9% không thể đúng nếu 8,32/8,50 đúng (97,82–97,94%); "
        "hai số không thể cùng đúng, không biết số nào sai."
    ) in text


def test_the_partner_of_the_impossible_index_names_the_contradiction() -> None:
    """8,32/8,50 is within its maximum, and its row says that it contradicts 94,9 %."""
    rows = shown(reconciliation.verdict_table(study("nam-dinh", 2018))).set_index("text")
    assert rows.loc["8,32/8,50", ["verdict", "reason"]].tolist() == ["consistent", "Mâu thuẫn với 94,9%."]
    rows = shown(reconciliation.verdict_table(study("nam-dinh", 2018, "en"))).set_index("text")
    assert rows.loc["8,32/8,50", "reason"] == "Contradicts 94,9%."
    assert rows["reason"].str.contains("Contradicts").sum() == 1


def test_the_impossible_index_of_2018_in_english() -> None:
    """The English page says the same with points for commas, and keeps what is printed as it is printed."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018, "en")))
    assert "departments: 94,9% cannot be right if 8,32/8,50 is (97.82–97.94%); the two cannot both be right" in text


def test_the_fall_that_implies_more_than_100_percent() -> None:
    """As percentage points 94,9 + 7,32 = 102,22; as relative change 94,9/0,9268 = 102,40: neither can be meant."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert "“giảm 7,32%” kéo theo chỉ số năm 2017 trên 100% nếu hiểu là điểm phần trăm" in text
    assert "102,22% từ 94,9%" in text
    assert "102,40% từ 94,9%" in text
    assert "105,20% từ 8,32/8,50" in text


def test_the_fall_fits_only_under_a_larger_maximum() -> None:
    """8,32/0,9268 = 8,977: as a relative change of points the 2017 maximum was at least 8,97."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert "chỉ khớp khi hiểu là thay đổi tương đối của điểm và điểm tối đa năm 2017 ít nhất là 8,97" in text
    assert "8,97–8,98, tính từ 8,32/8,50" in text


def test_a_change_that_says_nothing_about_its_reading() -> None:
    """84 + 16 = 84/0,84 = 100: "giảm 16%" is the same under both readings, and only there."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert "Lĩnh vực 4, khối huyện: “giảm 16%” cho cùng một chỉ số năm 2017 là 100,00%" in text
    assert text.count("không nói gì về cách hiểu") == 1


def test_bounds_of_a_mean_that_is_not_printed() -> None:
    """16 of 17 at 3,0 and 4 of 10 at 5,5 leave means of at least 48/17 = 2,82 and 2,2."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert "16/17 đơn vị đạt điểm tối đa nên điểm bình quân ít nhất là 2,82 trên 3,0 điểm" in text
    assert "04/10 đơn vị đạt điểm tối đa nên điểm bình quân ít nhất là 2,20 trên 5,5 điểm" in text


def test_areas_6_and_8_are_not_checkable() -> None:
    """Area 6 has no change and no points, area 8 no level: both are told with the reason."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert "không in điểm và điểm tối đa để tính lại chỉ số: lĩnh vực 5, 6 và 7 (khối sở và khối huyện)" in text
    assert "không in mức đạt đi kèm mức tăng, giảm: lĩnh vực 8 (khối sở và khối huyện)" in text
    assert "Nguồn không in mức tăng, giảm nên không có gì để kiểm tra: lĩnh vực 2 và 6 (khối sở và khối huyện)" in text


def test_counts_of_the_verdicts_add_up() -> None:
    """The counts of 2018 are those of 34 figures: one impossible, one conditional."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2018)))
    assert (
        "Đã xét 34 số liệu đã in: 21 khớp, 1 chỉ khớp khi có điều kiện, 1 không thể đúng, 11 chưa kiểm tra được."
        in text
    )


def test_rounds_are_not_checked_against_themselves() -> None:
    """The only source that tells the first year is the sentence with the six years, so there is nothing to check."""
    rows = shown(reconciliation.verdict_table(study("nam-dinh", 2018))).set_index("statistic")
    assert rows.loc["rounds", ["verdict", "reason"]].tolist() == [
        "not_checkable",
        "Không biết năm đầu tiên thực hiện.",
    ]


def test_rounds_follow_from_a_known_first_year() -> None:
    """2013 to 2018 are six rounds."""
    seen = study("nam-dinh", 2018)
    scheme = replace(seen.data.scheme, first_round=2013)
    told_so = replace(seen, data=replace(seen.data, scheme=scheme))
    rows = shown(reconciliation.verdict_table(told_so)).set_index("statistic")
    assert rows.loc["rounds", ["as_printed", "recomputed_text", "verdict"]].tolist() == [
        "6 năm",
        "số năm: 6",
        "consistent",
    ]


def test_implied_maximum_of_2020() -> None:
    """62,62 points at 89,45 % imply 69,996–70,015, 61,46 at 87,80 % imply 69,990–70,010: told as inferred."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2020)))
    assert "“62,62 điểm” và “89,45%” kéo theo điểm tối đa 69,996–70,015 điểm" in text
    assert "“61,46 điểm” và “87,80%” kéo theo điểm tối đa 69,990–70,010 điểm" in text
    assert text.count("nên đây là số suy ra") == 2


def test_group_counts_of_2020_add_up() -> None:
    """12 + 5 = 17 departments and 9 + 1 = 10 districts."""
    text = told(reconciliation.verdict_findings(study("nam-dinh", 2020)))
    assert "khối sở: số đơn vị theo nhóm cộng lại là 17, bằng số đơn vị trong danh sách." in text
    assert "khối huyện: số đơn vị theo nhóm cộng lại là 10, bằng số đơn vị trong danh sách." in text


def test_group_counts_that_leave_units_out_are_told() -> None:
    """With 11 instead of 12 in a group the sum is 16, which fits only if a unit is in no group."""
    seen = study("nam-dinh", 2020)
    printed = seen.data.printed.assign(points=seen.data.printed["points"].replace(12.0, 11.0))
    text = told(reconciliation.verdict_findings(reprinted(seen, printed)))
    assert "số đơn vị theo nhóm cộng lại là 16, danh sách có 17." in text
    assert "khớp có điều kiện: các nhóm cộng lại ít hơn số đơn vị" in text


def test_figure_names_the_impossible_change_and_its_values() -> None:
    """The title names "giảm 7,32%" with the readings ruled out; the drawing prints the values beyond the line."""
    figure = reconciliation.readings_figure(study("nam-dinh", 2018))
    assert (
        "“giảm 7,32%” (lĩnh vực 3, khối sở) nếu hiểu là điểm phần trăm hoặc thay đổi tương đối của chỉ số"
        in figure.title
    )
    assert "102,22 · 102,40" in figure.svg
    assert "105,20 · 105,61" in figure.svg


def test_figure_places_points_on_the_scale_of_the_implied_maximum() -> None:
    """In 2020 60,79 of 70,006 points are 86,84 %, beside 87,62 % for percentage points; districts 81,00 and 83,04 %."""
    rows = shown(reconciliation.readings_figure(study("nam-dinh", 2020)))
    assert rows["index"].round(2).tolist() == [86.84, 87.62, 81.0, 83.04]


def test_figure_divides_earlier_points_by_the_maximum() -> None:
    """With 60,79/70 in print for 2019 the earlier points stand at 60,79/70 = 86,84 %, not at 100 %."""
    seen = study("nam-dinh", 2020)
    printed = seen.data.printed.query("year == 2020 and block == 'so'")
    points = printed.query("statistic == 'mean_points' and source != 'self'").assign(max_points=70.0)
    before = points.assign(year=2019, points=60.79, text="60,79/70")
    both = pd.concat([points, before, printed.query("statistic == 'change'")], ignore_index=True)
    rows = shown(reconciliation.readings_figure(reprinted(seen, both)))
    assert rows[["kind", "index"]].round(2).to_numpy().tolist() == [["points", 86.84], ["percentage_points", 87.63]]


def test_readings_table_holds_every_reading_and_base() -> None:
    """Ten changes with a level and two without have three readings each, the contradicting one from two bases."""
    rows = shown(reconciliation.readings_table(study("nam-dinh", 2018)))
    assert len(rows) == 12 * 3 + 3
    assert rows["verdict"].value_counts().to_dict() == {
        "consistent": 27,
        "not_checkable": 6,
        "impossible": 4,
        "conditional": 2,
    }


def test_printed_ranks_are_held_against_the_scores() -> None:
    """All 24 ranks of 2024 whose index is printed follow from the indices; the sixth district has none."""
    rows = shown(reconciliation.totals_table(study("hoa-binh", 2024))).set_index("unit")
    assert rows["rank_verdict"].value_counts().to_dict() == {"consistent": 24, "not_checkable": 1}
    assert rows.loc["huyen-lac-thuy", "rank_verdict"] == "not_checkable"


def test_a_wrong_printed_rank_is_impossible() -> None:
    """The leader of 2022 printed as second cannot be right: its index is above all others."""
    seen = study("hoa-binh", 2022)
    printed = seen.data.printed
    first = printed["unit"].eq("so-noi-vu") & printed["year"].eq(2022) & printed["statistic"].eq("rank")
    changed = reprinted(
        seen, printed.assign(points=printed["points"].mask(first, 2.0), text=printed["text"].mask(first, "2"))
    )
    text = told(reconciliation.verdict_findings(changed))
    assert "Sở Nội vụ: hạng in “2” không thể đúng: chỉ số cho hạng khác (tính lại: hạng 1)." in text


def test_totals_with_unknown_weights_are_conditional() -> None:
    """Two of Hà Tĩnh's totals are the plain index of their parts; the others need weights that are not published."""
    rows = shown(reconciliation.totals_table(study("ha-tinh-ddci", 2021)))
    assert rows["verdict"].value_counts().to_dict() == {"conditional": 15, "consistent": 2}
    assert rows.loc[rows["verdict"].eq("consistent"), "unit"].tolist() == ["tp-ha-tinh", "huyen-vu-quang"]


def test_a_self_assessed_total_is_not_judged_by_appraised_parts() -> None:
    """A self-assessed 95,00 beside the final 68,85 leaves the final verdict as it was and has none of its own."""
    seen = study("ha-tinh-ddci", 2021)
    printed = seen.data.printed
    final = printed["unit"].eq("huyen-vu-quang") & printed["statistic"].eq("index")
    own = printed[final].assign(source="self", points=95.0, text="95,00")
    figures = judge(reprinted(seen, pd.concat([printed, own], ignore_index=True))).figures
    found = figures.query("unit == 'huyen-vu-quang' and statistic == 'index'").set_index("text")
    assert found["verdict"].tolist() == ["consistent", "not_checkable"]
    table = reconciliation.totals_table(reprinted(seen, pd.concat([own, printed], ignore_index=True)))
    assert shown(table)["unit"].is_unique
    assert 95.0 not in set(shown(table)["printed_index"])


def test_a_total_keeps_the_graver_of_its_verdicts() -> None:
    """A unit's total that its parts do not give stays impossible though points over maximum give it."""
    seen = study("ha-tinh-ddci", 2021)
    printed = seen.data.printed
    place = printed["unit"].eq("huyen-vu-quang") & printed["statistic"].eq("index")
    points = printed[place].assign(statistic="mean_points", points=60.0, max_points=90.0, text="60/90")
    figures = judge(reprinted(seen, pd.concat([printed, points], ignore_index=True))).figures
    total = figures.query("unit == 'huyen-vu-quang' and statistic == 'index'").iloc[0]
    assert total["verdict"] == "impossible"
    assert "differs_from_points" in total["reasons"]


def test_copied_total_is_named_as_a_sign_only() -> None:
    """68,85 of Sở Tài chính is Vũ Quang's total; the note names both and claims no proof."""
    notes = reconciliation.totals_table(study("ha-tinh-ddci", 2021)).notes
    assert any(
        "Sở Tài chính: tổng điểm đã in 68,85 trùng với của Huyện Vũ Quang" in note and "chưa phải bằng chứng" in note
        for note in notes
    )


def test_totals_are_told_with_the_worst_unit() -> None:
    """The largest deviation without a missing part is 84,48 − 80,68 = 3,80 percentage points."""
    text = told(reconciliation.verdict_findings(study("ha-tinh-ddci", 2021)))
    assert (
        "nhiều nhất là Sở Lao động - Thương binh và Xã hội (in 84,48, tính lại 80,68, lệch 3,80 điểm phần trăm)" in text
    )


def test_groups_are_held_against_declared_thresholds() -> None:
    """With thresholds, a printed group is consistent or impossible: 93,82 is A from 90 on, not B."""
    seen = study("hoa-binh", 2024)
    bands = study("nam-dinh", 2020).scheme.bands
    scheme = replace(seen.scheme, bands=tuple(replace(band, year_from=2024, year_to=None) for band in bands))
    first = seen.data.printed.query("year == 2024 and unit in ['so-noi-vu', 'so-tu-phap']")
    groups = first.assign(statistic="band", points=float("nan"), text=["Nhóm I", "Nhóm II"])
    printed = pd.concat([first, groups], ignore_index=True)
    verdicts = judge(replace(seen, data=replace(seen.data, scheme=scheme, printed=printed)))
    found = verdicts.figures.query("statistic == 'band'")[["verdict", "reasons"]].to_numpy().tolist()
    assert found == [["consistent", ""], ["impossible", "band_differs"]]


def test_declared_number_of_units_counts_before_the_register() -> None:
    """Hòa Bình lists 6 of 10 districts: a rank can be up to 4 places lower than among those listed."""
    assert unit_counts(study("hoa-binh", 2024))[2024, "huyen"] == 10
    assert unit_counts(study("nam-dinh", 2018))[2018, "so"] == 17


def test_every_code_has_its_words() -> None:
    """Each reason, base, quantity and statistic that the checks can give has a wording."""
    reasons = [f"reason_{code}" for code in (*REASONS, *TOTAL_REASONS, "band_differs") if code]
    rejected = ("above_100_percent", "below_zero", "differs_from_earlier")
    reasons += [f"change_rejected_{reason}" for reason in rejected]
    bases = ["base_points_and_maximum", "base_stated_index", "base_points", "base_implied_maximum"]
    quantities = [f"quantity_{name}" for name in QUANTITIES if name]
    statistics = [f"stat_{name}" for name in STATISTICS if name != "direction"]
    words = [*reasons, *bases, *quantities, *statistics]
    assert [word for word in words if not has(f"reconciliation.{word}")] == []
    assert {base.removeprefix("base_") for base in bases} <= set(BASES)
