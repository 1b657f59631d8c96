"""Put files in their place, whole or not at all; beside a report's files the facts of the run.

Every file is written under a passing name in its own folder and then renamed, the manifest last: whoever
finds a manifest finds the complete report it describes. The last good report stays until a new one is
complete. What varies between two equal runs (the time, the seconds) is in the manifest and nowhere else.
"""

import json
import os
import platform
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from parkit import __version__
from parkit.model.origin import text_hash
from parkit.pipeline.failures import WriteError
from parkit.pipeline.plan import Report

PASSING: Final = ".part"
_LIBRARIES: Final = ("ipykernel", "matplotlib", "nbconvert", "pandas", "papermill", "seaborn")
_TRIES: Final = 5
_PAUSE: Final = 0.2  # seconds between tries


def publish(files: Mapping[Path, str] | Mapping[Path, bytes]) -> None:
    """Write all files, then put each in its place in the given order; on failure nothing passing is left.

    Raises
    ------
    WriteError
        A file could not be written or replaced; the error names it.
    """
    passing = {path: path.with_name(f".{path.name}.{os.getpid()}{PASSING}") for path in files}
    try:
        for path, content in files.items():
            _write(passing[path], content, path)
        for path, part in passing.items():
            _replace(part, path)
    finally:
        for part in passing.values():
            with suppress(OSError):
                part.unlink()


def sweep(folder: Path) -> None:
    """Remove what a killed run left half written."""
    for part in folder.rglob(f".*{PASSING}"):
        with suppress(OSError):  # another run may have just finished with it
            part.unlink()


def run_facts(seconds: float) -> dict[str, object]:
    """Return what is true of this run only: when, how long, with which versions."""
    return {
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(seconds, 2),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def make_manifest(report: Report, files: Mapping[Path, str], **facts: object) -> str:
    """Return the manifest of a report: what it is, what it consists of, and the facts: what it rests on, of its run."""
    manifest = {
        "notebook": report.notebook,
        "parameters": report.parameters,
        "version": __version__,
        "outputs": {path.relative_to(report.page.parent).as_posix(): text_hash(text) for path, text in files.items()},
        **facts,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _write(part: Path, content: str | bytes, path: Path) -> None:
    """Write what will be ``path`` under its passing name."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise WriteError("not_written", file=path, cause=error.strerror) from error


def _replace(part: Path, path: Path) -> None:
    """Rename ``part`` to ``path``; on Windows a viewer that holds the old file makes this fail for a moment."""
    for attempt in range(_TRIES):
        try:
            part.replace(path)
        except PermissionError as error:
            if attempt == _TRIES - 1:
                raise WriteError("not_replaced", file=path, cause=error.strerror) from error
            time.sleep(_PAUSE)
        else:
            return
