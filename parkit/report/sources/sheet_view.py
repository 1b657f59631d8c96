"""A sheet as an HTML table: every cell where it stands in Excel, what it was taken for, and where that leads.

Each score and each cell with a problem has an id, so that a link finds it. No colour says anything alone: scores
are links, sums are in italics, what was refused or corrected carries a numbered sign that leads to the reason.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parkit.intake.corrections import SET_ASIDE
from parkit.intake.grid import Value, as_text, column_letter
from parkit.intake.ledger import USES
from parkit.intake.second_look import Address
from parkit.intake.sheets import Sheet
from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.report.places import LINES, cell_id
from parkit.report.table import Linked

LONG_TEXT: Final = 40
ROOM: Final = 2
STYLES: Final = {"scores": "s", "printed": "f", "labels": "l", "checks": "k", "refused": "r", "open": ""}
"""The class of a cell by what became of it; short, since a page has tens of thousands of cells."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the cells of a sheet lead to, by their address counted from 0.

    Attributes
    ----------
    rows : mapping of an address to a str
        The row of a tidy table that a cell became.
    signs : mapping of an address to Linked texts
        Numbered signs of problems and corrections, each with the place that explains it.
    """

    rows: Mapping[Address, str] = field(default_factory=dict)
    signs: Mapping[Address, Sequence[Linked]] = field(default_factory=dict)


def sheet_html(sheet: Sheet, marks: Marks, *, part: int, caption: str, lang: Lang) -> str:
    """Return the lines of one page of a sheet as a table; ``part`` counts the pages from 0."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    letters = "".join(f'<th scope="col">{column_letter(place)}</th>' for place in range(width))
    lines = range(part * LINES, min((part + 1) * LINES, len(sheet.rows)))
    body = "\n".join(_line(sheet, marks, line, lang) for line in lines)
    title = html.escape(caption, quote=True)
    return "\n".join(
        [
            f'<div class="scroll grid" role="group" tabindex="0" aria-label="{title}">',
            f'<table class="cells"><caption><span>{title}</span></caption>',
            f"<thead><tr><td></td>{letters}</tr></thead>",
            f"<tbody>\n{body}\n</tbody></table></div>",
        ]
    )


def _line(sheet: Sheet, marks: Marks, line: int, lang: Lang) -> str:
    cells = "".join(_cell(sheet, marks, (line, place), value, lang) for place, value in enumerate(sheet.rows[line]))
    named = _classes("aside" if line in sheet.aside else "", "title" if _is_title(sheet, line) else "")
    return f'<tr id="{cell_id(sheet.title, line + 1, "")}"{named}><th scope="row">{line + 1}</th>{cells}</tr>'


def _classes(*words: str) -> str:
    """Return the attribute of the classes that are not empty, or nothing."""
    named = " ".join(word for word in words if word)
    return f' class="{named}"' if named else ""


def _is_title(sheet: Sheet, line: int) -> bool:
    """Tell whether a line is words only, with room beside them: they run over the empty cells, as in Excel."""
    row = sheet.rows[line]
    filled = [place for place, value in enumerate(row) if value != ""]
    words = set(sheet.uses[line].tolist()) <= {0, USES.index("labels")}
    ends = [*filled[1:], len(row)]
    return words and bool(filled) and all(end - place >= ROOM for place, end in zip(filled, ends, strict=True))


def _cell(sheet: Sheet, marks: Marks, address: Address, value: Value, lang: Lang) -> str:
    href, signs = marks.rows.get(address, ""), marks.signs.get(address, ())
    if value == "" and not href and not signs:
        return "<td></td>"
    style = _style(sheet, address, value)
    place = f' id="{cell_id(sheet.title, address[0] + 1, column_letter(address[1]))}"' if href or signs else ""
    body = f"{_content(sheet, address, value, href, lang)}{''.join(map(_sign, signs))}"
    return f"<td{place}{style}>{body}</td>"


def _style(sheet: Sheet, address: Address, value: Value) -> str:
    """Return the classes of a cell: its use, long text, hidden."""
    is_long = isinstance(value, str) and len(value) > LONG_TEXT
    hidden = address in sheet.hidden
    return _classes(STYLES[USES[sheet.uses[address]]], "t" if is_long else "", "h" if hidden else "")


def _content(sheet: Sheet, address: Address, value: Value, href: str, lang: Lang) -> str:
    """Return the text of a cell as it was read, struck out with the new value beside it where it is corrected."""
    text = html.escape(as_text(value))
    if address in sheet.corrected:
        becomes = sheet.corrected[address].becomes
        shown = say("sources.becomes_missing", lang) if becomes == SET_ASIDE else becomes
        after = f"<ins>{html.escape(shown)}</ins>"
        return f"<del>{text}</del> {_led(after, href)}"
    return _led(text, href, "" if text else say("sources.use_blank", lang))


def _led(body: str, href: str, label: str = "") -> str:
    """Return a text as a link; a blank cell gets a name for those who do not see it."""
    if not href:
        return body
    name = f' aria-label="{html.escape(label)}"' if label else ""
    return f'<a href="{href}"{name}>{body}</a>'


def _sign(sign: Linked) -> str:
    return f'<sup><a href="{html.escape(sign.href)}">{html.escape(sign.text)}</a></sup>'
