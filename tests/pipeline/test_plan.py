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


ABOUT_UNIT = 'scheme: str = "thu"\nyear: int = 2018\nlang: str = "vi"\nunit: str = "so-mot"  # which unit'
SHEETS = {2018: "Đơn vị,Chỉ số\nSở Một,90.5\nSở Hai,80.25\n", 2020: "Đơn vị,Chỉ số\nSở Hai,80.25\n"}


@pytest.fixture
def with_profiles(root: Path, add_notebook: AddNotebook) -> Path:
    """Return the project with two notebooks and one that declares a unit; in 2020 one of two units has scores."""
    for name in ("20_rankings", "60_reconciliation"):
        add_notebook(name)
    add_notebook("30_about", parameters=ABOUT_UNIT)
    for year, scores in SHEETS.items():
        (root / "data" / "raw" / "thu" / str(year) / "scores.csv").write_text(scores, encoding="utf-8")
    return root


def labels(root: Path, **choice: object) -> list[str]:
    """Return the labels of the Vietnamese plan, without language and scheme."""
    return [report.label.removeprefix("vi thu ") for report in make_plan(root, langs=["vi"], **choice)]  # type: ignore[arg-type]


def test_profiles_are_planned_only_when_asked_for(with_profiles: Path) -> None:
    """The notebook that declares a unit, whatever its name, is in no plain plan, and beside no plain report."""
    plan = make_plan(with_profiles, langs=["vi"])
    assert [report.label for report in plan] == [
        f"vi thu {year} {name}" for year in (2018, 2020) for name in ("20_rankings", "60_reconciliation")
    ]
    assert {report.siblings for report in plan} == {("20_rankings", "60_reconciliation")}


def test_profiles_are_planned_for_every_unit_with_scores(with_profiles: Path) -> None:
    """One for each unit that has scores in the year, at the place of the notebook's number."""
    assert labels(with_profiles, profiles=True) == [
        "2018 20_rankings",
        "2018 30_about so-mot",
        "2018 30_about so-hai",
        "2018 60_reconciliation",
        "2020 20_rankings",
        "2020 30_about so-hai",
        "2020 60_reconciliation",
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"notebooks": ["30_about"]}, ["2018 30_about so-mot", "2018 30_about so-hai", "2020 30_about so-hai"]),
        ({"notebooks": ["30_about"], "units": ["so-mot"]}, ["2018 30_about so-mot"]),
        ({"units": ["Sở  Một"]}, ["2018 30_about so-mot"]),
        (
            {"units": ["so-mot"], "profiles": True, "years": [2018], "notebooks": ["20_rankings"]},
            ["2018 20_rankings", "2018 30_about so-mot"],
        ),
    ],
)
def test_notebook_and_unit_narrow_the_profiles(
    with_profiles: Path, choice: dict[str, object], expected: list[str]
) -> None:
    """Naming the notebook or a unit, by code or name, plans just these profiles; a year without the unit has none."""
    assert labels(with_profiles, **choice) == expected


def test_a_profile_has_its_address_and_its_neighbours(with_profiles: Path) -> None:
    """Its files lie in the folder units of the year; its neighbours are the profiles that are planned or there."""
    first, second = make_plan(with_profiles, years=[2018], langs=["vi"], notebooks=["30_about"])
    folder = with_profiles / "reports" / "vi" / "thu" / "2018" / "units"
    assert (first.page, first.executed, first.manifest) == tuple(
        folder / f"so-mot.{ending}" for ending in ("html", "ipynb", "json")
    )
    assert first.parameters == {"scheme": "thu", "year": 2018, "lang": "vi", "unit": "so-mot"}
    assert (first.neighbours, second.neighbours) == (("", "so-hai"), ("so-mot", ""))
    assert first.siblings == ()
    (alone,) = make_plan(with_profiles, years=[2018], langs=["vi"], units=["so-mot"])
    assert alone.neighbours == ("", "")
    second.page.parent.mkdir(parents=True)
    second.page.touch()
    (folder.parent / "60_reconciliation.html").touch()
    (beside,) = make_plan(with_profiles, years=[2018], langs=["vi"], units=["so-mot"])
    assert (beside.neighbours, beside.siblings) == (("", "so-hai"), ("60_reconciliation",))


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"units": ["so-mott"]}, "no scores of a unit 'so-mott' in: thu 2018, thu 2020. Closest: so-mot.*units.csv"),
        ({"units": ["so-mot"], "years": [2020]}, "no scores of a unit 'so-mot' in: thu 2020"),
    ],
)
def test_a_unit_without_scores_is_told_with_the_closest(
    with_profiles: Path, choice: dict[str, list[str]], sentence: str
) -> None:
    """A unit nobody has scores of, or not in the years chosen, is an error that names the closest."""
    with pytest.raises(UsageError, match=sentence):
        make_plan(with_profiles, **choice)  # type: ignore[arg-type]


def test_profiles_need_their_notebook_and_scores_of_units(root: Path, add_notebook: AddNotebook) -> None:
    """Without a notebook that takes a unit, with two of them, or without scores of units, a sentence says so."""
    add_notebook("20_rankings")
    with pytest.raises(ParameterError, match="no notebook with a parameter unit"):
        make_plan(root, profiles=True)
    add_notebook("50_unit_profile", parameters=ABOUT_UNIT)
    for year in SHEETS:
        (root / "data" / "raw" / "thu" / str(year) / "scores.csv").write_text("Đơn vị,Chỉ số\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="no scores of single units in: thu 2018, thu 2020"):
        make_plan(root, profiles=True)
    add_notebook("51_other", parameters=ABOUT_UNIT)
    with pytest.raises(ReportError, match="More than one notebook has a parameter unit: 50_unit_profile, 51_other"):
        make_plan(root)


def test_a_scheme_that_cannot_be_read_is_not_passed_over(with_profiles: Path) -> None:
    """Its profiles are planned as one report a year, which then says what is wrong with the scheme."""
    (with_profiles / "data" / "raw" / "thu" / "units.csv").write_text("code\n", encoding="utf-8")
    assert labels(with_profiles, units=["so-mot"]) == ["2018 30_about", "2020 30_about"]
