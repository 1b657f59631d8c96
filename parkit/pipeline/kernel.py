"""A kernel for one notebook: this Python, this project, sockets in a folder, nothing printed about itself.

The kernel is described here and not in a kernelspec on disk, so a kernelspec ``python3`` of the user that is
missing, or points to another Python, changes nothing. The messages travel over local sockets in a short
folder where the system has them: no ports that two kernels can race for, and no warning about unencrypted
ports. Elsewhere (Windows) they travel encrypted.
"""

import os
import sys
from pathlib import Path
from typing import Any, Final

from ipykernel.kernelspec import get_kernel_dict, make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

_LONGEST_SOCKET_PATH: Final = 80  # macOS allows 104 bytes, of which jupyter_client adds an ending
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


def kernel_environment(root: Path) -> dict[str, str]:
    """Return the variables a report's kernel gets on top of those of the run.

    One thread each for the linear algebra libraries, since reports run side by side; a fixed order of sets;
    and the project the run is about, so that a notebook finds it from any folder.
    """
    fixed = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return {**_ONE_THREAD, **fixed, "PARKIT_ROOT": str(root)}


class ReportKernelManager(AsyncKernelManager):
    """Starts the kernel of one report; ``for_run`` makes the class that nbclient asks for."""

    root: Path
    sockets: Path

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  jupyter_client defines the options
        """Put the connection file and, where there are local sockets, the sockets in the run's folder."""
        super().__init__(**options)
        place = self.sockets / f"kernel-{os.getpid()}"
        self.connection_file = f"{place}.json"
        if sys.platform != "win32" and len(str(place)) <= _LONGEST_SOCKET_PATH:
            self.transport = "ipc"
        else:
            self.transport_encryption = "auto"

    @property
    def kernel_spec(self) -> KernelSpec:
        """The description of the kernel: this Python with the environment of a report."""
        command = make_ipkernel_cmd("parkit.pipeline.kernel_process")
        stock = {**get_kernel_dict(), "argv": command}
        return KernelSpec(name="python3", env=kernel_environment(self.root), **stock)


def for_run(root: Path, sockets: Path) -> type[ReportKernelManager]:
    """Return a kernel manager class for one project whose sockets lie in the folder ``sockets``."""
    return type("RunKernelManager", (ReportKernelManager,), {"root": root, "sockets": sockets})
