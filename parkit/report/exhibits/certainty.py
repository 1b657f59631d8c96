"""How sure is the ranking, given that the surveys asked only some people? Findings, rank intervals, table."""

from functools import partial
from typing import Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.certainty_frames import Certainty, certainty
from parkit.report.exhibits.certainty_text import certainty_notes, certainty_sentences, ordinal, span
from parkit.report.exhibits.common import missing, rows_of, sentences
from parkit.report.exhibits.rank_lines import MOST_DRAWN, Ranges, draw_ranks, drawn, range_texts
from parkit.report.study import Study
from parkit.report.table import Column, Kind

SURVEY_RANGES: Final = Ranges(
    wide=("all_low", "all_high"), narrow=("own_low", "own_high"), words="certainty.legend_survey"
)


def certainty_findings(study: Study) -> Exhibit:
    """Say how sure the ranks, the leaders and the groups are; without a survey, why nothing can be said."""
    found = certainty(study)
    if found.units.empty:
        return missing(study, "certainty-findings", _reason(found))
    title = study.say("certainty.title", year=study.year)
    return sentences(
        study, "certainty-findings", title, certainty_sentences(study, found), certainty_notes(study, found)
    )


def certainty_figure(study: Study) -> Exhibit:
    """Draw every unit's rank with the ranks that the survey error leaves open."""
    found = certainty(study)
    if found.units.empty:
        return missing(study, "certainty-figure", _reason(found), quiet=True)
    units = found.units
    title = study.say("certainty.figure_title", phrases=_held(study, units))
    return Exhibit(
        id="certainty-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=units,
        columns=_columns(study, ("name", "rank", "own_low", "own_high", "all_low", "all_high")),
        alt=_alt(study, drawn(units)),
        svg=draw_ranks("certainty-figure", study, units, SURVEY_RANGES, (title, partial(_alt, study))),
        source=study.source(),
        notes=drawn_note(study, units),
        rows_by="block_name",
    )


def certainty_table(study: Study) -> Exhibit:
    """List index and error, rank and possible ranks, the chance of leading and the likeliest group of every unit."""
    found = certainty(study)
    if found.units.empty:
        return missing(study, "certainty-table", _reason(found), quiet=True)
    units = found.units.assign(ranks=range_texts(found.units["all_low"], found.units["all_high"]))
    banded = ("band_chances",) if units["band_chances"].notna().any() else ()
    return Exhibit(
        id="certainty-table",
        kind="table",
        title=study.say("certainty.table_title", year=study.year),
        lang=study.lang,
        data=units,
        columns=_columns(study, ("name", "index", "margin", "rank", "ranks", "p_top", *banded)),
        source=study.source(),
        rows_by="block_name",
        folded=True,
    )


def drawn_note(study: Study, units: pd.DataFrame) -> tuple[str, ...]:
    """Return a note where a block has more units than are drawn."""
    cut = units.groupby("block")["unit"].size().gt(MOST_DRAWN).any()
    return (study.say("certainty.note_drawn", n=MOST_DRAWN),) if cut else ()


def _reason(found: Certainty) -> str:
    reasons = set(found.left_out.values())
    words = {"answers_unknown": "certainty.unknown_answers", "too_large": "certainty.too_large"}
    return next((word for reason, word in words.items() if reason in reasons), "certainty.no_survey")


def _held(study: Study, units: pd.DataFrame) -> str:
    """Return for each block how many ranks the survey error leaves as they are."""
    phrases = (
        study.say(
            "certainty.held",
            block=block,
            n=int(rows["all_low"].eq(rows["all_high"]).sum()),
            all=len(rows),
        )
        for block, rows in units.groupby("block_name", sort=False)
    )
    return "; ".join(phrases)


def _alt(study: Study, units: pd.DataFrame) -> str:
    return study.say("certainty.figure_alt", n=len(units), listing=_listing(study, units))


def _listing(study: Study, units: pd.DataFrame) -> str:
    return "; ".join(
        study.say(
            "certainty.alt_unit",
            unit=row.name,
            rank=ordinal(study, row.rank),
            span=span(study, row.all_low, row.all_high),
        )
        for row in rows_of(units)
    )


KINDS: Final[dict[str, tuple[Kind, int]]] = {
    "name": ("text", 0),
    "index": ("number", 2),
    "margin": ("number", 2),
    "rank": ("rank", 0),
    "ranks": ("text", 0),
    "p_top": ("percent", 1),
    "band_chances": ("text", 0),
    "own_low": ("rank", 0),
    "own_high": ("rank", 0),
    "all_low": ("rank", 0),
    "all_high": ("rank", 0),
}


def _columns(study: Study, names: tuple[str, ...]) -> tuple[Column, ...]:
    options = study.scheme.analysis
    fields = {"k": options.top, "confidence": study.number(100 * options.confidence, 0)}
    groups = {
        name: study.say(f"certainty.group_{name[:3]}", **fields) for name in names if name[:4] in ("own_", "all_")
    }
    return tuple(
        Column(name, study.say(f"certainty.column_{name}", **fields), *KINDS[name], group=groups.get(name, ""))
        for name in names
    )
