"""Names and places as they are in offices: spaces, Vietnamese letters in both forms, quotes, long names, links."""

import sys
import unicodedata
from pathlib import Path

import pytest

from parkit.intake import read_scheme_data
from tests.faults.project import NAME, Project, make_project

pytestmark = pytest.mark.slow

WIDE = 'Bảng chấm điểm "CCHC" – Sở Nội vụ\'s' if sys.platform != "win32" else "Bảng chấm điểm CCHC"


def test_a_project_may_lie_anywhere(project: Project, tmp_path: Path) -> None:
    """A path of more than 200 characters with quotes, spaces and decomposed letters gives the same site to the byte."""
    deep = tmp_path / WIDE / unicodedata.normalize("NFD", "Báo cáo chỉ số cải cách hành chính") / ("dài " * 40 + "x")
    far = make_project(deep)
    assert len(str(far.root)) > 200
    for each in (project, far):
        assert each.run().code == 0
    assert far.site() == project.site()
    assert far.parkit("check", "--json").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets only administrators make links")
def test_data_behind_links_are_seen_to_change(tmp_path: Path) -> None:
    """The data folder, or a year, may be a link, also one that leads in a circle; a change behind it is noticed."""
    elsewhere = make_project(tmp_path / "kho")
    project = Project(tmp_path / "du-an")
    (project.root / "notebooks").mkdir(parents=True)
    notebook = f"notebooks/{NAME}.ipynb"
    (project.root / notebook).write_bytes((elsewhere.root / notebook).read_bytes())
    (project.root / "data").symlink_to(elsewhere.root / "data")
    year = elsewhere.scores.parent
    year.rename(tmp_path / "nam-2018")
    year.symlink_to(tmp_path / "nam-2018")
    (tmp_path / "nam-2018" / "vong").symlink_to(tmp_path / "nam-2018")
    assert project.run().code == 0
    assert b"90.5" in project.page.read_bytes()
    elsewhere.score("61.5")
    assert project.run().code == 0
    assert b"61.5" in project.page.read_bytes()
    assert (project.root / "data").is_symlink()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_sheet_is_found_in_either_form_of_its_name(project: Project, form: str) -> None:
    """scheme.toml names the file in composed letters; a Mac wrote it in decomposed ones; SOURCES.toml names it too."""
    name = "bảng điểm sở Nội vụ.csv"
    scheme, sources = (project.scores.parents[1] / file for file in ("scheme.toml", "SOURCES.toml"))
    scheme.write_text(scheme.read_text("utf-8").replace("scores.csv", name), "utf-8")
    source = '[[sources]]\nid = "a"\ntitle = { vi = "A", en = "A" }\npublisher = "A"\ndate = "2018"\ncomplete = true\n'
    sources.write_text(f'{source}files = ["2018/{name}"]\n', "utf-8")
    project.scores.rename(project.scores.with_name(unicodedata.normalize(form, name)))
    data = read_scheme_data(project.root, "thu")
    assert data.problems["code"].tolist() == []
    assert set(data.scores["file"]) == {f"2018/{name}"}


def test_two_files_that_look_the_same_are_both_read(project: Project) -> None:
    """One in each form of letters: the second is not passed over in silence, its scores are told to be there twice."""
    scheme = project.scores.parents[1] / "scheme.toml"
    scheme.write_text(scheme.read_text("utf-8").partition("[[tables]]")[0] + '[[tables]]\nfile = "*.csv"\n', "utf-8")
    text = project.scores.read_text("utf-8")
    project.scores.unlink()
    for form, content in (("NFC", text), ("NFD", text.replace("90.5", "91.5"))):
        project.scores.with_name(unicodedata.normalize(form, "điểm.csv")).write_text(content, "utf-8")
    if len(list(project.scores.parent.glob("*.csv"))) < 3:
        pytest.skip("this disk takes both forms for one name")
    problems = read_scheme_data(project.root, "thu").problems
    assert "unit_in_two_files" in problems["code"].tolist()


def test_names_of_255_bytes_are_read_and_shown(project: Project) -> None:
    """A score sheet with the longest name there can be has its page among the sources, with a shorter name."""
    name = "ộ" * 83 + "aa.csv"
    assert len(name.encode()) == 255
    scheme = project.scores.parents[1] / "scheme.toml"
    scheme.write_text(scheme.read_text("utf-8").replace("scores.csv", name), "utf-8")
    project.scores.rename(project.scores.with_name(name))
    (project.root / "notebooks" / f"{NAME}.ipynb").rename(project.root / "notebooks" / "90_data_quality.ipynb")
    project.run("vi").sentence(0)
    pages = [path.name for path in (project.page.parent / "sources").iterdir()]
    assert [name for name in pages if name.startswith("o" * 83)]
    project.run("vi").sentence(0, "Không có gì thay đổi")
