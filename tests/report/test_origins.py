import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from parkit.model.language import Lang
from parkit.report.exhibit import EXHIBIT_MIME, Exhibit
from parkit.report.origins import METHODS, Origins, line_id
from parkit.report.table import Column

KNOWN = Origins(
    sources="sources/",
    quality="90_data_quality.html",
    methods="../methods.html",
    numbers=(1, 7),
    units=frozenset({"so-a"}),
    lines=frozenset({"1.1"}),
)

COUNTED_ONLY = {
    *("parameters", "coverage-table", "national-figure"),
    *("quality-findings", "problem-table", "cell-table", "origin-table", "source-table", "file-table"),
}
"""Exhibits that show what there is or was printed, and rest on no method."""


def shown(origins: Origins, *, lang: Lang = "en", exhibit: str = "ranking-table") -> str:
    """Return a table of two units as its page shows it."""
    frame = pd.DataFrame({"unit": ["so-a", "so-<b>"], "name": ["Sở <A>", "Sở B"], "rank": [1, 2]})
    columns = (Column("name", "Unit"), Column("rank", "Rank", "rank"))
    bundle = Exhibit(id=exhibit, kind="table", title="T", lang=lang, data=frame, columns=columns)._repr_mimebundle_()
    return origins.linked(str(bundle["text/html"]), bundle[EXHIBIT_MIME], lang)  # type: ignore[arg-type]


def test_a_unit_leads_to_its_scores() -> None:
    """A unit with a page of its own is a link to it; one without stays a name."""
    text = shown(KNOWN)
    assert '<th scope="row"><a href="sources/unit-so-a.html">Sở &lt;A&gt;</a></th>' in text
    assert '<th scope="row" data-unit="so-&lt;b&gt;">Sở B</th>' in text


def test_a_line_leads_to_the_framework() -> None:
    """A criterion of the year's framework is a link to its line."""
    html = '<div><th scope="row" data-line="1.1">1.1 Kế hoạch</th><th scope="row" data-line="9">9</th></div>'
    linked = KNOWN.linked(html, {"id": "x", "kind": "table"}, "vi")
    assert f'<a href="sources/framework.html#{line_id("1.1")}">1.1 Kế hoạch</a>' in linked
    assert '<th scope="row" data-line="9">9</th>' in linked


@pytest.mark.parametrize(("lang", "words"), [("vi", "phương pháp 7"), ("en", "method 7")])
def test_an_exhibit_names_its_methods_and_its_data(lang: Lang, words: str) -> None:
    """The last line leads to the methods there are and to the data; to printed figures only if there are some."""
    text = shown(KNOWN, lang=lang)
    assert f'<a href="../methods.html#method-7">{words}</a>' in text
    assert "#method-2" not in text  # the ranking rests on it, and this appendix does not hold it
    assert '<a href="90_data_quality.html">' in text
    assert "printed.html" not in text
    assert '<a href="sources/printed.html">' in shown(replace(KNOWN, printed=True))
    assert text.endswith("</div>")


def test_nothing_known_nothing_linked() -> None:
    """A page made by stock nbconvert has no link to pages that only a run makes."""
    assert "<a href" not in shown(Origins()).replace('<a download="ranking-table.csv" href', "")


def test_what_the_notebook_knows_comes_back() -> None:
    """Codes go with the notebook as plain lists and come back as they were."""
    notebook = Origins(units=frozenset({"b", "a"}), lines=frozenset({"1"}), printed=True)
    assert notebook.facts() == {"units": ["a", "b"], "lines": ["1"], "printed": True}
    assert Origins(sources="s/").known(notebook.facts()) == replace(notebook, sources="s/")
    assert Origins().facts() == {}


def test_methods_are_specified(project_root: Path) -> None:
    """Every method that an exhibit is said to rest on has its file in tests/spec."""
    numbers = {int(path.name.partition("_")[0]) for path in (project_root / "tests" / "spec").glob("*.toml")}
    assert {number for methods in METHODS.values() for number in methods} <= numbers


def test_every_exhibit_is_told_its_methods(project_root: Path) -> None:
    """Each exhibit that a notebook promises is in the table of methods, or is one of the few that compute nothing."""
    notebooks = [json.loads(path.read_text("utf-8")) for path in (project_root / "notebooks").glob("[0-9]*.ipynb")]
    promised = {name for notebook in notebooks for name in notebook["metadata"]["parkit"]["exhibits"]}
    assert promised - COUNTED_ONLY == set(METHODS)
    assert promised >= COUNTED_ONLY
