"""What a reader does with a page: reach everything by keyboard, switch, sort, and read it without script."""

import pytest
from playwright.sync_api import Page

from parkit.model.language import LANGS, Lang
from tests.browser.conftest import Visit
from tests.browser.kinds import KINDS
from tests.browser.project import CODE, YEAR

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

STOPS = "a[href], button, summary, input, select, textarea, [tabindex='0']"
STARTED = """selector => {
  window.reached = [];
  window.stops = [...document.querySelectorAll(selector)].filter(each => each.checkVisibility());
  return window.stops.length;
}"""
# Where the focus is now, and whether it is in sight with a ring around it.
REACHED = """() => {
  const each = document.activeElement;
  const box = each.getBoundingClientRect();
  const style = getComputedStyle(each);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  window.reached.push([each, ring && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight]);
}"""
FAULTS = """() => {
  const name = each => each.outerHTML.slice(0, 160);
  const reached = window.reached.map(([each]) => each);
  return {
    never: window.stops.filter(each => !reached.includes(each)).map(name),
    unseen: window.reached.filter(([, seen]) => !seen).map(([each]) => name(each)),
    disorder: reached.slice(1).filter((each, n) =>
      !(reached[n].compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)).map(name),
  };
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_keyboard_reaches_everything(visit: Visit, kind: str) -> None:
    """The tab key goes through every link, button, switch and scroller in reading order, each with a ring around it."""
    page = visit(kind, viewport={"width": 390, "height": 844})
    for _ in range(page.evaluate(STARTED, STOPS)):
        page.keyboard.press("Tab")
        page.evaluate(REACHED)
    assert page.evaluate(FAULTS) == {"never": [], "unseen": [], "disorder": []}


@pytest.mark.parametrize("kind", KINDS)
def test_whole_without_script(visit: Visit, kind: str) -> None:
    """A page says the same without script: its text lacks nothing but the controls that script adds."""
    plain = visit(kind, java_script_enabled=False).locator("main").text_content()
    page = visit(kind)
    page.evaluate("document.querySelectorAll('.filter').forEach(each => each.remove())")
    assert page.locator("main").text_content() == plain


def shown_order(page: Page, table: str, column: int) -> list[str]:
    """Return the texts of a column of a table, from the top."""
    return page.locator(f"{table} tbody tr > :nth-child({column})").all_inner_texts()


def test_sorting(visit: Visit) -> None:
    """A click on a heading sorts by it, a second one the other way; numbers sort as numbers, names as Vietnamese."""
    page = visit("rankings")
    head = page.locator("#ranking-table thead th", has_text="Đơn vị")
    head.get_by_role("button").click()
    up = shown_order(page, "#ranking-table", 2)
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert shown_order(page, "#ranking-table", 2) != up


@pytest.mark.parametrize("place", [2, 4, 6])
def test_sorting_below_a_head_of_several_columns(visit: Visit, place: int) -> None:
    """Of two rows of heads each head sorts its own column, also one that reaches over both rows."""
    page = visit("rankings")
    page.locator("#choice-figure summary").click()
    table = page.locator("#choice-figure table")
    head = table.locator("thead th[scope=col]").nth(place - 1)
    head.get_by_role("button").click()
    part = "#choice-figure tbody:first-of-type"
    shown = page.locator(f"{part} tr > :nth-child({place})").all_inner_texts()
    assert head.get_attribute("aria-sort") == "descending"
    assert [int(text) for text in shown[1:]] == sorted((int(text) for text in shown[1:]), reverse=True)


def test_filter(visit: Visit) -> None:
    """Words without marks find names with them, the count is told, and no letters show every row again."""
    page = visit("rankings")
    part = page.locator("#ranking-table")
    part.get_by_label("Lọc bảng").fill("noi vu so")
    shown = part.locator("tbody th[scope=row]:visible").all_inner_texts()
    assert shown == ["Sở Nội vụ"]
    assert part.get_by_role("status").inner_text() == "1 trên 17 dòng"
    assert part.locator("tbody:visible").count() == 1
    part.get_by_label("Lọc bảng").fill("")
    assert part.locator("tbody th[scope=row]:visible").count() == 17


@pytest.mark.parametrize(("lang", "delimiter"), [("vi", ";"), ("en", ",")])
def test_download(visit: Visit, lang: Lang, delimiter: str) -> None:
    """The table is saved as a file without network or script, with as many lines as it has rows."""
    page = visit("rankings", lang, java_script_enabled=False)
    with page.expect_download() as saving:
        page.locator("#ranking-table .download a").click()
    lines = saving.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert saving.value.suggested_filename.startswith(f"{CODE}-{YEAR}-")
    assert saving.value.suggested_filename.endswith("-ranking-table.csv")
    assert lines[0].split(delimiter)[:3] == ["year", "block", "unit"]
    assert len(lines) == 18


def test_theme_is_remembered(visit: Visit) -> None:
    """The theme button turns the page dark, says so, and the page is dark when it is opened again."""
    page = visit("overview", color_scheme="light")
    button = page.locator("[data-theme-switch]")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.press("Space")
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


@pytest.mark.parametrize("script", [True, False])
def test_code_is_behind_a_switch(visit: Visit, script: bool) -> None:  # noqa: FBT001  a test case
    """Code is out of sight until the box is ticked, with script and without."""
    page = visit("overview", java_script_enabled=script)
    code = page.locator(".code").first
    assert not code.is_visible()
    page.locator("#page-show-code").check()
    assert code.is_visible()


@pytest.mark.parametrize("lang", LANGS)
def test_language_switch_keeps_the_place(visit: Visit, lang: Lang) -> None:
    """The other language opens at the exhibit that was being read."""
    page = visit("rankings", lang)
    page.locator("#band-table").evaluate("each => each.scrollIntoView()")
    page.locator("[data-language]").evaluate("each => each.click()")
    page.wait_for_url("**#band-table")
    other = next(each for each in LANGS if each != lang)
    assert page.locator("html").get_attribute("lang") == other


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_sticks_out(visit: Visit, kind: str) -> None:
    """A page is no wider than a phone of 320 or 390 pixels: what is wide scrolls by itself."""
    page = visit(kind)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
