"""Every kind of page in both languages, on phone, desktop and paper, light and dark, by the rules of WCAG 2.2 AA."""

from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from parkit.model.language import LANGS, Lang
from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Themes differ in colours and in nothing else, so the rules that look at no colour need one of them.
COLOURS = ["color-contrast", "link-in-text-block"]
# A medium shows, hides, moves and resizes parts of one and the same HTML: what depends on that is judged on each.
LAID_OUT = [
    *("target-size", "scrollable-region-focusable", "region", "heading-order", "empty-heading", "empty-table-header"),
    *("button-name", "link-name", "label", "summary-name", "nested-interactive", "aria-hidden-focus"),
]
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}

# Rows, items and marks that differ in words, numbers and addresses only are judged alike: one stands for all.
UNFOLDED_AND_THINNED = """() => {
  document.querySelectorAll("details").forEach(each => { each.open = true });
  const bare = each => each.outerHTML.replace(/>[^<]+</g, "><")
    .replace(/ (href|id|title|aria-label|aria-labelledby|data-[a-z]+)="[^"]*"/g, "")
    .replace(/ ([dxyr]|[xy][12]|c[xy]|width|height|points|transform)="[^"]*"/g, "");
  for (const parent of document.querySelectorAll("tbody, ol, ul, svg g, math, .formula, .body > .text")) {
    const seen = new Set();
    for (const each of [...parent.children]) {
      const alike = bare(each);
      if (seen.has(alike)) each.remove();
      seen.add(alike);
    }
  }
}"""

Medium = Literal["phone", "desktop", "print"]


def set_look(page: Page, medium: Medium, theme: Literal["light", "dark"]) -> None:
    """Show the page on a medium in a theme."""
    if medium == "print":
        page.emulate_media(media="print", color_scheme=theme)
        return
    page.set_viewport_size(SIZES[medium])  # type: ignore[arg-type]  # width and height
    page.emulate_media(media="screen", color_scheme=theme)


def rules_on(medium: Medium) -> dict[str, Any]:
    """Return every rule for the first medium, and for the others those whose answer may differ there."""
    if medium == "phone":
        return {"runOnly": {"type": "tag", "values": RULES}}
    shown = [*COLOURS, *LAID_OUT]
    if medium == "print":
        shown.remove("target-size")  # nobody taps on paper
    return {"runOnly": {"type": "rule", "values": shown}}


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe-core finds, a line for each element."""
    found = page.evaluate(
        "rules => axe.run(document, rules)", {**rules, "preload": False, "resultTypes": ["violations"]}
    )
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_violation(visit: Visit, kind: str, lang: Lang) -> None:
    """axe-core finds nothing on any medium in any theme, with everything unfolded."""
    page = visit(kind, lang)
    page.evaluate(AXE)
    page.evaluate(UNFOLDED_AND_THINNED)
    found: dict[str, list[str]] = {}
    for medium in ("phone", "desktop", "print"):
        set_look(page, medium, "light")
        found[f"{medium} light"] = violations(page, rules_on(medium))
        set_look(page, medium, "dark")
        found[f"{medium} dark"] = violations(page, {"runOnly": {"type": "rule", "values": COLOURS}})
    assert {look: lines for look, lines in found.items() if lines} == {}
