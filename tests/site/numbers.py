"""A page as one has it who checks its text against its tables: statements with their numbers, tables with theirs."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup, Tag

NUMBER: Final = re.compile(r"(?<![\w,.])[+−-]?\d+(?:[.,]\d+)*(?!\w)")
_ORDINAL: Final = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_FORM: Final = r"[+−-]?(?:\d+|\d{{1,3}}(?:[{0}]\d{{3}})+)(?:[{1}]\d+)?"
_DRAWING: Final = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SIGNS: Final = "+−-"
_NOT_SAID: Final = frozenset({"note", "source", "download", "finding"})


@dataclass(frozen=True)
class Statement:
    """A title or a sentence of an exhibit."""

    exhibit: str
    text: str


@dataclass(frozen=True)
class Section:
    """Rows of a table under one heading; the heading is empty where a table has none."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


class PageText:
    """What a page says and what its tables hold."""

    def __init__(self, path: Path) -> None:
        """Read the page, without its drawings, with Python's own parser."""
        self.path = path
        drawn = path.read_text(encoding="utf-8")
        self.tree = BeautifulSoup(_DRAWING.sub("", drawn), features="html.parser")
        self._sections: dict[str, tuple[Section, ...]] = {}
        self.comma = self.tree.html is not None and self.tree.html["lang"] == "vi"

    @cached_property
    def printed(self) -> frozenset[str]:
        """Every number of every table as it is printed there, without its sign."""
        cells = self.tree.select("tbody td, tbody th, thead th")
        return frozenset(bare(found) for cell in cells for found in numbers(cell.get_text(" ")))

    def statements(self) -> Iterator[Statement]:
        """Yield each title and each sentence of the findings once."""
        for exhibit in self.tree.select(".exhibit:not(.missing)"):
            said = exhibit.select(".finding, figcaption, table > caption")
            if "sentences" in exhibit["class"]:
                said += [tag for tag in exhibit.find_all(["p", "li"]) if not _NOT_SAID & set(tag.get("class") or ())]
            for text in dict.fromkeys(tag.get_text(" ", strip=True) for tag in said):
                yield Statement(str(exhibit["id"]), text)

    def sections(self, exhibit: str) -> tuple[Section, ...]:
        """Return the rows of an exhibit's table by heading; none if the page has no such table."""
        if exhibit not in self._sections:
            found = self.tree.find(id=exhibit)
            bodies = found.find_all("tbody") if isinstance(found, Tag) else []
            self._sections[exhibit] = tuple(_section(body) for body in bodies)
        return self._sections[exhibit]

    def about(self, exhibit: str, statement: Statement) -> tuple[Section, ...]:
        """Return the sections of the block that a statement starts with, or all if it names none."""
        found = self.sections(exhibit)
        block = statement.text.partition(":")[0]
        named = tuple(each for each in found if each.heading.startswith(block))
        return named or found

    def value(self, text: str) -> float:
        """Return the first number of a text by the language of the page; none for words and codes such as 7.3.2."""
        found = NUMBER.search(text)
        thousands, point = (".", ",") if self.comma else (",", ".")
        if found is None or not re.fullmatch(_FORM.format(thousands, point), found.group()):
            return nan
        return float(found.group().replace("−", "-").replace(thousands, "").replace(point, "."))

    def column(self, sections: tuple[Section, ...], place: int) -> list[float]:
        """Return the numbers of a column, counted from 0; cells without a number and headings are left out."""
        values = [self.value(row[place]) for section in sections for row in section.rows if place < len(row)]
        return [value for value in values if not isnan(value)]

    def downloaded_rows(self, exhibit: str) -> int:
        """Return how many rows the first zipped file that an exhibit offers has, without its head."""
        link = self.tree.select_one(f'[id="{exhibit}"] a[href^="data:application/zip"]')
        assert link is not None
        content = base64.b64decode(str(link["href"]).partition(",")[2])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read(archive.namelist()[0])
        return len(text.decode("utf-8-sig").splitlines()) - 1


def numbers(text: str) -> list[str]:
    """Return the numbers of a text as printed; an ordinal such as 3rd is one."""
    return NUMBER.findall(_ORDINAL.sub(r"\1", text))


def bare(number: str) -> str:
    """Return a number without its sign, which words such as "fell by" may stand for."""
    return number.lstrip(_SIGNS)


def decimals(number: str, *, comma: bool) -> int:
    """Return how many digits a number has after its decimal sign."""
    return len(number.partition("," if comma else ".")[2])


def _section(body: Tag) -> Section:
    rows = [tuple(cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])) for row in body.find_all("tr")]
    headed = bool(rows) and len(rows[0]) == 1
    return Section(rows[0][0] if headed else "", tuple(rows[1:] if headed else rows))
