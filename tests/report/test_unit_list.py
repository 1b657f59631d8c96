from collections.abc import Callable
from typing import Any

from parkit.report.site_page import render_site_page
from parkit.report.unit_list import standings_of, units_page
from tests.conftest import TinyProject
from tests.report.two_years import LATER, study

Reader = Callable[[str], Any]
MERGED = """\
code,block,vi,en,aliases,valid_from,valid_to,successors
so-noi-vu,so,Sở Nội vụ,Department of Home Affairs,Sở NV,,2018-12-31,so-moi
so-y-te,so,Sở Y tế,Department of Health,,,2018-12-31,so-moi
so-moi,so,Sở Mới,New department,,2019-01-01,,
huyen-y-yen,huyen,Huyện Ý Yên,Ý Yên district,H. Ý Yên,,,
"""


def test_units_over_the_years(two_years: TinyProject, read_html: Reader) -> None:
    """Each unit has its index and rank of each year, linked to the profile, else to the scores, if these are there."""
    folder = "vi/tinh-nho"
    there = {
        f"{folder}/2019/units/so-y-te.html",
        f"{folder}/2019/sources/unit-so-y-te.html",
        f"{folder}/2018/sources/unit-so-y-te.html",
    }
    seen = study(two_years)
    assert round(standings_of(seen, 2018)["so-noi-vu"].index, 2) == 76.67
    read = read_html(render_site_page(units_page(seen, there, has_methods=False), "vi"))
    texts = [text for _, text in read.texts]
    assert "76,67" in texts
    assert "(2)" in texts
    hrefs = [href for href in read.every("href") if "so-y-te" in href]
    assert hrefs == ["2019/units/so-y-te.html", "2019/sources/unit-so-y-te.html", "2018/sources/unit-so-y-te.html"]
    assert "Số liệu dựng để minh họa. Tỉnh, đơn vị và điểm trên trang này không có thật." in texts


def test_what_became_of_units(two_years: TinyProject, read_html: Reader) -> None:
    """Merged units lead to what they became, and that one back to them."""
    two_years.write("units.csv", MERGED)
    two_years.write("2019/scores.csv", LATER.replace("Sở Nội vụ;9;4,5\nSở Y tế;8,25;5", "Sở Mới;9;4,5"))
    read = read_html(render_site_page(units_page(study(two_years, "en"), (), has_methods=True), "en"))
    links = [href for href in read.every("href") if href.startswith("#so-")]
    assert links == ["#so-moi", "#so-moi", "#so-noi-vu", "#so-y-te"]
    assert {"so-noi-vu", "so-y-te", "so-moi", "huyen-y-yen"} <= set(read.every("id"))
    assert "merged into New department" in read.words("a")
