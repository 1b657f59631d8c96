"""What a sentence may say though no cell holds it: counts, sums, means and differences of cells, each by a named rule.

A rule is given the page and the statement, and returns the values it allows and how far the printing of the cells
may take them off. It looks at the rows of the block that the sentence is about.
"""

import re
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
    "profile-loss-table": ("3",),  # so many criteria are named as the costliest
    "profile-standing": ("99",),  # from this chance on a group is all but sure
    "readings-figure": ("100",),  # no index can be above it
    "target-findings": ("3",),  # so many criteria are few
    "weakness-findings": ("80",),  # a level under it counts as low; and the share of the loss the worst criteria make
    "criterion-loss-figure": ("80",),
    "integrity-findings": ("0.25", "0,25"),  # the step that hasty scores fall on
    "trend-findings": ("60",),  # common criteria under it are too few to compare
}
"""Limits that belong to the question asked and not to the data."""

_VERDICTS: Final = "✓◐✗○"
_MAXIMUM: Final = re.compile(r"\d+[.,]\d+/(\d+[.,]\d+)")
_RANK: Final = re.compile(r"\b(?:rank|hạng) \d+$")
_CHANGE: Final = re.compile(r"(?:tăng|giảm)\D*\d")
"""A change as sources print it: the words are theirs on pages of every language."""


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


def positive(table: str, place: int) -> Rule:
    """Allow how many cells of a column are above zero, and how many rows the table has."""

    def rule(page: PageText, said: Statement) -> Derived:
        found = page.about(table, said)
        return (sum(value > 0 for value in page.column(found, place)), sum(len(each.rows) for each in found)), 0.0

    return rule


def first_rows(table: str, place: int, most: int) -> Rule:
    """Allow the sum of the first cells of a column, printed with one decimal."""
    return lambda page, said: ((sum(page.column(page.about(table, said), place)[:most]),), 0.05 * most)


def less(table: str, place: int, other: int) -> Rule:
    """Allow the sum of a column of whole numbers less that of another."""

    def rule(page: PageText, said: Statement) -> Derived:
        found = page.about(table, said)
        return (sum(page.column(found, place)) - sum(page.column(found, other)),), 0.0

    return rule


def areas_with_level(page: PageText, said: Statement) -> Derived:
    """Allow the number of areas of the block, and of those that have a level."""
    block = said.text.partition(":")[0]
    rows = [row for each in page.sections("area-figure") for row in each.rows if row[1] == block]
    return (len({row[0] for row in rows}), len({row[0] for row in rows if not isnan(page.value(row[2]))})), 0.0


def areas_below(page: PageText, said: Statement) -> Derived:
    """Allow the number of areas of the block that have a level, and of those that some level puts under 80."""
    rows = [(row[0], page.value(row[1])) for each in page.about("loss-table", said) for row in each.rows]
    known = {name for name, level in rows if not isnan(level)}
    return (len(known), len({name for name, level in rows if level < 80})), 0.0


def units_of_block(page: PageText, said: Statement) -> Derived:
    """Allow the number of units of the block that have an index; the block stands in the table."""
    block = said.text.partition(":")[0]
    named = [each for each in page.sections("ranking-table") if each.heading.startswith(block)]
    return tuple(len(page.column((each,), 2)) for each in named), 0.0


def problems_by_severity(page: PageText, said: Statement) -> Derived:
    """Allow the number of places of all problems, of errors, and of warnings."""
    del said
    rows = [row for each in page.sections("problem-table") for row in each.rows]
    counts = {mark: sum(int(row[4]) for row in rows if row[0].startswith(mark)) for mark in ("✗", "!")}
    return (sum(counts.values()), *counts.values()), 0.0


def significant(page: PageText, said: Statement) -> Derived:
    """Allow the number of units whose slope is up, and down, with a p-value under 0.05."""
    rows = [row for each in page.about("slope-table", said) for row in each.rows]
    slopes = [page.value(row[3]) for row in rows if page.value(row[4]) < 0.05]
    return (sum(slope > 0 for slope in slopes), sum(slope < 0 for slope in slopes)), 0.0


def against_the_rest(page: PageText, said: Statement) -> Derived:
    """Allow the number of criteria whose correlation with the rest is below the limit of the block."""
    block = said.text.partition(":")[0]
    limits = [page.value(row[7]) for each in page.sections("scoring-table") for row in each.rows if row[0] == block]
    values = page.column(page.about("integrity-table", said), 3)
    return tuple(sum(value < limit for value in values) for limit in limits), 0.0


def units_by_goal(page: PageText, said: Statement) -> Derived:
    """Allow how many units aim at a group, how many at a rank, and how many of each need three criteria at most."""
    rows = [row for each in page.about("target-table", said) for row in each.rows]
    kinds = [[row for row in rows if bool(_RANK.search(row[2])) is aims] for aims in (True, False)]
    few = [sum(page.value(row[4]) <= 3 for row in kind) for kind in kinds]
    return (*map(len, kinds), *few), 0.0


def goal_lines(page: PageText, said: Statement) -> Derived:
    """Allow the number of criteria of a way: a row each, but for the last row that stands for many and says so."""
    rows = [row for each in page.about("profile-goal-table", said) for row in each.rows]
    many = page.value(rows[-1][0]) if rows and isnan(page.value(rows[-1][1])) else 1
    return (len(rows) - 1 + many,), 0.0


def moved_since(page: PageText, said: Statement) -> Derived:
    """Allow the difference of the index between the two years of the table of changes of a profile."""
    del said
    values = page.column(page.sections("profile-change"), 1)
    return (values[1] - values[0],), 2 * HALF


def verdicts(page: PageText, said: Statement) -> Derived:
    """Allow how many printed figures there are, and how many of them, and of each kind of them, have each verdict."""
    del said
    found = pd.DataFrame(_printed_figures(page), columns=["kind", "verdict"])
    counts = found["verdict"].value_counts().reindex(list(_VERDICTS), fill_value=0)
    return (len(found), *counts, *found.value_counts()), 0.0


def _printed_figures(page: PageText) -> list[tuple[str, str]]:
    """Return kind and verdict of every printed figure; what is not printed stands in brackets."""
    rows = [row for each in page.sections("verdict-table") for row in each.rows]
    return [(row[0].rpartition(": ")[2], row[3][0]) for row in rows if not row[1].startswith("(")]


def printed_maxima(page: PageText, said: Statement) -> Derived:
    """Allow each maximum that stands after a stroke in the words of the source, which has its own decimal sign."""
    del said
    texts = [row[1] for each in page.sections("verdict-table") for row in each.rows]
    found = [_MAXIMUM.fullmatch(text) for text in texts]
    return tuple(float(match[1].replace(",", ".")) for match in found if match), 0.0


def changes_by_readings(page: PageText, said: Statement) -> Derived:
    """Allow how many changes are printed, and how many fit every reading, some, or none, or have none to be tested."""
    del said
    rows = [row for each in page.sections("verdict-table") for row in each.rows]
    printed = sum(bool(_CHANGE.match(row[1])) for row in rows)
    tried: dict[tuple[str, str, str], set[str]] = {}
    for each in page.sections("readings-table"):
        for row in each.rows:
            tried.setdefault((each.heading, row[0], row[1]), set()).add(row[7][0])
    every = sum(marks == {"✓"} for marks in tried.values())
    none = sum(marks == {"✗"} for marks in tried.values())
    return (printed, every, none, len(tried) - every - none, printed - len(tried)), 0.0


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
    "overview-findings": (areas_with_level,),
    "ranking-findings": (spread("ranking-table", 2), units_of_block),
    "choice-findings": (replications, moved_ranks),
    "trend-findings": (mean("trend-figure", 1, 2), order_kept, neighbours_summed("change-figure", 1)),
    "change-figure": (neighbours_summed("change-figure", 1),),
    "trend-figure": (units_counted("trend-figure"),),
    "rank-change-table": (
        *(units_counted("rank-change-table"), counted_from("rank-change-table", 3, 1)),
        counted_from("rank-change-table", 5, 0.5),
    ),
    "slope-table": (units_counted("slope-table"), significant),
    "weakness-findings": (
        *(total("loss-table", 1), units_with("unit-table", 1), mean("unit-table", 2)),
        *(sizes("criterion-loss-figure"), to_reach("criterion-loss-figure", 4, 80), areas_below),
    ),
    "criterion-loss-figure": (sizes("criterion-loss-figure"), to_reach("criterion-loss-figure", 4, 80)),
    "systemic-findings": (common_level,),
    "lasting-findings": (rows_of_sections("lasting-unit-table"),),
    "target-findings": (units_by_goal,),
    "integrity-findings": (
        *(sizes("integrity-table"), full_marks, against_the_rest),
        *(mean("self-figure", 1), positive("self-figure", 4)),
    ),
    "verdict-findings": (verdicts, changes_by_readings, printed_maxima),
    "quality-findings": (
        *(units_counted("cell-table"), *(total("cell-table", place) for place in (1, 2, 3, 4, 5, 6, 8))),
        *(less("cell-table", 8, 2), problems_by_severity),
    ),
    "problem-table": (problems_by_severity,),
    "profile-area-figure": (positive("profile-area-figure", 6),),
    "profile-change": (moved_since,),
    "profile-loss-table": (total("profile-loss-table", 1), first_rows("profile-loss-table", 2, 3)),
    "profile-goal-table": (total("profile-goal-table", 3), goal_lines),
}
"""The rules of each exhibit; one that is not named here says nothing but what its page's tables hold."""
