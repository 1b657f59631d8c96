"""Orders, parcels and versions: what travels between machines."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parkit.model.faults import WriteError
from parkit.model.language import LANGS
from parkit.pipeline.cluster import connected, within
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.orders import Answer, fulfil, order_for
from parkit.pipeline.parcel import pack, unpack
from parkit.pipeline.plan import Report
from parkit.pipeline.run import run
from parkit.pipeline.versions import difference, versions


def test_a_parcel_holds_what_a_scheme_needs_and_nothing_of_others(
    root: Path, tmp_path: Path, add_notebook: Callable[..., Path], add_scheme: Callable[..., None]
) -> None:
    """Unpacked, the files of the scheme, its tables and the notebooks are there, byte for byte."""
    add_scheme("khac", [2018])
    add_notebook("20_rankings")
    add_notebook("explore")
    (root / "data/processed/thu").mkdir(parents=True)
    (root / "data/processed/thu/scores.csv").write_text("Điểm\n", encoding="utf-8")
    parcel = pack(root, "thu")
    unpack(parcel, tmp_path / "there")
    found = {path.relative_to(tmp_path / "there"): path for path in (tmp_path / "there").rglob("*") if path.is_file()}
    assert sorted(path.as_posix() for path in found) == [
        "data/processed/thu/scores.csv",
        "data/raw/thu/2018/framework.csv",
        "data/raw/thu/2018/scores.csv",
        "data/raw/thu/2020/framework.csv",
        "data/raw/thu/2020/scores.csv",
        "data/raw/thu/SOURCES.toml",
        "data/raw/thu/scheme.toml",
        "data/raw/thu/units.csv",
        "notebooks/20_rankings.ipynb",
    ]
    assert all(path.read_bytes() == (root / name).read_bytes() for name, path in found.items())
    assert pack(root, "thu").name == parcel.name


def test_an_error_travels_without_paths_of_the_other_machine(
    make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A path in an error becomes a text that names the folder of the one who ordered."""
    there = tmp_path / "there"

    def refuse(*_: object, **__: object) -> None:
        raise WriteError("not_written", file=there / "a.html", cause="disk full")

    report = make_report("20_rankings")
    monkeypatch.setattr("parkit.pipeline.build.make_report", refuse)
    answer = fulfil((order_for(report, {}), there))
    assert answer.error
    assert answer.error.fields == {"file": f"{report.root}/a.html", "cause": "disk full"}
    assert isinstance(answer.error, WriteError)


def test_a_made_report_travels_as_data(make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """The files come back as they were made, on the ground that the one who ordered has found."""
    monkeypatch.setattr("parkit.pipeline.build.make_report", lambda _, ground: {"a.json": str(ground)})
    report = make_report("20_rankings")
    order = order_for(report, {"packages": "ours"})
    answer = fulfil((order, Path("there")))
    assert answer == Answer(files={"a.json": "{'packages': 'ours'}"}, seconds=answer.seconds)
    assert order.report(report.root) == report


def test_versions_name_parkit_python_and_what_they_use() -> None:
    """Packages of every depth are there, those of other extras are not; a changed one is found."""
    ours = versions()
    assert {"parkit", "Python", "pandas", "numpy", "jupyter-client", "distributed", "tornado"} <= set(ours)
    assert not {"ruff", "mypy", "jupyterlab", "playwright"} & set(ours)
    assert difference(ours, dict(ours)) is None
    found = difference(ours, {**ours, "tornado": "0"})
    assert found
    assert (found.package, found.ours, found.theirs) == ("tornado", ours["tornado"], "0")


def test_without_the_extra_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trace, exit code 2."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ParameterError) as raised, connected("tcp://127.0.0.1:1"):
        pass
    assert "pip install 'parkit[cluster]'" in raised.value.text("en")
    assert raised.value.exit_code == 2


def test_jobs_and_cluster_exclude_each_other(make_report: Callable[..., Report]) -> None:
    """How many reports run at a time is the cluster's to say, so --jobs beside --cluster is refused, not ignored."""
    with pytest.raises(ParameterError) as raised:
        run([make_report("20_rankings")], lang="en", echo=print, jobs=2, cluster="tcp://127.0.0.1:1")
    assert raised.value.exit_code == 2
    assert all("--jobs" in raised.value.text(lang) and "--nthreads" in raised.value.text(lang) for lang in LANGS)


def test_what_does_not_answer_in_time_is_left() -> None:
    """An error of the question is raised here; no answer is a TimeoutError with a sentence."""

    def fail() -> None:
        raise ReportError("cluster_left")

    with pytest.raises(ReportError):
        within(5, fail)
    with pytest.raises(TimeoutError, match="no answer within 0 seconds"):
        within(0.01, lambda: __import__("time").sleep(0.3))


def test_a_run_without_a_cluster_imports_nothing_of_it() -> None:
    """Neither dask nor the modules that speak with it."""
    code = (
        "import sys, parkit.cli, parkit.pipeline.run; print([n for n in sys.modules if 'dask' in n or 'cluster' in n])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
