"""An address without a scheduler is told in a sentence and in seconds."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parkit.pipeline import scheduler
from parkit.pipeline.failures import ParameterError
from parkit.pipeline.scheduler import check_scheduler


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """Give the address of a server that answers everybody so, and then says no more."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            connection.sendall(answer)
            held.append(connection)

        held: list[socket.socket] = []
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()
        for connection in held:
            connection.close()


@pytest.mark.parametrize("address", ["lab", "192.168.1.10:8786", "http://lab:8786", "tcp://lab", "tcp://lab:99999"])
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    """The sentence repeats what was given and shows the form that is expected."""
    with pytest.raises(ParameterError) as raised:
        check_scheduler(address)
    assert raised.value.text("en").startswith(f"'{address}' is not the address of a dask scheduler.")
    assert raised.value.exit_code == 2


def test_a_port_where_nobody_listens_is_told() -> None:
    """The sentence says how to start a scheduler."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ParameterError) as raised:
        check_scheduler(f"tcp://127.0.0.1:{port}")
    assert f"No dask scheduler answers at tcp://127.0.0.1:{port} (Connection refused)." in raised.value.text("en")


def test_another_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that keeps silent, as a web server does, is left after the time limit; one that greets otherwise at once."""
    monkeypatch.setattr(scheduler, "_SECONDS", 0.2)
    for answer, cause in ((b"", "no answer within 0.2 seconds"), (b"SSH-2.0-OpenSSH\r\n", "what answers is not dask")):
        with answering(answer) as address, pytest.raises(ParameterError) as raised:
            check_scheduler(address)
        assert f"({cause})" in raised.value.text("en")


def test_dasks_greeting_is_recognised() -> None:
    """Dask says first how long its greeting is, in eight bytes."""
    with answering((40).to_bytes(8, "little") + b"greeting") as address:
        check_scheduler(address)
