"""From the mean of one year to that of the next: every cause as a bar that starts where the one above ended."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from parkit.report import colour
from parkit.report.exhibits.common import rows_of, wrapped
from parkit.report.exhibits.compared import Compared, shown_effects
from parkit.report.svg import WIDTH, number_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = (
    *("performance", "reweighting", "new", "dropped", "not_applicable", "missing"),
    *("unit_reweighting", "entry", "exit", "merger"),
)


def waterfall_steps(pair: Compared) -> pd.DataFrame:
    """Return the steps from one mean to the other, block by block.

    ``value`` is a level in the first and last row of a block and an effect in those between; ``low`` and ``high`` are
    where its bar begins and ends, on the axis. Effects that print as 0 are left out.
    """
    frames = [_block_steps(pair, row) for row in rows_of(pair.block_sums)]
    return pd.concat(frames, ignore_index=True)


def waterfall_size(steps: pd.DataFrame) -> tuple[float, float]:
    """Return the size of the figure for so many steps and blocks."""
    return WIDTH, round(0.4 + 0.38 * len(steps) + 0.55 * steps["block"].nunique(), 2)


def paint_waterfall(axes: "Axes", pair: Compared, steps: pd.DataFrame, *, last: bool) -> None:
    """Draw one block: levels as diamonds, rises as full bars, falls as hatched ones, each with its number."""
    placed = steps.assign(y=range(len(steps)))
    ends = placed["step"].isin(["start", "end"])
    bars = placed[~ends]
    falls = bars["value"].lt(0)
    outline: dict[str, Any] = {"edgecolor": colour.SERIES[0], "linewidth": 1, "height": 0.6}
    width = bars["high"] - bars["low"]
    axes.barh(bars["y"], width.where(~falls, 0.0), left=bars["low"], facecolor=colour.SERIES[0], **outline)
    axes.barh(bars["y"], width.where(falls, 0.0), left=bars["low"], facecolor="none", hatch="////", **outline)
    axes.plot(placed.loc[ends, "value"], placed.loc[ends, "y"], "D", color=colour.INK, markersize=7)
    levels = placed["after"].tolist()
    for place, level in enumerate(levels[:-1]):
        axes.plot([level, level], [place, place + 1], color=colour.CONTEXT, linewidth=1, zorder=0)
    for row in rows_of(placed):
        axes.annotate(row.text, (row.high, row.y), (6, 0), textcoords="offset points", va="center")
    _dress(axes, pair, placed, last=last)


def _dress(axes: "Axes", pair: Compared, placed: pd.DataFrame, *, last: bool) -> None:
    low, high = placed["low"].min(), placed["high"].max()
    room = max(high - low, 0.5)
    axes.set_yticks(placed["y"], wrapped(placed["label"])[0])
    axes.set_title(placed["block_name"].iloc[0])
    label = pair.study.say("change.axis_level") if last else ""
    axes.set(xlabel=label, ylabel="", xlim=(low - 0.08 * room, high + 0.3 * room), ylim=(len(placed) - 0.4, -0.6))
    number_ticks(axes.xaxis, pair.study.lang, decimals=1 if room < 4 else 0)


def _block_steps(pair: Compared, row: object) -> pd.DataFrame:
    study = pair.study
    sums = pd.DataFrame([row])
    names = shown_effects(study, sums, STEPS)
    effects = [float(sums[name].iloc[0]) for name in names]
    first, last = float(sums["mean_0"].iloc[0]), float(sums["mean_1"].iloc[0])
    frame = pd.DataFrame({"step": ["start", *names, "end"], "value": [first, *effects, last]})
    frame = frame.assign(after=[*pd.Series([first, *effects]).cumsum(), last])
    before = frame["after"] - frame["value"].where(~frame["step"].isin(["start", "end"]), 0.0)
    signs = [not step.endswith(("start", "end")) for step in frame["step"]]
    words = {"base": pair.base, "year": study.year}
    return frame.assign(
        block=sums["block"].iloc[0],
        block_name=sums["block_name"].iloc[0],
        label=[study.say(f"change.effect_{step}", **words) for step in frame["step"]],
        text=[study.number(value, sign=sign) for value, sign in zip(frame["value"], signs, strict=True)],
        low=pd.concat([before, frame["after"]], axis=1).min(axis=1),
        high=pd.concat([before, frame["after"]], axis=1).max(axis=1),
    )
