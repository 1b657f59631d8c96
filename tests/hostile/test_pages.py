"""Texts from files and definitions never become code: on no page, in no document, in no workbook."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext

from parkit.model.language import nfc
from tests.hostile.conftest import Built
from tests.hostile.texts import FORMULAS, UNITS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile-pages")]

FOUND = """() => {
  document.querySelectorAll("button:not([type=submit]), summary, input[type=checkbox]").forEach((each) => each.click());
  const all = [...document.querySelectorAll("*")];
  const handlers = all.flatMap((e) => [...e.attributes].filter((a) => a.name.startsWith("on")).map((a) => a.name));
  const links = [...document.querySelectorAll("[href], [src], [action], [formaction]")].flatMap((e) =>
    ["href", "src", "action", "formaction", "xlink:href"].map((name) => e.getAttribute(name)).filter(Boolean));
  return {
    ran: window.__xss ?? null,
    handlers,
    links: [...new Set(links.filter((each) => /^\\s*(javascript|vbscript|data:text(?!\\/csv;))/i.test(each)))],
    frames: document.querySelectorAll("iframe, object, embed, form[action], base, textarea, math mi").length,
    foreign: [...document.querySelectorAll("svg svg, img:not([src^='data:'])")].length,
    scripts: document.querySelectorAll("script").length - document.querySelectorAll("form.search").length,
    styles: document.querySelectorAll("body style").length,
    text: document.body.textContent + " " + document.title
      + [...document.querySelectorAll("[aria-label]")].map((e) => e.getAttribute("aria-label")).join(" "),
  };
}"""


@pytest.fixture(scope="module")
def looked(chromium: Browser, built: Built) -> dict[str, dict[str, object]]:
    """Open every page in Chromium with its own policy switched off, so that escaping alone must hold."""
    context = chromium.new_context(offline=True, bypass_csp=True)
    seen = dict(_look(context, built))
    context.close()
    return seen


def _look(context: BrowserContext, built: Built) -> Iterator[tuple[str, dict[str, object]]]:
    faults: list[str] = []
    context.on(
        "request", lambda request: None if request.url.startswith(("file:", "data:")) else faults.append(request.url)
    )
    context.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = context.new_page()
    for path in built.pages:
        page.goto(path.as_uri())
        found = page.evaluate(FOUND)
        yield path.relative_to(built.root).as_posix(), {**found, "faults": list(faults)}
        faults.clear()


def test_nothing_runs_on_any_page(looked: dict[str, dict[str, object]]) -> None:
    """No script, handler, frame, style or address of a text is alive, and nothing is asked of a network."""
    assert len(looked) > 40
    clean = {
        "ran": None,
        "handlers": [],
        "links": [],
        "frames": 0,
        "foreign": 0,
        "scripts": 1,
        "styles": 0,
        "faults": [],
    }
    for path, found in looked.items():
        if path.endswith("methods.html"):
            continue
        assert {name: found[name] for name in clean} == clean, path


def test_every_text_is_shown_as_it_is(looked: dict[str, dict[str, object]], built: Built) -> None:
    """Names of units stand on the pages letter by letter, and what no one sees stands there by its number."""
    shown = nfc(" ".join(str(found["text"]) for found in looked.values()))
    assert [text for text in built.texts if nfc(text) not in shown] == []
    assert "[U+202E]evil" in shown
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e]", shown)


def test_the_policy_stops_what_escaping_would_miss(chromium: Browser, built: Built) -> None:
    """Should a text ever get into a page alive, the page's own policy keeps it from running, and its script runs on."""
    page_path = next(path for path in built.pages if path.name == "20_rankings.html")
    trap = "<script>window.__xss=1</script><img src=x onerror=window.__xss=2><svg onload=window.__xss=3></svg>"
    trap += '<iframe srcdoc="<script>parent.__xss=4</script>"></iframe><a id=t href="javascript:window.__xss=5">x</a>'
    spoiled = page_path.with_name("spoiled-by-a-test.html")
    spoiled.write_text(page_path.read_text(encoding="utf-8").replace("<main>", f"<main>{trap}"), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(spoiled.as_uri())
    spoiled.unlink()
    page.evaluate("document.getElementById('t').click()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.__xss ?? null") is None
    assert page.locator("[data-theme-switch]").first.is_visible()
    context.close()


def test_documents_hold_the_names_as_text(built: Built) -> None:
    """The announcement as Word document and as text names the units letter by letter."""
    for lang in ("vi", "en"):
        with zipfile.ZipFile(built.root / "reports" / lang / "notice.docx") as package:
            words = "".join(ET.fromstring(package.read("word/document.xml")).itertext())  # noqa: S314  our own
        text = (built.root / "reports" / lang / "notice.text").read_text(encoding="utf-8")
        named = [name for name in UNITS if name in text]
        assert named
        assert all(name in words for name in named)


def test_workbooks_hold_no_formula_but_sums(built: Built) -> None:
    """A unit or criterion whose name begins like a formula is a text in its scorecard, letter by letter."""
    cards = sorted((built.root / "cards").glob("*.xlsx"))
    assert len(cards) == 2 * (len(UNITS) + len(FORMULAS))
    seen: set[str] = set()
    for path in cards:
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                formulas = [cell.value for cell in row if cell.data_type == "f"]
                assert all(str(formula).startswith("=IF(COUNT(") for formula in formulas)
                seen |= {str(cell.value) for cell in row if cell.data_type == "s"}
    assert {name.upper() for name in FORMULAS} <= seen


def test_no_command_asks_a_network(built: Built) -> None:
    """All commands but serve work in processes whose every way out is blocked, and none was tried."""
    assert not built.log.exists()
    outside = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    command = [sys.executable, "-c", outside]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(built.root / "block")}, check=False, stderr=subprocess.DEVNULL
    )
    assert done.returncode != 0
    assert built.log.read_text(encoding="utf-8")  # the block itself works
