"""The page of a file: where it is from, how its cells add up, its problems and corrections, and its sheets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import pandas as pd
from markupsafe import Markup, escape

from parkit.intake.corrections import SET_ASIDE
from parkit.intake.grid import as_text, column_letter, place_of
from parkit.intake.ledger import USES
from parkit.intake.problems import describe, place
from parkit.intake.second_look import Address
from parkit.intake.sheets import Sheet, SheetFile
from parkit.report.exhibits.quality import COUNTS, count_words, file_accounts, shape_words, source_links
from parkit.report.places import LINES, PRINTED_PAGE, file_page, place_href, printed_id, score_href, sheet_id
from parkit.report.sources.page import Section, SourcePage, fact, table
from parkit.report.sources.sheet_view import STYLES, Marks, sheet_html
from parkit.report.study import Study
from parkit.report.table import SYMBOLS, Kind, Linked, links

_PROBLEM: Final = "problem"
_CORRECTION: Final = "correction"


@dataclass(frozen=True, kw_only=True)
class Frames:
    """The rows of one year, numbered from 0: scores, printed figures, problems; and the counts of cells by file."""

    scores: pd.DataFrame
    printed: pd.DataFrame
    problems: pd.DataFrame
    accounts: pd.DataFrame

    @classmethod
    def of(cls, study: Study) -> Self:
        """Return the rows of a study's year."""
        data = study.data
        frames = (data.scores, data.printed, data.problems)
        scores, printed, problems = (frame[frame["year"].eq(study.year)].reset_index(drop=True) for frame in frames)
        return cls(scores=scores, printed=printed, problems=problems, accounts=file_accounts(study).set_index("file"))


@dataclass(frozen=True, kw_only=True)
class _Content:
    """A file and everything known of its cells."""

    study: Study
    file: SheetFile
    account: Mapping[str, Any]
    problems: pd.DataFrame
    corrections: pd.DataFrame
    marks: Mapping[str, Marks]


def file_pages(study: Study, file: SheetFile, frames: Frames) -> Iterator[SourcePage]:
    """Return the pages of a file, one for each ``LINES`` lines."""
    problems = frames.problems
    mine = problems[problems["file"].eq(file.name)].reset_index(drop=True)
    corrections = _corrections(study, file)
    account = frames.accounts.loc[file.name]
    content = _Content(
        study=study,
        file=file,
        account={str(name): value for name, value in account.items()},
        problems=mine,
        corrections=corrections,
        marks=_marks(file, frames, mine, corrections),
    )
    longest = max((len(sheet.rows) for sheet in file.sheets), default=1)
    parts = range(-(-longest // LINES))
    for part in parts:
        yield _page(content, part, len(parts), longest)


def _page(content: _Content, part: int, parts: int, longest: int) -> SourcePage:
    study, name = content.study, content.file.name
    facts = _facts(content)
    if parts > 1:
        facts = (*facts, fact(study.lang, "pages", *_other_parts(study, name, part, parts, longest)))
    return SourcePage(
        name=file_page(name, part * LINES + 1),
        title=name if part == 0 else f"{name}, {_lines(study, part, longest)}",
        facts=facts,
        sections=(*(_told(content) if part == 0 else ()), *_sheets(content, part)),
    )


def _other_parts(study: Study, name: str, here: int, parts: int, longest: int) -> Iterator[Linked]:
    for part in range(parts):
        href = "" if part == here else file_page(name, part * LINES + 1)
        yield Linked(_lines(study, part, longest), href)


def _lines(study: Study, part: int, longest: int) -> str:
    return study.say("sources.lines", first=part * LINES + 1, last=min((part + 1) * LINES, longest))


def _facts(content: _Content) -> tuple[tuple[str, Markup], ...]:
    study, account, aside = content.study, content.account, content.file.aside
    counts = count_words(study, pd.Series({name: account[name] for name in (*COUNTS, "rows", "blank")}))
    rows = "sources.stopped" if account["stopped"] else "sources.tidy_rows"
    return (
        fact(study.lang, "source", *(source_links(study, content.file.name) or (study.say("sources.no_source"),))),
        fact(study.lang, "sha256", account["sha256"]),
        fact(study.lang, "shape", shape_words(study, account["shape"])),
        fact(study.lang, "cells", study.say("sources.accounting", **counts)),
        fact(study.lang, "rows", study.say(rows, **counts)),
        *([fact(study.lang, "aside", aside.reason().get(study.lang))] if aside else []),
    )


def _told(content: _Content) -> Iterator[Section]:
    """Return the tables of problems and of declared corrections, if there are any."""
    study = content.study
    if len(content.problems):
        yield Section(id="problems", heading=study.say("sources.problems"), body=_problem_table(content))
    if len(content.corrections):
        kinds = _kinds(number="links", place="links", before="text", after="text", why="text", who="text")
        caption = study.say("sources.corrections_caption")
        body = table(content.corrections, kinds, caption, study.lang)
        yield Section(id="corrections", heading=study.say("sources.corrections"), body=body)


def _kinds(**kinds: Kind) -> tuple[tuple[str, Kind], ...]:
    return tuple(kinds.items())


def _problem_table(content: _Content) -> Markup:
    study, names = content.study, content.study.names()
    rows = [row for _, row in content.problems.iterrows()]
    frame = content.problems.assign(
        number=links((Linked(str(number), id=f"{_PROBLEM}-{number}"),) for number in range(1, len(rows) + 1)),
        place=links((Linked(_in_file(row), place_href(row)),) for row in rows),
        sentence=[describe(row, study.lang, names) for row in rows],
    )
    kinds = _kinds(number="links", severity="verdict", place="links", sentence="text")
    caption = study.say("sources.problems_caption", n=len(rows))
    return table(frame, kinds, caption, study.lang)


def _in_file(problem: "pd.Series[Any]") -> str:
    """Return the place of a problem within its file: sheet and cell, or the file itself."""
    return place(problem).removeprefix(problem["file"]).lstrip(":!") or str(problem["file"])


def _corrections(study: Study, file: SheetFile) -> pd.DataFrame:
    """Return the declared changes of a file that were used, in the order of its cells."""
    rows = [row for sheet in file.sheets for row in (*_changed(study, sheet), *_left_out(study, sheet))]
    ordered = sorted(rows, key=lambda row: (row["sheet"], row["row"]))
    for number, row in enumerate(ordered, 1):
        address = f"{row['column']}{row['row']}"
        row["file"] = file.name
        row["number"] = (Linked(str(number), id=f"{_CORRECTION}-{number}"),)
        row["place"] = (Linked(f"{row['sheet']}!{address}" if row["sheet"] else address, place_href(row)),)
    return pd.DataFrame(ordered)


def _changed(study: Study, sheet: Sheet) -> Iterator[dict[str, Any]]:
    for (line, column), item in sheet.corrected.items():
        becomes = study.say("sources.becomes_missing") if item.becomes == SET_ASIDE else item.becomes
        where = {"sheet": sheet.title, "row": line + 1, "column": column_letter(column)}
        reason = {"why": item.why.get(study.lang), "who": item.who}
        yield where | {"before": as_text(sheet.rows[line][column]) or "∅", "after": becomes} | reason


def _left_out(study: Study, sheet: Sheet) -> Iterator[dict[str, Any]]:
    for line, item in sheet.aside.items():
        where = {"sheet": sheet.title, "row": line + 1, "column": item.cell.rstrip("0123456789")}
        reason = {"why": item.why.get(study.lang), "who": item.who}
        yield where | {"before": item.expect, "after": study.say("sources.becomes_nothing")} | reason


def _marks(file: SheetFile, frames: Frames, problems: pd.DataFrame, corrections: pd.DataFrame) -> dict[str, Marks]:
    """Return, for each sheet, where its cells lead: rows of the tidy tables, problems, corrections."""
    rows: dict[str, dict[Address, str]] = defaultdict(dict)
    signs: dict[str, dict[Address, list[Linked]]] = defaultdict(lambda: defaultdict(list))
    for sheet, address, row in _places(frames.printed, file):
        rows[sheet][address] = f"{PRINTED_PAGE}#{printed_id(row['number'])}"
    for sheet, address, row in _places(frames.scores, file):
        rows[sheet][address] = score_href(row)
    for sheet, address, row in _places(problems, file):
        number = row["number"]
        signs[sheet][address].append(Linked(f"{SYMBOLS[row['severity']]}{number}", _in_first(file, _PROBLEM, number)))
    for sheet, address, row in _places(corrections, file):
        number = row["number"]
        signs[sheet][address].append(Linked(f"✎{number}", _in_first(file, _CORRECTION, number)))
    return {sheet.title: Marks(rows=rows[sheet.title], signs=signs[sheet.title]) for sheet in file.sheets}


def _in_first(file: SheetFile, kind: str, number: int) -> str:
    """Return the address of a numbered line on the file's first page."""
    return f"{file_page(file.name)}#{kind}-{number}"


def _places(frame: pd.DataFrame, file: SheetFile) -> Iterator[tuple[str, Address, dict[str, Any]]]:
    """Go through the rows that name a cell of the file, each numbered from 1 by its place in the frame."""
    mine = frame[frame["file"].eq(file.name)] if len(frame) else frame
    for index, row in zip(mine.index, mine.to_dict("records"), strict=True):
        address = None if pd.isna(row["row"]) else place_of(f"{row['column']}{row['row']}")
        if address:
            yield row["sheet"], address, {str(name): value for name, value in row.items()} | {"number": index + 1}


def _sheets(content: _Content, part: int) -> Iterator[Section]:
    study, sheets = content.study, content.file.sheets
    if not sheets:
        text = escape(study.say("sources.unopened"))
        yield Section(id="top", heading=study.say("sources.only_sheet"), body=Markup("<p>{}</p>").format(text))
    for sheet in sheets:
        if part * LINES >= len(sheet.rows):
            continue
        name = study.say("sources.sheet", sheet=sheet.title) if sheet.title else study.say("sources.only_sheet")
        caption = study.say("sources.sheet_caption", sheet=sheet.title or content.file.name)
        cells = sheet_html(sheet, content.marks[sheet.title], part=part, caption=caption, lang=study.lang)
        body = Markup(f"{_legend(study, sheet)}\n{cells}")  # noqa: S704  both escape what they show
        yield Section(id=sheet_id(sheet.title), heading=name, body=body)


def _legend(study: Study, sheet: Sheet) -> Markup:
    """Return what each look of a cell means, for the looks that the sheet has."""
    there = set(sheet.uses.ravel().tolist())
    looks = [(USES.index(use) in there, f'<span class="sample {STYLES[use]}">1,5</span>', use) for use in USES[1:]]
    looks += [
        (bool(sheet.corrected), '<span class="sample"><del>1</del> <ins>2</ins></span>', "corrected"),
        (bool(sheet.aside), '<span class="sample"><s>1</s></span>', "aside"),
        (bool(sheet.hidden), '<span class="sample h">1</span>', "hidden"),
        (USES.index("scores") in there, '<span class="sample s">∅</span>', "blank"),
    ]
    items = [f"<li>{sample}{escape(study.say(f'sources.use_{look}'))}</li>" for shown, sample, look in looks if shown]
    return Markup(f'<ul class="legend">{"".join(items)}</ul>')  # noqa: S704  the words are escaped
