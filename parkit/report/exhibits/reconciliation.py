"""Do the published figures fit together? Every printed figure with its verdict, never a correction."""

from typing import Any

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    cut_off_notes,
    lower_first,
    missing,
    rows_of,
    sentences,
    upper_first,
)
from parkit.report.exhibits.readings import readings_figure, readings_table
from parkit.report.exhibits.verdict_text import copied_sentences, verdict_sentences
from parkit.report.exhibits.verdict_words import (
    readings_text,
    reason_clause,
    reason_text,
    recomputed_text,
    what_text,
)
from parkit.report.exhibits.verdicts import Verdicts, judge
from parkit.report.study import Study
from parkit.report.table import DASH

__all__ = ["readings_figure", "readings_table", "totals_table", "verdict_findings", "verdict_table"]


def verdict_findings(study: Study) -> Exhibit:
    """Say how many printed figures fit, name each that cannot be right, and say what cannot be checked."""
    if study.printed().empty:
        return missing(study, "verdict-findings", "reconciliation.nothing_printed")
    title = study.say("reconciliation.title", year=study.year)
    found = verdict_sentences(study, judge(study))
    return sentences(study, "verdict-findings", title, found, _notes(study))


def verdict_table(study: Study) -> Exhibit:
    """List every printed figure as printed and as recomputed, with verdict, readings that fit and reason."""
    if study.printed().empty:
        return missing(study, "verdict-table", "reconciliation.nothing_printed")
    verdicts = judge(study)
    return Exhibit(
        id="verdict-table",
        kind="table",
        title=study.say("reconciliation.verdict_table", year=study.year),
        lang=study.lang,
        data=_table_rows(study, verdicts),
        columns=_table_columns(study),
        source=study.source(),
        notes=(study.say("reconciliation.note_verbatim"), *_notes(study), *_open_rank_notes(study)),
        rows_by="section",
    )


def totals_table(study: Study) -> Exhibit:
    """Set the printed totals and ranks of units beside the recomputed ones."""
    units = _unit_figures(study)
    if units.empty:
        reason = "nothing_printed" if study.printed().empty else "no_unit_figures"
        return missing(study, "totals-table", f"reconciliation.{reason}")
    verdicts = judge(study)
    rows = _with_rank_verdicts(study, verdicts, _with_totals(study, verdicts, units))
    return Exhibit(
        id="totals-table",
        kind="table",
        title=study.say("reconciliation.totals_table", year=study.year),
        lang=study.lang,
        data=rows,
        columns=_totals_columns(study, rows),
        source=study.source(),
        notes=_totals_notes(study, verdicts, rows),
        rows_by="block_name",
    )


def _notes(study: Study) -> tuple[str, ...]:
    return tuple(study.say(f"reconciliation.note_{name}") for name in ("meaning", "rounding"))


def _open_rank_notes(study: Study) -> tuple[str, ...]:
    """Say why a recomputed rank can be a range, where a listing breaks off."""
    if not study.cut_off_blocks() or not study.printed()["statistic"].eq("rank").any():
        return ()
    return (study.say("reconciliation.note_open_ranks"),)


def _table_rows(study: Study, verdicts: Verdicts) -> pd.DataFrame:
    """Return the figures by area (units by block), with everything in words."""
    figures = verdicts.figures
    rows = figures.assign(
        section=[_section(study, figure) for figure in rows_of(figures)],
        place=[_column_place(study, figure) for figure in rows_of(figures)],
        as_printed=figures["text"].where(figures["is_printed"], study.say("reconciliation.not_printed")),
        recomputed_text=[recomputed_text(study, verdicts, figure) or DASH for figure in rows_of(figures)],
        reason=[_reason(study, verdicts, figure) for figure in rows_of(figures)],
    )
    lines = {line.code: number for number, line in enumerate(study.framework)}
    blocks = {code: number for number, code in enumerate(["", *study.scheme.blocks])}
    order = rows.assign(
        by_unit=rows["unit"].ne(""),
        line=rows["area"].map(lines).fillna(-1).where(rows["unit"].eq(""), -1),
        block_order=rows["block"].map(blocks),
    )
    return order.sort_values(["by_unit", "line", "block_order", "figure"], ignore_index=True)


def _section(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    if figure.unit:
        return study.block_name(figure.block)
    name = study.area_name(figure.area)
    return f"{figure.area}. {name}" if figure.area else name


def _column_place(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    place = study.unit_name(figure.unit) if figure.unit else study.block_name(figure.block)
    return study.say("reconciliation.figure", place=place, what=lower_first(what_text(study, figure)))


def _reason(study: Study, verdicts: Verdicts, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return the readings that fit and the reason, whichever there are."""
    fit = readings_text(study, figure)
    told = [study.say("reconciliation.fits_as", readings=fit)] if fit else []
    reason = reason_text(study, verdicts, figure)
    return " ".join([*told, *([f"{reason}."] if reason else [])])


def _table_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "place", label="figure_what"),
        column(study, "as_printed"),
        column(study, "recomputed_text"),
        column(study, "verdict", "verdict"),
        column(study, "reason", label="reason_text"),
    )


def _unit_figures(study: Study) -> pd.DataFrame:
    """Return the units with a printed total or rank, in rank order."""
    printed = study.printed()
    final = printed["source"].ne("self") & printed["area"].isin(["", "index"])
    stated = printed[printed["unit"].ne("") & printed["statistic"].isin(["index", "rank"]) & final]
    if stated.empty or study.depth() == "blocks":
        return stated.head(0)
    units = study.units()
    for statistic in ("index", "rank"):
        values = stated[stated["statistic"].eq(statistic)].drop_duplicates("unit").set_index("unit")["points"]
        units = units.assign(**{f"printed_{statistic}": units["unit"].map(values)})
    known = units[["printed_index", "printed_rank"]].notna().any(axis=1)
    return units[known].reset_index(drop=True)


def _with_totals(study: Study, verdicts: Verdicts, units: pd.DataFrame) -> pd.DataFrame:
    """Add what the parts of each unit give and the verdict on its printed total."""
    wanted = ["decimals", "recomputed", "recomputed_low", "recomputed_high", "deviation", "verdict", "reason"]
    found = verdicts.totals.query("source != 'self'").drop_duplicates("unit").set_index("unit")[wanted]
    rows = units.drop(columns="reason").join(found, on="unit")
    reason = [
        upper_first(reason_clause(study, code, verdicts.claims)) if isinstance(code, str) and code else ""
        for code in rows["reason"]
    ]
    return rows.assign(total_reason=reason)


def _with_rank_verdicts(study: Study, verdicts: Verdicts, units: pd.DataFrame) -> pd.DataFrame:
    figures = verdicts.printed().query("statistic == 'rank' and unit != ''")
    reasons = {figure.unit: reason_text(study, verdicts, figure) for figure in rows_of(figures)}
    verdict = figures.drop_duplicates("unit").set_index("unit")["verdict"]
    return units.assign(
        rank_verdict=units["unit"].map(verdict), rank_reason=[reasons.get(unit, "") for unit in units["unit"]]
    )


def _totals_columns(study: Study, rows: pd.DataFrame) -> tuple[Any, ...]:
    columns = [column(study, "name")]
    if rows["printed_index"].notna().any():
        columns += [
            column(study, "printed_index", "number", decimals="decimals"),
            column(study, "recomputed", "number", decimals="decimals"),
            column(study, "recomputed_low", "number"),
            column(study, "recomputed_high", "number"),
            column(study, "deviation", "number", sign=True, decimals="decimals"),
            column(study, "verdict", "verdict"),
            column(study, "total_reason", label="reason_text"),
        ]
    if rows["printed_rank"].notna().any():
        columns += [
            column(study, "printed_rank", "rank"),
            column(study, "rank", "rank", label="recomputed_rank"),
            column(study, "index", "number"),
            column(study, "rank_verdict", "verdict"),
            column(study, "rank_reason", label="reason_text"),
        ]
    return tuple(columns)


def _totals_notes(study: Study, verdicts: Verdicts, rows: pd.DataFrame) -> tuple[str, ...]:
    notes = [*copied_sentences(study, verdicts)]
    if rows["printed_index"].notna().any() and not study.scheme.weights_known:
        notes.append(study.say("reconciliation.note_weights"))
    if rows["printed_rank"].notna().any():
        notes.append(study.say("reconciliation.note_ranks"))
    return (*notes, *cut_off_notes(study))
