"""Which tables of a scheme-year are handed out, and what each of their columns holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from parkit.intake.problems import describe, place
from parkit.model.spreadsheet import inert
from parkit.report.study import Study

FieldType = Literal["string", "number", "integer"]

NOT_APPLICABLE: Final = "[z]"
MISSING: Final = "[x]"
"""The signs of spreadsheets of official statistics for "does not apply" and "not available"."""

_COUNTS: Final = ("n_scored", "n_not_applicable", "n_missing")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column: its name in csv files, its heading in the workbook, what it holds and in which unit of measure."""

    name: str
    heading: str
    meaning: str
    unit: str
    type: FieldType


@dataclass(frozen=True, kw_only=True, eq=False)
class DataTable:
    """A table with its title; ``in_book`` and ``in_csv`` say where it is handed out."""

    name: str
    title: str
    frame: pd.DataFrame
    fields: tuple[Field, ...]
    in_book: bool = True
    in_csv: bool = True


def data_tables(study: Study) -> tuple[DataTable, ...]:
    """Return the tables that have rows, texts safe for spreadsheets."""
    found = (
        _table(study, "units", _units(study)),
        _table(study, "areas", _areas(study)),
        _matrix(study),
        _table(study, "criteria", _criteria(study)),
        _table(study, "scores", _scores(study), in_book=False),
        _table(study, "printed", _printed(study)),
        _table(study, "problems", _problems(study)),
    )
    return tuple(table for table in found if len(table.frame))


def _table(study: Study, name: str, frame: pd.DataFrame, *, in_book: bool = True) -> DataTable:
    safe = frame.assign(
        **{str(each): frame[each].map(_safe) for each in frame.columns if _type(frame[each]) == "string"}
    )
    fields = tuple(_field(study, str(each), frame[each]) for each in frame.columns)
    return DataTable(name=name, title=_title(study, name), frame=safe, fields=fields, in_book=in_book)


def _title(study: Study, name: str) -> str:
    return study.say(f"download.table_{name}", year=study.year)


def _safe(text: object) -> object:
    return inert(text) if isinstance(text, str) else text


def _field(study: Study, name: str, values: "pd.Series[Any]") -> Field:
    """Describe a column; the maximum of a block is named after the block."""
    entry, _, block = name.partition(":")
    words = {"block": study.block_name(block)} if block else {}
    return Field(
        name=name.replace(":", "_"),
        heading=study.say(f"download.column_{entry}", **words),
        meaning=study.say(f"download.meaning_{entry}", **words),
        unit=study.say(f"download.unit_{entry}") if entry in ("points", "max_points", "index", "max") else "",
        type=_type(values),
    )


def _type(values: "pd.Series[Any]") -> FieldType:
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(values) else "string"


def _units(study: Study) -> pd.DataFrame:
    """Return index, rank and band of every unit."""
    columns = ["block", "block_name", "unit", "name", "points", "max_points", "index", "rank", "band_label", *_COUNTS]
    return study.units()[columns].rename(columns={"name": "unit_name", "band_label": "band"})


def _areas(study: Study) -> pd.DataFrame:
    """Return the index of every unit within each area, where there are areas."""
    if study.depth() != "areas":
        return pd.DataFrame()
    areas = study.areas().assign(block_name=lambda rows: rows["block"].map(study.block_name))
    columns = ["block", "block_name", "unit", "name", "area", "area_name", "points", "max_points", "index", *_COUNTS]
    return areas[columns].rename(columns={"name": "unit_name"})


def _matrix(study: Study) -> DataTable:
    """Return the counting points with a row for each unit and a column for each criterion, as people look at them."""
    scores = study.scores()
    shown = scores["points"].astype(object)
    shown = shown.mask(scores["state"].eq("not_applicable"), NOT_APPLICABLE).mask(
        scores["state"].eq("missing"), MISSING
    )
    criteria = [line.code for line in study.framework if line.code in set(scores["criterion"])]
    wide = scores.assign(shown=shown).pivot(index=["block", "unit"], columns="criterion", values="shown")  # noqa: PD010  one value a cell
    wide = wide.reindex(columns=criteria).astype(object)
    wide = wide.where(wide.notna(), NOT_APPLICABLE).reset_index()
    named = wide.assign(block=wide["block"].map(study.block_name), unit=wide["unit"].map(study.unit_name))
    frame = named.rename(columns={"block": "block_name", "unit": "unit_name"})
    fields = (
        *(_field(study, name, frame[name]) for name in ("block_name", "unit_name")),
        *(_criterion_field(study, code) for code in criteria),
    )
    safe = frame.assign(block_name=frame["block_name"].map(_safe), unit_name=frame["unit_name"].map(_safe))
    return DataTable(name="matrix", title=_title(study, "matrix"), frame=safe, fields=fields, in_csv=False)


def _criterion_field(study: Study, code: str) -> Field:
    name = study.framework.get(code).name.get(study.lang)
    return Field(name=code, heading=code, meaning=inert(name), unit=study.say("download.unit_points"), type="number")


def _criteria(study: Study) -> pd.DataFrame:
    """Return the framework of the year, with the maximum in each block."""
    blocks = [code for code in study.scheme.blocks if any(code in line.applies for line in study.framework)]
    rows = [
        {
            "criterion": line.code,
            "parent": line.parent,
            "level": study.say(f"download.level_{line.level}"),
            "criterion_name": line.name.get(study.lang),
            **{f"max:{block}": line.max_points.get(block) if block in line.applies else None for block in blocks},
        }
        for line in study.framework
    ]
    return pd.DataFrame(rows).astype({f"max:{block}": "float64" for block in blocks})


def _scores(study: Study) -> pd.DataFrame:
    """Return every score of the year with its cell."""
    rows = study.data.scores[study.data.scores["year"].eq(study.year)]
    lines = {line.code: line.name.get(study.lang) for line in study.framework}
    named = rows.assign(unit_name=rows["unit"].map(study.unit_name), criterion_name=rows["criterion"].map(lines))
    where = ["file", "sheet", "row", "column"]
    scored = [
        "block",
        "unit",
        "unit_name",
        "area",
        "criterion",
        "criterion_name",
        "source",
        "state",
        "points",
        "max_points",
    ]
    return named[[*scored, *where]]


def _printed(study: Study) -> pd.DataFrame:
    """Return the figures as the source printed them."""
    rows = study.printed()
    named = rows.assign(
        block_name=rows["block"].map(study.block_name),
        unit_name=[study.unit_name(unit) if unit else "" for unit in rows["unit"]],
        area_name=[study.area_name(area) for area in rows["area"]],
        statistic=[study.say(f"sources.statistic_{name}") for name in rows["statistic"]],
    )
    columns = ["block", "block_name", "unit", "unit_name", "area", "area_name", "statistic", "text", "note"]
    return named[[*columns, "file", "sheet", "row", "column"]]


def _problems(study: Study) -> pd.DataFrame:
    """Return the problems of the year as sentences."""
    problems = study.data.problems
    rows = problems[problems["year"].eq(study.year).fillna(value=True)]
    return pd.DataFrame(list(_told(study, rows)), columns=["severity", "place", "sentence"]).astype("str")


def _told(study: Study, problems: pd.DataFrame) -> Iterator[Sequence[str]]:
    names = study.names()
    for _, problem in problems.iterrows():
        yield study.say(f"cli.{problem['severity']}"), place(problem), describe(problem, study.lang, names)
