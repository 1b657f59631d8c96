"""A project of one report, small enough to be built many times, and the command line run on it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner

from parkit.cli import main
from tests.pipeline.conftest import make_notebook, write_notebook, write_scheme

SHOW_SCORES = """
from parkit.pipeline.session import open_study
study = open_study(scheme=scheme, year=year, lang=lang, with_errors=True)
show("finding")
print(*study.scores()["points"], "." * 60_000)
"""
SCORES = "Đơn vị,Chỉ số\nSở Một,{first}\nSở Hai,80.25\n"
NAME = "20_rankings"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    text: str

    def sentence(self, code: int, *words: str) -> None:
        """Hold that the command ended with a code and said these words, without a trace."""
        assert "Traceback" not in self.text, self.text
        assert self.code == code, self.text
        for word in words:
            assert word in self.text, self.text


@dataclass(frozen=True)
class Project:
    """A folder with the scheme "thu" of one year and two units, and a notebook that shows their scores."""

    root: Path

    @property
    def scores(self) -> Path:
        """The only score sheet."""
        return self.root / "data" / "raw" / "thu" / "2018" / "scores.csv"

    @property
    def page(self) -> Path:
        """The Vietnamese page."""
        return self.root / "reports" / "vi" / "thu" / "2018" / f"{NAME}.html"

    def score(self, first: str) -> None:
        """Give the first unit a score; texts of one length make pages of one length."""
        self.scores.write_text(SCORES.format(first=first), encoding="utf-8")

    def parkit(self, *words: str, lang: str = "en") -> Said:
        """Run a command in this process, whose workers are warm after the first time."""
        done = CliRunner().invoke(main, words, env={"PARKIT_ROOT": str(self.root), "PARKIT_LANG": lang})
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.output)

    def run(self, lang: str = "vi") -> Said:
        """Build the report of one language, which is also that of the messages."""
        return self.parkit("run", "--lang", lang, "--jobs", "1")

    def alone(self, *words: str, lang: str = "en", before: tuple[str, ...] = ()) -> Said:
        """Run a command as a program of its own; ``before`` is what starts it."""
        environment = {**os.environ, "PARKIT_ROOT": str(self.root), "PARKIT_LANG": lang}
        command = [*before, sys.executable, "-m", "parkit.cli", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
        return Said(done.returncode, done.stdout + done.stderr)

    def site(self) -> dict[str, bytes]:
        """Return every file of the site, hidden ones too; of a manifest what lasts."""
        folder = self.root / "reports"
        return {path.relative_to(folder).as_posix(): lasting(path) for path in files(folder)}

    def received(self) -> dict[str, tuple[str, int]]:
        """Return the hash and the time of every file as received."""
        found = {path: path.stat().st_mtime_ns for path in files(self.root / "data" / "raw")}
        return {str(path): (sha256(path.read_bytes()).hexdigest(), time) for path, time in found.items()}

    def passing(self) -> list[str]:
        """Return what should not stay: files under passing names, and locks."""
        return [path.name for path in files(self.root) if path.suffix == ".part" or path.name.startswith(".lock")]


@contextmanager
def at_work(source: str, *words: object) -> Iterator[None]:
    """Let a program work from the moment it says "ready" to the end of a block, and kill it then."""
    command = [sys.executable, "-c", source, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout
            assert other.stdout.readline() == "ready\n"
            yield
        finally:
            other.kill()


def files(folder: Path) -> list[Path]:
    """Return all files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def lasting(path: Path) -> bytes:
    """Return the bytes of a file, of a manifest without the facts of its run, of the site's record without times."""
    if path.suffix != ".json":
        return path.read_bytes()
    found = {**json.loads(path.read_bytes()), "run": None}
    if path.name == "site.json":
        found["start"]["ground"] = None  # the times of the manifests are part of it
    return repr(found).encode()


def make_project(root: Path, *, notebooks: tuple[str, ...] = (NAME,)) -> Project:
    """Write the project."""
    root.mkdir(parents=True, exist_ok=True)
    write_scheme(root, "thu", (2018,))
    for name in notebooks:
        write_notebook(root, name, make_notebook(SHOW_SCORES))
    project = Project(root)
    project.score("90.5")
    return project


def is_root() -> bool:
    """Tell whether this process may mount disks."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None
