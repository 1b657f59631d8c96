"""What would explain a figure that cannot be right? The single causes after which everything fits again.

For every impossible figure each proposal of `parkit.analysis.hypotheses` and `parkit.analysis.recipes` is put to the
test: with it, every check that failed must hold, and no other figure of the announcement may come off worse than
before. What passes is a hypothesis, never a correction: which number is wrong is not known.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import pandas as pd

from parkit.analysis.check_parts import parts_of
from parkit.analysis.claims import Finding, Place, Verdict, outcomes, severity
from parkit.analysis.figures import INDEX_STATISTICS, LEVEL_STATISTICS, TOTAL, Book, Figure, read_figures
from parkit.analysis.hypotheses import HYPOTHESES, NUMBERS, Proposal, copies, proposals
from parkit.analysis.known import Known
from parkit.analysis.recipes import recipes
from parkit.analysis.reconcile import findings

EXPLANATION_COLUMNS: Final = (
    *("figure", "order", "hypothesis", "changed", "what", "printed", "value", "decimals", "reading", "other"),
    *("tried", "fitting", "clears"),
)
_Outcome = Mapping[tuple[str, str], Verdict]
_COMMON: Final = 3
"""A cause that clears so many figures at once is not searched for again at each of them."""

_BY_ITSELF: Final = ("level", "")
"""The check of a level that needs no other figure."""

_MOST_RANKS: Final = 3
"""How many units' indices are tried for one impossible rank: those farthest from their own rank."""


def explain(printed: pd.DataFrame, *, known: Known | None = None, doubted: Collection[int] = ()) -> pd.DataFrame:
    """Search the single causes that would explain each impossible figure.

    Parameters
    ----------
    printed : DataFrame
        Printed figures of one scheme, as for `parkit.analysis.reconcile.reconcile`.
    known : Known, optional
        What the register and the scores add, as for the checks themselves.
    doubted : collection of int
        Positions of further figures that are suspect for another reason, such as a total that looks copied; for
        them only numbers that stand elsewhere in print are proposed.

    Returns
    -------
    DataFrame
        One row per figure and explanation (`EXPLANATION_COLUMNS`), the best first: ``figure``, the position of the
        impossible one; ``order`` from 1; ``hypothesis``; ``changed``, the figure that would be printed otherwise,
        and ``what`` of it (`parkit.analysis.hypotheses.CHANGED`), from ``printed`` to ``value`` with ``decimals``;
        ``reading``; ``other``, the figure that the number was copied from or exchanged with. ``tried`` counts the
        numbers that this hypothesis could have proposed for the changed figure and ``fitting`` those that fit, so
        their ratio is the share that fits by chance at worst; ``clears`` counts the impossible figures that this
        one cause explains. A figure without any row has no explanation among the hypotheses.

    Notes
    -----
    A proposal passes when every check of the figure that failed becomes consistent and no check of any figure that
    it touches becomes graver, all by interval arithmetic (Moore 1966). Explanations are ordered by the number of
    impossible figures they clear (one cause for all), then by the order of the hypotheses, then the figure's own
    number before its neighbours', then by how close the new number comes to what the other figures give.

    Examples
    --------
    >>> printed = pd.DataFrame({
    ...     "scheme": "x", "year": 2018, "block": "so", "area": "3", "criterion": "3", "unit": "",
    ...     "source": "", "statistic": ["mean_points", "mean_index"], "points": [8.32, 94.9],
    ...     "max_points": [8.5, 100.0], "decimals": [2, 1], "reading": "", "base_year": None,
    ...     "text": ["8,32/8,50", "94,9%"]})
    >>> explain(printed)[["hypothesis", "printed", "value", "tried", "fitting"]].values.tolist()
    [['digit_slip', 94.9, 97.9, 26, 1]]
    """
    search = _Search.of(read_figures(printed), known or Known())
    rows: list[dict[str, object]] = []
    common: list[_Passed] = []
    for figure in search.book.figures:
        if search.is_impossible(figure.number):
            passed = [item for item in common if figure.number in item.cleared]
            passed = passed or _passing(search, figure, _proposed(search, figure))
            common += [item for item in passed if len(item.cleared) >= _COMMON and item not in common]
        elif figure.number in doubted:
            passed = _passing(search, figure, copies(search.book, figure))
        else:
            continue
        ordered = sorted(passed, key=partial(_merit, figure))
        rows += [_row(search, figure, item) | {"order": place} for place, item in enumerate(ordered, start=1)]
    frame = pd.DataFrame(rows, columns=list(EXPLANATION_COLUMNS))
    return frame.astype({"figure": int, "order": int, "changed": int, "other": "Int64", "printed": float})


def best_causes(explanations: pd.DataFrame) -> pd.DataFrame:
    """Put the explanations of all figures in one order, each cause once.

    Returns
    -------
    DataFrame
        The rows of `explain` without repeated causes, ordered as there; ``figure`` is the first it explains.
    """
    hypothesis = explanations["hypothesis"].mask(explanations["what"].eq("maximum"), "other_maximum")
    order = hypothesis.map({name: place for place, name in enumerate(HYPOTHESES)})
    swapped = explanations["hypothesis"].eq("swapped")
    pairs = explanations[["changed", "other"]].astype("Int64")
    keyed = explanations.assign(
        by=order,
        own=explanations["figure"].ne(explanations["changed"]),
        fewer=-explanations["clears"],
        one=pairs.min(axis=1).where(swapped, pairs["changed"]),
        two=pairs.max(axis=1).where(swapped, pairs["other"]),
        number=explanations["value"].mask(swapped),
    )
    ordered = keyed.sort_values(["fewer", "by", "own", "order"], kind="stable")
    unique = ordered.drop_duplicates(["hypothesis", "what", "number", "reading", "one", "two"])
    return unique[list(EXPLANATION_COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True)
class _Search:
    """An announcement with the outcome of every check as it is printed, and what was already tried."""

    book: Book
    known: Known
    before: Mapping[int, _Outcome]
    by_area: Mapping[tuple[str, str], list[int]]
    tested: dict[object, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, known: Known) -> "_Search":
        by_area: dict[tuple[str, str], list[int]] = defaultdict(list)
        for figure in book.figures:
            by_area[figure.place.area, figure.place.criterion].append(figure.number)
        before = {figure.number: outcomes(findings(book, figure, known)) for figure in book.figures}
        return cls(book, known, before, by_area)

    def is_impossible(self, number: int) -> bool:
        return "impossible" in self.before[number].values()

    def failed(self, number: int) -> set[tuple[str, str]]:
        return {key for key, verdict in self.before[number].items() if verdict == "impossible"}

    def touched(self, edits: Iterable[int]) -> set[int]:
        """Return every figure that a check reads together with an edited one: its area, and its unit's totals."""
        found: set[int] = set()
        for number in edits:
            place, kind = self.book.figures[number].place, self.book.figures[number].kind
            found.update(self.by_area[place.area, place.criterion])
            totals = (self.book.at(each, *LEVEL_STATISTICS, source=kind) for each in _totals(place))
            found.update(item.number for items in totals for item in items)
        return found


def _totals(place: Place) -> list[Place]:
    return [place._replace(area=name, criterion=name) for name in TOTAL]


def _proposed(search: _Search, figure: Figure) -> Iterator[Proposal]:
    """Go through the proposals for a figure and for every figure it was held against."""
    yield from recipes(search.book, figure, search.known)
    for item in _held_against(search, figure):
        yield from proposals(search.book, item, search.known)


def _passing(search: _Search, figure: Figure, proposed: Iterable[Proposal]) -> list["_Passed"]:
    """Return the proposals that explain the figure, with the number of those tried and fitting of each kind."""
    tried: Counter[tuple[str, int, str]] = Counter()
    passed: list[_Passed] = []
    for proposal in proposed:
        tried[_kind(proposal)] = max(tried[_kind(proposal)] + 1, proposal.pool)
        if not any(item.proposal.edits == proposal.edits for item in passed if proposal.edits):
            passed += _test(search, figure, proposal)
    kinds = [_kind(item.proposal) for item in passed]
    fitting = Counter(kinds)
    return [replace(item, tried=tried[kind], fitting=fitting[kind]) for item, kind in zip(passed, kinds, strict=True)]


def _kind(proposal: Proposal) -> tuple[str, int, str]:
    return proposal.hypothesis, proposal.changed, proposal.what


def _merit(figure: Figure, item: "_Passed") -> tuple[int, int, bool, float]:
    # A maximum is a rule that everyone knows: a slip in it assumes as much as another maximum.
    hypothesis = "other_maximum" if item.proposal.what == "maximum" else item.proposal.hypothesis
    name = HYPOTHESES.index(hypothesis)
    return -len(item.cleared), name, item.proposal.changed != figure.number, item.distance


def _row(search: _Search, figure: Figure, item: "_Passed") -> dict[str, object]:
    proposal = item.proposal
    changed = search.book.figures[proposal.changed]
    return {
        "figure": figure.number,
        "hypothesis": proposal.hypothesis,
        "changed": proposal.changed,
        "what": proposal.what,
        "printed": changed.maximum if proposal.what == "maximum" else changed.points,
        "value": proposal.value,
        "decimals": proposal.decimals,
        "reading": proposal.reading,
        "other": proposal.other,
        "tried": item.tried,
        "fitting": item.fitting,
        "clears": len(item.cleared),
    }


@dataclass(frozen=True, kw_only=True)
class _Passed:
    """A proposal after which everything fits: what it clears, and how far its value is from what the others give."""

    proposal: Proposal
    cleared: frozenset[int]
    distance: float = 0.0
    tried: int = 0
    fitting: int = 0


def _test(search: _Search, figure: Figure, proposal: Proposal) -> list[_Passed]:
    """Return the proposal if it explains the figure and leaves no other worse, else nothing."""
    failed = search.failed(figure.number)
    if proposal.computed is not None:
        fits = failed <= proposal.explains and figure.value.intersects(proposal.computed)
        return [_Passed(proposal=proposal, cleared=frozenset({figure.number}))] if fits else []
    book = search.book.edited(proposal.edits)
    edited = proposal.edits.get(figure.number, figure)
    found = [] if edited is None else _telling(findings(book, edited, search.known), proposal)
    if edited is not None and not _is_cleared(failed, outcomes(found), gone=None in proposal.edits.values()):
        return []
    cleared = _cleared(search, book, proposal)
    distance = 0.0 if edited is None else _distance(failed, edited.points, found)
    return [_Passed(proposal=proposal, cleared=cleared, distance=distance)] if cleared else []


def _telling(found: list[Finding], proposal: Proposal) -> list[Finding]:
    """Leave out, under another reading, the one that always fits: points in percent of a maximum nobody printed."""
    if proposal.hypothesis != "other_reading":
        return found
    return [finding for finding in found if finding.quantity != "share_of_maximum"]


def _distance(failed: Collection[tuple[str, str]], number: float, found: list[Finding]) -> float:
    """Return how far the figure's number lies from what the checks that failed before give now."""
    checks = {check for check, _ in failed} & {"level", "parts", "repeat"}
    apart = (
        abs(item.recomputed.value - number)
        for item in found
        if item.check in checks and item.recomputed and item.reference == number
    )
    return max((value for value in apart if not math.isnan(value)), default=0.0)


def _is_cleared(failed: set[tuple[str, str]], after: _Outcome, *, gone: bool) -> bool:
    """Tell whether every failed check now holds.

    One that needs a figure left out can no longer be made, and neither can the one that an index above 100 fails by
    itself, once it is below.
    """
    left_open = {key for key in failed if gone or key == _BY_ITSELF}
    verdicts = {key: after.get(key, "not_checkable") for key in failed}
    return all(
        verdict == "consistent" or (verdict == "not_checkable" and key in left_open)
        for key, verdict in verdicts.items()
    )


def _cleared(search: _Search, book: Book, proposal: Proposal) -> frozenset[int]:
    """Return the figures that are impossible no more; none if any figure comes off worse than before."""
    key = tuple((number, item) for number, item in sorted(proposal.edits.items()))
    if key not in search.tested:
        search.tested[key] = _newly_possible(search, book, proposal.edits)
    return search.tested[key]


def _newly_possible(search: _Search, book: Book, edits: Mapping[int, Figure | None]) -> frozenset[int]:
    cleared = set()
    for number in search.touched(edits):
        edited = edits.get(number, search.book.figures[number])
        after = {} if edited is None else outcomes(findings(book, edited, search.known))
        if any(severity(verdict) > _before(search, number, key) for key, verdict in after.items()):
            return frozenset()
        if search.is_impossible(number) and "impossible" not in after.values():
            cleared.add(number)
    # A doubted figure that is left out fits by itself.
    return frozenset(cleared or edits)


def _before(search: _Search, number: int, key: tuple[str, str]) -> int:
    return severity(search.before[number].get(key, "consistent"))


def _held_against(search: _Search, figure: Figure) -> list[Figure]:
    """Return the figure itself first, then every figure that one of its failed checks reads."""
    book, place = search.book, figure.place
    failed = search.failed(figure.number)
    checks = {check for check, _ in failed}
    found = [figure, *(item for name in NUMBERS for item in book.at(place, name, source=figure.kind))]
    if "change" in checks and figure.base_year is not None:
        found += book.at(place._replace(year=figure.base_year), *LEVEL_STATISTICS, source=figure.kind)
    if "direction" in checks:
        found += [item for item in book.figures if item.statistic == "change" and _same_area(item, figure)]
    if ("level", "unit_values") in failed:
        found += [item for name in LEVEL_STATISTICS for item in book.units(place, name, source=figure.kind)]
    if "parts" in checks:
        found += [part for part, _ in parts_of(book, figure)]
    if "rank" in checks:
        found += _out_of_place(search, figure)
    return list({item.number: item for item in found}.values())


def _out_of_place(search: _Search, figure: Figure) -> list[Figure]:
    """Return the indices of the units whose own rank cannot be right, those farthest off first."""
    book = search.book
    ranks = [item for item in book.units(figure.place, "rank", source=figure.kind) if search.is_impossible(item.number)]
    far = sorted(ranks, key=lambda item: -_rank_error(search, item))[:_MOST_RANKS]
    return [item for rank in far for item in book.at(rank.place, *INDEX_STATISTICS, source=figure.kind)]


def _rank_error(search: _Search, rank: Figure) -> float:
    computed = [item.recomputed.value for item in findings(search.book, rank, search.known) if item.recomputed]
    return min(abs(rank.points - value) for value in computed)


def _same_area(one: Figure, other: Figure) -> bool:
    return (one.place.year, one.place.area) == (other.place.year, other.place.area)
