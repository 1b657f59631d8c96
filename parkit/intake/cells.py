"""What one cell says: a score, a mark such as "-", nothing, or something wrong.

``RULES`` is the whole list, tried in order; the data dictionary shows it. What else decides is the scheme's: its
marks, its decimal sign, and the criterion's maximum in the unit's block. Excel keeps a percentage as a share, so
a cell formatted as 85% holds the number 0.85 and is read as 0.85 points; only text that says "%" is a percent.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from parkit.intake.grid import Value, as_text
from parkit.intake.problems import Severity
from parkit.model.names import canonical
from parkit.model.numbers import Decimal, NumberFormatError, parse_number

_TOLERANCE: Final = 1e-9


@dataclass(frozen=True)
class CellReading:
    """What a cell was read as; ``code`` is empty when nothing is to be reported."""

    state: str
    points: float = math.nan
    code: str = ""
    severity: Severity = "warning"
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a cell's meaning depends on: the declared decimal sign and the criterion's maximum, None if unknown."""

    decimal: Decimal
    maximum: float | None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A form of text, how it is read, and the problem it is reported as (none if empty)."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Setting], CellReading]
    code: str
    example: str


def _number(found: re.Match[str], setting: Setting) -> CellReading:
    return CellReading("scored", parse_number(found[1], decimal=setting.decimal).value)


def _of_maximum(found: re.Match[str], setting: Setting) -> CellReading:
    """Read "12,56/13,50"; over anything but the maximum it may be a count of units and is refused."""
    whole = parse_number(found[2], decimal=setting.decimal).value
    if setting.maximum is None or abs(whole - setting.maximum) > _TOLERANCE:
        return _refusal("fraction_of_other", "" if setting.maximum is None else _show(setting.maximum, setting))
    return _number(found, setting)


def _percent(found: re.Match[str], setting: Setting) -> CellReading:
    if setting.maximum is None:
        return _refusal("percent_of_unknown", "")
    share = parse_number(found[1], decimal=setting.decimal).value / 100
    points = round(share * setting.maximum, 10)
    return CellReading("scored", points, code="percent_of_maximum", expected=_show(points, setting))


def _marked(code: str) -> Callable[[re.Match[str], Setting], CellReading]:
    def read(found: re.Match[str], setting: Setting) -> CellReading:
        inner = _by_rules(found[1], setting)
        return replace(inner, code=code, expected=found[1]) if inner.state == "scored" and not inner.code else inner

    return read


def _error(code: str) -> Callable[[re.Match[str], Setting], CellReading]:
    return lambda _, setting: _refusal(code, f"7{setting.decimal}5")


def _refusal(code: str, expected: str) -> CellReading:
    return CellReading("missing", code=code, severity="error", expected=expected)


_N: Final = r"[+\-−]?\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?"
_PLAIN: Final = Rule(name="number", pattern=re.compile(rf"({_N})"), read=_number, code="", example="7,5; 7.5; 1 234,5")
RULES: Final = (
    _PLAIN,
    Rule(
        name="of_maximum",
        pattern=re.compile(rf"({_N}) ?/ ?({_N})"),
        read=_of_maximum,
        code="fraction_of_other",
        example="12,56/13,50; 04/10",
    ),
    Rule(
        name="percent",
        pattern=re.compile(rf"({_N}) ?%"),
        read=_percent,
        code="percent_of_maximum",
        example="85%",
    ),
    Rule(
        name="footnote",
        pattern=re.compile(r"(.*?\d) ?(?:\*+|[¹²³⁴-⁹†‡]+|\(\d{1,2}\)|\[\d{1,2}\])"),
        read=_marked("footnote_mark"),
        code="footnote_mark",
        example="7,5*; 7,5 (1)",
    ),
    Rule(
        name="unit_word",
        pattern=re.compile(r"(.*?\d) ?(?:điểm|đ|points?|pts?)\.?", re.IGNORECASE),
        read=_marked("unit_word"),
        code="unit_word",
        example="7,5 điểm",
    ),
    Rule(
        name="date",
        pattern=re.compile(r"\d{4}-\d\d-\d\d(?: [\d:.]+)?|\d\d:\d\d:\d\d(?:\.\d+)?"),
        read=_error("date_in_score"),
        code="date_in_score",
        example="2018-04-03",
    ),
    Rule(
        name="excel_error",
        pattern=re.compile(r"#[A-Z0-9/_]+[!?]?"),
        read=_error("excel_error"),
        code="excel_error",
        example="#N/A; #REF!",
    ),
    Rule(name="other", pattern=re.compile(r".*"), read=_error("not_a_number"), code="not_a_number", example="tốt"),
)
"""Every form a score cell may have, after blank cells and the scheme's marks; the first that fits decides."""

MARKS: Final[Mapping[str, str]] = {
    "-": "not_applicable",
    "KĐG": "missing",
    "không đánh giá": "missing",
    "không áp dụng": "not_applicable",
    "N/A": "not_applicable",
    "not applicable": "not_applicable",
    "not assessed": "missing",
}
"""What marks mean where scheme.toml does not say otherwise; "x" means something only where it is declared."""


def marks_of(declared: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of a scheme, by the form in which case and kind of dash do not matter."""
    return {canonical(mark): state for mark, state in {**MARKS, **declared}.items()}


def read_cell(value: Value, *, decimal: Decimal, marks: Mapping[str, str], maximum: float | None) -> CellReading:
    """Read one score cell.

    Parameters
    ----------
    value : str or float
        The cell; Excel numbers arrive as numbers.
    decimal : {",", "."}
        The decimal sign declared for the table.
    marks : mapping
        Marks and the state each stands for, as ``marks_of`` returns them.
    maximum : float or None
        The criterion's maximum in the unit's block, None if unknown.

    Examples
    --------
    >>> read_cell("7,02", decimal=",", marks={}, maximum=10.0)
    CellReading(state='scored', points=7.02, code='', severity='warning', expected='')
    >>> read_cell("50", decimal=",", marks={}, maximum=10.0).code
    'above_maximum'
    """
    setting = Setting(decimal=decimal, maximum=maximum)
    if isinstance(value, float):
        return _within_limits(CellReading("scored", value), setting)
    text = as_text(value)
    if text == "":
        return CellReading("missing", code="missing_cell")
    state = marks.get(text) or marks.get(canonical(text))
    if state:
        return CellReading(state, code=f"mark_{state}")
    reading = _by_rules(text, setting)
    return _within_limits(reading, setting) if reading.state == "scored" else reading


def _by_rules(text: str, setting: Setting) -> CellReading:
    for rule in RULES:
        found = rule.pattern.fullmatch(text)
        if found:
            return _attempt(rule, found, setting)
    return _refusal("not_a_number", f"7{setting.decimal}5")


def _attempt(rule: Rule, found: re.Match[str], setting: Setting) -> CellReading:
    try:
        return rule.read(found, setting)
    except NumberFormatError as error:
        return _refusal(error.code, f"7{setting.decimal}5")


def _within_limits(reading: CellReading, setting: Setting) -> CellReading:
    top = "" if setting.maximum is None else _show(setting.maximum, setting)
    limits = f"0–{top}" if top else "≥ 0"
    if not reading.points >= 0:
        return _refusal("negative_score", limits)
    if setting.maximum is not None and reading.points > setting.maximum + _TOLERANCE:
        return _refusal("above_maximum", limits)
    return reading


def _show(number: float, setting: Setting) -> str:
    return f"{number:g}".replace(".", setting.decimal)
