"""The columns of the frames that flow through parkit; every part agrees on these names and types."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SCORE_COLUMNS: Final = (
    "scheme",
    "year",
    "block",
    "unit",
    "area",
    "criterion",
    "source",
    "state",
    "points",
    "max_points",
    "file",
    "sheet",
    "row",
    "column",
)
"""One row per unit × criterion × score source × year, and where the number came from."""

SCORE_KEY: Final = ("scheme", "year", "unit", "criterion", "source")

PRINTED_COLUMNS: Final = (*SCORE_COLUMNS, "statistic", "decimals", "reading", "base_year", "text", "note")
"""Figures as an announcement printed them: the score columns, what the figure is, and its wording."""

SURVEY_COLUMNS: Final = (
    *("scheme", "year", "block", "unit", "criterion", "answers"),
    *("share_a", "share_b", "share_c", "share_d", "points", "file", "sheet", "row"),
)
"""One row per unit × survey question × year: how many answered, the shares of the answers, the points."""

PROBLEM_COLUMNS: Final = (
    "severity",
    "code",
    "file",
    "sheet",
    "row",
    "column",
    "unit",
    "criterion",
    "year",
    "found",
    "expected",
    "suggestion",
)
"""One row per thing found wrong; an error stops its file, a warning is published."""

CELL_COLUMNS: Final = (
    *("file", "sha256", "shape", "filled", "scores", "printed", "labels", "checks", "refused"),
    "stopped",
)
"""One row per file: its fingerprint, what it was read as, and what became of its filled cells."""

_COUNTS: Final = ("filled", "scores", "printed", "labels", "checks", "refused")
TYPES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "scores": {"year": "int64", "points": "float64", "max_points": "float64", "row": "Int64"},
        "printed": {
            "year": "int64",
            "points": "float64",
            "max_points": "float64",
            "row": "Int64",
            "decimals": "int64",
            "base_year": "Int64",
        },
        "survey": {
            "year": "int64",
            "answers": "Int64",
            "points": "float64",
            "row": "Int64",
            **dict.fromkeys(("share_a", "share_b", "share_c", "share_d"), "float64"),
        },
        "problems": {"row": "Int64", "year": "Int64"},
        "cells": {**dict.fromkeys(_COUNTS, "int64"), "stopped": "bool"},
    }
)
"""The columns of each frame that are not text, and their types."""

STATES: Final = ("scored", "not_applicable", "missing")
SOURCES: Final = ("self", "appraised", "survey")
STATISTICS: Final = (
    "mean_points",
    "mean_index",
    "maximum",
    "units_at_maximum",
    "change",
    "direction",
    "index",
    "rank",
    "band",
    "band_count",
    "rounds",
)
READINGS: Final = (
    "ambiguous_percent",
    "ambiguous_points",
    "percentage_points",
    "relative_index",
    "relative_points",
    "points",
)
