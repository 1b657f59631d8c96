import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parkit import cli
from parkit.pipeline.check import check_data
from parkit.pipeline.plan import Report
from parkit.pipeline.put import sweep_sources
from parkit.pipeline.quality import build_quality, shown_path
from parkit.pipeline.sources import source_context, source_files

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BAD_SCORES = "Đơn vị,Chỉ số\nSở Một,190.5\nSở Hai,80.25\n"

Parkit = Callable[..., Result]


@pytest.fixture
def project(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the project with the real notebook on data quality, and a score above its maximum in 2018."""
    (root / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "90_data_quality.ipynb", root / "notebooks")
    (root / "data/raw/thu/2018/scores.csv").write_text(BAD_SCORES, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def parkit(monkeypatch: pytest.MonkeyPatch) -> Parkit:
    """Return a function that runs ``parkit check --html`` with more options."""
    monkeypatch.setenv("PARKIT_LANG", "en")
    return lambda *more: CliRunner().invoke(cli.main, ["check", "--html", *more], catch_exceptions=False)


def lost_links(folder: Path) -> list[tuple[str, str]]:
    """Return every link of the pages in a folder whose page or place is not there."""
    pages = {path.resolve(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    places = {path: {"", *re.findall(r'\sid="([^"]+)"', text)} for path, text in pages.items()}
    return [
        (path.name, address)
        for path, text in pages.items()
        for address in re.findall(r'href="([^"]+)"', text)
        for page, _, place in [address.partition("#")]
        if not address.startswith("data:") and not (page and not place and (path.parent / page).is_file())
        if place not in places.get((path.parent / page).resolve() if page else path, ())
    ]


@pytest.mark.slow
def test_a_clerk_gets_the_problems_and_the_page(project: Path, parkit: Parkit) -> None:
    """Each year's page is named, one with errors too; the exit code is that of the data; no link is lost."""
    result = parkit()
    assert result.exit_code == 4
    lines = result.output.splitlines()
    assert "2018/scores.csv!B2" in lines[1]
    assert lines[-4:] == [
        f"Quality report: {Path('reports', lang, 'thu', year, '90_data_quality.html')}"
        for lang in ("vi", "en")
        for year in ("2018", "2020")
    ]
    page = (project / "reports/vi/thu/2018/90_data_quality.html").read_text(encoding="utf-8")
    assert '<a href="sources/scores.csv.html#B2">2018/scores.csv!B2</a>' in page
    assert lost_links(project / "reports") == []
    manifest = json.loads((project / "reports/vi/thu/2020/90_data_quality.json").read_text(encoding="utf-8"))
    assert {"sources/scores.csv.html", "sources/unit-so-mot.html"} < set(manifest["outputs"])


@pytest.mark.slow
def test_json_stays_json(project: Path, parkit: Parkit) -> None:
    """With --json the lines about pages go to the error stream, and --lang narrows the pages."""
    result = parkit("--json", "--lang", "vi", "--year", "2020")
    assert json.loads(result.stdout) == []
    assert result.stderr.startswith("Báo cáo chất lượng: ")
    assert not (project / "reports/en/thu").exists()


@pytest.mark.usefixtures("project")
def test_a_wrong_definition_ends_in_a_sentence_and_no_page(root: Path, parkit: Parkit) -> None:
    """Nothing is built for a scheme that cannot be read; the exit code is 3."""
    path = root / "data/raw/thu/scheme.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("decimals", "decimal_places"), encoding="utf-8")
    result = parkit()
    assert result.exit_code == 3
    assert "decimal_places" in result.output
    assert "Quality report" not in result.output
    assert not (root / "reports").exists()


def test_a_project_without_the_notebook_is_told(root: Path, parkit: Parkit) -> None:
    """The page is that notebook's, so its absence is a sentence that names it."""
    assert root.is_dir()
    result = parkit()
    assert result.exit_code == 2
    assert "no notebook with a name such as" in result.output


def test_no_pages_are_written_unasked(project: Path) -> None:
    """A check without --html writes nothing."""
    said: list[str] = []
    code = check_data(project, schemes=(), years=(), lang="en", as_json=False, echo=said.append)
    assert code == 4
    assert not (project / "reports").exists()


@pytest.mark.usefixtures("project")
def test_pages_of_what_is_gone_are_removed(make_report: Callable[..., Report]) -> None:
    """After a file or unit is gone, no page of it stays behind; other files are left alone."""
    report = make_report("90_data_quality", siblings=("90_data_quality",), year=2020)
    files = source_files(report)
    folder = report.page.parent / "sources"
    assert {path.name for path in files} == {
        *("framework.html", "scores.csv.html"),
        *("unit-so-mot.html", "unit-so-hai.html"),
    }
    folder.mkdir(parents=True)
    for name in ("unit-gone.html", "scores.csv.html", "note.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    sweep_sources(report, files)
    assert sorted(path.name for path in folder.iterdir()) == ["note.txt", "scores.csv.html"]


@pytest.mark.usefixtures("project")
def test_the_way_back_from_a_source_page(make_report: Callable[..., Report]) -> None:
    """Home, the year, the report above, and the folder of the same pages in the other language."""
    report = make_report("90_data_quality", siblings=("90_data_quality",))
    page = source_context(report)
    folder = report.page.parent / "sources"
    assert (folder / page.breadcrumbs[-1].href).resolve() == report.page
    assert (folder / page.breadcrumbs[0].href).resolve() == report.root / "reports" / "index.html"
    assert (folder / page.other_language).resolve() == report.root / "reports/en/thu/2018/sources"


def test_a_page_that_fails_is_told_and_counts(
    root: Path, add_notebook: Callable[..., Path], make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that could not be built is a line of its own, and its exit code is the result."""
    add_notebook("90_data_quality")
    report = make_report("90_data_quality", siblings=("90_data_quality", "20_rankings"))
    built: list[Report] = []

    def build_all(steps: dict[Report, str], **_: object) -> "list[tuple[int, object]]":
        from parkit.pipeline.failures import ReportError
        from parkit.pipeline.outcome import Outcome

        built.extend(steps)
        yield 0, Outcome(report=built[0], error=ReportError("no_promises"))

    monkeypatch.setattr("parkit.pipeline.quality.build_all", build_all)
    said: list[str] = []
    assert build_quality([report], lang="en", echo=said.append) == 5
    assert said[0].startswith("vi thu 2018 90_data_quality … FAILED")
    assert built[0].siblings == ("90_data_quality",)
    assert root.is_dir()


def test_a_path_is_shown_as_one_would_type_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the current folder it is relative, elsewhere it is whole."""
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "reports" / "a.html") == Path("reports/a.html")
    assert shown_path(tmp_path.parent / "b.html") == tmp_path.parent / "b.html"
