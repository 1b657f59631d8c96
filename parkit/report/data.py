"""Views of a scheme's data that more than one part of a report needs."""

import pandas as pd

from parkit.analysis.score import choose_source
from parkit.intake import SchemeData
from parkit.model.language import Lang


def reader_names(data: SchemeData, lang: Lang) -> dict[str, str]:
    """Return the name of every unit, criterion and block by code, for sentences about codes."""
    lines = {line.code: line.name.get(lang) for framework in data.frameworks.values() for line in framework}
    blocks = {code: block.short.get(lang) for code, block in data.scheme.blocks.items()}
    return lines | blocks | {unit.code: unit.name.get(lang) for unit in data.units}


def counting_scores(data: SchemeData, year: int) -> pd.DataFrame:
    """Return the score rows of a year that count in the index: the chosen source, measures left out."""
    rows = choose_source(data.scores[data.scores["year"].eq(year)])
    return rows[~rows["criterion"].isin(measures_of(data, year))]


def measures_of(data: SchemeData, year: int) -> set[str]:
    """Return the lines of a year's framework that are read along and do not count in the index."""
    return {line.code for line in data.frameworks[year] if line.level == "measure"}
