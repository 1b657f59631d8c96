import math
from typing import TYPE_CHECKING

import pytest

from parkit.intake.printed import COLUMNS, Figure, read_figure
from parkit.model.numbers import NumberFormatError

if TYPE_CHECKING:
    from tests.conftest import TinyProject

HEAD = ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("text", "statistic", "points", "max_points", "decimals", "reading"),
    [
        ("12,56/13,50", "mean_points", 12.56, 13.5, 2, ""),
        ("3,36/4.0 điểm", "mean_points", 3.36, 4.0, 2, ""),
        ("64,75 điểm", "mean_points", 64.75, None, 2, ""),
        ("94,9%", "mean_index", 94.9, 100.0, 1, ""),
        ("87,80%", "mean_index", 87.8, 100.0, 2, ""),
        ("89,45", "index", 89.45, 100.0, 2, ""),
        ("04/10", "units_at_maximum", 4.0, 10.0, 0, ""),
        ("3,0/3,0", "maximum", 3.0, None, 1, ""),
        ("2,8/3,00 điểm", "maximum", 3.0, None, 2, ""),
        ("5,5 điểm", "maximum", 5.5, None, 1, ""),
        ("giảm 16%", "change", -16.0, None, 0, "ambiguous_percent"),
        ("tăng 1,83 điểm", "change", 1.83, None, 2, "ambiguous_points"),
        ("tăng 2,46 điểm %", "change", 2.46, None, 2, "percentage_points"),
        ("tăng 7 bậc", "change", 7.0, None, 0, ""),
        ("tăng", "direction", 1.0, None, 0, ""),
        ("giảm", "direction", -1.0, None, 0, ""),
        ("Nhóm II: 80% đến dưới 90%, 05 đơn vị", "band_count", 5.0, None, 0, ""),
        ("6 năm", "rounds", 6.0, None, 0, ""),
        ("40/63", "rank", 40.0, 63.0, 0, ""),
        ("Nhóm II", "band", None, None, 0, ""),
    ],
)
def test_a_printed_text_is_understood_by_what_it_states(
    text: str, statistic: str, points: float | None, max_points: float | None, decimals: int, reading: str
) -> None:
    """Each kind of printed figure gives its number, what it is out of, its decimals and how a change may be read."""
    figure = read_figure(text, statistic=statistic, decimal=",")
    expected = Figure(
        math.nan if points is None else points, math.nan if max_points is None else max_points, decimals, reading
    )
    assert repr(figure) == repr(expected)


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("94,9", "change"),
        ("khá", "mean_points"),
        ("không đổi", "direction"),
        ("Nhóm I", "band_count"),
        ("", "band"),
        ("tăng 3", "change"),
        ("12/13/14", "units_at_maximum"),
    ],
)
def test_a_text_of_another_kind_is_refused(text: str, statistic: str) -> None:
    """A text that does not state what its line declares is not bent to fit."""
    with pytest.raises(NumberFormatError):
        read_figure(text, statistic=statistic, decimal=",")


def test_a_printed_figure_keeps_its_wording_and_place(tiny: "TinyProject") -> None:
    """A line of published.csv becomes one row with text, number, decimals, year compared with, and its cell."""
    tiny.write(
        "2018/published.csv", HEAD + 'so,,1,change,,"tăng 3,81%",2017,,lời ghi\nso,,,mean_index,self,"94,9%",,,\n'
    )
    printed = tiny.read().printed
    row = printed.iloc[0]
    assert row[["scheme", "year", "block", "unit", "area", "criterion"]].tolist() == [
        "tinh-nho",
        2018,
        "so",
        "",
        "1",
        "1",
    ]
    assert row[["points", "decimals", "reading", "base_year"]].tolist() == [3.81, 2, "ambiguous_percent", 2017]
    assert row[["text", "note", "file", "row", "column"]].tolist() == [
        "tăng 3,81%",
        "lời ghi",
        "2018/published.csv",
        2,
        "F",
    ]
    assert printed.loc[1, ["area", "source", "max_points"]].tolist() == ["", "self", 100.0]
    assert printed["base_year"].isna().tolist() == [False, True]


def test_a_declared_reading_outweighs_the_wording(tiny: "TinyProject") -> None:
    """Where the source says how a change is meant, the line's reading holds."""
    tiny.write("2018/published.csv", HEAD + 'so,,1,change,,"tăng 3,81%",2017,relative_points,\n')
    assert tiny.read().printed["reading"].tolist() == ["relative_points"]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        (
            'soo,,1,mean_index,,"94,9%",,,',
            "unknown_block",
            "A2 There is no block 'soo' in scheme.toml. Closest: so.",
        ),
        (
            'so,,9,mean_index,,"94,9%",,,',
            "unknown_area",
            "C2 There is no area '9' in framework.csv. Closest: index, 1, 2.",
        ),
        (
            'so,,1,mean_indx,,"94,9%",,,',
            "unknown_statistic",
            "D2 There is no statistic 'mean_indx'. Closest: mean_index, mean_points, index.",
        ),
        (
            'so,,1,mean_index,selff,"94,9%",,,',
            "unknown_source",
            "E2 There is no score source 'selff'. Closest: self.",
        ),
        (
            'so,,1,change,,"giảm 16%",2017,relative,',
            "unknown_reading",
            "H2 There is no reading 'relative'. Closest: relative_index, relative_points.",
        ),
        (
            'so,so-y-tee,1,mean_index,,"94,9%",,,',
            "unknown_unit_code",
            (
                "B2 There is no unit code 'so-y-tee' in 2018. Closest: so-y-te, so-noi-vu, huyen-y-yen. Column unit "
                "takes a code of units.csv, and stays empty for a figure of the whole block."
            ),
        ),
        (
            'so,,1,change,,"giảm 16%",năm 2017,,',
            "bad_base_year",
            "G2 'năm 2017' is not a year. Column base_year takes the year compared with, such as 2017, or stays empty.",
        ),
        (
            "so,,1,change,,giam 16%,2017,,",
            "not_as_printed",
            (
                "F2 'giam 16%' is not written as a figure of kind 'change' is "
                "(such as '12,56/13,50', '94,9%', 'giảm 16%')."
            ),
        ),
        (
            "so,,1,mean_index,,94,9%,,,",
            "too_many_cells",
            (
                "2 The line has more than 9 cells: so, , 1, mean_index, , 94, 9%, , , . "
                'A cell that holds a comma needs quotation marks, such as "94,9%".'
            ),
        ),
    ],
)
def test_a_fault_in_a_printed_figure_is_told(tiny: "TinyProject", line: str, code: str, sentence: str) -> None:
    """A wrong line of published.csv is told with its cell and the closest names, and stops the file."""
    tiny.write("2018/published.csv", HEAD + line + '\nso,,1,mean_index,,"94,9%",,,\n')
    assert tiny.told(code) == f"2018/published.csv!{sentence}"
    assert tiny.read().printed.empty
    assert len(tiny.read().scores) == 6


def test_other_columns_are_told(tiny: "TinyProject") -> None:
    """A table of printed figures with other columns shows which it must have."""
    tiny.write("2018/published.csv", "block,area,text\nso,1,x\n")
    sentence = tiny.told("wrong_columns")
    assert sentence.startswith(
        "2018/published.csv The columns are: block, area, text. They must be exactly: block, unit,"
    )
    cells = tiny.read().cells.set_index("file").loc["2018/published.csv"]
    assert (cells["filled"], cells["refused"], cells["stopped"]) == (6, 6, True)
