"""An executed notebook as one page: what is kept of it, in which order, under which headings.

The page keeps the text of one language, hides the code behind one switch, and refuses what does not belong in a
report. It holds no date of its making, so equal notebooks give equal pages.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from parkit.model.catalogue import say
from parkit.model.errors import NotebookError
from parkit.model.language import LANGS, Lang, slug
from parkit.report.origins import Origins

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from parkit.report.markdown import Heading, Outline

PAGE_MIME: Final = "application/vnd.parkit.page+json"

_PARAMETERS: Final = ("parameters", "injected-parameters")
_SAVED: Final = re.compile(r'(<a download=")([a-z0-9-]+)\.csv"')
_FRAME_IDS: Final = ("page-title", "page-contents", "page-show-code")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link on the page; ``here`` marks the page itself."""

    label: str
    href: str
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """What stands around the text of a notebook.

    Attributes
    ----------
    scheme_name : str
        Name of the scheme in the language of the page.
    year : int, optional
        The year reported.
    breadcrumbs : tuple of Link
        The way from the start of the site to this page.
    siblings : tuple of Link
        The reports of the same scheme and year.
    subject : str
        What the page is about where its title does not say it, such as the name of a unit.
    neighbours : tuple of Link
        The pages before and after this one, such as those of other units.
    other_language : str
        Address of the same page in the other language.
    constructed : bool
        The data are made up; the page says so at the top.
    data_date : str
        Date of the data as YYYY-MM-DD, YYYY-MM or YYYY; never the date of the run.
    methods : str
        Address of the appendix of the methods; empty where the site has none.
    more : tuple of Link
        Further pages of the scheme: the downloads of the year, the units, year against year.
    origins : Origins
        Where the numbers come from: what a run knows, completed by what the notebook knows.
    """

    scheme_name: str = ""
    year: int | None = None
    breadcrumbs: tuple[Link, ...] = ()
    siblings: tuple[Link, ...] = ()
    subject: str = ""
    neighbours: tuple[Link, ...] = ()
    other_language: str = ""
    constructed: bool = False
    data_date: str = ""
    methods: str = ""
    more: tuple[Link, ...] = ()
    origins: Origins = field(default_factory=Origins)

    def facts(self) -> dict[str, object]:
        """Return the output that tells the page its scheme, year, date and kind of data.

        A notebook's set-up cell shows it beside its parameter table, so that a page made by stock nbconvert,
        which knows the notebook only, carries the same notice as one made by parkit.
        """
        known = {"scheme_name": self.scheme_name, "year": self.year, "data_date": self.data_date}
        known |= {"subject": self.subject} if self.subject else {}
        origins = {"origins": found} if (found := self.origins.facts()) else {}
        return {PAGE_MIME: {**known, "constructed": self.constructed, **origins}}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One piece of the page: "text", "code", the "output" of a cell or its "setup"."""

    kind: str
    body: Markup


@dataclass(frozen=True, kw_only=True)
class View:
    """A notebook as its page shows it."""

    lang: Lang
    page: Page
    title: str
    contents: "tuple[Heading, ...]"
    parts: tuple[Part, ...]

    @property
    def has_drawing(self) -> bool:
        """Tell whether the page needs the font of the figures."""
        return any("<svg" in part.body for part in self.parts)


def export_page(notebook: "NotebookNode", *, lang: Lang, page: Page) -> str:
    """Return an executed notebook as a complete HTML page.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook with its outputs.
    lang : {"vi", "en"}
        The language to keep.
    page : Page
        What stands around the text; facts that it leaves open are taken from the notebook.

    Raises
    ------
    NotebookError
        A cell failed, wrote to the error stream or shows a picture without a description; an exhibit is there
        twice; there is no heading.
    """
    from parkit.report.exporter import page_exporter

    text, _ = page_exporter().from_notebook_node(notebook, {"parkit_lang": lang, "parkit_page": page})
    return text


def compose(notebook: Mapping[str, Any], *, lang: Lang, page: Page) -> View:
    """Return the parts of the page in their order, checked, with headings that have ids of their own."""
    from parkit.report.markdown import Outline
    from parkit.report.outputs import check_outputs, output_ids

    check_outputs(notebook)
    outline = Outline(taken=[*_FRAME_IDS, *output_ids(notebook)])
    kept = _without_told([cell for cell in notebook["cells"] if _is_kept(cell, lang)])
    page = _complete(page, notebook)
    stem = _file_stem(page, notebook, lang)
    parts = tuple(part for cell in kept for part in _parts(cell, outline, page.origins, lang, stem) if part.body)
    if outline.title is None:
        raise NotebookError("page_no_heading", lang=lang)
    contents = tuple(heading for heading in outline.headings if heading.level == 2)
    return View(lang=lang, page=page, title=outline.title, contents=contents, parts=parts)


def page_language(notebook: Mapping[str, Any]) -> Lang:
    """Return the language a notebook was run in: its parameter ``lang``, Vietnamese if it has none.

    Raises
    ------
    NotebookError
        The parameter is neither "vi" nor "en".
    """
    found = _parameters(notebook).get("lang", LANGS[0])
    for lang in LANGS:
        if lang == found:
            return lang
    raise NotebookError("page_language", found=found)


def _parameters(notebook: Mapping[str, Any]) -> dict[str, object]:
    """Return what the parameters cell assigns, overruled by what papermill injected."""
    values: dict[str, object] = {}
    for tag in _PARAMETERS:
        for cell in notebook["cells"]:
            if tag in cell["metadata"].get("tags", ()):
                values.update(_literals(cell["source"]))
    return values


def _file_stem(page: Page, notebook: Mapping[str, Any], lang: Lang) -> str:
    """Return how the names of saved files begin: a file passed on says what it is of, and whether it is made up."""
    values = _parameters(notebook)
    label = say("report.constructed_short", lang) if page.constructed else ""
    parts = (*(values.get(name, "") for name in ("scheme", "year", "unit")), label)
    return "".join(f"{slug(str(part))}-" for part in parts if part)


def _literals(source: str) -> Iterator[tuple[str, object]]:
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            yield target.id, value.value


def _complete(page: Page, notebook: Mapping[str, Any]) -> Page:
    """Fill what ``page`` leaves open with the facts that the notebook's set-up cell shows."""
    from parkit.report.outputs import outputs_of

    for _, output in outputs_of(notebook):
        shown = {**output.get("data", {}).get(PAGE_MIME, {})}
        found = shown.pop("origins", {})
        page = replace(page, origins=page.origins.known(found)) if found else page
        page = replace(page, **{name: value for name, value in shown.items() if not getattr(page, name)})
    return page


def _is_kept(cell: Mapping[str, Any], lang: Lang) -> bool:
    wanted = {tag for tag in cell["metadata"].get("tags", ()) if tag.startswith("lang-")}
    return cell["cell_type"] != "raw" and (not wanted or f"lang-{lang}" in wanted)


def _without_told(cells: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out notices whose reason is given further up, and sections of which nothing else is left."""
    sections: list[list[Mapping[str, Any]]] = [[]]
    for cell in cells:
        if cell["cell_type"] == "markdown" and cell["source"].startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    return [cell for section in sections if not _is_told(section) for cell in section if not _says_told(cell)]


def _is_told(section: list[Mapping[str, Any]]) -> bool:
    code = [cell for cell in section if cell["cell_type"] == "code"]
    return bool(code) and all(_says_told(cell) for cell in code)


def _says_told(cell: Mapping[str, Any]) -> bool:
    from parkit.report.exhibit import EXHIBIT_MIME

    return any(output.get("data", {}).get(EXHIBIT_MIME, {}).get("told_above") for output in cell.get("outputs", ()))


def _parts(cell: Mapping[str, Any], outline: "Outline", origins: Origins, lang: Lang, stem: str) -> Iterator[Part]:
    from parkit.report.exhibit import EXHIBIT_MIME
    from parkit.report.outputs import output_html

    if cell["cell_type"] == "markdown":
        yield Part(kind="text", body=outline.render(cell["source"]))
        return
    # The parameter table shows the values that count; the cell itself would show the defaults.
    if not set(_PARAMETERS) & set(cell["metadata"].get("tags", ())):
        yield Part(kind="code", body=Markup.escape(cell["source"].strip("\n")))
    for output in cell["outputs"]:
        kind = "setup" if PAGE_MIME in output.get("data", {}) else "output"
        body = output_html(output, outline)
        if shown := output.get("data", {}).get(EXHIBIT_MIME):
            named = _SAVED.sub(rf'\1{stem}\2.csv"', str(body))
            body = Markup(origins.linked(named, shown, lang))  # noqa: S704  an exhibit escapes its own text
        yield Part(kind=kind, body=body)
