"""The change of each block in words: how much the rules, the performance and the units brought, and where."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from parkit.report.exhibits.common import enumerate_words, lower_first, rows_of, unit_names
from parkit.report.exhibits.compared import RULES, UNIT_SET, Compared, shown_effects
from parkit.report.exhibits.facts import Fact
from parkit.report.study import Study

_MOVED: Final = 1e-9
"""A change smaller than this is none."""


def block_sentences(pair: Compared, block: str) -> Iterator[str]:
    """Say what the change of a block's mean consists of."""
    sums = pair.block_sums
    row = next(rows_of(sums[sums["block"].eq(block)]))
    yield _rules_sentence(pair, row) if block in pair.changed else _same_rules_sentence(pair.study, row)
    yield from _unit_set_sentence(pair.study, row)
    yield from _area_sentence(pair, block)
    if block in pair.changed:
        yield from _core_sentences(pair, block)


def succession_sentences(pair: Compared, block: str) -> Iterator[str]:
    """Name the units that are compared with the pool of their parts, in one sentence."""
    rows = pair.units[pair.units["block"].eq(block) & pair.units["status"].eq("both") & pair.units["origin"].ne("")]
    listing = "; ".join(f"{row.name} {row.origin}" for row in rows_of(rows))
    if listing:
        yield pair.study.say("change.merged", block=pair.study.block_name(block), listing=listing)


def lone_block_sentence(pair: Compared, block: str) -> str:
    """Say of a block without a unit of both years whether its series starts or ends; empty where neither is known."""
    status, n = _lone_units(pair, block)
    words = {"block": pair.study.block_name(block), "n": n, "year": pair.study.year, "base": pair.base}
    return pair.study.say(f"change.block_{status}", **words) if n else ""


def lone_block_facts(pair: Compared) -> Iterator[Fact]:
    """Yield how many units each block has that only one of the two years knows."""
    for block in pair.units["block"].unique():
        status, n = _lone_units(pair, block)
        year = pair.base if status == "left" else pair.study.year
        if n and pair.units.loc[pair.units["block"].eq(block), "status"].ne("both").all():
            yield Fact(pair.study.say("change.fact_units", block=pair.study.block_name(block), year=year), n)


def _lone_units(pair: Compared, block: str) -> tuple[str, int]:
    """Return whether a block's units came or left, and how many; none if that is not known or they did both."""
    statuses = pair.units.loc[pair.units["block"].eq(block), "status"]
    both_ways = statuses.eq("new").any() and statuses.eq("left").any()
    known = statuses[statuses.isin(["new", "left"])]
    if known.empty or both_ways or not _whole_level(pair, block, str(known.iloc[0])):
        return "", 0
    return str(known.iloc[0]), len(known)


def value(study: Study, effect: float) -> str:
    """Return an effect with its sign."""
    return study.number(effect, sign=True)


def effects_in_words(study: Study, row: Any, names: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401  a row of effects
    """Return "new criteria −0.77" for every effect that is not 0 when printed."""
    for name in shown_effects(study, pd.DataFrame([row]), names):
        effect = study.say(f"change.effect_{name}")
        yield study.say("change.part", effect=lower_first(effect), value=value(study, getattr(row, name)))


def _rules_sentence(pair: Compared, row: Any) -> str:  # noqa: ANN401  a row of block_sums
    """Give the share of the rules in the change where it is a part of it, else both beside each other."""
    study = pair.study
    is_part = abs(row.change) > _MOVED and 0 <= row.rules / row.change <= 1
    parts = "; ".join(effects_in_words(study, row, RULES))
    return study.say(
        "change.rules_share" if is_part else "change.rules_against",
        block=lower_first(row.block_name) if is_part else row.block_name,
        move=study.say("change.moved_down" if row.change < 0 else "change.moved_up"),
        change=study.number(abs(row.change)),
        rules=study.number(abs(row.rules)) if is_part else _moved(study, row.rules),
        performance=_moved(study, row.performance),
        detail=study.say("change.detail", parts=parts) if parts else "",
    )


def _moved(study: Study, effect: float) -> str:
    """Return "lowered it by 0.94"."""
    return study.say("change.lowered" if effect < 0 else "change.raised", value=study.number(abs(effect)))


def _same_rules_sentence(study: Study, row: Any) -> str:  # noqa: ANN401  a row of block_sums
    rest = shown_effects(study, pd.DataFrame([row]), ("gaps", "unit_set"))
    also = (
        study.say("change.also", value=value(study, getattr(row, name)), cause=study.say(f"change.cause_{name}"))
        for name in rest
    )
    return study.say(
        "change.rules_same" if rest else "change.rules_same_only",
        block=row.block_name,
        change=value(study, row.change),
        performance=value(study, row.performance),
        rest="".join(also),
    )


def _unit_set_sentence(study: Study, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of block_sums
    parts = "; ".join(effects_in_words(study, row, UNIT_SET))
    if parts:
        yield study.say("change.unit_set", block=lower_first(row.block_name), parts=parts)


def _area_sentence(pair: Compared, block: str) -> Iterator[str]:
    """Name the areas in which performance raised and lowered the mean most."""
    study = pair.study
    rows = pair.block_rows[pair.block_rows["block"].eq(block) & pair.block_rows["area"].ne("")]
    moved = rows.groupby("area")["performance"].sum()
    ends = {"up": (moved.idxmax(), moved.max()), "down": (moved.idxmin(), moved.min())}
    parts = [
        study.say(f"change.area_{key}", area=pair.line_name(str(area)), value=value(study, effect))
        for key, (area, effect) in ends.items()
        if (effect > _MOVED if key == "up" else effect < -_MOVED) and len(moved) > 1
    ]
    if parts:
        yield study.say("change.areas_moved", block=pair.block_name(block), parts=enumerate_words(study, parts))


def _core_sentences(pair: Compared, block: str) -> Iterator[str]:
    """Count the units that rose on the criteria of both years, and name those that cannot be compared."""
    study = pair.study
    rows = pair.core[pair.core["block"].eq(block)]
    there = rows[rows["comparable"]]
    up, down = int(there["core_change"].gt(_MOVED).sum()), int(there["core_change"].lt(-_MOVED).sum())
    words = {"block": lower_first(study.block_name(block)), "n": len(there)}
    if len(there):
        yield study.say("change.core_moved", **words, up=up, down=down)
    others = rows[~rows["comparable"]].assign(name=lambda frame: frame["unit"].map(pair.name))
    if len(others):
        least = study.number(100.0 * study.scheme.analysis.least_coverage, 0)
        words = {"block": study.block_name(block), "least": least}
        yield study.say("change.core_not_comparable", **words, units=unit_names(others, study))


def _whole_level(pair: Compared, block: str, status: str) -> bool:
    """Tell whether the register has no unit of the block in the year that lacks scores: its level came or ended."""
    year = pair.base if status == "new" else pair.study.year
    return not pair.study.data.units.in_year(year, block)
