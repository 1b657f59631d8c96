import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.block_ledger import BLOCK_EFFECTS, UNIT_EFFECTS, block_ledger, unit_ledger
from parkit.analysis.score import block_mean, unit_index
from tests.analysis.sheets import sheet, sheets

# 2024: 80, 60 and 90 (mean 76.667); in 2025 a and b are c with 90, and d stays at 90 (mean 90).
MERGED = sheet(
    {
        (2024, "a"): {"1.1": (80, 100)},
        (2024, "b"): {"1.1": (30, 50)},
        (2024, "d"): {"1.1": (90, 100)},
        (2025, "c"): {"1.1": (90, 100)},
        (2025, "d"): {"1.1": (90, 100)},
    }
)
SERIES = pd.DataFrame({"year": [2024, 2024, 2025], "unit": ["a", "b", "c"], "series": ["c", "c", "c"]})
YEARS = {"year": 2025, "base_year": 2024}


def by_unit(scores: pd.DataFrame, **options: object) -> pd.DataFrame:
    """Return the unit ledger by unit."""
    return unit_ledger(unit_index(scores), **YEARS, **options).set_index("unit")


def test_a_merger_by_hand() -> None:
    """c: w 2/3 to 1/2, pool 110/150 to 90, own mean 70 to 90; middle 83.333.

    Performance 7/12 · 16.667 = 9.7222; merger −1/6 (80 − 83.333) + 7/12 (20 − 16.667) = 0.5556 + 1.9444 = 2.5;
    d gains voice: 1/6 (90 − 83.333) = 1.1111. Together 13.333.
    """
    found = by_unit(MERGED, series=SERIES)
    assert found.loc["c", ["kind", "n_0", "n_1"]].tolist() == ["merger", 2, 1]
    assert found.loc["c", "performance"] == pytest.approx(7 / 12 * 50 / 3)
    assert found.loc["c", "merger"] == pytest.approx(2.5)
    assert found.loc["d", "unit_reweighting"] == pytest.approx(10 / 9)
    assert found["effect"].sum() == pytest.approx(40 / 3)


def test_without_a_register_the_parts_leave_and_the_merged_unit_comes() -> None:
    """Exit −1/3 (80 − 83.333) − 1/3 (60 − 83.333) = 8.8889, entry 1/2 (90 − 83.333) = 3.3333, d 1.1111."""
    found = by_unit(MERGED)
    assert found["kind"].to_dict() == {"a": "exit", "b": "exit", "c": "entry", "d": "both"}
    assert found["exit"].sum() == pytest.approx(80 / 9)
    assert found.loc["c", "entry"] == pytest.approx(10 / 3)


def test_the_ratio_of_means_weighs_by_the_maximum() -> None:
    """200 of 250 = 80 to 180 of 200 = 90; the pool is a unit like any other, so w̄ ΔR = 0.55 · 16.667."""
    found = by_unit(MERGED, series=SERIES, mean="ratio_of_means")
    assert found["mean_0"].iloc[0] == pytest.approx(80.0)
    assert found.loc["c", "performance"] == pytest.approx(0.55 * 50 / 3)
    assert found["effect"].sum() == pytest.approx(10.0)


def test_the_block_by_criterion_ends_with_its_units() -> None:
    """9.7222 come from the one criterion, 2.5 and 1.1111 from the set of units."""
    found = block_ledger(MERGED, **YEARS, series=SERIES)
    assert found["criterion"].tolist() == ["", "1.1"]
    assert found["effect"].tolist() == pytest.approx([2.5 + 10 / 9, 7 / 12 * 50 / 3])


def test_a_split_and_a_regrouping_are_named() -> None:
    """One unit into two is a split, two into two others a regrouping."""
    back = {"year": 2024, "base_year": 2025}
    found = unit_ledger(unit_index(MERGED), **back, series=SERIES).set_index("unit")
    assert found.loc["c", "kind"] == "split"
    four = sheet({(year, unit): {"1.1": (1, 2)} for year, unit in [(2024, "a"), (2024, "b"), (2025, "c"), (2025, "d")]})
    one = pd.DataFrame({"year": [2024, 2024, 2025, 2025], "unit": list("abcd"), "series": "c+d"})
    assert by_unit(four, series=one)["kind"].tolist() == ["regrouping"]


def test_a_block_of_one_year_has_no_ledger() -> None:
    """Communes are new in 2025: there is no mean to compare with."""
    communes = sheet({(2025, "x"): {"1.1": (1, 2)}}, block="xa")
    found = unit_ledger(unit_index(pd.concat([MERGED, communes])), **YEARS)
    assert found["block"].unique().tolist() == ["so"]


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(
    sheets(years=(2024, 2025), units="abcd"),
    st.sampled_from(["mean_of_ratios", "ratio_of_means"]),
    st.lists(st.sampled_from(["p", "q", ""]), min_size=8, max_size=8),
)
def test_any_block_closes(scores: pd.DataFrame, mean: str, pools: list[str]) -> None:
    """For any scores and any pooling of units the effects add to the change of the stated mean, both ways."""
    pairs = [(year, unit) for year in (2024, 2025) for unit in "abcd"]
    named = [(year, unit, pool) for (year, unit), pool in zip(pairs, pools, strict=True) if pool]
    series = pd.DataFrame(named, columns=["year", "unit", "series"])
    means = block_mean(unit_index(scores)).set_index("year")[mean].reindex([2024, 2025])
    units = unit_ledger(unit_index(scores), **YEARS, mean=mean, series=series)
    block = block_ledger(scores, **YEARS, mean=mean, series=series)
    if means.isna().any():
        assert units.empty
        assert block.empty
        return
    change = means[2025] - means[2024]
    assert units[list(UNIT_EFFECTS)].to_numpy().sum() == pytest.approx(change, abs=1e-9)
    assert block[list(BLOCK_EFFECTS)].to_numpy().sum() == pytest.approx(change, abs=1e-9)


@pytest.mark.slow
@settings(deadline=None, max_examples=8)
@given(sheets(years=(2024, 2025), units="ab"))
def test_doubling_every_unit_changes_nothing(scores: pd.DataFrame) -> None:
    """A copy of every unit leaves the ledger of the block by criterion as it is."""
    twins = pd.concat([scores, scores.assign(unit=scores["unit"] + "2")])
    one, other = (block_ledger(each, **YEARS) for each in (scores, twins))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


def test_the_input_is_not_changed() -> None:
    """Scores and series stay as they are."""
    before = MERGED.copy(deep=True), SERIES.copy(deep=True)
    block_ledger(MERGED, **YEARS, series=SERIES)
    pd.testing.assert_frame_equal(MERGED, before[0])
    pd.testing.assert_frame_equal(SERIES, before[1])
