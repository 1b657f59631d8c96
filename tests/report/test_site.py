import posixpath
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from parkit.model.errors import PublishError
from parkit.model.language import LANGS, Lang
from parkit.report.page import Page, export_page
from parkit.report.site import INDEX, BuiltReport, build_index, find_reports, index_page
from parkit.report.site_map import CHANGES, SEARCH

Reader = Callable[[str], Any]


def report(scheme: str, year: int, notebook: str = "10_overview", lang: Lang = "vi", **facts: Any) -> BuiltReport:  # noqa: ANN401
    """Return a report named after its place."""
    names = {"title": f"{notebook} {year}", "scheme_name": f"Tỉnh {scheme} & <b>"}
    return BuiltReport(lang=lang, scheme=scheme, year=year, notebook=notebook, **{**names, **facts})


REPORTS = (
    report("minh-hoa", 2020, constructed=True),
    report("nam-dinh", 2018, "20_rankings", data_date="2019-05-31"),
    report("nam-dinh", 2018, data_date="2019-05-31"),
    report("nam-dinh", 2020),
    report("nam-dinh", 2020, lang="en"),
)


def test_order(read_html: Reader) -> None:
    """Real schemes come before constructed ones, new years before old, reports by their number."""
    read = read_html(index_page(REPORTS, lang="vi"))
    assert read.words("h2") == ["Tỉnh nam-dinh & <b>", "Tỉnh minh-hoa & <b>"]
    assert read.words("h3") == ["2020", "2018", "2020"]
    links = [link["href"] for link in read.named("a") if link.get("href", "").endswith(".html")]
    assert links == [
        "en/index.html",
        "search.html",
        "changes.html",
        "vi/nam-dinh/2020/10_overview.html",
        "vi/nam-dinh/2018/10_overview.html",
        "vi/nam-dinh/2018/20_rankings.html",
        "vi/minh-hoa/2020/10_overview.html",
    ]


def test_constructed_is_said(read_html: Reader) -> None:
    """Constructed data are named as such beside their scheme, and only there."""
    assert read_html(index_page(REPORTS, lang="vi")).words("span") == ["số liệu minh họa"]


def test_date_of_the_data(read_html: Reader) -> None:
    """A year shows the date of its data where it is known."""
    read = read_html(index_page(REPORTS, lang="vi"))
    assert [text for text in read.words("p") if "31/5" in text] == ["Số liệu tính đến 31/5/2019"]


@pytest.mark.parametrize("lang", LANGS)
def test_links_lead_to_reports(lang: Lang, read_html: Reader) -> None:
    """Links are relative to the index page of the language and lead to its reports and the other index."""
    read = read_html(index_page(REPORTS, lang=lang))
    hrefs = [link["href"] for link in read.named("a") if link.get("href", "").endswith(".html")]
    reached = {posixpath.normpath(posixpath.join(posixpath.dirname(INDEX[lang]), href)) for href in hrefs}
    other = next(code for code in LANGS if code != lang)
    assert reached == {INDEX[other], SEARCH[lang], CHANGES[lang], *(each.path for each in REPORTS if each.lang == lang)}


def test_nothing_built(read_html: Reader) -> None:
    """A site without reports says so."""
    assert "Chưa có báo cáo nào." in read_html(index_page((), lang="vi")).words("p")


def test_pages_say_what_they_are(notebook: NotebookNode, tmp_path: Path) -> None:
    """The index needs only the pages: each says its title, scheme, date and kind of data in its head."""
    place = tmp_path / "vi" / "a" / "2018"
    place.mkdir(parents=True)
    page = Page(scheme_name='Tỉnh "A" & <b>')
    (place / "10_overview.html").write_text(export_page(notebook, lang="vi", page=page), encoding="utf-8")
    (place / "notes.html").write_text("<p>not ours</p>", encoding="utf-8")
    assert find_reports(tmp_path) == (
        BuiltReport(
            lang="vi",
            scheme="a",
            year=2018,
            notebook="10_overview",
            title="Tổng quan",
            scheme_name='Tỉnh "A" & <b>',
            data_date="2019-05-31",
            constructed=True,
        ),
    )


def test_build_index(tmp_path: Path) -> None:
    """The index pages of both languages are written whole, twice the same, with nothing left beside them."""
    paths = build_index(tmp_path)
    before = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in build_index(tmp_path)] == before
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(paths)


def test_appendix_of_a_project_with_specifications(tmp_path: Path, project_root: Path, read_html: Reader) -> None:
    """Where methods are specified the appendix is written and the index of each language leads to it."""
    shutil.copytree(project_root / "tests" / "spec", tmp_path / "tests" / "spec")
    folder = tmp_path / "reports"
    written = {path.relative_to(folder).as_posix() for path in build_index(tmp_path)}
    names = ("index.html", "search.html", "methods.html", "changes.html")
    assert written == {*names, *(f"en/{name}" for name in names)}
    for lang in LANGS:
        links = read_html((folder / INDEX[lang]).read_text(encoding="utf-8")).every("href")
        assert "methods.html" in links


def test_site_without_appendix_says_so(read_html: Reader) -> None:
    """Without specifications there is no link to an appendix, and one sentence why."""
    without, with_it = (read_html(index_page(REPORTS, lang="en", appendix=each)) for each in (False, True))
    assert [text for text in without.words("p") if "no folder tests/spec" in text]
    assert not [href for href in without.every("href") if "methods" in href]
    assert not [text for text in with_it.words("p") if "no folder tests/spec" in text]


def test_not_written(tmp_path: Path) -> None:
    """An index that cannot be written is an error that names the file."""
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(PublishError, match=r"index\.html could not be written"):
        build_index(tmp_path)


def test_pages_beside_the_reports(read_html: Reader) -> None:
    """The index leads to the units, the years and the downloads where they are there, and to nothing else."""
    there = {"vi/nam-dinh/units.html", "vi/nam-dinh/years.html", "vi/nam-dinh/2018/downloads/index.html"}
    read = read_html(index_page(REPORTS, lang="vi", there=there))
    beside = [href for href in read.every("href") if "downloads" in href or href.endswith(("units.html", "years.html"))]
    assert set(beside) == there
