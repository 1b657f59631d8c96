import pandas as pd
import pytest

from parkit.analysis.reconcile import reconcile, summary

NAN = float("nan")


def printed(*rows: tuple[str, str, str, float, float, int]) -> pd.DataFrame:
    """Write figures: unit, area, statistic, number, maximum, decimals."""
    frame = pd.DataFrame(rows, columns=["unit", "area", "statistic", "points", "max_points", "decimals"])
    fixed = {"scheme": "x", "year": 2023, "block": "tinh", "source": "", "reading": "", "base_year": None, "text": ""}
    return frame.assign(criterion=frame["area"], **fixed)


def parts(unit: str, total: float, statistic: str = "index") -> pd.DataFrame:
    """Write the four parts of a real province-year, 57.04 + 8.19 + 18.34 + 4.32 = 87.89 of 100, and a total."""
    return printed(
        (unit, "1", "mean_points", 57.04, 61.5, 2),
        (unit, "2", "mean_points", 8.19, 10.0, 2),
        (unit, "3", "mean_points", 18.34, 22.0, 2),
        (unit, "4", "mean_points", 4.32, 6.5, 2),
        (unit, "", statistic, total, 100.0, 2),
    )


def verdict(frame: pd.DataFrame) -> tuple[str, str]:
    """Return verdict and reasons of the last figure."""
    told = summary(reconcile(frame)).iloc[-1]
    return told["verdict"], told["reasons"]


@pytest.mark.parametrize("statistic", ["index", "mean_points"])
@pytest.mark.parametrize(
    ("total", "expected"),
    [(87.89, "consistent"), (87.91, "consistent"), (87.87, "consistent"), (87.92, "impossible"), (86.89, "impossible")],
)
def test_a_units_total_is_the_sum_of_its_parts(statistic: str, total: float, expected: str) -> None:
    """Four parts of two decimals add up to 87.89 ± 0.02, and the total is ± 0.005: 87.87 to 87.91 can be right."""
    assert verdict(parts("hoa-binh", total, statistic))[0] == expected


def test_the_reason_of_a_wrong_total() -> None:
    """A total that cannot be the sum of its parts says so, and nothing of what could not be checked besides."""
    assert verdict(parts("hoa-binh", 86.89)) == ("impossible", "differs_from_parts")


def test_parts_that_are_not_all_there_say_nothing() -> None:
    """Without the part of 6.5 the maxima add up to 93.5 of 100, so the total is not held against them."""
    frame = parts("hoa-binh", 86.89)
    claims = reconcile(frame.drop(index=3).reset_index(drop=True))
    assert "parts" not in set(claims["check"])


def test_a_part_without_a_maximum_leaves_the_sum_open() -> None:
    """Parts of unknown maxima may not be all of them."""
    frame = parts("hoa-binh", 86.89).assign(max_points=[61.5, NAN, 22.0, 6.5, 100.0])
    assert "parts" not in set(reconcile(frame)["check"])


def test_areas_give_way_to_their_criteria() -> None:
    """Where an area is printed with its criteria, the criteria are the parts and the area is not counted twice."""
    frame = printed(
        ("u", "1", "mean_points", 50.0, 60.0, 2),
        ("u", "1", "mean_points", 30.0, 35.0, 2),
        ("u", "1", "mean_points", 20.0, 25.0, 2),
        ("u", "2", "mean_points", 30.0, 40.0, 2),
        ("u", "", "index", 80.0, 100.0, 2),
    ).assign(criterion=["1", "1.1", "1.2", "2", ""])
    assert verdict(frame)[0] == "consistent"


@pytest.mark.parametrize(("total", "expected"), [(87.0, "conditional"), (88.5, "impossible")])
def test_mean_points_of_a_block_lie_at_or_below_the_sum_of_its_areas(total: float, expected: str) -> None:
    """An area that does not apply to some units lowers the mean of totals, never raises it."""
    assert verdict(parts("", total, "mean_points"))[0] == expected


def test_a_blocks_mean_index_can_lie_on_either_side() -> None:
    """With different maxima of the units a mean index is no sum of parts: it needs a condition, and no more."""
    assert verdict(parts("", 86.0, "mean_index")) == ("conditional", "needs_smaller_maxima")
    assert verdict(parts("", 89.0, "mean_index")) == ("conditional", "needs_smaller_maxima")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((87.12, 2), (87.14, 2), "impossible"),
        ((87.12, 2), (87.1, 1), "consistent"),
        ((87.12, 2), (87.12, 2), "consistent"),
    ],
)
def test_a_figure_printed_twice(first: tuple[float, int], second: tuple[float, int], expected: str) -> None:
    """87.12 and 87.14 exclude each other, 87.12 and 87.1 are the same number in other decimals."""
    frame = printed(*(("da-nang", "", "index", value, 100.0, places) for value, places in (first, second)))
    told = summary(reconcile(frame))
    assert told["verdict"].tolist() == [expected] * 2
    assert set(told["reasons"].eq("differs_from_repeat")) == {expected == "impossible"}


def test_a_change_may_start_from_either_of_two_earlier_values() -> None:
    """89.44 − 1.99 is 87.45, the second of two printed earlier values that exclude each other; the change fits."""
    earlier = printed(*(("se", "", "index", value, 100.0, 2) for value in (87.79, 87.45)))
    later = printed(("se", "", "index", 89.44, 100.0, 2), ("se", "", "change", 1.99, NAN, 2)).assign(year=2024)
    frame = pd.concat([earlier, later], ignore_index=True).assign(
        reading=["", "", "", "percentage_points"], base_year=[None, None, None, 2023]
    )
    assert summary(reconcile(frame))["verdict"].tolist() == ["impossible", "impossible", "not_checkable", "consistent"]


TOLD = ["check", "base", "quantity", "verdict", "reason"]


@pytest.mark.parametrize(
    ("statistic", "quantity"), [("index", "index"), ("mean_points", "points"), ("maximum", "maximum"), ("rank", "rank")]
)
def test_a_repeat_names_what_it_repeats(statistic: str, quantity: str) -> None:
    """7 and 9 are held against each other; 7 and 7 agree without a reason."""
    for second, answer in ((9.0, ["impossible", "differs_from_repeat"]), (7.0, ["consistent", ""])):
        frame = printed(*(("u", "1", statistic, value, NAN, 0) for value in (7.0, second)))
        claims = reconcile(frame).query("check == 'repeat'")
        assert claims[TOLD].to_numpy().tolist() == [["repeat", "repeat", quantity, *answer]] * 2
        assert claims[["recomputed", "reference"]].to_numpy().tolist() == [[second, 7.0], [7.0, second]]


@pytest.mark.parametrize(("statistic", "quantity"), [("index", "index"), ("mean_points", "points")])
def test_a_sum_of_parts_names_what_it_is(statistic: str, quantity: str) -> None:
    """The sum of the four parts is 87.89, in points and in percent of 100."""
    claims = reconcile(parts("u", 87.9, statistic)).query("check == 'parts'")
    assert claims[TOLD].to_numpy().tolist() == [["parts", "parts", quantity, "consistent", ""]]
    assert claims[["recomputed", "reference"]].round(9).to_numpy().tolist() == [[87.89, 87.9]]


@pytest.mark.parametrize("source", ["appraised", "self", "survey"])
def test_a_total_can_be_out_of_another_number_than_100(source: str) -> None:
    """8 of 10 and 9 of 10 are 17 of 20, not 16."""
    frame = printed(
        ("u", "1", "mean_points", 8.0, 10.0, 0),
        ("u", "2", "mean_points", 9.0, 10.0, 0),
        ("u", "", "mean_points", 15.0, 20.0, 0),
    ).assign(source=source)
    claims = reconcile(frame).query("check == 'parts'")
    assert claims["verdict"].tolist() == ["impossible"]
    assert claims[["recomputed_low", "recomputed", "recomputed_high"]].to_numpy().tolist() == [[16.0, 17.0, 18.0]]
