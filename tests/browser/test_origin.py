"""From a number on a page to the cell it was read from, by clicking."""

import re

import pytest

from parkit.model.language import LANGS, Lang
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("lang", LANGS)
def test_from_a_rank_to_its_cell_in_two_clicks(visit: Visit, lang: Lang) -> None:
    """The unit of a rank leads to its scores, and a score to its cell, which holds that score; without script too."""
    page = visit("rankings", lang, java_script_enabled=False)
    page.locator("#ranking-table tbody th a").first.click()
    score = page.locator("td a[href*='scores.csv']").first
    points = score.inner_text()
    score.click()
    place = page.url.partition("#")[2]
    cell = page.locator(f'[id="{place}"]')
    assert re.search(r"/sources/scores\.csv\.html#", page.url)
    assert float(cell.inner_text().replace(",", ".")) == float(points.replace(",", "."))
    assert page.locator("dd", has_text=re.compile(r"^[0-9a-f]{64}$")).count() == 1


def test_from_a_figure_to_its_method_and_its_rule(visit: Visit) -> None:
    """A figure leads to its methods, and a criterion of a table to its line of the framework."""
    page = visit("weaknesses")
    page.locator("#loss-figure .origin a", has_text="phương pháp 17").click()
    assert page.url.endswith("/methods.html#method-17")
    page.go_back()
    page.locator("#loss-table tbody th a").first.click()
    line = page.locator(f'[id="{page.url.partition("#")[2]}"]')
    assert line.inner_text() in {"1", "2"}
