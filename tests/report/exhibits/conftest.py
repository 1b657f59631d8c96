"""The bundled scheme-years as studies, read once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from parkit.model.language import Lang
from parkit.report.study import Study, load_study

ROOT = Path(__file__).resolve().parents[3]
PLACES = [("nam-dinh", 2018), ("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]

Open = Callable[..., Study]


@cache
def _open(scheme: str, year: int, lang: Lang) -> Study:
    return load_study(ROOT, scheme=scheme, year=year, lang=lang)


@pytest.fixture
def bundled() -> Open:
    """Return a function that opens a bundled scheme-year."""
    return lambda scheme, year, lang="vi": _open(scheme, year, lang)
