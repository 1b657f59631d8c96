"""Index and rank of the unit over the years, through mergers and changes of the rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, enumerate_words, own_column, rows_of
from parkit.report.exhibits.compared import old_names
from parkit.report.exhibits.profile.notices import absent, without_index
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.svg import WIDTH, draw, number_ticks
from parkit.report.table import Column

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT: Final = 2.6
_MOST_TICKS: Final = 4
"""So many years at most stand on the axis."""


def history_figure(profile: Profile) -> Exhibit:
    """Draw the index, as published and linked on common criteria, and the rank over the years."""
    notice = without_index(profile, "profile-history")
    if notice is not None:
        return notice
    rows = history_rows(profile)
    if len(rows) < 2:
        return absent(profile, "profile-history", "no_history", "one_year")
    title = _title(profile, rows)
    alt = profile.say("history_alt", listing="; ".join(_listing(profile, rows)))
    svg = draw(
        "profile-history",
        title,
        alt,
        lambda *panels: _paint(panels, profile, rows),
        size=(WIDTH, _HEIGHT),
        panels=(1, 2 if _is_ranked(rows) else 1),
    )
    return Exhibit(
        id="profile-history",
        kind="figure",
        title=title,
        lang=profile.study.lang,
        data=rows.assign(year=rows["year"].astype(str), remark=[_remark(profile, row) for row in rows_of(rows)]),
        columns=_columns(profile, rows),
        alt=alt,
        svg=svg,
        source=_source(profile),
        notes=tuple(_notes(profile, rows)),
    )


def history_rows(profile: Profile) -> pd.DataFrame:
    """Return a row for every year in which the unit, or all that it came from, had an index.

    ``index`` as published, ``linked`` on the criteria that neighbouring years share (NaN where the years have totals
    only), ``segment`` (years of one segment can be compared), ``kind`` and ``parts`` as `Course.linked` has them,
    ``rank`` of ``n`` where one unit stands for itself, ``changed``: the rules are others than the year before.
    """
    course = profile.peers.course
    if course is None:
        return pd.DataFrame(columns=["year"])
    ranks = course.ranks
    if profile.peers.is_linked:
        rows = profile.of(course.linked)
    else:
        rows = profile.of(ranks).assign(linked=float("nan"), segment=0, kind="own", parts=profile.unit)
    kept = rows[["year", "index", "linked", "segment", "kind", "parts"]]
    places = ranks[["year", "unit", "rank"]].rename(columns={"unit": "parts"})
    found = kept.merge(places, how="left", on=["year", "parts"]).sort_values("year")
    after = set(course.breaks["after"])
    sizes = ranks.groupby("year").size()
    return found.assign(n=found["year"].map(sizes), changed=found["year"].isin(after)).reset_index(drop=True)


def _source(profile: Profile) -> str:
    course = profile.peers.course
    return course.source() if course is not None else ""


def _title(profile: Profile, rows: pd.DataFrame) -> str:
    """Return how the index moved over the years that can be compared, and the first and the last rank."""
    study, linked = profile.study, rows["linked"].notna().all()
    last = rows[rows["segment"].eq(rows["segment"].iloc[-1])] if linked else rows
    value = "linked" if linked else "index"
    words = {
        "first": int(last["year"].iloc[0]),
        "before": study.number(float(last[value].iloc[0])),
        "after": study.number(float(last[value].iloc[-1])),
    }
    ranked = rows.dropna(subset=["rank"])
    places = ""
    if len(ranked) > 1:
        first, now = ranked.iloc[0], ranked.iloc[-1]
        ends = {"rank_before": int(first["rank"]), "rank_after": int(now["rank"])}
        places = profile.say("history_ranks", from_year=int(first["year"]), **ends)
    kind = "history_alone" if len(last) < 2 else "history_linked" if linked else "history_totals"
    return profile.say(kind, places=places, **words)


def _listing(profile: Profile, rows: pd.DataFrame) -> Iterator[str]:
    study = profile.study
    for row in rows_of(rows):
        linked = profile.say("history_alt_linked", linked=study.number(row.linked)) if pd.notna(row.linked) else ""
        rank = profile.say("history_alt_rank", rank=int(row.rank), n=int(row.n)) if pd.notna(row.rank) else ""
        yield profile.say("history_alt_row", at=row.year, index=study.number(row.index), linked=linked, rank=rank)


def _remark(profile: Profile, row: Any) -> str:  # noqa: ANN401  a row of history_rows
    """Say whose points stand for the unit, and that the rules are new."""
    study = profile.study
    codes = str(row.parts).split("; ")
    parts = [profile.say("history_rules")] if row.changed else []
    if row.kind != "own":
        parts.append(study.say(f"change.parts_{row.kind}", units=old_names(study, codes, profile.name)))
    return "; ".join(parts)


def _columns(profile: Profile, rows: pd.DataFrame) -> tuple[Column, ...]:
    study = profile.study
    linked = [own_column(study, "change", "linked", "number")] if rows["linked"].notna().any() else []
    return (
        column(study, "year"),
        column(study, "index", "number"),
        *linked,
        column(study, "rank", "rank"),
        own_column(study, "profile", "n", "integer"),
        own_column(study, "change", "remark"),
    )


def _notes(profile: Profile, rows: pd.DataFrame) -> Iterator[str]:
    study = profile.study
    if rows["linked"].notna().any():
        yield profile.say("history_note")
    pooled = rows[rows["kind"].eq("pooled")]
    for parts, years in pooled.groupby("parts", sort=False)["year"]:
        names = old_names(study, str(parts).split("; "), profile.name)
        yield profile.say("history_pooled", units=names, span=_span(years))
    renamed = rows[rows["kind"].eq("renamed")]
    for parts, years in renamed.groupby("parts", sort=False)["year"]:
        yield profile.say("history_renamed", units=old_names(study, [str(parts)], profile.name), span=_span(years))
    changed = rows.loc[rows["changed"], "year"].astype(str)
    if len(changed):
        yield profile.say("history_breaks", years=enumerate_words(study, changed))


def _span(years: "pd.Series[int]") -> str:
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first}–{last}"


def _is_ranked(rows: pd.DataFrame) -> bool:
    """Tell whether there are ranks of several years to draw."""
    return int(rows["rank"].notna().sum()) > 1


def _paint(panels: "tuple[Axes, ...]", profile: Profile, rows: pd.DataFrame) -> None:
    for axes, paint in zip(panels, (_paint_index, _paint_ranks), strict=False):
        paint(axes, profile, rows)
    step = -(-len(rows) // _MOST_TICKS)
    years = rows["year"].tolist()[::-step][::-1]
    for axes in panels:
        for year in rows.loc[rows["changed"], "year"]:
            axes.axvline(year - 0.5, color=colour.MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
        axes.set_xticks(years)
        axes.set(xlabel="", xlim=(rows["year"].min() - 0.6, rows["year"].max() + 0.6))
        axes.grid(visible=False, axis="x")
    number_ticks(panels[0].yaxis, profile.study.lang)


def _paint_index(axes: "Axes", profile: Profile, rows: pd.DataFrame) -> None:
    """Draw the published index as a dotted line, the linked one in full, years of pooled points hollow."""
    blue = colour.SERIES[0]
    axes.plot(rows["year"], rows["index"], ":", color=colour.MUTED, label=profile.say("legend_published"))
    value = "linked" if rows["linked"].notna().any() else "index"
    for segment, part in rows.groupby("segment"):
        label = profile.say(f"legend_{value}") if segment == rows["segment"].min() else None
        axes.plot(part["year"], part[value], "-o", color=blue, label=label)
    pooled = rows[rows["kind"].eq("pooled")]
    axes.plot(pooled["year"], pooled[value], "o", markerfacecolor=colour.PAPER, color=blue)
    for place, shift in ((0, -9), (-1, 9)):
        row = rows.iloc[place]
        other = rows[value].iloc[1 if place == 0 else -2]
        up = 9 if row[value] >= other else -9
        text = profile.study.number(float(row[value]), 1)
        axes.annotate(
            text, (row["year"], row[value]), (-shift / 3, up), textcoords="offset points", ha="center", va="center"
        )
    low, high = rows[["index", value]].min().min(), rows[["index", value]].max().max()
    room = max(0.25 * (high - low), 0.5)
    axes.set(title=profile.say("panel_index"), ylim=(low - room, high + room))
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.1), fontsize=10, handlelength=1.6)


def _paint_ranks(axes: "Axes", profile: Profile, rows: pd.DataFrame) -> None:
    """Draw the rank, 1 at the top, with its number at every dot."""
    ranked = rows.dropna(subset=["rank"]).assign(rank=lambda frame: frame["rank"].astype(float))
    gaps = ranked["year"].diff().gt(1).cumsum()
    for _, part in ranked.groupby(gaps):
        axes.plot(part["year"], part["rank"], "-o", color=colour.SERIES[0])
    for row in rows_of(ranked):
        text = (f"{row.rank:.0f}", (row.year, row.rank), (0, 9))
        axes.annotate(*text, textcoords="offset points", ha="center", va="center", fontsize=10)
    deepest = float(rows["n"].max())
    axes.set(title=profile.say("panel_rank"), ylim=(deepest + 0.8, -deepest * 0.14 - 0.2))
    axes.set_yticks(sorted({1, round((1 + deepest) / 2), int(deepest)}))
