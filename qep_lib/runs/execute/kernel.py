"""The kernel of one report: its environment, its private sockets, the processes that it leaves behind.

Sending it a notebook is `engine`. A process in a session of its own outlives the group of its kernel. What it cannot shed
is its parent while that lives, and the environment that it was started with, which names the private folder of one kernel.
"""

import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Bool, Dict, Int, Unicode, default
from traitlets.config import Config

from qep_lib.errors import sure
from qep_lib.kernels.environment import REPRODUCIBLE
from qep_lib.kernels.specification import forked_specification
from qep_lib.reports.opening import LEFT_IN
from qep_lib.runs.execute.usage import add_strays, look_at, write_usage
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.systems import CAN_LIMIT_OTHERS, resource

LONGEST_SOCKET_PATH = 100
"""A local socket's path holds 107 bytes; what the kernel manager appends takes a few."""
_BYTES_PER_MB = 1024 * 1024
ASKED_AGAIN_SECONDS = 1.0
HEARD_SECONDS = 0.2
"""How long to wait for a kernel's answer before asking again, on each channel."""
NO_HISTORY = "--HistoryManager.enabled=False"
"""For a kernel: what its cells were is in the notebook; no database of them, which costs a thread."""
KERNEL_LOG = "kernel.log"
"""What the kernel process itself writes, in its working folder: why it did not start, for instance."""


class PromptKernelClient(AsyncKernelClient):
    """Starts to work as soon as the kernel answers.

    Jupyter's own client then waits until the kernel has been silent for a fifth of a second, at each report; nbclient
    does not need it, for it tells the messages of a cell from any others by their parent.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered on both channels; raises RuntimeError when it is dead or too late."""
        limit = time.monotonic() + (math.inf if timeout is None else timeout)
        while time.monotonic() < limit:
            self.kernel_info()
            reply = await _next_message(self.shell_channel, ASKED_AGAIN_SECONDS)
            if reply and reply["msg_type"] == "kernel_info_reply":
                # Its version of the protocol is ours: both are of this interpreter.
                if await _next_message(self.iopub_channel, HEARD_SECONDS):
                    return
            elif not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")


async def _next_message(channel: AsyncZMQSocketChannel, seconds: float) -> dict[str, Any] | None:
    try:
        return await channel.get_msg(timeout=seconds)
    except Empty:
        return None


class ReportKernelManager(AsyncKernelManager):
    """Starts kernels with this very interpreter, in a given folder, with variables added to the environment.

    Papermill itself can only pass the whole process's environment and folder, which other jobs share.
    """

    added_environment = Dict().tag(config=True)
    working_folder = Unicode().tag(config=True)
    is_forked = Bool().tag(config=True)
    memory_limit_mb = Int(None, allow_none=True).tag(config=True)

    @default("client_factory")
    def _default_client_factory(self) -> type[AsyncKernelClient]:
        return PromptKernelClient

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of the running interpreter: a `python3` kernel installed elsewhere by the user is not taken."""
        return forked_specification() if self.is_forked else KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    @property
    def _process(self) -> Any:
        """Of ours, or a `Popen`; None before the start. Both provisioners have one, their base class none."""
        return getattr(self.provisioner, "process", None)

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]  # as its asynchronous base class, typed as the other
        """Start with the added environment and the working folder, where its own messages go to a file."""
        environment = {**os.environ, **self.added_environment}
        kw["extra_arguments"] = [*(kw.get("extra_arguments") or ()), NO_HISTORY]
        with (Path(self.working_folder) / KERNEL_LOG).open("wb") as log:
            await super().start_kernel(**kw, env=environment, cwd=self.working_folder, stdout=log, stderr=log)
        if self.memory_limit_mb is not None and CAN_LIMIT_OTHERS:
            limit = self.memory_limit_mb * _BYTES_PER_MB
            sure(resource).prlimit(self._process.pid, sure(resource).RLIMIT_AS, (limit, limit))

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]  # the same
        """Stop the kernel, and leave in its folder what it used (`read_usage`)."""
        process = self._process
        seen = look_at(process.pid) if process else None
        started = descendants(process.pid) if process else []
        await super().shutdown_kernel(now, restart)
        if process is not None:
            write_usage(Path(self.working_folder), process, sure(seen), getattr(self.provisioner, "fallback", None))
            add_strays(Path(self.working_folder), end_strays(Path(self.connection_file).parent, started))


@contextmanager
def private_kernel(workspace_root: Path, working_folder: Path, settings: RunSettings) -> Iterator[Config]:
    """The configuration of one kernel that shares no socket, history or start-up file with any other.

    Local sockets are used where the system has them and their path is short enough, otherwise local ports. The
    private folder is deleted at the end (papermill #619 leaves sockets behind).
    """
    private = Path(tempfile.mkdtemp(prefix="qep-"))
    connection_file = private / "k.json"
    is_local = sys.platform != "win32" and len(os.fsencode(connection_file)) < LONGEST_SOCKET_PATH
    environment: Mapping[str, str] = REPRODUCIBLE | {
        "QEP_WORKSPACE": str(workspace_root),
        LEFT_IN: str(working_folder),
        "IPYTHONDIR": str(private / "ipython"),
    }
    manager = {
        "transport": "ipc" if is_local else "tcp",
        "connection_file": str(connection_file),
        "added_environment": dict(environment),
        "working_folder": str(working_folder),
        "is_forked": settings.engine == "fork",
        "memory_limit_mb": settings.memory_limit_mb,
    }
    try:
        yield Config({"ReportKernelManager": manager})
    finally:
        add_strays(working_folder, end_strays(private))
        shutil.rmtree(private, ignore_errors=True)


ROUNDS = 5
"""Looks at most: what is being ended may have started something else meanwhile."""


def descendants(pid: int) -> list[psutil.Process]:
    """The processes that a process has started, and theirs, as far as their parents live; none once it has ended."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def end_strays(private: Path, known: Collection[psutil.Process] = ()) -> int:
    """Kill the processes `known` and those whose environment names the folder `private`; returns how many there were.

    Processes of other users cannot be looked into: they are not this kernel's.
    """
    ended: set[psutil.Process] = set()
    for _ in range(ROUNDS):
        running = {process for process in (*known, *_inheriting(private)) if process not in ended and _runs(process)}
        if not running:
            break
        for process in running:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(running, timeout=1)
        ended |= running
    return len(ended)


def _inheriting(private: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _names(process, str(private))]


def _names(process: psutil.Process, folder: str) -> bool:
    try:
        return any(folder in value for value in process.environ().values())
    except (psutil.Error, OSError):
        # Ended meanwhile, or another user's.
        return False


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
