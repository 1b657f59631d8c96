"""The units of one block in one year, and everything that the profiles of all of them are taken from, computed once.

Whatever parkit computes of a block depends on no other block, so a study of fewer rows gives the same figures.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import pandas as pd

from parkit.analysis.integrity import self_minus_appraised
from parkit.analysis.score import BLOCK
from parkit.analysis.weakness import points_lost
from parkit.report.exhibits.certainty_frames import Certainty, certainty
from parkit.report.exhibits.common import line_name
from parkit.report.exhibits.compared import Compared
from parkit.report.exhibits.course import Course, has_course, has_links
from parkit.report.exhibits.course import course as course_of
from parkit.report.exhibits.criteria import criterion_lines
from parkit.report.exhibits.integrity import both_scores, unit_biases
from parkit.report.exhibits.systemic import polished_parts
from parkit.report.exhibits.target_path import unit_goals, way_steps
from parkit.report.study import Study

_NOTHING: Final = pd.DataFrame(columns=["unit"])


@dataclass(frozen=True, kw_only=True, eq=False)
class Peers:
    """One block of a scheme-year; everything is computed when it is first asked for.

    Attributes
    ----------
    study : Study
        The scheme-year with the units of the block only.
    block : str
        The code of the block.
    base : int, optional
        The latest earlier year in which the scheme has scores of units.
    """

    study: Study
    block: str
    base: int | None

    @cached_property
    def units(self) -> pd.DataFrame:
        """Every unit with index, rank and group, best first, as `Study.units` has them; none in a year of blocks."""
        return _NOTHING if self.study.depth() == "blocks" else self.study.units()

    @cached_property
    def ranked(self) -> pd.DataFrame:
        """The units that have an index."""
        return self.units.dropna(subset=["index"]).reset_index(drop=True) if len(self.units) else self.units

    @property
    def by_area(self) -> bool:
        """Tell whether there are scores by area."""
        return self.study.depth() == "areas"

    @cached_property
    def certainty(self) -> Certainty:
        """What the surveys leave open."""
        return certainty(self.study)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Every unit's level by area beside ``median``, ``best`` and number ``n`` of those that have one."""
        areas = self.study.areas()
        levels = areas.dropna(subset=["index"]).groupby("area")["index"].agg(median="median", best="max", n="size")
        order = {area.code: place for place, area in enumerate(self.study.framework.areas())}
        rows = areas.join(levels, on="area")
        return rows.assign(difference=rows["index"] - rows["median"], place=rows["area"].map(order))

    @cached_property
    def pair(self) -> Compared | None:
        """The year beside the earlier one, or None where there is none."""
        return None if self.base is None else Compared(study=self.study, base=self.base)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """What is common to the block and what a unit's own in each area, by median polish."""
        return polished_parts(self.study) if self.by_area else _NOTHING

    @cached_property
    def losses(self) -> pd.DataFrame:
        """What every unit lost by criterion (by area where the scores go no deeper), the largest first.

        ``line`` is code and name, ``rate`` the unit's level, ``block_rate`` that of its block, ``loss_share`` the share
        of the unit's loss in percent, ``label`` what the median polish says of the unit in the area of the criterion.
        """
        lines, rule = criterion_lines(self.study.framework), self.study.scheme.not_applicable
        rows = self.study.scores().assign(area=lambda scores: scores["criterion"].map(lines))
        lost = points_lost(rows, within=(*BLOCK, "unit"), rule=rule).rename(columns={"area": "criterion"})
        level = points_lost(rows, rule=rule).set_index("area")["rate"]
        known = lost[lost[["n_scored", "n_missing", "n_unknown"]].sum(axis=1).gt(0)]
        areas = {code: self.study.framework.area_of(code) for code in known["criterion"].unique()}
        names = {code: line_name(self.study, code) for code in areas}
        named = known.assign(
            line=known["criterion"].map(names),
            area=known["criterion"].map(areas),
            block_rate=known["criterion"].map(level),
            loss_share=100.0 * known["share"],
        )
        labels = self.parts[["unit", "area", "label"]] if len(self.parts) else self.parts.assign(area="", label="")
        return named.merge(labels, how="left", on=["unit", "area"]).fillna({"label": ""})

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The goal of every unit that has one, and the way there."""
        return unit_goals(self.study) if self.by_area else _NOTHING

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The steps of every unit's way."""
        return way_steps(self.study) if self.by_area else _NOTHING

    @cached_property
    def biases(self) -> pd.DataFrame:
        """Self minus appraised of every unit that has both."""
        return unit_biases(self.study) if self.by_area else _NOTHING

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """Self minus appraised, in points, of every unit and criterion that has both."""
        return self_minus_appraised(both_scores(self.study), by=("unit", "criterion"))

    @cached_property
    def course(self) -> Course | None:
        """All years up to the study's, or None where no earlier one has ranks of the block."""
        return course_of(self.study) if has_course(self.study) else None

    @cached_property
    def is_linked(self) -> bool:
        """Tell whether the years can be linked through their criteria."""
        return has_links(self.study)

    def prepared(self) -> "Peers":
        """Compute what every profile of the block needs, and return the block."""
        for name in ("units", "ranked", "certainty", "areas", "parts", "losses", "goals", "steps", "biases", "cuts"):
            getattr(self, name)
        if self.pair is not None and self.by_area and self.study.depth(self.base) == "areas":
            _ = self.pair.ledger
        if self.pair is not None:
            _ = self.pair.units
        if self.course is not None and self.is_linked:
            _ = self.course.linked, self.course.breaks
        return self


def peers_of(study: Study, block: str) -> Peers:
    """Return one block of a study."""
    rows, answers = study.data.scores, study.data.survey
    scores = rows[rows["block"].eq(block)].reset_index(drop=True)
    survey = answers[answers["block"].eq(block)].reset_index(drop=True) if len(answers) else answers
    own = replace(study, data=replace(study.data, scores=scores, survey=survey))
    return Peers(study=own, block=block, base=study.earlier_year())
