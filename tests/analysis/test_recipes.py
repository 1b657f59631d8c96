import pandas as pd
import pytest

from parkit.analysis.figures import read_figures
from parkit.analysis.known import Known
from parkit.analysis.recipes import recipes
from parkit.analysis.search import explain

NAN = float("nan")
UNITS = {(2018, "so"): 4}


def printed(*rows: tuple[str, str, str, float, float, int]) -> pd.DataFrame:
    """Write figures: unit, area, statistic, number, maximum, decimals."""
    frame = pd.DataFrame(rows, columns=["unit", "area", "statistic", "points", "max_points", "decimals"])
    fixed = {"scheme": "x", "year": 2018, "block": "so", "source": "", "reading": "", "base_year": None, "text": ""}
    return frame.assign(criterion=frame["area"], **fixed)


def proposed(frame: pd.DataFrame) -> list[tuple[str, float]]:
    """Return what each recipe gives for the last figure."""
    book = read_figures(frame)
    return [(item.hypothesis, round(item.value, 3)) for item in recipes(book, book.figures[-1], Known(units=UNITS))]


PARTS = (("u", "1", "mean_points", 40.0, 80.0, 1), ("u", "2", "mean_points", 18.6, 20.0, 1))


def test_recipes_of_a_total_by_hand() -> None:
    """40/80 and 18,6/20: (50 + 93)/2 = 71,5 averaged, 59 with rounded parts, where the right total is 58,6."""
    assert proposed(printed(*PARTS, ("u", "", "index", 71.5, 100.0, 1))) == [
        ("mean_of_ratios", 71.5),
        ("rounded_first", 59.0),
    ]


@pytest.mark.parametrize("source", ["", "self", "survey"])
def test_recipes_of_an_index_beside_points_by_hand(source: str) -> None:
    """8,32 of 8,5 with four units: 8/8,5 and 8,3/8,5 if rounded, 3/4 and 2/4 of 97,882 if units count as zero."""
    frame = printed(("", "3", "mean_points", 8.32, 8.5, 2), ("", "3", "mean_index", 94.1, 100.0, 1))
    assert proposed(frame.assign(source=source)) == [
        ("rounded_first", 94.118),
        ("rounded_first", 97.647),
        ("missing_as_zero", 73.412),
        ("missing_as_zero", 48.941),
    ]


@pytest.mark.parametrize(
    ("index", "expected"),
    [(94.1, "rounded_first"), (73.4, "missing_as_zero")],
)
def test_an_index_is_explained_by_how_it_was_computed(index: float, expected: str) -> None:
    """Every digit can be right where rounding or a missing unit gives the printed index; this comes before any slip."""
    frame = printed(("", "3", "mean_points", 8.32, 8.5, 2), ("", "3", "mean_index", index, 100.0, 1))
    best = explain(frame, known=Known(units=UNITS)).iloc[0]
    assert (best["hypothesis"], best["what"], best["changed"]) == (expected, "nothing", 1)


def test_a_total_of_averaged_rates_is_explained() -> None:
    """71,5 is no digit away from 58,6, but the plain mean of 50 and 93."""
    found = explain(printed(*PARTS, ("u", "", "index", 71.5, 100.0, 1)))
    told = found.iloc[0][["figure", "hypothesis", "value", "decimals"]].tolist()
    assert told == [2, "mean_of_ratios", 71.5, 1]


@pytest.mark.parametrize("source", ["", "self"])
def test_a_part_counted_as_zero_is_explained(source: str) -> None:
    """58,6 of 100 is 48,8 of 120, where the other unit has a third part of 20 that this one has not."""
    frame = printed(
        *PARTS,
        ("v", "1", "mean_points", 60.0, 80.0, 1),
        ("v", "3", "mean_points", 10.0, 20.0, 1),
        ("u", "", "index", 48.8, 100.0, 1),
    )
    found = explain(frame.assign(source=source))
    assert found.iloc[0][["figure", "hypothesis", "decimals"]].tolist() == [4, "missing_as_zero", 1]
    assert round(found.iloc[0]["value"], 3) == 48.833


def test_a_mean_of_rounded_units_is_explained() -> None:
    """90,4, 80,4, 70,4 and 60,4 give 75,40; rounded to whole numbers first they give 75,00."""
    units = [(unit, "", "index", value, 100.0, 1) for unit, value in zip("abcd", (90.4, 80.4, 70.4, 60.4), strict=True)]
    found = explain(printed(*units, ("", "", "mean_index", 75.0, 100.0, 2)), known=Known(units=UNITS))
    assert found.iloc[0][["hypothesis", "decimals", "value"]].tolist() == ["rounded_first", 0, 75.0]
