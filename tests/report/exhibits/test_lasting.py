"""Weaknesses over the years: counts, names and sections, by hand."""

import pytest

from parkit.model.folders import find_root
from parkit.model.options import AnalysisOptions
from parkit.report.exhibits.lasting import block_history, lasting_findings, lasting_table, lasting_unit_table
from parkit.report.study import load_study
from tests.report.exhibits.tiny import Cells, tiny

# a: 1.1 is weak in all three years, 1.2 newly so, 2.1 falls from 95 to 90 %. b is well throughout.
pytestmark = pytest.mark.slow

RATES = {2018: (60, 90, 95), 2019: (65, 90, 92), 2020: (50, 50, 90)}


def years(second: bool = True) -> Cells:  # noqa: FBT001, FBT002
    """Write three years of one unit, and of a second with full marks if wanted."""
    one = {(year, "a"): {"1.1": (x, 100), "1.2": (y, 100), "2.1": (z, 100)} for year, (x, y, z) in RATES.items()}
    full = {(year, "b"): {"1.1": (100, 100), "1.2": (100, 100), "2.1": (100, 100)} for year in RATES}
    return {**one, **(full if second else {})}


def test_what_lasts_is_named_with_its_beginning() -> None:
    """Of the one unit 1.1 lasts since 2018, 1.2 is new, and three get worse, 2.1 of them not weak yet."""
    text = "\n".join(lasting_findings(tiny(years(second=False))).sentences)
    assert (
        "1 tiêu chí yếu kéo dài từ 3 năm trở lên, tính chung cả khối: 1.1 Tiêu chí 1.1 (50,0%, yếu từ năm 2018)."
        in text
    )
    assert "ngoài ra có 1 tiêu chí mới yếu và 3 tiêu chí đang xấu đi (1 tiêu chí trong đó chưa đến mức yếu)." in text
    assert "tính từng đơn vị: 1 điểm yếu kéo dài ở 1 đơn vị (nhiều nhất: Sở a, 1 tiêu chí); 1 điểm yếu mới ở 1" in text


def test_the_block_as_a_whole_is_not_its_weakest_unit() -> None:
    """With b the block has 75 % in 1.1 and 1.2: nothing is weak, yet the unit's own weaknesses are counted."""
    study = tiny(years())
    text = "\n".join(lasting_findings(study).sentences)
    assert block_history(study)["rate"].tolist() == [75.0, 75.0, 95.0]
    assert "không tiêu chí nào yếu kéo dài" in text
    assert "1 điểm yếu kéo dài ở 1 đơn vị" in text


def test_tables_stand_under_what_a_weakness_is() -> None:
    """Lasting first, then new, then what only gets worse; every row with rate, change and first weak year."""
    study = tiny(years(second=False))
    table = lasting_table(study).data
    assert table is not None
    assert table[["criterion", "heading", "rate", "change"]].to_numpy().tolist() == [
        ["1.1", "Khối sở – yếu kéo dài", 50.0, -15.0],
        ["1.2", "Khối sở – mới yếu", 50.0, -40.0],
        ["2.1", "Khối sở – đang xấu đi, chưa đến mức yếu", 90.0, -2.0],
    ]
    assert table["weak_since"].fillna(0).tolist() == [2018, 2020, 0]
    units = lasting_unit_table(study).data
    assert units is not None
    assert units[["unit_name", "criterion"]].to_numpy().tolist() == [["Sở a", "1.1"], ["Sở a", "1.2"]]


def test_thresholds_are_stated_and_the_schemes() -> None:
    """Weak below 45 % nothing is; the note states 45 %, 2 years and 60 points."""
    options = AnalysisOptions(weak_below=45.0, persistent_years=2, worsening_by=60.0)
    study = tiny(years(second=False), options=options)
    found = lasting_findings(study)
    assert "dưới 45%" in found.notes[0]
    assert "từ 2 năm" in found.notes[0]
    assert "từ 60 điểm phần trăm" in found.notes[0]
    assert lasting_table(study).kind == "missing"
    assert lasting_unit_table(study).kind == "missing"


def test_a_first_year_is_not_called_lasting() -> None:
    """One scored year: one notice why, the tables' places quiet."""
    study = tiny({key: value for key, value in years().items() if key[0] == 2018})
    assert lasting_findings(study).sentences == ("Đây là năm đầu có điểm theo tiêu chí; cần ít nhất hai năm để so.",)
    assert lasting_table(study).quiet
    assert lasting_unit_table(study).quiet


@pytest.mark.parametrize(("scheme", "year"), [("hoa-binh", 2024), ("nam-dinh", 2020)])
def test_without_criteria_the_section_is_left_out(scheme: str, year: int) -> None:
    """Totals or blocks only: the notice further up has said why."""
    study = load_study(find_root(), scheme=scheme, year=year, lang="en")
    assert all(make(study).quiet for make in (lasting_findings, lasting_table, lasting_unit_table))
