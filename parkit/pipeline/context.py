"""What stands around a report: the way there, the reports beside it, the same report in the other language."""

from collections.abc import Mapping
from typing import Any

from parkit.model.catalogue import say
from parkit.model.language import LANGS, Lang
from parkit.model.project import load_scheme, notebooks_folder, spec_files
from parkit.pipeline.plan import Report, read_notebook
from parkit.report.page import Link, Page


def page_context(report: Report) -> Page:
    """Return the frame of a report's page. Links are relative, so the site works from any folder and from disk."""
    scheme = load_scheme(report.root, report.scheme)
    name = scheme.name.get(report.lang)
    home = "../../../index.html" if report.lang == LANGS[0] else "../../index.html"
    other = next(lang for lang in LANGS if lang != report.lang)
    return Page(
        scheme_name=name,
        year=report.year,
        breadcrumbs=(
            Link(label=say("cli.home", report.lang), href=home),
            Link(label=f"{name} {report.year}", href=f"{home}#{report.scheme}-{report.year}"),
        ),
        siblings=tuple(_sibling(report, sibling) for sibling in report.siblings),
        other_language=f"../../../{other}/{report.scheme}/{report.year}/{report.notebook}.html",
        constructed=scheme.constructed,
        methods=home.replace("index.html", "methods.html") if spec_files(report.root) else "",
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


def _sibling(report: Report, name: str) -> Link:
    notebook = read_notebook(notebooks_folder(report.root) / f"{name}.ipynb")
    label = notebook_title(notebook, report.lang) or name
    return Link(label=label, href=f"{name}.html", here=name == report.notebook)
