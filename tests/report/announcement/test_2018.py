"""The figures of Nam Định's announcement of 2018, found again in a text made from scores of units.

No province publishes its unit scores. Those of the constructed province were made so that their block means of 2018 are
the printed ones; the announcement of that province must therefore state them. Figures that it cannot state, and why:

- 94,9 % for the procedures area of departments: the printed 8,32/8,50 points are 97,82 to 97,94 %, whatever the scores.
- The twelve changes on 2017: the source does not name their unit, no reading fits all of them (the fall of 7,32 needs
  an index above 100 % in 2017, those of area 8 have no level), and the criteria of the constructed province changed
  between the years, so its announcement states the change of the common criteria in percentage points.
- The six rounds: the constructed province began in 2016.
"""

import csv
import re
from pathlib import Path

import pytest

from parkit.model.numbers import Printed, parse_fraction, parse_number, parse_percent
from parkit.report.announcement import make_notice, notice_text
from parkit.report.study import load_study

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
BLOCKS = {"so": "khối sở", "huyen": "khối huyện"}
IMPOSSIBLE = ("so", "3", "mean_index")
NOT_FOUND = {"change", "rounds"}
Row = dict[str, str]


def printed_rows() -> list[Row]:
    """Return the figures of the announcement as they were printed."""
    path = ROOT / "data" / "raw" / "nam-dinh" / "2018" / "published.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_found(row: Row) -> bool:
    """Tell whether unit scores can reproduce a printed figure."""
    return row["statistic"] not in NOT_FOUND and (row["block"], row["area"], row["statistic"]) != IMPOSSIBLE


@pytest.fixture(scope="module")
def announcement() -> str:
    """Return the announcement of the constructed province of 2018, from its unit scores."""
    study = load_study(ROOT, scheme="minh-hoa", year=2018, lang="vi")
    assert study.depth() == "areas"
    return notice_text(make_notice(study))


def clause(text: str, block: str, area: str) -> str:
    """Return what a text says of a block in an area."""
    (line,) = re.findall(rf"^\({area}\) Về .*$", text, flags=re.MULTILINE)
    (part,) = re.findall(rf"{BLOCKS[block]} ([^;]+)", line)
    return str(part)


def fractions(text: str) -> list[tuple[float, float]]:
    """Return the values of all "x/y" in a text."""
    pairs = (parse_fraction(each, decimal=",") for each in re.findall(r"[\d,]*\d/[\d.,]*\d", text))
    return [(one.value, other.value) for one, other in pairs]


def levels(text: str) -> list[float]:
    """Return the values of all percentages in a text."""
    return [parse_percent(each, decimal=",").value for each in re.findall(r"[\d,]*\d%", text)]


@pytest.mark.parametrize(
    "row", [row for row in printed_rows() if is_found(row)], ids=lambda row: "-".join(list(row.values())[:4])
)
def test_a_printed_figure_is_in_the_generated_text(announcement: str, row: Row) -> None:
    """Each figure stands in the sentence of its area and the clause of its block, whatever zeros it is printed with."""
    told = clause(announcement, row["block"], row["area"])
    match row["statistic"]:
        case "mean_points":
            points, maximum = parse_fraction(row["text"], decimal=",")
            assert (points.value, maximum.value) in fractions(told)
        case "mean_index":
            assert parse_percent(row["text"], decimal=",").value in levels(told)
        case "units_at_maximum":
            assert f"có {row['text']} đơn vị đạt điểm tối đa" in told
        case "maximum":
            assert parse_fraction(row["text"], decimal=",")[1].value in {maximum for _, maximum in fractions(told)}
        case "direction":
            assert f"({row['text']} " in told
        case other:
            pytest.fail(f"no way to look for {other}")


def test_every_figure_is_found_or_explained() -> None:
    """Twenty of the thirty-four figures are found; the others are those the head of this file explains."""
    rows = printed_rows()
    others = [row for row in rows if not is_found(row)]
    assert (len(rows), len(others)) == (34, 14)
    assert [row["text"] for row in others if row["statistic"] != "change"] == ["6 năm", "94,9%"]


def test_the_impossible_index_gives_way_to_that_of_the_points(announcement: str) -> None:
    """8,32/8,50 is at least 8,315/8,50 and at most 8,325/8,50: the text prints 97,88 % and nowhere 94,9 %."""
    assert parse_percent("94,9%", decimal=",").value + 0.05 < 100 * 8.315 / 8.5
    assert 97.88 in levels(clause(announcement, "so", "3"))
    assert not re.search(r"\b94,90?%", announcement)


def test_no_printed_change_is_repeated_as_if_its_unit_were_known(announcement: str) -> None:
    """Every change of the text is of the common criteria, in percentage points."""
    stated = re.findall(r"(?:tăng|giảm) [\d,]+ ?\S*", announcement)
    assert stated
    assert all("điểm" in each for each in stated)
    assert announcement.count("điểm phần trăm so với năm 2017, trên các tiêu chí chung") == len(stated)


def test_the_figures_are_those_of_the_source(shared: object) -> None:
    """Each figure looked for stands in the article as it was published."""
    article = shared("seed/announcement-2018.vi.txt").read_text(encoding="utf-8")  # type: ignore[operator]
    assert all(row["text"] in article for row in printed_rows())


def test_the_ways_of_reading_agree() -> None:
    """The reader of this test takes the figures apart as they are printed."""
    assert fractions("12,56/13,50 điểm và 3,36/4.0") == [(12.56, 13.5), (3.36, 4.0)]
    assert levels("đạt 94,9% và 100%") == [94.9, 100.0]
    assert parse_number("7,9", decimal=",") == Printed(7.9, 1)
