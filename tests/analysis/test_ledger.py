from collections.abc import Iterator
from itertools import combinations, pairwise
from math import comb
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.block_ledger import UNIT_EFFECTS, block_ledger, unit_ledger
from parkit.analysis.ledger import EFFECTS, index_ledger, refuse_remainder, sum_ledger
from parkit.analysis.paired import in_series
from parkit.analysis.score import unit_index
from parkit.analysis.successors import match_units
from parkit.intake import SchemeData
from parkit.model.project import list_schemes
from parkit.report.problems import load_data
from parkit.report.years import crosswalk, register, scored_years, scores_of_years
from tests.analysis.sheets import sheet, sheets

# 2017: 11 of 20 = 55. 2018: 14 of 20 = 70. The middle is 62.5.
CHANGED = sheet(
    {
        (2017, "a"): {"1.1": (6, 10), "1.2": (5, 10), "2.1": ("-", 5)},
        (2018, "a"): {"1.1": (8, 10), "2.1": (4, 5), "2.2": (2, 5)},
    }
)
YEARS = {"year": 2018, "base_year": 2017}


def effects(scores: pd.DataFrame, **options: object) -> pd.DataFrame:
    """Return the effects by criterion."""
    return index_ledger(scores, **YEARS, **options).set_index("criterion")[[*EFFECTS, "effect"]]


def test_every_kind_of_effect_by_hand() -> None:
    """1.1: 0.5 · 20; 1.2 left: −0.5 (50 − 62.5); 2.1 applies now: 0.25 (80 − 62.5); 2.2 is new: 0.25 (40 − 62.5)."""
    found = effects(CHANGED)
    assert found.loc["1.1", "performance"] == 10.0
    assert found.loc["1.2", "dropped"] == 6.25
    assert found.loc["2.1", "not_applicable"] == 4.375
    assert found.loc["2.2", "new"] == -5.625
    assert found["effect"].tolist() == [10.0, 6.25, 4.375, -5.625]
    assert found["effect"].sum() == 15.0


def test_reweighting_by_hand() -> None:
    """55 to 17/30: Δv = ±1/6, middle 55.8333: (60 − 55.8333)/6 + (55.8333 − 50)/6 = 1.6667, nothing performed."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10), "1.2": (5, 10)}, (2018, "a"): {"1.1": (12, 20), "1.2": (5, 10)}})
    found = effects(scores)
    assert found["performance"].tolist() == [0.0, 0.0]
    assert found["reweighting"].tolist() == pytest.approx([25 / 36, 35 / 36])


def test_a_criterion_without_a_score_in_one_year_is_labelled_missing() -> None:
    """50 on one criterion, then 75 on two: 0.5 (100 − 62.5) = 18.75 come from a score that was missing."""
    scores = sheet({(2017, "a"): {"1.1": (1, 2), "1.2": ("?", 2)}, (2018, "a"): {"1.1": (1, 2), "1.2": (2, 2)}})
    ledger = index_ledger(scores, **YEARS).set_index("criterion")
    assert ledger.loc["1.2", ["kind", "reason", "missing"]].tolist() == ["new", "missing", 18.75]


def test_the_crosswalk_matches_renumbered_criteria() -> None:
    """1.1 is 3.7 now: 60 to 80 is performance, and stands under the new area."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10)}, (2018, "a"): {"3.7": (8, 10)}})
    same = pd.DataFrame({"code_0": ["1.1"], "code_1": ["3.7"]})
    found = index_ledger(scores, **YEARS, crosswalk=same)
    assert found[["area", "criterion", "kind", "performance"]].to_numpy().tolist() == [["3", "3.7", "common", 20.0]]
    assert index_ledger(scores, **YEARS)["kind"].tolist() == ["dropped", "new"]


def test_joined_criteria_are_compared_as_their_sum() -> None:
    """2 of 4 and 4 of 6 became 8 of 10: 60 to 80."""
    scores = sheet({(2017, "a"): {"1.1": (2, 4), "1.2": (4, 6)}, (2018, "a"): {"1.3": (8, 10)}})
    joined = pd.DataFrame({"code_0": ["1.1", "1.2"], "code_1": ["1.3", "1.3"]})
    assert effects(scores, crosswalk=joined)["performance"].tolist() == [20.0]


def test_units_in_series_are_compared_with_their_pool() -> None:
    """Unit a has 6 of 10 and b 2 of 10, together 40; c has 8 of 10: 40 points of performance."""
    scores = sheet({(2017, "a"): {"1.1": (6, 10)}, (2017, "b"): {"1.1": (2, 10)}, (2018, "c"): {"1.1": (8, 10)}})
    series = pd.DataFrame({"year": [2017, 2017], "unit": ["a", "b"], "series": ["c", "c"]})
    found = index_ledger(scores, **YEARS, series=series)
    assert found[["unit", "performance"]].to_numpy().tolist() == [["c", 40.0]]


def test_sums_by_area_add_to_the_change() -> None:
    """Area 1: 10 + 6.25, area 2: 4.375 − 5.625."""
    found = sum_ledger(index_ledger(CHANGED, **YEARS), by=["area"])
    assert found["effect"].tolist() == [16.25, -1.25]
    assert found["change"].tolist() == [15.0, 15.0]


def test_units_without_an_index_in_both_years_are_left_out() -> None:
    """Unit b is new, c has an unknown maximum in 2017: neither has a change."""
    scores = sheet(
        {
            (2018, "b"): {"1.1": (1, 2)},
            (2017, "c"): {"1.1": (1, None)},
            (2018, "c"): {"1.1": (1, 2)},
        }
    )
    assert index_ledger(pd.concat([CHANGED, scores]), **YEARS)["unit"].unique().tolist() == ["a"]
    assert index_ledger(scores, **YEARS).empty


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(sheets(), st.sampled_from(["rebase", "full_marks", "zero"]))
def test_the_ledger_closes_for_any_pattern(scores: pd.DataFrame, rule: str) -> None:
    """Whatever is new, dropped, not applicable or missing: the effects add to the change of the unit's index."""
    sums = sum_ledger(index_ledger(scores, **YEARS, rule=rule)).set_index("unit")
    index = unit_index(scores, rule=rule).set_index("unit")
    change = (index["index"][index["year"].eq(2018)] - index["index"][index["year"].eq(2017)]).dropna()
    assert sorted(sums.index) == sorted(change.index)
    assert sums["effect"].to_dict() == pytest.approx(change.to_dict(), abs=1e-9)


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(sheets())
def test_swapping_the_years_turns_every_effect_round(scores: pd.DataFrame) -> None:
    """The form is symmetric: what was new is dropped, and all signs change."""
    forward = index_ledger(scores, year=2018, base_year=2017).set_index(["unit", "criterion"])
    backward = index_ledger(scores, year=2017, base_year=2018).set_index(["unit", "criterion"])
    turned = backward.rename(columns={"new": "dropped", "dropped": "new"})
    for name in (*EFFECTS, "effect"):
        assert forward[name].to_dict() == pytest.approx((-turned[name]).to_dict(), abs=1e-9)


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(sheets(), st.sampled_from([0.5, 2.0, 10.0]), st.randoms(use_true_random=False))
def test_scale_of_points_and_order_of_rows_do_not_matter(scores: pd.DataFrame, scale: float, random) -> None:  # noqa: ANN001
    """Doubling all points and maxima, and shuffling the rows, leave the ledger as it is."""
    order = random.sample(range(len(scores)), len(scores))
    scaled = scores.assign(points=scores["points"] * scale, max_points=scores["max_points"] * scale).iloc[order]
    one, other = (index_ledger(each, **YEARS)[["unit", "criterion", *EFFECTS]] for each in (scores, scaled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)


def test_a_ledger_that_does_not_close_is_refused() -> None:
    """A remainder of 10⁻⁸ is a fault."""
    with pytest.raises(ArithmeticError, match="does not close"):
        refuse_remainder(pd.DataFrame({"change": [1.0], "effect": [1.0 + 1e-8]}))


@pytest.mark.slow
def test_the_bundled_schemes_close(project_root: Path) -> None:
    """Through crosswalks and mergers, on every pair of years with scores: criterion, area, unit and block add up."""
    pairs = [pair for code in list_schemes(project_root) for pair in _year_pairs(load_data(project_root, code))]
    assert len(pairs) >= comb(10, 2)
    assert max(gap for gaps in pairs for gap in gaps.values()) <= 1e-9
    assert {"merger", "rules"} <= {name for gaps in pairs for name in gaps}


def _year_pairs(data: SchemeData) -> Iterator[dict[str, float]]:
    """Yield, for each pair of years of a scheme, the largest remainder at each level."""
    years = scored_years(data, until=max(data.years()))
    if len(years) < 2:
        return
    rule, walk, units = data.scheme.not_applicable, crosswalk(data), register(data)
    scores = scores_of_years(data, years).drop(columns=["file", "sheet", "row", "column"])
    index = unit_index(scores, rule=rule)
    for base, year in combinations(years, 2):
        series = match_units(units, year=year, base_year=base)
        options = {"year": year, "base_year": base, "rule": rule, "crosswalk": walk, "series": series}
        pair = scores[scores["year"].isin([base, year])]
        shares = unit_ledger(index, year=year, base_year=base, series=series)
        gaps = _remainders(index_ledger(pair, **options), shares, index, series, (base, year))
        if (base, year) in pairwise(years):
            sums = block_ledger(pair, **options).groupby("block")
            gaps["block_ledger"] = _largest(sums["effect"].sum() - sums["mean_1"].first() + sums["mean_0"].first())
        yield gaps


def _remainders(
    ledger: pd.DataFrame, units: pd.DataFrame, index: pd.DataFrame, series: pd.DataFrame, years: tuple[int, int]
) -> dict[str, float]:
    """Compare sums of effects with changes that are computed from the index of units and from nothing else."""
    pooled = in_series(index[index["index"].notna()], series)
    change = _changes(pooled.groupby(["unit", "year"])[["points", "max_points"]].sum(), years)
    areas = sum_ledger(ledger, by=["area"]).groupby("unit")["effect"].sum()
    own = index[index["index"].notna()].assign(points=index["index"], max_points=100.0)
    means = _changes(own.groupby(["block", "year"])[["points", "max_points"]].mean(), years)
    shares = units.set_index("unit")[["weight_0", "weight_1"]].mean(axis=1)
    inside = (ledger["effect"] * ledger["unit"].map(shares)).groupby(ledger["block"]).sum()
    sets = units.groupby("block")[list(UNIT_EFFECTS[1:])].sum().sum(axis=1)
    gaps = {
        "unit": _largest(ledger.groupby("unit")["effect"].sum() - change),
        "area": _largest(areas - change),
        "block": _largest(inside + sets - means),
    }
    found = {"rules": ledger["reason"].eq("framework"), "merger": units["kind"].eq("merger")}
    return gaps | {name: 0.0 for name, there in found.items() if there.any()}


def _changes(sums: pd.DataFrame, years: tuple[int, int]) -> pd.Series:
    level = 100 * sums["points"] / sums["max_points"]
    before, after = (level.xs(year, level="year") for year in years)
    return after - before


def _largest(gaps: pd.Series) -> float:
    return float(gaps.abs().max()) if gaps.notna().any() else 0.0


def test_the_input_is_not_changed() -> None:
    """Scores, crosswalk and series stay as they are."""
    before = CHANGED.copy(deep=True)
    index_ledger(CHANGED, **YEARS)
    pd.testing.assert_frame_equal(CHANGED, before)
