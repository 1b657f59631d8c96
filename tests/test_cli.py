import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parkit import cli

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("pandas", "numpy", "matplotlib", "seaborn", "papermill", "nbconvert", "nbformat", "jinja2")


@pytest.fixture
def parkit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs a command line in this project."""
    monkeypatch.setenv("PARKIT_ROOT", str(ROOT))
    monkeypatch.setenv("PARKIT_LANG", "en")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.main, arguments)

    return invoke


@pytest.mark.parametrize("verb", [[], ["run"], ["check"], ["template"], ["announce"], ["list"]])
def test_every_help_has_examples(parkit: Callable[..., Result], verb: list[str]) -> None:
    """Each --help shows commands to copy."""
    result = parkit(*verb, "--help")
    assert result.exit_code == 0
    assert "Examples:\n    parkit " in result.output


def test_help_imports_nothing_heavy() -> None:
    """Help answers at once: none of the slow libraries is imported."""
    script = (
        "import sys\nfrom parkit.cli import main\n"
        "try:\n    main(['run', '--help'])\n"
        f"finally:\n    print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_help_answers_in_half_a_second() -> None:
    """The best of five starts, so that a busy machine does not decide."""
    took = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "parkit.cli", "--help"], capture_output=True, check=True)
        took.append(time.perf_counter() - begin)
    assert min(took) < 0.5


def test_list_shows_schemes_years_and_notebooks(parkit: Callable[..., Result]) -> None:
    """The bundled schemes are listed with their years, for people and for programs."""
    result = parkit("list")
    assert result.exit_code == 0
    assert "nam-dinh      2018 2020" in result.output
    assert json.loads(parkit("list", "--json").output)["schemes"]["hoa-binh"] == [2022, 2024]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "--scheme", "nam-din"], "There is no scheme 'nam-din'. The schemes there are: "),
        (["check", "--scheme", "nam-dinh", "--year", "2019"], "has no year 2019. The years there are: 2018, 2020."),
        (["run", "--notebook", "rankings"], "There is no notebook 'rankings'. The notebooks there are: 10_overview,"),
        (["check", "--scheme", "nam-din", "--lang", "vi"], "Không có bộ chỉ số 'nam-din'."),
        (["template", "--scheme", "nam-dinh", "--year", "2020"], "has no area or criterion"),
        (["template", "--scheme", "nam-dinh", "--year", "2018", "--unit", "so-noi-vụ"], "Closest: so-noi-vu"),
        (["template", "--scheme", "nam-dinh"], "Missing option '--year'"),
        (["announce", "--scheme", "nam-din", "--year", "2018"], "Closest: nam-dinh"),
        (["announce", "--scheme", "nam-dinh", "--year", "2019"], "has no year 2019. The years there are: 2018, 2020."),
        (
            ["announce", "--scheme", "nam-dinh", "--year", "2018", "--format", "docx"],
            "such as --out nam-dinh-2018.docx",
        ),
    ],
)
def test_a_mistake_gets_a_sentence_and_exit_code_2(
    parkit: Callable[..., Result], arguments: list[str], sentence: str
) -> None:
    """Unknown names are told in the chosen language, without a trace."""
    result = parkit(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_a_template_is_written_where_it_is_asked_for(parkit: Callable[..., Result], tmp_path: Path) -> None:
    """The closing line says how many workbooks there are and where; both languages are two workbooks."""
    place = ("template", "--scheme", "nam-dinh", "--year", "2018", "--unit", "so-noi-vu", "--out", str(tmp_path))
    result = parkit(*place, "--lang", "both")
    assert (result.exit_code, result.output) == (0, f"Wrote 2 scorecards into {tmp_path.as_posix()}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["so-noi-vu-2018-en.xlsx", "so-noi-vu-2018.xlsx"]
    assert parkit(*place).exit_code == 2
    assert parkit(*place, "--lang", "vi", "--force").output.startswith("Đã ghi 1 phiếu chấm điểm vào ")


def test_an_announcement_is_shown_in_the_language_asked_for(parkit: Callable[..., Result]) -> None:
    """The text of the announcement and nothing else is printed."""
    result = parkit("announce", "--scheme", "nam-dinh", "--year", "2018", "--lang", "vi")
    assert result.exit_code == 0
    assert result.output.startswith("ỦY BAN NHÂN DÂN TỈNH NAM ĐỊNH\n")
    assert result.output.endswith("/.\n")


def test_a_year_is_a_number(parkit: Callable[..., Result]) -> None:
    """A year that is no number is refused, not guessed."""
    result = parkit("check", "--year", "2018x")
    assert result.exit_code == 2
    assert "'2018x' is not a valid integer" in result.stderr


def test_an_unexpected_error_shows_its_trace(parkit: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug is not hidden behind a sentence."""

    def broken() -> Path:
        raise ZeroDivisionError

    monkeypatch.setattr("parkit.model.folders.find_root", broken)
    assert isinstance(parkit("list").exception, ZeroDivisionError)


def test_outside_a_project_there_is_a_sentence(parkit: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without data/raw the sentence says where it was looked for."""
    monkeypatch.setenv("PARKIT_ROOT", os.sep)
    result = parkit("list")
    assert result.exit_code == 2
    assert "No folder data/raw was found" in result.stderr


def test_a_console_without_vietnamese_letters_does_not_stop_the_program() -> None:
    """A stream in a Windows code page is turned to UTF-8; one that takes UTF-8 is left alone."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    cli._speak_utf8(stream)
    stream.write("Nam Định")
    assert stream.encoding == "utf-8"
    cli._speak_utf8(io.StringIO())
