"""How sure is each rank? Survey errors, rank sets and chances of every unit, block by block, computed once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pandas as pd

from parkit.analysis import normal
from parkit.analysis.index_errors import index_errors
from parkit.analysis.rank_distribution import band_probability, rank_distribution, summarise_ranks
from parkit.analysis.rank_sets import Bootstrap, rank_sets, statistical_ties, top_set
from parkit.report.study import Study

MOST_UNITS: Final = 300
"""Larger blocks are left out: the cost of a unit's own rank set grows with the square of their size, that of the exact
distribution of ranks with the cube."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Certainty:
    """What the surveys leave open.

    Attributes
    ----------
    units : DataFrame
        The rows of `Study.units` with ``standard_error``, ``standard_error_most`` and ``margin`` (half the confidence
        interval) in points of the index; ``own_low``, ``own_high`` (rank set of the unit alone), ``all_low``,
        ``all_high`` (rank sets of the block at once); ``in_top``; ``p_top``, ``band_chance`` in percent;
        ``band_likely`` and ``band_chances`` in words.
    ties : DataFrame
        All pairs with ``tied``, as `statistical_ties`.
    left_out : dict
        Why a listed block is not among the units: "no_survey", "answers_unknown" or "too_large".
    """

    units: pd.DataFrame
    ties: pd.DataFrame
    left_out: dict[str, str]


@lru_cache(maxsize=8)
def certainty(study: Study) -> Certainty:
    """Return what the surveys of a study's year leave open; no frame of it may be changed."""
    errors = _errors(study)
    left_out = {str(block): _reason(rows) for block, rows in errors.groupby("block", sort=False) if _reason(rows)}
    kept = errors[errors["index"].notna() & ~errors["block"].isin(list(left_out))].reset_index(drop=True)
    if kept.empty:
        return Certainty(units=kept, ties=pd.DataFrame(), left_out=left_out)
    ranges = _with_sets(study, kept)
    chances = _with_bands(study, _with_top(study, ranges))
    return Certainty(units=chances, ties=statistical_ties(kept, bootstrap=bootstrap(study)), left_out=left_out)


def bootstrap(study: Study) -> Bootstrap:
    """Return how the critical values are simulated, as the scheme declares it."""
    options = study.scheme.analysis
    return Bootstrap(coverage=options.confidence, draws=options.replications, seed=options.seed)


def answers_of(study: Study) -> pd.DataFrame:
    """Return the survey answers of the year."""
    survey = study.data.survey
    return survey[survey["year"].eq(study.year)]


def _errors(study: Study) -> pd.DataFrame:
    """Add to every unit the standard error of its index; without answers there is no survey."""
    units = study.units()
    worth = study.scheme.survey.worth
    if study.depth() == "blocks" or not worth or answers_of(study).empty:
        return units.assign(standard_error=float("nan"), error_reason="no_survey")
    found = index_errors(study.scores(), answers_of(study), worth, rule=study.scheme.not_applicable)
    added = found.drop(columns=["scheme", "year", "index"])
    errors = units.merge(added, on=["block", "unit"], how="left", validate="one_to_one")
    z = float(normal.quantile(0.5 + study.scheme.analysis.confidence / 2))
    return errors.assign(margin=z * errors["standard_error"])


def _reason(rows: pd.DataFrame) -> str:
    """Say why a block has no errors; one unit without a known error leaves all ranks of its block open."""
    reasons = set(rows.loc[rows["index"].notna(), "error_reason"])
    if "answers_unknown" in reasons:
        return "answers_unknown"
    if len(rows) > MOST_UNITS:
        return "too_large"
    return "" if "" in reasons and len(rows) > 1 else "no_survey"


def _with_sets(study: Study, units: pd.DataFrame) -> pd.DataFrame:
    rule = bootstrap(study)
    own = rank_sets(units, simultaneous=False, bootstrap=rule)
    whole = rank_sets(units, bootstrap=rule)
    return units.assign(
        own_low=own["rank_low"],
        own_high=own["rank_high"],
        all_low=whole["rank_low"],
        all_high=whole["rank_high"],
        in_top=top_set(units, size=study.scheme.analysis.top, bootstrap=rule)["in_set"],
    )


def _with_top(study: Study, units: pd.DataFrame) -> pd.DataFrame:
    chances = summarise_ranks(rank_distribution(units), top=study.scheme.analysis.top)
    return units.assign(p_top=100.0 * units["unit"].map(chances.set_index("unit")["p_top"]))


def _with_bands(study: Study, units: pd.DataFrame) -> pd.DataFrame:
    """Add the likeliest group and the chances of all groups that are worth naming."""
    chances = band_probability(units, study.scheme.bands)
    if chances.empty:
        return units.assign(band_likely=None, band_chance=float("nan"), band_chances=None)
    label = chances[f"band_{study.lang}"].where(chances["band"].notna(), study.say("below_all_bands"))
    ordered = chances.assign(label=label, chance=100.0 * chances["probability"])
    # Of two equal chances the higher group comes first: a value on the threshold is in it.
    ordered = ordered.assign(falling=-ordered["chance"].round(9)).sort_values("falling", kind="stable")
    first = ordered.drop_duplicates("unit").set_index("unit")
    named = ordered[ordered["chance"].ge(0.5)]
    listing = pd.Series(
        [
            study.say("certainty.band_chance", band=band, chance=_chance(study, chance)).replace(" ", "\u00a0")
            for band, chance in zip(named["label"], named["chance"], strict=True)
        ],
        index=named["unit"],
        dtype=object,
    )
    return units.assign(
        band_likely=units["unit"].map(first["label"]),
        band_chance=units["unit"].map(first["chance"]),
        band_chances=units["unit"].map(listing.groupby(level=0).agg("; ".join)),
    )


def _chance(study: Study, chance: float) -> str:
    """Return a chance in whole percent; what is not certain never reads as 100 %."""
    almost = 99.5 <= chance < 100.0 - 1e-9
    return study.say("certainty.almost") if almost else f"{study.number(chance, 0)}%"
