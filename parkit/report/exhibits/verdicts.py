"""Every printed figure of a scheme-year with its verdict, from all checks that the data allow.

`parkit.analysis.reconcile` holds the printed figures against each other. Where units are scored, their printed
totals are also held against their own parts, their ranks against their indices, and their groups against the
scheme's thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from parkit.analysis.claims import graver
from parkit.analysis.known import Known
from parkit.analysis.reconcile import reconcile, summary
from parkit.analysis.totals import TOTAL_COLUMNS, check_totals, copied_totals
from parkit.model.language import fold
from parkit.report.study import Study

EXACT: Final = 12
"""Decimals of a number that was not rounded."""

VERDICTS: Final = ("consistent", "conditional", "impossible", "not_checkable")


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdicts:
    """What is found about one scheme-year.

    Attributes
    ----------
    claims : DataFrame
        One row per figure, check, reading and base, as `parkit.analysis.reconcile.reconcile` gives them, with
        ``base_year``, the year a change is against.
    figures : DataFrame
        One row per figure with ``verdict``, ``reasons`` and the readings that fit; ``is_printed`` is false for a
        level or change that the announcement leaves out. ``total_low`` and ``total_high`` bound the index that the
        parts of a unit give; ``label`` is the group its index gives.
    totals : DataFrame
        Printed totals of units against their parts, as `parkit.analysis.totals.check_totals` gives them.
    copied : DataFrame
        Totals that look copied from another row.
    """

    claims: pd.DataFrame
    figures: pd.DataFrame
    totals: pd.DataFrame
    copied: pd.DataFrame

    def of(self, figure: int) -> pd.DataFrame:
        """Return the claims about one figure."""
        return self.claims[self.claims["figure"].eq(figure)]

    def printed(self) -> pd.DataFrame:
        """Return the figures that are printed."""
        return self.figures[self.figures["is_printed"]]


def judge(study: Study) -> Verdicts:
    """Check every printed figure of the study's year; there must be one."""
    printed = study.data.printed.reset_index(drop=True)
    added = unprinted_indices(study)
    every = pd.concat([printed, added], ignore_index=True) if len(added) else printed
    known = known_facts(study)
    claims = reconcile(
        every,
        units=known.units,
        first_round=known.first_round,
        ties=known.ties,
        rank_decimals=known.rank_decimals,
    )
    helping = claims["figure"].between(len(printed), len(every) - 1)
    own = claims[claims["year"].eq(study.year) & ~helping].reset_index(drop=True)
    against = own["figure"].map(printed["base_year"].astype("Float64")).fillna(study.year - 1)
    own = own.assign(base_year=against.astype(int))
    figures = summary(own).assign(is_printed=lambda rows: rows["figure"].lt(len(printed)))
    totals = _totals(study)
    return Verdicts(
        claims=own,
        figures=_with_groups(study, _with_totals(figures, totals)),
        totals=totals,
        copied=copied_totals(totals),
    )


def known_facts(study: Study) -> Known:
    """Return what the register and the definition of the scheme add to the printed figures."""
    return Known(
        units=unit_counts(study),
        first_round=study.scheme.first_round,
        ties=study.scheme.ties,
        rank_decimals=study.scheme.decimals if study.scheme.ranks_use == "printed" else None,
    )


def unit_counts(study: Study) -> Mapping[tuple[int, str], int]:
    """Return the number of units by year and block: as an incomplete source declares it, otherwise the register's."""
    places = [(year, block) for year in study.data.years() for block in study.scheme.blocks]
    register = {(year, block): len(study.data.units.in_year(year, block)) for year, block in places}
    declared = {
        (year, block): source.units_expected[block]
        for source in study.data.sources
        for year, block in places
        if block in source.units_expected and any(file.startswith(f"{year}/") for file in source.files)
    }
    return {place: count for place, count in (register | declared).items() if count}


def unprinted_indices(study: Study) -> pd.DataFrame:
    """Return, as printed figures, the indices of units that have a printed rank but no printed index beside it.

    A rank says where an index stands, so it can be checked against the scores only together with them. A unit whose
    index is open because a score is missing is left out. An index that the source itself states is as exact as its
    decimals; one computed from points is exact.
    """
    printed = study.printed()
    if study.depth() == "blocks" or not printed["statistic"].eq("rank").any():
        return printed.head(0)
    units = study.units()
    stated = printed.loc[printed["statistic"].eq("index") & printed["source"].isin(["", "appraised"]), "unit"]
    sure = units[units["index_low"].eq(units["index_high"]) & ~units["unit"].isin(stated)]
    rows = sure[["scheme", "year", "block", "unit"]].assign(
        area="",
        criterion="",
        source="",
        statistic="index",
        points=sure["index"],
        max_points=100.0,
        decimals=study.scheme.decimals if study.depth() == "totals" else EXACT,
        reading="",
        text="",
    )
    return rows.reindex(columns=printed.columns).astype(dict.fromkeys(["base_year", "row"], "Int64"))


def _totals(study: Study) -> pd.DataFrame:
    if study.depth() != "areas":
        return pd.DataFrame(columns=list(TOTAL_COLUMNS))
    scores = study.scores()
    surveyed = bool(scores["source"].eq("survey").any())  # means of answers are rounded, appraised points are not
    return check_totals(
        scores,
        study.printed(),
        rule=study.scheme.not_applicable,
        part_decimals=study.scheme.decimals if surveyed else None,
        weights_known=study.scheme.weights_known,
    )


def _with_totals(figures: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Add to the verdict on a unit's total the one its parts give; the graver of the two holds."""
    keys = ["unit", "source", "printed"]
    found = totals.drop_duplicates(keys).set_index(keys)
    total = figures["statistic"].eq("index") & figures["area"].isin(["", "index"])
    by_parts = found.reindex(pd.MultiIndex.from_frame(figures[keys].where(total))).set_axis(figures.index)
    both = _combined(figures, by_parts["verdict"], by_parts["reason"].fillna(""))
    return both.assign(total_low=by_parts["recomputed_low"], total_high=by_parts["recomputed_high"])


def _combined(figures: pd.DataFrame, verdict: pd.Series, reason: pd.Series) -> pd.DataFrame:
    """Add a further verdict to each figure that has one: the graver holds with its reason, equals hold with both.

    A check that could not be made before gives way to one of the same figure that says why, or that could.
    """
    kept = verdict.isna() | graver(figures["verdict"], verdict)
    alike = figures["verdict"].eq(verdict) & figures["verdict"].ne("not_checkable")
    joined = (figures["reasons"] + ", " + reason).str.strip(", ")
    return figures.assign(
        verdict=figures["verdict"].where(kept, verdict),
        reasons=figures["reasons"].where(kept, reason.mask(alike, joined)),
    )


def _with_groups(study: Study, figures: pd.DataFrame) -> pd.DataFrame:
    """Let the verdict of a unit's group be the one its index and the declared thresholds give."""
    if study.depth() == "blocks" or not study.scheme.weights_known:
        return figures.assign(label=None)
    units = study.units().set_index("unit")
    labels = units["band_label"].where(units["index_low"].eq(units["index_high"]))
    label = figures["unit"].where(figures["statistic"].eq("band")).map(labels)
    same = figures["text"].map(fold).eq(label.fillna("").map(fold))
    verdict = same.map({True: "consistent", False: "impossible"}).where(label.notna())
    return _combined(figures, verdict, same.map({True: "", False: "band_differs"})).assign(label=label)
