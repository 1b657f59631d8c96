"""A scheme of three units and two areas, written in a temporary folder, for tests that spoil one file of it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import settings

from parkit.intake import SchemeData, read_scheme_data
from parkit.intake.problems import describe, place
from parkit.model.language import LANGS, Lang

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
SHARED = Path(__file__).parents[2] / "shared"
CODE = "tinh-nho"

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell in the background tells all it starts to ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("parkit", deadline=None)  # a busy machine is no failure
settings.register_profile("mutants", deadline=None, max_examples=15, derandomize=True)  # thousands of runs, all alike
settings.load_profile(os.environ.get("PARKIT_HYPOTHESIS", "parkit"))

SCHEME = """\
code = "tinh-nho"
constructed = true
name = { vi = "Chỉ số tỉnh Nhỏ", en = "Index of Nhỏ" }
province = { vi = "tỉnh Nhỏ", en = "Nhỏ province" }

[blocks.so]
name = { vi = "Các sở", en = "Departments" }
short = { vi = "Khối sở", en = "Departments" }

[blocks.huyen]
name = { vi = "Các huyện", en = "Districts" }
short = { vi = "Khối huyện", en = "Districts" }

[marks]
"KĐG" = "not_applicable"
"?" = "missing"
"""
ACROSS = """
[[tables]]
file = "scores.csv"
layout = "units_down"
decimal = ","
unit = "Đơn vị"
printed = { "Tổng điểm" = "index", "Xếp hạng" = "rank" }
ignore = ["Ghi chú"]
"""
DOWN = """
[[tables]]
file = "scores.csv"
layout = "long"
decimal = ","
unit = "Đơn vị"
criterion = "Tiêu chí"
points = "Điểm"
ignore = ["Ghi chú"]
"""
FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen
index,,index,Chỉ số,Index,,15,10
1,index,area,Cải cách thủ tục,Procedures,Cải cách TTHC,10,10
2,index,area,Cải cách thể chế,Institutions,,5,-
"""
UNITS = """\
code,block,vi,en,aliases,valid_from,valid_to,successors
so-noi-vu,so,Sở Nội vụ,Department of Home Affairs,Sở NV,,,
so-y-te,so,Sở Y tế,Department of Health,,,,
huyen-y-yen,huyen,Huyện Ý Yên,Ý Yên district,H. Ý Yên,,,
"""
SOURCES = """\
[[sources]]
id = "table"
title = { vi = "Bảng điểm", en = "Score table" }
publisher = "UBND tỉnh Nhỏ"
date = "2019"
files = []
complete = true
"""
SCORES = """\
Đơn vị;Cải cách thủ tục;Cải cách thể chế
Sở Nội vụ;7,5;4
Sở Y tế;8,25;5
Huyện Ý Yên;9;
"""


@dataclass(frozen=True)
class TinyProject:
    """The folder of the tiny scheme; every file can be written anew."""

    root: Path

    @property
    def folder(self) -> Path:
        """Return the scheme's folder below data/raw."""
        return self.root / "data" / "raw" / CODE

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the scheme."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        """Change one place of a file; a place that is not there is a mistake of the test."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def read(self) -> SchemeData:
        """Read the scheme."""
        return read_scheme_data(self.root, CODE)

    def problem(self, code: str, severity: str = "error") -> "pd.Series":
        """Return the only problem with this code."""
        problems = self.read().problems
        found = problems[problems["code"].eq(code)]
        assert len(found) == 1, problems["code"].tolist()
        assert found["severity"].tolist() == [severity]
        return found.iloc[0]

    def told(self, code: str, lang: Lang = "en", severity: str = "error") -> str:
        """Return the place and the sentence of the only problem with this code, as the command line shows them."""
        problem = self.problem(code, severity)
        return f"{place(problem)} {describe(problem, lang)}"


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """Give a tiny scheme without a fault."""
    project = TinyProject(tmp_path)
    files = {
        "scheme.toml": SCHEME + ACROSS,
        "units.csv": UNITS,
        "SOURCES.toml": SOURCES,
        "2018/framework.csv": FRAMEWORK,
        "2018/scores.csv": SCORES,
    }
    for name, text in files.items():
        project.write(name, text)
    return project


@pytest.fixture
def tiny_long(tiny: TinyProject) -> TinyProject:
    """Give the tiny scheme with one score a line."""
    lines = """\
        Đơn vị;Tiêu chí;Điểm;Ghi chú
        Sở Nội vụ;1;7,5;
        Sở Nội vụ;2;4;chậm
        Sở Y tế;Cải cách thủ tục;8,25;
        Sở Y tế;Cải cách thể chế;5;
        Huyện Ý Yên;1;9;
        """
    tiny.write("scheme.toml", SCHEME + DOWN)
    tiny.write("2018/scores.csv", dedent(lines))
    return tiny


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Give a file of the folder beside the project, or skip where the project stands alone."""

    def find(name: str) -> Path:
        if not (SHARED / name).is_file():
            pytest.skip(f"{name} is not here: the project stands without the folder of source material")
        return SHARED / name

    return find


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Give the folder of this project."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Start Chromium once for all tests of a process; playwright cannot be started in one twice."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so nothing is looked at in a browser (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of a small constructed scheme with parkit's own commands, once for all, and return its folder."""
    from tests.browser.project import CODE, UNIT, YEAR, write_project

    root = tmp_path_factory.mktemp("project")
    write_project(root)
    _parkit(root, "run", "--year", str(YEAR))
    _parkit(root, "run", "--year", str(YEAR), "--notebook", "50_unit_profile", "--unit", UNIT)
    for lang in LANGS:
        notice = f"reports/{lang}/{CODE}/{YEAR}/announcement.html"
        choice = ("--scheme", CODE, "--year", str(YEAR), "--lang", lang, "--format", "html")
        _parkit(root, "announce", *choice, "--out", str(root / notice))
    return root / "reports"


def _parkit(root: Path, *words: str) -> None:
    command = [sys.executable, "-c", "from parkit.cli import main; main()", *words]
    environment = {"PARKIT_ROOT": str(root), "PARKIT_LANG": "en", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
