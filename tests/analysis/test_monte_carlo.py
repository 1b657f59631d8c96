import io
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.design import Choices, make_design
from parkit.analysis.monte_carlo import (
    criterion_weights,
    monte_carlo,
    replay_index,
    replay_ranks,
    summarise_replications,
)
from parkit.analysis.rank import rank
from parkit.analysis.score import unit_index
from parkit.model.language import Text
from parkit.model.scheme import Band

ABSENT = None


def table(rows: dict[str, list[float | None]], maxima: tuple[float, ...] = (10.0, 5.0, 4.0)) -> pd.DataFrame:
    """Write tidy scores; None does not apply."""
    return pd.DataFrame(
        [
            {
                "scheme": "x",
                "year": 2020,
                "block": "so",
                "unit": unit,
                "area": str(1 + k // 2),
                "criterion": f"{1 + k // 2}.{k}",
                "source": "appraised",
                "state": "not_applicable" if points is None else "scored",
                "points": math.nan if points is None else points,
                "max_points": maxima[k],
            }
            for unit, row in rows.items()
            for k, points in enumerate(row)
        ]
    )


ROWS = {"a": [9.0, 1.0, 2.0], "b": [5.0, 4.0, ABSENT], "c": [0.0, 5.0, 4.0], "d": [9.0, 1.0, 2.0]}


def one_by_one(rows: dict[str, list[float | None]], design: pd.DataFrame) -> list[list[int]]:
    """Rank replication by replication in plain Python."""
    found = []
    for choice in design.to_dict("records"):
        index = []
        for row in rows.values():
            cells = []
            for (name, weight), points, maximum in zip(
                [item for item in choice.items() if str(item[0]).startswith("weight_")], row, (10, 5, 4), strict=True
            ):
                assert name
                if points is not None:
                    cells.append((weight, points / maximum))
                elif choice["not_applicable"] != "rebase":
                    cells.append((weight, 1.0 if choice["not_applicable"] == "full_marks" else 0.0))
            total = sum(weight for weight, _ in cells)
            if choice["aggregation"] == "arithmetic":
                index.append(sum(weight * rate for weight, rate in cells) / total)
            else:
                index.append(math.prod(rate ** (weight / total) for weight, rate in cells))
        found.append([1 + sum(other > own + 1e-11 for other in index) for own in index])
    return found


@pytest.mark.parametrize("weights", ["fixed", "box", "dirichlet"])
def test_ranks_are_those_of_a_plain_loop(weights: str) -> None:
    """Every choice written down in the design decides the rank, replication by replication; equal units share it."""
    choices = Choices(
        weights=weights,
        spread=0.8,
        aggregations=("arithmetic", "geometric"),
        rules=("rebase", "full_marks", "zero"),
    )
    scores = table(ROWS)
    design = make_design(criterion_weights(scores), choices, replications=60, seed=2)
    before, drawn = scores.copy(), design.copy()
    found = replay_ranks(scores, design)
    pd.testing.assert_frame_equal(scores, before)
    pd.testing.assert_frame_equal(design, drawn)
    assert found.to_numpy().tolist() == one_by_one(ROWS, design)
    assert (found["a"] == found["d"]).all()


def test_stored_design_replays_the_same_ranks() -> None:
    """A design read back from csv gives the same ranks, whole or any part of it."""
    scores = table(ROWS)
    design = make_design(criterion_weights(scores), Choices(weights="dirichlet"), replications=40, seed=9)
    stored = pd.read_csv(io.StringIO(design.to_csv(index=False)))
    found = replay_ranks(scores, design)
    pd.testing.assert_frame_equal(replay_ranks(scores, stored), found)
    pd.testing.assert_frame_equal(replay_ranks(scores, stored.iloc[7:12]), found.iloc[7:12])


def test_announced_weights_give_the_announced_index_and_rank() -> None:
    """With the maxima as weights a replication is `unit_index` and `rank`."""
    scores = table(ROWS)
    design = make_design(criterion_weights(scores), Choices(weights="fixed"), replications=1, seed=0)
    announced = rank(unit_index(scores))
    assert replay_index(scores, design).iloc[0].to_numpy() == pytest.approx(announced["index"].to_numpy())
    assert replay_ranks(scores, design).iloc[0].tolist() == announced["rank"].tolist()
    assert monte_carlo(scores, design)["rank"].tolist() == announced["rank"].tolist()


def test_own_scores_are_a_choice() -> None:
    """Where the appraisal cut the leader, the unit's own score puts it first again."""
    appraised = table({"a": [4.0, 4.0, 4.0], "b": [5.0, 5.0, 4.0]})
    own = table({"a": [10.0, 5.0, 4.0]}).assign(source="self")
    scores = pd.concat([appraised, own], ignore_index=True)
    choices = Choices(weights="fixed", sources=("counted", "self"))
    design = make_design(criterion_weights(scores), choices, replications=20, seed=1)
    ranks = replay_ranks(scores, design)
    assert ranks["a"].tolist() == [1 if source == "self" else 2 for source in design["source"]]


def test_summary_is_numpys() -> None:
    """Quantiles, extremes and the share among the best agree with NumPy over the ranks."""
    rng = np.random.default_rng(0)
    ranks = pd.DataFrame(np.argsort(rng.random((101, 6))).argsort(axis=1) + 1, columns=list("abcdef"))
    found = summarise_replications(ranks, top=2)
    assert found["unit"].tolist() == list("abcdef")
    for name, share in {"rank_low": 0.05, "rank_median": 0.5, "rank_high": 0.95}.items():
        assert found[name].to_numpy() == pytest.approx(np.quantile(ranks, share, axis=0))
    assert found["p_top"].to_numpy() == pytest.approx((ranks <= 2).mean().to_numpy())
    assert found["p_top"].sum() == pytest.approx(2.0)
    assert found["rank_worst"].tolist() == ranks.max().tolist()


def test_groups_are_counted_on_the_scale_of_the_index() -> None:
    """The shares per group count the replications that keep the scale, and come from the index of each."""
    scores = table({"a": [9.0, 5.0, 4.0], "b": [8.0, 4.0, 3.2]})
    text = Text(vi="I", en="I")
    bands = [Band(block="so", year_from=2020, year_to=None, label=text, at_least=level) for level in (90.0, 80.0)]
    choices = Choices(weights="dirichlet", aggregations=("arithmetic", "copeland"))
    design = make_design(criterion_weights(scores), choices, replications=200, seed=3)
    found = monte_carlo(scores, design, bands=bands, top=1)
    assert found["p_band_1"].tolist() == [1.0, 0.0]
    assert found["p_band_2"].tolist() == [0.0, 1.0]
    assert found["p_top"].tolist() == [1.0, 0.0]


def test_more_units_than_a_chunk_hold_together() -> None:
    """Work in pieces gives the same as work at once."""
    rng = np.random.default_rng(4)
    scores = table({f"u{n:03d}": list(np.round(rng.random(3) * [10, 5, 4], 2)) for n in range(300)})
    design = make_design(criterion_weights(scores), Choices(), replications=1000, seed=5)
    ranks = replay_ranks(scores, design)
    assert ranks.shape == (1000, 300)
    index = replay_index(scores, design).to_numpy()
    for row in (0, 436, 999):
        assert ranks.iloc[row].tolist() == [1 + int((index[row] > own + 1e-9).sum()) for own in index[row]]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5))
def test_order_of_rows_does_not_matter(points: list[list[int]]) -> None:
    """Shuffled scores give the same table of ranks."""
    scores = table({f"u{n}": [float(value) for value in row] for n, row in enumerate(points)})
    design = make_design(criterion_weights(scores), Choices(), replications=10, seed=1)
    pd.testing.assert_frame_equal(replay_ranks(scores.iloc[::-1], design), replay_ranks(scores, design))


def test_design_of_other_criteria_is_refused() -> None:
    """A design belongs to its criteria."""
    scores = table(ROWS)
    design = make_design(criterion_weights(scores), Choices(), replications=2, seed=1)
    with pytest.raises(ValueError, match="criteria"):
        replay_ranks(scores[scores["criterion"].ne("1.0")], design)
    with pytest.raises(ValueError, match="at least one"):
        replay_ranks(scores, design.head(0))
