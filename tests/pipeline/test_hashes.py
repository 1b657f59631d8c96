"""A file is hashed again when it may have changed, and only then; losing the memory costs time, never correctness."""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parkit.pipeline import hashes
from parkit.pipeline.hashes import Hashes


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder in which a memory can be kept."""
    (tmp_path / "data" / "processed").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the names of the files that were read to be hashed, as they are read."""
    names: list[str] = []
    whole: Callable[[Path | str], str] = hashes.file_hash

    def watched(path: Path | str) -> str:
        names.append(Path(path).name)
        return whole(path)

    monkeypatch.setattr(hashes, "file_hash", watched)
    return names


def remembered(root: Path, *paths: Path) -> list[str]:
    """Return the hashes of files in a run of its own, which remembers them."""
    known = Hashes(root)
    found = [known.of(path) for path in paths]
    known.save()
    return found


def sha256(content: bytes) -> str:
    """Return the SHA-256 as hashlib gives it."""
    return hashlib.sha256(content).hexdigest()


def test_an_unchanged_file_is_read_once(project: Path, read: list[str]) -> None:
    """The second run knows the hash, of a file written just before the first one too, and writes nothing."""
    (project / "a").write_bytes(b"one")
    assert remembered(project, project / "a") == [sha256(b"one")]
    memory = project / "data" / "processed" / ".hashes"
    before = memory.stat().st_mtime_ns
    assert remembered(project, project / "a") == [sha256(b"one")]
    assert read == ["a"]
    assert memory.stat().st_mtime_ns == before


def test_a_file_of_the_same_size_and_time_is_read_again(project: Path) -> None:
    """Whoever sets the time of a file back does not hide the change."""
    path = project / "a"
    path.write_bytes(b"one")
    remembered(project, path)
    was = path.stat()
    path.write_bytes(b"two")
    if sys.platform != "win32":  # there the second time is that of the file's making
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert remembered(project, path) == [sha256(b"two")]


def test_a_file_put_in_the_place_of_another_is_read_again(project: Path) -> None:
    """A copy with the old times, as archives make them, is another file."""
    (project / "a").write_bytes(b"one")
    remembered(project, project / "a")
    (project / "b").write_bytes(b"two")
    was = (project / "a").stat()
    os.utime(project / "b", ns=(was.st_atime_ns, was.st_mtime_ns))
    (project / "b").replace(project / "a")
    assert remembered(project, project / "a") == [sha256(b"two")]


def test_a_time_from_the_future_is_not_trusted(project: Path, read: list[str]) -> None:
    """A clock that was wrong, or is that of another machine, says nothing of what changed since."""
    path = project / "a"
    path.write_bytes(b"one")
    ahead = time.time() + 3600
    os.utime(path, (ahead, ahead))
    for _ in range(2):
        assert remembered(project, path) == [sha256(b"one")]
    assert read == ["a", "a"]


def test_where_times_are_whole_seconds_a_file_of_this_second_is_read_each_time(
    project: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writes within a second can carry the same time there."""
    path = project / "a"
    path.write_bytes(b"one")
    second = int(time.time()) * 10**9
    monkeypatch.setattr(hashes, "stamp_of", lambda _: [3, second, second, 1])
    for _ in range(2):
        remembered(project, path)
    monkeypatch.setattr(hashes, "stamp_of", lambda _: [3, second - 10**10, second - 10**10, 1])
    for _ in range(2):
        remembered(project, path)
    assert read == ["a", "a", "a"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\n{}", b"0\n{}", None])
def test_without_its_memory_everything_is_hashed(project: Path, read: list[str], damage: bytes | None) -> None:
    """A memory that is gone, cut off or altered is as good as none, and is made anew."""
    (project / "a").write_bytes(b"one")
    remembered(project, project / "a")
    memory = project / "data" / "processed" / ".hashes"
    memory.unlink() if damage is None else memory.write_bytes(damage or memory.read_bytes()[:-9])
    for _ in range(2):
        assert remembered(project, project / "a") == [sha256(b"one")]
    assert read == ["a", "a"]


def test_an_altered_hash_is_not_believed(project: Path) -> None:
    """A memory in which one letter differs is not read."""
    (project / "a").write_bytes(b"one")
    right = remembered(project, project / "a")
    memory = project / "data" / "processed" / ".hashes"
    memory.write_text(memory.read_text(encoding="utf-8").replace(right[0], "0" * 64), encoding="utf-8")
    assert remembered(project, project / "a") == right


def test_a_file_that_is_gone_is_an_error_and_forgotten(project: Path) -> None:
    """A deleted file has no hash, and the memory does not grow with files that are no longer there."""
    for name in ("a", "b"):
        (project / name).write_bytes(b"one")
    remembered(project, project / "a", project / "b")
    (project / "a").unlink()
    with pytest.raises(OSError, match="a"):
        Hashes(project).of(project / "a")
    (project / "c").write_bytes(b"three")
    remembered(project, project / "c")
    text = (project / "data" / "processed" / ".hashes").read_text(encoding="utf-8")
    assert ('"a"' in text, '"b"' in text, '"c"' in text) == (False, True, True)


def test_a_memory_that_cannot_be_kept_costs_time_only(tmp_path: Path, read: list[str]) -> None:
    """Without data/processed nothing is made there, and the hashes are right."""
    (tmp_path / "a").write_bytes(b"one")
    for _ in range(2):
        assert remembered(tmp_path, tmp_path / "a") == [sha256(b"one")]
    assert read == ["a", "a"]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
