"""Build a scheme from the PAPI panel, as an office would lay it out; the figures stay outside the project.

Source: PAPI (CECODES, VFF-CRT, RTA and UNDP), 63 provinces × 29 sub-dimensions × 2011–2024. Every dimension has 10
points, shared equally by the sub-dimensions that were asked in the year; a column without a single score was not asked.
"""

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = "papi"
DIMENSION_POINTS = 10.0
SCHEME = """\
code = "papi"
constructed = false
name = { vi = "Chỉ số Hiệu quả Quản trị và Hành chính công cấp tỉnh (PAPI)", en = "Provincial Governance and Public \
Administration Performance Index (PAPI)" }
province = { vi = "cả nước", en = "Viet Nam" }

[blocks.tinh]
name = { vi = "Các tỉnh, thành phố trực thuộc trung ương", en = "Provinces and centrally run cities" }
short = { vi = "Khối tỉnh", en = "Provinces" }
"""
RECOGNISED = """
[[tables]]
file = "*.csv"
decimal = "."
"""
DECLARED = """
[[tables]]
file = "papi.csv"
years = [{year}]
layout = "units_down"
decimal = "."
unit = "Province"
ignore = [{ignored}]
"""
SOURCE = """
[[sources]]
id = "papi-{year}"
title = {{ vi = "Bảng điểm PAPI năm {year}", en = "PAPI scores {year}" }}
publisher = "CECODES, UNDP"
date = "{published}"
files = ["{year}/papi.csv"]
complete = true
"""
PROVINCES = """\
Hà Nội; Hà Giang; Cao Bằng; Bắc Kạn; Tuyên Quang; Lào Cai; Điện Biên; Lai Châu; Sơn La; Yên Bái; Hòa Bình; Thái Nguyên;
Lạng Sơn; Quảng Ninh; Bắc Giang; Phú Thọ; Vĩnh Phúc; Bắc Ninh; Hải Dương; Hải Phòng; Hưng Yên; Thái Bình; Hà Nam;
Nam Định; Ninh Bình; Thanh Hóa; Nghệ An; Hà Tĩnh; Quảng Bình; Quảng Trị; Thừa Thiên Huế; Đà Nẵng; Quảng Nam; Quảng Ngãi;
Bình Định; Phú Yên; Khánh Hòa; Ninh Thuận; Bình Thuận; Kon Tum; Gia Lai; Đắk Lắk; Đắk Nông; Lâm Đồng; Bình Phước;
Tây Ninh; Bình Dương; Đồng Nai; Bà Rịa - Vũng Tàu; Thành phố Hồ Chí Minh; Long An; Tiền Giang; Bến Tre; Trà Vinh;
Vĩnh Long; Đồng Tháp; An Giang; Kiên Giang; Cần Thơ; Hậu Giang; Sóc Trăng; Bạc Liêu; Cà Mau"""
"""The provinces in the order of PAPI's codes P01–P63."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The panel as it lies outside the project: one file a year and two lists of codes."""

    folder: Path

    @property
    def years(self) -> list[int]:
        """The years there are."""
        return sorted(int(path.stem) for path in self.folder.glob("20??.csv"))

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """The name of each dimension, by code."""
        return {row["Variable_Code"]: row["Variable_Name"] for row in self._rows("codebook_criteria")}

    @cached_property
    def parts(self) -> dict[str, tuple[str, str]]:
        """The dimension and the name of each sub-dimension, by code."""
        rows = self._rows("codebook_subcriteria")
        return {row["Variable_Code"]: (row["Criteria_Code"], row["Variable_Name"]) for row in rows}

    @cached_property
    def provinces(self) -> dict[str, str]:
        """The English name of each province, by PAPI's code."""
        return {row["Variable_Code"]: row["Variable_Name"] for row in self._rows("codebook_provinces")}

    def cells(self, year: int) -> dict[str, dict[str, str]]:
        """Return the cells of a year as they are written, by province and sub-dimension."""
        return {row.pop("Province"): row for row in self._rows(str(year))}

    def asked(self, year: int) -> list[str]:
        """Return the sub-dimensions that any province has a score in."""
        rows = self.cells(year).values()
        return [part for part in self.parts if any(row[part] for row in rows)]

    def maxima(self, year: int) -> dict[str, float]:
        """Return the maximum of each sub-dimension asked in a year."""
        asked = [self.parts[part][0] for part in self.asked(year)]
        return {part: DIMENSION_POINTS / asked.count(self.parts[part][0]) for part in self.asked(year)}

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def write_project(panel: Panel, root: Path, *, declared: bool = False) -> None:
    """Write a project with the panel as its only scheme and the notebooks of this one.

    The files are copied as received; their headings are recognised, or declared year by year.
    """
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    folder = root / "data" / "raw" / CODE
    for year in panel.years:
        (folder / str(year)).mkdir(parents=True)
        shutil.copy(panel.folder / f"{year}.csv", folder / str(year) / "papi.csv")
        _write_table(folder / str(year) / "framework.csv", _framework(panel, year))
    _write_table(folder / "units.csv", _units(panel))
    tables = _declared(panel) if declared else [RECOGNISED]
    sources = [SOURCE.format(year=year, published=f"{year + 1}-04") for year in panel.years]
    (folder / "scheme.toml").write_text("".join([SCHEME, *tables]), encoding="utf-8")
    (folder / "SOURCES.toml").write_text("".join(sources), encoding="utf-8")


def _framework(panel: Panel, year: int) -> Iterator[dict[str, object]]:
    maxima = panel.maxima(year)
    asked = {panel.parts[part][0] for part in maxima}
    yield _line("index", "", "index", "PAPI", len(asked) * DIMENSION_POINTS)
    for dimension in sorted(asked):
        yield _line(dimension, "index", "area", panel.dimensions[dimension], DIMENSION_POINTS)
        for part, (above, name) in panel.parts.items():
            if above == dimension and part in maxima:
                yield _line(part, dimension, "criterion", name, maxima[part])


def _line(code: str, parent: str, level: str, name: str, maximum: float) -> dict[str, object]:
    names = {"vi": name, "en": name, "aliases": ""}
    return {"code": code, "parent": parent, "level": level, **names, "max_tinh": repr(maximum)}


def _units(panel: Panel) -> Iterator[dict[str, object]]:
    names = [name.strip() for name in PROVINCES.split(";")]
    for (code, english), vietnamese in zip(panel.provinces.items(), names, strict=True):
        lives = dict.fromkeys(("valid_from", "valid_to", "successors"), "")
        yield {"code": code.lower(), "block": "tinh", "vi": vietnamese, "en": english, "aliases": ""} | lives


def _write_table(path: Path, rows: Iterator[Mapping[str, object]]) -> None:
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first))
        writer.writeheader()
        writer.writerows([first, *rows])


def _declared(panel: Panel) -> list[str]:
    unasked = {year: sorted(panel.parts.keys() - panel.asked(year)) for year in panel.years}
    quoted = {year: ", ".join(f'"{part}"' for part in parts) for year, parts in unasked.items()}
    return [DECLARED.format(year=year, ignored=ignored) for year, ignored in quoted.items()]
