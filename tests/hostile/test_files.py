"""Hostile files are refused at once with a sentence and bounded memory, and odd but honest ones are read right."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import CODE, FRAMEWORK, SCHEME, SOURCES, UNITS, TinyProject
from tests.hostile import bombs

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile-files")]

SECONDS = 1.5
MEBIBYTES = 300
REFUSED = {
    "ratio.xlsx": "unpacks_too_large",
    "lying.xlsx": "unreadable_file",
    "parts.xlsx": "unpacks_too_large",
    "overlapping.xlsx": "unreadable_file",
    "laughs-book.xlsx": "unreadable_file",
    "laughs-sheet.xlsx": "unreadable_file",
    "laughs-shared.xlsx": "unreadable_file",
    "outer-entity.xlsx": "unreadable_file",
    "outer-entity-sheet.xlsx": "unreadable_file",
    "far.xlsx": "sheet_too_large",
    "far-hidden.xlsx": "sheet_too_large",
    "far-odd.xlsx": "sheet_too_large",
    "unclosed.xlsx": "empty_file",
    "no-end.xlsx": "empty_file",
    "deep.xlsx": "unreadable_file",
    "deep-sheet.xlsx": "empty_file",
    "claimed-texts.xlsx": "unreadable_file",
    "text-often.xlsx": "text_too_large",
    "long-cell.xlsx": "cell_too_long",
    "same-sheet.xlsx": "unreadable_file",
    "prefixed.xlsx": "excel_error",
    "cut.xlsx": "unreadable_file",
    "password.xlsx": "file_with_password",
    "page.xls": "wrong_ending",
    "list.xlsx": "wrong_ending",
    "zip.csv": "wrong_ending",
    "new.xls": "wrong_ending",
    "sectors.xls": "unreadable_file",
    "large-sectors.xls": "unreadable_file",
    "chain.xls": "unreadable_file",
    "repeated.ods": "unreadable_file",
    "repeated-rows.ods": "unreadable_file",
    "deep.ods": "unreadable_file",
    "one-line.csv": "line_too_long",
    "wide.csv": "line_too_long",
    "ragged.csv": "sheet_too_large",
    "quote.csv": "broken_quotes",
    "zero.csv": "not_utf8",
    "control.csv": "unknown_unit",
}
READ = ["good.xlsx", "nested.xlsx", "claimed.xlsx", "merges.xlsx", "links.xlsx", "macro.xlsm", "hidden.xlsx"]
LARGE = {"million-texts.xlsx": "not_recognised"}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Read every file in a process of its own, and return what came of it."""
    root = tmp_path_factory.mktemp("hostile")
    project = TinyProject(root)
    files = {"scheme.toml": SCHEME, "units.csv": UNITS, "SOURCES.toml": SOURCES, "2018/framework.csv": FRAMEWORK}
    for name, text in files.items():
        project.write(name, text)
    command = [sys.executable, bombs.__file__, str(root)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


def test_every_file_has_its_answer(measured: dict[str, dict[str, Any]]) -> None:
    """Each file that is written is read or refused; none is forgotten, and none ends the process."""
    assert set(measured) == {*REFUSED, *READ, *LARGE}
    assert [name for name, found in measured.items() if found["status"] != 0] == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_at_once(measured: dict[str, dict[str, Any]], name: str) -> None:
    """It yields one reason and no score, in under a second of an idle processor and little memory."""
    found = measured[name]
    assert found["codes"][0] == REFUSED[name]
    assert found["points"] == []
    assert found["spent"] < SECONDS
    assert found["grown"] < MEBIBYTES
    assert found["child"] < MEBIBYTES
    for lang in ("vi", "en"):
        assert len(found[lang][0]) > 40
        assert "{" not in found[lang][0]


@pytest.mark.parametrize("name", READ)
def test_an_odd_but_honest_file_is_read_right(measured: dict[str, dict[str, Any]], name: str) -> None:
    """Macros, links, pictures, merges and claims beside the table change no score."""
    assert measured[name]["points"] == [7.5, 8.25]
    assert measured[name]["spent"] < SECONDS


def test_scores_of_a_hidden_sheet_are_told(measured: dict[str, dict[str, Any]]) -> None:
    """A sheet that Excel does not show is read, and its scores are pointed out as those of hidden rows are."""
    assert "hidden_cells" in measured["hidden.xlsx"]["codes"]
    assert "hidden_cells" not in measured["good.xlsx"]["codes"]


def test_a_million_texts_are_within_the_limits(measured: dict[str, dict[str, Any]]) -> None:
    """A workbook with a million different texts is opened, in bounded memory."""
    found = measured["million-texts.xlsx"]
    assert found["codes"] == [LARGE["million-texts.xlsx"]]
    assert found["grown"] < MEBIBYTES


def test_what_no_one_sees_is_shown(measured: dict[str, dict[str, Any]]) -> None:
    """A mark of direction or a control character in a cell is shown by its number in the sentence about the cell."""
    assert any("Sở[U+202E] Nội vụ" in sentence for sentence in measured["control.csv"]["en"])
    assert any("8[U+001B][2J" in sentence for sentence in measured["control.csv"]["en"])


@pytest.mark.parametrize("name", ["a\u202ecsv.csv", "a\x07.csv", "Bảng\udce9.csv", "a\nb.csv"])
def test_a_file_with_a_strange_name_is_told(tiny: TinyProject, name: str) -> None:
    """A name that hides something, or that is no text, is an error that shows what is wrong; no byte of it is read."""
    try:
        (tiny.folder / "2018" / name).write_text("Đơn vị;1\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system does not take such a name")
    problem = tiny.problem("strange_file_name")
    assert "[U+" in problem["file"]
    assert problem["file"].isprintable()


def test_a_link_out_of_the_folder_is_not_read(tiny: TinyProject) -> None:
    """A score sheet that is a link to a file elsewhere is refused; a folder of a year may lie elsewhere."""
    outside = tiny.root / "outside.csv"
    outside.write_bytes((tiny.folder / "2018/scores.csv").read_bytes())
    (tiny.folder / "2018/scores.csv").unlink()
    try:
        (tiny.folder / "2018/scores.csv").symlink_to(outside)
    except OSError:
        pytest.skip("this system lets no one make links")
    assert tiny.told("file_elsewhere").endswith("Put a copy of the file itself there.")
    assert tiny.read().scores.empty
    (tiny.folder / "2018/scores.csv").unlink()
    (tiny.folder / "2018/scores.csv").write_bytes(outside.read_bytes())
    (tiny.folder / "2018").rename(tiny.root / "elsewhere")
    (tiny.folder / "2018").symlink_to(tiny.root / "elsewhere", target_is_directory=True)
    assert len(tiny.read().scores) > 0
    assert CODE == "tinh-nho"
