"""nbconvert's side of the page: a preprocessor for its template "parkit", and an exporter that uses it directly.

``jupyter nbconvert --to html --template parkit`` and ``export_page`` run the same preprocessor and template. The
exporter differs in two ways that the reader does not see: it leaves out nbconvert's second parse of the finished
page, which adds filler text to pictures (there are none without a description here) and takes seconds on wide
tables, and it leaves out the preprocessors that have nothing to do.
"""

from functools import cache
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets.config import Config

from parkit.report.frame import TEMPLATE_FOLDER, frame_values
from parkit.report.page import Page, compose, page_language


class PagePreprocessor(Preprocessor):
    """Composes the page and hands it to the template."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook as it is, and the resources with the template's values under "parkit".

        Raises
        ------
        NotebookError
            The notebook does not belong in a report, see ``parkit.report.page.compose``.
        """
        lang = resources.get("parkit_lang") or page_language(nb)
        view = compose(nb, lang=lang, page=resources.get("parkit_page") or Page())
        resources["parkit"] = {"view": view, **frame_values(lang, view.page.data_date)}
        return nb, resources


class PageExporter(HTMLExporter):
    """Exports with parkit's own template, and nothing after it."""

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own exporters do
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and its resources without the pass over the finished page."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


@cache
def page_exporter() -> PageExporter:
    """Return the exporter, set up once: finding templates and compiling them takes longer than a page."""
    settings = {
        "default_preprocessors": [],
        "optimistic_validation": True,
        "extra_template_basedirs": [str(TEMPLATE_FOLDER.parent)],
        "template_name": TEMPLATE_FOLDER.name,
    }
    return PageExporter(config=Config({"PageExporter": settings}))  # type: ignore[no-untyped-call]
