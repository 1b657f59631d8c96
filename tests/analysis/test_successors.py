from datetime import date
from typing import Any

import pandas as pd
import pytest

from parkit.analysis.ledger import index_ledger
from parkit.analysis.score import unit_index
from parkit.analysis.successors import match_units, register_frame, series_members, unit_events, unit_series
from parkit.model.language import Text
from parkit.model.units import Unit, UnitRegister
from tests.analysis.sheets import sheet

COLUMNS = ["code", "block", "valid_from", "valid_to", "successors"]
END, START = date(2025, 2, 28), date(2025, 3, 1)


def register(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Write a register."""
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


# 28/02/2025: Transport and Construction become a new Construction; Health stays; Planning becomes Finance (new code);
# Culture splits in two. 01/09/2024: the district My Loc joins the city, which keeps its code. 30/06/2025: districts
# end, communes begin.
REFORM = register(
    ("gtvt", "so", None, END, "xd-2025"),
    ("xd", "so", None, END, "xd-2025"),
    ("xd-2025", "so", START, None, ""),
    ("y-te", "so", None, None, ""),
    ("khdt", "so", None, END, "tc-2025"),
    ("tc-2025", "so", START, None, ""),
    ("vh", "so", None, END, "van-hoa;du-lich"),
    ("van-hoa", "so", START, None, ""),
    ("du-lich", "so", START, None, ""),
    ("my-loc", "huyen", None, date(2024, 8, 31), "tp-nam-dinh"),
    ("tp-nam-dinh", "huyen", None, date(2025, 6, 30), "phuong-1"),
    ("y-yen", "huyen", None, date(2025, 6, 30), ""),
    ("phuong-1", "xa", date(2025, 7, 1), None, ""),
)


def test_how_units_begin_and_end() -> None:
    """Merger, rename, split, absorption, an abolished level and a new one are told apart by the register alone."""
    found = unit_events(REFORM).set_index("unit")
    assert found["end"].to_dict() == {
        "gtvt": "merger",
        "xd": "merger",
        "xd-2025": "",
        "y-te": "",
        "khdt": "rename",
        "tc-2025": "",
        "vh": "split",
        "van-hoa": "",
        "du-lich": "",
        "my-loc": "merger",
        "tp-nam-dinh": "level_abolished",
        "y-yen": "level_abolished",
        "phuong-1": "",
    }
    begins = found["begin"]
    assert begins[["xd-2025", "tc-2025", "van-hoa", "tp-nam-dinh", "phuong-1", "y-te"]].tolist() == [
        "merger",
        "rename",
        "split",
        "merger",
        "new_level",
        "always",
    ]
    assert found.loc["xd-2025", "parts"] == "gtvt; xd"
    assert found.loc["vh", "followers"] == "du-lich; van-hoa"


def test_a_unit_that_comes_alone_is_new_and_one_that_goes_alone_is_abolished() -> None:
    """Others of its block go on, so the level does too; a swap of two for two is a regrouping."""
    found = unit_events(
        register(
            ("a", "so", None, None, ""),
            ("b", "so", None, END, ""),
            ("c", "so", START, None, ""),
            ("d", "so", None, END, "f;g"),
            ("e", "so", None, END, "f;g"),
            ("f", "so", START, None, ""),
            ("g", "so", START, None, ""),
        )
    ).set_index("unit")
    assert found.loc["b", "end"] == "abolished"
    assert found.loc["c", "begin"] == "new"
    assert found.loc[["d", "f"], ["begin", "end"]].to_numpy().tolist() == [["always", "regrouping"], ["regrouping", ""]]


def test_units_of_two_years_are_matched_as_a_partition() -> None:
    """2024 against 2025, every unit of either year once."""
    found = match_units(REFORM, year=2025, base_year=2024)
    assert found.columns.tolist() == ["year", "block", "unit", "series", "kind"]
    assert not found.duplicated(["year", "unit"]).any()
    series = found.set_index(["year", "unit"])[["series", "kind"]].apply(tuple, axis=1).to_dict()
    assert series[2024, "gtvt"] == series[2024, "xd"] == series[2025, "xd-2025"] == ("xd-2025", "merger")
    assert series[2024, "khdt"] == series[2025, "tc-2025"] == ("tc-2025", "rename")
    assert series[2024, "vh"] == series[2025, "van-hoa"] == series[2025, "du-lich"] == ("vh", "split")
    assert series[2024, "y-te"] == series[2025, "y-te"] == ("y-te", "same")
    assert series[2024, "tp-nam-dinh"] == ("tp-nam-dinh", "exit")
    assert series[2025, "phuong-1"] == ("phuong-1", "entry")


def test_an_absorbed_unit_is_matched_with_the_one_that_goes_on() -> None:
    """My Loc and the city of 2023 are the city of 2024."""
    found = match_units(REFORM, year=2024, base_year=2023)
    city = found[found["series"].eq("tp-nam-dinh")]
    assert city[["year", "unit", "kind"]].to_numpy().tolist() == [
        [2023, "my-loc", "merger"],
        [2023, "tp-nam-dinh", "merger"],
        [2024, "tp-nam-dinh", "merger"],
    ]


def test_matching_follows_short_lived_units_and_names_regroupings() -> None:
    """Unit a became b and b became c within the years; d and e became f and g."""
    chain = register(
        ("a", "so", None, date(2021, 5, 1), "b"),
        ("b", "so", date(2021, 5, 2), date(2022, 5, 1), "c"),
        ("c", "so", date(2022, 5, 2), None, ""),
        ("d", "so", None, END, "f;g"),
        ("e", "so", None, END, "f;g"),
        ("f", "so", START, None, ""),
        ("g", "so", START, None, ""),
    )
    found = match_units(chain, year=2025, base_year=2020).set_index(["year", "unit"])["series"]
    assert found[2020, "a"] == "c"
    assert found[2020, "d"] == found[2025, "g"] == "f+g"


def test_a_new_unit_with_an_old_name_is_not_joined_by_its_name() -> None:
    """Without a declared successor nothing continues, whatever the units are called."""
    rows = register(("noi-vu", "so", None, END, ""), ("noi-vu-2025", "so", START, None, ""))
    assert match_units(rows, year=2025, base_year=2024)["kind"].tolist() == ["exit", "entry"]
    assert series_members(rows, years=[2024, 2025])["series"].tolist() == ["noi-vu", "noi-vu-2025"]


SCORES = sheet(
    {
        (2024, "gtvt"): {"1.1": (80, 100)},
        (2024, "xd"): {"1.1": (30, 50)},
        (2025, "xd-2025"): {"1.1": (90, 100)},
        (2024, "khdt"): {"1.1": (70, 100)},
        (2025, "tc-2025"): {"1.1": (75, 100)},
        (2024, "vh"): {"1.1": (60, 100)},
        (2025, "van-hoa"): {"1.1": (30, 50)},
        (2025, "du-lich"): {"1.1": (45, 50)},
        (2025, "phuong-1"): {"1.1": (9, 10)},
    }
)
SCORES.loc[SCORES["unit"].eq("phuong-1"), "block"] = "xa"


def test_a_merged_unit_continues_the_pooled_points_of_its_parts() -> None:
    """80 of 100 and 30 of 50 are 110 of 150 = 73.33, shown as pooled; the parts keep their own series to the end."""
    found = unit_series(unit_index(SCORES), REFORM).set_index(["series", "year"])
    assert found.loc[("xd-2025", 2024), ["kind", "parts", "n_parts", "points"]].tolist() == [
        "pooled",
        "gtvt; xd",
        2,
        110,
    ]
    assert found["index"][("xd-2025", 2024)] == pytest.approx(110 / 1.5)
    assert found.loc[("xd-2025", 2025), ["kind", "index"]].tolist() == ["own", 90.0]
    assert found.loc["gtvt", "kind"].to_dict() == {2024: "own"}


def test_a_renamed_unit_is_one_series_under_its_new_code() -> None:
    """Planning is Finance now: one series, and none of the old code."""
    found = unit_series(unit_index(SCORES), REFORM)
    renamed = found[found["series"].eq("tc-2025")]
    assert renamed[["year", "kind", "index"]].to_numpy().tolist() == [[2024, "renamed", 70.0], [2025, "own", 75.0]]
    assert "khdt" not in set(found["series"])


def test_a_split_unit_goes_on_as_the_pool_of_its_parts_and_they_have_no_past() -> None:
    """60 of 100, then 30 + 45 of 100."""
    found = unit_series(unit_index(SCORES), REFORM)
    split = found[found["series"].eq("vh")]
    assert split[["year", "kind", "index"]].to_numpy().tolist() == [[2024, "own", 60.0], [2025, "pooled", 75.0]]
    assert found.loc[found["series"].isin(["van-hoa", "du-lich"]), "year"].tolist() == [2025, 2025]


def test_a_new_level_starts_a_new_series() -> None:
    """The commune is declared as the city's successor, but it is another level."""
    found = unit_series(unit_index(SCORES), REFORM)
    assert found.loc[found["block"].eq("xa"), ["series", "year", "kind"]].to_numpy().tolist() == [
        ["phuong-1", 2025, "own"]
    ]


def test_a_pool_with_a_part_missing_has_no_index() -> None:
    """Half of the parts is not the whole."""
    found = unit_series(unit_index(SCORES[SCORES["unit"].ne("xd")]), REFORM).set_index(["series", "year"])
    assert found.loc[("xd-2025", 2024), "reason"] == "part_missing"
    assert found.loc[("xd-2025", 2024), ["points", "max_points", "index"]].isna().all()


def test_a_score_of_a_unit_that_does_not_exist_is_refused() -> None:
    """A department scored in the year it was merged away would silently fall out of every series."""
    late = SCORES.assign(year=2025)
    with pytest.raises(ValueError, match="gtvt in 2025"):
        unit_series(unit_index(late), REFORM)


def test_the_ledger_takes_the_matched_units() -> None:
    """Construction 73.33 to 90 is 16.67 points of performance."""
    series = match_units(REFORM, year=2025, base_year=2024)
    found = index_ledger(SCORES, year=2025, base_year=2024, series=series).set_index("unit")["performance"]
    assert found.to_dict() == pytest.approx({"tc-2025": 5.0, "vh": 15.0, "xd-2025": 50 / 3})


def test_members_are_listed_in_order() -> None:
    """By block, series, year and unit, numbered on from 0."""
    found = series_members(REFORM, years=[2025, 2024]).query("series == 'xd-2025' or series == 'gtvt'")
    assert found[["series", "year", "unit"]].to_numpy().tolist() == [
        ["gtvt", 2024, "gtvt"],
        ["xd-2025", 2024, "gtvt"],
        ["xd-2025", 2024, "xd"],
        ["xd-2025", 2025, "xd-2025"],
    ]
    every = series_members(REFORM, years=[2025, 2024])
    assert every.index.tolist() == list(range(len(every)))


def test_a_register_becomes_a_frame() -> None:
    """Dates stay dates, successors are joined by semicolons."""
    name = Text(vi="Sở", en="Department")
    unit = Unit(code="a", block="so", name=name, aliases=(), valid_from=None, valid_to=END, successors=("b", "c"))
    assert register_frame(UnitRegister(units=(unit,))).to_numpy().tolist() == [["a", "so", None, END, "b;c"]]


def test_the_input_is_not_changed() -> None:
    """Register and index stay as they are."""
    frame, before = unit_index(SCORES), REFORM.copy(deep=True)
    kept = frame.copy(deep=True)
    unit_series(frame, REFORM)
    pd.testing.assert_frame_equal(REFORM, before)
    pd.testing.assert_frame_equal(frame, kept)
