"""The sentences of an announcement of which only the printed figures of whole blocks are known."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import pandas as pd

from parkit.analysis.weakness import printed_gaps
from parkit.report.announcement.phrases import (
    ChangeUnit,
    Voice,
    band,
    change,
    clauses,
    count_of,
    direction,
    inside,
    percent,
    points_of,
    sentence,
)
from parkit.report.announcement.results import inside_area
from parkit.report.exhibits.common import rows_of
from parkit.report.study import Study

_UNITS: Final[dict[str, ChangeUnit]] = {
    "ambiguous_percent": "percent_unstated",
    "ambiguous_points": "unstated",
    "percentage_points": "percentage_points",
    "relative_index": "relative_index",
    "relative_points": "relative_points",
    "points": "points",
}
_MOST: Final = 3


def printed_areas(study: Study, voice: Voice) -> Iterator[str]:
    """Tell every area of which something is printed, for each the blocks; then those of which nothing is."""
    if study.printed().query("area != ''")["reading"].eq("ambiguous_percent").any():
        yield voice.say("about_percent")
    places = {area: printed_clauses(study, area, voice) for area in _areas(study)}
    told = {area: parts for area, parts in places.items() if parts}
    for number, (area, parts) in enumerate(told.items(), start=1):
        yield sentence(voice.say("area", number=number, area=inside_area(study, area), parts=parts))
        yield from _contradictions(study, area, voice)
    silent = [inside(study.area_name(area)) for area in places if area not in told]
    if told and silent:
        yield sentence(voice.say("areas_not_printed", areas=clauses(silent)))
    if not told:
        yield voice.say("no_printed_areas")


def printed_whole(study: Study, voice: Voice) -> Iterator[str]:
    """Tell what is printed of the whole index of each block, its groups, and how many rounds there were."""
    for row in rows_of(study.printed().query("statistic == 'rounds'")):
        yield sentence(voice.say("rounds", n=int(row.points), year=study.year))
    parts = printed_clauses(study, "", voice)
    yield sentence(voice.say("printed_whole", parts=parts)) if parts else voice.say("no_printed_whole")
    for block in study.scheme.blocks:
        yield from _groups(study, block, voice)


def printed_weak(study: Study, voice: Voice) -> Iterator[str]:
    """Tell the lowest areas of each block among those whose level is printed and not contradicted."""
    gaps = printed_gaps(study.printed()).query("area != ''")
    clear = gaps[~gaps.duplicated(["block", "area"], keep=False) & gaps["gap"].gt(0)]
    if clear.empty:
        yield voice.say("no_losses")
    for block in study.scheme.blocks:
        lowest = clear[clear["block"].eq(block)].head(_MOST)
        if len(lowest):
            names = [f"{inside(study.area_name(row.area))} ({percent(row.index, voice)})" for row in rows_of(lowest)]
            yield sentence(voice.say("printed_low", block=study.block_name(block), areas=clauses(names)))


def printed_clauses(study: Study, area: str, voice: Voice) -> str:
    """Return what is printed of an area (of the whole index for ""), block by block."""
    printed = study.printed()
    rows = printed[printed["area"].eq(area) & printed["unit"].eq("") & printed["block"].ne("")]
    ordered = study.in_block_order(rows)
    told = [(block, list(rows_of(part))) for block, part in ordered.groupby("block", sort=False)]
    parts = [(block, _figures(figures, voice)) for block, figures in told]
    return clauses([f"{inside(study.block_name(str(block)))} {figures}" for block, figures in parts if figures])


def _areas(study: Study) -> list[str]:
    return [line.code for line in study.framework.areas()]


def _figures(rows: list[Any], voice: Voice) -> str:
    """Return the figures of one block in one place, in the order printed."""
    sized = any(row.statistic == "change" for row in rows)
    maxima = [row for row in rows if row.statistic == "maximum"]
    counted = any(row.statistic == "mean_points" for row in rows)
    shown = [row for row in rows if not (sized and row.statistic == "direction")]
    told = [_figure(row, voice, maxima, after_points=counted) for row in shown]
    return ", ".join(part for part in told if part)


def _figure(row: Any, voice: Voice, maxima: list[Any], *, after_points: bool) -> str:  # noqa: ANN401  a printed row
    match row.statistic:
        case "mean_points":
            return voice.say(f"mean_points_{row.source}" if row.source else "mean_points", points=_points(row, voice))
        case "mean_index":
            key = "mean_index" if after_points else "mean_index_alone"
            return voice.say(key, index=percent(row.points, voice, decimals=row.decimals))
        case "units_at_maximum":
            units = count_of(int(row.points), int(row.max_points), voice)
            return voice.say("at_maximum", units=units) + "".join(f" ({_points(each, voice)})" for each in maxima)
        case "change":
            base, unit = int(row.base_year), _UNITS[row.reading]
            return change(row.points, base, voice, unit=unit, decimals=row.decimals)
        case "direction":
            return direction(row.points, int(row.base_year), voice)
    return ""


def _points(row: Any, voice: Voice) -> str:  # noqa: ANN401  a row of the printed figures
    """Return printed points with the decimals they were printed with."""
    maximum = row.points if row.statistic == "maximum" else row.max_points
    if pd.isna(maximum):
        return voice.say("points", number=voice.number(row.points, row.decimals))
    return points_of(row.points, maximum, voice, decimals=row.decimals)


def _contradictions(study: Study, area: str, voice: Voice) -> Iterator[str]:
    """Say where the printed points and the printed index of an area cannot both be right."""
    printed = study.printed()
    mine = printed[printed["area"].eq(area)]
    gaps = printed_gaps(mine)
    for block, rows in groupby(rows_of(gaps.sort_values("block", kind="stable")), key=lambda row: row.block):
        levels = {row.base: row.index for row in rows}
        if {"points_and_maximum", "stated_index"} <= set(levels):
            values = {"points": percent(levels["points_and_maximum"], voice), "block": inside(study.block_name(block))}
            stated = mine[mine["block"].eq(block) & mine["statistic"].eq("mean_index")]
            level = percent(levels["stated_index"], voice, decimals=int(stated["decimals"].iloc[0]))
            yield sentence(voice.say("contradiction", stated=level, **values))


def _groups(study: Study, block: str, voice: Voice) -> Iterator[str]:
    """Tell the printed groups of a block, by the declared thresholds where they fit what is printed."""
    counts = list(rows_of(study.printed().query("block == @block and statistic == 'band_count'")))
    if not counts:
        return
    bands = sorted(
        (each for each in study.scheme.bands if each.block == block and each.holds_in(study.year)),
        key=lambda each: -each.at_least,
    )
    uppers = [None, *(each.at_least for each in bands)]
    parts = [
        band(each.label.get(voice.lang), each.at_least, upper, int(row.points), voice)
        for each, upper in zip(bands, uppers, strict=False)
        for row in counts
        if row.text.startswith(f"{each.label.vi}:")
    ]
    told = parts if len(parts) == len(counts) else [f"“{row.text}”" for row in counts]
    labels = {each.label.vi: each.label.get(voice.lang) for each in bands}
    named = study.printed().query("block == @block and unit != '' and statistic == 'band'")
    units = [
        voice.say("printed_band", unit=study.unit_name(row.unit), band=labels.get(row.text, row.text))
        for row in rows_of(named)
    ]
    yield sentence(voice.say("printed_bands", block=study.block_name(block), parts=clauses([*told, *units])))
