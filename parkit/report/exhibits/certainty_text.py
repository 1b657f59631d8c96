"""The certainty of ranks in sentences; every number comes from the frames that the figures and tables show."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pandas as pd

from parkit.report.exhibits.certainty_frames import MOST_UNITS, Certainty
from parkit.report.exhibits.common import enumerate_words, rows_of
from parkit.report.study import Study

NAMED: Final = 6
"""How many units a sentence names before it counts the others."""


def certainty_sentences(study: Study, found: Certainty) -> Iterator[str]:
    """Tell, block by block, how large the errors are, which ranks hold, who may lead and whose group is open."""
    for block, rows in found.units.groupby("block", sort=False):
        yield _margins(study, rows, found.ties[found.ties["block"].eq(block)])
        yield from _leaders(study, rows.head(study.scheme.analysis.top))
        yield _top(study, rows)
        yield from _open_bands(study, rows)
    for block, reason in found.left_out.items():
        yield study.say(f"certainty.left_out_{reason}", block=study.block_name(block), most=MOST_UNITS)


def rank_sentence(study: Study, row: Any) -> str:  # noqa: ANN401  a row of the units
    """Say where a unit stands and which ranks the survey error leaves open."""
    kind = "holds" if row.all_low == row.all_high else "open"
    words = {"rank": ordinal(study, row.rank), "span": span(study, row.all_low, row.all_high)}
    return study.say(f"certainty.rank_{kind}", unit=row.name, **words)


def ordinal(study: Study, number: int) -> str:
    """Return a place as it is counted: "3" (after "thứ"), "3rd"."""
    place = int(number)
    if study.lang == "vi":
        return str(place)
    end = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{end}"


def span(study: Study, low: int, high: int) -> str:
    """Return a range of places in words: "từ thứ 3 đến thứ 7", "3rd to 7th"; one place where both ends are equal."""
    ends = {"low": ordinal(study, low), "high": ordinal(study, high)}
    return study.say("certainty.span_one" if low == high else "certainty.span", **ends)


def names_and_more(study: Study, names: Iterable[str]) -> str:
    """Join names; beyond the first few the others are counted."""
    listed = list(names)
    if len(listed) <= NAMED + 1:
        return enumerate_words(study, listed)
    more = study.say("certainty.more", n=len(listed) - NAMED)
    return enumerate_words(study, [*listed[:NAMED], more])


def certainty_notes(study: Study, found: Certainty) -> tuple[str, ...]:
    """State what the errors cover, with which probability, and what they leave out."""
    options, units = study.scheme.analysis, found.units
    most = units["standard_error_most"] / units["standard_error"].where(units["standard_error"].gt(0))
    kept = {"confidence": study.number(100 * options.confidence, 0), "draws": study.number(options.replications, 0)}
    return (
        study.say("certainty.note_error", times=study.number(float(most.max()), 1)),
        study.say("certainty.note_sets", seed=options.seed, **kept),
    )


def _margins(study: Study, rows: pd.DataFrame, ties: pd.DataFrame) -> str:
    """Say how large the errors are and how many neighbours cannot be told apart."""
    tied = {frozenset(pair) for pair in ties.loc[ties["tied"], ["unit_a", "unit_b"]].itertuples(index=False)}
    neighbours = [frozenset(pair) for pair in zip(rows["unit"], rows["unit"].iloc[1:], strict=False)]
    return study.say(
        "certainty.margins",
        block=rows["block_name"].iloc[0],
        low=study.number(float(rows["margin"].min())),
        high=study.number(float(rows["margin"].max())),
        tied=sum(pair in tied for pair in neighbours),
        pairs=len(neighbours),
    )


def _leaders(study: Study, rows: pd.DataFrame) -> Iterator[str]:
    """Say in one sentence which leaders are sure of their rank, and in another what the ranks of the others may be."""
    held = rows["all_low"].eq(rows["all_high"])
    for kind, part in (("held", rows[held]), ("spread", rows[~held])):
        if part.empty:
            continue
        names = [
            study.say(
                f"certainty.rank_{kind}",
                unit=row.name,
                rank=ordinal(study, row.rank),
                span=span(study, row.all_low, row.all_high),
            )
            for row in rows_of(part)
        ]
        yield study.say(
            f"certainty.ranks_{kind}",
            block=rows["block_name"].iloc[0],
            k=len(rows),
            n=len(part),
            listing=enumerate_words(study, names),
        )


def _top(study: Study, rows: pd.DataFrame) -> str:
    size = min(study.scheme.analysis.top, len(rows))
    inside = rows[rows["in_top"]]
    kind = "sure" if len(inside) <= size else "open"
    units = names_and_more(study, inside["name"])
    return study.say(f"certainty.top_{kind}", block=rows["block_name"].iloc[0], k=size, n=len(inside), units=units)


def _open_bands(study: Study, rows: pd.DataFrame) -> Iterator[str]:
    """Name the units whose group is not sure."""
    unsure = rows[rows["band_chance"].lt(100.0 * study.scheme.analysis.confidence)]
    if len(unsure):
        listing = [study.say("certainty.band_open", unit=row.name, bands=row.band_chances) for row in rows_of(unsure)]
        words = names_and_more(study, listing)
        yield study.say("certainty.bands_open", block=rows["block_name"].iloc[0], n=len(unsure), listing=words)
