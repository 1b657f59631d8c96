"""The address check finds registries and paths of a machine."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import check_addresses

# Put together here, so that the check does not find this file.
OFFENDING = [
    "https://" + "pypi" + ".org/simple",
    "--index" + "-url example.org",
    "file:" + "//disk/wheels",
    "see /" + "home/an/parkit",
    "see C:\\" + "Users\\an",
]


@pytest.mark.parametrize("line", OFFENDING)
def test_offending_line_is_named(tmp_path: Path, line: str) -> None:
    """A line with a registry or a machine's folder is given with file and line number."""
    file = tmp_path / "a.txt"
    file.write_text(f"fine\n{line}\n", encoding="utf-8")
    assert [text.startswith(f"{file}:2: ") for text in check_addresses.offenders_in(file)] == [True]


@pytest.mark.parametrize("line", ["https://example.vn/home/a.html", "share/jupyter", "../work/x", "~/parkit"])
def test_harmless_line_passes(tmp_path: Path, line: str) -> None:
    """Web addresses of sources and relative paths pass."""
    file = tmp_path / "a.txt"
    file.write_text(line, encoding="utf-8")
    assert list(check_addresses.offenders_in(file)) == []


def test_binary_file_is_passed_over(tmp_path: Path) -> None:
    """A file that is not text is not read."""
    file = tmp_path / "a.png"
    file.write_bytes(b"\x89PNG\xff")
    assert list(check_addresses.offenders_in(file)) == []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_ignored_files_are_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """New files are checked before they are committed; ignored ones never."""
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("ignored.txt\n", encoding="utf-8")
    (tmp_path / "ignored.txt").write_text(OFFENDING[0], encoding="utf-8")
    assert check_addresses.main([str(tmp_path)]) == 0
    (tmp_path / "new.txt").write_text(OFFENDING[0], encoding="utf-8")
    assert check_addresses.main([str(tmp_path)]) == 1
    assert "new.txt:1" in capsys.readouterr().out
