"""Sums that a sheet prints: of the parts of a criterion, of a unit's whole, of a column of units; and their checks.

A sum is never data. It is compared with the scores read from the same sheet; where a score is unknown, the sum may
be anything from the known parts alone to these plus the unknown ones' maxima.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from parkit.intake.slots import Scores
from parkit.model.columns import SOURCES, STATES
from parkit.model.numbers import NumberFormatError, parse_number

if TYPE_CHECKING:
    from parkit.intake.reader import Cell, Reader

Kind = Literal["parts", "units", "mean"]
INDEX: Final = "index"
_NOISE: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A printed sum: of the parts of ``code`` for one unit, or over the units of ``code`` (a sum or a mean)."""

    cell: "Cell"
    kind: Kind
    code: str
    source: str
    unit: str = ""


@dataclass(frozen=True)
class _Table:
    """Scores of one sheet by unit × criterion for one source; what is missing counts 0 to its maximum."""

    units: dict[int, int]
    low: np.ndarray
    high: np.ndarray
    scored: np.ndarray


def check_sums(reader: "Reader", sheet: Scores, file: Scores) -> None:
    """Report every printed sum that its parts cannot give.

    The parts of a unit are looked for in the whole ``file``, since a scorecard may go over several sheets; a sum
    over units is that of its own ``sheet``.
    """
    tables: dict[tuple[str, bool], _Table] = {}
    unknown: list[Sum] = []
    for item in reader.sums:
        reader.ledger.book("checks", item.cell.line, item.cell.place)
        number, key = _number(reader, item.cell), (item.source, item.kind == "parts")
        if number is None:
            unknown.append(item)
            continue
        if key not in tables:
            tables[key] = _table(reader, file if item.kind == "parts" else sheet, item.source)
        bounds = _bounds(reader, tables[key], item)
        if bounds is not None:
            _compare(reader, item, number, bounds)
    _report_unknown(reader, unknown)


def _report_unknown(reader: "Reader", items: Sequence[Sum]) -> None:
    """Report sums that cannot be checked: each Excel error, and formulas never computed, several of them together."""
    never = [
        item for item in items if not item.cell.text and (item.cell.line, item.cell.place) in reader.grid.uncomputed
    ]
    if len(never) > 1:
        reader.report("sums_without_values", never[0].cell, severity="warning", expected=str(len(never)))
    alone = [("formula_without_value", item) for item in never[:1] if len(never) == 1]
    for code, item in (*alone, *(("excel_error", item) for item in items if item.cell.text.startswith("#"))):
        criterion = "" if item.code == INDEX else item.code
        reader.report(code, item.cell, severity="warning", unit=item.unit, criterion=criterion)


def _number(reader: "Reader", cell: "Cell") -> tuple[float, float] | None:
    """Return the printed number and half its last decimal; a mark, a remark or nothing is no sum."""
    decimals = reader.rules.scheme.decimals
    if isinstance(cell.value, float):
        return cell.value, 0.5 * 10**-decimals
    try:
        number = parse_number(cell.text, decimal=reader.rules.table.decimal)
    except NumberFormatError:
        return None
    return number.value, 0.5 * 10 ** -min(decimals, number.decimals or decimals)


def _table(reader: "Reader", scores: Scores, source: str) -> _Table:
    mine = np.flatnonzero(scores.source == SOURCES.index(source))
    numbers = {int(unit): place for place, unit in enumerate(np.unique(scores.unit[mine]))}
    shape = (len(numbers), len(reader.rules.leaf_numbers))
    low, high, scored = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    places = np.searchsorted(np.array(sorted(numbers), dtype=np.intp), scores.unit[mine]), scores.criterion[mine]
    known = scores.state[mine] == STATES.index("scored")
    missing = scores.state[mine] == STATES.index("missing")
    low[places] = np.where(known, scores.points[mine], 0.0)
    high[places] = np.where(known, scores.points[mine], np.where(missing, scores.maximum[mine], 0.0))
    scored[places] = known
    return _Table(numbers, low, high, scored)


def _bounds(reader: "Reader", table: _Table, item: Sum) -> tuple[float, float] | None:
    """Return the least and the greatest value the sum can have, or None where nothing is there to compare."""
    leaves = [reader.rules.leaf_numbers[leaf.code] for leaf in reader.rules.framework.leaves_under(item.code)]
    if item.kind == "parts":
        row = table.units.get(reader.rules.unit_numbers[item.unit])
        if row is None or not table.scored[row, leaves].any():
            return None
        return float(table.low[row, leaves].sum()), float(table.high[row, leaves].sum())
    count = int(table.scored[:, leaves].any(axis=1).sum()) if item.kind == "mean" else 1
    if not table.scored[:, leaves].any() or (item.kind == "mean" and (table.low != table.high).any()):
        return None
    return float(table.low[:, leaves].sum()) / count, float(table.high[:, leaves].sum()) / count


def _compare(reader: "Reader", item: Sum, number: tuple[float, float], bounds: tuple[float, float]) -> None:
    value, half = number
    low, high = bounds
    if not np.isnan(high) and low - half - _NOISE <= value <= high + half + _NOISE:
        return
    if np.isnan(high) and value >= low - half - _NOISE:
        return
    whole = item.kind != "parts" or item.code == INDEX
    expected = f"{low:.6g}" if low == high or np.isnan(high) else f"{low:.6g}–{high:.6g}"
    reader.report(
        "total_differs" if whole else "sum_differs",
        item.cell,
        severity="warning",
        unit=item.unit,
        criterion="" if item.code == INDEX else item.code,
        expected=expected.replace(".", reader.rules.table.decimal),
    )
