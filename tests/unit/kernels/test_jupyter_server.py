"""The forked kernel as JupyterLab's own server handles it: what the buttons of a notebook ask for, without the browser."""

import asyncio
import os

import psutil
import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from qep_lib.kernels import client

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="ce système ne sait pas dupliquer un processus")

SECONDS = 30
WHO = "import os, sys; print(os.getpid(), os.getcwd(), 'pandas' in sys.modules, 'kept' in globals())"


async def answer(asked, source, on_start=None):
    """Run a cell as Lab does; its reply and what it printed. `on_start` is awaited once the cell runs."""
    message, said, reply = asked.execute(source), "", None
    while True:
        heard = await asked.get_iopub_msg(timeout=SECONDS)
        if heard["parent_header"].get("msg_id") != message:
            continue
        if heard["msg_type"] == "execute_input" and on_start is not None:
            await on_start()
        said += heard["content"].get("text", "")
        if heard["content"].get("execution_state") == "idle":
            break
    while reply is None or reply["parent_header"]["msg_id"] != message:
        reply = await asked.get_shell_msg(timeout=SECONDS)
    return reply["content"], said


async def connect(kernels, kernel_id):
    """A client of that kernel, once it answers."""
    asked = kernels.get_kernel(kernel_id).client()
    asked.start_channels()
    await asked.wait_for_ready(timeout=SECONDS)
    return asked


def test_a_server_starts_interrupts_restarts_and_ends_it(tmp_path):
    """Each time the same nursery: a restarted kernel is another process, has forgotten everything and is warm as well."""

    async def live():
        kernels = AsyncMappingKernelManager(root_dir=str(tmp_path))
        kernel_id = await kernels.start_kernel(kernel_name="qep", path="")
        asked = await connect(kernels, kernel_id)
        started = (await answer(asked, WHO))[1].split()
        nursery = client._current.program.pid

        async def interrupt():
            await asyncio.sleep(0.3)
            await kernels.interrupt_kernel(kernel_id)

        stopped, _ = await answer(asked, "kept = 1\nimport time\nfor _ in range(600): time.sleep(0.1)", interrupt)
        alive = (await answer(asked, WHO))[1].split()
        asked.stop_channels()
        await kernels.restart_kernel(kernel_id)
        asked = await connect(kernels, kernel_id)
        restarted = (await answer(asked, WHO))[1].split()
        asked.stop_channels()
        same = client._current.program.pid == nursery
        await kernels.shutdown_kernel(kernel_id)
        return started, stopped, alive, restarted, same, kernels.list_kernel_ids()

    try:
        started, stopped, alive, restarted, same, left = asyncio.run(live())
    finally:
        client.close()
    assert started[1:] == [str(tmp_path), "True", "False"]
    assert (stopped["status"], stopped["ename"]) == ("error", "KeyboardInterrupt")
    assert alive == [started[0], str(tmp_path), "True", "True"]
    assert restarted[0] != started[0] and restarted[1:] == [str(tmp_path), "True", "False"]
    assert same and left == []
    assert not any(psutil.pid_exists(int(pid)) for pid in (started[0], restarted[0]))
