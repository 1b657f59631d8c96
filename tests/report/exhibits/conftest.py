"""The bundled scheme-years as studies, read once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from parkit.intake import SchemeData
from parkit.model.language import Lang
from parkit.report.problems import load_data
from parkit.report.study import Study
from tests.conftest import TinyProject

ROOT = Path(__file__).resolve().parents[3]
PLACES = [("nam-dinh", 2018), ("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]

Open = Callable[..., Study]


@cache
def _open(scheme: str, year: int, lang: Lang) -> Study:
    return Study(data=_data(scheme), year=year, lang=lang)


@cache
def _data(scheme: str) -> SchemeData:
    return load_data(ROOT, scheme)


@pytest.fixture
def bundled() -> Open:
    """Return a function that opens a bundled scheme-year."""
    return lambda scheme, year, lang="vi": _open(scheme, year, lang)


FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen,previous
index,,index,Chỉ số,Index,,20,-,{index}
1,index,area,Thủ tục,Procedures,,15,-,{one}
{other},index,area,{vi},{en},,5,-,
"""
BEFORE = FRAMEWORK.format(index="", one="", other=2, vi="Thể chế", en="Institutions")
AFTER = FRAMEWORK.format(index="index", one=1, other=3, vi="Số hóa", en="Digital")
SAME = FRAMEWORK.format(index="", one="", other=3, vi="Số hóa", en="Digital")
UNITS = """\
code,block,vi,en,aliases,valid_from,valid_to,successors
a,so,Sở Nội vụ,Home Affairs,,,2020-02-28,d
b,so,Sở Y tế,Health,,,2020-02-28,d
c,so,Sở Xây dựng,Construction,,,,
d,so,Sở Nội vụ,Home Affairs,,2020-03-01,,
"""
SCORES = {
    2017: (BEFORE, "Thể chế", "Sở Nội vụ;9;4\nSở Y tế;12;3\nSở Xây dựng;12;4\n"),
    2018: (BEFORE, "Thể chế", "Sở Nội vụ;12;4\nSở Y tế;12;3\nSở Xây dựng;12;2\n"),
    2019: (AFTER, "Số hóa", "Sở Nội vụ;12;1\nSở Y tế;15;1\nSở Xây dựng;12;1\n"),
    2020: (SAME, "Số hóa", "Sở Nội vụ;13,5;2\nSở Xây dựng;12;1\n"),
}


@pytest.fixture
def four_years(tiny: TinyProject) -> TinyProject:
    """Give a scheme of three departments whose rules change in 2019 and of which two are merged in 2020.

    In percent, 2017 to 2019: Home Affairs (a) 65, 80, 65, Health (b) 75, 75, 80, Construction (c) 80, 70, 65; then the
    merged Home Affairs (d) has 77.5 and Construction 65. Area 1 (15 points) stays, area 3 replaces area 2 (5 points).
    """
    tiny.write("units.csv", UNITS)
    for year, (framework, second, rows) in SCORES.items():
        tiny.write(f"{year}/framework.csv", framework)
        tiny.write(f"{year}/scores.csv", f"Đơn vị;Thủ tục;{second}\n{rows}")
    return tiny


@pytest.fixture
def small(four_years: TinyProject) -> Callable[..., Study]:
    """Return a function that opens one of the four years."""
    return lambda year, lang="vi": Study(data=four_years.read(), year=year, lang=lang)
