"""Does a unit's survey result differ from its block's by more than chance? A funnel for each block."""

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from parkit.analysis.funnel import funnel, limit
from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.certainty_frames import answers_of
from parkit.report.exhibits.certainty_text import names_and_more
from parkit.report.exhibits.common import missing, rows_of, wrap
from parkit.report.study import Study
from parkit.report.svg import WIDTH, draw, number_ticks
from parkit.report.table import Column

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_UNITS: Final = 3
LABELLED: Final = 10
"""So many units outside the outer limits are named in a block, the farthest out first."""
OUTSIDE: Final = ("very_low", "very_high")
_GAP: Final = 0.095
"""The least distance between two names, as a share of the height."""


def survey_funnel(study: Study) -> Exhibit:
    """Set the survey level of every unit against the number of its answers, between control limits."""
    units = funnel_units(study)
    if units.empty:
        return missing(study, "survey-funnel", "certainty.no_survey", quiet=True)
    blocks = [rows for _, rows in units.groupby("block", sort=False)]
    title = study.say("certainty.funnel_title", phrases="; ".join(_phrase(study, rows) for rows in blocks))
    alt = study.say("certainty.funnel_alt", listing=" ".join(_described(study, rows) for rows in blocks))

    def paint(*panels: "Axes") -> None:
        for axes, rows in zip(panels, blocks, strict=True):
            _paint(axes, study, rows)
        handles, labels = panels[0].get_legend_handles_labels()
        panels[0].figure.legend(handles, labels, loc="outside lower left", ncols=2, fontsize=10)

    size = (WIDTH, 4.8 * len(blocks))
    svg = draw("survey-funnel", title, alt, paint, size=size, panels=(len(blocks), 1))
    return Exhibit(
        id="survey-funnel",
        kind="figure",
        title=title,
        lang=study.lang,
        data=units,
        columns=_columns(study),
        alt=alt,
        svg=svg,
        source=study.source(),
        notes=(study.say("certainty.funnel_meaning"), study.say("certainty.funnel_note")),
        rows_by="block_name",
    )


def funnel_units(study: Study) -> pd.DataFrame:
    """Return the units of blocks with enough of them, lowest level first, with their limits and positions in words."""
    worth, answers = study.scheme.survey.worth, answers_of(study)
    if not worth or answers.empty:
        return pd.DataFrame()
    units = funnel(answers, worth)
    units = units[units.groupby("block")["unit"].transform("size").ge(LEAST_UNITS)]
    named = units.assign(
        name=units["unit"].map(study.unit_name),
        block_name=units["block"].map(study.block_name),
        verdict=[study.say(f"certainty.position_{position}") for position in units["position"]],
    )
    return study.in_block_order(named, "level")


def _phrase(study: Study, rows: pd.DataFrame) -> str:
    outside = int(rows["position"].isin(OUTSIDE).sum())
    return study.say("certainty.held", block=rows["block_name"].iloc[0], n=outside, all=len(rows))


def _described(study: Study, rows: pd.DataFrame) -> str:
    """Return a block in words: its centre and who lies outside the outer limits on either side."""
    sides = {
        position: names_and_more(study, rows.loc[rows["position"].eq(position), "name"])
        or study.say("certainty.nobody")
        for position in OUTSIDE
    }
    centre = study.number(float(rows["centre"].iloc[0]), 1)
    return study.say("certainty.funnel_block", block=rows["block_name"].iloc[0], centre=centre, **sides)


def _paint(axes: "Axes", study: Study, rows: pd.DataFrame) -> None:
    centre, spread = float(rows["centre"].iloc[0]), float(rows["spread"].iloc[0])
    least, most = float(rows["n_answers"].min()), float(rows["n_answers"].max())
    numbers = np.geomspace(max(1.0, least / 6), most * 1.03, 120)
    for level, style, word in ((0.95, "--", "inner"), (0.998, "-", "outer")):
        above = limit(numbers, centre=centre, spread=spread, level=level) - centre
        label = study.say(f"certainty.funnel_{word}")
        axes.plot(numbers, centre + above, numbers, centre - above, color=colour.MUTED, linestyle=style, linewidth=1.2)
        axes.plot([], [], color=colour.MUTED, linestyle=style, linewidth=1.2, label=label)
    axes.axhline(centre, color=colour.SERIES[3], linewidth=1.5, label=study.say("certainty.funnel_centre"))
    outside = rows["position"].isin(OUTSIDE)
    dots = {"linestyle": "", "marker": "o", "color": colour.SERIES[0], "zorder": 3}
    inside, out = rows[~outside], rows[outside]
    axes.plot(inside["n_answers"], inside["level"], markerfacecolor=colour.PAPER, markersize=5.5, **dots)  # type: ignore[arg-type]
    axes.plot(out["n_answers"], out["level"], markersize=6, **dots)  # type: ignore[arg-type]
    axes.set_title(rows["block_name"].iloc[0])
    axes.set(
        xlabel=study.say("certainty.axis_answers"), ylabel=study.say("certainty.axis_level"), xlim=(0, most * 1.03)
    )
    axes.grid(visible=True, axis="y")
    number_ticks(axes.xaxis, study.lang)
    number_ticks(axes.yaxis, study.lang)
    _label(axes, rows)


def _label(axes: "Axes", rows: pd.DataFrame) -> None:
    """Write the names of the farthest units at the right, spread out, with a fine line to their dots."""
    outside = rows[rows["position"].isin(OUTSIDE)]
    far = (outside["level"] - outside["centre"]).abs() / (outside["high_998"] - outside["centre"])
    named = outside.loc[far.nlargest(LABELLED).index].sort_values("level")
    low, high = axes.get_ylim()
    heights = spread_out((named["level"].to_numpy(dtype=float) - low) / (high - low))
    for row, height in zip(rows_of(named), heights, strict=True):
        axes.annotate(
            wrap(row.name, 22),
            xy=(row.n_answers, row.level),
            xytext=(1.03, height),
            textcoords="axes fraction",
            va="center",
            fontsize=10,
            arrowprops={
                "arrowstyle": "-",
                "color": colour.RULE,
                "linewidth": 0.8,
                "shrinkA": 2,
                "shrinkB": 3,
                "relpos": (0, 0.5),
            },
        )


def spread_out(heights: np.ndarray) -> np.ndarray:
    """Move ascending heights (0 … 1) as little as a pass up and a pass down need to keep them apart.

    >>> spread_out(np.array([0.5, 0.5])).round(3).tolist()
    [0.5, 0.595]
    """
    moved = heights.copy()
    for place in range(1, len(moved)):
        moved[place] = max(moved[place], moved[place - 1] + _GAP)
    ceiling = 1.0
    for place in reversed(range(len(moved))):
        moved[place] = min(moved[place], ceiling)
        ceiling = moved[place] - _GAP
    return moved


def _columns(study: Study) -> tuple[Column, ...]:
    def word(name: str) -> str:
        return study.say(f"certainty.column_{name}")

    limits = (Column(name, word(name), "number", 1) for name in ("low_95", "high_95", "low_998", "high_998"))
    return (
        Column("name", word("name")),
        Column("n_answers", word("n_answers"), "integer"),
        Column("level", word("level"), "number", 1),
        *limits,
        Column("verdict", word("verdict")),
    )
