"""The province's own standing in national indices: context beside the sub-provincial results, never mixed with them."""

from pathlib import Path
from typing import Final

import pandas as pd

from parkit.model.numbers import NumberFormatError, parse_number
from parkit.model.tables import Line, read_table

NATIONAL: Final = "national.csv"
NATIONAL_COLUMNS: Final = ("year", "measure", "statistic", "value", "of", "text", "basis")


def read_national(folder: Path) -> pd.DataFrame:
    """Read ``national.csv``; a scheme without the file gets an empty frame of the same columns.

    Raises
    ------
    DefinitionError
        A column is missing, a statistic or basis is unknown, or a value is not a number.
    """
    path = folder / NATIONAL
    lines = read_table(path, columns=NATIONAL_COLUMNS) if path.is_file() else ()
    frame = pd.DataFrame([_row(line) for line in lines], columns=list(NATIONAL_COLUMNS))
    return frame.astype({"year": "int64", "value": "float64", "of": "float64"})


def _row(line: Line) -> dict[str, object]:
    return {
        "year": int(_number(line, "year")),
        "measure": line.text("measure"),
        "statistic": line.one_of("statistic", ("index", "rank")),
        "value": _number(line, "value"),
        "of": _number(line, "of"),
        "text": line.text("text"),
        "basis": line.one_of("basis", ("printed", "derived")),
    }


def _number(line: Line, column: str) -> float:
    try:
        return parse_number(line.text(column), decimal=".").value
    except NumberFormatError as error:
        raise line.error("bad_number", column=column, found=line.cells[column]) from error
