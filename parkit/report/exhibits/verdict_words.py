"""How a printed figure, its place, its recomputed value and the reason of its verdict are put in words."""

import math
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from parkit.analysis.figures import FINAL
from parkit.report.exhibits.common import lower_first, rows_of, upper_first
from parkit.report.exhibits.verdicts import Verdicts
from parkit.report.study import Study

LEVELS: Final = ("mean_index", "index")

_SIGNED: Final = {"change": ("rise", "fall"), "direction": ("direction_rise", "direction_fall")}


def place_text(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures or claims
    """Return where a figure belongs: "Lĩnh vực 3, khối sở"."""
    if figure.unit:
        return study.unit_name(figure.unit)
    if not figure.block:
        return study.block_name("")
    kind = "place_area" if figure.area else "place_whole"
    return study.say(f"reconciliation.{kind}", area=figure.area, block=lower_first(study.block_name(figure.block)))


def named_place_text(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures or claims
    """Return where a figure belongs with the area's name: "Lĩnh vực 3 (Cải cách thủ tục hành chính), khối sở"."""
    if figure.unit or not figure.block or not figure.area:
        return place_text(study, figure)
    block = lower_first(study.block_name(figure.block))
    return study.say("reconciliation.place_named", area=figure.area, name=study.area_name(figure.area), block=block)


def what_text(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return what a figure is: "Điểm bình quân", "Mức giảm"."""
    key = figure.statistic
    if key in _SIGNED and not math.isnan(figure.printed):
        key = _SIGNED[key][int(figure.printed < 0)]
    elif key == "mean_points" and figure.source in {"self", "appraised"}:
        key = f"{key}_{figure.source}"
    return study.say(f"reconciliation.stat_{key}")


def value_text(study: Study, claim: Any) -> str:  # noqa: ANN401  a row of claims
    """Return a recomputed value with its bounds and its unit: "97,82–97,94%"; empty if nothing was recomputed."""
    if math.isnan(claim.recomputed_low) or math.isinf(claim.recomputed_low) or math.isinf(claim.recomputed_high):
        return ""
    if claim.quantity == "change":
        value = study.number(claim.recomputed, sign=True)
    else:
        value = range_text(study, claim.recomputed_low, claim.recomputed_high, _decimals(study, claim.quantity))
    return study.say(f"reconciliation.quantity_{claim.quantity}", value=value)


def middle_text(study: Study, claim: Any) -> str:  # noqa: ANN401  a row of claims
    """Return the value that follows from the digits as printed, with its unit and without bounds."""
    value = study.number(claim.recomputed, _decimals(study, claim.quantity))
    return study.say(f"reconciliation.quantity_{claim.quantity}", value=value)


def range_text(study: Study, low: float, high: float, decimals: int | None = None) -> str:
    """Return both ends of a range, or the one number that both print as."""
    ends = [study.number(low, decimals), study.number(high, decimals)]
    if ends[0] == ends[1]:
        return ends[0]
    return study.say("reconciliation.range", low=ends[0], high=ends[1])


def base_text(study: Study, claim: Any) -> str:  # noqa: ANN401  a row of claims
    """Return what a value was computed from, as printed: "8,32/8,50"."""
    statistics = LEVELS if claim.base == "stated_index" else ("mean_points",)
    if claim.base == "stated_index" and claim.quantity == "points" and _without_maximum(study, claim):
        statistics = ("mean_points",)
    found = printed_text(study, claim, *statistics) if claim.base else ""
    return found or study.say(f"reconciliation.base_{claim.base or 'none'}")


def printed_text(study: Study, place: Any, *statistics: str) -> str:  # noqa: ANN401  a row of figures or claims
    """Return the words in which one of these statistics is printed at a place by the same score source."""
    rows = _printed_at(study, place, *statistics)
    return "" if rows.empty else str(rows["text"].iloc[0])


def recomputed_text(study: Study, verdicts: Verdicts, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return all that can be computed for a figure; empty if that is nothing."""
    if not math.isnan(figure.total_low):
        bounds = range_text(study, figure.total_low, figure.total_high)
        return study.say("reconciliation.quantity_index", value=bounds)
    if isinstance(figure.label, str):
        return figure.label
    claims = verdicts.of(figure.figure)
    if figure.statistic == "change":
        return _earlier_text(study, claims)
    if figure.statistic == "rank":
        claims = claims[claims["reading"].eq(study.scheme.ties)]
    return "; ".join(_distinct(value_text(study, claim) for claim in rows_of(claims)))


def readings_text(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return the readings of a printed change that fit; empty for other figures and where none could be tested."""
    if figure.statistic != "change" or figure.verdict == "not_checkable":
        return ""
    fit, conditional, rejected = (
        names.split(", ") if names else []
        for names in (figure.readings_fit, figure.readings_conditional, figure.readings_impossible)
    )
    if fit and not conditional and not rejected:
        return study.say("reconciliation.readings_all")
    named = [reading_name(study, name) for name in fit]
    named += [
        study.say("reconciliation.reading_conditional", reading=reading_name(study, name)) for name in conditional
    ]
    return "; ".join(named) or study.say("reconciliation.readings_none")


def reading_name(study: Study, reading: str) -> str:
    """Return the name of a reading; a wording that is none of them has one name."""
    known = reading in {"percentage_points", "relative_index", "relative_points", "points", "relative"}
    return study.say(f"reconciliation.reading_{reading if known else 'ambiguous'}")


def reason_text(study: Study, verdicts: Verdicts, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return why a figure has its verdict, or what could not be checked; empty if there is nothing to add."""
    claims = verdicts.of(figure.figure)
    codes = figure.reasons.split(", ") if figure.reasons else []
    by_reading = figure.statistic == "change" and len(codes) > 1
    clause = _clause_of_readings if by_reading else reason_clause
    return upper_first("; ".join(clause(study, code, claims) for code in codes))


def reason_clause(study: Study, code: str, claims: pd.DataFrame) -> str:
    """Return one reason as a clause."""
    base_year = claims["base_year"].iloc[0] if len(claims) else study.year - 1
    other = printed_text(study, next(rows_of(claims)), *LEVELS) if code == "contradicts_index" else ""
    words = {"base_year": base_year, "needed": needed_text(study, claims), "other": other}
    return study.say(f"reconciliation.reason_{code}", **words)


def _clause_of_readings(study: Study, code: str, claims: pd.DataFrame) -> str:
    """Return a reason with the readings of a change that it speaks of."""
    readings = claims.loc[claims["reason"].eq(code), "reading"].unique()
    names = join_or(study, (reading_name(study, reading) for reading in readings))
    return study.say("reconciliation.reason_of_reading", reading=names, reason=reason_clause(study, code, claims))


def needed_text(study: Study, claims: pd.DataFrame) -> str:
    """Return the least earlier maximum under which a reading of the points fits, from each base."""
    needed = claims[claims["needed_maximum"].notna()]
    texts = (
        study.say(
            "reconciliation.needed",
            low=study.number(claim.needed_maximum),
            range=range_text(study, claim.recomputed_low, claim.recomputed_high),
            base=base_text(study, claim),
        )
        for claim in rows_of(needed)
    )
    return join_or(study, texts)


def join_or(study: Study, items: Iterable[str]) -> str:
    """Join alternatives: "a, b hoặc c"."""
    listed = list(items)
    last = f" {study.say('reconciliation.or')} {listed[-1]}" if len(listed) > 1 else "".join(listed)
    return ", ".join(listed[:-1]) + last


def shortest(study: Study, value: float) -> str:
    """Return a number with the fewest decimals that lose nothing, at least one, as maxima are printed."""
    decimals = next((places for places in range(1, 6) if round(value, places) == value), 6)
    return study.number(value, decimals)


def _decimals(study: Study, quantity: str) -> int:
    if quantity in {"units", "rank", "rounds"}:
        return 0
    # One more digit tells an implied maximum of 70 from its neighbours.
    return study.scheme.decimals + 1 if quantity == "maximum" else study.scheme.decimals


def _earlier_text(study: Study, claims: pd.DataFrame) -> str:
    """Return the range of the implied earlier index over all readings and bases; the readings report takes it apart."""
    tested = claims[claims["recomputed"].notna()]
    indices = tested[tested["quantity"].eq("index")]
    told = tested if indices.empty else indices
    if told.empty:
        return ""
    bounds = range_text(study, told["recomputed_low"].min(), told["recomputed_high"].max())
    value = study.say(f"reconciliation.quantity_{told['quantity'].iloc[0]}", value=bounds)
    return study.say("reconciliation.earlier", year=told["base_year"].iloc[0], values=value)


def _printed_at(study: Study, place: Any, *statistics: str) -> pd.DataFrame:  # noqa: ANN401  a row of figures or claims
    printed = study.printed()
    here = printed["block"].eq(place.block) & printed["area"].eq(place.area) & printed["unit"].eq(place.unit)
    source = printed["source"].replace("", FINAL).eq(place.source or FINAL)
    return printed[here & printed["statistic"].isin(statistics) & source]


def _without_maximum(study: Study, claim: Any) -> bool:  # noqa: ANN401  a row of claims
    rows = _printed_at(study, claim, "mean_points", "maximum")
    maximum = rows["max_points"].notna() | rows["statistic"].eq("maximum")
    return not rows.empty and not bool(maximum.any())


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
