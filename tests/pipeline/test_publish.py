import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkit.pipeline.failures import WriteError
from parkit.pipeline.plan import Report
from parkit.pipeline.publish import PASSING, make_manifest, publish, sweep


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr("parkit.pipeline.publish._PAUSE", 0.0)


def test_files_appear_with_exact_bytes_and_nothing_else(tmp_path: Path) -> None:
    """Text is written as UTF-8 with line feeds, into folders made as needed, and no passing file stays."""
    publish({tmp_path / "a" / "x.html": "Đắk\nLắk\n", tmp_path / "a" / "x.json": "{}"})
    assert (tmp_path / "a" / "x.html").read_bytes() == "Đắk\nLắk\n".encode()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["x.html", "x.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_report(tmp_path: Path) -> None:
    """If one file of a report cannot be written, none is replaced and nothing half stays."""
    page = tmp_path / "x.html"
    page.write_text("old", encoding="utf-8")
    (tmp_path / "blocked").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(WriteError, match="previous file, if any, is still in its place") as error:
        publish({page: "new", tmp_path / "blocked" / "x.json": "{}"})
    assert error.value.exit_code == 6
    assert page.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "x.html"]


@pytest.mark.usefixtures("no_pause")
def test_a_file_held_by_a_viewer_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows replacing an open file fails for a moment; a few tries later it works."""
    failures = iter([PermissionError("in use"), PermissionError("in use")])
    monkeypatch.setattr(Path, "replace", refusing(Path.replace, failures))
    publish({tmp_path / "x.html": "new"})
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == "new"


@pytest.mark.usefixtures("no_pause")
def test_a_file_that_stays_open_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last try the sentence asks to close the program."""
    failures = iter([PermissionError(13, "in use")] * 5)
    monkeypatch.setattr(Path, "replace", refusing(Path.replace, failures))
    with pytest.raises(WriteError, match=r"x\.html could not be replaced: in use\. Close the program"):
        publish({tmp_path / "x.html": "new"})
    assert list(tmp_path.iterdir()) == []


def refusing(replace: Callable[[Path, Path], Path], failures: Iterator[OSError]) -> Callable[[Path, Path], Path]:
    """Return a function that fails as long as there are failures, then replaces."""

    def attempt(part: Path, path: Path) -> Path:
        for failure in failures:
            raise failure
        return replace(part, path)

    return attempt


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    """Passing files go, reports stay."""
    for name in ("x.html", f".x.html.123{PASSING}"):
        (tmp_path / name).write_text("", encoding="utf-8")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]


def test_the_manifest_says_what_a_report_consists_of(
    make_report: Callable[[str], Report], add_notebook: Callable[..., Path]
) -> None:
    """Parameters, the hashes of its files and the given facts are in it; that of "page" is a known one."""
    add_notebook("20_rankings")
    report = make_report("20_rankings")
    manifest = json.loads(make_manifest(report, {report.page: "abc"}, exhibits=("ranks",)))
    assert manifest["parameters"] == {"scheme": "thu", "year": 2018, "lang": "vi"}
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert manifest["outputs"] == {"20_rankings.html": known}
    assert manifest["exhibits"] == ["ranks"]
