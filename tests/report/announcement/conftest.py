"""The tiny scheme with a year before it, and a reader of announcements."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from parkit.report.study import Study, load_study

if TYPE_CHECKING:
    from tests.conftest import TinyProject

FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen
index,,index,Chỉ số,Index,,15,10
1,index,area,Cải cách thủ tục,Procedures,Cải cách TTHC,10,10
2,index,area,Cải cách thể chế,Institutions,,5,-
"""
BEFORE = """\
Đơn vị;Cải cách thủ tục;Cải cách thể chế
Sở Nội vụ;7;4,5
Sở Y tế;8;5
Huyện Ý Yên;9,5;
"""

Open = Callable[..., Study]


@pytest.fixture
def two_years(tiny: "TinyProject") -> "TinyProject":
    """Give the tiny scheme with scores of 2017 by the same criteria; in 2018 they are 7,5 and 4, 8,25 and 5, 9."""
    tiny.write("2017/framework.csv", FRAMEWORK)
    tiny.write("2017/scores.csv", BEFORE)
    return tiny


@pytest.fixture
def study(two_years: "TinyProject") -> Open:
    """Return a function that opens the tiny scheme's year 2018 as its files are now."""
    return lambda lang="vi": load_study(two_years.root, scheme="tinh-nho", year=2018, lang=lang)
