import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parkit.model.catalogue import entries
from parkit.model.errors import PublishError
from parkit.model.language import LANGS, Lang
from parkit.report.appendix import APPENDIX, appendix_page, read_methods
from parkit.report.method import Method

Reader = Callable[[str], Any]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def methods(project_root: Path) -> tuple[Method, ...]:
    """Give the methods of this project."""
    return read_methods(project_root)


@pytest.mark.parametrize("lang", LANGS)
def test_every_method_is_on_the_page(methods: tuple[Method, ...], lang: Lang, read_html: Reader) -> None:
    """Each method has a heading, an entry in the contents, at least one formula and its worked tables."""
    read = read_html(appendix_page(methods, lang=lang))
    assert read.words("h3") == [f"{method.number}. {method.title.get(lang)}" for method in methods]
    targets = [link["href"] for link in read.named("a") if link.get("href", "").startswith("#method-")]
    assert targets == [f"#method-{method.number}" for method in methods]
    assert len(read.named("math")) == sum(len(method.formula) for method in methods)
    tables = sum(len(method.tables) + len(method.examples) for method in methods)
    assert len(read.named("table")) == tables
    assert set(re.findall(r'href="#([^"]+)"', appendix_page(methods, lang=lang))) <= set(read.every("id"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_stands_alone(methods: tuple[Method, ...], lang: Lang, read_html: Reader) -> None:
    """It asks no network for anything, and leads to the index of its language and to itself in the other."""
    read = read_html(appendix_page(methods, lang=lang))
    assert not read.every("src")
    hrefs = [href for href in read.every("href") if not href.startswith("#")]
    here = posixpath.dirname(APPENDIX[lang])
    reached = {posixpath.normpath(posixpath.join(here, href)) for href in hrefs}
    other = next(code for code in LANGS if code != lang)
    assert reached == {posixpath.join(here, "index.html"), APPENDIX[other]}


@pytest.mark.parametrize("lang", LANGS)
def test_readers_see_words(methods: tuple[Method, ...], lang: Lang, read_html: Reader) -> None:
    """Headings and cells of the tables are words, not the names and codes of the program."""
    read = read_html(appendix_page(methods, lang=lang))
    shown = [text for tag in ("th", "td") for text in read.words(tag)]
    assert not [text for text in shown if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", text)]
    assert {"provisional", "true", "false"}.isdisjoint(text for text in shown if lang == "vi")


def test_no_word_is_left_over(methods: tuple[Method, ...]) -> None:
    """Every heading and every code that has words is in some table."""
    tables = [table for method in methods for table in method.tables.values()]
    tables += [example.expected for method in methods for example in method.examples]
    names = {name.partition("_1.")[0] for table in tables for name in table.columns}
    cells = {str(cell).lower() for table in tables for row in table.rows for cell in row}
    said = [entry.partition("_") for entry in entries("method") if entry.startswith(("column_", "value_"))]
    assert not [name for kind, _, name in said if name not in (names if kind == "column" else cells)]


def test_numbers_follow_the_language(methods: tuple[Method, ...], read_html: Reader) -> None:
    """81.33 of the first example is written with a comma in Vietnamese, and years have no thousands."""
    cells = {lang: read_html(appendix_page(methods, lang=lang)).words("td") for lang in LANGS}
    assert "81,33" in cells["vi"]
    assert "81.33" in cells["en"]
    heads = read_html(appendix_page(methods, lang="vi")).words("th")
    assert "2020" in [*cells["vi"], *heads]
    assert not [text for text in [*cells["vi"], *heads] if re.fullmatch(r"2\.0\d\d", text)]


def test_an_unreadable_specification_is_named(tmp_path: Path) -> None:
    """A specification that cannot be read stops the site with a sentence that names it."""
    folder = tmp_path / "tests" / "spec"
    folder.mkdir(parents=True)
    (folder / "01_index.toml").write_text("number = ", encoding="utf-8")
    with pytest.raises(PublishError, match=r"01_index\.toml"):
        read_methods(tmp_path)
