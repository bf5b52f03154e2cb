"""Who may speak to the server, and what a page may say to its kernel. Every handler of the server stands behind `guarded`.

A page of Voilà is one visitor's kernel: it sends what its widgets hold and is sent what they show. Nothing else passes: no
code, no widget that the page did not get from the kernel, no other kernel.
"""

import hmac
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import RequestHandler

COOKIE = "qep-explorateurs"
PROTOCOL = "v1.kernel.websocket.jupyter.org"
CONTROL = "jupyter.widget.control"
"""The one target that a page opens: it asks for the widgets that there are."""
MESSAGES = ("comm_info_request", "kernel_info_request", "comm_open", "comm_msg", "comm_close")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline' blob:; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Voilà's page needs its own scripts inside it; nothing is asked of another server, and no other page holds it."""
SENTENCES = {
    403: (
        "Accès refusé : ce navigateur n’a pas encore donné le jeton. À faire : ouvrir d’abord l’adresse entière que "
        "« qep serve » a donnée, jeton compris (la demander à qui a envoyé ce lien), puis coller ce lien dans la barre d’adresse."
    ),
    404: "Il n’y a rien à cette adresse. À faire : ouvrir l’adresse que « qep serve » a donnée.",
    503: "Trop de pages sont ouvertes en même temps. À faire : fermer celles qui ne servent plus, ou réessayer dans une minute.",
}
FAULT = "La page n’a pas pu être faite. À faire : la recharger ; si cela dure, prévenir qui a lancé « qep serve »."


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked of a request: the token, then the cookie that it gave; one of the names of the server (`hosts`, without
    port); no origin but its own."""

    token: str
    hosts: frozenset[str]

    def refuses(self, handler: RequestHandler) -> bool:
        """True for a request to which nothing is to be said."""
        return not (self._is_named(handler.request.headers) and self.is_known(handler))

    def is_known(self, handler: RequestHandler) -> bool:
        """True for whoever gives the token, or the signed cookie given for it."""
        return self.has_token(handler) or handler.get_signed_cookie(COOKIE) == b"1"

    def has_token(self, handler: RequestHandler) -> bool:
        """True where the address or the `Authorization` header holds the token."""
        given = handler.request.headers.get("Authorization", "").removeprefix("token ").removeprefix("Bearer ")
        given = handler.get_query_argument("token", given)
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _is_named(self, headers: Mapping[str, str]) -> bool:
        host, origin = headers.get("Host", ""), headers.get("Origin")
        if urlsplit(f"//{host}").hostname not in self.hosts:
            return False
        return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def guarded(handler: type[RequestHandler], door: Door) -> type[RequestHandler]:
    """The same handler behind that door; its faults are one French sentence."""

    class Guarded(handler):  # type: ignore[valid-type,misc]  # a class made of another, which no checker follows
        def set_default_headers(self) -> None:
            super().set_default_headers()
            for name, value in HEADERS.items():
                self.set_header(name, value)

        def prepare(self) -> Any:
            if door.refuses(self):
                self.send_error(403)
                return None
            return super().prepare()

        def write_error(self, status_code: int, **named: Any) -> None:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(fault_page(SENTENCES.get(status_code, FAULT)))

    Guarded.__name__ = f"Guarded{handler.__name__}"
    return Guarded


def fault_page(sentence: str) -> str:
    """One sentence as a page."""
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Explorateurs Qual-e-pref</title>'
    return f'<!doctype html><html lang="fr"><head>{head}</head><body><main><p>{html.escape(sentence)}</p></main></body></html>'


def is_allowed(channel: str, header: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """True for what the page of an explorer says to its kernel: what there is, and what a person chose."""
    kind = header.get("msg_type")
    if channel != "shell" or kind not in MESSAGES:
        return False
    return kind != "comm_open" or content.get("target_name") == CONTROL


MOST_OFFSETS = 16
"""Of a message: its channel, four parts, its end, and room for a few buffers. The number that a message gives of its own
offsets is believed by who reads it, however much memory that asks for."""


class GuardedConnection(ZMQChannelsWebsocketConnection):
    """A connection to a kernel that lets only these messages through; whatever it cannot read is not passed on."""

    def handle_incoming_message(self, incoming_msg: bytes | str) -> None:
        """Pass a message on, or forget it."""
        if self.subprotocol != PROTOCOL or not isinstance(incoming_msg, bytes):
            return
        if int.from_bytes(incoming_msg[:8], "little") > MOST_OFFSETS:
            return
        try:
            channel, parts = deserialize_msg_from_ws_v1(incoming_msg)
            header, content = json.loads(parts[0]), json.loads(parts[3])
            is_passed = is_allowed(channel, header, content)
        except (ValueError, LookupError, TypeError, AttributeError):
            return
        if is_passed:
            super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]  # bytes, whatever its annotation says
