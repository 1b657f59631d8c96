"""What would each printed change mean for the earlier year? Every reading, as a figure and in numbers."""

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import (
    column,
    head_block,
    lower_first,
    missing,
    rows_of,
    upper_first,
    wrap,
)
from parkit.report.exhibits.verdict_words import (
    base_text,
    join_or,
    place_text,
    range_text,
    reading_name,
    reason_clause,
)
from parkit.report.exhibits.verdicts import Verdicts, judge
from parkit.report.study import Study
from parkit.report.svg import WIDTH, draw, number_ticks
from parkit.report.table import DASH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FULL: Final = 100.0

_KINDS: Final = {
    "percentage_points": "percentage_points",
    "relative_index": "relative",
    "relative_points": "relative",
    "points": "points",
}
"""Readings drawn as one: with an unchanged maximum a relative change of points is that of the index."""

_MARKERS: Final = {"percentage_points": "o", "relative": "D", "points": "s"}
_COLOURS: Final = {"percentage_points": colour.SERIES[0], "relative": colour.SERIES[3], "points": colour.SERIES[2]}


def readings_figure(study: Study) -> Exhibit:
    """Draw the earlier index that each printed change implies under each reading, with the line at 100 %."""
    if not study.printed()["statistic"].eq("change").any():
        return missing(study, "readings-figure", "reconciliation.no_changes")
    implied = implied_indices(study, judge(study))
    if implied.empty:
        return missing(study, "readings-figure", "reconciliation.no_levels")
    base_year = int(implied["base_year"].iloc[0])
    title = _title(study, implied, base_year)
    alt = study.say("reconciliation.readings_alt", base_year=base_year, listing=_listing(study, implied))
    svg = draw("readings-figure", title, alt, lambda axes: _paint(axes, study, implied), size=_size(implied))
    return Exhibit(
        id="readings-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=implied,
        columns=(
            column(study, "area_name"),
            column(study, "text", label="as_printed"),
            column(study, "base_name", label="computed_from"),
            column(study, "kind_name", label="reading_tested"),
            column(study, "index", "number", label="implied_index"),
            column(study, "low", "number", label="implied_low"),
            column(study, "high", "number", label="implied_high"),
        ),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=(study.say("reconciliation.note_points", year=study.year),),
        rows_by="block_name",
    )


def readings_table(study: Study) -> Exhibit:
    """List the implied earlier value of every printed change under each reading and from each base."""
    if not study.printed()["statistic"].eq("change").any():
        return missing(study, "readings-table", "reconciliation.no_changes")
    claims = _change_claims(study, judge(study))
    rows = claims.assign(
        reading_name=[reading_name(study, claim.reading) for claim in rows_of(claims)],
        unit_name=[_unit(study, claim.quantity) for claim in rows_of(claims)],
        reason_text=[_reason(study, claims, claim) for claim in rows_of(claims)],
    )
    if rows["recomputed_low"].isna().all():
        return missing(study, "readings-table", "reconciliation.no_levels")
    return Exhibit(
        id="readings-table",
        kind="table",
        title=study.say("reconciliation.readings_table", year=study.year),
        lang=study.lang,
        data=rows,
        columns=(
            column(study, "area_name"),
            column(study, "text", label="as_printed"),
            column(study, "reading_name", label="reading_tested"),
            column(study, "base_name", label="computed_from"),
            column(study, "recomputed_low", "number", label="implied_low"),
            column(study, "recomputed_high", "number", label="implied_high"),
            column(study, "unit_name", label="implied_unit"),
            column(study, "verdict", "verdict"),
            column(study, "reason_text"),
        ),
        source=study.source(),
        rows_by="block_name",
    )


def implied_indices(study: Study, verdicts: Verdicts) -> pd.DataFrame:
    """Return the earlier index in percent under each kind of reading, one row per change, base and kind.

    Earlier points are put over this year's maximum, printed or implied by points and index; where neither is known
    they have no place on the scale and are left out.
    """
    claims = _change_claims(study, verdicts).dropna(subset=["recomputed"])
    claims = claims[claims["reading"].isin(list(_KINDS)) & claims["recomputed_high"].lt(float("inf"))]
    scales = [_scale(verdicts.claims, claim) for claim in rows_of(claims)]
    scale = pd.DataFrame(scales, columns=["low", "middle", "high"], index=claims.index, dtype=float)
    placed = claims.assign(
        kind=claims["reading"].map(_KINDS),
        index=claims["recomputed"] * scale["middle"],
        low=claims["recomputed_low"] * scale["low"],
        high=claims["recomputed_high"] * scale["high"],
    )
    found = placed.dropna(subset=["index"]).drop_duplicates(["figure", "base", "kind"])
    ordered = study.in_block_order(found, "figure", "base")
    return ordered.assign(kind_name=[reading_name(study, kind) for kind in ordered["kind"]])


def _change_claims(study: Study, verdicts: Verdicts) -> pd.DataFrame:
    """Return the claims about printed changes, block by block in the order printed, with names."""
    printed = verdicts.printed().query("statistic == 'change'")["figure"]
    claims = verdicts.claims[verdicts.claims["figure"].isin(printed) & verdicts.claims["check"].eq("change")]
    ordered = study.in_block_order(claims, "figure")
    return ordered.assign(
        block_name=ordered["block"].map(study.block_name),
        area_name=ordered["area"].map(study.area_name),
        base_name=[base_text(study, claim) for claim in rows_of(ordered)],
    )


def _scale(claims: pd.DataFrame, claim: Any) -> tuple[float, float, float]:  # noqa: ANN401  a row of claims
    """Return what turns an implied value into percent: for its low end, its middle and its high end."""
    if claim.quantity != "points":
        return 1.0, 1.0, 1.0
    here = claims["block"].eq(claim.block) & claims["area"].eq(claim.area) & claims["unit"].eq(claim.unit)
    implied = claims[here & claims["reason"].eq("maximum_not_printed") & claims["quantity"].eq("maximum")]
    if implied.empty:
        return (FULL / claim.limit,) * 3
    most, middle, least = implied[["recomputed_high", "recomputed", "recomputed_low"]].iloc[0]
    return FULL / most, FULL / middle, FULL / least


def _title(study: Study, implied: pd.DataFrame, base_year: int) -> str:
    """Name the changes with a reading that is impossible because the earlier index would be above 100 %."""
    beyond = implied[implied["reason"].eq("above_100_percent")]
    if beyond.empty:
        return study.say("reconciliation.readings_title_none", base_year=base_year)
    changes = (
        study.say(
            "reconciliation.read_as",
            text=rows["text"].iloc[0],
            place=lower_first(place_text(study, next(rows_of(rows)))),
            readings=join_or(study, (reading_name(study, name) for name in rows["reading"].unique())),
        )
        for _, rows in beyond.groupby("figure", sort=False)
    )
    return study.say("reconciliation.readings_title", changes="; ".join(changes), base_year=base_year)


def _listing(study: Study, implied: pd.DataFrame) -> str:
    return "; ".join(
        study.say(
            "reconciliation.readings_value",
            place=place_text(study, next(rows_of(rows))),
            text=rows["text"].iloc[0],
            values=", ".join(_value_with_base(study, row) for row in rows_of(rows)),
        )
        for _, rows in implied.groupby("figure", sort=False)
    )


def _value_with_base(study: Study, row: Any) -> str:  # noqa: ANN401  a row of implied_indices
    value = study.say("reconciliation.quantity_index", value=range_text(study, row.low, row.high))
    with_base = study.say("reconciliation.value_from", value=value, base=row.base_name)
    return study.say("reconciliation.by_reading", values=with_base, reading=row.kind_name)


def _unit(study: Study, quantity: str) -> str:
    if not quantity:
        return DASH
    return study.say(f"reconciliation.quantity_{quantity}", value="").strip()


def _reason(study: Study, claims: pd.DataFrame, claim: Any) -> str:  # noqa: ANN401  a row of claims
    if not claim.reason:
        return ""
    same = claims["figure"].eq(claim.figure) & claims["reading"].eq(claim.reading) & claims["base"].eq(claim.base)
    return upper_first(reason_clause(study, claim.reason, claims[same]))


def _size(implied: pd.DataFrame) -> tuple[float, float]:
    rows = implied.drop_duplicates(["figure", "base"])
    return WIDTH, round(1.5 + 0.6 * (len(rows) + rows["block"].nunique()), 2)


def _placed(study: Study, implied: pd.DataFrame) -> pd.DataFrame:
    """Give every change and base a line, after a heading line for each block, and the label of the line."""
    lines = implied.drop_duplicates(["figure", "base"])[["figure", "base", "block", "area_name", "base_name", "text"]]
    heads = lines["block"].ne(lines["block"].shift()).cumsum()
    several = lines["figure"].duplicated(keep=False)
    labels = [
        study.say(
            f"reconciliation.row{'_with_base' if more else ''}",
            area=row.area_name,
            text=row.text.replace(" ", "\u00a0"),
            base=row.base_name,
        )
        for row, more in zip(rows_of(lines), several, strict=True)
    ]
    numbered = lines.assign(y=heads + pd.RangeIndex(len(lines)), label=labels)
    return implied.merge(numbered[["figure", "base", "y", "label"]], on=["figure", "base"])


def _paint(axes: "Axes", study: Study, implied: pd.DataFrame) -> None:
    """Draw one line a change and base; hollow diamonds for relative readings, full dots for percentage points."""
    placed = _placed(study, implied)
    base_year = int(placed["base_year"].iloc[0])
    left = placed["low"].min()
    reach = FULL - left
    axes.set_xlim(left - 0.04 * reach, max(FULL + 0.3 * reach, placed["high"].max() + 0.04 * reach))
    axes.axvspan(FULL, axes.get_xlim()[1], facecolor=colour.GRID, alpha=0.6, zorder=0)
    axes.axvline(FULL, color=colour.INK, linewidth=1.5)
    _paint_kinds(axes, placed)
    for _, rows in placed.groupby("block", sort=False):
        head = rows["y"].min() - 0.95
        head_block(axes, head, rows["block_name"].iloc[0])
    for line, rows in placed[placed["low"].gt(FULL)].groupby("y"):
        values = " · ".join(study.number(value) for value in rows["index"])
        axes.annotate(values, (FULL, float(str(line))), (-6, 0), textcoords="offset points", va="center", ha="right")
    lines = placed.drop_duplicates("y")
    axes.set_yticks(lines["y"], [wrap(label) for label in lines["label"]])
    axes.annotate(
        study.say("reconciliation.over_100"),
        (FULL, 0.02),
        (4, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="bottom",
    )
    axes.figure.legend(loc="outside upper left", ncols=2, handletextpad=0.2, columnspacing=1.2)
    axes.set(xlabel=study.say("reconciliation.axis_earlier", base_year=base_year), ylabel="")
    axes.set_ylim(placed["y"].max() + 0.9, -0.5)
    number_ticks(axes.xaxis, study.lang)


def _paint_kinds(axes: "Axes", placed: pd.DataFrame) -> None:
    """Draw each kind of reading in its own marker, the relative one hollow so that a dot behind it shows."""
    import seaborn as sns

    for kind in _MARKERS:
        rows = placed[placed["kind"].eq(kind)]
        if rows.empty:
            continue
        tone = _COLOURS[kind]
        hollow = kind == "relative"
        axes.hlines(rows["y"], rows["low"], rows["high"], color=tone, linewidth=2)
        sns.scatterplot(
            rows,
            x="index",
            y="y",
            ax=axes,
            label=rows["kind_name"].iloc[0],
            legend=False,
            marker=_MARKERS[kind],
            s=95 if hollow else 50,
            facecolor="none" if hollow else tone,
            edgecolor=tone,
            linewidth=1.8 if hollow else 0,
            zorder=3,
        )
