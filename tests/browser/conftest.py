"""The site of a small constructed scheme, built once, and a real Chromium without a network to look at it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from parkit.model.language import LANGS, Lang
from tests.browser.kinds import pages
from tests.browser.project import CODE, UNIT, YEAR, write_project

LOCAL = ("file:", "data:", "blob:")

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with parkit's own commands and return its folder."""
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


@pytest.fixture
def visit(chromium: Browser, site: Path) -> Iterator[Visit]:
    """Return a function that opens a page of a kind; it must neither ask a network nor leave a fault in the console."""
    faults: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(LOCAL):
            faults.append(f"request: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            faults.append(f"console: {message.text}")

    contexts = []

    def open_page(kind: str, lang: Lang = "vi", **options: Any) -> Page:  # noqa: ANN401  options of a browser context
        context = chromium.new_context(offline=True, reduced_motion="reduce", **options)
        contexts.append(context)
        context.on("request", asked)
        context.on("console", said)
        context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.goto(pages(site, kind, lang)[0].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
