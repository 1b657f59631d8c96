"""What of a block can be compared with the year before, and what must be left out, with the reason."""

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from parkit.analysis.comparable import comparable_index
from parkit.analysis.score import block_mean, unit_index
from parkit.model.framework import Framework
from parkit.report.announcement.phrases import Basis
from parkit.report.study import Study
from parkit.report.years import crosswalk

Reason = Literal["", "no_base", "incomplete", "other_units", "no_area", "coverage"]
WHOLE: Final = ""
"""The whole index, in place of the code of an area."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a block's mean index in percentage points, or why there is none.

    ``basis`` is "same" where the criteria and maxima of the years are the same, "core" where the number is of the
    criteria the years have in common, "unchecked" where only totals are known.
    """

    value: float = float("nan")
    base: int = 0
    basis: Basis = "same"
    reason: Reason = ""


def change_of(study: Study, block: str, area: str = WHOLE) -> Change:
    """Compare a block's mean index with the earlier year, where the two can be compared.

    The same units must have an index in both years. Where the framework changed, the change is that of the criteria
    that both years have, provided they carry the scheme's ``least_coverage`` of the maximum of every unit in both.

    Returns
    -------
    Change
        The change of the mean of the units' indices, in percentage points.
    """
    base = study.earlier_year()
    if base is None:
        return Change(reason="no_base")
    earlier = _area_before(study, base, area)
    if earlier is None:
        return Change(base=base, reason="no_area")
    return _compared(study, base, block, earlier, area)


def _compared(study: Study, base: int, block: str, earlier: str, area: str) -> Change:
    """Compare a block in an area that both years have; ``earlier`` is the code it had."""
    scores = [_scores(study, year, block, code) for year, code in ((base, earlier), (study.year, area))]
    before, after = (unit_index(rows, rule=study.scheme.not_applicable) for rows in scores)
    reason = _hindrance(study, block, before, after)
    if reason:
        return Change(base=base, reason=reason)
    plain = _mean(after) - _mean(before)
    if "totals" in (study.depth(base), study.depth()):
        return Change(value=plain, base=base, basis="unchecked")
    if _same_criteria(study, base, block, earlier, area):
        return Change(value=plain, base=base)
    return _core_change(study, base, pd.concat([scores[0].assign(area=area), scores[1]], ignore_index=True))


def _hindrance(study: Study, block: str, before: pd.DataFrame, after: pd.DataFrame) -> Reason:
    """Return what stands against comparing the units of two years."""
    known = [frame[frame["reason"].ne("nothing_applicable")] for frame in (before, after)]
    if set(known[0]["unit"]) != set(known[1]["unit"]):
        return "other_units"
    complete = _whole(study, block) and not any(frame["reason"].ne("").any() for frame in known)
    return "" if complete else "incomplete"


def _core_change(study: Study, base: int, scores: pd.DataFrame) -> Change:
    core = comparable_index(
        scores,
        year=study.year,
        base_year=base,
        rule=study.scheme.not_applicable,
        crosswalk=crosswalk(study.data),
        least_coverage=study.scheme.analysis.least_coverage,
    )
    if core.empty or not core["comparable"].all():
        return Change(base=base, reason="coverage")
    return Change(value=float(core["core_change"].mean()), base=base, basis="core")


def _scores(study: Study, year: int, block: str, area: str) -> pd.DataFrame:
    rows = study.scores(year)
    return rows[rows["block"].eq(block) & (rows["area"].eq(area) if area else True)]


def _whole(study: Study, block: str) -> bool:
    """Tell whether every unit of a block is there in both years."""
    return block not in study.cut_off_blocks() and block not in study.cut_off_blocks(study.earlier_year())


def _mean(indices: pd.DataFrame) -> float:
    return float(block_mean(indices)["mean_of_ratios"].iloc[0])


def _area_before(study: Study, base: int, area: str) -> str | None:
    """Return the code that an area had in the earlier year; None where it was not there, or not as one area."""
    if not area:
        return WHOLE
    areas = {line.code: line.name for line in study.data.frameworks[base].areas()}
    declared = crosswalk(study.data)
    step = pd.DataFrame() if declared is None else declared[declared["year_1"].eq(study.year)]
    if step.empty:
        return area if areas.get(area) == study.framework.get(area).name else None
    before = step[step["code_1"].eq(area) & step["code_0"].isin(list(areas)) & step["year_0"].eq(base)]["code_0"]
    return str(before.iloc[0]) if len(before) == 1 else None


def _same_criteria(study: Study, base: int, block: str, earlier: str, area: str) -> bool:
    years = ((study.data.frameworks[base], earlier), (study.framework, area))
    before, after = (_criteria(framework, block, code or "index") for framework, code in years)
    return before == after


def _criteria(framework: Framework, block: str, code: str) -> dict[str, tuple[str, float | None]]:
    """Return name and maximum of the criteria below a line that apply to a block."""
    lines = framework.leaves_under(code)
    return {line.code: (line.name.vi, line.max_points.get(block)) for line in lines if block in line.applies}
