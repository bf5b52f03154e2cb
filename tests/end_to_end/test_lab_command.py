"""`qep lab` as a process: what it says in the terminal, and what goes on when it ends. Its pages are tried in a browser."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid

import psutil
import pytest
import requests
import websocket
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from qep_lib.runs.guard.lock import lock_holder
from qep_lib.runs.record.history import read_batch

SECONDS = 120
LAUNCHING = """
from qep_lib.lab.launching import launch
from qep_lib.model.workspace import Workspace
launch(Workspace.find(), ["run", "--site", "18", "--period", "2020", "--report", "satisfaction", "--force"])
"""
"""What « Produire » does in the kernel of the home."""


@pytest.fixture
def started(workspace):
    """Starts `qep lab` in a group of its own, as a shell does; whatever is left of it ends with the test."""
    processes = []

    def start(*words):
        command = [sys.executable, "-m", "qep_lib.cli", "lab", "--no-browser", *words]
        environment = {"QEP_WORKSPACE": str(workspace.root), "JUPYTER_CONFIG_DIR": str(workspace.root / "jupyter")}
        with (workspace.root / "dit.log").open("wb") as said:
            processes.append(
                subprocess.Popen(
                    command,
                    cwd=workspace.root,
                    env=os.environ | environment,
                    stdout=said,
                    stderr=said,
                    start_new_session=True,
                )
            )
        return processes[-1]

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(what, process=None):
    """What `what` gives, as soon as it gives something."""
    limit = time.monotonic() + SECONDS
    while not (found := what()):
        assert time.monotonic() < limit and (process is None or process.poll() is None), "trop long, ou fini"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace):
    """The Cher of 2020, imported and not produced."""
    return imported_workspace(tmp_path_factory.mktemp("ferme") / "espace", ("cher-2020",))


def run_in_kernel(address, token, code):
    """Ask a new kernel of that server for it."""
    asked = {"headers": {"Authorization": f"token {token}"}, "timeout": SECONDS}
    kernel = requests.post(f"{address}api/kernels", json={}, **asked).json()["id"]
    channels = websocket.create_connection(
        f"{address.replace('http', 'ws')}api/kernels/{kernel}/channels?token={token}",
        subprotocols=["v1.kernel.websocket.jupyter.org"],
    )
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "session": "s",
        "username": "",
        "version": "5.3",
    }
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": {"code": code, "silent": False}}
    parts = [message[name] for name in ("header", "parent_header", "metadata", "content")]

    channels.send_binary(serialize_msg_to_ws_v1([json.dumps(part).encode() for part in parts], "shell"))
    return channels


def interrupt(process):
    """Ctrl-C: the terminal says it to the whole group."""
    os.killpg(process.pid, signal.SIGINT)


def is_server(process):
    """True of a JupyterLab that still runs."""
    try:
        return "jupyterlab" in process.cmdline()
    except psutil.Error:
        return False


def kill(process):
    """What runs out of memory, or is ended by hand: the command and its server at once."""
    for one in filter(is_server, psutil.Process(process.pid).children(recursive=True)):
        one.kill()
    process.kill()


@pytest.mark.parametrize("end", [interrupt, kill])
def test_a_run_started_from_the_home_outlives_the_lab(workspace, started, end):
    """Whole, in the ledger as any other; no server is left behind."""
    process = started()
    said = workspace.root / "dit.log"
    found = wait_for(lambda: re.search(r"(http://127.0.0.1:\d+/)\S*token=(\w+)\n", said.read_text("utf-8")), process)
    former = read_batch(workspace)
    with contextlib.closing(run_in_kernel(found[1], found[2], LAUNCHING)):
        wait_for(lambda: lock_holder(workspace), process)
    servers = psutil.Process(process.pid).children(recursive=True)
    end(process)
    process.wait(SECONDS)
    wait_for(lambda: read_batch(workspace) != former and read_batch(workspace).end)
    batch = read_batch(workspace)
    assert [outcome.status for outcome in batch.outcomes] == ["published"] * len(batch.header["planned"]) != []
    assert (workspace.reports / "18/2020/interne/satisfaction/satisfaction.html").is_file()
    wait_for(lambda: not any(is_server(one) for one in servers))


def test_the_terminal_is_told_in_french_where_it_is_and_how_it_ends(workspace, started):
    """Four lines of ours; those of JupyterLab are in a file."""
    process = started()
    said = workspace.root / "dit.log"
    wait_for(lambda: "JupyterLab :" in said.read_text("utf-8"), process)
    interrupt(process)
    assert process.wait(SECONDS) == 130
    lines = said.read_text("utf-8").splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["Atelier", "À", "Ctrl-C", "Ce", "Atelier"], lines
    assert "Jupyter Server" in (workspace.logs / "jupyterlab.log").read_text("utf-8")


def test_a_port_that_is_taken_is_said_before_anything_starts(workspace, started):
    """With what to do; nothing is left running."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = started("--port", str(port))
        assert process.wait(SECONDS) == 2
    assert f"port {port} : il est pris" in (workspace.root / "dit.log").read_text("utf-8")


def test_a_server_that_does_not_start_shows_why(workspace, started):
    """The end of what JupyterLab said, after a French sentence."""
    config = workspace.root / "jupyter"
    config.mkdir(exist_ok=True)
    wrong = config / "jupyter_server_config.py"
    wrong.write_text("raise SystemExit('réglage refusé')\n", encoding="utf-8")
    try:
        assert started().wait(SECONDS) == 2
    finally:
        wrong.unlink()
    said = (workspace.root / "dit.log").read_text("utf-8")
    assert "JupyterLab n'a pas démarré" in said and "réglage refusé" in said and "qep doctor" in said
