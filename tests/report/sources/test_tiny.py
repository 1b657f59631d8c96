"""The source pages of a tiny scheme, spoilt one way at a time."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from parkit.intake.sheets import read_sheets
from parkit.model.errors import DefinitionError
from parkit.model.language import Lang
from parkit.report.exhibits import file_table, origin_table, problem_table
from parkit.report.page import Link, Page
from parkit.report.sources import render, source_pages
from parkit.report.study import Study

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

FRAME = Page(scheme_name="Chỉ số", year=2018, breadcrumbs=(Link(label="Trang đầu", href="index.html"),))
Reader = Callable[[str], Any]


def open_study(tiny: "TinyProject", lang: Lang = "vi") -> Study:
    """Open the tiny scheme in 2018."""
    return Study(data=tiny.read(), year=2018, lang=lang)


def pages(study: Study) -> dict[str, str]:
    """Return every source page by name."""
    found = source_pages(study, read_sheets(study.data, study.year))
    return {page.name: render(page, around=FRAME, lang=study.lang) for page in found}


def cell(page: str, place: str) -> str:
    """Return the inside of the cell with an id."""
    [found] = re.findall(rf'<td id="{place}"[^>]*>(.*?)</td>', page)
    return str(found)


def test_a_score_leads_to_its_cell_and_the_cell_back(tiny: "TinyProject") -> None:
    """The unit's page names the cell, the file's page shows the text as typed, and each links to the other."""
    found = pages(open_study(tiny))
    assert list(found) == [
        "scores.csv.html",
        "unit-so-noi-vu.html",
        "unit-so-y-te.html",
        "unit-huyen-y-yen.html",
        "framework.html",
    ]
    assert '<a id="1-appraised" href="scores.csv.html#B3">8,25</a> <small>B3</small>' in found["unit-so-y-te.html"]
    assert cell(found["scores.csv.html"], "B3") == '<a href="unit-so-y-te.html#1-appraised">8,25</a>'


def test_pages_are_whole_html_with_every_cell_in_its_row_and_column(tiny: "TinyProject", read_html: Reader) -> None:
    """Row numbers and column letters are headers with a scope, and no id is there twice."""
    read = read_html(pages(open_study(tiny))["scores.csv.html"])
    scopes = [head["scope"] for head in read.named("th")]
    assert (scopes.count("col"), scopes.count("row")) == (3, 4)
    assert {"A", "B", "C", "1", "2", "3", "4"} <= set(read.words("th"))
    assert [script for script in read.named("script") if "src" in script] == []


def test_the_file_page_says_what_the_file_is(tiny: "TinyProject") -> None:
    """Hash, source with its address, and the sum of the cells stand at the top."""
    tiny.replace("SOURCES.toml", "files = []", 'url = "https://example.org/a"\nfiles = ["2018/scores.csv"]')
    page = pages(open_study(tiny, "en"))["scores.csv.html"]
    assert '<a href="https://example.org/a">Score table</a>' in page
    assert (
        "11 filled cells = 5 scores + 0 printed figures + 6 headings and names + 0 sums and maxima + 0 refused" in page
    )
    assert re.search(r"<dd>[0-9a-f]{64}</dd>", page)
    assert "6 rows, 1 of them for blank cells" in page  # the district's, to which the second area does not apply
    origins = file_table(open_study(tiny)).to_html()
    assert '<a href="https://example.org/a">Bảng điểm</a>' in origins


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>&amp;"])
def test_what_a_file_holds_is_shown_and_not_obeyed(tiny: "TinyProject", read_html: Reader, attack: str) -> None:
    """Markup in a cell is text, on the file's page and in the table of problems."""
    quoted = attack.replace('"', '""')
    tiny.write("2018/scores.csv", f'Đơn vị;Cải cách thủ tục;Cải cách thể chế\n"{quoted}";1;1\n')
    study = open_study(tiny)
    read = read_html(pages(study)["scores.csv.html"])
    assert read.named("img") == []
    assert read.named("b") == []
    assert len(read.named("script")) == 1
    assert attack in read.words("td")
    assert read_html(problem_table(study).to_html()).named("script") == []


def test_an_address_that_is_none_of_the_web_is_no_link(tiny: "TinyProject") -> None:
    """The address of a source is a link only if it is one of the web."""
    tiny.replace("SOURCES.toml", "files = []", 'url = "javascript:alert(1)"\nfiles = ["2018/scores.csv"]')
    with pytest.raises(DefinitionError, match="no web address"):
        open_study(tiny)


def test_a_stopped_file_still_shows_its_cells_and_where_they_are_wrong(tiny: "TinyProject") -> None:
    """No row of it is in the tidy table, so nothing leads there; the wrong cell leads to its problem and back."""
    tiny.replace("2018/scores.csv", "8,25", "50")
    found = pages(study := open_study(tiny))
    assert list(found) == ["scores.csv.html", "framework.html"]
    assert cell(found["scores.csv.html"], "B3") == '50<sup><a href="scores.csv.html#problem-1">✗1</a></sup>'
    assert 'id="problem-1"' in found["scores.csv.html"]
    assert "Không có dòng nào" in found["scores.csv.html"]
    assert '<a href="sources/scores.csv.html#B3">2018/scores.csv!B3</a>' in problem_table(study).to_html()
    assert origin_table(study).kind == "missing"


def test_a_correction_is_shown_from_to_why_and_by_whom(tiny: "TinyProject", read_html: Reader) -> None:
    """The cell keeps the old value struck out before the new one; the table says the reason and the person."""
    what = 'unit = "so-y-te"\ncriterion = "1"\nexpect = "8,25"\nbecomes = "8,5"\n'
    text = f'[[corrections]]\nfile = "2018/scores.csv"\n{what}'
    tiny.write("corrections.toml", text + 'why = { vi = "Gõ nhầm", en = "Typing slip" }\nwho = "Lan"\n')
    page = pages(open_study(tiny))["scores.csv.html"]
    shown = cell(page, "B3")
    assert shown.startswith('<del>8,25</del> <a href="unit-so-y-te.html#1-appraised"><ins>8,5</ins></a>')
    assert 'href="scores.csv.html#correction-1"' in shown
    assert {"8,25", "8,5", "Gõ nhầm", "Lan"} <= set(read_html(page).words("td"))


def test_a_missing_score_is_a_blank_cell_with_a_name(tiny: "TinyProject") -> None:
    """A blank place of a score can be followed, and is named for those who do not see it."""
    tiny.replace("2018/scores.csv", "8,25", "")
    page = pages(open_study(tiny, "en"))["scores.csv.html"]
    assert cell(page, "B3").startswith(
        '<a href="unit-so-y-te.html#1-appraised" aria-label="blank: no score, or not applicable"></a>'
    )
    assert "6 rows, 2 of them for blank cells" in page


def test_a_long_file_is_cut_into_pages_that_problems_lead_to(tiny: "TinyProject") -> None:
    """A repeated name in row 2003 is on the second page, the problem there and the list of pages on both."""
    lines = "Sở Nội vụ;1;1\n" * 2002
    tiny.write("2018/scores.csv", f"Đơn vị;Cải cách thủ tục;Cải cách thể chế\n{lines}")
    found = pages(open_study(tiny))
    assert list(found) == ["scores.csv.html", "scores.csv-2.html", "framework.html"]
    assert cell(found["scores.csv-2.html"], "A2003").startswith("Sở Nội vụ<sup>")
    assert 'href="scores.csv-2.html#A2003"' in found["scores.csv.html"]
    assert '<a href="scores.csv.html">dòng 1–2000</a>, dòng 2001–2003' in found["scores.csv-2.html"]


def test_a_file_that_cannot_be_opened_has_a_page_that_says_so(tiny: "TinyProject") -> None:
    """The problem leads to a page even where no cell can be shown."""
    tiny.write("2018/scores.csv", b"\xff\xfe\x00")
    study = open_study(tiny, "en")
    page = pages(study)["scores.csv.html"]
    assert "could not be opened" in page or "<table" in page
    assert 'href="sources/scores.csv.html' in problem_table(study).to_html()


def test_printed_figures_lead_to_the_announcement_and_back(tiny: "TinyProject") -> None:
    """The list of printed figures names the cell of the text, and that cell leads back to the list."""
    head = "block,unit,area,statistic,source,text,base_year,reading,note\n"
    tiny.write("2018/published.csv", f'{head}so,,,mean_points,,"7,75",,,\n')
    found = pages(open_study(tiny))
    assert '<a id="n1" href="published.csv.html#F2">7,75</a>' in found["printed.html"]
    assert cell(found["published.csv.html"], "F2") == '<a href="printed.html#n1">7,75</a>'
    assert "Đơn vị" not in found["printed.html"].partition("<table")[2]  # no figure of a unit: no empty column


def test_the_same_data_give_the_same_pages(tiny: "TinyProject") -> None:
    """Nothing on a page depends on when or how often it is made."""
    assert pages(open_study(tiny)) == pages(open_study(tiny))
