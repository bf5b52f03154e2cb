"""Voilà with the doors that one page needs, kernels that end with their page, and a ceiling on how many live at once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import nbformat
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import ErrorHandler, HTTPError, RequestHandler
from traitlets import Int
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.voila_identity_provider import VoilaIdentityProvider

from qep_lib.model.base import Audience
from qep_lib.serving.door import COOKIE, Door, GuardedConnection, guarded
from qep_lib.workbench.exploring import open_served

NOTEBOOK = "explorateurs.ipynb"
CELL = f"from {open_served.__module__} import {open_served.__name__}\n\n{open_served.__name__}({{audience!r}})"
DOORS = (
    "/channels",
    "/voila/api/shutdown/",
    "/voila/templates/",
    "/voila/static/",
    "/voila/labextensions/",
    "/voila/api/themes/",
)
"""Of Voilà's own addresses: its kernel's channel, the end of a page, and what a page is drawn with. Neither files, nor folders,
nor kernels."""
KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
HOME_EXTENSION = "qep-accueil"
"""Runs the home of `qep lab`; a page of readers has none."""
LEAVING_SECONDS, OPENING_SECONDS, IDLE_SECONDS = 15, 90, 3600
"""A page that lost its connection may come back; one that is being made has none yet; one that nobody touches is closed."""


@dataclass(frozen=True, slots=True)
class Served:
    """What is served, and where: `base_url` begins and ends with a slash, `hosts` are the names that the server answers to."""

    audience: Audience
    address: str
    port: int
    token: str
    base_url: str
    hosts: frozenset[str]
    most_pages: int


class Kernels(AsyncMappingKernelManager):
    """A kernel a page: none beyond `most`, none that no page looks at."""

    most = Int(8, config=True)
    leaving_seconds = Int(LEAVING_SECONDS, config=True)
    opening_seconds = Int(OPENING_SECONDS, config=True)
    _starting = 0

    async def start_kernel(self, **named: Any) -> str:  # type: ignore[override]  # as its asynchronous base class, typed as the other
        """Start that of a page; HTTP 503 where there are enough."""
        if len(self.list_kernel_ids()) + self._starting >= self.most:
            raise HTTPError(503)
        self._starting += 1
        try:
            kernel_id = await super().start_kernel(**named)
        finally:
            self._starting -= 1
        self._look_later(kernel_id, self.opening_seconds)
        return kernel_id

    def notify_disconnect(self, kernel_id: str) -> None:
        """A page has gone, or will be back in a moment."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]  # jupyter_server gives it no types
        self._look_later(kernel_id, self.leaving_seconds)

    def _look_later(self, kernel_id: str, seconds: float) -> None:
        IOLoop.current().call_later(seconds, self._end_unwatched, kernel_id)

    async def _end_unwatched(self, kernel_id: str) -> None:
        if kernel_id in self and not self._kernel_connections.get(kernel_id):
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]  # the same


class ExplorersPage(TornadoVoilaHandler):
    """The one page. The token leaves the address once its cookie is given."""

    async def get(self, path: str | None = None) -> None:
        """The page, or the way to it without token."""
        if self.get_query_argument("token", None) is not None:
            is_secure = self.request.headers.get("X-Forwarded-Proto", self.request.protocol) == "https"
            self.set_signed_cookie(COOKIE, "1", path=self.base_url, httponly=True, samesite="Strict", secure=is_secure)
            # What view is asked stays: it says nothing of who may see it.
            asked = [pair for pair in parse_qsl(self.request.query) if pair[0] != "token"]
            self.redirect(f"{self.base_url}?{urlencode(asked)}" if asked else self.base_url)
            return
        await super().get()


class KernelState(KernelHandler):
    """What a page asks of its own kernel before it speaks to it. It cannot end it so, nor name another."""

    SUPPORTED_METHODS = ("GET",)


class Explorers(Voila):
    """Voilà with these doors alone, whatever its own settings say."""

    door: Door
    on_ready: Any = None

    def init_handlers(self) -> list[Any]:
        """Each of them behind the door."""
        kept = [entry for entry in super().init_handlers() if any(part in entry[0] for part in DOORS)]
        given = {
            "notebook_path": NOTEBOOK,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        kept.append((f"{self.server_url}api/kernels/{KERNEL}", KernelState))
        kept.append((self.server_url, ExplorersPage, given))
        return [(pattern, guarded(handler, self.door), *more) for pattern, handler, *more in kept]

    def listen(self) -> None:
        """On that port or not at all (`OSError`); until it is stopped."""
        self.app.listen(self.port, self.ip)
        self.ioloop = IOLoop.current()
        if self.on_ready is not None:
            self.on_ready()
        try:
            self.ioloop.start()
        except (KeyboardInterrupt, asyncio.CancelledError):
            pass
        finally:
            self.stop()


def serve(served: Served, folder: Path, on_ready: Callable[[], None] | None = None) -> None:
    """Serve the explorers until stopped; `folder` is an empty one, for the notebook. Raises `OSError` where the port is taken."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(audience=served.audience))])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Qual-e-pref", "language": "python"}
    notebook.metadata["title"] = "Explorateurs Qual-e-pref"
    nbformat.write(notebook, folder / NOTEBOOK)
    explorers = Explorers(config=_settings(served, folder))
    explorers.door, explorers.on_ready = Door(served.token, served.hosts), on_ready
    explorers.initialize([])
    explorers.start()


def _log_nothing(handler: RequestHandler) -> None:
    """A line an address would keep the token of those that were refused."""


def _settings(served: Served, folder: Path) -> Config:
    return Config(
        {
            "Voila": {
                "root_dir": str(folder),
                "notebook_path": str(folder / NOTEBOOK),
                "config_file_paths": [],
                "ip": served.address,
                "port": served.port,
                "base_url": served.base_url,
                "open_browser": False,
                "log_level": "ERROR",
                "kernel_websocket_connection_class": GuardedConnection,
                # The door has asked for the token already, of every address.
                "identity_provider_class": VoilaIdentityProvider,
                "token": "",
                "tornado_settings": {
                    "default_handler_class": guarded(ErrorHandler, Door(served.token, served.hosts)),
                    "default_handler_args": {"status_code": 404},
                    "log_function": _log_nothing,
                },
            },
            "VoilaConfiguration": {
                "strip_sources": True,
                "show_tracebacks": False,
                "file_allowlist": [],
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "extension_denylist": [HOME_EXTENSION],
                "multi_kernel_manager_class": Kernels,
            },
            "Kernels": {
                "most": served.most_pages,
                "cull_idle_timeout": IDLE_SECONDS,
                "cull_interval": 60,
                "cull_connected": True,
            },
        }
    )
