"""The text is right: what a page says in sentences and titles is what its tables hold."""

import shutil
from pathlib import Path

import pytest

from parkit.model.language import LANGS, Lang
from parkit.pipeline.plan import make_plan
from parkit.pipeline.run import all_steps, build_all
from tests.browser.kinds import pages
from tests.site.numbers import PageText, Statement, bare, decimals, numbers
from tests.site.rules import RULES, THRESHOLDS

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = {
    ("nam-dinh", 2018): ("10_overview", "30_trends", "40_weaknesses", "60_reconciliation", "90_data_quality"),
    ("hoa-binh", 2024): ("10_overview", "20_rankings", "30_trends"),
    ("ha-tinh-ddci", 2021): ("40_weaknesses", "60_reconciliation", "90_data_quality"),
    ("minh-hoa", 2018): ("30_trends",),
}
"""What only these schemes show: figures of blocks, totals of units, printed changes, a framework that changes."""

PAGES = [(*place, name) for place, names in BUNDLED.items() for name in names]
KINDS = ("overview", "rankings", "trends", "weaknesses", "reconciliation", "data quality", "unit profile")

pytestmark = pytest.mark.slow
of_bundled = pytest.mark.xdist_group("sentences")
of_small_site = pytest.mark.xdist_group("browser")  # the site that the browser looks at, built once for both


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages of bundled schemes as a reader gets them, in one run, and return their folder."""
    root = tmp_path_factory.mktemp("sentences")
    for name in ("notebooks", *(f"data/raw/{code}" for code, _ in BUNDLED)):
        shutil.copytree(ROOT / name, root / name)
    plan = [each for each in make_plan(root) if (each.scheme, each.year, each.notebook) in PAGES]
    outcomes = [outcome for _, outcome in build_all(all_steps(plan), lang="en", echo=print, jobs=2)]
    assert len(outcomes) == len(LANGS) * len(PAGES)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return root / "reports"


def is_backed(number: str, page: PageText, statement: Statement) -> bool:
    """Say whether a number stands in a table of the page, is a threshold, or follows from cells by a rule."""
    if bare(number) in page.printed or bare(number) in THRESHOLDS.get(statement.exhibit, ()):
        return True
    half = 0.5 / 10 ** decimals(number, comma=page.comma)
    told = page.value(number)
    derived = [rule(page, statement) for rule in RULES.get(statement.exhibit, ())]
    return any(abs(told - value) <= half + off + 1e-9 for values, off in derived for value in values)


def unbacked(page: PageText) -> list[str]:
    """Return a line for each number of a statement that nothing on the page bears out."""
    return [
        f"{page.path.parent.name}/{page.path.name} {statement.exhibit}: {number} in “{statement.text}”"
        for statement in page.statements()
        for number in numbers(statement.text)
        if not is_backed(number, page, statement)
    ]


@of_bundled
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("code", "year", "name"), PAGES)
def test_numbers_in_sentences_stand_in_tables(reports: Path, lang: str, code: str, year: int, name: str) -> None:
    """Each number of the findings and titles is that of a cell, or a count, sum, mean or difference of cells."""
    page = PageText(reports / lang / code / str(year) / f"{name}.html")
    assert len(list(page.statements())) > 2
    assert unbacked(page) == []


@of_small_site
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_so_they_do_on_every_kind_of_page(site: Path, lang: Lang, kind: str) -> None:
    """So does each number of every kind of report where units have self-scores, appraised ones and a survey."""
    for path in pages(site, kind, lang):
        page = PageText(path)
        assert len(list(page.statements())) > 2
        assert unbacked(page) == []


@of_bundled
def test_a_wrong_number_is_found(reports: Path, tmp_path: Path) -> None:
    """A page whose sentence says another index than its table is told apart, with the exhibit and the sentence."""
    source = reports / "en" / "hoa-binh" / "2024" / "20_rankings.html"
    text = source.read_text(encoding="utf-8")
    assert "Department of Home Affairs with 93.82%" in text
    wrong = tmp_path / "en" / "hoa-binh" / "2024" / "20_rankings.html"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(text.replace("Home Affairs with 93.82%", "Home Affairs with 93.87%"), encoding="utf-8")
    [line] = unbacked(PageText(wrong))
    assert "ranking-findings: 93.87 in “Departments:" in line
