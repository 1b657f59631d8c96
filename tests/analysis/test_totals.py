from typing import Any

import pandas as pd
import pytest

from parkit.analysis.totals import check_totals, copied_totals

NAN = float("nan")
DISTRICT, DEPARTMENT = "huyen", "so"

# DDCI Hà Tĩnh 2021, https://ddcihatinh.vn/ho-so/bang-chi-so-thanh-phan: nine components out of 10 and the printed
# total; NaN: land does not apply to departments; 50: printed so, outside the scale.
DDCI: list[tuple[Any, ...]] = [
    (DISTRICT, "Cẩm Xuyên", 1, 2.58, 1, 1.23, 1.85, 1, 1.89, 1, 1.15, 13.77),
    (DISTRICT, "Vũ Quang", 7.02, 6.62, 7.71, 6.79, 5.1, 7.64, 6.37, 8.77, 5.99, 68.85),
    (DISTRICT, "Hương Khê", 8.07, 7.04, 9.07, 8.26, 6.47, 8.68, 7.23, 7.43, 8.22, 79.12),
    (DISTRICT, "Kỳ Anh", 7.29, 8.24, 7.74, 7.81, 5.01, 7.92, 9.04, 6.64, 6.35, 73.07),
    (DISTRICT, "Hồng Lĩnh", 9.21, 8.97, 9.72, 8.77, 8.54, 9.78, 7.74, 8.36, 8.99, 89.45),
    (DISTRICT, "Lộc Hà", 5.48, 4.08, 7.04, 5.58, 5.6, 5.55, 4.49, 5.88, 4.87, 54.52),
    (DISTRICT, "Hà Tĩnh", 8.4, 8.37, 9.26, 8.21, 5.89, 9.69, 8.19, 6.61, 7.64, 80.26),
    (DEPARTMENT, "Tư pháp", 7.66, 8.27, 7.08, 8.81, 5.42, 7.95, 4.82, NAN, 5.6, 68.2),
    (DEPARTMENT, "Lao động", 8.84, 7.95, 7.35, 9.0, 8.01, 8.92, 5.97, NAN, 8.5, 84.48),
    (DEPARTMENT, "Tài chính", 7.77, 7.51, 8.97, 9.2, 7.96, 9.26, 6.53, NAN, 50, 68.85),
]


def ddci_scores() -> pd.DataFrame:
    """Write the components as tidy scores; the 50 is missing, since no such score exists."""
    rows = [
        {"block": block, "unit": unit, "criterion": str(place), "area": str(place), "points": value}
        for block, unit, *parts, _ in DDCI
        for place, value in enumerate(parts, start=1)
    ]
    frame = (
        pd.DataFrame(rows).astype({"points": float}).assign(scheme="ddci", year=2021, source="survey", max_points=10.0)
    )
    frame["state"] = "scored"
    frame.loc[frame["points"].isna(), "state"] = "not_applicable"
    frame.loc[frame["points"].gt(10), ["state", "points"]] = ["missing", NAN]
    return frame


def printed(rows: list[tuple[str, str, float]], *, decimals: int = 2) -> pd.DataFrame:
    """Write printed totals."""
    frame = pd.DataFrame(rows, columns=["block", "unit", "points"])
    return frame.assign(scheme="ddci", year=2021, area="", criterion="", statistic="index", decimals=decimals)


def ddci_totals(**options: object) -> pd.DataFrame:
    """Check the printed totals of Hà Tĩnh."""
    return check_totals(ddci_scores(), printed([(row[0], row[1], row[-1]) for row in DDCI]), part_decimals=2, **options)


def test_the_copied_total_of_ha_tinh_is_found_and_nothing_else() -> None:
    """Sở Tài chính prints 68.85 as huyện Vũ Quang does; its own parts give (57.2 + 0 … 10)/80 = 71.5 … 84 %."""
    found = copied_totals(ddci_totals(weights_known=False))
    assert found[["unit", "other_unit", "printed"]].to_numpy().tolist() == [["Tài chính", "Vũ Quang", 68.85]]
    assert found["recomputed"].item() == pytest.approx(100 * 57.2 / 70)
    bounds = ddci_totals().set_index("unit").loc["Tài chính", ["recomputed_low", "recomputed_high"]]
    assert bounds.tolist() == pytest.approx([71.5, 84.0], abs=0.06)


def test_plain_means_of_ha_tinh_hold_for_some_units_only() -> None:
    """Vũ Quang: 62.01/90 = 68.90 ± 0.05, so 68.85 follows; Lao động: 64.54/80 = 80.68, 3.80 below 84.48."""
    found = ddci_totals(weights_known=False).set_index("unit")
    assert found.loc["Vũ Quang", ["verdict", "reason"]].tolist() == ["consistent", ""]
    assert found.loc["Lao động", ["verdict", "reason"]].tolist() == ["conditional", "needs_other_weights"]
    assert found.loc["Lao động", "deviation"] == 3.8
    assert ddci_totals().set_index("unit").loc["Lao động", ["verdict", "reason"]].tolist() == [
        "impossible",
        "differs_from_parts",
    ]


def one(points: list[float], total: float, *, states: list[str] | None = None, **options: object) -> pd.Series:
    """Check one unit with parts out of 10."""
    rows = {
        "block": "so",
        "unit": "a",
        "criterion": [str(place) for place in range(len(points))],
        "area": "1",
        "points": points,
        "state": states or "scored",
    }
    frame = pd.DataFrame(rows).assign(scheme="ddci", year=2021, source="appraised", max_points=10.0)
    return check_totals(frame, printed([("so", "a", total)]), **options).iloc[0]


@pytest.mark.parametrize(("total", "verdict"), [(75.0, "consistent"), (75.01, "impossible"), (74.99, "impossible")])
def test_exact_parts_give_one_total(total: float, verdict: str) -> None:
    """7 and 8 of 10 are 75 %; two printed decimals leave 0.005 either way."""
    assert one([7, 8], total)["verdict"] == verdict


@pytest.mark.parametrize(("total", "verdict"), [(75.05, "consistent"), (75.06, "impossible")])
def test_rounded_parts_widen_the_total(total: float, verdict: str) -> None:
    """Parts ± 0.005 of 10 move the index by 0.05, and the total's own rounding adds 0.005."""
    assert one([7, 8], total, part_decimals=2)["verdict"] == verdict


def test_no_weighting_reaches_beyond_the_parts() -> None:
    """81 % cannot be a weighted mean of 70 % and 80 %, whatever the weights."""
    assert one([7, 8], 81.0, weights_known=False)["reason"] == "outside_every_weighting"
    assert one([7, 8], 79.0, weights_known=False)["reason"] == "needs_other_weights"


def test_the_range_of_the_parts_by_hand() -> None:
    """Parts of 7 and 8 out of 10 lie between 70 and 80 %, or 69.5 and 80.5 % if printed with one decimal."""
    names = ["part_low", "part_high"]
    assert one([7, 8], 75.0)[names].tolist() == [70.0, 80.0]
    assert one([7, 8], 75.0, part_decimals=1)[names].tolist() == pytest.approx([69.5, 80.5])


def test_a_missing_part_can_be_anything() -> None:
    """7 of 10 and a missing 10: 35 … 85 %, and no weighting is excluded."""
    found = one([7, NAN], 84.0, states=["scored", "missing"])
    assert (found["verdict"], found["recomputed_low"], found["recomputed_high"]) == ("consistent", 35.0, 85.0)
    for total in (1.0, 99.0):
        assert one([7, NAN], total, states=["scored", "missing"], weights_known=False)["verdict"] == "conditional"


@pytest.mark.parametrize(("rule", "total"), [("rebase", 70.0), ("full_marks", 85.0), ("zero", 35.0)])
def test_the_rule_for_criteria_that_do_not_apply(rule: str, total: float) -> None:
    """7 of 10 and a 10 that does not apply: 7/10, 17/20 or 7/20."""
    found = one([7, NAN], total, states=["scored", "not_applicable"], rule=rule)
    assert found["verdict"] == "consistent"


@pytest.mark.parametrize(("rule", "low", "high"), [("rebase", 70, 70), ("full_marks", 70, 100), ("zero", 0, 70)])
def test_what_does_not_apply_is_a_part_by_the_rule(rule: str, low: float, high: float) -> None:
    """It is no part of the range, one of 100 %, or one of 0 %."""
    found = one([7, NAN], 70.0, states=["scored", "not_applicable"], rule=rule)
    assert found[["part_low", "part_high"]].tolist() == [low, high]


def test_a_total_without_scores_cannot_be_checked() -> None:
    """A unit of which only the total is printed stays in the table."""
    found = check_totals(ddci_scores(), printed([("so", "unheard", 50.0)])).iloc[0]
    assert (found["verdict"], found["reason"]) == ("not_checkable", "nothing_scored")


def test_a_total_is_held_against_parts_of_its_own_source() -> None:
    """A self-assessed total beside survey scores is left out; one that names the survey, or nothing, is checked."""
    figures = pd.concat([printed([("huyen", "Vũ Quang", total)]) for total in (95.0, 68.85, 68.85)])
    found = check_totals(ddci_scores(), figures.assign(source=["self", "survey", ""]), part_decimals=2)
    assert found[["source", "printed", "verdict"]].to_numpy().tolist() == [
        ["survey", 68.85, "consistent"],
        ["", 68.85, "consistent"],
    ]


def test_equal_totals_that_follow_are_no_copies() -> None:
    """Two units with the same total and parts that give it are a coincidence; so are equal rows."""
    frame = ddci_scores()
    twin = frame[frame["unit"].eq("Vũ Quang")].assign(unit="Twin")
    totals = check_totals(pd.concat([frame, twin]), printed([("huyen", "Vũ Quang", 60.0), ("huyen", "Twin", 60.0)]))
    assert copied_totals(totals).empty


def test_a_total_that_follows_is_no_copy_however_far_from_the_middle() -> None:
    """84 follows from 7 of 10 and a missing 10 (35 … 85 %), though another unit prints it against its parts (86 %)."""
    rows = [("a", "0", 7.0, "scored"), ("a", "1", NAN, "missing"), ("b", "0", 8.6, "scored"), ("b", "1", 8.6, "scored")]
    frame = pd.DataFrame(rows, columns=["unit", "criterion", "points", "state"])
    frame = frame.assign(scheme="ddci", year=2021, block="so", area="1", source="appraised", max_points=10.0)
    totals = check_totals(frame, printed([("so", "a", 84.0), ("so", "b", 84.0)]))
    assert totals["verdict"].tolist() == ["consistent", "impossible"]
    assert totals["deviation"].tolist() == [14.0, -2.0]
    assert copied_totals(totals).empty


def test_the_input_is_not_changed() -> None:
    """Scores, printed figures and totals stay as they were."""
    frame, figures = ddci_scores(), printed([("huyen", "Vũ Quang", 68.85)])
    before = frame.copy(deep=True), figures.copy(deep=True)
    totals = check_totals(frame, figures)
    kept = totals.copy(deep=True)
    copied_totals(totals)
    pd.testing.assert_frame_equal(frame, before[0])
    pd.testing.assert_frame_equal(figures, before[1])
    pd.testing.assert_frame_equal(totals, kept)


def test_without_printed_totals_there_is_nothing_to_check() -> None:
    """A table without a printed total gives an empty frame with all its columns, and no copies."""
    totals = check_totals(ddci_scores(), printed([("huyen", "Vũ Quang", 68.85)]).head(0))
    assert totals.empty
    assert "verdict" in totals
    assert copied_totals(totals).empty
