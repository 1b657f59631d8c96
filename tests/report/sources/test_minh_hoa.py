"""The quality report of the constructed province: every link leads somewhere, every number to its very text."""

import csv
import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from parkit.intake import SchemeData
from parkit.intake.sheets import read_sheets
from parkit.report.exhibits import cell_table, file_table, origin_table, problem_table
from parkit.report.page import Link, Page
from parkit.report.places import place_href
from parkit.report.problems import load_data
from parkit.report.sources import render, source_pages
from parkit.report.study import Study

YEARS = (2018, 2019, 2022, 2025)
BUDGET = 1_500_000
QUALITY = "90_data_quality.html"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def minh_hoa(project_root: Path) -> SchemeData:
    """Read the constructed scheme."""
    return load_data(project_root, "minh-hoa")


@pytest.fixture(scope="module", params=YEARS)
def site(request: pytest.FixtureRequest, minh_hoa: SchemeData) -> tuple[SchemeData, int, dict[str, str]]:
    """Return the data, a year, and its pages by their address in the year's folder."""
    study = Study(data=minh_hoa, year=request.param, lang="vi")
    around = Page(scheme_name="", year=study.year, breadcrumbs=(Link(label="", href=f"../{QUALITY}"),))
    beside = source_pages(study, read_sheets(minh_hoa, study.year))
    shown = [make(study).to_html() for make in (problem_table, cell_table, origin_table, file_table)]
    found = {f"sources/{page.name}": render(page, around=around, lang="vi") for page in beside}
    return minh_hoa, study.year, {QUALITY: "\n".join(shown), **found}


def ids(text: str) -> set[str]:
    """Return the ids of a page."""
    return set(re.findall(r'\sid="([^"]+)"', text))


def test_every_link_leads_to_a_place_that_is_there(site: tuple[SchemeData, int, dict[str, str]]) -> None:
    """Each address but that of a download names a page that was made, and an id on it."""
    _, _, found = site
    places = {name: ids(text) for name, text in found.items()}
    lost = []
    for name, text in found.items():
        for address in set(re.findall(r'href="(?!data:)([^"]+)"', text)):
            page, _, place = html.unescape(address).partition("#")
            folder = "sources/" if name.startswith("sources/") else ""
            target = f"{folder}{page}".replace("sources/../", "") if page else name
            if target not in places or (place and place not in places[target]):
                lost.append((name, address))
    assert lost == []
    assert sum(text.count("href=") for text in found.values()) > 8000


def test_no_page_is_too_heavy_to_open(site: tuple[SchemeData, int, dict[str, str]]) -> None:
    """Every page of a full year stays within its budget."""
    _, _, found = site
    assert max(len(text.encode()) for text in found.values()) < BUDGET


def test_numbers_lead_to_the_text_they_were_read_from(site: tuple[SchemeData, int, dict[str, str]]) -> None:
    """The linked cells of 50 scores drawn at random hold what the file holds there, read by other means."""
    data, year, found = site
    rows = data.scores[data.scores["year"].eq(year) & data.scores["row"].notna()]
    for row in rows.sample(50, random_state=2018).to_dict("records"):
        page, _, place = place_href(row).partition("#")
        [inside] = re.findall(rf'<td id="{place}"[^>]*>(.*?)</td>', found[f"sources/{page}"])
        assert text_of(inside) == held(data.scheme.folder / row["file"], row["sheet"], row["row"], row["column"])


def text_of(inside: str) -> str:
    """Return the text of a cell as it stood in the file, without signs and corrections."""
    bare = re.sub(r"<sup>.*?</sup>|<ins>.*?</ins>", "", inside)
    return html.unescape(re.sub(r"<[^>]+>", "", bare)).strip()


def held(path: Path, sheet: str, row: int, column: str) -> str:
    """Return what a cell holds, by openpyxl or the csv module, as a person would type it."""
    if path.suffix == ".csv":
        return " ".join(csv_rows(path)[row - 1][ord(column) - ord("A")].split())
    value: Any = workbook(path)[sheet][f"{column}{row}"].value
    return "" if value is None else f"{value:.12g}" if isinstance(value, (int, float)) else " ".join(str(value).split())


@cache
def csv_rows(path: Path) -> list[list[str]]:
    """Return the rows of a comma-separated file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@cache
def workbook(path: Path) -> openpyxl.Workbook:
    """Return a workbook with the values that Excel computed."""
    return openpyxl.load_workbook(path, data_only=True)
