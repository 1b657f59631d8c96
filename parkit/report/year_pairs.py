"""Two neighbouring years set side by side: every block and every unit, and only what can be compared is subtracted.

Where the rules of a block are the same in both years a change is the difference of the two indices. Where they are
not, it is the change on the criteria of both years, if these are enough of the whole; otherwise there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from parkit.report.exhibits.common import rows_of
from parkit.report.exhibits.compared import Compared
from parkit.report.study import Study
from parkit.report.years import scored_years


@dataclass(frozen=True, kw_only=True)
class YearPair:
    """What a page says of two years; see `year_pair`."""

    base: int
    year: int
    blocks: pd.DataFrame
    units: pd.DataFrame
    changed: tuple[str, ...]


def neighbours(study: Study) -> tuple[tuple[int, int], ...]:
    """Return the pairs of neighbouring years with scores of units, newest first."""
    years = scored_years(study.data, until=max(study.data.years()))
    return tuple(reversed(list(pairwise(years))))


def year_pair(study: Study, base: int, year: int) -> YearPair:
    """Set a year beside an earlier one.

    Parameters
    ----------
    study : Study
        The scheme, later years not left out.
    base, year : int
        Two years with scores of units.

    Returns
    -------
    YearPair
        ``units``: ``name``, ``block_name``, ``index_0``, ``index_1``, ``change``, ``basis`` (in words, what the change
        is measured on, or why there is none), ``rank_0``, ``rank_1``, ``rank_change`` (only under the same rules),
        ``remark``. ``blocks``: ``block_name``, ``n_0``, ``mean_0``, ``n_1``, ``mean_1``, ``n_both``, ``change``,
        ``basis``. ``changed``: the names of the blocks whose rules are not the same.
    """
    seen = study.seen_from(year)
    pair = Compared(study=seen, base=base)
    units = _with_changes(pair, pair.units)
    names = tuple(seen.block_name(block) for block in seen.scheme.blocks if block in pair.changed)
    return YearPair(base=base, year=year, blocks=_blocks(pair, units), units=units, changed=names)


def _with_changes(pair: Compared, units: pd.DataFrame) -> pd.DataFrame:
    """Keep the differences that compare like with like, put the change on the common criteria where rules differ."""
    other_rules = units["block"].isin(pair.changed)
    core = _core(pair, units)
    change = units["change"].where(~other_rules, core["core_change"].where(core["comparable"]))
    both = units["status"].eq("both")
    return units.assign(
        other_rules=other_rules,
        change=change.where(both),
        rank_change=units["rank_change"].where(~other_rules),
        basis=[_basis(pair, row) for row in rows_of(units.assign(other_rules=other_rules, **core))],
        remark=[_remark(pair, row) for row in rows_of(units)],
    )


def _core(pair: Compared, units: pd.DataFrame) -> pd.DataFrame:
    """Return the change on the common criteria for each row of ``units``; totals alone have no criteria."""
    columns = ["core_change", "coverage", "comparable", "core_reason"]
    if not pair.changed or any(pair.study.depth(year) != "areas" for year in (pair.base, pair.study.year)):
        without = {"core_change": np.nan, "coverage": np.nan, "comparable": False, "core_reason": "no_criteria"}
        return pd.DataFrame(without, index=units.index)
    core = pair.core.rename(columns={"reason": "core_reason"})[["block", "unit", *columns]]
    found = units[["block", "unit"]].merge(core, how="left", on=["block", "unit"])[columns]
    return found.assign(
        comparable=found["comparable"].eq(other=True), core_reason=found["core_reason"].fillna("unit_absent")
    ).set_index(units.index)


def _basis(pair: Compared, row: Any) -> str:  # noqa: ANN401  a row of units with its core
    """Say what a unit's change is measured on, or why it has none."""
    if row.status != "both":
        return ""
    if not row.other_rules:
        return pair.study.say("site.basis_whole")
    if row.comparable:
        return pair.study.say("site.basis_core", share=pair.study.number(100.0 * row.coverage, 0))
    return pair.study.say(f"site.basis_{row.core_reason}")


def _remark(pair: Compared, row: Any) -> str:  # noqa: ANN401  a row of units
    """Say what a unit was merged from, or in which of the years it has an index."""
    if row.status == "both":
        return str(row.origin)
    status = "neither" if row.status == "part" else row.status
    return pair.study.say(f"trend.status_{status}", base=pair.base, year=pair.study.year)


def _blocks(pair: Compared, units: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each block with a unit in one of the years."""
    study = pair.study
    own = {year: study.units(year).groupby("block")["index"] for year in (pair.base, study.year)}
    counts, means = ({year: getattr(found, name)() for year, found in own.items()} for name in ("count", "mean"))
    rows = [
        {
            "block_name": study.block_name(block),
            **{f"n_{side}": int(counts[year].get(block, 0)) for side, year in enumerate(own)},
            **{f"mean_{side}": _mean(study, block, year, means[year]) for side, year in enumerate(own)},
            **_block_change(pair, units[units["block"].eq(block)]),
        }
        for block in study.scheme.blocks
        if any(counts[year].get(block, 0) for year in own)
    ]
    columns = ["block_name", "n_0", "mean_0", "n_1", "mean_1", "n_both", "change", "basis"]
    return pd.DataFrame(rows, columns=columns)


def _mean(study: Study, block: str, year: int, means: "pd.Series[Any]") -> float:
    """Return the mean of a block, unless units are known to be missing: then it is not the block's."""
    return float(means.get(block, np.nan)) if block not in study.cut_off_blocks(year) else np.nan


def _block_change(pair: Compared, rows: pd.DataFrame) -> dict[str, Any]:
    """Return the mean change of the units with one, how many they are, and what it is measured on."""
    measured = rows[rows["change"].notna()]
    if measured.empty:
        reasons = [text for text in rows["basis"].unique() if text]
        return {"n_both": 0, "change": np.nan, "basis": reasons[0] if reasons else pair.study.say("site.basis_none")}
    entry = "site.basis_block_core" if rows["other_rules"].any() else "site.basis_whole"
    return {"n_both": len(measured), "change": measured["change"].mean(), "basis": pair.study.say(entry)}


def printed_years(study: Study) -> tuple[int, ...]:
    """Return the years of which only figures of whole blocks were published, newest first."""
    return tuple(year for year in reversed(study.data.years()) if study.depth(year) == "blocks")


def printed_figures(study: Study, year: int, statistics: Iterable[str]) -> pd.DataFrame:
    """Return the printed figures of blocks: ``block_name``, ``area_name``, ``figure``, ``text``, ``base`` (a year)."""
    rows = study.printed(year)
    rows = rows[rows["statistic"].isin(list(statistics)) & rows["unit"].eq("")]
    seen = study.seen_from(year)
    names = dict(zip(rows["block"].unique(), map(seen.block_name, rows["block"].unique()), strict=True))
    return rows.assign(
        block_name=rows["block"].map(names),
        area_name=[seen.area_name(area) for area in rows["area"]],
        figure=[_figure(seen, row) for row in rows_of(rows)],
        base=rows["base_year"],
    )[["block_name", "area_name", "figure", "text", "base"]].reset_index(drop=True)


def _figure(study: Study, row: Any) -> str:  # noqa: ANN401  a row of printed figures
    name = study.say(f"sources.statistic_{row.statistic}")
    return f"{name} ({study.say(f'sources.column_{row.source}')})" if row.source else name
