"""Things found wrong in the data: one row each, all collected, worded in both languages from one catalogue."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import pandas as pd

from parkit.intake.frames import typed_frame
from parkit.model.catalogue import say
from parkit.model.language import Lang, pick

Severity = Literal["error", "warning"]
NOTHING_FILLED: Final = "nothing_filled"
"""A unit is named and none of its scores from the source in ``expected`` is there."""

_CELL_FAULTS: Final = ("above_maximum", "negative_score")
_TOLD_AS_NUMBERS: Final = (
    *_CELL_FAULTS,
    "off_step",
    "sum_differs",
    "self_above_appraised",
    "appraised_without_self",
    "survey_points_differ",
)
"""Problems that tell points as numbers, not as the text of a cell: readers see their own decimal sign."""
_POINTS: Final = re.compile(r"(-?\d+)[.,](\d+)")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong, where it stands, what was found and what was expected."""

    severity: Severity
    code: str
    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    unit: str = ""
    criterion: str = ""
    year: int
    found: str = ""
    expected: str = ""
    suggestion: str = ""


def problem_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return problems as a frame with one fixed set of columns, also when there are none."""
    return typed_frame("problems", [asdict(problem) for problem in problems])


def place(problem: "Mapping[str, Any] | pd.Series[Any]") -> str:
    """Return where a problem stands as Excel would say it: ``2021/scores.csv!K12`` or ``file:sheet!cell``."""
    sheet = f":{problem['sheet']}" if problem["sheet"] else ""
    row = "" if pd.isna(problem["row"]) else str(problem["row"])
    cell = f"{problem['column']}{row}"
    return f"{problem['file']}{sheet}!{cell}" if cell else f"{problem['file']}{sheet}"


def describe(problem: "pd.Series[Any]", lang: Lang, names: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a problem: what is wrong, what was expected, what to do.

    ``names`` gives the reader's names of the units and criteria that the frame holds as codes.
    """
    fields = {str(name): _shown(value, lang) for name, value in problem.items()}
    if problem["code"] in _TOLD_AS_NUMBERS:
        fields |= {name: _as_number(fields[name], lang) for name in ("found", "expected") if name in fields}
    known = names or {}
    people = {name: known.get(fields[name], fields[name]) for name in ("unit", "criterion")}
    sentence = say(f"problem.{problem['code']}", lang, **fields | people).strip()
    mend = problem["code"] in _CELL_FAULTS and problem["severity"] == "error"
    return f"{sentence} {say('problem.mend', lang)}" if mend else sentence


def _as_number(text: str, lang: Lang) -> str:
    """Put the decimal sign of ``lang`` into a text that is one number; other text stays as it is."""
    number = _POINTS.fullmatch(text)
    return text if number is None else f"{number[1]}{',' if lang == 'vi' else '.'}{number[2]}"


def _shown(value: object, lang: Lang) -> str:
    return "" if value is pd.NA else pick(str(value), lang)


def count_by_severity(problems: pd.DataFrame) -> dict[str, int]:
    """Return how many errors and warnings there are."""
    counts = problems["severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in ("error", "warning")}
