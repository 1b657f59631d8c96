"""The verdicts in sentences: what cannot be right, what fits only under a condition, what cannot be checked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from parkit.report.exhibits.common import (
    enumerate_words,
    lower_first,
    rows_of,
)
from parkit.report.exhibits.verdict_words import (
    LEVELS,
    base_text,
    join_or,
    middle_text,
    named_place_text,
    needed_text,
    place_text,
    printed_text,
    range_text,
    reading_name,
    reason_clause,
    recomputed_text,
    shortest,
    value_text,
    what_text,
)
from parkit.report.exhibits.verdicts import VERDICTS, Verdicts
from parkit.report.study import Study

_GROUPED = ("needs_other_weights",)
"""Reasons told once for all units together."""


def verdict_sentences(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell the verdicts, the gravest first."""
    yield _counts(study, verdicts)
    printed = verdicts.printed()
    for verdict in ("impossible", "conditional"):
        for figure in rows_of(printed[printed["verdict"].eq(verdict)]):
            yield from _doubted(study, verdicts, figure)
    yield from _units(study, verdicts)
    yield from _changes(study, verdicts)
    yield from _bounds(study, verdicts)
    yield from _maxima(study, verdicts)
    yield from _groups(study, verdicts)
    yield from _not_checkable(study, verdicts)


def _counts(study: Study, verdicts: Verdicts) -> str:
    printed = verdicts.printed()
    counts = {verdict: int(printed["verdict"].eq(verdict).sum()) for verdict in VERDICTS}
    return study.say("reconciliation.counts", n=len(printed), **counts)


def _doubted(study: Study, verdicts: Verdicts, figure: Any) -> Iterator[str]:  # noqa: ANN401  a row of figures
    """Tell why one figure cannot be right, or under which condition only."""
    if figure.statistic == "change":
        yield from _doubted_change(study, verdicts, figure)
        return
    if figure.reasons in _GROUPED:
        return
    claims = verdicts.of(figure.figure)
    against_points = claims[claims["reason"].eq("differs_from_points")]
    if len(against_points):
        yield _index_differs(study, figure, next(rows_of(against_points)))
        return
    values = recomputed_text(study, verdicts, figure)
    yield study.say(
        f"reconciliation.{figure.verdict}",
        place=place_text(study, figure),
        what=lower_first(what_text(study, figure)),
        text=figure.text,
        reason="; ".join(reason_clause(study, code, claims) for code in figure.reasons.split(", ")),
        recomputed=study.say("reconciliation.recomputed_part", values=values) if values else "",
    )


def _index_differs(study: Study, figure: Any, claim: Any) -> str:  # noqa: ANN401  rows of figures and claims
    """Tell that two printed figures exclude each other, without saying which one is wrong."""
    return study.say(
        "reconciliation.index_differs",
        place=named_place_text(study, figure),
        text=figure.text,
        basis=base_text(study, claim),
        range=value_text(study, claim),
    )


def _doubted_change(study: Study, verdicts: Verdicts, figure: Any) -> Iterator[str]:  # noqa: ANN401  a row of figures
    """Tell which readings of a change cannot be meant, and which remain."""
    claims = verdicts.of(figure.figure)
    words = {"place": place_text(study, figure), "text": figure.text, "base_year": claims["base_year"].iloc[0]}
    rejected = claims[claims["reading"].isin(figure.readings_impossible.split(", "))]
    for reason, rows in rejected.groupby("reason", sort=False):
        readings = join_or(
            study, (_reading_with_values(study, part) for _, part in rows.groupby("reading", sort=False))
        )
        yield study.say(f"reconciliation.change_rejected_{reason}", readings=readings, **words)
    if figure.readings_fit and figure.readings_impossible:
        readings = join_or(study, (reading_name(study, name) for name in figure.readings_fit.split(", ")))
        yield study.say("reconciliation.change_possible", readings=readings, **words)
    for name in figure.readings_conditional.split(", ") if figure.readings_conditional else []:
        needed = needed_text(study, claims[claims["reading"].eq(name)])
        key = "change_conditional" if needed else "change_needs_smaller_maxima"
        yield study.say(f"reconciliation.{key}", reading=reading_name(study, name), needed=needed, **words)


def _reading_with_values(study: Study, claims: pd.DataFrame) -> str:
    values = [
        study.say("reconciliation.value_from", value=middle_text(study, claim), base=base_text(study, claim))
        for claim in rows_of(claims)
    ]
    reading = reading_name(study, claims["reading"].iloc[0])
    return study.say("reconciliation.by_reading", values=reading, reading=enumerate_words(study, values))


def _changes(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell how many printed changes leave their unit open, and those where two readings say the same."""
    changes = verdicts.printed().query("statistic == 'change'")
    if changes.empty:
        return
    opened = changes["verdict"].eq("not_checkable")
    none = changes["verdict"].eq("impossible")
    every = ~opened & changes["readings_impossible"].eq("") & changes["readings_conditional"].eq("")
    counts = {"every": every.sum(), "none": none.sum(), "open": opened.sum(), "some": (~every & ~none & ~opened).sum()}
    yield study.say("reconciliation.changes", n=len(changes), **counts)
    for figure in rows_of(changes[changes["verdict"].eq("consistent")]):
        if figure.readings_impossible:
            yield from _doubted_change(study, verdicts, figure)
        yield from _coincidence(study, verdicts, figure)


def _coincidence(study: Study, verdicts: Verdicts, figure: Any) -> Iterator[str]:  # noqa: ANN401  a row of figures
    claims = verdicts.of(figure.figure).drop_duplicates("reading").set_index("reading")
    if not {"percentage_points", "relative_index"} <= set(claims.index):
        return
    indices = [study.number(claims["recomputed"][name]) for name in ("percentage_points", "relative_index")]
    if indices[0] == indices[1]:
        base_year = claims["base_year"].iloc[0]
        words = {"place": place_text(study, figure), "text": figure.text, "base_year": base_year}
        yield study.say("reconciliation.coincide", index=indices[0], **words)


def _bounds(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell what the number of units at the maximum says of a mean that is not printed."""
    for claim in rows_of(verdicts.claims.query("base == 'units_at_maximum' and reason == 'mean_not_printed'")):
        yield study.say(
            f"reconciliation.bound_{claim.quantity}",
            place=place_text(study, claim),
            text=claim.text,
            low=study.number(claim.recomputed_low),
            maximum=shortest(study, claim.reference),
        )


def _maxima(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell the maximum that points and index imply where none is printed, once a place."""
    open_maxima = verdicts.claims.query(
        "check == 'maximum' and quantity == 'maximum' and reason == 'maximum_not_printed'"
    )
    for claim in rows_of(open_maxima.drop_duplicates(["block", "area", "unit"])):
        yield study.say(
            "reconciliation.implied_maximum",
            place=place_text(study, claim),
            points=printed_text(study, claim, "mean_points"),
            index=printed_text(study, claim, *LEVELS),
            low=study.number(claim.recomputed_low, study.scheme.decimals + 1),
            high=study.number(claim.recomputed_high, study.scheme.decimals + 1),
        )


def _groups(study: Study, verdicts: Verdicts) -> Iterator[str]:
    sums = verdicts.claims.query("check == 'sum' and recomputed == recomputed").drop_duplicates(["block", "area"])
    for claim in rows_of(sums):
        fits = claim.verdict == "consistent"
        yield study.say(
            f"reconciliation.groups_{'sum' if fits else 'differ'}",
            place=place_text(study, claim),
            sum=study.number(claim.recomputed, 0),
            units=study.number(claim.reference, 0),
        )


def _units(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell, for single units, which ranks fit, which totals need other weights and which look copied."""
    ranks = verdicts.printed().query("statistic == 'rank' and verdict == 'consistent'")
    if len(ranks):
        yield study.say("reconciliation.ranks_fit", n=len(ranks))
    other = verdicts.totals[verdicts.totals["reason"].eq("needs_other_weights")]
    whole = other[other["n_missing"].eq(0)]
    if len(whole):
        worst = whole.sort_values("deviation", key=abs).iloc[-1]
        yield study.say(
            "reconciliation.totals_differ",
            n=len(other),
            unit=study.unit_name(worst["unit"]),
            printed=study.number(worst["printed"], int(worst["decimals"])),
            recomputed=study.number(worst["recomputed"], int(worst["decimals"])),
            deviation=study.number(abs(worst["deviation"]), int(worst["decimals"])),
        )
    yield from copied_sentences(study, verdicts)


def copied_sentences(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Name the totals that look copied from another row."""
    bounds = verdicts.totals[["unit", "printed", "recomputed_low", "recomputed_high"]].drop_duplicates(
        ["unit", "printed"]
    )
    for row in rows_of(verdicts.copied.merge(bounds, on=["unit", "printed"])):
        yield study.say(
            "reconciliation.copied",
            unit=study.unit_name(row.unit),
            printed=study.number(row.printed),
            other=study.unit_name(row.other_unit),
            recomputed=study.say(
                "reconciliation.quantity_index", value=range_text(study, row.recomputed_low, row.recomputed_high)
            ),
        )


def _not_checkable(study: Study, verdicts: Verdicts) -> Iterator[str]:
    """Tell, reason by reason, what could not be checked and where; implied maxima have their own sentence."""
    left = verdicts.figures.query("verdict == 'not_checkable' and reasons != 'maximum_not_printed'")
    for reasons, rows in left.groupby("reasons", sort=False):
        if reasons == "change_not_printed":
            yield study.say("reconciliation.change_nowhere_printed", places=_places(study, rows))
            continue
        first = next(rows_of(rows))
        clause = reason_clause(study, str(reasons).split(", ", maxsplit=1)[0], verdicts.of(first.figure))
        yield study.say("reconciliation.not_checkable", reason=clause, places=_places(study, rows))


def _places(study: Study, rows: pd.DataFrame) -> str:
    """List places area by area: "lĩnh vực 5, 6 và 7 (khối sở và khối huyện)"."""
    units, blocks = rows[rows["unit"].ne("")], rows[rows["unit"].eq("")]
    found = list(_area_phrases(study, blocks))
    names = list(dict.fromkeys(units["unit"]))
    if names:
        few = len(names) <= 2
        phrase = study.say("reconciliation.figures_of_units", n=len(names))
        found.append(enumerate_words(study, (study.unit_name(name) for name in names)) if few else phrase)
    return "; ".join(found)


def _area_phrases(study: Study, rows: pd.DataFrame) -> Iterator[str]:
    by_area: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(rows.drop_duplicates(["area", "block"])):
        by_area[row.area].append(lower_first(study.block_name(row.block)))
    by_blocks: dict[str, list[str]] = defaultdict(list)
    for area, blocks in sorted(by_area.items()):
        by_blocks[_list(study, blocks) + ("" if area else "|")].append(area)
    for blocks_named, areas in by_blocks.items():
        kind = "whole" if areas == [""] else "one" if len(areas) == 1 else "many"
        words = {"areas": _list(study, areas), "blocks": blocks_named.rstrip("|")}
        yield study.say(f"reconciliation.areas_{kind}", **words)


def _list(study: Study, names: Iterable[str]) -> str:
    return enumerate_words(study, names)
