import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from parkit.model.errors import NotebookError
from parkit.report.exhibit import EXHIBIT_MIME
from parkit.report.frame import TEMPLATE_FOLDER
from parkit.report.page import Link, Page, compose, export_page, page_language

Reader = Callable[[str], Any]

SITE = Page(
    scheme_name="Chỉ số của tỉnh <A>",
    year=2018,
    breadcrumbs=(Link(label="Mọi báo cáo", href="../../../index.html"),),
    siblings=(Link(label="Tổng quan", href="10.html", here=True), Link(label="Xếp hạng", href="20.html")),
    other_language="../../../en/a/2018/10.html",
)


@pytest.fixture
def page(notebook: NotebookNode) -> str:
    """Return the Vietnamese page of the notebook."""
    return export_page(notebook, lang="vi", page=SITE)


def test_frame(page: str, read_html: Reader) -> None:
    """A page has its language, a title, one main part, one heading of level 1 and a way past the frame."""
    read = read_html(page)
    assert read.named("html") == [{"lang": "vi"}]
    assert read.words("title")[0] == "Tổng quan – Chỉ số của tỉnh <A> 2018"
    assert read.words("h1") == ["Tổng quan"]
    assert len(read.named("main")) == 1
    assert read.named("a")[0] == {"class": "skip", "href": "#page-title"}
    assert "page-title" in read.every("id")


def test_one_language(page: str, notebook: NotebookNode) -> None:
    """A page keeps the text of its own language and text that has none."""
    assert "An opening." not in page
    notebook.cells.append(nbformat.v4.new_markdown_cell("Chung / shared"))
    english = export_page(notebook, lang="en", page=Page())
    assert "An opening." in english
    assert "Một đoạn mở đầu." not in english
    assert "Chung / shared" in english
    assert '<html lang="en">' in english


def test_headings(page: str, read_html: Reader) -> None:
    """The contents list leads to every section; repeated headings have ids of their own."""
    read = read_html(page)
    assert [heading["id"] for heading in read.named("h2")] == ["xep-hang", "xep-hang-2"]
    assert {"#xep-hang", "#xep-hang-2"} <= {link.get("href") for link in read.named("a")}


def test_links_have_targets(page: str, read_html: Reader) -> None:
    """Every link within the page and every label has its target."""
    read = read_html(page)
    within = {link["href"][1:] for link in read.named("a") if link.get("href", "").startswith("#")}
    named = {name for value in read.every("aria-labelledby") for name in value.split()}
    assert within | named <= set(read.every("id"))


def test_no_request(page: str, read_html: Reader) -> None:
    """A page asks nothing of any network: no source, style or script from elsewhere, and a policy that says so."""
    read = read_html(page)
    assert [source for source in read.every("src") if not source.startswith("data:")] == []
    assert read.named("link") == []
    assert "http:" not in page
    assert "https:" not in page
    policy = next(meta["content"] for meta in read.named("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'")


def test_code(page: str, read_html: Reader) -> None:
    """Code is there, escaped, behind one switch; parameter cells are not, since a table shows the values."""
    read = read_html(page)
    assert read.words("code") == ["open_study(lang)", "ranks(study)  # <3"]
    assert "page-show-code" in read.every("id")
    assert 'lang: str = "en"' not in page
    assert "# Parameters" not in page


def test_parameters_last(page: str) -> None:
    """What the set-up cell shows stands after the findings."""
    assert page.index('id="ranks"') < page.index('id="parameters"')


def test_facts_from_the_notebook(notebook: NotebookNode, read_html: Reader) -> None:
    """The notebook itself says its scheme, year, date and that its data are constructed."""
    read = read_html(export_page(notebook, lang="vi", page=Page()))
    assert {"Chỉ số của tỉnh", "Năm 2018", "Số liệu tính đến 31/5/2019"} <= set(read.words("span"))
    assert read.words("strong")[0].startswith("Số liệu dựng để minh họa")


def test_given_facts_count(notebook: NotebookNode) -> None:
    """What the caller says of the page counts more than what the notebook says."""
    view = compose(notebook, lang="vi", page=SITE)
    assert view.page.scheme_name == "Chỉ số của tỉnh <A>"
    assert view.page.data_date == "2019-05-31"


def test_way_through_the_site(page: str, read_html: Reader) -> None:
    """A page leads up, beside and to the other language, and marks itself among its neighbours."""
    links = {link.get("href"): link for link in read_html(page).named("a")}
    assert links["../../../en/a/2018/10.html"]["hreflang"] == "en"
    assert links["10.html"]["aria-current"] == "page"
    assert {"../../../index.html", "20.html"} <= links.keys()


def test_foot_leads_to_the_methods(notebook: NotebookNode, page: str, read_html: Reader) -> None:
    """The foot has a link to the appendix of the methods where there is one."""
    appendix = export_page(notebook, lang="vi", page=replace(SITE, methods="../../../methods.html"))
    assert "../../../methods.html" in read_html(appendix).every("href")
    assert not [href for href in read_html(page).every("href") if "methods" in href]


def test_same_bytes(notebook: NotebookNode, page: str) -> None:
    """The same notebook gives the same page, and is not changed by it."""
    assert export_page(notebook, lang="vi", page=SITE) == page


def test_no_heading(notebook: NotebookNode) -> None:
    """A notebook without a heading in the language is refused."""
    notebook.cells = notebook.cells[1:]
    with pytest.raises(NotebookError, match="no first-level heading"):
        export_page(notebook, lang="vi", page=Page())


def test_failed_notebook(notebook: NotebookNode) -> None:
    """A page is not made from a notebook that failed."""
    notebook.cells[4].outputs.append(nbformat.v4.new_output("error", ename="E", evalue="e", traceback=[]))
    with pytest.raises(NotebookError, match="failed: E: e"):
        export_page(notebook, lang="vi", page=Page())


def test_language_of_a_run(notebook: NotebookNode) -> None:
    """The injected language counts more than the default; without a parameter a page is Vietnamese."""
    assert page_language(notebook) == "vi"
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    assert page_language(notebook) == "en"
    assert page_language(nbformat.v4.new_notebook()) == "vi"


def test_unknown_language(notebook: NotebookNode) -> None:
    """A language that is none of the two is refused."""
    notebook.cells[3].source = 'lang = "fr"'
    with pytest.raises(NotebookError, match="'fr'"):
        page_language(notebook)


def test_font_where_needed(notebook: NotebookNode, page: str) -> None:
    """Only a page with a drawing carries the font of the figures."""
    assert "@font-face" not in page
    drawing = nbformat.v4.new_output("display_data", data={"text/html": "<svg></svg>"})
    notebook.cells[4].outputs.append(drawing)
    assert export_page(notebook, lang="vi", page=SITE).count("@font-face") == 2


@pytest.mark.slow
def test_stock_nbconvert(notebook: NotebookNode, tmp_path: Path) -> None:
    """``jupyter nbconvert --template parkit`` gives the same page, but for how its second parse writes the tags."""
    templates = tmp_path / "nbconvert" / "templates"
    templates.mkdir(parents=True)
    (templates / "parkit").symlink_to(TEMPLATE_FOLDER)
    nbformat.write(notebook, tmp_path / "run.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "parkit", "run.ipynb"]
    subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "JUPYTER_PATH": str(tmp_path)})
    own = BeautifulSoup(export_page(notebook, lang="vi", page=Page()), features="html.parser")
    assert (tmp_path / "run.html").read_text(encoding="utf-8").strip() == str(own).strip()


def test_a_section_told_further_up_is_left_out(notebook: NotebookNode) -> None:
    """A notice whose reason stands above it is not on the page, nor is the heading of a section with nothing else."""
    shown = notebook.cells[7].outputs[0].data
    shown[EXHIBIT_MIME] = {**shown[EXHIBIT_MIME], "kind": "missing", "told_above": True}
    view = compose(notebook, lang="vi", page=Page())
    assert [heading.text for heading in view.contents] == ["Xếp hạng"]  # of the two the last, which has no notice
    assert not any('id="ranks"' in part.body for part in view.parts)
