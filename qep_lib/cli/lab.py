"""`qep lab`: JupyterLab on the home notebook, in French, with the quick kernel. What the home shows is `qep_lib.lab`."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from qep_lib.cli.exits import stopping_with
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
CLOSED = "Atelier fermé. Un lancement commencé depuis l'accueil continue : « qep status » dit où il en est."
LAB = Path(__file__).parents[1] / "lab"


def open_lab(has_browser: bool, port: int | None) -> int:
    """Open it and wait until it is closed; its exit code."""
    workspace = Workspace.find()
    if find_spec("jupyterlab") is None:
        raise ParameterError("JupyterLab n'est pas installé. À faire : pip install jupyterlab.")
    home = lay_home(workspace)
    command = lab_command(workspace, home, has_browser, port)
    with stopping_with(CLOSED):
        return subprocess.run(
            command, cwd=workspace.root, env=os.environ | lab_environment(workspace), check=False
        ).returncode


def lab_command(workspace: Workspace, home: str, has_browser: bool, port: int | None) -> list[str]:
    """JupyterLab on that notebook of the workspace; it listens on this machine only, with a token, as by default."""
    words = [sys.executable, "-m", "qep_lib.kernels.ahead", SHOWN, "jupyterlab"]
    words += [f"--ServerApp.root_dir={workspace.root}"]
    words += [f"--LabApp.default_url=/lab/tree/{home}", "--ServerApp.ip=127.0.0.1"]
    words += [] if has_browser else ["--no-browser"]
    # As in a container: it listens on this machine only.
    words += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*words, f"--ServerApp.port={port}"] if port else words


def lab_environment(workspace: Workspace) -> dict[str, str]:
    """Where Jupyter finds our kernel, our settings and the extension, before its own; the workspace of every notebook."""
    return {
        "QEP_WORKSPACE": str(workspace.root),
        "JUPYTER_PATH": _first(LAB / "jupyter", os.environ.get("JUPYTER_PATH")),
        "JUPYTER_CONFIG_PATH": _first(LAB / "config", os.environ.get("JUPYTER_CONFIG_PATH")),
    }


def _first(folder: Path, others: str | None) -> str:
    return os.pathsep.join([str(folder), *([others] if others else [])])


def lay_home(workspace: Workspace) -> str:
    """Put the home and the exploration under the workspace, where JupyterLab opens them, each time: JupyterLab saves what they
    show, which belongs with nobody's notebooks. The notebook of the analyst is laid once. Returns the path of the home from the
    workspace's root."""
    make_folder(workspace.desk)
    for name in (*NOTEBOOKS, KEPT):
        if name != KEPT or not (workspace.desk / KEPT).exists():
            shutil.copyfile(find_file(workspace, f"notebooks/{name}"), workspace.desk / name)
    return (workspace.desk / HOME).relative_to(workspace.root).as_posix()
