"""Where were the points lost? Areas that cost a block or a unit most, and what the source leaves unknown."""

from functools import partial
from typing import Any

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    cut_off_notes,
    enumerate_words,
    missing,
    own_column,
    rows_of,
    sentences,
    silent,
)
from parkit.report.exhibits.heat import cells_of, heat_size, paint_heat
from parkit.report.exhibits.losses import (
    area_losses,
    bars_of_gaps,
    bars_of_losses,
    bars_size,
    gaps_with_unknown,
    paint_bars,
    printed_areas,
    worst_by_unit,
)
from parkit.report.exhibits.parts import draw_parts, figure_parts
from parkit.report.exhibits.systemic import common_parts, own_weaknesses
from parkit.report.exhibits.weakness_text import area_sentences, printed_sentences, total_sentences
from parkit.report.study import Study
from parkit.report.svg import draw


def weakness_findings(study: Study) -> Exhibit:
    """Say which areas cost each block most, which lie low, and what is not known."""
    tell = {"areas": area_sentences, "totals": total_sentences, "blocks": printed_sentences}[study.depth()]
    found = tuple(tell(study))
    if not found:
        return missing(study, "weakness-findings", "weakness.nothing")
    title = study.say("weakness.title", year=study.year)
    return sentences(study, "weakness-findings", title, found, _notes(study))


def loss_figure(study: Study) -> Exhibit:
    """Draw the areas of each block, the largest loss first: shares of the loss, or gaps as printed."""
    printed = study.depth() == "blocks"
    if study.depth() == "totals" or (printed and printed_areas(study).empty):
        return silent(missing(study, "loss-figure", "no_areas"), "loss-figure")  # the findings say it
    bars = bars_of_gaps(study) if printed else bars_of_losses(study)
    kind = "gap" if printed else "loss"
    title = study.say(f"weakness.{kind}_title", year=study.year, phrases=_worst_of_blocks(study, bars))
    listing = "; ".join(
        study.say("weakness.bar_value", block=row.block_name, area=row.area_name, value=row.text)
        for row in rows_of(bars)
    )
    alt = study.say(f"weakness.{kind}_alt", listing=listing)
    axis = study.say("weakness.axis_gap" if printed else "weakness.axis_share")
    size = bars_size(bars)
    svg = draw("loss-figure", title, alt, lambda axes: paint_bars(axes, study, bars, axis), size=size)
    return Exhibit(
        id="loss-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=gaps_with_unknown(study) if printed else area_losses(study),
        columns=_gap_columns(study) if printed else _loss_columns(study),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=_notes(study),
        rows_by="block_name",
    )


def loss_table(study: Study) -> Exhibit:
    """List the loss of each area and block, or the gap of each printed index."""
    printed = study.depth() == "blocks"
    rows = pd.DataFrame() if study.depth() == "totals" else _loss_rows(study)
    if rows.empty:
        notice = missing(study, "loss-table", "weakness.nothing" if printed else "no_areas")
        return notice if printed else silent(notice, "loss-table")
    return Exhibit(
        id="loss-table",
        kind="table",
        title=study.say(f"weakness.{_table_kind(study)}_table", year=study.year),
        lang=study.lang,
        data=rows,
        columns=_gap_columns(study) if printed else _loss_columns(study),
        source=study.source(),
        notes=_notes(study),
        rows_by="block_name",
    )


def unit_figure(study: Study) -> Exhibit:
    """Draw what every unit lost in every area as a table of shades, weak for all and weak alone marked."""
    cells = cells_of(study) if study.depth() == "areas" else pd.DataFrame(columns=["index"])
    if cells["index"].isna().all():
        return silent(missing(study, "unit-figure", "weakness.no_unit_areas"), "unit-figure")
    title = _parts_title(study, cells)
    return Exhibit(
        id="unit-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=cells.assign(label_name=[_finding(study, label) for label in cells["label"]]),
        columns=_cell_columns(study),
        alt=_parts_alt(study, cells),
        svg=draw_parts("unit-figure", figure_parts(cells, apart=True), partial(_draw_parts, study)),
        source=study.source(),
        notes=(study.say("systemic.figure_signs"),),
        rows_by="block_name",
    )


def _draw_parts(study: Study, name: str, cells: pd.DataFrame) -> str:
    words = (_parts_title(study, cells), _parts_alt(study, cells))
    return draw(name, *words, lambda axes: paint_heat(axes, study, cells), size=heat_size(cells))


def unit_table(study: Study) -> Exhibit:
    """Name the area that cost each unit most; with totals only, how far each unit is from 100 %."""
    if study.depth() == "blocks":
        return silent(missing(study, "unit-table", "no_units"), "unit-table")
    by_area = study.depth() == "areas"
    units = worst_by_unit(study) if by_area else study.units().assign(gap=lambda rows: 100.0 - rows["index"])
    columns = _unit_columns(study) if by_area else (column(study, "gap", "number"),)
    return Exhibit(
        id="unit-table",
        kind="table",
        title=study.say("weakness.unit_table" if by_area else "weakness.unit_totals_table", year=study.year),
        lang=study.lang,
        data=units,
        columns=(column(study, "name"), column(study, "index", "number"), *columns),
        source=study.source(),
        notes=(*(_unknown_notes(study, units) if by_area else ()), *cut_off_notes(study)),
        rows_by="block_name",
        folded=True,
    )


def _loss_rows(study: Study) -> pd.DataFrame:
    return gaps_with_unknown(study) if study.depth() == "blocks" else area_losses(study)


def _table_kind(study: Study) -> str:
    if study.depth() != "blocks":
        return "loss"
    return "whole" if printed_areas(study).empty else "gap"


def _worst_of_blocks(study: Study, bars: pd.DataFrame) -> str:
    """Return the longest bar of each block in one phrase; the bars come longest first."""
    longest = bars.groupby("block_name", sort=False).head(1)
    phrases = (
        study.say(
            "weakness.phrase",
            block=row.block_name,
            listing=study.say("weakness.gap_in", area=row.area_name, gap=row.text),
        )
        for row in rows_of(longest)
    )
    return "; ".join(phrases)


def _parts_title(study: Study, cells: pd.DataFrame) -> str:
    """Return what is weak for all and how often a unit is weak alone, block by block."""
    parts = cells.dropna(subset=["residual"])
    if parts.empty:
        return study.say("systemic.figure_plain", year=study.year)
    own, common = own_weaknesses(parts), common_parts(parts)
    phrases = (
        study.say(
            "systemic.figure_block",
            block=study.block_name(str(block)),
            common=_common_phrase(study, common[common["block"].eq(block) & common["systemic"]]),
            own=int(own["block"].eq(block).sum()),
        )
        for block in parts["block"].unique()
    )
    return study.say("systemic.figure_title", year=study.year, phrases="; ".join(phrases))


def _parts_alt(study: Study, cells: pd.DataFrame) -> str:
    counts = {"n": cells["unit"].nunique(), "areas": cells["area"].nunique()}
    return study.say("systemic.figure_alt", **counts, **_marked(study, cells))


def _common_phrase(study: Study, weak: pd.DataFrame) -> str:
    if weak.empty:
        return study.say("systemic.figure_no_common")
    return study.say("systemic.figure_common", areas=enumerate_words(study, map(study.area_name, weak["area"])))


def _marked(study: Study, cells: pd.DataFrame) -> dict[str, str]:
    """Return in words what the marks of the figure say."""
    parts = cells.dropna(subset=["residual"])
    common = common_parts(parts).query("systemic") if len(parts) else parts
    own = own_weaknesses(parts)
    listed = {
        "common": (f"{study.block_name(row.block)}, {study.area_name(row.area)}" for row in rows_of(common)),
        "own": (f"{row.name}, {row.area_name}" for row in rows_of(own)),
    }
    return {kind: "; ".join(items) or study.say("systemic.nothing") for kind, items in listed.items()}


def _finding(study: Study, label: str) -> str:
    return study.say(f"systemic.label_{label}") if label else ""


def _cell_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "name"),
        column(study, "area_name"),
        column(study, "points_lost", "number"),
        own_column(study, "systemic", "loss", "number"),
        *(own_column(study, "systemic", name, "number", sign=True) for name in ("row_effect", "column_effect")),
        own_column(study, "systemic", "residual", "number", sign=True),
        own_column(study, "systemic", "label_name"),
    )


def _notes(study: Study) -> tuple[str, ...]:
    words = {"areas": ("share_note",), "totals": (), "blocks": ("gap_note",)}[study.depth()]
    if study.depth() == "blocks" and not printed_areas(study).empty:
        words = ("gap_note", "not_added_note")
    return (*(study.say(f"weakness.{word}") for word in words), *cut_off_notes(study))


def _loss_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "area_name"),
        column(study, "points_lost", "number"),
        column(study, "loss_share", "number", decimals=1),
        column(study, "loss_cumulative", "number", decimals=1),
        column(study, "rate", "number", label="block_level"),
        column(study, "n_scored", "integer"),
        column(study, "n_missing", "integer"),
    )


def _gap_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "area_name"),
        column(study, "index", "number"),
        column(study, "gap", "number"),
        column(study, "gap_low", "number", decimals=study.scheme.decimals + 1),
        column(study, "gap_high", "number", decimals=study.scheme.decimals + 1),
        column(study, "points_lost", "number", label="mean_points_lost"),
        column(study, "basis", label="computed_from"),
        column(study, "remark"),
    )


def _unit_columns(study: Study) -> tuple[Any, ...]:
    return (
        column(study, "unit_lost", "number"),
        column(study, "area_name", label="worst_area"),
        column(study, "points_lost", "number"),
        column(study, "own_share", "number", decimals=1),
    )


def _unknown_notes(study: Study, units: pd.DataFrame) -> tuple[str, ...]:
    """Name the units whose loss is not fully known."""
    rows = study.scores().query("state == 'missing'")
    return tuple(
        study.say(
            "weakness.unit_unknown",
            unit=study.unit_name(str(unit)),
            areas=enumerate_words(study, [study.area_name(area) for area in open_rows["area"].unique()]),
            most=study.number(float(open_rows["max_points"].sum())),
        )
        for unit, open_rows in rows.groupby("unit", sort=False)
        if unit in set(units["unit"])
    )
