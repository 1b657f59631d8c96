"""What changed against the earlier year, and why: the unit's own ledger in sentences and by area."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.change_text import value
from parkit.report.exhibits.common import column, enumerate_words, lower_first, rows_of, sentences, silent
from parkit.report.exhibits.compared import heading
from parkit.report.exhibits.facts import Fact, with_facts
from parkit.report.exhibits.profile.notices import absent, without_index
from parkit.report.exhibits.profile.pair import WITHIN, Pair, pair_of
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.table import Column

NAMED: Final = 2
"""How many criteria a sentence names that rose, and that fell."""

_pair = lru_cache(maxsize=4)(pair_of)


def change_findings(profile: Profile) -> Exhibit:
    """Say how index and rank changed since the earlier year, and through what."""
    notice = _notice(profile)
    pair = _pair(profile)
    if notice is not None or pair is None:
        return notice or absent(profile, "profile-change", "no_change", "no_earlier")
    found = [_moved(pair), *_origin(pair), *_causes(pair), *_criteria(pair)]
    told = sentences(profile.study, "profile-change", _title(pair), found)
    cited = replace(told, source=profile.study.source(pair.compared.base, profile.study.year))
    return with_facts(cited, profile.study, _facts(pair))


def change_table(profile: Profile) -> Exhibit:
    """List the effects on the unit's index by area."""
    notice, pair = _notice(profile), _pair(profile)
    if notice is not None or pair is None:
        return silent(notice or absent(profile, "profile-change", "no_change", "no_earlier"), "profile-change-table")
    study = profile.study
    if not pair.has_parts:
        return silent(absent(profile, "profile-change", "no_change", "only_totals"), "profile-change-table")
    rows = pair.areas.assign(area_name=[_area_name(pair, area) for area in pair.areas["area"]])
    group = study.say("change.of_which")
    effects = pair.shown if pair.shown != ("performance",) else ()
    return Exhibit(
        id="profile-change-table",
        kind="table",
        title=profile.say("change_table", base=pair.compared.base),
        lang=study.lang,
        data=rows,
        columns=(
            column(study, "area_name"),
            Column("effect", profile.say("column_effect"), "number", study.scheme.decimals, sign=True),
            *(replace(heading(study, name, "number", sign=True), group=group) for name in effects),
        ),
        source=study.source(pair.compared.base, study.year),
        notes=(study.say("change.rounding", step=study.number(10.0**-study.scheme.decimals)),),
    )


def _notice(profile: Profile) -> Exhibit | None:
    """Return the notice of a unit without an earlier index."""
    notice, pair = without_index(profile, "profile-change"), _pair(profile)
    if notice is not None or pair is None or pair.is_whole:
        return notice
    base = pair.compared.base
    if pair.row is not None and pair.row.status == "part":
        return absent(profile, "profile-change", "no_change", "change_part", base=base)
    begun = profile.study.data.units.get(profile.unit).valid_from
    reason = "change_begun" if begun and begun > date(base, 12, 31) else "change_new"
    return absent(profile, "profile-change", "no_change", reason, base=base, begun=begun.year if begun else "")


def _title(pair: Pair) -> str:
    """Return how far the index moved, and the effect that moved it most in that direction."""
    profile, row = pair.profile, pair.row
    words = {"change": profile.study.number(abs(row.change)), "base": pair.compared.base}
    if abs(row.change) < _least(profile):
        return profile.say("change_none", **words)
    kind = "up" if row.change > 0 else "down"
    if not pair.has_parts or pair.shown == ("performance",):
        return profile.say(f"change_{kind}", **words)
    effects = pair.effects[list(pair.shown)].astype(float) * (1 if kind == "up" else -1)
    cause = lower_first(profile.study.say(f"change.effect_{effects.idxmax()}"))
    return profile.say(f"change_{kind}_by", cause=cause, **words)


def _moved(pair: Pair) -> str:
    """Say both indices and, where one unit stands for itself, both ranks."""
    study, row, base = pair.profile.study, pair.row, pair.compared.base
    ranks = [pair.rank(year) for year in (base, study.year)]
    kind = "moved" if None in ranks else "moved_same_rank" if ranks[0] == ranks[1] else "moved_rank"
    return pair.profile.say(
        kind,
        base=base,
        before=study.number(row.index_0),
        after=study.number(row.index_1),
        change=value(study, row.change),
        rank_before=ranks[0],
        rank_after=ranks[1],
    )


def _origin(pair: Pair) -> Iterator[str]:
    """Say what the unit came from, and with whom it is compared as one."""
    row = pair.row
    if row is not None and row.origin:
        yield pair.profile.say("origin", origin=row.origin, base=pair.compared.base)
    if pair.together:
        yield pair.profile.say("together", units=pair.together, base=pair.compared.base)


def _causes(pair: Pair) -> Iterator[str]:
    """Say what the change consists of."""
    profile, study = pair.profile, pair.profile.study
    if not pair.has_parts:
        yield study.say("change.totals_note")
        return
    least = _least(profile)
    parts = [
        study.say(
            "change.part",
            effect=lower_first(study.say(f"change.effect_{name}")),
            value=value(study, float(pair.effects[name])),
        )
        for name in pair.shown
        if abs(float(pair.effects[name])) >= least
    ]
    alone = pair.shown == ("performance",)
    yield profile.say("all_performance" if alone else "causes", parts=enumerate_words(study, parts))


def _criteria(pair: Pair) -> Iterator[str]:
    """Name the criteria in which performance rose and fell most."""
    for kind, named in _moved_most(pair).items():
        listing = enumerate_words(pair.profile.study, (_effect(pair, row) for row in rows_of(named)))
        if len(named):
            yield pair.profile.say(f"criteria_{kind}", listing=listing)


def _moved_most(pair: Pair) -> dict[str, pd.DataFrame]:
    """Return the criteria in which performance rose most and those in which it fell most."""
    if not pair.has_parts:
        return {}
    ordered = pair.ledger.sort_values("performance", kind="stable")
    least = _least(pair.profile)
    rose, fell = ordered[ordered["performance"].ge(least)][::-1], ordered[ordered["performance"].le(-least)]
    return {"rose": rose.head(NAMED), "fell": fell.head(NAMED)}


def _facts(pair: Pair) -> Iterator[Fact]:
    """Yield the numbers of the sentences: both years, the effects, and the criteria that moved most."""
    profile, row, base = pair.profile, pair.row, pair.compared.base
    study, decimals = profile.study, profile.study.scheme.decimals
    levels = {base: row.index_0, study.year: row.index_1}
    yield from (Fact(profile.say("fact_index_of", of=year), level, decimals) for year, level in levels.items())
    yield Fact(profile.say("fact_change", base=base), row.change, decimals)
    for year in levels:
        if (rank := pair.rank(year)) is not None:
            yield Fact(profile.say("fact_rank_of", of=year), rank)
    for name in pair.shown if pair.has_parts else ():
        yield Fact(study.say(f"change.effect_{name}"), float(pair.effects[name]), decimals)
    for rows in _moved_most(pair).values():
        for line in rows_of(rows):
            yield Fact(profile.say("fact_performance", line=_line(pair, line)), line.performance, decimals)


def _line(pair: Pair, row: Any) -> str:  # noqa: ANN401  a row of the ledger
    code = str(row.criterion).partition("@")[0]
    return f"{code} {pair.compared.line_name(str(row.criterion))}"


def _effect(pair: Pair, row: Any) -> str:  # noqa: ANN401  a row of the ledger
    return f"{_line(pair, row)} ({value(pair.profile.study, row.performance)})"


def _area_name(pair: Pair, area: str) -> str:
    return pair.profile.study.say("change.effect_sum") if area == "+" else pair.compared.line_name(area)


def _least(profile: Profile) -> float:
    return float(WITHIN * 10.0**-profile.study.scheme.decimals)
