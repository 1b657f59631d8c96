"""Do the printed figures fit together? Every figure of an announcement, recomputed and judged.

Nothing is known here about any particular announcement: each figure is held against whatever else the same
announcement prints about the same place, with the rounding of every printed number taken into account.
What a verdict, a reason code, a base or a quantity means stands in `parkit.analysis.claims`.

References
----------
Moore, R. E. (1966), Interval Analysis, Prentice-Hall.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import pandas as pd

from parkit.analysis import check_changes, check_counts, check_levels, check_parts
from parkit.analysis.claims import Finding, claims_frame, summary
from parkit.analysis.figures import Book, Figure, implied_maximum, read_figures
from parkit.analysis.known import Known, read_indices
from parkit.model.scheme import TieRule

__all__ = ["implied_maximum", "reconcile", "summary"]

_Check = Callable[[Book, Figure, Known], Iterable[Finding]]

_INDEX_CHECKS: Final[tuple[_Check, ...]] = (
    check_levels.index_level,
    check_levels.index_maximum,
    check_parts.repeats,
    check_parts.sum_of_parts,
)
_CHECKS: Final[Mapping[str, tuple[_Check, ...]]] = MappingProxyType(
    {
        "mean_points": (check_levels.points_level, check_parts.repeats, check_parts.sum_of_parts),
        "mean_index": _INDEX_CHECKS,
        "index": _INDEX_CHECKS,
        "maximum": (check_levels.stated_maximum, check_parts.repeats),
        "units_at_maximum": (check_counts.unit_count, check_levels.bounds_from_count),
        "change": (check_changes.change,),
        "direction": (check_changes.direction,),
        "rank": (check_counts.printed_rank, check_parts.repeats),
        "band": (check_counts.band,),
        "band_count": (check_counts.group_sum,),
        "rounds": (check_counts.rounds,),
    }
)


def reconcile(
    printed: pd.DataFrame,
    *,
    units: Mapping[tuple[int, str], int] | None = None,
    first_round: int | None = None,
    unit_frame: pd.DataFrame | None = None,
    ties: TieRule = "1224",
    rank_decimals: int | None = None,
) -> pd.DataFrame:
    """Hold every printed figure against everything else that is printed about the same place.

    Parameters
    ----------
    printed : DataFrame
        Printed figures of one scheme, all years; the earlier year's figures are used where they are there.
    units : mapping of (year, block) to int, optional
        The number of units in the register.
    first_round : int, optional
        The year of the first round, from another source than ``printed``.
    unit_frame : DataFrame, optional
        Indices recomputed from scores (`parkit.analysis.score.unit_index`): used for printed ranks and block
        means where the announcement prints no index of the units.
    ties : {"1224", "dense", "consecutive"}
        The tie rule of the scheme: printed ranks are tested under it first, then under the others.
    rank_decimals : int, optional
        Decimals the scheme rounds an index to before it ranks; without it ranks follow the unrounded values.

    Returns
    -------
    DataFrame
        One row per figure × check × reading × base (`parkit.analysis.claims.CLAIM_COLUMNS`): the position
        of the figure in ``printed``, its place and text, the recomputed value with its bounds and the
        quantity it is, the ``reference`` it was held against, the ``limit`` it must not exceed,
        ``verdict`` and ``reason``. Figures numbered beyond the last row of ``printed`` are levels and changes
        that the announcement does not print.
        `summary` gives one row per figure.

    Notes
    -----
    A number with d decimals stands for [x − ½·10⁻ᵈ, x + ½·10⁻ᵈ]; a claim is consistent when the interval
    computed from one side meets the interval of the other, impossible when no pair of values agrees.

    Examples
    --------
    >>> printed = pd.DataFrame({
    ...     "scheme": "x", "year": 2018, "block": "so", "area": "3", "criterion": "3", "unit": "",
    ...     "source": "", "statistic": ["mean_points", "mean_index"], "points": [8.32, 94.9],
    ...     "max_points": [8.5, 100.0], "decimals": [2, 1], "reading": "", "base_year": None,
    ...     "text": ["8,32/8,50", "94,9%"]})
    >>> claims = reconcile(printed).query("check == 'level'")
    >>> claims[["text", "recomputed", "verdict"]].round(2).to_dict("records")
    [{'text': '8,32/8,50', 'recomputed': 97.88, 'verdict': 'consistent'},
     {'text': '94,9%', 'recomputed': 97.88, 'verdict': 'impossible'}]
    """
    book = read_figures(printed)
    known = Known(
        units=units or {},
        first_round=first_round,
        indices=read_indices(unit_frame),
        ties=ties,
        rank_decimals=rank_decimals,
    )
    found = [*_found(book, known), *check_changes.absent_figures(book)]
    return claims_frame((figure.subject(), finding) for figure, finding in found)


def findings(book: Book, figure: Figure, known: Known) -> list[Finding]:
    """Return what every check says of one figure."""
    return [finding for check in _CHECKS[figure.statistic] for finding in check(book, figure, known)]


def _found(book: Book, known: Known) -> Iterator[tuple[Figure, Finding]]:
    for figure in book.figures:
        yield from ((figure, finding) for finding in findings(book, figure, known))
