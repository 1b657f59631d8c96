import math
from pathlib import Path
from textwrap import dedent

import pytest

from parkit.model.folders import spec_files
from parkit.report.method import read_method, worked

SPEC = """\
    number = 4
    part = "scores"
    title = { vi = "Bình quân", en = "Mean" }
    tells = { vi = "Cho biết…", en = "It tells…" }
    reading = { vi = "Đọc…", en = "Read…" }
    formula = ['a_b', { vi = '"hạng"', en = '"rank"' }]
    where = { vi = "a", en = "a" }
    source = ["Author (1977), Book."]

    [tables.units]
    common = { year = 2020 }
    columns = ["unit", "index"]
    rows = [["A", 50], ["B", "= 100 * 1 / 3"]]

    [[examples]]
    function = "parkit.analysis.rank.rank"
    origin = "hand"
    worked = { vi = "Tính…", en = "Take…" }
    expected = { columns = ["rank"], rows = [[1], [2]], where = { unit = "A" } }

    [examples.arguments]
    frame = { table = "units" }
    by = { table = "units", column = "index" }
    within = []
    band = { object = "parkit.model.scheme.Band", arguments = { at_least = 90.0 } }
    """


def write(tmp_path: Path, text: str) -> Path:
    """Write a specification."""
    path = tmp_path / "tests" / "spec" / "04_mean.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def test_reading(tmp_path: Path) -> None:
    """A specification is read whole: texts in both languages, tables with their common columns, the call."""
    method = read_method(write(tmp_path, SPEC))
    assert [text.get("vi") for text in method.formula] == ["a_b", '"hạng"']
    assert method.source[0].get("en") == "Author (1977), Book."
    assert method.tables["units"].frame()["year"].tolist() == [2020, 2020]
    assert method.tables["units"].shown()["index"].tolist() == pytest.approx([50, 100 / 3])
    assert method.examples[0].tables == ("units",)
    assert method.examples[0].call == (
        'parkit.analysis.rank.rank(frame=units, by=units["index"], within=[], band=Band(at_least=90.0))'
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[tables.units]", "[tables.units", "04_mean.toml"),
        ('part = "scores"', 'part = "prices"', "part = 'prices' is not one of: scores"),
        ('origin = "hand"', 'origin = "guess"', "origin = 'guess' is not one of: hand"),
        ("number = 4", "nombre = 4", "nombre"),
        ('title = { vi = "Bình quân", en = "Mean" }', 'title = { vi = "Bình quân" }', "en"),
    ],
)
def test_faulty_specification(tmp_path: Path, old: str, new: str, told: str) -> None:
    """What is wrong in a specification is told with the name of its file."""
    assert old in SPEC
    path = write(tmp_path, SPEC.replace(old, new))
    with pytest.raises(ValueError, match=r"04_mean\.toml") as caught:
        read_method(path)
    assert told in str(caught.value)


def test_arithmetic_in_cells() -> None:
    """A cell after "=" is worked out by the usual order of operations; other cells stay as they are."""
    assert worked("= 2 + 3 * 4 ** 2 / 8 - (1 - 3)") == 10.0
    assert worked("= -sqrt(2)") == -math.sqrt(2)
    assert [worked(cell) for cell in ("94,9%", "a = b", 1.5, True)] == ["94,9%", "a = b", 1.5, True]


@pytest.mark.parametrize("cell", ["= open('x')", "= a + 1", "= 'a' * 9", "= 7 // 2", "= [1][0]"])
def test_only_arithmetic(cell: str) -> None:
    """A cell is no program."""
    with pytest.raises(ValueError, match="is not arithmetic"):
        worked(cell)


def test_projects_without_specifications(tmp_path: Path) -> None:
    """A project that only uses parkit has none, which is no mistake."""
    assert spec_files(tmp_path) == ()
    path = write(tmp_path, SPEC)
    assert spec_files(tmp_path) == (path,)
