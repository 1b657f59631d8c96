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

from parkit.pipeline.workers import report_environment

_LONGEST_SOCKET_PATH: Final = 80  # macOS allows 104 bytes, of which jupyter_client adds an ending


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
        return KernelSpec(name="python3", env=report_environment(self.root), **stock)


def for_run(root: Path, sockets: Path) -> type[ReportKernelManager]:
    """Return a kernel manager class for one project whose sockets lie in the folder ``sockets``."""
    return type("RunKernelManager", (ReportKernelManager,), {"root": root, "sockets": sockets})
