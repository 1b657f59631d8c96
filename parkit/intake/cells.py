"""What one cell says: a score, a mark such as "-", nothing, or something wrong.

The rules are the scheme's: its decimal sign, its marks, and the criterion's maximum in the unit's block.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from parkit.intake.grid import Value, as_text
from parkit.intake.problems import Severity
from parkit.model.numbers import Decimal, NumberFormatError, parse_number

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class CellReading:
    """What a cell was read as; ``code`` is empty when nothing is to be reported."""

    state: str
    points: float = math.nan
    code: str = ""
    severity: Severity = "warning"
    expected: str = ""


def read_cell(value: Value, *, decimal: Decimal, marks: Mapping[str, str], maximum: float | None) -> CellReading:
    """Read one score cell.

    Parameters
    ----------
    value : str or float
        The cell; Excel numbers arrive as numbers.
    decimal : {",", "."}
        The decimal sign declared for the table.
    marks : mapping
        Declared marks and the state each stands for, such as ``{"-": "not_applicable"}``.
    maximum : float or None
        The criterion's maximum in the unit's block, None if unknown.

    Examples
    --------
    >>> read_cell("7,02", decimal=",", marks={}, maximum=10.0)
    CellReading(state='scored', points=7.02, code='', severity='warning', expected='')
    >>> read_cell("50", decimal=",", marks={}, maximum=10.0).code
    'above_maximum'
    """
    text = as_text(value)
    if text == "":
        return CellReading("missing", code="missing_cell")
    if text in marks:
        return CellReading(marks[text], code=f"mark_{marks[text]}")
    try:
        points = value if isinstance(value, float) else parse_number(text, decimal=decimal).value
    except NumberFormatError as error:
        return CellReading("missing", code=error.code, severity="error", expected=f"7{decimal}5")
    return _within_limits(points, maximum, decimal)


def _within_limits(points: float, maximum: float | None, decimal: Decimal) -> CellReading:
    limits = "≥ 0" if maximum is None else f"0–{maximum:g}".replace(".", decimal)
    if math.isnan(points) or points < 0:
        return CellReading("missing", code="negative_score", severity="error", expected=limits)
    if maximum is not None and points > maximum + _TOLERANCE:
        return CellReading("missing", code="above_maximum", severity="error", expected=limits)
    return CellReading("scored", points)
