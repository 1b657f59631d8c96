"""What other choices would change, in sentences; every number comes from the frames that the tables show."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from parkit.report.exhibits.certainty_text import ordinal, span
from parkit.report.exhibits.choice_design import SOBOL_BASE, block_scores, choices_of
from parkit.report.exhibits.choice_frames import FACTORS, Alternatives
from parkit.report.exhibits.common import enumerate_words, rows_of
from parkit.report.study import Study

_KEPT: Final = "\u00a0"


def choice_sentences(study: Study, found: Alternatives) -> Iterator[str]:
    """Tell, block by block, when ranks change by weights, by all choices, which choice decides, which method moves."""
    for block, rows in found.units.groupby("block", sort=False):
        name = study.block_name(str(block))
        yield _fragile(study, name, found.pairs[found.pairs["block"].eq(block)])
        yield _held(study, name, rows)
        yield _replicated(study, name, rows)
        yield from _decisive(study, name, rows)
        yield _shifted(study, name, found.shifts[found.shifts["block"].eq(block)])


def choice_notes(study: Study, found: Alternatives) -> tuple[str, ...]:
    """State what was varied, how often, from which seed, and how to replay it."""
    options = study.scheme.analysis
    change = study.number(100 * options.weight_change, 0)
    varied = [
        study.say(
            "choices.varied",
            block=study.block_name(block),
            listing="; ".join(_varied(study, block, change)),
        )
        for block in found.designs
    ]
    run = study.say(
        "choices.note_runs",
        n=study.number(options.replications, 0),
        seed=options.seed,
        base=study.number(SOBOL_BASE, 0),
    )
    return (study.say("choices.note_weights", change=change), *_named_methods(study, found), *varied, run)


def change_text(study: Study, row: Any) -> str:  # noqa: ANN401  a row of the units
    """Return by how much the weights may be off before the next unit catches up, or why they cannot."""
    if pd.isna(row.hold_reason):
        return study.say("choices.last")
    if row.hold_reason in ("", "equal"):
        return study.say("choices.percent", value=study.number(row.hold, 1))
    return study.say(f"choices.hold_{row.hold_reason}")


def factor_name(study: Study, factor: Any, *, short: bool = False) -> str:  # noqa: ANN401  NaN where there is none
    """Return a choice in words, or as short as over a column; a rank that never changes has none."""
    words = study.say("choices.never" if pd.isna(factor) else f"choices.{'column' if short else 'factor'}_{factor}")
    return words.replace(" ", _KEPT) if short else words


def _fragile(study: Study, block: str, pairs: pd.DataFrame) -> str:
    """Say which neighbours swap first when the weights move."""
    turning = pairs[pairs["reason"].eq("")]
    if turning.empty:
        return study.say("choices.no_turn", block=block)
    first = next(rows_of(turning.nsmallest(1, "robustness")))
    return study.say(
        "choices.fragile",
        block=block,
        change=study.number(100.0 * first.robustness, 1),
        lower=study.unit_name(first.unit_b),
        upper=study.unit_name(first.unit_a),
    )


def _held(study: Study, block: str, rows: pd.DataFrame) -> str:
    """Count the ranks that hold for all weights of the box, and say what the leader's range is."""
    held = rows["best_rank"].eq(rows["worst_rank"])
    leader = rows.iloc[0]
    kind = "leader_holds" if held.iloc[0] else "leader_falls"
    return study.say(
        f"choices.{kind}",
        block=block,
        change=study.number(100 * study.scheme.analysis.weight_change, 0),
        n=int(held.sum()),
        all=len(rows),
        unit=leader["name"],
        rank=ordinal(study, leader["rank"]),
        best=ordinal(study, leader["best_rank"]),
        worst=ordinal(study, leader["worst_rank"]),
    )


def _replicated(study: Study, block: str, rows: pd.DataFrame) -> str:
    """Say where the leader ends up over all replications, and whose rank spreads most."""
    spread = rows["choice_high"] - rows["choice_low"]
    leader, widest = rows.iloc[0], rows.iloc[int(spread.argmax())]
    text = study.say(
        "choices.replicated",
        block=block,
        n=study.number(study.scheme.analysis.replications, 0),
        leader=leader["name"],
        chance=study.number(leader["choice_top"], 0),
        k=study.scheme.analysis.top,
        span=span(study, leader["choice_low"], leader["choice_high"]),
    )
    if not spread.any():
        return f"{text} {study.say('choices.nobody_moves')}"
    words = {"unit": widest["name"], "rank": ordinal(study, widest["rank"])}
    moves = study.say("choices.widest", **words, span=span(study, widest["choice_low"], widest["choice_high"]))
    return f"{text} {moves}"


def _decisive(study: Study, block: str, rows: pd.DataFrame) -> Iterator[str]:
    """Count for how many units each choice matters most."""
    counts = rows["decisive"].value_counts()
    if counts.empty:
        return
    listing = [
        study.say("choices.factor_count", factor=factor_name(study, factor), n=int(counts[factor]))
        for factor in sorted(counts.index, key=lambda name: (-counts[name], FACTORS.index(name)))
    ]
    text = study.say("choices.decisive", block=block, listing=enumerate_words(study, listing), all=len(rows))
    never = int(rows["decisive"].isna().sum())
    yield f"{text} {study.say('choices.never_count', n=never)}" if never else text


def _shifted(study: Study, block: str, shifts: pd.DataFrame) -> str:
    """Say which aggregation moves the ranks most."""
    most = _most_shifting(shifts)
    if not most["largest_shift"]:
        return study.say("choices.no_shift", block=block)
    return study.say(
        "choices.shifted",
        block=block,
        method=study.say(f"choices.method_{most['method']}"),
        shift=study.number(most["rank_shift"], 1),
        unit=study.unit_name(most["unit"]),
        places=int(most["largest_shift"]),
    )


def _most_shifting(shifts: pd.DataFrame) -> "pd.Series[Any]":
    return shifts.iloc[int(shifts["rank_shift"].argmax())]


def _named_methods(study: Study, found: Alternatives) -> Iterator[str]:
    """Say once what each aggregation does that the sentences name."""
    most = [_most_shifting(shifts) for _, shifts in found.shifts.groupby("block", sort=False)]
    for method in dict.fromkeys(row["method"] for row in most if row["largest_shift"]):
        yield study.say(f"choices.does_{method}")


def _varied(study: Study, block: str, change: str) -> Iterator[str]:
    """Name the choices that were varied for a block."""
    choices = choices_of(study, block_scores(study, block))
    yield study.say("choices.varied_weights", change=change)
    yield study.say("choices.varied_aggregation")
    if len(choices.rules) > 1:
        rules = [study.say(f"choices.rule_{rule}") for rule in choices.rules]
        yield study.say("choices.varied_not_applicable", rules=study.say("choices.or").join(rules))
    if len(choices.sources) > 1:
        yield study.say("choices.varied_source")
