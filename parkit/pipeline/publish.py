"""The manifest beside a report's files: what they are, what they rest on, and the facts of the run.

It is put in its place last: whoever finds a manifest finds the complete report it describes. What varies between
two equal runs (the time, the seconds) is in the manifest and nowhere else.
"""

import json
import platform
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from parkit import __version__
from parkit.model.origin import text_hash
from parkit.pipeline.plan import Report

_LIBRARIES: Final = ("ipykernel", "matplotlib", "nbconvert", "pandas", "papermill", "seaborn")


def run_facts(seconds: float) -> dict[str, object]:
    """Return what is true of this run only: when, how long, with which versions."""
    return {
        "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(seconds, 2),
        "python": platform.python_version(),
        "libraries": libraries(),
    }


@cache
def libraries() -> dict[str, str]:
    """Return the versions of the libraries that a report is made with."""
    return {name: version(name) for name in _LIBRARIES}


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
