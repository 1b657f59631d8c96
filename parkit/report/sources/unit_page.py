"""The pages that list rows of the tidy tables, each with its cell: one for each unit, one for the printed figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from parkit.intake.problems import place
from parkit.model.columns import SOURCES
from parkit.model.language import Lang, format_number
from parkit.report.origins import line_id
from parkit.report.places import FRAMEWORK_PAGE, PRINTED_PAGE, place_href, printed_id, score_id, unit_page
from parkit.report.sources.page import Section, SourcePage, fact, table
from parkit.report.study import Study
from parkit.report.table import DASH, Kind, Linked

Row = Mapping[str, Any]
_DECIMALS: Final = 6


def unit_pages(study: Study, scores: pd.DataFrame) -> Iterator[SourcePage]:
    """Return the page of every unit that has a row among the scores of the year, as registered."""
    by_unit: dict[str, list[Row]] = {}
    for row in _records(scores):
        by_unit.setdefault(str(row["unit"]), []).append(row)
    for unit in study.data.units:
        if unit.code in by_unit:
            yield _unit_page(study, unit.code, by_unit[unit.code])


def _unit_page(study: Study, unit: str, rows: Sequence[Row]) -> SourcePage:
    by_source = {source: [row for row in rows if row["source"] == source] for source in SOURCES}
    usual = {source: _usual(found) for source, found in by_source.items() if found}
    kinds: list[tuple[str, Kind]] = [("code", "links"), ("name", "text"), ("max_points", "text")]
    kinds += [(source, "links") for source in usual]
    name, frame = study.unit_name(unit), _lines(study, rows, usual)
    caption = study.say("sources.unit_caption", unit=name, year=study.year)
    body = table(frame, kinds, caption, study.lang, rows_by="area")
    files = [fact(study.lang, f"from_{source}", _whole(sheet)) for source, sheet in usual.items()]
    return SourcePage(
        name=unit_page(unit),
        title=name,
        facts=(fact(study.lang, "block", study.block_name(str(rows[0]["block"]))), *files),
        sections=(Section(id="scores", heading=study.say("sources.scores"), body=body),),
    )


def _usual(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the file and sheet that most of the scores are from."""
    return Counter((row["file"], row["sheet"]) for row in rows).most_common(1)[0][0]


def _whole(sheet: tuple[str, str]) -> Linked:
    """Return a link to a sheet of a file."""
    found = {"file": sheet[0], "sheet": sheet[1], "row": pd.NA, "column": ""}
    return Linked(place(found), place_href(found))


def _lines(study: Study, rows: Sequence[Row], usual: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return a line for every criterion in the framework's order, with a score from each source."""
    found = {(row["criterion"], row["source"]): row for row in rows}
    return pd.DataFrame(
        [
            {
                "area": study.area_name(study.framework.area_of(line.code)),
                "code": (Linked(line.code, f"{FRAMEWORK_PAGE}#{line_id(line.code)}"),),
                "name": line.name.get(study.lang),
                "max_points": _number(max(row["max_points"] for row in there.values()), study.lang),
                **{source: _score(study, there.get(source), usual[source]) for source in usual},
            }
            for line in study.framework
            if (there := {source: found[line.code, source] for source in usual if (line.code, source) in found})
        ]
    )


def _score(study: Study, row: Row | None, usual: tuple[str, str]) -> tuple[Linked, ...]:
    """Return a score with its cell; the file is named only where it is not the one of the source's other scores."""
    if row is None:
        return ()
    scored = row["state"] == "scored"
    text = _number(row["points"], study.lang) if scored else study.say(f"sources.state_{row['state']}")
    where = place(row)
    small = where.partition("!")[2] if (row["file"], row["sheet"]) == usual else where
    return (Linked(text, place_href(row), score_id(row["criterion"], row["source"]), small),)


def printed_page(study: Study, printed: pd.DataFrame) -> SourcePage:
    """Return the page of every printed figure of the year, in the order of the tidy table; units if any."""
    rows = [_figure(study, number, row) for number, row in enumerate(_records(printed), 1)]
    names = [name for name in ("block", "unit", "area", "statistic") if name != "unit" or printed["unit"].any()]
    kinds: list[tuple[str, Kind]] = [*((name, "text") for name in names), ("text", "links"), ("note", "text")]
    caption = study.say("sources.printed_caption", n=len(rows))
    body = table(pd.DataFrame(rows), kinds, caption, study.lang)
    return SourcePage(
        name=PRINTED_PAGE,
        title=study.say("sources.printed_title", year=study.year),
        facts=(),
        sections=(Section(id="figures", heading=study.say("sources.printed"), body=body),),
    )


def _figure(study: Study, number: int, row: Row) -> dict[str, Any]:
    where = place(row)
    return {
        "block": study.block_name(row["block"]),
        "unit": study.unit_name(row["unit"]) if row["unit"] else "",
        "area": study.area_name(row["area"]),
        "statistic": study.say(f"sources.statistic_{row['statistic']}"),
        "text": (Linked(row["text"], place_href(row), printed_id(number), where),),
        "note": row["note"],
    }


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _number(value: float, lang: Lang) -> str:
    """Print a number with the decimals it has."""
    if pd.isna(value):
        return DASH
    decimals = f"{value:.{_DECIMALS}f}".rstrip("0").partition(".")[2]
    return format_number(value, len(decimals), lang)
