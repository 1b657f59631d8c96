"""The sentences of an announcement that rest on scores of units."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pandas as pd

from parkit.analysis.score import block_mean
from parkit.analysis.weakness import points_lost
from parkit.report.announcement.changes import Change, change_of
from parkit.report.announcement.facts import AreaFact, whole_blocks
from parkit.report.announcement.phrases import (
    Voice,
    band,
    change,
    clauses,
    count,
    count_of,
    inside,
    percent,
    points_of,
    sentence,
    series,
)
from parkit.report.study import Study

_MOST = 3  # areas and criteria that are named


def area_sentences(study: Study, facts: Sequence[AreaFact], voice: Voice) -> Iterator[str]:
    """Tell every area in order, for each the blocks; then of which no change is told, and why."""
    if not facts:
        yield voice.say("no_areas")
        return
    cut_off = study.cut_off()
    told = [fact for fact in facts if fact.block not in cut_off]
    cores = [fact.change for fact in told if fact.change.basis == "core"]
    if cores:
        yield voice.say("about_core", year=study.year, base=cores[0].base)
    for number, (area, blocks) in enumerate(_by_area(told), start=1):
        parts = clauses([area_clause(fact, study.block_name(fact.block), voice) for fact in blocks])
        yield sentence(voice.say("area", number=number, area=inside_area(study, area), parts=parts))
    for block, (there, _) in cut_off.items():
        yield sentence(voice.say("block_areas_incomplete", block=study.block_name(block), units=count(there, voice)))
    yield from _left_out(study, told, voice)


def area_clause(fact: AreaFact, block: str, voice: Voice) -> str:
    """Tell a block in an area: mean points over the maximum, mean index, change, units at the maximum.

    Points stand only where all units have the same maximum; a block whose units are not all known has no mean.
    """
    if fact.index is None:
        return voice.say("area_incomplete", block=inside(block))
    points = fact.points is not None and fact.maximum is not None
    parts = [
        voice.say("mean_points", points=points_of(fact.points, fact.maximum, voice)) if points else "",  # type: ignore[arg-type]
        voice.say("mean_index" if points else "mean_index_alone", index=percent(fact.index, voice))
        + change_note(fact.change, voice),
        voice.say("at_maximum", units=count_of(fact.at_maximum, fact.units, voice)) if fact.at_maximum else "",
    ]
    fewer = fact.units < fact.members
    assessed = voice.say("assessed", units=count_of(fact.units, fact.members, voice)) if fewer else ""
    return f"{inside(block)} {', '.join(part for part in parts if part)}{assessed}"


def change_note(found: Change, voice: Voice) -> str:
    """Return a change in brackets, nothing where the years cannot be compared."""
    if found.reason:
        return ""
    return f" ({change(found.value, found.base, voice, basis=found.basis)})"


def overall_sentences(study: Study, voice: Voice) -> Iterator[str]:
    """Tell every block: mean index and its change, groups, first and last units."""
    if study.scheme.first_round is not None:
        rounds = study.year - study.scheme.first_round + 1
        yield sentence(voice.say("rounds" if rounds > 1 else "first_round", n=rounds, year=study.year))
    whole = whole_blocks(study)
    for block, rows in study.units().groupby("block", sort=False):
        known = rows[rows["reason"].eq("")]
        if block in whole:
            yield _mean_sentence(study, str(block), rows, voice)
        else:
            yield from _incomplete_sentences(study, str(block), known, voice)
        yield from _band_sentences(study, str(block), known, voice)
        if block in whole:
            yield from _rank_sentences(study, known, voice)
        if known["provisional"].any():
            yield sentence(voice.say("provisional", units=count(int(known["provisional"].sum()), voice)))


def weak_sentences(study: Study, facts: Sequence[AreaFact], voice: Voice) -> Iterator[str]:
    """Tell the lowest area of each block, the areas that fell, and where the most points were lost."""
    if not facts:
        yield voice.say("no_losses")
        return
    for code in study.scheme.blocks:
        mine = [fact for fact in facts if fact.block == code]
        if mine:
            parts = (_lowest(study, mine, voice), _fallen(study, mine, voice), *_lost(study, code, voice))
            told = " ".join(sentence(part) for part in parts if part)
            if told:
                yield f"{study.block_name(code)}: {inside(told)}"


def inside_area(study: Study, area: str) -> str:
    """Return the name of an area as it stands after its number: in Vietnamese after "Về"."""
    return inside(study.area_name(area)) if study.lang == "vi" else study.area_name(area)


def _left_out(study: Study, facts: Sequence[AreaFact], voice: Voice) -> Iterator[str]:
    """Say once for each reason of which areas and blocks no change is told."""
    silent = [fact for fact in facts if fact.index is not None and fact.change.reason]
    for reason in dict.fromkeys(fact.change.reason for fact in silent):
        found = [fact for fact in silent if fact.change.reason == reason]
        why = _why(study, found[0].change, voice)
        if len(found) == len([fact for fact in facts if fact.index is not None]):
            yield sentence(voice.say("no_changes", why=why))
            continue
        yield sentence(voice.say("no_change_of", places=clauses(_places_of(study, found, voice)), why=why))


def _why(study: Study, found: Change, voice: Voice) -> str:
    share = percent(100 * study.scheme.analysis.least_coverage, voice, decimals=0)
    return voice.say(f"why_{found.reason}", base=found.base, share=share)


def _places_of(study: Study, facts: Sequence[AreaFact], voice: Voice) -> list[str]:
    """Return the names of areas, each with its blocks."""
    blocks = [(area, [inside(study.block_name(fact.block)) for fact in part]) for area, part in _by_area(facts)]
    return [f"{inside(study.area_name(area))} ({series(names, voice)})" for area, names in blocks]


def _by_area(facts: Sequence[AreaFact]) -> Iterator[tuple[str, Iterator[AreaFact]]]:
    return groupby(facts, key=lambda fact: fact.area)


def _mean_sentence(study: Study, block: str, rows: pd.DataFrame, voice: Voice) -> str:
    mean = float(block_mean(rows)["mean_of_ratios"].iloc[0])
    found = change_of(study, block)
    index = percent(mean, voice) + change_note(found, voice)
    told = sentence(voice.say("block_mean", block=study.block_name(block), units=count(len(rows), voice), index=index))
    if found.reason in ("", "no_base"):
        return told
    return f"{told} {sentence(voice.say('no_changes', why=_why(study, found, voice)))}"


def _incomplete_sentences(study: Study, block: str, known: pd.DataFrame, voice: Voice) -> Iterator[str]:
    """Tell a block without a mean and without ranks: how many units have all their scores, and between which ends."""
    yield sentence(voice.say("block_incomplete", block=study.block_name(block), units=count(len(known), voice)))
    if len(known) > 1:
        ends = known.sort_values(["index", "unit"], kind="stable").iloc[[-1, 0]]
        high, low = (
            voice.say("named_index", name=name, index=percent(index, voice))
            for name, index in zip(ends["name"], ends["index"], strict=True)
        )
        yield sentence(voice.say("ends", high=high, low=low))


def _band_sentences(study: Study, block: str, known: pd.DataFrame, voice: Voice) -> Iterator[str]:
    """Count the units of every group that has some; a block without groups has no such sentence."""
    bands = [each for each in study.scheme.bands if each.block == block and each.holds_in(study.year)]
    ordered = sorted(bands, key=lambda each: -each.at_least)
    uppers = [None, *(each.at_least for each in ordered)]
    parts = [
        band(each.label.get(voice.lang), each.at_least, upper, int(known["band"].eq(place).sum()), voice)
        for place, (each, upper) in enumerate(zip(ordered, uppers, strict=False), start=1)
        if known["band"].eq(place).any()
    ]
    below = int(known["band_state"].eq("below").sum())
    listed = [*parts, *([voice.say("below_bands", units=count(below, voice))] if below else [])]
    if listed:
        yield sentence(voice.say("bands", parts=clauses(listed)))


def _rank_sentences(study: Study, known: pd.DataFrame, voice: Voice) -> Iterator[str]:
    """Name the first and the last units with rank and index; a short block is named whole."""
    top = study.scheme.analysis.top
    if known.empty:
        return
    if len(known) <= 2 * top:
        yield sentence(voice.say("order", parts=clauses(_places(known, voice))))
        return
    first = known[known["rank"].le(top)]
    last = known[known["rank"].ge(known["rank"].iloc[-top])]
    yield sentence(voice.say("first", parts=clauses(_places(first, voice))))
    yield sentence(voice.say("last", parts=clauses(_places(last, voice))))


def _places(rows: pd.DataFrame, voice: Voice) -> list[str]:
    triples = zip(rows["rank"], rows["name"], rows["index"], strict=True)
    return [voice.say("place", rank=rank, name=name, index=percent(index, voice)) for rank, name, index in triples]


def _lowest(study: Study, facts: Sequence[AreaFact], voice: Voice) -> str:
    """Tell the lowest area, where the level of every area is known."""
    levels = [fact.index for fact in facts if fact.index is not None]
    if len(levels) < len(facts):
        return ""
    names = [inside(study.area_name(fact.area)) for fact in facts if fact.index == min(levels)]
    return voice.say("lowest_area", areas=clauses(names), index=percent(min(levels), voice))


def _fallen(study: Study, facts: Sequence[AreaFact], voice: Voice) -> str:
    fell = [fact for fact in facts if fact.index is not None and not fact.change.reason and fact.change.value < 0]
    if not fell:
        return ""
    ordered = sorted(fell, key=lambda fact: fact.change.value)
    names = [f"{inside(study.area_name(fact.area))}{change_note(fact.change, voice)}" for fact in ordered]
    return voice.say("fallen_areas", areas=clauses(names))


def _lost(study: Study, block: str, voice: Voice) -> Iterator[str]:
    """Tell the areas and criteria that cost the block most; where a maximum is not known, the loss is not either."""
    scores = study.scores()
    mine = scores[scores["block"].eq(block)]
    in_areas = mine["criterion"].eq(mine["area"]).all()
    for level in ("area",) if in_areas else ("area", "criterion"):
        losses = points_lost(mine, by=(level,), rule=study.scheme.not_applicable)
        if losses["n_unknown"].any():
            return
        costly = losses[losses["points_lost"].gt(0)].head(_MOST)
        parts = [
            voice.say(
                "loss",
                name=inside(study.area_name(str(code))),
                points=voice.number(lost),
                share=percent(100 * share, voice, decimals=1),
            )
            for code, lost, share in zip(costly[level], costly["points_lost"], costly["share"], strict=True)
        ]
        missing = voice.say("losses_known") if losses["n_missing"].any() or block in study.cut_off_blocks() else ""
        if parts:
            yield voice.say(f"losses_{level}", parts=clauses(parts)) + missing
