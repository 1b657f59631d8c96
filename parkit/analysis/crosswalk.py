"""Which criterion of one year is which of another? Through the declared crosswalk, otherwise by code.

A framework is renumbered, split and joined from year to year. Where the scheme declares a crosswalk for a step, it
alone counts: a code it does not list was dropped, or is new, even if the other year uses the same code again.
Several criteria that became one (or one that became several) are compared as their sum.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

import pandas as pd

from parkit.analysis.links import Node, components

CROSSWALK_COLUMNS: Final = ("year_0", "year_1", "code_0", "code_1")

Step = tuple[int, int]
Codes = Mapping[int, set[str]]


def criterion_keys(codes: pd.DataFrame, *, crosswalk: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give every criterion of every year the key under which it is compared over all the years.

    Parameters
    ----------
    codes : DataFrame
        ``scheme``, ``year``, ``criterion``; other columns and repeated rows are ignored.
    crosswalk : DataFrame, optional
        ``year_0``, ``year_1``, ``code_0``, ``code_1``: one row per pair of criteria that are the same. Steps between
        years that it does not mention, and all of them without it, go by code.

    Returns
    -------
    DataFrame
        ``scheme``, ``year``, ``criterion``, ``key``. The key is the code in the latest year that has the criterion;
        of criteria compared as a sum, the codes joined by "+"; with "@" and that year where another, later criterion
        has taken the code over.

    Raises
    ------
    ValueError
        A step of the crosswalk skips a year that is among the years compared.

    Examples
    --------
    >>> codes = pd.DataFrame({"scheme": "x", "year": [2017, 2017, 2018, 2018], "criterion": ["1.1", "1.2"] * 2})
    >>> renumbered = pd.DataFrame({"year_0": [2017], "year_1": [2018], "code_0": ["1.2"], "code_1": ["1.1"]})
    >>> criterion_keys(codes, crosswalk=renumbered)["key"].tolist()
    ['1.1@2017', '1.1', '1.1', '1.2']
    """
    columns = ["scheme", "year", "criterion"]
    seen = codes[columns].drop_duplicates().sort_values(columns, ignore_index=True)
    steps = _steps(crosswalk)
    keys: dict[tuple[str, int, str], str] = {}
    for scheme, rows in seen.groupby("scheme", observed=True):
        names = {int(str(year)): set(part) for year, part in rows.groupby("year")["criterion"]}
        keys |= {(str(scheme), *node): key for node, key in _keys(names, steps).items()}
    rows_in_order = seen.itertuples(index=False, name=None)
    return seen.assign(key=pd.Series([keys[row] for row in rows_in_order], index=seen.index, dtype="str"))


def _steps(crosswalk: pd.DataFrame | None) -> dict[Step, set[tuple[str, str]]]:
    steps: dict[Step, set[tuple[str, str]]] = {}
    if crosswalk is None:
        return steps
    for year_0, year_1, code_0, code_1 in crosswalk[list(CROSSWALK_COLUMNS)].itertuples(index=False, name=None):
        steps.setdefault((int(year_0), int(year_1)), set()).add((str(code_0), str(code_1)))
    return steps


def _keys(names: Codes, steps: Mapping[Step, set[tuple[str, str]]]) -> dict[Node, str]:
    """Return the key of every year and code of one scheme."""
    first, last = min(names), max(names)
    declared = {step: pairs for step, pairs in steps.items() if step[0] < last and step[1] > first}
    timeline = sorted({*names, *(year for step in declared for year in step if first <= year <= last)})
    _refuse_skips(declared, timeline)
    roots = components(((year, code) for year in names for code in names[year]), _links(names, timeline, declared))
    known = {node: root for node, root in roots.items() if node[1] in names.get(node[0], set())}
    labels = _labels(known)
    return {node: labels[root] for node, root in known.items()}


def _refuse_skips(declared: Iterable[Step], timeline: list[int]) -> None:
    for first, last in declared:
        skipped = [year for year in timeline if first < year < last]
        if skipped:
            message = f"the crosswalk from {first} to {last} skips {skipped}: declare each step between years compared"
            raise ValueError(message)


def _links(names: Codes, timeline: list[int], declared: Mapping[Step, set[tuple[str, str]]]) -> list[tuple[Node, Node]]:
    """Walk from year to year; a year that only the crosswalk knows holds the codes that arrive there."""
    there = {year: set(codes) for year, codes in names.items()}
    links: list[tuple[Node, Node]] = []
    for before, after in pairwise(timeline):
        pairs = declared.get((before, after), {(code, code) for code in there[before]})
        started = sorted((old, new) for old, new in pairs if old in there[before])
        arrived = there.setdefault(after, {new for _, new in started})
        links += [((before, old), (after, new)) for old, new in started if new in arrived]
    return links


def _labels(roots: Mapping[Node, Node]) -> dict[Node, str]:
    """Name every component by its codes in its latest year; the latest component keeps a code for itself."""
    members: dict[Node, list[Node]] = {}
    for node, root in roots.items():
        members.setdefault(root, []).append(node)
    labels: dict[Node, str] = {}
    taken: set[str] = set()
    for root in sorted(members, key=lambda root: (-max(members[root])[0], root)):
        latest = max(members[root])[0]
        label = "+".join(sorted(code for year, code in members[root] if year == latest))
        labels[root] = f"{label}@{latest}" if label in taken else label
        taken.add(label)
    return labels
