"""No parameter, code or file name becomes code, or leads out of its folder."""

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import papermill.translators
import pytest
from click.testing import CliRunner

from parkit.cli import main
from parkit.model.codes import CODE, is_web_address, stays_inside
from parkit.model.errors import DefinitionError, UsageError
from parkit.model.project import list_years, load_scheme
from parkit.model.visible import visible
from parkit.pipeline.parameters import check_injected, check_place, injected_source
from parkit.report.study import load_study

if TYPE_CHECKING:
    from tests.conftest import TinyProject

OUTSIDE = ["../tinh-nho", "..", "/etc", "C:\\Windows", "tinh-nho/../tinh-nho", "tinh-nho/", "tinh-nho\\2018", "."]
CODE_LIKE = [
    '"',
    "'; import os; #",
    '"); __import__("os").system("id"); ("',
    "a\nb",
    "a\r\nb",
    "{{ 7*7 }}",
    "\x00",
    "\\",
]
DEVICES = ["con", "nul", "aux", "prn", "com1", "lpt9", "CON", "nul.txt"]
OTHER = ["", "tinh-nho\n", "Tinh-Nho", "tỉnh-nhỏ", "ｔｉｎｈ", "-", "a" * 65, "tinh--nho", "\u202eohn-hnit"]


@pytest.mark.parametrize("code", OUTSIDE + CODE_LIKE + DEVICES + OTHER)
def test_what_is_no_code_touches_no_path(tiny: "TinyProject", code: str) -> None:
    """The command line, a notebook's parameters and a study refuse it with one sentence that shows it plainly."""
    wanted = f"'{visible(code)}' cannot be the code of a scheme"
    for refuse in (
        lambda: load_scheme(tiny.root, code),
        lambda: check_place(tiny.root, {"scheme": code, "year": 2018}),
        lambda: load_study(tiny.root, scheme=code, year=2018, lang="vi"),
    ):
        with pytest.raises(UsageError) as caught:
            refuse()
        assert caught.value.text("en").startswith(wanted)
    for verb in (["check"], ["template", "--year", "2018"], ["announce", "--year", "2018"]):
        told = CliRunner().invoke(main, [*verb, "--scheme", code], env={"PARKIT_ROOT": str(tiny.root)})
        assert told.exit_code == 2, told.output
        assert wanted.replace("\r", "") in told.output


@pytest.mark.parametrize("unit", [*OUTSIDE, *CODE_LIKE, "con", "=1+1"])
def test_a_unit_is_one_of_the_register(tiny: "TinyProject", unit: str) -> None:
    """Whatever is given as a unit, a workbook is written only for one that units.csv lists, under that one's code."""
    command = ["template", "--scheme", "tinh-nho", "--year", "2018", "--unit", unit, "--out", str(tiny.root / "out")]
    told = CliRunner().invoke(main, command, env={"PARKIT_ROOT": str(tiny.root)})
    assert told.exit_code == 2
    assert "has no unit" in told.output
    assert not (tiny.root / "out").exists()


@pytest.mark.parametrize("value", [*OUTSIDE, *CODE_LIKE, *OTHER, "\u2028", "\ud800", "'''", "${x}"])
def test_a_parameter_stays_a_text(value: str) -> None:
    """The cell that parkit injects, and the one of stock papermill, hold one assignment of the very text."""
    source = injected_source({"scheme": value, "year": 2018})
    for cell in (
        source,
        f"# Parameters\nscheme = {papermill.translators.PythonTranslator.translate(value)}\nyear = 2018",
    ):
        scheme, year = ast.parse(cell).body
        assert isinstance(scheme, ast.Assign)
        assert isinstance(year, ast.Assign)
        assert ast.literal_eval(scheme.value) == value
        check_injected(['scheme: str = "a"  # x\nyear: int = 1  # y', cell])


@pytest.mark.parametrize(
    "name", ["../../x.csv", "/etc/passwd", "C:/x.csv", "C:\\x.csv", "..\\x.csv", "a//x.csv", "nul.csv"]
)
@pytest.mark.parametrize("file", ["scheme.toml", "SOURCES.toml", "survey"])
def test_a_named_file_lies_in_the_folder(tiny: "TinyProject", name: str, file: str) -> None:
    """A file that a definition names is looked for in the scheme's folder and nowhere else."""
    (tiny.root / "data/raw/x.csv").write_text("secret", encoding="utf-8")
    if file == "survey":
        text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
        tiny.write("scheme.toml", f"{text}\n[survey]\nfile = '{name}'\n")
    elif file == "SOURCES.toml":
        tiny.replace(file, "files = []", f"files = ['{name}']")
    else:
        tiny.replace(file, 'file = "scores.csv"', f"file = '{name}'")
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    assert f"'{name}'" in caught.value.text("en")
    assert "is no name of a file within the scheme's folder" in caught.value.text("en")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("units.csv", "so-y-te,so", "../so-y-te,so", "bad_code"),
        ("units.csv", "so-y-te,so", "con,so", "bad_code"),
        ("units.csv", "Sở Y tế", "Sở Y tế\u202e", "strange_character"),
        ("units.csv", "Sở Y tế", "Sở Y tế\x1b[2J", "strange_character"),
        ("2018/framework.csv", "Procedures", "Proce\x00dures", "strange_character"),
        ("scheme.toml", "Chỉ số tỉnh Nhỏ", "Chỉ số\\u0000", "strange_escape"),
        ("scheme.toml", '"KĐG" =', '"K\\u202eĐG" =', "strange_escape"),
        ("scheme.toml", "[blocks.so]", '[blocks."../so"]', "bad_key_code"),
        ("SOURCES.toml", 'date = "2019"', 'date = "31/5/2019"', "bad_key_date"),
        ("SOURCES.toml", 'date = "2019"', 'date = "2019-13"', "bad_key_date"),
        ("SOURCES.toml", 'date = "2019"', 'date = "2019"\nurl = "javascript:alert(1)"', "bad_url"),
        ("SOURCES.toml", 'date = "2019"', 'date = "2019"\nurl = \'https://a.vn/"onclick="x\'', "bad_url"),
        ("SOURCES.toml", 'date = "2019"', 'date = "2019"\nurl = "data:text/html,x"', "bad_url"),
    ],
)
def test_a_definition_with_a_trap_is_refused(tiny: "TinyProject", file: str, old: str, new: str, code: str) -> None:
    """Codes that are paths, characters no one sees, addresses that run: one sentence with the file and the place."""
    tiny.replace(file, old, new)
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    assert caught.value.code == code
    for lang in ("vi", "en"):
        sentence = caught.value.text(lang)
        assert file.rpartition("/")[2] in sentence
        assert sentence == visible(sentence)


def test_digits_of_other_scripts_are_no_year(tiny: "TinyProject") -> None:
    """A folder named in full-width or Arabic digits does not stand for a year beside the true one."""
    for name in ("２０１８", "٢٠١٩"):
        (tiny.folder / name).mkdir()
    assert list_years(tiny.root, "tinh-nho") == (2018,)


def test_patterns_let_pass_what_offices_use() -> None:
    """Codes, file names and addresses as they are in the bundled schemes stay allowed."""
    assert CODE.fullmatch("so-lao-dong-thuong-binh-xa-hoi")
    assert CODE.fullmatch("com10")
    assert CODE.fullmatch("con-cuong")
    assert stays_inside("Bảng điểm (bản cuối) 2018.xlsx")
    assert stays_inside("*.xls[xm]")
    assert stays_inside("phòng/console.csv")
    assert is_web_address("http://en.baohoabinh.com.vn/5/10256/Department-of-Home-Affairs,-Hoa-Binh.htm?a=1&b=2#c")


def test_a_folder_named_like_a_device_is_no_scheme(tiny: "TinyProject") -> None:
    """Where the system allows such a folder, it is still none that Windows could check out."""
    path = Path(tiny.root / "data/raw/con")
    path.mkdir()
    (path / "scheme.toml").write_text('code = "con"', encoding="utf-8")
    told = CliRunner().invoke(main, ["list"], env={"PARKIT_ROOT": str(tiny.root)})
    assert "con" not in told.output.split()
