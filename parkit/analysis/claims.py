"""What a check found: one claim per printed figure, check, reading and base, with a verdict and a reason.

Verdicts
--------
==============  ========================================================================================
verdict         meaning
==============  ========================================================================================
consistent      some value behind the printed digits fits
conditional     it fits only under a condition that is not printed (``reason`` says which)
impossible      no value behind the printed digits fits
not_checkable   a quantity that is needed is not printed (``reason`` says which)
==============  ========================================================================================

Reason codes
------------
=======================  ===========================================================================
code                     meaning
=======================  ===========================================================================
(empty)                  nothing to add
needs_larger_maximum     possible only if the earlier maximum was at least ``needed_maximum``
needs_smaller_maxima     possible only if some units are out of less, because criteria do not apply to them
contradicts_index        fits its maximum, but not the index printed beside it: both cannot be right
above_100_percent        the implied or printed index lies above 100 %
below_zero               the implied earlier value lies below 0
above_maximum            more points than the printed maximum
differs_from_points      the index differs from points over maximum
differs_from_units       the mean differs from the mean of the units' values
differs_from_maximum     points over index give another maximum than the printed one
differs_from_earlier     the implied earlier value differs from the one printed for that year
differs_from_repeat      the same figure is printed elsewhere with another number
differs_from_parts       the total is not the sum of its printed parts
outside_bounds           the mean lies outside the bounds set by the units at the maximum
opposite_sign            the printed change has the other direction
count_above_units        more units counted than there are
units_differ             counted among more units than the register has
units_left_out           counted among fewer units than the register has: possible if some were not assessed
sum_differs              the printed groups leave units out
rounds_differ            the number of rounds does not follow from the first year
rank_differs             the values of the units give another rank
level_not_printed        a change without the level it belongs to
change_not_printed       a level without a change, though the announcement states changes
points_not_printed       no points (or no maximum) to recompute the index from
index_not_printed        no index, printed or recomputed, to rank, group or compare by
mean_not_printed         only bounds of the mean follow; the mean itself is not printed
maximum_not_printed      no maximum is printed to compare with
unit_count_unknown       the number of units is neither printed nor given
first_round_unknown      the year of the first round is not given
thresholds_not_compared  groups of single units are compared elsewhere, from recomputed indices
reading_unknown          the wording of the change is not one that can be tested
nothing_to_compare       the figure stands alone
=======================  ===========================================================================

Bases (what the recomputed value was computed from)
---------------------------------------------------
``points_and_maximum``, ``stated_index``, ``points``, ``implied_maximum`` (points over the index printed beside
them), ``units_at_maximum``, ``unit_values``, ``unit_count``, ``group_counts``, ``first_round``, ``change``,
``repeat`` (the same figure printed elsewhere), ``parts`` (their sum) and the empty text where nothing was recomputed.

Quantities (the unit of the recomputed value)
---------------------------------------------
``index`` in percent; ``points``; ``share_of_maximum``: points in percent of this year's maximum, where only an
index is printed; ``maximum`` in points; ``units``; ``rank``; ``rounds``; ``change`` as printed. ``needed_maximum``
is in points, or in percent of this year's maximum where the quantity is ``share_of_maximum``.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal, NamedTuple

import pandas as pd

from parkit.analysis.intervals import Interval

Verdict = Literal["consistent", "conditional", "impossible", "not_checkable"]
Check = Literal["level", "change", "count", "sum", "direction", "rounds", "maximum", "rank", "band", "repeat", "parts"]

VERDICTS: Final[tuple[Verdict, ...]] = ("consistent", "conditional", "impossible", "not_checkable")
REASONS: Final = (
    "",
    "needs_larger_maximum",
    "needs_smaller_maxima",
    "contradicts_index",
    "above_100_percent",
    "below_zero",
    "above_maximum",
    "differs_from_points",
    "differs_from_units",
    "differs_from_maximum",
    "differs_from_earlier",
    "differs_from_repeat",
    "differs_from_parts",
    "outside_bounds",
    "opposite_sign",
    "count_above_units",
    "units_differ",
    "units_left_out",
    "sum_differs",
    "rounds_differ",
    "rank_differs",
    "level_not_printed",
    "change_not_printed",
    "points_not_printed",
    "index_not_printed",
    "mean_not_printed",
    "maximum_not_printed",
    "unit_count_unknown",
    "first_round_unknown",
    "thresholds_not_compared",
    "reading_unknown",
    "nothing_to_compare",
)
BASES: Final = (
    "",
    "points_and_maximum",
    "stated_index",
    "points",
    "implied_maximum",
    "units_at_maximum",
    "unit_values",
    "unit_count",
    "group_counts",
    "first_round",
    "change",
    "repeat",
    "parts",
)
QUANTITIES: Final = (
    "",
    "index",
    "points",
    "share_of_maximum",
    "maximum",
    "units",
    "rank",
    "rounds",
    "change",
)

_STRENGTH: Final[dict[str, int]] = {"impossible": 0, "not_checkable": 1, "conditional": 2, "consistent": 3}
_OPENNESS: Final[dict[str, int]] = {"impossible": 0, "conditional": 1, "not_checkable": 2, "consistent": 3}
"""Among readings, one that cannot be tested may be the one that is meant, whatever another would need."""
_SEVERITY: Final[dict[str, int]] = {"not_checkable": 0, "consistent": 1, "conditional": 2, "impossible": 3}


class Place(NamedTuple):
    """Where a figure belongs; ``unit`` is empty for a block, ``area`` and ``criterion`` for the total."""

    scheme: str
    year: int
    block: str
    area: str
    criterion: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check says of one figure; ``recomputed`` is in the unit of ``quantity``.

    ``reference`` is the value it was held against, ``limit`` the most it can be.
    """

    check: Check
    verdict: Verdict
    reason: str = ""
    reading: str = ""
    base: str = ""
    quantity: str = ""
    recomputed: Interval | None = None
    reference: float = math.nan
    limit: float = math.nan
    needed_maximum: float = math.nan


_SUBJECT: Final = ("figure", *Place._fields, "source", "statistic", "text", "printed", "decimals")
_ANSWER: Final = (
    *("check", "reading", "base", "quantity", "recomputed_low", "recomputed_high", "recomputed"),
    *("reference", "limit", "needed_maximum", "verdict", "reason"),
)
CLAIM_COLUMNS: Final = (*_SUBJECT, *_ANSWER)
_LISTS: Final = ("readings_fit", "readings_conditional", "readings_impossible", "reasons")


def claims_frame(rows: Iterable[tuple[dict[str, object], Finding]]) -> pd.DataFrame:
    """Put what is known of each figure and each finding side by side, one row each."""
    records = [subject | _flat(finding) for subject, finding in rows]
    frame = pd.DataFrame(records, columns=list(CLAIM_COLUMNS))
    return frame.astype({"figure": int, "decimals": int, "printed": float})


def summary(claims: pd.DataFrame) -> pd.DataFrame:
    """Give one verdict per figure over all its checks, readings and bases.

    Parameters
    ----------
    claims : DataFrame
        The result of `parkit.analysis.reconcile.reconcile`.

    Returns
    -------
    DataFrame
        One row per figure, in order, with ``verdict``, ``readings_fit``, ``readings_conditional`` and
        ``readings_impossible`` (names joined by ", ") and ``reasons`` (codes joined by ", ").

    Notes
    -----
    The readings of a change are alternatives, and so are the levels it may start from: one that fits is enough,
    and a reading that no level can test leaves the question open, even where another fits under a condition.
    Different checks must all hold: one that is impossible makes the figure impossible. A check that cannot be made
    weighs nothing beside one that can. The reasons are those of claims with the final verdict of their check: an
    alternative that is rejected where another fits gives none, nor does a check that cannot be made where another
    casts doubt.
    """
    alternatives = claims["base"].where(claims["check"].ne("change"), "")
    keys = [claims["figure"], claims["check"], alternatives]
    strength = claims["verdict"].map(_STRENGTH)
    readings = _named(strength.groupby([*keys, claims["reading"]], sort=False).max(), _STRENGTH)
    openness = readings.map(_OPENNESS)
    checks = _named(openness.groupby(level=[0, 1, 2], sort=False).max(), _OPENNESS)
    final = checks.reindex(pd.MultiIndex.from_arrays(keys)).set_axis(claims.index)
    decisive = claims["verdict"].eq(final)
    verdicts = _named(checks.map(_SEVERITY).groupby(level=0).max(), _SEVERITY)
    doubted = claims["figure"].map(verdicts).isin(["impossible", "conditional"])
    decisive &= ~(doubted & claims["verdict"].eq("not_checkable"))
    by_reading = readings.rename("verdict").reset_index()
    subjects = claims[list(_SUBJECT)].drop_duplicates("figure").set_index("figure").sort_index()
    return (
        subjects.assign(
            verdict=verdicts,
            readings_fit=_listed(by_reading, "consistent"),
            readings_conditional=_listed(by_reading, "conditional"),
            readings_impossible=_listed(by_reading, "impossible"),
            reasons=_joined(claims[decisive], "reason"),
        )
        .fillna(dict.fromkeys(_LISTS, ""))
        .reset_index()
    )


def outcomes(findings: Iterable[Finding]) -> dict[tuple[str, str], Verdict]:
    """Give one verdict per check, and per base of a level, of the findings about one figure.

    The same rules as in `summary`: among bases of a change the strongest, then among readings the most open.

    >>> outcomes([Finding(check="change", reading="points", verdict="not_checkable"),
    ...           Finding(check="change", reading="percentage_points", verdict="conditional")])
    {('change', ''): 'not_checkable'}
    """
    readings: dict[tuple[str, str], dict[str, Verdict]] = {}
    for finding in findings:
        group = readings.setdefault((finding.check, "" if finding.check == "change" else finding.base), {})
        known = group.get(finding.reading, finding.verdict)
        group[finding.reading] = max(known, finding.verdict, key=_STRENGTH.__getitem__)
    return {key: max(group.values(), key=_OPENNESS.__getitem__) for key, group in readings.items()}


def severity(verdict: Verdict) -> int:
    """Return how grave a verdict is: the most of several checks is that of the figure.

    >>> severity("impossible") > severity("conditional") > severity("consistent") > severity("not_checkable")
    True
    """
    return _SEVERITY[verdict]


def graver(left: pd.Series, right: pd.Series) -> pd.Series:
    """Tell row by row whether the verdict on the left is graver; no verdict is the least grave.

    >>> graver(pd.Series(["impossible", "consistent", "consistent"]), pd.Series(["consistent", "consistent", None]))
    0     True
    1    False
    2     True
    dtype: bool
    """
    return left.map(_SEVERITY).fillna(-1).gt(right.map(_SEVERITY).fillna(-1))


def _flat(finding: Finding) -> dict[str, object]:
    values = asdict(finding)
    interval = finding.recomputed
    values["recomputed_low"] = interval.low if interval else math.nan
    values["recomputed_high"] = interval.high if interval else math.nan
    values["recomputed"] = interval.value if interval else math.nan
    return values


def _named(numbers: pd.Series, order: dict[str, int]) -> pd.Series:
    return numbers.map({number: name for name, number in order.items()})


def _listed(readings: pd.DataFrame, verdict: Verdict) -> pd.Series:
    return _joined(readings[readings["verdict"].eq(verdict)], "reading")


def _joined(rows: pd.DataFrame, column: str) -> pd.Series:
    """Join the distinct texts of each figure, in order of appearance."""
    named = rows[rows[column].ne("")].drop_duplicates(["figure", column])
    return named.groupby("figure")[column].agg(", ".join)
