"""What the profiles of one block have in common, computed once in a run and handed on to the processes after it.

Every profile is made in a process of its own, as every report is, and most of its time would go into what all units of
its block share. The first process that needs it leaves it in the folder that a run keeps for passing files and removes
at its end; the name holds the hash of the data, so that data changed meanwhile are read anew. Whoever runs the notebook
without a run finds no such folder and computes it.
"""

import json
import os
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path

from parkit.model.folders import raw_folder
from parkit.model.origin import origin_of, text_hash
from parkit.pipeline.workers import is_fresh
from parkit.report.exhibits.profile.peers import Peers


def shared_peers(root: Path, place: tuple[str, int, str, str], make: Callable[[], Peers]) -> Peers:
    """Return one block of a scheme-year: what an earlier process of this run has left, else what ``make`` makes.

    Parameters
    ----------
    place : tuple of str, int, str and str
        Scheme, year, language and block.
    make : callable
        Opens the block, with every check that belongs to it.
    """
    if not is_fresh():
        return make()
    origin = json.dumps(origin_of(raw_folder(root) / place[0]), sort_keys=True)
    path = Path(tempfile.gettempdir()) / f"peers-{text_hash(f'{place} {origin}')}"
    if path.is_file():
        return _read(path)
    peers = make().prepared()
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(pickle.dumps(peers))
    part.replace(path)
    return peers


def _read(path: Path) -> Peers:
    peers: Peers = pickle.loads(path.read_bytes())  # noqa: S301  written by this run, in a folder of its own
    return peers
