"""What killed runs left half written goes with the next one; nothing else does."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model.machine import machine
from parkit.pipeline.announce import announce
from parkit.pipeline.leftovers import remove_passing
from parkit.pipeline.templates import Order, write_templates
from parkit.report.study import load_study

if TYPE_CHECKING:
    from tests.conftest import TinyProject


@pytest.fixture(scope="module")
def dead() -> int:
    """Give the number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leave(folder: Path, dead: int) -> set[str]:
    """Leave a passing file of a killed process in a folder, and files that must stay; return the names of these."""
    stay = {f".{machine()}-{os.getpid()}-900.part", f".other-{dead}-0.part", f".{machine()}-notes.part", "a.part"}
    for name in {f".{machine()}-{dead}-0.part", *stay}:
        (folder / name).write_text("half", encoding="utf-8")
    return stay


def test_passing_files_of_killed_processes_go(tmp_path: Path, dead: int) -> None:
    """That of a process that runs, that of another machine and what is none of ours stay."""
    stay = leave(tmp_path, dead)
    remove_passing(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == stay
    remove_passing(tmp_path / "not there")


def test_a_killed_announcement_is_swept_by_the_next(tiny: "TinyProject", tmp_path: Path, dead: int) -> None:
    """The folder that no lock guards is swept by the command that writes to it."""
    stay = leave(tmp_path, dead)
    study = load_study(tiny.root, scheme="tinh-nho", year=2018, lang="en")
    announce(study, form="docx", out=tmp_path / "notice.docx", lang="en", echo=lambda _: None)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {*stay, "notice.docx"}


def test_killed_scorecards_are_swept_by_the_next(tiny: "TinyProject", dead: int) -> None:
    """So is the folder of scorecards."""
    folder = tiny.root / "cards"
    folder.mkdir()
    stay = leave(folder, dead)
    order = Order(scheme="tinh-nho", year=2018, units=("so-y-te",), out=str(folder))
    write_templates(tiny.root, order, lang="en", echo=lambda _: None)
    assert {path.name for path in folder.iterdir()} == {*stay, "so-y-te-2018.xlsx"}
