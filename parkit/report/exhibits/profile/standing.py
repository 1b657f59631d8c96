"""Where the unit stands and how sure that is: index, rank, group, and what the source printed of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.certainty_frames import MOST_UNITS
from parkit.report.exhibits.certainty_text import ordinal, rank_sentence
from parkit.report.exhibits.common import cut_off_notes, enumerate_words, rows_of, sentences, unit_names
from parkit.report.exhibits.facts import Fact, with_facts
from parkit.report.exhibits.overview import SetUp
from parkit.report.exhibits.overview import parameter_table as study_parameters
from parkit.report.exhibits.profile.notices import no_index
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.exhibits.rankings import with_printed
from parkit.report.study import Study

_SURE: Final = 100.0 - 1e-9
_ALMOST: Final = 99.5
"""From this chance on, in percent, the other groups are not worth naming."""


def parameter_table(profile: Profile) -> SetUp:
    """Show which scheme, year, language and unit the report is about."""
    study = profile.study
    table = study_parameters(study)
    row = {"parameter": profile.say("parameter_unit"), "value": profile.unit, "meaning": profile.name}
    data = pd.concat([table.data, pd.DataFrame([row])], ignore_index=True)
    return replace(table, data=data, page=replace(table.page, subject=profile.name))


def standing_findings(profile: Profile) -> Exhibit:
    """Say which index, rank and group the unit has, how sure the rank is, and how far others are."""
    row = profile.row
    if row is None:
        return no_index(profile, "profile-standing")
    title = _title(profile, row)
    found = [*_rank(profile, row), *_group(profile, row), *_others(profile, row), *_printed(profile, row)]
    told = sentences(profile.study, "profile-standing", title, found, cut_off_notes(profile.study))
    return with_facts(told, profile.study, _facts(profile, row))


def _title(profile: Profile, row: Any) -> str:  # noqa: ANN401  a row of Study.units
    study = profile.study
    words = {"index": study.number(row.index), "band": _band(row)}
    if len(profile.peers.ranked) < 2:
        return profile.say("standing_alone", **words)
    kind = "standing_listed" if profile.peers.block in profile.study.cut_off_blocks() else "standing"
    return profile.say(kind, rank=ordinal(study, row.rank), n=len(profile.peers.ranked), **words)


def _band(row: Any) -> str:  # noqa: ANN401  a row of Study.units
    return f", {row.band_label}" if pd.notna(row.band_label) else ""


def _rank(profile: Profile, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of Study.units
    """Say who shares the rank and what missing scores, self-scores and the survey leave open."""
    study, ranked = profile.study, profile.peers.ranked
    tied = ranked[ranked["rank"].eq(row.rank) & ranked["unit"].ne(profile.unit)]
    if len(tied):
        yield profile.say("tied", units=unit_names(tied, study))
    if row.provisional:
        yield profile.say("provisional")
    yield from _bounds(study, profile, row)
    if len(ranked) > 1:
        yield from _survey(profile)


def _bounds(study: Study, profile: Profile, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of Study.units
    settled = row.rank_best == row.rank_worst
    words = {"best": row.rank_best, "worst": row.rank_worst}
    if row.n_missing:
        ends = {"low": study.number(row.index_low), "high": study.number(row.index_high)}
        yield study.say("ranking.uncertain_settled" if settled else "ranking.uncertain", unit=row.name, **words, **ends)
    elif not settled and profile.peers.ranked["n_missing"].any():
        yield profile.say("others_missing", **words)


def _survey(profile: Profile) -> Iterator[str]:
    """Say between which ranks the survey's error leaves the unit, or why that is not known."""
    study = profile.study
    found = profile.peers.certainty
    if profile.peers.block in found.left_out:
        reason = found.left_out[profile.peers.block]
        yield study.say(f"certainty.left_out_{reason}", block=study.block_name(profile.peers.block), most=MOST_UNITS)
    for row in rows_of(profile.of(found.units)):
        yield profile.say("margin", margin=study.number(row.margin))
        yield rank_sentence(study, row)


def _group(profile: Profile, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of Study.units
    """Say how likely each group is where the survey leaves more than one."""
    units = profile.peers.certainty.units
    if pd.isna(row.band_label) or units.empty or len(profile.peers.ranked) < 2:
        return
    for found in rows_of(profile.of(units)):
        kind = "sure" if found.band_chance >= _SURE else "almost" if found.band_chance >= _ALMOST else "open"
        yield profile.say(f"band_{kind}", band=row.band_label, bands=found.band_chances)


def _others(profile: Profile, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of Study.units
    study, ranked = profile.study, profile.peers.ranked
    if len(ranked) < 2:
        return
    best = ranked[ranked["rank"].eq(1)]
    middle = float(ranked["index"].median())
    words = {"median": study.number(middle), "away": study.number(abs(row.index - middle))}
    side = "above" if row.index > middle else "below" if row.index < middle else "at"
    yield profile.say(f"median_{side}", **words)
    if row.rank > 1:
        top = float(best["index"].iloc[0])
        yield profile.say(
            "best",
            units=unit_names(best, study),
            index=study.number(top),
            gap=study.number(top - row.index),
        )


def _printed(profile: Profile, row: Any) -> Iterator[str]:  # noqa: ANN401  a row of Study.units
    """Repeat what the source printed of the unit, beside the recomputed figures."""
    study = profile.study
    found = next(rows_of(with_printed(study, pd.DataFrame([row]))))
    parts = [
        profile.say(f"printed_{name}", value=value if name == "band" else study.number(value, decimals))
        for name, decimals in (("index", study.scheme.decimals), ("rank", 0), ("band", 0))
        if pd.notna(value := getattr(found, f"printed_{name}"))
    ]
    if parts:
        yield profile.say("printed", parts=enumerate_words(study, parts))


def _facts(profile: Profile, row: Any) -> Iterator[Fact]:  # noqa: ANN401  a row of Study.units
    """Yield the numbers of the sentences: the unit's own, what is open about them, and those of its block."""
    study, ranked = profile.study, profile.peers.ranked
    yield _level(profile, "index", row.index)
    if row.n_missing:
        yield _level(profile, "index_low", row.index_low)
        yield _level(profile, "index_high", row.index_high)
    if len(ranked) < 2:
        return
    ranks = {"rank": row.rank, "ranked": len(ranked)}
    if row.n_missing or row.rank_best != row.rank_worst:
        ranks |= {"rank_best": row.rank_best, "rank_worst": row.rank_worst}
    yield from (Fact(profile.say(f"fact_{name}"), value) for name, value in ranks.items())
    for found in rows_of(profile.of(profile.peers.certainty.units)):
        yield from _survey_facts(profile, found)
    yield from _peer_facts(profile, row)
    printed = next(rows_of(with_printed(study, pd.DataFrame([row]))))
    for name, decimals in (("printed_index", study.scheme.decimals), ("printed_rank", 0)):
        if pd.notna(value := getattr(printed, name)):
            yield Fact(profile.say(f"fact_{name}"), value, decimals)


def _peer_facts(profile: Profile, row: Any) -> Iterator[Fact]:  # noqa: ANN401  a row of Study.units
    """Yield the middle of the block and, for all but the first, who is ahead and how far."""
    ranked = profile.peers.ranked
    middle, top = float(ranked["index"].median()), float(ranked["index"].max())
    yield _level(profile, "median", middle)
    yield _level(profile, "from_median", row.index - middle)
    if row.rank > 1:
        yield Fact(profile.say("fact_rank_ahead"), ranked.loc[ranked["rank"].lt(row.rank), "rank"].max())
        yield _level(profile, "top", top)
        yield _level(profile, "from_top", row.index - top)


def _survey_facts(profile: Profile, found: Any) -> Iterator[Fact]:  # noqa: ANN401  a row of the certainty of units
    """Yield what the survey leaves open: the margin, the ranks, and the chances of the groups."""
    yield _level(profile, "margin", found.margin)
    yield Fact(profile.say("fact_all_low"), found.all_low)
    yield Fact(profile.say("fact_all_high"), found.all_high)
    if pd.notna(found.band_chance):
        yield Fact(profile.say("fact_band_chance", bands=found.band_chances), found.band_chance, 1)


def _level(profile: Profile, name: str, value: float) -> Fact:
    return Fact(profile.say(f"fact_{name}"), value, profile.study.scheme.decimals)
