"""Hostile and odd files, written byte by byte, each a few hundred kilobytes at most; and a process that opens them.

``python bombs.py FOLDER`` reads each file of ``FOILS`` as the only score file of a scheme, in a forked process of its
own, and prints a line of JSON for each: how long it took, the most memory, and the problems found.
"""

import io
import json
import os
import re
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SCORES = [["Đơn vị", "1"], ["Sở Nội vụ", 7.5], ["Sở Y tế", 8.25]]
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def rows_xml(rows: list[list[object]]) -> str:
    """Return rows of a sheet, texts inline."""
    lines = []
    for line, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{'ABCDEFGH'[place]}{line}", value) for place, value in enumerate(row))
        lines.append(f'<row r="{line}">{cells}</row>')
    return "".join(lines)


def _cell(address: str, value: object) -> str:
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{address}"><v>{value}</v></c>'


def sheet_xml(body: str, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet."""
    return f"{HEAD}<worksheet {MAIN} {LINKS}>{before}<sheetData>{body}</sheetData>{after}</worksheet>"


def book(
    sheet: str | bytes,
    *,
    shared: str | bytes = "",
    head: str = "",
    sheets: str = "",
    tail: str = "",
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return an xlsx file of one sheet, or of those in ``sheets``."""
    listed = sheets or '<sheet name="A" sheetId="1" r:id="rId1"/>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}/{name}" Target="{target}"/>'
        for number, name, target in (
            (1, "worksheet", "worksheets/sheet1.xml"),
            (2, "sharedStrings", "sharedStrings.xml"),
        )
        if name == "worksheet" or shared
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'{HEAD}<Relationships {relations}><Relationship Id="rId1" Type="{kind}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"{HEAD}{head}<workbook {MAIN} {LINKS}><sheets>{listed}</sheets>{tail}</workbook>",
        "xl/_rels/workbook.xml.rels": f"{HEAD}<Relationships {relations}>{links}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/sharedStrings.xml": shared} if shared else {}),
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def good(**more: object) -> bytes:
    """Return a workbook without a fault, or with more in it."""
    return book(sheet_xml(rows_xml(SCORES), str(more.pop("before", "")), str(more.pop("after", ""))), **more)  # type: ignore[arg-type]


def high_ratio() -> bytes:
    """Return a workbook whose sheet unpacks to 2 GiB of spaces (2 MB packed), as its lists say."""
    return packed_sheet(2048, 2048 * 2**20)


def lying() -> bytes:
    """Return a workbook whose sheet unpacks to 2 GiB, while both lists of the archive say 1 000 bytes."""
    return packed_sheet(2048, 1000)


def packed_sheet(times: int, stated: int) -> bytes:
    """Return a workbook whose sheet is a mebibyte of spaces so many times, stated to be so large."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    sheet = piece * times + packer.flush()
    with zipfile.ZipFile(io.BytesIO(good())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    file, listed = b"", b""
    everything = {name: (0, content, len(content)) for name, content in parts.items()}
    for name, (method, content, size) in (everything | {"xl/worksheets/sheet1.xml": (8, sheet, stated)}).items():
        sums = (zlib.crc32(content if method == 0 else b" " * 1000), len(content), size, len(name), 0)
        listed += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, method, 0, 33, *sums, 0, 0, 0, 0, len(file))
        listed += name.encode()
        file += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, method, 0, 33, *sums) + name.encode() + content
    count = len(everything) + 1
    return file + listed + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), len(file), 0)


def nested() -> bytes:
    """Return a workbook with zips in zips beside its sheet, which no reader opens."""
    inner = b"0" * 2**24
    for number in range(4):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(10):
                archive.writestr(f"{number}-{copy}.zip", inner)
        inner = file.getvalue()
    return good(more={"xl/media/a.zip": inner})


def many_parts() -> bytes:
    """Return an archive of 20 000 empty parts."""
    return good(more={f"xl/media/{number}": b"" for number in range(20_000)})


def overlapping() -> bytes:
    """Return an archive whose list names one packed part a thousand times."""
    content = good(more={"xl/media/a.bin": b" " * 2**22})
    (entries_at,) = struct.unpack_from("<I", content, len(content) - 6)
    entries = content[entries_at:-22]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    name = last.index(b"xl/media/a.bin")
    copies = [
        last[:name] + f"xl/media/{number:05}".encode()[:14].ljust(14, b"x") + last[name + 14 :]
        for number in range(1000)
    ]
    listed = entries + b"".join(copies)
    count = entries.count(b"PK\x01\x02") + len(copies)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), entries_at, 0)
    return content[:entries_at] + listed + end


STYLES = f"""{HEAD}<styleSheet {MAIN}><numFmts count="4294967295"/><fonts count="4294967295"/><cellStyleXfs
count="4294967295"/><cellXfs count="4294967295"><xf numFmtId="0"/></cellXfs></styleSheet>""".encode()
LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTER = '<!DOCTYPE x [<!ENTITY o SYSTEM "/etc/passwd">]>'


def shared_texts(count: int, text: str) -> str:
    """Return the part of shared texts."""
    return (
        f'{HEAD}<sst {MAIN} count="4294967295" uniqueCount="4294967295">' + f"<si><t>{text}</t></si>" * count + "</sst>"
    )


def references(rows: int, columns: int) -> str:
    """Return rows whose cells all show the first shared text."""
    letters = [chr(65 + place) for place in range(columns)]
    return "".join(
        f'<row r="{line}">' + "".join(f'<c r="{x}{line}" t="s"><v>0</v></c>' for x in letters) + "</row>"
        for line in range(1, rows + 1)
    )


def same_sheet_often() -> bytes:
    """Return a workbook of 1 000 sheets that all are one part of 40 000 cells."""
    sheets = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 1001))
    body = "".join(f'<row r="{line}">' + f'<c r="A{line}"><v>1</v></c>' * 4 + "</row>" for line in range(1, 10_001))
    return book(sheet_xml(body), sheets=sheets)


def ods(content: str) -> bytes:
    """Return an ods file."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    sheets = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"{HEAD}<office:document-content {spaces}>{sheets}</office:document-content>")
    return file.getvalue()


def ods_repeated(rows: int, columns: int) -> bytes:
    """Return an ods file whose one cell is repeated."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
    return ods(
        f'<table:table table:name="A"><table:table-row table:number-rows-repeated="{rows}">{cell}'
        "</table:table-row></table:table>"
    )


def compound(*, shift: int = 9, stream: str = "Workbook", chain: int = 1, size: int = 4096) -> bytes:
    """Return the beginning of a compound file, right or with absurd sizes, and a directory with one stream."""
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + struct.pack(
        "<HBBIII", 2 * len(stream) + 2, 2, 1, *[2**32 - 1] * 3
    )
    entry = entry.ljust(116, b"\0") + struct.pack("<II", 2, size) + bytes(4)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, shift, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, chain, 1, 0, 4096, 2**32 - 2, 0, 2**32 - 2, 0, 0) + b"\xff" * 432
    table = struct.pack("<IIII", 2**32 - 3, 2**32 - 2, 2, 2).ljust(512, b"\xff")
    return head + table + entry.ljust(512, b"\0") + b"\x09\x08" + bytes(510)


def foils() -> dict[str, Callable[[], bytes]]:
    """Return every file by its name, which says what is in it."""
    far = sheet_xml(rows_xml(SCORES) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    hidden_far = sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="A90000"><v>1</v></c><c r="ZZ2"><v>1</v></c></row>')
    unclosed = sheet_xml('<c r="A1" t="e"><f>' * 200_000)
    no_end = sheet_xml("<row " * 400_000 + 'hidden="1"')
    odd = sheet_xml(rows_xml(SCORES).replace('"', "'") + "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>")
    merges = "".join(f'<mergeCell ref="A{line}:B{line}"/>' for line in range(10, 100_010))
    outer_book = '<externalReferences><externalReference r:id="rId9"/></externalReferences>'
    outer = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    linked = '<row r="5"><c r="A5"><f>[1]Sheet1!$A$1</f><v>5</v></c></row>'
    pictures = '<hyperlinks><hyperlink ref="A2" r:id="rId3"/></hyperlinks><drawing r:id="rId4"/>'
    error = rows_xml(SCORES).replace('<c r="B3"><v>8.25</v></c>', "<c r='B3' t = 'e'><v>#N/A</v></c>")
    prefixed = re.sub(r"<(/?)(worksheet|sheetData|row|c|v|is|t)\b", r"<\1x:\2", sheet_xml(error))
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    deep = "<a>" * 300_000
    wide = ";".join(["1"] * 600_000)
    return {
        "good.xlsx": good,
        "ratio.xlsx": high_ratio,
        "lying.xlsx": lying,
        "nested.xlsx": nested,
        "parts.xlsx": many_parts,
        "overlapping.xlsx": overlapping,
        "laughs-book.xlsx": lambda: good(head=DOCTYPE, sheets='<sheet name="&l9;" sheetId="1" r:id="rId1"/>'),
        "laughs-sheet.xlsx": lambda: book(
            sheet_xml('<row r="1">' + _cell("A1", "&l9;") + "</row>").replace(HEAD, HEAD + DOCTYPE)
        ),
        "laughs-shared.xlsx": lambda: book(
            sheet_xml(references(2, 2)), shared=shared_texts(1, "&l9;").replace(HEAD, HEAD + DOCTYPE)
        ),
        "outer-entity.xlsx": lambda: good(head=OUTER, sheets='<sheet name="&o;" sheetId="1" r:id="rId1"/>'),
        "outer-entity-sheet.xlsx": lambda: book(
            sheet_xml('<row r="1">' + _cell("A1", "&o;") + "</row>").replace(HEAD, HEAD + OUTER)
        ),
        "claimed.xlsx": lambda: good(
            more={"xl/styles.xml": STYLES},
            before='<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols>',
        ),
        "far.xlsx": lambda: book(far),
        "far-hidden.xlsx": lambda: book(hidden_far),
        "far-odd.xlsx": lambda: book(odd),
        "unclosed.xlsx": lambda: book(unclosed),
        "no-end.xlsx": lambda: book(no_end),
        "deep.xlsx": lambda: good(head="", more={"xl/workbook.xml": b"<workbook>" + deep.encode()}),
        "deep-sheet.xlsx": lambda: book(sheet_xml(deep)),
        "merges.xlsx": lambda: good(after=f'<mergeCells count="100000">{merges}</mergeCells>'),
        "million-texts.xlsx": lambda: book(
            sheet_xml(references(3, 2)), shared=shared_texts(1_000_000, "Sở Nội vụ").replace("4294967295", "1000000")
        ),
        "claimed-texts.xlsx": lambda: book(sheet_xml(references(3, 2)), shared=shared_texts(2, "Sở Nội vụ")),
        "text-often.xlsx": lambda: book(
            sheet_xml(references(20_000, 20)), shared=shared_texts(1, "x" * 32_000).replace("4294967295", "1")
        ),
        "long-cell.xlsx": lambda: book(sheet_xml(rows_xml([*SCORES, ["x" * 5_000_000, 1.0]]))),
        "same-sheet.xlsx": same_sheet_often,
        "links.xlsx": lambda: book(
            sheet_xml(rows_xml(SCORES) + linked, after=pictures),
            tail=outer_book,
            more={"xl/externalLinks/a.xml": outer},
        ),
        "hidden.xlsx": lambda: good(sheets='<sheet name="A" sheetId="1" state="veryHidden" r:id="rId1"/>'),
        "prefixed.xlsx": lambda: book(prefixed),
        "macro.xlsm": lambda: good(more={"xl/vbaProject.bin": compound(stream="VBA") * 20}),
        "cut.xlsx": lambda: good()[:-300],
        "password.xlsx": lambda: compound(stream="EncryptedPackage"),
        "page.xls": lambda: bytes("<html><table><tr><td>Sở Nội vụ</td></tr></table></html>", "utf-8"),
        "list.xlsx": lambda: bytes("Đơn vị;1\nSở Nội vụ;7,5\n", "utf-8"),
        "zip.csv": good,
        "new.xls": good,
        "sectors.xls": lambda: compound(shift=65_535),
        "large-sectors.xls": lambda: compound(shift=30),
        "chain.xls": lambda: compound(chain=2**31),
        "repeated.ods": lambda: ods_repeated(1_048_576, 16_384),
        "repeated-rows.ods": lambda: ods_repeated(1_048_576, 30),
        "deep.ods": lambda: ods(deep + "#N/A"),
        "one-line.csv": lambda: b"x" * 12_000_000,
        "wide.csv": lambda: bytes(f"Đơn vị;1\nSở Nội vụ;{wide}\n", "utf-8"),
        "ragged.csv": lambda: bytes((";" * 16_000 + "\n" + "1\n" * 100_000), "utf-8"),
        "quote.csv": lambda: b'"' + b"x;1\n" * 500_000,
        "zero.csv": lambda: bytes("Đơn vị;1\nSở Nội vụ;7\0,5\n", "utf-8"),
        "control.csv": lambda: bytes("Đơn vị;1\nSở\u202e Nội vụ;7\nSở Y tế;8\x1b[2J\n", "utf-8"),
    }


def measure(root: Path, name: str) -> dict[str, object]:
    """Read the scheme in a forked process and return time, most memory of it and its children, and the problems."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child:
        os.close(outlet)
        with os.fdopen(inlet) as answer:
            text = answer.read()
        _, status = os.waitpid(child, 0)
        return {"name": name, "status": status, **json.loads(text or "{}")}
    from parkit.intake import read_scheme_data
    from parkit.intake.problems import describe

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    start = time.perf_counter()
    data = read_scheme_data(root, "tinh-nho")
    seconds = time.perf_counter() - start
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) - spent
    most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    mine = data.problems[data.problems["file"].eq(f"2018/{name}")]
    told = {lang: [describe(problem, lang)[:400] for _, problem in mine.head(20).iterrows()] for lang in ("vi", "en")}  # type: ignore[arg-type]
    answer = {
        "seconds": round(seconds, 3),
        "spent": round(spent, 3),
        "grown": round((most[0] - before) / 1024),
        "child": round(most[1] / 1024),
        "codes": mine["code"].head(20).tolist(),
        "points": data.scores["points"].dropna().tolist(),
        **told,
    }
    with os.fdopen(outlet, "w") as pipe:
        json.dump(answer, pipe)
    os._exit(0)


def main(root: Path, wanted: list[str]) -> None:
    """Read every file, one after the other, each as the only score file of the year."""
    folder = root / "data/raw/tinh-nho/2018"
    import python_calamine  # noqa: F401

    import parkit.intake

    assert parkit.intake
    for name, make in foils().items():
        if wanted and name not in wanted:
            continue
        path = folder / name
        path.write_bytes(make())
        size = path.stat().st_size
        sys.stdout.write(json.dumps({**measure(root, name), "size": size}) + "\n")
        sys.stdout.flush()
        path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
