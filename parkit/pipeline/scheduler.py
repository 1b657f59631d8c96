"""See whether a dask scheduler answers at an address, in seconds and without dask, which may wait for ever."""

import re
import socket
from typing import Final

from parkit.model.catalogue import say
from parkit.model.errors import default_language
from parkit.pipeline.failures import ParameterError

_ADDRESS: Final = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[^/:\s]+):(\d{1,5})")
_SECONDS: Final = 5
_LENGTH: Final = 8  # bytes in which dask says how long its greeting is
_LONGEST: Final = 2**20


def check_scheduler(address: str) -> None:
    """Connect and wait for dask's greeting (with tls:// only connect, since there the caller greets first).

    Raises
    ------
    ParameterError
        The address is none, nothing answers there, or something that is not dask.
    """
    found = _ADDRESS.fullmatch(address)
    if not found or int(found[3]) not in range(1, 2**16):
        raise ParameterError("cluster_address", found=address)
    try:
        with socket.create_connection((found[2].strip("[]"), int(found[3])), _SECONDS) as connection:
            greeted = found[1] == "tls" or _is_greeting(connection)
    except TimeoutError as error:
        cause = say("cli.cluster_no_answer", default_language(), seconds=_SECONDS)
        raise ParameterError("cluster_silent", address=address, cause=cause) from error
    except OSError as error:
        raise ParameterError("cluster_silent", address=address, cause=error.strerror or error) from error
    if not greeted:
        raise ParameterError("cluster_silent", address=address, cause=say("cli.cluster_other", default_language()))


def _is_greeting(connection: socket.socket) -> bool:
    begin = connection.recv(_LENGTH, socket.MSG_WAITALL)
    return len(begin) == _LENGTH and int.from_bytes(begin, "little") < _LONGEST
