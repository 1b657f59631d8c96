from typing import TYPE_CHECKING

import pytest

from parkit.intake.national import NATIONAL_COLUMNS, read_national
from parkit.model.errors import DefinitionError

if TYPE_CHECKING:
    from tests.conftest import TinyProject

HEAD = ",".join(NATIONAL_COLUMNS) + "\n"


def test_the_national_standing_is_read_beside_the_scores(tiny: "TinyProject") -> None:
    """Ranks and indices of the province itself are numbers with the wording they came from."""
    tiny.write(
        "national.csv",
        HEAD + '2021,PAR INDEX,index,86.4,100,"86,4%",printed\n2021,PAR INDEX,rank,40,63,40/63,derived\n',
    )
    frame = tiny.read().national
    assert frame[["year", "statistic", "value", "of", "basis"]].to_numpy().tolist() == [
        [2021, "index", 86.4, 100.0, "printed"],
        [2021, "rank", 40.0, 63.0, "derived"],
    ]


def test_a_scheme_may_have_no_national_standing(tiny: "TinyProject") -> None:
    """Without the file the frame is empty and has the same columns."""
    frame = read_national(tiny.folder)
    assert (tuple(frame.columns), len(frame)) == (NATIONAL_COLUMNS, 0)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("2021,PAR INDEX,index,cao,100,x,printed", ("line 2", "column value", "'cao'", "84.57")),
        ("hai,PAR INDEX,index,8,100,x,printed", ("line 2", "column year", "'hai'")),
        ("2021,PAR INDEX,points,8,100,x,printed", ("line 2", "column statistic", "'points'", "index, rank")),
        ("2021,PAR INDEX,index,8,100,x,guessed", ("line 2", "column basis", "'guessed'", "printed, derived")),
        ("2021,,index,8,100,x,printed", ("line 2", "measure")),
    ],
)
def test_a_fault_in_the_national_standing_is_named(tiny: "TinyProject", line: str, parts: tuple[str, ...]) -> None:
    """A wrong line of national.csv is told with its number, its column and what was expected."""
    tiny.write("national.csv", HEAD + line + "\n")
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    assert all(part in caught.value.text("en") for part in ("tinh-nho/national.csv", *parts))
