"""A second look into an xlsx file for what the reader of values does not tell.

Three things look like an empty or an ordinary cell to it: an error value (#N/A), a formula whose value was never
computed, and cells in hidden rows or columns. They are read from the sheet's own XML, by plain search, so that
a workbook without any of them costs one pass over its bytes. Other formats (xls, xlsb, ods) are searched for error
values only: the programs that write them compute their formulas. On the way it tells how large the sheets will be in
memory, so that what is too large is refused before it is read. Every search takes time in proportion to the file.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from parkit.intake.error_cells import Errors, errors_of_ods, errors_of_xls, errors_of_xlsb
from parkit.intake.refusal import GridError

Address = tuple[int, int]
SUFFIXES: Final = (".xlsx", ".xlsm")

_CELL: Final = re.compile(rb"<c\s")
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR: Final = re.compile(rb"<v>\s*(#[^<]{2,12})\s*</v>")
_VALUE: Final = re.compile(rb"<v>[^<]|<is>")
_TEXT_VALUE: Final = re.compile(rb"<v\b")
_HIDDEN_ROW: Final = re.compile(rb'<row\b(?=[^<>]*\bhidden="(?:1|true)")[^<>]*\br="(\d{1,7})"')
_HIDDEN_COLUMN: Final = re.compile(rb'<col\b(?=[^<>]*\bhidden="(?:1|true)")[^<>]*>')
_SPAN: Final = re.compile(rb'\b(min|max)="(\d{1,5})"')
_FAR: Final = re.compile(rb'r="(?:[A-Z]{3}\d|[A-Z]{1,2}\d{6})')
_BELOW: Final = re.compile(rb'r="[A-Z]{1,2}\d{5}')
_FEW_CELLS: Final = 300_000
_PREFIX: Final = re.compile(rb"<(\w{1,20}):worksheet\b")
_ODD: Final = re.compile(rb"<(?:c|row|col)\b[^<>]*(?:'|\s=|=\s)")
_MOST_ODD: Final = 64 * 2**20
_REFERENCE: Final = re.compile(rb't="s"[^<>]*>\s*<v>\s*(\d{1,9})\s*</v>')
_TEXT: Final = re.compile(rb"<(?:\w{1,20}:)?si\b")
_CLAIMED: Final = re.compile(rb'\b(?:c|uniqueC)ount\s*=\s*["\'](\d{1,20})')
_SHARED: Final = "xl/sharedstrings.xml"
_MANY_LETTERS: Final = 2**20
_UNREADABLE: Final = (
    OSError,
    KeyError,
    ValueError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    IndexError,
    OverflowError,
    MemoryError,
    struct.error,
)


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """Addresses counted from 0: error values by cell, formulas without a value, hidden rows and columns.

    ``size`` is told of sheets that may have cells far out and is else (0, 0); ``letters`` is how long the texts of
    the cells are together, told where it may be much and else 0.
    """

    errors: Mapping[Address, str] = field(default_factory=dict)
    uncomputed: frozenset[Address] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    size: tuple[int, int] = (0, 0)
    letters: int = 0
    is_hidden: bool = False


NOTHING: Final = SecondLook()


def look(path: Path) -> Mapping[str, SecondLook]:
    """Return what the sheets of a workbook hide, by sheet name.

    A file of another format that cannot be looked into hides nothing; its reader works in a process of its own.

    Raises
    ------
    GridError
        ``unreadable_file``: an xlsx file cannot be looked into, so nobody knows what reading it would do.
    """
    suffix = path.suffix.lower()
    try:
        if suffix == ".xls":
            return _with_errors(errors_of_xls(path.read_bytes()))
        with zipfile.ZipFile(path) as archive:
            if suffix in SUFFIXES:
                return _sheets(archive)
            return _with_errors(errors_of_xlsb(archive) if suffix == ".xlsb" else errors_of_ods(archive))
    except _UNREADABLE as error:
        if suffix in SUFFIXES:
            raise GridError("unreadable_file", found=str(error)) from error
        return {}


def _with_errors(sheets: Errors) -> dict[str, SecondLook]:
    return {name: SecondLook(errors=errors) for name, errors in sheets.items()}


def _sheets(archive: zipfile.ZipFile) -> dict[str, SecondLook]:
    """Return what each sheet of an xlsx file hides."""
    parts = _parts(archive)
    if len({part for part, _ in parts.values()}) < len(parts):
        message = "two sheets are one"  # no program writes that, and a small file could hold thousands
        raise ValueError(message)
    lengths = _lengths(archive)
    found = {}
    for name, (part, is_hidden) in parts.items():
        xml = _plain(_without_types(archive.read(part)))
        found[name] = replace(look_at(xml), letters=_letters(xml, lengths), is_hidden=is_hidden)
    return found


def _parts(archive: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """Return the part of the archive that holds each sheet, and whether the sheet is hidden."""
    names = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    book, links = (ET.fromstring(_without_types(archive.read(name))) for name in names)  # noqa: S314  no entities
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: dict[str, tuple[str, bool]] = {}
    for sheet in book.iter():
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        if sheet.tag.endswith("}sheet") and "worksheets/" in target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[sheet.get("name", "")] = part, sheet.get("state", "visible") != "visible"
    return found


def _plain(xml: bytes) -> bytes:
    """Return the XML of a sheet as the usual programs write it: no prefix, double quotes, no space around "=".

    Other programs may write it differently; what is then searched for would not be found.
    """
    prefix = _PREFIX.search(xml, 0, 4096)
    if prefix:
        xml = xml.replace(b"<" + prefix[1] + b":", b"<").replace(b"</" + prefix[1] + b":", b"</")
    if not any(sign in xml for sign in (b"'", b" =", b"= ", b"\n=", b"=\n", b"\t=", b"=\t")) or not _ODD.search(xml):
        return xml
    if len(xml) > _MOST_ODD:
        message = "a sheet that no usual program wrote"
        raise ValueError(message)
    sheet = ET.fromstring(xml)  # noqa: S314  expat expands no outer entities
    for each in sheet.iter():
        each.tag = each.tag.rpartition("}")[2]
    return ET.tostring(sheet)


def _lengths(archive: zipfile.ZipFile) -> list[int]:
    """Return how long each shared text of a workbook is, as its XML is at most; none where all are short together."""
    name = next((name for name in archive.namelist() if name.lower() == _SHARED), "")
    content = _without_types(archive.read(name)) if name else b""
    starts = [found.start() for found in _TEXT.finditer(content)]
    claimed = [int(count) for count in _CLAIMED.findall(content, 0, 4096)]
    if max(claimed, default=0) > 4 * len(starts) + 1000:
        message = "it claims more texts than it holds"  # the reader would ask for memory for all of them
        raise ValueError(message)
    return [end - start for start, end in pairwise([*starts, len(content)])]


def _without_types(xml: bytes) -> bytes:
    """Return the XML of a part, unless it declares a type: workbooks never do, and entities come with it."""
    if b"<!DOCTYPE" in xml[:4096]:
        message = "it declares entities"
        raise ValueError(message)
    return xml


def _letters(xml: bytes, lengths: list[int]) -> int:
    """Return how long the texts of the cells of a sheet are together, where they may be long, or else 0."""
    most = xml.count(b't="s"') * max(lengths, default=0)
    if most < _MANY_LETTERS:
        return 0
    numbers = (int(number) for number in _REFERENCE.findall(xml))
    return sum(lengths[number] for number in numbers if number < len(lengths))


def look_at(xml: bytes) -> SecondLook:
    """Return what the XML of one sheet holds beside its values.

    >>> look_at(b'<row r="1"><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>A1</f></c></row>').errors
    {(0, 1): '#N/A'}
    """
    hidden = b'hidden="' in xml
    errors, uncomputed = _cells(xml) if b't="e"' in xml or b"<f" in xml else ({}, frozenset[Address]())
    return SecondLook(
        errors=errors,
        uncomputed=uncomputed,
        hidden_rows=frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml)) if hidden else frozenset(),
        hidden_columns=_hidden_columns(xml) if hidden else frozenset(),
        size=_size(xml) if _is_far(xml) else (0, 0),
    )


def _is_far(xml: bytes) -> bool:
    """Tell whether cells may stand far out: beyond row 99 999 or column ZZ, or few of them beyond row 9 999."""
    return bool(_FAR.search(xml)) or (xml.count(b"<c ") < _FEW_CELLS and bool(_BELOW.search(xml)))


def _size(xml: bytes) -> tuple[int, int]:
    rows = columns = 0
    for place in _PLACE.finditer(xml):
        row, column = _address(place)
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _cells(xml: bytes) -> tuple[dict[Address, str], frozenset[Address]]:
    errors: dict[Address, str] = {}
    uncomputed: set[Address] = set()
    for cell in _CELL.split(xml)[1:]:
        attributes, _, content = cell.partition(b">")
        body = b"" if attributes.endswith(b"/") else content.partition(b"</c>")[0]
        place = _PLACE.search(attributes)
        if place is None:
            continue
        if b't="e"' in attributes:
            value = _ERROR.search(body)
            errors[_address(place)] = value[1].decode("ascii", "replace").strip() if value else "#VALUE!"
        elif b"<f" in body and not (_TEXT_VALUE if b't="str"' in attributes else _VALUE).search(body):
            uncomputed.add(_address(place))
    return errors, frozenset(uncomputed)


def _address(place: re.Match[bytes]) -> Address:
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(place[2]) - 1, column - 1


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in _HIDDEN_COLUMN.findall(xml):
        span = {name: int(number) for name, number in _SPAN.findall(tag)}
        first, last = span.get(b"min", 1), span.get(b"max", 0)
        hidden.update(range(first - 1, min(last, first + 999)))
    return frozenset(hidden)
