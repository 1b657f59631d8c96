"""The data before the reports: read every scheme, write its tidy tables, and see which years may be published.

A year whose score sheets have an error gets only the report that shows the errors; everything else would be
computed from data that somebody still has to mend. A scheme whose definition is wrong gets nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from parkit.intake import read_stored, write_processed
from parkit.model.errors import ParkitError
from parkit.model.faults import fault
from parkit.model.folders import raw_folder
from parkit.model.origin import origin_of
from parkit.pipeline.failures import InputError
from parkit.pipeline.plan import DATA_QUALITY, Report
from parkit.report.problems import read_data


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is known of a scheme's data: what stops all of it, and how many errors stop each year."""

    scheme: str
    stopped: ParkitError | None = None
    errors: Mapping[int, int] = field(default_factory=dict)


def read_inputs(root: Path, schemes: Iterable[str]) -> dict[str, Inputs]:
    """Read each scheme and write its tables to data/processed; an error stops its own scheme only."""
    return {code: _read(root, code) for code in schemes}


def obstacle(report: Report, inputs: Mapping[str, Inputs]) -> ParkitError | None:
    """Return why a report cannot be built from the data as they are, or None if it can."""
    known = inputs[report.scheme]
    errors = known.errors.get(report.year, 0)
    if known.stopped or not errors or report.notebook == DATA_QUALITY:
        return known.stopped
    return InputError("data_errors", scheme=report.scheme, year=report.year, errors=errors, built=DATA_QUALITY)


def select_problems(problems: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """Return the problems of some years (of all, if none is given); one without a year belongs to every year."""
    wanted = list(years)
    if not wanted:
        return problems
    return problems[problems["year"].isin(wanted) | problems["year"].isna()]


def _read(root: Path, code: str) -> Inputs:
    try:
        data = read_stored(root, code)
        if data is None:
            origin = origin_of(raw_folder(root) / code)  # before reading: tables of files that change now are stale
            data = read_data(root, code)
            write_processed(root, data, origin=origin)
    except ParkitError as error:
        return Inputs(scheme=code, stopped=error)
    except OSError as error:
        stopped = fault(error)
        if stopped is None:
            raise
        return Inputs(scheme=code, stopped=stopped)
    errors = data.problems[data.problems["severity"] == "error"]
    return Inputs(scheme=code, errors={year: len(select_problems(errors, [year])) for year in data.years()})
