"""Figures read along that do not count in the index, such as satisfaction: their means by block."""

from collections.abc import Iterator

import pandas as pd

from parkit.report.exhibits.common import lower_first, rows_of
from parkit.report.study import Study
from parkit.report.table import Column


def measure_sentences(study: Study) -> Iterator[str]:
    """Say the mean of every measure in each block, and that it does not count."""
    for row in rows_of(measure_means(study)):
        words = {"measure": study.area_name(row.criterion), "block": lower_first(study.block_name(row.block))}
        yield study.say("overview.measure", **words, n=row.n, mean=study.number(row.mean))


def measure_means(study: Study) -> pd.DataFrame:
    """Return the mean rate of every measure in the blocks whose units are all there, in percent."""
    rated = study.measures().dropna(subset=["points", "max_points"])
    whole = rated[~rated["block"].isin(study.cut_off_blocks())]
    rates = whole.assign(rate=100 * whole["points"] / whole["max_points"])
    return rates.groupby(["criterion", "block"], sort=False)["rate"].agg(n="size", mean="mean").reset_index()


def measure_columns(study: Study) -> tuple[Column, ...]:
    """Return a column for the mean of every measure, named by its code."""
    measures = measure_means(study)["criterion"].unique()
    return tuple(
        Column(code, study.say("overview.column_measure", measure=study.area_name(code)), "number") for code in measures
    )
