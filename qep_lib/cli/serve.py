"""`qep serve`: the explorers in a browser, without JupyterLab. The server is `qep_lib.serving`."""

import ipaddress
import os
import secrets
import tempfile
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from qep_lib.cli.exits import stopping_with
from qep_lib.cli.lab import lab_environment
from qep_lib.errors import ParameterError
from qep_lib.kernels import client
from qep_lib.model.base import Audience
from qep_lib.model.parameters import AUDIENCE, AUDIENCE_OF
from qep_lib.model.suggest import unknown_words
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.extras import load_extra

SHOWN = "qep_lib.workbench.exploring"
"""What the kernels of the pages show."""
STOPPED = "Explorateurs arrêtés : leurs pages ne répondent plus. « qep serve » les rouvre."
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
TOKEN = "QEP_TOKEN"
SHORTEST_TOKEN = 16


def serve_explorers(audience: str, port: int, address: str, base_url: str, most_pages: int) -> int:
    """Serve them until Ctrl-C; the exit code. Raises `ParameterError` for what cannot be served."""
    meant = AUDIENCE_OF.get(audience, audience)
    if faults := unknown_words("audience", [meant], AUDIENCE.choices, is_feminine=True):
        raise ParameterError(faults[0])
    token = checked_token(address, os.environ.get(TOKEN))
    path, host = split_base_url(base_url)
    workspace = Workspace.find()
    load_extra("voila", "« qep serve »", "serve")
    # Where the server finds our quick kernel, and every kernel its workspace.
    os.environ.update(lab_environment(workspace))
    os.environ.pop(TOKEN, None)
    client.prepare(SHOWN)
    from qep_lib.serving.server import Served, serve

    hosts = LOCAL | {address} | ({host} if host else set())
    served = Served(cast(Audience, meant), address, port, token, path, frozenset(hosts), most_pages)
    where = base_url.rstrip("/") + "/" if host else _reached_at(address, port, path)
    opening = f"Explorateurs ({audience}) : {where}?token={token}\nCtrl-C les arrête."
    with stopping_with(STOPPED), tempfile.TemporaryDirectory(prefix="qep-serve-") as folder:
        try:
            serve(served, Path(folder), lambda: print(opening, flush=True))
        except OSError as error:
            raise ParameterError(
                f"adresse {address}, port {port} : refusés par le système ({error.strerror}). "
                "À faire : arrêter ce qui s'y tient, ou choisir un autre port avec --port."
            ) from None
    return 0


def checked_token(address: str, given: str | None) -> str:
    """The token that is asked of visitors: the one given, or a new one on this machine alone."""
    if given is None and not _is_local(address):
        raise ParameterError(
            f"adresse {address} : d'autres machines pourraient s'y connecter, et aucun jeton n'est donné. "
            f"À faire : le donner dans la variable {TOKEN} ({SHORTEST_TOKEN} caractères au moins), ou ôter --address."
        )
    if given is not None and len(given) < SHORTEST_TOKEN:
        raise ParameterError(
            f"jeton de {len(given)} caractères dans {TOKEN} : il se devinerait. Accepté : {SHORTEST_TOKEN} caractères au moins."
        )
    return given or secrets.token_urlsafe(24)


def split_base_url(asked: str) -> tuple[str, str | None]:
    """The path under which the server answers, with its slashes, and the name of the machine in front of it, if any."""
    parts = urlsplit(asked)
    if (parts.scheme and parts.scheme not in ("http", "https")) or parts.query or parts.fragment:
        raise ParameterError(
            f"adresse « {asked} » refusée. Accepté : un chemin comme /explorer/, ou https://machine/explorer/."
        )
    path = parts.path.strip("/")
    return (f"/{path}/" if path else "/"), parts.hostname


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _reached_at(address: str, port: int, path: str) -> str:
    shown = f"[{address}]" if ":" in address else address
    return f"http://{shown}:{port}{path}"
