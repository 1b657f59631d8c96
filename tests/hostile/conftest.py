"""The site of a scheme full of traps, built once by parkit's own commands without a network."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.texts import CODE, YEAR, write_hostile

NO_NETWORK = """
import socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        open({log!r}, "a").write(f"{{address}}\\n")
        raise OSError(f"no network: {{address}}")
    return _connect(self, address)
def look_up(host, *more, **options):
    if host not in ("127.0.0.1", "::1", "localhost", None, ""):
        open({log!r}, "a").write(f"{{host}}\\n")
        raise OSError(f"no network: {{host}}")
    return _look_up(host, *more, **options)
_look_up = socket.getaddrinfo
socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect, look_up
"""


@dataclass(frozen=True)
class Built:
    """The project, the texts that must be found on its pages, and where calls into a network are noted."""

    root: Path
    texts: list[str]
    log: Path

    @property
    def pages(self) -> list[Path]:
        """Every page of the site."""
        return sorted((self.root / "reports").rglob("*.html"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Run every command that makes something for people, in processes that cannot reach a network."""
    root = tmp_path_factory.mktemp("texts")
    made = Built(root=root, texts=write_hostile(root), log=root / "network.log")
    (root / "block").mkdir()
    (root / "block" / "sitecustomize.py").write_text(NO_NETWORK.format(log=str(made.log)), encoding="utf-8")
    _parkit(root, 0, "run", "--year", str(YEAR))
    _parkit(root, 4, "check", "--html", "--year", str(YEAR - 1))
    place = ("--scheme", CODE, "--year", str(YEAR))
    _parkit(root, 0, "template", *place, "--lang", "both", "--out", str(root / "cards"))
    for lang in ("vi", "en"):
        for form in ("html", "docx", "text"):
            out = root / "reports" / lang / f"notice.{form}"
            _parkit(root, 0, "announce", *place, "--lang", lang, "--format", form, "--out", str(out))
    for words in (("list",), ("why",), ("publish", str(tmp_path_factory.mktemp("web")), "--stale")):
        _parkit(root, 0, *words)
    return made


def _parkit(root: Path, code: int, *words: str) -> None:
    command = [sys.executable, "-c", "from parkit.cli import main; main()", *words]
    environment = {**os.environ, "PARKIT_ROOT": str(root), "PYTHONPATH": str(root / "block"), "PARKIT_LANG": "en"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
