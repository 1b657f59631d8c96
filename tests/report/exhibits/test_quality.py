"""The data quality report names every fault and accounts for every cell."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.report.exhibits import (
    cell_table,
    file_table,
    origin_table,
    problem_table,
    quality_findings,
    source_table,
)
from parkit.report.study import Study

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

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
    announced = rows[rows["date"].eq("7 June 2019")].iloc[0]
    assert announced["complete"] == "no"
    assert "no maximum of areas 5 to 8" in announced["lacks"]


def test_counts_are_said(bundled: Open) -> None:
    """The findings give the number of errors and warnings."""
    assert "0 lỗi và 13 cảnh báo" in quality_findings(bundled("ha-tinh-ddci", 2021)).sentences[-1]


def test_places_lead_to_their_cells(bundled: Open) -> None:
    """Every place of a problem is a link, and the file is named once for all its cells."""
    html = problem_table(bundled("ha-tinh-ddci", 2021)).to_html()
    assert '<a href="sources/scores.csv.html#L15">2021/scores.csv!L15</a>' in html
    dashes = next(row for row in html.split("<tr>") if "không áp dụng" in row)
    assert dashes.count("<a href=") == 10
    assert dashes.count("2021/scores.csv!") == 1


def test_places_on_several_sheets_name_each_sheet() -> None:
    """What the place before it does not share is written out."""
    from parkit.report.exhibits.quality import _unlike

    assert _unlike("a.xlsx:Khối!J9", "a.xlsx:Khối!J8", "a.xlsx") == "J9"
    assert _unlike("a.xlsx:Sở!J9", "a.xlsx:Khối!J9", "a.xlsx") == "Sở!J9"


def test_rows_of_the_tidy_table_are_scores_and_blanks(bundled: Open) -> None:
    """All 170 cells of scores are rows, and the uses of every file add up."""
    cells = cell_table(bundled("ha-tinh-ddci", 2021)).data
    assert cells[["scores", "rows"]].to_numpy().tolist() == [[170, 170]]
    assert cells["adds_up"].tolist() == ["consistent"]


def test_every_unit_leads_to_its_numbers(bundled: Open) -> None:
    """17 units with ten numbers each, and the printed totals on a page of their own."""
    rows = origin_table(bundled("ha-tinh-ddci", 2021)).data
    units = rows[rows["block"].ne("Số liệu đã công bố")]
    assert len(units) == 17
    assert (units[["self", "appraised", "survey", "unscored"]].sum(axis=1) == 10).all()
    assert [item.href for item in rows["name"].iloc[-1]] == ["sources/printed.html"]


def test_files_have_their_hash_and_source(bundled: Open, project_root: Path) -> None:
    """The hash is that of the file's bytes; title and address are those of SOURCES.toml."""
    rows = file_table(bundled("nam-dinh", 2020)).data
    [row] = rows[rows["file"].eq("2020/published.csv")].to_dict("records")
    assert row["sha256"] == sha256((project_root / "data/raw/nam-dinh/2020/published.csv").read_bytes()).hexdigest()
    assert [link.href.rpartition("-")[2] for link in row["origin"]] == ["1737"]


def test_a_year_without_files_says_what_to_do(tiny: "TinyProject") -> None:
    """Before the first sheet arrives the report is there and says what it waits for."""
    tiny.replace("scheme.toml", "[[tables]]", "[[tables]]\nyears = [2019]")
    (tiny.folder / "2018/scores.csv").unlink()
    study = Study(data=tiny.read(), year=2018, lang="en")
    made = [make(study) for make in (cell_table, origin_table, file_table, source_table)]
    assert [exhibit.kind for exhibit in made] == ["missing"] * 4
    assert "Put the files as received" in made[0].to_html()
