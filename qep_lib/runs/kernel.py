"""The kernel of one report: its environment and its private sockets. Sending it a notebook is `runs.engine`."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Unicode
from traitlets.config import Config

LONGEST_SOCKET_PATH = 100
"""A local socket's path holds 107 bytes; what the kernel manager appends takes a few."""
KERNEL_LOG = "kernel.log"
"""What the kernel process itself writes, in its working folder: why it did not start, for instance."""
REPRODUCIBLE = {
    "TZ": "Europe/Paris",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What could change a report's bytes from one machine to the next, fixed."""


class ReportKernelManager(AsyncKernelManager):
    """Starts kernels with this very interpreter, in a given folder, with variables added to the environment.

    Papermill itself can only pass the whole process's environment and folder, which other jobs share.
    """

    added_environment = Dict().tag(config=True)
    working_folder = Unicode().tag(config=True)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of the running interpreter: a `python3` kernel installed elsewhere by the user is not taken."""
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    async def start_kernel(self, **kw: Any) -> None:
        """Start with the added environment and the working folder, where its own messages go to a file."""
        environment = {**os.environ, **self.added_environment}
        with (Path(self.working_folder) / KERNEL_LOG).open("wb") as log:
            await super().start_kernel(**kw, env=environment, cwd=self.working_folder, stdout=log, stderr=log)


@contextmanager
def private_kernel(workspace_root: Path, working_folder: Path) -> Iterator[Config]:
    """The configuration of one kernel that shares no socket, history or start-up file with any other.

    Local sockets are used where the system has them and their path is short enough, otherwise local ports. The
    private folder is deleted at the end (papermill #619 leaves sockets behind).
    """
    private = Path(tempfile.mkdtemp(prefix="qep-"))
    connection_file = private / "k.json"
    is_local = sys.platform != "win32" and len(os.fsencode(connection_file)) < LONGEST_SOCKET_PATH
    environment: Mapping[str, str] = REPRODUCIBLE | {
        "QEP_WORKSPACE": str(workspace_root),
        "IPYTHONDIR": str(private / "ipython"),
    }
    manager = {
        "transport": "ipc" if is_local else "tcp",
        "connection_file": str(connection_file),
        "added_environment": dict(environment),
        "working_folder": str(working_folder),
    }
    try:
        yield Config({"ReportKernelManager": manager})
    finally:
        shutil.rmtree(private, ignore_errors=True)
