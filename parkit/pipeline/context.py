"""What stands around a report: the way there, the reports beside it, the same report in the other language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from parkit.model.catalogue import say
from parkit.model.folders import notebooks_folder, reports_folder, spec_files
from parkit.model.language import LANGS, Lang
from parkit.model.project import load_scheme, load_units
from parkit.model.scheme import Scheme
from parkit.model.units import UnitRegister
from parkit.pipeline.plan import DATA_QUALITY, Report, read_notebook
from parkit.report.origins import Origins
from parkit.report.page import Link, Page
from parkit.report.places import FOLDER
from parkit.report.site_map import DOWNLOADS, UNITS, YEARS

_MORE: Final = {
    "download.title": f"{DOWNLOADS}/index.html",
    "site.units_title": f"../{UNITS}",
    "site.years_title": f"../{YEARS}",
}
"""The pages every report leads to at its foot, by their titles; they are made with the site."""
_NUMBER: Final = re.compile(r"^number = (\d+)$", re.MULTILINE)


@dataclass
class Library:
    """What the frames of many reports have in common, each read once: schemes, titles of notebooks, the methods."""

    _schemes: dict[tuple[Path, str], Scheme] = field(default_factory=dict)
    _units: dict[tuple[Path, str], UnitRegister] = field(default_factory=dict)
    _titles: dict[tuple[Path, str, Lang], str] = field(default_factory=dict)
    _methods: dict[Path, tuple[int, ...]] = field(default_factory=dict)

    def scheme(self, root: Path, code: str) -> Scheme:
        """Return a scheme."""
        if (root, code) not in self._schemes:
            self._schemes[root, code] = load_scheme(root, code)
        return self._schemes[root, code]

    def unit_name(self, report: Report, code: str) -> str:
        """Return the name of a unit of a report's scheme in its language."""
        place = (report.root, report.scheme)
        if place not in self._units:
            self._units[place] = load_units(self.scheme(*place))
        return self._units[place].get(code).name.get(report.lang)

    def title(self, root: Path, name: str, lang: Lang) -> str:
        """Return the title of a notebook, or its name if it has none."""
        if (root, name, lang) not in self._titles:
            path = notebooks_folder(root) / f"{name}.ipynb"
            self._titles[root, name, lang] = notebook_title(read_notebook(path), lang) or name
        return self._titles[root, name, lang]

    def methods(self, root: Path) -> tuple[int, ...]:
        """Return the numbers of the methods that a project specifies, and so has in its appendix."""
        if root not in self._methods:
            texts = (path.read_text(encoding="utf-8") for path in spec_files(root))
            found = (_NUMBER.search(text) for text in texts)
            self._methods[root] = tuple(sorted(int(number.group(1)) for number in found if number))
        return self._methods[root]


def page_context(report: Report, library: Library | None = None) -> Page:
    """Return the frame of a report's page. Links are relative, so the site works from any folder and from disk.

    A library that is handed from report to report saves reading the same files for each.
    """
    library = library or Library()
    scheme = library.scheme(report.root, report.scheme)
    name = scheme.name.get(report.lang)
    up = _up(report)
    home = f"{up}../../../index.html" if report.lang == LANGS[0] else f"{up}../../index.html"
    other = next(lang for lang in LANGS if lang != report.lang)
    subject = library.unit_name(report, report.unit) if report.unit else ""
    numbers = library.methods(report.root)
    methods = home.replace("index.html", "methods.html") if numbers else ""
    quality = f"{up}{DATA_QUALITY}.html" if DATA_QUALITY in report.siblings else ""
    return Page(
        scheme_name=name,
        year=report.year,
        breadcrumbs=(
            Link(label=say("cli.home", report.lang), href=home),
            Link(label=f"{name} {report.year}", href=f"{home}#{report.scheme}-{report.year}"),
            *([Link(label=subject, href=report.page.name, here=True)] if subject else []),
        ),
        siblings=tuple(_sibling(report, sibling, library) for sibling in report.siblings),
        subject=subject,
        neighbours=tuple(_neighbours(report, library)),
        other_language=f"{up}../../../{other}/{_address(report)}",
        constructed=scheme.constructed,
        more=tuple(Link(label=say(words, report.lang), href=f"{up}{href}") for words, href in _MORE.items()),
        methods=methods,
        origins=Origins(sources=f"{up}{FOLDER}/" if quality else "", quality=quality, methods=methods, numbers=numbers),
    )


def notebook_title(notebook: Mapping[str, Any], lang: Lang) -> str:
    r"""Return the first heading of a notebook in a language, or nothing if it has none.

    >>> cell = {"cell_type": "markdown", "metadata": {"tags": ["lang-en"]}, "source": ["# Ranks\n", "Who leads?"]}
    >>> notebook_title({"cells": [cell]}, "en")
    'Ranks'
    """
    others = {f"lang-{other}" for other in LANGS if other != lang}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and not others & set(cell["metadata"].get("tags", ())):
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("# "):
                    return line.removeprefix("# ").strip()
    return ""


def _up(report: Report) -> str:
    """Return the way from a report's page to the folder of its year."""
    return "../" if report.unit else ""


def _address(report: Report) -> str:
    """Return the address of a report's page from the folder of its language."""
    return report.page.relative_to(reports_folder(report.root) / report.lang).as_posix()


def _sibling(report: Report, name: str, library: Library) -> Link:
    label = library.title(report.root, name, report.lang)
    return Link(label=label, href=f"{_up(report)}{name}.html", here=name == report.notebook)


def _neighbours(report: Report, library: Library) -> Iterator[Link]:
    """Return the links to the profiles before and after this one."""
    for entry, unit in zip(("before", "after"), report.neighbours, strict=True):
        if unit:
            label = say(f"report.unit_{entry}", report.lang, name=library.unit_name(report, unit))
            yield Link(label=label, href=f"{unit}.html")
