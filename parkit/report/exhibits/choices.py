"""Would the ranks be the same under other weights, other rules, another aggregation? Findings, figure, tables."""

from functools import partial
from typing import Final

import pandas as pd

from parkit.analysis.alternatives import REFERENCE
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.certainty import drawn_note
from parkit.report.exhibits.certainty_text import ordinal, span
from parkit.report.exhibits.choice_design import design_download
from parkit.report.exhibits.choice_frames import FACTORS, Alternatives, alternatives, methods
from parkit.report.exhibits.choice_text import change_text, choice_notes, choice_sentences, factor_name
from parkit.report.exhibits.common import missing, rows_of, sentences
from parkit.report.exhibits.rank_lines import Ranges, draw_ranks, drawn, range_texts
from parkit.report.study import Study
from parkit.report.table import Column

CHOICE_RANGES: Final = Ranges(
    wide=("best_rank", "worst_rank"),
    narrow=("choice_low", "choice_high"),
    words="choices.legend",
    middle="choice_median",
)


def choice_findings(study: Study) -> Exhibit:
    """Say when the order changes and which choice decides; without scores by area, why nothing can be tried."""
    found = alternatives(study)
    if found.units.empty:
        return missing(study, "choice-findings", "choices.no_criteria")
    title = study.say("choices.title", year=study.year)
    return sentences(study, "choice-findings", title, choice_sentences(study, found), choice_notes(study, found))


def choice_figure(study: Study) -> Exhibit:
    """Draw every unit's rank with its range over the box of weights and over all choices."""
    found = alternatives(study)
    if found.units.empty:
        return missing(study, "choice-figure", "choices.no_criteria", quiet=True)
    units = found.units.assign(hold_text=[change_text(study, row) for row in rows_of(found.units)])
    title = study.say("choices.figure_title", phrases=_held(study, units))
    return Exhibit(
        id="choice-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=units,
        columns=_range_columns(study),
        alt=_alt(study, drawn(units)),
        svg=draw_ranks("choice-figure", study, units, CHOICE_RANGES, (title, partial(_alt, study))),
        source=study.source(),
        notes=(study.say("choices.note_hold"), *drawn_note(study, units)),
        rows_by="block_name",
    )


def choice_table(study: Study) -> Exhibit:
    """List median rank, range and chance of leading over all choices, and which choice matters most to whom."""
    found = alternatives(study)
    if found.units.empty:
        return missing(study, "choice-table", "choices.no_criteria", quiet=True)
    units = found.units.assign(
        choice_ranks=range_texts(found.units["choice_low"], found.units["choice_high"]),
        decisive_name=[factor_name(study, factor, short=True) for factor in found.units["decisive"]],
    )
    error = study.number(float(units["share_error"].max()), 0)
    shared = (study.say("choices.note_shares", error=error),) if units["share_error"].notna().any() else ()
    return Exhibit(
        id="choice-table",
        kind="table",
        title=study.say("choices.table_title", year=study.year),
        lang=study.lang,
        data=units,
        columns=_choice_columns(study, units),
        source=study.source(),
        notes=(*shared, study.say("choices.note_replay")),
        rows_by="block_name",
        folded=True,
        downloads=tuple(design_download(study, block, design) for block, design in found.designs.items()),
    )


def aggregation_table(study: Study) -> Exhibit:
    """Set the ranks under several aggregations side by side, with how far each moves the units."""
    found = alternatives(study)
    if found.units.empty:
        return missing(study, "aggregation-table", "choices.no_criteria", quiet=True)
    columns = [Column(f"by_{method}", study.say(f"choices.method_{method}"), "rank") for method in methods()]
    return Exhibit(
        id="aggregation-table",
        kind="table",
        title=study.say("choices.aggregation_title", year=study.year),
        lang=study.lang,
        data=found.units,
        columns=(Column("name", study.say("choices.column_name")), *columns),
        source=study.source(),
        notes=(*_shift_notes(study, found), _aggregation_note(study)),
        rows_by="block_name",
        folded=True,
    )


def _held(study: Study, units: pd.DataFrame) -> str:
    return "; ".join(
        study.say("certainty.held", block=block, n=int(rows["best_rank"].eq(rows["worst_rank"]).sum()), all=len(rows))
        for block, rows in units.groupby("block_name", sort=False)
    )


def _alt(study: Study, units: pd.DataFrame) -> str:
    return study.say("choices.figure_alt", n=len(units), listing=_listing(study, units))


def _listing(study: Study, units: pd.DataFrame) -> str:
    return "; ".join(
        study.say(
            "choices.alt_unit",
            unit=row.name,
            rank=ordinal(study, row.rank),
            weights=span(study, row.best_rank, row.worst_rank),
            choices=span(study, row.choice_low, row.choice_high),
        )
        for row in rows_of(units)
    )


def _range_columns(study: Study) -> tuple[Column, ...]:
    change = study.number(100 * study.scheme.analysis.weight_change, 0)
    words = {name: study.say(f"choices.column_{name}", change=change) for name in _RANGES}
    over = {"best_rank": "weights", "worst_rank": "weights", "choice_low": "choices", "choice_high": "choices"}
    groups = {name: study.say(f"choices.group_{group}", change=change) for name, group in over.items()}
    return tuple(
        Column(name, words[name], "text" if name in ("name", "hold_text") else "rank", 0, group=groups.get(name, ""))
        for name in _RANGES
    )


_RANGES: Final = ("name", "rank", "hold_text", "best_rank", "worst_rank", "choice_low", "choice_high")


def _choice_columns(study: Study, units: pd.DataFrame) -> tuple[Column, ...]:
    def word(name: str) -> str:
        return study.say(f"choices.column_{name}", k=study.scheme.analysis.top)

    tried = [factor for factor in FACTORS if units[f"share_{factor}"].notna().any()]
    group = study.say("choices.group_shares")
    shares = (
        Column(f"share_{factor}", study.say(f"choices.column_{factor}"), "number", 0, group=group) for factor in tried
    )
    return (
        Column("name", word("name")),
        Column("rank", word("rank"), "rank"),
        Column("choice_median", word("choice_median"), "number", 1),
        Column("choice_ranks", word("choice_ranks")),
        Column("choice_top", word("choice_top"), "percent", 0),
        Column("decisive_name", word("decisive_name")),
        *shares,
    )


def _aggregation_note(study: Study) -> str:
    """Say what every aggregation beside the sum does."""
    does = (study.say(f"choices.does_{method}") for method in methods() if method != REFERENCE)
    return " ".join((study.say("choices.note_aggregation"), *does))


def _shift_notes(study: Study, found: Alternatives) -> tuple[str, ...]:
    """Return for each block the mean rank shift R of every alternative, and the farthest move."""
    notes = []
    for block, rows in found.shifts.groupby("block", sort=False):
        phrases = [
            study.say(
                "choices.shift" if row.largest_shift else "choices.shift_none",
                method=study.say(f"choices.method_{row.method}"),
                shift=study.number(row.rank_shift, 2),
                places=row.largest_shift,
                unit=study.unit_name(row.unit),
            )
            for row in rows_of(rows.iloc[1:])
        ]
        notes.append(study.say("choices.shifts", block=study.block_name(str(block)), listing="; ".join(phrases)))
    return tuple(notes)
