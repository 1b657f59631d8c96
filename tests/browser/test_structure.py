"""What holds for the HTML of every page of the site, browser or not."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from parkit.model.language import LANGS, Lang
from tests.browser.kinds import KINDS, pages

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FACES = ("h1", "h2", "h3", "h4", "h5", "h6")
LOADS = ("script[src]", "link[href]", "img[src]", "iframe", "object", "embed", "audio", "video", "source")
ASKS = (*LOADS, "form[action]", "[formaction]")
EVENT = re.compile(r"on[a-z]+")


@cache
def read(path: Path) -> BeautifulSoup:
    """Return a page as a tree, read once."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), features="html.parser")


def values(tree: BeautifulSoup, attribute: str) -> list[str]:
    """Return all values of an attribute."""
    return [str(tag[attribute]) for tag in tree.find_all(attrs={attribute: True})]


def test_every_page_is_of_one_kind(site: Path) -> None:
    """Each page of the site is of exactly one kind, and each kind has a page in both languages."""
    found = {(kind, lang): pages(site, kind, lang) for kind in KINDS for lang in LANGS}
    assert [place for place, paths in found.items() if not paths] == []
    assert sorted(path for paths in found.values() for path in paths) == sorted(site.rglob("*.html"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_frame(site: Path, kind: str, lang: Lang) -> None:
    """A page has its language, a title, one main part, ids of its own, and headings in steps of one level."""
    for path in pages(site, kind, lang):
        tree = read(path)
        assert tree.html is not None
        assert tree.html["lang"] == lang
        assert tree.title is not None
        assert tree.title.text.strip()
        assert len(tree.find_all("main")) == 1
        ids = values(tree, "id")
        assert len(set(ids)) == len(ids)
        levels = [int(heading.name[1]) for heading in tree.find_all(FACES)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_tables_and_drawings_tell_what_they_are(site: Path, kind: str, lang: Lang) -> None:
    """A table has a caption and a scope on each header; a drawing has a title and a description; a picture a text."""
    for path in pages(site, kind, lang):
        tree = read(path)
        assert [table for table in tree.find_all("table") if not (table.caption and table.caption.text.strip())] == []
        assert [head for head in tree.find_all("th") if not head.get("scope")] == []
        assert [drawing for drawing in tree.find_all("svg") if not _is_told(drawing)] == []
        assert [picture for picture in tree.find_all("img") if not picture.get("alt")] == []


def _is_told(drawing: Tag) -> bool:
    named = [drawing.find(tag) for tag in ("title", "desc")]
    return drawing.get("role") == "img" and all(isinstance(tag, Tag) and tag.text.strip() for tag in named)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_for(site: Path, kind: str, lang: Lang) -> None:
    """A page holds all it needs: nothing is loaded from elsewhere, no form sends, and no attribute holds a script."""
    for path in pages(site, kind, lang):
        tree = read(path)
        asked = [tag for tag in tree.select(", ".join(ASKS)) if not str(tag.get("src", "")).startswith("data:")]
        assert asked == []
        if tree.form:  # the search, which the page's own script answers
            assert "form-action 'none'" in tree.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
        assert [name for tag in tree.find_all() for name in tag.attrs if EVENT.fullmatch(name)] == []
        styles = "".join(style.text for style in tree.find_all("style"))
        assert not re.search(r"@import|url\((?!data:)", styles)


def test_every_link_has_its_target(site: Path) -> None:
    """Every link of every page leads to a file of the site and, where it names one, to an id that is there."""
    ids: dict[Path, set[str]] = {}
    broken = []
    for path in sorted(site.rglob("*.html")):
        for href in values(read(path), "href"):
            if urlsplit(href).scheme in {"data", "https", "http"}:
                continue
            name, _, place = href.partition("#")
            target = (path.parent / unquote(name)).resolve() if name else path
            if target not in ids:
                ids[target] = set(values(read(target), "id")) if _is_page(target) else set()
            if not target.is_file() or (place and unquote(place) not in ids[target]):
                broken.append(f"{path.relative_to(site)}: {href}")
    assert broken == []


def _is_page(target: Path) -> bool:
    return target.suffix == ".html" and target.is_file()


def test_labels_have_their_text(site: Path) -> None:
    """What a part of a page is labelled or described by is on the page."""
    for path in sorted(site.rglob("*.html")):
        tree = read(path)
        named = {
            name
            for kind in ("labelledby", "describedby")
            for value in values(tree, f"aria-{kind}")
            for name in value.split()
        }
        assert named <= set(values(tree, "id")), path
