"""`qep lab`: JupyterLab on the home notebook, in French, with the quick kernel. What the home shows is `qep_lib.lab`."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from qep_lib.cli.exits import printable, stopping_with
from qep_lib.closing import make_folder
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file

HOME = "accueil.ipynb"
NOTEBOOKS = (HOME, "exploration.ipynb")
KEPT = "carnet.ipynb"
"""Where the home puts the calls that an analyst keeps; the others are laid anew."""
SHOWN = "qep_lib.lab.home"
"""What the kernel of the home shows."""
CHECKPOINTS = "qep_lib.lab.checkpoints:ClosedCheckpoints"
CLOSED = "Atelier fermé. Un lancement commencé depuis l'accueil continue : « qep status » dit où il en est."
LAB = Path(__file__).parents[1] / "lab"
FIRST_PORT, PORTS = 8888, 50
"""Where JupyterLab is looked for, and how many ports are tried from there."""
LOG = "jupyterlab.log"
LAST_LINES = 8
LOOKED_AT_EVERY_SECONDS = 0.1
CLOSING_SECONDS = 15
"""What its kernels are given to end."""


def open_lab(has_browser: bool, port: int | None, is_verbose: bool = False) -> int:
    """Open it and wait until it is closed; its exit code. What JupyterLab says, in English, goes to a file, and to the terminal
    if `is_verbose`. Raises `ParameterError` for a port that is taken, and where JupyterLab does not start."""
    workspace = Workspace.find()
    if find_spec("jupyterlab") is None:
        raise ParameterError("JupyterLab n'est pas installé. À faire : pip install jupyterlab.")
    home = lay_home(workspace)
    port = free_port(port)
    environment = os.environ | lab_environment(workspace)
    # The name under which Jupyter is given a token; the list of processes does not show it.
    token = environment.setdefault("JUPYTER_TOKEN", secrets.token_hex(24))
    command = lab_command(workspace, home, has_browser, port)
    make_folder(workspace.logs)
    log = workspace.logs / LOG
    with (
        stopping_with(CLOSED),
        log.open("wb") as written,
        _running(command, workspace.root, environment, None if is_verbose else written) as process,
    ):
        if not _has_opened(process, port):
            said = [] if is_verbose else log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
            raise ParameterError(
                f"JupyterLab n'a pas démarré (code {process.returncode}). À faire : « qep doctor », puis « qep lab --verbose ».",
                tuple(map(printable, said)),
            )
        print(f"Atelier : http://127.0.0.1:{port}/lab/tree/{home}?token={token}")
        print("À ouvrir dans un navigateur de cette machine s'il ne s'ouvre pas seul ; qui a cette adresse peut tout.")
        print("Ctrl-C ferme l'atelier ; un lancement en cours continue.")
        if not is_verbose:
            print(f"Ce que dit JupyterLab : {log.relative_to(workspace.root).as_posix()} (ici avec --verbose).")
        sys.stdout.flush()
        return process.wait()


def free_port(asked: int | None) -> int:
    """That port, or the first that is free; a `ParameterError` where it is not."""
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    which = (
        f"port {asked} : il est pris"
        if asked
        else f"ports {FIRST_PORT} à {FIRST_PORT + PORTS - 1} : ils sont tous pris"
    )
    raise ParameterError(f"{which}. À faire : fermer ce qui s'y tient, ou choisir un autre port avec --port.")


@contextmanager
def _running(
    command: list[str], folder: Path, environment: dict[str, str], said: IO[bytes] | None
) -> Iterator[subprocess.Popen[bytes]]:
    """That process, asked to end when this one stops, and ended if it does not."""
    # Without a terminal to read from, JupyterLab asks no question in English at Ctrl-C.
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=None if said is None else subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(CLOSING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _has_opened(process: subprocess.Popen[bytes], port: int) -> bool:
    """True once it answers; False if it ends before."""
    while process.poll() is None:
        # Not by `urllib`, which would ask the proxy of the office for it.
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
            asked.request("GET", "/api")
            return asked.getresponse().status > 0
        time.sleep(LOOKED_AT_EVERY_SECONDS)
    return False


def lab_command(workspace: Workspace, home: str, has_browser: bool, port: int) -> list[str]:
    """JupyterLab on that notebook of the workspace; it listens on this machine only, with a token, as by default."""
    words = [sys.executable, "-m", "qep_lib.kernels.ahead", SHOWN, "jupyterlab"]
    words += [f"--ServerApp.root_dir={workspace.root}"]
    words += [f"--LabApp.default_url=/lab/tree/{home}", "--ServerApp.ip=127.0.0.1"]
    words += [
        f"--ContentsManager.checkpoints_class={CHECKPOINTS.replace(':', '.')}",
        f"--FileCheckpoints.root_dir={workspace.checkpoints}",
    ]
    # What was free a moment ago, or nothing: the address is told beforehand.
    words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    words += [] if has_browser else ["--no-browser"]
    # As in a container: it listens on this machine only.
    return [*words, *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]


def lab_environment(workspace: Workspace) -> dict[str, str]:
    """Where Jupyter finds our kernel, our settings and the extension, before its own; the workspace of every notebook."""
    return {
        "QEP_WORKSPACE": str(workspace.root),
        "JUPYTER_PATH": _first(LAB / "jupyter", os.environ.get("JUPYTER_PATH")),
        "JUPYTER_CONFIG_PATH": _first(LAB / "config", os.environ.get("JUPYTER_CONFIG_PATH")),
        "JUPYTERLAB_WORKSPACES_DIR": str(workspace.windows),
    }


def _first(folder: Path, others: str | None) -> str:
    return os.pathsep.join([str(folder), *([others] if others else [])])


def lay_home(workspace: Workspace) -> str:
    """Put the home and the exploration under the workspace, where JupyterLab opens them, each time: JupyterLab saves what they
    show, which belongs with nobody's notebooks. The notebook of the analyst is laid once. What JupyterLab kept of the files that
    were open goes. Returns the path of the home from the workspace's root."""
    shutil.rmtree(workspace.checkpoints, ignore_errors=True)
    for folder in (workspace.checkpoints, workspace.windows):
        make_folder(folder)
    for name in (*NOTEBOOKS, KEPT):
        if name != KEPT or not (workspace.desk / KEPT).exists():
            shutil.copyfile(find_file(workspace, f"notebooks/{name}"), workspace.desk / name)
    return (workspace.desk / HOME).relative_to(workspace.root).as_posix()
