"""The constructed province reads exactly as its script knows it: every score, every state, every counted cell."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from parkit.intake import SchemeData, read_scheme_data

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[1] / "data"
TRUTH = DATA / "minh_hoa_truth.csv.gz"
KEY = ["year", "unit", "criterion", "source"]


@pytest.fixture(scope="module")
def minh_hoa(project_root: Path) -> SchemeData:
    """Read the constructed scheme."""
    return read_scheme_data(project_root, "minh-hoa")


def test_every_score_is_read_as_it_was_meant(minh_hoa: SchemeData) -> None:
    """State and points of all rows are those of the truth; there is no row too few and none too many."""
    with gzip.open(TRUTH, "rt", encoding="utf-8") as file:
        truth = pd.read_csv(file, dtype={"criterion": str}).set_index(KEY).sort_index()
    applies = {
        (year, line.code, block)
        for year, lines in minh_hoa.frameworks.items()
        for line in lines
        for block in line.applies
    }
    scores = minh_hoa.scores
    counted = [key in applies for key in zip(scores["year"], scores["criterion"], scores["block"], strict=True)]
    found = scores[counted].set_index(KEY).sort_index()
    assert found.index.equals(truth.index)
    assert found["state"].tolist() == truth["state"].tolist()
    assert found["points"].sub(truth["points"]).abs().max() < 1e-9


def test_every_cell_of_every_file_is_counted(minh_hoa: SchemeData) -> None:
    """Filled cells are scores, printed figures, labels, checks or refused ones, and no file is stopped."""
    cells = minh_hoa.cells
    uses = cells["scores"] + cells["printed"] + cells["labels"] + cells["checks"] + cells["refused"]
    assert uses.tolist() == cells["filled"].tolist()
    assert not cells["stopped"].any()
    assert {"criteria_down", "scorecard", "units_down", "long", "survey"} <= set(cells["shape"])
