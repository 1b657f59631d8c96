"""What a page keeps on paper: heads over every part of a long table, findings with their figures."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) reads the printed pages"),
]

LENGTHEN = """() => {
  const body = document.querySelector("#ranking-table tbody:last-of-type");
  const rows = [...body.rows].slice(-3);
  for (let n = 0; n < 40; n++) body.append(...rows.map(row => row.cloneNode(true)));
}"""


def printed(visit: Visit, folder: Path, kind: str, change: str) -> list[str]:
    """Return the text of each page that a browser prints of a report after ``change`` was done to it."""
    page = visit(kind)
    page.evaluate(change)
    page.pdf(path=folder / "page.pdf", format="A4", prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_a_long_table_has_its_heads_on_every_page(visit: Visit, tmp_path: Path) -> None:
    """A table over several pages names its columns on each, also where a click on the names sorts it on screen."""
    pages = printed(visit, tmp_path, "rankings", LENGTHEN)
    full = [text for text in pages if text.count("Sở Lao động") + text.count("Huyện") > 10]
    assert len(full) > 2
    assert [text for text in full if "Chỉ số (%)" not in text] == []
