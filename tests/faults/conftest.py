"""Projects, small disks and drives that can only be read."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.project import Project, is_root, make_project


@pytest.fixture(autouse=True)
def own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo after each test what the command line sets."""
    monkeypatch.setenv("PARKIT_LANG", "en")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project that was never built."""
    return make_project(tmp_path / "du-an")


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Give a way to mount a disk in memory, or skip where only an administrator may do that."""
    if not (sys.platform.startswith("linux") and is_root()):
        pytest.skip("a small disk of its own can be mounted by root on Linux only")
    mounted: list[Path] = []

    def make(name: str, *options: str) -> Path:
        place = tmp_path / name
        place.mkdir(exist_ok=True)
        done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"this machine lets nobody mount a disk: {done.stderr.strip()}")
        mounted.append(place)
        return place

    yield make
    for place in reversed(mounted):
        subprocess.run(["umount", "--lazy", str(place)], check=True)
