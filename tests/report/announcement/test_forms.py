"""Text, page and Word document say the same, and each says of constructed data that they are."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from parkit.report.announcement import Notice, make_notice, notice_document, notice_page, notice_text

if TYPE_CHECKING:
    from tests.report.announcement.conftest import Open

pytestmark = pytest.mark.slow

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def notice(study: "Open") -> Notice:
    """Return the announcement of the tiny scheme, with letters that markup must not swallow."""
    made = make_notice(study())
    return replace(made, closing=f"{made.closing} <b>A & B</b>")


def word_paragraphs(document: bytes) -> list[str]:
    """Return the paragraphs of a Word document."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        tree = ET.fromstring(package.read("word/document.xml"))  # noqa: S314  made here
    return ["".join(part.text or "" for part in each.iter(f"{WORD}t")) for each in tree.iter(f"{WORD}p")]


def test_every_form_begins_with_the_warning_and_holds_every_paragraph(
    notice: Notice, read_html: Callable[[str], Any]
) -> None:
    """No paragraph is lost in a form, and what looks like markup is text."""
    body = [notice.preamble, notice.closing, *(text for part in notice.sections for text in part.paragraphs)]
    text, page, word = notice_text(notice), read_html(notice_page(notice)), word_paragraphs(notice_document(notice))
    assert text.startswith("SỐ LIỆU MINH HỌA")
    assert word[0] == notice.warning
    assert "Số liệu dựng để minh họa. Tỉnh, đơn vị và điểm trên trang này không có thật." in page.words("strong")
    for paragraph in body:
        assert paragraph in text.splitlines()
        assert paragraph in page.words("p")
        assert paragraph in word


def test_real_data_carry_no_warning(notice: Notice, read_html: Callable[[str], Any]) -> None:
    """Without a warning the text begins with the authority, and the page has no band."""
    real = replace(notice, warning="")
    assert notice_text(real).startswith("ỦY BAN NHÂN DÂN TỈNH NHỎ\n")
    assert word_paragraphs(notice_document(real))[0] == "ỦY BAN NHÂN DÂN TỈNH NHỎ"
    assert not [tag for tag in read_html(notice_page(real)).named("p") if tag.get("class") == "band"]


def test_the_page_asks_for_nothing(notice: Notice, read_html: Callable[[str], Any]) -> None:
    """The page is whole by itself, in its language, with one main heading."""
    page = read_html(notice_page(notice))
    assert [attributes["lang"] for attributes in page.named("html")] == ["vi"]
    assert page.words("h1") == [notice.title]
    assert page.words("h2") == [part.heading for part in notice.sections]
    assert not [address for address in (*page.every("href"), *page.every("src")) if not address.startswith("#")]


def test_the_document_is_the_same_bytes_each_time(notice: Notice) -> None:
    """No date of the run is in the file: equal texts are equal documents."""
    document = notice_document(notice)
    assert document == notice_document(notice)
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert package.testzip() is None
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_document_is_a_valid_package(notice: Notice) -> None:
    """Every part is well-formed, has a declared type, and every relation leads to a part; the styles used exist."""
    with zipfile.ZipFile(io.BytesIO(notice_document(notice))) as package:
        trees = {name: ET.fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314  made here
    types = {part.get("PartName") for part in trees["[Content_Types].xml"]} - {None}
    assert types == {"/word/document.xml", "/word/styles.xml"}
    assert [part.get("Target") for part in trees["_rels/.rels"]] == ["word/document.xml"]
    assert [part.get("Target") for part in trees["word/_rels/document.xml.rels"]] == ["styles.xml"]
    used = {style.get(f"{WORD}val") for style in trees["word/document.xml"].iter(f"{WORD}pStyle")}
    there = {style.get(f"{WORD}styleId") for style in trees["word/styles.xml"].iter(f"{WORD}style")}
    assert used == {"Title", "Heading1"}
    assert used < there
