"""Which figures of a scheme-year cannot be right, and what single cause would explain each.

Besides the printed figures this looks at scores that were set aside because they exceed their maximum, and at
totals that look copied. The scores of the units stand beside the printed figures in the search, so that a total is
held against its own parts.
"""

from dataclasses import dataclass

import pandas as pd

from parkit.analysis.search import explain
from parkit.model.numbers import NumberFormatError, parse_number
from parkit.report.exhibits.verdicts import EXACT, Verdicts, known_facts, unprinted_indices
from parkit.report.study import Study


@dataclass(frozen=True, kw_only=True, eq=False)
class Causes:
    """What is found.

    Attributes
    ----------
    figures : DataFrame
        Every figure searched, printed ones first, numbered in the column ``figure``, with its number as ``printed``.
    suspects : tuple of int
        The figures to explain, in the order printed, then the scores set aside.
    explanations : DataFrame
        As `parkit.analysis.search.explain` gives them.
    """

    figures: pd.DataFrame
    suspects: tuple[int, ...]
    explanations: pd.DataFrame

    def of(self, figure: int) -> pd.DataFrame:
        """Return the explanations of one figure, the best first."""
        return self.explanations[self.explanations["figure"].eq(figure)]


def find_causes(study: Study, verdicts: Verdicts) -> Causes:
    """Search the causes of every figure of the year that cannot be right."""
    printed = study.data.printed.reset_index(drop=True)
    aside = scores_set_aside(study)
    copied = _copied_totals(verdicts)
    impossible = verdicts.printed().loc[lambda rows: rows["verdict"].eq("impossible"), "figure"].tolist()
    suspects = sorted({*impossible, *copied})
    parts = scored_parts(study) if suspects or len(aside) else printed.head(0)
    frames = [frame for frame in (printed, unprinted_indices(study), parts, aside) if len(frame)]
    figures = pd.concat(frames, ignore_index=True).reindex(columns=printed.columns)
    figures = figures.assign(figure=range(len(figures)), printed=figures["points"])
    suspects += figures["figure"].tail(len(aside)).tolist()
    searched = figures if suspects else figures.head(0)
    explanations = explain(searched, known=known_facts(study), doubted=copied)
    return Causes(figures=figures, suspects=tuple(suspects), explanations=explanations)


def scores_set_aside(study: Study) -> pd.DataFrame:
    """Return, as figures, the scores found above their maximum and kept out of the index by a declared correction."""
    problems = study.data.problems
    above = problems[problems["code"].eq("above_maximum") & problems["year"].eq(study.year)]
    scores = study.scores()
    rows = above[["unit", "criterion", "found"]].merge(
        scores[scores["state"].eq("missing")], on=["unit", "criterion"], how="inner"
    )
    written = [_written(text, study) for text in rows["found"]]
    found = rows.assign(
        statistic="mean_points",
        points=[number for number, _ in written],
        decimals=[decimals for _, decimals in written],
        text=rows["found"],
    )
    return _as_printed(found[found["points"].notna()], study)


def scored_parts(study: Study) -> pd.DataFrame:
    """Return the scores of the units as figures, and the maximum of each unit of which every part is known.

    Without published weights the parts do not add up to a known total; no maximum is given then.
    """
    if study.depth() != "areas":
        return study.data.printed.head(0)
    scores = study.scores()
    scored = scores[scores["state"].eq("scored")]
    decimals = study.scheme.decimals if scores["source"].eq("survey").any() else EXACT
    parts = scored.assign(statistic="mean_points", decimals=decimals, text="")
    if not study.scheme.weights_known:
        return _as_printed(parts, study)
    units = scores.groupby(["scheme", "year", "block", "unit"], observed=True)
    whole = units["state"].agg(lambda states: not states.eq("missing").any())
    maxima = scored.groupby(["scheme", "year", "block", "unit"], observed=True)["max_points"].sum()
    totals = maxima[whole.reindex(maxima.index)].rename("points").reset_index()
    stated = totals.assign(area="", statistic="maximum", decimals=EXACT, max_points=float("nan"), criterion="", text="")
    return pd.concat([_as_printed(parts, study), _as_printed(stated, study)], ignore_index=True)


def _copied_totals(verdicts: Verdicts) -> list[int]:
    """Return the numbers of the printed totals that look copied."""
    totals = verdicts.printed().query("statistic == 'index' and unit != '' and area in ['', 'index']")
    copied = set(zip(verdicts.copied["unit"], verdicts.copied["printed"], strict=True))
    rows = zip(totals["figure"], totals["unit"], totals["printed"], strict=True)
    return [int(number) for number, *total in rows if tuple(total) in copied]


def _written(text: str, study: Study) -> tuple[float, int]:
    try:
        number = parse_number(text, decimal=study.scheme.printed_decimal)
    except NumberFormatError:
        return float("nan"), 0
    return number.value, number.decimals


def _as_printed(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Give figures the columns of printed ones; they name no source, so that totals and parts meet."""
    figures = rows.assign(source="", reading="").reindex(columns=study.data.printed.columns)
    return figures.astype(dict.fromkeys(["base_year", "row"], "Int64"))
