"""All years up to the study's: ranks as they were, and each unit's index on common ground from year to year."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from parkit.analysis.comparable import chain_linked, comparable_index
from parkit.analysis.rank import rank
from parkit.analysis.score import unit_index
from parkit.analysis.successors import match_units, series_members
from parkit.analysis.trend import trend
from parkit.report.exhibits.common import rows_of
from parkit.report.exhibits.compared import old_names
from parkit.report.study import Study
from parkit.report.years import crosswalk, register, register_until, rules_changed, scored_years

LEAST_YEARS: Final = 3
"""A slope is given from so many comparable years."""
_FEW_YEARS: Final = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Course:
    """The years of a scheme that end with the study's; everything is computed when it is first asked for."""

    study: Study

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years with scores of units."""
        return scored_years(self.study.data, until=self.study.year)

    @cached_property
    def breaks(self) -> pd.DataFrame:
        """Return the steps at which the rules of a block changed: ``block``, ``before``, ``after``."""
        rows = [
            (block, before, after)
            for block in self.blocks
            for before, after in pairwise(self.years)
            if rules_changed(self.study.data, block, before, after)
        ]
        return pd.DataFrame(rows, columns=["block", "before", "after"])

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Return index and rank of every unit and year, for blocks that have an index in the last and another year."""
        scheme = self.study.scheme
        index = unit_index(self._scores, rule=scheme.not_applicable)
        decimals = scheme.decimals if scheme.ranks_use == "printed" else None
        ranked = rank(index, ties=scheme.ties, decimals=decimals).dropna(subset=["index"])
        last = set(ranked.loc[ranked["year"].eq(self.study.year), "block"])
        spans = ranked.groupby("block")["year"].nunique()
        kept = [code for code in scheme.blocks if code in last and spans[code] > 1]
        found = ranked[ranked["block"].isin(kept)][["scheme", "block", "unit", "year", "index", "rank"]]
        return found.assign(name=found["unit"].map(self.study.unit_name))

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Return the blocks with a course, in the scheme's order."""
        there = set(self.ranks["block"])
        return tuple(code for code in self.study.scheme.blocks if code in there)

    @cached_property
    def members(self) -> pd.DataFrame:
        """Return the units that make up each series of the study's year, in every year in which all have an index.

        ``year``, ``block``, ``series``, ``unit``, ``parts`` (their codes) and ``kind`` "own", "renamed" or "pooled".
        """
        listed = series_members(register_until(self.study.data, self.study.year), years=self.years)
        index = self.ranks[["year", "block", "unit", "index"]]
        rows = listed.merge(index, how="left", on=["year", "block", "unit"])
        ends = rows[rows["year"].eq(self.study.year) & rows["unit"].eq(rows["series"]) & rows["index"].notna()]
        alive = rows[rows["series"].isin(ends["series"])]
        groups = alive.groupby(["series", "year"])
        whole = alive[groups["index"].transform(lambda values: values.notna().all())]
        parts = whole.groupby(["series", "year"])["unit"].transform("; ".join)
        kind = pd.Series("own", index=whole.index).mask(parts.ne(whole["series"]), "renamed")
        return whole.assign(parts=parts, kind=kind.mask(parts.str.contains(";"), "pooled")).drop(columns="index")

    @cached_property
    def linked(self) -> pd.DataFrame:
        """Return the published and the chain-linked index of each series and year, with ``kind`` and ``parts``."""
        scores = self._scores
        own = self.members.assign(place=self._places(self.members))
        rows = scores[self._places(scores).isin(own["place"])]
        found = chain_linked(
            rows,
            rule=self.study.scheme.not_applicable,
            crosswalk=crosswalk(self.study.data),
            series=own[["year", "unit", "series"]],
            least_coverage=self.study.scheme.analysis.least_coverage,
        )
        kinds = own.drop_duplicates(["series", "year"])[["series", "year", "kind", "parts"]]
        named = found.merge(kinds.rename(columns={"series": "unit"}), on=["unit", "year"])
        named = named.assign(
            name=named["unit"].map(self.study.unit_name), block_name=named["block"].map(self.study.block_name)
        )
        return self.study.in_block_order(named.assign(place=named["unit"].map(self._order)), "place", "year")

    @cached_property
    def comparable(self) -> pd.DataFrame:
        """Return the comparable index of every unit at every break; ``before`` and ``after`` name the step."""
        steps = self.breaks[["before", "after"]].drop_duplicates().itertuples(index=False)
        frames = [self._step(int(before), int(after)) for before, after in steps]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @cached_property
    def slopes(self) -> pd.DataFrame:
        """Return slope and test of the chain-linked index of each series over its last unbroken years."""
        last = self.linked.groupby("unit")["segment"].transform("max")
        rows = self.linked[self.linked["segment"].eq(last)]
        found = trend(rows, value="linked", significance=self.significance)
        ends = rows.groupby("unit")["linked"].agg(["first", "last"]).reset_index()
        frame = found.merge(ends, on="unit")
        long = frame[frame["n"].ge(LEAST_YEARS)]
        named = long.assign(
            name=long["unit"].map(self.study.unit_name), block_name=long["block"].map(self.study.block_name)
        )
        return self.study.in_block_order(named.assign(place=named["unit"].map(self._order)), "place")

    @cached_property
    def has_criteria(self) -> bool:
        """Tell whether the years can be linked through their criteria: none of them has totals only."""
        return all(self.study.depth(year) == "areas" for year in self.years)

    @property
    def significance(self) -> float:
        """Return the level of the tests."""
        return round(1.0 - self.study.scheme.analysis.confidence, 9)

    def source(self) -> str:
        """Return where the figures of all years are from, in short where they are many."""
        study = self.study
        if len(self.years) <= _FEW_YEARS:
            return study.source(*self.years)
        files = tuple(f"{year}/" for year in self.years)
        found = [source for source in study.data.sources if any(file.startswith(files) for file in source.files)]
        publishers = "; ".join(dict.fromkeys(source.publisher for source in found))
        return study.say("change.sources", first=self.years[0], last=self.years[-1], publishers=publishers)

    @cached_property
    def origins(self) -> dict[str, str]:
        """Return "merged from A and B" for each series that holds several units, in the last year it does."""
        pooled = self.linked[self.linked["kind"].eq("pooled")].drop_duplicates("unit", keep="last")
        return {
            row.unit: self.study.say(
                "change.origin_merger", units=old_names(self.study, row.parts.split("; "), row.name)
            )
            for row in rows_of(pooled[["unit", "parts", "name"]])
        }

    @cached_property
    def _order(self) -> dict[str, int]:
        return {code: place for place, code in enumerate(self.study.units()["unit"])}

    @cached_property
    def _scores(self) -> pd.DataFrame:
        return pd.concat([self.study.scores(year) for year in self.years], ignore_index=True)

    def _places(self, rows: pd.DataFrame) -> "pd.Series[Any]":
        return rows["year"].astype(str) + "/" + rows["unit"]

    def _step(self, before: int, after: int) -> pd.DataFrame:
        study = self.study
        blocks = self.breaks.loc[self.breaks["after"].eq(after), "block"]
        rows = self._scores[self._scores["year"].isin([before, after]) & self._scores["block"].isin(blocks)]
        found = comparable_index(
            rows,
            year=after,
            base_year=before,
            rule=study.scheme.not_applicable,
            crosswalk=crosswalk(study.data),
            series=match_units(register(study.data), year=after, base_year=before),
            least_coverage=study.scheme.analysis.least_coverage,
        )
        return found.assign(before=before, after=after)


@lru_cache(maxsize=4)
def course(study: Study) -> Course:
    """Return all years up to the study's, computed once for all exhibits."""
    return Course(study=study)


def has_course(study: Study) -> bool:
    """Tell whether some block has ranks in the study's year and an earlier one."""
    return study.depth() != "blocks" and study.earlier_year() is not None and bool(course(study).blocks)


def has_links(study: Study) -> bool:
    """Tell whether the years can be linked through their criteria: none of them has totals only."""
    return has_course(study) and course(study).has_criteria
