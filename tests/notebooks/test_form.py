"""The form of the notebooks: thin, narrative, in two languages, and clean in git."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from parkit.model.language import LANGS
from parkit.pipeline.context import notebook_title
from parkit.pipeline.parameters import notebook_parameters
from parkit.pipeline.plan import list_notebooks

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
REPORTS = list_notebooks(FOLDER.parent)
ALL = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
MOST_LINES = 8
NOT_IN_A_CELL = (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.With, ast.Try)


def read(name: str) -> dict[str, Any]:
    """Return a notebook as JSON."""
    notebook: dict[str, Any] = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    return notebook


def sources(notebook: dict[str, Any], kind: str) -> list[str]:
    """Return the sources of the cells of a kind."""
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("name", ALL)
def test_git_holds_no_outputs_and_stable_ids(name: str) -> None:
    """No outputs or counts, ids of nbformat 4.5 that are unique, the kernel python3, no traces of a run."""
    notebook = read(name)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert not [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]]
    assert len(set(ids)) == len(ids)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert "papermill" not in notebook["metadata"]


@pytest.mark.parametrize("name", ALL)
def test_code_cells_are_short_and_plain(name: str) -> None:
    """At most eight lines, no loop, no definition, no magic: those belong in parkit, with a test."""
    for source in sources(read(name), "code"):
        assert len(source.splitlines()) <= MOST_LINES, source
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, NOT_IN_A_CELL)], source


@pytest.mark.parametrize("name", REPORTS)
def test_parameters_are_declared_with_types_and_comments(name: str) -> None:
    """Every report takes scheme, year and language, and explains each parameter."""
    declared = notebook_parameters(read(name), name)
    assert [parameter.name for parameter in declared][:3] == ["scheme", "year", "lang"]
    assert [parameter.kind for parameter in declared][:3] == [str, int, str]
    assert all(parameter.comment for parameter in declared)


@pytest.mark.parametrize("name", REPORTS)
def test_promises_are_declared(name: str) -> None:
    """Every report says which exhibits it must show."""
    promised = read(name)["metadata"]["parkit"]["exhibits"]
    assert promised
    assert len(set(promised)) == len(promised)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_title_in_both_languages(name: str, lang: Any) -> None:  # noqa: ANN401
    """The first heading is there in Vietnamese and in English, and differs."""
    assert notebook_title(read(name), lang)
    assert notebook_title(read(name), "vi") != notebook_title(read(name), "en")


@pytest.mark.parametrize("name", REPORTS)
def test_text_comes_in_both_languages(name: str) -> None:
    """As many text cells in Vietnamese as in English, and none without a language."""
    texts = [cell for cell in read(name)["cells"] if cell["cell_type"] == "markdown"]
    tags = [tuple(tag for tag in cell["metadata"].get("tags", ()) if tag.startswith("lang-")) for cell in texts]
    assert set(tags) <= {("lang-vi",), ("lang-en",)}
    assert tags.count(("lang-vi",)) == tags.count(("lang-en",))
