"""No published figure changes unless somebody accepts it by name (`tools/accept_golden.py`)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parkit.model.project import list_schemes
from parkit.report.problems import load_data
from parkit.report.study import Study
from tools import accept_golden
from tools.accept_golden import FOLDER, ROOT, Change, Table, accepted, changes, published, render

pytestmark = pytest.mark.slow

HINT = "If this is meant, accept it: python tools/accept_golden.py"
SCHEMES = [pytest.param(code, marks=pytest.mark.xdist_group(f"golden-{code}")) for code in list_schemes(ROOT)]
TABLE: Table = [("unit:", "index", "rank"), ("so-noi-vu", "81.333333", "1"), ("so-y-te", "80", "2")]


def _published(scheme: str) -> Iterator[tuple[str, Table]]:
    data = load_data(ROOT, scheme)
    for year in data.years():
        yield from published(Study(data=data.until(year), year=year, lang="vi")).items()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_published_figure_has_changed(scheme: str) -> None:
    """Every figure of every year is the accepted one, and no table is missing or left over."""
    found = dict(_published(scheme))
    differing = {name: changes(name, accepted(name), table) for name, table in found.items()}
    listed = [str(change) for each in differing.values() for change in each]
    names = " ".join(name for name, each in differing.items() if each)
    assert not listed, "\n".join([f"{len(listed)} published figures changed:", *listed[:200], f"{HINT} {names}"])
    assert accept_golden.stored([scheme]) == sorted(found), HINT


def test_a_changed_figure_is_named() -> None:
    """The message holds scheme, year, table, unit, quantity, the old and the new value."""
    other = [TABLE[0], TABLE[1], ("so-y-te", "80.000001", "2")]
    (change,) = changes("minh-hoa/2018/unit_index", TABLE, other)
    assert change == Change("minh-hoa/2018/unit_index", "so-y-te", "index", "80", "80.000001")
    assert str(change) == "minh-hoa/2018/unit_index: so-y-te: index: was 80, is 80.000001"


@pytest.mark.parametrize(
    "rows", [TABLE[:2], [*TABLE, ("so-moi", "1", "3")], [("unit:", "index"), *(r[:2] for r in TABLE[1:])]]
)
def test_a_row_or_column_more_or_less_is_a_change(rows: Table) -> None:
    """A unit or a quantity that comes or goes is told like a changed number."""
    assert changes("x", TABLE, rows)
    assert changes("x", rows, TABLE)


def test_an_accepted_table_reads_back_as_it_was(tmp_path: Path) -> None:
    """What is accepted is what the next test compares with, and nothing else is written."""
    accept_golden.accept("x/2020/unit_index", TABLE, tmp_path)
    assert accepted("x/2020/unit_index", tmp_path) == TABLE
    assert accept_golden.stored(["x"], tmp_path) == ["x/2020/unit_index"]


def test_a_name_that_is_no_table_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt name accepts nothing."""
    assert accept_golden.main(["hoa-binhh/2024/unit_index"]) == 2
    assert "hoa-binhh/2024/unit_index" in capsys.readouterr().out


def test_the_tables_are_small() -> None:
    """All accepted figures together stay below 2 MB, so that they can be read in a review."""
    assert sum(path.stat().st_size for path in FOLDER.glob("*/*/*.csv")) < 2_000_000


def test_hash_seed_and_threads_change_no_byte() -> None:
    """The tables of a scheme are the same to the byte whatever the order of sets and the number of threads."""
    code = (
        "import sys; from tests.golden.test_golden import _published, render;"
        "sys.stdout.reconfigure(encoding='utf-8');"
        "[print(name, render(table)) for scheme in ('ha-tinh-ddci',) for name, table in _published(scheme)]"
    )
    texts = [_run(code, seed, threads) for seed, threads in (("1", "1"), ("7", "2"))]
    assert texts[0] == texts[1]
    here = "".join(f"{name} {render(table)}\n" for name, table in _published("ha-tinh-ddci"))
    assert texts[0] == here


def _run(code: str, seed: str, threads: str) -> str:
    settings = {"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout
