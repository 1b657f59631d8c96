import io

import numpy as np
import pandas as pd
import pytest

from parkit.analysis.design import Choices, design_weights, latin_hypercube, make_design, make_sobol_design

WEIGHTS = pd.DataFrame({"criterion": ["1.1", "1.2", "2.1"], "area": ["1", "1", "2"], "weight": [2.0, 2.0, 4.0]})


def test_box_keeps_every_weight_within_its_share() -> None:
    """Before the weights are scaled to 1, each lies within ±25 %; so ratios lie within .75/1.25 of the announced."""
    _, weights = design_weights(make_design(WEIGHTS, Choices(spread=0.25), replications=500, seed=1))
    ratio = weights[:, 0] / weights[:, 1]
    assert weights.sum(axis=1) == pytest.approx(np.ones(500))
    assert ratio.min() >= 0.75 / 1.25
    assert ratio.max() <= 1.25 / 0.75
    assert ratio.std() > 0.1


def test_areas_move_as_one() -> None:
    """With one multiplier per area the weights of an area keep their proportions."""
    choices = Choices(spread=0.5, by_area=True)
    _, weights = design_weights(make_design(WEIGHTS, choices, replications=50, seed=1))
    assert weights[:, 0] == pytest.approx(weights[:, 1])
    assert (weights[:, 2] / weights[:, 0]).std() > 0.1


@pytest.mark.parametrize(
    ("concentration", "mean", "deviation"),
    [(None, [1 / 3] * 3, np.sqrt(2 / 9 / 4)), (15.0, [0.25, 0.25, 0.5], None)],
)
def test_dirichlet_has_its_textbook_moments(concentration: float, mean: list[float], deviation: float) -> None:
    """Flat: means 1/3 and variance (1/3)(2/3)/4; with α₀ = 15: means are the weights, variance m(1 − m)/16."""
    choices = Choices(weights="dirichlet", concentration=concentration)
    _, weights = design_weights(make_design(WEIGHTS, choices, replications=20_000, seed=3))
    assert weights.mean(axis=0) == pytest.approx(mean, abs=0.005)
    expected = deviation or np.sqrt(np.array(mean) * (1 - np.array(mean)) / 16)
    assert weights.std(axis=0) == pytest.approx(np.broadcast_to(expected, 3), abs=0.004)


def test_choices_come_up_equally_often() -> None:
    """Each alternative has the same chance, and what does not vary is written down all the same."""
    choices = Choices(weights="fixed", aggregations=("arithmetic", "geometric"), rules=("rebase", "zero", "full_marks"))
    design = make_design(WEIGHTS, choices, replications=6000, seed=4)
    assert design["aggregation"].value_counts(normalize=True).to_numpy() == pytest.approx([0.5, 0.5], abs=0.03)
    assert design["not_applicable"].value_counts(normalize=True).to_numpy() == pytest.approx([1 / 3] * 3, abs=0.03)
    assert design["source"].unique().tolist() == ["counted"]
    assert design["replication"].tolist() == list(range(6000))


def test_seed_is_stored_and_draws_again_the_same() -> None:
    """The same seed gives the same table, another seed another; a file keeps every digit."""
    first, again, other = (make_design(WEIGHTS, Choices(), replications=5, seed=seed) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(first, again)
    assert first["seed"].unique().tolist() == [7]
    assert not first["weight_1.1"].equals(other["weight_1.1"])
    pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(first.to_csv(index=False))), first, check_exact=True)


def test_sobol_design_takes_one_factor_at_a_time_from_the_second_matrix() -> None:
    """In the part of a factor only what this factor governs differs from matrix A."""
    choices = Choices(by_area=True, aggregations=("arithmetic", "geometric"))
    design = make_sobol_design(WEIGHTS, choices, base=64, seed=5)
    assert len(design) == 64 * (3 + 2)
    parts = {name: part.reset_index(drop=True) for name, part in design.groupby("factor") if name}
    first = design[design["matrix"].eq("A")]
    second = design[design["matrix"].eq("B")].reset_index(drop=True)
    assert set(parts) == {"aggregation", "area_1", "area_2"}
    assert parts["aggregation"]["aggregation"].equals(second["aggregation"])
    assert parts["aggregation"]["weight_2.1"].equals(first["weight_2.1"])
    assert parts["area_1"]["aggregation"].equals(first["aggregation"])
    assert not parts["area_1"]["weight_1.1"].equals(first["weight_1.1"])


def test_sobol_design_can_move_all_weights_together() -> None:
    """Three criteria are then one factor, called so; what a row is for stands beside its number."""
    design = make_sobol_design(WEIGHTS, Choices(), base=4, seed=5, together=True)
    assert design.columns[:3].tolist() == ["replication", "matrix", "factor"]
    parts = [*("A", "") * 4, *("B", "") * 4, *("AB", "weights") * 4]
    assert design[["matrix", "factor"]].to_numpy().ravel().tolist() == parts


def test_latin_hypercube_hits_every_stratum_once() -> None:
    """Each column has one point in each of the N equal intervals, and columns are shuffled apart."""
    points = latin_hypercube(50, 4, seed=6)
    assert (np.sort((points * 50).astype(int), axis=0) == np.arange(50)[:, None]).all()
    assert abs(np.corrcoef(points.T)[np.triu_indices(4, 1)]).max() < 0.5


def test_impossible_designs_are_refused() -> None:
    """Unknown choices, weights of 0, criteria twice, nothing that varies, gamma shapes in a Sobol design."""
    for options in ({"weights": "random"}, {"aggregations": ("median",)}, {"rules": ()}, {"sources": ("survey",)}):
        with pytest.raises(ValueError, match="expected some of"):
            Choices(**options)
    with pytest.raises(ValueError, match="spread"):
        Choices(spread=1.5)
    for bad in (WEIGHTS.assign(weight=0.0), WEIGHTS.assign(criterion="1.1"), WEIGHTS.head(0)):
        with pytest.raises(ValueError, match="each criterion once"):
            make_design(bad, Choices(), replications=1, seed=0)
    with pytest.raises(ValueError, match="alternative"):
        make_sobol_design(WEIGHTS, Choices(weights="fixed"), base=2, seed=0)
    with pytest.raises(ValueError, match="concentration"):
        make_sobol_design(WEIGHTS, Choices(weights="dirichlet", concentration=3.0), base=2, seed=0)
