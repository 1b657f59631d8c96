import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from parkit.pipeline import build
from parkit.pipeline.build import build_report
from parkit.pipeline.build import make_report as make_files
from parkit.pipeline.context import page_context
from parkit.pipeline.ground import Grounds
from parkit.pipeline.plan import Report
from parkit.pipeline.put import put_report

AddNotebook = Callable[..., Path]
MakeReport = Callable[..., Report]
EXHIBIT = {"id": "finding", "kind": "sentences", "title": "T", "lang": "vi", "rows": 0}


@pytest.fixture
def without_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every notebook show the exhibit "finding" without being run."""

    def execute(report: Report) -> nbformat.NotebookNode:
        notebook: nbformat.NotebookNode = nbformat.read(report.source, as_version=4)
        data = {"text/html": "<p>Đã chạy</p>", "application/vnd.parkit.exhibit+json": EXHIBIT}
        notebook.cells[-1].outputs = [nbformat.v4.new_output("display_data", data)]
        return notebook

    monkeypatch.setattr(build, "execute", execute)


@pytest.mark.usefixtures("without_kernel")
def test_a_report_is_page_notebook_and_manifest(add_notebook: AddNotebook, make_report: MakeReport) -> None:
    """The page shows what the notebook shows, and the manifest has the hashes of both."""
    add_notebook("20_rankings", "1")
    report = make_report("20_rankings", siblings=("20_rankings",))
    outcome = build_report(report)
    assert outcome.built
    assert "<p>Đã chạy</p>" in report.page.read_text(encoding="utf-8")
    assert nbformat.read(report.executed, as_version=4).cells[-1].outputs
    manifest = json.loads(report.manifest.read_text(encoding="utf-8"))
    assert (manifest["exhibits"], list(manifest["outputs"])) == (["finding"], ["20_rankings.html", "20_rankings.ipynb"])


@pytest.mark.usefixtures("without_kernel")
def test_making_a_report_touches_nothing_and_putting_it_changes_nothing(
    root: Path, add_notebook: AddNotebook, make_report: MakeReport
) -> None:
    """What is made is data, the manifest last; put in its place it is the report, with the ground that was given."""
    add_notebook("20_rankings", "1")
    report = make_report("20_rankings")
    ground = {**Grounds().of(report), "parkit": "elsewhere"}
    made = make_files(report, ground=ground)
    assert list(made) == ["20_rankings.html", "20_rankings.ipynb", "20_rankings.json"]
    assert not (root / "reports").exists()
    put_report(report, made)
    assert {path.name: path.read_text("utf-8") for path in report.page.parent.iterdir()} == made
    assert json.loads(made["20_rankings.json"])["ground"] == ground


@pytest.mark.usefixtures("without_kernel")
def test_a_page_that_cannot_be_made_is_a_failure_in_two_lines(
    root: Path, add_notebook: AddNotebook, make_report: MakeReport
) -> None:
    """What the page refuses is told as the cause, and nothing is published."""
    path = add_notebook("20_rankings", "1")
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = notebook["cells"][2:]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    outcome = build_report(make_report("20_rankings"))
    first, second = outcome.line("en").splitlines()
    assert first == "vi thu 2018 20_rankings … FAILED: the notebook ran but its page could not be made."
    assert "no first-level heading" in second
    assert outcome.exit_code == 5
    assert not (root / "reports").exists()


def test_links_around_a_page_lead_where_they_say(add_notebook: AddNotebook, make_report: MakeReport) -> None:
    """Home, the year on the index page, the other language and the siblings, all relative to the page."""
    for name in ("20_rankings", "30_trends"):
        add_notebook(name)
    report = make_report("20_rankings", siblings=("20_rankings", "30_trends"), lang="en")
    page = page_context(report)
    folder = report.page.parent
    reports = folder.parents[2]
    assert [(link.label, link.href, link.here) for link in page.siblings] == [
        ("Result", "20_rankings.html", True),
        ("Result", "30_trends.html", False),
    ]
    assert (folder / page.breadcrumbs[0].href).resolve() == reports / "en" / "index.html"
    assert page.breadcrumbs[1].href.endswith("index.html#thu-2018")
    assert (folder / page.other_language).resolve() == reports / "vi" / "thu" / "2018" / "20_rankings.html"
    vi = page_context(make_report("20_rankings"))
    assert (folder / vi.breadcrumbs[0].href).resolve() == reports / "index.html"
    assert (vi.scheme_name, vi.year, vi.constructed) == ("Chỉ số thử", 2018, False)


def test_the_foot_of_a_page_leads_to_the_methods(
    root: Path, make_report: MakeReport, add_notebook: AddNotebook
) -> None:
    """Where the project specifies its methods, each page leads to the appendix in its language; elsewhere nowhere."""
    add_notebook("20_rankings")
    assert page_context(make_report("20_rankings")).methods == ""
    (root / "tests" / "spec").mkdir(parents=True)
    (root / "tests" / "spec" / "01_index.toml").write_text("number = 1\n", encoding="utf-8")
    for lang, place in (("vi", "methods.html"), ("en", "en/methods.html")):
        report = make_report("20_rankings", lang=lang)
        assert (report.page.parent / page_context(report).methods).resolve() == root.resolve() / "reports" / place


def test_the_frame_of_a_profile_leads_from_its_folder(
    make_report: Callable[..., Report], add_notebook: AddNotebook
) -> None:
    """Home, the year, its reports, the other language and the units beside it, all relative to the profile's page."""
    add_notebook("20_rankings")
    report = make_report("50_unit_profile", unit="so-mot", siblings=("20_rankings",), neighbours=("", "so-hai"))
    page, folder = page_context(report), report.page.parent
    reports = report.root / "reports"
    assert page.subject == "Sở Một"
    assert [(link.label, link.here) for link in page.breadcrumbs][1:] == [
        ("Chỉ số thử 2018", False),
        ("Sở Một", True),
    ]
    assert (folder / page.breadcrumbs[0].href).resolve() == reports / "index.html"
    assert (folder / page.breadcrumbs[2].href).resolve() == report.page
    assert [(folder / link.href).resolve() for link in page.siblings] == [
        reports / "vi" / "thu" / "2018" / "20_rankings.html"
    ]
    assert [(link.label, link.href) for link in page.neighbours] == [("Sau: Sở Hai", "so-hai.html")]
    assert (folder / page.other_language).resolve() == reports / "en" / "thu" / "2018" / "units" / "so-mot.html"
    english = page_context(make_report("50_unit_profile", unit="so-hai", lang="en", neighbours=("so-mot", "")))
    assert english.breadcrumbs[0].href == "../../../index.html"
    assert [link.label for link in english.neighbours] == ["Previous: Department One"]
