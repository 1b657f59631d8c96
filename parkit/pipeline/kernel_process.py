"""Runs as the kernel's process: the stock IPython kernel, which ends as soon as the process that started it is gone.

The kernel has a watch of its own, but sets it only when it is ready; a run killed while its kernels start would leave
them behind, waiting for ever. This watch begins before anything else, and takes the kernel's sockets with it.
"""

import os
import runpy
import shutil
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

FOLDER_PREFIX: Final = "parkit-"
_PAUSE: Final = 0.5  # seconds between looks


def main() -> None:
    """Start the watch, then the kernel; on Windows the kernel learns of its parent's end by a handle instead."""
    connection = Path(sys.argv[sys.argv.index("-f") + 1])
    if sys.platform != "win32":
        parent = int(os.environ["JPY_PARENT_PID"])
        threading.Thread(target=_watch, args=(parent, connection.parent), daemon=True).start()
    if connection.is_file():  # otherwise the run is gone already, and the kernel would make itself a folder
        runpy.run_module("ipykernel_launcher", run_name="__main__")


def _watch(parent: int, folder: Path) -> None:
    while os.getppid() == parent:
        time.sleep(_PAUSE)
    shutil.rmtree(folder, ignore_errors=True)
    if folder.parent.name.startswith(FOLDER_PREFIX):
        with suppress(OSError):  # another kernel of the run may still have its folder there
            folder.parent.rmdir()
    os._exit(1)


if __name__ == "__main__":
    main()
