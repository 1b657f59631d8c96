"""The text cells of a notebook as HTML, with headings that can be linked to from anywhere.

A heading's id is its ASCII slug, unique on the page: "Xếp hạng" becomes ``xep-hang``. Stock nbconvert writes
percent-encoded ids and repeats them.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from parkit.model.language import nfc, slug


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One heading of the page."""

    id: str
    level: int
    text: str


class Outline:
    r"""Renders the text cells of one page and remembers its headings.

    The first heading of level 1 is the page's title: it is kept apart, for the page's own header.

    Examples
    --------
    >>> outline = Outline(taken=["xep-hang"])
    >>> print(outline.render("# Năm 2018\n\n## Xếp hạng"))
    <h2 id="xep-hang-2">Xếp hạng</h2>
    >>> outline.title
    'Năm 2018'
    """

    def __init__(self, *, taken: Iterable[str] = ()) -> None:
        """Start a page on which the ids ``taken`` are in use already."""
        self.title: str | None = None
        self.headings: list[Heading] = []
        self._taken = set(taken)
        self._markdown = MarkdownWithMath(renderer=_Renderer(self))

    def render(self, source: str) -> Markup:
        """Return Markdown as HTML."""
        return Markup(str(self._markdown.render(source)).strip())  # noqa: S704  the notebook's own text

    def add(self, inner: str, level: int) -> str:
        """Return a heading's HTML, and note it; the title of the page returns nothing."""
        text = nfc(html.unescape(re.sub(r"<[^>]*>", "", inner)))
        if level == 1 and self.title is None:
            self.title = text
            return ""
        heading = Heading(id=self._free_id(text), level=max(level, 2), text=text)
        self.headings.append(heading)
        return f'<h{heading.level} id="{heading.id}">{inner}</h{heading.level}>\n'

    def _free_id(self, text: str) -> str:
        stem = slug(text) or "section"
        name, number = stem, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name


class _Renderer(IPythonRenderer):
    def __init__(self, outline: Outline) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._outline = outline

    def heading(self, text: str, level: int, **_: Any) -> str:  # noqa: ANN401  mistune's own signature
        return self._outline.add(text, level)
