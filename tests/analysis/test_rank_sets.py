from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkit.analysis.rank_sets import Bootstrap, rank_sets, statistical_ties, top_set

# PISA 2018, mathematics, OECD countries: mean and standard error (OECD; the example data of csranks 1.2).
PISA = {
    "Australia": (491.3600, 1.939833),
    "Austria": (498.9423, 2.970999),
    "Belgium": (508.0703, 2.262662),
    "Canada": (512.0169, 2.357476),
    "Chile": (417.4066, 2.415888),
    "Colombia": (390.9323, 2.989559),
    "Czech Republic": (499.4677, 2.460662),
    "Denmark": (509.3984, 1.735002),
    "Estonia": (523.4146, 1.743602),
    "Finland": (507.3014, 1.967920),
    "France": (495.4076, 2.320214),
    "Germany": (500.0438, 2.647083),
    "Greece": (451.3703, 3.091228),
    "Hungary": (481.0826, 2.319597),
    "Iceland": (495.1874, 1.953083),
    "Ireland": (499.6329, 2.198621),
    "Israel": (463.0345, 3.498563),
    "Italy": (486.5899, 2.780046),
    "Japan": (526.9733, 2.471475),
    "Korea": (525.9330, 3.121394),
    "Latvia": (496.1263, 1.962767),
    "Lithuania": (481.1912, 1.953282),
    "Luxembourg": (483.4215, 1.097632),
    "Mexico": (408.8015, 2.493226),
    "Netherlands": (519.2310, 2.632278),
    "New Zealand": (494.4897, 1.705943),
    "Norway": (500.9638, 2.219045),
    "Poland": (515.6479, 2.602085),
    "Portugal": (492.4874, 2.684570),
    "Slovak Republic": (486.1649, 2.555596),
    "Slovenia": (508.8975, 1.363878),
    "Spain": (481.3926, 1.462418),
    "Sweden": (502.3877, 2.654251),
    "Switzerland": (515.3147, 2.908004),
    "Turkey": (453.5078, 2.260407),
    "United Kingdom": (501.7699, 2.564428),
    "United States": (478.2447, 3.235444),
}
TOP_FIVE = {
    "Belgium",
    "Canada",
    "Denmark",
    "Estonia",
    "Finland",
    "Japan",
    "Korea",
    "Netherlands",
    "Poland",
    "Slovenia",
    "Sweden",
    "Switzerland",
}
MANY = Bootstrap(draws=5000, seed=11)


def pisa() -> pd.DataFrame:
    """Write the table of scores."""
    frame = pd.DataFrame.from_dict(PISA, orient="index", columns=["index", "standard_error"])
    return frame.rename_axis("unit").reset_index()


def units(numbers: list[float], errors: list[float] | float = 1.0) -> pd.DataFrame:
    """Write one unit per number."""
    return pd.DataFrame(
        {"unit": [f"u{n:02d}" for n in range(len(numbers))], "index": numbers, "standard_error": errors}
    )


def sets(frame: pd.DataFrame, **options: object) -> list[list[int]]:
    """Return the lowest and highest ranks."""
    return rank_sets(frame, within=(), **options)[["rank_low", "rank_high"]].to_numpy().tolist()


def test_top_five_of_pisa_is_that_of_csranks() -> None:
    """The documentation of csranks lists 12 countries at 95 %, and all of these but Sweden at 90 %."""
    found = top_set(pisa(), size=5, within=(), bootstrap=MANY).set_index("unit")["in_set"]
    assert set(found[found].index) == TOP_FIVE
    less = top_set(pisa(), size=5, within=(), bootstrap=Bootstrap(coverage=0.9, draws=5000, seed=11))
    assert set(less.loc[less["in_set"], "unit"]) == TOP_FIVE - {"Sweden"}


def test_marginal_set_of_the_united_kingdom_is_that_of_csranks() -> None:
    """Csranks prints rank 13, from 8 to 23, and with another seed from 7."""
    found = rank_sets(pisa(), within=(), simultaneous=False, bootstrap=MANY).set_index("unit").loc["United Kingdom"]
    assert found["rank"] == 13
    assert found["rank_low"] in {7, 8}
    assert found["rank_high"] == 23


def test_simultaneous_sets_of_pisa_overlap_as_csranks_says() -> None:
    """Germany and Korea share rank 7 at 95 % but not at 75 %; Chile, Mexico and Colombia stand apart at the end."""
    found = rank_sets(pisa(), within=(), bootstrap=MANY).set_index("unit")
    assert (found.loc["Germany", "rank_low"], found.loc["Korea", "rank_high"]) == (7, 7)
    last = found.loc[["Chile", "Mexico", "Colombia"], ["rank_low", "rank_high"]].to_numpy().tolist()
    assert last in ([[35, 36], [35, 36], [37, 37]], [[35, 35], [36, 36], [37, 37]])
    assert found.drop(index=["Chile", "Mexico", "Colombia"])["rank_high"].max() == 34
    less = rank_sets(pisa(), within=(), bootstrap=Bootstrap(coverage=0.75, draws=5000, seed=11)).set_index("unit")
    assert less.loc["Germany", "rank_low"] > less.loc["Korea", "rank_high"]


@pytest.mark.parametrize(("gap", "apart"), [(1.90, False), (2.02, True)])
def test_two_units_are_the_textbook_test(gap: float, apart: bool) -> None:  # noqa: FBT001
    """Two units are told apart on both sides when the gap passes 1.96 standard errors of the difference."""
    frame = units([gap * 5.0, 0.0], [3.0, 4.0])
    settings_ = Bootstrap(draws=100_000, seed=2)
    assert sets(frame, bootstrap=settings_) == ([[1, 1], [2, 2]] if apart else [[1, 2], [1, 2]])


@pytest.mark.parametrize(("gap", "apart"), [(1.60, False), (1.69, True)])
def test_one_sided_sets_need_a_smaller_gap(gap: float, apart: bool) -> None:  # noqa: FBT001
    """A marginal bound on one side uses 1.645, and leaves the other side open."""
    frame = units([gap * 5.0, 0.0], [3.0, 4.0])
    options = {"simultaneous": False, "bootstrap": Bootstrap(draws=100_000, seed=2)}
    assert sets(frame, kind="lower", **options) == [[1, 2], [2 if apart else 1, 2]]
    assert sets(frame, kind="upper", **options) == [[1, 1 if apart else 2], [1, 2]]


def test_step_down_finds_more_and_never_less() -> None:
    """Once the far units are apart the middle needs a smaller gap; a single step is never narrower."""
    rng = np.random.default_rng(3)
    frame = units(list(rng.normal(0, 6, 30)), list(rng.uniform(0.5, 1.5, 30)))
    stepped, single = (np.array(sets(frame, bootstrap=Bootstrap(step_down=flag, seed=4))) for flag in (True, False))
    assert (stepped[:, 0] >= single[:, 0]).all()
    assert (stepped[:, 1] <= single[:, 1]).all()
    assert (stepped != single).any()


def test_marginal_sets_are_not_wider_than_simultaneous_ones() -> None:
    """A statement about one unit can be sharper than one about all."""
    together, alone = (
        np.array(sets(units([float(n) for n in range(5)]), simultaneous=flag, bootstrap=MANY)) for flag in (True, False)
    )
    assert (alone[:, 0] >= together[:, 0]).all()
    assert (alone[:, 1] <= together[:, 1]).all()


def test_coverage_holds_over_repeated_samples() -> None:
    """With equal neighbours and all true ranks known, at least about 95 % of the samples are covered in full."""
    truth, hits = np.array([0.0, 0.0, 2.0, 5.0]), 0
    low, high = np.array([3, 3, 2, 1]), np.array([4, 4, 2, 1])
    rng = np.random.default_rng(5)
    for _ in range(200):
        found = np.array(sets(units(list(truth + rng.standard_normal(4))), bootstrap=Bootstrap(draws=400)))
        hits += bool((found[:, 0] <= low).all() and (found[:, 1] >= high).all())
    assert hits >= 180


def test_groups_stand_alone_and_gaps_stay_gaps() -> None:
    """A block's sets do not depend on the others; a unit without an estimate has none; the input is unchanged."""
    frame = pd.concat([units([9.0, 5.0, np.nan]).assign(block="so"), units([9.0, 5.0]).assign(block="huyen")])
    before = frame.copy()
    found = rank_sets(frame, within=("block",))
    pd.testing.assert_frame_equal(frame, before)
    assert found["rank_low"].tolist()[:2] == found["rank_low"].tolist()[3:] == [1, 2]
    assert found[["rank", "rank_low", "rank_high"]].iloc[2].isna().all()
    assert found[["coverage", "draws", "seed"]].iloc[0].tolist() == [0.95, 1000, 0]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_of_rows_and_unit_of_measure_do_not_matter(numbers: list[int], random: Random) -> None:
    """Shuffled rows and another scale give the same sets; every set holds the estimated rank."""
    frame = units([float(number) for number in numbers])
    few = Bootstrap(draws=50)
    found = rank_sets(frame, within=(), bootstrap=few)
    assert (found["rank_low"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_high"]).all()
    assert found["rank_low"].ge(1).all()
    assert found["rank_high"].le(len(numbers)).all()
    order = list(range(len(numbers)))
    random.shuffle(order)
    scaled = frame.assign(index=frame["index"] * 8 + 16, standard_error=frame["standard_error"] * 8).iloc[order]
    again = rank_sets(scaled, within=(), bootstrap=few).sort_index()
    assert again[["rank_low", "rank_high"]].equals(found[["rank_low", "rank_high"]])


def test_ties_are_listed_pair_by_pair() -> None:
    """Each pair appears once, the better unit first, with its gap, error and verdict; counts agree with the sets."""
    frame = units([70.0, 90.0, 89.0])
    pairs = statistical_ties(frame, within=(), bootstrap=MANY)
    assert pairs[["unit_a", "unit_b", "gap"]].to_numpy().tolist() == [
        ["u01", "u00", 20.0],
        ["u02", "u00", 19.0],
        ["u01", "u02", 1.0],
    ]
    assert pairs["statistic"].to_numpy() == pytest.approx(np.array([20.0, 19.0, 1.0]) / np.sqrt(2))
    assert pairs["tied"].tolist() == [False, False, True]
    assert sets(frame, bootstrap=MANY) == [[3, 3], [1, 2], [1, 2]]


def test_pairs_of_all_blocks_are_numbered_on() -> None:
    """One table for two blocks; where both values are exact there is no statistic, and they are told apart."""
    frame = pd.DataFrame(
        {"block": list("aabb"), "unit": list("stuv"), "index": [70.0, 60.0, 90.0, 80.0], "standard_error": 0.0}
    )
    pairs = statistical_ties(frame, within=("block",))
    assert pairs.index.tolist() == [0, 1]
    assert pairs[["block", "unit_a", "unit_b", "tied"]].to_numpy().tolist() == [
        ["a", "s", "t", False],
        ["b", "u", "v", False],
    ]
    assert pairs["statistic"].isna().all()


def test_worst_units_mirror_the_best() -> None:
    """The worst of a table are the best of its negative."""
    frame = pisa()
    worst = top_set(frame, size=3, end="worst", within=(), bootstrap=MANY)["in_set"]
    best = top_set(frame.assign(index=-frame["index"]), size=3, within=(), bootstrap=MANY)["in_set"]
    assert set(frame.loc[worst, "unit"]) == set(frame.loc[best, "unit"]) == {"Chile", "Mexico", "Colombia"}


def test_nothing_to_rank_gives_nothing() -> None:
    """A frame without estimates has no sets, no top and no pairs."""
    frame = units([np.nan])
    assert rank_sets(frame, within=())["rank_low"].isna().all()
    assert not top_set(frame, size=1, within=())["in_set"].any()
    assert list(statistical_ties(frame, within=()).columns)[:2] == ["unit_a", "unit_b"]


def test_impossible_requests_are_refused() -> None:
    """Unknown kind or end, no places, a missing error, no coverage and no draws."""
    frame = units([1.0, 2.0])
    with pytest.raises(ValueError, match="kind"):
        rank_sets(frame, within=(), kind="both")
    with pytest.raises(ValueError, match="place"):
        top_set(frame, size=0, within=())
    with pytest.raises(ValueError, match="standard error"):
        rank_sets(frame.assign(standard_error=[1.0, np.nan]), within=())
    for options in ({"coverage": 1.0}, {"draws": 0}):
        with pytest.raises(ValueError, match="expected"):
            Bootstrap(**options)
