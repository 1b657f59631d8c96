"""The columns of the three frames that flow through parkit; every part agrees on these names."""

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
