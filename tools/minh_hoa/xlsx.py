"""Write sheets as an xlsx file that has the same bytes each time: fixed dates, fixed order, fixed names.

Formulas keep the value Excel would have stored beside them, or none; no common library writes both.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from .sheet import Cell, ErrorValue, Formula, Number, Sheet, Value, address_name, letter
from .tables import plain

_STYLES = ("plain", "bold", "title", "head", "date", "indent1", "indent2", "centre")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = date(1899, 12, 30)
_STAMP = (2026, 1, 15, 8, 0, 0)
_PROPERTIES = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>parkit</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-15T08:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-15T08:00:00Z</dcterms:modified></cp:coreProperties>'
)
_BARE = 'numFmtId="0" fontId="{font}" fillId="0" borderId="{border}" xfId="0"'
_PLAIN, _BOLD, _FRAMED = (_BARE.format(font=font, border=border) for font, border in ((0, 0), (1, 0), (1, 1)))
_DATE = _PLAIN.replace('numFmtId="0"', 'numFmtId="16"')
_LOOKS = (
    '<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="8"><xf {_PLAIN}/><xf {_BOLD} applyFont="1"/>'
    f'<xf {_BOLD} applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>'
    f'<xf {_FRAMED} applyFont="1" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>'
    f'<xf {_DATE} applyNumberFormat="1"/>'
    f'<xf {_PLAIN} applyAlignment="1"><alignment indent="1"/></xf>'
    f'<xf {_PLAIN} applyAlignment="1"><alignment indent="2"/></xf>'
    f'<xf {_PLAIN} applyAlignment="1"><alignment horizontal="center"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the bytes of a workbook."""
    strings: dict[str, int] = {}
    bodies = [_sheet_xml(sheet, strings) for sheet in sheets]
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _root_relations(),
        "docProps/core.xml": _PROPERTIES,
        "xl/workbook.xml": _workbook_xml(sheets),
        "xl/_rels/workbook.xml.rels": _workbook_relations(len(sheets)),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{_LOOKS}</styleSheet>',
        "xl/sharedStrings.xml": _strings_xml(strings),
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": body for number, body in enumerate(bodies, start=1)}
    return _zip({name: _HEAD + text for name, text in parts.items()})


def _zip(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, date_time=_STAMP)
            info.create_system = 0
            archive.writestr(info, text.encode(), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _content_types(count: int) -> str:
    sheets = [(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, count + 1)]
    named = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), ("xl/sharedStrings.xml", "sharedStrings")]
    parts = named + sheets
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts)
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'{overrides}<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _root_relations() -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return _relations([(f"{_RELATIONS}/officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")])


def _workbook_relations(count: int) -> str:
    sheets = [(f"{_RELATIONS}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    rest = [(f"{_RELATIONS}/styles", "styles.xml"), (f"{_RELATIONS}/sharedStrings", "sharedStrings.xml")]
    return _relations(sheets + rest)


def _workbook_xml(sheets: Sequence[Sheet]) -> str:
    rows = "".join(
        f'<sheet name="{_attribute(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{rows}</sheets></workbook>'


def _strings_xml(strings: dict[str, int]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{items}</sst>'


def _sheet_xml(sheet: Sheet, strings: dict[str, int]) -> str:
    rows = "".join(_row_xml(sheet, number, cells, strings) for number, cells in sheet.rows())
    merges = "".join(
        f'<mergeCell ref="{address_name((top, left))}:{address_name((bottom, right))}"/>'
        for top, left, bottom, right in sheet.merges
    )
    merged = f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else ""
    return f'<worksheet xmlns="{_MAIN}">{_columns_xml(sheet)}<sheetData>{rows}</sheetData>{merged}</worksheet>'


def _columns_xml(sheet: Sheet) -> str:
    shown = dict.fromkeys(sheet.hidden_columns, 10) | sheet.widths
    hidden = {column: ' hidden="1"' if column in sheet.hidden_columns else "" for column in shown}
    columns = "".join(
        f'<col min="{column}" max="{column}" width="{shown[column]}" customWidth="1"{hidden[column]}/>'
        for column in sorted(shown)
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _row_xml(sheet: Sheet, number: int, cells: dict[int, Cell], strings: dict[str, int]) -> str:
    hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
    inside = "".join(_cell_xml(f"{letter(column)}{number}", cell, strings) for column, cell in cells.items())
    return f'<row r="{number}"{hidden}>{inside}</row>'


def _cell_xml(reference: str, cell: Cell, strings: dict[str, int]) -> str:
    kind, body = _content(cell.value, strings)
    style = _STYLES.index(cell.style)
    shown = f' s="{style}"' if style else ""
    return f'<c r="{reference}"{shown}{kind}>{body}</c>'


def _content(value: Value, strings: dict[str, int]) -> tuple[str, str]:
    if isinstance(value, str):
        return ' t="s"', f"<v>{strings.setdefault(value, len(strings))}</v>"
    if isinstance(value, Number):
        return "", f"<v>{plain(value.points)}</v>"
    if isinstance(value, Formula):
        cached = "" if value.cached is None else f"<v>{plain(value.cached)}</v>"
        return "", f"<f>{escape(value.text)}</f>{cached}"
    if isinstance(value, ErrorValue):
        return ' t="e"', f"<v>{escape(value.text)}</v>"
    return "", f"<v>{(value - _EPOCH).days}</v>"


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
