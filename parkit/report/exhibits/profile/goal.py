"""What would bring the unit to the next group, or level with the one ahead of it."""

from typing import Any, Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import own_column, rows_of
from parkit.report.exhibits.profile.losses import lines_kind
from parkit.report.exhibits.profile.notices import absent, without_areas
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.exhibits.target_path import number_of_lines

SHOWN: Final = 8
"""How many criteria the table lists."""


def goal_table(profile: Profile) -> Exhibit:
    """List the fewest criteria with which the unit reaches its goal: points now, points to reach, index after each."""
    notice = without_areas(profile, "profile-goal-table")
    if notice is not None:
        return notice
    study = profile.study
    row = next(rows_of(profile.of(profile.peers.goals)), None)
    if row is None:
        return absent(profile, "profile-goal-table", "no_goal", "at_the_top")
    if row.reason:
        words = {"goal": row.goal, "needed": study.number(row.needed), "why": row.way}
        return absent(profile, "profile-goal-table", "no_goal", "goal_reason", **words)
    return Exhibit(
        id="profile-goal-table",
        kind="table",
        title=_title(profile, row),
        lang=study.lang,
        data=_with_rest(profile),
        columns=(
            own_column(study, "target", "line"),
            *(own_column(study, "target", name, "number") for name in ("points", "level")),
            own_column(study, "target", "gain", "number", sign=True),
            *(own_column(study, "target", name, "number") for name in ("best", "max_points", "index_after")),
        ),
        source=study.source(),
        notes=_notes(profile, int(row.n_lines)),
    )


def _with_rest(profile: Profile) -> pd.DataFrame:
    """Return the first steps of the way and, in a last row, the gain of the others and the index they lead to."""
    steps = profile.of(profile.peers.steps)
    more = steps.iloc[SHOWN:]
    if more.empty:
        return steps
    lines = profile.study.say(f"target.some_{lines_kind(profile)}")
    line = profile.say("loss_rest", n=len(more), lines=lines)
    rest = {"line": line, "gain": more["gain"].sum(), "index_after": more["index_after"].iloc[-1]}
    return pd.concat([steps.head(SHOWN), pd.DataFrame([rest])], ignore_index=True)


def _title(profile: Profile, row: Any) -> str:  # noqa: ANN401  a row of unit_goals
    study = profile.study
    return profile.say(
        "goal_title", goal=row.goal, needed=study.number(row.needed), lines=number_of_lines(study, int(row.n_lines))
    )


def _notes(profile: Profile, steps: int) -> tuple[str, ...]:
    more = (profile.say("goal_more", more=steps - SHOWN),) if steps > SHOWN else ()
    return (*more, profile.say("goal_note"))
