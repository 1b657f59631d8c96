"""A second look into an xlsx file for what the reader of values does not tell.

Three things look like an empty or an ordinary cell to it: an error value (#N/A), a formula whose value was never
computed, and cells in hidden rows or columns. They are read from the sheet's own XML, by plain search, so that
a workbook without any of them costs one pass over its bytes. Other formats (xls, xlsb, ods) are searched for error
values only: the programs that write them compute their formulas.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from parkit.intake.error_cells import Errors, errors_of_ods, errors_of_xls, errors_of_xlsb

Address = tuple[int, int]
SUFFIXES: Final = (".xlsx", ".xlsm")

_CELL: Final = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR: Final = re.compile(rb"<v>\s*(#[^<]{2,12})\s*</v>")
_VALUE: Final = re.compile(rb"<v>[^<]|<is>")
_TEXT_VALUE: Final = re.compile(rb"<v\b")
_HIDDEN_ROW: Final = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')
_HIDDEN_COLUMN: Final = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_SPAN: Final = re.compile(rb'\b(min|max)="(\d{1,5})"')
_FAR: Final = re.compile(rb'r="(?:[A-Z]{3}\d|[A-Z]{1,2}\d{6})')
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
    struct.error,
)


@dataclass(frozen=True, kw_only=True)
class SecondLook:
    """Addresses counted from 0: error values by cell, formulas without a value, hidden rows and columns.

    ``size`` is told of sheets that have cells far out, beyond row 99 999 or column ZZ, and is else (0, 0).
    """

    errors: Mapping[Address, str] = field(default_factory=dict)
    uncomputed: frozenset[Address] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    size: tuple[int, int] = (0, 0)


NOTHING: Final = SecondLook()


def look(path: Path) -> Mapping[str, SecondLook]:
    """Return what the sheets of a workbook hide, by sheet name; a file that cannot be looked into hides nothing."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".xls":
            return _with_errors(errors_of_xls(path.read_bytes()))
        with zipfile.ZipFile(path) as archive:
            if suffix in SUFFIXES:
                return {name: look_at(archive.read(part)) for name, part in _parts(archive).items()}
            return _with_errors(errors_of_xlsb(archive) if suffix == ".xlsb" else errors_of_ods(archive))
    except _UNREADABLE:
        return {}


def _with_errors(sheets: Errors) -> dict[str, SecondLook]:
    return {name: SecondLook(errors=errors) for name, errors in sheets.items()}


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each sheet."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  entities are not expanded by expat here
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for sheet in book.iter():
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        if sheet.tag.endswith("}sheet") and "worksheets/" in target:
            found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


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
        size=_size(xml) if _FAR.search(xml) else (0, 0),
    )


def _size(xml: bytes) -> tuple[int, int]:
    places = [_address(place) for place in _PLACE.finditer(xml)]
    return max(row for row, _ in places) + 1, max(column for _, column in places) + 1


def _cells(xml: bytes) -> tuple[dict[Address, str], frozenset[Address]]:
    errors: dict[Address, str] = {}
    uncomputed: set[Address] = set()
    for attributes, body in _CELL.findall(xml):
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
