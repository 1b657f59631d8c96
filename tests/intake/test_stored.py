"""Tables written to data/processed are read back as they were, and only while nothing they were made from changed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pandas.testing import assert_frame_equal

from parkit.intake import SchemeData, read_scheme_data, read_stored, write_processed
from parkit.intake.frames import FRAMES
from parkit.model.origin import file_hashes
from parkit.model.project import list_schemes

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def assert_equal(found: SchemeData | None, expected: SchemeData) -> None:
    """Compare every frame of two readings, with types and order."""
    assert found is not None
    for name in FRAMES:
        assert_frame_equal(getattr(found, name), getattr(expected, name))
    assert_frame_equal(found.national, expected.national)
    assert found.years() == expected.years()


@pytest.fixture
def folder(tiny: "TinyProject") -> Path:
    """Write the tables of the tiny scheme."""
    return write_processed(tiny.root, tiny.read())


def stored(tiny: "TinyProject") -> SchemeData | None:
    """Read the tables of the tiny scheme back."""
    return read_stored(tiny.root, "tinh-nho")


@pytest.mark.slow
def test_every_bundled_scheme_comes_back_as_it_was_read(project_root: Path, tmp_path: Path) -> None:
    """Scores, printed figures, survey, problems and cells are the same frames, digit for digit."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raw").symlink_to(project_root / "data" / "raw")
    for code in list_schemes(project_root):
        data = read_scheme_data(tmp_path, code)
        write_processed(tmp_path, data)
        assert_equal(read_stored(tmp_path, code), data)


def test_text_that_looks_like_something_else_stays_text(tiny: "TinyProject") -> None:
    """Words such as "NA", "nan" and "01" in the text of a problem come back as they were."""
    for word in ("NA", "nan", "null", "01x"):
        tiny.replace("2018/scores.csv", "8,25", word)
        data = tiny.read()
        write_processed(tiny.root, data)
        assert_equal(stored(tiny), data)
        assert word in set(data.problems["found"])
        tiny.replace("2018/scores.csv", word, "8,25")


def test_a_scheme_never_written_is_not_there(tiny: "TinyProject") -> None:
    """Without tables there is nothing to read back."""
    assert stored(tiny) is None


@pytest.mark.usefixtures("folder")
def test_a_changed_score_sheet_makes_the_tables_out_of_date(tiny: "TinyProject") -> None:
    """One digit changed in a raw file, and the tables are not used."""
    assert stored(tiny) is not None
    tiny.replace("2018/scores.csv", "8,25", "8,26")
    assert stored(tiny) is None


@pytest.mark.usefixtures("folder")
def test_a_file_that_came_or_went_makes_the_tables_out_of_date(tiny: "TinyProject") -> None:
    """A new file in the scheme's folder counts as a change, and so does one that is gone."""
    added = tiny.folder / "2018" / "them.csv"
    added.write_text("a,b\n", encoding="utf-8")
    assert stored(tiny) is None
    added.unlink()
    assert stored(tiny) is not None


def test_an_edited_table_is_not_believed(tiny: "TinyProject", folder: Path) -> None:
    """A table that is not the one written, or is gone, is made anew from the raw files."""
    path = folder / "scores.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("8.25", "9.25"), encoding="utf-8")
    assert stored(tiny) is None
    path.unlink()
    assert stored(tiny) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_broken_description_is_not_believed(tiny: "TinyProject", folder: Path, content: str) -> None:
    """A data dictionary that was cut off or emptied means reading the raw files."""
    (folder / "datapackage.json").write_text(content, encoding="utf-8")
    assert stored(tiny) is None


def test_another_version_of_parkit_reads_for_itself(tiny: "TinyProject", folder: Path) -> None:
    """Tables made by other source code are not used."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["origin"]["parkit"] = "0" * 64
    path.write_text(json.dumps(package), encoding="utf-8")
    assert stored(tiny) is None


def test_hidden_files_are_no_part_of_a_scheme(tmp_path: Path) -> None:
    """The hash of "abc" is the published one, and files that begin with a point are left out."""
    (tmp_path / "a.csv").write_bytes(b"abc")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert file_hashes(tmp_path) == {"a.csv": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
