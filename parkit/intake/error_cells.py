"""Find the error values (#N/A, #DIV/0! …) in workbooks of the formats that are not xlsx.

The reader of values gives an error in xls and xlsb as an empty cell, and one in ods as empty or, from older programs,
as 0. Neither may pass for what the office wrote, so the files are searched: xls as a stream of records in a compound
file (MS-XLS, MS-CFB), xlsb as records in a zip (MS-XLSB), ods as XML (OpenDocument 1.3, part 3).
"""

import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

Place = tuple[int, int]
Errors = dict[str, dict[Place, str]]

NAMES: Final[Mapping[int, str]] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""The codes of error values, the same in both binary formats."""

_UNKNOWN: Final = "#VALUE!"
_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR: Final = 0xFFFFFFFA
_SECTORS: Final = (512, 4096)
_ENTRY: Final = 128
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_FAR: Final = 16_384


def errors_of_xls(content: bytes) -> Errors:
    """Return the error values of an xls file, by sheet and by row and column from 0."""
    stream = _workbook_stream(content)
    sheets = {}
    for kind, body in _biff8(stream, 0):
        if kind == 0x85:  # BoundSheet8: place, state, type, length and name
            name = body[8:].decode("utf-16-le") if body[7] & 1 else body[8:].decode("latin-1")
            sheets[name] = dict(_biff8_errors(stream, struct.unpack_from("<I", body)[0]))
    return sheets


def _workbook_stream(content: bytes) -> bytes:
    """Return the stream of the workbook out of its compound file, by way of the sector table and the directory."""
    if not content.startswith(_SIGNATURE):
        return b""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    if size not in _SECTORS:
        return b""
    directory, more = (struct.unpack_from("<I", content, place)[0] for place in (48, 68))
    listed = list(struct.unpack_from("<109I", content, 76))
    while more < _LAST_SECTOR and len(listed) * size < len(content):  # further lists of the table's own sectors
        *sectors, more = struct.unpack(f"<{size // 4}I", _sector(content, size, more))
        listed += sectors
    table: list[int] = []
    for number in listed:
        if number < _LAST_SECTOR:
            table += struct.unpack(f"<{size // 4}I", _sector(content, size, number))
    entries = b"".join(_chain(content, size, table, directory))
    for place in range(0, len(entries), _ENTRY):
        entry = entries[place : place + _ENTRY]
        if entry[: max(entry[64] - 2, 0)].decode("utf-16-le") in ("Workbook", "Book"):
            return b"".join(_chain(content, size, table, struct.unpack_from("<I", entry, 116)[0]))
    return b""


def _sector(content: bytes, size: int, number: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size].ljust(size, b"\0")


def _chain(content: bytes, size: int, table: list[int], number: int) -> Iterator[bytes]:
    """Go through the sectors of a stream; a chain that bites its tail ends after as many as the file has."""
    for _ in range(len(content) // size):
        if number >= len(table):
            return
        yield _sector(content, size, number)
        number = table[number]


def _biff8(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Go through the records from a place on to the end of that part."""
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0x0A:
            return
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _biff8_errors(stream: bytes, place: int) -> Iterator[tuple[Place, str]]:
    for kind, body in _biff8(stream, place):
        if kind == 0x0205 and body[7] == 1:  # BoolErr: row, column, format, value, whether it is an error
            yield struct.unpack_from("<HH", body), NAMES.get(body[6], _UNKNOWN)
        elif kind == 0x06 and body[12:14] == b"\xff\xff" and body[6] == 2:  # Formula whose last value was an error
            yield struct.unpack_from("<HH", body), NAMES.get(body[8], _UNKNOWN)


def errors_of_xlsb(archive: zipfile.ZipFile) -> Errors:
    """Return the error values of an xlsb file, by sheet and by row and column from 0."""
    links = ET.fromstring(archive.read("xl/_rels/workbook.bin.rels"))  # noqa: S314  expat expands no outer entities
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: Errors = {}
    for kind, body in _biff12(archive.read("xl/workbook.bin")):
        if kind == 0x9C:  # BrtBundleSh: state, number, link, name
            link, rest = _wide(body[8:])
            target = targets.get(link, "")
            if "worksheets/" in target:
                part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                found[_wide(rest)[0]] = dict(_biff12_errors(archive.read(part)))
    return found


def _wide(body: bytes) -> tuple[str, bytes]:
    """Return a text that comes after its length, and what follows it."""
    end = 4 + 2 * int(struct.unpack_from("<I", body)[0])
    return body[4:end].decode("utf-16-le"), body[end:]


def _biff12(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Go through the records; kind and size take one to four bytes of seven bits each."""
    place = 0
    while place < len(stream):
        kind = stream[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | ((stream[place] & 0x7F) << 7)
            place += 1
        size = shift = 0
        while True:
            byte = stream[place]
            size |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if byte < 0x80 or shift == 28:
                break
        yield kind, stream[place : place + size]
        place += size


def _biff12_errors(stream: bytes) -> Iterator[tuple[Place, str]]:
    row = 0
    for kind, body in _biff12(stream):
        if kind == 0x00:  # BrtRowHdr
            row = struct.unpack_from("<I", body)[0]
        elif kind in (0x03, 0x0B):  # BrtCellError and BrtFmlaError: column, format, value
            yield (row, struct.unpack_from("<I", body)[0]), NAMES.get(body[8], _UNKNOWN)


def errors_of_ods(archive: zipfile.ZipFile) -> Errors:
    """Return the error values of an ods file, by sheet and by row and column from 0."""
    content = archive.read("content.xml")
    if not any(sign in content for sign in (b"Err:", b"#", b'"error"')):
        return {}
    book = ET.fromstring(content)  # noqa: S314  expat expands no outer entities
    return {table.get(f"{_TABLE}name", ""): dict(_ods_errors(table)) for table in book.iter(f"{_TABLE}table")}


def _ods_errors(table: ET.Element) -> Iterator[tuple[Place, str]]:
    rows = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(_ods_row(row))
        yield from (((rows + line, place), text) for place, text in cells for line in range(min(repeated, _FAR)))
        rows += repeated


def _ods_row(row: Iterable[ET.Element]) -> Iterator[tuple[int, str]]:
    """Return the error values of a row: cells marked as such, and numbers that are shown as one."""
    place = 0
    for cell in row:
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        shown = "".join(cell.itertext()).strip()
        number = cell.get(f"{_OFFICE}value-type", "string") != "string"
        known = shown in NAMES.values()
        if cell.get(f"{_CALC}value-type") == "error" or (number and (known or shown.startswith("Err:"))):
            yield from ((place + offset, shown if known else _UNKNOWN) for offset in range(min(repeated, _FAR)))
        place += repeated
