"""Every index, rank, group and ledger of the bundled schemes, held against a second computation in plain Python."""

import csv
import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from parkit.analysis.bands import assign_band
from parkit.analysis.block_ledger import UNIT_EFFECTS, unit_ledger
from parkit.analysis.comparable import comparable_index
from parkit.analysis.ledger import EFFECTS, index_ledger, sum_ledger
from parkit.analysis.polish import median_polish
from parkit.analysis.rank import rank
from parkit.analysis.rank_bounds import rank_bounds
from parkit.analysis.score import area_index, block_mean, unit_index
from parkit.analysis.successors import match_units
from parkit.analysis.weakness import points_lost
from parkit.intake import SchemeData
from parkit.model.project import list_schemes
from parkit.model.scheme import NOT_APPLICABLE_RULES, NotApplicableRule
from parkit.report.data import counting_scores
from parkit.report.problems import load_data
from parkit.report.years import crosswalk, register, scores_of_years
from tests.independent.byhand import Scheme, half_away

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NEAR = 1e-9
SCHEMES = [pytest.param(code, marks=pytest.mark.xdist_group(f"independent-{code}")) for code in list_schemes(ROOT)]
every_scheme = pytest.mark.parametrize("code", SCHEMES)


@cache
def _data(code: str) -> SchemeData:
    return load_data(ROOT, code)


def _pairs(years: list[int]) -> list[tuple[int, int]]:
    """Return neighbouring years, years five apart (over both changes of the framework), and the first and the last."""
    spans = {1, 5, years[-1] - years[0]} if years else set()
    return [(base, year) for base, year in combinations(years, 2) if year - base in spans]


@cache
def _by_hand(code: str, rule: str = "") -> Scheme:
    """Hand over the tidy rows as text, as data/processed holds them."""
    texts = _data(code).scores.to_csv(index=False).splitlines()
    return Scheme(ROOT / "data" / "raw" / code, list(csv.DictReader(texts)), rule)


def _same(found: Mapping[Any, object], wanted: Mapping[Any, Fraction | float | None]) -> None:
    """Hold every number of parkit against the exact one; a value that only one side has differs."""
    assert {key for key, value in found.items() if not _empty(value)} == {
        key for key, value in wanted.items() if value is not None
    }
    gaps = {key: abs(float(found[key]) - float(value)) for key, value in wanted.items() if value is not None}  # type: ignore[arg-type]
    assert {key: gap for key, gap in gaps.items() if gap >= NEAR} == {}


def _empty(value: object) -> bool:
    return value is pd.NA or value is None or (isinstance(value, float) and math.isnan(value))


def _column(frame: pd.DataFrame, keys: list[str], name: str) -> dict[Any, object]:
    places = frame[keys].itertuples(index=False, name=None) if len(keys) > 1 else frame[keys[0]]
    return dict(zip(places, frame[name].tolist(), strict=True))


def _units(code: str, year: int, rule: NotApplicableRule | None = None) -> pd.DataFrame:
    return unit_index(counting_scores(_data(code), year), rule=rule or _data(code).scheme.not_applicable)


@every_scheme
@pytest.mark.parametrize("rule", NOT_APPLICABLE_RULES)
def test_indices_and_their_bounds(code: str, rule: NotApplicableRule) -> None:
    """Index, bounds, points and maximum of every unit and of every area are those computed by hand, by every rule."""
    for year in _data(code).years():
        hand = _by_hand(code, rule)
        areas = area_index(counting_scores(_data(code), year), rule=rule)
        for frame, keys, wanted in (
            (_units(code, year, rule), ["block", "unit"], hand.index(year)),
            (areas, ["block", "unit", "area"], hand.areas(year)),
        ):
            for column, part in (
                ("index", "value"),
                ("index_low", "low"),
                ("index_high", "high"),
                ("points", "points"),
            ):
                _same(_column(frame, keys, column), {key: getattr(index, part) for key, index in wanted.items()})


@every_scheme
def test_block_means(code: str) -> None:
    """Both means of every block are those computed by hand."""
    for year in _data(code).years():
        frame = block_mean(_units(code, year))
        for place, column in enumerate(("mean_of_ratios", "ratio_of_means")):
            _same(
                _column(frame, ["block"], column),
                {block: means[place] for block, means in _by_hand(code).means(year).items()},
            )


@every_scheme
def test_ranks_bounds_and_groups(code: str) -> None:
    """Every unit has the rank, the range of ranks and the group that counting by hand gives."""
    scheme = _data(code).scheme
    decimals = scheme.decimals if scheme.ranks_use == "printed" else None
    assert scheme.ties == "1224"
    for year in _data(code).years():
        units = assign_band(rank_bounds(rank(_units(code, year), decimals=decimals)), scheme.bands, decimals=decimals)
        keys, hand = ["block", "unit"], _by_hand(code)
        assert {key: value for key, value in _column(units, keys, "rank").items() if not _empty(value)} == hand.ranks(
            year
        )
        bounds = zip(units["rank_best"], units["rank_worst"], strict=True)
        both = dict(zip(_column(units, keys, "rank"), bounds, strict=True))
        assert {key: pair for key, pair in both.items() if not _empty(pair[0])} == hand.rank_bounds(year)
        assert _column(units, keys, "band_vi") == hand.bands(year)


@every_scheme
def test_points_lost(code: str) -> None:
    """The points every block lost in every area, and their share, are those computed by hand."""
    for year in _data(code).years():
        wanted = _by_hand(code).lost(year)
        frame = points_lost(counting_scores(_data(code), year), rule=_data(code).scheme.not_applicable)
        _same(_column(frame, ["block", "area"], "points_lost"), wanted)
        wholes = {block: sum(lost for place, lost in wanted.items() if place[0] == block) for block, _ in wanted}
        _same(
            _column(frame, ["block", "area"], "share"),
            {place: lost / wholes[place[0]] if wholes[place[0]] else None for place, lost in wanted.items()},
        )


@every_scheme
def test_ledgers_and_comparable_cores(code: str) -> None:
    """Over one year and over many, each unit's effects, cores and coverage are those computed by hand."""
    data, hand = _data(code), _by_hand(code)
    for base, year in _pairs(hand.years):
        rows = scores_of_years(data, (base, year))
        options: dict[str, Any] = {
            "year": year,
            "base_year": base,
            "rule": data.scheme.not_applicable,
            "crosswalk": crosswalk(data),
            "series": match_units(register(data), year=year, base_year=base),
        }
        wanted, keys = hand.ledger(base, year), ["block", "unit"]
        sums = sum_ledger(index_ledger(rows, **options))
        for effect in EFFECTS:
            _same(_column(sums, keys, effect), {place: ledger.effects[effect] for place, ledger in wanted.items()})
        core = comparable_index(rows, **options)
        for side in (0, 1):
            _same(_column(core, keys, f"index_{side}"), {place: each.index[side] for place, each in wanted.items()})
            _same(
                _column(core, keys, f"coverage_{side}"), {place: each.coverage[side] for place, each in wanted.items()}
            )
            _same(
                _column(core, keys, f"core_{side}"),
                {place: each.core[side] if each.core else None for place, each in wanted.items()},
            )
        for ledger in wanted.values():
            assert sum(ledger.effects.values()) == ledger.index[1] - ledger.index[0]


@every_scheme
def test_what_units_did_to_the_means(code: str) -> None:
    """Over one year and over many, the effects of units on their block's mean are those by hand and add up."""
    data, hand = _data(code), _by_hand(code)
    for base, year in _pairs(hand.years):
        rows = pd.concat([_units(code, each) for each in (base, year)], ignore_index=True)
        series = match_units(register(data), year=year, base_year=base)
        sums = unit_ledger(rows, year=year, base_year=base, series=series).groupby("block")[list(UNIT_EFFECTS)].sum()
        wanted = hand.unit_effects(base, year)
        for effect in UNIT_EFFECTS:
            _same(sums[effect].to_dict(), {block: effects[effect] for block, effects in wanted.items()})
        for effects in wanted.values():
            assert sum(effects[name] for name in UNIT_EFFECTS) == effects["change"]


@every_scheme
def test_median_polish(code: str) -> None:
    """The overall level and every rest of the table of units by areas are those that polishing by hand leaves."""
    for year in _data(code).years():
        found = median_polish(area_index(counting_scores(_data(code), year)))
        for block, (overall, rests) in _by_hand(code, "rebase").polish(year).items():
            part = found[found["block"].eq(block)]
            assert part["overall"].sub(overall).abs().max() < NEAR
            _same(_column(part, ["unit", "area"], "residual"), rests)


def test_the_second_computation_rounds_as_a_clerk_does() -> None:
    """2.675 becomes 2.68 and −0.125 becomes −0.13: half away from zero, on decimals."""
    assert half_away(Fraction("2.675"), 2) == Fraction("2.68")
    assert half_away(Fraction("-0.125"), 2) == Fraction("-0.13")


def test_the_second_computation_stands_alone() -> None:
    """Nothing of parkit, pandas or NumPy is imported by it."""
    text = (Path(__file__).parent / "byhand.py").read_text(encoding="utf-8")
    imported = {
        line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert not imported & {"parkit", "pandas", "numpy", "tests", "tools"}
