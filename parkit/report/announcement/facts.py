"""The quantities an announcement states of each area and block, computed from the scores of the units."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from parkit.analysis.precision import snap
from parkit.report.announcement.changes import Change, change_of
from parkit.report.study import Study


@dataclass(frozen=True, kw_only=True)
class AreaFact:
    """A block in an area; ``index`` is None where not every unit's is known, ``maximum`` where it differs by unit."""

    area: str
    block: str
    units: int
    members: int
    at_maximum: int
    index: float | None
    points: float | None
    maximum: float | None
    change: Change


def area_facts(study: Study) -> tuple[AreaFact, ...]:
    """Return the facts of every area in the framework's order, for each the blocks in the scheme's.

    A unit to which nothing of an area applies is not among its ``units``; ``members`` are all units of the block.
    """
    areas = study.areas()
    rows = dict(iter(areas.groupby(["area", "block"])))
    keys = [(line.code, block) for line in study.framework.areas() for block in study.scheme.blocks]
    return tuple(_fact(study, *key, rows[key]) for key in keys if key in rows and _assessed(rows[key]).any())


def whole_blocks(study: Study) -> tuple[str, ...]:
    """Return the blocks of which every unit is there and has all its scores: those that have a mean."""
    open_units = study.units().query("reason != ''")
    lacking = set(study.cut_off_blocks()) | set(open_units["block"])
    there = set(study.units()["block"])
    return tuple(block for block in study.scheme.blocks if block in there - lacking)


def _assessed(rows: pd.DataFrame) -> pd.Series:
    return rows["reason"].ne("nothing_applicable")


def _fact(study: Study, area: str, block: str, rows: pd.DataFrame) -> AreaFact:
    known = rows[_assessed(rows)]
    whole = known["reason"].eq("").all() and block not in study.cut_off_blocks()
    maxima = snap(known["max_points"])
    alike = whole and maxima.eq(maxima.iloc[0]).all()
    full = known["reason"].eq("") & snap(known["points"]).eq(maxima)
    return AreaFact(
        area=area,
        block=block,
        units=len(known),
        members=len(rows),
        at_maximum=int(full.sum()),
        index=float(known["index"].mean()) if whole else None,
        points=float(np.mean(known["points"])) if alike else None,
        maximum=float(maxima.iloc[0]) if alike else None,
        change=change_of(study, block, area),
    )
