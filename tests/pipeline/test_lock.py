"""One parkit at a time writes in a project: who holds the lock, who is told so, and what is left of it."""

import errno
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parkit.model.errors import PublishError
from parkit.pipeline import lock
from parkit.pipeline.lock import LockedError, project_lock

HOLD = """
import sys
from pathlib import Path
from parkit.pipeline.lock import project_lock
with project_lock(Path(sys.argv[1]), "parkit run"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_holds(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold the lock for the time of a block."""
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        yield other
        other.communicate()


def left(root: Path) -> list[str]:
    """Return what the lock has left in the project."""
    return [path.name for path in root.rglob("*") if path.is_file()]


def test_the_second_is_told_who_holds_the_project(tmp_path: Path) -> None:
    """Process, machine, time and command are named in both languages; the exit code is 7."""
    with another_holds(tmp_path) as other:
        with pytest.raises(LockedError) as error, project_lock(tmp_path, "parkit publish"):
            pass
        who = f"process {other.pid} on {socket.gethostname()}, since {time.strftime('%Y-%m-%d')}"
        assert error.value.text("en").startswith(f"parkit run is at work in this project ({who}")
        who = f"tiến trình {other.pid} trên máy {socket.gethostname()}, từ {time.strftime('%Y-%m-%d')}"
        assert error.value.text("vi").startswith(f"Lệnh parkit run đang làm việc trong dự án này ({who}")
        assert error.value.exit_code == 7


def test_a_lock_goes_with_its_block(tmp_path: Path) -> None:
    """After the block, and after an error in it, the next one may, and no file is left."""
    with project_lock(tmp_path, "a"), pytest.raises(LockedError), project_lock(tmp_path, "b"):
        pass
    with pytest.raises(ZeroDivisionError), project_lock(tmp_path, "a"):
        raise ZeroDivisionError
    with project_lock(tmp_path, "b"):
        assert left(tmp_path) == [".lock"]
    assert left(tmp_path) == []


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """The note of a process that was killed stays and is no obstacle; the next one clears it away."""
    with another_holds(tmp_path) as other:
        other.kill()
        other.wait()
        assert left(tmp_path) == [".lock"]
        with project_lock(tmp_path, "a"):
            assert json.loads((tmp_path / "data/processed/.lock").read_text())["pid"] == os.getpid()
    assert left(tmp_path) == []


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the drive has no locks, as some network drives."""

    def refuse(_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", refuse)


@pytest.mark.usefixtures("no_locks")
def test_without_locks_the_note_is_the_lock(tmp_path: Path) -> None:
    """The second is told the same, and which file to delete if the first was cut off; nothing is left."""
    note = tmp_path / "data" / "processed" / ".lock-note"
    with project_lock(tmp_path, "parkit run"):
        with pytest.raises(LockedError, match=f"process {os.getpid()} .* delete {note}"), project_lock(tmp_path, "b"):
            pass
        assert note.is_file()
    assert left(tmp_path) == []


def leave_note(root: Path, host: str) -> int:
    """Leave the note of a process that has ended on a machine; return the number it had."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    note = root / "data" / "processed" / ".lock-note"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"command": "parkit run", "pid": dead.pid, "host": host, "since": "2025-01-01"}))
    return dead.pid


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_dead_process_of_this_machine_is_no_obstacle(tmp_path: Path) -> None:
    """Its note is replaced."""
    leave_note(tmp_path, socket.gethostname())
    with project_lock(tmp_path, "a"):
        assert left(tmp_path)
    assert left(tmp_path) == []


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_note_of_another_machine_holds(tmp_path: Path) -> None:
    """Nobody here knows whether that process runs, so its note holds until somebody deletes it."""
    pid = leave_note(tmp_path, "may-khac")
    with pytest.raises(LockedError, match=f"process {pid} on may-khac"), project_lock(tmp_path, "a"):
        pass


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where no lock can be made, the sentence names its file."""
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(PublishError, match=r"\.lock could not be written"), project_lock(tmp_path, "a"):
        pass
