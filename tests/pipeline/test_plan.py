from collections.abc import Callable
from pathlib import Path

import pytest

from parkit.model.errors import UsageError
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.plan import list_notebooks, make_plan

AddNotebook = Callable[..., Path]


def test_every_notebook_is_planned_for_every_year_in_both_languages(root: Path, add_notebook: AddNotebook) -> None:
    """The plan is complete and ordered by language, scheme, year and notebook."""
    for name in ("20_rankings", "10_overview"):
        add_notebook(name)
    labels = [report.label for report in make_plan(root)]
    assert labels == [
        f"{lang} thu {year} {name}"
        for lang in ("vi", "en")
        for year in (2018, 2020)
        for name in ("10_overview", "20_rankings")
    ]


def test_a_choice_narrows_the_plan(root: Path, add_notebook: AddNotebook) -> None:
    """Scheme, year, notebook and language each narrow the plan."""
    for name in ("10_overview", "20_rankings"):
        add_notebook(name)
    plan = make_plan(root, schemes=["thu"], years=[2020], notebooks=["20_rankings"], langs=["en"])
    assert [report.label for report in plan] == ["en thu 2020 20_rankings"]


def test_a_report_has_one_address(root: Path, add_notebook: AddNotebook) -> None:
    """Page, executed notebook and manifest lie side by side, under language, scheme and year."""
    add_notebook("20_rankings")
    report = make_plan(root)[0]
    folder = root / "reports" / "vi" / "thu" / "2018"
    assert report.page == folder / "20_rankings.html"
    assert report.executed == folder / "20_rankings.ipynb"
    assert report.manifest == folder / "20_rankings.json"
    assert report.parameters == {"scheme": "thu", "year": 2018, "lang": "vi"}


def test_only_numbered_notebooks_are_reports(root: Path, add_notebook: AddNotebook) -> None:
    """A notebook to explore in, and a checkpoint, are not built."""
    for name in ("explore", "20_rankings", "20_rankings-checkpoint", "5_short"):
        add_notebook(name)
    assert list_notebooks(root) == ("20_rankings",)


def test_the_wanted_year_need_not_be_in_every_scheme(
    root: Path, add_notebook: AddNotebook, add_scheme: Callable[..., None]
) -> None:
    """Without a scheme, a year means all schemes that have it."""
    add_notebook("20_rankings")
    add_scheme("khac", (2020, 2024))
    labels = [report.label for report in make_plan(root, years=[2024], langs=["vi"])]
    assert labels == ["vi khac 2024 20_rankings"]


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"schemes": ["thuu"]}, "no scheme 'thuu'.*Closest: thu"),
        ({"schemes": ["thu"], "years": [2019]}, "'thu' has no year 2019.*2018, 2020"),
        ({"years": [1999]}, "no year 1999.*2018, 2020"),
        ({"notebooks": ["rankings"]}, "no notebook 'rankings'.*Closest: 20_rankings"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(
    root: Path, add_notebook: AddNotebook, choice: dict[str, list[str]], sentence: str
) -> None:
    """Unknown schemes, years and notebooks are errors that list those there are."""
    add_notebook("20_rankings")
    with pytest.raises(UsageError, match=sentence):
        make_plan(root, **choice)  # type: ignore[arg-type]


def test_a_project_without_notebooks_or_years_is_told_so(root: Path, add_notebook: AddNotebook) -> None:
    """An empty project gets a sentence, not an empty success."""
    with pytest.raises(ParameterError, match="holds no notebook"):
        make_plan(root)
    add_notebook("20_rankings")
    (root / "data").rename(root / "elsewhere")
    with pytest.raises(ParameterError, match="holds no scheme"):
        make_plan(root)


def test_a_notebook_must_take_scheme_year_and_language(root: Path, add_notebook: AddNotebook) -> None:
    """A notebook that cannot be told what it is for is refused before anything runs."""
    add_notebook("20_rankings", parameters='scheme: str = "thu"\nyear: int = 2018')
    with pytest.raises(ParameterError, match="no parameter 'lang'"):
        make_plan(root)


def test_a_broken_notebook_file_is_refused(root: Path, add_notebook: AddNotebook) -> None:
    """A file that is not JSON is named."""
    add_notebook("20_rankings").write_text("{", encoding="utf-8")
    with pytest.raises(ReportError, match=r"File 20_rankings\.ipynb is not a Jupyter notebook"):
        make_plan(root)
