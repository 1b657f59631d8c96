"""Answers that others have published: parkit gives them to the digits they print."""

import math

import numpy as np
import pandas as pd
import pytest

from parkit.analysis.aggregate import aggregate
from parkit.analysis.design import latin_hypercube
from parkit.analysis.sobol import sobol_indices
from parkit.analysis.trend import mann_kendall_p, trend

# Upper-tail probabilities P(S ≥ s): Kendall (1975), Rank Correlation Methods, table 1; Hollander and Wolfe (1973),
# Nonparametric Statistical Methods, table A.21; the same in Gilbert (1987), table A18. S from the first number in steps
# of 2, to the digits of the tables.
TAILS = {
    6: (1, "0.500 0.360 0.235 0.136 0.068 0.028 0.0083 0.0014"),
    7: (1, "0.500 0.386 0.281 0.191 0.119 0.068 0.035 0.015 0.0054 0.0014 0.00020"),
    9: (2, "0.460 0.381 0.306 0.238 0.179 0.130 0.090 0.060 0.038 0.022 0.012 0.0063 0.0029 0.0012 0.00043 0.00012"),
    10: (
        1,
        "0.500 0.431 0.364 0.300 0.242 0.190 0.146 0.108 0.078 0.054 0.036 0.023 0.014 0.0083 0.0046 0.0023 0.0011",
    ),
}

# COINr's article "Aggregation" (Becker and others 2022, Journal of Open Source Software 7(78), 4567): the first five
# countries of its ASEM data, pillars of "Conn" and "Sust", these two sub-indices and the index, to three digits.
CONNECTED = [
    [12.6, 52.4, 39.50, 34.8, 52.5],
    [26.2, 77.5, 54.10, 41.1, 78.2],
    [48.2, 75.6, 43.30, 72.0, 80.8],
    [13.3, 26.5, 5.85, 22.9, 32.4],
    [24.6, 75.9, 27.10, 28.4, 67.5],
]
SUSTAINED = [[31.9, 71.9, 55.7], [69.5, 72.8, 62.9], [53.0, 86.2, 50.1], [81.7, 27.5, 64.6], [55.7, 53.3, 61.7]]
PRINTED = [[38.4, 53.2, 45.8], [55.4, 68.4, 61.9], [64.0, 63.1, 63.5], [20.2, 57.9, 39.0], [44.7, 56.9, 50.8]]


def mean(table: list[list[float]], method: str = "arithmetic") -> list[float]:
    """Aggregate the columns of each row with equal weights."""
    cells = [
        {"unit": f"u{row}", "criterion": str(place), "rate": value, "weight": 1.0}
        for row, values in enumerate(table)
        for place, value in enumerate(values)
    ]
    return aggregate(pd.DataFrame(cells), method, within=())["score"].tolist()


@pytest.mark.parametrize("n", TAILS)
def test_tables_of_the_kendall_statistic(n: int) -> None:
    """Half the two-sided p is the tabled tail, for every entry of the tables."""
    first, tails = TAILS[n]
    for place, tabled in enumerate(tails.split()):
        found = mann_kendall_p(first + 2 * place, ties=[1] * n) / 2
        digits = len(tabled.partition(".")[2])
        assert round(found, digits) == float(tabled), (first + 2 * place, found)


def test_cloud_seeding_of_hollander_and_wolfe() -> None:
    """Example 9.1: five yearly ratios, statistic −6 with lower tail 0.117, slope −0.056."""
    ratios = pd.DataFrame({"year": range(1, 6), "index": [1.26, 1.27, 1.12, 1.16, 1.03]})
    found = trend(ratios.assign(scheme="x", block="so", unit="a")).iloc[0]
    assert (found["s"], round(found["p_value"] / 2, 3), round(found["slope"], 3)) == (-6, 0.117, -0.056)


def test_scores_of_coinr() -> None:
    """The sub-indices and the index that COINr prints follow from the pillars that it prints."""
    parts = [mean(CONNECTED), mean(SUSTAINED)]
    found = np.array([*parts, mean(np.array(parts).T.tolist())]).T
    assert found == pytest.approx(np.array(PRINTED), abs=0.1)  # its last printed digit, of numbers printed with three


def test_human_development_index_of_the_technical_note() -> None:
    """UNDP's technical note 1 (2020): income 3 829 gives 0.5506, and with 0.6971 and 0.3447 the index is 0.510."""
    income = math.log(3829 / 100) / math.log(75_000 / 100)
    assert round(income, 4) == 0.5506
    assert round(mean([[0.6971, 0.3447, income]], "geometric")[0], 3) == 0.510


def test_g_function_of_sobol() -> None:
    """∏ (|4x − 2| + a)/(1 + a), a = 0, 1, 4.5, 9: V_i = 1/3/(1 + a)² and V = ∏ (1 + V_i) − 1 (Saltelli, Sobol 1995)."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    base, factors = 20_000, len(a)
    cube = latin_hypercube(base, 2 * factors, seed=3)
    first, second = cube[:, :factors], cube[:, factors:]
    mixed = [np.where(np.arange(factors) == k, second, first) for k in range(factors)]
    names = np.repeat(["", "", *(f"x{k}" for k in range(factors))], base)
    design = pd.DataFrame({"matrix": np.repeat(["A", "B", *["AB"] * factors], base), "factor": names})
    outcome = ((np.abs(4 * np.vstack([first, second, *mixed]) - 2) + a) / (1 + a)).prod(axis=1)
    partial = 1 / 3 / (1 + a) ** 2
    variance = np.prod(1 + partial) - 1
    found = sobol_indices(pd.DataFrame({"y": outcome}), design)
    assert found["first_order"].to_numpy() == pytest.approx(partial / variance, abs=0.02)
    total = partial * np.prod(1 + partial) / (1 + partial) / variance
    assert found["total"].to_numpy() == pytest.approx(total, abs=0.02)
