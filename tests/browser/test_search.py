"""What a reader does with the search: type without accents, hear how much is found, go on by keyboard."""

import pytest
from playwright.sync_api import Page

from parkit.model.language import LANGS, Lang
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def found(page: Page) -> list[str]:
    """Return what the list shows."""
    return [text for text in page.locator("[data-group] li:visible a").all_inner_texts() if text]


def test_without_accents_and_by_keyboard(visit: Visit) -> None:
    """From the start page to a unit by keys alone; "so noi vu" finds "Sở Nội vụ", and the count is said politely."""
    page = visit("index")
    page.locator("#search-box").focus()
    page.keyboard.type("so noi vu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert found(page)[0] == "Sở Nội vụ"
    status = page.locator("[role=status]")
    status.filter(has_text=f"{len(found(page))} kết quả").wait_for()
    page.keyboard.press("Enter")  # in the box: on to the first of what was found
    page.keyboard.press("Enter")
    page.wait_for_url("**/units.html#so-1")


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_found(visit: Visit, lang: Lang) -> None:
    """What is not there is said in words; with the box empty everything stands there again."""
    page = visit("search", lang)
    everything = len(found(page))
    page.fill("#search-box", "zzz")
    page.locator("[role=status]").filter(has_text="zzz").wait_for()
    assert found(page) == []
    page.fill("#search-box", "")
    assert len(found(page)) == everything > 50


def test_a_criterion_leads_to_its_line(visit: Visit) -> None:
    """A criterion that is found leads to its line in the framework of the year."""
    page = visit("search")
    page.fill("#search-box", "cong khai thu tuc")
    page.locator("[data-group] li:visible a").first.click()
    page.wait_for_url("**/sources/framework.html#*")
    line = page.locator(f'[id="{page.url.partition("#")[2]}"]')
    assert line.inner_text() == "1.1"


def test_language_keeps_the_words(visit: Visit) -> None:
    """The switch leads to the search in the other language with the same words."""
    page = visit("search")
    page.fill("#search-box", "PAR")
    page.locator("[data-language]").click()
    page.wait_for_url("**/en/search.html?q=PAR")
    assert page.input_value("#search-box") == "PAR"
