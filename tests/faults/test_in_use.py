"""A file that another program has open, as on Windows: for real where Linux can refuse the same, else simulated.

What Windows does is a PermissionError when a file that is open elsewhere is replaced, and when one that Excel has
locked is read. Linux says "busy" to both on a drive shared by Windows, and to replacing whatever is mounted: so a file
that is mounted over itself is held against every program. That Windows does what is simulated is not tried here.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parkit.model.faults import WriteError
from parkit.pipeline.build import make_report
from parkit.pipeline.ground import Grounds
from parkit.pipeline.plan import Report, make_plan
from parkit.pipeline.put import put_report
from tests.faults.project import NAME, Project, is_root

pytestmark = pytest.mark.slow


@pytest.fixture
def changed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Give a report that was built and whose sheet has changed since."""
    monkeypatch.setattr("parkit.model.whole._PAUSE", 0.0)
    monkeypatch.setenv("PARKIT_ROOT", str(project.root))
    assert project.run().code == 0
    project.score("70.5")
    return make_plan(project.root, langs=["vi"])[0]


def hold(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let every attempt to replace a file of this name fail as on Windows."""
    replace = Path.replace

    def refuse(part: Path, path: Path) -> Path:
        if path.name == name:
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", refuse)


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Let the system itself refuse to replace or remove a file; skip where only an administrator can do that."""
    if not is_root():
        pytest.skip("only root on Linux can mount a file over itself")
    done = subprocess.run(["mount", "--bind", str(path), str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine lets nobody mount a file: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_file_in_use_keeps_the_last_good_report(project: Project, ending: str) -> None:
    """The system refuses: the run ends with 6 and names the file; the sheets stay, and the next run finishes."""
    assert project.run().code == 0
    before = project.page.read_bytes()
    project.score("70.5")
    received = project.received()
    with in_use(project.page.with_suffix(f".{ending}")):
        said = project.run()
        said.sentence(6, "Không thay được", f"{NAME}.{ending}: Device or resource busy. Hãy đóng chương trình")
        if ending == "html":
            assert project.page.read_bytes() == before
    assert project.passing() == []
    assert project.run().code == 0
    assert b"70.5" in project.page.read_bytes()
    assert project.received() == received


def test_a_page_open_in_a_viewer_keeps_the_last_good_report(
    project: Project, changed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names the page and asks to close the program; all is as before, and the next run finishes."""
    site, made = project.site(), make_report(changed)
    with monkeypatch.context() as held:
        hold(held, f"{NAME}.html")
        with pytest.raises(WriteError) as error:
            put_report(changed, made)
    assert error.value.text("vi").startswith(f"Không thay được {project.page}: The process cannot access")
    assert "Hãy đóng chương trình đang mở tệp này rồi chạy lại" in error.value.text("vi")
    assert error.value.exit_code == 6
    assert project.site() == site
    assert project.run().code == 0
    assert b"70.5" in project.page.read_bytes()


def test_a_notebook_open_elsewhere_leaves_no_manifest_of_other_files(
    project: Project, changed: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was replaced already, so nothing may vouch for the two together; the next run puts that right."""
    made = make_report(changed)
    with monkeypatch.context() as held:
        hold(held, f"{NAME}.ipynb")
        with pytest.raises(WriteError, match=rf"{NAME}\.ipynb could not be replaced"):
            put_report(changed, made)
    assert not changed.manifest.exists()
    assert Grounds().need(changed).step == "run"
    assert project.run().code == 0
    assert {name: project.site()[f"vi/thu/2018/{name}"].decode() for name in made if not name.endswith(".json")} == {
        name: text for name, text in made.items() if not name.endswith(".json")
    }


@pytest.mark.parametrize(("name", "code"), [("scores.csv", 4), ("units.csv", 3)])
def test_a_sheet_locked_by_excel_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    """What cannot be read stops its year, a definition its scheme; the sentence asks to close the program."""
    for method in ("read_bytes", "read_text", "open"):
        read = getattr(Path, method)

        def refuse(path: Path, *words: object, read: object = read, **more: object) -> object:
            if path.name == name:
                raise PermissionError(13, "Permission denied", str(path))
            return read(path, *words, **more)  # type: ignore[operator]

        monkeypatch.setattr(Path, method, refuse)
    project.parkit("check").sentence(code, name, "open")
    project.parkit("why").sentence(0)
