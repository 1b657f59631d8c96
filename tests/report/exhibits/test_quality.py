"""The data quality report names every fault and accounts for every cell."""

from collections.abc import Callable

import pytest

from parkit.report.exhibits import cell_table, problem_table, quality_findings, source_table
from parkit.report.study import Study

Open = Callable[..., Study]


def test_faults_of_ha_tinh_are_named(bundled: Open) -> None:
    """The impossible 50, the ten dashes, the cut-off listing and the copied total are problems by name."""
    problems = bundled("ha-tinh-ddci", 2021).data.problems
    assert problems["code"].value_counts().to_dict() == {
        "mark_not_applicable": 10,
        "above_maximum": 1,
        "listing_incomplete": 1,
        "copied_total": 1,
    }
    copied = problems[problems["code"].eq("copied_total")].iloc[0]
    assert (copied["unit"], copied["found"], copied["row"], copied["column"]) == ("so-tai-chinh", "68.85", 15, "L")


def test_copied_total_is_told_in_words(bundled: Open) -> None:
    """The sentence says whose total it equals and what the unit's own parts give."""
    rows = problem_table(bundled("ha-tinh-ddci", 2021, "en")).data
    sentence = rows.loc[rows["code"].eq("copied_total"), "sentence"].iloc[0]
    assert "equals that of 'Vũ Quang district'" in sentence
    assert "71.45–84.05" in sentence


@pytest.mark.parametrize(("scheme", "year"), [("nam-dinh", 2018), ("hoa-binh", 2022), ("ha-tinh-ddci", 2021)])
def test_every_cell_is_accounted_for(bundled: Open, scheme: str, year: int) -> None:
    """Filled cells equal scores, printed figures, labels and refused cells together."""
    cells = cell_table(bundled(scheme, year)).data
    parts = cells[["scores", "printed", "labels", "refused"]].sum(axis=1)
    assert cells["filled"].tolist() == parts.tolist()


def test_sources_say_what_is_missing(bundled: Open) -> None:
    """Each source is listed with its date and what it does not hold."""
    rows = source_table(bundled("nam-dinh", 2018, "en")).data
    announced = rows[rows["date"].eq("2019-06-07")].iloc[0]
    assert announced["complete"] == "no"
    assert "no maximum of areas 5 to 8" in announced["lacks"]


def test_counts_are_said(bundled: Open) -> None:
    """The findings give the number of errors and warnings."""
    assert "0 lỗi và 13 cảnh báo" in quality_findings(bundled("ha-tinh-ddci", 2021)).sentences[1]
