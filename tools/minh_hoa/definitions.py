"""The files that define the scheme: units.csv, a framework.csv for each year, corrections.toml and SOURCES.toml."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from .dirt import Found
from .scores import blocks_of
from .tables import BLOCKS, FRAMEWORKS, YEARS, Line, framework, plain, units

_UNIT_COLUMNS = ("code", "block", "vi", "en", "aliases", "valid_from", "valid_to", "successors")
_WHO = "Tổ công tác CCHC tỉnh Minh Họa (hư cấu)"
_PUBLISHER = "Tổ công tác cải cách hành chính tỉnh Minh Họa (hư cấu)"
_SHAPES = {
    2016: ("Bảng điểm khối", "Block workbook"),
    2017: ("Bảng điểm khối", "Block workbook"),
    2018: ("Bảng điểm khối", "Block workbook"),
    2019: ("Phiếu chấm điểm từng đơn vị", "One scorecard for each unit"),
    2022: ("Phiếu chấm điểm từng đơn vị", "One scorecard for each unit"),
}
_EXPORT = ("Tệp xuất từ phần mềm chấm điểm", "Export of the scoring software")
_CONSTRUCTED = (
    "Toàn bộ số liệu do parkit dựng để minh họa; tỉnh, đơn vị và điểm không có thật.",
    "All figures are constructed by parkit for illustration; province, units and scores are not real.",
)
_NOTE_2018 = (
    (
        " Bình quân của khối trùng với thông báo năm 2018 của tỉnh Nam Định. Thông báo đó tự mâu thuẫn ở lĩnh vực 3,"
        " khối sở (8,32/8,50 điểm là 97,88 %, không phải 94,9 %); ở đây lấy điểm 8,32 làm đúng và giữ nguyên dòng"
        " 94,9 % như đã in."
    ),
    (
        " The block means are those of Nam Định's announcement of 2018. That announcement contradicts itself in"
        " area 3, departments (8.32/8.50 points are 97.88 %, not 94.9 %); here the points 8.32 hold and the 94.9 %"
        " stays as printed."
    ),
)
_HEAD = """# All of this is constructed: the province Minh Họa, its districts and communes, and every score are
# invented, because no province publishes its full score sheets. tools/minh_hoa makes these files;
# `python -m tools.minh_hoa` makes them again, byte for byte. The department names are the usual ones of a province.
#
# [[sources]] says what each year's files are. [[dirt]] lists everything that is wrong in them on purpose: its kind,
# the place (file, sheet, cell), what stands there, and the problem a check should report ("" for none).
# SHA256SUMS registers every score file as received (`sha256sum --check`); one was edited afterwards.
"""


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a definition table as UTF-8 CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def units_file() -> bytes:
    """Return units.csv."""
    return table_bytes(_UNIT_COLUMNS, ([getattr(unit, column) for column in _UNIT_COLUMNS] for unit in units()))


def framework_file(year: int) -> bytes:
    """Return framework.csv of a year; the first year of a new framework carries the crosswalk to the one before."""
    first_of_new = year in FRAMEWORKS[1:]
    maxima = tuple(f"max_{block}" for block in BLOCKS)
    columns = ("code", "parent", "level", "vi", "en", "aliases", *maxima, "step", "source")
    title = ("Chỉ số cải cách hành chính", "Public Administration Reform index")
    whole = ["100" if block in blocks_of(year) else "-" for block in BLOCKS]
    rows = [["index", "", "index", *title, "Chỉ số CCHC", *whole, "", ""]]
    rows += [_framework_row(line, year) for line in framework(year)]
    if not first_of_new:
        return table_bytes(columns, rows)
    links = ["index", *(";".join(previous_codes(line, year)) for line in framework(year))]
    return table_bytes((*columns, "previous"), ([*row, link] for row, link in zip(rows, links, strict=True)))


def _framework_row(line: Line, year: int) -> list[str]:
    limits = [line.limits[block] if block in blocks_of(year) else None for block in BLOCKS]
    maxima = ["-" if limit is None else plain(limit) for limit in limits]
    step = plain(line.step) if line.source == "appraised" else ""
    return [line.code, line.parent, line.level, line.vi, line.en, line.aliases, *maxima, step, line.source]


def previous_codes(line: Line, year: int) -> list[str]:
    """Return the codes that the line continues, in the framework of the year before; none if it is new."""
    before = {other.item: other.code for other in framework(year - 1)}
    items = line.was.split(";") if line.was else [line.item]
    return [before[item] for item in items if item in before]


def corrections_file(found: Sequence[Found], hashes: Mapping[str, str]) -> bytes:
    """Return corrections.toml: the cells that are changed, and what is not read at all."""
    parts = ["# Declared corrections of the constructed files; each is guarded by what it expects to find.\n"]
    parts += [_correction(piece) for piece in found if piece.becomes not in ("", "set_aside")]
    parts += [_set_aside(piece, hashes) for piece in found if piece.becomes == "set_aside"]
    return "\n".join(parts).encode()


def _correction(piece: Found) -> str:
    """Name a score by unit, criterion and source; a word in the sheet by its cell."""
    dirt = piece.dirt
    sheet = f"sheet = {quoted(piece.sheet)}\n" if piece.sheet else ""
    if dirt.what in ("self", "appraised"):
        where = f'unit = "{dirt.unit}"\ncriterion = "{dirt.criterion}"\nsource = "{dirt.what}"\n'
    else:
        where = f'cell = "{piece.cell}"\n'
    change = f"expect = {quoted(piece.written)}\nbecomes = {quoted(piece.becomes)}\n"
    return f'[[corrections]]\nfile = "{dirt.file}"\n{sheet}{where}{change}{_reason(piece)}'


def _set_aside(piece: Found, hashes: Mapping[str, str]) -> str:
    """Name a line by one of its cells, a file by its fingerprint."""
    dirt = piece.dirt
    sheet = f"sheet = {quoted(piece.sheet)}\n" if piece.sheet else ""
    line = f'cell = "{piece.cell}"\nexpect = {quoted(piece.written)}\n'
    guard = line if piece.address else f'expect = "{hashes[dirt.file]}"\n'
    return f'[[set_aside]]\nfile = "{dirt.file}"\n{sheet}{guard}{_reason(piece)}'


def _reason(piece: Found) -> str:
    return f"why = {_both((piece.dirt.why_vi, piece.dirt.why_en))}\nwho = {quoted(_WHO)}\n"


def sources_file(names: Sequence[str], found: Sequence[Found]) -> bytes:
    """Return SOURCES.toml: what each year's files are, and the list of dirt."""
    parts = [_HEAD]
    parts += [_source(year, [name for name in names if name.startswith(f"{year}/")]) for year in YEARS]
    parts += [_definitions()]
    parts += [_dirt(piece) for piece in found]
    return "\n".join(parts).encode()


def _source(year: int, names: Sequence[str]) -> str:
    vi, en = _SHAPES.get(year, _EXPORT)
    files = "".join(f'    "{name}",\n' for name in names)
    note = [text + more for text, more in zip(_CONSTRUCTED, _NOTE_2018 if year == 2018 else ("", ""), strict=True)]
    return (
        f'[[sources]]\nid = "sheets-{year}"\n'
        f"title = {_both((f'{vi} năm {year}', f'{en}, {year}'))}\n"
        f'publisher = "{_PUBLISHER}"\ndate = "{year + 1}-03-15"\nfiles = [\n{files}]\ncomplete = true\n'
        f"note = {_both(note)}\n"
    )


def _definitions() -> str:
    title = ("Danh sách đơn vị và bộ tiêu chí", "Units and criteria")
    return (
        f'[[sources]]\nid = "definitions"\ntitle = {_both(title)}\npublisher = "parkit"\ndate = "2026-01-15"\n'
        f'files = ["units.csv"]\ncomplete = true\nnote = {_both(_CONSTRUCTED)}\n'
    )


def _dirt(piece: Found) -> str:
    dirt = piece.dirt
    fields = {
        "kind": dirt.kind,
        "file": dirt.file,
        "sheet": piece.sheet,
        "cell": piece.cell,
        "unit": dirt.unit,
        "criterion": dirt.criterion,
        "found": piece.written,
        "problem": dirt.problem,
    }
    lines = "".join(f"{key} = {quoted(value)}\n" for key, value in fields.items() if value or key == "problem")
    return f"[[dirt]]\n{lines}note = {_both((dirt.why_vi, dirt.why_en))}\n"


def quoted(text: str) -> str:
    r"""Return a TOML basic string.

    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\u00a0", "\\u00A0")
    return f'"{escaped}"'


def _both(texts: Sequence[str]) -> str:
    vi, en = texts
    return f"{{ vi = {quoted(vi)}, en = {quoted(en)} }}"
