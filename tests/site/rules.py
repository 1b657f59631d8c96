"""What a sentence may say though no cell holds it: counts, sums, means and differences of cells, each by a named rule.

A rule is given the page and the statement, and returns the values it allows and how far the printing of the cells
may take them off. It looks at the rows of the block that the sentence is about.
"""

from collections.abc import Callable
from math import isnan
from statistics import correlation, fmean
from typing import Final

import pandas as pd

from tests.site.numbers import PageText, Section, Statement

Derived = tuple[tuple[float, ...], float]
Rule = Callable[[PageText, Statement], Derived]

HALF: Final = 0.005
"""Half a unit of the last of two printed decimals."""

THRESHOLDS: Final = {
    "weakness-findings": ("80",),  # a level under it counts as low; and the share of the loss the worst criteria make
    "criterion-loss-figure": ("80",),
    "integrity-findings": ("0.25", "0,25"),  # the step that hasty scores fall on
    "trend-findings": ("60",),  # common criteria under it are too few to compare
}
"""Limits that belong to the question asked and not to the data."""


def units_counted(table: str) -> Rule:
    """Allow the number of rows of a table."""
    return lambda page, said: ((sum(len(each.rows) for each in page.about(table, said)),), 0.0)


def units_with(table: str, place: int) -> Rule:
    """Allow the number of rows that have a number in a column."""
    return lambda page, said: ((len(page.column(page.about(table, said), place)),), 0.0)


def rows_of_sections(table: str) -> Rule:
    """Allow the numbers of rows, and of different first cells, of each section."""

    def rule(page: PageText, said: Statement) -> Derived:
        found = page.about(table, said)
        return (*(len(each.rows) for each in found), *(len({row[0] for row in each.rows}) for each in found)), 0.0

    return rule


def spread(table: str, place: int) -> Rule:
    """Allow the distance between the largest and the smallest value of a column."""

    def rule(page: PageText, said: Statement) -> Derived:
        values = page.column(page.about(table, said), place)
        return (max(values) - min(values),) if values else (), 2 * HALF

    return rule


def total(table: str, place: int) -> Rule:
    """Allow the sum of a column, each cell of which may be off by its rounding."""

    def rule(page: PageText, said: Statement) -> Derived:
        values = page.column(page.about(table, said), place)
        return (sum(values),), HALF * len(values)

    return rule


def mean(table: str, *places: int) -> Rule:
    """Allow the mean of each of the columns, and the difference of two of them, over the rows with all of them."""

    def rule(page: PageText, said: Statement) -> Derived:
        rows = [[page.value(row[place]) for place in places] for each in page.about(table, said) for row in each.rows]
        whole = [row for row in rows if not any(map(isnan, row))]
        means = [fmean(column) for column in zip(*whole, strict=True)]
        return (*means, *(last - means[0] for last in means[1:])), 2 * HALF

    return rule


def counted_from(table: str, place: int, least: float) -> Rule:
    """Allow how many cells of a column lie at least so far from zero, one way or the other."""
    return lambda page, said: (
        (sum(abs(value) >= least for value in page.column(page.about(table, said), place)),),
        0.0,
    )


def neighbours_summed(table: str, place: int) -> Rule:
    """Allow the sum of each run of neighbouring rows within a section, or how far that fell."""

    def rule(page: PageText, said: Statement) -> Derived:
        columns = [page.column((each,), place) for each in page.about(table, said)]
        runs = [column[first:end] for column in columns for end in range(len(column) + 1) for first in range(end)]
        sums = list(map(sum, runs))
        return (*sums, *(-value for value in sums)), HALF * max(map(len, runs), default=0)

    return rule


def to_reach(table: str, place: int, share: float) -> Rule:
    """Allow, for each section, how many of the first rows it takes until the running share passes a limit."""

    def rule(page: PageText, said: Statement) -> Derived:
        columns = [page.column((each,), place) for each in page.about(table, said)]
        return tuple(1 + sum(value < share for value in column) for column in columns), 0.0

    return rule


def sizes(table: str) -> Rule:
    """Allow the number of rows of each section."""
    return lambda page, said: (tuple(len(each.rows) for each in page.about(table, said)), 0.0)


def common_level(page: PageText, said: Statement) -> Derived:
    """Allow, for each area, 100 less what is lost there after the parts of the unit and of the pair are taken off."""
    rows = [row for each in page.about("unit-figure", said) for row in each.rows]
    parts = [[page.value(row[place]) for place in (3, 4, 6)] for row in rows]
    return tuple(100 - lost - unit - own for lost, unit, own in parts), 3 * HALF


def full_marks(page: PageText, said: Statement) -> Derived:
    """Allow the number of the criteria in which all units have full marks, and the sum of their weights."""
    rows = [row for each in page.about("integrity-table", said) for row in each.rows]
    weights = [page.value(row[4]) for row in rows if page.value(row[1]) == 100]
    return (len(weights), sum(weights)), 0.05 * len(weights)


def moved_ranks(page: PageText, said: Statement) -> Derived:
    """Allow the mean number of places by which each way of adding up moves a rank from that of the sum in use."""
    rows = [row for each in page.about("aggregation-table", said) for row in each.rows]
    ranks = [[page.value(cell) for cell in row[1:]] for row in rows]
    first, *others = [list(column) for column in zip(*ranks, strict=True)]
    return tuple(fmean(abs(a - b) for a, b in zip(first, other, strict=True)) for other in others), 0.0


def order_kept(page: PageText, said: Statement) -> Derived:
    """Allow Spearman's correlation of the two ranks of each section, over the units with both."""
    return tuple(_spearman(page, each) for each in page.about("trend-figure", said)), 0.0


def _spearman(page: PageText, section: Section) -> float:
    pairs = [(page.value(row[4]), page.value(row[5])) for row in section.rows]
    whole = pd.DataFrame([pair for pair in pairs if not any(map(isnan, pair))]).rank()
    return correlation(list(whole[0]), list(whole[1]))


def replications(page: PageText, said: Statement) -> Derived:
    """Allow the number of rows of the file of replications that the page offers."""
    del said
    return (page.downloaded_rows("choice-table"),), 0.0


RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "ranking-findings": (spread("ranking-table", 2),),
    "choice-findings": (replications, moved_ranks),
    "trend-findings": (mean("trend-figure", 1, 2), order_kept, neighbours_summed("change-figure", 1)),
    "change-figure": (neighbours_summed("change-figure", 1),),
    "trend-figure": (units_counted("trend-figure"),),
    "rank-change-table": (
        *(units_counted("rank-change-table"), counted_from("rank-change-table", 3, 1)),
        counted_from("rank-change-table", 5, 0.5),
    ),
    "slope-table": (units_counted("slope-table"),),
    "weakness-findings": (
        *(total("loss-table", 1), units_with("unit-table", 1), mean("unit-table", 2)),
        *(sizes("criterion-loss-figure"), to_reach("criterion-loss-figure", 4, 80)),
    ),
    "criterion-loss-figure": (sizes("criterion-loss-figure"), to_reach("criterion-loss-figure", 4, 80)),
    "systemic-findings": (common_level,),
    "lasting-findings": (rows_of_sections("lasting-unit-table"),),
    "integrity-findings": (sizes("integrity-table"), full_marks, mean("self-figure", 1)),
}
"""The rules of each exhibit; one that is not named here says nothing but what its page's tables hold."""
