import csv
import io
import json
from hashlib import sha256
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from parkit.report.downloads import download_files, downloads_page
from parkit.report.downloads.files import Download
from parkit.report.site_page import render_site_page
from parkit.report.study import Study
from tests.conftest import UNITS, TinyProject

pytestmark = pytest.mark.slow

STEM = "tinh-nho-2018-so-lieu-minh-hoa"


def made(tiny: TinyProject, lang: str = "vi") -> dict[str, Download]:
    """Return the downloads of the tiny scheme by name."""
    study = Study(data=tiny.read(), year=2018, lang=lang)  # type: ignore[arg-type]
    return {file.name: file for file in download_files(study)}


def book(files: dict[str, Download], stem: str = STEM) -> Any:  # noqa: ANN401  a workbook of openpyxl
    """Open the workbook."""
    return load_workbook(io.BytesIO(files[f"{stem}.xlsx"].content))


def test_names_say_what_the_files_are(tiny: TinyProject) -> None:
    """Files of constructed data say so in their names, so that one that is passed on alone is known as such."""
    names = list(made(tiny))
    assert names == [
        f"{STEM}.xlsx",
        *(f"{STEM}-{table}.csv" for table in ("units", "areas", "criteria", "scores")),
        "datapackage.json",
    ]


def test_twice_the_same(tiny: TinyProject) -> None:
    """The same data give the same bytes."""
    first, second = made(tiny), made(tiny)
    assert {name: file.content for name, file in first.items()} == {name: file.content for name, file in second.items()}


def test_one_table_a_sheet(tiny: TinyProject) -> None:
    """Cover, notes, then sheets with one marked table each, headings in one row, and nothing merged."""
    found = book(made(tiny))
    assert found.sheetnames == ["Bìa", "Giải thích", "Đơn vị", "Lĩnh vực", "Điểm tiêu chí", "Bộ tiêu chí"]
    assert all(not sheet.merged_cells.ranges for sheet in found.worksheets)
    assert [len(sheet.tables) for sheet in found.worksheets] == [0, 1, 1, 1, 1, 1]
    for sheet in found.worksheets[1:]:
        (table,) = sheet.tables.values()
        head = [cell.value for cell in sheet[table.ref][0]]
        assert all(head)
        assert len(set(head)) == len(head)


def test_cover_says_that_data_are_constructed(tiny: TinyProject) -> None:
    """The cover carries the notice of constructed data, and leads to every sheet."""
    cover = book(made(tiny)).worksheets[0]
    texts = [cell.value for cell in cover["A"]]
    assert "Số liệu dựng để minh họa. Tỉnh, đơn vị và điểm trên trang này không có thật." in texts
    assert sum(cell.hyperlink is not None for cell in cover["A"]) == 5


def test_numbers_in_full(tiny: TinyProject) -> None:
    """Index and points are numbers with all their digits: 11,5 of 15."""
    sheet = book(made(tiny))["Đơn vị"]
    rows = {row[3]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["Sở Nội vụ"][4:8] == (11.5, 15, 100 * 11.5 / 15, 2)


def test_what_does_not_apply_is_said(tiny: TinyProject) -> None:
    """A criterion that does not apply to a unit is marked, and the notes say what the mark means."""
    found = book(made(tiny))
    rows = {row[1]: row for row in found["Điểm tiêu chí"].iter_rows(min_row=4, values_only=True)}
    assert rows["Huyện Ý Yên"] == ("Khối huyện", "Huyện Ý Yên", 9, "[z]")
    assert "[z]" in found["Giải thích"]["A2"].value


def test_no_text_becomes_a_formula(tiny: TinyProject) -> None:
    """A unit named like a formula stays a text in the workbook and in the csv file."""
    tiny.write("units.csv", UNITS.replace("Sở Y tế,", "=1+1,", 1))
    tiny.replace("2018/scores.csv", "Sở Y tế", "so-y-te")
    files = made(tiny)
    cells = [cell for sheet in book(files).worksheets for row in sheet.iter_rows() for cell in row]
    assert "'=1+1" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1" in files[f"{STEM}-units.csv"].content.decode("utf-8-sig")


def test_csv_for_programs(tiny: TinyProject) -> None:
    """A csv file has a byte order mark for Excel, full numbers with a point, and the names of the description."""
    file = made(tiny)[f"{STEM}-units.csv"]
    assert file.content.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(file.content))
    assert frame["unit_name"].tolist() == ["Sở Y tế", "Sở Nội vụ", "Huyện Ý Yên"]
    assert frame["points"].tolist() == [13.25, 11.5, 9.0]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_description_fits_the_files(tiny: TinyProject, lang: str) -> None:
    """Every file is described with its size and hash, every column of a csv file with its meaning."""
    files = made(tiny, lang)
    package = json.loads(files["datapackage.json"].content)
    assert package["constructed"] is True
    assert [resource["path"] for resource in package["resources"]] == [
        name for name in files if name != "datapackage.json"
    ]
    for resource in package["resources"]:
        content = files[resource["path"]].content
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        if resource["format"] == "csv":
            head = content.decode("utf-8-sig").splitlines()[0].split(",")
            assert [field["name"] for field in resource["schema"]["fields"]] == head
            assert all(field["description"] for field in resource["schema"]["fields"])


def test_page_lists_the_files(tiny: TinyProject) -> None:
    """The page leads to every file; data with errors have none, and the page says so."""
    study = Study(data=tiny.read(), year=2018, lang="en")
    files = download_files(study)
    page = render_site_page(downloads_page(study, files, has_methods=False), "en")
    assert all(f'href="{file.name}"' in page for file in files)
    without = render_site_page(downloads_page(study, (), errors=3, has_methods=False), "en")
    assert "the data of this year have 3 errors" in without
    assert ".xlsx" not in without
