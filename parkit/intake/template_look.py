"""How the cells of a scorecard look, and how its sheets are protected and printed."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from parkit.model.spreadsheet import inert

if TYPE_CHECKING:
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

_FONT: Final = "Times New Roman"
_LINE: Final = "9AA3AD"


@dataclass(frozen=True, kw_only=True)
class Look:
    """The look of a cell; ``fill`` is a colour, and only an unlocked cell takes input once its sheet is protected."""

    bold: bool = False
    centre: bool = False
    wrap: bool = False
    frame: bool = False
    fill: str = ""
    indent: int = 0
    locked: bool = True


TITLE: Final = Look(bold=True, centre=True)
HEAD: Final = Look(bold=True, centre=True, wrap=True, frame=True, fill="E2E6EA")
SUM: Final = Look(bold=True, centre=True, frame=True, fill="F3F4F6")
SCORE: Final = Look(centre=True, frame=True)
INPUTS: Final = {
    "self": Look(centre=True, frame=True, fill="FFF8DC", locked=False),
    "appraised": Look(centre=True, frame=True, fill="E3EFFA", locked=False),
    "note": Look(wrap=True, frame=True, fill="FFF8DC", locked=False),
}


@dataclass(frozen=True)
class Formula:
    """A formula of parkit's own; a text that begins with "=" is none, whoever named a unit so."""

    text: str


def put(sheet: "Worksheet", row: int, place: int, value: str | float | Formula | None, look: Look) -> None:
    """Write one cell, counted from 1; an empty text leaves it blank, but for its look."""
    known = sheet.parent.named_styles
    name = "parkit " + " ".join(f"{key}={value}" for key, value in asdict(look).items() if value)
    if name not in known:
        sheet.parent.add_named_style(_style(name, look))
    written = value.text if isinstance(value, Formula) else value
    cell = sheet.cell(row=row, column=place, value=None if written == "" else written)
    cell.style = name
    if isinstance(value, str) and inert(value) != value:
        cell.data_type = "s"
        cell.quotePrefix = True  # stays a text when someone edits the cell, and has no sign that is not the name's


def _style(name: str, look: Look) -> "NamedStyle":
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

    side = Side(style="thin", color=_LINE) if look.frame else Side()
    return NamedStyle(
        name=name,
        font=Font(name=_FONT, size=11, bold=look.bold),
        alignment=Alignment(
            horizontal="center" if look.centre else None,
            vertical="center" if look.frame else None,
            wrap_text=look.wrap,
            indent=look.indent,
        ),
        fill=PatternFill("solid", start_color=look.fill) if look.fill else PatternFill(),
        border=Border(left=side, right=side, top=side, bottom=side),
        protection=Protection(locked=look.locked),
    )


def protect(sheet: "Worksheet") -> None:
    """Lock all but the unlocked cells, without a password; widths and heights stay free."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def print_on_a4(sheet: "Worksheet", *, landscape: bool) -> None:
    """Fit the width of a sheet to A4 paper, over as many pages as its length needs."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
