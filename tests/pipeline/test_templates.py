"""The workbooks of a year are written all or not at all, never over others unasked, and by their own names."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model.errors import UsageError
from parkit.pipeline.templates import Order, write_templates

if TYPE_CHECKING:
    from tests.conftest import TinyProject

YEAR = 2018


def write(tiny: "TinyProject", **order: object) -> tuple[list[str], list[str]]:
    """Write the workbooks of an order, and return their names and what was said in English."""
    said: list[str] = []
    asked = Order(**{"scheme": "tinh-nho", "year": YEAR, **order})
    paths = write_templates(tiny.root, asked, lang="en", echo=said.append)
    return [path.relative_to(tiny.root).as_posix() for path in paths], said


def test_every_unit_of_the_year_gets_a_workbook(tiny: "TinyProject") -> None:
    """The files lie in a folder of the scheme and year, and the closing line says how many and where."""
    names, said = write(tiny)
    units = ("so-noi-vu", "so-y-te", "huyen-y-yen")
    assert names == [f"templates/tinh-nho/2018/{unit}-2018.xlsx" for unit in units]
    assert said[0] == "Wrote 3 scorecards into templates/tinh-nho/2018"
    assert sorted(path.name for path in (tiny.root / "templates/tinh-nho/2018").iterdir()) == sorted(
        name.rpartition("/")[2] for name in names
    )


def test_units_and_languages_can_be_chosen(tiny: "TinyProject", tmp_path: Path) -> None:
    """A unit is named by its code or any declared spelling; each language has a file of its own."""
    names, _ = write(tiny, units=("Sở NV", "huyen-y-yen"), langs=("vi", "en"), out=str(tmp_path / "gửi đi"))
    assert [Path(name).name for name in names] == [
        *("so-noi-vu-2018.xlsx", "so-noi-vu-2018-en.xlsx"),
        *("huyen-y-yen-2018.xlsx", "huyen-y-yen-2018-en.xlsx"),
    ]
    assert all((tmp_path / "gửi đi" / Path(name).name).is_file() for name in names)


def test_a_unit_without_criteria_gets_none(tiny: "TinyProject") -> None:
    """Of all units, those whose block has nothing to score are passed over; asked for by name, that is an error."""
    text = (tiny.folder / "2018/framework.csv").read_text(encoding="utf-8")
    tiny.write("2018/framework.csv", text.replace(",10,10", ",10,-").replace(",15,10", ",15,-"))
    assert write(tiny)[0] == [f"templates/tinh-nho/2018/{unit}-2018.xlsx" for unit in ("so-noi-vu", "so-y-te")]
    with pytest.raises(UsageError, match="has no area or criterion for 'huyen-y-yen' to score"):
        write(tiny, units=("huyen-y-yen",))


def test_files_that_are_there_stay(tiny: "TinyProject") -> None:
    """One file in the way stops all and is named; --force replaces it."""
    folder = tiny.root / "templates" / "tinh-nho" / "2018"
    folder.mkdir(parents=True)
    (folder / "so-y-te-2018.xlsx").write_text("filled in", encoding="utf-8")
    with pytest.raises(UsageError, match=r"1 files already stand in .*: so-y-te-2018\.xlsx\. Add --force"):
        write(tiny)
    assert [path.name for path in folder.iterdir()] == ["so-y-te-2018.xlsx"]
    assert write(tiny, units=("so-noi-vu",))[0] == ["templates/tinh-nho/2018/so-noi-vu-2018.xlsx"]
    assert len(write(tiny, force=True)[0]) == 3
    assert (folder / "so-y-te-2018.xlsx").read_bytes().startswith(b"PK")


def test_two_runs_write_the_same_bytes(tiny: "TinyProject", tmp_path: Path) -> None:
    """What is written depends on the scheme alone."""
    for out in ("one", "two"):
        write(tiny, out=str(tmp_path / out))
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / out).iterdir()} for out in ("one", "two"))
    assert one == two
    assert len(one) == 3


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({"scheme": "tinh-nh"}, "There is no scheme 'tinh-nh'. The schemes there are: tinh-nho. Closest: tinh-nho."),
        ({"year": 2019}, "Scheme 'tinh-nho' has no year 2019. The years there are: 2018."),
        ({"units": ("so-y-t",)}, "Scheme 'tinh-nho' has no unit 'so-y-t' in 2018. Closest: so-y-te"),
        ({"units": ("Sở Nội Vu",)}, "has no unit 'Sở Nội Vu' in 2018. Closest: so-noi-vu. The codes of"),
    ],
)
def test_an_unknown_name_gets_the_closest(tiny: "TinyProject", order: dict[str, object], sentence: str) -> None:
    """The sentence names what there is, and nothing is written."""
    with pytest.raises(UsageError) as error:
        write(tiny, **order)
    assert sentence in error.value.text("en")
    assert not (tiny.root / "templates").exists()


def test_a_year_without_units_or_criteria_has_nothing_to_write(tiny: "TinyProject") -> None:
    """Totals alone are no criteria, and a register of units that are gone is none."""
    index = "code,parent,level,vi,en,aliases,max_so,max_huyen\nindex,,index,Chỉ số,Index,,100,100\n"
    tiny.write("2018/framework.csv", index)
    with pytest.raises(UsageError, match=r"The framework of 'tinh-nho' for 2018 has no area or criterion"):
        write(tiny)
    tiny.write(
        "units.csv", "code,block,vi,en,aliases,valid_from,valid_to,successors\nso-cu,so,Sở Cũ,Old,,,2017-01-01,\n"
    )
    with pytest.raises(UsageError, match="has no unit in 2018"):
        write(tiny)


def test_a_scheme_that_would_not_read_them_says_so(tiny: "TinyProject") -> None:
    """Where scheme.toml declares other files only, a line says what to add; with a pattern it is not needed."""
    assert 'Add to scheme.toml: [[tables]] and, on the next line, file = "*.xlsx".' in write(tiny)[1][1]
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    tiny.write("scheme.toml", f'{text}\n[[tables]]\nfile = "*.xlsx"\n')
    assert len(write(tiny, force=True)[1]) == 1
