"""The text is right: what a page says in sentences and titles is what its tables hold."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.numbers import PageText, Statement, bare, decimals, numbers
from tests.site.rules import RULES, THRESHOLDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    ("ha-tinh-ddci", 2021): ("20_rankings", "40_weaknesses"),
    ("hoa-binh", 2024): ("10_overview", "20_rankings", "30_trends", "40_weaknesses"),
    ("minh-hoa", 2018): ("30_trends",),
    ("minh-hoa", 2022): ("30_trends", "40_weaknesses"),
}
ALL = [(lang, code, year, name) for lang in ("vi", "en") for (code, year), names in PAGES.items() for name in names]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sentences")]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages as a reader gets them and return their folder."""
    root = tmp_path_factory.mktemp("sentences")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    for (code, year), names in PAGES.items():
        shutil.copytree(ROOT / "data" / "raw" / code, root / "data" / "raw" / code, dirs_exist_ok=True)
        chosen = [word for name in names for word in ("--notebook", name)]
        words = ["run", "--scheme", code, "--year", str(year), *chosen]
        command = [sys.executable, "-c", "from parkit.cli import main; main()", *words]
        environment = {"PARKIT_ROOT": str(root), "PARKIT_LANG": "en", "PYTHONUTF8": "1"}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
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


@pytest.mark.parametrize(("lang", "code", "year", "name"), ALL)
def test_numbers_in_sentences_stand_in_tables(reports: Path, lang: str, code: str, year: int, name: str) -> None:
    """Each number of the findings and titles is that of a cell, or a count, sum, mean or difference of cells."""
    page = PageText(reports / lang / code / str(year) / f"{name}.html")
    assert len(list(page.statements())) > 3
    assert unbacked(page) == []


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
