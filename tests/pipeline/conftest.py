"""A tiny project to run: one scheme with two years, and notebooks written by the test."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parkit.pipeline.plan import Report

SCHEME = """
code = "{code}"
constructed = false
decimals = 2
not_applicable = "rebase"
ties = "1224"
ranks_use = "full"
printed_decimal = "."
[name]
vi = "Chỉ số thử"
en = "Trial index"
[province]
vi = "tỉnh Thử"
en = "Trial province"
[blocks.so]
name = {{ vi = "Các sở", en = "Departments" }}
short = {{ vi = "Khối sở", en = "Departments" }}
[[tables]]
file = "scores.csv"
layout = "units_down"
decimal = "."
source = "appraised"
unit = "Đơn vị"
"""
FRAMEWORK = """code,parent,level,vi,en,aliases,max_so
index,,index,Chỉ số,Index,,100
"""
UNITS = """code,block,vi,en,aliases,valid_from,valid_to,successors
so-mot,so,Sở Một,Department One,,,,
so-hai,so,Sở Hai,Department Two,,,,
"""
SCORES = "Đơn vị,Chỉ số\nSở Một,90.5\nSở Hai,80.25\n"
PARAMETERS = 'scheme: str = "thu"  # which index\nyear: int = 2018  # which year\nlang: str = "vi"  # vi or en'
SHOW = """
def show(name, kind="sentences", rows=0):
    facts = {"id": name, "kind": kind, "title": "T", "lang": lang, "rows": rows}
    text = f"{name} {scheme} {year}"
    shown = {"text/plain": text, "text/html": f'<p id="{name}">{text}</p>'}
    display({**shown, "application/vnd.parkit.exhibit+json": facts}, raw=True)
"""


def write_scheme(root: Path, code: str, years: Sequence[int], scores: str = SCORES) -> None:
    """Write a scheme of two departments with the given years."""
    folder = root / "data" / "raw" / code
    for year in years:
        (folder / str(year)).mkdir(parents=True)
        (folder / str(year) / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
        (folder / str(year) / "scores.csv").write_text(scores, encoding="utf-8")
    (folder / "scheme.toml").write_text(SCHEME.format(code=code), encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "SOURCES.toml").write_text("sources = []\n", encoding="utf-8")


def cell(source: str, *, tags: Sequence[str] = (), kind: str = "code", number: int = 0) -> dict[str, Any]:
    """Return one notebook cell."""
    made: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
    if tags:
        made["metadata"]["tags"] = list(tags)
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def make_notebook(
    *sources: str, exhibits: Sequence[str] = ("finding",), parameters: str = PARAMETERS
) -> dict[str, Any]:
    """Return a notebook with a heading, a parameters cell, the function ``show`` and the given code cells."""
    cells = [
        cell("# Kết quả", kind="markdown", number=1, tags=["lang-vi"]),
        cell("# Result", kind="markdown", number=2, tags=["lang-en"]),
        cell(parameters, tags=["parameters"], number=3),
        cell(SHOW, number=4),
        *(cell(source, number=number) for number, source in enumerate(sources, 5)),
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "parkit": {"exhibits": list(exhibits)},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(root: Path, name: str, notebook: Mapping[str, Any]) -> Path:
    """Write a notebook into the project."""
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return path


def write_project(root: Path, *names: str) -> Path:
    """Write the scheme "thu" of 2018 and 2020 and notebooks that show one finding, and return the folder."""
    write_scheme(root, "thu", (2018, 2020))
    for name in names:
        write_notebook(root, name, make_notebook('show("finding")'))
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with the scheme "thu" of 2018 and 2020 and no notebook."""
    write_scheme(tmp_path, "thu", (2018, 2020))
    monkeypatch.setenv("PARKIT_ROOT", str(tmp_path))
    monkeypatch.delenv("PARKIT_LANG", raising=False)
    return tmp_path


@pytest.fixture
def add_notebook(root: Path) -> Callable[..., Path]:
    """Return a function that writes a notebook with the given code cells into the project."""

    def add(name: str, *sources: str, **options: Sequence[str] | str) -> Path:
        return write_notebook(root, name, make_notebook(*sources, **options))  # type: ignore[arg-type]

    return add


@pytest.fixture
def add_scheme(root: Path) -> Callable[..., None]:
    """Return a function that writes another scheme into the project."""

    def add(code: str, years: Sequence[int], scores: str = SCORES) -> None:
        write_scheme(root, code, years, scores)

    return add


@pytest.fixture
def make_report(root: Path) -> Callable[..., Report]:
    """Return a function that names the report of a notebook for thu 2018 in Vietnamese."""

    def make(notebook: str, **changes: object) -> Report:
        return replace(Report(root=root, notebook=notebook, scheme="thu", year=2018, lang="vi"), **changes)  # type: ignore[arg-type]

    return make
