"""What a notebook works with: the data of one scheme, seen from one year, in one reader's language.

A scheme-year holds what was published of it: scores of units by area, unit totals only, or figures of whole
blocks only. A study says which, and gives names, numbers and sources as they are printed on the page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from parkit.analysis.bands import assign_band
from parkit.analysis.rank import rank
from parkit.analysis.rank_bounds import rank_bounds
from parkit.analysis.score import area_index, unit_index
from parkit.intake import SchemeData
from parkit.model.catalogue import say
from parkit.model.errors import UsageError, listing
from parkit.model.framework import Framework
from parkit.model.language import LANGS, Lang, format_number, slug
from parkit.model.project import check_year
from parkit.model.scheme import Scheme
from parkit.model.sources import Source
from parkit.report.data import counting_scores, measures_of, reader_names
from parkit.report.frame import format_date
from parkit.report.problems import load_data

Depth = Literal["areas", "totals", "blocks"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """One scheme-year and a language."""

    data: SchemeData
    year: int
    lang: Lang

    @property
    def scheme(self) -> Scheme:
        """The rules."""
        return self.data.scheme

    @property
    def framework(self) -> Framework:
        """The criteria of the year."""
        return self.data.frameworks[self.year]

    def seen_from(self, year: int) -> "Study":
        """Return the same data seen from another year; what is computed of a year is shared, later years included."""
        other = replace(self, year=year)
        other.__dict__.update(_frames=self._frames, _depths=self._depths)
        return other

    def depth(self, year: int | None = None) -> Depth:
        """Tell what is there: "areas" (scores of units by area), "totals" (of units), or "blocks" (no unit)."""
        wanted = self.year if year is None else year
        if wanted not in self._depths:
            self._depths[wanted] = self._depth(wanted)
        return self._depths[wanted]

    def _depth(self, year: int) -> Depth:
        scores = self.scores(year)
        if not scores["state"].eq("scored").any():
            return "blocks"
        wholes = {line.code for line in self.data.frameworks[year] if line.level == "index"}
        return "totals" if set(scores["area"]) <= wholes else "areas"

    def scores(self, year: int | None = None) -> pd.DataFrame:
        """Return the rows that count in the index of a year (the study's own without ``year``)."""
        wanted = self.year if year is None else year
        return self._once(("scores", wanted), lambda: counting_scores(self.data, wanted))

    def measures(self, year: int | None = None) -> pd.DataFrame:
        """Return the rows read along that do not count, such as satisfaction."""
        wanted = self.year if year is None else year
        rows = self.data.scores[self.data.scores["year"].eq(wanted)]
        return rows[rows["criterion"].isin(measures_of(self.data, wanted))]

    def printed(self, year: int | None = None) -> pd.DataFrame:
        """Return the printed figures of a year."""
        wanted = self.year if year is None else year
        printed = self.data.printed
        return self._once(("printed", wanted), lambda: printed[printed["year"].eq(wanted)].reset_index(drop=True))

    def units(self, year: int | None = None) -> pd.DataFrame:
        """Return index, rank and band of every unit of a year, best first within its block, with names."""
        wanted = self.year if year is None else year
        return self._once(("units", wanted), lambda: self._units(wanted))

    def _units(self, year: int) -> pd.DataFrame:
        index = rank_bounds(unit_index(self.scores(year), rule=self.scheme.not_applicable))
        decimals = self.scheme.decimals if self.scheme.ranks_use == "printed" else None
        ranked = rank(index, ties=self.scheme.ties, decimals=decimals)
        banded = assign_band(ranked, self.scheme.bands, decimals=decimals)
        labels = banded[f"band_{self.lang}"].mask(banded["band_state"].eq("below"), self.say("below_all_bands"))
        named = banded.assign(
            name=banded["unit"].map(self.unit_name),
            block_name=banded["block"].map(self.block_name),
            band_label=labels.where(labels.ne("")),
        )
        return self.in_block_order(named, "rank", "unit")

    def areas(self, year: int | None = None) -> pd.DataFrame:
        """Return the index of every unit within each area of a year, with names."""
        index = area_index(self.scores(year), rule=self.scheme.not_applicable)
        return index.assign(name=index["unit"].map(self.unit_name), area_name=index["area"].map(self.area_name))

    def in_block_order(self, frame: pd.DataFrame, *then: str) -> pd.DataFrame:
        """Return the rows of a frame in the scheme's order of blocks, then by other columns."""
        order = frame["block"].map({code: place for place, code in enumerate(self.scheme.blocks)})
        rows = frame.assign(block_order=order).sort_values(["block_order", *then], kind="stable", na_position="last")
        return rows.drop(columns="block_order").reset_index(drop=True)

    def earlier_year(self) -> int | None:
        """Return the latest earlier year that has unit scores, or None."""
        earlier = [year for year in self.data.years() if year < self.year and self.depth(year) != "blocks"]
        return max(earlier, default=None)

    def cut_off_blocks(self, year: int | None = None) -> tuple[str, ...]:
        """Return the listed blocks of which not every unit is known to have an index: no mean of the whole block."""
        return tuple(self.cut_off(year))

    def cut_off(self, year: int | None = None) -> dict[str, tuple[int, int | None]]:
        """Return, for each listed block that is not whole, its units with an index and how many there should be.

        The number there should be is what the year's sources declare for the block, else the register's, and not known
        (None) where a source is incomplete and does not say.
        """
        wanted = self.year if year is None else year
        with_index = self.units(wanted).groupby("block")["index"].count()
        expected = {str(block): self._units_expected(str(block), wanted) for block in with_index.index}
        found = {str(block): (int(count), expected[str(block)]) for block, count in with_index.items()}
        return {code: found[code] for code in self.scheme.blocks if code in found and found[code][0] != found[code][1]}

    def _units_expected(self, block: str, year: int) -> int | None:
        sources = self._sources(year)
        declared = [source.units_expected[block] for source in sources if block in source.units_expected]
        if declared:
            return max(declared)
        whole = any(source.complete for source in sources) or not sources
        return len(self.data.units.in_year(year, block)) if whole else None

    def unit_name(self, code: str) -> str:
        """Return a unit's name; a block figure has none."""
        return self._unit_names.get(code, code)

    def area_name(self, code: str) -> str:
        """Return the name of a line of the framework; the whole index has its own."""
        return self._criterion_names.get(code or "index", code)

    def block_name(self, code: str) -> str:
        """Return a block's short name; a figure of no block concerns the whole scheme."""
        return self.scheme.blocks[code].short.get(self.lang) if code else self.say("whole_scheme")

    def names(self) -> Mapping[str, str]:
        """Return every unit, criterion and block name by code."""
        return reader_names(self.data, self.lang)

    def number(self, value: float, decimals: int | None = None, *, sign: bool = False) -> str:
        """Print a number in the reader's format, with the scheme's decimals by default."""
        return format_number(value, self.scheme.decimals if decimals is None else decimals, self.lang, sign=sign)

    def say(self, key: str, **values: object) -> str:
        """Return a wording in the study's language; a key without a file name is in ``words/exhibit.toml``."""
        return say(key if "." in key else f"exhibit.{key}", self.lang, **values)

    def source(self, *years: int) -> str:
        """Return where the figures of the years come from, the study's own without any, as a line under an exhibit."""
        found = [source for year in years or (self.year,) for source in self._sources(year)]
        return "; ".join(self.cite(source) for source in found)

    def cite(self, source: Source) -> str:
        """Return title, publisher and date of a source as the reader writes them."""
        return f"{source.title.get(self.lang)} ({source.publisher}, {format_date(source.date, self.lang)})"

    def file_stem(self) -> str:
        """Return how saved files are named: one that is passed on still says what it is, and whether it is made up."""
        label = slug(self.say("report.constructed_short")) if self.scheme.constructed else ""
        return "-".join(part for part in (self.scheme.code, str(self.year), label) if part)

    def data_date(self) -> str:
        """Return the latest date of the year's sources, as YYYY-MM-DD or as much of it as is known."""
        return max((source.date for source in self._sources(self.year)), default="")

    def _sources(self, year: int) -> list[Source]:
        return [source for source in self.data.sources if any(file.startswith(f"{year}/") for file in source.files)]

    def _once(self, key: tuple[str, int], make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return a frame that is computed once; everyone gets a copy of their own."""
        if key not in self._frames:
            self._frames[key] = make()
        return self._frames[key].copy()

    @cached_property
    def _frames(self) -> dict[tuple[str, int], pd.DataFrame]:
        return {}

    @cached_property
    def _depths(self) -> dict[int, Depth]:
        return {}

    @cached_property
    def _unit_names(self) -> dict[str, str]:
        return {unit.code: unit.name.get(self.lang) for unit in self.data.units}

    @cached_property
    def _criterion_names(self) -> dict[str, str]:
        return {criterion.code: criterion.name.get(self.lang) for criterion in self.framework}


def load_study(root: Path, *, scheme: str, year: int, lang: str) -> Study:
    """Read a scheme and look at it from one year: what came later is not seen, so that later data change no report.

    Raises
    ------
    UsageError
        Unknown scheme, year or language; the error lists those there are.
    """
    chosen: dict[Any, Lang] = {known: known for known in LANGS}
    if lang not in chosen:
        raise UsageError("unknown_choice", what="lang", found=lang, choices=listing(LANGS))
    data = load_data(root, scheme)
    check_year(root, scheme, year)
    return Study(data=data.until(year), year=year, lang=chosen[lang])
