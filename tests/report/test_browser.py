"""What only a browser can tell. Skipped where Chromium is not installed."""

import shutil
import subprocess
from pathlib import Path

import pytest
from nbformat import NotebookNode

from parkit.report.page import Page, export_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_script_runs_under_the_policy(notebook: NotebookNode, tmp_path: Path) -> None:
    """The page's policy lets its own script run: it offers the dark theme, which is hidden without it."""
    page = tmp_path / "page.html"
    page.write_text(export_page(notebook, lang="vi", page=Page()), encoding="utf-8")
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    assert "data-theme-switch" in shown
    assert 'data-theme-switch=""' in shown
    assert 'data-theme-switch="" hidden' not in shown
