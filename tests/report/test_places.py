import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.report.places import cell_id, file_page, key, place_href, sheet_id


@given(st.text(min_size=1))
def test_every_address_is_plain_ascii(name: str) -> None:
    """Whatever a sheet or file is called, its part of an address needs no escape in HTML, URL or file system."""
    assert re.fullmatch(r"[A-Za-z0-9.-]+", key(name)) or key(name) == name == ""


@pytest.mark.parametrize(
    "names", [("Tự chấm", "Tu cham", "tu cham", "tu-cham"), ("Sở Y tế", "So Y te"), ("***", "???")]
)
def test_names_that_lose_the_same_letters_keep_apart(names: tuple[str, ...]) -> None:
    """Two sheets that differ by an accent, a case or a sign only have different ids."""
    assert len({cell_id(name, 1, "A") for name in names}) == len(names)
    assert len({sheet_id(name) for name in names}) == len(names)
    assert len({file_page(f"2018/{name}.csv") for name in names}) == len(names)


def test_a_long_file_goes_on_in_further_pages() -> None:
    """Rows 1 to 2000 are on the first page, 2001 on the second."""
    pages = [file_page("2021/diem.csv", row) for row in (None, 1, 2000, 2001, 4001)]
    assert pages == ["diem.csv.html"] * 3 + ["diem.csv-2.html", "diem.csv-3.html"]


def test_a_place_leads_as_far_as_it_is_known() -> None:
    """A cell, a row, a sheet, or the file itself."""
    file = {"file": "2018/a.xlsx", "sheet": "b", "row": 3, "column": "C"}
    assert place_href(file) == "a.xlsx.html#b-C3"
    assert place_href(file | {"column": ""}) == "a.xlsx.html#b-r3"
    assert place_href(file | {"row": None, "column": ""}) == "a.xlsx.html#b-top"
    assert place_href(file | {"row": None, "column": "", "sheet": ""}) == "a.xlsx.html"
