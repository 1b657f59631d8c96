"""What the cells of an executed notebook show: checked, and as HTML for the page."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from parkit.model.errors import NotebookError
from parkit.report.exhibit import EXHIBIT_MIME
from parkit.report.markdown import Outline

Cell = Mapping[str, Any]
Output = Mapping[str, Any]

_PICTURES: Final = ("image/png", "image/jpeg", "image/svg+xml")
_SCROLL: Final = '<div class="scroll" role="group" tabindex="0">'


def tags_of(cell: Cell) -> Sequence[str]:
    """Return the tags of a cell."""
    tags: Sequence[str] = cell["metadata"].get("tags", ())
    return tags


def outputs_of(notebook: Mapping[str, Any]) -> Iterator[tuple[Cell, Output]]:
    """Yield every output with its cell, in order."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            yield cell, output


def check_outputs(notebook: Mapping[str, Any]) -> None:
    """Refuse a notebook whose outputs do not belong in a report.

    Raises
    ------
    NotebookError
        A cell failed, wrote to the error stream or shows a picture without a description; the error names it.
    """
    for cell, output in outputs_of(notebook):
        place = {"cell": _number(notebook, cell), "line": _first_line(cell)}
        if output["output_type"] == "error":
            raise NotebookError("cell_failed", **place, cause=f"{output['ename']}: {output['evalue']}")
        if output.get("name") == "stderr":
            raise NotebookError("cell_stderr", **place, cause=output["text"].strip().partition("\n")[0])
        if _is_silent_picture(output):
            raise NotebookError("cell_image_without_alt", **place)


def output_ids(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids in the HTML that the cells show.

    Raises
    ------
    NotebookError
        One id is there twice: the same exhibit was shown twice, or two exhibits share an id.
    """
    texts = [output.get("data", {}).get("text/html", "") for _, output in outputs_of(notebook)]
    found = Counter(name for text in texts for name in re.findall(r'\sid="([^"]+)"', text))
    for name, times in found.items():
        if times > 1:
            raise NotebookError("exhibit_twice", exhibit=name)
    return tuple(found)


def output_html(output: Output, outline: Outline) -> Markup:
    """Return one output as HTML: an exhibit as it is, other tables in a scroller, text as text."""
    data = output.get("data", {"text/plain": output.get("text", "")})
    if EXHIBIT_MIME in data:
        return Markup(data["text/html"])  # noqa: S704  an exhibit escapes its own text
    if "text/html" in data:
        return Markup(f"{_SCROLL}{data['text/html']}</div>")  # noqa: S704  a notebook's own HTML, as in Jupyter
    if "text/markdown" in data:
        return outline.render(data["text/markdown"])
    if "image/png" in data:
        source, alt = data["image/png"].strip(), html.escape(_alt(output))
        return Markup(f'<img alt="{alt}" src="data:image/png;base64,{source}">')  # noqa: S704  escaped above
    text = data.get("text/plain", "").strip("\n")
    return Markup("<pre>{}</pre>").format(text) if text else Markup("")


def _is_silent_picture(output: Output) -> bool:
    data = output.get("data", {})
    shows_picture = "text/html" not in data and any(kind in data for kind in _PICTURES)
    return shows_picture and not (_alt(output) and "image/png" in data)


def _alt(output: Output) -> str:
    return str(output.get("metadata", {}).get("image/png", {}).get("alt", "")).strip()


def _number(notebook: Mapping[str, Any], cell: Cell) -> int:
    """Count code cells from 1 without papermill's, as In [3] does in the notebook that people open."""
    code = [each for each in notebook["cells"] if each["cell_type"] == "code"]
    own = [each for each in code if each is cell or "injected-parameters" not in tags_of(each)]
    return next(number for number, each in enumerate(own, 1) if each is cell)


def _first_line(cell: Cell) -> str:
    lines = (line.strip() for line in cell["source"].splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "")
