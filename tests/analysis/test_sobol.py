import numpy as np
import pandas as pd
import pytest

from parkit.analysis.design import Choices, latin_hypercube, make_sobol_design
from parkit.analysis.monte_carlo import replay_ranks
from parkit.analysis.sobol import sobol_indices

ESTIMATORS = ["jansen", "saltelli"]


def radial(base: int, factors: int, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Lay out A, B and each AB, with the points."""
    cube = latin_hypercube(base, 2 * factors, seed=seed)
    first, second = cube[:, :factors], cube[:, factors:]
    mixed = [np.where(np.arange(factors) == k, second, first) for k in range(factors)]
    names = [f"x{k + 1}" for k in range(factors)]
    design = pd.DataFrame(
        {
            "matrix": np.repeat(["A", "B", *["AB"] * factors], base),
            "factor": np.repeat(["", "", *names], base),
        }
    )
    return design, np.vstack([first, second, *mixed])


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_ishigami_function(estimator: str) -> None:
    """Sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ has S = .3139, .4424, 0 and T = .5576, .4424, .2437 (Saltelli 2008)."""
    design, points = radial(50_000, 3)
    x = np.pi * (2 * points - 1)
    outcome = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = sobol_indices(pd.DataFrame({"y": outcome}), design, estimator=estimator)
    assert found["first_order"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found["total"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found["variance"].iloc[0] == pytest.approx(
        0.5 + 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18, rel=0.02
    )


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_sum_of_independent_parts(estimator: str) -> None:
    """x₁ + 2x₂ + 3x₃: shares 1/14, 4/14 and 9/14, first order and total alike."""
    design, points = radial(20_000, 3)
    outcome = points @ np.array([1.0, 2.0, 3.0])
    found = sobol_indices(pd.DataFrame({"y": outcome}), design, estimator=estimator)
    expected = np.array([1, 4, 9]) / 14
    assert found["first_order"].to_numpy() == pytest.approx(expected, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(expected, abs=0.02)


def test_estimates_by_hand() -> None:
    """Two rows each: V of 1, 3, 2, 6 is 14/3; totals and first orders follow from the printed formulas."""
    design = pd.DataFrame({"matrix": ["A", "A", "B", "B", "AB", "AB"], "factor": ["", "", "", "", "w", "w"]})
    outcome = pd.DataFrame({"y": [1.0, 3.0, 2.0, 6.0, 2.0, 4.0]})
    variance = 14 / 3
    found = sobol_indices(outcome, design)
    told = ["unit", "factor", "first_order", "first_order_error", "total", "total_error", "variance", "reason"]
    assert found.columns.tolist() == told
    jansen = found.iloc[0]
    assert jansen["variance"] == pytest.approx(variance)
    assert jansen["total"] == pytest.approx((1 + 1) / (2 * 2) / variance)
    assert jansen["first_order"] == pytest.approx(1 - (0 + 4) / (2 * 2) / variance)
    # Terms 0 and 2 have the standard deviation √2 and their mean the error √2/√2 = 1; terms 0.5 and 0.5 have none.
    assert jansen[["first_order_error", "total_error"]].tolist() == pytest.approx([1 / variance, 0.0])
    raw = sobol_indices(outcome, design, estimator="saltelli", centred=False).iloc[0]
    assert raw["first_order"] == pytest.approx((2 * 1 + 6 * 1) / 2 / variance)
    centred = sobol_indices(outcome, design, estimator="saltelli").iloc[0]
    assert centred["first_order"] == pytest.approx(((2 - 3) * 1 + (6 - 3) * 1) / 2 / variance)


def test_errors_shrink_with_the_rows_and_cover_the_truth() -> None:
    """The estimates lie within four of their standard errors of the known indices."""
    design, points = radial(4000, 2, seed=8)
    found = sobol_indices(pd.DataFrame({"y": points[:, 0] * points[:, 1]}), design)
    # Var(xy) = 7/144, of which 3/7 is due to each factor alone and 1/7 to both together.
    assert (abs(found["first_order"] - 3 / 7) < 4 * found["first_order_error"]).all()
    assert (abs(found["total"] - 4 / 7) < 4 * found["total_error"]).all()
    assert (found["total_error"] < 0.03).all()


def test_every_units_own_rank_has_its_indices() -> None:
    """A unit whose rank hangs on the rule has it all there; one that is always last has no index and says why."""
    rows = [
        ("a", "1.1", "scored", 8.0),
        ("a", "1.2", "not_applicable", np.nan),
        ("b", "1.1", "scored", 6.0),
        ("b", "1.2", "scored", 6.0),
        ("c", "1.1", "scored", 1.0),
        ("c", "1.2", "scored", 1.0),
    ]
    scores = pd.DataFrame(rows, columns=["unit", "criterion", "state", "points"]).assign(
        scheme="x", year=2020, block="so", area="1", source="appraised", max_points=10.0
    )
    weights = pd.DataFrame({"criterion": ["1.1", "1.2"], "weight": [10.0, 10.0]})
    design = make_sobol_design(weights, Choices(spread=0.2, rules=("rebase", "zero")), base=256, seed=2)
    ranks = replay_ranks(scores, design)
    found = sobol_indices(ranks, design).set_index(["unit", "factor"])
    assert found.index.tolist()[:3] == [("a", "not_applicable"), ("a", "weight_1.1"), ("a", "weight_1.2")]
    assert found.loc[("a", "not_applicable"), "first_order"] == pytest.approx(1.0, abs=0.01)
    assert found.loc[("a", "weight_1.1"), "total"] == 0.0
    assert found.loc["c", "reason"].tolist() == ["never_changes"] * 3
    assert found.loc["c", ["first_order", "total"]].isna().all().all()


def test_what_is_no_sobol_design_is_refused() -> None:
    """Unknown estimator, another number of rows, parts of different length."""
    design, points = radial(4, 2)
    outcome = pd.DataFrame({"y": points[:, 0]})
    with pytest.raises(ValueError, match="estimator"):
        sobol_indices(outcome, design, estimator="sobol")
    with pytest.raises(ValueError, match="rows"):
        sobol_indices(outcome.head(3), design)
    with pytest.raises(ValueError, match="same length"):
        sobol_indices(outcome.head(-1), design.head(-1))
