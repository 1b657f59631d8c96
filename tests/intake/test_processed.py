import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from parkit.intake import read_scheme_data, write_processed
from parkit.model.columns import PRINTED_COLUMNS, PROBLEM_COLUMNS, SCORE_COLUMNS, SCORE_KEY
from parkit.model.faults import WriteError

if TYPE_CHECKING:
    from tests.conftest import TinyProject

NAMES = ["cells.csv", "datapackage.json", "printed.csv", "problems.csv", "scores.csv", "survey.csv"]


def write(tiny: "TinyProject") -> Path:
    """Write the processed tables of the tiny scheme."""
    return write_processed(tiny.root, tiny.read())


def test_the_tables_lie_in_the_scheme_folder_and_nothing_else(tiny: "TinyProject") -> None:
    """Six files are written, and no passing file is left."""
    folder = write(tiny)
    assert folder == tiny.root / "data" / "processed" / "tinh-nho"
    assert sorted(path.name for path in folder.iterdir()) == NAMES


def test_the_same_input_gives_the_same_bytes(tiny: "TinyProject") -> None:
    """Written twice the files are equal, and the second time not even touched."""
    folder = write(tiny)
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    write(tiny)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == first


def test_files_are_utf8_with_line_feeds(tiny: "TinyProject") -> None:
    """Every file is UTF-8 without a byte order mark and without carriage returns."""
    tiny.replace("2018/scores.csv", "8,25", "tốt")
    for path in write(tiny).iterdir():
        content = path.read_bytes()
        content.decode("utf-8")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert not content.startswith(b"\xef\xbb\xbf")
    assert "tốt" in (write(tiny) / "problems.csv").read_text(encoding="utf-8")


def test_scores_come_back_with_full_precision(tiny: "TinyProject") -> None:
    """The written scores are those that were read, digit for digit."""
    tiny.replace("2018/scores.csv", "8,25", "8,123456789012")
    scores = pd.read_csv(write(tiny) / "scores.csv", dtype={"criterion": str, "area": str}, keep_default_na=False)
    assert tuple(scores.columns) == SCORE_COLUMNS
    assert scores.loc[scores["unit"].eq("so-y-te"), "points"].tolist() == ["8.123456789012", "5.0"]


def test_every_column_is_described(tiny: "TinyProject") -> None:
    """The data dictionary names each column of each table with a type and a description."""
    folder = write(tiny)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    columns = {item["name"]: [field["name"] for field in item["schema"]["fields"]] for item in package["resources"]}
    assert columns["scores"] == list(SCORE_COLUMNS)
    assert columns["printed"] == list(PRINTED_COLUMNS)
    assert columns["problems"] == list(PROBLEM_COLUMNS)
    assert columns["survey"][:6] == ["scheme", "year", "block", "unit", "criterion", "answers"]
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert content.decode().splitlines()[0].split(",") == columns[resource["name"]]
        assert resource["bytes"] == len(content)
        assert all(len(field["description"]) > 3 for field in resource["schema"]["fields"])
        assert {field["type"] for field in resource["schema"]["fields"]} <= {"string", "number", "integer", "boolean"}


def test_the_rules_for_cells_are_in_the_data_dictionary(tiny: "TinyProject") -> None:
    """Whoever opens the data package sees how each form of a cell is read, and as which problem it is reported."""
    package = json.loads((write(tiny) / "datapackage.json").read_text(encoding="utf-8"))
    rules = {rule["name"]: rule for rule in package["cellRules"]}
    assert rules["percent"]["problem"] == "percent_of_maximum"
    assert rules["of_maximum"]["example"] == "12,56/13,50; 04/10"
    assert package["marks"] == {
        "-": "not_applicable",
        "KĐG": "not_applicable",
        "không đánh giá": "missing",
        "không áp dụng": "not_applicable",
        "N/A": "not_applicable",
        "not applicable": "not_applicable",
        "not assessed": "missing",
        "?": "missing",
    }
    assert all(len(rule["reading"]) > 3 for rule in rules.values())


def test_the_key_of_the_scores_is_declared_and_unique(project_root: Path, tmp_path: Path) -> None:
    """No two rows of a bundled scheme share scheme, year, unit, criterion and source."""
    for code in ("nam-dinh", "hoa-binh", "ha-tinh-ddci"):
        data = read_scheme_data(project_root, code)
        package = json.loads((write_processed(tmp_path, data) / "datapackage.json").read_text(encoding="utf-8"))
        key = next(item["schema"]["primaryKey"] for item in package["resources"] if item["name"] == "scores")
        assert key == list(SCORE_KEY)
        assert not data.scores.duplicated(key).any()


def test_a_table_that_cannot_be_written_leaves_the_old_one(
    tiny: "TinyProject", monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails halfway, the last good file stays whole and no passing file is left."""
    folder = write(tiny)
    before = (folder / "scores.csv").read_bytes()
    tiny.replace("2018/scores.csv", "8,25", "9")

    def fail(passing: Path, target: Path) -> None:
        raise OSError(28, f"No space left on device for {passing}", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match=r"scores\.csv could not be written: the disk is full"):
        write(tiny)
    assert (folder / "scores.csv").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == NAMES


def test_a_scheme_without_data_still_has_its_tables(tiny: "TinyProject") -> None:
    """A new scheme without a year gets empty tables with all their columns."""
    for path in (tiny.folder / "2018").iterdir():
        path.unlink()
    (tiny.folder / "2018").rmdir()
    folder = write(tiny)
    assert (folder / "scores.csv").read_text(encoding="utf-8") == ",".join(SCORE_COLUMNS) + "\n"
    counts = "filled,scores,printed,labels,checks,refused"
    assert (folder / "cells.csv").read_text(encoding="utf-8") == f"file,sha256,shape,{counts},stopped\n"
