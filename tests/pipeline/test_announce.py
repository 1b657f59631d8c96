"""An announcement goes to the screen or, whole, to a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model.errors import ParkitError, UsageError
from parkit.pipeline.announce import announce
from parkit.report.study import load_study

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def write(tiny: "TinyProject", form: str, out: Path | None = None) -> list[str]:
    """Announce the tiny scheme's year and return what was said."""
    said: list[str] = []
    study = load_study(tiny.root, scheme="tinh-nho", year=2018, lang="en")
    announce(study, form=form, out=out, lang="en", echo=said.append)
    return said


@pytest.mark.slow
def test_text_and_page_go_to_the_screen_unless_a_file_is_named(tiny: "TinyProject", tmp_path: Path) -> None:
    """The file holds what the screen would have shown, and the closing line names it."""
    for form, start in (("text", "CONSTRUCTED DATA"), ("html", "<!DOCTYPE html>")):
        out = tmp_path / "new" / f"notice.{form}"
        (shown,) = write(tiny, form)
        assert shown.startswith(start)
        assert write(tiny, form, out) == [f"Wrote the announcement to {out}"]
        assert out.read_text(encoding="utf-8") == shown + "\n"


def test_a_document_needs_a_file(tiny: "TinyProject", tmp_path: Path) -> None:
    """A Word document is written to a file only."""
    with pytest.raises(UsageError, match=r"such as --out tinh-nho-2018\.docx"):
        write(tiny, "docx")
    out = tmp_path / "notice.docx"
    write(tiny, "docx", out)
    assert out.read_bytes().startswith(b"PK")


def test_a_file_that_cannot_be_written_is_a_sentence(tiny: "TinyProject", tmp_path: Path) -> None:
    """A folder in the way of the file is named, and nothing passing is left."""
    (tmp_path / "in-the-way").write_text("", encoding="utf-8")
    with pytest.raises(ParkitError, match="could not be written"):
        write(tiny, "text", tmp_path / "in-the-way" / "notice.txt")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
