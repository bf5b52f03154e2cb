"""The kernel provisioner `qep-forked`: Jupyter's own way to start kernels elsewhere than by a new interpreter.

`jupyter_client` finds it by its entry point when a kernel specification names it, in JupyterLab, nbval, Papermill and
`qep run` alike. Which process forks the kernels is `client`'s business.
"""

import asyncio
import logging
import sys
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from qep_lib.errors import sure
from qep_lib.kernels import client
from qep_lib.kernels.request import Birth

_LOOKS = 200
_LOOK_SECONDS = 0.005


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels by forking a warm process. Where that cannot be done, starts ordinary ones and says why once."""

    # A process of ours answers to what the base class asks of a `Popen`.
    process: Any
    fallback: str | None = None
    """Why the kernel is an ordinary one, in French; None when it was forked."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that the command `cmd` describes; keyword arguments as for `subprocess.Popen`."""
        self.fallback = refusal(cmd)
        if self.fallback is None:
            try:
                self.process = _fork(cmd, **kwargs)
            except OSError as error:
                self.fallback = f"le processus qui prépare les noyaux n'a pas pu démarrer ({error})"
        if self.fallback is not None:
            _tell_once(self.log, self.fallback)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the process, and see it end: whoever asked would look again a tenth of a second later."""
        await super().kill(restart)
        for _ in range(_LOOKS):
            if await self.poll() is not None:
                return
            await asyncio.sleep(_LOOK_SECONDS)


def refusal(command: list[str]) -> str | None:
    """Why a kernel of that command cannot be forked, in French; None when it can."""
    if not client.can_fork():
        return "ce système ne sait pas dupliquer un processus prêt"
    if command[1:3] != ["-m", "ipykernel_launcher"] or not Path(command[0]).samefile(sys.executable):
        return f"la commande du noyau n'est pas celle d'un noyau de cet interpréteur ({' '.join(command[:3])})"
    return None


def _fork(command: list[str], **kwargs: Any) -> client.ForkedProcess:
    birth = Birth(tuple(command[3:]), dict(kwargs["env"]), str(kwargs.get("cwd") or Path.cwd()))
    return client.ask(
        birth,
        client.descriptor(kwargs.get("stdout"), default=sure(sys.__stdout__).fileno()),
        client.descriptor(kwargs.get("stderr"), default=sure(sys.__stderr__).fileno()),
    )


@cache
def _tell_once(log: logging.Logger, reason: str) -> None:
    log.warning("Noyau ordinaire, plus lent : %s.", reason)
