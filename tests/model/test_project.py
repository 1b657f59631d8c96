import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model import folders as places
from parkit.model import project
from parkit.model.errors import DataError, DefinitionError, ParkitError, UsageError, closest, listing

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def test_an_unknown_scheme_lists_those_there_are(tiny: "TinyProject") -> None:
    """A misspelt scheme is told with all schemes and the closest one, in both languages."""
    with pytest.raises(UsageError) as caught:
        project.load_scheme(tiny.root, "tinh-nhoo")
    assert caught.value.text("vi") == (
        "Không có bộ chỉ số 'tinh-nhoo'. Các bộ chỉ số hiện có: tinh-nho. Gần giống nhất: tinh-nho."
    )
    assert caught.value.text("en") == (
        "There is no scheme 'tinh-nhoo'. The schemes there are: tinh-nho. Closest: tinh-nho."
    )
    assert caught.value.exit_code == 2


def test_an_unknown_year_lists_those_there_are(tiny: "TinyProject") -> None:
    """A year without a folder is told with the years that have one."""
    (tiny.folder / "2020").mkdir()
    with pytest.raises(UsageError) as caught:
        project.check_year(tiny.root, "tinh-nho", 2019)
    assert caught.value.text("vi") == "Bộ chỉ số 'tinh-nho' không có năm 2019. Các năm hiện có: 2018, 2020."
    assert caught.value.text("en") == "Scheme 'tinh-nho' has no year 2019. The years there are: 2018, 2020."


def test_only_folders_of_four_digits_are_years(tiny: "TinyProject") -> None:
    """Other folders and files beside the years are no years, and a known year passes."""
    for name in ("2017", "2018 ban cu", "18", "scans"):
        (tiny.folder / name).mkdir()
    tiny.write("2019", "a file")
    assert project.list_years(tiny.root, "tinh-nho") == (2017, 2018)
    project.check_year(tiny.root, "tinh-nho", 2017)


def test_a_scheme_is_a_folder_with_rules(tiny: "TinyProject") -> None:
    """Only folders whose name can be an address and that hold scheme.toml are schemes, in order."""
    for name in ("an-giang/scheme.toml", "Nam Định/scheme.toml", "empty/readme.txt"):
        tiny.write(f"../{name}", "")
    assert project.list_schemes(tiny.root) == ("an-giang", "tinh-nho")


def test_the_project_is_found_from_any_folder(tiny: "TinyProject", monkeypatch: pytest.MonkeyPatch) -> None:
    """The project is the first folder upwards with data/raw, unless PARKIT_ROOT names one."""
    monkeypatch.delenv("PARKIT_ROOT", raising=False)
    assert places.find_root(tiny.folder / "2018") == tiny.root.resolve()
    other = tiny.root / "other"
    (other / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv("PARKIT_ROOT", str(other))
    assert places.find_root(tiny.folder) == other.resolve()


def test_a_wrong_root_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PARKIT_ROOT without data/raw above it is named in the error."""
    monkeypatch.setenv("PARKIT_ROOT", "/nowhere/at/all")
    with pytest.raises(UsageError) as caught:
        places.find_root()
    assert all("/nowhere/at/all" in caught.value.text(lang) for lang in ("vi", "en"))


def test_generated_and_received_files_have_their_folders() -> None:
    """Received, generated and published files lie apart."""
    root = Path("p")
    folders = (places.raw_folder, places.processed_folder, places.notebooks_folder, places.reports_folder)
    assert [folder(root).as_posix() for folder in folders] == [
        "p/data/raw",
        "p/data/processed",
        "p/notebooks",
        "p/reports",
    ]


def test_an_error_speaks_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """PARKIT_LANG chooses the language of a message; without it a message is English."""
    error = UsageError("unknown_year", scheme="x", found=2019, choices="2018")
    monkeypatch.delenv("PARKIT_LANG", raising=False)
    assert str(error) == "Scheme 'x' has no year 2019. The years there are: 2018."
    monkeypatch.setenv("PARKIT_LANG", "vi")
    assert str(error) == "Bộ chỉ số 'x' không có năm 2019. Các năm hiện có: 2018."


def test_an_error_travels_between_processes() -> None:
    """A worker's error arrives with its kind, its code and all its fields."""
    error = pickle.loads(pickle.dumps(DefinitionError("missing_key", file="a", folder="b", where="c", key="d")))  # noqa: S301
    assert (type(error), error.code, error.exit_code) == (DefinitionError, "missing_key", 3)
    assert error.text("en") == "File b/a, at c: key 'd' is missing."


def test_kinds_of_errors_end_differently() -> None:
    """Scripts tell a wrong command, a wrong definition and wrong data apart by the exit code."""
    assert [kind.exit_code for kind in (ParkitError, UsageError, DefinitionError, DataError)] == [1, 2, 3, 4]


def test_suggestions_are_the_likest_words() -> None:
    """The closest words come first, whatever their case and letter form, and unlike ones are left out."""
    assert closest("nam-din", ["hoa-binh", "nam-dinh", "xyz"]) == ["nam-dinh", "hoa-binh"]
    assert closest("SỞ Y TE", ["Sở Y tế", "Huyện Ý Yên"])[0] == "Sở Y tế"
    assert closest("qqq", ["Sở Y tế"]) == []
    assert (listing([]), listing([1, 2])) == ("–", "1, 2")
