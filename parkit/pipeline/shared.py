"""What the reports of a scheme have in common, read once into the process that they are forked from.

Each report still has it to itself: what its cells do to it stays in its own process.
"""

from collections.abc import Callable
from pathlib import Path

from parkit.model.folders import raw_folder
from parkit.model.origin import file_hash, file_hashes
from parkit.pipeline.ground import Ground, Grounds, Step
from parkit.pipeline.hashes import Hashes
from parkit.pipeline.plan import Report

_hashes: dict[Path, Hashes] = {}


def share_data(task: tuple[Report, Step, Ground]) -> None:
    """Read the data a report stands on, in place of those of another scheme, and note the hashes of their files."""
    report, step, _ = task
    if step != "run":
        return
    from parkit.report.problems import keep_data

    keep_data(report.root, report.scheme)
    if report.root not in _hashes:
        _hashes[report.root] = Hashes(report.root)
    file_hashes(raw_folder(report.root) / report.scheme, _hashes[report.root].of)


def data_now(report: Report) -> dict[str, str]:
    """Return the hashes of the files that a report stands on; those noted are read again only if they changed."""
    known = _hashes.get(report.root)
    hash_of: Callable[[Path | str], str] = known.of if known else file_hash
    return Grounds(hash_of).data(report)
