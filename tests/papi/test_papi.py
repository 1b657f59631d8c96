"""A real panel goes all the way: 63 provinces over 14 years are checked, processed and reported.

The panel is no part of the project. PARKIT_PAPI names its folder; else it is looked for beside the project.
"""

import csv
import html
import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from openpyxl.utils import get_column_letter

from parkit.intake import read_scheme_data
from parkit.pipeline.contract import check_contract
from parkit.pipeline.plan import list_notebooks, profile_notebook
from parkit.report.exhibit import EXHIBIT_MIME
from tests.papi.panel import CODE, PROVINCES, ROOT, Panel, write_project

FOLDER = Path(os.environ.get("PARKIT_PAPI", ROOT.parent / "shared" / "data" / "papi"))
PLACES = [(2012, "en"), (2018, "vi"), (2024, "vi")]
NOT_THERE = {
    *("band-table", "printed-change-figure", "national-figure", "self-figure"),
    *("certainty-findings", "certainty-figure", "certainty-table", "survey-funnel"),
}
"""What the panel cannot carry: groups, printed changes, the standing of one province, self-scores, survey answers."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("papi"),
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the PAPI panel is not here: set PARKIT_PAPI to its folder"),
]


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Give the panel as received."""
    return Panel(folder=FOLDER)


@pytest.fixture(scope="module")
def project(panel: Panel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the project and build the reports of three years: before the change of 2018, at it, and the last."""
    root = tmp_path_factory.mktemp("papi")
    write_project(panel, root)
    for lang in ("vi", "en"):
        years = [f"--year={year}" for year, spoken in PLACES if spoken == lang]
        done = parkit(root, "run", f"--lang={lang}", *years)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    return root


def parkit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb in a process of its own, as a person would."""
    command = [sys.executable, "-m", "parkit.cli", *arguments]
    settings = {"PARKIT_ROOT": str(root), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, encoding="utf-8", check=False
    )


def blanks(panel: Panel, year: int) -> Iterator[tuple[str, str]]:
    """Return the province and sub-dimension of every score that was asked for and is not there."""
    for province, cells in panel.cells(year).items():
        yield from ((province, part) for part in panel.asked(year) if not cells[part])


def unscored(panel: Panel, year: int) -> set[str]:
    """Return the provinces without a single score."""
    return {province for province, cells in panel.cells(year).items() if not any(cells.values())}


def indices(panel: Panel, year: int) -> dict[str, float]:
    """Return 100 · Σ points / Σ maxima over the scores that are there, by province."""
    maxima = panel.maxima(year)
    filled = {
        province: {part: float(cells[part]) for part in maxima if cells[part]}
        for province, cells in panel.cells(year).items()
    }
    return {
        province: 100 * sum(scores.values()) / sum(maxima[part] for part in scores)
        for province, scores in filled.items()
        if scores
    }


def names(panel: Panel, lang: str) -> dict[str, str]:
    """Return the name of each province as a report writes it."""
    vietnamese = [name.strip() for name in PROVINCES.split(";")]
    return panel.provinces if lang == "en" else dict(zip(panel.provinces, vietnamese, strict=True))


def shown(number: float, lang: str, *, sign: bool = False) -> str:
    """Return a number as a report prints it."""
    text = f"{number:+.2f}" if sign else f"{number:.2f}"
    return text.replace("-", "−").replace(".", "." if lang == "en" else ",")


def page(project: Path, notebook: str, year: int) -> str:
    """Return the page of a notebook."""
    return (project / "reports" / dict(PLACES)[year] / CODE / str(year) / f"{notebook}.html").read_text("utf-8")


def exhibit(text: str, name: str) -> str:
    """Return the part of a page that holds an exhibit."""
    return text.split(f'id="{name}"', 1)[1].split("</table>", 1)[0]


def table(text: str, name: str) -> list[list[str]]:
    """Return the cells of every row of a table."""
    rows = re.findall(r"<tr\b.*?</tr>", exhibit(text, name), re.DOTALL)
    cells = [re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def processed(project: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a tidy table."""
    with (project / "data" / "processed" / CODE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_check_names_every_blank_and_nothing_else(panel: Panel, project: Path) -> None:
    """A province without scores is told once, any other blank cell by its place; there is no other problem."""
    done = parkit(project, "check", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = {(row["code"], row["year"], row["unit"], row["criterion"], row["where"]) for row in json.loads(done.stdout)}
    parts = list(panel.parts)
    expected = set()
    for year in panel.years:
        lines = {province: line for line, province in enumerate(panel.cells(year), start=2)}
        for province in unscored(panel, year):
            place = f"{year}/papi.csv!A{lines[province]}"
            expected.add(("nothing_filled", year, province.lower(), "", place))
        for province, part in blanks(panel, year):
            if province not in unscored(panel, year):
                column = get_column_letter(parts.index(part) + 2)
                place = f"{year}/papi.csv!{column}{lines[province]}"
                expected.add(("missing_cell", year, province.lower(), part, place))
    assert told == expected
    assert len(expected) == 2 + 16 + 3 + 29 + 2 + 2


def test_every_cell_is_counted(panel: Panel, project: Path) -> None:
    """Of each file the filled cells are its scores, the names of 63 provinces, and 30 headings."""
    counted = {row["file"]: row for row in processed(project, "cells")}
    assert len(counted) == 14
    for year in panel.years:
        scores = sum(bool(cell) for cells in panel.cells(year).values() for cell in cells.values())
        counts = {name: int(counted[f"{year}/papi.csv"][name]) for name in ("filled", "scores", "labels")}
        assert counts == {"filled": scores + 63 + 30, "scores": scores, "labels": 63 + 30}


def test_the_tidy_table_has_a_row_for_every_score_and_every_blank(panel: Panel, project: Path) -> None:
    """Each province has a row for each sub-dimension of a year, with the number as written or as missing."""
    found = {(int(row["year"]), row["unit"], row["criterion"]): row for row in processed(project, "scores")}
    assert len(found) == sum(63 * len(panel.asked(year)) for year in panel.years)
    for year in panel.years:
        for province, cells in panel.cells(year).items():
            for part in panel.asked(year):
                row = found[year, province.lower(), part]
                assert row["state"] == ("scored" if cells[part] else "missing")
                assert (row["points"] == "") == (cells[part] == "")
                assert not cells[part] or float(row["points"]) == float(cells[part])


@pytest.mark.parametrize(("year", "lang"), PLACES)
def test_the_ranking_is_that_of_indices_computed_by_hand(panel: Panel, project: Path, year: int, lang: str) -> None:
    """Every province has the index and rank recomputed from the cells; one without scores is named as not ranked."""
    index, spoken = indices(panel, year), names(panel, lang)
    ordered = sorted(index, key=lambda province: -index[province])
    wanted = [[str(rank), spoken[code], shown(index[code], lang)] for rank, code in enumerate(ordered, start=1)]
    text = page(project, "20_rankings", year)
    rows = [row[:3] for row in table(text, "ranking-table") if len(row) > 2]
    assert rows[1 : 1 + len(wanted)] == wanted
    assert {row[1] for row in rows[1 + len(wanted) :]} == {spoken[code] for code in unscored(panel, year)}
    notes = text.split('id="ranking-table"', 1)[1].split("</table>", 1)[1]
    assert all(spoken[code] in notes for code in unscored(panel, year))


@pytest.mark.parametrize(("year", "lang"), PLACES)
def test_changes_are_those_of_indices_computed_by_hand(panel: Panel, project: Path, year: int, lang: str) -> None:
    """Each change is the difference of both years' indices; where one is unknown so is the change."""
    now, before, spoken = indices(panel, year), indices(panel, year - 1), names(panel, lang)
    text = page(project, "30_trends", year)
    found = {row[0]: row[1:4] for row in table(text, "trend-table") if row[0] in spoken.values() and len(row) > 3}
    assert set(found) == set(spoken.values())
    for code, name in spoken.items():
        ends = [shown(each[code], lang) if code in each else "–" for each in (before, now)]
        change = shown(now[code] - before[code], lang, sign=True) if code in now and code in before else "–"
        assert found[name] == [*ends, change]
    assert ("khác nhau" in text) == (panel.maxima(year) != panel.maxima(year - 1))


def test_missing_dimensions_leave_the_rank_open(panel: Panel, project: Path) -> None:
    """Two provinces of 2018 lack two dimensions: 20 of 80 points, so the bounds of their index are 25 points apart."""
    rows = {row[1]: row for row in table(page(project, "20_rankings", 2018), "ranking-table") if len(row) > 5}
    partial = {province for province, _ in blanks(panel, 2018)}
    assert len(partial) == 2
    for province in partial:
        least = 0.75 * indices(panel, 2018)[province]
        assert rows[names(panel, "vi")[province]][3:5] == [shown(least, "vi"), shown(least + 25, "vi")]
    assert "chỉ tính trên các tiêu chí đã có điểm" in page(project, "10_overview", 2018)


@pytest.mark.parametrize(("year", "lang"), PLACES)
def test_every_notebook_keeps_its_promises(panel: Panel, project: Path, year: int, lang: str) -> None:
    """Each page is there with all its exhibits; only what the panel cannot carry is a notice, and nothing failed.

    Nothing is printed of the panel, so that all that reconciles printed figures is a notice.
    """
    nothing_wrong = {"problem-table"} if not any(blanks(panel, year)) else set()
    folder = project / "reports" / lang / CODE / str(year)
    notebooks = set(list_notebooks(project)) - {profile_notebook(project)}  # profiles are built on request
    assert {path.stem for path in folder.glob("*.html")} == notebooks
    # In the second year there is no slope yet, and the framework has not changed.
    too_early = {"slope-table", "comparable-table"} if year == 2012 else set()
    notices, wanted = set(), NOT_THERE | nothing_wrong | too_early
    for path in folder.glob("*.ipynb"):
        run = nbformat.read(path, as_version=4)
        shown_ids = check_contract(run)
        assert set(run.metadata["parkit"]["exhibits"]) <= set(shown_ids)
        facts = [output.get("data", {}).get(EXHIBIT_MIME) for cell in run.cells for output in cell.get("outputs", ())]
        notices |= {fact["id"] for fact in facts if fact and fact["kind"] == "missing"}
        wanted |= {*shown_ids} - {"parameters"} if path.stem == "60_reconciliation" else set()
        assert "Traceback" not in (folder / f"{path.stem}.html").read_text("utf-8")
    assert notices == wanted


@pytest.mark.parametrize(("notebook", "figure"), [("20_rankings", "ranking-figure"), ("40_weaknesses", "unit-figure")])
def test_figures_name_all_provinces(panel: Panel, project: Path, notebook: str, figure: str) -> None:
    """The dots and the heatmap of 2018, both in parts, have a line, written out, for each of the 63 provinces."""
    drawing = page(project, notebook, 2018).split(f'id="{figure}"', 1)[1].split("</figure>", 1)[0]
    written = {html.unescape(text).strip() for text in re.findall(r"<text\b[^>]*>(.*?)</text>", drawing, re.DOTALL)}
    broken = [name for name in names(panel, "vi").values() if name not in written]
    assert {line for name in broken for line in textwrap.wrap(name, 20)} <= written


def test_declared_and_recognised_tables_read_the_same(panel: Panel, project: Path, tmp_path: Path) -> None:
    """The files give the same rows whether their headings are recognised or declared year by year."""
    write_project(panel, tmp_path, declared=True)
    columns = ["year", "unit", "area", "criterion", "source", "state", "points", "max_points"]
    declared, recognised = (
        read_scheme_data(root, CODE).scores[columns].sort_values(["year", "unit", "criterion"], ignore_index=True)
        for root in (tmp_path, project)
    )
    assert declared.equals(recognised)
