"""The server as a reader starts it: a process of its own that shows the site and ends at Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import TinyProject


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals for another process")
@pytest.mark.parametrize("asked", [False, True], ids=["unused", "after a page"])
def test_ctrl_c_ends_it(tiny: TinyProject, tmp_path: Path, asked: bool) -> None:  # noqa: FBT001  a test case
    """Interrupted, idle or after it has shown a page, the process says so and ends well, without a traceback."""
    page = tmp_path / "reports" / "index.html"
    page.parent.mkdir()
    page.write_text("<p>Chào</p>", encoding="utf-8")
    command = [sys.executable, "-m", "parkit.cli", "serve", "--port", "0", "--lang", "vi"]
    settings = os.environ | {"PARKIT_ROOT": str(tiny.root), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=settings, text=True, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]
        [address] = re.findall(r"http://\S+", process.stdout.readline())
        if asked:
            assert urlopen(address, timeout=10).read().decode() == "<p>Chào</p>"  # noqa: S310  the process's own address
        process.send_signal(signal.SIGINT)
        try:
            said = process.communicate(timeout=30)[0]
        finally:
            process.kill()
    assert process.returncode == 0
    assert said == "Đã dừng.\n"
