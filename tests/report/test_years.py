from pathlib import Path

import pytest

from parkit.intake import SchemeData
from parkit.report.problems import load_data
from parkit.report.years import crosswalk, register, scored_years, scores_of_years

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def minh_hoa(project_root: Path) -> SchemeData:
    """Give the constructed scheme."""
    return load_data(project_root, "minh-hoa")


def test_steps_between_frameworks_come_from_the_column_previous(minh_hoa: SchemeData) -> None:
    """Frameworks changed in 2018 and 2021 and for the communes of 2025; every other step goes by code."""
    table = crosswalk(minh_hoa)
    assert table is not None
    assert {(2017, 2018), (2020, 2021)} <= set(zip(table["year_0"], table["year_1"], strict=True))
    assert (table["year_1"] - table["year_0"]).eq(1).all()
    step = table[table["year_1"].eq(2021)]
    joined = step.loc[step["code_1"].eq("1.2.1"), "code_0"].tolist()
    assert joined == ["1.2.1", "1.2.2"]


def test_a_scheme_of_one_framework_has_no_crosswalk(project_root: Path) -> None:
    """Where no framework declares what it continues, lines meet by code."""
    assert crosswalk(load_data(project_root, "hoa-binh")) is None


def test_years_with_scores_and_their_rows(minh_hoa: SchemeData) -> None:
    """Ten years are scored; the rows of two years are all theirs, with one source for each criterion."""
    assert scored_years(minh_hoa, until=2018) == (2016, 2017, 2018)
    scores = scores_of_years(minh_hoa, (2016, 2017))
    assert set(scores["year"]) == {2016, 2017}
    assert not scores.duplicated(["year", "unit", "criterion"]).any()


def test_the_register_holds_every_unit(minh_hoa: SchemeData) -> None:
    """Units that merged or were abolished are in it too."""
    assert set(register(minh_hoa)["code"]) == {unit.code for unit in minh_hoa.units}
