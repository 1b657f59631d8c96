"""What holds of every scheme, whatever was done to it (METHODS 1–3, 12–14, 17)."""

from itertools import pairwise
from typing import Any

import pandas as pd
import pandas.testing as tm

from parkit.analysis.block_ledger import block_ledger, unit_ledger
from parkit.analysis.comparable import chain_linked, comparable_index
from parkit.analysis.ledger import EFFECTS, index_ledger
from parkit.analysis.rank import rank
from parkit.analysis.rank_bounds import rank_bounds
from parkit.analysis.score import area_index, unit_index
from parkit.analysis.successors import match_units, unit_series
from parkit.analysis.weakness import points_lost
from parkit.model.scheme import NOT_APPLICABLE_RULES, TIE_RULES, NotApplicableRule
from tests.fuzz.model import Model

NEAR = 1e-9
UNIT = ["year", "block", "unit"]
RULES: tuple[NotApplicableRule, ...] = NOT_APPLICABLE_RULES


def one_year_holds(model: Model, rule: NotApplicableRule) -> None:
    """Check the latest year: index, bounds, ranks, parts, losses."""
    scores = model.frame().query("year == @model.year").reset_index(drop=True)
    units, areas = unit_index(scores, rule=rule), area_index(scores, rule=rule)
    _index_lies_between_its_bounds(units)
    _index_lies_between_its_bounds(areas)
    parts = areas.groupby(["block", "unit"])[["points", "max_points"]].sum()
    whole = units.set_index(["block", "unit"])[["points", "max_points"]]
    assert (parts.reindex(whole.index) - whole).abs().to_numpy().max() < NEAR
    assert len(units) == scores.groupby(["block", "unit"]).ngroups
    _ranks_follow_the_rules(units)
    _order_of_rows_does_not_matter(scores, rule, model.seed)
    _losses_add_up(scores, units, rule)
    _more_points_never_hurt(scores, units, rule)


def all_years_hold(model: Model, rule: NotApplicableRule) -> None:
    """Check every two years: ledgers close, cores and coverage are shares, series keep what they hold."""
    scores, register, crosswalk = model.frame(), model.register(), model.crosswalk()
    for base, year in {*pairwise(model.years), (model.years[0], model.years[-1])} - {(model.year, model.year)}:
        options: dict[str, Any] = {
            "year": year,
            "base_year": base,
            "rule": rule,
            "crosswalk": crosswalk,
            "series": match_units(register, year=year, base_year=base),
        }
        _ledgers_close(scores, options)
        core = comparable_index(scores, **options)
        assert core[["coverage_0", "coverage_1"]].apply(lambda part: part.between(0, 1 + NEAR)).all(axis=None)
        held = core[core["core_0"].notna()][["core_0", "core_1"]]
        assert held.apply(lambda part: part.between(-NEAR, 100 + NEAR)).all(axis=None)
        _every_unit_is_matched_once(model, options["series"], base, year)
    linked = chain_linked(scores, rule=rule, crosswalk=crosswalk, link="difference")
    last = linked.groupby(["block", "unit", "segment"]).tail(1)
    assert (last["linked"] - last["index"]).abs().max() < NEAR
    _names_do_not_matter(scores, register, rule)
    _mergers_keep_totals(scores, register, rule)


def _index_lies_between_its_bounds(frame: pd.DataFrame) -> None:
    known = frame[frame["index"].notna()]
    assert known["index"].between(-NEAR, 100 + NEAR).all()
    assert (known["index_low"] <= known["index"] + NEAR).all()
    assert (known["index"] <= known["index_high"] + NEAR).all()
    whole = known[known["n_missing"].eq(0)]
    assert (whole["index_high"] - whole["index_low"]).abs().lt(NEAR).all()
    assert frame["reason"].eq("").eq(frame["index"].notna() & frame["n_missing"].eq(0)).all()


def _ranks_follow_the_rules(units: pd.DataFrame) -> None:
    found = rank_bounds(rank(units))
    for _, block in found.groupby("block"):
        values = block["index"].round(9)
        known = values.dropna()
        expected = [1 + int((known > value).sum()) for value in known]
        assert block.loc[known.index, "rank"].tolist() == expected
        assert block["rank"].isna().equals(values.isna())
        held = block.loc[known.index]
        assert (held["rank_best"] <= held["rank_worst"]).all()
        if held["n_missing"].eq(0).all() and len(held) == len(block):
            assert held["rank_best"].tolist() == held["rank_worst"].tolist() == expected
    dense, consecutive = (rank(units, ties=ties) for ties in TIE_RULES[1:])
    for _, block in dense.groupby("block"):
        assert sorted(block["rank"].dropna().unique()) == list(range(1, block["rank"].nunique() + 1))
    for _, block in consecutive.groupby("block"):
        assert sorted(block["rank"].dropna()) == list(range(1, int(block["rank"].notna().sum()) + 1))


def _order_of_rows_does_not_matter(scores: pd.DataFrame, rule: NotApplicableRule, seed: int) -> None:
    mixed = scores.sample(frac=1, random_state=seed % 2**32)
    tm.assert_frame_equal(unit_index(scores, rule=rule), unit_index(mixed, rule=rule), rtol=0, atol=NEAR)
    for ties in TIE_RULES:
        ordered, other = (rank(unit_index(rows, rule=rule), ties=ties)["rank"] for rows in (scores, mixed))
        assert ordered.equals(other)


def _losses_add_up(scores: pd.DataFrame, units: pd.DataFrame, rule: NotApplicableRule) -> None:
    by_area = points_lost(scores, rule=rule)
    assert by_area["points_lost"].ge(-NEAR).all()
    for level in (("criterion",), ("unit",)):
        sums = points_lost(scores, by=level, rule=rule).groupby("block")["points_lost"].sum()
        assert (sums - by_area.groupby("block")["points_lost"].sum()).abs().max() < NEAR
    last = by_area.groupby("block")["cumulative_share"].last().dropna()
    assert (last - 1).abs().lt(NEAR).all()
    if rule == "rebase":
        gone = (units["max_points"] - units["points"]).groupby(units["block"]).sum()
        assert (by_area.groupby("block")["points_lost"].sum() - gone).abs().max() < NEAR


def _more_points_never_hurt(scores: pd.DataFrame, units: pd.DataFrame, rule: NotApplicableRule) -> None:
    room = scores[scores["state"].eq("scored") & scores["points"].lt(scores["max_points"])]
    for label in room.index[:1]:
        raised = scores.copy()
        raised.loc[label, "points"] = scores.loc[label, "max_points"]
        gained = unit_index(raised, rule=rule)["index"] - units["index"]
        assert gained.dropna().ge(-NEAR).all()
        others = units["unit"].ne(scores.loc[label, "unit"])
        assert gained[others].dropna().abs().lt(NEAR).all()


def _ledgers_close(scores: pd.DataFrame, options: dict[str, Any]) -> None:
    """Add up by ourselves: parkit refuses a remainder, and this must not be all that does."""
    ledger = index_ledger(scores, **options)
    sums = ledger.groupby(["block", "unit"]).agg(
        effect=("effect", "sum"), before=("index_0", "first"), after=("index_1", "first")
    )
    assert (sums["after"] - sums["before"] - sums["effect"]).abs().fillna(0).lt(NEAR).all()
    assert (ledger[list(EFFECTS)].sum(axis=1) - ledger["effect"]).abs().lt(NEAR).all()
    weights = ledger.groupby(["block", "unit"])[["weight_0", "weight_1"]].sum()
    assert (weights - 1).abs().lt(NEAR).all(axis=None)
    units = unit_index(scores, rule=options["rule"])
    for mean in ("mean_of_ratios", "ratio_of_means"):
        blocks = block_ledger(scores, mean=mean, **options).groupby("block")  # type: ignore[arg-type]
        change = blocks["mean_1"].first() - blocks["mean_0"].first()
        assert (blocks["effect"].sum() - change).abs().lt(NEAR).all()
        series = {key: options[key] for key in ("year", "base_year", "series")}
        own = unit_ledger(units, mean=mean, **series).groupby("block")  # type: ignore[arg-type]
        assert (own["effect"].sum() - change).abs().fillna(0).lt(NEAR).all()


def _every_unit_is_matched_once(model: Model, series: pd.DataFrame, base: int, year: int) -> None:
    expected = sorted((each, office.code) for each in (base, year) for office in model.alive(each))
    assert sorted(series[["year", "unit"]].itertuples(index=False, name=None)) == expected


def _names_do_not_matter(scores: pd.DataFrame, register: pd.DataFrame, rule: NotApplicableRule) -> None:
    """Give every unit another code that sorts the other way round: nothing but the codes may change."""
    codes = sorted(register["code"])
    other = {code: f"z{len(codes) - place:04d}" for place, code in enumerate(codes)}
    renamed = register.assign(
        code=register["code"].map(other),
        successors=[";".join(other[heir] for heir in heirs.split(";") if heir) for heirs in register["successors"]],
    )
    before = unit_series(unit_index(scores, rule=rule), register)
    after = unit_series(unit_index(scores.assign(unit=scores["unit"].map(other)), rule=rule), renamed)
    back = {new: old for old, new in other.items()}
    keys = ["block", "series", "year"]
    values = [*keys, "n_parts", "points", "max_points", "index", "reason"]
    found = after.assign(series=after["series"].map(back))[values].sort_values(keys, ignore_index=True)
    tm.assert_frame_equal(before[values].sort_values(keys, ignore_index=True), found, rtol=0, atol=NEAR)


def _mergers_keep_totals(scores: pd.DataFrame, register: pd.DataFrame, rule: NotApplicableRule) -> None:
    units = unit_index(scores, rule=rule).set_index(UNIT)
    for row in unit_series(units.reset_index(), register).to_dict("records"):
        if row["reason"] == "":
            parts = [units.loc[(row["year"], row["block"], code)] for code in row["parts"].split("; ")]
            assert abs(sum(part["points"] for part in parts) - row["points"]) < NEAR
            assert abs(sum(part["max_points"] for part in parts) - row["max_points"]) < NEAR
            indices = [part["index"] for part in parts]
            assert min(indices) - NEAR <= row["index"] <= max(indices) + NEAR
