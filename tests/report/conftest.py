"""A reader of HTML that refuses unbalanced tags and repeated ids, and a small executed notebook."""

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode

from parkit.report.exhibit import Column, Exhibit
from parkit.report.page import Page
from tests.conftest import FRAMEWORK, TinyProject
from tests.report.two_years import LATER

VOID = {"meta", "link", "br", "hr", "img", "input", "path", "use", "rect", "col"}


class Reading(HTMLParser):
    """The tags and texts of a piece of HTML, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"never closed: {self._open}"
        assert max(Counter(self.every("id")).values(), default=1) == 1, "an id is there twice"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and that it is open."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the tag opened last, and no other."""
        if tag not in VOID:
            assert self._open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        """Note a text and the tag it is in."""
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def every(self, attribute: str) -> list[str]:
        """Return all values of an attribute."""
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]

    def named(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all tags of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def words(self, tag: str = "") -> list[str]:
        """Return the texts directly in tags of a name, or all texts but style and script."""
        return [text for inside, text in self.texts if (inside == tag if tag else inside not in {"style", "script"})]


@pytest.fixture
def read_html() -> Callable[[str], Reading]:
    """Return the reader."""
    return Reading


@pytest.fixture
def ranks() -> pd.DataFrame:
    """Return three offices with ranks and verdicts."""
    return pd.DataFrame(
        {
            "rank": [1, 2, 3],
            "unit": ["Sở Nội vụ", "Sở Y tế", "Đài <b>&</b>"],
            "index": [94.905, 1234.5, None],
            "verdict": ["consistent", "impossible", None],
        }
    )


@pytest.fixture
def rank_columns() -> tuple[Column, ...]:
    """Return the columns of ``ranks``."""
    return (
        Column("rank", "Hạng", "rank"),
        Column("unit", "Đơn vị"),
        Column("index", "Chỉ số", "percent"),
        Column("verdict", "Kết luận", "verdict"),
    )


@pytest.fixture
def table(ranks: pd.DataFrame, rank_columns: tuple[Column, ...]) -> Exhibit:
    """Return a table exhibit."""
    return Exhibit(id="ranks", kind="table", lang="vi", title="Sở Nội vụ đứng đầu", data=ranks, columns=rank_columns)


@pytest.fixture
def notebook(table: Exhibit) -> NotebookNode:
    """Return an executed notebook in two languages, as papermill leaves it."""
    new = nbformat.v4
    setup = Exhibit(id="parameters", kind="sentences", lang="vi", title="Tham số", sentences=("năm 2018",))
    facts = Page(scheme_name="Chỉ số của tỉnh", year=2018, constructed=True, data_date="2019-05-31").facts()
    cells = [
        _text("# Tổng quan\n\nMột đoạn mở đầu.", "lang-vi"),
        _text("# Overview\n\nAn opening.", "lang-en"),
        _code('lang: str = "en"  # language', "parameters"),
        _code('# Parameters\nlang = "vi"', "injected-parameters"),
        _code("open_study(lang)", output={**setup._repr_mimebundle_(), **facts}),
        _text("## Xếp hạng", "lang-vi"),
        _text("## Ranks", "lang-en"),
        _code("ranks(study)  # <3", output=table._repr_mimebundle_()),
        _text("## Xếp hạng", "lang-vi"),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    language = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    return new.new_notebook(cells=cells, metadata=language)


def _text(source: str, tag: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": [tag]})


def _code(source: str, tag: str = "", *, output: dict[str, object] | None = None) -> NotebookNode:
    shown = [nbformat.v4.new_output("execute_result", data=output, execution_count=1)] if output else []
    return nbformat.v4.new_code_cell(source, metadata={"tags": [tag] if tag else []}, outputs=shown)


@pytest.fixture
def two_years(tiny: TinyProject) -> TinyProject:
    """Give the tiny scheme with a second year under the same rules."""
    tiny.write("2019/framework.csv", FRAMEWORK)
    tiny.write("2019/scores.csv", LATER)
    return tiny
