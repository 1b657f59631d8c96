"""Where does the province stand in national indices? Context beside its own units, never mixed with them."""

from typing import TYPE_CHECKING

import pandas as pd

from parkit.report import colour
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, rows_of, upper_first
from parkit.report.study import Study
from parkit.report.svg import WIDTH, draw, number_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def national_figure(study: Study) -> Exhibit:
    """Draw the province's rank in the national indices over the years, rank 1 at the top."""
    ranks = study.data.national.query("statistic == 'rank'")
    if ranks.empty:
        return missing(study, "national-figure", "trend.no_national", quiet=True)
    shown = ranks.assign(basis_name=ranks["basis"].map(lambda basis: study.say(f"trend.basis_{basis}")))
    main = ranks[ranks["measure"].eq(ranks["measure"].iloc[0])].sort_values("year")
    latest, first = main.iloc[-1], main.iloc[0]
    words = {
        "rank": int(latest["value"]),
        "of": int(latest["of"]),
        "year": latest["year"],
        "from": int(first["value"]),
        "first": first["year"],
    }
    title = study.say("trend.national_title", province=upper_first(study.scheme.province.get(study.lang)), **words)
    alt = study.say(
        "trend.national_alt",
        listing="; ".join(f"{r.measure} {r.year}: {int(r.value)}/{int(r.of)}" for r in rows_of(ranks)),
    )
    return Exhibit(
        id="national-figure",
        kind="figure",
        title=title,
        lang=study.lang,
        data=shown.assign(year=shown["year"].astype(str)),
        columns=(
            column(study, "measure"),
            column(study, "year"),
            column(study, "value", "rank", label="rank"),
            column(study, "of", "integer"),
            column(study, "basis_name"),
        ),
        alt=alt,
        svg=draw("national-figure", title, alt, lambda axes: _paint_national(axes, study, ranks), size=(WIDTH, 3.2)),
        source=_national_source(study),
        notes=(study.say("trend.national_note"),),
    )


def _paint_national(axes: "Axes", study: Study, ranks: pd.DataFrame) -> None:
    import seaborn as sns

    measures = list(ranks["measure"].unique())
    sns.lineplot(
        ranks,
        x="year",
        y="value",
        hue="measure",
        style="measure",
        markers=["o", "D"][: len(measures)],
        dashes=False,
        hue_order=measures,
        palette=list(colour.SERIES[: len(measures)]),
        legend=False,
        ax=axes,
    )
    by_year = ranks.groupby("year")["value"]
    for row in rows_of(ranks.assign(below=ranks["value"].gt(by_year.transform("min")))):
        # of two lines, the lower one has its numbers underneath, where the other cannot cross them
        away, side = (-8, "top") if row.below else (8, "bottom")
        at = (row.year, row.value)
        axes.annotate(f"{int(row.value)}", at, (0, away), textcoords="offset points", ha="center", va=side)
    for measure, rows in ranks.groupby("measure"):
        last = rows.sort_values("year").iloc[-1]
        axes.annotate(str(measure), (last["year"], last["value"]), (12, 0), textcoords="offset points", va="center")
    axes.set_xticks(sorted(ranks["year"].unique()))
    axes.grid(axis="x", visible=False)
    axes.margins(x=0.2, y=0.25)
    axes.invert_yaxis()
    axes.set(xlabel="", ylabel=study.say("trend.axis_rank"))
    number_ticks(axes.yaxis, study.lang)


def _national_source(study: Study) -> str:
    return "; ".join(study.cite(source) for source in study.data.sources if "national.csv" in source.files)
