"""Two years of a study on common ground: which units and criteria are compared, and what each change consists of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import pandas as pd

from parkit.analysis.block_ledger import BLOCK_EFFECTS, UNIT_EFFECTS, block_ledger
from parkit.analysis.comparable import comparable_index
from parkit.analysis.crosswalk import criterion_keys
from parkit.analysis.ledger import EFFECTS, index_ledger, sum_ledger
from parkit.analysis.paired import KEY, in_series
from parkit.analysis.precision import snap
from parkit.analysis.rank_ledger import rank_ledger
from parkit.analysis.successors import match_units
from parkit.report.exhibits.common import enumerate_words, rows_of
from parkit.report.study import Study
from parkit.report.table import Column, Kind
from parkit.report.years import crosswalk, register, rules_changed

RULES: Final = ("reweighting", "new", "dropped")
"""The effects of another framework."""
UNIT_SET: Final = UNIT_EFFECTS[1:]
"""The effects of units that came, went or were merged on the mean of a block."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """The year of a study and an earlier one; everything is computed when it is first asked for.

    A block of which not every unit has an index in both years is compared over those that have: its mean is theirs.
    """

    study: Study
    base: int

    @cached_property
    def series(self) -> pd.DataFrame:
        """Return which units of the two years are compared as one, as `match_units` gives them."""
        return match_units(register(self.study.data), year=self.study.year, base_year=self.base)

    @cached_property
    def units(self) -> pd.DataFrame:
        """Return one row for each unit, or units compared as one: both indices, ranks, change, and where it came from.

        ``kind`` is that of `match_units`; ``status`` says in which years there is an index of all its members.
        A rank is there where one unit stands for itself.
        """
        columns = [*KEY, "year", "points", "max_points", "index", "rank"]
        listed = pd.concat([self.study.units(self.base), self.study.units()])[columns]
        rows = in_series(listed.assign(member=listed["unit"]), self.series)
        sides = [_members(rows[rows["year"].eq(year)]) for year in (self.base, self.study.year)]
        both = sides[0].merge(sides[1], how="outer", on=list(KEY), suffixes=("_0", "_1"))
        kinds = dict(zip(self.series["series"], self.series["kind"], strict=True))
        frame = both.assign(
            change=snap(snap(both["index_1"]) - snap(both["index_0"])),
            rank_change=both["rank_0"] - both["rank_1"],
            kind=[kinds.get(code, "same") for code in both["unit"]],
            status=_statuses(both),
        )
        named = frame.assign(
            name=[self.name(code) for code in frame["unit"]],
            block_name=frame["block"].map(self.study.block_name),
        )
        named = named.assign(origin=[self._origin(row) for row in rows_of(named)])
        return self.study.in_block_order(named, "rank_1", "unit")

    @cached_property
    def partial(self) -> frozenset[str]:
        """Return the blocks compared only over the units with an index in both years."""
        cut_off = {*self.study.cut_off_blocks(), *self.study.cut_off_blocks(self.base)}
        return frozenset(cut_off | set(self.units.loc[self.units["status"].eq("part"), "block"]))

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Return the blocks with a unit that has an index in both years, in the scheme's order."""
        paired = set(self.units.loc[self.units["status"].eq("both"), "block"])
        return tuple(code for code in self.study.scheme.blocks if code in paired)

    @cached_property
    def changed(self) -> frozenset[str]:
        """Return the blocks whose counting criteria or maxima are not those of the earlier year."""
        return frozenset(
            block for block in self.blocks if rules_changed(self.study.data, block, self.base, self.study.year)
        )

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Return the ledger of every unit by criterion."""
        return index_ledger(self.scores, **self._options())

    @cached_property
    def unit_effects(self) -> pd.DataFrame:
        """Return the rows of ``units`` with the effects; NaN for units of one year."""
        sums = sum_ledger(self.ledger)[[*KEY, *EFFECTS]]
        return self.units.merge(sums, how="left", on=list(KEY))

    @cached_property
    def block_rows(self) -> pd.DataFrame:
        """Return the ledger of the blocks' means by criterion, with a row for the units' coming and going."""
        return block_ledger(self.scores, **self._options())

    @cached_property
    def block_sums(self) -> pd.DataFrame:
        """Return the effects on each block's mean, the means, and ``rules``, ``gaps`` and ``unit_set`` together.

        Where the rules are the same, all that is not performance comes from criteria that did not apply or had no
        score in one of the years, so that it counts as ``gaps``.
        """
        sums = self.block_rows.groupby("block")[[*BLOCK_EFFECTS, "effect"]].sum()
        means = self.block_rows.groupby("block")[["mean_0", "mean_1"]].first()
        frame = sums.join(means).reset_index()
        changed = frame["block"].isin(self.changed)
        rules = frame[list(RULES)].sum(axis=1)
        gaps = frame[["not_applicable", "missing"]].sum(axis=1)
        frame = frame.assign(
            rules=rules.where(changed, 0.0),
            gaps=gaps.where(changed, gaps + rules),
            unit_set=frame[list(UNIT_SET)].sum(axis=1),
            change=frame["mean_1"] - frame["mean_0"],
            block_name=frame["block"].map(self.block_name),
        )
        return self.study.in_block_order(frame)

    @cached_property
    def core(self) -> pd.DataFrame:
        """Return the index of both years on the criteria of both, for every unit."""
        least = self.study.scheme.analysis.least_coverage
        return comparable_index(self.scores, **self._options(), least_coverage=least)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Return what moved the rank of every unit that is there in both years."""
        scheme = self.study.scheme
        rows = pd.concat([self.study.scores(self.base), self.study.scores()], ignore_index=True)
        found = rank_ledger(
            rows[rows["block"].isin(self.blocks)],
            year=self.study.year,
            base_year=self.base,
            rule=scheme.not_applicable,
            ties=scheme.ties,
            decimals=scheme.decimals if scheme.ranks_use == "printed" else None,
            crosswalk=crosswalk(self.study.data),
        )
        names = {"name": found["unit"].map(self.study.unit_name)}
        named = found.assign(**names, block_name=found["block"].map(self.study.block_name))
        return self.study.in_block_order(named, "rank_1", "unit")

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Return the rows of both years that are compared, each under the area that its own continues as."""
        rows = pd.concat([self.study.scores(self.base), self.study.scores()], ignore_index=True)
        areas = self._areas()
        rows = rows.assign(area=[areas.get(place, place[1]) for place in zip(rows["year"], rows["area"], strict=True)])
        under = in_series(rows[["year", "block", "unit"]], self.series)
        both = self.units[self.units["status"].eq("both")]
        whole = under["block"].isin(set(self.blocks) - self.partial)
        return rows[whole | (under["block"] + "/" + under["unit"]).isin(both["block"] + "/" + both["unit"])]

    def name(self, series: str) -> str:
        """Return the name of a unit, or of units compared as one."""
        return " + ".join(self.study.unit_name(code) for code in series.split("+"))

    def block_name(self, code: str) -> str:
        """Return the name of a block; with the number of its units where only those of both years count."""
        name = self.study.block_name(code)
        if code not in self.partial:
            return name
        both = self.units["status"].eq("both") & self.units["block"].eq(code)
        return self.study.say("change.block_partial", block=name, n=int(both.sum()))

    def line_name(self, key: str) -> str:
        """Return the name of a criterion or area by the key under which the years are compared.

        The codes of lines compared as a sum are joined by "+"; "@" precedes the year of a line that is gone.
        """
        codes, _, year = key.partition("@")
        years = (int(year),) if year else (self.study.year, self.base)
        names = {
            line.code: line.name.get(self.study.lang)
            for each in reversed(years)
            for line in self.study.data.frameworks[each]
        }
        return " + ".join(names.get(code, code) for code in codes.split("+"))

    def _areas(self) -> dict[tuple[int, str], str]:
        """Return the key of every area of both years: two areas that became one have the same."""
        frameworks = self.study.data.frameworks
        places = [(year, area.code) for year in (self.base, self.study.year) for area in frameworks[year].areas()]
        listed = pd.DataFrame(places, columns=["year", "criterion"]).assign(scheme=self.study.scheme.code)
        keys = criterion_keys(listed, crosswalk=crosswalk(self.study.data))
        return {(row.year, row.criterion): row.key for row in rows_of(keys)}

    def _options(self) -> dict[str, Any]:
        return {
            "year": self.study.year,
            "base_year": self.base,
            "rule": self.study.scheme.not_applicable,
            "crosswalk": crosswalk(self.study.data),
            "series": self.series,
        }

    def _origin(self, row: Any) -> str:  # noqa: ANN401  a row of units
        """Say what a unit was merged from or split into; nothing for one that stayed what it was."""
        if row.kind not in ("merger", "split", "regrouping", "rename"):
            return ""
        codes = row.parts_1 if row.kind == "split" else row.parts_0
        return self.study.say(
            f"change.origin_{row.kind}", units=old_names(self.study, str(codes).split("; "), row.name)
        )


@lru_cache(maxsize=4)
def compared(study: Study) -> Compared:
    """Return the study's year beside the latest earlier year with scores, computed once for all exhibits.

    Raises
    ------
    ValueError
        There is no earlier year with scores; ask ``can_compare`` first.
    """
    base = study.earlier_year()
    if base is None:
        message = "there is no earlier year with scores; ask can_compare first"
        raise ValueError(message)
    return Compared(study=study, base=base)


def can_compare(study: Study) -> bool:
    """Tell whether the study's year and an earlier one have scores of units."""
    return study.depth() != "blocks" and study.earlier_year() is not None


def can_take_apart(study: Study) -> bool:
    """Tell whether the change of some unit can be taken apart: criteria or areas are known in both years."""
    years = (study.earlier_year(), study.year)
    return can_compare(study) and all(study.depth(year) == "areas" for year in years) and bool(compared(study).blocks)


def old_names(study: Study, codes: Iterable[str], successor: str) -> str:
    """Enumerate units, marking those of the same name as what came after them as the former ones."""
    names = (study.unit_name(code) for code in codes)
    marked = (study.say("change.former", name=name) if name == successor else name for name in names)
    return enumerate_words(study, marked)


def heading(study: Study, name: str, kind: Kind = "text", *, label: str = "", sign: bool = False) -> Column:
    """Return a column whose header is the entry ``column_<label or name>`` of ``words/change.toml``."""
    text = study.say(f"change.column_{label or name}", year=study.year, base=study.earlier_year())
    return Column(name, text, kind, study.scheme.decimals, sign)


def shown_effects(study: Study, frame: pd.DataFrame, names: Iterable[str]) -> tuple[str, ...]:
    """Return the effects that are not 0 everywhere when printed; performance always is."""
    least = 0.5 * 10.0**-study.scheme.decimals
    return tuple(name for name in names if name == "performance" or frame[name].abs().max() >= least)


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the members of each series in one year; no index where one of them has none."""
    known = rows["index"].notna()
    parts = rows.assign(n_known=known.astype(int), points=rows["points"].where(known, 0.0))
    found = (
        parts.sort_values("member")
        .groupby(list(KEY))
        .agg(
            n=("member", "size"),
            n_known=("n_known", "sum"),
            points=("points", "sum"),
            max_points=("max_points", "sum"),
            rank=("rank", "first"),
            parts=("member", "; ".join),
        )
    )
    index = (100.0 * found["points"] / found["max_points"]).where(found["n"].eq(found["n_known"]))
    rank = found["rank"].where(found["n"].eq(1))
    return found.assign(index=index, rank=rank).reset_index()[[*KEY, "n", "n_known", "index", "rank", "parts"]]


def _statuses(both: pd.DataFrame) -> list[str]:
    return list(_each_status(both))


def _each_status(both: pd.DataFrame) -> Iterator[str]:
    """Say in which year a series has an index; "part" where some of its members have one and others not."""
    for row in rows_of(both.fillna({"n_0": 0, "n_1": 0, "n_known_0": 0, "n_known_1": 0})):
        if any(0 < known < size for known, size in ((row.n_known_0, row.n_0), (row.n_known_1, row.n_1))):
            yield "part"
        else:
            before, after = pd.notna(row.index_0), pd.notna(row.index_1)
            yield {(True, True): "both", (True, False): "left", (False, True): "new"}.get((before, after), "neither")
