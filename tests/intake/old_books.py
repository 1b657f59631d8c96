"""Write small workbooks in formats that no library at hand writes: xls, xlsb and ods, byte by byte.

xls is a stream of BIFF8 records in a compound file (MS-XLS, MS-CFB), xlsb a stream of BIFF12 records in a zip
(MS-XLSB), ods XML in a zip (OpenDocument 1.3). Only what a score sheet needs is here: texts, numbers, formulas with
the values computed last, error values, merged cells.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

Cell = object
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
SECTOR = 512
_SMALL = 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass(frozen=True)
class Error:
    """An error value, such as #N/A."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula (the number 2, whatever it stands for) with the value that was computed last."""

    value: float | str | Error


def write_xls(path: Path, sheets: Sheets, *, scattered: bool = False) -> None:
    """Write an xls file whose first row is merged over all columns; ``scattered`` turns the order of its sectors."""
    path.write_bytes(_compound("Workbook", _biff8(sheets), scattered=scattered))


def _biff8(sheets: Sheets) -> bytes:
    """Return the workbook stream: the globals with the places of the sheets, then the sheets."""
    texts = list(
        dict.fromkeys(cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str))
    )
    bodies = [_biff8_sheet(rows, texts) for rows in sheets.values()]
    names = [_short(name) for name in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)) + _record(0x0042, b"\xb0\x04")
    shared = struct.pack("<II", len(texts), len(texts)) + b"".join(map(_long, texts))
    tail = _record(0x00E0, bytes(20)) + _record(0x00FC, shared) + _record(0x000A, b"")
    place = len(head) + sum(len(name) + 10 for name in names) + len(tail)
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += _record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
        place += len(body)
    return head + listed + tail + b"".join(bodies)


def _biff8_sheet(rows: Sequence[Sequence[Cell]], texts: list[str]) -> bytes:
    width = max(map(len, rows), default=0)
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    body = b"".join(
        _biff8_cell(struct.pack("<HHH", line, place, 0), cell, texts)
        for line, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell is not None
    )
    merged = _record(0x00E5, struct.pack("<HHHHH", 1, 0, 0, 0, width - 1))
    return head + size + body + merged + _record(0x000A, b"")


def _biff8_cell(where: bytes, cell: Cell, texts: list[str]) -> bytes:
    if isinstance(cell, str):
        return _record(0x00FD, where + struct.pack("<I", texts.index(cell)))
    if isinstance(cell, Error):
        return _record(0x0205, where + bytes([ERRORS[cell.text], 1]))
    if isinstance(cell, Formula):
        return _biff8_formula(where, cell.value)
    if isinstance(cell, int):  # an RK number: the short form of whole numbers
        return _record(0x027E, where + struct.pack("<i", (cell << 2) | 2))
    return _record(0x0203, where + struct.pack("<d", cell))


def _biff8_formula(where: bytes, value: float | str | Error) -> bytes:
    if isinstance(value, str):
        last, text = b"\0\0\0\0\0\0\xff\xff", _record(0x0207, _long(value))
    elif isinstance(value, Error):
        last, text = bytes([2, 0, ERRORS[value.text], 0, 0, 0, 0xFF, 0xFF]), b""
    else:
        last, text = struct.pack("<d", value), b""
    return _record(0x0006, where + last + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x02\0") + text


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _long(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _compound(name: str, stream: bytes, *, scattered: bool) -> bytes:
    """Return a compound file with one stream, long enough to lie in whole sectors: table, directory, stream."""
    count = -(-max(len(stream), _SMALL) // SECTOR)
    assert count + 2 <= SECTOR // 4, "a larger workbook needs a second sector for the table"
    parts = [stream.ljust(count * SECTOR, b"\0")[start : start + SECTOR] for start in range(0, count * SECTOR, SECTOR)]
    order = [*range(2, count + 2)][:: -1 if scattered else 1]
    chain = {0: _FAT, 1: _END, order[-1]: _END} | dict(pairwise(order))
    table = b"".join(struct.pack("<I", chain[number]) for number in sorted(chain)).ljust(SECTOR, b"\xff")
    entries = [_entry("Root Entry", 5, 1, _END, 0), _entry(name, 2, _FREE, order[0], count * SECTOR)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, _SMALL, _END, 0, _END, 0, 0) + b"\xff" * 432
    return b"".join([head, table, *entries, 2 * _entry("", 0, _FREE, 0, 0), *parts[:: -1 if scattered else 1]])


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """Return one directory entry of 128 bytes."""
    title = name.encode("utf-16-le") + (b"\0\0" if name else b"")
    links = struct.pack("<III", _FREE, _FREE, child)
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBB", len(title), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def write_xlsb(path: Path, sheets: Sheets) -> None:
    """Write an xlsb file."""
    spaces = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = [f"worksheets/sheet{number}.bin" for number in range(1, len(sheets) + 1)]
    links = [
        f'<Relationship Id="r{number}" Type="{office}/worksheet" Target="{part}"/>' for number, part in enumerate(parts)
    ]
    book = b"".join(
        _long_record(0x9C, struct.pack("<II", 0, number + 1) + _wide(f"r{number}") + _wide(name))
        for number, name in enumerate(sheets)
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{spaces}/content-types"/>')
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{spaces}/relationships">{"".join(links)}</Relationships>',
        )
        archive.writestr(
            "xl/workbook.bin", _long_record(0x83) + _long_record(0x8F) + book + _long_record(0x90) + _long_record(0x84)
        )
        for part, rows in zip(parts, sheets.values(), strict=True):
            archive.writestr(f"xl/{part}", _biff12_sheet(rows))


def _biff12_sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    width = max(map(len, rows), default=0)
    size = _long_record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    return b"".join(
        [_long_record(0x81), size, _long_record(0x91), *_biff12_rows(rows), _long_record(0x92), _long_record(0x82)]
    )


def _biff12_rows(rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    for line, row in enumerate(rows):
        yield _long_record(0x00, struct.pack("<I", line) + bytes(21))
        yield from (
            _biff12_cell(struct.pack("<II", place, 0), cell) for place, cell in enumerate(row) if cell is not None
        )


def _biff12_cell(where: bytes, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _long_record(0x06, where + _wide(cell))
    if isinstance(cell, Error):
        return _long_record(0x03, where + bytes([ERRORS[cell.text]]))
    if isinstance(cell, Formula):
        return _biff12_formula(where, cell.value)
    if isinstance(cell, int):
        return _long_record(0x02, where + struct.pack("<i", (cell << 2) | 2))
    return _long_record(0x05, where + struct.pack("<d", cell))


def _biff12_formula(where: bytes, value: float | str | Error) -> bytes:
    if isinstance(value, str):
        kind, last = 0x08, _wide(value)
    elif isinstance(value, Error):
        kind, last = 0x0B, bytes([ERRORS[value.text]])
    else:
        kind, last = 0x09, struct.pack("<d", value)
    return _long_record(kind, where + last + struct.pack("<HI", 0, 3) + b"\x1e\x02\0" + bytes(4))


def _long_record(kind: int, body: bytes = b"") -> bytes:
    """Return a record; numbers over 127 take two bytes, seven bits each."""
    number = bytes([kind, 0x01]) if kind > 0x7F else bytes([kind])
    size, rest = b"", len(body)
    while rest > 0x7F:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return number + size + bytes([rest]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


ODS = " ".join(
    [
        *(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")),
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)


def write_ods(path: Path, sheets: Mapping[str, str]) -> None:
    """Write an ods file; each sheet is given as the XML of its rows."""
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}/>")
        archive.writestr("content.xml", f"<office:document-content {ODS}>{body}</office:document-content>")


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return a row of an ods sheet."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods_cell(value: Cell, *, repeated: int = 1, spanned: int = 1) -> str:
    """Return a cell of an ods sheet, with the cells it covers; an error value as LibreOffice writes it."""
    facts = f'table:number-columns-repeated="{repeated}" table:number-columns-spanned="{spanned}"'
    cover = f'<table:covered-table-cell table:number-columns-repeated="{spanned - 1}"/>' if spanned > 1 else ""
    if value is None:
        return f"<table:table-cell {facts}/>"
    if isinstance(value, Error):
        text, kind = value.text, 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    elif isinstance(value, str):
        text, kind = value, 'office:value-type="string"'
    else:
        text, kind = f"{value}".replace(".", ","), f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind} {facts}><text:p>{text}</text:p></table:table-cell>{cover}"
