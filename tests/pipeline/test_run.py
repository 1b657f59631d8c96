import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from parkit.model.errors import PublishError
from parkit.pipeline import workers
from parkit.pipeline.outcome import Outcome
from parkit.pipeline.plan import Report, make_plan
from parkit.pipeline.run import in_order, run
from parkit.pipeline.workers import Lost

AddNotebook = Callable[..., Path]
BAD_SCORES = "Đơn vị,Chỉ số\nSở Một,190.5\nSở Hai,80.25\n"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: lasting(content) if name.endswith(".json") else content for name, content in found.items()}


def lasting(manifest: bytes) -> bytes:
    """Return a manifest without the facts of its run."""
    return repr({**json.loads(manifest), "run": None}).encode()


def run_all(root: Path, **choice: list[str]) -> tuple[int, list[str]]:
    """Run the plan; return exit code and the lines said."""
    lines: list[str] = []
    return run(make_plan(root, **choice), lang="en", echo=lines.append, jobs=2), lines  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_run_builds_every_report_and_says_where_to_look(root: Path, add_notebook: AddNotebook) -> None:
    """Pages, executed notebooks, manifests, tidy tables and index are there, and a second run changes no byte."""
    add_notebook("20_rankings", 'show("finding")')
    code, lines = run_all(root)
    first = files(root)
    assert code == 0
    assert lines[0] == "Building 4 reports, 2 at a time."
    assert [line.split(" … ")[0] for line in lines[1:5]] == [
        f"[{number}/4] {lang} thu {year} 20_rankings"
        for number, (lang, year) in enumerate([("vi", 2018), ("vi", 2020), ("en", 2018), ("en", 2020)], 1)
    ]
    assert lines[-1].startswith("Built 4 of 4 reports in")
    assert lines[-1].endswith(f"Open: {root / 'reports' / 'index.html'}")
    assert (root / "reports" / "index.html").is_file()
    for name in ("html", "ipynb", "json"):
        assert f"reports/en/thu/2020/20_rankings.{name}" in first
    for name in ("scores", "printed", "problems"):
        assert f"data/processed/thu/{name}.csv" in first
    assert run_all(root)[0] == 0
    assert files(root) == first


@pytest.mark.slow
def test_a_failing_notebook_leaves_the_last_good_report_and_stops_no_other(
    root: Path, add_notebook: AddNotebook
) -> None:
    """The failed report keeps its old files, byte for byte; the others are built; the exit code is 5."""
    add_notebook("20_rankings", 'show("finding")')
    assert run_all(root, langs=["vi"])[0] == 0
    before = files(root / "reports" / "vi")
    add_notebook("20_rankings", 'show("finding")', "if year == 2018:\n    1 / 0")
    add_notebook("30_trends", 'show("finding")')
    code, lines = run_all(root, langs=["vi"])
    after = files(root / "reports" / "vi")
    assert code == 5
    assert lines[1] == (
        "[1/4] vi thu 2018 20_rankings … FAILED in cell 4: if year == 2018:\n    ZeroDivisionError: division by zero"
    )
    assert lines[-2] == "Failed: vi thu 2018 20_rankings"
    assert {name for name in after if after[name] != before.get(name)} == {
        *(f"thu/2020/20_rankings.{ending}" for ending in ("html", "ipynb", "json")),
        *(f"thu/{year}/30_trends.{ending}" for year in (2018, 2020) for ending in ("html", "ipynb", "json")),
    }


@pytest.mark.slow
def test_a_notebook_that_never_worked_leaves_no_file(root: Path, add_notebook: AddNotebook) -> None:
    """There is no half report, not even a folder of one."""
    add_notebook("20_rankings", "1 / 0")
    assert run_all(root)[0] == 5
    assert not (root / "reports" / "vi").exists()


@pytest.mark.slow
def test_data_errors_stop_all_reports_of_the_year_but_the_one_that_shows_them(
    root: Path, add_notebook: AddNotebook
) -> None:
    """One sentence per year says why; the exit code is 4; the page links to no report that is not built."""
    (root / "data/raw/thu/2018/scores.csv").write_text(BAD_SCORES, encoding="utf-8")
    for name in ("20_rankings", "90_data_quality"):
        add_notebook(name, 'show("finding")')
    code, lines = run_all(root, langs=["en"])
    assert code == 4
    assert lines[1].startswith("thu 2018: the data have 1 errors, so only 90_data_quality is built.")
    assert lines[2] == "[1/4] en thu 2018 20_rankings … not built"
    assert lines[-1].startswith("Built 3 of 4 reports")
    built = sorted(path.relative_to(root / "reports/en/thu").as_posix() for path in root.glob("reports/en/*/*/*.html"))
    assert built == ["2018/90_data_quality.html", "2020/20_rankings.html", "2020/90_data_quality.html"]
    links = {name: 'href="20_rankings.html"' in (root / "reports/en/thu" / name).read_text("utf-8") for name in built}
    assert links == {name: name.startswith("2020/") for name in built}


def test_a_wrong_definition_stops_its_scheme_only(
    root: Path, add_notebook: AddNotebook, add_scheme: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the file; the reports of other schemes are built; the exit code is 3."""
    add_notebook("20_rankings")
    add_scheme("khac", (2020,))
    (root / "data/raw/khac/units.csv").unlink()
    pretend(monkeypatch, {})
    code, lines = run_all(root, langs=["vi"])
    assert code == 3
    assert "File units.csv is missing in folder khac" in lines[1]
    assert [line.split(" … ")[1] for line in lines[2:5]] == ["not built", "0.0 s", "0.0 s"]


def pretend(monkeypatch: pytest.MonkeyPatch, results: Mapping[str, object]) -> None:
    """Let reports be built without kernels: each is built, or ends as given by its label."""

    def run_tasks(_: object, tasks: list[tuple[Report, str]], *, jobs: int, **__: object) -> object:
        assert jobs
        yield from ((n, results.get(report.label, Outcome(report=report))) for n, (report, *_) in enumerate(tasks))

    monkeypatch.setattr(workers, "run_tasks", run_tasks)
    monkeypatch.setattr(workers, "warm_up", lambda: None)


def test_a_lost_worker_and_a_bug_are_told_apart(
    root: Path, add_notebook: AddNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed worker gets a sentence, a bug its trace; the exit code is the highest among the causes."""
    add_notebook("20_rankings")
    pretend(monkeypatch, {"vi thu 2018 20_rankings": Lost(), "en thu 2020 20_rankings": Lost("Traceback: bug")})
    code, lines = run_all(root)
    assert code == 5
    assert "the process that built this report was killed" in lines[1]
    assert lines[4] == "[4/4] en thu 2020 20_rankings … FAILED unexpectedly, details at the end"
    assert lines[5:7] == ["Traceback: bug", "Failed: vi thu 2018 20_rankings; en thu 2020 20_rankings"]


def test_an_index_that_cannot_be_written_is_told(
    root: Path, add_notebook: AddNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reports are built, the sentence says what failed, the exit code is 6."""
    add_notebook("20_rankings")
    pretend(monkeypatch, {})

    def fail(*_: object, **__: object) -> None:
        raise PublishError("missing_file", file="index.html", folder="reports")

    monkeypatch.setattr("parkit.report.site.build_index", fail)
    code, lines = run_all(root)
    assert code == 6
    assert any("index.html" in line for line in lines[-2:])


def test_outcomes_are_told_in_the_order_of_the_plan() -> None:
    """A report that is ready early waits for those before it."""
    results = iter([(2, "c"), (0, "a"), (1, "b")])
    assert list(in_order(results)) == ["a", "b", "c"]  # type: ignore[arg-type, comparison-overlap]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for another process")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_leaves_complete_reports_and_no_process(
    root: Path, add_notebook: AddNotebook, how: signal.Signals
) -> None:
    """After Ctrl-C or a kill the finished reports are whole, nothing is half written, and no kernel runs on."""
    add_notebook("10_quick", 'show("finding")')
    add_notebook("20_slow", f"import os, time\nopen('{root}/kernel', 'w').write(str(os.getpid()))\ntime.sleep(120)")
    command = [sys.executable, "-m", "parkit.cli", "run", "--year", "2018", "--lang", "en", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        wait_until((root / "kernel").is_file)
        process.send_signal(how)
        said = process.communicate(timeout=30)[0]
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert ("Interrupted: 1 of 2 reports are done" in said) == (how == signal.SIGINT)
    left = sorted(path.name for path in (root / "reports").rglob("*") if path.is_file())
    assert left == ["10_quick.html", "10_quick.ipynb", "10_quick.json"]
    kernel = (root / "kernel").read_text(encoding="ascii")
    wait_until(lambda: not Path("/proc", kernel).exists())


def wait_until(condition: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Wait for a condition to hold."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
