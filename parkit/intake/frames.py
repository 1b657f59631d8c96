"""The frames of a scheme with their columns and types, the same whether a frame has rows or not."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from parkit.model.columns import (
    CELL_COLUMNS,
    PRINTED_COLUMNS,
    PROBLEM_COLUMNS,
    SCORE_COLUMNS,
    SURVEY_COLUMNS,
    TYPES,
)

FRAMES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "scores": SCORE_COLUMNS,
        "printed": PRINTED_COLUMNS,
        "survey": SURVEY_COLUMNS,
        "problems": PROBLEM_COLUMNS,
        "cells": CELL_COLUMNS,
    }
)
"""The frames of a scheme by name, in the order in which they are written."""


def typed_frame(name: str, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as the frame of that name: its columns, numbers as numbers, everything else as text.

    >>> typed_frame("problems", []).dtypes[["code", "row"]].astype(str).tolist()
    ['str', 'Int64']
    """
    frame = pd.DataFrame(rows, columns=list(FRAMES[name]))
    wanted = {column: TYPES[name].get(column, "str") for column in frame.columns}
    # A column that has its type is left alone: over half a million rows even a conversion to the same type takes time.
    return frame.astype({column: kind for column, kind in wanted.items() if str(frame.dtypes[column]) != kind})
