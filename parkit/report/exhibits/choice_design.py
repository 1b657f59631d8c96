"""Which choices are tried, and the table of replications that anyone can replay: `choice_design` and its file.

The weights of the areas vary within the scheme's ``weight_change``; areas are put together by an arithmetic, geometric
or harmonic mean; where criteria do not apply to some, they leave the maximum or count as full marks; where there are
self-scores, these are tried. Counting what does not apply as zero is tried only where the scheme itself does so: a
geometric mean would turn an area that does not apply into a zero for the whole unit.

A design is rounded before it is used, so that its file gives the same ranks to the last one:

    replay_ranks(block_scores(study, block), pandas.read_csv(file))
"""

import io
import zipfile
from typing import Final

import pandas as pd

from parkit.analysis.aggregate import MEANS
from parkit.analysis.design import WEIGHT, Choices, make_design, make_sobol_design
from parkit.analysis.monte_carlo import area_weights
from parkit.report.data import measures_of
from parkit.report.exhibit import Download
from parkit.report.study import Study

SOBOL_BASE: Final = 512
"""Rows of the matrices A and B of the Sobol design: standard errors of the shares stay near 0.05."""
PLAUSIBLE_RULES: Final = ("rebase", "full_marks")
_DECIMALS: Final = 6


def block_scores(study: Study, block: str) -> pd.DataFrame:
    """Return the scores of a block with all their sources, self-scores included, measures left out."""
    scores = study.data.scores
    rows = scores[scores["year"].eq(study.year) & scores["block"].eq(block)]
    return rows[~rows["criterion"].isin(measures_of(study.data, study.year))].reset_index(drop=True)


def choices_of(study: Study, scores: pd.DataFrame) -> Choices:
    """Return what can be chosen differently for a block: only what its scores carry."""
    rule = study.scheme.not_applicable
    others = [other for other in PLAUSIBLE_RULES if other != rule]
    absent = scores["state"].eq("not_applicable").any()
    sources = scores.loc[scores["state"].eq("scored"), "source"]
    both = sources.eq("self").any() and sources.eq("appraised").any()
    return Choices(
        weights="box",
        spread=study.scheme.analysis.weight_change,
        by_area=True,
        aggregations=tuple(MEANS),
        rules=(rule, *others) if absent else (rule,),
        sources=("counted", "self") if both else ("counted",),
    )


def choice_design(study: Study, block: str) -> pd.DataFrame:
    """Return the replications of a block: what `monte_carlo.replay_ranks` replays and the page offers as a file."""
    scores, options = block_scores(study, block), study.scheme.analysis
    design = make_design(
        area_weights(scores), choices_of(study, scores), replications=options.replications, seed=options.seed
    )
    return _rounded(design)


def choice_sobol_design(study: Study, block: str) -> pd.DataFrame:
    """Return the design that takes the spread of the ranks apart by choice, all weights as one choice."""
    scores = block_scores(study, block)
    choices, seed = choices_of(study, scores), study.scheme.analysis.seed
    return _rounded(make_sobol_design(area_weights(scores), choices, base=SOBOL_BASE, seed=seed, together=True))


def design_download(study: Study, block: str, design: pd.DataFrame) -> Download:
    """Return a design as a file of the page: csv in a zip archive, which pandas reads as it is."""
    name = f"{study.file_stem()}-{block}-choices"
    label = study.say(
        "choices.download", block=study.block_name(block), name=f"{name}.zip", n=study.number(len(design), 0)
    )
    text = design.to_csv(index=False, lineterminator="\n")
    return Download(name=f"{name}.zip", label=label, content=_zipped(f"{name}.csv", text))


def _rounded(design: pd.DataFrame) -> pd.DataFrame:
    return design.round({name: _DECIMALS for name in design.columns if str(name).startswith(WEIGHT)})


def _zipped(name: str, text: str) -> bytes:
    """Return an archive with one file; no date of its making, so equal designs give equal bytes."""
    buffer = io.BytesIO()
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, text, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()
