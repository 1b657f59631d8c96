"""The figures of two real announcements as printed, and helpers to write tiny frames."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

NAN = float("nan")

# block, area, statistic, number, denominator, decimals, reading, text: the announcement of 2018, in its order.
ANNOUNCED_2018 = [
    ("so", "1", "mean_points", 12.56, 13.5, 2, "", "12,56/13,50 điểm"),
    ("so", "1", "change", 3.81, NAN, 2, "ambiguous_percent", "tăng 3,81%"),
    ("huyen", "1", "mean_points", 11.23, 12.5, 2, "", "11,23/12,50 điểm"),
    ("huyen", "1", "change", 5.94, NAN, 2, "ambiguous_percent", "tăng 5,94%"),
    ("so", "2", "units_at_maximum", 16, 17, 0, "", "16/17 sở"),
    ("so", "2", "maximum", 3.0, NAN, 1, "", "3,0"),
    ("huyen", "2", "units_at_maximum", 4, 10, 0, "", "04/10 đơn vị"),
    ("huyen", "2", "maximum", 5.5, NAN, 1, "", "5,5"),
    ("so", "3", "mean_points", 8.32, 8.5, 2, "", "8,32/8,50 điểm"),
    ("huyen", "3", "mean_points", 7.9, 9.0, 1, "", "7,9/9,0 điểm"),
    ("huyen", "3", "change", -2.71, NAN, 2, "ambiguous_percent", "giảm 2,71%"),
    ("so", "3", "mean_index", 94.9, 100.0, 1, "", "94,9%"),
    ("so", "3", "change", -7.32, NAN, 2, "ambiguous_percent", "giảm 7,32%"),
    ("so", "3", "direction", -1, NAN, 0, "", "giảm"),
    ("huyen", "3", "direction", -1, NAN, 0, "", "giảm"),
    ("so", "4", "mean_points", 4.87, 5.75, 2, "", "4,87/5,75 điểm"),
    ("so", "4", "change", -11.89, NAN, 2, "ambiguous_percent", "giảm 11,89%"),
    ("huyen", "4", "mean_points", 3.36, 4.0, 2, "", "3,36/4.0 điểm"),
    ("huyen", "4", "change", -16, NAN, 0, "ambiguous_percent", "giảm 16%"),
    ("so", "5", "mean_index", 91.85, 100.0, 2, "", "91,85%"),
    ("so", "5", "change", -7.56, NAN, 2, "ambiguous_percent", "giảm 7,56%"),
    ("huyen", "5", "mean_index", 79.49, 100.0, 2, "", "79,49%"),
    ("huyen", "5", "change", -18.29, NAN, 2, "ambiguous_percent", "giảm 18,29%"),
    ("so", "6", "mean_index", 100, 100.0, 0, "", "100%"),
    ("huyen", "6", "mean_index", 100, 100.0, 0, "", "100%"),
    ("so", "7", "direction", 1, NAN, 0, "", "tăng"),
    ("huyen", "7", "direction", 1, NAN, 0, "", "tăng"),
    ("so", "7", "mean_index", 70.73, 100.0, 2, "", "70,73%"),
    ("so", "7", "change", 4.56, NAN, 2, "ambiguous_percent", "tăng 4,56%"),
    ("huyen", "7", "mean_index", 61.88, 100.0, 2, "", "61,88%"),
    ("huyen", "7", "change", 14.88, NAN, 2, "ambiguous_percent", "tăng 14,88%"),
    ("so", "8", "change", -11.25, NAN, 2, "ambiguous_percent", "giảm 11,25%"),
    ("huyen", "8", "change", -5.59, NAN, 2, "ambiguous_percent", "giảm 5,59%"),
]

# block, statistic, number, decimals, source, reading, text: the figures of the total, 2020.
ANNOUNCED_2020 = [
    ("so", "mean_points", 64.75, 2, "self", "", "64,75 điểm"),
    ("so", "mean_points", 62.62, 2, "appraised", "", "62,62 điểm"),
    ("so", "mean_index", 89.45, 2, "appraised", "", "89,45%"),
    ("so", "change", 1.83, 2, "appraised", "ambiguous_points", "tăng 1,83 điểm"),
    ("so", "band_count", 12, 0, "appraised", "", "Nhóm I: từ 90% trở lên, 12 đơn vị"),
    ("so", "band_count", 5, 0, "appraised", "", "Nhóm II: 80% đến dưới 90%, 05 đơn vị"),
    ("huyen", "mean_points", 65.17, 2, "self", "", "65,17 điểm"),
    ("huyen", "mean_points", 61.46, 2, "appraised", "", "61,46 điểm"),
    ("huyen", "mean_index", 87.8, 2, "appraised", "", "87,80%"),
    ("huyen", "change", 4.76, 2, "appraised", "ambiguous_points", "tăng 4,76 điểm"),
    ("huyen", "band_count", 9, 0, "appraised", "", "Nhóm I: từ 80% trở lên, 9 đơn vị"),
    ("huyen", "band_count", 1, 0, "appraised", "", "Nhóm II: 70% đến dưới 80%, 1 đơn vị"),
]

UNITS = {(year, block): number for year in (2018, 2020) for block, number in (("so", 17), ("huyen", 10))}


def printed_frame(rows: list[dict[str, Any]], **common: object) -> pd.DataFrame:
    """Write a printed frame with every column the checks read; what a row leaves out is empty."""
    empty = {
        "scheme": "x",
        "year": 2018,
        "block": "so",
        "unit": "",
        "area": "",
        "criterion": "",
        "source": "",
        "max_points": NAN,
        "decimals": 2,
        "reading": "",
        "base_year": None,
        "text": "",
    }
    return pd.DataFrame([empty | common | row for row in rows])


@pytest.fixture
def write_printed() -> Callable[..., pd.DataFrame]:
    """Give the tests `printed_frame`."""
    return printed_frame


@pytest.fixture
def announced_2018() -> pd.DataFrame:
    """Give the announcement of 2018 with "sáu năm" as its last figure."""
    names = ("block", "area", "statistic", "points", "max_points", "decimals", "reading", "text")
    rows = [dict(zip(names, row, strict=True)) for row in ANNOUNCED_2018]
    rounds = {"block": "", "statistic": "rounds", "points": 6, "decimals": 0, "text": "6 năm"}
    frame = printed_frame([*rows, rounds], scheme="nam-dinh", year=2018)
    return frame.assign(criterion=frame["area"], base_year=frame["statistic"].eq("change").map({True: 2017}))


@pytest.fixture
def announced_2020() -> pd.DataFrame:
    """Give the totals of 2020."""
    names = ("block", "statistic", "points", "decimals", "source", "reading", "text")
    rows = [dict(zip(names, row, strict=True)) for row in ANNOUNCED_2020]
    frame = printed_frame(rows, scheme="nam-dinh", year=2020)
    return frame.assign(base_year=frame["statistic"].eq("change").map({True: 2019}))


@pytest.fixture
def register() -> dict[tuple[int, str], int]:
    """Give the number of units by year and block."""
    return UNITS
