"""Write the scorecard of one unit as a workbook ready to be sent: instructions, then the card with its input cells.

The bytes are a function of the card and the language: no time of writing, no order of a set. A formula carries no
value; a spreadsheet program computes it when the file is opened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parkit.intake.template import ASKED, Card, CardLine
from parkit.intake.template_look import HEAD, INPUTS, SCORE, SUM, TITLE, Formula, Look, print_on_a4, protect, put
from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.model.workbook import fixed_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW: Final = 8
"""The row of the headings, as Excel counts; the lines of the card follow."""

COLUMNS: Final = ("number", "criterion", "maximum", "self", "appraised", "note")
_WIDTHS: Final = (8, 62, 11, 13, 13, 34)
_LONGEST_FORMULA: Final = 255


def write_card(card: Card, lang: Lang) -> bytes:
    """Return the bytes of a unit's workbook in one language."""
    from openpyxl import Workbook

    book = Workbook()
    marks = offered_marks(card, lang)
    _write_instructions(book.active, card, lang, marks)
    _write_scores(book.create_sheet(say("template.sheet_scores", lang)), card, lang, marks)
    for sheet in book.worksheets:
        protect(sheet)
    book.properties.creator = "parkit"
    book.properties.title = say("template.title", lang, year=card.year)
    return fixed_bytes(book, card.year)


def rule_of(cell: str, *, maximum: float | None, step: float | None, marks: Iterable[str]) -> str:
    """Return the formula by which Excel accepts what is typed into a cell: a number within its limits, or a mark.

    >>> rule_of("D9", maximum=2.0, step=0.25, marks=["-"])
    'IF(ISNUMBER(D9),AND(D9>=0,D9<=2,ABS(D9/0.25-ROUND(D9/0.25,0))<0.000001),OR(D9="-"))'
    """
    limits = [f"{cell}>=0"]
    if maximum is not None:
        limits.append(f"{cell}<={maximum:.12g}")
    if step is not None:
        limits.append(f"ABS({cell}/{step:.12g}-ROUND({cell}/{step:.12g},0))<0.000001")
    words = ",".join(f'{cell}="{mark.replace(chr(34), chr(34) * 2)}"' for mark in marks)
    return f"IF(ISNUMBER({cell}),AND({','.join(limits)}),{f'OR({words})' if words else 'FALSE'})"


def sum_of(cells: Sequence[str]) -> str:
    """Return the formula of a sum that stays empty while none of its parts holds a number.

    >>> sum_of(["D10:D12", "D15"])
    '=IF(COUNT(D10:D12,D15)=0,"",SUM(D10:D12,D15))'
    """
    parts = ",".join(cells)
    return f'=IF(COUNT({parts})=0,"",SUM({parts}))'


def offered_marks(card: Card, lang: Lang) -> dict[str, str]:
    """Return the marks of a card, as many as the longest formula that Excel takes has room for."""
    kept: dict[str, str] = {}
    for mark, state in card.marks(lang).items():
        longest = rule_of("D9999", maximum=99.9999, step=0.0001, marks=[*kept, mark])
        if len(longest) <= _LONGEST_FORMULA:
            kept[mark] = state
    return kept


def _write_instructions(sheet: "Worksheet", card: Card, lang: Lang, marks: dict[str, str]) -> None:
    """Write sentences only, one a row: a heading with a number below it would be a table."""
    sheet.title = say("template.sheet_instructions", lang)
    names = {name: say(f"template.head_{name}", lang) for name in ("self", "appraised", "note")}
    titles = [
        say("template.instructions_title", lang),
        card.scheme.name.get(lang),
        say("template.title", lang, year=card.year),
        say("template.unit", lang, unit=card.unit.name.get(lang)),
    ]
    texts = [
        say("template.how_fill", lang, sheet=say("template.sheet_scores", lang), **names),
        *(say(f"template.{entry}", lang) for entry in ("how_points", "how_decimal", "how_marks")),
        *(say(f"template.mark_{state}", lang, marks=words) for state, words in _by_state(marks).items()),
        *(say(f"template.{entry}", lang) for entry in ("how_sums", "how_send")),
    ]
    if card.surveyed:
        texts.append(say("template.how_survey", lang, count=card.surveyed))
    for row, text in enumerate([*titles, "", *texts], start=1):
        listed = row > len(titles) and not text[:1].isdigit()
        put(sheet, row, 1, text, Look(bold=row <= len(titles), wrap=True, indent=2 if listed else 0))
    sheet.column_dimensions["A"].width = 110
    print_on_a4(sheet, landscape=False)


def _by_state(marks: dict[str, str]) -> dict[str, str]:
    """Return for each state its marks in quotation marks."""
    states = dict.fromkeys(marks.values())
    return {state: ", ".join(f'"{mark}"' for mark, own in marks.items() if own == state) for state in states}


def _write_scores(sheet: "Worksheet", card: Card, lang: Lang, marks: dict[str, str]) -> None:
    _write_titles(sheet, card, lang)
    for place, name in enumerate(COLUMNS, start=1):
        put(sheet, HEADING_ROW, place, say(f"template.head_{name}", lang), HEAD)
        sheet.column_dimensions[_letter(place)].width = _WIDTHS[place - 1]
    for number, line in enumerate(card.lines):
        _write_line(sheet, card, number, lang)
        if not line.parts:
            sheet.add_data_validation(_validation(number, line, lang, marks))
    _write_total(sheet, card, lang)
    print_on_a4(sheet, landscape=True)
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.oddFooter.center.text = say("template.page", lang)


def _write_titles(sheet: "Worksheet", card: Card, lang: Lang) -> None:
    committee = say("template.committee", lang, province=card.scheme.province.get(lang))
    titles = [
        (1, 1, 2, committee.upper()),
        (1, 3, 6, say("template.nation", lang)),
        (2, 1, 2, card.unit.name.get(lang).upper()),
        (2, 3, 6, say("template.motto", lang)),
        (4, 1, 6, say("template.title", lang, year=card.year)),
        (5, 1, 6, card.scheme.name.get(lang)),
        (6, 1, 6, say("template.unit", lang, unit=card.unit.name.get(lang))),
    ]
    for row, first, last, text in titles:
        put(sheet, row, first, text, TITLE)
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _write_line(sheet: "Worksheet", card: Card, number: int, lang: Lang) -> None:
    line, row = card.lines[number], _row(number)
    look = SUM if line.parts else SCORE
    words = replace(look, centre=False)
    put(sheet, row, 1, line.number, words)
    put(sheet, row, 2, line.name.get(lang), replace(words, wrap=True, indent=ASKED.index(line.level)))
    put(sheet, row, 3, line.maximum, look)
    for place, name in enumerate(INPUTS, start=4):
        if line.parts:
            put(sheet, row, place, "" if name == "note" else Formula(sum_of(_cells(_letter(place), line.parts))), SUM)
        else:
            put(sheet, row, place, "", INPUTS[name])


def _write_total(sheet: "Worksheet", card: Card, lang: Lang) -> None:
    row = _row(len(card.lines))
    texts = ["", say("template.total", lang), card.maximum, *(Formula(sum_of(_cells(x, card.tops))) for x in "DE"), ""]
    for place, text in enumerate(texts, start=1):
        put(sheet, row, place, text, replace(HEAD, centre=place > 2))
    for place, entry in ((2, "signed_left"), (5, "signed_right")):
        put(sheet, row + 2, place, say(f"template.{entry}", lang), TITLE)
    sheet.print_area = f"A1:F{row + 6}"


def _validation(number: int, line: CardLine, lang: Lang, marks: dict[str, str]) -> "DataValidation":
    """Return what the input cells of a line accept, with the sentence Excel shows beside them and on refusal."""
    from openpyxl.worksheet.datavalidation import DataValidation

    row = _row(number)
    known = line.maximum is not None
    limit = "" if line.maximum is None else _shown(line.maximum, lang)
    sentences = [say("template.rule_within", lang, maximum=limit) if known else say("template.rule_open", lang)]
    if line.step is not None:
        sentences.append(say("template.rule_step", lang, step=_shown(line.step, lang)))
    if marks:
        sentences.append(say("template.rule_marks", lang, marks="; ".join(marks)))
    title = say("template.prompt_title", lang, maximum=limit) if known else say("template.prompt_open", lang)
    found = DataValidation(
        type="custom",
        formula1=rule_of(f"D{row}", maximum=line.maximum, step=line.step, marks=marks),
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle="stop",
        errorTitle=say("template.refused_title", lang),
        error=" ".join(sentences)[:220],
        promptTitle=title[:32],
        prompt=" ".join(sentences)[:220],
    )
    found.add(f"D{row}:E{row}")
    return found


def _shown(number: float, lang: Lang) -> str:
    return f"{number:.12g}".replace(".", "," if lang == "vi" else ".")


def _cells(letter: str, parts: Sequence[int]) -> list[str]:
    """Return the cells of some lines in one column; neighbours are given as a range."""
    runs: list[list[int]] = []
    for row in map(_row, parts):
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [f"{letter}{run[0]}" if len(run) == 1 else f"{letter}{run[0]}:{letter}{run[-1]}" for run in runs]


def _row(number: int) -> int:
    return HEADING_ROW + 1 + number


def _letter(place: int) -> str:
    return "ABCDEF"[place - 1]
