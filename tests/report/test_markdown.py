import pytest

from parkit.report.markdown import Outline


def test_ids_are_ascii_and_unique() -> None:
    """Headings get readable ASCII ids; a repeated or taken one gets a number."""
    outline = Outline(taken=["ranks"])
    outline.render("## Đắk Lắk: xếp hạng\n\n## Đắk Lắk – xếp hạng\n\n### Ranks")
    assert [heading.id for heading in outline.headings] == ["dak-lak-xep-hang", "dak-lak-xep-hang-2", "ranks-2"]


def test_title_apart() -> None:
    """The first heading of level 1 is the title of the page and stands in its header only."""
    outline = Outline()
    assert outline.render("# Tổng *quan*\n\nMở đầu.") == "<p>Mở đầu.</p>"
    assert outline.title == "Tổng quan"


def test_one_title() -> None:
    """A second heading of level 1 becomes a section, so that a page has one title."""
    outline = Outline()
    assert outline.render("# A\n\n# B") == '<h2 id="b">B</h2>'


@pytest.mark.parametrize(("source", "text"), [("## A & `b`", "A & b"), ("## *A* <b", "A <b")])
def test_plain_text(source: str, text: str) -> None:
    """The contents list shows a heading's text without its markup."""
    outline = Outline()
    outline.render(source)
    assert outline.headings[0].text == text


def test_no_letters() -> None:
    """A heading without letters still has an id."""
    outline = Outline()
    assert outline.render("## !") == '<h2 id="section">!</h2>'
