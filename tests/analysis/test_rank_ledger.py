from itertools import permutations, product

import pandas as pd
import pytest
from hypothesis import given, settings

from parkit.analysis.ledger import index_ledger
from parkit.analysis.rank_ledger import CAUSES, rank_ledger
from parkit.analysis.score import unit_index
from tests.analysis.sheets import sheet, sheets

YEARS = {"year": 2018, "base_year": 2017}


def causes(scores: pd.DataFrame, **options: object) -> dict[str, list[float]]:
    """Return rank change and the three effects by unit."""
    found = rank_ledger(scores, **YEARS, **options).set_index("unit")
    return {unit: row.astype(float).tolist() for unit, row in found[["rank_change", *CAUSES]].iterrows()}


def mixed_levels(ledger: pd.DataFrame) -> dict[tuple[bool, bool], float]:
    """Return a unit's index with the rates of the later year or not, and its weights or not."""
    rows = ledger[["kind", "rate_0", "rate_1", "weight_0", "weight_1"]].to_dict("records")
    levels = {}
    for later_rates, later_weights in product((False, True), repeat=2):
        total = 0.0
        for row in rows:
            later = {"common": later_rates, "new": True, "dropped": False}[row["kind"]]
            total += row["weight_1" if later_weights else "weight_0"] * row["rate_1" if later else "rate_0"]
        levels[later_rates, later_weights] = total
    return levels


def brute_force(scores: pd.DataFrame) -> dict[str, list[float]]:
    """Average over all six orders of switching the causes, with ranks counted one by one in plain Python."""
    index = {
        (unit, year): value
        for unit, year, value in unit_index(scores)[["unit", "year", "index"]].dropna().itertuples(index=False)
    }
    units = {unit for unit, _ in index}
    both = [unit for unit in sorted(units) if (unit, 2017) in index and (unit, 2018) in index]
    mixed = {unit: mixed_levels(part) for unit, part in index_ledger(scores, **YEARS).groupby("unit")}

    def level(unit: str, state: set[str]) -> float:
        if unit not in both:
            return next(index[unit, year] for year in (2017, 2018) if (unit, year) in index)
        return mixed[unit]["performance" in state, "framework" in state]

    def rank(unit: str, state: set[str]) -> int:
        year = 2018 if "unit_set" in state else 2017
        present = [other for other in units if (other, year) in index]
        return 1 + sum(round(level(other, state) - level(unit, state), 9) > 0 for other in present)

    found = {}
    for unit in both:
        gained = dict.fromkeys(CAUSES, 0.0)
        for order in permutations(CAUSES):
            for place, cause in enumerate(order):
                gained[cause] += (rank(unit, set(order[:place])) - rank(unit, set(order[: place + 1]))) / 6
        found[unit] = [rank(unit, set()) - rank(unit, set(CAUSES)), *gained.values()]
    return found


def test_performance_alone() -> None:
    """Same criteria, same units: b overtakes a by what they did."""
    scores = sheet(
        {
            (2017, "a"): {"1.1": (9, 10)},
            (2017, "b"): {"1.1": (8, 10)},
            (2018, "a"): {"1.1": (7, 10)},
            (2018, "b"): {"1.1": (8, 10)},
        }
    )
    assert causes(scores) == {"a": [-1, -1, 0, 0], "b": [1, 1, 0, 0]}
    found = rank_ledger(scores, **YEARS)[["unit", "index_0", "index_1", "rank_0", "rank_1"]]
    assert found.to_numpy().tolist() == [["a", 90.0, 70.0, 1, 2], ["b", 80.0, 80.0, 2, 1]]


def test_framework_alone() -> None:
    """Same rates, but 1.2, in which b is better, weighs 30 in place of 10: a falls behind by the rules alone."""
    rates = {"a": (0.9, 0.5), "b": (0.6, 0.7)}
    weights = {2017: (20, 10), 2018: (20, 30)}
    scores = sheet(
        {
            (year, unit): {f"1.{k + 1}": (rate[k] * weight[k], weight[k]) for k in (0, 1)}
            for year, weight in weights.items()
            for unit, rate in rates.items()
        }
    )
    # 2017: a (18 + 5)/30, b (12 + 7)/30; 2018: a (18 + 15)/50, b (12 + 21)/50: equal, so both are first.
    assert causes(scores) == {"a": [0, 0, 0, 0], "b": [1, 0, 1, 0]}


def test_the_unit_set_alone() -> None:
    """A better unit comes: everyone below loses a place by it."""
    scores = sheet({(2017, "a"): {"1.1": (8, 10)}, (2018, "a"): {"1.1": (8, 10)}, (2018, "n"): {"1.1": (9, 10)}})
    assert causes(scores) == {"a": [-1, 0, 0, -1]}


def test_causes_that_meet_share_their_places() -> None:
    """Unit a falls from 80 to 60 and n comes with 70: neither costs a place alone, both cost one, half each."""
    scores = sheet({(2017, "a"): {"1.1": (8, 10)}, (2018, "a"): {"1.1": (6, 10)}, (2018, "n"): {"1.1": (7, 10)}})
    assert causes(scores) == {"a": [-1, -0.5, 0, -0.5]}


def test_printed_ranks_and_tie_rules_are_used() -> None:
    """81.33 and 81.34 are one rank with one decimal."""
    scores = sheet(
        {
            (2017, "a"): {"1.1": (81.33, 100)},
            (2017, "b"): {"1.1": (81.34, 100)},
            (2018, "a"): {"1.1": (81.33, 100)},
            (2018, "b"): {"1.1": (81.29, 100)},
        }
    )
    assert causes(scores)["a"][0] == 1
    assert causes(scores, decimals=1)["a"][0] == 0


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(sheets(units="abcd"))
def test_all_six_orders_give_the_same_account(scores: pd.DataFrame) -> None:
    """The average over all orders, computed one by one, is the ledger, and it adds up to the change of the rank."""
    expected = brute_force(scores)
    found = causes(scores)
    assert found.keys() == expected.keys()
    for unit, parts in found.items():
        assert parts == pytest.approx(expected[unit], abs=1e-9)
        assert sum(parts[1:]) == pytest.approx(parts[0], abs=1e-9)


def test_the_input_is_not_changed() -> None:
    """The scores stay as they are, and one year alone has no ledger."""
    scores = sheet({(2017, "a"): {"1.1": (8, 10)}})
    before = scores.copy(deep=True)
    assert rank_ledger(scores, **YEARS).empty
    pd.testing.assert_frame_equal(scores, before)
