"""The bytes of a workbook that are the same whenever and wherever it is written."""

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openpyxl import Workbook

_STAMP: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_FIRST_ZIP_YEAR: Final = 1980


def fixed_bytes(book: "Workbook", year: int) -> bytes:
    """Return the bytes of a workbook with the first day of its year in place of the time of writing."""
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    stamp = rb"\g<1>%d-01-01T00:00:00Z" % year
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=(max(year, _FIRST_ZIP_YEAR), 1, 1, 0, 0, 0))
            info.create_system = 0  # the same on every system
            content = source.read(name)
            content = _STAMP.sub(stamp, content) if name == "docProps/core.xml" else content
            target.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
