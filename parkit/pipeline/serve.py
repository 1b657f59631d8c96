"""Show the site on this machine: loopback only, files of the reports folder only, nothing listed."""

import errno
import os
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from parkit.model.catalogue import say
from parkit.model.folders import reports_folder
from parkit.model.language import Lang
from parkit.pipeline.publication import PublicationError

Echo = Callable[[str], object]

LOOPBACK: Final = "127.0.0.1"
_HOSTS: Final = (LOOPBACK, "localhost")
_LAST_PORT: Final = 65535


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers with files below one folder; a hidden file, a folder without a page and anything outside is not found."""

    extensions_map = {  # noqa: RUF012  as in the base class
        ".html": "text/html; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".json": "application/json",
        ".ipynb": "application/x-ipynb+json",
        ".md": "text/markdown; charset=utf-8",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "": "application/octet-stream",
    }

    def send_head(self) -> Any:  # noqa: ANN401  an open file, or None as in the base class
        """Answer with a file, if it may be shown."""
        if self.headers.get("Host", "").rpartition(":")[0].strip("[]") not in _HOSTS:
            self.send_error(403)  # a page elsewhere that calls this machine by a name of its own
            return None
        folder, path = Path(self.directory).resolve(), Path(self.translate_path(self.path)).resolve()
        hidden = path.is_relative_to(folder) and any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not path.is_relative_to(folder) or hidden:
            self.send_error(404)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:  # noqa: ANN401, ARG002  as in the base class
        """List nothing."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Let the browser ask each time, since a run may just have made a page anew, and believe the types."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


class SiteServer(ThreadingHTTPServer):
    """A server of loopback; on Windows the option to take a port again would let two servers share one."""

    allow_reuse_address = os.name != "nt"


def make_server(root: Path, port: int) -> SiteServer:
    """Return a server of a project's site that listens on a port of this machine; 0 takes any free one.

    Raises
    ------
    PublicationError
        Nothing is built, or the port is taken or not allowed.
    """
    folder = reports_folder(root)
    if not (folder / "index.html").is_file():
        raise PublicationError("nothing_built", folder=folder)
    try:
        return SiteServer((LOOPBACK, port), partial(SiteHandler, directory=str(folder)))
    except OSError as error:
        code = "port_taken" if error.errno in (errno.EADDRINUSE, errno.EACCES) and port > 1023 else "port_refused"
        free = port + 1 if 1023 < port < _LAST_PORT else 8001
        raise PublicationError(code, port=port, free=free, cause=error.strerror) from error


def serve(root: Path, port: int, *, lang: Lang, echo: Echo) -> None:
    """Show the site until Ctrl-C."""
    with make_server(root, port) as server:
        home = "" if lang == "vi" else "en/"
        try:
            echo(say("publish.serving", lang, address=f"http://{LOOPBACK}:{server.server_port}/{home}index.html"))
            server.serve_forever()
        except KeyboardInterrupt:
            echo(say("publish.stopped", lang))
