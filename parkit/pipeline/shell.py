"""The kernel's own shell without a kernel: cells run in this process, and what it would send is kept as messages.

Everything a cell shows passes through the same classes as in a stock IPython kernel (display, results, errors,
matplotlib's figures); only the way out differs: no sockets, no threads, no second process. Whoever uses a shell does
so in a process of its own, which ends with the notebook.
"""

import asyncio
import builtins
import getpass
import io
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Any, Final

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.pylabtools import activate_matplotlib
from jupyter_client.session import Session
from traitlets.config import Config

Message = dict[str, Any]
_INLINE: Final = "module://matplotlib_inline.backend_inline"
_NO_INPUT: Final = "raw_input was called, but this frontend does not support input requests."


class Messages(Session):
    """Keeps, in order, what a kernel would send to its readers."""

    kept: list[Message]

    def __init__(self, **traits: Any) -> None:  # noqa: ANN401  jupyter_client defines them
        """Begin with nothing."""
        super().__init__(**traits)
        self.kept = []

    def send(self, _: object, kind: Message | str, *content: Any, **__: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Keep a message; a kind alone comes with its content."""
        self.kept.append(kind if isinstance(kind, dict) else self.msg(kind, content[0]))

    def take(self) -> list[Message]:
        """Return what was kept, and keep nothing."""
        kept, self.kept = self.kept, []
        return kept


class Stream(io.TextIOBase):
    """Standard output or error of the cells, their programs' included: one message whenever it is flushed."""

    encoding = "utf-8"

    def __init__(self, name: str, descriptor: int, session: Messages) -> None:
        """Write to a session under a name; ``descriptor`` is where programs started by a cell write to."""
        self.stream = name
        self.descriptor = descriptor
        self.session = session
        self.written: list[str] = []
        # Opened to append: other programs share its place, and what they write must come after what was read.
        self.programs = TemporaryFile("a+b")  # noqa: SIM115  closed with the process that runs the notebook
        self.seen = 0

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor that other programs get."""
        return self.descriptor

    def write(self, text: str) -> int:
        """Keep a text until the next flush."""
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text).__name__}"
            raise TypeError(message)
        self.written.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what was written, programs' output first."""
        self.programs.seek(self.seen)
        found = self.programs.read()
        self.seen += len(found)
        self.written.append(found.decode("utf-8", errors="replace"))
        text = "".join(self.written)
        self.written.clear()
        if text:
            self.session.send(None, "stream", {"name": self.stream, "text": text})


class CellShell(ZMQInteractiveShell):
    """The kernel's shell; figures are shown inline, and there is no window system to wait for."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Take note of "inline"; windows of other kinds need a kernel that keeps running."""
        if gui not in (None, "inline"):
            message = f"no window system {gui!r} in a report: use %matplotlib inline"
            raise UsageError(message)
        self.active_eventloop = gui


CellShell.__name__ = ZMQInteractiveShell.__name__  # by which progress bars and others know that they are in a notebook


class Shell:
    """One notebook's shell: runs its cells one after the other and returns the messages of each."""

    def __init__(self, folder: str) -> None:
        """Start a shell that keeps its own files in ``folder``."""
        self.session = Messages()
        self.loop = asyncio.new_event_loop()
        config = Config()
        config.HistoryManager.enabled = False
        self.shell: Any = CellShell.instance(
            config=config,
            ipython_dir=folder,
            compiler_class=XCachingCompiler,
            kernel=SimpleNamespace(eventloop=None),
        )
        for way_out in ("displayhook", "display_pub"):
            getattr(self.shell, way_out).session = self.session
        inline = sys.modules.get("matplotlib_inline.backend_inline")
        if inline:  # it looks for a shell when it is imported; in a forked process that was before there was one
            activate_matplotlib(_INLINE)  # type: ignore[no-untyped-call]
            inline.configure_inline_support(self.shell, _INLINE)
        self.streams = (Stream("stdout", 1, self.session), Stream("stderr", 2, self.session))

    def run(self, source: str) -> tuple[list[Message], Message]:
        """Run a cell; return its messages, and the reply a kernel would give: status, and the error if there is one."""
        try:
            result = self.loop.run_until_complete(self._run(source))
        finally:
            self._flush()
        messages = self.session.take()
        shown: list[Message] = [message["content"] for message in messages if message["msg_type"] == "error"]
        reply: Message = {"status": "error", **shown[-1]} if shown else {"status": "ok"}
        if not (shown or result.success):
            error = result.error_before_exec or result.error_in_exec
            reply = {"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []}
        return messages, {"content": {**reply, "execution_count": self.shell.execution_count - 1}}

    @property
    def ended(self) -> bool:
        """Tell whether a cell has asked to end, as exit() does."""
        return bool(self.shell.exit_now)

    def wait_for(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do some work in the loop in which the cells run."""
        self.loop.run_until_complete(work)

    async def _run(self, source: str) -> Any:  # noqa: ANN401  IPython's result
        """Run a cell as the kernel does: within a running loop, awaited only if it awaits something itself."""
        if "await" not in source and "async" not in source:
            return self.shell.run_cell(source, store_history=True)
        cell = self.shell.transform_cell(source)
        if not self.shell.should_run_async(source, transformed_cell=cell):
            return self.shell.run_cell(source, store_history=True)
        work: Coroutine[Any, Any, Any] = self.shell.run_cell_async(source, store_history=True, transformed_cell=cell)
        result = await asyncio.ensure_future(work)
        self.shell.events.trigger("post_execute")
        self.shell.events.trigger("post_run_cell", result)
        return result

    def _flush(self) -> None:
        for stream in self.streams:
            stream.flush()

    @contextmanager
    def connected(self) -> Iterator["Shell"]:
        """Let everything that is written, also by other programs, and every question go to this shell for a while."""
        before = sys.stdout, sys.stderr
        for stream in before:
            stream.flush()
        kept = [os.dup(stream.descriptor) for stream in self.streams]
        asked = builtins.input, getpass.getpass
        try:
            for stream in self.streams:
                os.dup2(stream.programs.fileno(), stream.descriptor)
            sys.stdout, sys.stderr = self.streams
            builtins.input, getpass.getpass = _refuse, _refuse
            yield self
        finally:
            builtins.input, getpass.getpass = asked
            sys.stdout, sys.stderr = before
            for stream, descriptor in zip(self.streams, kept, strict=True):
                os.dup2(descriptor, stream.descriptor)
                os.close(descriptor)


def _refuse(*_: object, **__: object) -> str:
    raise StdinNotImplementedError(_NO_INPUT)
