"""Sheets that are deleted, replaced or half copied while they are read: never a page of half old and half new data."""

import os

import pytest

from parkit.pipeline.inputs import read_inputs
from parkit.report.problems import load_data, read_data
from tests.faults.project import NAME, Project, at_work
from tests.pipeline.conftest import make_notebook, write_notebook

pytestmark = pytest.mark.slow

ONCE = """
from pathlib import Path
from parkit.pipeline.session import open_study
study = open_study(scheme=scheme, year=year, lang=lang)
sheet = Path({sheet!r})
if {text!r} == "":
    sheet.unlink()
elif sheet.read_text(encoding="utf-8") != {text!r}:
    sheet.write_text({text!r}, encoding="utf-8")
show("finding")
print(*study.scores()["points"])
"""
REPLACE = """
import sys
from itertools import cycle
from pathlib import Path
sheet = Path(sys.argv[1])
text = sheet.read_text(encoding="utf-8")
part = sheet.with_name(".copy")
print("ready", flush=True)
for other in cycle(["10.5", "90.5"]):
    part.write_text(text.replace("90.5", other), encoding="utf-8")
    part.replace(sheet)
    sheet.unlink()
    part.write_text(text.replace("90.5", other), encoding="utf-8")
    part.replace(sheet)
"""


def text_with(project: Project, first: str) -> str:
    """Return the score sheet with another first score."""
    return project.scores.read_text(encoding="utf-8").replace("90.5", first)


def test_a_sheet_replaced_on_the_way_leaves_the_last_good_page(project: Project) -> None:
    """The report is refused with 4 and names the file; the next run shows the new score."""
    assert project.run().code == 0
    site = project.site()
    source = ONCE.format(sheet=str(project.scores), text=text_with(project, "40.5"))
    write_notebook(project.root, NAME, make_notebook(source))
    project.run("vi").sentence(4, "số liệu thay đổi trong khi dựng báo cáo: 2018/scores.csv", "chạy lại")
    assert {name: project.site()[name] for name in site if name.startswith("vi")} == {
        name: content for name, content in site.items() if name.startswith("vi")
    }
    assert project.run().code == 0
    assert b"40.5" in project.page.read_bytes()


def test_a_sheet_deleted_on_the_way_leaves_the_last_good_page(project: Project) -> None:
    """The next run says that the sheet is not there, and the page stays."""
    assert project.run().code == 0
    page = project.page.read_bytes()
    write_notebook(project.root, NAME, make_notebook(ONCE.format(sheet=str(project.scores), text="")))
    project.run("en").sentence(4, "the data changed while the report was made: 2018/scores.csv")
    project.run("en").sentence(4, "the data have 1 errors")
    assert project.page.read_bytes() == page


def test_tables_never_pass_for_those_of_a_later_sheet(project: Project) -> None:
    """While a sheet is deleted and replaced all the time, what is read is one of its states; then the last one."""
    with at_work(REPLACE, project.scores):
        for _ in range(20):
            read_inputs(project.root, ["thu"])
            data = load_data(project.root, "thu")
            assert sorted(data.scores["points"].dropna()) in ([10.5, 80.25], [80.25, 90.5], [])
    project.score("33.5")
    read_inputs(project.root, ["thu"])
    assert load_data(project.root, "thu").scores.equals(read_data(project.root, "thu").scores)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_what_is_no_file_is_not_waited_for(project: Project) -> None:
    """A named pipe or a link to nowhere in the folder of a year is passed over: nothing hangs."""
    os.mkfifo(project.scores.with_name("pipe.csv"))
    project.scores.with_name("gone.csv").symlink_to("nowhere.csv")
    project.parkit("check").sentence(0)
    assert project.run().code == 0
