"""The output contract: what a run notebook must show, and what it must not.

A notebook lists in ``metadata.parkit.exhibits`` the ids of everything it promises. A run that ends without
one of them, shows one twice, shows an empty one, or writes to the error stream has failed, whatever its exit
status says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from parkit.pipeline.failures import ReportError
from parkit.report.exhibit import EXHIBIT_MIME

_WITH_ROWS: Final = ("figure", "table")


def check_contract(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the exhibits a run notebook shows, in order.

    Raises
    ------
    ReportError
        A promised exhibit is missing, one is there twice or without rows, the notebook promises nothing, or a
        cell wrote to the error stream.
    """
    _check_quiet(notebook)
    shown = list(_exhibits(notebook))
    ids = tuple(str(exhibit["id"]) for exhibit in shown)
    _check_promises(notebook["metadata"].get("parkit", {}).get("exhibits", ()), ids)
    for exhibit in shown:
        if exhibit["kind"] in _WITH_ROWS and not exhibit["rows"]:
            raise ReportError("exhibit_empty", exhibit=exhibit["id"])
    return ids


def what_is_said(notebook: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return by exhibit what it says in words: its title, and the sentences of those that are sentences.

    The site's search and the page of what changed since the last publication read this from the manifest. An exhibit
    that shows nothing says nothing.
    """
    told: dict[str, list[str]] = {}
    for output in _outputs(notebook):
        facts = output[EXHIBIT_MIME]
        if not facts.get("told_above"):
            text = "".join(output.get("text/plain", "")) if facts["kind"] == "sentences" else facts["title"]
            told[str(facts["id"])] = [line for line in text.splitlines() if line.strip()]
    return told


def cell_place(notebook: Mapping[str, Any], position: int) -> dict[str, object]:
    """Return number and first line of the cell at ``position``, as its reader counts and sees it.

    The number is the one in ``In [3]`` after running the source notebook in JupyterLab: code cells from 1,
    without the cell that papermill adds.
    """
    cells = notebook["cells"]
    number = sum(cell["cell_type"] == "code" and not is_injected(cell) for cell in cells[: position + 1])
    lines = (line.strip() for line in "".join(cells[position]["source"]).splitlines())
    return {"cell": number, "line": next((line for line in lines if line and not line.startswith("#")), "")}


def is_injected(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell holds injected parameters."""
    return "injected-parameters" in cell["metadata"].get("tags", ())


def _check_quiet(notebook: Mapping[str, Any]) -> None:
    for position, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", ()):
            if output["output_type"] == "stream" and output["name"] == "stderr":
                raise ReportError("error_stream", **cell_place(notebook, position), cause=_said(output["text"]))


def _said(text: str) -> str:
    r"""Return the first line of a message, without the passing path that Python puts before a warning.

    >>> _said("ipykernel_7/12.py:2: UserWarning: careful\n  warn()")
    'UserWarning: careful'
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.sub(r"^\S+:\d+: (?=\w*Warning:)", "", first)


def _check_promises(promised: tuple[str, ...], shown: tuple[str, ...]) -> None:
    if not promised:
        raise ReportError("no_promises")
    missing = [name for name in promised if name not in shown]
    if missing:
        raise ReportError("exhibit_missing", exhibit=", ".join(missing))
    twice = [name for name, times in Counter(shown).items() if times > 1]
    if twice:
        raise ReportError("exhibit_twice", exhibit=", ".join(twice))


def _exhibits(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (output[EXHIBIT_MIME] for output in _outputs(notebook))


def _outputs(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Go through what the exhibits of a notebook show, by media type."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if EXHIBIT_MIME in output.get("data", {}):
                yield output["data"]
