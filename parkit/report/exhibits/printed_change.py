"""Changes as an announcement printed them: quoted, drawn, and never computed with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, rows_of, wrap, wrapped
from parkit.report.study import Study
from parkit.report.svg import draw, number_ticks, rows_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def printed_change_figure(study: Study) -> Exhibit:
    """Draw the changes as an announcement printed them, rises to the right, falls to the left."""
    changes = printed_changes(study)
    if changes.empty:
        return missing(study, "printed-change-figure", "trend.no_printed", quiet=True)
    title = study.say("trend.printed_title", base=_base_year(study, changes))
    alt = study.say("trend.printed_alt", listing="; ".join(f"{row.place}: {row.text}" for row in rows_of(changes)))
    size = rows_size(len(changes), lines=wrapped(changes["place"])[1], extra=0.8)
    return Exhibit(
        id="printed-change-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=changes,
        columns=(
            column(study, "area_name"),
            column(study, "block_name"),
            column(study, "against_year"),
            column(study, "text"),
            column(study, "points", "number", label="as_number", decimals="decimals", sign=True),
            column(study, "reading_name"),
        ),
        alt=alt,
        svg=draw("printed-change-figure", title, alt, lambda axes: _paint_printed(axes, study, changes), size=size),
        source=study.source(),
        notes=(study.say("trend.unit_unstated"),),
    )


def printed_changes(study: Study) -> pd.DataFrame:
    """Return the printed changes of the year with names, in the order printed."""
    rows = study.printed().query("statistic == 'change'")
    named = rows.assign(
        area_name=rows["area"].map(study.area_name),
        block_name=rows["block"].map(study.block_name),
        against_year=rows["base_year"].fillna(study.year - 1).astype(int).astype(str),
        reading_name=[study.say(f"trend.reading_{reading}") for reading in rows["reading"]],
    )
    return named.assign(place=named["area_name"] + " – " + named["block_name"]).reset_index(drop=True)


def printed_sentences(study: Study, changes: pd.DataFrame) -> Iterator[str]:
    """Quote the printed changes of each block, with sign and the unit their wording names."""
    for block, rows in changes.groupby("block_name", sort=False):
        parts = [
            study.say("trend.printed_part", area=row.area_name, change=_as_printed(study, row)) for row in rows_of(rows)
        ]
        yield study.say("trend.printed_block", block=block, base=_base_year(study, rows), parts="; ".join(parts))


def _base_year(study: Study, changes: pd.DataFrame) -> int:
    """Return the year that printed changes are measured from, the year before where none is printed."""
    stated = changes["base_year"].dropna()
    return int(stated.iloc[0]) if len(stated) else study.year - 1


def _as_printed(study: Study, row: Any) -> str:  # noqa: ANN401  a row of printed_changes
    """Return a printed change with its sign and the unit its wording names, in the reader's number format."""
    unit = "points" if row.reading in ("ambiguous_points", "points") else "percent"
    value = study.number(row.points, row.decimals, sign=True)
    return study.say(f"trend.change_{unit}", value=value)


def _paint_printed(axes: "Axes", study: Study, changes: pd.DataFrame) -> None:
    """Draw rises to the right and falls to the left, with the printed words in a column at the right."""
    import seaborn as sns

    shown = changes.assign(label=[wrap(place) for place in changes["place"]])
    tones = [colour.GOOD if value > 0 else colour.BAD for value in shown["points"]]
    sns.barplot(shown, x="points", y="label", hue="label", palette=tones, saturation=1, legend=False, ax=axes)
    for place, text in enumerate(shown["text"]):
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center")
    axes.axvline(0, color=colour.MUTED, linewidth=1)
    axes.set(xlabel=study.say("trend.axis_printed"), ylabel="")
    number_ticks(axes.xaxis, study.lang, sign=True)
