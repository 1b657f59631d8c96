"""A real Chromium without a network looks at the site of a small constructed scheme."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from parkit.model.language import Lang
from tests.browser.kinds import pages

LOCAL = ("file:", "data:", "blob:")

Visit = Callable[..., Page]


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
