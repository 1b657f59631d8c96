"""Can the figures be trusted? What was read, what was found wrong, and where the data come from."""

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from parkit.intake.problems import count_by_severity, describe, place
from parkit.model.columns import SOURCES
from parkit.model.sources import Source
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, sentences
from parkit.report.frame import format_date
from parkit.report.places import PRINTED_PAGE, file_page, place_href, source_href, unit_page
from parkit.report.study import Study
from parkit.report.table import Linked, links

Links = tuple[Linked, ...]
COUNTS: Final = ("filled", "scores", "printed", "labels", "checks", "refused")


def quality_findings(study: Study) -> Exhibit:
    """Say how many cells were read, where they went, and how many problems there are."""
    cells, counts = file_accounts(study), count_by_severity(_problems(study))
    totals = count_words(study, cells[[*COUNTS, "rows", "blank", "withheld"]].sum())
    found = [
        study.say("quality.cells", files=len(cells), **totals),
        study.say("quality.rows", **totals),
        *([study.say("quality.withheld", **totals)] if cells["withheld"].any() else []),
        study.say("quality.counts", **counts),
    ]
    if counts["error"]:
        found.append(study.say("quality.stopped"))
    return sentences(study, "quality-findings", study.say("quality.title", year=study.year), found)


def count_words(study: Study, counts: "pd.Series[Any]") -> dict[str, str]:
    """Return counts of cells as they are printed in a sentence."""
    return {str(name): study.number(int(count), 0) for name, count in counts.items()}


def problem_table(study: Study) -> Exhibit:
    """List every problem with its place, what is wrong and what to do."""
    problems = _problems(study)
    if problems.empty:
        return missing(study, "problem-table", "quality.no_problems")
    data = _grouped(study, problems)
    return Exhibit(
        id="problem-table",
        kind="table",
        title=study.say("quality.problem_table", n=len(problems), year=study.year),
        lang=study.lang,
        data=data,
        columns=(
            column(study, "severity", "verdict"),
            column(study, "place", "links"),
            *(column(study, name) for name in ("unit_name", "sentence")),
            column(study, "cells", "integer", label="problem_places"),
        ),
        source=study.source(),
        notes=(study.say("quality.address_note"),),
    )


def _grouped(study: Study, problems: pd.DataFrame) -> pd.DataFrame:
    """Put problems with the same sentence in one row, all their cells named; errors first, then the rarest."""
    names, files = study.names(), set(study.data.cells["file"])
    told = problems.assign(
        place=pd.Series([_linked_place(row, files) for _, row in problems.iterrows()], dtype=object),
        sentence=[describe(row, study.lang, names) for _, row in problems.iterrows()],
        unit_name=[names.get(code, "") for code in problems["unit"]],
    )
    joined = {"place": ("place", _places), "unit_name": ("unit_name", _listed), "cells": ("place", "size")}
    grouped = told.groupby(["severity", "code", "file", "sentence"], sort=False).agg(**joined).reset_index()
    return grouped.sort_values(["severity", "cells"], kind="stable", ignore_index=True)


def _linked_place(problem: "pd.Series[Any]", files: Collection[str]) -> Linked:
    """Return where a problem stands, with a link to it if its file is one that was read."""
    href = source_href(place_href(problem)) if problem["file"] in files else ""
    return Linked(place(problem), href)


def _places(places: "pd.Series[Any]") -> Links:
    """Join places of one file; what stays the same is named once: ``2021/scores.xlsx:Khối!J9, J10, Huyện!C4``."""
    wholes = [item.text for item in places]
    file = wholes[0].partition("!")[0].partition(":")[0]
    shown = [wholes[0], *(_unlike(one, other, file) for other, one in pairwise(wholes))]
    return tuple(replace(item, text=text) for item, text in zip(places, shown, strict=True))


def _unlike(place: str, earlier: str, file: str) -> str:
    """Return a place without what it shares with the one named before it.

    >>> _unlike("a.csv!J9", "a.csv!J8", "a.csv"), _unlike("a.xlsx:Khối!J9", "a.xlsx:Sở!J9", "a.xlsx")
    ('J9', 'Khối!J9')
    """
    sheet, _, cell = place.rpartition("!")
    if sheet == earlier.rpartition("!")[0]:
        return cell
    return place.removeprefix(f"{file}:").removeprefix(f"{file}!")


def _listed(names: "pd.Series[str]") -> str:
    return ", ".join(name for name in dict.fromkeys(names) if name)


def cell_table(study: Study) -> Exhibit:
    """Account for every filled cell of every file: its uses add up, and each score is a row of the tidy table."""
    cells = file_accounts(study)
    if cells.empty:
        return missing(study, "cell-table", "quality.no_files")
    return Exhibit(
        id="cell-table",
        kind="table",
        title=study.say("quality.cell_table"),
        lang=study.lang,
        data=cells.assign(
            page=links((_file_link(file),) for file in cells["file"]),
            adds_up=[
                "consistent" if even else "error" for even in cells["filled"].eq(cells[list(COUNTS[1:])].sum(axis=1))
            ],
        ),
        columns=(
            column(study, "page", "links", label="file"),
            *(column(study, name, "integer", label=f"cells_{name}") for name in COUNTS),
            column(study, "adds_up", "verdict", label="cells_adds_up"),
            column(study, "rows", "integer", label="cells_rows"),
        ),
        notes=(study.say("quality.cell_note"), study.say("quality.row_note")),
    )


def shape_words(study: Study, shape: str) -> str:
    """Return how a file was read, in words; its sheets may differ."""
    return ", ".join(study.say(f"quality.shape_{name}") for name in (shape.split(", ") if shape else ["none"]))


def origin_table(study: Study) -> Exhibit:
    """Lead from every unit to the list of its numbers, each of which leads to its cell; and to the printed figures."""
    scores, printed = _of_year(study, study.data.scores), _of_year(study, study.data.printed)
    units = [unit.code for unit in study.data.units if unit.code in set(scores["unit"])]
    rows = [_origin(study, code, scores[scores["unit"].eq(code)]) for code in units]
    if len(printed):
        rows.append(_printed_origin(study, printed))
    if not rows:
        return missing(study, "origin-table", "quality.no_origin")
    counts = (*SOURCES, "unscored")
    return Exhibit(
        id="origin-table",
        kind="table",
        title=study.say("quality.origin_table"),
        lang=study.lang,
        data=pd.DataFrame(rows),
        columns=(
            column(study, "name", "links", label="origin_name"),
            *(column(study, name, "integer", label=f"origin_{name}") for name in counts),
            column(study, "files", "links", label="file"),
        ),
        rows_by="block",
        notes=(study.say("quality.origin_note"),),
    )


def _origin(study: Study, unit: str, scores: pd.DataFrame) -> dict[str, Any]:
    """Count the numbers of a unit by source, and name their files."""
    scored = scores.loc[scores["state"].eq("scored"), "source"].value_counts()
    return {
        "block": study.block_name(str(scores["block"].iloc[0])),
        "name": (Linked(study.unit_name(unit), source_href(unit_page(unit))),),
        **{source: int(scored.get(source, 0)) for source in SOURCES},
        "unscored": len(scores) - int(scored.sum()),
        "files": tuple(_file_link(file) for file in dict.fromkeys(scores["file"])),
    }


def _printed_origin(study: Study, printed: pd.DataFrame) -> dict[str, Any]:
    return {
        "block": study.say("quality.printed_figures"),
        "name": (Linked(study.say("quality.printed_rows", n=len(printed)), source_href(PRINTED_PAGE)),),
        **dict.fromkeys((*SOURCES, "unscored"), 0),
        "files": tuple(_file_link(file) for file in dict.fromkeys(printed["file"])),
    }


def file_table(study: Study) -> Exhibit:
    """Give for every file its hash and the source it is from, so that anyone can tell it is the same file."""
    cells = file_accounts(study)
    if cells.empty:
        return missing(study, "file-table", "quality.no_files")
    return Exhibit(
        id="file-table",
        kind="table",
        title=study.say("quality.file_table"),
        lang=study.lang,
        data=cells.assign(
            page=links((_file_link(file),) for file in cells["file"]),
            shape=[shape_words(study, shape) for shape in cells["shape"]],
            origin=links(source_links(study, file) for file in cells["file"]),
        ),
        columns=(
            column(study, "page", "links", label="file"),
            column(study, "shape", label="cells_shape"),
            column(study, "origin", "links", label="source_title"),
            column(study, "sha256", "hash"),
        ),
        notes=(study.say("quality.hash_note"),),
    )


def source_links(study: Study, file: str) -> Links:
    """Return title and address of each source that a file is from."""
    return tuple(
        Linked(source.title.get(study.lang), _web(source)) for source in study.data.sources if file in source.files
    )


def _web(source: Source) -> str:
    return source.url if source.url.startswith(("https://", "http://")) else ""


def _file_link(file: str) -> Linked:
    return Linked(file, source_href(file_page(file)))


def source_table(study: Study) -> Exhibit:
    """Name each source, its date, and what it does not hold."""
    sources = [source for source in study.data.sources if source.covers(study.year)]
    if not sources:
        return missing(study, "source-table", "quality.no_sources")
    words = {True: study.say("yes"), False: study.say("no")}
    rows = [
        {
            "title": source.title.get(study.lang),
            "publisher": source.publisher,
            "date": format_date(source.date, study.lang),
            "complete": words[source.complete],
            "lacks": source.missing.get(study.lang),
            "note": source.note.get(study.lang),
            "url": source.url,
        }
        for source in sources
    ]
    return Exhibit(
        id="source-table",
        kind="table",
        title=study.say("quality.source_table"),
        lang=study.lang,
        data=pd.DataFrame(rows),
        columns=tuple(column(study, name, label=f"source_{name}") for name in rows[0]),
    )


def _problems(study: Study) -> pd.DataFrame:
    return _of_year(study, study.data.problems)


def _of_year(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["year"].eq(study.year)].reset_index(drop=True)


def file_accounts(study: Study) -> pd.DataFrame:
    """Return the counts of the year's files, with the rows each has in the tidy table.

    ``rows = scores + blank``: a blank cell, or one that is not there, is a row too. A stopped file has none;
    what was read of it is ``withheld``.
    """
    cells = study.data.cells
    cells = cells[cells["file"].str.startswith(f"{study.year}/")].reset_index(drop=True)
    rows = cells["file"].map(study.data.scores["file"].value_counts()).fillna(0).astype("int64")
    withheld = cells["scores"].where(cells["stopped"], 0)
    return cells.assign(rows=rows, withheld=withheld, blank=rows - cells["scores"] + withheld)
