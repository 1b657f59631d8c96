"""The overview says how each block did, with what the year's data allow."""

from collections.abc import Callable

import pytest

from parkit.report.exhibits import area_figure, block_table, coverage_table, overview_findings, parameter_table
from parkit.report.page import PAGE_MIME
from parkit.report.study import Study

Open = Callable[..., Study]


pytestmark = pytest.mark.slow


def test_whole_block_has_both_means(bundled: Open) -> None:
    """A block whose listing is whole gets its mean: 89.59 over Hòa Bình's 19 departments in 2024."""
    rows = block_table(bundled("hoa-binh", 2024)).data
    departments = rows[rows["block"].eq("so")].iloc[0]
    assert departments["n_units"] == 19
    assert round(departments["mean_of_ratios"], 2) == 89.59
    assert round(departments["ratio_of_means"], 2) == 89.59


def test_cut_off_block_has_no_mean(bundled: Open) -> None:
    """A block whose listing breaks off gets no mean, in the table and in words."""
    study = bundled("hoa-binh", 2024)
    rows = block_table(study).data
    assert rows.loc[rows["block"].eq("huyen"), "mean_of_ratios"].isna().all()
    assert "không nêu bình quân khối" in overview_findings(study).sentences[1]


def test_mean_is_said_with_its_kind(bundled: Open) -> None:
    """The sentence on a mean says which mean it is and of how many units."""
    first = overview_findings(bundled("hoa-binh", 2022)).sentences[0]
    assert first == (
        "Khối sở: chỉ số bình quân năm 2022 là 92,91% (trung bình cộng chỉ số của 19 đơn vị), "
        "từ 88,72% (Sở Lao động - Thương binh và Xã hội) đến 96,85% (Sở Nội vụ)."
    )


def test_satisfaction_is_told_apart(bundled: Open) -> None:
    """Satisfaction is named as an index of its own that does not count."""
    text = " ".join(overview_findings(bundled("hoa-binh", 2024, "en")).sentences)
    assert "Satisfaction index (SIPAS)" in text
    assert "does not count in the PAR index" in text


def test_printed_areas_are_ranged(bundled: Open) -> None:
    """With block figures only, the highest and the lowest printed area are named: 100 % and 61.88 %."""
    districts = overview_findings(bundled("nam-dinh", 2018, "en")).sentences[1]
    assert "6 of 8 areas" in districts
    assert "(100.00%)" in districts
    assert "Lowest: Modernisation of administration (61.88%)" in districts


def test_both_bases_of_a_contradicted_area_are_drawn(bundled: Open) -> None:
    """Area 3 of the departments keeps its stated index and the one that its points give."""
    data = area_figure(bundled("nam-dinh", 2018)).data
    area = data[data["area"].eq("3") & data["block"].eq("so")]
    assert sorted(area["index"].round(2)) == [94.9, 97.88]


def test_total_of_2020_is_given_as_printed(bundled: Open) -> None:
    """Where only totals of blocks are printed, their words are quoted."""
    sentences = overview_findings(bundled("nam-dinh", 2020)).sentences
    assert "Khối sở: chỉ số bình quân được công bố là 89,45%." in sentences
    assert block_table(bundled("nam-dinh", 2020)).data["text"].str.contains("62,62 điểm").any()


@pytest.mark.parametrize(("scheme", "year"), [("hoa-binh", 2024), ("nam-dinh", 2020)])
def test_missing_areas_are_said_to_be_missing(bundled: Open, scheme: str, year: int) -> None:
    """Without areas the figure is a notice that says what would supply it."""
    exhibit = area_figure(bundled(scheme, year))
    assert exhibit.kind == "missing"
    assert "Cần điểm theo lĩnh vực" in exhibit.sentences[0]


def test_coverage_tells_what_is_there(bundled: Open) -> None:
    """The list of data answers each question with yes or no."""
    answers = dict(coverage_table(bundled("ha-tinh-ddci", 2021, "en")).data[["what", "there"]].to_numpy())
    assert answers["Scores of each unit by area"] == "yes"
    assert answers["Printed changes against the year before"] == "no"


def test_self_scores_are_there_although_they_do_not_count(bundled: Open) -> None:
    """The sheets of 2019 have a column of self-scores, which the index does not use; Nam Định printed none."""
    has = [
        dict(coverage_table(bundled(scheme, year, "en")).data[["what", "there"]].to_numpy())
        for scheme, year in (("minh-hoa", 2019), ("nam-dinh", 2018))
    ]
    assert [answers["Self-scores of each unit"] for answers in has] == ["yes", "no"]


def test_amounts_of_data_are_told(bundled: Open) -> None:
    """The announcement of 2018 prints 34 figures, 12 of them changes, none with a unit, and no score of a unit."""
    rows = coverage_table(bundled("nam-dinh", 2018)).data
    assert rows is not None
    assert rows["amount"].tolist() == [0, 0, 0, 0, 34, 0, 12, 12]


def test_areas_without_a_printed_level_stand_in_the_table(bundled: Open) -> None:
    """Areas 2 and 8 of 2018 have no level in either block; the figure's table says so."""
    rows = area_figure(bundled("nam-dinh", 2018)).data
    assert rows is not None
    unknown = rows[rows["index"].isna()]
    assert unknown[["block", "area"]].to_numpy().tolist() == [["so", "2"], ["so", "8"], ["huyen", "2"], ["huyen", "8"]]
    assert unknown["basis"].eq("không in mức đạt").all()


def test_setup_cell_tells_the_page_its_data(bundled: Open) -> None:
    """The parameter table carries the scheme's name and the date of the data, never of the run."""
    bundle = parameter_table(bundled("nam-dinh", 2018))._repr_mimebundle_()
    assert bundle[PAGE_MIME]["data_date"] == "2019-06-07"
    assert bundle[PAGE_MIME]["constructed"] is False
    assert "nam-dinh" in bundle["text/plain"]
