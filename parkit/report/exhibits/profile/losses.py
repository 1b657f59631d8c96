"""Where the unit lost its points, and whether that is everyone's weakness or its own."""

from typing import Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, own_column
from parkit.report.exhibits.criteria import has_criteria
from parkit.report.exhibits.profile.notices import absent, without_areas
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.study import Study
from parkit.report.table import Column

SHOWN: Final = 8
"""How many criteria the table lists."""

NAMED: Final = 3
_LOST: Final = 1e-9


def loss_table(profile: Profile) -> Exhibit:
    """List the criteria that cost the unit most, with the level of its block and the finding of the median polish."""
    notice = without_areas(profile, "profile-loss-table")
    if notice is not None:
        return notice
    losses = profile.of(profile.peers.losses)
    lost = losses[losses["points_lost"].gt(_LOST)]
    if lost.empty:
        return absent(profile, "profile-loss-table", "no_losses", "nothing_lost")
    study = profile.study
    shown = _with_rest(profile, losses, lost)
    return Exhibit(
        id="profile-loss-table",
        kind="table",
        title=_title(profile, losses, lost),
        lang=study.lang,
        data=shown.assign(finding=[_finding(study, label) for label in shown["label"]]),
        columns=_columns(profile),
        source=study.source(),
        notes=_notes(profile, losses, lost),
    )


def _with_rest(profile: Profile, losses: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that cost most and, in a last row, the sum of the others, so that the table holds the whole."""
    shown = lost.head(SHOWN)
    if len(lost) <= SHOWN:
        return shown.reset_index(drop=True)
    lines = profile.study.say(f"target.some_{lines_kind(profile)}")
    sums = losses[["points_lost", "loss_share"]].sum() - shown[["points_lost", "loss_share"]].sum()
    rest = {"line": profile.say("loss_rest", n=len(lost) - SHOWN, lines=lines), "label": "", **sums}
    return pd.concat([shown, pd.DataFrame([rest])], ignore_index=True)


def _title(profile: Profile, losses: pd.DataFrame, lost: pd.DataFrame) -> str:
    study = profile.study
    lines = study.say(f"target.some_{lines_kind(profile)}")
    words = {"lost": study.number(float(losses["points_lost"].sum())), "n": min(NAMED, len(lost)), "lines": lines}
    if len(lost) <= NAMED:
        return profile.say("loss_title_few", **words)
    share = study.number(float(lost["loss_share"].head(NAMED).sum()), 0)
    return profile.say("loss_title", share=share, **words)


def _columns(profile: Profile) -> tuple[Column, ...]:
    study = profile.study
    return (
        Column("line", study.say(f"profile.column_{lines_kind(profile)}")),
        column(study, "points_lost", "number"),
        column(study, "loss_share", "number", decimals=1),
        column(study, "rate", "number", label="level", decimals=1),
        own_column(study, "profile", "block_rate", "number", decimals=1),
        own_column(study, "profile", "finding"),
    )


def lines_kind(profile: Profile) -> str:
    """Return whether the profile goes down to "criteria" or ends at "areas"."""
    return "criteria" if has_criteria(profile.study) else "areas"


def _finding(study: Study, label: str) -> str:
    return study.say(f"systemic.label_{label}") if label else ""


def _notes(profile: Profile, losses: pd.DataFrame, lost: pd.DataFrame) -> tuple[str, ...]:
    study = profile.study
    notes = [profile.say("loss_note")] if len(profile.peers.parts) else [profile.say("loss_no_polish")]
    if len(lost) > SHOWN:
        notes.append(
            profile.say("loss_shown", shown=SHOWN, n=len(lost), lines=study.say(f"target.some_{lines_kind(profile)}"))
        )
    if losses["n_missing"].sum():
        notes.append(profile.say("loss_unknown"))
    return tuple(notes)
