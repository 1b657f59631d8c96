"""Files appear whole or not at all, and what cannot be written is told."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkit.model.faults import WriteError
from parkit.model.whole import PASSING, sweep, write_whole


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between tries."""
    monkeypatch.setattr("parkit.model.whole._PAUSE", 0.0)


def test_files_appear_with_exact_bytes_and_nothing_else(tmp_path: Path) -> None:
    """Text is written as UTF-8 with line feeds, into folders made as needed, and no passing file stays."""
    write_whole({tmp_path / "a" / "x.html": "Đắk\nLắk\n", tmp_path / "a" / "x.json": "{}"})
    assert (tmp_path / "a" / "x.html").read_bytes() == "Đắk\nLắk\n".encode()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["x.html", "x.json"]


def test_a_file_that_cannot_be_written_leaves_the_old_report(tmp_path: Path) -> None:
    """If one file of a report cannot be written, none is replaced and nothing half stays."""
    page = tmp_path / "x.html"
    page.write_text("old", encoding="utf-8")
    (tmp_path / "blocked").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(WriteError, match="previous file, if any, is still in its place") as error:
        write_whole({page: "new", tmp_path / "blocked" / "x.json": "{}"})
    assert error.value.exit_code == 6
    assert page.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "x.html"]


@pytest.mark.usefixtures("no_pause")
def test_a_file_held_by_a_viewer_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replacing an open file fails for a moment, on Windows or on a drive it shares; a few tries later it works."""
    failures = iter([PermissionError(errno.EACCES, "in use"), OSError(errno.EBUSY, "busy")])
    monkeypatch.setattr(Path, "replace", refusing(Path.replace, failures))
    write_whole({tmp_path / "x.html": "new"})
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == "new"


@pytest.mark.usefixtures("no_pause")
def test_a_file_that_stays_open_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last try the sentence asks to close the program."""
    failures = iter([PermissionError(13, "in use")] * 5)
    monkeypatch.setattr(Path, "replace", refusing(Path.replace, failures))
    with pytest.raises(WriteError, match=r"x\.html could not be replaced: in use\. Close the program"):
        write_whole({tmp_path / "x.html": "new"})
    assert list(tmp_path.iterdir()) == []


def test_a_seal_never_stands_beside_files_it_does_not_describe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the files are replaced there is no manifest; the new one comes last."""
    page, manifest = tmp_path / "x.html", tmp_path / "x.json"
    write_whole({page: "old", manifest: "old"}, seal=manifest)
    seen: list[tuple[str, bool]] = []
    replace = Path.replace

    def look(part: Path, path: Path) -> Path:
        seen.append((path.name, manifest.exists()))
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", look)
    write_whole({page: "new", manifest: "new"}, seal=manifest)
    assert seen[1:] == [("x.html", False), ("x.json", False)]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"x.html": "new", "x.json": "new"}


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize(
    ("refused", "left"), [("x.html", {"x.html", "x.ipynb", "x.json"}), ("x.ipynb", {"x.html", "x.ipynb"})]
)
def test_a_seal_stays_only_where_nothing_was_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, left: set[str]
) -> None:
    """If the first file is held by a viewer all is as before; if a later one is, no manifest stays."""
    names = ("x.html", "x.ipynb", "x.json")
    write_whole({tmp_path / name: "old" for name in names})
    replace = Path.replace

    def refuse(part: Path, path: Path) -> Path:
        if path.name == refused:
            raise PermissionError(13, "in use")
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WriteError, match=f"{refused} could not be replaced: in use"):
        write_whole({tmp_path / name: "new" for name in names}, seal=tmp_path / "x.json")
    assert {path.name for path in tmp_path.iterdir()} == left
    assert (tmp_path / refused).read_text() == "old"


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


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    """The passing name is short, so a name of 255 bytes, Vietnamese letters among them, is no obstacle."""
    name = "ộ" * 83 + ".html" + "x"  # 83 letters of three bytes
    assert len(name.encode()) == 255
    write_whole({tmp_path / name: "x"})
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (errno.ENOSPC, "ổ đĩa đã đầy", "the disk is full"),
        (errno.EROFS, "ổ đĩa chỉ cho đọc", "the drive can only be read"),
        (errno.EACCES, "tài khoản này không có quyền ghi", "this account may not write there"),
        (errno.ENAMETOOLONG, "tên hoặc đường dẫn quá dài", "its name or its path is too long"),
        (errno.EIO, "Input/output error", "Input/output error"),
    ],
)
def test_each_cause_has_its_sentence_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, vi: str, en: str
) -> None:
    """The file, the cause and what to do are named; the causes that happen for real are in tests/faults."""

    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(WriteError) as error:
        write_whole({tmp_path / "x.html": "new"})
    assert error.value.text("vi").startswith(f"Không ghi được {tmp_path / 'x.html'}: {vi}")
    assert error.value.text("en").startswith(f"{tmp_path / 'x.html'} could not be written: {en}")
    assert "chạy lại" in error.value.text("vi")
    assert "run again" in error.value.text("en")
