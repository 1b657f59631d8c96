"""An announcement as a Word document: the least of Office Open XML that word processors accept.

References
----------
ECMA-376, Office Open XML file formats, parts 1 and 2.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from parkit.report.announcement.notice import Notice

_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can name, so that equal texts give equal bytes
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_SPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STYLES: Final = (
    f'<w:styles {_SPACE}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
    '<w:lang w:val="{lang}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr>'
    '</w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1">'
    '<w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240"/>'
    '<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>'
)
# A4 with the margins of administrative documents: 30 mm left, 20 mm on the other sides, in twentieths of a point.
_PAGE: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" '
    'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def notice_document(notice: Notice) -> bytes:
    """Return the announcement as a .docx file: A4, Times New Roman 14, the same bytes for the same text."""
    lang = {"vi": "vi-VN", "en": "en-GB"}[notice.lang]
    body = "".join(_paragraph(style, text) for style, text in _paragraphs(notice) if text)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/document.xml": f"<w:document {_SPACE}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/_rels/document.xml.rels": _RELATIONS.format(kind="styles", target="styles.xml"),
        "word/styles.xml": _STYLES.format(lang=lang),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(_entry(name), (_HEAD + text).encode())
    return file.getvalue()


def _paragraphs(notice: Notice) -> Iterator[tuple[str, str]]:
    """Go through the paragraphs with their styles; empty ones are left out by the caller."""
    yield "", notice.warning
    yield from (("Title", notice.authority), ("", notice.number), ("", notice.date))
    yield from (("Title", notice.kind), ("Title", notice.title), ("", notice.preamble))
    for section in notice.sections:
        yield "Heading1", section.heading
        yield from (("", text) for text in section.paragraphs)
    yield from (("", notice.source), ("", notice.closing))


def _paragraph(style: str, text: str) -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else '<w:jc w:val="both"/>'
    return f'<w:p><w:pPr>{look}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # the same on every system
    return entry
