"""Block by block: how many scores sit on round numbers, and how far the criteria go together."""

from typing import Final

import numpy as np
import pandas as pd

from parkit.analysis.integrity import NORMAL_95, heaping
from parkit.analysis.reliability import cronbach_alpha
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column, missing, own_column, without_areas
from parkit.report.exhibits.memo import once
from parkit.report.study import Study

ROUND_STEP: Final = 0.25
"""The step, in points, on which marks given by eye would sit."""

LEAST_SCORES: Final = 30
LEAST_UNITS: Final = 4


def scoring_table(study: Study) -> Exhibit:
    """Set beside each block the numbers that tell whether points heap and whether criteria go together."""
    if study.depth() != "areas":
        return without_areas(study, "scoring-table")
    rows = round_scores(study).merge(agreement(study).dropna(subset=["alpha"]), how="outer", on="block")
    if rows.empty:
        return missing(study, "scoring-table", "integrity.no_scoring", quiet=True)
    words = {"step": study.number(ROUND_STEP, 2), "least": LEAST_SCORES, "units": LEAST_UNITS}
    return Exhibit(
        id="scoring-table",
        kind="table",
        title=study.say("integrity.scoring", year=study.year),
        lang=study.lang,
        data=study.in_block_order(rows.assign(block_name=rows["block"].map(study.block_name))),
        columns=(
            column(study, "block_name"),
            own_column(study, "integrity", "n_free", "integer"),
            *(own_column(study, "integrity", name, "number", decimals=1) for name in ("on_step", "by_chance")),
            own_column(study, "integrity", "alpha", "number", decimals=2),
            *(own_column(study, "integrity", name, "integer") for name in ("n_units", "n_criteria")),
            own_column(study, "integrity", "limit", "number", decimals=2, sign=True),
        ),
        source=study.source(),
        notes=(study.say("integrity.scoring_note", **words),),
    )


@once
def round_scores(study: Study) -> pd.DataFrame:
    """Return for each block with enough of them the scores that the rules bind to no step, and those on round numbers.

    Shares are in percent. A criterion whose own step is as coarse as the round numbers says nothing.
    """
    steps = {line.code: line.step or 0.0 for line in study.framework.leaves()}
    scores = study.scores()
    found = heaping(scores[scores["criterion"].map(steps).lt(ROUND_STEP)], step=ROUND_STEP)
    shares = {"on_step": 100.0 * found["share_on_step"], "by_chance": 100.0 * found["expected_share"]}
    rows = found.assign(n_free=found["n"], **shares)
    return study.in_block_order(rows.loc[rows["n_free"].ge(LEAST_SCORES), ["block", "n_free", *shares, "z"]])


@once
def agreement(study: Study) -> pd.DataFrame:
    """Return Cronbach's alpha of each block, NaN where its units are too few, and the limit of its correlations.

    Of n units a correlation of 0 passes ``limit = -tanh(1.96 / sqrt(n - 3))`` downwards in one case of forty.
    """
    found = study.in_block_order(cronbach_alpha(study.scores()))
    known = found["reason"].eq("") & found["n_units"].ge(LEAST_UNITS)
    limit = -np.tanh(NORMAL_95 / np.sqrt(found["n_units"].where(known) - 3))
    kept = found.assign(alpha=found["alpha"].where(known), limit=limit)
    return kept[["block", "alpha", "n_units", "n_criteria", "limit"]]
