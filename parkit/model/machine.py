"""Which machine this is, in a few letters: machines may share a folder, and each removes its own leftovers only."""

import zlib
from functools import cache


@cache
def machine() -> str:
    """Return four hexadecimal digits that are the same whenever this machine is asked."""
    import socket  # here, since a run with nothing to do writes nothing

    return f"{zlib.crc32(socket.gethostname().encode()) % 2**16:04x}"
