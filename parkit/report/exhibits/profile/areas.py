"""The unit in each area, beside the middle and the best of its block."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, cut_off_notes, enumerate_words, own_column, rows_of, silent, wrapped
from parkit.report.exhibits.profile.notices import absent, only_totals
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.svg import draw, number_ticks, rows_size
from parkit.report.table import Column

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SAME: Final = 1e-9


def area_figure(profile: Profile) -> Exhibit:
    """Draw the unit's level in each area beside the median and the best of its block."""
    notice = _notice(profile)
    if notice is not None:
        return notice
    levels = area_levels(profile)
    title = _title(profile, levels)
    alt = profile.say("area_alt", listing="; ".join(_listing(profile, levels)))
    labels, lines = wrapped(levels["area_name"])
    svg = draw(
        "profile-area-figure",
        title,
        alt,
        lambda axes: _paint(axes, profile, levels, labels),
        size=rows_size(len(levels), lines=lines, extra=0.9),
    )
    return Exhibit(
        id="profile-area-figure",
        kind="figure",
        title=title,
        lang=profile.study.lang,
        data=levels,
        columns=_columns(profile),
        alt=alt,
        svg=svg,
        source=profile.study.source(),
    )


def area_table(profile: Profile) -> Exhibit:
    """List points and level of the unit in each area beside the median and the best of its block."""
    notice = _notice(profile)
    if notice is not None:
        return silent(notice, "profile-area-table")
    return Exhibit(
        id="profile-area-table",
        kind="table",
        title=profile.say("area_table"),
        lang=profile.study.lang,
        data=area_levels(profile),
        columns=_columns(profile),
        source=profile.study.source(),
        notes=(*_left_out(profile), *cut_off_notes(profile.study)),
    )


def area_levels(profile: Profile) -> pd.DataFrame:
    """Return the areas in which the unit has a level, in the framework's order."""
    own = profile.of(profile.peers.areas)
    return own[own["index"].notna()].sort_values("place", kind="stable").reset_index(drop=True)


def _notice(profile: Profile) -> Exhibit | None:
    notice = only_totals(profile, "profile-area-figure")
    if notice is None and len(profile.peers.ranked) < 2:
        notice = absent(profile, "profile-area-figure", "no_areas", "only_unit")
    return notice


def _title(profile: Profile, levels: pd.DataFrame) -> str:
    """Return in how many areas the unit is above the median, and where it is farthest below, or above, it."""
    above = int(levels["difference"].gt(_SAME).sum())
    far = levels["difference"].min() if levels["difference"].lt(-_SAME).any() else levels["difference"].max()
    areas = levels.loc[(levels["difference"] - far).abs().lt(_SAME), "area_name"]
    kind = "below" if far < -_SAME else "above" if far > _SAME else "same"
    away = profile.study.number(abs(float(far)))
    named = enumerate_words(profile.study, areas)
    return profile.say(f"area_title_{kind}", above=above, n=len(levels), areas=named, away=away)


def _listing(profile: Profile, levels: pd.DataFrame) -> Iterator[str]:
    number = profile.study.number
    for row in rows_of(levels):
        values = {"index": number(row.index), "median": number(row.median), "best": number(row.best)}
        yield profile.say("area_alt_row", area=row.area_name, **values)


def _columns(profile: Profile) -> tuple[Column, ...]:
    study = profile.study
    return (
        column(study, "area_name"),
        *(own_column(study, "profile", name, "number") for name in ("points", "max_points")),
        column(study, "index", "number", label="level"),
        *(own_column(study, "profile", name, "number") for name in ("median", "best")),
        own_column(study, "profile", "difference", "number", sign=True),
    )


def _left_out(profile: Profile) -> tuple[str, ...]:
    """Name the areas in which the unit has no level though its block is scored there."""
    own = profile.of(profile.peers.areas)
    none = own[own["index"].isna()]
    named = enumerate_words(profile.study, none["area_name"])
    return (profile.say("areas_left_out", areas=named),) if len(none) else ()


def _paint(axes: "Axes", profile: Profile, levels: pd.DataFrame, labels: list[str]) -> None:
    """Draw a line from the median to the unit, a tick for the median, a diamond for the best, a dot for the unit."""
    study, places = profile.study, levels.assign(y=range(len(levels)))
    axes.hlines(places["y"], places["median"], places["index"], color=colour.CONTEXT, linewidth=3, zorder=0.9)
    style: dict[str, Any] = {"linestyle": "none", "zorder": 3}
    blue, ink = colour.SERIES[0], colour.INK
    axes.plot(
        places["best"],
        places["y"],
        "D",
        markerfacecolor=colour.PAPER,
        color=colour.SERIES[1],
        label=profile.say("legend_best"),
        **style,
    )
    axes.plot(places["median"], places["y"], "|", markersize=15, color=ink, label=profile.say("legend_median"), **style)
    axes.plot(places["index"], places["y"], "o", markersize=8, color=blue, label=profile.say("legend_unit"), **style)
    for row in rows_of(places):
        text = study.number(row.difference, sign=True)
        axes.text(1.02, row.y, text, transform=axes.get_yaxis_transform(), va="center")
    axes.legend(loc="lower right", bbox_to_anchor=(1.12, 1), ncols=3, handletextpad=0.2, columnspacing=1.2)
    axes.set_yticks(places["y"], labels)
    axes.set(xlabel=study.say("axis_index"), ylabel="", ylim=(len(places) - 0.4, -0.6))
    number_ticks(axes.xaxis, study.lang)
