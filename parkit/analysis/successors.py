"""How does a unit go on when it is merged, split or renamed? Series over time by the register, never by name.

Of the five departments merged in 2025 four kept an old name for a new unit; a name says nothing. The register says
who succeeded whom: a merged unit continues the pooled points of its parts, a split one lives on as the pool of its
parts, a renamed one as itself. Succession counts only within a block: a new level (communes) starts a new series,
an abolished one (districts) ends.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.groups import group
from parkit.analysis.lineage import REGISTER_COLUMNS, Lineage, succession
from parkit.analysis.links import Node, components
from parkit.model.units import UnitRegister

BEGINNINGS: Final = ("always", "rename", "merger", "split", "regrouping", "new_level", "new")
ENDINGS: Final = ("", "rename", "merger", "split", "regrouping", "level_abolished", "abolished")


def register_frame(register: UnitRegister) -> pd.DataFrame:
    """Return a scheme's register as the frame that the functions here read.

    Returns
    -------
    DataFrame
        ``code``, ``block``, ``valid_from``, ``valid_to`` (date or None), ``successors`` (codes joined by ";").
    """
    rows = [(unit.code, unit.block, unit.valid_from, unit.valid_to, ";".join(unit.successors)) for unit in register]
    return pd.DataFrame(rows, columns=list(REGISTER_COLUMNS), dtype=object)


def unit_events(register: pd.DataFrame) -> pd.DataFrame:
    """Say how every unit began and ended.

    Parameters
    ----------
    register : DataFrame
        `REGISTER_COLUMNS`, as `register_frame` gives them.

    Returns
    -------
    DataFrame
        One row per unit in order of ``code``: ``unit``, ``block``, ``begin`` (one of `BEGINNINGS`) with the codes it
        came from, ``parts``, and ``end`` (one of `ENDINGS`) with those that follow, ``followers``, joined by "; ".

    Notes
    -----
    A merger has several parts and one follower, a split one part and several followers, a regrouping several of
    both. A level is new where no unit of the block was there from the start, abolished where all of the block ended
    without a follower in it.

    Examples
    --------
    >>> from datetime import date
    >>> register = pd.DataFrame({"code": ["a", "b", "c"], "block": "so", "valid_from": [None, None, date(2025, 3, 1)],
    ...     "valid_to": [date(2025, 2, 28), date(2025, 2, 28), None], "successors": ["c", "c", ""]})
    >>> unit_events(register)[["unit", "begin", "parts", "end"]].values.tolist()
    [['a', 'always', '', 'merger'], ['b', 'always', '', 'merger'], ['c', 'merger', 'a; b', '']]
    """
    tree = Lineage.read(register)
    codes = sorted(tree.lives)
    return pd.DataFrame(
        {
            "unit": codes,
            "block": [tree.lives[code].block for code in codes],
            "begin": [tree.beginning(code) for code in codes],
            "parts": ["; ".join(sorted(tree.parents[code])) for code in codes],
            "end": [tree.ending(code) for code in codes],
            "followers": ["; ".join(sorted(tree.children[code])) for code in codes],
        }
    )


def match_units(register: pd.DataFrame, *, year: int, base_year: int) -> pd.DataFrame:
    """Say which units of two years are compared with which, as one partition of both years.

    Parameters
    ----------
    register : DataFrame
        `REGISTER_COLUMNS`.
    year, base_year : int
        Units count in a year if they exist at its end.

    Returns
    -------
    DataFrame
        One row per unit and year: ``year``, ``block``, ``unit``, ``series`` (the code under which it is compared: of
        ``year`` if one unit is left, of the split unit if there was one, else the codes joined by "+") and ``kind``
        "same", "rename", "merger", "split", "regrouping", "entry" or "exit".

    Examples
    --------
    >>> from datetime import date
    >>> register = pd.DataFrame({"code": ["a", "b", "c"], "block": "so", "valid_from": [None, None, date(2025, 3, 1)],
    ...     "valid_to": [date(2025, 2, 28), date(2025, 2, 28), None], "successors": ["c", "c", ""]})
    >>> match_units(register, year=2025, base_year=2024)[["year", "unit", "series", "kind"]].values.tolist()
    [[2024, 'a', 'c', 'merger'], [2024, 'b', 'c', 'merger'], [2025, 'c', 'c', 'merger']]
    """
    tree = Lineage.read(register)
    before, after = ([code for code in tree.lives if tree.lives[code].exists_in(each)] for each in (base_year, year))
    nodes: list[Node] = [*((base_year, code) for code in before), *((year, code) for code in after)]
    links: list[tuple[Node, Node]] = [
        ((base_year, old), (year, new)) for old in before for new in tree.reaches(old, set(after))
    ]
    roots = components(nodes, links)
    members: dict[Node, list[Node]] = {}
    for node in sorted(nodes):
        members.setdefault(roots[node], []).append(node)
    rows = [
        (node[0], tree.lives[node[1]].block, node[1], *_name(together, base_year))
        for together in members.values()
        for node in together
    ]
    columns = ["year", "block", "unit", "series", "kind"]
    return pd.DataFrame(rows, columns=columns).sort_values(columns[:3], ignore_index=True)


def series_members(register: pd.DataFrame, *, years: Iterable[int]) -> pd.DataFrame:
    """Say which units make up every series in every year.

    Parameters
    ----------
    register : DataFrame
        `REGISTER_COLUMNS`.
    years : iterable of int
        The years of the series.

    Returns
    -------
    DataFrame
        ``year``, ``block``, ``series`` (the code of its unit), ``unit``: the members that exist at the end of the
        year. A unit can be in several series: in its own, and in the pool of the unit it went into.

    Notes
    -----
    Every unit has a series except a renamed one, which goes on under its new code. Back in time a series holds the
    parts of its unit as long as nothing of them went elsewhere; a part of a split has no past of its own, because
    nobody knows which of the old points were its. Forward in time a split unit goes on as the pool of its parts.
    """
    tree = Lineage.read(register)
    heads = [code for code in tree.lives if tree.ending(code) != "rename"]
    rows = [
        (year, tree.lives[head].block, head, code)
        for head in heads
        for code in sorted(tree.past(head) | tree.future(head))
        for year in years
        if tree.lives[code].exists_in(year)
    ]
    columns = ["year", "block", "series", "unit"]
    return pd.DataFrame(rows, columns=columns).sort_values(["block", "series", "year", "unit"], ignore_index=True)


def unit_series(unit_frame: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Follow every unit over the years, through mergers, splits and changes of name.

    Parameters
    ----------
    unit_frame : DataFrame
        ``scheme``, ``year``, ``block``, ``unit``, ``points``, ``max_points``, ``index`` of one scheme, as
        `parkit.analysis.score.unit_index` gives them.
    register : DataFrame
        `REGISTER_COLUMNS`.

    Returns
    -------
    DataFrame
        One row per scheme, block, ``series`` and year in which a member was scored: ``kind`` "own", "renamed" (its
        only member had another code) or "pooled", ``parts`` (the members, joined by "; "), ``n_parts``, ``points``,
        ``max_points``, ``index`` = 100 · Σp / Σm over the members, ``reason``: "part_missing" (and no index) where a
        member of the year has none.

    Raises
    ------
    ValueError
        A unit has an index in a year in which the register does not have it.

    Examples
    --------
    >>> from datetime import date
    >>> register = pd.DataFrame({"code": ["a", "b", "c"], "block": "so", "valid_from": [None, None, date(2025, 3, 1)],
    ...     "valid_to": [date(2025, 2, 28), date(2025, 2, 28), None], "successors": ["c", "c", ""]})
    >>> units = pd.DataFrame({"scheme": "x", "block": "so", "year": [2024, 2024, 2025], "unit": ["a", "b", "c"],
    ...     "points": [80.0, 30.0, 90.0], "max_points": [100.0, 50.0, 100.0], "index": [80.0, 60.0, 90.0]})
    >>> found = unit_series(units, register).query("series == 'c'")
    >>> found[["year", "kind", "parts", "index"]].round(2).values.tolist()
    [[2024, 'pooled', 'a; b', 73.33], [2025, 'own', 'c', 90.0]]
    """
    members = series_members(register, years=sorted(int(year) for year in unit_frame["year"].unique()))
    scored = unit_frame[["scheme", "year", "block", "unit", "points", "max_points", "index"]]
    rows = members.merge(scored, how="left", on=["year", "block", "unit"])
    _refuse_unregistered(scored, members)
    known = rows["index"].notna()
    keys = ["block", "series", "year"]
    parts = rows[["points", "max_points"]].where(known, 0.0).assign(n_parts=1, n_known=known.astype(int))
    sums = group(rows, keys).sum(parts)
    sums = sums[sums["n_known"].gt(0)]
    names = rows.groupby(keys)["unit"].agg("; ".join).rename("parts").reset_index()
    frame = sums.merge(names, on=keys).merge(_scheme_of(rows, keys), on=keys)
    return _series_rows(frame)


def _name(together: list[Node], base_year: int) -> tuple[str, str]:
    """Return the series' code and the kind of succession of units that are compared as one."""
    before = [code for year, code in together if year == base_year]
    after = [code for year, code in together if year != base_year]
    if not before or not after:
        return together[0][1], "exit" if before else "entry"
    if before == after and len(before) == 1:
        return before[0], "same"
    kind = succession(len(before), len(after))
    return (before[0] if kind == "split" else "+".join(after)), kind


def _refuse_unregistered(scored: pd.DataFrame, members: pd.DataFrame) -> None:
    """Refuse scores that no series would hold: nothing may be dropped without a word."""
    keys = ["year", "block", "unit"]
    marked = scored[scored["index"].notna()].merge(members[keys].drop_duplicates(), how="left", on=keys, indicator=True)
    strangers = marked[marked["_merge"].eq("left_only")]
    if len(strangers):
        listed = sorted({f"{unit} in {year}" for year, unit in zip(strangers["year"], strangers["unit"], strict=True)})
        message = f"the register does not have in these years: {', '.join(listed)}"
        raise ValueError(message)


def _scheme_of(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows[rows["scheme"].notna()].drop_duplicates(keys)[[*keys, "scheme"]]


def _series_rows(frame: pd.DataFrame) -> pd.DataFrame:
    complete = frame["n_known"].eq(frame["n_parts"])
    kind = np.select([frame["n_parts"].gt(1), frame["parts"].ne(frame["series"])], ["pooled", "renamed"], "own")
    described = frame.assign(
        kind=kind,
        points=frame["points"].where(complete),
        max_points=frame["max_points"].where(complete),
        index=100.0 * frame["points"] / frame["max_points"].where(complete),
        reason=np.where(complete, "", "part_missing"),
    )
    columns = ["scheme", "block", "series", "year", "kind", "parts", "n_parts", "points", "max_points", "index"]
    return described[[*columns, "reason"]].sort_values(columns[:4], ignore_index=True)
