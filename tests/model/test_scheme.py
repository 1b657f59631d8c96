import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model.errors import DefinitionError
from parkit.model.project import load_framework, load_scheme, load_units
from parkit.model.sources import read_sources

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def fault(tiny: "TinyProject") -> DefinitionError:
    """Return the error that the tiny scheme's definition files cause."""
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    return caught.value


def check_told(error: DefinitionError, *parts: str) -> None:
    """See that both sentences hold every part, and that none has an open place."""
    for lang in ("vi", "en"):
        sentence = error.text(lang)
        assert all(part in sentence for part in parts), sentence
        assert not re.search(r"[{}]|None", sentence.replace("{ … }", ""))
    assert error.exit_code == 3


def test_a_scheme_is_read_into_typed_objects(tiny: "TinyProject") -> None:
    """The rules come as declared, and what is left out has the documented default."""
    scheme = load_scheme(tiny.root, "tinh-nho")
    assert (scheme.name.vi, scheme.name.en, scheme.constructed) == ("Chỉ số tỉnh Nhỏ", "Index of Nhỏ", True)
    assert (scheme.decimals, scheme.not_applicable, scheme.ties, scheme.ranks_use) == (2, "rebase", "1224", "full")
    assert (scheme.first_round, scheme.weights_known, scheme.printed_decimal, scheme.bands) == (None, True, ",", ())
    assert list(scheme.blocks) == ["so", "huyen"]
    assert scheme.marks == {"KĐG": "not_applicable", "?": "missing"}
    table = scheme.tables[0]
    assert (table.file, table.layout, table.decimal, table.source) == ("scores.csv", "units_down", ",", "appraised")
    assert (table.printed, table.ignore) == ({"Tổng điểm": "index", "Xếp hạng": "rank"}, frozenset({"Ghi chú"}))


def test_bands_hold_in_their_block_and_years(tiny: "TinyProject") -> None:
    """A group's threshold belongs to one block and to the years it is declared for, highest first."""
    bands = [("so", 2020, "to = 2020", "II", 80), ("so", 2020, "", "I", 90), ("huyen", 2019, "", "I", 80)]
    rows = [
        f'[[bands]]\nblock = "{block}"\nfrom = {first}\n{last}\nat_least = {least}\n'
        f'vi = "Nhóm {name}"\nen = "Group {name}"\n'
        for block, first, last, name, least in bands
    ]
    tiny.replace("scheme.toml", "[[tables]]", "".join(rows) + "[[tables]]")
    scheme = load_scheme(tiny.root, "tinh-nho")
    assert [band.at_least for band in scheme.bands_in(2020, "so")] == [90.0, 80.0]
    assert [band.label.en for band in scheme.bands_in(2021, "so")] == ["Group I"]
    assert scheme.bands_in(2019, "so") == ()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('code = "tinh-nho"', 'code = "tinh-lon"', ("tinh-nho/scheme.toml", "tinh-lon", "tinh-nho")),
        ("constructed = true", "", ("scheme.toml", "'constructed'")),
        ("constructed = true", 'constructed = "yes"', ("'constructed'", "'yes'", "true, false")),
        ("constructed = true", 'constructed = true\ndecimals = "hai"', ("'decimals'", "'hai'", "2018")),
        ("constructed = true", "constructed = true\ndecimals = true", ("'decimals'", "True")),
        ("constructed = true", 'constructed = true\nties = "1223"', ("'ties'", "1223", "1224, dense, consecutive")),
        ("constructed = true", 'constructed = true\ntie = "dense"', ("'tie'", "ties")),
        ("constructed = true", "constructed = maybe", ("scheme.toml", "line 2")),
        ("[blocks.so]", "[blocks.Sở]", ("scheme.toml",)),
        ("[blocks.so]", '[blocks."Khối sở"]', ("blocks.Khối sở", "'Khối sở'")),
        ('en = "Index of Nhỏ"', 'eng = "Index of Nhỏ"', ("name", "'en'")),
        (
            'layout = "units_down"',
            'layout = "units_downn"',
            ("tables[1]", "units_downn", "units_down, criteria_down, scorecard, long"),
        ),
        ('decimal = ","', 'decimal = ";"', ("tables[1]", "'decimal'", "';'")),
        ('unit = "Đơn vị"', 'units = "Đơn vị"', ("tables[1]", "'units'", "unit")),
        ('file = "scores.csv"', "", ("tables[1]", "'file'")),
        ('"Xếp hạng" = "rank"', '"Xếp hạng" = "rang"', ("tables[1].printed", "'rang'", "rank")),
        ('"?" = "missing"', '"?" = "mising"', ("marks", "'mising'", "missing")),
        ('name = { vi = "Chỉ số tỉnh Nhỏ", en = "Index of Nhỏ" }', 'name = "Chỉ số"', ("'name'", "{ … }")),
        ("[[tables]]", '[[bands]]\nblock = "xa"\n[[tables]]', ("bands[1]", "'xa'", "so, huyen")),
        ("[[tables]]", '[[bands]]\nblock = "so"\nfrom = "2020"\n[[tables]]', ("bands[1]", "'from'", "2018")),
    ],
)
def test_a_fault_in_the_rules_is_named(tiny: "TinyProject", old: str, new: str, parts: tuple[str, ...]) -> None:
    """A wrong, missing or misspelt key of scheme.toml is told with its place and what was expected."""
    tiny.replace("scheme.toml", old, new)
    check_told(fault(tiny), "tinh-nho/scheme.toml", *parts)


def test_tables_must_be_tables(tiny: "TinyProject") -> None:
    """A plain list in place of [[tables]] is told as such."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8").partition("[[tables]]")[0]
    tiny.write("scheme.toml", 'tables = ["scores.csv"]\n' + text)
    check_told(fault(tiny), "'tables'", "'scores.csv'", "[[tables]]")


def test_a_scheme_needs_a_block(tiny: "TinyProject") -> None:
    """A scheme without blocks compares nobody and is refused."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    tiny.write("scheme.toml", text.partition("[blocks.so]")[0] + "[[tables]]" + text.partition("[[tables]]")[2])
    check_told(fault(tiny), "scheme.toml", "blocks")


def test_a_framework_is_a_tree_with_maxima(tiny: "TinyProject") -> None:
    """Maxima are numbers, unknown where empty, and a dash takes a criterion out of a block."""
    tiny.replace(
        "2018/framework.csv", "2,index,area,Cải cách thể chế,Institutions,,5,-", "2,index,area,Thể chế,Institutions,,,-"
    )
    framework = load_framework(load_scheme(tiny.root, "tinh-nho"), 2018)
    assert [line.code for line in framework.leaves()] == ["1", "2"]
    assert [line.code for line in framework.areas()] == ["1", "2"]
    assert dict(framework.get("1").max_points) == {"so": 10.0, "huyen": 10.0}
    assert dict(framework.get("2").max_points) == {"so": None, "huyen": None}
    assert framework.get("2").applies == {"so"}


def test_the_area_of_a_component_is_found_upwards(tiny: "TinyProject") -> None:
    """A component belongs to the area above its criterion; a measure belongs to itself and is a leaf."""
    more = (
        "1.1,1,criterion,Kiểm soát,Control,,10,10\n"
        "1.1.1,1.1,component,Công bố,Publishing,,10,10\n"
        "sipas,,measure,Hài lòng,SIPAS,,100,100\n"
    )
    text = (tiny.folder / "2018/framework.csv").read_text(encoding="utf-8")
    tiny.write("2018/framework.csv", text + more)
    framework = load_framework(load_scheme(tiny.root, "tinh-nho"), 2018)
    assert [framework.area_of(code) for code in ("1.1.1", "1.1", "1", "index", "sipas")] == [
        "1",
        "1",
        "1",
        "index",
        "sipas",
    ]
    assert [line.code for line in framework.leaves()] == ["2", "1.1.1", "sipas"]


def test_a_spelling_names_a_criterion_or_none(tiny: "TinyProject") -> None:
    """Codes, names and aliases name a criterion whatever their case; a similar name does not."""
    framework = load_framework(load_scheme(tiny.root, "tinh-nho"), 2018)
    spellings = ("1", "cải cách THỦ TỤC", "Procedures", "Cải cách TTHC")
    assert [[line.code for line in framework.named(name)] for name in spellings] == [["1"]] * 4
    assert framework.named("Cải cách thủ tuc") == ()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("1,index,area", "1,index,lĩnh vực", ("4", "level", "'lĩnh vực'", "area")),
        ("2,index,area", "1,index,area", ("4", "'1'")),
        ("2,index,area", "2,indeks,area", ("4", "'indeks'", "index")),
        ("2,index,area", "2,,criterion", ("4", "parent")),
        ("2,index,area", ",index,area", ("4", "code")),
        (",Institutions,", ",,", ("4", "en")),
        ("Institutions,,5,-", "Institutions,,5 điểm,-", ("4", "max_so", "'5 điểm'", "13.5")),
        ("Institutions,,5,-", "Institutions,,-5,-", ("4", "max_so", "'-5'")),
        ("Institutions,,5,-", "Institutions,,0,-", ("4", "max_so", "'0'")),
        ("Institutions,,5,-", "Institutions,,5", ("4", "7", "8")),
        ("Institutions,,5,-", "Institutions,,5,-,1", ("4", "9", "8")),
        ("Institutions,,5,-", "Institutions,,6,-", ("2", "'index'", "so", "16", "15")),
        ("Institutions,,5,-", "Institutions,,4,-", ("2", "'index'", "so", "14", "15")),
        ("aliases,max_so,max_huyen", "aliases,max_soo,max_huyen", ("max_soo", "max_so")),
        ("aliases,max_so,max_huyen", "aliases,max_so,max_so", ("max_huyen",)),
        ("Cải cách thể chế", '"Cải cách thể chế', ("4",)),
    ],
)
def test_a_fault_in_the_framework_is_named(tiny: "TinyProject", old: str, new: str, parts: tuple[str, ...]) -> None:
    """A wrong line of framework.csv is told with the year's folder, its number, its column and what was expected."""
    line = "1,index,area" if old.startswith("1,") else old
    tiny.replace("2018/framework.csv", line, new)
    parts = ("3", *parts[1:]) if old.startswith("1,") else parts
    check_told(fault(tiny), "tinh-nho/2018/framework.csv", *parts)


def test_parts_may_be_unknown_but_never_exceed_the_whole(tiny: "TinyProject") -> None:
    """With an unknown part the known ones may be less than the whole, not more."""
    tiny.replace("2018/framework.csv", "Institutions,,5,-", "Institutions,,,-")
    assert tiny.read().frameworks[2018].get("2").max_points["so"] is None
    tiny.replace("2018/framework.csv", "Cải cách TTHC,10,10", "Cải cách TTHC,16,10")
    check_told(fault(tiny), "'index'", "16", "15")


def test_units_live_and_have_successors(tiny: "TinyProject") -> None:
    """A unit counts in a year if it lives at its end, and only then is its name known."""
    tiny.replace("units.csv", "H. Ý Yên,,,", "H. Ý Yên,,2024-08-31,so-y-te")
    units = load_units(load_scheme(tiny.root, "tinh-nho"))
    assert [unit.code for unit in units.in_year(2023)] == ["so-noi-vu", "so-y-te", "huyen-y-yen"]
    assert [unit.code for unit in units.in_year(2024)] == ["so-noi-vu", "so-y-te"]
    assert [unit.code for unit in units.in_year(2023, "huyen")] == ["huyen-y-yen"]
    assert units.get("huyen-y-yen").valid_to == date(2024, 8, 31)
    assert units.get("huyen-y-yen").successors == ("so-y-te",)
    assert units.find("h. ý yên", 2023) == units.get("huyen-y-yen")
    assert units.find("H. Ý Yên", 2024) is None
    assert units.find("Huyện Ý Yen", 2023) is None


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("so-y-te,so,", "Sở Y tế,so,", ("3", "'Sở Y tế'", "so-noi-vu")),
        ("so-y-te,so,", "so-y-te,xa,", ("3", "block", "'xa'", "so, huyen")),
        ("so-y-te,so,", "so-noi-vu,so,", ("3", "'so-noi-vu'")),
        (
            "Department of Health,,,,",
            "Department of Health,,1/3/2025,,",
            ("3", "valid_from", "'1/3/2025'", "2025-03-01"),
        ),
        ("Department of Health,,,,", "Department of Health,,2025-03-01,2024-12-31,", ("3", "2024-12-31", "2025-03-01")),
        ("Department of Health,,,,", "Department of Health,,,,so-noi-v", ("3", "'so-noi-v'", "so-noi-vu")),
        ("Department of Health,,,,", "Department of Health,sở nv,,,", ("3", "'sở nv'", "'so-noi-vu'")),
        ("Department of Health,,,,", "Department of Health,a, b,,,", ("3", "9", "8")),
        ("Sở Y tế", "", ("3", "vi")),
    ],
)
def test_a_fault_in_the_register_is_named(tiny: "TinyProject", old: str, new: str, parts: tuple[str, ...]) -> None:
    """A wrong line of units.csv is told with its number, its column and what was expected."""
    tiny.replace("units.csv", old, new)
    check_told(fault(tiny), "tinh-nho/units.csv", *parts)


def test_units_of_different_times_may_share_a_name(tiny: "TinyProject") -> None:
    """A merged department that keeps its name is a new unit, and each year knows its own."""
    tiny.replace("units.csv", "Department of Health,,,,", "Department of Health,,,2024-12-31,so-y-te-moi")
    with (tiny.folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write("so-y-te-moi,so,Sở Y tế,Department of Health,,2025-01-01,,\n")
    units = load_units(load_scheme(tiny.root, "tinh-nho"))
    found = [units.find("Sở Y tế", year) for year in (2024, 2025)]
    assert [unit.code for unit in found if unit] == ["so-y-te", "so-y-te-moi"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_definition_tables_may_come_from_a_vietnamese_excel(tiny: "TinyProject", mark: str) -> None:
    """Saved by Excel with semicolons or tabs, decimal commas and a byte order mark, the tables mean the same."""
    for name in ("units.csv", "2018/framework.csv"):
        text = (tiny.folder / name).read_text(encoding="utf-8").replace(",", mark)
        tiny.write(
            name, b"\xef\xbb\xbf" + text.replace(f"{mark}15{mark}", f"{mark}15,0{mark}").replace("\n", "\r\n").encode()
        )
    data = tiny.read()
    assert [unit.code for unit in data.units] == ["so-noi-vu", "so-y-te", "huyen-y-yen"]
    assert data.frameworks[2018].get("index").max_points["so"] == 15.0


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('date = "2019"', "date = 2019", ("sources[1]", "'date'", "2019")),
        ('date = "2019"', "", ("sources[1]", "'date'")),
        ("files = []", 'files = ["2018/notice.pdf"]', ("sources[1]", "'2018/notice.pdf'")),
        ("complete = true", "completed = true", ("sources[1]", "'completed'", "complete")),
        (
            "complete = true",
            "complete = true\nunits_expected = { huyenn = 3 }",
            ("units_expected", "'huyenn'", "huyen"),
        ),
        ("[[sources]]", "[[source]]", ("'source'", "sources")),
    ],
)
def test_a_fault_in_the_sources_is_named(tiny: "TinyProject", old: str, new: str, parts: tuple[str, ...]) -> None:
    """A wrong key of SOURCES.toml, or a file it names that is not there, is told with its place."""
    tiny.replace("SOURCES.toml", old, new)
    check_told(fault(tiny), "tinh-nho/SOURCES.toml", *parts)


def test_a_source_says_what_it_covers(tiny: "TinyProject") -> None:
    """A source covers the years of its files; a file outside the years serves all."""
    tiny.write("2019/scores.csv", "x")
    tiny.replace("SOURCES.toml", "files = []", 'files = ["2018/scores.csv"]')
    (source,) = read_sources(tiny.folder, ("so", "huyen"))
    assert (source.covers(2018), source.covers(2019), source.missing.vi) == (True, False, "")
    tiny.replace("SOURCES.toml", "2018/scores.csv", "units.csv")
    assert read_sources(tiny.folder, ("so",))[0].covers(2019)


@pytest.mark.parametrize("name", ["SOURCES.toml", "units.csv", "2018/framework.csv"])
def test_a_missing_definition_file_is_named(tiny: "TinyProject", name: str) -> None:
    """Without one of the files that define a scheme the error names the file and its folder."""
    (tiny.folder / name).unlink()
    folder = "tinh-nho/2018" if name.startswith("2018") else "tinh-nho"
    check_told(fault(tiny), Path(name).name, folder)


@pytest.mark.parametrize("name", ["units.csv", "2018/framework.csv"])
def test_an_empty_definition_table_shows_its_columns(tiny: "TinyProject", name: str) -> None:
    """An empty table tells which columns it must have."""
    tiny.write(name, "\n ,,\n")
    check_told(fault(tiny), f"tinh-nho/{name}", "code")


@pytest.mark.parametrize("name", ["scheme.toml", "units.csv", "2018/framework.csv", "SOURCES.toml"])
def test_a_definition_file_that_is_not_utf8_is_named(tiny: "TinyProject", name: str) -> None:
    """An old encoding is told with the first line that shows it."""
    tiny.write(name, b"# ok\n\xd0\xd2\n")
    check_told(fault(tiny), f"tinh-nho/{name}", "2", "UTF-8")
